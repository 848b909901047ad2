import { useI18n } from '../../app/i18n.tsx';
import { formatPercent } from '../../parts/format.ts';
import { BasisTag } from './BasisTag.tsx';
import { grades, type Rules, type Scheme } from './types.ts';

type Edition = Scheme['editions'][number];

function Awards({ edition }: { edition: Edition }) {
  const { t, data } = useI18n();
  return (
    <section className="panel">
      <h2>
        {data(edition.title)} · {t('awardPages.ruleAwards')} <BasisTag basis={edition.basis} />
      </h2>
      <p className="quiet">
        {edition.to === null
          ? t('awardPages.fromTo', { from: edition.from })
          : edition.to === edition.from
            ? t('awardPages.fromOnly', { from: edition.from })
            : t('awardPages.fromUntil', { from: edition.from, to: edition.to })}
        {' · '}
        {t(`awardPages.candidates.${edition.candidates}`)}
      </p>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {edition.awards.map((a) => (
          <li key={a.id} style={{ marginBottom: 6 }}>
            <b>{data(a.title)}</b>（{t(`awardPages.by.${a.by}`)}）：
            {t('awardPages.rateOf', { p: formatPercent(Number(a.rate)) })}
            {a.amount ? ` · ${t('awardPages.prize', a.amount)}` : ''}
            {a.plaque ? ` · ${t('awardPages.plaque')}` : ''} <BasisTag basis={a.basis} />
            {a.note ? <div className="quiet">{data(a.note)}</div> : null}
            <div className="quiet small">{a.basis.source}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The award rules in sentences, each with its source and how firm it is. */
export function RulesView({ rules, editions }: { rules: Rules; editions: readonly Edition[] }) {
  const { t, data } = useI18n();
  const lines = [
    {
      key: 'weights',
      text: t('awardPages.ruleWeights', {
        q: formatPercent(Number(rules.weights.quantitative)),
        e: formatPercent(Number(rules.weights.qualitative)),
      }),
      basis: rules.weights.basis,
    },
    {
      key: 'experts',
      text: t('awardPages.ruleExperts', {
        n: rules.experts.perCandidate,
        grades: grades.map((g) => `${g} ${rules.experts.ratings[g]}`).join('、'),
      }),
      basis: rules.experts.basis,
    },
    {
      key: 'shortlist',
      text: t('awardPages.ruleShortlist', { n: rules.shortlist.timesPlaces }),
      basis: rules.shortlist.basis,
    },
    { key: 'ties', text: t('awardPages.ruleTies'), basis: rules.ties.basis },
    {
      key: 'industries',
      text: t('awardPages.ruleIndustries', { n: rules.industries.minimum }),
      basis: rules.industries.basis,
    },
    {
      key: 'notice',
      text: t('awardPages.ruleNotice', { n: rules.notice.workingDays }),
      basis: rules.notice.basis,
    },
  ];
  return (
    <>
      {editions.map((e) => (
        <Awards key={e.id} edition={e} />
      ))}
      <section className="panel">
        <h2>
          {data(rules.title)} <BasisTag basis={rules.basis} />
        </h2>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {lines.map((l) => (
            <li key={l.key} style={{ marginBottom: 6 }}>
              {l.text} <BasisTag basis={l.basis} />
              <div className="quiet small">{l.basis.source}</div>
            </li>
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{t('awardPages.links')}</h2>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {rules.experts.links.map((l) => (
            <li key={l.id}>
              <b>{data(l.title)}</b>：{data(l.anchor)}
            </li>
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{t('awardPages.ruleVetoes')}</h2>
        <p className="quiet">{t('awardPages.vetoHint')}</p>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {rules.vetoes.map((v) => (
            <li key={v.kind}>
              {data(v.title)}（{t('awardPages.lookBack', { n: v.lookBackMonths })}，
              {v.repairable ? t('awardPages.repairable') : t('awardPages.notRepairable')}）{' '}
              <BasisTag basis={v.basis} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

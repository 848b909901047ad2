import { Tag, Tooltip } from 'antd';
import { Link } from 'react-router';
import { fenText, lookUp } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import { told } from './entries.ts';
import type { Passage, Version } from './types.ts';

/** The words of a document; what is not the plan's own text says so. */
export function Quoted({ p, retold }: { p: Passage; retold: boolean }) {
  const { t } = useI18n();
  const first = p.provisions[0];
  return (
    <>
      <p className="small quiet" style={{ margin: '0 0 4px' }}>
        {retold ? (
          <Tooltip title={t('schemes.retoldHint')}>
            <Tag tabIndex={0}>{t('schemes.retold')}</Tag>
          </Tooltip>
        ) : (
          <Tag>{t('schemes.original')}</Tag>
        )}
        {t('schemes.passageOf', { document: p.document, clause: p.clause })}{' '}
        {first !== undefined && !retold ? (
          <Link to={`/?open=${first}`} style={{ textDecoration: 'underline' }}>
            {t('schemes.toPassage')}
          </Link>
        ) : null}
      </p>
      <blockquote className="quote">{p.quote}</blockquote>
    </>
  );
}

export function Term({ v }: { v: { from: string; to: string | null } }) {
  const { t } = useI18n();
  return (
    <span className="num">
      {v.to === null ? t('schemes.term', { from: v.from }) : t('schemes.termTo', { from: v.from, to: v.to })}
    </span>
  );
}

export function Conditions({ v }: { v: Version }) {
  const { t } = useI18n();
  if (v.conditions.length === 0) return <p className="quiet">{t('schemes.noConditions')}</p>;
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {v.conditions.map((c) => (
        <li key={`${c.title} ${c.need}`}>
          {c.alternative === null ? '' : t('schemes.or')}
          {told(c) ? c.title : t('schemes.need', { title: c.title, need: c.need })}
        </li>
      ))}
    </ul>
  );
}

/** How the amount is reckoned and what bounds it. */
export function Amount({ v }: { v: Version }) {
  const { t, locale } = useI18n();
  const of = (a: Version['amount'][number]): string =>
    lookUp(locale, 'rules', `step.${a.kind}`, {
      text: a.text,
      title: a.title,
      value: '',
      met: '',
      origin: '',
    }) ?? a.text;
  const limits = [
    v.limits.once ? t('schemes.once') : null,
    v.limits.years === null ? null : t('schemes.years', { n: v.limits.years }),
    v.limits.perYearFen === null ? null : t('schemes.perYear', { amount: fenText(v.limits.perYearFen) }),
    v.limits.lifetimeFen === null ? null : t('schemes.lifetime', { amount: fenText(v.limits.lifetimeFen) }),
  ].filter((x) => x !== null);
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {v.amount.map((a) => (
        <li key={`${a.kind} ${a.text}`}>{of(a).replace(/[：:]\s*$/, '')}</li>
      ))}
      {v.open === null ? null : (
        <li>
          <Link to={`/plan/open#${v.open}`}>{t('schemes.openAmount')}</Link>
        </li>
      )}
      {limits.map((l) => (
        <li key={l}>{l}</li>
      ))}
    </ul>
  );
}

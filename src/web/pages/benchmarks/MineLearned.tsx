import { Skeleton } from 'antd';
import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import type { Learned } from './mine-types.ts';

type Support = Learned['support'][number];
type Improvement = Support['links'][number];
const links = ['product', 'equipment', 'process', 'technology', 'management', 'marketing'] as const;

/** The passage of the plan that pays; a scheme's own page once there is one. */
export function SupportLink({ pack, of }: { pack: string; of: Support }) {
  const { data } = useI18n();
  return (
    <Link to={of.scheme ? `/schemes/${of.scheme}` : `/?plan=${pack}&open=${of.provision}`} title={of.quote}>
      {data(of.for)}
    </Link>
  );
}

/** What may pay for closing the gap of an indicator: named for it, or for a link it is closed from. */
export function supportFor(l: Learned, indicator: string): { links: Improvement[]; support: Support[] } {
  const ways = l.gaps.find((g) => g.indicator === indicator)?.links ?? [];
  return {
    links: ways,
    support: l.support.filter((s) =>
      s.indicators.length > 0 ? s.indicators.includes(indicator) : s.links.some((x) => ways.includes(x)),
    ),
  };
}

/** Measures others of the group filed, by link, and what the plan pays in each. */
export function MineLearned({
  q,
}: {
  q: { data?: Learned | undefined; error: Error | null; refetch: () => unknown };
}) {
  const { t } = useI18n();
  const l = q.data;
  return (
    <section className="panel" id="support">
      <h2>{t('minePages.learned')}</h2>
      <p className="quiet">{t('minePages.learnedHint')}</p>
      {q.error ? (
        <ErrorState error={q.error} retry={() => void q.refetch()} />
      ) : !l ? (
        <Skeleton active paragraph={{ rows: 4 }} />
      ) : (
        <>
          {l.links.length === 0 ? (
            <p>{t('minePages.learnedFew', { n: l.enterprises, least: l.least })}</p>
          ) : null}
          <ul className="mine-cards">
            {links.flatMap((link) => {
              const told = l.links.find((x) => x.link === link);
              const pays = l.support.filter((s) => s.links.includes(link));
              if (!told && pays.length === 0) return [];
              return [
                <li key={link}>
                  <h3>
                    {t(`filings.link.${link}`)}
                    {told ? (
                      <span className="quiet small">
                        {' '}
                        {t('minePages.learnedCount', { n: told.enterprises })}
                      </span>
                    ) : null}
                  </h3>
                  {told ? (
                    <ul>
                      {told.measures.map((m) => (
                        <li key={m.title}>
                          {m.title}
                          {m.enterprises > 1 ? (
                            <span className="quiet">
                              {' '}
                              {t('minePages.learnedCount', { n: m.enterprises })}
                            </span>
                          ) : null}
                          {m.names.length > 0 ? (
                            <span className="quiet">（{m.names.join('、')}）</span>
                          ) : null}
                        </li>
                      ))}
                    </ul>
                  ) : null}
                  {pays.length > 0 ? (
                    <>
                      <p className="quiet small" style={{ margin: '8px 0 0' }}>
                        {t('minePages.pays')}
                      </p>
                      <ul>
                        {pays.map((s) => (
                          <li key={s.provision}>
                            <SupportLink pack={l.pack} of={s} />
                          </li>
                        ))}
                      </ul>
                    </>
                  ) : null}
                </li>,
              ];
            })}
          </ul>
          {l.indicators.length > 0 ? (
            <p className="quiet" style={{ margin: '10px 0 0' }}>
              {t('minePages.learnedIndicators')}
              <Indicators l={l} />
            </p>
          ) : null}
          {l.mark === 'proposal' ? (
            <p className="quiet small" style={{ margin: '10px 0 0' }}>
              {t('minePages.paysProposal')}
            </p>
          ) : null}
        </>
      )}
    </section>
  );
}

function Indicators({ l }: { l: Learned }) {
  const { t, data } = useI18n();
  return (
    <>
      {l.indicators
        .map(
          (i) =>
            data(i.title) +
            t('minePages.learnedCount', { n: i.enterprises }) +
            (i.links.length > 0 ? `：${i.links.map((x) => t(`filings.link.${x.link}`)).join('、')}` : ''),
        )
        .join('；')}
    </>
  );
}

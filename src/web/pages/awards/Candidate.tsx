import { Table, Tag, Tooltip } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { score, type CandidateDetail, type Round } from './types.ts';

type Outcome = CandidateDetail['outcomes'][number];

function Why({
  o,
  title,
  weights,
}: {
  o: Outcome;
  title: string;
  weights: Round['rules']['weights'] | undefined;
}) {
  const { t } = useI18n();
  return (
    <section className="panel">
      <h2>
        {title}：
        <span style={o.outcome === 'awarded' ? { color: 'var(--good)' } : undefined}>
          {t(`awardPages.outcome.${o.outcome}`)}
        </span>
      </h2>
      <ul style={{ margin: 0, paddingLeft: 20 }} className="num">
        {o.quantitative === null ? null : o.total !== null && o.qualitative !== null && weights ? (
          <li>
            {t('awardPages.formula', {
              total: score(o.total),
              q: score(o.quantitative),
              wq: weights.quantitative,
              e: score(o.qualitative),
              we: weights.qualitative,
            })}
          </li>
        ) : (
          <li>{t('awardPages.formulaQuantitative', { q: score(o.quantitative) })}</li>
        )}
        {o.rank === null ? null : (
          <li>{t('awardPages.rankOf', { rank: o.rank, of: o.of, places: o.places })}</li>
        )}
        {o.distance === null ? null : (
          <li>
            {o.distance >= 0
              ? t('awardPages.aboveLine', { d: score(o.distance) })
              : t('awardPages.belowLine', { d: score(-o.distance) })}
          </li>
        )}
        {o.rankInterval ? (
          <li>{t('awardPages.rankRange', { a: o.rankInterval[0], b: o.rankInterval[1] })}</li>
        ) : null}
      </ul>
    </section>
  );
}

/** Why an enterprise is in or not, down to the experts' marks. */
export default function Candidate() {
  const { id = '', subject = '' } = useParams();
  const { t, data } = useI18n();
  const q = useQuery({
    queryKey: ['awards', 'candidate', id, subject],
    queryFn: () => api.awards.candidate({ params: { id, subject } }),
  });
  const round = useQuery({
    queryKey: ['awards', 'round', id],
    queryFn: () => api.awards.round({ params: { id } }),
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const c = q.data;
  const awards = round.data?.editionRules.awards ?? [];
  const titleOf = (award: string): string => {
    const a = awards.find((x) => x.id === award);
    return a ? data(a.title) : award;
  };
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {t('awardPages.candidateTitle', { name: c.subject.name })} <Simulated when={c.simulated} />
          </>
        }
        hint={
          <>
            <Link to={`/awards/${id}`}>{c.round.title}</Link> <Tag>{data(c.round.stateTitle)}</Tag>
            {[c.regionName, c.parkName, c.industryName].filter(Boolean).join(' · ')} ·{' '}
            <Link to={`/benchmark/runs/${c.run.id}/${c.subject.id}`}>{t('awardPages.seeRun')}</Link>
          </>
        }
      />
      <div className="stats">
        {(
          [
            ['level', c.level],
            ['progress', c.progress],
            ['qualitative', c.qualitative],
          ] as const
        ).map(([k, v]) => (
          <div className="stat" key={k}>
            <b>{score(v)}</b>
            <span>{t(`awardPages.${k}`)}</span>
          </div>
        ))}
        <div className="stat">
          <b>{c.award ? titleOf(c.award) : t('awardPages.none')}</b>
          <span>{t('awardPages.result')}</span>
        </div>
      </div>
      {c.reasons.length > 0 ? (
        <section className="panel">
          <h2>{t('awardPages.reasons')}</h2>
          <ul style={{ margin: 0, paddingLeft: 20 }}>
            {c.reasons.map((r) => (
              <li key={`${r.kind ?? ''}${r.day ?? ''}${r.source ?? ''}`}>
                {[r.title, r.day, r.source].filter(Boolean).join(' · ')}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {c.outcomes.map((o) => (
        <Why key={o.award} o={o} title={titleOf(o.award)} weights={round.data?.rules.weights} />
      ))}
      {c.links.some((l) => l.spread) ? (
        <section className="panel">
          <h2>{t('awardPages.links')}</h2>
          <TableFrame label={t('awardPages.links')}>
            <Table
              size="middle"
              rowKey="link"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={c.links}
              columns={[
                { key: 'link', title: t('awardPages.link'), width: 110, render: (_, r) => data(r.title) },
                {
                  key: 'count',
                  title: t('awardPages.experts'),
                  width: 90,
                  className: 'num',
                  align: 'right',
                  render: (_, r) => r.spread?.count ?? '—',
                },
                ...(['mean', 'median', 'spread'] as const).map((k) => ({
                  key: k,
                  title: t(`awardPages.${k}`),
                  width: 130,
                  align: 'right' as const,
                  className: 'num',
                  render: (_: unknown, r: CandidateDetail['links'][number]) => score(r.spread?.[k]),
                })),
                {
                  key: 'range',
                  title: t('awardPages.range'),
                  width: 130,
                  align: 'right',
                  className: 'num',
                  render: (_, r) => (r.spread ? `${score(r.spread.lowest)}—${score(r.spread.highest)}` : '—'),
                },
              ]}
            />
          </TableFrame>
        </section>
      ) : null}
      {c.marks.length > 0 ? (
        <section className="panel">
          <h2>{t('awardPages.marks')}</h2>
          <TableFrame label={t('awardPages.marks')}>
            <Table
              size="middle"
              rowKey="expert"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={c.marks}
              columns={[
                {
                  key: 'expert',
                  title: t('awardPages.expert'),
                  width: 130,
                  render: (_, r) => t('awardPages.expertNo', { n: r.expert }),
                },
                ...c.links.map((l) => ({
                  key: l.link,
                  title: data(l.title),
                  width: 64,
                  render: (_: unknown, r: CandidateDetail['marks'][number]) => r.ratings[l.link] ?? '—',
                })),
                {
                  key: 'total',
                  title: t('awardPages.qualitative'),
                  width: 140,
                  className: 'num',
                  render: (_, r) => (
                    <>
                      {score(r.total)}{' '}
                      {r.outlier ? (
                        <Tooltip title={t('awardPages.outlierHint')}>
                          <Tag color="warning" tabIndex={0}>
                            {t('awardPages.outlier')}
                          </Tag>
                        </Tooltip>
                      ) : null}
                    </>
                  ),
                },
                { key: 'note', title: t('awardPages.scoreNote'), dataIndex: 'note', width: 240 },
              ]}
            />
          </TableFrame>
        </section>
      ) : null}
    </div>
  );
}

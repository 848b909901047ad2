import { Button, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import type { Round, UnitScore } from './types.ts';

/** How little would swap a unit with the one behind it. */
export function Swap({ score }: { score: UnitScore }) {
  const { t, data } = useI18n();
  const { lower } = score;
  if (!lower) return <span className="quiet">—</span>;
  const [s] = lower.swaps;
  return (
    <>
      {t('assessmentPages.aheadBy', { name: lower.unit.name, margin: lower.margin })}
      <div className="quiet small">
        {s
          ? t('assessmentPages.swapAt', {
              item: data(s.title),
              from: s.from,
              to: Math.round(s.to * 100) / 100,
            })
          : t('assessmentPages.noSwap')}
      </div>
    </>
  );
}

/** Places of every group with how firm they are. */
export function Ranking({ round }: { round: Round }) {
  const { t, data } = useI18n();
  const q = useQuery({
    queryKey: ['assessment', 'results', round.id, round.version],
    queryFn: () => api.assessment.results({ params: { id: round.id } }),
    enabled: round.counts.runs > 0 || round.issued,
  });
  if (!(round.counts.runs > 0 || round.issued))
    return (
      <section className="panel">
        <p>{round.runs ? t('assessmentPages.noResults') : t('assessmentPages.hidden')}</p>
      </section>
    );
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  return (
    <>
      <div className="filters">
        <Button
          onClick={() =>
            void saveFile(api.assessment.export({ params: { id: round.id } }), `${round.title}.xlsx`)
          }
        >
          {t('assessmentPages.export')}
        </Button>
        {round.issued ? (
          <Button
            onClick={() =>
              void saveFile(api.assessment.document({ params: { id: round.id } }), `${round.title}.docx`)
            }
          >
            {t('assessmentPages.circular')}
          </Button>
        ) : null}
        {q.data ? (
          <span className="quiet small num">
            {t('assessmentPages.runOf', { seq: q.data.run.seq, hash: q.data.run.resultHash.slice(0, 12) })}
          </span>
        ) : null}
      </div>
      {(q.data?.groups ?? []).map((g) => (
        <section key={g.id} className="panel" style={{ marginBottom: 14 }}>
          <h2>{data(g.title)}</h2>
          <PlainTable<UnitScore>
            label={data(g.title)}
            query={{ data: { items: g.units }, isPending: false, error: null, refetch: () => undefined }}
            rowKey={(u) => u.unit.id}
            columns={[
              {
                key: 'place',
                title: t('assessmentPages.place'),
                width: 110,
                className: 'num',
                render: (_, u) => (
                  <>
                    {u.place}
                    {u.interval[0] === u.interval[1] ? null : (
                      <div className="quiet small">
                        {t('assessmentPages.between', { best: u.interval[0], worst: u.interval[1] })}
                      </div>
                    )}
                  </>
                ),
              },
              {
                key: 'unit',
                title: t('assessmentPages.unit'),
                width: 230,
                render: (_, u) => <Link to={`/assessments/${round.id}/${u.unit.id}`}>{u.unit.name}</Link>,
              },
              {
                key: 'total',
                title: t('assessmentPages.total'),
                width: 160,
                align: 'right',
                className: 'num',
                render: (_, u) => (
                  <>
                    <strong>{u.total}</strong>
                    <div className="quiet small">
                      {t('assessmentPages.madeOf', { base: u.base, bonus: u.bonus, deducted: u.deducted })}
                    </div>
                  </>
                ),
              },
              {
                key: 'grade',
                title: t('assessmentPages.grade'),
                width: 150,
                render: (_, u) => (
                  <>
                    <Tag>{data(u.gradeTitle)}</Tag>
                    {u.heldBy ? (
                      <div className="quiet small">{t(`assessmentPages.heldBy.${u.heldBy}`)}</div>
                    ) : null}
                  </>
                ),
              },
              {
                key: 'swap',
                title: t('assessmentPages.swap'),
                width: 330,
                render: (_, u) => <Swap score={u} />,
              },
            ]}
          />
        </section>
      ))}
    </>
  );
}

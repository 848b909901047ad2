import { Alert, Button, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { score, type Round } from './types.ts';

type Work = Awaited<ReturnType<typeof api.awards.work>>['items'][number];

/** Who was drawn, how far the marking is, how each expert's marks stand against the others'. */
export function RoundExperts({ round }: { round: Round }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['awards', 'work', round.id, round.version],
    queryFn: () => api.awards.work({ params: { id: round.id } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (q.data.items.length === 0) return <p className="quiet">{t('awardPages.notDrawn')}</p>;
  const missing = q.data.incomplete;
  const scoring = round.states.find((s) => s.id === round.state)?.marks.includes('scoring') ?? false;
  return (
    <>
      <p className="quiet">{t('awardPages.replay', { seed: q.data.seed })}</p>
      <Alert
        type={missing.length === 0 ? 'success' : 'warning'}
        showIcon
        title={
          missing.length === 0 ? t('awardPages.complete') : t('awardPages.incomplete', { n: missing.length })
        }
        description={
          missing.length === 0
            ? null
            : missing
                .slice(0, 12)
                .map((m) => `${m.subject.name} ${m.scored}/${m.assigned}`)
                .join('；') + (missing.length > 12 ? '……' : '')
        }
        style={{ marginBottom: 12 }}
      />
      <PlainTable<Work>
        label={t('awardPages.tabWork')}
        query={q}
        rowKey={(r) => r.expert.id}
        columns={[
          {
            key: 'expert',
            title: t('awardPages.expert'),
            width: 240,
            render: (_, r) => (
              <>
                <span className="num">{r.expert.number}</span> {r.expert.name}
                <span className="quiet"> {r.expert.organisation}</span>
                {r.paper ? <Tag>{t('awardPages.paper')}</Tag> : null}
              </>
            ),
          },
          ...(['assigned', 'scored', 'recused', 'outliers'] as const).map((k) => ({
            key: k,
            title: t(`awardPages.${k}`),
            dataIndex: k,
            width: 90,
            align: 'right' as const,
            className: 'num',
          })),
          {
            key: 'mean',
            title: t('awardPages.mean'),
            width: 90,
            align: 'right',
            className: 'num',
            render: (_, r) => score(r.mean),
          },
          {
            key: 'bias',
            title: t('awardPages.bias'),
            width: 170,
            align: 'right',
            className: 'num',
            render: (_, r) => (r.bias === null ? '—' : `${r.bias > 0 ? '+' : ''}${r.bias.toFixed(2)}`),
          },
          {
            key: 'paper',
            title: '',
            width: 110,
            render: (_, r) =>
              r.paper && scoring ? (
                <Link to={`/awards/${round.id}/paper/${r.expert.id}`}>
                  <Button size="small">{t('awardPages.enterPaper')}</Button>
                </Link>
              ) : null,
          },
        ]}
      />
    </>
  );
}

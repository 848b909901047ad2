import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatPercent } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';

const share = (s: string | null): string => (s === null ? '—' : formatPercent(Number(s)));

/** 对标完成率 with coverage beside it, so that nobody wins by filing few. */
export function Overview({ by, year }: { by: 'park' | 'county'; year: number }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['filings', 'completion', by, year],
    queryFn: () => api.filings.completion({ query: { by, year } }),
    enabled: year > 0,
  });
  const rows = q.data ? { items: q.data.items.length > 0 ? [...q.data.items, q.data.total] : [] } : undefined;
  return (
    <>
      <p className="quiet">
        {q.data ? `${t(`filingPages.per.${q.data.per}`)}；${t(`filingPages.rankBy.${q.data.rank}`)}。` : ''}
        {t('filingPages.overviewHint')} <Simulated when={q.data?.simulated ?? false} />
      </p>
      <PlainTable
        label={t(`filingPages.view.${by}`)}
        query={{ ...q, data: rows }}
        rowKey={(r) => r.code || 'total'}
        columns={[
          {
            key: 'rank',
            title: t('filingPages.rank'),
            width: 70,
            className: 'num',
            render: (_, r) => r.rank ?? '—',
          },
          {
            key: 'name',
            title: t('filingPages.place'),
            width: 230,
            render: (_, r) => (r.code === '' ? <b>{t('filingPages.total')}</b> : r.name),
          },
          {
            key: 'completion',
            title: t('filingPages.rate'),
            width: 120,
            align: 'right',
            className: 'num',
            render: (_, r) => <b>{share(r.completion)}</b>,
          },
          {
            key: 'coverage',
            title: t('filingPages.coverage'),
            width: 120,
            align: 'right',
            className: 'num',
            render: (_, r) => share(r.coverage),
          },
          {
            key: 'improvement',
            title: t('filingPages.improvement'),
            width: 130,
            align: 'right',
            className: 'num',
            render: (_, r) => share(r.improvement),
          },
          ...(q.data?.rank === 'composite'
            ? [
                {
                  key: 'score',
                  title: t('filingPages.score'),
                  width: 110,
                  align: 'right' as const,
                  className: 'num',
                  render: (_: unknown, r: { score: string | null }) => share(r.score),
                },
              ]
            : []),
          ...(['aboveScale', 'filed', 'accepted', 'complete'] as const).map((k) => ({
            key: k,
            title: t(`filingPages.${k}`),
            dataIndex: k,
            width: 90,
            align: 'right' as const,
            className: 'num',
          })),
        ]}
      />
    </>
  );
}

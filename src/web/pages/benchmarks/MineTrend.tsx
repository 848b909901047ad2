import { Skeleton, Table } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { formatNumber } from '../../parts/format.ts';
import type { Latest } from './mine-types.ts';

const Chart = lazy(() => import('../../parts/Chart.tsx'));

/** Own score, efficiency and place over the years. */
export function MineTrend({ items }: { items: Latest }) {
  const { t } = useI18n();
  const years = useMemo(() => items.toSorted((a, b) => a.run.year - b.run.year), [items]);
  const option = useMemo(
    () => ({
      grid: { left: 44, right: 44, top: 34, bottom: 28 },
      tooltip: { trigger: 'axis' },
      legend: { top: 0 },
      xAxis: { type: 'category', data: years.map((y) => String(y.run.year)) },
      yAxis: [
        { type: 'value', name: t('minePages.score'), splitLine: { lineStyle: { color: '#e3e6ea' } } },
        { type: 'value', min: 0, max: 1, name: t('minePages.efficiency'), splitLine: { show: false } },
      ],
      series: [
        {
          type: 'bar',
          name: t('minePages.score'),
          data: years.map((y) => y.score),
          barMaxWidth: 44,
          itemStyle: { color: '#6d94b5' },
        },
        {
          type: 'line',
          name: t('minePages.efficiency'),
          yAxisIndex: 1,
          data: years.map((y) => (y.efficiency === null ? null : Number(y.efficiency.toFixed(2)))),
          itemStyle: { color: '#9f1f1a' },
        },
      ],
    }),
    [years, t],
  );
  return (
    <section className="panel">
      <h2>{t('minePages.trend')}</h2>
      <p className="quiet">{years.length < 2 ? t('minePages.trendOne') : t('minePages.trendHint')}</p>
      {years.length < 2 ? null : (
        <Suspense fallback={<Skeleton active />}>
          <Chart
            option={option}
            height={240}
            label={t('minePages.trendLabel', {
              list: years
                .map((y) =>
                  t('minePages.trendPoint', {
                    year: y.run.year,
                    score: formatNumber(y.score, 1),
                    efficiency: formatNumber(y.efficiency, 2),
                    rank: y.rank ?? '—',
                  }),
                )
                .join('；'),
            })}
          />
        </Suspense>
      )}
      <div className="scroll-x" role="region" aria-label={t('minePages.trend')} tabIndex={0}>
        <Table
          size="small"
          rowKey={(y) => y.run.id}
          pagination={false}
          dataSource={years}
          columns={[
            { title: t('common.year'), className: 'num', render: (_, y) => y.run.year },
            {
              title: t('minePages.rankOf'),
              className: 'num',
              render: (_, y) => (y.rank === null ? '—' : `${y.rank} / ${y.groupSize}`),
            },
            { title: t('minePages.score'), className: 'num', render: (_, y) => formatNumber(y.score, 1) },
            {
              title: t('minePages.efficiency'),
              className: 'num',
              render: (_, y) => formatNumber(y.efficiency, 2),
            },
          ]}
        />
      </div>
    </section>
  );
}

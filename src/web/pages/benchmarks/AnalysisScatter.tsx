import { Select, Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { AnalysisMembers } from './AnalysisLists.tsx';
import { formatFigure } from './mine-figure.ts';
import type { Analysis } from './mine-types.ts';

const Chart = lazy(() => import('../../parts/Chart.tsx'));

type Row = Analysis['rows'][number];
const measures = ['score', 'efficiency'] as const;
type Measure = (typeof measures)[number];
const isMeasure = (axis: string): axis is Measure => axis === 'score' || axis === 'efficiency';

const valueOf = (r: Row, axis: string): number | null =>
  isMeasure(axis) ? r[axis] : (r.values[axis] ?? null);

/** One axis against another; frontier enterprises stand out, and those of a region where one is chosen. */
export function AnalysisScatter({
  a,
  x,
  y,
  region,
  table,
  onChange,
}: {
  a: Analysis;
  x: string;
  y: string;
  region: string;
  /** `yes`: the same as a table is open. */
  table: string;
  onChange(change: { x?: string; y?: string; region?: string; table?: string }): void;
}) {
  const { t, data } = useI18n();
  const options = useMemo(
    () => [
      { value: 'score', label: t('minePages.score') },
      { value: 'efficiency', label: t('minePages.efficiency') },
      ...a.axes.map((i) => ({ value: i.indicator, label: `${data(i.title)}（${i.unit}）` })),
    ],
    [a, t, data],
  );
  const labelOf = (axis: string): string => options.find((o) => o.value === axis)?.label ?? axis;
  const rows = a.rows.filter((r) => valueOf(r, x) !== null && valueOf(r, y) !== null);
  const xTitle = labelOf(x);
  const yTitle = labelOf(y);
  const option = useMemo(() => {
    const point = (r: Row) => ({ name: r.subject.name, value: [valueOf(r, x), valueOf(r, y)] });
    const chosen = (r: Row): boolean => region !== '' && r.regionCode === region;
    const plain = rows.filter((r) => !r.leader);
    const series = [
      {
        name: t('minePages.others'),
        data: plain.filter((r) => !chosen(r)).map(point),
        symbolSize: 8,
        itemStyle: { color: '#6d94b5', opacity: 0.75 },
      },
      {
        name: t('minePages.highlighted', { region: a.regions.find((r) => r.code === region)?.name ?? '' }),
        data: rows.filter(chosen).map(point),
        symbol: 'diamond',
        symbolSize: 14,
        itemStyle: { color: '#236b43' },
      },
      {
        name: t('minePages.leaders'),
        data: rows.filter((r) => r.leader && !chosen(r)).map(point),
        symbolSize: 14,
        itemStyle: { color: '#9f1f1a' },
      },
      {
        name: t('minePages.elsewhere'),
        data:
          isMeasure(x) && isMeasure(y)
            ? a.elsewhere
                .filter((e) => e[x] !== null && e[y] !== null)
                .map((e) => ({ name: t('minePages.elsewhere'), value: [e[x], e[y]] }))
            : [],
        symbol: 'emptyCircle',
        symbolSize: 8,
        itemStyle: { color: '#8a93a0' },
      },
    ].filter((s) => s.data.length > 0);
    const axis = (name: string) => ({
      type: 'value',
      name,
      nameLocation: 'middle',
      nameGap: 30,
      scale: true,
      splitLine: { lineStyle: { color: '#e3e6ea' } },
    });
    return {
      grid: { left: 72, right: 20, top: 40, bottom: 52 },
      legend: { top: 0, itemGap: 24 },
      tooltip: {
        trigger: 'item',
        formatter: (p: { name: string; value: [number, number] }) =>
          `${p.name}<br/>${formatFigure(p.value[0])}，${formatFigure(p.value[1])}`,
      },
      xAxis: axis(xTitle),
      yAxis: { ...axis(yTitle), nameGap: 52 },
      series: series.map((s) => ({ type: 'scatter', ...s })),
    };
  }, [a, rows, x, y, region, xTitle, yTitle, t]);
  return (
    <section className="panel">
      <h2>{t('minePages.scatter')}</h2>
      <p className="quiet">{t('minePages.scatterHint')}</p>
      <div className="filters">
        <Select
          aria-label={t('minePages.axisX')}
          value={x}
          onChange={(v) => onChange({ x: v })}
          options={options}
          prefix={t('minePages.axisX')}
          popupMatchSelectWidth={false}
          style={{ minWidth: 220 }}
        />
        <Select
          aria-label={t('minePages.axisY')}
          value={y}
          onChange={(v) => onChange({ y: v })}
          options={options}
          prefix={t('minePages.axisY')}
          popupMatchSelectWidth={false}
          style={{ minWidth: 220 }}
        />
        <Select
          allowClear
          aria-label={t('minePages.region')}
          placeholder={t('minePages.region')}
          value={region || null}
          onChange={(v: string | null | undefined) => onChange({ region: v ?? '' })}
          options={a.regions.map((r) => ({ value: r.code, label: r.name }))}
        />
      </div>
      <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
        <Chart
          option={option}
          height={380}
          label={t('minePages.scatterLabel', {
            n: rows.length,
            x: xTitle,
            y: yTitle,
            leaders: rows.filter((r) => r.leader).length,
          })}
        />
      </Suspense>
      {a.rows.length < a.counts.members ? (
        <p className="quiet small">{t('minePages.thinned', { shown: a.rows.length, n: a.counts.members })}</p>
      ) : null}
      {a.counts.elsewhere > 0 ? (
        <p className="quiet small">{t('minePages.elsewhereNote', { n: a.counts.elsewhere })}</p>
      ) : null}
      <details
        className="mine-twin"
        open={table === 'yes'}
        onToggle={(e) => onChange({ table: e.currentTarget.open ? 'yes' : '' })}
      >
        <summary>{t('minePages.table')}</summary>
        {table === 'yes' ? <AnalysisMembers a={a} x={x} y={y} region={region} /> : null}
      </details>
    </section>
  );
}

import { Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { quantileOf } from '#engine/benchmark';
import { useI18n } from '../../app/i18n.tsx';
import { formatNumber } from '../../parts/format.ts';
import type { Analysis } from './mine-types.ts';

const Chart = lazy(() => import('../../parts/Chart.tsx'));
const BINS = 10;

function Spread({ what, values, digits }: { what: string; values: readonly number[]; digits: number }) {
  const { t } = useI18n();
  const sorted = useMemo(() => values.toSorted((a, b) => a - b), [values]);
  const bins = useMemo(() => {
    const low = sorted[0]!;
    const width = (sorted.at(-1)! - low) / BINS || 1;
    const out = Array.from({ length: BINS }, (_, i) => ({
      label: `${formatNumber(low + i * width, digits)}–${formatNumber(low + (i + 1) * width, digits)}`,
      count: 0,
    }));
    for (const v of sorted) out[Math.min(BINS - 1, Math.floor((v - low) / width + 1e-9))]!.count += 1;
    return out;
  }, [sorted, digits]);
  const option = useMemo(
    () => ({
      grid: { left: 36, right: 10, top: 14, bottom: 58 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: bins.map((b) => b.label), axisLabel: { rotate: 35, fontSize: 11 } },
      yAxis: { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: '#e3e6ea' } } },
      series: [{ type: 'bar', data: bins.map((b) => b.count), itemStyle: { color: '#6d94b5' } }],
    }),
    [bins],
  );
  const at = (q: number) => formatNumber(quantileOf(sorted, q), digits);
  return (
    <div>
      <h3 className="mine-sub">{what}</h3>
      <Suspense fallback={<Skeleton active />}>
        <Chart
          option={option}
          height={220}
          label={t('minePages.distributionLabel', {
            what,
            bins: bins.map((b) => `${b.label}：${b.count}`).join('；'),
          })}
        />
      </Suspense>
      <p className="quiet small">
        {t('minePages.quartiles', {
          minimum: at(0),
          quartile1: at(0.25),
          median: at(0.5),
          quartile3: at(0.75),
          maximum: at(1),
        })}
      </p>
      <details className="mine-twin">
        <summary>{t('minePages.table')}</summary>
        <table className="mine-table">
          <thead>
            <tr>
              <th scope="col">{t('minePages.bin')}</th>
              <th scope="col">{t('minePages.count')}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map((b) => (
              <tr key={b.label}>
                <td className="num">{b.label}</td>
                <td className="num">{b.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

/** How score and efficiency are spread over the whole group, also those outside the reader's scope. */
export function AnalysisSpread({ a }: { a: Analysis }) {
  const { t } = useI18n();
  const everybody = useMemo(() => [...a.rows, ...a.elsewhere], [a]);
  const scores = useMemo(() => everybody.flatMap((r) => r.score ?? []), [everybody]);
  const efficiencies = useMemo(() => everybody.flatMap((r) => r.efficiency ?? []), [everybody]);
  return (
    <section className="panel">
      <h2>{t('minePages.distribution')}</h2>
      <p className="quiet">{t('minePages.distributionHint')}</p>
      <div className="mine-two">
        {efficiencies.length > 0 ? (
          <Spread what={t('minePages.efficiency')} values={efficiencies} digits={2} />
        ) : null}
        {scores.length > 0 ? <Spread what={t('minePages.score')} values={scores} digits={1} /> : null}
      </div>
    </section>
  );
}

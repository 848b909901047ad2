import { Skeleton } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { formatNumber } from '../../parts/format.ts';
import type { Analysis } from './mine-types.ts';

const Chart = lazy(() => import('../../parts/Chart.tsx'));
type Spreading = NonNullable<Analysis['spread']['score']>;

function Spread({ what, of, digits }: { what: string; of: Spreading; digits: number }) {
  const { t } = useI18n();
  const bins = useMemo(
    () =>
      of.bins.map((b) => ({
        label: `${formatNumber(b.low, digits)}–${formatNumber(b.high, digits)}`,
        count: b.count,
      })),
    [of, digits],
  );
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
  const at = (n: number) => formatNumber(n, digits);
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
          minimum: at(of.minimum),
          quartile1: at(of.quartile1),
          median: at(of.median),
          quartile3: at(of.quartile3),
          maximum: at(of.maximum),
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
  return (
    <section className="panel">
      <h2>{t('minePages.distribution')}</h2>
      <p className="quiet">{t('minePages.distributionHint')}</p>
      <div className="mine-two">
        {a.spread.efficiency ? (
          <Spread what={t('minePages.efficiency')} of={a.spread.efficiency} digits={2} />
        ) : null}
        {a.spread.score ? <Spread what={t('minePages.score')} of={a.spread.score} digits={1} /> : null}
      </div>
    </section>
  );
}

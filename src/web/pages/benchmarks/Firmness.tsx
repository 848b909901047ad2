import { Table } from 'antd';
import type { z } from 'zod';
import type { contract, resultSchema } from '#contract/benchmarks';
import { useI18n } from '../../app/i18n.tsx';
import { formatNumber, formatPercent } from '../../parts/format.ts';

type Result = z.output<typeof resultSchema>;
type Run = z.output<typeof contract.run.response>;

/** Between which places an enterprise stands when its figures are a little wrong. */
export function RankInterval({
  of,
  quietWhenFirm,
}: {
  of: readonly [number, number] | null;
  quietWhenFirm?: boolean;
}) {
  const { t } = useI18n();
  if (!of || (quietWhenFirm && of[0] === of[1])) return null;
  return (
    <span className="quiet small" style={{ whiteSpace: 'nowrap' }}>
      {of[0] === of[1]
        ? t('benchmarkPages.rankFirm')
        : t('benchmarkPages.rankInterval', { best: of[0], worst: of[1] })}
    </span>
  );
}

/** What classes and intervals rest on, in one line each: neither is in the document. */
export function Assumptions({ run }: { run: Pick<Run, 'classes' | 'sensitivity'> }) {
  const { t, data } = useI18n();
  const { classes, sensitivity } = run;
  return (
    <>
      {classes ? (
        <p className="quiet small" style={{ margin: '0 0 4px' }}>
          {t(`benchmarkPages.classMark.${classes.mark}`, {
            counts: classes.list.map((c) => `${data(c.title)} ${c.count}`).join('、'),
            source: classes.source ?? '',
          })}
        </p>
      ) : null}
      {sensitivity ? (
        <p className="quiet small" style={{ margin: '0 0 10px' }}>
          {t('benchmarkPages.intervalMeans', {
            error: formatPercent(sensitivity.relativeError, 0),
            draws: sensitivity.draws,
            level: formatPercent(sensitivity.level, 0),
          })}
        </p>
      ) : null}
    </>
  );
}

/** How firm the place is: the weight of which item would have to change by how much for neighbours to swap, and the places in reach. */
export function Firmness({ r, assumes }: { r: Result; assumes: Run['sensitivity'] }) {
  const { t, data } = useI18n();
  if (!r.firmness) return null;
  const { upper, lower, missing } = r.firmness;
  const smallest = (n: typeof upper) => n?.swaps[0]?.indicator;
  const swap = (n: typeof upper, indicator: string) => {
    const s = n?.swaps.find((x) => x.indicator === indicator);
    if (!s) return <span className="quiet">—</span>;
    const by = s.to - s.from;
    const text = t(by > 0 ? 'benchmarkPages.weightUp' : 'benchmarkPages.weightDown', {
      to: formatNumber(s.to, 1),
      by: formatNumber(Math.abs(by), 1),
    });
    return smallest(n) === indicator ? <b>{text}</b> : text;
  };
  return (
    <section className="panel">
      <h2>{t('benchmarkPages.firmness')}</h2>
      <p style={{ marginBottom: 6 }}>
        {upper
          ? t('benchmarkPages.marginUpper', { points: formatNumber(upper.margin) })
          : t('benchmarkPages.noUpper')}
        {lower
          ? t('benchmarkPages.marginLower', { points: formatNumber(lower.margin) })
          : t('benchmarkPages.noLower')}
        {r.rankInterval && assumes
          ? t('benchmarkPages.noisePlaces', {
              error: formatPercent(assumes.relativeError, 0),
              level: formatPercent(assumes.level, 0),
              best: r.rankInterval[0],
              worst: r.rankInterval[1],
            })
          : null}
        {missing ? t('benchmarkPages.missingPlaces', { best: missing[0], worst: missing[1] }) : null}
      </p>
      <p className="quiet">{t('benchmarkPages.swapHint')}</p>
      {r.scoring.parts.length > 0 ? <p className="quiet">{t('benchmarkPages.partsSwaps')}</p> : null}
      {r.scoring.method === 'topsis' ? <p className="quiet">{t('benchmarkPages.topsisSwaps')}</p> : null}
      <div className="scroll-x">
        <Table
          size="small"
          pagination={false}
          rowKey="indicator"
          dataSource={r.items}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('benchmarkPages.column'), render: (_, i) => data(i.title) },
            {
              title: t('benchmarkPages.weightNow'),
              align: 'right',
              className: 'num',
              render: (_, i) => formatNumber(i.weight, 1),
            },
            {
              title: t('benchmarkPages.swapUpper'),
              className: 'num',
              render: (_, i) => swap(upper, i.indicator),
            },
            {
              title: t('benchmarkPages.swapLower'),
              className: 'num',
              render: (_, i) => swap(lower, i.indicator),
            },
          ]}
        />
      </div>
    </section>
  );
}

/** The class and why, in a sentence. */
export function ClassReason({ r }: { r: Result }) {
  const { t, data } = useI18n();
  if (!r.class || !r.classReason) return null;
  const { reason, because, treatedAs } = r.classReason;
  return (
    <p className="quiet" style={{ margin: '6px 0 0' }}>
      {t(`benchmarkPages.classReason.${reason}`, {
        title: data(r.class.title),
        because: because ? data(because) : '',
      })}
      {treatedAs ? t('benchmarkPages.treatedAs', { class: treatedAs }) : ''}
    </p>
  );
}

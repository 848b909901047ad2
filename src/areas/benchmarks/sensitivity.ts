/** `sensitivity:` of an evaluation, and how firm the places of a run are under it: weights that swap neighbours, places under noise and gaps. */
import { z } from 'zod';
import type { BenchmarkRun, RunEnterprise } from '#engine/benchmark';
import { rankIntervals, rankIntervalsUnderNoise, type RankInterval } from '#engine/evaluation';
import type { Scorer } from './scoring.ts';

const share = z.number().min(0).max(1);

export const sensitivitySchema = z.strictObject({
  mark: z.enum(['default', 'proposal']),
  source: z.string().optional(),
  /** The same seed gives the same intervals. */
  seed: z.number().int().min(0).max(0xffffffff),
  draws: z.number().int().min(20).max(2000),
  /** Standard deviation of a figure's error beside the figure; an indicator may have its own. */
  relativeError: share,
  ofIndicator: z.record(z.string(), share).default({}),
  /** Share of the draws an interval covers. */
  level: share.default(0.9),
});
export type Sensitivity = z.infer<typeof sensitivitySchema>;

export interface Neighbour {
  /** Points between the two. */
  readonly margin: number;
  /** Weights at which the two are equal, smallest change first; empty where no single weight does it. */
  readonly swaps: readonly { readonly indicator: string; readonly from: number; readonly to: number }[];
}

export interface Firmness {
  /** Null where the evaluation asks for no noise. */
  readonly noise: RankInterval | null;
  /** Null where nobody in the group lacks a figure. */
  readonly missing: RankInterval | null;
  /** The next one above and below in the group; null at the ends. */
  readonly upper: Neighbour | null;
  readonly lower: Neighbour | null;
}

const PLACES = 1e4;
const rounded = (x: number): number => Math.round(x * PLACES) / PLACES;

/** Lowest and highest total: figures that are missing scored nothing, or the full mark. */
function boundsOf(e: RunEnterprise, total: number, additive: boolean): readonly [number, number] {
  // What a missing figure would do to a score of whole rows depends on everybody else's: no bounds there.
  if (!additive) return [total, total];
  const items = e.score?.items ?? [];
  const open = items.reduce((sum, i) => sum + (i.rule === 'missing' ? i.weight : 0), 0);
  if (open === 0) return [total, total];
  const rest = items.reduce((sum, i) => sum + (i.rule === 'missing' || !i.counted ? 0 : (i.points ?? 0)), 0);
  return [Math.min(total, rest), Math.max(total, rest + open)];
}

/** How firm every place of a run is, by enterprise. `placed`: those that have a place; `values`: figures by enterprise and indicator. */
export function firmnessOf(
  run: BenchmarkRun,
  scorer: Scorer,
  rule: Sensitivity | undefined,
  placed: ReadonlyMap<string, number>,
  values: (id: string, indicator: string) => number | undefined,
  step?: (units: number) => void,
): Map<string, Firmness> {
  const out = new Map<string, Firmness>();
  const byId = new Map(run.enterprises.map((e) => [e.id, e]));
  let done = 0;
  for (const group of run.groups) {
    step?.(done);
    done += group.ids.length;
    const items = scorer.itemsOf(group.key);
    // Growth in per cent is the ratio of two figures less 100: the error is that of the ratio, of both figures together.
    const zero = items.map((i) => (i.formula.kind === 'growth' ? -100 : 0));
    const all = group.ids.flatMap((id) => byId.get(id) ?? []);
    const totals = all.map((e) => placed.get(e.id));
    const bounds = all.map((e, n) =>
      totals[n] === undefined ? null : boundsOf(e, totals[n], scorer.additive),
    );
    const gaps = bounds.some((b) => b && b[0] < b[1]);
    const missing = gaps ? rankIntervals(bounds) : [];
    const noise = rule
      ? rankIntervalsUnderNoise(
          items.map((i) => Float64Array.from(all, (e) => values(e.id, i.indicator) ?? Number.NaN)),
          scorer.totals(group.key, all.length),
          {
            seed: rule.seed,
            name: group.key,
            draws: rule.draws,
            relativeError: items.map(
              (i, k) =>
                (rule.ofIndicator[i.indicator] ?? rule.relativeError) * (zero[k] === 0 ? 1 : Math.SQRT2),
            ),
            zero,
            // The group's statistics rest on all its figures; only those with a place are ranked.
            unranked: totals.flatMap((t, n) => (t === undefined ? [n] : [])),
            level: rule.level,
          },
        )
      : [];
    // Best first; among equals the order of ids, so that everybody gets the same neighbour.
    const order = all
      .flatMap((_, n) => (totals[n] === undefined ? [] : [n]))
      .toSorted((a, b) => totals[b]! - totals[a]! || a - b);
    const neighbour = (n: number, other: number | undefined): Neighbour | null =>
      other === undefined
        ? null
        : {
            margin: rounded(Math.abs(totals[n]! - totals[other]!)),
            swaps: scorer.swaps(group.key, all[n]!.score!, all[other]!.score!).map((s) => ({
              indicator: items[s.item]!.indicator,
              from: s.from,
              to: rounded(s.to),
            })),
          };
    for (const [at, n] of order.entries()) {
      const own = totals[n]!;
      let above = at - 1;
      while (above >= 0 && totals[order[above]!]! <= own) above -= 1;
      let below = at + 1;
      while (below < order.length && totals[order[below]!]! >= own) below += 1;
      out.set(all[n]!.id, {
        noise: noise[n] ?? null,
        missing: missing[n] ?? null,
        upper: neighbour(n, order[above]),
        lower: neighbour(n, order[below]),
      });
    }
  }
  return out;
}

/**
 * How firm a ranking is: which single weight has to change for neighbours to swap, and between which places an enterprise stands when its
 * figures are a little wrong or some are missing. Everything is a pure function of its arguments; the seed is one of them.
 */
import { Prng } from '#kernel';
import { quadraticRoots } from './normalise.ts';

/** Points of one unit as shares of each item's weight; null where the item does not count for it. */
export interface ItemShares {
  readonly id: string;
  readonly shares: readonly (number | null)[];
}

export interface WeightChange {
  /** Place of the item. */
  readonly item: number;
  readonly from: number;
  /** The weight at which the two totals are equal; beyond it they have swapped. */
  readonly to: number;
}

/** Total over the full weight as a function of one weight x: full × (s·x + a·f) ÷ (c·x + b·f) with f = (full − x) ÷ (full − w). */
interface Branch {
  /** Share of the item, 0 where it does not count. */
  readonly s: number;
  /** Whether it counts. */
  readonly c: 0 | 1;
  /** Points and weight of the other items that count. */
  readonly a: number;
  readonly b: number;
}

function branchOf(weights: readonly number[], shares: readonly (number | null)[], item: number): Branch {
  let a = 0;
  let b = 0;
  for (const [k, w] of weights.entries()) {
    const share = shares[k] ?? null;
    if (k === item || share === null) continue;
    a += w * share;
    b += w;
  }
  const own = shares[item] ?? null;
  return { s: own ?? 0, c: own === null ? 0 : 1, a, b };
}

/**
 * For two units: the change of each single weight that makes their totals equal, the other weights rescaled so that the full mark stays;
 * items for which no weight above 0 and below the full mark does it are left out. Smallest change first. Exact: the totals are ratios of
 * straight lines in that weight, so their difference is a parabola. `ahead`: points that the first has beyond the second whatever the
 * weights (plus and minus items).
 */
export function weightSwaps(
  weights: readonly number[],
  one: readonly (number | null)[],
  other: readonly (number | null)[],
  ahead = 0,
): WeightChange[] {
  const full = weights.reduce((a, w) => a + w, 0);
  const found: WeightChange[] = [];
  for (const [item, from] of weights.entries()) {
    // An item that counts for neither leaves both totals as they are.
    if (full <= from || ((one[item] ?? null) === null && (other[item] ?? null) === null)) continue;
    const [p, q] = [branchOf(weights, one, item), branchOf(weights, other, item)];
    // f = (full − x) ÷ rest, so numerators and denominators are lines: (constant, slope).
    const rest = full - from;
    const line = (own: number, others: number): [number, number] => [
      (others * full) / rest,
      own - others / rest,
    ];
    const [n1, d1, n2, d2] = [line(p.s, p.a), line(p.c, p.b), line(q.s, q.a), line(q.c, q.b)];
    const extra = ahead / full;
    const square = n1[1] * d2[1] - n2[1] * d1[1] + extra * d1[1] * d2[1];
    const slope =
      n1[0] * d2[1] + n1[1] * d2[0] - n2[0] * d1[1] - n2[1] * d1[0] + extra * (d1[0] * d2[1] + d1[1] * d2[0]);
    const constant = n1[0] * d2[0] - n2[0] * d1[0] + extra * d1[0] * d2[0];
    const slip = 1e-9 * full;
    const to = quadraticRoots(square, slope, constant)
      .filter((x) => x > slip && x < full - slip && Math.abs(x - from) > slip)
      // Where nothing of a unit counts any more it has no total.
      .filter((x) => d1[0] + d1[1] * x > slip && d2[0] + d2[1] * x > slip)
      .toSorted((x, y) => Math.abs(x - from) - Math.abs(y - from))[0];
    if (to !== undefined) found.push({ item, from, to });
  }
  return found.toSorted((x, y) => Math.abs(x.to - x.from) - Math.abs(y.to - y.from) || x.item - y.item);
}

/** How many of the sorted values are above x. */
function above(sorted: Float64Array, x: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! > x) to = middle;
    else from = middle + 1;
  }
  return sorted.length - from;
}

/** Places at best and at worst, 1 is best. */
export type RankInterval = readonly [best: number, worst: number];

/**
 * Places when each unit's total may lie anywhere between a lowest and a highest: best against everybody else's lowest, worst against
 * everybody else's highest. O(n log n); units without bounds (null) are not ranked.
 */
export function rankIntervals(
  bounds: readonly (readonly [number, number] | null)[],
): (RankInterval | null)[] {
  const lows = Float64Array.from(bounds.flatMap((b) => (b ? [b[0]] : []))).sort();
  const highs = Float64Array.from(bounds.flatMap((b) => (b ? [b[1]] : []))).sort();
  return bounds.map((b) =>
    b === null
      ? null
      : // Its own highest is above its own lowest where they differ.
        [1 + above(lows, b[1]), 1 + above(highs, b[0]) - (b[1] > b[0] ? 1 : 0)],
  );
}

/** FNV-1a: a number from a name, so that each group draws from a stream of its own and can be computed alone. */
function numberOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const c of name) hash = Math.imul(hash ^ c.codePointAt(0)!, 0x01000193);
  return hash;
}

export interface NoiseRule {
  readonly seed: number;
  /** Name of what is drawn for, the key of a group: other names, other errors from the same seed. */
  readonly name?: string;
  readonly draws: number;
  /** Standard deviation of each column's error, relative to the value. */
  readonly relativeError: readonly number[];
  /** What each column's error is relative to a distance from; 0 unless told. */
  readonly zero?: readonly number[];
  /** Units whose figures count but who have no place. */
  readonly unranked?: readonly number[];
  /** Share of the draws an interval covers, 0.9 unless told: from the 5th to the 95th of a hundred. */
  readonly level?: number;
}

/** Writes places of totals, 1 is best, equals share one, 0 for those without a total (NaN): that of unit u to `out[u * step + at]`. */
function places(
  totals: Float64Array,
  sorted: Float64Array,
  out: Uint32Array,
  step: number,
  at: number,
): void {
  sorted.set(totals);
  // Typed arrays sort NaN to the end.
  sorted.sort();
  let n = sorted.length;
  while (n > 0 && Number.isNaN(sorted[n - 1]!)) n -= 1;
  const ranked = sorted.subarray(0, n);
  for (let u = 0; u < totals.length; u += 1)
    out[u * step + at] = Number.isNaN(totals[u]!) ? 0 : 1 + above(ranked, totals[u]!);
}

/**
 * Places of units when every figure carries an independent normal error of the given relative size. Values: one column per item, NaN is
 * missing and stays so. `totals` scores a table as the definition does, group statistics included; a perturbed one (`quick`) not to the last bit, and
 * the same array may answer every time. The interval always holds the place without error; null for units without a total.
 */
export function rankIntervalsUnderNoise(
  columns: readonly Float64Array[],
  totals: (columns: readonly Float64Array[], quick: boolean) => Float64Array,
  rule: NoiseRule,
): (RankInterval | null)[] {
  const { draws, unranked = [] } = rule;
  const n = columns[0]?.length ?? 0;
  const plain = new Uint32Array(n);
  const seen = new Uint32Array(n * draws);
  const sorted = new Float64Array(n);
  const rank = (
    table: readonly Float64Array[],
    quick: boolean,
    to: Uint32Array,
    step: number,
    at: number,
  ) => {
    const found = totals(table, quick);
    for (const u of unranked) found[u] = Number.NaN;
    places(found, sorted, to, step, at);
  };
  rank(columns, false, plain, 1, 0);
  const random = new Prng(rule.seed, numberOf(rule.name ?? ''), 0);
  const table = columns.map((c) => new Float64Array(c.length));
  for (let draw = 0; draw < draws; draw += 1) {
    for (const [k, column] of columns.entries()) {
      const to = table[k]!;
      const error = rule.relativeError[k] ?? 0;
      const zero = rule.zero?.[k] ?? 0;
      for (let u = 0; u < n; u += 1) to[u] = (column[u]! - zero) * (1 + error * random.normal()) + zero;
    }
    rank(table, true, seen, draws, draw);
  }
  const tail = (1 - (rule.level ?? 0.9)) / 2;
  return Array.from(plain, (own, u): RankInterval | null => {
    if (own === 0) return null;
    const list = seen.subarray(u * draws, (u + 1) * draws).sort();
    const at = (q: number): number => list[Math.min(draws - 1, Math.floor(q * draws))] ?? own;
    return [Math.min(own, at(tail)), Math.max(own, at(1 - tail))];
  });
}

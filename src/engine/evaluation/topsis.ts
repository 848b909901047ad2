import {
  columnsOf,
  normaliseColumn,
  quadraticRoots,
  sumOf,
  type CriterionDirection,
  type Normalisation,
} from './normalise.ts';
import { givenWeights } from './weights.ts';

export interface TopsisOptions {
  /** vector: Hwang & Yoon (1981); min-max and the others are variants in use. */
  readonly normalise?: Exclude<Normalisation, 'none'>;
  /** reciprocal turns cost columns into 1 ÷ x before normalising; keep looks for their smallest value instead. */
  readonly cost?: 'keep' | 'reciprocal';
  /** How the way to a reference point is measured. */
  readonly distance?: 'euclidean' | 'manhattan';
}

export interface TopsisAnswer {
  /** d⁻ ÷ (d⁺ + d⁻) of each alternative, 0 … 1; who stands at the ideal itself has 1. */
  readonly closeness: number[];
  /** Competition ranks, 1 is best. */
  readonly rank: number[];
  readonly toIdeal: number[];
  readonly toAntiIdeal: number[];
  /** Normalised values times their weights, by alternative and criterion. */
  readonly weighted: number[][];
  /** Weighted normalised values of the two reference points. */
  readonly ideal: number[];
  readonly antiIdeal: number[];
}

/** Competition ranking of values, the highest first: 1, 2, 2, 4. */
export function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a);
  const place = new Map<number, number>();
  sorted.forEach((v, i) => {
    if (!place.has(v)) place.set(v, i + 1);
  });
  return values.map((v) => place.get(v)!);
}

/** TOPSIS: nearness to the best and distance from the worst of each criterion (Hwang & Yoon 1981). Matrix: alternatives × criteria. */
export function topsis(
  matrix: readonly (readonly number[])[],
  weights: readonly number[],
  directions: readonly CriterionDirection[],
  options: TopsisOptions = {},
): TopsisAnswer {
  const raw = columnsOf(matrix);
  if (weights.length !== raw.length || directions.length !== raw.length)
    throw new RangeError('one weight and one direction for each criterion');
  const w = givenWeights(weights);
  const how = options.normalise ?? 'vector';
  const columns = raw.map((column, j) => {
    let lower = directions[j] === 'cost';
    let values: readonly number[] = column;
    if (lower && options.cost === 'reciprocal') {
      if (column.some((x) => x <= 0)) throw new RangeError('1 ÷ x of a cost that is not above zero');
      values = column.map((x) => 1 / x);
      lower = false;
    }
    const normal = normaliseColumn(values, how, lower ? 'cost' : 'benefit').map((x) => x * w[j]!);
    // min-max has already turned cost columns round.
    const turned = lower && how !== 'min-max';
    const [low, high] = [Math.min(...normal), Math.max(...normal)];
    return { normal, ideal: turned ? low : high, anti: turned ? high : low };
  });
  const far = (i: number, to: 'ideal' | 'anti'): number => {
    const steps = columns.map((c) => Math.abs(c.normal[i]! - c[to]));
    return options.distance === 'manhattan'
      ? steps.reduce((a, d) => a + d, 0)
      : Math.sqrt(steps.reduce((a, d) => a + d * d, 0));
  };
  const toIdeal = matrix.map((_, i) => far(i, 'ideal'));
  const toAntiIdeal = matrix.map((_, i) => far(i, 'anti'));
  const closeness = toIdeal.map((d, i) => (d === 0 ? 1 : toAntiIdeal[i]! / (d + toAntiIdeal[i]!)));
  return {
    closeness,
    rank: ranksOf(closeness),
    toIdeal,
    toAntiIdeal,
    weighted: matrix.map((_, i) => columns.map((c) => c.normal[i]!)),
    ideal: columns.map((c) => c.ideal),
    antiIdeal: columns.map((c) => c.anti),
  };
}

/**
 * For two alternatives: the weight of each single criterion at which both are equally close, the other weights rescaled so that their sum
 * stays; left out where none does it. Smallest change first. `steps`: |weighted normalised value − reference| of the two, by criterion.
 * Exact: with v = w² (euclidean; v = w for manhattan) both squared distances are straight lines in one v, C₁ = C₂ ⇔ d⁻₁·d⁺₂ = d⁻₂·d⁺₁, so
 * v is the root of a parabola; the ratio does not change when all weights are scaled.
 */
export function topsisSwaps(
  weights: readonly number[],
  one: TopsisSteps,
  other: TopsisSteps,
  distance: 'euclidean' | 'manhattan' = 'euclidean',
): { readonly item: number; readonly from: number; readonly to: number }[] {
  const power = distance === 'manhattan' ? 1 : 2;
  const full = sumOf(weights);
  const found: { item: number; from: number; to: number }[] = [];
  for (const [item, from] of weights.entries()) {
    if (!(from > 0) || from >= full) continue;
    const slope = (d: readonly number[]): number => (d[item]! / from) ** power;
    const rest = (d: readonly number[]): number => sumOf(d.map((x, k) => (k === item ? 0 : x ** power)));
    const [n1, d1] = [one.toAntiIdeal, one.toIdeal];
    const [n2, d2] = [other.toAntiIdeal, other.toIdeal];
    const to = quadraticRoots(
      slope(n1) * slope(d2) - slope(n2) * slope(d1),
      slope(n1) * rest(d2) + rest(n1) * slope(d2) - slope(n2) * rest(d1) - rest(n2) * slope(d1),
      rest(n1) * rest(d2) - rest(n2) * rest(d1),
    )
      .filter((v) => v > 0)
      .map((v) => v ** (1 / power))
      // The others keep their weights so far; scaled back, the sum is what it was.
      .map((x) => (x * full) / (full - from + x))
      .filter((x) => x > 1e-9 * full && x < full * (1 - 1e-9) && Math.abs(x - from) > 1e-9 * full)
      .toSorted((x, y) => Math.abs(x - from) - Math.abs(y - from))[0];
    if (to !== undefined) found.push({ item, from, to });
  }
  return found.toSorted((x, y) => Math.abs(x.to - x.from) - Math.abs(y.to - y.from) || x.item - y.item);
}

/** Distances of one alternative from the two reference points, criterion by criterion. */
export interface TopsisSteps {
  readonly toIdeal: readonly number[];
  readonly toAntiIdeal: readonly number[];
}

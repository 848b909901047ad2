/**
 * Weights of criteria: given, equal, from the data (entropy, standard deviation, CRITIC) or from judgements (AHP). All answers sum to 1.
 * Matrices are alternatives × criteria.
 */
import {
  columnsOf,
  normaliseColumn,
  sumOf,
  type CriterionDirection,
  type Normalisation,
} from './normalise.ts';

/** population divides by m, sample by m − 1; which one a reference means is its own affair, the weights are the same for a full matrix. */
export type Deviation = 'population' | 'sample';

/** Shares that sum to 1; all alike when there is nothing to share out (every column constant). */
function shares(amounts: readonly number[]): number[] {
  const total = sumOf(amounts);
  return amounts.map((a) => (total > 0 ? a / total : 1 / amounts.length));
}

/** Weights as given, scaled to sum to 1; none may be negative. */
export function givenWeights(weights: readonly number[]): number[] {
  if (weights.length === 0 || !weights.every((w) => Number.isFinite(w) && w >= 0) || sumOf(weights) <= 0)
    throw new RangeError('weights must be zero or more, and not all zero');
  return shares(weights);
}

/** n weights of 1/n. */
export const equalWeights = (n: number): number[] => Array.from({ length: n }, () => 1 / n);

export interface DataWeightOptions {
  /** What is done to each column first. */
  readonly normalise?: Normalisation;
  /** Read by min-max only; benefit unless told. */
  readonly directions?: readonly CriterionDirection[];
  readonly deviation?: Deviation;
}

const prepared = (
  matrix: readonly (readonly number[])[],
  options: DataWeightOptions,
  how: Normalisation,
): number[][] =>
  columnsOf(matrix).map((c, j) => normaliseColumn(c, options.normalise ?? how, options.directions?.[j]));

/**
 * Entropy weights: p = x ÷ Σx, e = −Σ p ln p ÷ ln m, w ∝ 1 − e (Shannon 1948; Hwang & Yoon 1981; 0 ln 0 is 0). Columns must not be negative:
 * take min-max where they are. `shift` is added after normalising, as textbooks that avoid ln 0 do.
 */
export function entropyWeights(
  matrix: readonly (readonly number[])[],
  options: DataWeightOptions & { readonly shift?: number } = {},
): number[] {
  const m = matrix.length;
  if (m < 2) throw new RangeError('entropy needs two alternatives or more');
  return shares(
    prepared(matrix, options, 'none').map((column) => {
      const shifted = column.map((x) => x + (options.shift ?? 0));
      if (shifted.some((x) => x < 0))
        throw new RangeError('entropy of negative values: normalise by min-max');
      const total = sumOf(shifted);
      // Nothing anywhere tells nobody apart.
      if (total === 0) return 0;
      const e = -sumOf(shifted.map((x) => (x > 0 ? (x / total) * Math.log(x / total) : 0))) / Math.log(m);
      // A constant column tells nobody apart; the last bits of the logarithm must not say otherwise.
      return 1 - e < 1e-12 ? 0 : 1 - e;
    }),
  );
}

const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

function deviationOf(column: readonly number[], kind: Deviation): number {
  // Exactly: the mean of equal numbers need not be that number in its last bit.
  if (column.every((x) => x === column[0])) return 0;
  const mean = meanOf(column);
  const squares = sumOf(column.map((x) => (x - mean) ** 2));
  const by = kind === 'sample' ? column.length - 1 : column.length;
  return by > 0 ? Math.sqrt(squares / by) : 0;
}

/** Standard-deviation weights: w ∝ σ of the column, as it stands or normalised (Diakoulaki et al. 1995; Jahan & Edwards 2013). */
export function deviationWeights(
  matrix: readonly (readonly number[])[],
  options: DataWeightOptions = {},
): number[] {
  return shares(
    prepared(matrix, options, 'none').map((c) => deviationOf(c, options.deviation ?? 'population')),
  );
}

/** Pearson's r; 0 where a column is constant. */
function pearson(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [meanOf(a), meanOf(b)];
  const da = a.map((x) => x - ma);
  const db = b.map((x) => x - mb);
  const size = Math.sqrt(sumOf(da.map((x) => x * x)) * sumOf(db.map((x) => x * x)));
  return size > 0 ? sumOf(da.map((x, i) => x * db[i]!)) / size : 0;
}

/** Ranks from 1, equals sharing the mean of their places. */
function averageRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((v) => (sorted.indexOf(v) + sorted.lastIndexOf(v)) / 2 + 1);
}

/**
 * CRITIC: w ∝ σ Σ(1 − r) over the columns placed between worst and best (Diakoulaki, Mavrotas & Papayannakis 1995). `normalise: none` takes
 * the columns as they stand; `correlation: spearman` compares ranks instead of values. A constant column gets nothing and leaves the others'
 * weights as they would be without it; columns that all say the same share equally.
 */
export function criticWeights(
  matrix: readonly (readonly number[])[],
  options: DataWeightOptions & { readonly correlation?: 'pearson' | 'spearman' } = {},
): number[] {
  const columns = prepared(matrix, options, 'min-max');
  const compared = options.correlation === 'spearman' ? columns.map(averageRanks) : columns;
  const spread = columns.map((c) => deviationOf(c, options.deviation ?? 'population'));
  const amounts = spread.map(
    (own, j) =>
      own * sumOf(compared.map((c, k) => (k === j || spread[k] === 0 ? 0 : 1 - pearson(compared[j]!, c)))),
  );
  // Nothing left where one column alone varies, or all that vary go together.
  return shares(sumOf(amounts) > 1e-12 * sumOf(spread) ? amounts : spread.map((own) => (own > 0 ? 1 : 0)));
}

/**
 * Random indices by order of the matrix, from order 1. saaty-1980: The Analytic Hierarchy Process (McGraw-Hill), the table most textbooks
 * print, Chinese ones included; alonso-lamata-2006: Int. J. Uncertainty, Fuzziness and Knowledge-Based Systems 14(4), 445–459, 100,000 matrices.
 */
export const RANDOM_INDEX = {
  'saaty-1980': [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59],
  'alonso-lamata-2006': [
    0, 0, 0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854, 1.5141, 1.5365, 1.5551, 1.5713,
    1.5838,
  ],
} as const;

export interface AhpOptions {
  /** eigenvector: the principal one (Saaty); geometric-mean: 根法; column-mean: 和法. */
  readonly method?: 'eigenvector' | 'geometric-mean' | 'column-mean';
  readonly randomIndex?: keyof typeof RANDOM_INDEX;
}

export interface AhpAnswer {
  readonly weights: number[];
  /** Principal eigenvalue; the mean of (Aw) ÷ w. */
  readonly lambda: number;
  /** (λ − n) ÷ (n − 1). */
  readonly consistencyIndex: number;
  readonly randomIndex: number;
  /** CI ÷ RI; judgements are usually accepted below 0.1. */
  readonly consistencyRatio: number;
}

/** Rounded reciprocals (0.33 for 1/3, 0.17 for 1/6) are taken as printed; more than this apart is a slip of the pen. */
const RECIPROCAL_SLIP = 0.03;

/** Weights from a matrix of pairwise judgements (a_ij: how many times i matters as much as j) with its consistency. */
export function ahpWeights(matrix: readonly (readonly number[])[], options: AhpOptions = {}): AhpAnswer {
  const n = matrix.length;
  const table = RANDOM_INDEX[options.randomIndex ?? 'saaty-1980'];
  if (n < 1 || n > table.length) throw new RangeError(`pairwise matrix of order ${n}: 1 to ${table.length}`);
  for (const [i, row] of matrix.entries()) {
    if (row.length !== n) throw new RangeError('the pairwise matrix is not square');
    for (const [j, a] of row.entries()) {
      if (!Number.isFinite(a) || a <= 0) throw new RangeError('pairwise judgements must be above zero');
      if (i === j ? a !== 1 : Math.abs(a * matrix[j]![i]! - 1) > RECIPROCAL_SLIP)
        throw new RangeError(
          `pairwise judgements ${i + 1},${j + 1} and ${j + 1},${i + 1} are not reciprocal`,
        );
    }
  }
  const times = (w: readonly number[]): number[] =>
    matrix.map((row) => row.reduce((sum, a, j) => sum + a * w[j]!, 0));
  let w: number[];
  switch (options.method ?? 'eigenvector') {
    case 'geometric-mean':
      w = shares(matrix.map((row) => Math.exp(row.reduce((s, a) => s + Math.log(a), 0) / n)));
      break;
    case 'column-mean': {
      const totals = columnsOf(matrix).map(sumOf);
      w = shares(matrix.map((row) => row.reduce((s, a, j) => s + a / totals[j]!, 0) / n));
      break;
    }
    case 'eigenvector': {
      // Perron: a positive matrix pulls every positive vector to its principal one.
      w = equalWeights(n);
      for (let step = 0; step < 1000; step += 1) {
        const next = shares(times(w));
        const moved = Math.max(...next.map((x, i) => Math.abs(x - w[i]!)));
        w = next;
        if (moved < 1e-15) break;
      }
    }
  }
  const lambda = times(w).reduce((s, x, i) => s + x / w[i]!, 0) / n;
  const consistencyIndex = n > 1 ? Math.max(0, (lambda - n) / (n - 1)) : 0;
  const randomIndex = table[n - 1]!;
  return {
    weights: w,
    lambda,
    consistencyIndex,
    randomIndex,
    consistencyRatio: randomIndex > 0 ? consistencyIndex / randomIndex : 0,
  };
}

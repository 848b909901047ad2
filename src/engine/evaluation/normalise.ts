/** Criterion directions: benefit is better higher, cost is better lower. */
export type CriterionDirection = 'benefit' | 'cost';

/**
 * How a column is made comparable. none: as it is; sum: x ÷ Σx; vector: x ÷ √Σx²; max: x ÷ max|x|; min-max: place between the worst (0)
 * and the best (1), so that a cost column is turned round.
 */
export type Normalisation = 'none' | 'sum' | 'vector' | 'max' | 'min-max';

/** Columns of a matrix (alternatives × criteria); refuses ragged rows and numbers that are not finite. */
export function columnsOf(matrix: readonly (readonly number[])[]): number[][] {
  const width = matrix[0]?.length ?? 0;
  if (width === 0) throw new RangeError('the matrix is empty');
  for (const row of matrix)
    if (row.length !== width || !row.every(Number.isFinite))
      throw new RangeError('the matrix has rows of different length, or values that are not numbers');
  return Array.from({ length: width }, (_, j) => matrix.map((row) => row[j]!));
}

/** Sum that does not depend on the order of its terms' arrival: smallest first. */
export const sumOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b).reduce((a, b) => a + b, 0);

/** One column normalised; a column that cannot be (all alike, or summing to nothing) becomes all 0. */
export function normaliseColumn(
  column: readonly number[],
  how: Normalisation,
  direction: CriterionDirection = 'benefit',
): number[] {
  if (how === 'none') return [...column];
  if (how === 'min-max') {
    const min = Math.min(...column);
    const span = Math.max(...column) - min;
    return column.map((x) =>
      span === 0 ? 0 : direction === 'cost' ? 1 - (x - min) / span : (x - min) / span,
    );
  }
  if (how === 'sum' && sumOf(column) <= 0 && column.some((x) => x !== 0))
    throw new RangeError('a column that sums to zero or less has no shares: normalise by min-max');
  const size =
    how === 'sum'
      ? sumOf(column)
      : how === 'vector'
        ? Math.sqrt(sumOf(column.map((x) => x * x)))
        : Math.max(...column.map(Math.abs));
  return column.map((x) => (size === 0 ? 0 : x / size));
}

/** Real roots of p x² + q x + r. */
export function quadraticRoots(p: number, q: number, r: number): number[] {
  const size = Math.max(Math.abs(p), Math.abs(q), Math.abs(r));
  if (Math.abs(p) <= 1e-14 * size) return Math.abs(q) <= 1e-14 * size ? [] : [-r / q];
  const under = q * q - 4 * p * r;
  if (under < 0) return [];
  const half = -(q + (q < 0 ? -1 : 1) * Math.sqrt(under)) / 2;
  return half === 0 ? [0] : [half / p, r / half];
}

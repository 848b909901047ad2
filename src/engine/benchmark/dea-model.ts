import { exactScale } from '#engine/lp';
import { sortedBy } from './dea-order.ts';
import type { Orientation, ReturnsToScale } from './types.ts';

/** What is solved: every unit as a column, scaled; see `Frontier`. */
export interface FrontierModel {
  /** Units, distinct and in canonical order. */
  readonly units: number;
  readonly rows: number;
  /** First oriented row; held rows stand before it. */
  readonly oriented: number;
  /** Index of the convexity row, −1 under constant returns. */
  readonly convexity: number;
  /** Slack of the convexity row: 0 none (variable returns), +1 (Σλ ≤ 1), −1 (Σλ ≥ 1). */
  readonly convexitySlack: -1 | 0 | 1;
  /** +1: min τ (inputs contract); −1: max τ (outputs expand). */
  readonly sense: 1 | -1;
  /** Column after column: a_j in rows·j … */
  readonly columns: Float64Array;
  /** Weight of each row's slack in the second stage; 0 for the convexity row. */
  readonly slackWeight: Float64Array;
  /** Order in which units are visited: likely frontier units first. */
  readonly order: Int32Array;
  /** Units that are possible references without being measured themselves (nothing to expand). */
  readonly passive: readonly number[];
}

export interface Prepared {
  readonly model: FrontierModel;
  /** Exact scale per row and which column of the data the row is; −1 for the convexity row. */
  readonly scale: Float64Array;
  readonly columnOfRow: Int32Array;
}

/** Fewer values than this are sorted as a whole. */
const FEW = 1000;

/** The median of the sizes that are not zero, 1 when there is none; of many values only those are sorted that a sample says are near it. */
export function medianOf(values: Float64Array): number {
  const sizes = new Float64Array(values.length);
  const count = sizesOf(values, sizes);
  if (count === 0) return 1;
  const rank = count >> 1;
  if (count >= FEW) {
    const sample = new Float64Array(255);
    const step = Math.floor(count / sample.length);
    for (let k = 0; k < sample.length; k++) sample[k] = sizes[k * step]!;
    sample.sort();
    const near = new Float64Array(count);
    const below = between(sizes, count, sample[104]!, sample[150]!, near);
    const place = rank - below.less;
    if (place >= 0 && place < below.count) return near.subarray(0, below.count).sort()[place]!;
  }
  return sizes.subarray(0, count).sort()[rank]!;
}

function sizesOf(values: Float64Array, out: Float64Array): number {
  let count = 0;
  for (let u = 0; u < values.length; u++) {
    const value = values[u]!;
    if (value !== 0) out[count++] = value < 0 ? -value : value;
  }
  return count;
}

/** Takes the values from low to high; how many those are, and how many are less. */
function between(
  values: Float64Array,
  length: number,
  low: number,
  high: number,
  out: Float64Array,
): { less: number; count: number } {
  let less = 0;
  let count = 0;
  for (let u = 0; u < length; u++) {
    const value = values[u]!;
    if (value < low) less++;
    else if (value <= high) out[count++] = value;
  }
  return { less, count };
}

/** Puts a column into its row of the model, scaled, and adds it to a sum per unit. */
function fill(
  values: Float64Array,
  scale: number,
  sign: number,
  data: Float64Array,
  row: number,
  rows: number,
  sum: Float64Array,
): void {
  for (let u = 0, at = row; u < values.length; u++, at += rows) {
    const value = values[u]! * scale;
    data[at] = sign * value;
    sum[u] = sum[u]! + value;
  }
}

/** Productive units first: they are the likely corners of the frontier. */
function byPromise(used: Float64Array, produced: Float64Array): Int32Array {
  const promise = new Float64Array(used.length);
  for (let u = 0; u < promise.length; u++)
    promise[u] = used[u]! > 0 ? -produced[u]! / used[u]! : -produced[u]!;
  return sortedBy(promise);
}

export function prepare(
  columns: readonly Float64Array[],
  inputCount: number,
  units: number,
  rts: ReturnsToScale,
  orientation: Orientation,
  slackWeights: 'raw' | 'median',
  passive: readonly number[],
): Prepared {
  const outputs = columns.length - inputCount;
  const convex = rts === 'crs' ? 0 : 1;
  const m = columns.length + convex;
  const heldColumns = orientation === 'in' ? outputs : inputCount;
  const convexity = convex === 1 ? heldColumns : -1;
  const columnOfRow = new Int32Array(m).fill(-1);
  for (let i = 0; i < m; i++) {
    if (i === convexity) continue;
    const k = i < heldColumns ? i : i - convex;
    columnOfRow[i] = orientation === 'in' ? (k < outputs ? inputCount + k : k - outputs) : k;
  }
  const scale = new Float64Array(m).fill(1);
  const slackWeight = new Float64Array(m);
  const data = new Float64Array(units * m);
  const produced = new Float64Array(units);
  const used = new Float64Array(units);
  for (let i = 0; i < m; i++) {
    const c = columnOfRow[i]!;
    if (c < 0) {
      for (let u = 0; u < units; u++) data[u * m + i] = 1;
      continue;
    }
    const values = columns[c]!;
    const median = medianOf(values);
    const s = exactScale(median);
    scale[i] = s;
    slackWeight[i] = slackWeights === 'raw' ? 1 / s : 1 / (median * s);
    if (c < inputCount) fill(values, s, 1, data, i, m, used);
    else fill(values, s, -1, data, i, m, produced);
  }
  return {
    scale,
    columnOfRow,
    model: {
      units,
      rows: m,
      oriented: heldColumns + convex,
      convexity,
      convexitySlack: rts === 'nirs' ? 1 : rts === 'ndrs' ? -1 : 0,
      sense: orientation === 'in' ? 1 : -1,
      columns: data,
      slackWeight,
      order: byPromise(used, produced),
      passive,
    },
  };
}

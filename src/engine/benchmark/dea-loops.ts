import type { ColumnStore } from '#engine/lp';

// The hot loops of the frontier stand alone: small functions are compiled early and stay compiled.

/** Relative to the terms of the sum it is compared with, no more than rounding. */
export const TINY = 1e-11;
/** A pivot must be this large beside the terms it was summed from, or it may be nothing but rounding. */
const PIVOT = 1e-12;

/** Columns in their weights (the first `count` hold), and what they add up to. */
export interface Combination {
  count: number;
  readonly peers: Int32Array;
  readonly lambda: Float64Array;
  /** Σ λ_j a_j, and the same of the sizes of the terms. */
  readonly reached: Float64Array;
  readonly reachedSize: Float64Array;
}

/**
 * Ratio test, first pass: the least ratio of reduced cost to rate, with a hair of tolerance, over pivots that are no mere rounding. The
 * first `slacks` columns have one entry: it is compared with the row.
 */
export function smallestRatio(
  store: ColumnStore,
  inverse: Float64Array,
  base: number,
  alpha: Float64Array,
  reduced: Float64Array,
  slacks: number,
  direction: number,
  slip: number,
): number {
  const { count } = store;
  let bound = Infinity;
  for (let j = 0; j < count; j++) {
    const rate = -direction * alpha[j]!;
    // One comparison, rarely true: what does not move forward has a negative product, ∞ · 0 is no number.
    if (!(reduced[j]! + slip < bound * rate)) continue;
    const size = j < slacks ? 0.1 * rowSize(inverse, base, store.rows) : termSize(store, inverse, base, j);
    if (rate > PIVOT * size) bound = (reduced[j]! + slip) / rate;
  }
  return bound;
}

export function rowSize(weights: Float64Array, base: number, length: number): number {
  let size = 0;
  for (let k = base; k < base + length; k++) size = Math.max(size, Math.abs(weights[k]!));
  return size;
}

/** Second pass: the largest pivot within that bound; −1 when there is none. */
export function largestRate(
  alpha: Float64Array,
  reduced: Float64Array,
  count: number,
  direction: number,
  bound: number,
): number {
  let entering = -1;
  let largest = 0;
  for (let j = 0; j < count; j++) {
    const rate = -direction * alpha[j]!;
    if (reduced[j]! <= bound * rate && rate > largest) {
      largest = rate;
      entering = j;
    }
  }
  return entering;
}

export function advance(reduced: Float64Array, alpha: Float64Array, t: number, count: number): void {
  for (let j = 0; j < count; j++) {
    const next = reduced[j]! + t * alpha[j]!;
    reduced[j] = next < 0 ? 0 : next;
  }
}

export function clamp(values: Float64Array, count: number): void {
  for (let j = 0; j < count; j++) if (values[j]! < 0) values[j] = 0;
}

/** The next place, from `from` on, with a value of no more than `limit`; `end` when there is none. */
export function nextBelow(values: Float64Array, limit: number, from: number, end: number): number {
  let j = from;
  while (j < end && values[j]! > limit) j++;
  return j;
}

/**
 * The multipliers of a basis from the first row of its inverse, signs as the slacks allow, the largest 1; returns how many of those bound
 * by a sign are no more than rounding.
 */
export function multipliersOf(
  inverse: Float64Array,
  sense: number,
  sign: Float64Array,
  out: Float64Array,
  base: number,
): number {
  let largest = 0;
  for (let i = 0; i < sign.length; i++) {
    let value = -sense * inverse[i]!;
    if (value * sign[i]! < 0) value = 0;
    out[base + i] = value;
    if (value > largest) largest = value;
    else if (-value > largest) largest = -value;
  }
  let tiny = 0;
  for (let i = 0; i < sign.length; i++) {
    const value = out[base + i]! / largest;
    out[base + i] = value;
    if (sign[i] !== 0 && value <= TINY && value >= -TINY) tiny++;
  }
  return tiny;
}

/** Lists the columns whose reduced cost is below `limit` of their size, from place `from` on; returns where the list ends. */
export function nearest(
  reduced: Float64Array,
  sizes: Float64Array,
  limit: number,
  count: number,
  list: Int32Array,
  from: number,
): number {
  let listed = from;
  for (let j = 0; j < count; j++) if (reduced[j]! < limit * sizes[j]!) list[listed++] = j;
  return listed;
}

/** Σ |weight · entry| of column j: what its price is rounded against. */
export function termSize(store: ColumnStore, weights: Float64Array, offset: number, j: number): number {
  const { data, stride, rows } = store;
  const base = j * stride;
  let size = 0;
  for (let i = 0; i < rows; i++) size += Math.abs(weights[offset + i]! * data[base + i]!);
  return size;
}

/** out = matrix · vector, square. */
export function multiply(matrix: Float64Array, vector: Float64Array, out: Float64Array): void {
  const m = out.length;
  for (let i = 0, at = 0; i < m; i++) {
    let sum = 0;
    for (let k = 0; k < m; k++, at++) sum += matrix[at]! * vector[k]!;
    out[i] = sum;
  }
}

/** Takes a column in that weight away. */
export function subtract(from: Float64Array, weight: number, data: Float64Array, base: number): void {
  for (let k = 0; k < from.length; k++) from[k] = from[k]! - weight * data[base + k]!;
}

/** A unit's column, and the same apart: rows held, and rows moved with the opposite sign. */
export function split(
  columns: Float64Array,
  at: number,
  rows: number,
  oriented: number,
  whole: Float64Array,
  held: Float64Array,
  moved: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    const value = columns[at + i]!;
    whole[i] = value;
    if (i < oriented) held[i] = value;
    else moved[i] = -value;
  }
}

/** Whether a column in that weight can be felt in the column it is part of, of which `largest` is the largest entry. */
export function isFelt(
  weight: number,
  store: ColumnStore,
  j: number,
  whole: Float64Array,
  largest: number,
): boolean {
  const { data, stride, rows } = store;
  const base = j * stride;
  for (let k = 0; k < rows; k++) {
    const part = Math.abs(weight * data[base + k]!);
    if (part > 1e-13 * Math.abs(whole[k]!) && part > 1e-15 * largest) return true;
  }
  return false;
}

/** Adds the columns named as peers (here by their place in the store) in their weights; returns the sum of the weights. */
export function combine(store: ColumnStore, answer: Combination): number {
  const { data, stride, rows } = store;
  const { count, peers, lambda, reached, reachedSize } = answer;
  let weight = 0;
  reached.fill(0);
  reachedSize.fill(0);
  for (let p = 0; p < count; p++) {
    const part = lambda[p]!;
    weight += part;
    for (let k = 0, at = peers[p]! * stride; k < rows; k++, at++) {
      const term = part * data[at]!;
      reached[k] = reached[k]! + term;
      reachedSize[k] = reachedSize[k]! + Math.abs(term);
    }
  }
  return weight;
}

import type { Basis } from '#engine/lp';
import { TINY } from './dea-loops.ts';

/**
 * Facets to start from: for each slot the multipliers, and the basis and inverse of the unit that found it. The bound a facet gives a unit
 * is read in one pass, unrolled by hand for three and for six inputs and outputs under variable returns.
 */
export class Pool {
  count = 0;
  /** Best bound seen by the last `best`. */
  bound = -Infinity;
  readonly facet: Int32Array;
  /** Pivots since the inverse was built from the columns. */
  readonly age: Int32Array;
  readonly head: Int32Array;
  readonly inverse: Float64Array;
  private readonly size: number;
  private readonly rows: number;
  private readonly oriented: number;
  private readonly data: Float64Array;
  private next = 0;
  /** The first slot that may be overwritten. */
  fixed = 0;

  constructor(size: number, rows: number, oriented: number) {
    this.size = size;
    this.rows = rows;
    this.oriented = oriented;
    this.data = new Float64Array(size * rows);
    this.facet = new Int32Array(size).fill(-1);
    this.age = new Int32Array(size);
    this.head = new Int32Array(size * rows);
    this.inverse = new Float64Array(size * rows * rows);
  }

  /** The slot a new facet goes to; `facet` still names the one it replaces. */
  slot(): number {
    if (this.count < this.size) return this.count++;
    if (this.next < this.fixed || this.next >= this.size) this.next = this.fixed;
    return this.next++;
  }

  put(slot: number, facet: number, multipliers: Float64Array, base: number, basis: Basis): void {
    const { rows } = this;
    for (let i = 0, at = slot * rows; i < rows; i++, at++) this.data[at] = multipliers[base + i]!;
    this.facet[slot] = facet;
    this.age[slot] = basis.age;
    this.head.set(basis.head, slot * rows);
    this.inverse.set(basis.inverse, slot * rows * rows);
  }

  clear(slot: number): void {
    this.facet[slot] = -1;
    this.data.fill(0, slot * this.rows, (slot + 1) * this.rows);
  }

  /** The next slot, from `from` on, whose facet column a lies beyond; `count` when there is none. */
  violated(a: Float64Array, from: number): number {
    const { data, rows, count } = this;
    let slot = from;
    for (; slot < count; slot++) {
      let sum = 0;
      let size = 0;
      for (let i = 0, at = slot * rows; i < rows; i++, at++) {
        const term = data[at]! * a[i]!;
        sum += term;
        size += Math.abs(term);
      }
      if (sum < -TINY * size) break;
    }
    return slot;
  }

  /**
   * The slot with the best bound on τ for the column at hand, −sense · (held rows · g) ÷ (moved rows · g), −1 when none gives one.
   * An empty slot has zero multipliers: its bound is NaN and loses every comparison.
   */
  best(sense: number, a: Float64Array): number {
    // Small functions are compiled earlier.
    if (this.rows === 7 && this.oriented === 4) return this.bestOfSeven(sense, a);
    if (this.rows === 13 && this.oriented === 7) return this.bestOfThirteen(sense, a);
    return this.bestOfAny(sense, a);
  }

  private bestOfSeven(sense: number, a: Float64Array): number {
    const { data, count } = this;
    let best = -Infinity;
    let at = -1;
    const a0 = -sense * a[0]!;
    const a1 = -sense * a[1]!;
    const a2 = -sense * a[2]!;
    const a3 = -sense * a[3]!;
    const b0 = a[4]!;
    const b1 = a[5]!;
    const b2 = a[6]!;
    for (let slot = 0, k = 0; slot < count; slot++, k += 7) {
      const held = a0 * data[k]! + a1 * data[k + 1]! + (a2 * data[k + 2]! + a3 * data[k + 3]!);
      const moved = b0 * data[k + 4]! + b1 * data[k + 5]! + b2 * data[k + 6]!;
      const bound = held / moved;
      if (bound > best) {
        best = bound;
        at = slot;
      }
    }
    this.bound = best;
    return best === Infinity ? -1 : at;
  }

  private bestOfThirteen(sense: number, a: Float64Array): number {
    const { data, count } = this;
    let best = -Infinity;
    let at = -1;
    const a0 = -sense * a[0]!;
    const a1 = -sense * a[1]!;
    const a2 = -sense * a[2]!;
    const a3 = -sense * a[3]!;
    const a4 = -sense * a[4]!;
    const a5 = -sense * a[5]!;
    const a6 = -sense * a[6]!;
    const b0 = a[7]!;
    const b1 = a[8]!;
    const b2 = a[9]!;
    const b3 = a[10]!;
    const b4 = a[11]!;
    const b5 = a[12]!;
    for (let slot = 0, k = 0; slot < count; slot++, k += 13) {
      const held =
        a0 * data[k]! +
        a1 * data[k + 1]! +
        (a2 * data[k + 2]! + a3 * data[k + 3]!) +
        (a4 * data[k + 4]! + a5 * data[k + 5]! + a6 * data[k + 6]!);
      const moved =
        b0 * data[k + 7]! +
        b1 * data[k + 8]! +
        (b2 * data[k + 9]! + b3 * data[k + 10]!) +
        (b4 * data[k + 11]! + b5 * data[k + 12]!);
      const bound = held / moved;
      if (bound > best) {
        best = bound;
        at = slot;
      }
    }
    this.bound = best;
    return best === Infinity ? -1 : at;
  }

  private bestOfAny(sense: number, a: Float64Array): number {
    const { data, rows, oriented, count } = this;
    let best = -Infinity;
    let at = -1;
    for (let slot = 0, k = 0; slot < count; slot++) {
      let held = 0;
      for (let i = 0; i < oriented; i++, k++) held += a[i]! * data[k]!;
      let moved = 0;
      for (let i = oriented; i < rows; i++, k++) moved += a[i]! * data[k]!;
      const bound = (-sense * held) / moved;
      if (bound > best) {
        best = bound;
        at = slot;
      }
    }
    this.bound = best;
    return best === Infinity ? -1 : at;
  }
}

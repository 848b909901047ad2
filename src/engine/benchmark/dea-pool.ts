import type { Basis } from '#engine/lp';

/**
 * Facets to start from: for each slot the multipliers, and the basis and inverse of the unit that found it. Multipliers stand with the
 * rows that keep their level and the rows that move in two blocks, each padded to a multiple of four, so that the bound a facet gives
 * a unit is read in one pass.
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
  private readonly split: number;
  private readonly stride: number;
  private readonly data: Float64Array;
  private readonly unit: Float64Array;
  private next = 0;
  /** The first slot that may be overwritten. */
  fixed = 0;

  constructor(size: number, rows: number, oriented: number) {
    this.size = size;
    this.rows = rows;
    this.oriented = oriented;
    this.split = (oriented + 3) & ~3;
    this.stride = this.split + ((rows - oriented + 3) & ~3);
    this.data = new Float64Array(size * this.stride);
    this.unit = new Float64Array(this.stride);
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
    const { rows, oriented, split } = this;
    const at = slot * this.stride;
    for (let i = 0; i < oriented; i++) this.data[at + i] = multipliers[base + i]!;
    for (let i = oriented; i < rows; i++) this.data[at + split + i - oriented] = multipliers[base + i]!;
    this.facet[slot] = facet;
    this.age[slot] = basis.age;
    this.head.set(basis.head, slot * rows);
    this.inverse.set(basis.inverse, slot * rows * rows);
  }

  clear(slot: number): void {
    this.facet[slot] = -1;
    this.data.fill(0, slot * this.stride, (slot + 1) * this.stride);
  }

  /** How well a facet supports column a: g·a, and the size of its terms. */
  value(slot: number): number {
    let sum = 0;
    for (let i = 0, at = slot * this.stride; i < this.stride; i++, at++)
      sum += this.data[at]! * this.unit[i]!;
    return sum;
  }

  termSize(slot: number): number {
    let sum = 0;
    for (let i = 0, at = slot * this.stride; i < this.stride; i++, at++)
      sum += Math.abs(this.data[at]! * this.unit[i]!);
    return sum;
  }

  /** The column the next questions are about. */
  read(a: Float64Array): void {
    const { rows, oriented, split, unit } = this;
    for (let i = 0; i < oriented; i++) unit[i] = a[i]!;
    for (let i = oriented; i < rows; i++) unit[split + i - oriented] = a[i]!;
  }

  /**
   * The slot with the best bound on τ for the column at hand, −sense · (held rows · g) ÷ (moved rows · g), −1 when none gives one.
   * An empty slot has zero multipliers: its bound is NaN and loses every comparison.
   */
  best(sense: number, from: number): number {
    const { data, unit, split, stride, count } = this;
    let best = -Infinity;
    let at = -1;
    if (stride === 8 && split === 4) {
      const a0 = -sense * unit[0]!;
      const a1 = -sense * unit[1]!;
      const a2 = -sense * unit[2]!;
      const a3 = -sense * unit[3]!;
      const b0 = unit[4]!;
      const b1 = unit[5]!;
      const b2 = unit[6]!;
      const b3 = unit[7]!;
      for (let slot = from, k = from * 8; slot < count; slot++, k += 8) {
        const held = a0 * data[k]! + a1 * data[k + 1]! + (a2 * data[k + 2]! + a3 * data[k + 3]!);
        const moved = b0 * data[k + 4]! + b1 * data[k + 5]! + (b2 * data[k + 6]! + b3 * data[k + 7]!);
        const bound = held / moved;
        if (bound > best) {
          best = bound;
          at = slot;
        }
      }
    } else
      for (let slot = from, base = from * stride; slot < count; slot++, base += stride) {
        let held = 0;
        for (let i = 0, k = base; i < split; i += 4, k += 4)
          held +=
            unit[i]! * data[k]! +
            unit[i + 1]! * data[k + 1]! +
            (unit[i + 2]! * data[k + 2]! + unit[i + 3]! * data[k + 3]!);
        let moved = 0;
        for (let i = split, k = base + split; i < stride; i += 4, k += 4)
          moved +=
            unit[i]! * data[k]! +
            unit[i + 1]! * data[k + 1]! +
            (unit[i + 2]! * data[k + 2]! + unit[i + 3]! * data[k + 3]!);
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

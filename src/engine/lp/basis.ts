/** What remains of a difference below this share of its terms is rounding, and is made the zero it stands for. */
const DROP = 2e-15;

/**
 * A simplex basis by its explicit inverse. With few rows (a DEA model has as many as it has variables) the dense inverse is smaller
 * and quicker than any factorisation, and its rows are what pricing and the ratio tests read.
 */
export class Basis {
  readonly rows: number;
  /** Row-major inverse: row i belongs to the basic variable in position i. */
  readonly inverse: Float64Array;
  /** Which variable is basic in each position; the meaning of the numbers is the caller's. */
  readonly head: Int32Array;
  /** Pivots since the inverse was last built from the columns themselves. */
  age = 0;
  private readonly column: Float64Array;
  private readonly weight: Float64Array;
  private readonly order: Int32Array;

  constructor(rows: number) {
    this.rows = rows;
    this.inverse = new Float64Array(rows * rows);
    this.head = new Int32Array(rows);
    this.column = new Float64Array(rows);
    this.weight = new Float64Array(rows);
    this.order = new Int32Array(rows);
  }

  /** out = inverse · column. */
  transform(column: Float64Array, out: Float64Array): void {
    const m = this.rows;
    const inv = this.inverse;
    for (let i = 0, at = 0; i < m; i++) {
      let sum = 0;
      let size = 0;
      for (let k = 0; k < m; k++, at++) {
        const term = inv[at]! * column[k]!;
        sum += term;
        size += Math.abs(term);
      }
      out[i] = sum > DROP * size || sum < -DROP * size ? sum : 0;
    }
  }

  /** Replaces position r by the variable whose transformed column is `transformed`. */
  pivot(r: number, transformed: Float64Array, entering: number): void {
    const m = this.rows;
    const inv = this.inverse;
    const base = r * m;
    const scale = 1 / transformed[r]!;
    for (let k = 0; k < m; k++) inv[base + k] = inv[base + k]! * scale;
    for (let i = 0; i < m; i++) {
      if (i === r) continue;
      const factor = transformed[i]!;
      if (factor === 0) continue;
      const at = i * m;
      for (let k = 0; k < m; k++) {
        const part = factor * inv[base + k]!;
        const rest = inv[at + k]! - part;
        inv[at + k] = Math.abs(rest) > DROP * Math.abs(part) ? rest : 0;
      }
    }
    this.head[r] = entering;
    this.age++;
  }

  /**
   * Rebuilds the inverse from the basic columns (Gauss–Jordan in place, the pivot row chosen by size relative to its own row, so that
   * rows of very different scale do not mislead). False when the columns are dependent; the inverse is then unusable.
   */
  refactor(columnOf: (variable: number, out: Float64Array) => void): boolean {
    const m = this.rows;
    const a = this.inverse;
    const column = this.column;
    const from = this.order;
    for (let p = 0; p < m; p++) {
      columnOf(this.head[p]!, column);
      for (let i = 0, at = p; i < m; i++, at += m) a[at] = column[i]!;
    }
    // Row equilibration is folded into the columns of the result: (R·B)⁻¹·R = B⁻¹.
    const weight = this.weight;
    for (let i = 0; i < m; i++) {
      let largest = 0;
      for (let k = i * m; k < i * m + m; k++) {
        const size = a[k]! < 0 ? -a[k]! : a[k]!;
        if (size > largest) largest = size;
      }
      if (largest === 0) return false;
      for (let k = i * m; k < i * m + m; k++) a[k] = a[k]! / largest;
      weight[i] = largest;
      from[i] = i;
    }
    for (let p = 0; p < m; p++) {
      let best = p;
      let size = 0;
      for (let i = p; i < m; i++) {
        const entry = a[i * m + p]!;
        if (entry > size || -entry > size) {
          size = entry < 0 ? -entry : entry;
          best = i;
        }
      }
      if (size < 1e-280) return false;
      const base = p * m;
      if (best !== p) {
        for (let k = 0; k < m; k++) {
          const x = a[base + k]!;
          a[base + k] = a[best * m + k]!;
          a[best * m + k] = x;
        }
        const row = from[p]!;
        from[p] = from[best]!;
        from[best] = row;
      }
      const pivot = a[base + p]!;
      // Column p of the matrix is done with: from here on it holds what the identity has become in it.
      a[base + p] = 1;
      for (let k = base; k < base + m; k++) a[k] = a[k]! / pivot;
      for (let i = 0; i < m; i++) {
        if (i === p) continue;
        const at = i * m;
        const factor = a[at + p]!;
        if (factor === 0) continue;
        a[at + p] = 0;
        for (let k = 0; k < m; k++) {
          const part = factor * a[base + k]!;
          const rest = a[at + k]! - part;
          a[at + k] = Math.abs(rest) > DROP * Math.abs(part) ? rest : 0;
        }
      }
    }
    // Rows were exchanged on the way: column k belongs to the row that ended up there.
    for (let i = 0; i < m; i++) {
      const at = i * m;
      for (let k = 0; k < m; k++) column[from[k]!] = a[at + k]! / weight[from[k]!]!;
      for (let k = 0; k < m; k++) a[at + k] = column[k]!;
    }
    this.age = 0;
    return true;
  }

  copyFrom(inverse: Float64Array, inverseAt: number, head: Int32Array, headAt: number): void {
    const m = this.rows;
    for (let k = 0; k < m * m; k++) this.inverse[k] = inverse[inverseAt + k]!;
    for (let k = 0; k < m; k++) this.head[k] = head[headAt + k]!;
  }
}

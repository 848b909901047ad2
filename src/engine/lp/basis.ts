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
  private readonly matrix: Float64Array;
  private readonly column: Float64Array;

  constructor(rows: number) {
    this.rows = rows;
    this.inverse = new Float64Array(rows * rows);
    this.head = new Int32Array(rows);
    this.matrix = new Float64Array(rows * rows);
    this.column = new Float64Array(rows);
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
        size += term < 0 ? -term : term;
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
        inv[at + k] = rest * rest > DROP * DROP * part * part ? rest : 0;
      }
    }
    this.head[r] = entering;
    this.age++;
  }

  /**
   * Rebuilds the inverse from the basic columns (Gauss–Jordan, the pivot row chosen by size relative to its own row, so that
   * rows of very different scale do not mislead). False when the columns are dependent; the inverse is then unusable.
   */
  refactor(columnOf: (variable: number, out: Float64Array) => void): boolean {
    const m = this.rows;
    const a = this.matrix;
    const inv = this.inverse;
    inv.fill(0);
    for (let p = 0; p < m; p++) {
      columnOf(this.head[p]!, this.column);
      for (let i = 0; i < m; i++) a[i * m + p] = this.column[i]!;
    }
    // Row equilibration is folded into the right-hand side: (R·B)⁻¹·R = B⁻¹.
    for (let i = 0; i < m; i++) {
      let largest = 0;
      for (let p = 0; p < m; p++) largest = Math.max(largest, Math.abs(a[i * m + p]!));
      if (largest === 0) return false;
      for (let p = 0; p < m; p++) a[i * m + p] = a[i * m + p]! / largest;
      inv[i * m + i] = 1 / largest;
    }
    for (let p = 0; p < m; p++) {
      let best = p;
      for (let i = p + 1; i < m; i++) if (Math.abs(a[i * m + p]!) > Math.abs(a[best * m + p]!)) best = i;
      const pivot = a[best * m + p]!;
      if (Math.abs(pivot) < 1e-280) return false;
      if (best !== p) {
        for (let k = 0; k < m; k++) {
          const x = a[p * m + k]!;
          a[p * m + k] = a[best * m + k]!;
          a[best * m + k] = x;
          const y = inv[p * m + k]!;
          inv[p * m + k] = inv[best * m + k]!;
          inv[best * m + k] = y;
        }
      }
      for (let k = 0; k < m; k++) {
        a[p * m + k] = a[p * m + k]! / pivot;
        inv[p * m + k] = inv[p * m + k]! / pivot;
      }
      for (let i = 0; i < m; i++) {
        if (i === p) continue;
        const factor = a[i * m + p]!;
        if (factor === 0) continue;
        for (let k = 0; k < m; k++) {
          const piece = factor * a[p * m + k]!;
          const remainder = a[i * m + k]! - piece;
          a[i * m + k] = remainder * remainder > DROP * DROP * piece * piece ? remainder : 0;
          const part = factor * inv[p * m + k]!;
          const rest = inv[i * m + k]! - part;
          inv[i * m + k] = rest * rest > DROP * DROP * part * part ? rest : 0;
        }
      }
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

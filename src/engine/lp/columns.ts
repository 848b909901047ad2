/**
 * Columns of a linear program kept row by row (one Float64Array per row), because pricing reads every column against one vector of
 * weights: walking a few long arrays side by side is the fastest thing a JavaScript engine can do with them.
 */
export class ColumnStore {
  readonly rows: number;
  count = 0;
  private size: number;
  /** data[i][j] is the entry of column j in row i. The arrays are replaced when the store grows: do not keep them. */
  data: Float64Array[];

  constructor(rows: number, capacity = 64) {
    this.rows = rows;
    this.size = Math.max(4, capacity);
    this.data = Array.from({ length: rows }, () => new Float64Array(this.size));
  }

  /** Length that scratch arrays need to hold one number per column. */
  get capacity(): number {
    return this.size;
  }

  /** Makes room for at least `columns` columns. */
  reserve(columns: number): void {
    if (columns <= this.size) return;
    const size = Math.max(columns, this.size * 2);
    this.data = this.data.map((row) => {
      const wider = new Float64Array(size);
      wider.set(row);
      return wider;
    });
    this.size = size;
  }

  /** Writes a column without counting it, for a candidate that may or may not stay. */
  put(at: number, column: Float64Array): void {
    this.reserve(at + 1);
    for (let i = 0; i < this.rows; i++) this.data[i]![at] = column[i]!;
  }

  push(column: Float64Array): number {
    this.put(this.count, column);
    return this.count++;
  }

  read(at: number, out: Float64Array): void {
    for (let i = 0; i < this.rows; i++) out[i] = this.data[i]![at]!;
  }
}

/**
 * out[j] = Σ weights[offset + i] · data[i][j] over rows from ≤ i < to, for the first `count` columns.
 * Four rows per pass: the row count of a DEA model varies, so this is the unrolling that serves them all.
 */
export function price(
  store: ColumnStore,
  weights: Float64Array,
  offset: number,
  from: number,
  to: number,
  out: Float64Array,
  count: number,
): void {
  const data = store.data;
  let i = from;
  let first = true;
  if (i === to) {
    out.fill(0, 0, count);
    return;
  }
  while (i < to) {
    const left = to - i;
    const w0 = weights[offset + i]!;
    const r0 = data[i]!;
    if (left >= 4) {
      const w1 = weights[offset + i + 1]!;
      const w2 = weights[offset + i + 2]!;
      const w3 = weights[offset + i + 3]!;
      const r1 = data[i + 1]!;
      const r2 = data[i + 2]!;
      const r3 = data[i + 3]!;
      if (first)
        for (let j = 0; j < count; j++) out[j] = w0 * r0[j]! + w1 * r1[j]! + w2 * r2[j]! + w3 * r3[j]!;
      else
        for (let j = 0; j < count; j++)
          out[j] = out[j]! + w0 * r0[j]! + w1 * r1[j]! + w2 * r2[j]! + w3 * r3[j]!;
      i += 4;
    } else if (left === 3) {
      const w1 = weights[offset + i + 1]!;
      const w2 = weights[offset + i + 2]!;
      const r1 = data[i + 1]!;
      const r2 = data[i + 2]!;
      if (first) for (let j = 0; j < count; j++) out[j] = w0 * r0[j]! + w1 * r1[j]! + w2 * r2[j]!;
      else for (let j = 0; j < count; j++) out[j] = out[j]! + w0 * r0[j]! + w1 * r1[j]! + w2 * r2[j]!;
      i += 3;
    } else if (left === 2) {
      const w1 = weights[offset + i + 1]!;
      const r1 = data[i + 1]!;
      if (first) for (let j = 0; j < count; j++) out[j] = w0 * r0[j]! + w1 * r1[j]!;
      else for (let j = 0; j < count; j++) out[j] = out[j]! + w0 * r0[j]! + w1 * r1[j]!;
      i += 2;
    } else {
      if (first) for (let j = 0; j < count; j++) out[j] = w0 * r0[j]!;
      else for (let j = 0; j < count; j++) out[j] = out[j]! + w0 * r0[j]!;
      i += 1;
    }
    first = false;
  }
}

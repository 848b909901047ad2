/**
 * Columns of a linear program, one after the other, each padded with zeros to a multiple of four entries: pricing reads every column
 * against one vector of weights, and four products at a time without a remainder is the fastest thing a JavaScript engine does with them.
 */
export class ColumnStore {
  readonly rows: number;
  /** Distance from one column to the next. */
  readonly stride: number;
  count = 0;
  private size: number;
  /** Entry of column j in row i at j·stride + i. The array is replaced when the store grows: do not keep it. */
  data: Float64Array;
  /** Σ |entry| of every column. */
  sizes: Float64Array;
  /** Room for one padded vector of weights. */
  readonly weights: Float64Array;

  constructor(rows: number, capacity = 64) {
    this.rows = rows;
    this.stride = rows > 4 && rows <= 7 ? 7 : rows > 8 && rows <= 13 ? 13 : (rows + 3) & ~3;
    this.size = Math.max(4, capacity);
    this.data = new Float64Array(this.size * this.stride);
    this.sizes = new Float64Array(this.size);
    this.weights = new Float64Array(this.stride);
  }

  /** Length that scratch arrays need to hold one number per column. */
  get capacity(): number {
    return this.size;
  }

  /** Makes room for at least `columns` columns. */
  reserve(columns: number): void {
    if (columns <= this.size) return;
    this.size = Math.max(columns, this.size * 2);
    const wider = new Float64Array(this.size * this.stride);
    wider.set(this.data);
    this.data = wider;
    const sizes = new Float64Array(this.size);
    sizes.set(this.sizes);
    this.sizes = sizes;
  }

  /** Writes a column without counting it, for a candidate that may or may not stay. */
  put(at: number, column: Float64Array): void {
    this.reserve(at + 1);
    const base = at * this.stride;
    let size = 0;
    for (let i = 0; i < this.rows; i++) {
      const entry = column[i]!;
      this.data[base + i] = entry;
      size += Math.abs(entry);
    }
    this.sizes[at] = size;
  }

  /** Takes over a column of a store with as many rows, at the end. */
  append(from: ColumnStore, column: number): number {
    this.reserve(this.count + 1);
    const { stride } = this;
    const source = from.data;
    const target = this.data;
    for (let i = 0, k = column * stride, at = this.count * stride; i < stride; i++, k++, at++)
      target[at] = source[k]!;
    this.sizes[this.count] = from.sizes[column]!;
    return this.count++;
  }

  push(column: Float64Array): number {
    this.put(this.count, column);
    return this.count++;
  }

  read(at: number, out: Float64Array): void {
    const base = at * this.stride;
    for (let i = 0; i < this.rows; i++) out[i] = this.data[base + i]!;
  }
}

/** out[j] = Σ weights[offset + i] · entry (i, j), for columns start ≤ j < count. Unrolled by hand for up to 16 rows. */
export function price(
  store: ColumnStore,
  weights: Float64Array,
  offset: number,
  out: Float64Array,
  count: number,
  start = 0,
): void {
  const { data, stride, rows } = store;
  if (rows === 7) priceSeven(data, weights, offset, out, count, start);
  else if (rows === 13) priceThirteen(data, weights, offset, out, count, start);
  else {
    const w = store.weights;
    for (let i = 0; i < rows; i++) w[i] = weights[offset + i]!;
    if (stride === 4) priceFour(data, w, out, count, start);
    else if (stride === 7) priceSeven(data, w, 0, out, count, start);
    else if (stride === 13) priceThirteen(data, w, 0, out, count, start);
    else priceMore(data, stride, w, out, count, start);
  }
}

function priceFour(
  data: Float64Array,
  w: Float64Array,
  out: Float64Array,
  count: number,
  start: number,
): void {
  const w0 = w[0]!;
  const w1 = w[1]!;
  const w2 = w[2]!;
  const w3 = w[3]!;
  for (let j = start, k = 4 * start; j < count; j++, k += 4) {
    out[j] = w0 * data[k]! + w1 * data[k + 1]! + (w2 * data[k + 2]! + w3 * data[k + 3]!);
  }
}

function priceSeven(
  data: Float64Array,
  w: Float64Array,
  offset: number,
  out: Float64Array,
  count: number,
  start: number,
): void {
  const w0 = w[offset]!;
  const w1 = w[offset + 1]!;
  const w2 = w[offset + 2]!;
  const w3 = w[offset + 3]!;
  const w4 = w[offset + 4]!;
  const w5 = w[offset + 5]!;
  const w6 = w[offset + 6]!;
  for (let j = start, k = 7 * start; j < count; j++, k += 7) {
    out[j] =
      w0 * data[k]! +
      w1 * data[k + 1]! +
      (w2 * data[k + 2]! + w3 * data[k + 3]!) +
      (w4 * data[k + 4]! + w5 * data[k + 5]! + w6 * data[k + 6]!);
  }
}

function priceThirteen(
  data: Float64Array,
  w: Float64Array,
  offset: number,
  out: Float64Array,
  count: number,
  start: number,
): void {
  const w0 = w[offset]!;
  const w1 = w[offset + 1]!;
  const w2 = w[offset + 2]!;
  const w3 = w[offset + 3]!;
  const w4 = w[offset + 4]!;
  const w5 = w[offset + 5]!;
  const w6 = w[offset + 6]!;
  const w7 = w[offset + 7]!;
  const w8 = w[offset + 8]!;
  const w9 = w[offset + 9]!;
  const w10 = w[offset + 10]!;
  const w11 = w[offset + 11]!;
  const w12 = w[offset + 12]!;
  for (let j = start, k = 13 * start; j < count; j++, k += 13) {
    out[j] =
      w0 * data[k]! +
      w1 * data[k + 1]! +
      (w2 * data[k + 2]! + w3 * data[k + 3]!) +
      (w4 * data[k + 4]! + w5 * data[k + 5]! + (w6 * data[k + 6]! + w7 * data[k + 7]!)) +
      (w8 * data[k + 8]! +
        w9 * data[k + 9]! +
        (w10 * data[k + 10]! + w11 * data[k + 11]!) +
        w12 * data[k + 12]!);
  }
}

function priceMore(
  data: Float64Array,
  stride: number,
  w: Float64Array,
  out: Float64Array,
  count: number,
  start: number,
): void {
  for (let j = start, base = stride * start; j < count; j++, base += stride) {
    let sum = 0;
    for (let i = 0, k = base; i < stride; i += 4, k += 4)
      sum +=
        w[i]! * data[k]! + w[i + 1]! * data[k + 1]! + (w[i + 2]! * data[k + 2]! + w[i + 3]! * data[k + 3]!);
    out[j] = sum;
  }
}

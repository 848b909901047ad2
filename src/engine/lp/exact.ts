/** A double as mantissa · 2^exponent, the mantissa odd or zero: no digit is lost. */
function dissect(value: number): { mantissa: bigint; exponent: number } {
  if (value === 0) return { mantissa: 0n, exponent: 0 };
  let exponent = 0;
  let v = value;
  while (!Number.isInteger(v)) {
    v *= 2;
    exponent -= 1;
  }
  let mantissa = BigInt(v);
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  return { mantissa, exponent };
}

const bits = (a: bigint): number => a.toString(16).length * 4;

/** a ÷ b to the precision of a double. */
export function quotient(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  const negative = a < 0n !== b < 0n;
  const [p, q] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const shift = Math.max(0, 80 + bits(q) - bits(p));
  let whole = (p << BigInt(shift)) / q;
  let scale = -shift;
  const over = bits(whole) - 128;
  if (over > 0) {
    whole >>= BigInt(over);
    scale += over;
  }
  // Two steps, so that the power of two itself neither overflows nor vanishes.
  const half = Math.trunc(scale / 2);
  const value = Number(whole) * 2 ** half * 2 ** (scale - half);
  return negative ? -value : value;
}

export interface ExactProblem {
  readonly rows: number;
  /** Column after column; entry (i, j) at j·rows + i. Every column is ≥ 0 but the one named free. */
  readonly columns: Float64Array;
  readonly rhs: Float64Array;
  /** Costs to be minimised one after the other, each among the optima of those before it. */
  readonly objectives: readonly Float64Array[];
  /** A column that may take any sign. */
  readonly free: number;
  /** Bases to start from; the first one that is a basis and feasible is taken. */
  readonly starts: readonly (readonly number[])[];
}

export interface ExactSolution {
  /** Values of all columns, rounded to doubles at the very end. */
  readonly values: Float64Array;
  /** Optimum of each objective. */
  readonly optima: readonly number[];
  /** Multipliers of the rows for each objective: costs − multipliers · columns ≥ 0. */
  readonly multipliers: readonly Float64Array[];
  readonly basis: readonly number[];
}

/**
 * A linear program with equality rows, solved without rounding: every double is a fraction with a power of two below it, and a tableau of
 * integers that is divided exactly at each pivot (Bareiss 1968) keeps it so. Bland's rule, so it ends. For the few programs that are too
 * delicate for floating point: exact, and thousands of times slower. Undefined when none of the starting bases is feasible.
 */
export function solveExact(problem: ExactProblem): ExactSolution | undefined {
  for (const start of problem.starts) {
    const solution = solveFrom(problem, start);
    if (solution) return solution;
  }
  return undefined;
}

function solveFrom(problem: ExactProblem, start: readonly number[]): ExactSolution | undefined {
  const { rows: m, columns, rhs, objectives, free } = problem;
  const n = columns.length / m;
  const width = n + m + 1; // columns, an identity that yields the multipliers, right-hand side
  const end = width - 1;
  const powers: number[] = [];
  const integers = (values: readonly number[]): { row: bigint[]; power: number } => {
    const parts = values.map(dissect);
    const power = Math.min(...parts.map((p) => (p.mantissa === 0n ? Infinity : p.exponent)));
    if (power === Infinity) return { row: values.map(() => 0n), power: 0 };
    return {
      row: parts.map((p) => (p.mantissa === 0n ? 0n : p.mantissa << BigInt(p.exponent - power))),
      power,
    };
  };
  const table: bigint[][] = [];
  for (let i = 0; i < m; i++) {
    const { row, power } = integers([
      ...Array.from({ length: n }, (_, j) => columns[j * m + i]!),
      ...Array.from({ length: m }, () => 0),
      rhs[i]!,
    ]);
    row[n + i] = 1n;
    powers.push(power);
    table.push(row);
  }
  const costPowers: number[] = [];
  for (const cost of objectives) {
    const { row, power } = integers([...cost, ...Array.from({ length: m + 1 }, () => 0)]);
    costPowers.push(power);
    table.push(row);
  }

  let det = 1n;
  const head = Array.from({ length: m }, () => -1);
  const pivot = (r: number, q: number): void => {
    const row = table[r]!;
    const p = row[q]!;
    for (let i = 0; i < table.length; i++) {
      if (i === r) continue;
      const other = table[i]!;
      const factor = other[q]!;
      for (let j = 0; j < width; j++) {
        const a = other[j]!;
        const b = row[j]!;
        if (a === 0n && (factor === 0n || b === 0n)) continue;
        other[j] = (a * p - factor * b) / det;
      }
    }
    det = p;
    if (det < 0n) {
      // The common denominator stays positive, so that signs can be read off the numerators.
      det = -det;
      for (const line of table) for (let j = 0; j < width; j++) line[j] = -line[j]!;
    }
    head[r] = q;
  };
  // The pivot row itself is left as it is: its entries over the new denominator are what they should be.
  for (const q of start) {
    const r = head.findIndex((h, i) => h < 0 && table[i]![q] !== 0n);
    if (r < 0) return undefined;
    pivot(r, q);
  }
  for (let i = 0; i < m; i++) if (head[i] !== free && table[i]![end]! < 0n) return undefined;

  for (let k = 0; k < objectives.length; k++) {
    const costs = table[m + k]!;
    const before = table.slice(m, m + k);
    for (;;) {
      let entering = -1;
      for (let j = 0; j < n && entering < 0; j++)
        if (costs[j]! < 0n && before.every((row) => row[j] === 0n)) entering = j;
      if (entering < 0) break;
      let leaving = -1;
      for (let i = 0; i < m; i++) {
        const w = table[i]![entering]!;
        if (w <= 0n || head[i] === free) continue;
        if (leaving < 0) {
          leaving = i;
          continue;
        }
        const [a, b] = [table[i]![end]! * table[leaving]![entering]!, table[leaving]![end]! * w];
        if (a < b || (a === b && head[i]! < head[leaving]!)) leaving = i;
      }
      if (leaving < 0) throw new RangeError('exact linear program: unbounded');
      pivot(leaving, entering);
    }
  }

  const values = new Float64Array(n);
  for (let i = 0; i < m; i++) values[head[i]!] = quotient(table[i]![end]!, det);
  const scaled = (a: bigint, power: number): number =>
    power >= 0 ? quotient(a << BigInt(power), det) : quotient(a, det << BigInt(-power));
  return {
    values,
    optima: objectives.map((_, k) => scaled(-table[m + k]![end]!, costPowers[k]!)),
    multipliers: objectives.map((_, k) =>
      Float64Array.from({ length: m }, (_x, i) =>
        scaled(-table[m + k]![n + i]!, costPowers[k]! - powers[i]!),
      ),
    ),
    basis: head,
  };
}

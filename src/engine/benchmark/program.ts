import { exactScale, solveLp } from '#engine/lp';
import type { LpProblem, LpSolution, RowSense } from '#engine/lp';
import type { DeaPeer, DeaUnit, ReturnsToScale } from './types.ts';

/**
 * One row of an envelopment program: Σ_j λ_j·values_j + slack·s + drive·τ = rhs, λ, s ≥ 0. τ is the score.
 * An input that contracts has drive −x, rhs 0; one that is held has drive 0, rhs x; outputs mirror them with slack −1.
 */
export interface EnvelopmentRow {
  readonly name: string;
  /** One value per reference unit. */
  readonly values: Float64Array;
  /** +1 what is used, −1 what is made, 0 no slack (weak disposability). */
  readonly slack: 1 | -1 | 0;
  readonly drive: number;
  readonly rhs: number;
  /** What a unit of slack counts in the second stage; 0 leaves the row out of it. */
  readonly weight: number;
}

export interface Envelopment {
  readonly sense: 'min' | 'max';
  readonly rows: readonly EnvelopmentRow[];
  readonly rts: ReturnsToScale;
  /** Positions of the units that may serve as reference. */
  readonly reference: readonly number[];
  /** τ of a unit on the frontier: 1 for a factor (default), 0 for a distance. */
  readonly onFrontier?: 0 | 1;
  /** Bounds on the weights w of the rows: Σ bound·w ≤ 0, one entry per row. */
  readonly bounds?: readonly (readonly number[])[];
}

/** Values nearer to `to` than this are `to`. */
const SAME = 1e-10;
export const rounded = (score: number, to = 1): number => (Math.abs(score - to) < SAME ? to : score);

const convexitySense: Readonly<Record<ReturnsToScale, RowSense | undefined>> = {
  crs: undefined,
  vrs: 'eq',
  nirs: 'le',
  ndrs: 'ge',
};

/**
 * The program of one unit. Columns: τ, λ of the reference units, one slack per row, one column per weight bound. With `score` the second
 * stage: τ is fixed and the weighted sum of slacks maximised. Rows: those given, then Σ λ (=, ≤, ≥) 1 unless returns are constant.
 */
export function buildEnvelopment(program: Envelopment, score?: number): LpProblem {
  const { rows, reference, bounds = [] } = program;
  const convexity = convexitySense[program.rts];
  const m = rows.length + (convexity ? 1 : 0);
  const slackAt = 1 + reference.length;
  const boundAt = slackAt + rows.length;
  const n = boundAt + bounds.length;
  const columns = new Float64Array(m * n);
  const rhs = new Float64Array(m);
  const cost = new Float64Array(n);
  const first = score === undefined;
  if (first) cost[0] = 1;
  rows.forEach((row, i) => {
    if (first) columns[i] = row.drive;
    rhs[i] = first ? row.rhs : row.rhs - row.drive * score;
    reference.forEach((unit, k) => (columns[(1 + k) * m + i] = row.values[unit]!));
    columns[(slackAt + i) * m + i] = row.slack;
    if (!first) cost[slackAt + i] = row.slack === 0 ? 0 : row.weight;
    bounds.forEach((bound, k) => (columns[(boundAt + k) * m + i] = -row.slack * bound[i]!));
  });
  if (convexity) {
    for (let k = 0; k < reference.length; k++) columns[(1 + k) * m + m - 1] = 1;
    rhs[m - 1] = 1;
  }
  const senses: RowSense[] = rows.map(() => 'eq');
  if (convexity) senses.push(convexity);
  return { rows: m, columns, cost, rhs, senses, maximise: first ? program.sense === 'max' : true };
}

/**
 * Proof that x is optimal, checked against the problem and not taken from the solver: the gap between primal and dual value, and the
 * largest violation of a row and of a column's price, each relative to the terms it is summed from.
 */
export function certify(
  problem: LpProblem,
  x: Float64Array,
  dual: Float64Array,
): { gap: number; primal: number; dual: number } {
  const m = problem.rows;
  const n = x.length;
  const sign = problem.maximise ? -1 : 1;
  const free = new Set(problem.free);
  let value = 0;
  let bound = 0;
  let size = 1;
  for (let j = 0; j < n; j++) value += problem.cost[j]! * x[j]!;
  for (let i = 0; i < m; i++) {
    bound += problem.rhs[i]! * dual[i]!;
    size += Math.abs(problem.rhs[i]! * dual[i]!);
  }
  let primal = 0;
  // What a row moves at x, and the most that any row's price makes of it: a price is nothing beside what would make as much in its row.
  const moved = new Float64Array(m);
  let weight = 0;
  for (let i = 0; i < m; i++) {
    let sum = -problem.rhs[i]!;
    let terms = Math.abs(sum);
    let largest = 0;
    for (let j = 0; j < n; j++) {
      const entry = problem.columns[j * m + i]!;
      largest = Math.max(largest, Math.abs(entry));
      sum += entry * x[j]!;
      terms += Math.abs(entry * x[j]!);
    }
    moved[i] = terms > 0 ? terms : largest;
    weight = Math.max(weight, Math.abs(dual[i]!) * moved[i]!);
    const sense = problem.senses[i]!;
    const off = sense === 'eq' ? Math.abs(sum) : sense === 'le' ? sum : -sum;
    if (off > 0 && terms > 0) primal = Math.max(primal, off / terms);
    // A row that may be slack has a price of one sign only.
    const price = sign * dual[i]! * (sense === 'le' ? 1 : -1);
    if (sense !== 'eq' && price > 0 && weight > 0) primal = Math.max(primal, (price * moved[i]!) / weight);
  }
  let violated = 0;
  for (let j = 0; j < n; j++) {
    let reduced = sign * problem.cost[j]!;
    let terms = Math.abs(reduced);
    for (let i = 0; i < m; i++) {
      const part = sign * dual[i]! * problem.columns[j * m + i]!;
      reduced -= part;
      terms += Math.abs(part);
      if (moved[i]! > 0) terms += (weight / moved[i]!) * Math.abs(problem.columns[j * m + i]!);
    }
    const off = free.has(j) ? Math.abs(reduced) : -reduced;
    if (off > 0 && terms > 0) violated = Math.max(violated, off / terms);
  }
  return { gap: Math.abs(value - bound) / size, primal, dual: violated };
}

/** Reference units with weight, heaviest first; what rounding left of a zero is none. */
export function peersOf(lambda: Float64Array, nameOf: (k: number) => string): DeaPeer[] {
  const largest = lambda.reduce((a, b) => Math.max(a, b), 0);
  return [...lambda]
    .flatMap((value, k) =>
      value > 1e-12 * Math.max(1e-3, largest) ? [{ id: nameOf(k), lambda: value }] : [],
    )
    .toSorted((a, b) => b.lambda - a.lambda || (a.id < b.id ? -1 : 1));
}

export type SolvedUnit = Pick<
  DeaUnit,
  'efficiency' | 'standing' | 'peers' | 'slacks' | 'targets' | 'multipliers' | 'intercept' | 'certificate'
>;

/** Power of two that brings the median size of a column near 1: multiplying by it changes no digit. */
export function columnScale(values: Float64Array): number {
  const sizes = values
    .map(Math.abs)
    .filter((v) => v > 0)
    .sort();
  return exactScale(sizes[sizes.length >> 1] ?? 1);
}

/** Columns serve every unit's program: each is scaled once. They are not written to after they are made. */
const known = new WeakMap<Float64Array, { readonly scale: number; readonly values: Float64Array }>();
function scaledColumn(values: Float64Array): { readonly scale: number; readonly values: Float64Array } {
  const had = known.get(values);
  if (had) return had;
  const scale = columnScale(values);
  const made = { scale, values: values.map((v) => v * scale) };
  known.set(values, made);
  return made;
}

/** The same program with every row in its own unit, so that kilograms beside billions do not mislead the solver; and the units. */
function inOwnUnits(program: Envelopment): { scaled: Envelopment; scale: number[] } {
  const own = program.rows.map((row) => scaledColumn(row.values));
  const scale = own.map((column) => column.scale);
  const rows = program.rows.map((row, i): EnvelopmentRow => {
    const s = scale[i]!;
    return {
      ...row,
      values: own[i]!.values,
      drive: row.drive * s,
      rhs: row.rhs * s,
      weight: row.weight / s,
    };
  });
  const bounds = program.bounds?.map((bound) => bound.map((b, i) => b * scale[i]!));
  return { scaled: { ...program, rows, ...(bounds ? { bounds } : {}) }, scale };
}

/** The score alone; undefined when the program has none (infeasible: nobody in the reference set can reach the unit; or unbounded). */
export function scoreOf(program: Envelopment): number | undefined {
  const solution = solveLp(buildEnvelopment(inOwnUnits(program).scaled));
  return solution.status === 'optimal' ? solution.objective : undefined;
}

/**
 * Both stages of one unit, read back: peers, slacks, targets Σ λ·peer, weights of the columns, certificate of the first stage at the
 * point of the second. `own` is the unit's position among the reference: without inefficiency and slack it is shown as its own peer.
 */
export function solveEnvelopment(
  program: Envelopment,
  nameOf: (unit: number) => string,
  own?: number,
): SolvedUnit | undefined {
  const { scaled, scale } = inOwnUnits(program);
  const problem = buildEnvelopment(scaled);
  const first = solveLp(problem);
  if (first.status !== 'optimal') return undefined;
  const score = rounded(first.objective, program.onFrontier);
  const second = solveLp(buildEnvelopment(scaled, score));
  return readEnvelopment(scaled, scale, problem, first, second, nameOf, own);
}

function readEnvelopment(
  program: Envelopment,
  scale: readonly number[],
  problem: LpProblem,
  first: LpSolution,
  second: LpSolution,
  nameOf: (unit: number) => string,
  own: number | undefined,
): SolvedUnit {
  const { rows, reference } = program;
  const score = rounded(first.objective, program.onFrontier);
  const x = (second.status === 'optimal' ? second : first).primal.slice();
  x[0] = second.status === 'optimal' ? score : first.objective;
  const slackAt = 1 + reference.length;
  const size = (i: number): number => {
    const row = rows[i]!;
    let sum = Math.abs(row.rhs) + Math.abs(row.drive * score);
    reference.forEach((unit, k) => (sum += Math.abs(x[1 + k]! * row.values[unit]!)));
    return sum;
  };
  let weak = false;
  rows.forEach((row, i) => {
    const raw = x[slackAt + i]!;
    if (raw <= 1e-10 * size(i)) x[slackAt + i] = 0;
    else if (row.weight > 0 && raw > 1e-8 * size(i)) weak = true;
  });
  const ownAt = own === undefined ? -1 : reference.indexOf(own);
  const efficient = score === (program.onFrontier ?? 1);
  if (efficient && !weak && ownAt >= 0) {
    x.fill(0, 1);
    x[1 + ownAt] = 1;
  }
  const lambda = x.slice(1, slackAt);
  const slacks: Record<string, number> = {};
  const targets: Record<string, number> = {};
  const multipliers: Record<string, number> = {};
  const sign = program.sense === 'min' ? 1 : -1;
  rows.forEach((row, i) => {
    let target = 0;
    reference.forEach((unit, k) => (target += lambda[k]! * row.values[unit]!));
    slacks[row.name] = x[slackAt + i]! / scale[i]!;
    targets[row.name] = Math.abs(target) <= 1e-14 * size(i) ? 0 : target / scale[i]!;
    multipliers[row.name] = 0 - sign * (row.slack === 0 ? 1 : row.slack) * first.dual[i]! * scale[i]!;
  });
  return {
    efficiency: score,
    standing: !efficient ? 'inefficient' : weak ? 'weak' : 'strong',
    peers: peersOf(lambda, (k) => nameOf(reference[k]!)),
    slacks,
    targets,
    multipliers,
    intercept: convexitySense[program.rts] === undefined ? 0 : sign * first.dual[rows.length]!,
    certificate: certify(problem, x, first.dual),
  };
}

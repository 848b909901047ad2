import { Basis } from './basis.ts';
import { ColumnStore, price } from './columns.ts';

export type RowSense = 'le' | 'eq' | 'ge';
export type LpStatus = 'optimal' | 'infeasible' | 'unbounded';

/** min (or max) cost·x subject to A·x (≤ = ≥) rhs, x ≥ 0 except the columns named free. */
export interface LpProblem {
  readonly rows: number;
  /** A, column after column: entry (i, j) stands at j·rows + i. Its length fixes the number of columns. */
  readonly columns: Float64Array;
  readonly cost: Float64Array;
  readonly rhs: Float64Array;
  readonly senses: readonly RowSense[];
  readonly maximise?: boolean;
  readonly free?: readonly number[];
}

export interface LpSolution {
  readonly status: LpStatus;
  /** cost·x at the optimum; 0 when there is none. */
  readonly objective: number;
  readonly primal: Float64Array;
  /**
   * Optimal: one multiplier per row with rhs·dual = objective and no column pricing out better. Infeasible: a Farkas proof — dual·A ≤ 0
   * (= 0 for free columns), the sign each row sense asks for, and dual·rhs > 0. Unbounded: zeros.
   */
  readonly dual: Float64Array;
  readonly iterations: number;
}

const RELATIVE = 1e-11;
const PIVOT = 1e-9;

/** Power of two nearest to 1/size: multiplying by it changes no digit. */
export const exactScale = (size: number): number =>
  size > 0 && Number.isFinite(size) ? 2 ** -Math.round(Math.log2(size)) : 1;

/**
 * Two-phase primal simplex on the explicit basis inverse. Dantzig's rule while it makes progress, Bland's rule after a run of degenerate
 * steps, so it ends on every input; the inverse is rebuilt every few dozen pivots and once more before an answer is given.
 */
export function solveLp(problem: LpProblem): LpSolution {
  const m = problem.rows;
  const n = m === 0 ? problem.cost.length : problem.columns.length / m;
  if (
    !Number.isInteger(n) ||
    problem.cost.length !== n ||
    problem.rhs.length !== m ||
    problem.senses.length !== m
  )
    throw new RangeError('linear program: sizes of columns, cost, rhs and senses do not agree');
  const sign = problem.maximise ? -1 : 1;
  const isFree = new Uint8Array(n);
  for (const j of problem.free ?? []) isFree[j] = 1;

  // Scaling by exact powers of two, rows first, then columns.
  const rowScale = new Float64Array(m);
  const columnScale = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    let largest = 0;
    for (let j = 0; j < n; j++) largest = Math.max(largest, Math.abs(problem.columns[j * m + i]!));
    rowScale[i] = exactScale(largest);
  }
  const flip = new Float64Array(m);
  const rhs = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    flip[i] = problem.rhs[i]! < 0 ? -1 : 1;
    rhs[i] = problem.rhs[i]! * rowScale[i]! * flip[i]!;
  }
  // Variables: 0..n−1 structural, n..n+m−1 slacks, n+m..n+2m−1 artificials.
  const total = n + 2 * m;
  const store = new ColumnStore(m, total);
  const column = new Float64Array(m);
  for (let j = 0; j < n; j++) {
    let largest = 0;
    for (let i = 0; i < m; i++)
      largest = Math.max(largest, Math.abs(problem.columns[j * m + i]! * rowScale[i]!));
    columnScale[j] = exactScale(largest);
    for (let i = 0; i < m; i++)
      column[i] = problem.columns[j * m + i]! * rowScale[i]! * columnScale[j]! * flip[i]!;
    store.push(column);
  }
  const slackSign = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const sense = problem.senses[i]!;
    slackSign[i] = sense === 'eq' ? 0 : (sense === 'le' ? 1 : -1) * flip[i]!;
  }
  for (let kind = 0; kind < 2; kind++)
    for (let i = 0; i < m; i++) {
      column.fill(0);
      column[i] = kind === 0 ? slackSign[i]! : 1;
      store.push(column);
    }

  const basis = new Basis(m);
  const x = new Float64Array(m);
  const pi = new Float64Array(m);
  const reduced = new Float64Array(total);
  const transformed = new Float64Array(m);
  const cost = new Float64Array(total);
  const inBasis = new Uint8Array(total);
  const usable = new Uint8Array(total).fill(1, 0, n);
  for (let i = 0; i < m; i++) {
    usable[n + i] = slackSign[i] === 0 ? 0 : 1;
    const start = slackSign[i]! > 0 ? n + i : n + m + i;
    basis.head[i] = start;
    inBasis[start] = 1;
    basis.inverse[i * m + i] = 1;
  }
  const columnOf = (variable: number, out: Float64Array): void => store.read(variable, out);
  let iterations = 0;
  let feasible = false;

  const values = (): void => basis.transform(rhs, x);
  const multipliers = (): void => {
    pi.fill(0);
    for (let i = 0; i < m; i++) {
      const c = cost[basis.head[i]!]!;
      if (c === 0) continue;
      for (let k = 0; k < m; k++) pi[k] = pi[k]! + c * basis.inverse[i * m + k]!;
    }
  };
  /** How much of reduced[j] may be rounding: the size of the terms it was summed from. */
  const noise = (j: number): number => {
    let size = Math.abs(cost[j]!);
    for (let i = 0; i < m; i++) size += Math.abs(pi[i]! * store.data[j * store.stride + i]!);
    return size;
  };

  /** Iterates to optimality of `cost`; false when unbounded. */
  const iterate = (): boolean => {
    let idle = 0;
    for (;;) {
      if (basis.age > 40) basis.refactor(columnOf);
      values();
      multipliers();
      price(store, pi, 0, reduced, total);
      const bland = idle > 3 * m + 20;
      let entering = -1;
      let best = 0;
      let direction = 1;
      for (let j = 0; j < n + m; j++) {
        if (inBasis[j] === 1 || usable[j] === 0) continue;
        const d = cost[j]! - reduced[j]!;
        const up = d < 0;
        if (!up && !(isFree[j] === 1 && d > 0)) continue;
        const gain = Math.abs(d);
        if (gain <= best || gain <= RELATIVE * noise(j)) continue;
        entering = j;
        direction = up ? 1 : -1;
        if (bland) break;
        best = gain;
      }
      if (entering < 0) return true;
      store.read(entering, column);
      basis.transform(column, transformed);
      let leaving = -1;
      let step = Infinity;
      let size = 0;
      for (let i = 0; i < m; i++) {
        const variable = basis.head[i]!;
        if (variable < n && isFree[variable] === 1) continue;
        const w = transformed[i]! * direction;
        // An artificial that stayed in the basis at zero must not grow again: it leaves at once.
        const artificial = feasible && variable >= n + m && Math.abs(w) > PIVOT;
        if (!artificial && w <= PIVOT) continue;
        const ratio = artificial ? 0 : Math.max(0, x[i]!) / w;
        const tie = Math.abs(ratio - step) <= 1e-13 * (1 + step);
        const better = tie ? (bland ? variable < basis.head[leaving]! : Math.abs(w) > size) : ratio < step;
        if (leaving < 0 || better) {
          leaving = i;
          step = ratio;
          size = Math.abs(w);
        }
      }
      if (leaving < 0) return false;
      idle = step > 1e-12 ? 0 : idle + 1;
      inBasis[basis.head[leaving]!] = 0;
      inBasis[entering] = 1;
      basis.pivot(leaving, transformed, entering);
      iterations++;
    }
  };

  const primal = new Float64Array(n);
  const dual = new Float64Array(m);
  const unscaleDual = (): void => {
    for (let i = 0; i < m; i++) dual[i] = pi[i]! * rowScale[i]! * flip[i]!;
  };

  // Phase 1: drive the artificials out.
  cost.fill(1, n + m, total);
  iterate();
  basis.refactor(columnOf);
  values();
  multipliers();
  let shortfall = 0;
  let size = 0;
  for (let i = 0; i < m; i++) {
    size += Math.abs(rhs[i]!);
    if (basis.head[i]! >= n + m) shortfall += Math.max(0, x[i]!);
  }
  if (shortfall > 1e-9 * (1 + size)) {
    unscaleDual();
    return { status: 'infeasible', objective: 0, primal, dual, iterations };
  }
  feasible = true;
  // Phase 2. Artificials still basic stand at zero on dependent rows; `iterate` lets them only leave.
  cost.fill(0);
  for (let j = 0; j < n; j++) cost[j] = sign * problem.cost[j]! * columnScale[j]!;
  if (!iterate()) return { status: 'unbounded', objective: 0, primal, dual: new Float64Array(m), iterations };
  basis.refactor(columnOf);
  values();
  multipliers();
  for (let i = 0; i < m; i++) {
    const j = basis.head[i]!;
    if (j < n) primal[j] = (isFree[j] === 1 ? x[i]! : Math.max(0, x[i]!)) * columnScale[j]!;
  }
  unscaleDual();
  let objective = 0;
  for (let j = 0; j < n; j++) objective += problem.cost[j]! * primal[j]!;
  if (sign < 0) for (let i = 0; i < m; i++) dual[i] = dual[i] === 0 ? 0 : -dual[i]!;
  return { status: 'optimal', objective, primal, dual, iterations };
}

import { finding } from '#kernel';
import { solveLp } from '#engine/lp';
import type { LpProblem, LpSolution, RowSense } from '#engine/lp';
import { cleanData, spread } from './clean.ts';
import type { CleanData, ModelData } from './clean.ts';
import { certify, columnScale, peersOf, rounded } from './program.ts';
import type { ModelResult } from './radial.ts';
import type { DeaUnit, Orientation, ReturnsToScale } from './types.ts';

export interface SbmInput extends ModelData {
  readonly rts: ReturnsToScale;
  /** none: inputs and outputs count; in: inputs only; out: outputs only. */
  readonly orientation: Orientation | 'none';
  /** Also how far an efficient unit is beyond the others (Tone 2002). */
  readonly super?: boolean;
}

/** A program over t, Λ = tλ and tS (or the excess tE), one excess or slack per column. */
interface Ratio {
  readonly problem: LpProblem;
  readonly slackAt: number;
  readonly columnRow: number;
}

/**
 * min t ∓ mean(tS⁻/x) subject to t ± mean(tS⁺/y) = 1 in the linear form of Charnes & Cooper.
 * Efficiency: ΣΛx + S⁻ = t·x_o, ΣΛy − S⁺ = t·y_o. Super-efficiency: ΣΛx − E⁻ ≤ t·x_o, ΣΛy + E⁺ ≥ t·y_o, E⁺ ≤ t·y_o.
 */
function build(
  clean: CleanData,
  g: number,
  input: SbmInput,
  reference: readonly number[],
  beyond: boolean,
): Ratio {
  const { inputs, outputs } = clean;
  const columns = [...inputs, ...outputs];
  const bounded = beyond ? outputs.length : 0;
  const convex = input.rts === 'crs' ? 0 : 1;
  const slackAt = 1 + reference.length;
  const m = 1 + columns.length + convex + bounded;
  const n = slackAt + columns.length;
  const a = new Float64Array(m * n);
  const cost = new Float64Array(n);
  const rhs = new Float64Array(m);
  const senses: RowSense[] = ['eq'];
  cost[0] = 1;
  a[0] = 1;
  rhs[0] = 1;
  const countsIn = input.orientation !== 'out';
  const countsOut = input.orientation !== 'in';
  const positive = (side: readonly Float64Array[]): number => side.filter((c) => c[g]! > 0).length;
  const shareIn = 1 / positive(inputs);
  const shareOut = 1 / positive(outputs);
  columns.forEach((column, c) => {
    const row = 1 + c;
    const used = c < inputs.length;
    const own = column[g]!;
    a[row] = -own;
    reference.forEach((j, k) => (a[(1 + k) * m + row] = column[j]!));
    const at = (slackAt + c) * m;
    // An excess that does not count may not be taken; a slack may always be.
    if (!beyond || ((used ? countsIn : countsOut) && own > 0)) a[at + row] = used !== beyond ? 1 : -1;
    senses.push(beyond ? (used ? 'le' : 'ge') : 'eq');
    if (own > 0) {
      if (used && countsIn) cost[slackAt + c] = (beyond ? 1 : -1) * (shareIn / own);
      if (!used && countsOut) a[at] = (beyond ? -1 : 1) * (shareOut / own);
    }
  });
  if (convex) {
    const row = 1 + columns.length;
    a[row] = -1;
    for (let k = 0; k < reference.length; k++) a[(1 + k) * m + row] = 1;
    senses.push(input.rts === 'vrs' ? 'eq' : input.rts === 'nirs' ? 'le' : 'ge');
  }
  for (let r = 0; r < bounded; r++) {
    const row = 1 + columns.length + convex + r;
    a[row] = -outputs[r]![g]!;
    a[(slackAt + inputs.length + r) * m + row] = 1;
    senses.push('le');
  }
  return { problem: { rows: m, columns: a, cost, rhs, senses }, slackAt, columnRow: 1 };
}

/**
 * Slacks-based measure (Tone 2001, European Journal of Operational Research 130): every slack lowers the score, not only what all inputs
 * share. ρ = (1 − mean_i s⁻_i/x_io) ÷ (1 + mean_r s⁺_r/y_ro) at its least over Σλx + s⁻ = x_o, Σλy − s⁺ = y_o, λ, s ≥ 0; `in` keeps the
 * numerator, `out` the denominator, so 0 ≤ ρ ≤ 1 in all three. Without orientation ρ = 1 exactly when nothing can be saved or added
 * (Pareto–Koopmans); else a second stage sums the slacks that do not count.
 * Super-efficiency (Tone 2002, EJOR 143) of a unit with ρ = 1: δ = mean(x̄/x_o) ÷ mean(ȳ/y_o) at its least over points (x̄, ȳ) that the
 * others reach, x̄ ≥ x_o, ȳ ≤ y_o, ȳ ≥ 0; δ ≥ 1; of any other unit it is ρ.
 * Zeros: a column where the unit has zero is left out of its mean (Tone 2001, case 1), and cannot be exceeded in δ. Slacks are those of
 * ρ, targets Σλ·peer, multipliers the prices of the columns in the linear form.
 * Codes beside those of `cleanData`: B206 all outputs zero (none, out), B211 no super-efficiency: the others cannot reach the unit, which
 * happens under variable returns in the oriented measures and with zero inputs; B301 figures of zero left out of the mean; B306.
 */
export function runSbm(input: SbmInput): ModelResult {
  const raw = cleanData(input);
  const scale = [...raw.inputs, ...raw.outputs].map(columnScale);
  const columns = [...raw.inputs, ...raw.outputs].map((column, c) => column.map((v) => v * scale[c]!));
  const clean = {
    ...raw,
    inputs: columns.slice(0, raw.inputs.length),
    outputs: columns.slice(raw.inputs.length),
  };
  const { findings, excluded, groups, names } = clean;
  const all = groups.map((_, g) => g);
  const columnNames = [...input.inputs, ...input.outputs].map((c) => c.name);
  const counted = (c: number): boolean =>
    c < clean.inputs.length ? input.orientation !== 'out' : input.orientation !== 'in';
  columns.forEach((column, c) => {
    const zero = all.filter((g) => column[g] === 0).length;
    if (zero > 0 && counted(c))
      findings.push(finding('B301', 'info', columnNames[c], { column: columnNames[c]!, count: zero }));
  });
  const frontier: string[] = [];
  const answers = all.map((g): DeaUnit | undefined => {
    const group = groups[g]!;
    const drop = (code: string): undefined => {
      for (const u of group) {
        const id = input.ids[u]!;
        findings.push(finding(code, 'warning', id, { id }));
        excluded.push({ id, code });
      }
    };
    if (input.orientation !== 'in' && clean.outputs.every((column) => column[g] === 0)) return drop('B206');
    const { problem, slackAt, columnRow } = build(clean, g, input, all, false);
    const solution = solveLp(problem);
    if (solution.status !== 'optimal' || !(solution.primal[0]! > 0)) return drop('B306');
    const x = widest(
      problem,
      solution,
      columns.map((column, c) => (!counted(c) || column[g] === 0 ? 1 / scale[c]! : 0)),
      slackAt,
    );
    const t = x[0]!;
    const slacks: Record<string, number> = {};
    const targets: Record<string, number> = {};
    const multipliers: Record<string, number> = {};
    let slack = false;
    columns.forEach((column, c) => {
      let size = Math.abs(column[g]!);
      for (const j of all) size += Math.abs((x[1 + j]! / t) * column[j]!);
      const left = x[slackAt + c]! / t;
      slacks[columnNames[c]!] = left <= 1e-10 * size ? 0 : left / scale[c]!;
      if (left > 1e-8 * size) slack = true;
      const price = solution.dual[columnRow + c]! * scale[c]!;
      multipliers[columnNames[c]!] = 0 - (c < clean.inputs.length ? price : -price);
    });
    const efficiency = Math.max(0, rounded(solution.objective));
    if (efficiency === 1 && !slack) {
      x.fill(0);
      x[0] = 1;
      x[1 + g] = 1;
    }
    const lambda = Float64Array.from(all, (j) => x[1 + j]! / x[0]!);
    columns.forEach((column, c) => {
      let target = 0;
      let size = 0;
      for (const j of all) {
        target += lambda[j]! * column[j]!;
        size += Math.abs(lambda[j]! * column[j]!);
      }
      targets[columnNames[c]!] = Math.abs(target) <= 1e-14 * size ? 0 : target / scale[c]!;
    });
    const peers = peersOf(lambda, (k) => names[k]!);
    if (peers.length === 1 && peers[0]!.id === names[g]) frontier.push(names[g]!);
    const unit: DeaUnit = {
      id: names[g]!,
      efficiency,
      standing: efficiency !== 1 ? 'inefficient' : slack ? 'weak' : 'strong',
      peers,
      slacks,
      targets,
      multipliers,
      intercept: input.rts === 'crs' ? 0 : solution.dual[1 + columns.length]!,
      certificate: certify(problem, x, solution.dual),
    };
    if (input.super) {
      const beyond = efficiency < 1 || group.length > 1 ? efficiency : superSbm(clean, g, input, all);
      unit.superEfficiency = beyond ?? null;
      if (beyond === undefined)
        for (const u of group) findings.push(finding('B211', 'info', input.ids[u], { id: input.ids[u]! }));
    }
    return unit;
  });
  return { units: spread(input.ids, clean, answers), frontier, excluded, findings };
}

/**
 * Second stage: among the points of the best score the one with the largest sum of those slacks that do not count in it (weights of the
 * idle columns; 0 elsewhere), so that a unit that could still save there is not shown as strong.
 */
function widest(
  problem: LpProblem,
  first: LpSolution,
  idle: readonly number[],
  slackAt: number,
): Float64Array {
  if (idle.every((weight) => weight === 0)) return first.primal.slice();
  const m = problem.rows;
  const n = problem.cost.length;
  const columns = new Float64Array((m + 1) * n);
  for (let j = 0; j < n; j++) {
    columns.set(problem.columns.subarray(j * m, (j + 1) * m), j * (m + 1));
    columns[j * (m + 1) + m] = problem.cost[j]!;
  }
  const cost = new Float64Array(n);
  cost.set(idle, slackAt);
  const second = solveLp({
    rows: m + 1,
    columns,
    cost,
    rhs: Float64Array.from([...problem.rhs, first.objective]),
    senses: [...problem.senses, 'eq'],
    maximise: true,
  });
  return (second.status === 'optimal' && second.primal[0]! > 0 ? second : first).primal.slice();
}

/** δ of an efficient unit; undefined when the others cannot reach it. */
function superSbm(clean: CleanData, g: number, input: SbmInput, all: readonly number[]): number | undefined {
  const others = all.filter((k) => k !== g);
  if (others.length === 0) return undefined;
  const { problem } = build(clean, g, input, others, true);
  const { status, objective, primal } = solveLp(problem);
  return status === 'optimal' && primal[0]! > 0 ? rounded(objective) : undefined;
}

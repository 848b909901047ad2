import { finding } from '#kernel';
import type { Finding } from '#kernel';
import { solveLp } from '#engine/lp';
import { cleanData } from './clean.ts';
import type { CleanData, ModelData } from './clean.ts';
import { scoreOf } from './program.ts';
import { radialRows } from './radial.ts';

export interface CrossInput extends ModelData {
  /** aggressive: of its best weights a unit takes those that are worst for the others; benevolent: those that are best for them. */
  readonly goal: 'aggressive' | 'benevolent';
  /**
   * What the secondary goal adds up over the others (Doyle & Green 1994): II u·y_j − v·x_j, with the unit's own v·x at 1 (default);
   * III u·y_j, with the others' v·x at 1 together.
   */
  readonly method?: 'II' | 'III';
}

export interface CrossUnit {
  readonly id: string;
  /** By its own weights: the radial score under constant returns. */
  readonly own: number;
  /** Mean of its scores by everybody's weights, its own among them. */
  readonly cross: number;
  /** (own − cross) ÷ cross: how much the unit owes to a choice of weights nobody else shares. */
  readonly maverick: number;
  readonly multipliers: Readonly<Record<string, number>>;
}

export interface CrossResult {
  readonly units: CrossUnit[];
  /** matrix[k][j]: score of unit j by the weights of unit k, units in the order of `units`; null where the weights price its inputs at 0. */
  readonly matrix: (number | null)[][];
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

/**
 * Cross-efficiency (Sexton, Silkman & Hogan 1986) with secondary goals (Doyle & Green 1994, JORS 45): unit k scores everybody by its own
 * weights, E_kj = u_k·y_j ÷ v_k·x_j; cross_j is the mean over k. The weights of k keep its own score θ_k (constant returns, input side),
 * give nobody a score above 1, and of those left the secondary goal takes one, which need not be the only one.
 * Codes: those of `cleanData`, B310 weights that price the inputs of a unit at nothing: that score is left out of its mean.
 */
export function runCross(input: CrossInput): CrossResult {
  const clean = cleanData(input);
  const { findings, excluded, groups } = clean;
  const all = groups.map((_, g) => g);
  const columnNames = [...input.inputs, ...input.outputs].map((c) => c.name);
  const own = all.map((g) =>
    Math.min(
      1,
      Math.max(
        0,
        scoreOf({
          sense: 'min',
          rts: 'crs',
          rows: radialRows(clean, input, 'in', (column) => column[g]!),
          reference: all,
        }) ?? 0,
      ),
    ),
  );
  const sizes = all.map((g) => groups[g]!.length);
  const weights = all.map((g) => secondary(clean, g, own[g]!, input, sizes));
  const score = (w: Float64Array, j: number): number | null => {
    let used = 0;
    let made = 0;
    clean.inputs.forEach((column, i) => (used += w[i]! * column[j]!));
    clean.outputs.forEach((column, r) => (made += w[clean.inputs.length + r]! * column[j]!));
    return used > 1e-12 ? made / used : null;
  };
  const table = weights.map((w) => all.map((j) => score(w, j)));
  const groupOf = input.ids.map((_, u) => groups.findIndex((group) => group.includes(u)));
  const kept = input.ids.flatMap((_, u) => (groupOf[u]! < 0 ? [] : [u]));
  const mean = (j: number): number => {
    let sum = 0;
    let count = 0;
    for (const k of all) {
      const e = table[k]![j]!;
      if (e === null) continue;
      sum += e * sizes[k]!;
      count += sizes[k]!;
    }
    return count === 0 ? 0 : sum / count;
  };
  const units = kept.map((u): CrossUnit => {
    const g = groupOf[u]!;
    const cross = mean(g);
    const skipped = all.filter((k) => table[k]![g] === null).length;
    if (skipped > 0)
      findings.push(finding('B310', 'info', input.ids[u], { id: input.ids[u]!, count: skipped }));
    return {
      id: input.ids[u]!,
      own: own[g]!,
      cross,
      maverick: cross > 0 ? Math.max(0, own[g]! - cross) / cross : 0,
      multipliers: Object.fromEntries(columnNames.map((name, c) => [name, weights[g]![c]!])),
    };
  });
  return {
    units,
    matrix: kept.map((k) => kept.map((j) => table[groupOf[k]!]![groupOf[j]!]!)),
    excluded,
    findings,
  };
}

/** The unit's own score is kept to this share: held to the last digit, rounding alone could leave no weights at all. */
const KEPT = 1e-9;

/**
 * Weights w = (v, u) ≥ 0 of unit g: u·y_j − v·x_j ≤ 0 for the others, u·y_g = θ·v·x_g, one scale fixed, and the goal's sum at its least or
 * greatest. There are many units and few weights, so the dual is solved (one row per weight) and the weights are its prices.
 */
function secondary(
  clean: CleanData,
  g: number,
  theta: number,
  input: CrossInput,
  sizes: readonly number[],
): Float64Array {
  const { inputs, outputs, names } = clean;
  const columns = [...inputs, ...outputs];
  const m = columns.length;
  const others = names.flatMap((_, j) => (j === g ? [] : [j]));
  const third = input.method === 'III' && others.length + sizes[g]! > 1;
  // Twins of the unit are others too.
  const count = (j: number): number => sizes[j]! - (j === g ? 1 : 0);
  const n = others.length + 3;
  const a = new Float64Array(m * n);
  const goal = new Float64Array(m);
  columns.forEach((column, c) => {
    const used = c < inputs.length;
    let sum = 0;
    for (let j = 0; j < column.length; j++) sum += count(j) * column[j]!;
    others.forEach((j, k) => (a[k * m + c] = used ? -column[j]! : column[j]!));
    const scaled = used ? (third ? sum : column[g]!) : 0;
    a[others.length * m + c] = scaled;
    a[(others.length + 1) * m + c] = used ? -theta * column[g]! : column[g]!;
    a[(others.length + 2) * m + c] = used ? theta * (1 - KEPT) * column[g]! : -column[g]!;
    goal[c] = used ? (third ? 0 : -sum) : sum;
  });
  const cost = new Float64Array(n);
  cost[others.length] = 1;
  // max goal·w ⇔ min α: Σ μ_j a_j + α·scale ≥ goal, α of any sign, the others ≥ 0. min goal·w is − max(−goal·w).
  const benevolent = input.goal === 'benevolent';
  const solution = solveLp({
    rows: m,
    columns: a,
    cost,
    rhs: benevolent ? goal : goal.map((x) => -x),
    senses: columns.map(() => 'ge' as const),
    free: [others.length],
  });
  return solution.dual.map((x) => Math.max(0, x));
}

import type { Finding } from '#kernel';

/** crs constant, vrs variable, nirs non-increasing, ndrs non-decreasing returns to scale. */
export type ReturnsToScale = 'crs' | 'vrs' | 'nirs' | 'ndrs';
/** in: contract inputs, scores ≤ 1; out: expand outputs, scores ≥ 1. */
export type Orientation = 'in' | 'out';

export interface DeaColumn {
  readonly name: string;
  /** One value per unit; null or a number that is not finite means missing. */
  readonly values: readonly (number | null)[] | Float64Array;
}

export interface DeaInput {
  readonly ids: readonly string[];
  readonly inputs: readonly DeaColumn[];
  readonly outputs: readonly DeaColumn[];
  readonly rts: ReturnsToScale;
  readonly orientation: Orientation;
  /** Also measure each unit against the others without itself. */
  readonly super?: boolean;
  /** What the second stage sums: slacks in the columns' own units (as published tables do), or in multiples of each column's median. */
  readonly slackWeights?: 'raw' | 'mean';
}

export interface DeaPeer {
  readonly id: string;
  readonly lambda: number;
}

export interface DeaUnit {
  id: string;
  /** Farrell score: in ≤ 1, out ≥ 1. */
  efficiency: number;
  /** strong: score 1 and no slack; weak: score 1 but slack is left. */
  standing: 'strong' | 'weak' | 'inefficient';
  /** Reference units, heaviest first. */
  peers: DeaPeer[];
  slacks: Record<string, number>;
  /** The point of the frontier the unit is shown: Σ λ · peer. */
  targets: Record<string, number>;
  /** Weights of the columns at the optimum: the unit's own inputs (in) or outputs (out) weigh 1 together. */
  multipliers: Record<string, number>;
  /** Multiplier of the convexity row, 0 under constant returns. in: score = Σ u·y + intercept; out: score = Σ v·x − intercept. */
  intercept: number;
  /** Proof of optimality: |primal − dual| and the largest relative violation of either program's constraints. */
  certificate: { gap: number; primal: number; dual: number };
  /** Only when asked for; null where the others cannot reach the unit. */
  superEfficiency?: number | null;
}

export interface DeaResult {
  readonly model: { rts: ReturnsToScale; orientation: Orientation; inputs: string[]; outputs: string[] };
  /** Scored units in the order of the input. */
  readonly units: DeaUnit[];
  /** Ids of the units that are their own and only peer, in canonical order. */
  readonly frontier: string[];
  /** Units without a score and the finding that says why. */
  readonly excluded: { id: string; code: string }[];
  readonly findings: Finding[];
}

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
  readonly slackWeights?: 'raw' | 'median';
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
  /** Proof of optimality: |primal − dual| relative to the terms of the dual sum, and the largest relative violation of either program's constraints. */
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

// ---- scores ----------------------------------------------------------------------------------------------------------------

export type Direction = 'higher' | 'lower' | 'moderate';
export type GapClass = 'leads' | 'level' | 'near' | 'behind' | 'far';

/** A figure, or a statistic of the unit's group times a factor (the mean × 1.2, the best of the group …). */
export type Reference =
  | number
  | { readonly stat: 'mean' | 'median' | 'min' | 'max'; readonly times?: number };

/** Scoring functions as data. `weight` is the full mark of the item. */
export type ScoreFormula =
  /** weight × value ÷ base (lower is better: base ÷ value), between floor and cap; null switches either off. Default 0 and 1.5. */
  | {
      readonly kind: 'ratio';
      readonly base: Reference;
      readonly direction?: 'higher' | 'lower';
      readonly cap?: number | null;
      readonly floor?: number | null;
    }
  /** weight ÷ 2 × (2 − value ÷ mean): the mean earns half, nothing used earns all, twice the mean earns nothing. */
  | { readonly kind: 'two-minus-ratio'; readonly mean: Reference }
  /** weight × (floor + (100 − floor) × place between min and max) ÷ 100; floor 20 unless told. */
  | {
      readonly kind: 'min-max';
      readonly min: Reference;
      readonly max: Reference;
      readonly floor?: number;
      readonly direction?: 'higher' | 'lower';
    }
  /** Piecewise between five standard values with coefficients 1.0 / 0.8 / 0.6 / 0.4 / 0.2; below poor 0, above excellent full. */
  | {
      readonly kind: 'five-level';
      readonly levels: {
        readonly excellent: number;
        readonly good: number;
        readonly average: number;
        readonly low: number;
        readonly poor: number;
      };
      readonly coefficients?: readonly [number, number, number, number, number];
      readonly direction?: 'higher' | 'lower';
    }
  /** Classic efficacy item: 60 + 40 × (value − unacceptable) ÷ (satisfactory − unacceptable), out of 100; not bounded unless told. */
  | {
      readonly kind: 'efficacy';
      readonly satisfactory: number;
      readonly unacceptable: number;
      readonly base?: number;
      readonly span?: number;
      readonly min?: number;
      readonly max?: number;
    }
  /** Moderate indicator: full inside the band, falling in a straight line to nothing at zeroBelow and zeroAbove. */
  | {
      readonly kind: 'band';
      readonly low: number;
      readonly high: number;
      readonly zeroBelow: number;
      readonly zeroAbove: number;
    }
  /** Full up to a limit, then in a straight line to nothing at `zero` and, with floor null, below nothing beyond it. */
  | { readonly kind: 'limit'; readonly full: number; readonly zero: number; readonly floor?: number | null }
  /**
   * Improvement on last year, the value being growth in per cent: no growth earns `atBase` of the weight, every `per` per cent more (or less)
   * `points` more (or less), in a straight line, between floor and cap times the weight (0 and 1.5 unless told; null switches either off).
   */
  | {
      readonly kind: 'growth';
      readonly atBase: number;
      readonly per: number;
      readonly points: number;
      readonly cap?: number | null;
      readonly floor?: number | null;
    }
  /** No points of its own: a column of a method that compares whole rows (TOPSIS). */
  | { readonly kind: 'criterion'; readonly direction?: 'higher' | 'lower' }
  /** Plus and minus items (加减分): the figure itself is the points, added to the total; such an item has weight 0. */
  | { readonly kind: 'points'; readonly min?: number; readonly max?: number };

export interface ScoreItem {
  readonly indicator: string;
  readonly weight: number;
  readonly formula: ScoreFormula;
  /** No value: 0 points (default), out of the total, the mean score of the group, or so many points. */
  readonly missing?: 'zero' | 'exclude' | 'group-mean' | { readonly points: number };
  /** Below zero: 0 points (default) or through the formula. */
  readonly negative?: 'zero' | 'as-is';
  /** Exactly zero: through the formula (default), 0 points, or so many points (a reported zero may cost). */
  readonly zero?: 'as-is' | 'zero' | { readonly points: number };
  /** Decimals the item is rounded to; not rounded unless told. */
  readonly decimals?: number;
}

/** How a score came about, enough to open it on a screen and to recompute it by hand. */
export interface ItemTrace {
  readonly indicator: string;
  readonly formula: ScoreFormula['kind'];
  readonly weight: number;
  readonly value: number | null;
  readonly parameters: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, number>>;
  /** The rule that decided instead of, or limited, the formula. */
  readonly rule?: 'missing' | 'negative' | 'zero' | 'cap' | 'floor' | 'full' | 'below-poor' | 'no-base';
  readonly points: number | null;
  /** False: out of the total. */
  readonly counted: boolean;
}

export interface ScoreTrace {
  readonly total: number | null;
  /** Full mark. */
  readonly weight: number;
  /** Share of the weight that was measured. */
  readonly coverage: number;
  readonly items: readonly ItemTrace[];
  /** Totals of the parts the items are divided into; null: nothing of the part could be scored. */
  readonly parts?: Readonly<Record<string, number | null>>;
  /** How the total came about, where it is not the sum of the items. */
  readonly steps?: Readonly<Record<string, number>>;
}

// ---- a benchmarking run ----------------------------------------------------------------------------------------------------

export interface GapIndicator {
  readonly id: string;
  readonly direction: Direction;
  /** Band of a moderate indicator. */
  readonly band?: readonly [number, number];
}

/** What an evaluation measures and how: data of the plan pack. */
export interface EvaluationDefinition {
  readonly dea: {
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly rts: readonly ReturnsToScale[];
    readonly orientations: readonly Orientation[];
    /** The orientation in which the chase enterprise (追赶企业) and the targets are read, always under variable returns. */
    readonly orientation: Orientation;
    readonly slackWeights?: 'raw' | 'median';
  };
  readonly indicators: readonly GapIndicator[];
  readonly score?: { readonly items: readonly ScoreItem[]; readonly decimals?: number };
  readonly group?: { readonly minimum?: number; readonly middleFrom?: number };
  readonly gapLimits?: readonly [number, number, number];
}

export interface RunUnit {
  readonly id: string;
  /** Industry code (GB/T 4754), from which the comparison group follows … */
  readonly code?: string | null;
  /** … unless the group is given. */
  readonly group?: string;
  /** Missing keys and null mean the same: no figure. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** Key of one model of a run: `vrs-in`. */
export type ModelKey = `${ReturnsToScale}-${Orientation}`;

export type DeaAnswer = Omit<DeaUnit, 'id'>;

export interface IndicatorGap {
  readonly indicator: string;
  readonly actual: number | null;
  readonly benchmark: number | null;
  readonly absolute: number | null;
  readonly relative: number | null;
  readonly class: GapClass | null;
}

export interface RunEnterprise {
  readonly id: string;
  readonly group: string;
  /** One answer per model asked for; a unit left out by a finding has none. */
  readonly dea: Partial<Record<ModelKey, DeaAnswer>>;
  /** Scale efficiency and returns to scale in the main orientation. */
  readonly scale: { readonly efficiency: number; readonly returns: 'crs' | 'irs' | 'drs' } | null;
  /**
   * Whom to chase. peer: the reference unit with the largest λ under variable returns; best: for a unit already on the frontier, the other
   * unit with the best score above its own; leader (标杆): the unit itself, nobody stands above it.
   */
  readonly chase: {
    readonly id: string;
    readonly lambda: number | null;
    readonly reason: 'peer' | 'best' | 'leader';
  } | null;
  /** Every indicator beside the chase enterprise's. */
  readonly gaps: readonly IndicatorGap[];
  /** Every column of the model beside the target on the frontier. */
  readonly targetGaps: readonly IndicatorGap[];
  readonly score: ScoreTrace | null;
  /** Place in the group, 1 is best; equals share a place. By total score, or by efficiency where nothing is scored. */
  readonly rank: number | null;
}

export interface RunGroup {
  readonly key: string;
  readonly level: 'middle' | 'major' | 'section' | 'all' | 'given';
  readonly ids: readonly string[];
  /** Frontier units of the main model. */
  readonly frontier: readonly string[];
  readonly findings: readonly Finding[];
}

export interface BenchmarkRun {
  readonly groups: readonly RunGroup[];
  readonly enterprises: readonly RunEnterprise[];
  readonly findings: readonly Finding[];
}

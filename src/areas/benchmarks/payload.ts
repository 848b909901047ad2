/** What is stored of one enterprise in one run: enough to show and defend its result without asking anything else. */
import type { Finding } from '#kernel';
import type {
  EnergyFamily,
  EnergyStanding,
  LevelName,
  LevelText,
  Orientation,
  ReturnsToScale,
  StepTrace,
} from '#engine/benchmark';
import type { Classed } from './classes.ts';
import type { InputLevels } from './input.ts';
import type { Firmness } from './sensitivity.ts';

export type GapClass = 'leads' | 'level' | 'near' | 'behind' | 'far';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Summary {
  readonly name: string;
  readonly regionCode: string;
  readonly parkCode: string | null;
  readonly industryCode: string;
  readonly groupTitle: string;
  readonly groupSize: number;
  readonly leader: boolean;
  readonly worstGap: GapClass | null;
  readonly chase: Named | null;
  readonly evaluated: boolean;
  /** Class and places under noise; runs made before there were any lack both. */
  readonly class?: Pick<Classed, 'id' | 'title'> | null;
  readonly rankInterval?: readonly [best: number, worst: number] | null;
  /** Scores of the parts the evaluation is divided into, by part; absent where it has none. Null: the part could not be scored. */
  readonly parts?: Readonly<Record<string, number | null>>;
}

export interface PayloadGap {
  readonly indicator: string;
  readonly own: string | null;
  readonly other: string | null;
  readonly absolute: string | null;
  readonly relative: number | null;
  readonly class: GapClass | null;
}

export interface PayloadModel {
  readonly rts: ReturnsToScale;
  readonly orientation: Orientation;
  readonly efficiency: number;
  readonly peers: readonly (Named & { readonly lambda: number })[];
  readonly columns: readonly {
    readonly indicator: string;
    readonly role: 'input' | 'output';
    readonly value: number;
    readonly slack: number;
    readonly target: number;
  }[];
}

export interface PayloadItem {
  readonly indicator: string;
  readonly weight: number;
  readonly method: string;
  readonly value: string | null;
  readonly score: number;
  readonly maximum: number;
  readonly trace: unknown;
  /** Places in `facts`. */
  readonly facts: readonly number[];
}

export interface PayloadFact {
  readonly indicator: string;
  readonly period: string;
  readonly value: string | null;
  readonly unit: string;
  readonly revision: number;
  readonly source: string;
}

/** A step of a correction; how the expression was evaluated follows from the figures in it. */
export type PayloadStep = Omit<StepTrace, 'trace'>;

export interface PayloadEnergy {
  readonly indicator: string;
  readonly title: { readonly zh: string; readonly en?: string };
  /** Value of the enterprise and of the level to reach, both in `unit`. */
  readonly value: string;
  readonly unit: string;
  readonly best: string | null;
  readonly family: EnergyFamily;
  readonly edition: string;
  /** Null when no edition was in force at the end of the year; `line` is then the first that came. */
  readonly standing: EnergyStanding | null;
  /** Everything the line says, for whoever wants to contest it. */
  readonly line: InputLevels;
  /** Levels of these works in the unit of the line; runs made before levels were corrected have none of what follows. */
  readonly levels?: readonly {
    readonly name: LevelName;
    readonly printed: string;
    readonly value: string | null;
    readonly state: 'printed' | 'corrected' | 'incomplete';
    readonly by: string | null;
    readonly steps: readonly PayloadStep[];
  }[];
  readonly own?: { readonly value: string | null; readonly steps: readonly PayloadStep[] } | null;
  readonly between?: { readonly better: LevelName; readonly worse: LevelName; readonly share: string } | null;
  readonly inputs?: readonly {
    readonly id: string;
    readonly title: LevelText;
    readonly unit: string;
    readonly value: string | null;
    readonly meaning: LevelText | null;
  }[];
  readonly gaps?: readonly Finding[];
}

export interface Payload {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly chaseReason: {
    readonly code: string;
    readonly params: Readonly<Record<string, string | number>>;
  } | null;
  readonly models: readonly PayloadModel[];
  readonly scaleEfficiency: number | null;
  readonly returnsToScale: 'increasing' | 'constant' | 'decreasing' | null;
  readonly gaps: readonly PayloadGap[];
  readonly items: readonly PayloadItem[];
  /** How the total came about, where it is not the sum of the items. */
  readonly scoreSteps?: Readonly<Record<string, number>>;
  readonly whatIf: readonly { readonly indicator: string; readonly score: number; readonly rank: number }[];
  readonly energy: readonly PayloadEnergy[];
  readonly class?: Classed | null;
  readonly firmness?: Firmness | null;
  readonly facts: readonly PayloadFact[];
}

/** One row of `run_result` as the calculation yields it. */
export interface OutputRow {
  readonly subject_id: string;
  readonly group_code: string;
  readonly position: number | null;
  readonly score: number | null;
  readonly efficiency: number | null;
  readonly chase_id: string | null;
  readonly payload: Payload;
}

/** A group over all its enterprises, also those outside a reader's scope: it names its leaders and nobody else. */
export interface OutputGroup {
  readonly code: string;
  readonly title: string;
  /** Industry groups (three digits) that occur in it. */
  readonly members: readonly string[];
  readonly subjects: number;
  readonly evaluated: number;
  readonly leaders: readonly (Named & { readonly efficiency: number; readonly score: number | null })[];
  readonly efficiency: {
    readonly minimum: number;
    readonly quartile1: number;
    readonly median: number;
    readonly quartile3: number;
    readonly maximum: number;
    readonly mean: number;
  } | null;
  /** Ten equal classes from 0 to 1. */
  readonly histogram: readonly number[];
  /** How many enterprises of the group have each class of the evaluation; empty where it has none. */
  readonly classes?: Readonly<Record<string, number>>;
}

/** The first part of a result kept in pieces; the others are lists of rows, group by group. */
export interface OutputHead {
  readonly format: 2;
  readonly groups: readonly OutputGroup[];
  readonly findings: readonly Finding[];
}

/** A result as one value, as runs kept it up to engine benchmark-7; rows in the order of the input. */
export interface BenchmarkOutput {
  readonly format: 1;
  readonly groups: readonly OutputGroup[];
  readonly rows: readonly OutputRow[];
  readonly findings: readonly Finding[];
}

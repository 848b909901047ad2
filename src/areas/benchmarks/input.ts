/**
 * What a run computes from: the rules, the register as it stood, every fact with its revision. Stored with the run as canonical JSON, in pieces,
 * so that years later the same bytes give the same result without asking anything else.
 */
import type { EnergyLine, LevelParameter, Orientation, ReturnsToScale } from '#engine/benchmark';
import type { Evaluation } from './definition.ts';

export interface LevelsKey {
  readonly product: string;
  readonly process: string;
  readonly indicator: string;
}

export interface InputIndicator {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en?: string };
  readonly unit: string;
  readonly direction: 'up' | 'down';
  readonly formula: string | null;
  /** Lines of the energy-efficiency table it is held against. */
  readonly levels?: readonly LevelsKey[];
}

export interface InputSubject {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly regionCode: string;
  readonly parkCode: string | null;
  readonly industryCode: string;
  readonly simulated: boolean;
}

/** A line of the table of energy-efficiency levels, with what a reader must know to contest it. */
export interface InputLevels extends EnergyLine {
  readonly standard: string;
  readonly table: string;
  /** Where the standard says how it is corrected; `correction` in words, `steps` as it is computed. */
  readonly clause?: string;
  readonly source: string;
  readonly verified: string;
}

/** An indicator that is held against levels, and its lines: all editions, so that the year decides which one holds. */
export interface InputEnergy {
  readonly indicator: string;
  readonly levels: readonly InputLevels[];
  /** What the levels depend on; runs made before they did lack it. */
  readonly parameters?: readonly LevelParameter[];
}

/** Five standard values of one indicator for one industry and size, as a line of the table gives them. */
export interface InputStandard {
  readonly scheme: string;
  readonly year: string;
  readonly indicator: string;
  /** Code or name of the industry; 全部工业 where there is no other. */
  readonly industry: string;
  readonly size: string;
  readonly levels: {
    readonly excellent: number;
    readonly good: number;
    readonly average: number;
    readonly low: number;
    readonly poor: number;
  };
  readonly source: string;
  readonly verified: string;
}

export interface InputFact {
  readonly indicator: string;
  readonly period: string;
  readonly revision: number;
  readonly value: string | null;
  readonly unit: string;
  readonly status: string;
  readonly source: string;
}

export interface InputSource {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly simulated: boolean;
}

/** What is asked of a run: its rules, before anybody is read. */
export interface InputFrame {
  readonly pack: string;
  readonly ruleHash: string;
  readonly year: number;
  readonly knownAt: string;
  readonly evaluation: Evaluation;
  readonly rts: readonly ReturnsToScale[];
  readonly orientation: readonly Orientation[];
  /** Every indicator the evaluation needs, derived ones before the base ones they are made of. */
  readonly indicators: readonly InputIndicator[];
  readonly energy: readonly InputEnergy[];
  /** Standard values the items are held against; absent where no item asks for any. */
  readonly standards?: readonly InputStandard[];
}

export interface InputRules extends InputFrame {
  /** Names of the industries that occur, from section to class. */
  readonly industries: Readonly<Record<string, string>>;
}

/** Some enterprises of a run, in the order of their industries and inside of their credit codes. */
export interface InputPiece {
  readonly subjects: readonly InputSubject[];
  /** Facts of each subject, in the order of `subjects`; inside by indicator and period. */
  readonly facts: readonly (readonly InputFact[])[];
  /** Where these facts come from, by id. */
  readonly sources: readonly InputSource[];
}

/** The first part of an input kept in pieces; the others are `InputPiece`s. */
export interface InputHead extends InputRules {
  readonly format: 2;
}

/** An input kept as one value, as runs did up to engine benchmark-7; its enterprises come in the order of their credit codes alone. */
export interface BenchmarkInput extends InputRules, InputPiece {
  readonly format: 1;
}

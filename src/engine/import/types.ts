import type { Finding } from '#kernel';

/** A cell as a file reader hands it over. */
export interface Cell {
  readonly text: string;
  /** Exact decimal text where the cell is a number. */
  readonly number?: string;
  readonly kind: 'text' | 'number' | 'date' | 'blank' | 'error';
  /** `C7` */
  readonly ref: string;
}
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Merged blocks, rows and columns from 0, ends included. */
  readonly merges: readonly {
    readonly top: number;
    readonly left: number;
    readonly bottom: number;
    readonly right: number;
  }[];
}

export interface Column {
  readonly index: number;
  /** `C` */
  readonly letter: string;
  /** Stacked heads from top to bottom, units taken off. */
  readonly path: readonly string[];
  /** The heads as one text. */
  readonly title: string;
  /** Unit written in the head; null when none was found. */
  readonly unit: string | null;
}
export interface TableRow {
  /** Row number in the sheet, from 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
}
export interface Table {
  readonly sheet: string;
  readonly titles: readonly string[];
  /** First and last head row, from 1; null when no heads were found. */
  readonly head: readonly [number, number] | null;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Unit stated for the whole table (单位：万元). */
  readonly unit: string | null;
  readonly findings: readonly Finding[];
}

export type TargetKind = 'number' | 'creditCode' | 'name' | 'period' | 'year' | 'region' | 'industry';
/** What a column may be: a key of the row, or an indicator. */
export interface Target {
  readonly id: string;
  readonly title: string;
  readonly synonyms?: readonly string[];
  readonly unit: string | null;
  readonly kind: TargetKind;
  readonly nonNegative?: boolean;
}
export interface ColumnMapping {
  readonly letter: string;
  /** Target id, or `ignore`. */
  readonly target: string;
  /** Unit the column's figures are in. */
  readonly unit: string | null;
  /** 0–1; 1 for an exact or remembered match. */
  readonly confidence: number;
  readonly reason: 'remembered' | 'exact' | 'synonym' | 'similar' | 'none';
}

export interface Value {
  readonly indicator: string;
  /** Decimal text in the indicator's unit; null where the cell says there is none. */
  readonly value: string | null;
  readonly ref: string;
}
export interface ImportRecord {
  readonly row: number;
  readonly creditCode?: string;
  readonly name?: string;
  readonly region?: string;
  readonly industry?: string;
  readonly period?: string;
  readonly values: readonly Value[];
}

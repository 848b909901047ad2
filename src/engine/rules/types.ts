import type { Day, Text } from '#kernel';

export const factTypes = [
  'money',
  'ratio',
  'count',
  'quantity',
  'flag',
  'day',
  'text',
  'series',
  'items',
  'loans',
  'events',
] as const;
export type FactType = (typeof factTypes)[number];

/** What a scheme asks for. `series` is money by year, `items` single prices, `loans` stretches of a loan, `events` what may bar an applicant. */
export interface FactDef {
  readonly id: string;
  readonly title: Text;
  readonly type: FactType;
  readonly unit: string;
  readonly options: readonly { readonly id: string; readonly title: string }[];
  /** A yearly figure belongs to the year claimed for; others hold until they are revised. */
  readonly yearly: boolean;
}

/** Where a figure comes from, as the facts file says. */
export interface Origin {
  readonly period?: string;
  readonly revision: number;
  readonly known?: string;
  readonly source?: string;
}

export interface Loan {
  readonly principal: number;
  /** First and last day that bears no more interest, as day numbers. */
  readonly from: number;
  readonly to: number;
  readonly rate: number;
  /** Interest paid for the year claimed for, fen; not a number when it is not said. */
  readonly paid: number;
  readonly origin: Origin;
}
export interface FundingEvent {
  readonly kind: string;
  readonly day: number;
  /** Day of repair; infinity when it has not been repaired. */
  readonly repaired: number;
  readonly origin: Origin;
}
/** What was granted before. */
export interface Award {
  readonly scheme: string;
  readonly year: number;
  readonly amount: number;
  readonly level: string;
  readonly project: string;
  readonly origin: Origin;
}
export interface Item {
  readonly value: number;
  readonly origin: Origin;
}

/**
 * Facts of n applicants, a column for each fact (slots are the rulebook's). One applicant is a table of one row: there is one evaluator.
 * Of a list column, `null` says that nobody has any; a hole in it, that nobody knows.
 */
export interface Table {
  readonly n: number;
  readonly asOf: number;
  /** The year claimed for, and its first day and the first day after it as day numbers. */
  readonly year: number;
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly scalars: (Float64Array | undefined)[];
  /** Money by year: the first year and a column for each year from it on. */
  readonly series: ({ readonly first: number; readonly columns: readonly Float64Array[] } | undefined)[];
  readonly lists: (readonly (readonly unknown[] | undefined)[] | null | undefined)[];
  /** Null: nobody has been granted anything. */
  readonly awards: readonly (readonly Award[] | undefined)[] | null;
  readonly projects?: readonly string[];
  readonly origins?: readonly (Origin | undefined)[];
  /** Origins of the years of a series. */
  readonly yearOrigins?: readonly (ReadonlyMap<number, Origin> | undefined)[];
}

/** 0 no, 1 yes, 2 not known. */
export type Truth = 0 | 1 | 2;

/**
 * A node of a trace while it is made: figures stay numbers, `traceJson` writes them out. Leaves are facts (`def`) and passages (`text`).
 */
export interface Why {
  readonly kind: string;
  readonly value?: number;
  /** How `value` is written; money when left out. */
  readonly def?: FactDef | undefined;
  readonly text?: string;
  readonly title?: string;
  readonly met?: Truth;
  readonly origin?: Origin | undefined;
  readonly passage?: Passage | undefined;
  readonly of?: readonly Why[];
}

/** The words that a figure of a rule rests on. */
export interface Passage {
  readonly document: string;
  readonly clause: string;
  readonly quote: string;
  readonly provisions: readonly string[];
}

/** What an applicant lacks; `atLeast` and `atMost` name the figure that would do. */
export interface Lack {
  readonly id: string;
  readonly title: string;
  readonly slot: number;
  readonly have: number;
  readonly needText: string;
  /** Smallest or largest figure that meets the condition; not a number when there is none to name. */
  readonly wants: number;
  readonly unknown: boolean;
  /** Lacks of an `any` are alternatives of each other. */
  readonly group?: string;
}

export interface Condition {
  readonly id: string;
  readonly title: string;
  test(t: Table, r: number): Truth;
  why(t: Table, r: number): Why;
  lacks(t: Table, r: number, out: Lack[], group?: string): void;
  /** The same for all rows; combines with what stands in `out` by "and". */
  column?(t: Table, out: Uint8Array): void;
  /** Figures of scalar facts at which the answer may change. */
  breaks(add: (slot: number, at: number) => void): void;
}

export interface Amount {
  /** Fen; not a number when a fact is missing. */
  value(t: Table, r: number): number;
  why(t: Table, r: number): Why;
  column?(t: Table, out: Float64Array): void;
  breaks(add: (slot: number, at: number) => void): void;
  /** Facts without which there is no amount. */
  missing(t: Table, r: number, out: Set<number>): void;
  /** Most that it can come to, fen; infinity when nothing bounds it. */
  readonly most: number;
  /** Branches, for the proof that each can be reached. */
  readonly branches?: readonly { readonly title: string; taken(t: Table, r: number): boolean }[];
  /** Conditions of branches of which the first that holds wins. */
  readonly whens?: readonly Condition[];
  /** Level of the title that the amount is for, as it is kept with what is granted. */
  levelOf?(t: Table, r: number): string;
  /** Set when the document leaves the amount open: there is none to compute. */
  readonly open?: string;
}

export interface SchemeVersion {
  readonly id: string;
  readonly scheme: string;
  readonly from: Day;
  readonly to: Day | undefined;
  readonly toKnown: Day | undefined;
  readonly issued: Day;
  readonly mark: 'official' | 'default' | 'proposal';
  readonly number: string;
  readonly clause: string;
  readonly source: string;
  readonly passages: readonly Passage[];
  readonly conditions: readonly Condition[];
  readonly amount: Amount;
  readonly slots: readonly number[];
  readonly limits: {
    readonly perYear: number;
    readonly lifetime: number;
    readonly years: number;
    readonly once: boolean;
  };
  /** Whether what was granted before has to be known. */
  readonly asksAwards: boolean;
  /** Answers taken to the open questions it depends on. */
  readonly choices: Readonly<Record<string, string>>;
}

export interface Scheme {
  readonly id: string;
  readonly title: Text;
  readonly kind: 'money' | 'register';
  readonly instrument: string;
  readonly payee: 'enterprise' | 'place' | 'park' | 'person';
  readonly grain: 'enterprise' | 'project' | 'title';
  readonly claims: 'previous-year' | 'this-year';
  readonly versions: readonly SchemeVersion[];
}

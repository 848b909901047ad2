import type { Finding, Text } from '#kernel';
import type { AssessmentScheme } from '#engine/assessment';
import type { AwardScheme, Panel } from '#engine/awards';
import type { Form } from '#engine/reporting';
import type { Review } from '#engine/review';
import type { SchemeFiles } from '#engine/rules';
import type { SupervisionRules } from '#engine/supervision';
import type {
  bases,
  classes,
  comparators,
  counted,
  kinds,
  OpenQuestion,
  PublishedFact,
  SupportGuide,
} from './schema.ts';

export type Span = readonly [start: number, end: number];
export type Kind = (typeof kinds)[number];
export type ProvisionClass = (typeof classes)[number];
export type Comparator = (typeof comparators)[number];

export interface Clause {
  readonly id: string;
  readonly label: string;
  readonly title: Text;
  readonly parent: string | null;
  readonly quote: string;
  /** The heading. */
  readonly span: Span;
  /** All that stands under it, heading included. */
  readonly body: Span;
  readonly lead: readonly string[];
  readonly cooperate: readonly string[];
  readonly responsibility: { readonly quote: string; readonly span: Span } | null;
}

export interface Agency {
  readonly id: string;
  readonly name: Text;
  readonly short: Text;
  readonly from: string | null;
  readonly to: string | null;
  readonly successor: string | null;
  /** A group stands for many bodies (各市、县（区）) and signs in as none. */
  readonly group: boolean;
  readonly source: string;
  readonly mark: string;
}

export interface Indicator {
  readonly id: string;
  readonly title: Text;
  readonly unit: string;
  readonly period: string;
  readonly direction: 'up' | 'down' | 'band';
  readonly level: 'region' | 'park' | 'enterprise';
  /** `parameter`: a number the document itself fixes; it is never measured. */
  readonly basis: (typeof bases)[number];
  readonly source: string;
  readonly responsible: readonly string[];
  readonly formula: string | null;
  readonly aggregate: 'sum' | 'ratio' | 'count' | null;
  readonly note: string | null;
  readonly synonyms: readonly string[];
  readonly mayBeNegative: boolean;
  readonly threshold: {
    readonly indicator: string;
    readonly over: string;
    readonly unit: string;
    readonly of: 'enterprise' | 'park';
  } | null;
  /** Formula over the sums of the enterprises above scale. */
  readonly totals: string | null;
  readonly counts: (typeof counted)[number] | null;
  readonly family: string | null;
  /** Lines of the table of energy-efficiency levels it is held against. */
  readonly levels: readonly {
    readonly product: string;
    readonly process: string;
    readonly indicator: string;
  }[];
}

/** When a target is due. */
export type When =
  | { readonly kind: 'by'; readonly year: number }
  | { readonly kind: 'year'; readonly year: number }
  | {
      readonly kind: 'each';
      readonly from: number;
      readonly to: number;
      /** False when the plan's horizon was taken. */ readonly stated: boolean;
    }
  | { readonly kind: 'within'; readonly until: string }
  | { readonly kind: 'standing' }
  | { readonly kind: 'horizon'; readonly year: number };

export interface Target {
  readonly comparator: Comparator | null;
  readonly value: string | null;
  readonly valueTo: string | null;
  readonly unit: string;
  readonly when: When;
  readonly scope: '累计' | '新增' | '每年' | null;
  readonly reference: { readonly title: Text; readonly indicator: string | null } | null;
  readonly direction: 'up' | 'down' | null;
}

export interface Provision {
  readonly id: string;
  readonly clause: string;
  readonly kind: Kind;
  readonly class: ProvisionClass;
  readonly text: Text;
  /** The passage with white space removed, digits as printed. */
  readonly quote: string;
  readonly span: Span;
  readonly indicator: string | null;
  readonly target: Target | null;
  readonly due: number | null;
  readonly lead: readonly string[];
  readonly cooperate: readonly string[];
  readonly params: Readonly<Record<string, unknown>> | null;
  readonly open: readonly string[];
  readonly durationYears: number | null;
}

/** A pack that has passed every check; plain data, so that its canonical JSON is its identity. */
export interface CompiledPlan {
  readonly id: string;
  readonly title: Text;
  readonly number: string;
  readonly issued: string;
  readonly horizon: { readonly from: string; readonly to: string };
  readonly region: string;
  readonly source: { readonly file: string; readonly kind: 'document' | 'digest'; readonly note: string };
  readonly clauses: readonly Clause[];
  readonly agencies: readonly Agency[];
  readonly indicators: readonly Indicator[];
  readonly provisions: readonly Provision[];
  readonly questions: readonly OpenQuestion[];
  readonly evaluations: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  /** Where gaps may be closed and what pays for it; left out where a pack says nothing. */
  readonly support?: SupportGuide;
  /** How the plan is dispatched and supervised; left out where a pack says nothing. */
  readonly supervision?: SupervisionRules;
  /** State machines, checked; left out where a pack has none. */
  readonly reviews?: readonly Review[];
  /** Funding schemes, checked; left out where a pack has none. */
  readonly rules?: SchemeFiles;
  /** Award schemes with their editions, checked; left out where a pack has none. */
  readonly awards?: readonly AwardScheme[];
  /** Forms of the reports, checked; left out where a pack has none. */
  readonly forms?: readonly Form[];
  /** Year-end assessments, checked; left out where a pack has none. */
  readonly assessments?: readonly AssessmentScheme[];
  /** Panels of experts, checked; left out where a pack has none. */
  readonly panels?: readonly Panel[];
  readonly facts: readonly PublishedFact[];
}

/** A remark on the plan with the passage it is about. */
export interface PlanFinding extends Finding {
  readonly provisions: readonly string[];
  readonly quote: string;
  readonly span: Span | null;
}

import type { AwardRule, AwardScheme, Link, Rating } from './schema.ts';

/** An enterprise that may be scored, as it was when the round was opened. Scores 0–100, null where unknown. */
export interface Candidate {
  readonly id: string;
  /** GB/T 2260 county code. */
  readonly region: string;
  /** Unified social credit code. */
  readonly code: string;
  /** GB/T 4754 division (two digits) and section (letter). */
  readonly division: string;
  readonly section: string;
  readonly level: number | null;
  readonly progress: number | null;
  readonly standing: 'candidate' | 'vetoed' | 'notFiled' | 'unscored';
  /** Left out by a decision on an objection. */
  readonly excluded: boolean;
}

export interface Expert {
  readonly id: string;
  /** Divisions the expert knows; empty for all. */
  readonly fields: readonly string[];
  readonly conflicts: readonly {
    readonly kind: 'enterprise' | 'county' | 'city' | 'industry';
    readonly code: string;
  }[];
}
export interface Assignment {
  readonly candidate: string;
  readonly expert: string;
}

/** One expert's last marks for one candidate. Incomplete marks do not count. */
export interface Mark<L extends string = Link> extends Assignment {
  readonly ratings: Partial<Readonly<Record<L, Rating>>>;
}

export interface Spread {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation with n − 1; 0 for one mark. */
  readonly spread: number;
  readonly lowest: number;
  readonly highest: number;
}
/** Marks of one candidate put together; scores 0–100. */
export interface Qualitative<L extends string = Link> {
  readonly candidate: string;
  /** Mean over experts; null with fewer complete marks than the rule asks for. */
  readonly score: number | null;
  readonly experts: number;
  readonly total: Spread | null;
  readonly links: readonly { readonly link: L; readonly spread: Spread | null }[];
  readonly marks: readonly { readonly expert: string; readonly score: number; readonly outlier: boolean }[];
}

/** A ranked group: one division, or divisions put together because they were too small. */
export interface Industry {
  readonly group: string;
  readonly divisions: readonly { readonly code: string; readonly evaluated: number }[];
  readonly merged: 'none' | 'section' | 'rest';
  readonly evaluated: number;
  readonly vetoed: number;
}
export interface Places {
  readonly award: string;
  readonly places: number;
  /** rate × evaluated before rounding. */
  readonly exact: number;
  readonly reason: 'floor' | 'atLeast' | 'tooFew' | 'none';
}

export type OutcomeKind =
  | 'awarded'
  | 'belowLine'
  | 'tiedAtLine'
  | 'hasOther'
  | 'notShortlisted'
  | 'fewExperts'
  | 'noMeasure'
  | 'noPlaces'
  | 'vetoed'
  | 'excluded'
  | 'notFiled'
  | 'unscored';
export interface Outcome {
  readonly award: string;
  readonly outcome: OutcomeKind;
  /** Among those with a total for this award in the group; equals share one. */
  readonly rank: number | null;
  readonly of: number;
  /** Best and worst rank when the marks of any one expert are left out; null without marks. */
  readonly rankInterval: readonly [number, number] | null;
  readonly total: number | null;
  readonly quantitative: number | null;
  readonly qualitative: number | null;
  /** Total less the total that decides (first out for those in, last in for those out); null where there is no line. */
  readonly distance: number | null;
  readonly places: number;
}
export interface Result {
  readonly candidate: string;
  readonly group: string;
  readonly standing: Candidate['standing'];
  readonly award: string | null;
  /** Place in the award's list (all groups together, by group then rank). */
  readonly place: number | null;
  readonly qualitative: Qualitative | null;
  readonly outcomes: readonly Outcome[];
}
export interface IndustryResult extends Industry {
  readonly awards: readonly (Places & {
    readonly winners: number;
    readonly lastIn: number | null;
    readonly firstOut: number | null;
    /** Equals across the line: nobody of them is in. */
    readonly tied: number;
  })[];
}
export interface AwardsResult {
  readonly kind: 'round' | 'trial';
  readonly industries: readonly IndustryResult[];
  readonly results: readonly Result[];
  readonly lists: readonly {
    readonly award: string;
    readonly places: number;
    readonly winners: readonly string[];
  }[];
}
export interface AwardsInput {
  /** `trial`: no experts, quantitative scores alone are the totals. */
  readonly kind: 'round' | 'trial';
  readonly scheme: Pick<AwardScheme, 'weights' | 'experts' | 'industries' | 'shortlist' | 'ties'>;
  readonly awards: readonly AwardRule[];
  readonly candidates: readonly Candidate[];
  /** Ids of those before the experts, as drawn at the opening; ignored in a trial. */
  readonly shortlisted: readonly string[];
  readonly marks: readonly Mark[];
}

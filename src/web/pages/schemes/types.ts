import type { z } from 'zod';
import type { detailSchema, kitSchema, mineSchema, schemeSchema, versionSchema } from '#contract/schemes';

export type SchemeRow = z.output<typeof schemeSchema>;
export type SchemeDetail = z.output<typeof detailSchema>;
export type Version = z.output<typeof versionSchema>;
export type Mine = z.output<typeof mineSchema>;
export type Item = Mine['items'][number];
export type Evaluation = Item['evaluation'];
export type Fact = Mine['facts'][number];
export type Passage = NonNullable<Evaluation['trace']['passage']>;
/** A fact as a form asks for it, whoever asks. */
export type Asked = Pick<Fact, 'id' | 'title' | 'type' | 'unit' | 'options' | 'yearly'>;
export type Kit = z.output<typeof kitSchema>;

/** What the engine in the browser says of one evaluation; the same members that the server sends. */
export type Answered = Pick<
  Evaluation,
  'scheme' | 'outcome' | 'amountFen' | 'open' | 'missing' | 'worthFen' | 'more' | 'capFen'
>;
/** A slider over one fact, in the unit that is typed: where it is now, its end, its step, and the figures at which the rule turns. */
export interface Marks {
  readonly now: number | null;
  readonly most: number;
  readonly step: number;
  readonly turns: readonly number[];
}
/** The engine at work in the browser. */
export interface Live {
  answer(
    declared: Readonly<Record<string, unknown>>,
    noAwards: boolean,
  ):
    | {
        readonly evaluations: readonly Answered[];
        readonly totalFen: string;
        readonly milliseconds: number;
      }
    | undefined;
  marks(scheme: string, fact: string): Marks | undefined;
}

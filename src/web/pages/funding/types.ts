import type { z } from 'zod';
import type {
  applicationRowSchema,
  applicationSchema,
  budgetSchema,
  contract,
  noticeSchema,
  orderSchema,
} from '#contract/funding';
import type { Evaluation } from '../schemes/types.ts';

export type Application = z.output<typeof applicationSchema>;
export type ApplicationRow = z.output<typeof applicationRowSchema>;
export type Content = Application['content'];
export type ApplicationAct = Application['can'][number];
export type Budget = z.output<typeof budgetSchema>;
export type Order = z.output<typeof orderSchema>;
export type Calculation = Application['calculations'][number];
export type FundNotice = z.output<typeof noticeSchema>;
export type Quote = z.output<(typeof contract)['quote']['response']>;
export type Queue = z.output<(typeof contract)['queue']['response']>;
export type Way = Queue['ways'][number];
export type Document = Application['documents'][number];
export type Entries = NonNullable<z.input<(typeof contract)['act']['body']>['entries']>;
export type Remark = Application['remarks'][number];
export type MoneyKind = Application['money'][number];

/** The tree travels as plain data here; it is the one that the rules write. */
export const evaluationOf = (e: Calculation['evaluation']): Evaluation => e as unknown as Evaluation;

/** What the enterprise fills in; the rest comes from the register and the ledger. */
export const declaredFacts = (a: Application): Application['facts'] =>
  a.facts.filter((f) => !f.authoritative && f.type !== 'events');

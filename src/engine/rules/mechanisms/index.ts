/** One file for each mechanism: the form of its YAML, and its closures. A new one is added to the two tables below. */
import { z } from 'zod';
import type { ConditionSpec } from '../conditions.ts';
import type { Context } from '../context.ts';
import type { Amount } from '../types.ts';
import {
  casesForm,
  compileCases,
  compileOpen,
  compileSum,
  openForm,
  sumForm,
  type SumSpec,
} from './combined.ts';
import * as firstCross from './first-cross.ts';
import * as fixedOnce from './fixed-once.ts';
import * as incrementRatio from './increment-ratio.ts';
import * as interest from './interest.ts';
import * as perUnit from './per-unit.ts';
import * as rankTilt from './rank-tilt.ts';
import * as ratioCap from './ratio-cap.ts';
import * as stagedFixed from './staged-fixed.ts';
import * as voucher from './voucher.ts';

type Simple =
  | z.infer<typeof ratioCap.form>
  | z.infer<typeof fixedOnce.form>
  | z.infer<typeof stagedFixed.form>
  | z.infer<typeof perUnit.form>
  | z.infer<typeof interest.form>
  | z.infer<typeof firstCross.form>
  | z.infer<typeof incrementRatio.form>
  | z.infer<typeof rankTilt.form>
  | z.infer<typeof voucher.form>;
export type AmountSpec =
  | Simple
  | { mechanism: 'sum' | 'highest' | 'lowest'; of: AmountSpec[]; cap?: string | undefined }
  | { mechanism: 'undetermined'; question: string; basis?: AmountSpec | undefined }
  | {
      mechanism: 'cases';
      cases: { when: ConditionSpec; amount: AmountSpec }[];
      otherwise?: AmountSpec | undefined;
    };

export const amountForm: z.ZodType<AmountSpec> = z.lazy(() =>
  z.discriminatedUnion('mechanism', [
    ratioCap.form,
    fixedOnce.form,
    stagedFixed.form,
    perUnit.form,
    interest.form,
    firstCross.form,
    incrementRatio.form,
    rankTilt.form,
    voucher.form,
    openForm(amountForm),
    sumForm(amountForm),
    casesForm(amountForm),
  ]),
) as z.ZodType<AmountSpec>;

/** Compiles an amount to closures over a table of facts. */
export function amount(spec: AmountSpec, c: Context, at: string): Amount {
  switch (spec.mechanism) {
    case 'ratioCap':
      return ratioCap.compile(spec, c, at);
    case 'fixedOnce':
      return fixedOnce.compile(spec, c, at);
    case 'stagedFixed':
      return stagedFixed.compile(spec, c, at);
    case 'perUnit':
      return perUnit.compile(spec, c, at);
    case 'interest':
      return interest.compile(spec, c, at);
    case 'firstCross':
      return firstCross.compile(spec, c, at);
    case 'incrementRatio':
      return incrementRatio.compile(spec, c, at);
    case 'rankTilt':
      return rankTilt.compile(spec, c, at);
    case 'voucher':
      return voucher.compile(spec, c, at);
    case 'undetermined':
      return compileOpen(spec, c, at, amount);
    case 'cases':
      return compileCases(spec, c, at, amount);
    default:
      return compileSum(spec as SumSpec, c, at, amount);
  }
}

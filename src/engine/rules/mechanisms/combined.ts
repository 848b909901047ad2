import { z } from 'zod';
import { condition, conditionForm, type ConditionSpec } from '../conditions.ts';
import { leaf, moneyOr, type Context } from '../context.ts';
import { moneyText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table } from '../types.ts';
import type { AmountSpec } from './index.ts';
import { nothing } from './base.ts';

type Compile = (spec: AmountSpec, c: Context, at: string) => Amount;

/** Several amounts together (`sum`), the highest or the lowest of them; up to a cap. */
export const sumForm = (amount: z.ZodType<AmountSpec>) =>
  z.strictObject({
    mechanism: z.enum(['sum', 'highest', 'lowest']),
    of: z.array(amount).min(1),
    cap: quantity.optional(),
  });

/** The first branch whose condition holds; `otherwise`, or nothing, when none does. */
export const casesForm = (amount: z.ZodType<AmountSpec>) =>
  z.strictObject({
    mechanism: z.literal('cases'),
    cases: z.array(z.strictObject({ when: conditionForm, amount })).min(1),
    otherwise: amount.optional(),
  });

/** The document leaves the amount open; `basis` tells who is entitled, and its figure is not used. */
export const openForm = (amount: z.ZodType<AmountSpec>) =>
  z.strictObject({
    mechanism: z.literal('undetermined'),
    question: z.string().min(1),
    basis: amount.optional(),
  });

export interface SumSpec {
  readonly mechanism: 'sum' | 'highest' | 'lowest';
  readonly of: readonly AmountSpec[];
  readonly cap?: string | undefined;
}
export function compileSum(spec: SumSpec, c: Context, at: string, compile: Compile): Amount {
  const parts = spec.of.map((s, i) => compile(s, c, `${at}.of.${i}`));
  const cap = moneyOr(c, spec.cap, Number.POSITIVE_INFINITY, `${at}.cap`);
  const capLeaf = spec.cap === undefined ? undefined : leaf(c, 'cap', moneyText(cap));
  const { mechanism } = spec;
  const join = (list: readonly number[]): number =>
    mechanism === 'sum'
      ? list.reduce((n, x) => n + x, 0)
      : mechanism === 'highest'
        ? Math.max(...list)
        : Math.min(...list);
  const whole = (t: Table, r: number): number => join(parts.map((p) => p.value(t, r)));
  const value = (t: Table, r: number): number => Math.min(cap, whole(t, r));
  return {
    value,
    why: (t, r) => {
      const inner = { kind: mechanism, value: whole(t, r), of: parts.map((p) => p.why(t, r)) };
      return capLeaf ? { kind: 'lowest', value: value(t, r), of: [inner, capLeaf] } : inner;
    },
    breaks: (f) => parts.forEach((p) => p.breaks(f)),
    missing: (t, r, out) => parts.forEach((p) => p.missing(t, r, out)),
    most: Math.min(cap, join(parts.map((p) => p.most))),
    branches: parts.flatMap((p) => p.branches ?? []),
  };
}

export interface CasesSpec {
  readonly mechanism: 'cases';
  readonly cases: readonly { readonly when: ConditionSpec; readonly amount: AmountSpec }[];
  readonly otherwise?: AmountSpec | undefined;
}
export function compileCases(spec: CasesSpec, c: Context, at: string, compile: Compile): Amount {
  const cases = spec.cases.map((x, i) => ({
    when: condition(x.when, c, `${at}.cases.${i}.when`),
    amount: compile(x.amount, c, `${at}.cases.${i}.amount`),
  }));
  const other = spec.otherwise
    ? compile(spec.otherwise, c, `${at}.otherwise`)
    : { ...nothing, why: () => none };
  const none = { kind: 'nothing', value: 0, passage: c.passage };
  /** The branch; -1 for none of them, -2 when it cannot be known. */
  const branch = (t: Table, r: number): number => {
    for (let i = 0; i < cases.length; i += 1) {
      const m = cases[i]!.when.test(t, r);
      if (m === 1) return i;
      if (m === 2) return -2;
    }
    return -1;
  };
  const chosen = (i: number): Amount => (i < 0 ? other : cases[i]!.amount);
  const value = (t: Table, r: number): number => {
    const i = branch(t, r);
    return i === -2 ? Number.NaN : chosen(i).value(t, r);
  };
  return {
    value,
    why: (t, r) => {
      const i = branch(t, r);
      return {
        kind: 'case',
        value: value(t, r),
        of:
          i === -2
            ? cases.map((x) => x.when.why(t, r))
            : [...(i < 0 ? [] : [cases[i]!.when.why(t, r)]), chosen(i).why(t, r)],
      };
    },
    breaks: (f) => {
      for (const x of cases) {
        x.when.breaks(f);
        x.amount.breaks(f);
      }
      other.breaks(f);
    },
    missing: (t, r, out) => {
      const i = branch(t, r);
      if (i !== -2) {
        chosen(i).missing(t, r, out);
        return;
      }
      const lacks: Parameters<(typeof cases)[number]['when']['lacks']>[2] = [];
      for (const x of cases) x.when.lacks(t, r, lacks);
      for (const l of lacks) if (l.unknown && l.slot >= 0) out.add(l.slot);
    },
    most: Math.max(other.most, ...cases.map((x) => x.amount.most)),
    whens: cases.map((x) => x.when),
    branches: [
      ...cases.map((x, i) => ({ title: x.when.title, taken: (t: Table, r: number) => branch(t, r) === i })),
      ...(spec.otherwise
        ? [{ title: 'otherwise', taken: (t: Table, r: number) => branch(t, r) === -1 }]
        : []),
      ...cases.flatMap((x) => x.amount.branches ?? []),
    ],
  };
}

export interface OpenSpec {
  readonly mechanism: 'undetermined';
  readonly question: string;
  readonly basis?: AmountSpec | undefined;
}
export function compileOpen(spec: OpenSpec, c: Context, at: string, compile: Compile): Amount {
  const basis = spec.basis ? compile(spec.basis, c, `${at}.basis`) : nothing;
  const always = spec.basis === undefined;
  return {
    ...basis,
    value: (t, r) => (always ? 1 : basis.value(t, r)),
    why: (t, r) => ({
      kind: 'undetermined',
      text: spec.question,
      passage: c.passage,
      ...(always ? {} : { of: basis.why(t, r).of ?? [] }),
    }),
    most: Number.POSITIVE_INFINITY,
    open: spec.question,
  };
}

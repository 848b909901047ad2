import { finding } from '#kernel';
import { z } from 'zod';
import { leaf, moneyOr, ratio, slotOf, type Context } from '../context.ts';
import { dayText, divBig, moneyText, RATIO_ONE, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import { lookUpTable } from '../tables.ts';
import type { Amount, Loan, Table, Why } from '../types.ts';

/**
 * Interest on loans, paid first and subsidised afterwards: Σ principal × days × min(actual rate, factor × reference rate) ÷ day count, over the
 * days of the year claimed for (the first day counts, the last does not), rounded once; never more than the interest paid, nor the cap of a year.
 * The reference rate is the one in force at the end of the year before (`reference: year-before`), or on the first day of the loan (`drawdown`).
 */
export const form = z.strictObject({
  mechanism: z.literal('interest'),
  loans: z.string(),
  table: z.string().optional(),
  reference: z.enum(['year-before', 'drawdown']).default('year-before'),
  factor: quantity.default('100%'),
  /** A share of the interest paid, whatever the rate. */
  shareOfPaid: quantity.optional(),
  dayCount: z.union([z.literal(360), z.literal(365)]).default(360),
  cap: quantity.optional(),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const slot = slotOf(c, spec.loans, ['loans'], `${at}.loans`);
  const table = spec.table === undefined ? undefined : c.tables.get(spec.table);
  if (spec.table !== undefined && !table)
    c.findings.push(finding('F107', 'error', `${c.path}.${at}.table`, { table: spec.table }));
  const factor = ratio(c, spec.factor, `${at}.factor`);
  const share = spec.shareOfPaid === undefined ? RATIO_ONE : ratio(c, spec.shareOfPaid, `${at}.shareOfPaid`);
  const cap = moneyOr(c, spec.cap, Number.POSITIVE_INFINITY, `${at}.cap`);
  const loansOf = (t: Table, r: number): readonly Loan[] | undefined => {
    const list = t.lists[slot];
    return list === null ? [] : (list?.[r] as readonly Loan[] | undefined);
  };
  const daysOf = (l: Loan, t: Table): number =>
    Math.max(0, Math.min(l.to, t.yearTo) - Math.max(l.from, t.yearFrom));
  const referenceOf = (l: Loan, t: Table): number =>
    table ? lookUpTable(table, spec.reference === 'drawdown' ? l.from : t.yearFrom - 1) : Number.NaN;
  /** Rate that counts, in 10⁻¹⁶: grains of the rate times grains of the factor. */
  const rateOf = (l: Loan, t: Table): bigint => {
    const actual = BigInt(l.rate) * BigInt(RATIO_ONE);
    if (!table) return actual;
    const most = BigInt(referenceOf(l, t)) * BigInt(factor);
    return actual < most ? actual : most;
  };
  const SCALE = BigInt(RATIO_ONE) * BigInt(RATIO_ONE);
  const earned = (list: readonly Loan[], t: Table): number =>
    divBig(
      list.reduce((n, l) => n + BigInt(l.principal) * BigInt(daysOf(l, t)) * rateOf(l, t), 0n),
      BigInt(spec.dayCount) * SCALE,
      c.round,
    );
  const paidOf = (list: readonly Loan[]): number => list.reduce((n, l) => n + l.paid, 0);
  const limited = (list: readonly Loan[]): number =>
    spec.shareOfPaid === undefined
      ? paidOf(list)
      : divBig(BigInt(paidOf(list)) * BigInt(share), BigInt(RATIO_ONE), c.round);
  const value = (t: Table, r: number): number => {
    const list = loansOf(t, r);
    if (list === undefined) return Number.NaN;
    if (list.length === 0) return 0;
    if (Number.isNaN(paidOf(list))) return Number.NaN;
    if (table && list.some((l) => Number.isNaN(referenceOf(l, t)))) return Number.NaN;
    return Math.min(
      cap,
      limited(list),
      spec.shareOfPaid === undefined ? earned(list, t) : Number.POSITIVE_INFINITY,
    );
  };
  const factorLeaf = leaf(c, 'factor', ratioText(factor));
  const countLeaf = leaf(c, 'dayCount', String(spec.dayCount));
  const capLeaf = cap < Number.POSITIVE_INFINITY ? [leaf(c, 'cap', moneyText(cap))] : [];
  const shareLeaf = leaf(c, 'ratio', ratioText(share));
  const loanLeaf = (l: Loan, t: Table): Why => {
    const reference = table ? referenceOf(l, t) : Number.NaN;
    return {
      kind: 'loan',
      value: Number.isNaN(reference) && table ? Number.NaN : earned([l], t),
      of: [
        { kind: 'fact', def: c.defs[slot], value: l.principal, origin: l.origin },
        {
          kind: 'days',
          text: `${daysOf(l, t)}天（${dayText(Math.max(l.from, t.yearFrom))}至${dayText(Math.min(l.to, t.yearTo))}）`,
          origin: l.origin,
        },
        { kind: 'rate', text: ratioText(l.rate), origin: l.origin },
        ...(table && reference === reference
          ? [{ kind: 'reference', text: ratioText(reference), passage: table.passage }, factorLeaf]
          : []),
      ],
    };
  };
  const paidLeaf = (list: readonly Loan[]): Why => ({
    kind: 'paid',
    value: paidOf(list),
    of: list.map((l) => ({ kind: 'fact', def: c.defs[slot], value: l.paid, origin: l.origin })),
    ...(list.length === 0 ? { passage: c.passage } : {}),
  });
  return {
    value,
    why: (t, r) => {
      const list = loansOf(t, r) ?? [];
      return {
        kind: 'lowest',
        value: value(t, r),
        of: [
          ...(spec.shareOfPaid === undefined
            ? [
                {
                  kind: 'interest',
                  value: list.some((l) => table && Number.isNaN(referenceOf(l, t)))
                    ? Number.NaN
                    : earned(list, t),
                  of: [...list.map((l) => loanLeaf(l, t)), countLeaf],
                },
                paidLeaf(list),
              ]
            : [
                {
                  kind: 'share',
                  value: limited(list),
                  of: [paidLeaf(list), shareLeaf],
                },
              ]),
          ...capLeaf,
        ],
      };
    },
    breaks: () => {},
    missing: (t, r, out) => {
      if (Number.isNaN(value(t, r))) out.add(slot);
    },
    most: cap,
  };
}

import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, moneyOr, ratio, scalar, slotOf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table } from '../types.ts';
import { missingOf } from './base.ts';

/**
 * More for those ahead in a ranking: the first `top` places, or the first `share` of all that were ranked (rounded up), have `amount`, or `ratio`
 * of what they are granted anyway, up to `cap`. Equal ranks are treated alike.
 */
export const form = z.strictObject({
  mechanism: z.literal('rankTilt'),
  rank: z.string(),
  top: z.number().int().positive().optional(),
  share: quantity.optional(),
  ranked: z.string().optional(),
  amount: quantity.optional(),
  ratio: quantity.optional(),
  base: z.string().optional(),
  cap: quantity.optional(),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const rank = slotOf(c, spec.rank, ['count'], `${at}.rank`);
  const byShare = spec.share !== undefined;
  const byRatio = spec.ratio !== undefined;
  if ((spec.top !== undefined) === byShare || (spec.amount !== undefined) === byRatio)
    c.findings.push(
      finding('F102', 'error', `${c.path}.${at}`, { key: 'top', reason: 'top | share; amount | ratio' }),
    );
  const ranked = byShare ? slotOf(c, spec.ranked ?? '', ['count'], `${at}.ranked`) : -1;
  const base = byRatio ? slotOf(c, spec.base ?? '', ['money'], `${at}.base`) : -1;
  const part = byShare ? ratio(c, spec.share!, `${at}.share`) : 0;
  const [partUp, partDown] = fraction(part);
  const rate = byRatio ? ratio(c, spec.ratio!, `${at}.ratio`) : 0;
  const [up, down] = fraction(rate);
  const sum = spec.amount === undefined ? 0 : money(c, spec.amount, `${at}.amount`);
  const cap = moneyOr(c, spec.cap, Number.POSITIVE_INFINITY, `${at}.cap`);
  const last = (t: Table, r: number): number =>
    byShare ? mulDiv(scalar(t, ranked, r), partUp, partDown, { mode: 'up', step: 1 }) : spec.top!;
  const slots = [rank, ranked, base].filter((s) => s >= 0);
  const value = (t: Table, r: number): number => {
    if (slots.some((s) => Number.isNaN(scalar(t, s, r)))) return Number.NaN;
    const x = scalar(t, rank, r);
    if (x < 1 || x > last(t, r)) return 0;
    return Math.min(cap, byRatio ? mulDiv(scalar(t, base, r), up, down, c.round) : sum);
  };
  const words = [
    leaf(c, 'top', byShare ? ratioText(part) : String(spec.top)),
    leaf(c, byRatio ? 'ratio' : 'sum', byRatio ? ratioText(rate) : moneyText(sum)),
    ...(cap < Number.POSITIVE_INFINITY ? [leaf(c, 'cap', moneyText(cap))] : []),
  ];
  return {
    value,
    why: (t, r) => ({
      kind: 'rankTilt',
      value: value(t, r),
      of: [...slots.map((s) => factLeaf(c, t, s, r)), ...words],
    }),
    breaks: (add) => add(rank, spec.top ?? 1),
    missing: (t, r, out) => missingOf(slots, t, r, out),
    most: byRatio ? cap : sum,
  };
}

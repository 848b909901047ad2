import { z } from 'zod';
import { leaf, moneyOr, ratio, slotOf, factLeaf, scalar, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table } from '../types.ts';
import { missingOf } from './base.ts';

/** A ratio of what was added: min(ratio × (after − before), cap); a decrease earns nothing. */
export const form = z.strictObject({
  mechanism: z.literal('incrementRatio'),
  after: z.string(),
  before: z.string(),
  ratio: quantity,
  cap: quantity.optional(),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const after = slotOf(c, spec.after, ['money'], `${at}.after`);
  const before = slotOf(c, spec.before, ['money'], `${at}.before`);
  const rate = ratio(c, spec.ratio, `${at}.ratio`);
  const [up, down] = fraction(rate);
  const cap = moneyOr(c, spec.cap, Number.POSITIVE_INFINITY, `${at}.cap`);
  const grown = (t: Table, r: number): number => scalar(t, after, r) - scalar(t, before, r);
  const value = (t: Table, r: number): number => {
    const d = grown(t, r);
    return d > 0 ? Math.min(cap, mulDiv(d, up, down, c.round)) : d === d ? 0 : Number.NaN;
  };
  const words = [leaf(c, 'ratio', ratioText(rate))];
  const capLeaf = cap < Number.POSITIVE_INFINITY ? [leaf(c, 'cap', moneyText(cap))] : [];
  return {
    value,
    why: (t, r) => ({
      kind: 'increment',
      value: value(t, r),
      of: [factLeaf(c, t, after, r), factLeaf(c, t, before, r), ...words, ...capLeaf],
    }),
    breaks: (add) => {
      if (cap < Number.POSITIVE_INFINITY && up > 0) add(after, Math.ceil((cap * down) / up));
    },
    missing: (t, r, out) => missingOf([after, before], t, r, out),
    most: cap,
  };
}

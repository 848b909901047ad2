import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, moneyOr, ratio, scalar, slotOf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Item, Table } from '../types.ts';
import { missingOf } from './base.ts';

/**
 * By the piece: a sum for each (firm, robot, person), or a ratio of the price of each piece up to a cap for one; in all up to `cap`.
 */
export const form = z.strictObject({
  mechanism: z.literal('perUnit'),
  count: z.string().optional(),
  each: quantity.optional(),
  items: z.string().optional(),
  ratio: quantity.optional(),
  unitCap: quantity.optional(),
  cap: quantity.optional(),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const counted = spec.count !== undefined && spec.each !== undefined;
  const priced = spec.items !== undefined && spec.ratio !== undefined;
  if (counted === priced)
    c.findings.push(
      finding('F102', 'error', `${c.path}.${at}`, { key: 'count', reason: 'count + each | items + ratio' }),
    );
  const slot = counted
    ? slotOf(c, spec.count!, ['count'], `${at}.count`)
    : slotOf(c, spec.items ?? '', ['items'], `${at}.items`);
  const each = moneyOr(c, spec.each, 0, `${at}.each`);
  const rate = spec.ratio === undefined ? 0 : ratio(c, spec.ratio, `${at}.ratio`);
  const [up, down] = fraction(rate);
  const unitCap = moneyOr(c, spec.unitCap, Number.POSITIVE_INFINITY, `${at}.unitCap`);
  const cap = spec.cap === undefined ? Number.POSITIVE_INFINITY : money(c, spec.cap, `${at}.cap`);
  const itemsOf = (t: Table, r: number): readonly Item[] | undefined => {
    const list = t.lists[slot];
    return list === null ? [] : (list?.[r] as readonly Item[] | undefined);
  };
  const one = (price: number): number => Math.min(unitCap, mulDiv(price, up, down, c.round));
  /** A product that a double cannot count exactly is above every cap, and without a cap it is no answer. */
  const product = (n: number): number =>
    n * each <= Number.MAX_SAFE_INTEGER
      ? n * each
      : cap < Number.POSITIVE_INFINITY && n === n
        ? cap
        : Number.NaN;
  const whole = (t: Table, r: number): number =>
    counted
      ? product(scalar(t, slot, r))
      : (itemsOf(t, r)?.reduce((n, x) => n + one(x.value), 0) ?? Number.NaN);
  const value = (t: Table, r: number): number => Math.min(cap, whole(t, r));
  const words = [
    ...(counted ? [leaf(c, 'each', moneyText(each))] : [leaf(c, 'ratio', ratioText(rate))]),
    ...(unitCap < Number.POSITIVE_INFINITY ? [leaf(c, 'unitCap', moneyText(unitCap))] : []),
    ...(cap < Number.POSITIVE_INFINITY ? [leaf(c, 'cap', moneyText(cap))] : []),
  ];
  return {
    value,
    why: (t, r) => ({
      kind: counted ? 'perUnit' : 'perItem',
      value: value(t, r),
      of: [
        ...(counted
          ? [factLeaf(c, t, slot, r)]
          : (itemsOf(t, r) ?? []).map((x) => ({
              kind: 'item',
              value: one(x.value),
              of: [{ kind: 'fact', def: c.defs[slot], value: x.value, origin: x.origin }],
            }))),
        ...words,
      ],
    }),
    breaks: (add) => {
      if (counted && cap < Number.POSITIVE_INFINITY && each > 0) add(slot, Math.ceil(cap / each));
      else if (counted) add(slot, 1);
    },
    missing: (t, r, out) => {
      if (counted) missingOf([slot], t, r, out);
      else if (itemsOf(t, r) === undefined) out.add(slot);
    },
    most: cap,
  };
}

import { z } from 'zod';
import { leaf, money, moneyOr, ratio, scalar, slotOf, factLeaf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table } from '../types.ts';
import { missingOf } from './base.ts';

/**
 * Vouchers against a service that has been paid for: a ratio of the price for each kind of service, each kind up to its own cap, together up
 * to the face value that a firm may hold in a year.
 */
export const form = z.strictObject({
  mechanism: z.literal('voucher'),
  services: z.array(z.strictObject({ price: z.string(), ratio: quantity, cap: quantity.optional() })).min(1),
  cap: quantity,
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const services = spec.services.map((s, i) => {
    const rate = ratio(c, s.ratio, `${at}.services.${i}.ratio`);
    const [up, down] = fraction(rate);
    return {
      slot: slotOf(c, s.price, ['money'], `${at}.services.${i}.price`),
      up,
      down,
      cap: moneyOr(c, s.cap, Number.POSITIVE_INFINITY, `${at}.services.${i}.cap`),
      words: leaf(c, 'ratio', ratioText(rate)),
    };
  });
  const cap = money(c, spec.cap, `${at}.cap`);
  const capLeaf = leaf(c, 'cap', moneyText(cap));
  type Service = (typeof services)[number];
  const one = (s: Service, t: Table, r: number): number => {
    const x = scalar(t, s.slot, r);
    return x === x ? Math.min(s.cap, mulDiv(x, s.up, s.down, c.round)) : Number.NaN;
  };
  const value = (t: Table, r: number): number =>
    Math.min(
      cap,
      services.reduce((n, s) => n + one(s, t, r), 0),
    );
  return {
    value,
    why: (t, r) => ({
      kind: 'voucher',
      value: value(t, r),
      of: [
        ...services.map((s) => ({
          kind: 'share',
          value: one(s, t, r),
          of: [factLeaf(c, t, s.slot, r), s.words],
        })),
        capLeaf,
      ],
    }),
    breaks: (add) => services.forEach((s) => s.up > 0 && add(s.slot, Math.ceil((cap * s.down) / s.up))),
    missing: (t, r, out) =>
      missingOf(
        services.map((s) => s.slot),
        t,
        r,
        out,
      ),
    most: cap,
  };
}

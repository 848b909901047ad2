import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, scalar, slotOf, type Context } from '../context.ts';
import { moneyText } from '../quantity.ts';
import { id, quantity } from '../schema.ts';
import type { Amount, Award, Table, Why } from '../types.ts';
import { missingOf } from './base.ts';

/**
 * A fixed sum, once for a title. With levels, each has its own sum; who rises to a higher level is paid the difference to what was granted
 * (`difference`, 差额补足), or the full sum of the new level (`full`).
 */
export const form = z.strictObject({
  mechanism: z.literal('fixedOnce'),
  amount: quantity.optional(),
  level: z.string().optional(),
  /** From the lowest level to the highest. */
  amounts: z.array(z.strictObject({ level: id, amount: quantity })).optional(),
  upgrade: z.enum(['difference', 'full']).default('difference'),
  /** Won anew each year: only what was granted for the same year counts as granted. */
  every: z.literal('year').optional(),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const plain = spec.amount !== undefined;
  if (plain === (spec.amounts !== undefined && spec.level !== undefined))
    c.findings.push(
      finding('F102', 'error', `${c.path}.${at}`, { key: 'amount', reason: 'amount | level + amounts' }),
    );
  const slot = plain ? -1 : slotOf(c, spec.level ?? '', ['text'], `${at}.level`);
  const def = slot < 0 ? undefined : c.defs[slot]!;
  const sums: number[] = def ? def.options.map(() => 0) : [];
  const order: number[] = [];
  for (const [i, a] of (spec.amounts ?? []).entries()) {
    const place = def?.options.findIndex((o) => o.id === a.level) ?? -1;
    if (place < 0)
      c.findings.push(finding('F103', 'error', `${c.path}.${at}.amounts.${i}`, { fact: a.level }));
    else {
      sums[place] = money(c, a.amount, `${at}.amounts.${i}`);
      order.push(place);
    }
  }
  const single = plain ? money(c, spec.amount!, `${at}.amount`) : 0;
  c.awards.used = true;
  const before = (t: Table, r: number): readonly Award[] | undefined => {
    if (t.awards === null) return [];
    const project = t.projects?.[r] ?? '';
    return t.awards[r]?.filter(
      (a) =>
        a.scheme === c.scheme &&
        (project === '' || a.project === project) &&
        (spec.every === undefined || a.year === t.year),
    );
  };
  const full = (t: Table, r: number): number => {
    if (plain) return single;
    const x = scalar(t, slot, r);
    return x === x ? (sums[x] ?? 0) : Number.NaN;
  };
  const value = (t: Table, r: number): number => {
    const sum = full(t, r);
    const paid = before(t, r);
    if (paid === undefined) return Number.NaN;
    if (paid.length === 0 || sum !== sum) return sum;
    if (plain) return 0;
    const rank = (level: string): number => order.indexOf(def!.options.findIndex((o) => o.id === level));
    const own = order.indexOf(scalar(t, slot, r));
    if (paid.some((a) => rank(a.level) >= own)) return 0;
    if (spec.upgrade === 'full') return sum;
    return Math.max(0, sum - paid.reduce((n, a) => n + a.amount, 0));
  };
  const words = plain ? [leaf(c, 'sum', moneyText(single))] : sums.map((n) => leaf(c, 'sum', moneyText(n)));
  const why = (t: Table, r: number): Why => {
    const own = plain ? 0 : scalar(t, slot, r);
    const leaves: Why[] = [...(plain ? [] : [factLeaf(c, t, slot, r)]), ...(words[own] ? [words[own]] : [])];
    const paid = before(t, r) ?? [];
    if (paid.length === 0) return { kind: 'fixed', value: value(t, r), of: leaves };
    return {
      kind: plain ? 'fixedBefore' : spec.upgrade === 'full' ? 'upgradeFull' : 'upgradeDifference',
      value: value(t, r),
      of: [...leaves, ...paid.map((a): Why => ({ kind: 'award', value: a.amount, origin: a.origin }))],
    };
  };
  return {
    value,
    why,
    column: (t, out) => {
      if (t.awards !== null) for (let i = 0; i < out.length; i += 1) out[i] = value(t, i);
      else if (plain) out.fill(single);
      else {
        const x = t.scalars[slot];
        if (!x) out.fill(Number.NaN);
        else for (let i = 0; i < out.length; i += 1) out[i] = x[i] === x[i] ? (sums[x[i]!] ?? 0) : Number.NaN;
      }
    },
    breaks: (add) => {
      if (!plain) for (const p of order) add(slot, p);
    },
    missing: (t, r, out) => {
      if (!plain) missingOf([slot], t, r, out);
    },
    ...(plain ? {} : { levelOf: (t: Table, r: number) => def?.options[scalar(t, slot, r)]?.id ?? '' }),
    most: plain ? single : Math.max(0, ...sums),
  };
}

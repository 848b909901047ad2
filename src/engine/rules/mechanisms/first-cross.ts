import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, scalar, slotOf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv } from '../quantity.ts';
import { ratio } from '../context.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table, Why } from '../types.ts';

/**
 * For rising above a line for the first time: the year's figure is above it (strictly), and no earlier year's was. The highest line crossed
 * counts (`highest`), or each of them (`each`). The earlier years, or a high-water mark, must be known: nobody is taken for a newcomer.
 */
export const form = z.strictObject({
  mechanism: z.literal('firstCross'),
  series: z.string(),
  /** A fact with the highest figure before the series begins. */
  highWater: z.string().optional(),
  lines: z.array(z.strictObject({ over: quantity, amount: quantity })).min(1),
  count: z.enum(['highest', 'each']).default('highest'),
  /** Of the sum, the part that this payee is granted. */
  part: quantity.default('100%'),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const slot = slotOf(c, spec.series, ['series'], `${at}.series`);
  const mark = spec.highWater === undefined ? -1 : slotOf(c, spec.highWater, ['money'], `${at}.highWater`);
  const [up, down] = fraction(ratio(c, spec.part, `${at}.part`));
  const lines = spec.lines
    .map((x, i) => {
      const over = money(c, x.over, `${at}.lines.${i}.over`);
      const sum = mulDiv(money(c, x.amount, `${at}.lines.${i}.amount`), up, down, c.round);
      return { over, sum, words: [leaf(c, 'line', moneyText(over)), leaf(c, 'sum', moneyText(sum))] };
    })
    .toSorted((a, b) => a.over - b.over);
  if (new Set(lines.map((x) => x.over)).size < lines.length)
    c.findings.push(finding('F106', 'error', `${c.path}.${at}.lines`, { from: spec.lines[0]!.over }));
  const each = spec.count === 'each';
  const overs = Float64Array.from(lines, (x) => x.over);
  const sums = Float64Array.from(lines, (x) => x.sum);
  const least = overs[0]!;

  const now = (t: Table, r: number): number => {
    const s = t.series[slot];
    return s?.columns[t.year - s.first]?.[r] ?? Number.NaN;
  };
  /** Highest of the earlier years; not a number when none of them is known. */
  const before = (t: Table, r: number): number => {
    let high = mark < 0 ? Number.NaN : scalar(t, mark, r);
    const s = t.series[slot];
    if (!s) return high;
    const last = Math.min(s.columns.length, t.year - s.first);
    for (let y = 0; y < last; y += 1) {
      const v = s.columns[y]![r]!;
      if (v > high || high !== high) high = v === v ? v : high;
    }
    return high;
  };
  const award = (x: number, high: number): number => {
    if (x !== x) return Number.NaN;
    // Below the lowest line there is nothing to be first in.
    if (!(x > least)) return 0;
    if (high !== high) return Number.NaN;
    let sum = 0;
    for (let k = overs.length - 1; k >= 0; k -= 1)
      if (x > overs[k]! && high <= overs[k]!) {
        sum += sums[k]!;
        if (!each) return sum;
      }
    return sum;
  };
  const value = (t: Table, r: number): number => award(now(t, r), before(t, r));
  return {
    value,
    why: (t, r) => {
      const [x, high] = [now(t, r), before(t, r)];
      const crossed = lines.filter((l) => x > l.over && high <= l.over);
      const def = c.defs[slot];
      const taken = each ? crossed : crossed.slice(-1);
      return {
        kind: crossed.length > 0 ? 'firstCross' : 'noCross',
        value: award(x, high),
        of: [
          {
            kind: 'fact',
            def,
            value: x,
            origin: t.yearOrigins?.[slot]?.get(t.year) ?? { period: String(t.year), revision: 0 },
          },
          { kind: 'highWater', def, value: high, origin: { revision: 0 }, of: history(t, r) },
          ...(taken.length > 0 ? taken : lines.slice(0, 1)).flatMap((l) => l.words),
        ],
      };
    },
    column: (t, out) => {
      const s = t.series[slot];
      const at = s ? t.year - s.first : -1;
      const x = s?.columns[at];
      if (!s || !x) {
        out.fill(Number.NaN);
        return;
      }
      for (let i = 0; i < out.length; i += 1) {
        const v = x[i]!;
        // Most are small: their history need not be read.
        out[i] = v <= least ? 0 : v === v ? award(v, before(t, i)) : Number.NaN;
      }
    },
    breaks: (add) => lines.forEach((l) => add(slot, l.over)),
    missing: (t, r, out) => {
      if (Number.isNaN(now(t, r)) || Number.isNaN(value(t, r))) out.add(slot);
    },
    most: each ? lines.reduce((n, l) => n + l.sum, 0) : Math.max(...lines.map((l) => l.sum)),
  };

  function history(t: Table, r: number): Why[] {
    const s = t.series[slot];
    const list: Why[] = mark >= 0 && scalar(t, mark, r) >= 0 ? [factLeaf(c, t, mark, r)] : [];
    if (!s) return list;
    for (let y = 0; y < Math.min(s.columns.length, t.year - s.first); y += 1) {
      const v = s.columns[y]![r]!;
      if (v === v)
        list.push({
          kind: 'fact',
          def: c.defs[slot],
          value: v,
          origin: t.yearOrigins?.[slot]?.get(s.first + y) ?? { period: String(s.first + y), revision: 0 },
        });
    }
    return list;
  }
}

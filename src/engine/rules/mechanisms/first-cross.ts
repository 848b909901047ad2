import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, scalar, slotOf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv } from '../quantity.ts';
import { ratio } from '../context.ts';
import { quantity } from '../schema.ts';
import type { Amount, Origin, Table, Why } from '../types.ts';

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
      const def = c.defs[slot];
      const words: Why[] = [];
      for (let k = lines.length - 1; k >= 0; k -= 1)
        if (x > overs[k]! && high <= overs[k]!) {
          words.push(...lines[k]!.words);
          if (!each) break;
        }
      return {
        kind: words.length > 0 ? 'firstCross' : 'noCross',
        value: award(x, high),
        of: [
          { kind: 'fact', def, value: x, origin: originOf(t, t.year) },
          { kind: 'highWater', def, value: high, origin: NONE, of: history(t, r) },
          ...(words.length > 0 ? words : lines[0]!.words),
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
      const earlier = s.columns.slice(0, at);
      if (earlier.length > 0 && mark < 0 && !each && [x, ...earlier].every(known)) {
        crossings(x, earlier, out);
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

  /** Every year of every row is known: the lines are compared one after another, as bits; the highest one crossed stays. */
  function crossings(x: Float64Array, earlier: readonly Float64Array[], out: Float64Array): void {
    const high = Float64Array.from(earlier[0]!);
    for (const e of earlier.slice(1))
      for (let i = 0; i < high.length; i += 1) high[i]! += (e[i]! - high[i]!) * Number(e[i]! > high[i]!);
    out.fill(0);
    for (let k = 0; k < overs.length; k += 1) {
      const [over, sum] = [overs[k]!, sums[k]!];
      for (let i = 0; i < out.length; i += 1)
        out[i]! += (sum - out[i]!) * (Number(x[i]! > over) & Number(high[i]! <= over));
    }
  }

  function originOf(t: Table, year: number): Origin {
    return t.yearOrigins?.[slot]?.get(year) ?? (years[year] ??= { period: String(year), revision: 0 });
  }

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
          origin: originOf(t, s.first + y),
        });
    }
    return list;
  }
}

const NONE: Origin = { revision: 0 };
/** Years without an origin of their own, made once. */
const years: Origin[] = [];

const known = (column: Float64Array): boolean => {
  let bad = 0;
  for (let i = 0; i < column.length; i += 1) bad |= Number(column[i] !== column[i]);
  return bad === 0;
};

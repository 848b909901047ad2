import { z } from 'zod';
import { factLeaf, leaf, money, scalar, slotOf, type Context } from '../context.ts';
import { moneyText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Award, Table, Why } from '../types.ts';
import { missingOf } from './base.ts';

/** A fixed sum for each stage reached (filed, accepted, listed), less what was granted for earlier stages. */
export const form = z.strictObject({
  mechanism: z.literal('stagedFixed'),
  stages: z.array(z.strictObject({ fact: z.string(), amount: quantity })).min(1),
});

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const stages = spec.stages.map((s, i) => {
    const sum = money(c, s.amount, `${at}.stages.${i}.amount`);
    return {
      slot: slotOf(c, s.fact, ['flag'], `${at}.stages.${i}.fact`),
      sum,
      words: leaf(c, 'sum', moneyText(sum)),
    };
  });
  c.awards.used = true;
  const before = (t: Table, r: number): readonly Award[] => {
    const project = t.projects?.[r] ?? '';
    return (t.awards?.[r] ?? []).filter(
      (a) => a.scheme === c.scheme && (project === '' || a.project === project),
    );
  };
  const granted = (t: Table, r: number): number =>
    t.awards !== null && t.awards[r] === undefined
      ? Number.NaN
      : before(t, r).reduce((n, a) => n + a.amount, 0);
  const reached = (t: Table, r: number): number =>
    stages.reduce((n, s) => n + s.sum * scalar(t, s.slot, r), 0);
  const value = (t: Table, r: number): number => {
    const d = reached(t, r) - granted(t, r);
    return d < 0 ? 0 : d;
  };
  return {
    value,
    why: (t, r) => ({
      kind: 'stages',
      value: value(t, r),
      of: [
        ...stages.map((s) => ({
          kind: 'stage',
          value: s.sum * scalar(t, s.slot, r),
          of: [factLeaf(c, t, s.slot, r), s.words],
        })),
        ...before(t, r).map((a): Why => ({ kind: 'award', value: a.amount, origin: a.origin })),
      ],
    }),
    breaks: (add) => stages.forEach((s) => add(s.slot, 1)),
    missing: (t, r, out) =>
      missingOf(
        stages.map((s) => s.slot),
        t,
        r,
        out,
      ),
    most: stages.reduce((n, s) => n + s.sum, 0),
  };
}

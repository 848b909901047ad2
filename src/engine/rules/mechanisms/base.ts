import { z } from 'zod';
import { factLeaf, scalar, slotOf, type Context } from '../context.ts';
import type { Amount, Table, Why } from '../types.ts';

/** What a rate is taken of: a fact, the sum of several, or one less another (never below nothing). */
export const baseForm = z.union([
  z.string(),
  z.strictObject({ sum: z.array(z.string()).min(1) }),
  z.strictObject({ from: z.string(), less: z.string() }),
]);
export type BaseSpec = z.infer<typeof baseForm>;

export interface Base {
  readonly slots: readonly number[];
  /** The one slot, when the base is a fact. */
  readonly only: number;
  value(t: Table, r: number): number;
  why(t: Table, r: number): Why;
}

export function base(spec: BaseSpec, c: Context, at: string): Base {
  if (typeof spec === 'string') {
    const slot = slotOf(c, spec, ['money'], at);
    return {
      slots: [slot],
      only: slot,
      value: (t, r) => scalar(t, slot, r),
      why: (t, r) => factLeaf(c, t, slot, r),
    };
  }
  const slots = ('sum' in spec ? spec.sum : [spec.from, spec.less]).map((f) => slotOf(c, f, ['money'], at));
  const value =
    'sum' in spec
      ? (t: Table, r: number): number => slots.reduce((a, s) => a + scalar(t, s, r), 0)
      : (t: Table, r: number): number => {
          const d = scalar(t, slots[0]!, r) - scalar(t, slots[1]!, r);
          return d < 0 ? 0 : d;
        };
  return {
    slots,
    only: -1,
    value,
    why: (t, r) => ({
      kind: 'sum' in spec ? 'baseSum' : 'baseLess',
      value: value(t, r),
      of: slots.map((s) => factLeaf(c, t, s, r)),
    }),
  };
}

/** Names the facts among these that are not known. */
export const missingOf = (slots: readonly number[], t: Table, r: number, out: Set<number>): void => {
  for (const s of slots) if (s >= 0 && Number.isNaN(scalar(t, s, r))) out.add(s);
};

export const nothing: Amount = {
  value: () => 0,
  why: () => ({ kind: 'nothing', value: 0 }),
  breaks: () => {},
  missing: () => {},
  most: 0,
};

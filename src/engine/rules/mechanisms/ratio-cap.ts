import { finding } from '#kernel';
import { z } from 'zod';
import { factLeaf, leaf, money, moneyOr, ratio, scalar, slotOf, type Context } from '../context.ts';
import { fraction, moneyText, mulDiv, RATIO_ONE, ratioText } from '../quantity.ts';
import { quantity } from '../schema.ts';
import type { Amount, Table, Why } from '../types.ts';
import { base, baseForm, missingOf } from './base.ts';

/**
 * A ratio of a base, up to a cap: min(ratio × base, cap), nothing below the floor. With tiers the base chooses the ratio: of the whole amount
 * (`whole`, as most notices say), or of the part in each tier (`marginal`, as income tax).
 */
export const form = z.strictObject({
  mechanism: z.literal('ratioCap'),
  base: baseForm,
  ratio: quantity.optional(),
  /** A fact that holds the ratio, where the authority sets it case by case. */
  ratioOf: z.string().optional(),
  tiers: z
    .array(z.strictObject({ from: quantity, ratio: quantity, cap: quantity.optional() }))
    .min(1)
    .optional(),
  by: z.enum(['whole', 'marginal']).default('whole'),
  cap: quantity.optional(),
  floor: quantity.optional(),
});

interface Tier {
  readonly from: number;
  readonly up: number;
  readonly down: number;
  readonly ratio: number;
  readonly cap: number;
}

export function compile(spec: z.infer<typeof form>, c: Context, at: string): Amount {
  const b = base(spec.base, c, `${at}.base`);
  if ([spec.ratio, spec.ratioOf, spec.tiers].filter((x) => x !== undefined).length !== 1)
    c.findings.push(
      finding('F102', 'error', `${c.path}.${at}`, { key: 'ratio', reason: 'ratio | ratioOf | tiers' }),
    );
  const rate = spec.ratioOf === undefined ? -1 : slotOf(c, spec.ratioOf, ['ratio'], `${at}.ratioOf`);
  const floor = moneyOr(c, spec.floor, 0, `${at}.floor`);
  const cap = moneyOr(c, spec.cap, Number.POSITIVE_INFINITY, `${at}.cap`);
  const tiers: Tier[] = (spec.tiers ?? [{ from: '0元', ratio: spec.ratio ?? '0%', cap: undefined }]).map(
    (x, i) => {
      const n = ratio(c, x.ratio, `${at}.tiers.${i}.ratio`);
      const [up, down] = fraction(n);
      return {
        from: money(c, x.from, `${at}.tiers.${i}.from`),
        up,
        down,
        ratio: n,
        cap: moneyOr(c, x.cap, Number.POSITIVE_INFINITY, `${at}.tiers.${i}.cap`),
      };
    },
  );
  for (let i = 1; i < tiers.length; i += 1)
    if (tiers[i]!.from <= tiers[i - 1]!.from)
      c.findings.push(finding('F106', 'error', `${c.path}.${at}.tiers.${i}`, { from: spec.tiers![i]!.from }));
  const { round } = c;
  const marginal = spec.by === 'marginal' && tiers.length > 1;
  const tierOf = (x: number): number => {
    let k = tiers.length - 1;
    while (k >= 0 && x < tiers[k]!.from) k -= 1;
    return k;
  };
  const shareOf = (x: number): number => {
    if (!marginal) {
      const tier = tiers[tierOf(x)];
      if (!tier) return 0;
      const y = mulDiv(x, tier.up, tier.down, round);
      return y > tier.cap ? tier.cap : y;
    }
    let sum = 0;
    for (let k = 0; k < tiers.length && x > tiers[k]!.from; k += 1) {
      const part = Math.min(x, tiers[k + 1]?.from ?? x) - tiers[k]!.from;
      sum += mulDiv(part, tiers[k]!.up, tiers[k]!.down, round);
    }
    return sum;
  };
  const of = (x: number): number => {
    if (x !== x) return Number.NaN;
    if (x < floor) return 0;
    const y = shareOf(x);
    return y > cap ? cap : y;
  };
  /** By a ratio that is a fact itself. */
  const byFact = (t: Table, r: number): number => {
    const [x, k] = [b.value(t, r), scalar(t, rate, r)];
    if (x !== x || k !== k) return Number.NaN;
    return x < floor ? 0 : Math.min(cap, mulDiv(x, k, RATIO_ONE, round));
  };
  const value = (t: Table, r: number): number => (rate < 0 ? of(b.value(t, r)) : byFact(t, r));
  const capLeaf = spec.cap === undefined ? undefined : leaf(c, 'cap', moneyText(cap));
  const floorLeaf = spec.floor === undefined ? undefined : leaf(c, 'floor', moneyText(floor));
  const ratioLeaves = tiers.map((x) => leaf(c, 'ratio', ratioText(x.ratio)));
  const tierLeaves = tiers.map((x) => leaf(c, 'tier', moneyText(x.from)));
  const single = !marginal && spec.tiers === undefined ? tiers[0]! : undefined;
  const why = (t: Table, r: number): Why => {
    const x = b.value(t, r);
    const part = b.why(t, r);
    if (floorLeaf && x < floor) return { kind: 'belowFloor', value: 0, of: [part, floorLeaf] };
    if (single && rate < 0) {
      const share: Why = { kind: 'share', value: x === x ? shareOf(x) : x, of: [part, ratioLeaves[0]!] };
      return capLeaf ? { kind: 'lowest', value: of(x), of: [share, capLeaf] } : share;
    }
    const k = tierOf(x);
    const words =
      rate >= 0
        ? [factLeaf(c, t, rate, r)]
        : spec.tiers === undefined
          ? [ratioLeaves[0]!]
          : marginal
            ? tiers.flatMap((tier, i) => (x > tier.from ? [tierLeaves[i]!, ratioLeaves[i]!] : []))
            : k < 0
              ? [tierLeaves[0]!]
              : [tierLeaves[k]!, ratioLeaves[k]!];
    const share: Why = {
      kind: marginal ? 'marginal' : 'share',
      value: rate >= 0 ? value(t, r) : x === x ? shareOf(x) : Number.NaN,
      of: [part, ...words],
    };
    return capLeaf ? { kind: 'lowest', value: value(t, r), of: [share, capLeaf] } : share;
  };
  return {
    value,
    why,
    ...(b.only >= 0 && rate < 0
      ? {
          column: (t: Table, out: Float64Array) => {
            const x = t.scalars[b.only];
            if (!x) {
              out.fill(Number.NaN);
              return;
            }
            const n = out.length;
            // The plain clause, with a ratio that leaves whole steps: no call in the loop.
            if (single && single.cap === Number.POSITIVE_INFINITY && round.mode === 'down') {
              const { up } = single;
              const down = single.down * round.step;
              const safe = Math.floor(Number.MAX_SAFE_INTEGER / up);
              const least = Math.max(floor, single.from);
              // Any sum that a double counts exactly lies below: without a cap, nothing is cut.
              const most = Math.min(cap, Number.MAX_SAFE_INTEGER);
              for (let i = 0; i < n; i += 1) {
                const v = x[i]!;
                if (!(v <= safe)) {
                  out[i] = of(v);
                  continue;
                }
                const p = v * up;
                let q = Math.floor(p / down);
                // Bits instead of branches: whether the cap bites is a coin toss from row to row.
                q -= Number(q * down > p);
                const y = q * round.step;
                out[i] = (y - (y - most) * Number(y > most)) * Number(v >= least);
              }
              return;
            }
            for (let i = 0; i < n; i += 1) out[i] = of(x[i]!);
          },
        }
      : {}),
    breaks: (add) => {
      for (const s of b.slots) {
        if (floor > 0) add(s, floor);
        for (const tier of tiers) {
          if (tier.from > 0) add(s, tier.from);
          if (tier.cap < Number.POSITIVE_INFINITY) add(s, Math.ceil((tier.cap * tier.down) / tier.up));
          if (cap < Number.POSITIVE_INFINITY && tier.up > 0)
            add(s, Math.ceil(Number((BigInt(cap) * BigInt(tier.down)) / BigInt(tier.up))));
        }
      }
    },
    missing: (t, r, out) => missingOf(rate < 0 ? b.slots : [...b.slots, rate], t, r, out),
    most: Math.min(cap, Math.max(...tiers.map((x) => x.cap))),
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankIntervals, rankIntervalsUnderNoise, weightSwaps } from './sensitivity.ts';

/** Total over the full weight when one weight is x and the others are rescaled, straight from the definition. */
function totalAt(
  weights: readonly number[],
  shares: readonly (number | null)[],
  item: number,
  x: number,
): number | null {
  const full = weights.reduce((a, w) => a + w, 0);
  const factor = (full - x) / (full - weights[item]!);
  let [points, weight] = [0, 0];
  for (const [k, w] of weights.entries()) {
    const share = shares[k] ?? null;
    if (share === null) continue;
    const own = k === item ? x : w * factor;
    points += own * share;
    weight += own;
  }
  return weight > 1e-9 ? (points * full) / weight : null;
}

describe('the weight that swaps two neighbours', () => {
  it('by hand: 60/40, one leads by the first item, the other by the second', () => {
    // 0.6·1 + 0.4·0 against 0.6·0.5 + 0.4·0.7: equal at w = 0.7 ÷ 1.2.
    const [first, second] = weightSwaps([60, 40], [1, 0], [0.5, 0.7]);
    expect(first!.item).toBe(0);
    expect(first!.to).toBeCloseTo((70 / 1.2) * 1, 9);
    expect(second!.to).toBeCloseTo(100 - 70 / 1.2, 9);
  });

  it('who is better in everything is never overtaken', () => {
    expect(weightSwaps([50, 30, 20], [0.9, 0.8, 1], [0.8, 0.7, 0.9])).toEqual([]);
  });

  const share = fc.option(
    fc.integer({ min: 0, max: 20 }).map((n) => n / 10),
    { freq: 6, nil: null },
  );
  it('at the weight told the totals are equal, and no smaller change makes them so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), share, share), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: -5, max: 5 }),
        (items, ahead) => {
          const weights = items.map((i) => i[0]);
          const [one, other] = [items.map((i) => i[1]), items.map((i) => i[2])];
          const full = weights.reduce((a, w) => a + w, 0);
          const gap = (item: number, x: number): number | null => {
            const [a, b] = [totalAt(weights, one, item, x), totalAt(weights, other, item, x)];
            return a === null || b === null ? null : a - b + ahead;
          };
          const swaps = weightSwaps(weights, one, other, ahead);
          for (const s of swaps) expect(Math.abs(gap(s.item, s.to) ?? 0)).toBeLessThan(1e-6 * full);
          for (const [item, from] of weights.entries()) {
            const start = gap(item, from);
            if (start === null || Math.abs(start) < 1e-6) continue;
            const to = swaps.find((s) => s.item === item)?.to;
            const reach = to === undefined ? full : Math.abs(to - from);
            for (let step = 1; step < 40; step += 1)
              for (const sign of [1, -1]) {
                const x = from + (sign * reach * step) / 40;
                const here = x < 1e-6 || x > full - 1e-6 ? null : gap(item, x);
                if (here !== null && Math.abs(here) > 1e-6) expect(Math.sign(here)).toBe(Math.sign(start));
              }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('rank intervals', () => {
  it('between bounds: everybody in reach may stand before or behind', () => {
    expect(rankIntervals([[90, 90], [70, 95], [80, 80], null, [10, 10]])).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
      null,
      [4, 4],
    ]);
  });

  it('are what trying every corner finds', () => {
    const bound = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(fc.array(bound, { minLength: 1, maxLength: 7 }), (list) => {
        const bounds = list.map(([low, width]) => [low, low + width] as const);
        const found = rankIntervals(bounds);
        for (const [i, own] of bounds.entries()) {
          const others = bounds.filter((_, k) => k !== i);
          expect(found[i]).toEqual([
            1 + others.filter((o) => o[0] > own[1]).length,
            1 + others.filter((o) => o[1] > own[0]).length,
          ]);
        }
      }),
    );
  });

  const columns = [Float64Array.of(10, 9.9, 5, Number.NaN, 1), Float64Array.of(1, 1, 1, 1, 1)];
  const totals = (c: readonly Float64Array[]): Float64Array => c[0]!.map((x, i) => x + c[1]![i]!);
  const rule = { seed: 7, draws: 200, relativeError: [0.05, 0.05] };

  it('under noise: neighbours overlap, the far ones do not, no total no place; the same seed gives the same', () => {
    const found = rankIntervalsUnderNoise(columns, totals, rule);
    expect(found).toEqual([[1, 2], [1, 2], [3, 3], null, [4, 4]]);
    expect(rankIntervalsUnderNoise(columns, totals, rule)).toEqual(found);
  });

  it('without noise every interval is the place itself', () => {
    expect(rankIntervalsUnderNoise(columns, totals, { ...rule, relativeError: [0, 0] })).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      null,
      [4, 4],
    ]);
  });

  it('errors have the size asked for: mean 0 and the standard deviation, to a hundredth', () => {
    const n = 400;
    let [sum, square, count] = [0, 0, 0];
    rankIntervalsUnderNoise(
      [new Float64Array(n).fill(1)],
      ([c]) => {
        for (const x of c!) {
          sum += x - 1;
          square += (x - 1) ** 2;
          count += 1;
        }
        return c!;
      },
      { seed: 3, draws: 500, relativeError: [1] },
    );
    expect(Math.abs(sum / count)).toBeLessThan(0.01);
    expect(Math.sqrt(square / count)).toBeCloseTo(1, 1.5);
  });

  it('another group draws other errors from the same seed', () => {
    const many = [Float64Array.from({ length: 30 }, (_, i) => 100 - i / 3)];
    const of = (name: string) => rankIntervalsUnderNoise(many, ([c]) => c!, { ...rule, draws: 20, name });
    expect(of('30')).toEqual(of('30'));
    expect(of('30')).not.toEqual(of('31'));
  });
});

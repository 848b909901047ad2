import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, formatDecimal, type Decimal } from '#kernel';
import { rankIntervals } from '#engine/evaluation';
import {
  allIndicatorsRules,
  enterpriseCompletion,
  indicatorCompletion,
  parkBounds,
  parkCompletion,
  wilsonInterval,
  type ParkFigures,
} from './completion.ts';

const d = decimal;
const of = (start: string, target: string, now: string | null, direction: 'up' | 'down' = 'up') =>
  indicatorCompletion({ start: d(start), target: d(target), now: now === null ? null : d(now), direction });
const text = (x: Decimal | null): string | null => (x === null ? null : formatDecimal(x));

describe('an indicator (P3)', () => {
  it('is the share of the way from the start to the target, in both directions', () => {
    // Labour productivity from 40 to 50, now 46; energy per product from 120 to 110, now 114: 60 % each.
    expect(text(of('40', '50', '46').rate)).toBe('0.6');
    expect(text(of('120', '110', '114', 'down').rate)).toBe('0.6');
  });

  it('keeps the raw share and clamps the rate', () => {
    expect([text(of('40', '50', '55').raw), text(of('40', '50', '55').rate)]).toEqual(['1.5', '1']);
    expect([text(of('40', '50', '38').raw), text(of('40', '50', '38').rate)]).toEqual(['-0.2', '0']);
  });

  it('to be held is 1 when it is not worse, else 0', () => {
    expect(text(of('40', '40', '40').rate)).toBe('1');
    expect(text(of('40', '40', '39.99').rate)).toBe('0');
    expect(text(of('40', '40', '41', 'down').rate)).toBe('0');
    expect(text(of('40', '40', '39', 'down').rate)).toBe('1');
  });

  it('without a figure says so and guesses nothing', () => {
    expect(of('40', '50', null)).toEqual({ raw: null, rate: null, basis: 'missing' });
  });

  it('does not depend on the unit, on the sign of the scale or on where zero is', () => {
    const whole = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(whole, whole, whole, fc.integer({ min: 1, max: 1000 }), whole, (s, t, n, k, shift) => {
        fc.pre(s !== t);
        const a = of(String(s), String(t), String(n));
        const b = of(String(s * k + shift), String(t * k + shift), String(n * k + shift));
        const c = of(String(-s), String(-t), String(-n), 'down');
        expect(text(b.raw)).toBe(text(a.raw));
        expect(text(c.raw)).toBe(text(a.raw));
      }),
      { seed: 3 },
    );
  });
});

const item = (weight: string, rate: string | null, mandatory = false) => ({
  weight: d(weight),
  rate: rate === null ? null : d(rate),
  mandatory,
});

describe('an enterprise (P4)', () => {
  it('is 0.7 of the weighted indicators and 0.3 of the finished work items', () => {
    // (60 × 1 + 40 × 0.8) ÷ 100 = 0.92; 3 of 4 items: 0.7 × 0.92 + 0.3 × 0.75 = 0.869.
    const r = enterpriseCompletion([item('60', '1'), item('40', '0.8')], { filed: 4, finished: 3 });
    expect([text(r.indicators), text(r.measures), text(r.total), r.complete]).toEqual([
      '0.92',
      '0.75',
      '0.869',
      false,
    ]);
    // All four finished: 0.644 + 0.3 = 0.944.
    const all = enterpriseCompletion([item('60', '1'), item('40', '0.8')], { filed: 4, finished: 4 });
    expect([text(all.total), all.complete]).toEqual(['0.944', true]);
  });

  it('is complete from exactly 0.9, and not with a mandatory indicator below 0.6', () => {
    // 0.7 × 6/7 + 0.3 is 0.9 by its formula, and 6/7 has no end.
    for (const [a, b] of [
      ['6', '1'],
      ['12', '2'],
    ] as const) {
      const r = enterpriseCompletion([item(a, '1'), item(b, '0')], { filed: 1, finished: 1 });
      expect([text(r.total), r.complete]).toEqual(['0.9', true]);
    }
    expect(enterpriseCompletion([item('1', '0.857')], { filed: 1, finished: 1 }).complete).toBe(false);
    const weak = [item('9', '1'), item('1', '0.5', true)];
    expect(enterpriseCompletion(weak, { filed: 1, finished: 1 }).complete).toBe(false);
    expect(
      enterpriseCompletion([item('9', '1'), item('1', '0.6', true)], { filed: 1, finished: 1 }).complete,
    ).toBe(true);
  });

  it('counts a missing figure as nothing and names it; an empty filing is not complete', () => {
    const r = enterpriseCompletion([item('1', '1'), item('1', null)], { filed: 1, finished: 1 });
    expect([text(r.total), r.missing, r.complete]).toEqual(['0.65', 1, false]);
    expect(enterpriseCompletion([], { filed: 0, finished: 0 })).toMatchObject({
      complete: false,
      missing: 0,
    });
  });

  it('by the stricter reading needs every target, and nothing else', () => {
    const none = { filed: 2, finished: 0 };
    expect(enterpriseCompletion([item('1', '1'), item('1', '1')], none, allIndicatorsRules).complete).toBe(
      true,
    );
    expect(enterpriseCompletion([item('1', '1'), item('1', '0.99')], none, allIndicatorsRules).complete).toBe(
      false,
    );
  });
});

const park = (code: string, over: Partial<ParkFigures>): ParkFigures => ({
  code,
  aboveScale: 0,
  accepted: 0,
  complete: 0,
  improvement: null,
  ...over,
});

describe('a park (P5)', () => {
  // One filing, completed, of twenty enterprises, against twelve of sixteen.
  const few = park('few', { aboveScale: 20, accepted: 1, complete: 1, improvement: d('1') });
  const many = park('many', { aboveScale: 20, accepted: 16, complete: 12, improvement: d('0.8') });
  const none = park('none', { aboveScale: 8 });

  it('shows coverage beside the rate; the composite keeps few filings from winning', () => {
    const rate = parkCompletion([few, many, none], { per: 'accepted', rank: 'rate' });
    // The score is shown even where the rate decides.
    expect(rate.map((r) => text(r.score))).toEqual(['0.715', '0.775', null]);
    expect(rate.map((r) => [text(r.completion), text(r.coverage), r.rank])).toEqual([
      ['1', '0.05', 1],
      ['0.75', '0.8', 2],
      [null, '0', null],
    ]);
    // 0.5 × 1 + 0.3 × 0.05 + 0.2 × 1 = 0.715; 0.5 × 0.75 + 0.3 × 0.8 + 0.2 × 0.8 = 0.775.
    const composite = parkCompletion([few, many, none], { per: 'accepted', rank: 'composite' });
    expect(composite.map((r) => [text(r.score), r.rank])).toEqual([
      ['0.715', 2],
      ['0.775', 1],
      [null, null],
    ]);
  });

  it('divides by all enterprises above scale where the plan is read so', () => {
    const r = parkCompletion([few, many], { per: 'aboveScale', rank: 'rate' });
    expect(r.map((x) => [text(x.completion), x.rank])).toEqual([
      ['0.05', 2],
      ['0.6', 1],
    ]);
  });

  it('breaks ties by coverage, then by number of enterprises; equal parks share a place', () => {
    const a = park('a', { aboveScale: 10, accepted: 5, complete: 5, improvement: d('1') });
    const b = park('b', { aboveScale: 10, accepted: 10, complete: 10, improvement: d('1') });
    const c = park('c', { aboveScale: 20, accepted: 10, complete: 10, improvement: d('1') });
    const ranks = parkCompletion([a, b, c, { ...a, code: 'e' }], { per: 'accepted', rank: 'rate' });
    expect(Object.fromEntries(ranks.map((r) => [r.code, r.rank]))).toEqual({ b: 1, c: 2, a: 3, e: 3 });
  });
});

describe('how firm the places of parks are', () => {
  const Z = 1.959963984540054;

  it("is told by Wilson's interval", () => {
    // R: binom::binom.confint(c(0, 1, 8, 10), 10, methods = 'wilson'); 8 of 10 as in Brown, Cai, DasGupta (2001), Statistical Science 16(2).
    const shown = (done: number, n: number) => wilsonInterval(done, n, Z)!.map((x) => x.toFixed(4));
    expect(shown(0, 10)).toEqual(['0.0000', '0.2775']);
    expect(shown(8, 10)).toEqual(['0.4902', '0.9433']);
    expect(shown(10, 10)).toEqual(['0.7225', '1.0000']);
    expect(wilsonInterval(0, 0, Z)).toBeNull();
  });

  it('holds the share, narrows with the number, and mirrors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.nat(2000), (n, k) => {
        const done = k % (n + 1);
        const [low, high] = wilsonInterval(done, n, Z)!;
        expect(low).toBeLessThanOrEqual(done / n);
        expect(high).toBeGreaterThanOrEqual(done / n);
        const [low2, high2] = wilsonInterval(done * 3, n * 3, Z)!;
        expect(high2 - low2).toBeLessThan(high - low);
        const [low3, high3] = wilsonInterval(n - done, n, Z)!;
        expect(low3).toBeCloseTo(1 - high, 12);
        expect(high3).toBeCloseTo(1 - low, 12);
      }),
      { seed: 95 },
    );
  });

  it('gives one filing of twenty a wide interval, and every place lies in its own', () => {
    const parks = [
      park('one', { aboveScale: 20, accepted: 1, complete: 1, improvement: d('1') }),
      park('good', { aboveScale: 60, accepted: 60, complete: 57, improvement: d('0.9') }),
      park('weak', { aboveScale: 60, accepted: 60, complete: 6, improvement: d('0.2') }),
      park('none', { aboveScale: 8 }),
    ];
    for (const per of ['accepted', 'aboveScale'] as const)
      for (const rank of ['rate', 'composite'] as const) {
        const places = parkCompletion(parks, { per, rank }).map((r) => r.rank);
        const intervals = rankIntervals(parkBounds(parks, { per, rank }, Z));
        for (const [n, place] of places.entries()) {
          if (per === 'aboveScale' || place !== null) {
            expect(intervals[n]![0]).toBeLessThanOrEqual(place!);
            expect(intervals[n]![1]).toBeGreaterThanOrEqual(place!);
          } else expect(intervals[n]).toBeNull();
        }
      }
    const rate = rankIntervals(parkBounds(parks, { per: 'accepted', rank: 'rate' }, Z));
    // 1 of 1 may stand for anything from a fifth: first or last but one; 57 of 60 and 6 of 60 do not overlap.
    expect(rate.slice(0, 3)).toEqual([
      [1, 2],
      [1, 2],
      [3, 3],
    ]);
  });
});

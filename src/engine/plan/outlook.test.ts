import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastAt, type Point } from './outlook.ts';

const series = (values: number[], from = 2015): Point[] =>
  values.map((value, n) => ({ at: from + n, value }));

describe('random walk with drift', () => {
  // By hand: drift (19 − 10) ÷ 3 = 3; residuals 2−3, 4−3, 3−3 → s² = 2 ÷ 2 = 1; two years ahead: √(2 (1 + 2/3)) = 1.825742, × 1.281552.
  it('a worked example', () => {
    const f = forecastAt(series([10, 12, 16, 19]), 2020, 0.8)!;
    expect(f.drift).toBeCloseTo(3, 12);
    expect(f.mid).toBeCloseTo(25, 12);
    expect(f.high! - f.mid).toBeCloseTo(2.33978, 4);
    expect(f.mid - f.low!).toBeCloseTo(2.33978, 4);
  });
  it('two figures give a line and no interval, one gives nothing', () => {
    expect(forecastAt(series([10, 12]), 2018)).toMatchObject({ mid: 16, low: null, high: null });
    expect(forecastAt(series([10]), 2018)).toBeUndefined();
  });
  it('a straight line is forecast exactly, whatever the spacing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 9 }),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -9, max: 9 }),
        (quarters, start, slope) => {
          const points = quarters
            .toSorted((a, b) => a - b)
            .map((q) => ({ at: 2015 + q / 4, value: start + slope * (q / 4) }));
          const f = forecastAt(points, 2027)!;
          expect(f.mid).toBeCloseTo(start + slope * 12, 8);
          expect(f.high! - f.low!).toBeLessThan(1e-6);
        },
      ),
    );
  });
  it('the interval widens with the horizon and holds the middle', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (values, years) => {
          const at = (h: number) => forecastAt(series(values), 2014 + values.length + h)!;
          const [near, far] = [at(years), at(years + 1)];
          expect(near.low!).toBeLessThanOrEqual(near.mid);
          expect(near.high!).toBeGreaterThanOrEqual(near.mid);
          expect(far.high! - far.low!).toBeGreaterThanOrEqual(near.high! - near.low!);
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupTotals, scoreGroup } from './scores.ts';
import type { Reference, ScoreFormula, ScoreItem } from './types.ts';

const value = fc.integer({ min: -30, max: 200 }).map((n) => n / 10);
const reference: fc.Arbitrary<Reference> = fc.oneof(
  value,
  fc.record({
    stat: fc.constantFrom('mean' as const, 'median' as const, 'min' as const, 'max' as const),
    times: fc.constantFrom(1, 1.2),
  }),
);
const direction = fc.constantFrom('higher' as const, 'lower' as const);
const formula: fc.Arbitrary<ScoreFormula> = fc.oneof(
  fc.record({
    kind: fc.constant('ratio' as const),
    base: reference,
    direction,
    cap: fc.constantFrom(null, 1.2, 2),
    floor: fc.constantFrom(null, 0, 0.1),
  }),
  fc.record({ kind: fc.constant('two-minus-ratio' as const), mean: reference }),
  fc.record({ kind: fc.constant('min-max' as const), min: reference, max: reference, direction }),
  fc.record({
    kind: fc.constant('five-level' as const),
    levels: fc.constant({ excellent: 15, good: 10, average: 5, low: 1, poor: -1 }),
  }),
  fc.record({ kind: fc.constant('efficacy' as const), satisfactory: value, unacceptable: value }),
  fc.constant({ kind: 'points' as const, min: -3, max: 10 }),
  fc.record({
    kind: fc.constant('growth' as const),
    atBase: fc.constantFrom(0.6, 0.8),
    per: fc.constantFrom(1, 5),
    points: fc.constantFrom(0.5, 1),
    cap: fc.constantFrom(null, 1.5),
    floor: fc.constantFrom(null, 0),
  }),
  fc.constant({ kind: 'band' as const, low: 4, high: 6, zeroBelow: 1, zeroAbove: 12 }),
  fc.record({
    kind: fc.constant('limit' as const),
    full: value,
    zero: value,
    floor: fc.constantFrom(null, 0),
  }),
);
const item: fc.Arbitrary<Omit<ScoreItem, 'indicator'>> = fc.record(
  {
    weight: fc.constantFrom(0, 1, 7, 20, 33),
    formula,
    missing: fc.constantFrom<NonNullable<ScoreItem['missing']>>('zero', 'exclude', 'group-mean', {
      points: 2,
    }),
    negative: fc.constantFrom('zero' as const, 'as-is' as const),
    zero: fc.constantFrom<NonNullable<ScoreItem['zero']>>('as-is', 'zero', { points: -3 }),
    decimals: fc.constantFrom(0, 2),
  },
  { requiredKeys: ['weight', 'formula'] },
);

it('totals without traces are the totals of the traces, for every formula and rule', () => {
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 4 }),
      fc.array(fc.array(fc.option(value, { freq: 5 }), { minLength: 4, maxLength: 4 }), { maxLength: 12 }),
      fc.constantFrom(undefined, 2),
      (raw, rows, decimals) => {
        const items = raw.map((x, k): ScoreItem => ({ ...x, indicator: `i${k}` }));
        const units = rows.map((row) => Object.fromEntries(items.map((i, k) => [i.indicator, row[k]!])));
        const columns = items.map((_, k) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN));
        const traced = scoreGroup(items, units, decimals).map((t) => t.total ?? Number.NaN);
        expect([...groupTotals(items, columns, decimals)]).toEqual(traced);
      },
    ),
    { numRuns: 1500 },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, divDecimal, formatDecimal, period } from '#kernel';
import { deriveIndicators, periodBefore, rollUp, type Definition } from './index.ts';

const definitions: Definition[] = [
  { id: 'output', unit: '万元', formula: null },
  { id: 'people', unit: '人', formula: null },
  { id: 'per-head', unit: '万元/人', formula: 'output / people' },
  { id: 'per-head-growth', unit: '%', formula: '(per-head / prev(per-head) - 1) * 100' },
];
const derive = (facts: Record<string, string>, at = '2019') =>
  new Map(
    deriveIndicators(
      definitions,
      (id, p) => {
        const v = facts[`${id} ${p}`];
        return v === undefined ? undefined : decimal(v);
      },
      at,
    ).map((d) => [d.indicator, d]),
  );

describe('derived indicators', () => {
  const facts = { 'output 2018': '100', 'people 2018': '10', 'output 2019': '120', 'people 2019': '10' };
  it('rest on base figures and on one another, also of the year before', () => {
    const d = derive(facts);
    expect(formatDecimal(d.get('per-head')!.value!)).toBe('12');
    expect(formatDecimal(d.get('per-head-growth')!.value!)).toBe('20');
  });
  it('name the input that is missing and the divisor that is zero', () => {
    expect(derive({ 'output 2019': '5' }).get('per-head')).toMatchObject({
      reason: 'missing',
      missing: 'people',
    });
    expect(derive({ 'output 2019': '5', 'people 2019': '0' }).get('per-head')).toMatchObject({
      reason: 'zero',
    });
  });
  it('look back one month in months and one year in years', () => {
    expect(periodBefore(period('2019-M01'))).toBe('2018-M12');
    expect(periodBefore(period('2019'))).toBe('2018');
  });
});

describe('roll-ups', () => {
  const value = fc.integer({ min: -1e9, max: 1e9 }).map((n) => decimal((n / 100).toFixed(2)));
  it('are the same in any order and any grouping (associative, commutative)', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.nat(), (list, cut) => {
        const n = cut % list.length;
        const parts = [rollUp(list.slice(n)).value, rollUp(list.slice(0, n)).value];
        expect(formatDecimal(rollUp(parts).value!)).toBe(formatDecimal(rollUp(list).value!));
        expect(formatDecimal(rollUp(list.toReversed()).value!)).toBe(formatDecimal(rollUp(list).value!));
      }),
    );
  });
  it('a ratio of a group is the ratio of the sums', () => {
    const output = rollUp([decimal('100'), decimal('300')]).value!;
    const people = rollUp([decimal('10'), decimal('10')]).value!;
    expect(formatDecimal(divDecimal(output, people, 4, 'halfEven'))).toBe('20');
  });
  it('count only what is known, and have no sum of nothing', () => {
    expect(rollUp([undefined, decimal('1')]).count).toBe(1);
    expect(rollUp([undefined])).toEqual({ count: 0 });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  day,
  dayOf,
  daysBetween,
  daysInMonth,
  instant,
  parseDay,
  parsePeriod,
  period,
  periodEnd,
  periodKind,
  periodOf,
  periodStart,
  periodYear,
  previousPeriod,
  samePeriodLastYear,
  yearOf,
  type Day,
  type Period,
  type PeriodKind,
} from './index.ts';

const two = (n: number): string => String(n).padStart(2, '0');
const anyDay: fc.Arbitrary<Day> = fc
  .tuple(fc.integer({ min: 2, max: 9998 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([y, m, d]) => day(`${String(y).padStart(4, '0')}-${two(m)}-${two(Math.min(d, daysInMonth(y, m)))}`));
const kinds: readonly PeriodKind[] = ['year', 'half', 'quarter', 'month'];
const anyPeriod: fc.Arbitrary<Period> = fc
  .tuple(anyDay, fc.constantFrom(...kinds))
  .map(([d, kind]) => periodOf(d, kind));

describe('day', () => {
  test.each([
    '2019-02-29',
    '1900-02-29',
    '2019-13-01',
    '2019-00-10',
    '2019-04-31',
    '2019-4-1',
    '20190401',
    '2019-04-01T00:00',
    '',
  ])('%j is no day', (text) => {
    expect(parseDay(text)).toBeUndefined();
    expect(() => day(text)).toThrow(RangeError);
  });

  test.each(['2020-02-29', '2000-02-29', '2019-12-31', '0004-02-29'])('%s is a day', (text) => {
    expect(parseDay(text)).toBe(text);
  });

  test('days run over months, years and leap days', () => {
    expect(addDays(day('2019-12-31'), 1)).toBe('2020-01-01');
    expect(addDays(day('2020-02-28'), 1)).toBe('2020-02-29');
    expect(addDays(day('2021-03-01'), -1)).toBe('2021-02-28');
    expect(daysBetween(day('2019-12-27'), day('2020-12-31'))).toBe(370);
    expect(daysBetween(day('2020-12-31'), day('2019-12-27'))).toBe(-370);
    expect(yearOf(day('2019-12-27'))).toBe(2019);
  });

  test('going forward and back ends on the same day, and the distance is what was walked', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -300, max: 300 }), (d, n) => {
        expect(addDays(addDays(d, n), -n)).toBe(d);
        expect(daysBetween(d, addDays(d, n))).toBe(n);
      }),
    );
  });

  test('the order of days is the order of their text', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(daysBetween(a, b) > 0).toBe(a < b);
      }),
    );
  });

  test('an instant belongs to the day it is in China', () => {
    expect(dayOf(instant('2019-12-31T15:59:59.999Z'))).toBe('2019-12-31');
    expect(dayOf(instant('2019-12-31T16:00:00Z'))).toBe('2020-01-01');
  });
});

describe('period', () => {
  test.each([
    ['2019', 'year', '2019-01-01', '2019-12-31', '2018', '2018'],
    ['2019-H1', 'half', '2019-01-01', '2019-06-30', '2018-H2', '2018-H1'],
    ['2019-H2', 'half', '2019-07-01', '2019-12-31', '2019-H1', '2018-H2'],
    ['2019-Q3', 'quarter', '2019-07-01', '2019-09-30', '2019-Q2', '2018-Q3'],
    ['2020-Q1', 'quarter', '2020-01-01', '2020-03-31', '2019-Q4', '2019-Q1'],
    ['2020-M02', 'month', '2020-02-01', '2020-02-29', '2020-M01', '2019-M02'],
    ['2019-M01', 'month', '2019-01-01', '2019-01-31', '2018-M12', '2018-M01'],
  ])('%s is a %s from %s to %s after %s; a year before, %s', (text, kind, start, end, before, lastYear) => {
    const p = period(text);
    expect([periodKind(p), periodStart(p), periodEnd(p), previousPeriod(p), samePeriodLastYear(p)]).toEqual([
      kind,
      start,
      end,
      before,
      lastYear,
    ]);
  });

  test.each([
    '',
    '19',
    '2019-H3',
    '2019-Q0',
    '2019-Q5',
    '2019-M13',
    '2019-M00',
    '2019-M7',
    '2019M07',
    '2019-07',
    '2019-h1',
    '2019 ',
  ])('%j is no period', (text) => {
    expect(parsePeriod(text)).toBeUndefined();
    expect(() => period(text)).toThrow(RangeError);
  });

  test('a period holds its first and its last day and neither neighbour', () => {
    fc.assert(
      fc.property(anyPeriod, (p) => {
        const kind = periodKind(p);
        expect(parsePeriod(p)).toBe(p);
        expect(periodOf(periodStart(p), kind)).toBe(p);
        expect(periodOf(periodEnd(p), kind)).toBe(p);
        expect(periodOf(addDays(periodStart(p), -1), kind)).not.toBe(p);
        expect(periodOf(addDays(periodEnd(p), 1), kind)).not.toBe(p);
      }),
    );
  });

  test('periods of one kind follow each other without a gap', () => {
    fc.assert(
      fc.property(anyPeriod, (p) => {
        expect(addDays(periodEnd(previousPeriod(p)), 1)).toBe(periodStart(p));
      }),
    );
  });

  test('four quarters, two halves and twelve months make the year back', () => {
    for (const [kind, n] of [
      ['half', 2],
      ['quarter', 4],
      ['month', 12],
    ] as const) {
      let p = periodOf(day('2020-12-31'), kind);
      for (let i = 0; i < n; i += 1) p = previousPeriod(p);
      expect(p).toBe(samePeriodLastYear(periodOf(day('2020-12-31'), kind)));
    }
  });

  test('the same period a year earlier is of the same kind and still four digits wide', () => {
    expect(samePeriodLastYear(period('1000-Q1'))).toBe('0999-Q1');
    fc.assert(
      fc.property(anyPeriod, (p) => {
        const q = samePeriodLastYear(p);
        expect(periodKind(q)).toBe(periodKind(p));
        expect(periodYear(q)).toBe(periodYear(p) - 1);
      }),
    );
  });
});

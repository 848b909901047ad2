/** Working days against an independent table (chinese-days) and against the law's way of counting. */
import { isWorkday } from 'chinese-days';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addWorkingDays, day, isWorkingDay, Problem, workingDaysBetween, type Day } from '#kernel';
import { readCalendar } from '#areas/subjects';

const calendar = readCalendar({ contentDir: new URL('../../content', import.meta.url).pathname });
const first = day('2018-01-01');
const last = day('2026-12-31');
const anyDay = fc.integer({ min: 0, max: 3200 }).map((n) => addDays(first, n));

describe('working days', () => {
  it('2018 to 2026 agree with chinese-days on every day', () => {
    const differing: string[] = [];
    for (let d: Day = first; d <= last; d = addDays(d, 1))
      if (isWorkingDay(calendar, d) !== isWorkday(d)) differing.push(d);
    expect(differing).toEqual([]);
  });

  it('three working days over the National Day of 2018: 29 and 30 September are worked, 1 to 7 October are not', () => {
    expect(addWorkingDays(calendar, day('2018-09-28'), 2)).toBe('2018-09-30');
    expect(addWorkingDays(calendar, day('2018-09-28'), 3)).toBe('2018-10-08');
    expect(workingDaysBetween(calendar, day('2018-09-28'), day('2018-10-08'))).toBe(3);
    expect(addWorkingDays(calendar, day('2018-10-08'), -3)).toBe('2018-09-28');
  });

  it('a year that was not published is refused, not guessed', () => {
    expect(() => addWorkingDays(calendar, day('2026-12-30'), 5)).toThrow(Problem);
    expect(() => isWorkingDay(calendar, day('2031-01-02'))).toThrow('calendar.unknown-year');
  });

  it('counting undoes adding', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 20 }), (d, n) => {
        const end = addWorkingDays(calendar, d, n);
        expect(workingDaysBetween(calendar, d, end)).toBe(n);
        if (n > 0) expect(isWorkingDay(calendar, end)).toBe(true);
      }),
    );
  });
});

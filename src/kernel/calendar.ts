import { addDays, daysBetween, yearOf, type Day } from './day.ts';
import { Problem } from './problem.ts';

/** One published year: days off beyond Saturdays and Sundays, and Saturdays and Sundays on which people work (调休). */
export interface CalendarYear {
  readonly year: number;
  readonly source: string;
  readonly holidays: ReadonlySet<string>;
  readonly workdays: ReadonlySet<string>;
}
/** Published years by number. */
export type WorkCalendar = ReadonlyMap<number, CalendarYear>;

/** Monday 0 … Sunday 6; 1970-01-05 was a Monday. */
const weekday = (d: Day): number => ((daysBetween('1970-01-05' as Day, d) % 7) + 7) % 7;

/**
 * Whether offices work on a day. A year whose arrangement has not been published is refused (Problem `calendar.unknown-year`):
 * silently counting it as an ordinary year would set wrong deadlines.
 */
export function isWorkingDay(calendar: WorkCalendar, d: Day): boolean {
  const year = calendar.get(yearOf(d));
  if (!year) throw new Problem('calendar.unknown-year', { params: { year: yearOf(d) } });
  if (year.holidays.has(d)) return false;
  return weekday(d) < 5 || year.workdays.has(d);
}

/** The n-th working day after a day (before it when n is negative); the day itself does not count (民法典 第二百零一条). 0 gives the day itself. */
export function addWorkingDays(calendar: WorkCalendar, d: Day, n: number): Day {
  const step = n < 0 ? -1 : 1;
  let at = d;
  for (let left = Math.abs(n); left > 0;) {
    at = addDays(at, step);
    if (isWorkingDay(calendar, at)) left--;
  }
  return at;
}

/** Working days after `from` up to and including `to`; negative when `to` is earlier. Inverse of `addWorkingDays` on working days. */
export function workingDaysBetween(calendar: WorkCalendar, from: Day, to: Day): number {
  if (to < from) return -workingDaysBetween(calendar, to, from);
  let n = 0;
  for (let at = from; at < to;) {
    at = addDays(at, 1);
    if (isWorkingDay(calendar, at)) n++;
  }
  return n;
}

/** Working days of supervision: when a month is to be reported, how many days an order has left. A year not published is not guessed. */
import {
  addWorkingDays,
  day,
  period,
  periodEnd,
  Problem,
  workingDaysBetween,
  type Day,
  type WorkCalendar,
} from '#kernel';
import { readCalendar } from '#areas/subjects';
import type { House } from '#platform/act';

const calendars = new WeakMap<House, WorkCalendar>();
export function calendarOf(house: House): WorkCalendar {
  const had = calendars.get(house);
  if (had) return had;
  const read = readCalendar(house);
  calendars.set(house, read);
  return read;
}

export function published<T>(find: () => T): T | null {
  try {
    return find();
  } catch (e) {
    if (e instanceof Problem && e.code === 'calendar.unknown-year') return null;
    throw e;
  }
}

export const monthEnd = (year: number, month: number): Day =>
  periodEnd(period(`${year}-M${String(month).padStart(2, '0')}`));

/** The last day on which a month is reported in time. */
export const reportDay = (
  calendar: WorkCalendar,
  year: number,
  month: number,
  workingDay: number,
): Day | null => published(() => addWorkingDays(calendar, monthEnd(year, month), workingDay));

/** Months of a year that are over on a day, 0…12. */
export function monthsOver(year: number, on: Day): number {
  let n = 0;
  while (n < 12 && monthEnd(year, n + 1) <= on) n += 1;
  return n;
}

/** The last month whose report was due before a day, 0…12. */
export function monthsDue(calendar: WorkCalendar, year: number, on: Day, workingDay: number): number {
  let n = 0;
  while (n < 12) {
    const last = reportDay(calendar, year, n + 1, workingDay);
    if (last === null || last >= on) break;
    n += 1;
  }
  return n;
}

export const workingDaysLeft = (calendar: WorkCalendar, on: Day, deadline: string): number | null =>
  published(() => workingDaysBetween(calendar, on, day(deadline)));

/** Working days of supervision: when a month is to be reported, how many days an order has left. A year not published is not guessed. */
import {
  addWorkingDays,
  day,
  period,
  periodEnd,
  workingDaysBetween,
  type Day,
  type WorkCalendar,
} from '#kernel';
import { ifPublished } from '#areas/subjects';

export const monthEnd = (year: number, month: number): Day =>
  periodEnd(period(`${year}-M${String(month).padStart(2, '0')}`));

/** The last day on which a month is reported in time. */
export const reportDay = (
  calendar: WorkCalendar,
  year: number,
  month: number,
  workingDay: number,
): Day | null => ifPublished(() => addWorkingDays(calendar, monthEnd(year, month), workingDay));

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
  ifPublished(() => workingDaysBetween(calendar, on, day(deadline)));

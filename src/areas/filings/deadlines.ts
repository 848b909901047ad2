/** Deadlines of filings: set when a state is entered, by the review and the calendar of that day; told against the day of reading. */
import { dayOf, instant, workingDaysBetween, type Day, type WorkCalendar } from '#kernel';
import { dueDay, standingOf, type ReviewState } from '#engine/review';
import { ifPublished } from '#areas/subjects';
import type { Due } from './store.ts';

export function dueOn(
  s: ReviewState | undefined,
  c: { entered: string; year: number },
  calendar: WorkCalendar,
): Due | null {
  if (!s?.due) return null;
  const day = ifPublished(() => dueDay(s, { entered: dayOf(instant(c.entered)), year: c.year }, calendar));
  return day ? { day, role: s.due.who.role } : null;
}

export const dueWire = (due: Due | null, today: Day, calendar: WorkCalendar) => {
  if (!due) return null;
  const { days, word } = standingOf(due.day as Day, today);
  return {
    day: due.day,
    role: due.role,
    days,
    word,
    workingDays: days <= 0 ? null : ifPublished(() => workingDaysBetween(calendar, today, due.day as Day)),
  };
};

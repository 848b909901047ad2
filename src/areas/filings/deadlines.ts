/** Deadlines of filings: set when a state is entered, by the review and the calendar of that day; told against the day of reading. */
import { dayOf, instant, Problem, workingDaysBetween, type Day, type WorkCalendar } from '#kernel';
import { dueDay, standingOf, type ReviewState } from '#engine/review';
import { readCalendar } from '#areas/subjects';
import type { House } from '#platform/act';
import type { Due } from './store.ts';

const calendars = new WeakMap<House, WorkCalendar>();

/** The published working days, read once. */
export function calendarOf(house: House): WorkCalendar {
  const had = calendars.get(house);
  if (had) return had;
  const read = readCalendar(house);
  calendars.set(house, read);
  return read;
}

/** A year whose working days are not published has no such deadline yet: nothing is guessed. */
function published<T>(find: () => T): T | null {
  try {
    return find();
  } catch (e) {
    if (e instanceof Problem && e.code === 'calendar.unknown-year') return null;
    throw e;
  }
}

export function dueOn(
  s: ReviewState | undefined,
  c: { entered: string; year: number },
  calendar: WorkCalendar,
): Due | null {
  if (!s?.due) return null;
  const day = published(() => dueDay(s, { entered: dayOf(instant(c.entered)), year: c.year }, calendar));
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
    workingDays: days <= 0 ? null : published(() => workingDaysBetween(calendar, today, due.day as Day)),
  };
};

import { addDays, addWorkingDays, daysBetween, parseDay, type Day, type WorkCalendar } from '#kernel';
import type { ReviewState } from './types.ts';

/**
 * The last day of a state for a case of `year` that entered it on `entered`; undefined without a deadline. Working days do not count the first
 * day; 02-29 is 02-28 where there is none. Throws Problem `calendar.unknown-year` where the calendar of a year is not published.
 */
export function dueDay(
  s: ReviewState,
  c: { readonly entered: Day; readonly year: number },
  calendar: WorkCalendar,
): Day | undefined {
  if (!s.due) return undefined;
  if (s.due.workingDays !== undefined) return addWorkingDays(calendar, c.entered, s.due.workingDays);
  const year = c.year + (s.due.yearsAfter ?? 0);
  return parseDay(`${year}-${s.due.day}`) ?? parseDay(`${year}-02-28`);
}

export interface Standing {
  /** Days that are left, today not counted; negative: days since the last day. */
  readonly days: number;
  /** `soon` within three days, `late` from the day after the last. */
  readonly word: 'open' | 'soon' | 'today' | 'late';
}

const SOON = 3;

/** How a last day stands on another day; pages and lists say it in the same words. */
export function standingOf(due: Day, today: Day): Standing {
  const days = daysBetween(today, due);
  return {
    days,
    word: days < 0 ? 'late' : days === 0 ? 'today' : due <= addDays(today, SOON) ? 'soon' : 'open',
  };
}

/** Last days in working days: of handing in, and of the state a report is in. A year whose working days are not published has none yet. */
import { workingDaysBetween, type Day, type Period } from '#kernel';
import { lastDay } from '#engine/reporting';
import { dueDay, standingOf } from '#engine/review';
import { calendarOf, ifPublished } from '#areas/subjects';
import type { House } from '#platform/act';
import { stateIn, type Sheet } from './forms.ts';

/** The last day of handing in a period's report. */
export const dueOf = (house: House, sheet: Sheet, period: string): Day | null =>
  ifPublished(() => lastDay(sheet.form, period as Period, calendarOf(house)));

/** The last day of a state entered on a day, and whose it is to keep. */
export function stateDue(
  house: House,
  sheet: Sheet,
  state: string,
  entered: Day,
): { day: string | null; role: string | null } {
  const s = stateIn(sheet, state);
  const day = s?.due
    ? ifPublished(() => dueDay(s, { entered, year: Number(entered.slice(0, 4)) }, calendarOf(house)))
    : null;
  return { day: day ?? null, role: day ? (s?.due?.who.role ?? null) : null };
}

export function dueWire(house: House, day: string | null, role: string, today: Day) {
  if (day === null) return null;
  const { days, word } = standingOf(day as Day, today);
  return {
    day,
    role,
    days,
    word,
    workingDays:
      days <= 0 ? null : ifPublished(() => workingDaysBetween(calendarOf(house), today, day as Day)),
  };
}

/** Who hands in a form's reports. */
export const reporterRole = (sheet: Sheet): string =>
  ({ enterprise: 'enterprise', project: 'enterprise', park: 'locality', agency: 'department' })[
    sheet.form.reporter
  ];

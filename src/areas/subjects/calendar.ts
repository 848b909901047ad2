import { join } from 'node:path';
import { z } from 'zod';
import { addDays, parseDay, Problem, type CalendarYear, type Day, type WorkCalendar } from '#kernel';
import type { House } from '#platform/act';
import { loadFolder } from '#platform/content';

const dayText = z.string().refine((t) => parseDay(t) !== undefined);
const calendarFile = z.strictObject({
  year: z.number().int(),
  source: z.string().min(1),
  issued: dayText,
  holidays: z.array(z.strictObject({ name: z.string().min(1), from: dayText, to: dayText })),
  workdays: z.array(dayText),
});

const daysOf = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let d = from as Day; d <= to; d = addDays(d, 1)) days.push(d);
  return days;
};

/** The working days that have been published (`content/calendars`); a file that is broken or names a day outside its year is a Problem. */
export function readCalendar(house: Pick<House, 'contentDir'>): WorkCalendar {
  const folder = loadFolder(join(house.contentDir, 'calendars'));
  const years = new Map<number, CalendarYear>();
  for (const { name, value } of folder.yaml) {
    const parsed = calendarFile.safeParse(value);
    const inYear = (d: string): boolean => parsed.success && d.startsWith(String(parsed.data.year));
    const days = parsed.success ? parsed.data.holidays.flatMap((h) => daysOf(h.from, h.to)) : [];
    if (!parsed.success || years.has(parsed.data.year) || ![...days, ...parsed.data.workdays].every(inYear))
      throw new Problem('content.broken', { params: { name: `calendars/${name}` } });
    const { year, source, workdays } = parsed.data;
    years.set(year, { year, source, holidays: new Set(days), workdays: new Set(workdays) });
  }
  if (folder.findings.length > 0)
    throw new Problem('content.broken', { params: { name: 'calendars' }, findings: folder.findings });
  return years;
}

const calendars = new WeakMap<Pick<House, 'contentDir'>, WorkCalendar>();

/** The published working days, read once. */
export function calendarOf(house: Pick<House, 'contentDir'>): WorkCalendar {
  const had = calendars.get(house);
  if (had) return had;
  const read = readCalendar(house);
  calendars.set(house, read);
  return read;
}

/** What depends on working days; null where a year's are not published: nothing is guessed. */
export function ifPublished<T>(find: () => T): T | null {
  try {
    return find();
  } catch (e) {
    if (e instanceof Problem && e.code === 'calendar.unknown-year') return null;
    throw e;
  }
}

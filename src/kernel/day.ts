/**
 * A legal day, `YYYY-MM-DD`. Days are compared as text and never pass through a time zone;
 * an instant becomes a day in one place only (`dayOf`, Asia/Shanghai).
 */
export type Day = string & { readonly __day: true };
/** UTC instant, ISO 8601 with `Z`: when something happened, never a deadline. */
export type Instant = string & { readonly __instant: true };

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (y: number): boolean => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0);

export function parseDay(text: string): Day | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!m) return undefined;
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])];
  return mo >= 1 && mo <= 12 && d >= 1 && d <= daysInMonth(y, mo) ? (text as Day) : undefined;
}

export function day(text: string): Day {
  const d = parseDay(text);
  if (!d) throw new RangeError(`not a day: ${text}`);
  return d;
}

const toEpoch = (d: Day): number =>
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  Date.parse(d) / 86_400_000;
const fromEpoch = (n: number): Day => new Date(n * 86_400_000).toISOString().slice(0, 10) as Day;

export const addDays = (d: Day, n: number): Day => fromEpoch(toEpoch(d) + n);
/** Whole days from a to b; negative when b is earlier. */
export const daysBetween = (a: Day, b: Day): number => toEpoch(b) - toEpoch(a);
export const yearOf = (d: Day): number => Number(d.slice(0, 4));

export const instant = (text: string): Instant => text as Instant;

/** The legal day of an instant in China (UTC+8 all year since 1991). */
export const dayOf = (t: Instant): Day =>
  new Date(Date.parse(t) + 8 * 3_600_000).toISOString().slice(0, 10) as Day;

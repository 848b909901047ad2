import { addDays, dayOf, instant, type Day, type Instant } from '#kernel';

/** The last day whose hour has come, in Shanghai time; `at` is `HH:MM`. */
export function dueDay(now: Instant, at: string): Day {
  const [hours, minutes] = at.split(':').map(Number) as [number, number];
  return dayOf(instant(new Date(Date.parse(now) - (hours * 60 + minutes) * 60_000).toISOString()));
}

/** When the next run after `now` begins. */
export const nextAt = (now: Instant, at: string): Instant =>
  instant(new Date(`${addDays(dueDay(now, at), 1)}T${at}:00+08:00`).toISOString());

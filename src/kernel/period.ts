import { addDays, day, daysInMonth, type Day } from './day.ts';

/** A reporting period as one canonical text: `2019`, `2019-H1`, `2019-Q3`, `2019-M07`. */
export type Period = string & { readonly __period: true };
export type PeriodKind = 'year' | 'half' | 'quarter' | 'month';

const PATTERN = /^(\d{4})(?:-(?:H([12])|Q([1-4])|M(0[1-9]|1[0-2])))?$/;

export const parsePeriod = (text: string): Period | undefined =>
  PATTERN.test(text) ? (text as Period) : undefined;

export function period(text: string): Period {
  const p = parsePeriod(text);
  if (!p) throw new RangeError(`not a period: ${text}`);
  return p;
}

export const periodKind = (p: Period): PeriodKind =>
  p.length === 4 ? 'year' : p[5] === 'H' ? 'half' : p[5] === 'Q' ? 'quarter' : 'month';

export const periodYear = (p: Period): number => Number(p.slice(0, 4));

const months = (p: Period): [first: number, last: number] => {
  const n = Number(p.slice(6));
  switch (periodKind(p)) {
    case 'year':
      return [1, 12];
    case 'half':
      return [n * 6 - 5, n * 6];
    case 'quarter':
      return [n * 3 - 2, n * 3];
    case 'month':
      return [n, n];
  }
};

const two = (n: number): string => String(n).padStart(2, '0');

export const periodStart = (p: Period): Day => day(`${p.slice(0, 4)}-${two(months(p)[0])}-01`);
export const periodEnd = (p: Period): Day => {
  const last = months(p)[1];
  return day(`${p.slice(0, 4)}-${two(last)}-${two(daysInMonth(periodYear(p), last))}`);
};

/** The period of the same kind just before. */
export function previousPeriod(p: Period): Period {
  return periodOf(addDays(periodStart(p), -1), periodKind(p));
}

/** The same period one year earlier, for year-on-year figures. */
export const samePeriodLastYear = (p: Period): Period =>
  `${String(periodYear(p) - 1).padStart(4, '0')}${p.slice(4)}` as Period;

export function periodOf(d: Day, kind: PeriodKind): Period {
  const y = d.slice(0, 4);
  const m = Number(d.slice(5, 7));
  switch (kind) {
    case 'year':
      return y as Period;
    case 'half':
      return `${y}-H${m <= 6 ? 1 : 2}` as Period;
    case 'quarter':
      return `${y}-Q${Math.ceil(m / 3)}` as Period;
    case 'month':
      return `${y}-M${two(m)}` as Period;
  }
}

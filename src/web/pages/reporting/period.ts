import { t, type Locale } from '#locales';

/** `2022-M11` as a person says it: 2022年11月, 2022年第三季度, 2022年. */
export function periodText(locale: Locale, p: string): string {
  const [year, rest] = p.split('-');
  if (!year) return p;
  if (rest === undefined) return t(locale, 'reportingPages.period.year', { year });
  return rest.startsWith('M')
    ? t(locale, 'reportingPages.period.month', { year, month: Number(rest.slice(1)) })
    : t(locale, 'reportingPages.period.quarter', { year, quarter: Number(rest.slice(1)) });
}

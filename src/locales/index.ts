/**
 * Every sentence a person reads. Chinese is the source; English is typed by its keys, and placeholders are typed too.
 * `t(locale, 'common.total', { total: 3 })`. No browser, no Node: pages, exports and the command line share it.
 */
import { en } from './en/index.ts';
import { readOut, type Explained } from './explanation.ts';
import { zh } from './zh-CN/index.ts';

export { fenText, type Explained } from './explanation.ts';
export { formatDecimal, formatNumber, formatPercent, shortDecimal } from './format.ts';
export { openedStep, shownValues, type ShownName, type ShownStep } from './level-step.ts';

export type Locale = 'zh-CN' | 'en';
export const locales: readonly Locale[] = ['zh-CN', 'en'];

type Zh = typeof zh;
export type Key = {
  [A in keyof Zh & string]: {
    [K in keyof Zh[A] & string]: Zh[A][K] extends string ? `${A}.${K}` : never;
  }[keyof Zh[A] & string];
}[keyof Zh & string];

type TextOf<K extends Key> = K extends `${infer A}.${infer M}`
  ? A extends keyof Zh
    ? M extends keyof Zh[A]
      ? Zh[A][M]
      : never
    : never
  : never;
type Names<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | Names<Rest> : never;
export type Args<K extends Key> = [Names<TextOf<K>>] extends [never]
  ? []
  : [params: Readonly<Record<Names<TextOf<K>>, string | number>>];

/** Keys of messages without placeholders: what a menu entry or a column title may name. */
export type PlainKey = { [K in Key]: [Names<TextOf<K>>] extends [never] ? K : never }[Key];

const books: Record<Locale, Record<string, Record<string, unknown>>> = { 'zh-CN': zh, en };

const fill = (text: string, params: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));

/** For keys that come from data (codes); undefined when there is no such message. */
export function lookUp(
  locale: Locale,
  book: string,
  key: string,
  params: Readonly<Record<string, string | number>> = {},
): string | undefined {
  const text = books[locale][book]?.[key];
  return typeof text === 'string' ? fill(text, params) : undefined;
}

export function t<K extends Key>(locale: Locale, key: K, ...args: Args<K>): string {
  const dot = key.indexOf('.');
  return lookUp(locale, key.slice(0, dot), key.slice(dot + 1), args[0] ?? {}) ?? key;
}

/** The sentence for a refusal: the house's own table first, then `problem.<rest>` of the area that the code begins with. */
export function problemText(
  locale: Locale,
  code: string,
  params: Readonly<Record<string, string | number>> = {},
): string {
  const dot = code.indexOf('.');
  return (
    lookUp(locale, 'problems', code, params) ??
    lookUp(locale, code.slice(0, dot), `problem.${code.slice(dot + 1)}`, params) ??
    code
  );
}

export interface FindingText {
  readonly title: string;
  readonly message: string;
  /** What to do, or what must be decided. */
  readonly action: string;
}

/** The sentences for a finding code, from whichever table explains it. */
export function findingText(
  locale: Locale,
  code: string,
  params: Readonly<Record<string, string | number>> = {},
): FindingText {
  for (const book of Object.values(books[locale])) {
    const entry = book[code] as
      | { title?: string; message?: string; fix?: string; decide?: string }
      | undefined;
    if (entry && typeof entry === 'object' && entry.message !== undefined)
      return {
        title: fill(entry.title ?? code, params),
        message: fill(entry.message, params),
        action: fill(entry.fix ?? entry.decide ?? '', params),
      };
    const flat = book[`finding.${code}`];
    if (typeof flat === 'string') return { title: code, message: fill(flat, params), action: '' };
  }
  return { title: code, message: code, action: '' };
}

/** An evaluation of a funding rule as one page of sentences. */
export const explanationLines = (locale: Locale, e: Explained): string[] =>
  readOut((key, params) => lookUp(locale, 'rules', key, params), e);

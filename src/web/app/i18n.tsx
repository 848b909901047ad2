import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import {
  findingText,
  lookUp,
  problemText,
  t as translate,
  type Args,
  type FindingText,
  type Key,
  type Locale,
} from '#locales';

interface I18n {
  locale: Locale;
  setLocale(locale: Locale): void;
  t<K extends Key>(key: K, ...args: Args<K>): string;
  problem(code: string, params?: Readonly<Record<string, string | number>>): string;
  finding(code: string, params?: Readonly<Record<string, string | number>>): FindingText;
  /** A word for a code that comes from data: the table's own, or the code itself where it has none. */
  label(book: string, key: string): string;
  /** Text from a content pack in the present language, Chinese where there is no translation. */
  data(text: { zh: string; en?: string | undefined }): string;
}

const Context = createContext<I18n | null>(null);
const STORE = 'duibiao.locale';

const initial = (): Locale => (localStorage.getItem(STORE) === 'en' ? 'en' : 'zh-CN');

export function I18nProvider({ children }: { children: ReactNode }) {
  const [locale, set] = useState<Locale>(initial);
  const setLocale = useCallback((next: Locale) => {
    localStorage.setItem(STORE, next);
    document.documentElement.lang = next;
    set(next);
  }, []);
  const value = useMemo<I18n>(
    () => ({
      locale,
      setLocale,
      t: (key, ...args) => translate(locale, key, ...args),
      problem: (code, params) => problemText(locale, code, params),
      finding: (code, params) => findingText(locale, code, params),
      label: (book, key) => lookUp(locale, book, key) ?? key.slice(key.indexOf('.') + 1),
      data: (text) => (locale === 'en' ? (text.en ?? text.zh) : text.zh),
    }),
    [locale, setLocale],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useI18n(): I18n {
  const i = useContext(Context);
  if (!i) throw new Error('useI18n outside its provider');
  return i;
}

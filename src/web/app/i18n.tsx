import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { findingText, problemText, t as translate, type Args, type FindingText, type Key, type Locale } from '#locales';

interface I18n {
  locale: Locale;
  setLocale(locale: Locale): void;
  t<K extends Key>(key: K, ...args: Args<K>): string;
  problem(code: string, params?: Readonly<Record<string, string | number>>): string;
  finding(code: string, params?: Readonly<Record<string, string | number>>): FindingText;
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

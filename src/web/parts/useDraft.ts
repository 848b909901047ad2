import type { FormInstance } from 'antd';
import { useMemo } from 'react';

/** What was typed into a form survives a reload, a lost connection or a closed window, until it is saved. */
export function useDraft<T extends object>(name: string, form: FormInstance<T>) {
  const key = `duibiao.draft.${name}`;
  return useMemo(() => {
    let initial: Partial<T> = {};
    try {
      initial = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>;
    } catch {
      sessionStorage.removeItem(key);
    }
    return {
      initial,
      keep: () => sessionStorage.setItem(key, JSON.stringify(form.getFieldsValue())),
      forget: () => sessionStorage.removeItem(key),
    };
  }, [key, form]);
}

import { useState } from 'react';

/** State that survives a reload until it is forgotten: a trial that is being put together. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void, () => void] {
  const key = `duibiao.draft.${name}`;
  const [value, set] = useState<T>(() => {
    try {
      const kept = sessionStorage.getItem(key);
      return kept === null ? initial : { ...initial, ...(JSON.parse(kept) as T) };
    } catch {
      return initial;
    }
  });
  return [
    value,
    (next) => {
      sessionStorage.setItem(key, JSON.stringify(next));
      set(next);
    },
    () => sessionStorage.removeItem(key),
  ];
}

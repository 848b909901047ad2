import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** Filters, sorting and paging live in the address: a list can be sent to a colleague or gone back to. */
export function useQueryState<T extends Record<string, string>>(
  defaults: T,
): [T, (change: Partial<Record<keyof T, string | undefined>>) => void, () => void] {
  const [params, setParams] = useSearchParams();
  const state = Object.fromEntries(Object.entries(defaults).map(([k, v]) => [k, params.get(k) ?? v])) as T;
  const set = useCallback(
    (change: Partial<Record<keyof T, string | undefined>>) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          // Any other filter starts again from the first page.
          if (!('page' in change)) next.delete('page');
          for (const [k, v] of Object.entries(change)) {
            if (v === undefined || v === '' || v === defaults[k]) next.delete(k);
            else next.set(k, v);
          }
          return next;
        },
        { replace: true },
      ),
    // `defaults` is a literal at the call.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [setParams],
  );
  const reset = useCallback(() => setParams({}, { replace: true }), [setParams]);
  return [state, set, reset];
}

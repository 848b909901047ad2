import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, type ReactNode } from 'react';
import { api } from '../api.ts';

type Me = Awaited<ReturnType<typeof api.accounts.me>>;

interface Session {
  /** null: a visitor. */
  me: Me['account'];
  ready: boolean;
  can(permission: string): boolean;
  refresh(): Promise<void>;
  /** Forgets everything that was read in somebody's name. */
  leave(): Promise<void>;
}

const Context = createContext<Session | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { data, isPending } = useQuery({
    queryKey: ['me'],
    queryFn: () => api.accounts.me(),
    staleTime: 60_000,
  });
  const me = data?.account ?? null;
  const refresh = useCallback(async () => {
    await queries.invalidateQueries();
  }, [queries]);
  const leave = useCallback(async () => {
    await api.accounts.signOut();
    queries.clear();
    await queries.invalidateQueries({ queryKey: ['me'] });
  }, [queries]);
  const value = useMemo<Session>(() => {
    const held = new Set(me?.permissions);
    return {
      me,
      ready: !isPending,
      can: (p) => p === 'public' || (p === 'signed-in' ? me !== null : held.has(p)),
      refresh,
      leave,
    };
  }, [me, isPending, refresh, leave]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const s = useContext(Context);
  if (!s) throw new Error('useSession outside its provider');
  return s;
}

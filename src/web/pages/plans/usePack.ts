import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../api.ts';

/** The plan being read (in the address), the list of plans, and the day as of which it is read. */
export function usePack() {
  const [params, setParams] = useSearchParams();
  const packs = useQuery({
    queryKey: ['plans', 'packs'],
    queryFn: () => api.plans.packs(),
    staleTime: 300_000,
  });
  const list = packs.data?.items ?? [];
  const wanted = params.get('plan');
  const pack = list.find((p) => p.id === wanted) ?? list.find((p) => p.sourceKind === 'document') ?? list[0];
  const asOf = params.get('asOf') ?? undefined;
  const set = (change: { plan?: string; asOf?: string | undefined }): void =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [k, v] of Object.entries(change)) {
          if (v === undefined) next.delete(k);
          else next.set(k, v);
        }
        return next;
      },
      { replace: true },
    );
  return { packs, list, pack, asOf, set };
}

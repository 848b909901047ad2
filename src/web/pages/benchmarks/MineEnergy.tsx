import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { EnergyLevels } from './EnergyLevels.tsx';

/** 我的对标: energy per product; nothing where the enterprise reports none. */
export function MineEnergy({ run, subject }: { run: string; subject: string }) {
  const q = useQuery({
    queryKey: ['benchmarks', 'result', run, subject],
    queryFn: () => api.benchmarks.result({ params: { id: run, subject } }),
  });
  return q.data ? <EnergyLevels energy={q.data.energy} /> : null;
}

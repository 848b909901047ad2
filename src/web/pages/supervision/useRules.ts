import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Years, owners, states and the day the pages begin with. */
export const useRules = () =>
  useQuery({ queryKey: ['supervision', 'rules'], queryFn: () => api.supervision.rules(), staleTime: 60_000 });

import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Registers change a few times a year: read once, kept for the visit. */
export function useRegisters() {
  const keep = { staleTime: 3_600_000 };
  return {
    regions: useQuery({ queryKey: ['regions'], queryFn: () => api.subjects.regions(), ...keep }),
    parks: useQuery({ queryKey: ['parks'], queryFn: () => api.subjects.parks(), ...keep }),
    industries: useQuery({ queryKey: ['industries'], queryFn: () => api.subjects.industries(), ...keep }),
  };
}

interface Node {
  value: string;
  title: string;
  children?: Node[];
}
interface Place {
  code: string;
  name: string;
  parentCode: string | null;
}
function tree<T extends Place>(list: readonly T[], value: (r: T) => string): Node[] {
  const kids = (parent: string | null): Node[] =>
    list
      .filter((r) => (r.parentCode || null) === parent)
      .map((r) => {
        const children = kids(r.code);
        return { value: value(r), title: r.name, ...(children.length > 0 ? { children } : {}) };
      });
  return kids(null);
}
/** Regions as a tree for choosing one by its code. */
export const regionTree = (list: readonly Place[]): Node[] => tree(list, (r) => r.code);
/** The same by path, as the scope of an account names them. */
export const regionPathTree = (list: readonly (Place & { path: string })[]): Node[] =>
  tree(list, (r) => r.path);

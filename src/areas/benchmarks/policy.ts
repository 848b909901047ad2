import type { Role } from '#kernel';

/**
 * Whoever is measured or answers for measuring reads results, in the scope the database gives; bodies start runs; those who must defend a
 * result may have it recomputed. The three administrators see no business data.
 */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'benchmarks.read': ['enterprise', 'locality', 'department', 'finance', 'office', 'expert'],
  'benchmarks.run': ['locality', 'department', 'office'],
  /** Among anonymous others: for the one measured. */
  'benchmarks.mine': ['enterprise'],
  'benchmarks.analyse': ['locality', 'department', 'office'],
  'benchmarks.verify': ['department', 'office', 'expert'],
};

import type { Role } from '#kernel';

/** Goals by the platform's own figures are for those who answer for the plan; what was published stands open to everybody. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'targets.read': ['locality', 'department', 'finance', 'office'],
};

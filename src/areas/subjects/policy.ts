import type { Role } from '#kernel';

/** Registers are public. Enterprises are read in one's scope; localities and departments keep the register. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'subjects.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'subjects.write': ['locality', 'department'],
};

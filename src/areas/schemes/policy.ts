import type { Role } from '#kernel';

/** The list of schemes is for everybody; what an enterprise is due is told to it and to those in whose scope it stands. Trials of other rules are for those who draw them up. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'schemes.evaluate': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'schemes.sandbox': ['department', 'finance', 'office'],
};

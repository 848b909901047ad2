import type { Role } from '#kernel';

/** Reading a plan is public; to settle what it left open is for those who answer for it. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'plans.decide': ['office', 'department'],
};

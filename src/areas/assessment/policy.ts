import type { Role } from '#kernel';

/** Who may open which call; which act on a round is for whom stands in the pack's review. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'assessment.read': ['locality', 'department', 'finance', 'office'],
  'assessment.run': ['office', 'department'],
  'assessment.appeal': ['locality', 'department'],
};

import type { Role } from '#kernel';

/** Who may open which call; which act on which order is for whom stands in the pack's review, who reports a task follows from its owner. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'supervision.read': ['locality', 'department', 'finance', 'office'],
  'supervision.report': ['locality', 'department', 'finance', 'office'],
  'supervision.manage': ['department', 'office'],
  'supervision.issue': ['office'],
};

import type { Role } from '#kernel';

/**
 * Who may open which call; which act is for whom stands in the pack's review. Results of a round are read by everybody concerned once they
 * are public, before that only by those who run it; an expert sees the own sheet and nothing else.
 */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'awards.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  /** Open a round, act on it, keep the register of experts, answer objections; sees everything of it. */
  'awards.run': ['department', 'office'],
  'awards.score': ['expert'],
  'awards.vetoes': ['locality', 'department', 'finance', 'office'],
};

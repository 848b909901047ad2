import type { Role } from '#kernel';

/**
 * Who may open which call; who fills in and who reviews which report stands in the pack's forms and reviews. An enterprise fills in its own, a
 * county those of its parks, an agency its own; keys belong to enterprises.
 */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'reporting.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'reporting.fill': ['enterprise', 'locality', 'department'],
  'reporting.projects': ['enterprise'],
  'reporting.keys': ['enterprise'],
  // What an act is and whose, the review says.
  'reporting.act': ['enterprise', 'locality', 'department', 'office'],
  'reporting.review': ['locality', 'department', 'office'],
  'reporting.progress': ['locality', 'department', 'finance', 'office'],
};

/** What a key may be used for: filling in the reports of its enterprise, nothing else. */
export const keyPermissions: ReadonlySet<string> = new Set(['reporting.read', 'reporting.fill']);

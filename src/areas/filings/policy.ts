import type { Role } from '#kernel';

/**
 * Who may open which call; which act on which filing is for whom stands in the pack's review. Enterprises write their own; counties and the
 * regional department act; those who hand out the park fund read the completion rates.
 */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'filings.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'filings.write': ['enterprise'],
  // The office urges; what else it may do the review says.
  'filings.act': ['enterprise', 'locality', 'department', 'office'],
  'filings.overview': ['locality', 'department', 'finance', 'office'],
  'filings.freeze': ['department', 'office'],
};

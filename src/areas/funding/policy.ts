import type { Role } from '#kernel';

/** Who may open which call; which act on which application or money act is for whom stands in the pack's reviews. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'funding.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'funding.apply': ['enterprise'],
  'funding.act': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'funding.attach': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'funding.panel': ['department'],
  'funding.score': ['expert'],
  'funding.payments': ['finance'],
  'funding.notice': ['department'],
  'funding.ledger': ['department', 'finance', 'office'],
  'funding.report': ['locality', 'department', 'finance', 'office'],
  'funding.money': ['department', 'finance'],
  'funding.answer': ['department', 'office'],
  'funding.direct': ['locality', 'department', 'finance', 'office'],
  'funding.direct-run': ['department'],
  'funding.direct-act': ['department', 'finance'],
};

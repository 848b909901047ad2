import type { Role } from '#kernel';

/**
 * 三权分立: the system administrator makes and stops accounts, the security administrator gives them roles and scopes, the auditor reads the log.
 * None of the three sees business data, and nobody changes the own account's rights.
 */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'accounts.read': ['sysadmin', 'secadmin'],
  'accounts.create': ['sysadmin'],
  'accounts.authorize': ['secadmin'],
  'audit.read': ['auditor'],
  'audit.verify': ['auditor'],
};

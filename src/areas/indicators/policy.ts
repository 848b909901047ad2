import type { Role } from '#kernel';

/** Enterprises file their own figures, localities review those of their places, departments see the plan's whole field. */
export const policy: Readonly<Record<string, readonly Role[]>> = {
  'facts.read': ['enterprise', 'locality', 'department', 'finance', 'office'],
  'facts.file': ['enterprise', 'locality', 'department'],
  'facts.review': ['locality', 'department'],
  'facts.import': ['enterprise', 'locality', 'department'],
};

/** A locked figure may be reopened by a department only. */
export const mayUnlock = (role: string): boolean => role === 'department' || role === 'system';

/** Who acts, by body. The three administrators are separate on purpose (GB/T 22239-2019, 三权分立). */
export const roles = [
  'enterprise',
  'locality',
  'department',
  'finance',
  'office',
  'expert',
  'sysadmin',
  'secadmin',
  'auditor',
] as const;
export type Role = (typeof roles)[number];

/** Which rows an actor may see: everything, some regions (by path prefix), or one subject. Enforced in the database. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'regions'; readonly paths: readonly string[] }
  | { readonly kind: 'subject'; readonly subjectId: string }
  | { readonly kind: 'none' };

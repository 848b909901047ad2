/** Every area, left to right; the server mounts their tables, the command line calls their handlers. */
import { roles, type Role } from '#kernel';
import type { Actor, Area } from '#platform/act';
import { area as accounts } from '#areas/accounts';
import { area as assessment } from '#areas/assessment';
import { area as awards } from '#areas/awards';
import { area as benchmarks } from '#areas/benchmarks';
import { area as filings } from '#areas/filings';
import { area as funding } from '#areas/funding';
import { area as indicators } from '#areas/indicators';
import { area as plans } from '#areas/plans';
import { area as reporting } from '#areas/reporting';
import { area as schemes } from '#areas/schemes';
import { area as subjects } from '#areas/subjects';
import { area as targets } from '#areas/targets';
import { area as supervision } from '#areas/supervision';
import { area as work } from '#areas/work';

export const areas: readonly Area[] = [
  accounts,
  subjects,
  plans,
  indicators,
  benchmarks,
  filings,
  awards,
  schemes,
  funding,
  targets,
  reporting,
  supervision,
  assessment,
  work,
];

const held = new Map<Role, ReadonlySet<string>>(
  roles.map((role) => [
    role,
    new Set(
      areas.flatMap((a) =>
        Object.entries(a.policy).flatMap(([permission, who]) => (who.includes(role) ? [permission] : [])),
      ),
    ),
  ]),
);
export const permissionsOf = (role: Role): ReadonlySet<string> => held.get(role) ?? new Set();

/** Every permission there is: for the house's own command line. */
const allPermissions: ReadonlySet<string> = new Set(areas.flatMap((a) => Object.keys(a.policy)));

export const visitor: Actor = {
  accountId: null,
  name: '访客',
  role: 'public',
  body: null,
  permissions: new Set(),
  scope: { kind: 'none' },
  sessionId: null,
};
export const houseActor: Actor = {
  accountId: null,
  name: '命令行',
  role: 'system',
  body: null,
  permissions: allPermissions,
  scope: { kind: 'all' },
  sessionId: null,
};

/** Every area, left to right; the server mounts their tables, the command line calls their handlers. */
import { roles, type Role } from '#kernel';
import type { Area } from '#platform/act';
import { area as accounts } from '#areas/accounts';
import { area as benchmarks } from '#areas/benchmarks';
import { area as indicators } from '#areas/indicators';
import { area as plans } from '#areas/plans';
import { area as subjects } from '#areas/subjects';
import { area as work } from '#areas/work';

export const areas: readonly Area[] = [accounts, subjects, plans, indicators, benchmarks, work];

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
export const allPermissions: ReadonlySet<string> = new Set(areas.flatMap((a) => Object.keys(a.policy)));

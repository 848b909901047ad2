import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles, type Role } from '#kernel';
import { fillPath, type AnyRoute, type ProblemBody } from '#platform/api';
import { openTestHouse, personOf, type TestHouse } from '#test/house';
import { areas } from '../../src/server/areas.ts';

interface Named {
  readonly name: string;
  readonly route: AnyRoute;
  /** Roles that hold the permission; undefined where none is needed. */
  readonly holders: readonly Role[] | 'public' | 'signed-in';
}

const routes: readonly Named[] = areas.flatMap((area) =>
  Object.entries(area.contract).map(([name, route]) => ({
    name: `${area.name}.${name}`,
    route,
    holders:
      route.permission === 'public' || route.permission === 'signed-in'
        ? route.permission
        : (area.policy[route.permission] ?? []),
  })),
);

/** Well-formed but of nobody: who may call is then told that there is no such thing. */
const nowhere = '00000000-0000-7000-8000-000000000000';
const params = (path: string): Record<string, string> =>
  Object.fromEntries(
    [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, p]) => [p!, p === 'pack' ? 'no-pack' : nowhere]),
  );

let h: TestHouse;
beforeAll(async () => {
  h = await openTestHouse();
});
afterAll(() => h.close());

const knock = async (r: AnyRoute, cookie: string | undefined): Promise<{ status: number; code: string }> => {
  const answer = await h.send({
    method: r.method,
    url: `/api${fillPath(r.path, params(r.path))}`,
    cookie,
    ...(r.upload
      ? { upload: { name: 'empty.csv', bytes: new Uint8Array() } }
      : r.method === 'GET'
        ? {}
        : { body: {} }),
  });
  const problem = answer.statusCode === 200 ? undefined : answer.json<ProblemBody>();
  return { status: answer.statusCode, code: problem?.code ?? '' };
};

describe('policies', () => {
  it('name every permission that a route asks for, and give each to somebody', () => {
    for (const r of routes) expect(r.holders, r.name).not.toEqual([]);
  });

  it('name no permission that no route asks for', () => {
    const asked = new Set(routes.map((r) => r.route.permission));
    for (const area of areas) for (const p of Object.keys(area.policy)) expect(asked, p).toContain(p);
  });

  it('keep the three administrators from business data, and everybody else from accounts and the log', () => {
    const administrators: readonly Role[] = ['sysadmin', 'secadmin', 'auditor'];
    for (const area of areas)
      for (const [permission, who] of Object.entries(area.policy))
        for (const role of who)
          expect(administrators.includes(role), `${role} ${permission}`).toBe(area.name === 'accounts');
  });
});

describe('every route, without sign-in', () => {
  it.each(routes)('$name', async ({ route, holders }) => {
    const { status, code } = await knock(route, undefined);
    if (holders === 'public') {
      // The only public 401 is a sign-in that does not hold.
      expect(status).not.toBe(401);
      expect(status).not.toBe(403);
    } else expect([status, code]).toEqual([401, 'auth.sign-in-first']);
    expect(status).toBeLessThan(500);
  });
});

describe.each(roles)('every route, as %s', (role) => {
  // Signing out would end the session the other routes are tried with.
  it.each(routes.filter((r) => r.name !== 'accounts.signOut'))('$name', async ({ route, holders }) => {
    const { cookie } = await h.as(personOf[role]);
    const { status, code } = await knock(route, cookie);
    if (holders === 'public' || holders === 'signed-in' || holders.includes(role)) {
      expect([401, 403]).not.toContain(status);
      expect(status).toBeLessThan(500);
    } else expect([status, code]).toEqual([403, 'auth.not-allowed']);
  });

  it('accounts.signOut', async () => {
    const { cookie, api } = await h.as(personOf[role], { fresh: true });
    expect((await api.accounts.me()).account?.role).toBe(role);
    await api.accounts.signOut();
    expect((await h.client(cookie).accounts.me()).account).toBeNull();
  });
});

it('no walk through the routes met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

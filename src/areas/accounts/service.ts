import { join } from 'node:path';
import { Problem, type Instant, type Role, type Scope } from '#kernel';
import { roles as allRoles } from '#kernel';
import type { Actor, Ctx, Env, House } from '#platform/act';
import { verifyAudit as verifyChains } from '#platform/audit';
import { checkPassword, hashPassword, newToken, passwordFault, tokenHash } from '#platform/auth';
import * as store from './store.ts';

const MINUTE = 60_000;
const IDLE = 30 * MINUTE;
const LONGEST = 12 * 60 * MINUTE;
const FAILURES = 5;
const LOCK = 15 * MINUTE;

const later = (now: Instant, ms: number): string => new Date(Date.parse(now) + ms).toISOString();

/** Compared against when there is no such account, so that both answers take the same time. */
const nobody = hashPassword(newToken());

/**
 * Signs in. The failure is counted in a transaction of its own, before the refusal is thrown, so that a refused attempt is not rolled back into
 * a free one.
 */
export async function prepareSignIn(env: Env, username: string, password: string): Promise<store.Account> {
  const account = await env.house.db.system((tx) => store.accountByName(tx, username.trim().toLowerCase()));
  if (account?.lockedUntil && account.lockedUntil > env.now)
    throw new Problem('accounts.locked', {
      params: { minutes: Math.ceil((Date.parse(account.lockedUntil) - Date.parse(env.now)) / MINUTE) },
    });
  const right = await checkPassword(password, account?.passwordHash ?? (await nobody));
  if (!account || !right) {
    if (account)
      await env.house.db.system(async (tx) => {
        const fresh = await store.accountByName(tx, account.username);
        const failed = (fresh?.failedCount ?? 0) + 1;
        await store.recordFailure(
          tx,
          account.id,
          failed >= FAILURES ? 0 : failed,
          failed >= FAILURES ? later(env.now, LOCK) : null,
        );
      });
    throw new Problem('accounts.wrong-password', { params: { failures: FAILURES, minutes: LOCK / MINUTE } });
  }
  if (account.disabledAt) throw new Problem('accounts.disabled');
  return account;
}

export async function openSession(
  env: Env,
  account: store.Account,
  agent: string,
): Promise<{ token: string; maxAgeSeconds: number }> {
  const token = newToken();
  await env.house.db.system(async (tx) => {
    await store.recordFailure(tx, account.id, 0, null);
    await store.deleteExpired(tx, env.now);
    await store.insertSession(tx, {
      hash: tokenHash(token),
      accountId: account.id,
      now: env.now,
      expiresAt: later(env.now, LONGEST),
      ip: env.ip,
      agent: agent.slice(0, 300),
    });
  });
  return { token, maxAgeSeconds: LONGEST / 1000 };
}

/** The actor behind a session token; undefined when it has ended. `permissionsOf` is assembled by the server from every area's policy. */
export async function actorOf(
  house: House,
  token: string,
  now: Instant,
  permissionsOf: (role: Role) => ReadonlySet<string>,
): Promise<Actor | undefined> {
  const hash = tokenHash(token);
  return house.db.system(async (tx) => {
    const s = await store.sessionAccount(tx, hash);
    if (!s) return undefined;
    const idle = Date.parse(now) - Date.parse(s.lastSeenAt);
    if (s.disabledAt || s.expiresAt <= now || idle > IDLE) {
      await store.deleteSession(tx, hash);
      return undefined;
    }
    // Once a minute is enough for an idle clock of thirty.
    if (idle > MINUTE) await store.touchSession(tx, hash, now);
    return {
      accountId: s.id,
      name: s.name,
      role: s.role,
      body: s.body,
      permissions: permissionsOf(s.role),
      scope: s.scope,
      sessionId: hash,
    };
  });
}

export const me = async (ctx: Ctx) => {
  if (ctx.actor.accountId === null) return { account: null };
  const a = await store.accountById(ctx.tx, ctx.actor.accountId);
  if (!a) return { account: null };
  return {
    account: {
      id: a.id,
      username: a.username,
      name: a.name,
      role: a.role,
      body: a.body,
      scope: a.scope as never,
      subjectId: a.scope.kind === 'subject' ? a.scope.subjectId : null,
      mustChangePassword: a.mustChangePassword,
      permissions: [...ctx.actor.permissions].toSorted(),
    },
  };
};

export const present = (ctx: Ctx, a: store.Account) => {
  const self = a.id === ctx.actor.accountId;
  const locked = a.lockedUntil !== null && a.lockedUntil > ctx.now;
  const may = (p: string): boolean => ctx.actor.permissions.has(p) && !self;
  return {
    id: a.id,
    username: a.username,
    name: a.name,
    role: a.role,
    body: a.body,
    scope: a.scope as never,
    disabled: a.disabledAt !== null,
    locked,
    mustChangePassword: a.mustChangePassword,
    createdAt: a.createdAt,
    version: a.version,
    can: {
      disable: may('accounts.create'),
      setRole: may('accounts.authorize'),
      unlock: may('accounts.authorize') && locked,
      reset: may('accounts.create'),
    },
  };
};

const need = async (ctx: Ctx, id: string): Promise<store.Account> => {
  const a = await store.accountById(ctx.tx, id);
  if (!a) throw new Problem('accounts.unknown');
  return a;
};
const notSelf = (ctx: Ctx, id: string): void => {
  if (ctx.actor.accountId === id) throw new Problem('accounts.not-yourself');
};

export async function changePassword(ctx: Ctx, current: string, next: string): Promise<void> {
  const a = await need(ctx, ctx.actor.accountId ?? '');
  if (!(await checkPassword(current, a.passwordHash))) throw new Problem('accounts.wrong-current');
  const fault = passwordFault(next, a.username);
  if (fault) throw new Problem(`accounts.password-${fault}`);
  if (current === next) throw new Problem('accounts.password-same');
  await store.setPassword(ctx.tx, a.id, await hashPassword(next), false, ctx.now);
  await store.deleteSessions(ctx.tx, a.id, ctx.actor.sessionId);
}

/** A one-time password that satisfies the rule and can be read out over the telephone. */
const oneTime = (): string =>
  `Db-${newToken()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 10)}-7`;

export async function create(ctx: Ctx, a: { username: string; name: string; body: string | null }) {
  const password = oneTime();
  const id = ctx.newId();
  if (await store.accountByName(ctx.tx, a.username))
    throw new Problem('accounts.username-taken', { params: { username: a.username } });
  // An expert sees no enterprise rows until the security administrator gives a role and a scope: nothing by default.
  await store.insertAccount(ctx.tx, {
    ...a,
    id,
    role: 'expert',
    scope: { kind: 'none' },
    passwordHash: await hashPassword(password),
    mustChangePassword: true,
    now: ctx.now,
  });
  return { account: present(ctx, await need(ctx, id)), password };
}

export async function setRole(ctx: Ctx, id: string, role: Role, scope: Scope, version: number) {
  notSelf(ctx, id);
  await need(ctx, id);
  const administrators: readonly Role[] = ['sysadmin', 'secadmin', 'auditor'];
  if (administrators.includes(role) && scope.kind !== 'none')
    throw new Problem('accounts.administrator-scope');
  if (role === 'enterprise' && scope.kind !== 'subject') throw new Problem('accounts.enterprise-scope');
  if (!(await store.setRole(ctx.tx, id, role, scope, version))) throw new Problem('db.conflict');
  await store.deleteSessions(ctx.tx, id, null);
  return present(ctx, await need(ctx, id));
}

export async function setDisabled(ctx: Ctx, id: string, disabled: boolean, version: number) {
  notSelf(ctx, id);
  await need(ctx, id);
  if (!(await store.setDisabled(ctx.tx, id, disabled ? ctx.now : null, version)))
    throw new Problem('db.conflict');
  if (disabled) await store.deleteSessions(ctx.tx, id, null);
  return present(ctx, await need(ctx, id));
}

export async function unlock(ctx: Ctx, id: string) {
  notSelf(ctx, id);
  await need(ctx, id);
  await store.recordFailure(ctx.tx, id, 0, null);
  return present(ctx, await need(ctx, id));
}

export async function resetPassword(ctx: Ctx, id: string): Promise<{ password: string }> {
  notSelf(ctx, id);
  await need(ctx, id);
  const password = oneTime();
  await store.setPassword(ctx.tx, id, await hashPassword(password), true, ctx.now);
  await store.deleteSessions(ctx.tx, id, null);
  return { password };
}

export interface DemoAccount {
  username: string;
  name: string;
  role: Role;
  body: string | null;
  scope: Scope;
}

/** Demonstration sign-ins with one common password; existing ones are left as they are. */
export async function createDemoAccounts(
  house: House,
  accounts: readonly DemoAccount[],
  password: string,
): Promise<void> {
  const hash = await hashPassword(password);
  await house.db.system(async (tx) => {
    for (const a of accounts) {
      if (!allRoles.includes(a.role) || (await store.accountByName(tx, a.username))) continue;
      await store.insertAccount(tx, {
        ...a,
        id: house.newId(),
        passwordHash: hash,
        mustChangePassword: false,
        now: house.now(),
      });
    }
  });
}

/** First start without a demonstration province: the three administrators, each with a password that must be changed. */
export async function createFirstAdministrators(
  house: House,
): Promise<{ username: string; password: string }[]> {
  return house.db.system(async (tx) => {
    if ((await store.countAccounts(tx)) > 0) return [];
    const made: { username: string; password: string }[] = [];
    for (const [username, name, role] of [
      ['sysadmin', '系统管理员', 'sysadmin'],
      ['secadmin', '安全管理员', 'secadmin'],
      ['auditor', '审计管理员', 'auditor'],
    ] as const) {
      const password = oneTime();
      await store.insertAccount(tx, {
        id: house.newId(),
        username,
        name,
        role,
        body: null,
        scope: { kind: 'none' },
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
        now: house.now(),
      });
      made.push({ username, password });
    }
    return made;
  });
}

export const auditAnchor = (house: House): string => join(house.dataDir, 'audit-anchor.jsonl');

export const verifyAudit = (ctx: Ctx) => verifyChains(ctx.tx, auditAnchor(ctx.house));

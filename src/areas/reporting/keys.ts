/** Keys of the reporting interface: made and revoked by the enterprise, shown once, kept as a hash, good for its own reports and nothing else. */
import { addDays, dayOf, Problem, type Instant } from '#kernel';
import type { Actor, Ctx, House } from '#platform/act';
import { newToken, tokenHash } from '#platform/auth';
import { keyPermissions } from './policy.ts';
import * as store from './store/keys.ts';

const PREFIX = 'dbk_';
const MOST = 10;

const own = (ctx: Ctx): { subjectId: string; accountId: string } => {
  if (ctx.actor.scope.kind !== 'subject' || ctx.actor.accountId === null)
    throw new Problem('auth.out-of-scope');
  return { subjectId: ctx.actor.scope.subjectId, accountId: ctx.actor.accountId };
};

const wire = (ctx: Ctx, k: store.KeyRow) => ({
  ...k,
  live: k.revokedAt === null && k.expiresDay >= ctx.today,
});

export const list = async (ctx: Ctx) => ({
  items: (await store.keysOf(ctx.tx, own(ctx).subjectId)).map((k) => wire(ctx, k)),
});

export async function make(ctx: Ctx, b: { name: string; days: number }) {
  const { subjectId, accountId } = own(ctx);
  const live = (await store.keysOf(ctx.tx, subjectId)).filter((k) => wire(ctx, k).live);
  if (live.length >= MOST) throw new Problem('reporting.too-many-keys', { params: { most: MOST } });
  const key = `${PREFIX}${newToken()}`;
  const id = ctx.newId();
  await store.insertKey(
    ctx.tx,
    {
      subjectId,
      id,
      hash: tokenHash(key),
      prefix: key.slice(0, PREFIX.length + 6),
      name: b.name,
      accountId,
      by: ctx.actor.name,
      expiresDay: addDays(ctx.today, b.days),
    },
    ctx.now,
  );
  const made = (await store.keysOf(ctx.tx, subjectId)).find((k) => k.id === id)!;
  return { key, made: wire(ctx, made) };
}

export async function revoke(ctx: Ctx, id: string) {
  const { subjectId } = own(ctx);
  await store.revokeKey(ctx.tx, id, ctx.actor.name, ctx.now);
  const k = (await store.keysOf(ctx.tx, subjectId)).find((x) => x.id === id);
  if (!k) throw new Problem('reporting.unknown-key');
  return wire(ctx, k);
}

const MINUTE = 60_000;

/** The actor behind a key: the account that made it, held to the reports of its enterprise. Undefined for anything that is no live key. */
export async function actorOfKey(house: House, bearer: string, now: Instant): Promise<Actor | undefined> {
  if (!bearer.startsWith(PREFIX)) return undefined;
  const hash = tokenHash(bearer);
  return house.db.system(async (tx) => {
    const k = await store.liveKey(tx, hash, dayOf(now));
    if (!k) return undefined;
    if (k.lastUsedAt === null || Date.parse(now) - Date.parse(k.lastUsedAt) > MINUTE)
      await store.touchKey(tx, k.id, now);
    return {
      accountId: k.accountId,
      name: k.name,
      role: 'enterprise',
      body: k.body,
      permissions: keyPermissions,
      scope: { kind: 'subject', subjectId: k.subjectId },
      sessionId: `key:${k.id}`,
    };
  });
}

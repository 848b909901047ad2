/**
 * act() and ask() are the only ways in. act = permission + transaction + audit around one use case; ask = permission + read.
 * The clock and random ids enter here, once; services get them as values. Knows no role: an actor arrives with its permissions.
 */
import { Problem, type Day, type Instant, type Role, type Scope } from '#kernel';
import type { AnyRoute, Contract, InputOf, ResultOf } from '#platform/api';
import { leavesScope, type Database, type Tx } from '#platform/db';
import type { FileStore, Sealer } from '#platform/files';
import type { Jobs } from '#platform/jobs';
import { appendAudit } from '#platform/audit';

export interface Actor {
  /** null for a visitor without sign-in and for the house itself. */
  readonly accountId: string | null;
  readonly name: string;
  readonly role: Role | 'public' | 'system';
  /** Body the account belongs to, e.g. `region:640202`, `agency:gxt`. */
  readonly body: string | null;
  readonly permissions: ReadonlySet<string>;
  readonly scope: Scope;
  readonly sessionId: string | null;
}

/** Machinery a use case may need besides its transaction. */
export interface House {
  readonly db: Database;
  readonly files: FileStore;
  /** For the few texts that are kept encrypted in the database. */
  readonly secrets: Sealer;
  readonly jobs: Jobs;
  readonly contentDir: string;
  readonly dataDir: string;
  now(): Instant;
  newId(): string;
}

/** One request (or command, or job) on its way through the house. */
export interface Env {
  readonly house: House;
  readonly actor: Actor;
  readonly now: Instant;
  readonly today: Day;
  readonly ip: string;
  readonly requestId: string;
}

export interface Ctx extends Env {
  readonly tx: Tx;
  newId(): string;
  /** Sends a cookie change with the answer (sign-in, sign-out). */
  session(change: { set: string; maxAgeSeconds: number } | { clear: true }): void;
}

export type SessionChange = { set: string; maxAgeSeconds: number } | { clear: true };

export type Handler<R extends AnyRoute = AnyRoute> = (
  env: Env,
  input: InputOf<R>,
  onSession?: (change: SessionChange) => void,
) => Promise<ResultOf<R>>;

export type Handlers<C extends Contract> = { readonly [K in keyof C]: Handler<C[K]> };

export interface Area {
  readonly name: string;
  readonly contract: Contract;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** permission → roles that hold it. */
  readonly policy: Readonly<Record<string, readonly Role[]>>;
}

export const defineArea = <C extends Contract>(area: {
  name: string;
  contract: C;
  handlers: Handlers<C>;
  policy: Readonly<Record<string, readonly Role[]>>;
}): Area => area as unknown as Area;

/** Deny by default: an actor may call what is public, what any signed-in account may, or what its role was given by name. */
export const mayCall = (actor: Actor, permission: string): boolean =>
  permission === 'public' ||
  (permission === 'signed-in'
    ? actor.accountId !== null || actor.role === 'system'
    : actor.permissions.has(permission));

function admit(actor: Actor, permission: string): void {
  if (mayCall(actor, permission)) return;
  throw new Problem(actor.accountId === null ? 'auth.sign-in-first' : 'auth.not-allowed', {
    params: { permission },
  });
}

const contextOf = (env: Env, tx: Tx, onSession: ((c: SessionChange) => void) | undefined): Ctx => ({
  ...env,
  tx,
  newId: () => env.house.newId(),
  session: (change) => onSession?.(change),
});

/**
 * For `prepare`: what its reader may have though the rows are kept from the reader's scope (what is public once it is released, the own sheet of a
 * whole ranking). The service it runs says who gets what.
 */
export const asHouse = <T>(env: Env, run: (ctx: Ctx) => Promise<T>): Promise<T> =>
  env.house.db.system((tx) => run(contextOf(env, tx, undefined)));

/** A read: permission, preparation outside any transaction (reading a file), then a transaction in the actor's scope. */
export const ask =
  <R extends AnyRoute, Prepared = undefined>(
    r: R,
    run: (ctx: Ctx, input: InputOf<R>, prepared: Prepared) => Promise<ResultOf<R>>,
    prepare?: (env: Env, input: InputOf<R>) => Promise<Prepared>,
  ): Handler<R> =>
  async (env, input, onSession) => {
    admit(env.actor, r.permission);
    const prepared = (prepare ? await prepare(env, input) : undefined) as Prepared;
    return env.house.db.tx(env.actor.scope, (tx) => run(contextOf(env, tx, onSession), input, prepared));
  };

export interface ActOptions<R extends AnyRoute, Prepared> {
  /** `<area>.<verb>`: name in the audit log. */
  readonly name: string;
  /** Work outside the transaction (reading an upload, heavy checking). */
  readonly prepare?: (env: Env, input: InputOf<R>) => Promise<Prepared>;
  readonly run: (ctx: Ctx, input: InputOf<R>, prepared: Prepared) => Promise<ResultOf<R>>;
  /** What the audit row says it was done to. */
  readonly target?: (input: InputOf<R>, result: ResultOf<R>) => string;
  /** Extra facts for the audit row; never secrets. */
  readonly detail?: (input: InputOf<R>, result: ResultOf<R>) => Record<string, unknown>;
}

/** A change: permission, preparation, then one transaction that also holds its audit row. A refusal is recorded as a failed act. */
export const act =
  <R extends AnyRoute, Prepared = undefined>(r: R, o: ActOptions<R, Prepared>): Handler<R> =>
  async (env, input, onSession) => {
    const row = (success: boolean, target: string, detail: Record<string, unknown>) => ({
      at: env.now,
      actorId: env.actor.accountId,
      actorName: env.actor.name,
      role: env.actor.role,
      act: o.name,
      target,
      success,
      ip: env.ip,
      requestId: env.requestId,
      detail,
    });
    try {
      admit(env.actor, r.permission);
      const prepared = (o.prepare ? await o.prepare(env, input) : undefined) as Prepared;
      return await env.house.db.tx(env.actor.scope, async (tx) => {
        const result = await o.run(contextOf(env, tx, onSession), input, prepared);
        await appendAudit(tx, row(true, o.target?.(input, result) ?? '', o.detail?.(input, result) ?? {}));
        return result;
      });
    } catch (error) {
      const e = leavesScope(error) ? new Problem('auth.out-of-scope') : error;
      if (e instanceof Problem)
        await env.house.db.system((tx) => appendAudit(tx, row(false, '', { problem: e.code, ...e.params })));
      throw e;
    }
  };

/**
 * The database: PGlite in a folder, or a PostgreSQL server; the same SQL, the same policies, the same answers.
 * There is no connection to import. A query on an outer handle inside a transaction would wait for ever on the embedded database, so every
 * store function takes the transaction it works in.
 * Words: Tx (a transaction in somebody's scope), scope (which rows that somebody may see; enforced by row-level security).
 */
import { join } from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { Problem, type Scope } from '#kernel';
import { openInProcess, openInThread, type Embedded } from './embedded.ts';
import { takeLock } from './lock.ts';
import { migrate, readMigrations, type Executor } from './migrate.ts';
import { parsers } from './parsers.ts';

export type Tx = Transaction<unknown>;
export { readMigrations, migrate } from './migrate.ts';
export { takeLock } from './lock.ts';

export interface Database {
  readonly kind: 'embedded' | 'server';
  /** A transaction as the application role, seeing only what the scope allows. */
  tx<T>(scope: Scope, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction as the owner, past row-level security: sign-in, publishing, jobs, audit. */
  system<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Several statements without parameters (migrations, the job queue's own schema). */
  exec(text: string): Promise<void>;
  /** For libraries that bring their own SQL: the job queue. */
  readonly embedded: Embedded | undefined;
  readonly pool: pg.Pool | undefined;
  close(): Promise<void>;
}

const enter = (tx: Tx, scope: Scope): Promise<unknown> =>
  sql`select set_config('role', 'duibiao_app', true),
    set_config('duibiao.scope_kind', ${scope.kind}, true),
    set_config('duibiao.scope_paths', ${scope.kind === 'regions' ? scope.paths.join(',') : ''}, true),
    set_config('duibiao.scope_subject', ${scope.kind === 'subject' ? scope.subjectId : ''}, true)`.execute(
    tx,
  );

/** What waits for the commit of a transaction. */
const waiting = new WeakMap<Tx, (() => void)[]>();

/** Does something once the transaction has committed, and never if it does not: others can see by then what it wrote. */
export function afterCommit(tx: Tx, run: () => void): void {
  waiting.get(tx)?.push(run);
}

async function committed<T>(k: Kysely<unknown>, run: (tx: Tx) => Promise<T>): Promise<T> {
  const after: (() => void)[] = [];
  const result = await k.transaction().execute((tx) => {
    waiting.set(tx, after);
    return run(tx);
  });
  for (const later of after) later();
  return result;
}

const build = (
  kind: Database['kind'],
  k: Kysely<unknown>,
  more: Pick<Database, 'exec' | 'embedded' | 'pool' | 'close'>,
): Database => ({
  kind,
  tx: (scope, run) =>
    committed(k, async (tx) => {
      await enter(tx, scope);
      return run(tx);
    }),
  system: (run) => committed(k, run),
  ...more,
});

export const fromEmbedded = (db: Embedded, release?: () => void): Database => {
  const k = new Kysely<unknown>({ dialect: new PGliteDialect({ pglite: db as never }) });
  return build('embedded', k, {
    exec: async (text) => {
      await db.exec(text);
    },
    embedded: db,
    pool: undefined,
    close: async () => {
      await db.close();
      release?.();
    },
  });
};

export function fromServer(url: string, max = 10): Database {
  const types = {
    getTypeParser: (oid: number, format?: string) =>
      (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format as 'text'),
  } as pg.CustomTypesConfig;
  const pool = new pg.Pool({ connectionString: url, max, types });
  // A dropped idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  const k = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return build('server', k, {
    exec: async (text) => {
      await pool.query(text);
    },
    embedded: undefined,
    pool,
    close: async () => {
      await k.destroy();
      // The builder ends the pool only when it has used it.
      if (!pool.ended) await pool.end();
    },
  });
}

const executorOf = (db: Database): Executor => ({
  query: async (q, params) => {
    const r = db.embedded
      ? await db.embedded.query<Record<string, unknown>>(q, params ?? [])
      : await db.pool!.query(q, params ?? []);
    return { rows: r.rows as Record<string, unknown>[] };
  },
  exec: (q) => db.exec(q),
});

export interface OpenOptions {
  databaseUrl?: string | undefined;
  dataDir: string;
  migrationsDir: string;
  /** Worker script and flags for the embedded database; in process when left out. */
  thread?: { entry: URL; execArgv: string[] } | undefined;
}

/** Opens, locks (embedded) and migrates. */
export async function openDatabase(o: OpenOptions): Promise<{ db: Database; applied: string[] }> {
  let db: Database;
  if (o.databaseUrl) {
    db = fromServer(o.databaseUrl);
    try {
      await executorOf(db).query('select 1');
    } catch (e) {
      await db.close();
      throw new Problem('db.unreachable', {
        params: { reason: (e as Error).message || String((e as { code?: string }).code) },
      });
    }
  } else {
    const lock = takeLock(o.dataDir);
    const folder = join(o.dataDir, 'db');
    try {
      db = fromEmbedded(
        o.thread
          ? await openInThread(folder, o.thread.entry, o.thread.execArgv)
          : await openInProcess(folder),
        lock.release,
      );
    } catch (e) {
      lock.release();
      throw e instanceof Problem
        ? e
        : new Problem('db.damaged', {
            params: { folder, reason: e instanceof Error ? e.message : String(e) },
          });
    }
  }
  try {
    return { db, applied: await migrateDatabase(db, o.migrationsDir) };
  } catch (e) {
    await db.close();
    // insufficient_privilege: the account may not make tables or the application's role.
    if ((e as { code?: unknown }).code === '42501')
      throw new Problem('db.no-rights', { params: { reason: (e as Error).message } });
    throw e;
  }
}

export const migrateDatabase = (db: Database, folder: string): Promise<string[]> =>
  migrate(executorOf(db), readMigrations(folder));

export { openInProcess } from './embedded.ts';

/** The application role wrote a row that its scope does not hold. */
export const leavesScope = (e: unknown): boolean => {
  const x = e as { code?: unknown; routine?: unknown };
  return x.code === '42501' && x.routine === 'ExecWithCheckOptions';
};

/** SQLSTATE and constraint name of a database error, from either driver, so that a service can turn a broken constraint into a Problem. */
export function brokenConstraint(e: unknown): { code: string; constraint: string } | undefined {
  const x = e as { code?: unknown; constraint?: unknown };
  return typeof x.code === 'string' && x.code.startsWith('23')
    ? { code: x.code, constraint: String(x.constraint ?? '') }
    : undefined;
}

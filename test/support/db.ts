import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import {
  fromEmbedded,
  fromServer,
  migrateDatabase,
  openInProcess,
  readMigrations,
  type Database,
} from '#platform/db';

const migrationsDir = new URL('../../db/migrations', import.meta.url).pathname;

/** The suite runs on the embedded database, or on the server that DATABASE_URL names. */
const serverUrl = process.env['DATABASE_URL'];

let snapshot: Promise<Blob> | undefined;

const makeSnapshot = async (): Promise<Blob> => {
  const db = await openInProcess(undefined);
  await migrateDatabase(fromEmbedded(db), migrationsDir);
  const dump = await (db as unknown as PGlite).dumpDataDir('none');
  await db.close();
  return dump;
};

const withAdmin = async <T>(run: (c: pg.Client) => Promise<T>): Promise<T> => {
  const c = new pg.Client({ connectionString: serverUrl });
  await c.connect();
  try {
    return await run(c);
  } finally {
    await c.end();
  }
};

const urlOf = (database: string): string => {
  const u = new URL(serverUrl!);
  u.pathname = `/${database}`;
  return u.toString();
};

let count = 0;

/** A template database per state of the migrations, made once for all test files of a run. */
const template = async (): Promise<string> => {
  const hash = createHash('sha256')
    .update(
      readMigrations(migrationsDir)
        .map((m) => m.checksum)
        .join(),
    )
    .digest('hex')
    .slice(0, 12);
  const name = `duibiao_template_${hash}`;
  await withAdmin(async (c) => {
    await c.query('select pg_advisory_lock(7302)');
    const there = await c.query('select 1 from pg_database where datname = $1', [name]);
    if (there.rowCount) return;
    const building = `${name}_building`;
    await c.query(`drop database if exists ${building}`);
    await c.query(
      `create database ${building} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`,
    );
    const db = fromServer(urlOf(building), 1);
    await migrateDatabase(db, migrationsDir);
    await db.close();
    await c.query(`alter database ${building} rename to ${name}`);
  });
  return name;
};

/** A fresh, migrated database of its own for one test file. */
export async function testDb(): Promise<Database> {
  if (!serverUrl) {
    snapshot ??= makeSnapshot();
    return fromEmbedded(await openInProcess(undefined, await snapshot));
  }
  const from = await template();
  count += 1;
  const name = `duibiao_test_${process.pid}_${Math.trunc(performance.timeOrigin + performance.now() * 1000)}_${count}`;
  await withAdmin((c) => c.query(`create database ${name} template ${from}`));
  const db = fromServer(urlOf(name), 4);
  return {
    ...db,
    close: async () => {
      await db.close();
      // The server's own autovacuum may be at work there, and only a superuser ends it: it is soon done.
      for (let tries = 0; ; tries += 1)
        try {
          await withAdmin((c) => c.query(`drop database ${name} with (force)`));
          return;
        } catch (e) {
          if ((e as { code?: string }).code !== '42501' || tries > 40) throw e;
          await new Promise((resolve) => setTimeout(resolve, 250));
        }
    },
  };
}

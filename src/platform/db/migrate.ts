/**
 * Migrations: plain SQL files, forward only, one transaction each whose first statement claims the number, so that two starters cannot collide.
 * Edited history is refused, and so is a database newer than this program.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#kernel';

export interface Executor {
  query(query: string, params?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  exec(query: string): Promise<unknown>;
}

export interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

export const readMigrations = (folder: string): Migration[] =>
  readdirSync(folder)
    .filter((n) => /^\d{4}_[a-z0-9_]+\.sql$/.test(n))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return {
        number: Number(name.slice(0, 4)),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    });

/** Applies what is missing and returns the names applied. */
export async function migrate(db: Executor, migrations: readonly Migration[]): Promise<string[]> {
  await db.exec(`create table if not exists migration (
    number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const done = await db.query('select number, name, checksum from migration order by number');
  const applied = new Map(done.rows.map((r) => [Number(r['number']), r]));
  const newest = migrations.at(-1)?.number ?? 0;
  for (const [number, row] of applied) {
    if (number > newest) throw new Problem('db.newer-than-program', { params: { number, newest } });
    const known = migrations.find((m) => m.number === number);
    if (known && known.checksum !== row['checksum'])
      throw new Problem('db.history-edited', { params: { name: known.name } });
  }
  const ran: string[] = [];
  for (const m of migrations) {
    if (applied.has(m.number)) continue;
    try {
      await db.exec(
        `begin;\ninsert into migration (number, name, checksum) values (${m.number}, '${m.name}', '${m.checksum}');\n${m.sql}\n;commit;`,
      );
    } catch (e) {
      await db.exec('rollback');
      throw e;
    }
    ran.push(m.name);
  }
  return ran;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '#kernel';
import { afterCommit, migrateDatabase, openDatabase, takeLock, type Database } from '#platform/db';
import { testDb } from '#test/db';

const migrations = new URL('../../../db/migrations', import.meta.url).pathname;
let db: Database;
beforeAll(async () => {
  db = await testDb();
});
afterAll(() => db.close());

describe('one parser table for both databases', () => {
  it('reads bigint as bigint, date as text, timestamptz as ISO text, numeric as text', async () => {
    const r = await db.system((tx) =>
      sql<
        Record<string, unknown>
      >`select 9007199254740993::bigint as big, 7::bigint as small, '2018-09-05'::date as d,
        '2018-09-05 08:00:00.5+08'::timestamptz as t, 1.10::numeric as n, true as b, 5::int as i, '{"a":1}'::jsonb as j`.execute(
        tx,
      ),
    );
    expect(r.rows[0]).toEqual({
      big: 9007199254740993n,
      small: 7n,
      d: '2018-09-05',
      t: '2018-09-05T00:00:00.500Z',
      n: '1.10',
      b: true,
      i: 5,
      j: { a: 1 },
    });
  });
});

describe('what waits for the commit', () => {
  it('happens when others can see what was written, and not at all after a rollback', async () => {
    const seen: number[] = [];
    const count = () =>
      db.system(
        async (tx) =>
          (await sql<{ n: number }>`select count(*)::int as n from agency`.execute(tx)).rows[0]!.n,
      );
    const before = await count();
    await db.system(async (tx) => {
      await sql`insert into agency (code, pack, name, short_name, source) values ('x', 'p', 'x', 'x', 't')`.execute(
        tx,
      );
      afterCommit(tx, () => void count().then((n) => seen.push(n)));
    });
    await expect(
      db.system((tx) => {
        afterCommit(tx, () => seen.push(-1));
        return Promise.reject(new Error('no'));
      }),
    ).rejects.toThrow('no');
    await count();
    expect(seen).toEqual([before + 1]);
  });
});

describe('row-level security', () => {
  const ids = { a: '00000000-0000-7000-8000-00000000000a', b: '00000000-0000-7000-8000-00000000000b' };
  beforeAll(() =>
    db.system(async (tx) => {
      await sql`insert into region (code, name, level, parent_code, path, source) values
        ('640000','宁夏','province',null,'64','t'), ('640200','石嘴山市','city','640000','64/6402','t'), ('640300','吴忠市','city','640000','64/6403','t')`.execute(
        tx,
      );
      await sql`insert into industry (code, name, level) values ('3140','铁合金冶炼','class')`.execute(tx);
      await sql`insert into subject (id, kind, code, name, name_key, region_code, region_path, industry_code, created_at) values
        (${ids.a}, 'enterprise', 'A', '甲', 'jia', '640200', '64/6402', '3140', now()), (${ids.b}, 'enterprise', 'B', '乙', 'yi', '640300', '64/6403', '3140', now())`.execute(
        tx,
      );
    }),
  );
  const names = (scope: Scope) =>
    db.tx(scope, async (tx) =>
      (await sql<{ name: string }>`select name from subject order by code`.execute(tx)).rows.map(
        (r) => r.name,
      ),
    );

  it('shows a region only its own enterprises, an enterprise only itself, and nobody else anything', async () => {
    expect(await names({ kind: 'all' })).toEqual(['甲', '乙']);
    expect(await names({ kind: 'regions', paths: ['64/6402'] })).toEqual(['甲']);
    expect(await names({ kind: 'regions', paths: ['64'] })).toEqual(['甲', '乙']);
    expect(await names({ kind: 'regions', paths: ['64/640'] })).toEqual([]);
    expect(await names({ kind: 'subject', subjectId: ids.b })).toEqual(['乙']);
    expect(await names({ kind: 'none' })).toEqual([]);
  });
  it('refuses a write outside the scope', async () => {
    await expect(
      db.tx({ kind: 'regions', paths: ['64/6402'] }, (tx) =>
        sql`insert into above_scale (subject_id, year) values (${ids.b}, 2019)`.execute(tx),
      ),
    ).rejects.toThrow(/row-level security/);
  });
  it('refuses to change or remove facts and audit rows', async () => {
    for (const statement of [
      'update fact set value = 1',
      'delete from fact',
      'update audit_event set act = act',
      'delete from audit_event',
    ])
      await expect(db.tx({ kind: 'all' }, (tx) => sql.raw(statement).execute(tx))).rejects.toThrow(
        /permission denied/,
      );
  });
});

describe('every table and column', () => {
  it('has a comment', async () => {
    const r = await db.system((tx) =>
      sql<{ what: string }>`select c.relname || coalesce('.' || a.attname, '') as what
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        left join lateral (select attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped union all select null, 0) a on true
        where n.nspname = 'public' and c.relkind in ('r','p') and c.relname <> 'migration' and not c.relispartition
          and coalesce(case when a.attnum = 0 then obj_description(c.oid) else col_description(c.oid, a.attnum) end, '') = ''`.execute(
        tx,
      ),
    );
    expect(r.rows.map((x) => x.what)).toEqual([]);
  });
});

describe('migrations', () => {
  it('run a second time without doing anything', async () => {
    expect(await migrateDatabase(db, migrations)).toEqual([]);
  });
});

describe('the folder of the embedded database', () => {
  it('that is not whole is refused in words, and is not locked afterwards', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'duibiao-damaged-'));
    const { db: whole } = await openDatabase({ dataDir, migrationsDir: migrations });
    await whole.close();
    rmSync(join(dataDir, 'db/global/pg_control'));
    await expect(openDatabase({ dataDir, migrationsDir: migrations })).rejects.toMatchObject({
      code: 'db.damaged',
    });
    takeLock(dataDir).release();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is refused to a second opener and free again after close', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'duibiao-lock-'));
    const lock = takeLock(dataDir);
    await expect(openDatabase({ dataDir, migrationsDir: migrations })).rejects.toMatchObject({
      code: 'db.folder-in-use',
    });
    lock.release();
    takeLock(dataDir).release();
  });
});

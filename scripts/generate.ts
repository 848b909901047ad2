/** Writes what can be derived: docs/openapi.json from the contracts, docs/database.md from the migrated schema. `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { fromEmbedded, migrateDatabase, openInProcess } from '#platform/db';
import { openApi } from '../src/server/openapi.ts';
import { areas } from '../src/server/areas.ts';

const root = join(import.meta.dirname, '..');

interface ColumnRow {
  table: string;
  note: string | null;
  column: string;
  type: string;
  required: boolean;
  comment: string | null;
}

async function databasePage(): Promise<string> {
  const pglite = await openInProcess(undefined);
  const db = fromEmbedded(pglite);
  await migrateDatabase(db, join(root, 'db/migrations'));
  const { rows } = await db.system((tx) =>
    sql<ColumnRow>`select c.relname as table, obj_description(c.oid) as note, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
        a.attnotnull as required, col_description(c.oid, a.attnum) as comment
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`.execute(
      tx,
    ),
  );
  await db.close();
  const tables = [...new Set(rows.map((r) => r.table))];
  const cell = (s: string | null): string => (s ?? '').replaceAll('|', '\\|');
  return [
    '# 数据库',
    '',
    '由 `npm run generate` 从迁移文件生成，请勿手改。',
    ...tables.flatMap((t) => {
      const own = rows.filter((r) => r.table === t);
      return [
        '',
        `## ${t}`,
        '',
        cell(own[0]!.note),
        '',
        '| 列 | 类型 | 必填 | 说明 |',
        '| --- | --- | --- | --- |',
        ...own.map(
          (r) => `| ${r.column} | ${cell(r.type)} | ${r.required ? '是' : ''} | ${cell(r.comment)} |`,
        ),
      ];
    }),
    '',
  ].join('\n');
}

const wanted: Record<string, string> = {
  'docs/openapi.json': `${JSON.stringify(openApi(areas), null, 2)}\n`,
  'docs/database.md': await databasePage(),
};
let stale = false;
for (const [name, text] of Object.entries(wanted)) {
  const path = join(root, name);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.log(`${name} 已过时，请运行 npm run generate`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);

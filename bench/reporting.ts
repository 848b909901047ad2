/**
 * `npm run bench:reporting`: many enterprises hand in a report of 60 figures, each with a key of its own, over HTTP to the whole server (its own
 * process) on a PostgreSQL on the same machine that writes every commit to its disk. First as fast as it goes, then paced at 200 a second; then the
 * same rows are read back and put into tables of the same make by plain inserts of many rows, which is the rate to be held against.
 * `REPORTS` (50000), `CLIENTS` (32), `PACE` (200) and `SECONDS` (30, of the paced part) change it; DATABASE_URL takes a server that is there.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';

const root = resolve(import.meta.dirname, '..');
const number = (name: string, standard: number): number => Number(process.env[name] ?? standard);
const REPORTS = number('REPORTS', 50_000);
const CLIENTS = number('CLIENTS', 32);
const PACE = number('PACE', 200);
const SECONDS = number('SECONDS', 30);
const PACED = PACE * SECONDS;
const FORM = 'enterprise-yearly';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const at = (sorted: readonly number[], share: number): string =>
  `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)} ms`;
const spread = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return `p50 ${at(sorted, 0.5)}, p95 ${at(sorted, 0.95)}, p99 ${at(sorted, 0.99)}, longest ${at(sorted, 1)}`;
};

const { startPostgres } = (await import(join(root, 'scripts/postgres.mjs'))) as {
  startPostgres(o: { durable: boolean }): Promise<{ url: string; stop(): void }>;
};
const own = process.env['DATABASE_URL'] ? undefined : await startPostgres({ durable: true });
// A database of its own beside whatever the server holds.
const base = process.env['DATABASE_URL'] ?? own!.url;
const name = `duibiao_bench_${process.pid}`;
const beside = async (statement: string): Promise<void> => {
  const c = new pg.Client({ connectionString: base });
  await c.connect();
  await c.query(statement).finally(() => c.end());
};
await beside(`create database ${name}`);
const databaseUrl = Object.assign(new URL(base), { pathname: `/${name}` }).toString();
const folder = mkdtempSync(join(tmpdir(), 'duibiao-bench-'));

const server = spawn(process.execPath, ['--import', 'tsx', 'src/server/main.ts'], {
  cwd: root,
  env: {
    ...process.env,
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO_ENTERPRISES: '20',
    NODE_ENV: 'production',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const port = await new Promise<number>((done, failed) => {
  let said = '';
  server.stdout.on('data', (d: Buffer) => {
    said += d.toString();
    const found = /http:\/\/localhost:(\d+)/.exec(said);
    if (found) done(Number(found[1]));
  });
  server.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${said}`)));
});

const db = new pg.Client({ connectionString: databaseUrl });
await db.connect();
try {
  const total = REPORTS + PACED;
  // Enterprises with a sign-in and a key each, as they would have them; the keys are their numbers, which only a bench may do.
  await db.query(
    `insert into subject (id, kind, code, name, name_key, region_code, region_path, industry_code, size_class, simulated, created_at)
     select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, 'enterprise', 'BENCH' || lpad(i::text, 13, '0'), '试企业' || i, 'bench' || i,
       r.code, r.path, c.code, 'small', true, now()
     from generate_series(1, $1::int) i
       join (select code, path, row_number() over (order by code) n, count(*) over () m from region where level = 'county') r on r.n = i % r.m + 1
       join (select code, row_number() over (order by code) n, count(*) over () m from industry where level = 'class') c on c.n = i % c.m + 1`,
    [total],
  );
  await db.query(
    `insert into above_scale (subject_id, year) select id, 2025 from subject where code like 'BENCH%'`,
  );
  await db.query(
    `insert into account (id, username, name, role, scope_kind, scope_paths, subject_id, password_hash, password_changed_at, must_change_password, created_at)
     select gen_random_uuid(), lower(code), name, 'enterprise', 'subject', '{}', id, 'none', now(), false, now() from subject where code like 'BENCH%'`,
  );
  await db.query(
    `insert into report_key (subject_id, id, hash, prefix, name, account_id, created_at, created_by, expires_day, last_used_at)
     select s.id, gen_random_uuid(), encode(sha256(convert_to('dbk_' || s.code, 'UTF8')), 'hex'), 'dbk_', 'bench', a.id, now(), 'bench', current_date + 30, now()
     from subject s join account a on a.subject_id = s.id where s.code like 'BENCH%'`,
  );
  await db.query('analyze');

  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS * 4 });
  const fields = await fieldsOf();
  const figures = (i: number): Record<string, string> => {
    const v = Object.fromEntries(fields.map((f, k) => [f, String(100 + ((i * 7 + k * 13) % 900))]));
    // What must balance balances.
    return {
      ...v,
      'gross-output': '90000',
      'sales-value': '88000',
      'export-value': '10',
      'value-added': '20000',
      revenue: '91000',
      'operating-profit': '500',
      'non-operating-income': '30',
      'non-operating-expense': '10',
      profit: '520',
      assets: String(90_000 + i),
      'current-assets': '3000',
      liabilities: '60000',
      equity: String(30_000 + i),
      electricity: '700',
      'purchased-electricity': '600',
      'own-electricity': '100',
      'upgrade-investment': '50',
      'fixed-investment': '150',
    };
  };
  const submit = (i: number): Promise<number> => {
    const body = JSON.stringify({ values: figures(i), key: randomUUID() });
    const began = performance.now();
    return new Promise((done, failed) => {
      const r = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: `/api/reporting/reports/${FORM}/2025/submit`,
          headers: {
            authorization: `Bearer dbk_BENCH${String(i).padStart(13, '0')}`,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
        },
        (answer) => {
          let text = '';
          answer.on('data', (d: Buffer) => (text += d.toString()));
          answer.on('end', () =>
            answer.statusCode === 200
              ? done(performance.now() - began)
              : failed(new Error(`${answer.statusCode} ${text.slice(0, 500)}`)),
          );
        },
      );
      r.on('error', failed);
      r.end(body);
    });
  };
  async function fieldsOf(): Promise<string[]> {
    const { items } = (await (await fetch(`http://127.0.0.1:${port}/api/reporting/forms`)).json()) as {
      items: { id: string; sections: { fields: { indicator: string }[] }[] }[];
    };
    return items.find((f) => f.id === FORM)!.sections.flatMap((s) => s.fields.map((f) => f.indicator));
  }

  say(
    `${REPORTS} enterprises, ${fields.length} figures each; ${CLIENTS} at once; load of the machine before: ${loadavg()[0]!.toFixed(1)}`,
  );
  const times: number[] = [];
  let next = 1;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let i = next++; i <= REPORTS; i = next++) times.push(await submit(i));
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const rate = REPORTS / seconds;
  say(`as fast as it goes: ${rate.toFixed(0)} reports/s (${seconds.toFixed(1)} s); ${spread(times)}`);

  const paced: number[] = [];
  const start = performance.now();
  const running: Promise<void>[] = [];
  for (let i = 0; i < PACED; i += 1) {
    const wait = start + (i * 1000) / PACE - performance.now();
    if (wait > 0) await new Promise((r) => setTimeout(r, wait));
    running.push(submit(REPORTS + 1 + i).then((ms) => void paced.push(ms)));
  }
  await Promise.all(running);
  const took = (performance.now() - start) / 1000;
  say(`paced at ${PACE}/s for ${SECONDS} s: ${(PACED / took).toFixed(0)} reports/s; ${spread(paced)}`);

  const kept = await db.query<{ reports: string; events: string }>(
    `select (select count(*) from report) as reports, (select count(*) from report_event) as events`,
  );
  if (Number(kept.rows[0]!.reports) !== total || Number(kept.rows[0]!.events) !== total)
    throw new Error(`${JSON.stringify(kept.rows[0])} instead of ${total}`);

  // The same rows into tables of the same make, 500 reports to a statement: report, its record, its line of the audit log.
  for (const t of ['report', 'report_event', 'audit_event'])
    await db.query(`create table raw_${t} (like ${t} including all)`);
  const size = 500;
  let raw = 0;
  for (let from = 1; from <= REPORTS; from += size) {
    const ids = `select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid from generate_series(${from}, ${Math.min(REPORTS, from + size - 1)}) i`;
    const batch: string[] = [];
    for (const rows of [
      `select json_agg(p)::text as rows from report p where subject_id in (${ids})`,
      `select json_agg(e)::text as rows from report_event e where subject_id in (${ids})`,
      `select json_agg(a)::text as rows from audit_event a where act = 'reporting.submit' and target in (select 'report:' || id from report where subject_id in (${ids}))`,
    ])
      batch.push((await db.query<{ rows: string }>(rows)).rows[0]!.rows);
    const began = performance.now();
    await db.query('begin');
    for (const [n, t] of ['report', 'report_event', 'audit_event'].entries())
      await db.query(`insert into raw_${t} select * from json_populate_recordset(null::${t}, $1::json)`, [
        batch[n]!,
      ]);
    await db.query('commit');
    raw += performance.now() - began;
  }
  const rawRate = REPORTS / (raw / 1000);
  say(
    `raw batched insert of the same rows: ${rawRate.toFixed(0)} reports/s; ratio ${(rate / rawRate).toFixed(2)}`,
  );
  say(`load of the machine after: ${loadavg()[0]!.toFixed(1)}`);
} finally {
  await db.end();
  server.removeAllListeners('exit');
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  await beside(`drop database ${name} with (force)`);
  own?.stop();
}

/**
 * `npm run bench:run`: a benchmark run as somebody at a page meets it. The built server makes a demonstration province in a database of its own;
 * then, over HTTP, a run is asked for, its job is looked at as the page does, and the first page of results is fetched. Printed are the milliseconds from the
 * click to each of these, first and later runs apart, and the processor time of the server beside them (wall time depends on whoever else uses
 * the machine). `--enterprises=N` multiplies the province by SQL to about N, on a PostgreSQL server, and runs over all of them: progress, throughput and the
 * largest resident size; `--cancel=P` cancels that run at P per cent and says how long it took and what was left. `--small` is for CI: a few dozen, so that it
 * cannot rot. DATABASE_URL chooses PostgreSQL instead of the embedded database.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const root = join(import.meta.dirname, '..');
const small = argv.includes('--small');
const enterprises = small ? 60 : 1200;
const option = (name: string): number =>
  Number(argv.find((a) => a.startsWith(`--${name}=`))?.split('=')[1] ?? 0);
const wanted = option('enterprises');
const cancelAt = option('cancel');
const rounds = small ? 2 : 4;
const PASSWORD = 'Bench-2018-run';

interface Job {
  readonly state: string;
  readonly progress: number;
  readonly note: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly result: { readonly runId?: string } | null;
  readonly problem: { readonly code: string } | null;
}

const folder = mkdtempSync(join(tmpdir(), 'duibiao-bench-'));
const server = spawn(
  process.execPath,
  [...(env['BENCH_FLAGS']?.split(' ') ?? []), join(root, 'dist/server.js')],
  {
    env: {
      ...env,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      DEMO_ENTERPRISES: String(enterprises),
      DEMO_PASSWORD: PASSWORD,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
let said = '';
const up = new Promise<void>((resolve, reject) => {
  server.stdout.on('data', (d: Buffer) => {
    said += d.toString();
    if (said.includes('对标已启动')) resolve();
  });
  server.on('exit', (code) => reject(new Error(`the server ended (${code})\n${said}`)));
});
await up;
const { port } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { port: number };

let cookie = '';
async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const r = await fetch(`http://127.0.0.1:${port}/api${path}`, {
    method,
    headers: {
      'x-duibiao': '1',
      cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${await r.text()}`);
  cookie = r.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  return (await r.json()) as T;
}
await call('POST', '/session', { username: 'office-demo', password: PASSWORD });

/** Processor milliseconds and largest resident MB of the server so far; undefined where the system does not tell. */
function used(): { cpu: number; rss: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    return {
      cpu: (Number(stat[11]) + Number(stat[12])) * 10,
      rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024,
    };
  } catch {
    return undefined;
  }
}

/** Asks for a run and looks at its job as the page does, until it has ended. */
async function follow(
  evaluation: string,
  year: number,
  seen: (job: Job, id: string) => Promise<void> = () => Promise.resolve(),
): Promise<{ job: Job; asked: number; done: number }> {
  const from = performance.now();
  const { jobId } = await call<{ jobId: string }>('POST', '/benchmarks/runs', { evaluation, year });
  const asked = performance.now() - from;
  for (let looks = 0; ; looks += 1) {
    if (looks > 0) await pause(looks < 30 ? 50 : 500);
    const job = await call<Job>('GET', `/jobs/${jobId}`);
    if (['done', 'failed', 'cancelled'].includes(job.state))
      return { job, asked, done: performance.now() - from };
    await seen(job, jobId);
  }
}

async function click(evaluation: string, year: number): Promise<void> {
  // What the dialog asks for before anybody can click.
  await call('GET', '/benchmarks/evaluations');
  await pause(500);
  const before = used();
  const from = performance.now();
  const { job, asked, done } = await follow(evaluation, year);
  if (job.state !== 'done') throw new Error(JSON.stringify(job));
  const [run] = await Promise.all([
    call<{ subjects: number }>('GET', `/benchmarks/runs/${job.result!.runId}`),
    call('GET', `/benchmarks/runs/${job.result!.runId}/results`),
  ]);
  const shown = performance.now() - from;
  const after = used();
  const ms = (a: string, b: string | null): number => Date.parse(b ?? a) - Date.parse(a);
  console.log(
    `  ${evaluation} ${year}, ${run.subjects} enterprises: asked ${asked.toFixed(0)}, taken up after ${ms(job.createdAt, job.startedAt)}, ` +
      `carried out in ${ms(job.startedAt!, job.finishedAt)}, seen ${done.toFixed(0)}, results shown ${shown.toFixed(0)} ms` +
      (before && after
        ? ` (server's processor ${(after.cpu - before.cpu).toFixed(0)} ms, ${after.rss.toFixed(0)} MB)`
        : ''),
  );
}

const YEAR = 2022;

/** Every enterprise of the province many times over, its figures a little different. */
async function multiply(db: pg.Client, times: number): Promise<void> {
  const twin = (id: string) => `md5(${id}::text || k)::uuid`;
  await db.query(`insert into subject select ${twin('s.id')}, s.kind, substr(s.code, 1, 8) || upper(substr(md5(s.code || k), 1, 10)), s.name || k, s.name_key,
      s.region_code, s.region_path, s.industry_code, s.park_code, s.size_class, s.simulated, s.created_at, s.version
    from subject s join above_scale a on a.subject_id = s.id and a.year = ${YEAR}, generate_series(1, ${times}) k`);
  await db.query(
    `insert into above_scale select ${twin('subject_id')}, year from above_scale, generate_series(1, ${times}) k where year = ${YEAR}`,
  );
  await db.query(`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
    select ${twin('f.subject_id')}, f.period, f.indicator, f.revision, round(f.value * (1 + ('x' || substr(md5(f.subject_id::text || k || f.indicator), 1, 7))::bit(28)::int / 671088640.0), 4), f.unit,
      f.status, f.source_id, f.note, f.recorded_at, f.recorded_by
    from fact f join above_scale a on a.subject_id = f.subject_id and a.year = ${YEAR}, generate_series(1, ${times}) k where f.period = '${YEAR}'`);
  await db.query('analyze');
}

async function large(url: string): Promise<void> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const count = async (table: string, where = ''): Promise<number> =>
    Number((await db.query<{ n: string }>(`select count(*) as n from ${table} ${where}`)).rows[0]!.n);
  const one = await count('above_scale', `where year = ${YEAR}`);
  const made = performance.now();
  await multiply(db, Math.max(1, Math.round(wanted / one) - 1));
  const n = await count('above_scale', `where year = ${YEAR}`);
  console.log(`${n} enterprises made in ${((performance.now() - made) / 1000).toFixed(0)} s`);
  const before = used();
  const started = performance.now();
  let [peak, said, cancelled] = [0, -5, 0];
  const { job, done } = await follow('benchmarking', YEAR, async (j, id) => {
    peak = Math.max(peak, used()?.rss ?? 0);
    if (j.progress >= said + 5) {
      said = j.progress;
      console.log(
        `  ${j.progress}% after ${((performance.now() - started) / 1000).toFixed(0)} s: ${j.note}; ${peak.toFixed(0)} MB at most`,
      );
    }
    if (cancelAt > 0 && j.progress >= cancelAt && cancelled === 0) {
      cancelled = performance.now();
      await call('POST', `/jobs/${id}/cancel`);
      // Somebody waiting looks more often than a page does.
      while ((await call<Job>('GET', `/jobs/${id}`)).state === 'running') await pause(20);
      console.log(`  cancelled in ${(performance.now() - cancelled).toFixed(0)} ms`);
    }
  });
  const after = used();
  if (cancelled > 0) {
    const left = async () => [
      await count('run', `where kind like 'benchmark%' and params->>'year' is null`),
      await count('run_result'),
      await count('run_blob'),
    ];
    const rows = `select count(*) as n from job where kind = 'benchmarks.tidy' and state in ('queued', 'running')`;
    while (Number((await db.query<{ n: string }>(rows)).rows[0]!.n) > 0) await pause(50);
    console.log(
      `  ${job.state}; after ${((performance.now() - cancelled) / 1000).toFixed(1)} s left of it: ${(await left()).join(', ')} (runs, rows, pieces)`,
    );
  } else
    console.log(
      `  ${job.state} after ${(done / 1000).toFixed(0)} s, ${((1000 * n) / done).toFixed(0)} a second; server's processor ${(((after?.cpu ?? 0) - (before?.cpu ?? 0)) / 1000).toFixed(0)} s, ${peak.toFixed(0)} MB resident at most`,
    );
  await db.end();
}

try {
  const url = env['DATABASE_URL'];
  console.log(`${enterprises} enterprises, ${url ? 'PostgreSQL' : 'embedded database'}`);
  if (wanted > 0) {
    if (!url) throw new Error('--enterprises needs DATABASE_URL');
    await large(url);
  } else
    for (const evaluation of ['benchmarking', 'quality-benefit', 'award-quantitative'])
      for (let n = 0; n < rounds; n += 1) await click(evaluation, YEAR - n);
} finally {
  server.removeAllListeners('exit');
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

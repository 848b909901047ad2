import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#platform/db';

const root = resolve(import.meta.dirname, '../..');
const password = 'Duibiao-kill-2018';
/** How often the server is killed: once in every run, twenty times by `npm run fuzz:kill`. */
const kills = Number(process.env['KILLS'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'duibiao-kill-reports-'));
const server = process.env['DATABASE_URL'];

const ownDatabase = `duibiao_kill_${process.pid}_${Date.now()}`;
async function admin(statement: string): Promise<void> {
  const c = new pg.Client({ connectionString: server });
  await c.connect();
  try {
    await c.query(statement);
  } finally {
    await c.end();
  }
}
function databaseUrl(): string | undefined {
  if (server === undefined || server === '') return undefined;
  const u = new URL(server);
  u.pathname = `/${ownDatabase}`;
  return u.toString();
}

let child: ChildProcess | undefined;
afterAll(async () => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  if (databaseUrl()) await admin(`drop database if exists ${ownDatabase} with (force)`);
});

/** Starts the whole program and gives its address. */
function start(): Promise<string> {
  const { DATABASE_URL: _, ...env } = process.env;
  const url = databaseUrl();
  const made = spawn(process.execPath, ['--import', 'tsx', 'src/server/main.ts'], {
    cwd: root,
    env: {
      ...env,
      ...(url ? { DATABASE_URL: url } : {}),
      DATA_DIR: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      DEMO_ENTERPRISES: '20',
      DEMO_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = made;
  return new Promise((done, failed) => {
    let said = '';
    const hear = (d: Buffer): void => {
      said += d.toString();
      const at = /http:\/\/localhost:(\d+)/.exec(said);
      if (at) done(`http://127.0.0.1:${at[1]}`);
    };
    made.stdout.on('data', hear);
    made.stderr.on('data', hear);
    made.on('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
}

const killed = (): Promise<void> =>
  new Promise((done) => {
    child!.removeAllListeners('exit');
    child!.once('exit', () => done());
    child!.kill('SIGKILL');
  });

const figures: Record<string, string> = {
  'gross-output': '1000',
  'sales-value': '980',
  revenue: '990',
  cost: '800',
  profit: '50',
  assets: '5000',
  liabilities: '3000',
  equity: '2000',
  employees: '120',
  electricity: '300',
};

type Answer = { id: string; version: number; repeated?: boolean };
type Call = (path: string, body: unknown) => Promise<Answer>;

async function signIn(base: string): Promise<Call> {
  const headers = { 'content-type': 'application/json', 'x-duibiao': '1' };
  const answer = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ username: 'ent-demo', password }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  return async (path, body) => {
    const r = await fetch(`${base}/api/reporting${path}`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
    if (!r.ok) throw new Refusal(r.status, await r.text());
    return (await r.json()) as Answer;
  };
}
/** An answer of the server; a broken line is another kind of failure. */
class Refusal extends Error {
  constructor(status: number, text: string) {
    super(`${status} ${text}`);
  }
}

/** Months without figures of the demonstration, so that nothing looks unusual; shared out among the writers. */
const WRITERS = 4;
const months = Array.from(
  { length: 32 },
  (_, i) => `${2024 + Math.trunc(i / 12)}-M${String((i % 12) + 1).padStart(2, '0')}`,
);

describe('a server killed in the middle of taking in reports', () => {
  it(
    'has every report it acknowledged, none twice, and takes what was under way when it is sent again',
    async () => {
      if (databaseUrl()) await admin(`create database ${ownDatabase}`);
      const acknowledged = new Set<string>();
      /** Sent, and no answer came: the writer goes on with the same key. */
      const open = new Map<number, { period: string; key: string }>();
      let repeated = 0;
      const at = Array.from({ length: WRITERS }, () => 0);

      for (let round = 0; round < kills; round += 1) {
        const call = await signIn(await start());
        const before = acknowledged.size;
        const now = { running: true };
        const writer = async (w: number): Promise<void> => {
          const own = months.filter((_, i) => i % WRITERS === w);
          while (now.running) {
            const next = open.get(w) ?? { period: own[at[w]! % own.length]!, key: randomUUID() };
            open.set(w, next);
            try {
              const done = await call(`/reports/enterprise-monthly/${next.period}/submit`, {
                values: figures,
                key: next.key,
              });
              acknowledged.add(next.key);
              if (done.repeated) repeated += 1;
              open.delete(w);
              at[w]! += 1;
              // Taken back, so that the month can be handed in again: handing in is what is tried here.
              await call(`/report/${done.id}/act`, {
                key: randomUUID(),
                act: 'withdraw',
                version: done.version,
              });
            } catch (e) {
              if (!(e instanceof Refusal)) return;
              // The month was handed in, and the withdrawal was what the kill hit: on to the next.
              open.delete(w);
              at[w]! += 1;
            }
          }
        };
        const writers = Array.from({ length: WRITERS }, (_, w) => writer(w));
        while (acknowledged.size < before + 12) await new Promise((r) => setTimeout(r, 5));
        // Somewhere in the middle of things, not always at the same place.
        await new Promise((r) => setTimeout(r, (round * 37) % 90));
        await killed();
        now.running = false;
        await Promise.all(writers);
      }
      // What was under way at the last kill is sent once more, twice.
      const call = await signIn(await start());
      for (const { period, key } of open.values())
        for (let again = 0; again < 2; again += 1) {
          const done = await call(`/reports/enterprise-monthly/${period}/submit`, {
            values: figures,
            key,
          }).catch((e: unknown) => {
            if (e instanceof Refusal && /"code":"reporting.refused"/.test(e.message)) return undefined;
            throw e;
          });
          if (done) acknowledged.add(key);
          if (done?.repeated) repeated += 1;
        }
      await killed();
      expect(acknowledged.size).toBeGreaterThanOrEqual(kills * 12);

      const { db } = await openDatabase({
        databaseUrl: databaseUrl(),
        dataDir: folder,
        migrationsDir: join(root, 'db/migrations'),
      });
      try {
        const { rows } = await db.system((tx) =>
          sql<{
            key: string;
            report: string;
            period: string;
            seq: number;
            act: string;
            to: string;
          }>`select e.key::text as key, e.report_id::text as report, p.period, e.seq, e.act, e.to_state as to
            from report_event e join report p on p.id = e.report_id order by e.report_id, e.seq`.execute(tx),
        );
        const times = new Map<string, number>();
        for (const r of rows) times.set(r.key, (times.get(r.key) ?? 0) + 1);
        // Every report that was acknowledged is there, and none twice.
        expect([...acknowledged].filter((k) => times.get(k) !== 1)).toEqual([]);
        expect([...times.values()].filter((n) => n !== 1)).toEqual([]);
        const { rows: reports } = await db.system((tx) =>
          sql<{
            id: string;
            period: string;
            state: string;
            version: number;
            values: Record<string, string>;
          }>`select id::text, period, state, version,
              "values" from report`.execute(tx),
        );
        expect(new Set(reports.map((r) => r.period)).size).toBe(reports.length);
        for (const r of reports) {
          const own = rows.filter((e) => e.report === r.id);
          // The record is whole, and the report stands where its last line says: nothing is half-written.
          expect(own.map((e) => e.seq)).toEqual(own.map((_, i) => i + 1));
          expect(r.version).toBe(own.length);
          expect(r.state).toBe(own.at(-1)!.to);
          expect(r.values).toEqual(figures);
        }
        const { rows: audit } = await db.system((tx) =>
          sql<{
            key: string;
          }>`select detail->>'key' as key from audit_event where act = 'reporting.submit' and success`.execute(
            tx,
          ),
        );
        const recorded = new Set(audit.map((a) => a.key));
        expect([...acknowledged].filter((k) => !recorded.has(k))).toEqual([]);
        if (kills > 5)
          console.log(
            `${kills} kills on ${db.kind}: ${acknowledged.size} acknowledged, ${rows.length} events, ${repeated} were there already when sent again`,
          );
      } finally {
        await db.close();
      }
    },
    kills * 60_000 + 240_000,
  );
});

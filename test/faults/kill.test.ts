import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const password = 'Duibiao-kill-2018';
const folder = mkdtempSync(join(tmpdir(), 'duibiao-kill-'));

let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the whole program on the folder and gives its address. */
function start(): Promise<string> {
  const { DATABASE_URL: _, ...env } = process.env;
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/server/main.ts'], {
    cwd: root,
    env: {
      ...env,
      DATA_DIR: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      DEMO_ENTERPRISES: '20',
      DEMO_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = server;
  return new Promise((done, failed) => {
    let said = '';
    const hear = (d: Buffer): void => {
      said += d.toString();
      const at = /http:\/\/localhost:(\d+)/.exec(said);
      if (at) done(`http://127.0.0.1:${at[1]}`);
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.on('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)));
  });
}

const killed = (): Promise<void> =>
  new Promise((done) => {
    child!.removeAllListeners('exit');
    child!.once('exit', () => done());
    child!.kill('SIGKILL');
  });

async function signIn(base: string, username: string) {
  const answer = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-duibiao': '1' },
    body: JSON.stringify({ username, password }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ');
  const call = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${base}/api${path}`, {
      method,
      headers: {
        cookie,
        'x-duibiao': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const json = async <T>(path: string): Promise<T> => (await call('GET', path)).json() as Promise<T>;
  return { call, json };
}

describe('a server killed in the middle of writing', () => {
  it('has kept every figure it acknowledged, opens again by itself, and its audit log is whole', async () => {
    const acknowledged: string[] = [];
    let subject = '';
    for (let round = 0; round < 3; round += 1) {
      const base = await start();
      const enterprise = await signIn(base, 'ent-demo');
      subject ||= (await enterprise.json<{ account: { subjectId: string } }>('/me')).account.subjectId;
      // Four writers at once; the kill comes while some are under way.
      const now = { running: true };
      const writer = async (w: number): Promise<void> => {
        for (let n = 0; now.running; n += 1) {
          const value = `${round}${w}${String(n).padStart(4, '0')}`;
          try {
            const r = await enterprise.call('POST', '/facts', {
              subject,
              indicator: 'wages',
              period: `2024-M0${w + 1}`,
              value,
              note: '',
            });
            if (r.ok) acknowledged.push(value);
          } catch {
            return;
          }
        }
      };
      const writers = [0, 1, 2, 3].map(writer);
      const before = acknowledged.length;
      while (acknowledged.length < before + 60) await new Promise((r) => setTimeout(r, 5));
      await killed();
      now.running = false;
      await Promise.all(writers);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(180);

    const base = await start();
    const enterprise = await signIn(base, 'ent-demo');
    const kept = new Set<string>();
    for (const month of [1, 2, 3, 4]) {
      const { items } = await enterprise.json<{ items: { value: string; revision: number }[] }>(
        `/facts/history?subject=${subject}&indicator=wages&period=2024-M0${month}`,
      );
      for (const f of items) kept.add(f.value);
      // Revisions follow each other without a gap: nothing is half-written.
      expect(items.map((f) => f.revision).toSorted((a, b) => a - b)).toEqual(items.map((_, i) => i + 1));
    }
    const plain = (v: string): string => String(Number(v));
    const have = new Set([...kept].map(plain));
    expect(acknowledged.filter((v) => !have.has(plain(v)))).toEqual([]);

    const auditor = await signIn(base, 'auditor');
    const verdict = (await (await auditor.call('POST', '/audit/verify')).json()) as {
      rows: number;
      findings: { severity: string }[];
    };
    expect(verdict.rows).toBeGreaterThan(180);
    expect(verdict.findings.filter((f) => f.severity === 'error')).toEqual([]);
    await killed();
  }, 180_000);
});

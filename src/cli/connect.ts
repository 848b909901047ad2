/** A way to the house: over HTTP when a server is running on this data folder, else in this process, through the same handlers. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf, Problem } from '#kernel';
import { makeClient, type Call, type ProblemBody } from '#platform/api';
import type { Env } from '#platform/act';
import type { Config } from '#platform/config';
import { makeLog } from '#platform/log';
import { contract as accounts } from '#contract/accounts';
import { contract as assessment } from '#contract/assessment';
import { contract as awards } from '#contract/awards';
import { contract as benchmarks } from '#contract/benchmarks';
import { contract as filings } from '#contract/filings';
import { contract as funding } from '#contract/funding';
import { contract as indicators } from '#contract/indicators';
import { contract as plans } from '#contract/plans';
import { contract as schemes } from '#contract/schemes';
import { contract as subjects } from '#contract/subjects';
import { contract as supervision } from '#contract/supervision';
import { contract as work } from '#contract/work';
import { areas, houseActor } from '../server/areas.ts';
import { openHouse, type Opened } from '../server/house.ts';

const contracts = {
  accounts,
  assessment,
  awards,
  benchmarks,
  filings,
  funding,
  indicators,
  plans,
  schemes,
  subjects,
  supervision,
  work,
};
const client = (send: (call: Call) => Promise<unknown>) => makeClient(contracts, send);
export type Api = ReturnType<typeof client>;

export interface Connection {
  readonly api: Api;
  /** Address of the running server; undefined when the work is done in this process. */
  readonly server: string | undefined;
  close(): Promise<void>;
}

const toProblem = (b: ProblemBody): Problem =>
  new Problem(b.code, {
    params: b.params ?? {},
    findings: (b.findings ?? []).map((f) => ({
      code: f.code,
      severity: f.severity,
      ...(f.path === undefined ? {} : { path: f.path }),
      ...(f.params === undefined ? {} : { params: f.params }),
    })),
  });

/** The note a running server leaves in its data folder; undefined when nothing answers there. */
async function runningServer(dataDir: string): Promise<{ url: string; token: string } | undefined> {
  const note = join(dataDir, 'server.json');
  if (!existsSync(note)) return undefined;
  const { port, token } = JSON.parse(readFileSync(note, 'utf8')) as { port: number; token: string };
  const url = `http://localhost:${port}`;
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) })).ok
      ? { url, token }
      : undefined;
  } catch {
    return undefined;
  }
}

const overHttp =
  (server: { url: string; token: string }) =>
  async (call: Call): Promise<unknown> => {
    const headers: Record<string, string> = { authorization: `Bearer ${server.token}` };
    let body: string | FormData | undefined;
    if (call.upload) {
      const form = new FormData();
      for (const [k, v] of Object.entries(call.upload.fields)) form.set(k, v);
      form.set('file', new Blob([call.upload.bytes as Uint8Array<ArrayBuffer>]), call.upload.name);
      body = form;
    } else if (call.body !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(call.body);
    }
    const answer = await fetch(`${server.url}${call.path}${call.query}`, {
      method: call.method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw toProblem((await answer.json()) as ProblemBody);
    return call.file ? new Uint8Array(await answer.arrayBuffer()) : answer.json();
  };

/** The same call without a wire: the path finds its route, the route's schemas read the input, the handler answers. */
const inProcess =
  (opened: Opened) =>
  async (call: Call): Promise<unknown> => {
    const path = call.path.replace(/^\/api/, '').split('/');
    for (const area of areas)
      for (const [name, r] of Object.entries(area.contract)) {
        const pattern = r.path.split('/');
        if (r.method !== call.method || pattern.length !== path.length) continue;
        if (!pattern.every((p, i) => p.startsWith(':') || p === path[i])) continue;
        const params = Object.fromEntries(
          pattern.flatMap((p, i) => (p.startsWith(':') ? [[p.slice(1), decodeURIComponent(path[i]!)]] : [])),
        );
        const now = opened.house.now();
        const env: Env = {
          house: opened.house,
          actor: houseActor,
          now,
          today: dayOf(now),
          ip: '',
          requestId: opened.house.newId(),
        };
        const input = {
          params: r.params.parse(params),
          query: r.query.parse(Object.fromEntries(new URLSearchParams(call.query))),
          body: r.body.parse(call.upload ? call.upload.fields : (call.body ?? {})),
          ...(call.upload
            ? { upload: { name: call.upload.name, bytes: call.upload.bytes as Uint8Array } }
            : {}),
        };
        const result = await area.handlers[name]!(env, input as never);
        return r.file ? (result as { bytes: Uint8Array }).bytes : r.response.parse(result);
      }
    throw new Problem('request.not-found');
  };

export async function connect(config: Config, root: string): Promise<Connection> {
  const server =
    config.databaseUrl === undefined || existsSync(join(config.dataDir, 'server.json'))
      ? await runningServer(config.dataDir)
      : undefined;
  if (server) return { api: client(overHttp(server)), server: server.url, close: () => Promise.resolve() };
  const opened = await openHouse(config, root, makeLog('warn'), { thread: false, jobs: true });
  return { api: client(inProcess(opened)), server: undefined, close: () => opened.close() };
}

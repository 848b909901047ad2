/**
 * The whole server in this process over a database of its own: registers, plans, published figures, a small demonstration province and its
 * sign-ins, all made by the code that makes them in earnest. Calls go through the typed client, so that an answer is checked by its contract.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { instant, uuidV7, type Role, type Scope } from '#kernel';
import { contract as accounts } from '#contract/accounts';
import { contract as assessment } from '#contract/assessment';
import { contract as awards } from '#contract/awards';
import { contract as benchmarks } from '#contract/benchmarks';
import { contract as filings } from '#contract/filings';
import { contract as funding } from '#contract/funding';
import { contract as indicators } from '#contract/indicators';
import { contract as plans } from '#contract/plans';
import { contract as reporting } from '#contract/reporting';
import { contract as schemes } from '#contract/schemes';
import { contract as subjects } from '#contract/subjects';
import { contract as targets } from '#contract/targets';
import { contract as supervision } from '#contract/supervision';
import { contract as work } from '#contract/work';
import type { House } from '#platform/act';
import { makeClient, type Call, type Client, type FileAnswer, type ProblemBody } from '#platform/api';
import { fileKeyOf, sealedStore, sealer } from '#platform/files';
import { jobQueue } from '#platform/jobs';
import { makeLog } from '#platform/log';
import { demoFile } from '#areas/accounts';
import { defineRunJob } from '#areas/benchmarks';
import { defineDirectJob } from '#areas/funding';
import { loadPublishedFacts } from '#areas/indicators';
import { publishAll, publishedPacks } from '#areas/plans';
import { defineSandboxJob } from '#areas/schemes';
import { defineReportingJobs } from '#areas/reporting';
import { defineChaseJob } from '#areas/supervision';
import { loadRegisters } from '#areas/subjects';
import { makeApp } from '../../src/server/app.ts';
import { areas } from '../../src/server/areas.ts';
import { furnish } from '../../src/server/house.ts';
import { testDb } from './db.ts';

const contracts = {
  accounts,
  subjects,
  plans,
  indicators,
  benchmarks,
  filings,
  assessment,
  awards,
  schemes,
  funding,
  targets,
  reporting,
  supervision,
  work,
};
export type Api = Client<typeof contracts>;

/** An answer that was not 200, as a client meets it. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: ProblemBody;
  constructor(status: number, problem: ProblemBody) {
    super(`${status} ${problem.code}`);
    this.status = status;
    this.code = problem.code;
    this.problem = problem;
  }
}

export interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  cookie?: string | undefined;
  body?: unknown;
  upload?: { name: string; bytes: Uint8Array; fields?: Record<string, string> };
  headers?: Record<string, string>;
  /** Where the call seems to come from. */
  address?: string;
}

export interface Person {
  readonly cookie: string;
  readonly api: Api;
}

export interface TestHouse {
  readonly house: House;
  readonly app: FastifyInstance;
  /** Password of the demonstration sign-ins. */
  readonly password: string;
  /** Without a sign-in. */
  readonly visitor: Api;
  /** Unexpected failures the server wrote to its log or the queue reported; a test that meets none leaves it empty. */
  readonly faults: unknown[];
  send(call: Sent): Promise<LightMyRequestResponse>;
  client(cookie: string | undefined): Api;
  /** Signs in; the same person again gets the same session unless `fresh`. */
  as(username: string, o?: { password?: string; fresh?: boolean }): Promise<Person>;
  /** Sets the clock of the house forward. */
  later(milliseconds: number): void;
  /** A statement as the owner of the database, past every policy: somebody with the keys to the server. */
  owner<T>(text: string): Promise<T[]>;
  /** A statement as the application role in a scope. */
  application<T>(scope: Scope, text: string): Promise<T[]>;
  close(): Promise<void>;
}

/** One demonstration sign-in of every role. */
export const personOf: Readonly<Record<Role, string>> = {
  enterprise: 'ent-demo',
  locality: 'county-demo',
  department: 'dept-demo',
  finance: 'finance-demo',
  office: 'office-demo',
  expert: 'expert-demo',
  sysadmin: 'sysadmin',
  secadmin: 'secadmin',
  auditor: 'auditor',
};

const multipart = (u: NonNullable<Sent['upload']>): { type: string; body: Buffer } => {
  const edge = 'edge-of-the-part';
  const fields = Object.entries(u.fields ?? {})
    .map(([k, v]) => `--${edge}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`)
    .join('');
  const head = `${fields}--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${u.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    type: `multipart/form-data; boundary=${edge}`,
    body: Buffer.concat([Buffer.from(head), Buffer.from(u.bytes), Buffer.from(`\r\n--${edge}--\r\n`)]),
  };
};

export async function openTestHouse(o: { jobs?: boolean; enterprises?: number } = {}): Promise<TestHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'duibiao-api-'));
  const contentDir = new URL('../../content', import.meta.url).pathname;
  const db = await testDb();
  const faults: unknown[] = [];
  let ahead = 0;
  const now = () => instant(new Date(Date.now() + ahead).toISOString());
  const jobs = jobQueue({
    db,
    databaseUrl: db.pool?.options.connectionString,
    now,
    onError: (error) => void faults.push(error),
  });
  const house: House = {
    db,
    files: sealedStore(join(dataDir, 'sealed'), fileKeyOf(dataDir, undefined)),
    secrets: sealer(fileKeyOf(dataDir, undefined)),
    jobs,
    contentDir,
    dataDir,
    now,
    newId: () => uuidV7(Date.now(), randomBytes(10)),
  };
  defineRunJob(house);
  defineSandboxJob(house);
  defineReportingJobs(house);
  defineDirectJob(house);
  defineChaseJob(house);
  await loadRegisters(house);
  await publishAll(house);
  for (const pack of await db.system(publishedPacks)) await loadPublishedFacts(house, pack);
  const config = {
    port: 0,
    host: '',
    dataDir,
    databaseUrl: undefined,
    contentDir,
    webDir: '',
    production: false,
    demoEnterprises: o.enterprises ?? 40,
  };
  await furnish(house, config, () => undefined);
  const { password } = JSON.parse(readFileSync(demoFile(dataDir), 'utf8')) as { password: string };
  if (o.jobs) await jobs.start();

  const log = makeLog('silent');
  log.error = ((what: unknown) => void faults.push(what)) as typeof log.error;
  const app = await makeApp({ house, areas, log, webDir: undefined, localToken: 'the-local-token' });
  await app.ready();

  const send = (c: Sent): Promise<LightMyRequestResponse> => {
    const part = c.upload ? multipart(c.upload) : undefined;
    return app.inject({
      method: c.method,
      url: c.url,
      ...(c.address === undefined ? {} : { remoteAddress: c.address }),
      headers: {
        ...(c.method === 'GET' ? {} : { 'x-duibiao': '1' }),
        ...(part ? { 'content-type': part.type } : {}),
        ...(c.cookie === undefined ? {} : { cookie: `duibiao=${c.cookie}` }),
        ...c.headers,
      },
      ...(part ? { payload: part.body } : c.body === undefined ? {} : { payload: c.body as object }),
    });
  };

  const client = (cookie: string | undefined): Api =>
    makeClient(contracts, async (c: Call) => {
      const r = await send({
        method: c.method,
        url: `${c.path}${c.query}`,
        cookie,
        body: c.body,
        ...(c.upload ? { upload: { ...c.upload, bytes: c.upload.bytes as Uint8Array } } : {}),
      });
      if (r.statusCode !== 200) throw new Refused(r.statusCode, r.json<ProblemBody>());
      if (!c.file) return r.json<unknown>();
      const name = /filename\*=UTF-8''(\S+)/.exec(String(r.headers['content-disposition']))?.[1] ?? '';
      return {
        name: decodeURIComponent(name),
        type: String(r.headers['content-type']),
        bytes: new Uint8Array(r.rawPayload),
      } satisfies FileAnswer;
    });

  const people = new Map<string, Person>();
  let desks = 0;
  return {
    house,
    app,
    password,
    visitor: client(undefined),
    faults,
    send,
    client,
    as: async (username, how = {}) => {
      const had = people.get(username);
      if (had && !how.fresh) return had;
      const r = await send({
        method: 'POST',
        url: '/api/session',
        body: { username, password: how.password ?? password },
        // Everybody at a desk of their own: the limit of sign-ins per address is not what these tests are about.
        address: `10.0.${Math.trunc(desks / 250)}.${(desks++ % 250) + 1}`,
      });
      if (r.statusCode !== 200) throw new Refused(r.statusCode, r.json<ProblemBody>());
      const cookie = r.cookies.find((c) => c.name === 'duibiao')!.value;
      const person = { cookie, api: client(cookie) };
      if (!how.fresh) people.set(username, person);
      return person;
    },
    later: (milliseconds) => {
      ahead += milliseconds;
    },
    owner: async <T>(text: string) => (await db.system((tx) => sql<T>`${sql.raw(text)}`.execute(tx))).rows,
    application: async <T>(scope: Scope, text: string) =>
      (await db.tx(scope, (tx) => sql<T>`${sql.raw(text)}`.execute(tx))).rows,
    close: async () => {
      await app.close();
      if (o.jobs) await jobs.stop();
      await db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The bytes of a downloaded file. A client says `{}` for it, since a file has no shape of its own. */
export const fileOf = (answer: unknown): FileAnswer => answer as FileAnswer;

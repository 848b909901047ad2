/**
 * The embedded database (PGlite). In a server it lives in a worker thread, so that a long query does not stop the house; tests open it in process.
 * Both forms offer the same few calls, and both serialise: there is one connection.
 */
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { parsers } from './parsers.ts';

export interface QueryResult {
  rows: Record<string, unknown>[];
  fields: { name: string; dataTypeID: number }[];
  affectedRows?: number;
}

/** The subset of PGlite that the query builder, the migrations and the job queue use. */
export interface Embedded {
  readonly closed: boolean;
  readonly ready: boolean;
  readonly waitReady: Promise<void>;
  query<T>(
    query: string,
    params?: unknown[],
    options?: { rowMode?: 'array' | 'object' },
  ): Promise<{ rows: T[]; fields: { name: string; dataTypeID: number }[]; affectedRows?: number }>;
  /** Several statements at once, no parameters. */
  exec(query: string): Promise<{ rows: Record<string, unknown>[] }[]>;
  transaction<T>(run: (tx: EmbeddedTx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
export interface EmbeddedTx {
  query: Embedded['query'];
  rollback(): Promise<void>;
}

export async function openInProcess(folder: string | undefined, snapshot?: Blob): Promise<Embedded> {
  const db = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(snapshot === undefined ? {} : { loadDataDir: snapshot }),
    parsers: { ...parsers },
  });
  return db as unknown as Embedded;
}

interface Answer {
  id: number;
  value?: unknown;
  error?: { message: string; code?: string; constraint?: string; detail?: string };
}

export class DatabaseError extends Error {
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  constructor(e: NonNullable<Answer['error']>) {
    super(e.message);
    this.name = 'DatabaseError';
    this.code = e.code;
    this.constraint = e.constraint;
  }
}

/** Runs PGlite in a worker thread; `entry` is the worker's script (a bundle in production). */
export async function openInThread(folder: string, entry: URL, execArgv: string[]): Promise<Embedded> {
  const worker = new Worker(entry, { workerData: { folder }, execArgv });
  const waiting = new Map<number, { resolve: (v: unknown) => void; reject: (e: Error) => void }>();
  let next = 1;
  let closed = false;
  const failAll = (e: Error): void => {
    closed = true;
    for (const w of waiting.values()) w.reject(e);
    waiting.clear();
  };
  worker.on('message', (a: Answer) => {
    const w = waiting.get(a.id);
    if (!w) return;
    waiting.delete(a.id);
    if (a.error) w.reject(new DatabaseError(a.error));
    else w.resolve(a.value);
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('the embedded database has stopped')));
  const call = (
    kind: 'open' | 'query' | 'exec' | 'close',
    query = '',
    params: unknown[] = [],
    rowMode?: string,
  ): Promise<unknown> => {
    if (closed) return Promise.reject(new Error('the embedded database is closed'));
    return new Promise((resolve, reject) => {
      const id = next;
      next += 1;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, kind, query, params, rowMode });
    });
  };

  // One connection: whoever holds a transaction holds the queue.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = tail.then(run, run);
    tail = turn.catch(() => undefined);
    return turn;
  };
  const raw: Embedded['query'] = (query, params, options) =>
    call('query', query, params, options?.rowMode) as ReturnType<Embedded['query']> as never;

  await call('open');
  return {
    get closed() {
      return closed;
    },
    ready: true,
    waitReady: Promise.resolve(),
    query: (query, params, options) => inTurn(() => raw(query, params, options)) as never,
    exec: (query) => inTurn(() => call('exec', query) as Promise<{ rows: Record<string, unknown>[] }[]>),
    transaction: (run) =>
      inTurn(async () => {
        await raw('begin');
        let over = false;
        try {
          const result = await run({
            query: raw,
            rollback: async () => {
              over = true;
              await raw('rollback');
            },
          });
          if (!over) await raw('commit');
          return result;
        } catch (e) {
          if (!over && !closed) await raw('rollback');
          throw e;
        }
      }),
    close: () =>
      inTurn(async () => {
        if (closed) return;
        await call('close');
        closed = true;
        await worker.terminate();
      }),
  };
}

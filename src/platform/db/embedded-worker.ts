/** Thread that holds the embedded database; see embedded.ts. Messages in, answers out, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { parsers } from './parsers.ts';

interface Request {
  id: number;
  kind: 'open' | 'query' | 'exec' | 'close';
  query: string;
  params: unknown[];
  rowMode?: 'array' | 'object';
}

const { folder } = workerData as { folder: string };
const db = PGlite.create({ dataDir: folder, parsers: { ...parsers } });

const answer = async (r: Request): Promise<unknown> => {
  const pg = await db;
  switch (r.kind) {
    case 'open':
      return true;
    case 'query': {
      const { rows, fields, affectedRows } = await pg.query(
        r.query,
        r.params,
        r.rowMode ? { rowMode: r.rowMode } : {},
      );
      return { rows, fields, affectedRows };
    }
    case 'exec':
      return (await pg.exec(r.query)).map(({ rows }) => ({ rows }));
    case 'close':
      return pg.close();
  }
};

let tail: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (r: Request) => {
  tail = tail.then(async () => {
    try {
      parentPort?.postMessage({ id: r.id, value: await answer(r) });
    } catch (e) {
      const { message, code, constraint, detail } = e as Error & {
        code?: string;
        constraint?: string;
        detail?: string;
      };
      parentPort?.postMessage({ id: r.id, error: { message, code, constraint, detail } });
    }
  });
});

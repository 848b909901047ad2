/**
 * The whole product in this process over a throw-away folder: its own registers, the pack of an example laid over them, an empty embedded
 * database. Everything goes through the routes that the pages and the command line use.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '#kernel';
import { connect, type Api } from '../../src/cli/connect.ts';

export type { Api } from '../../src/cli/connect.ts';

const root = new URL('../..', import.meta.url).pathname;

export interface Opened {
  readonly api: Api;
  close(): Promise<void>;
}

/** `pack` is the folder of an example: `plans/` as in content/plans, `standards/` for the registers that it brings itself. */
export async function openWithPack(pack: string): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-example-'));
  const contentDir = join(folder, 'content');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    // The national tables; places are the example's own.
    cpSync(join(root, 'content/standards'), join(contentDir, 'standards'), {
      recursive: true,
      filter: (from) => !from.includes('ningxia'),
    });
    cpSync(pack, contentDir, { recursive: true });
    const { api, close } = await connect(
      {
        port: 0,
        host: '',
        dataDir: join(folder, 'data'),
        databaseUrl: undefined,
        contentDir,
        webDir: '',
        production: false,
        demoEnterprises: 0,
      },
      root,
    );
    return {
      api,
      close: async () => {
        await close();
        remove();
      },
    };
  } catch (e) {
    remove();
    throw e;
  }
}

export type Batch = Awaited<ReturnType<Api['indicators']['import']>>;
export type Applied = Awaited<ReturnType<Api['indicators']['apply']>>;

/** What a column is, by its head as it stands in the file: an indicator or a key of the row, and the unit its figures are in. */
export type Meaning = Readonly<Record<string, { readonly target: string; readonly unit?: string }>>;

export interface Import {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly columns: Meaning;
  /** Period of the rows where the table does not say it. */
  readonly period?: string;
  /** Enterprises that are not on the register yet: entered, or left out and named. */
  readonly unknown: 'create' | 'skip';
}

/**
 * A file the way a department sends it in: upload, look at what the program makes of the columns, say what they are, take in all good rows or
 * none. `proposed` is the reading before anybody chose, `batch` the one after.
 */
export async function importFile(
  api: Api,
  o: Import,
): Promise<{ proposed: Batch; batch: Batch; applied: Applied }> {
  const { id } = await api.indicators.upload({ upload: { name: o.name, bytes: o.bytes } });
  const proposed = await api.indicators.import({ params: { id } });
  const titles = new Map(proposed.table.columns.map((c) => [c.letter, c.title]));
  const missing = Object.keys(o.columns).filter((title) => ![...titles.values()].includes(title));
  if (missing.length > 0)
    throw new Error(
      `${o.name} has no column ${missing.join(', ')}; its columns are ${[...titles.values()].join(', ')}`,
    );
  const batch = await api.indicators.remap({
    params: { id },
    body: {
      ...proposed.options,
      columns: Object.fromEntries(
        [...titles].map(([letter, title]) => {
          const m = o.columns[title];
          return [letter, { target: m?.target ?? 'ignore', unit: m?.unit ?? null }];
        }),
      ),
      period: o.period ?? null,
      unknown: o.unknown,
      version: proposed.version,
    },
  });
  const applied = await api.indicators.apply({ params: { id }, body: { version: batch.version } });
  return { proposed, batch, applied };
}

export type Run = Awaited<ReturnType<Api['benchmarks']['run']>>;
export type Row = Awaited<ReturnType<Api['benchmarks']['results']>>['items'][number];
export type Result = Awaited<ReturnType<Api['benchmarks']['result']>>;

/** One benchmarking run, as a job; the answer when it is done. */
export async function benchmark(
  api: Api,
  o: { readonly pack: string; readonly evaluation: string; readonly year: number },
): Promise<{ run: Run; rows: Row[] }> {
  const { jobId } = await api.benchmarks.start({ body: { ...o } });
  for (;;) {
    const job = await api.work.job({ params: { id: jobId } });
    if (job.state === 'done') {
      const id = String(job.result?.['runId']);
      const rows: Row[] = [];
      for (let page = 1; ; page += 1) {
        const { items, total } = await api.benchmarks.results({ params: { id }, query: { page, size: 200 } });
        rows.push(...items);
        if (items.length === 0 || rows.length >= total) break;
      }
      return { run: await api.benchmarks.run({ params: { id } }), rows };
    }
    if (job.state === 'failed' || job.state === 'cancelled')
      throw new Problem(job.problem?.code ?? 'jobs.cancelled', { params: job.problem?.params ?? {} });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

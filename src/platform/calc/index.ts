/**
 * Heavy calculation in a thread of its own, so that the house keeps answering. One thread per calculation: it starts clean, is ended to cancel,
 * and leaves no memory behind. Knows nothing of what is calculated: the worker's script brings that.
 * Words: task (a named pure function the worker's script offers), entry (where that script is and how Node runs it).
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Problem } from '#kernel';

export interface Entry {
  readonly url: URL;
  readonly execArgv: string[];
}

/**
 * Entry for a worker's script. From source the script is TypeScript: Node 20 does not apply `--import` loaders inside threads, so a bootstrap
 * registers tsx first; a bundled script runs as it is.
 */
export function entryOf(script: URL): Entry {
  if (!script.pathname.endsWith('.ts')) return { url: script, execArgv: [] };
  const tsx = import.meta.resolve('tsx/esm/api');
  const boot = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(script.href)});`;
  return { url: new URL(`data:text/javascript,${encodeURIComponent(boot)}`), execArgv: [] };
}

export interface ThreadOptions {
  /** Ends the thread at once and refuses with `jobs.cancelled`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (percent: number) => void;
  /** Limit of the thread's heap in MiB; beyond it the thread dies and the caller gets an error, not the whole house. */
  readonly memory?: number;
}

type Message =
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly code: string; readonly params: Record<string, string | number> }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string };

/** Runs one task in a new thread. Input and answer travel as structured clones. */
export function inThread<Input, Output>(
  entry: Entry,
  task: string,
  input: Input,
  o: ThreadOptions = {},
): Promise<Output> {
  return new Promise((resolve, reject) => {
    if (o.signal?.aborted) {
      reject(new Problem('jobs.cancelled'));
      return;
    }
    const worker = new Worker(entry.url, {
      workerData: { task, input },
      execArgv: entry.execArgv,
      resourceLimits: { maxOldGenerationSizeMb: o.memory ?? 2048 },
    });
    const end = (settle: () => void): void => {
      o.signal?.removeEventListener('abort', onAbort);
      void worker.terminate();
      settle();
    };
    const onAbort = (): void => end(() => reject(new Problem('jobs.cancelled')));
    o.signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (m: Message) => {
      if (m.kind === 'progress') o.onProgress?.(m.percent);
      else if (m.kind === 'done') end(() => resolve(m.value as Output));
      else if (m.kind === 'problem') end(() => reject(new Problem(m.code, { params: m.params })));
      else {
        const e = new Error(m.message);
        e.stack = m.stack;
        end(() => reject(e));
      }
    });
    worker.on('error', (e) => end(() => reject(e)));
    worker.on('exit', (code) => end(() => reject(new Error(`the calculation thread ended early (${code})`))));
  });
}

export type Task = (input: never, progress: (percent: number) => void) => unknown;

/** Called by the worker's script: answers the one task the thread was started for. */
export function answerTask(tasks: Readonly<Record<string, Task>>): void {
  const port = parentPort;
  const { task, input } = (workerData ?? {}) as { task?: string; input?: unknown };
  if (!port || task === undefined) return;
  const send = (m: Message): void => port.postMessage(m);
  const run = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  if (!run) {
    send({ kind: 'failed', message: `no such task: ${task}`, stack: '' });
    return;
  }
  const work = async (): Promise<unknown> =>
    run(input as never, (percent) => send({ kind: 'progress', percent }));
  work().then(
    (value) => send({ kind: 'done', value }),
    (e: unknown) => {
      if (e instanceof Problem) send({ kind: 'problem', code: e.code, params: { ...e.params } });
      else send({ kind: 'failed', message: (e as Error).message, stack: (e as Error).stack ?? '' });
    },
  );
}

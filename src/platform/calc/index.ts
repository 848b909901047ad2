/**
 * Heavy calculation in a thread of its own, so that the house keeps answering. One calculation per thread at a time; a thread is ended to cancel, and unless
 * the caller keeps it for the next of its kind it leaves no memory behind. Knows nothing of what is calculated: the worker's script brings that.
 * Words: task (a named pure function the worker's script offers), entry (where that script is and how Node runs it), question (what a running task
 * wants from whoever started it: the next piece to work on, or that a piece be kept).
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, Worker } from 'node:worker_threads';
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
  /** Answers what the task asks; an answer that fails ends the calculation with that failure. */
  readonly answer?: (question: never) => Promise<unknown>;
  /** Limit of the thread's heap in MiB; beyond it the thread dies and the caller gets an error, not the whole house. */
  readonly memory?: number;
  /** For calculations that come again: the thread is taken from the one before, already loaded and compiled, and left for the next. */
  readonly keep?: boolean;
}

type Order =
  | { readonly kind: 'task'; readonly task: string; readonly input: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown };

type Message =
  | { readonly kind: 'progress'; readonly percent: number }
  | { readonly kind: 'question'; readonly id: number; readonly question: unknown }
  | { readonly kind: 'done'; readonly value: unknown; readonly heap: number }
  | { readonly kind: 'problem'; readonly code: string; readonly params: Record<string, string | number> }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string };

const MEMORY = 2048;
const begin = (entry: Entry, memory = MEMORY): Worker =>
  new Worker(entry.url, { execArgv: entry.execArgv, resourceLimits: { maxOldGenerationSizeMb: memory } });

/** By name: the rest are Node's own, without which it hears nothing any more. */
const quiet = (worker: Worker): void => {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
};
const stop = (worker: Worker): void => {
  // What it still has to say is of no interest; without a listener it would end the process.
  worker.on('error', () => undefined);
  void worker.terminate();
};

// ---- threads between two calculations ----------------------------------------------------------------------------------------------

/** A thread nobody has asked for in so long goes; one that holds more than this is not kept. */
const IDLE_MS = 5 * 60_000;
const IDLE_HEAP = 256 * 2 ** 20;
const waiting = new Map<string, { readonly worker: Worker; readonly end: () => void }>();

function leave(entry: Entry, worker: Worker): void {
  const key = entry.url.href;
  if (waiting.has(key)) return stop(worker);
  const end = (): void => {
    clearTimeout(timer);
    quiet(worker);
    if (waiting.get(key)?.worker === worker) waiting.delete(key);
  };
  const gone = (): void => {
    end();
    stop(worker);
  };
  const timer = setTimeout(gone, IDLE_MS);
  timer.unref();
  // It must not hold up the end of the process.
  worker.unref();
  worker.on('error', gone);
  worker.on('exit', gone);
  waiting.set(key, { worker, end });
}

function take(entry: Entry): Worker {
  const had = waiting.get(entry.url.href);
  if (!had) return begin(entry);
  had.end();
  had.worker.ref();
  return had.worker;
}

/** Starts a thread ahead of the calculation that will be asked for in a moment. */
export function makeReady(entry: Entry): void {
  if (!waiting.has(entry.url.href)) leave(entry, begin(entry));
}

// ---- a calculation ------------------------------------------------------------------------------------------------------------------

/** Runs one task in a thread. Input, questions and answers travel as structured clones. */
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
    const worker = o.keep ? take(entry) : begin(entry, o.memory);
    let over = false;
    const end = (settle: () => void, keep = false): void => {
      if (over) return;
      over = true;
      o.signal?.removeEventListener('abort', onAbort);
      quiet(worker);
      if (keep) leave(entry, worker);
      else stop(worker);
      settle();
    };
    const order = (x: Order): void => worker.postMessage(x);
    const onAbort = (): void => end(() => reject(new Problem('jobs.cancelled')));
    o.signal?.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (m: Message) => {
      switch (m.kind) {
        case 'progress':
          o.onProgress?.(m.percent);
          break;
        case 'question':
          Promise.resolve(o.answer?.(m.question as never)).then(
            (value) => {
              if (!over) order({ kind: 'answer', id: m.id, value });
            },
            (e: Error) => end(() => reject(e)),
          );
          break;
        case 'done':
          end(() => resolve(m.value as Output), o.keep === true && m.heap < IDLE_HEAP);
          break;
        case 'problem':
          end(() => reject(new Problem(m.code, { params: m.params })));
          break;
        case 'failed': {
          const e = new Error(m.message);
          e.stack = m.stack;
          end(() => reject(e));
        }
      }
    });
    worker.on('error', (e) => end(() => reject(e)));
    worker.on('exit', (code) => end(() => reject(new Error(`the calculation thread ended early (${code})`))));
    order({ kind: 'task', task, input });
  });
}

/** What a task may do besides calculating. */
export interface TaskTools {
  readonly progress: (percent: number) => void;
  /** Asks whoever started the task; several questions may be open at once. */
  readonly ask: <Answer>(question: unknown) => Promise<Answer>;
}
export type Task = (input: never, progress: TaskTools['progress'], tools: TaskTools) => unknown;

/** Called by the worker's script: answers the tasks the thread is given, one after the other. */
export function answerTask(tasks: Readonly<Record<string, Task>>): void {
  const port = parentPort;
  if (!port) return;
  const send = (m: Message): void => port.postMessage(m);
  const open = new Map<number, (value: unknown) => void>();
  let asked = 0;
  const tools: TaskTools = {
    progress: (percent) => send({ kind: 'progress', percent }),
    ask: <Answer>(question: unknown) =>
      new Promise<Answer>((resolve) => {
        asked += 1;
        open.set(asked, resolve as (value: unknown) => void);
        send({ kind: 'question', id: asked, question });
      }),
  };
  const work = async (task: string, input: unknown): Promise<unknown> => {
    const run = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
    if (!run) throw new Error(`no such task: ${task}`);
    return run(input as never, tools.progress, tools);
  };
  port.on('message', (x: Order) => {
    if (x.kind === 'answer') {
      open.get(x.id)?.(x.value);
      open.delete(x.id);
      return;
    }
    work(x.task, x.input).then(
      (value) => send({ kind: 'done', value, heap: getHeapStatistics().total_heap_size }),
      (e: unknown) => {
        if (e instanceof Problem) send({ kind: 'problem', code: e.code, params: { ...e.params } });
        else send({ kind: 'failed', message: (e as Error).message, stack: (e as Error).stack ?? '' });
      },
    );
  });
}

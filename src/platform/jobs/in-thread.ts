import { entryOf, inThread } from '#platform/calc';
import type { JobContext } from './index.ts';

/** How often a running calculation asks whether somebody wants it stopped. */
const ASK_EVERY_MS = 400;

export interface JobThread<Question> {
  /** Said beside the percentage. */
  readonly note?: () => string;
  /** Answers what the task asks; one that fails ends the calculation. */
  readonly answer?: (question: Question) => Promise<unknown>;
}

/**
 * A task of a worker's script inside a job: it is ended when the job is cancelled, and its percentage becomes the job's between two marks. Nothing it asked for is
 * still under way when this is over.
 */
export async function jobInThread<Input, Output, Question = never>(
  job: JobContext,
  script: URL,
  task: string,
  input: Input,
  [from, to]: readonly [number, number],
  { note, answer }: JobThread<Question> = {},
): Promise<Output> {
  const stop = new AbortController();
  let said = from;
  let heard = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const ask = (): void => {
    timer = setTimeout(() => {
      heard = job
        .checkCancelled()
        .then(() => {
          if (!over) ask();
        })
        .catch(() => stop.abort());
    }, ASK_EVERY_MS);
  };
  ask();
  const open = new Set<Promise<unknown>>();
  const answered = (question: Question): Promise<unknown> => {
    const turn = answer!(question);
    open.add(turn);
    // Its failure is the thread's end and is told there.
    void turn.catch(() => undefined).finally(() => open.delete(turn));
    return turn;
  };
  try {
    return await inThread<Input, Output>(entryOf(script), task, input, {
      signal: stop.signal,
      keep: true,
      onProgress: (percent) => {
        const now = from + Math.floor((percent / 100) * (to - from));
        if (now > said) void job.progress((said = now), note?.());
      },
      ...(answer ? { answer: answered as (question: never) => Promise<unknown> } : {}),
    });
  } finally {
    over = true;
    clearTimeout(timer);
    // Whoever asked last is let finish: nothing may reach the database after the job has ended.
    await Promise.allSettled([heard, ...open]);
  }
}

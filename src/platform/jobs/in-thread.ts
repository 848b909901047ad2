import { entryOf, inThread } from '#platform/calc';
import type { JobContext } from './index.ts';

/** How often a running calculation asks whether somebody wants it stopped. */
const ASK_EVERY_MS = 400;

/** A task of a worker's script inside a job: it is ended when the job is cancelled, and its percentage becomes the job's between two marks. */
export async function jobInThread<Input, Output>(
  job: JobContext,
  script: URL,
  task: string,
  input: Input,
  [from, to]: readonly [number, number],
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
  try {
    return await inThread<Input, Output>(entryOf(script), task, input, {
      signal: stop.signal,
      keep: true,
      onProgress: (percent) => {
        const now = from + Math.floor((percent / 100) * (to - from));
        if (now > said) void job.progress((said = now));
      },
    });
  } finally {
    over = true;
    clearTimeout(timer);
    // Whoever asked last is let finish: nothing may reach the database after the job has ended.
    await heard;
  }
}

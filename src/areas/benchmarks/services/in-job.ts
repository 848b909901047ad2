import { entryOf, inThread } from '#platform/calc';
import type { JobContext } from '#platform/jobs';
import { workerScript } from '../engine-version.ts';

/** How often a running calculation asks whether somebody wants it stopped. */
const ASK_EVERY_MS = 400;

/** A task of the worker's script inside a job: it is ended when the job is cancelled, and its percentage becomes the job's between two marks. */
export async function inJob<Input, Output>(
  job: JobContext,
  task: string,
  input: Input,
  [from, to]: readonly [number, number],
): Promise<Output> {
  const stop = new AbortController();
  const asking = { on: true };
  const watch = (async () => {
    while (asking.on) {
      await new Promise((r) => setTimeout(r, ASK_EVERY_MS));
      if (!asking.on) return;
      try {
        await job.checkCancelled();
      } catch {
        stop.abort();
        return;
      }
    }
  })();
  try {
    return await inThread<Input, Output>(entryOf(workerScript()), task, input, {
      signal: stop.signal,
      onProgress: (percent) => void job.progress(from + Math.round((percent / 100) * (to - from))),
    });
  } finally {
    asking.on = false;
    await watch;
  }
}

import { entryOf, makeReady } from '#platform/calc';
import { scriptUrl } from '#platform/config';

/** Raised whenever the same input may give other bytes; a run says which one made it. */
export const ENGINE_VERSION = 'benchmark-8';

export const workerScript = (): URL => scriptUrl(import.meta.url, './calc-worker.ts');

/** Somebody is about to ask for a run: its thread is started while the choice is made. */
export const expectRun = (): void => makeReady(entryOf(workerScript()));

import { scriptUrl } from '#platform/config';

/** Raised whenever the same input may give other bytes; a run says which one made it. */
export const ENGINE_VERSION = 'benchmark-7';

export const workerScript = (): URL => scriptUrl(import.meta.url, './calc-worker.ts');

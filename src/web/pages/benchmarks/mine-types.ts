import type { api } from '../../api.ts';

export type Position = Awaited<ReturnType<typeof api.benchmarks.group>>;
export type Analysis = Awaited<ReturnType<typeof api.benchmarks.analysis>>;
export type Learned = Awaited<ReturnType<typeof api.filings.learned>>;
export type Latest = Awaited<ReturnType<typeof api.benchmarks.latest>>['items'];

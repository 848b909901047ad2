import { benchmarkPages } from './benchmark-pages.ts';
import { benchmarks } from './benchmarks.ts';
import { common } from './common.ts';
import { importFindings } from './import-findings.ts';
import { jobs } from './jobs.ts';
import { planFindings } from './plan-findings.ts';
import { planPages } from './plan-pages.ts';
import { plans } from './plans.ts';
import { problems } from './problems.ts';
import { web } from './web.ts';

/** One line per file; the key of a message is `<file>.<key>`. */
export const zh = {
  common,
  problems,
  web,
  planPages,
  benchmarkPages,
  benchmarks,
  plans,
  planFindings,
  importFindings,
  jobs,
} as const;

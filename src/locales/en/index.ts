import type { SameKeys } from '../types.ts';
import type { zh } from '../zh-CN/index.ts';
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

export const en: SameKeys<typeof zh> = {
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
};

import type { SameKeys } from '../types.ts';
import type { zh } from '../zh-CN/index.ts';
import { benchmarkPages } from './benchmark-pages.ts';
import { benchmarks } from './benchmarks.ts';
import { energy } from './energy.ts';
import { filings } from './filings.ts';
import { filingPages } from './filing-pages.ts';
import { direct } from './direct.ts';
import { directPages } from './direct-pages.ts';
import { funding } from './funding.ts';
import { fundingPages } from './funding-pages.ts';
import { supervision } from './supervision.ts';
import { supervisionPages } from './supervision-pages.ts';
import { awards } from './awards.ts';
import { awardPages } from './award-pages.ts';
import { sandbox } from './sandbox.ts';
import { schemes } from './schemes.ts';
import { assessment } from './assessment.ts';
import { assessmentPages } from './assessment-pages.ts';
import { awardDocuments } from './award-documents.ts';
import { common } from './common.ts';
import { importFindings } from './import-findings.ts';
import { accounts } from './accounts.ts';
import { subjects } from './subjects.ts';
import { indicators } from './indicators.ts';
import { reporting } from './reporting.ts';
import { reportingPages } from './reporting-pages.ts';
import { reports } from './reports.ts';
import { requestFindings } from './request-findings.ts';
import { accountPages } from './account-pages.ts';
import { deskPages } from './desk-pages.ts';
import { subjectPages } from './subject-pages.ts';
import { factPages } from './fact-pages.ts';
import { targets } from './targets.ts';
import { trace } from './trace.ts';
import { jobs } from './jobs.ts';
import { minePages } from './mine-pages.ts';
import { planFindings } from './plan-findings.ts';
import { planPages } from './plan-pages.ts';
import { plans } from './plans.ts';
import { problems } from './problems.ts';
import { rules } from './rules.ts';
import { web } from './web.ts';

export const en: SameKeys<typeof zh> = {
  common,
  problems,
  requestFindings,
  web,
  accountPages,
  deskPages,
  subjectPages,
  factPages,
  planPages,
  benchmarkPages,
  minePages,
  targets,
  trace,
  accounts,
  subjects,
  indicators,
  plans,
  planFindings,
  importFindings,
  benchmarks,
  energy,
  filings,
  filingPages,
  direct,
  directPages,
  funding,
  fundingPages,
  supervision,
  supervisionPages,
  awards,
  awardPages,
  assessment,
  assessmentPages,
  awardDocuments,
  sandbox,
  schemes,
  jobs,
  reporting,
  reportingPages,
  reports,
  rules,
};

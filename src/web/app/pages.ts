import type { PlainKey } from '#locales';

export interface Section {
  readonly key: string;
  readonly title: PlainKey;
}
export interface Page {
  readonly path: string;
  readonly section: string;
  readonly title: PlainKey;
  /** Permission that opens it. */
  readonly access: string;
  /** Shown in the menu. */
  readonly menu: boolean;
}

export const sections: readonly Section[] = [
  { key: 'desk', title: 'web.page.desk' },
  { key: 'plan', title: 'web.section.plan' },
  { key: 'benchmark', title: 'web.section.benchmark' },
  { key: 'policies', title: 'web.section.policies' },
  { key: 'reports', title: 'web.section.reports' },
  { key: 'supervision', title: 'web.section.supervision' },
  { key: 'data', title: 'web.section.data' },
  { key: 'registers', title: 'web.section.registers' },
  { key: 'admin', title: 'web.section.admin' },
];

/** One list gives menu, title and access; app/routes.tsx gives each its component. */
export const pages: readonly Page[] = [
  { path: '/desk', section: 'desk', title: 'web.page.desk', access: 'signed-in', menu: true },
  { path: '/', section: 'plan', title: 'web.page.document', access: 'public', menu: true },
  { path: '/plan/lights', section: 'plan', title: 'web.page.lights', access: 'public', menu: true },
  { path: '/plan/figures', section: 'plan', title: 'web.page.figures', access: 'targets.read', menu: false },
  { path: '/plan/provisions', section: 'plan', title: 'web.page.provisions', access: 'public', menu: true },
  { path: '/plan/findings', section: 'plan', title: 'web.page.findings', access: 'public', menu: true },
  { path: '/plan/coverage', section: 'plan', title: 'web.page.coverage', access: 'public', menu: true },
  { path: '/plan/open', section: 'plan', title: 'web.page.open', access: 'public', menu: true },
  {
    path: '/benchmark',
    section: 'benchmark',
    title: 'web.page.benchmark',
    access: 'benchmarks.read',
    menu: true,
  },
  { path: '/filings', section: 'benchmark', title: 'web.page.filings', access: 'filings.read', menu: true },
  { path: '/awards', section: 'benchmark', title: 'web.page.awards', access: 'awards.read', menu: true },
  { path: '/sheets', section: 'benchmark', title: 'web.page.sheets', access: 'awards.score', menu: true },
  { path: '/notices', section: 'benchmark', title: 'web.page.notices', access: 'public', menu: true },
  {
    path: '/benchmark/mine',
    section: 'benchmark',
    title: 'web.page.mine',
    access: 'benchmarks.mine',
    menu: true,
  },
  {
    path: '/benchmark/analysis',
    section: 'benchmark',
    title: 'web.page.analysis',
    access: 'benchmarks.analyse',
    menu: true,
  },
  { path: '/policies', section: 'policies', title: 'web.page.policies', access: 'public', menu: true },
  {
    path: '/policies/mine',
    section: 'policies',
    title: 'web.page.myPolicies',
    access: 'schemes.evaluate',
    menu: true,
  },
  {
    path: '/funding/notices',
    section: 'policies',
    title: 'web.page.fundNotices',
    access: 'funding.read',
    menu: true,
  },
  { path: '/funding', section: 'policies', title: 'web.page.funding', access: 'funding.read', menu: true },
  {
    path: '/policies/sandbox',
    section: 'policies',
    title: 'sandbox.title',
    access: 'schemes.sandbox',
    menu: true,
  },
  {
    path: '/funding/sheets',
    section: 'policies',
    title: 'web.page.fundSheets',
    access: 'funding.score',
    menu: true,
  },
  {
    path: '/funding/seats',
    section: 'policies',
    title: 'web.page.fundSheets',
    access: 'funding.panel',
    menu: false,
  },
  { path: '/publicity', section: 'policies', title: 'web.page.publicity', access: 'public', menu: true },
  {
    path: '/funding/direct',
    section: 'policies',
    title: 'web.page.direct',
    access: 'funding.direct',
    menu: true,
  },
  {
    path: '/funding/entitlements',
    section: 'policies',
    title: 'web.page.entitlements',
    access: 'funding.read',
    menu: true,
  },
  { path: '/funds', section: 'policies', title: 'web.page.funds', access: 'funding.ledger', menu: true },
  {
    path: '/funding/ledger',
    section: 'policies',
    title: 'web.page.fundLedger',
    access: 'funding.report',
    menu: true,
  },
  { path: '/reports', section: 'reports', title: 'web.page.reports', access: 'reporting.fill', menu: true },
  {
    path: '/reports/review',
    section: 'reports',
    title: 'web.page.reportReview',
    access: 'reporting.review',
    menu: true,
  },
  {
    path: '/reports/progress',
    section: 'reports',
    title: 'web.page.reportProgress',
    access: 'reporting.progress',
    menu: true,
  },
  { path: '/reports/forms', section: 'reports', title: 'web.page.reportForms', access: 'public', menu: true },
  {
    path: '/reports/projects',
    section: 'reports',
    title: 'web.page.reportProjects',
    access: 'reporting.projects',
    menu: false,
  },
  {
    path: '/reports/keys',
    section: 'reports',
    title: 'web.page.reportKeys',
    access: 'reporting.keys',
    menu: false,
  },
  { path: '/report', section: 'reports', title: 'web.page.report', access: 'reporting.read', menu: false },
  {
    path: '/supervision',
    section: 'supervision',
    title: 'web.page.supervision',
    access: 'supervision.read',
    menu: true,
  },
  {
    path: '/supervision/ledger',
    section: 'supervision',
    title: 'web.page.ledger',
    access: 'supervision.read',
    menu: true,
  },
  {
    path: '/supervision/cases',
    section: 'supervision',
    title: 'web.page.cases',
    access: 'supervision.read',
    menu: true,
  },
  {
    path: '/supervision/meetings',
    section: 'supervision',
    title: 'web.page.meetings',
    access: 'supervision.read',
    menu: true,
  },
  {
    path: '/supervision/documents',
    section: 'supervision',
    title: 'web.page.documents',
    access: 'supervision.read',
    menu: true,
  },
  {
    path: '/assessments',
    section: 'supervision',
    title: 'web.page.assessments',
    access: 'assessment.read',
    menu: true,
  },
  {
    path: '/enterprises',
    section: 'data',
    title: 'web.page.enterprises',
    access: 'subjects.read',
    menu: true,
  },
  { path: '/facts/import', section: 'data', title: 'web.page.import', access: 'facts.import', menu: true },
  { path: '/facts/rollup', section: 'data', title: 'web.page.rollup', access: 'facts.read', menu: true },
  { path: '/facts/indicators', section: 'data', title: 'web.page.indicators', access: 'public', menu: true },
  { path: '/regions', section: 'registers', title: 'web.page.regions', access: 'public', menu: true },
  { path: '/parks', section: 'registers', title: 'web.page.parks', access: 'public', menu: true },
  { path: '/industries', section: 'registers', title: 'web.page.industries', access: 'public', menu: true },
  { path: '/agencies', section: 'registers', title: 'web.page.agencies', access: 'public', menu: true },
  {
    path: '/admin/accounts',
    section: 'admin',
    title: 'web.page.accounts',
    access: 'accounts.read',
    menu: true,
  },
  { path: '/admin/audit', section: 'admin', title: 'web.page.audit', access: 'audit.read', menu: true },
  { path: '/admin/jobs', section: 'admin', title: 'web.page.jobs', access: 'signed-in', menu: true },
  { path: '/me', section: 'desk', title: 'web.page.me', access: 'signed-in', menu: false },
  { path: '/sign-in', section: 'desk', title: 'common.signIn', access: 'public', menu: false },
];

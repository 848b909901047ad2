import type { SameKeys } from '../types.ts';
import type { deskPages as zh } from '../zh-CN/desk-pages.ts';

export const deskPages: SameKeys<typeof zh> = {
  tasks: 'Waiting for you',
  noTasks: 'Nothing waits for you now.',
  tasksFailed: 'What waits for you could not be fetched. Reload to try again.',
  late: '{n} late',
  'task.orders': 'Money acts to release',
  hello: 'Hello, {name}',
  ownResults: 'Results of your enterprise',
  noResults: 'No results yet',
  noResultsHint:
    'They appear here once the department has run the year. Check that your figures are complete.',
  openResult: 'Open the result',
  rankIn: '{rank} of {size} in {group}',
  isLeader: 'You are on the frontier: others follow you.',
  chase: 'To chase: {name}',
  efficiency: 'Technical efficiency {value}',
  score: 'Score {value}',
  planStatus: 'State of the plan (published figures only)',
  latestRuns: 'Latest runs',
  noRuns: 'No runs yet',
  startRun: 'Start one',
  drafts: 'Imports to finish',
  noDrafts: 'Nothing to finish',
  toImport: 'Import data',
  draftLine: '{name}: {rows} rows, {errors} errors',
  data: 'Yearly data',
  ownYearLine: '{year}: {facts} figures',
  yearLine: '{year}: {enterprises} enterprises, {facts} figures',
  noData: 'No yearly data yet',
  quick: 'Often used',
  expertTask: 'You can recompute any run and check that the result follows from the stored inputs.',
  adminTask:
    'Administrators see no business data. Accounts, authorisation and the log lie with three different people.',
};

import type { jobs as zh } from '../zh-CN/jobs.ts';
import type { SameKeys } from '../types.ts';

export const jobs: SameKeys<typeof zh> = {
  cancel: 'Cancel',
  cancelled: 'Cancelled; nothing half-done was kept.',
  'state.queued': 'Queued',
  'state.running': 'Running',
  'state.done': 'Done',
  'state.failed': 'Failed',
  'state.cancelled': 'Cancelled',
};

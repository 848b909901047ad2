import type { SameKeys } from '../types.ts';
import type { indicators as zh } from '../zh-CN/indicators.ts';

export const indicators: SameKeys<typeof zh> = {
  'problem.unknown': 'There is no enterprise indicator {indicator}.',
  'problem.derived': '“{indicator}” is computed and cannot be filed. File the figures it rests on.',
  'problem.locked': '“{indicator}” {period} is locked. Ask the department to return it first.',
  'problem.reason-needed': 'Give the reason, at least 2 characters.',
  'problem.period-in-future': 'Period {period} has not come yet.',
  'problem.already-registered':
    'An enterprise to be created is registered elsewhere already; nothing was written. Check the credit codes, or ask the body in charge of it.',
  'problem.unknown-batch': 'There is no such import, or it belongs to another body.',
  'problem.batch-closed': '“{name}” has been applied or discarded and cannot be changed.',
  'problem.nothing-to-apply':
    'No row can be imported; nothing was changed. Correct the file by the remarks and upload it again.',
  'problem.unreadable': '“{name}” cannot be read; nothing was kept. See below.',
  'problem.file-lost':
    'The original file “{name}” is missing. Upload it again and have the data folder checked.',
  'problem.not-empty': 'There are enterprises already; the demonstration needs an empty database.',
};

import type { z } from 'zod';
import type {
  caseRowSchema,
  caseSchema,
  contract,
  documentSchema,
  entryRowSchema,
  entrySchema,
  meetingSchema,
  sheetSchema,
} from '#contract/supervision';

export type EntryRow = z.output<typeof entryRowSchema>;
export type Entry = z.output<typeof entrySchema>;
export type CaseRow = z.output<typeof caseRowSchema>;
export type Case = z.output<typeof caseSchema>;
export type Meeting = z.output<typeof meetingSchema>;
export type Document = z.output<typeof documentSchema>;
export type Sheet = z.output<typeof sheetSchema>;
export type Overview = z.output<typeof contract.overview.response>;

export const lights = ['red', 'yellow', 'green', 'none'] as const;
export const colours = ['red', 'orange', 'yellow', 'green'] as const;
export const faults = ['unreported', 'stagnant', 'behind', 'missed'] as const;
export const one = (x: number): string => String(Math.round(x * 10) / 10);

import type { z } from 'zod';
import type { dutySchema, formSchema, reportSchema } from '#contract/reporting';

export type Duty = z.output<typeof dutySchema>;
export type FormDef = z.output<typeof formSchema>;
export type Field = FormDef['sections'][number]['fields'][number];
export type Report = z.output<typeof reportSchema>;
export type ReportAct = Report['can'][number];
export type Finding = Report['findings'][number];
export type Figures = Record<string, string>;

/** The same name for a remark as the server's: its check and its field. */
export const reasonKey = (f: Finding): string => `${String(f.params?.['check'] ?? f.code)}:${f.path ?? ''}`;
export const fieldOf = (f: Finding): string => (f.path ?? '').replace(/^values\./, '');

/** Where a report is opened; the reader's own where no subject is named. */
export const reportPath = (d: {
  form: string;
  period: string;
  subject: { id: string };
  item: string;
}): string =>
  `/report/${d.form}/${d.period}?subject=${d.subject.id}${d.item === '' ? '' : `&item=${d.item}`}`;

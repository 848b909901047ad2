/**
 * Documents from plain values: what stands on the page is decided by the area that asks, how it becomes a .docx or a .pdf is decided here.
 * Words: block (a paragraph, a heading, a table), tone (how a cell is coloured; the word in it carries the meaning).
 */
import { zipSync } from 'fflate';
import { writeDocx } from './docx.ts';
import { writePdf } from './pdf.ts';
import type { Page } from './page.ts';

export type { Block, Cell, Page, Tone } from './page.ts';
export { officialDay, writeOfficial, type OfficialBlock, type OfficialDocument } from './official.ts';

export const formats = {
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    write: writeDocx,
  },
  pdf: { type: 'application/pdf', write: writePdf },
} as const satisfies Record<string, { type: string; write: (page: Page) => Promise<Uint8Array> }>;
export type Format = keyof typeof formats;
export const ZIP = 'application/zip';

/** Files under their names in one archive; .docx and .pdf are compressed already. */
export const writeArchive = (files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync(files as Record<string, Uint8Array>, { level: 0 });
export {
  changedFigures,
  documentHash,
  documentIntact,
  documentNumber,
  documentsAbout,
  errataOf,
  figuresAfter,
  issueDocument,
  issuedDocument,
  issuedDocuments,
  type DocumentFigure,
  type FigureChange,
  type Issued,
  type IssuedHead,
  type ToIssue,
} from './issued.ts';

/**
 * Spreadsheet files in and out: xlsx through a library, csv, tsv and text in the encodings bureaus really send. Reading an upload happens in a
 * thread of its own with a memory limit, after the archive's size has been checked, so that a small file cannot take the house down.
 * Words: grid (rows of cells as they stand in a sheet), cell (text, and the exact number where it is one).
 */
import { entryOf, inThread } from '#platform/calc';
import { scriptUrl } from '#platform/config';
import type { ReadLimits, Workbook } from './read.ts';

export {
  defaultLimits,
  readWorkbook,
  type Cell,
  type Merge,
  type ReadLimits,
  type Sheet,
  type Workbook,
} from './read.ts';
export {
  columnLetter,
  XLSX,
  writeCsv,
  writeForm,
  writeWorkbook,
  type FormCell,
  type FormSheet,
  type WriteSheet,
} from './write.ts';

/** Reads a file in a thread of its own; a file that eats memory ends that thread with the finding I004 instead of the house. */
export async function readWorkbookSafely(
  bytes: Uint8Array,
  fileName: string,
  limits?: Partial<ReadLimits>,
): Promise<Workbook> {
  const entry = entryOf(scriptUrl(import.meta.url, './sheets-worker.ts'));
  try {
    return await inThread<{ bytes: Uint8Array; fileName: string; limits: Partial<ReadLimits> }, Workbook>(
      entry,
      'read',
      { bytes, fileName, limits: limits ?? {} },
      { memory: 1024 },
    );
  } catch (e) {
    // Only what the reader itself cannot stand ends here; refusals come back as findings.
    if ((e as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY')
      return {
        sheets: [],
        findings: [{ code: 'I004', severity: 'error', path: fileName, params: { reason: '占用内存过多' } }],
      };
    throw e;
  }
}

/**
 * Published data sets for the golden tests. They are not part of the repository: DUIBIAO_DATA names their folder, else the one beside the
 * checkout is taken. Where there is none, the tests that need them are not defined, and the textbook sets retyped in the tests remain.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceData } from '#test/reference-data';

const named = process.env['DUIBIAO_DATA'];
// A path that was given and leads nowhere is a mistake, not an absence.
if (named !== undefined && !existsSync(named)) throw new Error(`DUIBIAO_DATA: no folder ${named}`);

export const dataFolder: string | undefined = named ?? referenceData;

/** Fields of one comma-separated line, quotes taken off. */
const fields = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, -1)
    .map((m) => (m[1]!.startsWith('"') ? m[1]!.slice(1, -1).replaceAll('""', '"') : m[1]!));

export interface Csv {
  readonly header: string[];
  readonly rows: string[][];
  /** The same rows by column name. */
  readonly records: Record<string, string>[];
}

/** A file of the data folder; its path is relative to it. */
export function readCsv(...path: string[]): Csv {
  const lines = readFileSync(join(dataFolder ?? '', ...path), 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  // A last comma before the end of the line leaves one empty field that matchAll sees together with the end.
  const [header = [], ...rows] = lines.map((line) => fields(line.endsWith(',') ? `${line}""` : line));
  return {
    header,
    rows,
    records: rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? '']))),
  };
}

export const hasData = (...path: string[]): boolean =>
  dataFolder !== undefined && existsSync(join(dataFolder, ...path));

/** Reading the published data sets; see #test/reference-data for where they are. The textbook sets retyped in the tests need none of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceData } from '#test/reference-data';

export const dataFolder = referenceData;

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
export const readCsv = (...path: string[]): Csv => readCsvFile(join(dataFolder ?? '', ...path));

export function readCsvFile(file: string): Csv {
  const lines = readFileSync(file, 'utf8')
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

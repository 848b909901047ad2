import { createInflateRaw } from 'node:zlib';
import { parseCsv, readXlsx, type CellValue } from 'hucre';
import { decimal, finding, formatDecimal, mulDecimal, parseDecimal, type Finding } from '#kernel';
import { columnLetter } from './write.ts';

export interface Cell {
  /** As a person reads it; empty for a blank cell. Days as `YYYY-MM-DD`, a cell shown as a percentage with its sign (`85%`). */
  readonly text: string;
  /** Exact decimal text where the cell is a number, as it is stored (`0.85`). */
  readonly number?: string;
  readonly kind: 'text' | 'number' | 'date' | 'blank' | 'error';
  /** `C7` */
  readonly ref: string;
}
/** First and last row and column of a merged block, from 0. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly merges: readonly Merge[];
}
export interface Workbook {
  readonly sheets: readonly Sheet[];
  readonly findings: readonly Finding[];
}
export interface ReadLimits {
  /** Bytes the archive may unfold to. */
  readonly unpacked: number;
  readonly entries: number;
  readonly rows: number;
  readonly cells: number;
}
export const defaultLimits: ReadLimits = {
  unpacked: 300 * 1024 * 1024,
  entries: 2000,
  rows: 200_000,
  cells: 3_000_000,
};

const starts = (bytes: Uint8Array, ...sign: number[]): boolean => sign.every((b, i) => bytes[i] === b);

type Unfolded = { readonly fault: Finding } | { readonly styles: string };

/** Bytes an entry unfolds to, counted as they come and not kept: a bomb costs time until the limit, never memory. */
async function inflatedSize(
  packed: Uint8Array,
  max: number,
  onChunk: (chunk: Uint8Array) => void,
): Promise<number> {
  const inflate = createInflateRaw();
  inflate.end(packed);
  let size = 0;
  for await (const chunk of inflate as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    // Leaving the loop destroys the stream.
    if (size > max) break;
    onChunk(chunk);
  }
  return size;
}

/**
 * What an archive would unfold to, entry by entry, really inflated up to the limit: the sizes written in a crafted archive are not to be
 * believed. Archives beyond 4 GB (ZIP64) are refused, so that the library cannot find another directory than the one looked at here.
 */
async function unfold(bytes: Uint8Array, fileName: string, limits: ReadLimits): Promise<Unfolded> {
  const refuse = (reason: string): Unfolded => ({ fault: finding('I004', 'error', fileName, { reason }) });
  const broken = refuse('文件不完整或已损坏');
  const unknown = refuse('压缩方式不支持');
  const tooLarge = refuse(`解压后超过 ${Math.round(limits.unpacked / 1024 / 1024)} MB`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = -1;
  for (let i = bytes.length - 22; i >= 0 && i >= bytes.length - 22 - 65_535; i -= 1)
    if (view.getUint32(i, true) === 0x06054b50) {
      end = i;
      break;
    }
  if (end < 0) return broken;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff || view.getUint32(end + 12, true) === 0xffffffff) return unknown;
  if (count > limits.entries) return refuse(`压缩包内有 ${count} 个文件`);
  let left = limits.unpacked;
  let styles = '';
  const text = new TextDecoder();
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return broken;
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const unpacked = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    const nameLength = view.getUint16(at + 28, true);
    const name = text.decode(bytes.subarray(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (unpacked > left || packed > bytes.length) return unpacked > left ? tooLarge : broken;
    if (local + 30 > bytes.length) return broken;
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const body = bytes.subarray(from, from + packed);
    const isStyles = name === 'xl/styles.xml';
    const parts: Uint8Array[] = [];
    if (method === 0) {
      left -= packed;
      if (isStyles) parts.push(body);
    } else if (method === 8) {
      try {
        left -= await inflatedSize(body, left, (chunk) => {
          if (isStyles) parts.push(chunk);
        });
      } catch {
        return broken;
      }
    } else return unknown;
    if (left < 0) return tooLarge;
    if (isStyles) styles = Buffer.concat(parts).toString('utf8');
  }
  return { styles };
}

/** Formats 9 and 10 are the built-in percentages; others say so in their code. */
const hasPercent = (styles: string): boolean =>
  /numFmtId="(?:9|10)"|formatCode="[^"]*%/.test(styles.replaceAll("'", '"'));

/** Plain decimal text of a double, without an exponent, with every digit that is stored. */
function plain(n: number): string {
  const s = String(n);
  const m = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(s);
  if (!m) return s;
  const digits = m[2]! + (m[3] ?? '');
  const point = 1 + Number(m[4]);
  const body =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return m[1]! + body;
}

const HUNDRED = decimal('100');
const ERROR = /^#(?:REF!|VALUE!|DIV\/0!|N\/A|NAME\?|NULL!|NUM!|SPILL!|CALC!)$/;

/** Whether a number format shows a percentage: a percent sign that is not quoted or escaped. */
const isPercent = (format: string | undefined): boolean =>
  format !== undefined && format.replace(/"[^"]*"|\\./g, '').includes('%');

function cellOf(v: CellValue | undefined, row: number, column: number, format?: string): Cell {
  const ref = `${columnLetter(column)}${row + 1}`;
  if (v === null || v === undefined || (typeof v === 'string' && v.trim() === ''))
    return { text: '', kind: 'blank', ref };
  if (typeof v === 'number') {
    if (!Number.isFinite(v)) return { text: String(v), kind: 'error', ref };
    const number = plain(v);
    const exact = isPercent(format) ? parseDecimal(number) : undefined;
    if (exact) return { text: `${formatDecimal(mulDecimal(exact, HUNDRED))}%`, number, kind: 'number', ref };
    return { text: number, number, kind: 'number', ref };
  }
  if (v instanceof Date)
    return { text: Number.isNaN(v.getTime()) ? '' : v.toISOString().slice(0, 10), kind: 'date', ref };
  const text = String(v).replaceAll('\r\n', '\n');
  return { text, kind: ERROR.test(text) ? 'error' : 'text', ref };
}

type Values = readonly (readonly (CellValue | undefined)[])[];
interface Raw {
  readonly name: string;
  readonly values: Values;
  readonly merges: readonly Merge[];
  /** Number format of a cell, where formats were read. */
  readonly formatAt?: (row: number, column: number) => string | undefined;
}
const isEmpty = (v: CellValue | undefined): boolean =>
  v === null || v === undefined || (typeof v === 'string' && v.trim() === '');

/**
 * Cells without the blank rows and columns at the end, the leavings of formatting; undefined where there are more than `most`, counted before
 * a single cell is made.
 */
function sheetOf(raw: Raw, most: number): { sheet: Sheet; cells: number } | undefined {
  const ends = raw.values.map((r) => r.findLastIndex((v) => !isEmpty(v)) + 1);
  const width = ends.reduce((a, b) => Math.max(a, b), 0);
  const rows = raw.values.slice(0, ends.findLastIndex((w) => w > 0) + 1);
  const cells = rows.reduce((n, r) => n + Math.min(r.length, width), 0);
  if (cells > most) return undefined;
  return {
    cells,
    sheet: {
      name: raw.name,
      merges: raw.merges,
      rows: rows.map((r, i) =>
        Array.from({ length: Math.min(r.length, width) }, (_, j) => cellOf(r[j], i, j, raw.formatAt?.(i, j))),
      ),
    },
  };
}

/** Text of a file whose encoding nobody wrote down: marks first, then strict UTF-8, then GB 18030 (which also reads GBK and GB 2312). */
function decode(bytes: Uint8Array): string {
  if (starts(bytes, 0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes);
  if (starts(bytes, 0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const delimiters = [',', '\t', ';', '|'] as const;

const SAMPLE = 64 * 1024;

/** How many rows a delimiter parts alike, and into how many fields: commas among thousands part unlike, those inside quotes not at all. */
function fit(sample: string, delimiter: string): { alike: number; fields: number; rows: number } {
  const rows = parseCsv(sample, { delimiter, maxRows: 200 }).filter((r) => r.some((v) => !isEmpty(v)));
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  let [fields, alike] = [0, 0];
  for (const [n, count] of counts) if (count > alike) [fields, alike] = [n, count];
  return { alike, fields, rows: rows.length };
}

function textSheet(bytes: Uint8Array, fileName: string): Raw {
  const text = decode(bytes).replace(/^\uFEFF/, '');
  const sample = text.slice(0, SAMPLE);
  const [best] = delimiters
    .map((delimiter) => ({ delimiter, ...fit(sample, delimiter) }))
    .toSorted((x, y) => y.alike - x.alike || y.fields - x.fields);
  const values: CellValue[][] =
    best !== undefined && best.alike * 2 >= best.rows
      ? parseCsv(text, { delimiter: best.delimiter })
      : // A printed table: columns stand apart by blanks.
        text.split(/\r\n|\n|\r/).map((l) => l.trim().split(/\t|\s{2,}|(?<=\S) (?=-?\d)|(?<=\d) (?=\S)/));
  return { name: fileName.replace(/\.[^.]*$/, ''), values, merges: [] };
}

/**
 * Reads xlsx, csv, tsv and txt. What cannot be read comes back as a finding: I001 format, I002 empty, I003 too many rows or cells, I004 the
 * archive is broken or unfolds beyond the limit, I005 empty sheets left out.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  fileName: string,
  over: Partial<ReadLimits> = {},
): Promise<Workbook> {
  const limits = { ...defaultLimits, ...over };
  const refuse = (code: string, params?: Record<string, string | number>): Workbook => ({
    sheets: [],
    findings: [finding(code, 'error', fileName, params)],
  });
  if (bytes.length === 0) return refuse('I002');
  let found: Raw[];
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0x50, 0x4b, 0x05, 0x06)) {
    const archive = await unfold(bytes, fileName, limits);
    if ('fault' in archive) return { sheets: [], findings: [archive.fault] };
    try {
      const book = await readXlsx(bytes, {
        maxRows: limits.rows + 1,
        // Formats cost memory, so they are read only where one can change what a number means.
        readStyles: hasPercent(archive.styles),
        sheets: (s) => !s.veryHidden,
      });
      found = book.sheets.map((s) => ({
        name: s.name,
        values: s.rows,
        merges: (s.merges ?? []).map((m) => ({
          top: m.startRow,
          left: m.startCol,
          bottom: m.endRow,
          right: m.endCol,
        })),
        formatAt: (i, j) => s.cells?.get(`${i},${j}`)?.style?.numFmt,
      }));
    } catch {
      return refuse('I004', { reason: '不是有效的 xlsx 文件' });
    }
  } else if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return refuse('I001', { format: '旧版 .xls 或加密文件' });
  else if (starts(bytes, 0x25, 0x50, 0x44, 0x46)) return refuse('I001', { format: 'PDF' });
  else if (bytes.subarray(0, 4096).includes(0) && !starts(bytes, 0xff, 0xfe) && !starts(bytes, 0xfe, 0xff))
    return refuse('I001', { format: '未知的二进制文件' });
  else found = [textSheet(bytes, fileName)];

  const findings: Finding[] = [];
  const kept: Sheet[] = [];
  let left = limits.cells;
  for (const raw of found) {
    const read = raw.values.length > limits.rows ? undefined : sheetOf(raw, left);
    if (read === undefined) return refuse('I003', { rows: raw.values.length, limit: limits.rows });
    left -= read.cells;
    if (read.cells > 0) kept.push(read.sheet);
    else findings.push(finding('I005', 'info', raw.name, { sheet: raw.name }));
  }
  return kept.length === 0
    ? { sheets: [], findings: [...findings, finding('I002', 'error', fileName)] }
    : { sheets: kept, findings };
}

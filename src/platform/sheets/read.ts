import { inflateRawSync } from 'node:zlib';
import { parseCsv, readXlsx, type CellValue } from 'hucre';
import { finding, type Finding } from '#kernel';
import { columnLetter } from './write.ts';

export interface Cell {
  /** As a person reads it; empty for a blank cell. Days as `YYYY-MM-DD`. */
  readonly text: string;
  /** Exact decimal text where the cell is a number. */
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

/**
 * What an archive would unfold to, entry by entry, really inflated up to the limit: the sizes written in a crafted archive are not to be
 * believed. Undefined when it fits.
 */
function zipFault(bytes: Uint8Array, limits: ReadLimits): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = -1;
  for (let i = bytes.length - 22; i >= 0 && i >= bytes.length - 22 - 65_536; i -= 1)
    if (view.getUint32(i, true) === 0x06054b50) {
      end = i;
      break;
    }
  if (end < 0) return '文件不完整';
  const count = view.getUint16(end + 10, true);
  if (count > limits.entries) return `压缩包内有 ${count} 个文件`;
  let at = view.getUint32(end + 16, true);
  let left = limits.unpacked;
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return '文件不完整';
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const unpacked = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (unpacked > left) return `解压后超过 ${Math.round(limits.unpacked / 1024 / 1024)} MB`;
    if (method === 0) left -= packed;
    else if (method === 8) {
      if (local + 30 > bytes.length) return '文件不完整';
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      try {
        left -= inflateRawSync(bytes.subarray(from, from + packed), {
          maxOutputLength: Math.max(1, left),
        }).length;
      } catch (e) {
        return (e as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
          ? `解压后超过 ${Math.round(limits.unpacked / 1024 / 1024)} MB`
          : '文件已损坏';
      }
    } else return '压缩方式不支持';
    if (left < 0) return `解压后超过 ${Math.round(limits.unpacked / 1024 / 1024)} MB`;
  }
  return undefined;
}

/** Plain decimal text of a double, without an exponent. */
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

function cellOf(v: CellValue | undefined, row: number, column: number): Cell {
  const ref = `${columnLetter(column)}${row + 1}`;
  if (v === null || v === undefined || v === '') return { text: '', kind: 'blank', ref };
  if (typeof v === 'number') {
    if (!Number.isFinite(v)) return { text: String(v), kind: 'error', ref };
    const number = plain(v);
    return { text: number, number, kind: 'number', ref };
  }
  if (v instanceof Date)
    return { text: Number.isNaN(v.getTime()) ? '' : v.toISOString().slice(0, 10), kind: 'date', ref };
  const text = String(v).replaceAll('\r\n', '\n');
  return { text, kind: /^#(REF|VALUE|DIV\/0|N\/A|NAME\?|NULL|NUM)!?/.test(text) ? 'error' : 'text', ref };
}

function sheetOf(
  name: string,
  rows: readonly (readonly (CellValue | undefined)[])[],
  merges: readonly Merge[],
): Sheet {
  return { name, rows: rows.map((r, i) => Array.from(r, (v, j) => cellOf(v, i, j))), merges };
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

function textSheet(bytes: Uint8Array, fileName: string): Sheet {
  const text = decode(bytes).replace(/^\uFEFF/, '');
  const lines = text
    .split(/\r\n|\n|\r/)
    .filter((l) => l.trim() !== '')
    .slice(0, 200);
  // The delimiter that most lines hold, and hold alike.
  const score = (d: string): number => lines.filter((l) => l.includes(d)).length;
  const best = delimiters.reduce((a, b) => (score(b) > score(a) ? b : a));
  const rows: CellValue[][] =
    score(best) * 2 >= lines.length
      ? parseCsv(text, { delimiter: best })
      : // A printed table: columns stand apart by blanks.
        text.split(/\r\n|\n|\r/).map((l) => l.trim().split(/\t|\s{2,}|(?<=\S) (?=-?\d)|(?<=\d) (?=\S)/));
  return sheetOf(fileName.replace(/\.[^.]*$/, ''), rows, []);
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
  const refuse = (code: string, params: Record<string, string | number> = {}): Workbook => ({
    sheets: [],
    findings: [finding(code, 'error', fileName, params)],
  });
  if (bytes.length === 0) return refuse('I002');
  let sheets: Sheet[];
  if (starts(bytes, 0x50, 0x4b)) {
    const fault = zipFault(bytes, limits);
    if (fault !== undefined) return refuse('I004', { reason: fault });
    try {
      const book = await readXlsx(bytes, { maxRows: limits.rows + 1, sheets: (s) => !s.veryHidden });
      sheets = book.sheets.map((s) =>
        sheetOf(
          s.name,
          s.rows,
          (s.merges ?? []).map((m) => ({
            top: m.startRow,
            left: m.startCol,
            bottom: m.endRow,
            right: m.endCol,
          })),
        ),
      );
    } catch {
      return refuse('I004', { reason: '不是有效的 xlsx 文件' });
    }
  } else if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return refuse('I001', { format: '旧版 .xls 或加密文件' });
  else if (starts(bytes, 0x25, 0x50, 0x44, 0x46)) return refuse('I001', { format: 'PDF' });
  else if (bytes.subarray(0, 4096).includes(0) && !starts(bytes, 0xff, 0xfe) && !starts(bytes, 0xfe, 0xff))
    return refuse('I001', { format: '未知的二进制文件' });
  else sheets = [textSheet(bytes, fileName)];

  const findings: Finding[] = [];
  const kept: Sheet[] = [];
  let cells = 0;
  for (const s of sheets) {
    // Trailing blank rows and columns are the leavings of formatting.
    let last = s.rows.length;
    while (last > 0 && s.rows[last - 1]!.every((c) => c.kind === 'blank')) last -= 1;
    const rows = s.rows.slice(0, last);
    const width = rows.reduce((w, r) => Math.max(w, r.findLastIndex((c) => c.kind !== 'blank') + 1), 0);
    if (width === 0) {
      findings.push(finding('I005', 'info', s.name, { sheet: s.name }));
      continue;
    }
    if (rows.length > limits.rows) return refuse('I003', { rows: rows.length, limit: limits.rows });
    cells += rows.length * width;
    if (cells > limits.cells) return refuse('I003', { rows: rows.length, limit: limits.rows });
    kept.push({ name: s.name, merges: s.merges, rows: rows.map((r) => r.slice(0, width)) });
  }
  return kept.length === 0
    ? { sheets: [], findings: [...findings, finding('I002', 'error', fileName)] }
    : { sheets: kept, findings };
}

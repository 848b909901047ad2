import { finding, parseUnit, stripSpace, toHalfWidth, type Finding } from '#kernel';
import { parseNumber } from './number.ts';
import type { Cell, Column, Sheet, Table, TableRow } from './types.ts';

export function columnLetter(index: number): string {
  let out = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}

const BLANK: Cell = { text: '', kind: 'blank', ref: '' };
const isBlank = (c: Cell | undefined): boolean => c === undefined || stripSpace(c.text) === '';
const isNumber = (c: Cell): boolean =>
  c.kind === 'number' || (c.kind === 'text' && parseNumber(c.text).kind === 'value');
/** A year is a number too, but as often a head (2017, 2018) as a figure. */
const isYear = (c: Cell): boolean => /^(19|20)\d{2}年?$/.test(stripSpace(toHalfWidth(c.text)));

// A Map, as a head may say `constructor`.
const unitAliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    吨标煤: '吨标准煤',
    tce: '吨标准煤',
    万吨标煤: '万吨标准煤',
    万kwh: '万千瓦时',
    kw: 'kW',
    kwh: 'kWh',
    mwh: 'MWh',
    度: '千瓦时',
    万度: '万千瓦时',
    平方千米: '平方公里',
  }),
);

/** Unit as the unit table knows it; null when it knows none such. */
export function knownUnit(text: string): string | null {
  const s = stripSpace(toHalfWidth(text)).replace(/^单位:?/, '');
  for (const candidate of [s, unitAliases.get(s), unitAliases.get(s.toLowerCase())])
    if (candidate !== undefined && candidate !== '' && candidate !== '1' && parseUnit(candidate))
      return candidate;
  return null;
}

/** Takes the unit off a head: `工业总产值（万元）`, `产值(万元` (half closed), `用电量/万千瓦时`, `(%)`. */
export function splitUnit(head: string): { readonly title: string; readonly unit: string | null } {
  const s = toHalfWidth(head)
    // A line broken inside a word of Chinese closes up; between Latin words a blank was meant.
    .replace(/(?<=\p{Script=Latin})\s*\n\s*(?=\p{Script=Latin})/gu, ' ')
    .replace(/\s*\n\s*/g, '')
    .trim();
  const bracket = /^(.*?)\(\s*(?:单位:?)?\s*([^()]*?)\s*\)?$/.exec(s);
  if (bracket) {
    const unit = knownUnit(bracket[2]!);
    if (unit !== null) return { title: bracket[1]!.trim(), unit };
  }
  const tail = /^(.+?)([/,、_])\s*([^/,、_]+)$/.exec(s);
  // capacity_kw says its unit; in gas_10k_m3 and gce_per_kwh the last word alone would be the wrong one.
  if (tail && !(tail[2] === '_' && /(?:(?:^|_)per|\d\w*)$/i.test(tail[1]!))) {
    const unit = knownUnit(tail[3]!);
    if (unit !== null) return { title: tail[1]!.trim(), unit };
  }
  // 年份 and 年 name a column of years; as units they measure no figure of a report.
  const bare = /^[年月日]份?$/.test(s) ? null : knownUnit(s);
  return bare !== null && s.length <= 6 ? { title: '', unit: bare } : { title: s, unit: null };
}

const TOTAL = /^(?:合\s*计|总\s*计|小\s*计|累\s*计|全区合计|其他合计)/;
const NOTE = /^(?:注:|说明:|备注:|填表人|制表|审核人|负责人|单位负责人|数据来源|来源:)/;

/** Every cell of a merged block shows what its first cell says; for heads only. */
function spread(sheet: Sheet, from: number, to: number, width: number): Cell[][] {
  const rows = Array.from({ length: to - from + 1 }, (_, i) =>
    Array.from({ length: width }, (_, j) => sheet.rows[from + i]?.[j] ?? BLANK),
  );
  for (const m of sheet.merges) {
    const first = sheet.rows[m.top]?.[m.left];
    if (isBlank(first)) continue;
    for (let r = Math.max(m.top, from); r <= Math.min(m.bottom, to); r += 1)
      for (let c = m.left; c <= Math.min(m.right, width - 1); c += 1) rows[r - from]![c] = first!;
  }
  return rows;
}

/** Finds where heads end and figures begin. */
function findHead(sheet: Sheet): readonly [number, number] | null {
  const { rows } = sheet;
  const filled = rows.map((r) => r.filter((c) => !isBlank(c)));
  const looksLikeData = (i: number): boolean => {
    const cells = filled[i]!;
    if (cells.length < 2) return false;
    const numbers = cells.filter((c) => isNumber(c) && !isYear(c)).length;
    return numbers >= 1 && numbers >= cells.length * 0.25;
  };
  let first = -1;
  for (let i = 1; i < Math.min(rows.length, 60); i += 1)
    if (looksLikeData(i) && filled.slice(0, i).some((c) => c.length >= 2)) {
      first = i;
      break;
    }
  if (first < 0) {
    // A register without figures: its first full row names the columns.
    const widest = filled.slice(0, 20).reduce((w, c) => Math.max(w, c.length), 0);
    const at = filled.findIndex((c) => c.length === widest);
    return widest < 2 || at < 0 ? null : [at, at];
  }
  let last = first - 1;
  while (last >= 0 && filled[last]!.length < 2) last -= 1;
  if (last < 0) return null;
  let top = last;
  const spans = (row: number): boolean =>
    sheet.merges.some(
      (m) =>
        m.top <= row &&
        row <= m.bottom &&
        m.right - m.left + 1 < (rows[row]?.length ?? 0) &&
        m.right > m.left,
    );
  while (top > 0) {
    const above = filled[top - 1]!;
    const numbers = above.filter((c) => isNumber(c) && !isYear(c)).length;
    if (
      (above.length >= 2 || (above.length === 1 && spans(top - 1))) &&
      numbers * 4 < above.length + 1 &&
      !above.some((c) => toHalfWidth(c.text).trim().startsWith('单位:'))
    )
      top -= 1;
    else break;
  }
  return [top, last];
}

/**
 * From a grid to a table: titles above, stacked and merged heads, units in heads or in a title line, rows of figures without totals, notes,
 * blank rows and heads repeated on every printed page. `head` (rows from 1) overrides what is found.
 */
export function detectTable(
  sheet: Sheet,
  o: { readonly head?: readonly [number, number] | null } = {},
): Table {
  const findings: Finding[] = [];
  const width = sheet.rows.reduce((w, r) => Math.max(w, r.length), 0);
  const head = o.head ? ([o.head[0] - 1, o.head[1] - 1] as const) : findHead(sheet);
  const textOf = (row: number): string =>
    (sheet.rows[row] ?? [])
      .map((c) => c.text)
      .filter((x) => x.trim() !== '')
      .join(' ');
  if (!head || head[0] >= sheet.rows.length) {
    findings.push(finding('I120', 'error', sheet.name, { sheet: sheet.name }));
    return { sheet: sheet.name, titles: [], head: null, columns: [], rows: [], unit: null, findings };
  }
  const titles = Array.from({ length: head[0] }, (_, i) => textOf(i)).filter((x) => x !== '');
  const unitLine = titles
    .map((x) => /单位:\s*([^\s,,;;))]+)/.exec(toHalfWidth(x))?.[1])
    .find((x) => x !== undefined);
  const unit = unitLine === undefined ? null : knownUnit(unitLine.replace(/\(.*$/, ''));

  const heads = spread(sheet, head[0], Math.min(head[1], sheet.rows.length - 1), width);
  const columns: Column[] = [];
  for (let index = 0; index < width; index += 1) {
    const path: string[] = [];
    let own: string | null = null;
    for (const row of heads) {
      const text = row[index]!.text;
      if (stripSpace(text) === '') continue;
      const split = splitUnit(text);
      own = split.unit ?? own;
      const title = split.title.replace(/^[#*\s]+/, '');
      if (title !== '' && path.at(-1) !== title) path.push(title);
    }
    const empty = path.length === 0 && sheet.rows.slice(head[1] + 1).every((r) => isBlank(r[index]));
    if (empty) continue;
    columns.push({ index, letter: columnLetter(index), path, title: path.join(' · '), unit: own });
  }

  // Rows of a text file are of different lengths; blanks at their end do not tell them apart.
  const key = (cells: readonly Cell[]): string =>
    cells
      .map((c) => stripSpace(c.text))
      .join('|')
      .replace(/\|+$/, '');
  const rowKeys = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, i) => key(sheet.rows[from + i] ?? [])).filter((k) => k !== '');
  const headKeys = new Set(rowKeys(head[0], head[1]));
  // A printed page repeats its title and its unit line as well as its heads.
  const titleKeys = new Set(rowKeys(0, head[0] - 1));
  const rows: TableRow[] = [];
  let repeated = 0;
  for (let i = head[1] + 1; i < sheet.rows.length; i += 1) {
    const cells = Array.from({ length: width }, (_, j) => sheet.rows[i]![j] ?? BLANK);
    const filled = cells.filter((c) => !isBlank(c));
    if (filled.length === 0) continue;
    const first = stripSpace(toHalfWidth(filled[0]!.text));
    if (headKeys.has(key(sheet.rows[i]!))) {
      repeated += 1;
      continue;
    }
    if (titleKeys.has(key(sheet.rows[i]!))) continue;
    if (NOTE.test(first) && filled.length <= 3) continue;
    if (TOTAL.test(first) || cells.slice(0, 3).some((c) => TOTAL.test(stripSpace(c.text)))) {
      findings.push(finding('I110', 'info', `${sheet.name}!${i + 1}`, { row: i + 1, text: first }));
      continue;
    }
    rows.push({ row: i + 1, cells });
  }
  if (repeated > 0) findings.push(finding('I111', 'info', sheet.name, { count: repeated }));
  if (rows.length === 0) findings.push(finding('I121', 'error', sheet.name, { sheet: sheet.name }));
  return { sheet: sheet.name, titles, head: [head[0] + 1, head[1] + 1], columns, rows, unit, findings };
}

/** Heads as one stable text: the same form sent again is recognised by it. */
export const headSignature = (t: Table): string =>
  t.columns.map((c) => `${c.letter}:${stripSpace(c.title)}/${c.unit ?? ''}`).join('|');

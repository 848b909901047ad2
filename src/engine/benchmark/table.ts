import { finding, hasErrors } from '#kernel';
import type { Finding } from '#kernel';
import { runDea } from './dea.ts';
import type { DeaColumn, DeaPeer, DeaResult, Orientation, ReturnsToScale } from './types.ts';

export interface DeaTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface DeaTableOptions {
  /** Column with the names of the units. */
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly rts: ReturnsToScale;
  readonly orientation: Orientation;
  readonly super?: boolean;
  readonly slackWeights?: 'raw' | 'median';
}

/** The shape printed as JSON. */
export interface DeaTableUnit {
  readonly id: string;
  readonly efficiency: number;
  readonly peers: readonly DeaPeer[];
  readonly slacks: Readonly<Record<string, number>>;
  readonly targets: Readonly<Record<string, number>>;
  readonly superEfficiency?: number | null;
}

export interface DeaTableResult {
  readonly units: readonly DeaTableUnit[];
  readonly excluded: readonly { readonly id: string; readonly code: string }[];
  readonly findings: readonly Finding[];
  /** The full result; absent when the table could not be read. */
  readonly result?: DeaResult;
}

const MISSING = new Set([
  '',
  '-',
  '–',
  '—',
  '——',
  '―',
  '…',
  '...',
  '/',
  'NA',
  'N/A',
  'NULL',
  '无',
  '缺',
  '不适用',
]);

/**
 * Reads a number as bureaus write it: full-width digits, thousands separators, blanks, a percent sign (the percentage itself stays: 12% is
 * 12), brackets for negatives. null: no figure (blank, — …). undefined: text that is no number.
 */
export function parseFigure(text: string): number | null | undefined {
  let plain = text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u00A0\u3000\uFEFF]+/g, '')
    .replace(/\u2212/g, '-');
  if (MISSING.has(plain.toUpperCase())) return null;
  plain = plain.replace(/%$/, '');
  const bracketed = /^\((.+)\)$/.exec(plain);
  if (bracketed) plain = `-${bracketed[1]!}`;
  if (/^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replaceAll(',', '');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * DEA on any table of text. Codes of its own, beside those of `runDea`:
 * - B231 error: a column that is not there; params name it and list those there are
 * - B232 warning: a cell that is no number (row counted from 1, without the header); the unit is left out
 * - B233 error: the table has no rows
 * - B234 error: the same column is asked for twice, or the id column as a figure
 * - B235 warning: a row without an id is left out
 */
export function deaOnTable(table: DeaTable, options: DeaTableOptions): DeaTableResult {
  const findings: Finding[] = [];
  const header = table.header.map((name) => name.replace(/^\uFEFF/, '').trim());
  const wanted = [options.id, ...options.inputs, ...options.outputs];
  for (const name of new Set(wanted))
    if (!header.includes(name))
      findings.push(
        finding('B231', 'error', name, { column: name, columns: header.filter(Boolean).join('、') }),
      );
  for (const name of new Set(wanted.filter((name, i) => wanted.indexOf(name) !== i)))
    findings.push(finding('B234', 'error', name, { column: name }));
  const rows = table.rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  if (rows.length === 0) findings.push(finding('B233', 'error'));
  if (hasErrors(findings)) return { units: [], excluded: [], findings };

  const idAt = header.indexOf(options.id);
  const named: { id: string; row: readonly string[]; line: number }[] = [];
  table.rows.forEach((row, r) => {
    if (row.every((cell) => cell.trim() === '')) return;
    const id = (row[idAt] ?? '').trim();
    if (id === '') findings.push(finding('B235', 'warning', `#${r + 1}`, { row: r + 1 }));
    else named.push({ id, row, line: r + 1 });
  });
  const read = (name: string): DeaColumn => {
    const at = header.indexOf(name);
    return {
      name,
      values: named.map(({ id, row, line }) => {
        const text = row[at] ?? '';
        const value = parseFigure(text);
        if (value !== undefined) return value;
        findings.push(
          finding('B232', 'warning', `#${line}.${name}`, { row: line, column: name, id, text: text.trim() }),
        );
        return null;
      }),
    };
  };
  const result = runDea({
    ids: named.map(({ id }) => id),
    inputs: options.inputs.map(read),
    outputs: options.outputs.map(read),
    rts: options.rts,
    orientation: options.orientation,
    ...(options.super ? { super: true } : {}),
    ...(options.slackWeights ? { slackWeights: options.slackWeights } : {}),
  });
  return {
    units: result.units.map((unit) => ({
      id: unit.id,
      efficiency: unit.efficiency,
      peers: unit.peers,
      slacks: unit.slacks,
      targets: unit.targets,
      ...(unit.superEfficiency === undefined ? {} : { superEfficiency: unit.superEfficiency }),
    })),
    excluded: result.excluded,
    findings: [...findings, ...result.findings],
    result,
  };
}

import { finding, hasErrors } from '#kernel';
import type { Finding } from '#kernel';
import { runDea } from './dea.ts';
import { runFdh } from './fdh.ts';
import { runRadial } from './radial.ts';
import { runSbm } from './sbm.ts';
import type { DeaColumn, DeaPeer, DeaResult, Orientation, ReturnsToScale } from './types.ts';
import { runTranslated } from './undesirable.ts';

export interface DeaTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface DeaTableOptions {
  /** Column with the names of the units. */
  readonly id: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Free disposal hull assumes none and reads none. */
  readonly rts: ReturnsToScale;
  /** none: the slacks-based measure only. */
  readonly orientation: Orientation | 'none';
  /** radial unless told. */
  readonly model?: 'radial' | 'fdh' | 'sbm';
  /** Radial model only: columns that are held, and a column with the class of conditions (a larger number for better ones). */
  readonly nonDiscretionary?: readonly string[];
  readonly category?: string;
  /** Radial model under variable returns only: outputs that should be less, beside `outputs`. */
  readonly undesirable?: readonly string[];
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
  /** The full result of `runDea`; absent when the table could not be read, and with the other models. */
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
 * DEA on any table of text. Codes of its own, beside those of the models:
 * - B231 error: a column that is not there; params name it and list those there are
 * - B232 warning: a cell that is no number (row counted from 1, without the header); the unit is left out
 * - B233 error: the table has no rows
 * - B234 error: the same column is asked for twice, or the id column as a figure
 * - B235 warning: a row without an id is left out
 * - B311, B312, B317 error: no orientation, conditions, undesirable outputs asked of a model that does not have them
 */
export function deaOnTable(table: DeaTable, options: DeaTableOptions): DeaTableResult {
  const findings: Finding[] = [];
  const { model = 'radial', orientation, rts, undesirable = [], nonDiscretionary = [], category } = options;
  const header = table.header.map((name) => name.replace(/^\uFEFF/, '').trim());
  const wanted = [
    options.id,
    ...options.inputs,
    ...options.outputs,
    ...undesirable,
    ...(category === undefined ? [] : [category]),
  ];
  for (const name of new Set(wanted))
    if (!header.includes(name))
      findings.push(
        finding('B231', 'error', name, { column: name, columns: header.filter(Boolean).join('、') }),
      );
  for (const name of new Set(wanted.filter((name, i) => wanted.indexOf(name) !== i)))
    findings.push(finding('B234', 'error', name, { column: name }));
  const conditions = nonDiscretionary.length > 0 || category !== undefined;
  if (orientation === 'none' && model !== 'sbm') findings.push(finding('B311', 'error'));
  if (conditions && model !== 'radial') findings.push(finding('B312', 'error'));
  if (undesirable.length > 0 && (model !== 'radial' || rts !== 'vrs' || conditions))
    findings.push(finding('B317', 'error'));
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
  const data = {
    ids: named.map(({ id }) => id),
    inputs: options.inputs.map(read),
    outputs: options.outputs.map(read),
    ...(options.super ? { super: true } : {}),
  };
  const run = (): Pick<DeaTableResult, 'units' | 'excluded' | 'findings' | 'result'> => {
    if (model === 'sbm') return runSbm({ ...data, rts, orientation });
    const oriented = orientation === 'out' ? 'out' : 'in';
    if (model === 'fdh') return runFdh({ ...data, orientation: oriented });
    if (undesirable.length > 0)
      return runTranslated({ ...data, orientation: oriented, undesirable: undesirable.map(read) });
    if (conditions)
      return runRadial({
        ...data,
        rts,
        orientation: oriented,
        nonDiscretionary,
        ...(category === undefined ? {} : { category: read(category) }),
      });
    const result = runDea({
      ...data,
      rts,
      orientation: oriented,
      ...(options.slackWeights ? { slackWeights: options.slackWeights } : {}),
    });
    return { ...result, result };
  };
  const answer = run();
  return {
    units: answer.units.map((unit) => ({
      id: unit.id,
      efficiency: unit.efficiency,
      peers: unit.peers,
      slacks: unit.slacks,
      targets: unit.targets,
      ...(unit.superEfficiency === undefined ? {} : { superEfficiency: unit.superEfficiency }),
    })),
    excluded: answer.excluded,
    findings: [...findings, ...answer.findings],
    ...(answer.result ? { result: answer.result } : {}),
  };
}

import { writeXlsx, writeCsv as libraryCsv, type Cell, type CellValue, type DataValidation } from 'hucre';

export interface WriteSheet {
  readonly name: string;
  readonly columns: readonly { readonly title: string; readonly width?: number }[];
  /** Numbers stay numbers, everything else is written as text: a formula in a name is never executed. */
  readonly rows: readonly (readonly (string | number | null | undefined)[])[];
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `A`, `B`, … `Z`, `AA` for a column counted from 0. */
export function columnLetter(index: number): string {
  let out = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26))
    out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}

/** Characters the format forbids in a sheet's name, and its length of 31. */
const sheetName = (name: string, n: number): string =>
  name
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .slice(0, 31)
    .trim() || `Sheet${n + 1}`;
/** Names as the format wants them: no two alike, whatever their case. */
function sheetNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((given, n) => {
    const first = sheetName(given, n);
    let name = first;
    for (let i = 2; seen.has(name.toLowerCase()); i += 1) {
      const mark = ` (${i})`;
      name = first.slice(0, 31 - mark.length) + mark;
    }
    seen.add(name.toLowerCase());
    return name;
  });
}
/** XML cannot hold most control characters nor halves of a pair, a cell no more than 32 767; `_x0041_` is read as an escape unless escaped itself. */
const clean = (s: string): string =>
  s
    .replace(/\r\n?/g, '\n')
    .slice(0, 32_000)
    .replace(/\p{Cc}/gu, (c) => (/[\n\t]/.test(c) ? c : ''))
    .replace(/[\p{Cs}\uFFFE\uFFFF]/gu, '')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
/** Chinese characters are two columns wide. */
const widthOf = (s: string): number => [...s].reduce((n, c) => n + (c > '\u2E7F' ? 2 : 1), 0);

/** An xlsx workbook: bold heads that stay in view, columns as wide as what they hold. */
export async function writeWorkbook(book: { readonly sheets: readonly WriteSheet[] }): Promise<Uint8Array> {
  const names = sheetNames(book.sheets.map((s) => s.name));
  return writeXlsx({
    sheets: book.sheets.map((s, n) => ({
      name: names[n]!,
      columns: s.columns.map((c, i) => {
        const widest = s.rows
          .slice(0, 200)
          .reduce((w, r) => Math.max(w, widthOf(String(r[i] ?? ''))), widthOf(c.title));
        return { width: c.width ?? Math.min(60, Math.max(8, widest + 2)) };
      }),
      rows: [
        s.columns.map((c): CellValue => clean(c.title)),
        ...s.rows.map((r) =>
          s.columns.map((_, i): CellValue => {
            const v = r[i];
            if (typeof v === 'string') return clean(v);
            return v !== undefined && v !== null && Number.isFinite(v) ? v : null;
          }),
        ),
      ],
      cells: new Map(
        s.columns.map((c, i) => [
          `0,${i}`,
          { value: clean(c.title), type: 'string' as const, style: { font: { bold: true } } },
        ]),
      ),
      freezePane: { rows: 1 },
    })),
  });
}

/** A cell of a form that somebody fills in: text, a figure, a place to type a number, or a formula of the sheet. */
export type FormCell =
  | string
  | number
  | null
  | {
      readonly input: number | null;
      readonly least: number | null;
      readonly hint: string;
      readonly fault: string;
    }
  | { readonly formula: string; readonly percent?: boolean };

export interface FormSheet {
  readonly name: string;
  readonly widths: readonly number[];
  readonly rows: readonly (readonly FormCell[])[];
  /** Rows in bold, from 0. */
  readonly heads: readonly number[];
  /** Rows above this one stay in view. */
  readonly freeze: number;
  /** Column whose text, where a formula gives some, is shown as a fault. */
  readonly faults: number;
}

const FAULT = { font: { color: { rgb: 'C00000' } } };

/** An xlsx form: only the places to type in can be changed, each takes a number and says what it wants; formulas are the form's own. */
export async function writeForm(f: FormSheet): Promise<Uint8Array> {
  const cells = new Map<string, Partial<Cell>>();
  const validations: DataValidation[] = [];
  const rows = f.rows.map((row, y) =>
    row.map((c, x): CellValue => {
      const key = `${y},${x}`;
      if (c === null) return null;
      if (typeof c === 'string') {
        const value = clean(c);
        cells.set(key, {
          value,
          type: 'string',
          style: { font: { bold: f.heads.includes(y) }, alignment: { wrapText: true, vertical: 'top' } },
        });
        return value;
      }
      if (typeof c === 'number') return c;
      if ('formula' in c) {
        cells.set(key, {
          value: null,
          type: 'formula',
          formula: c.formula,
          style: {
            ...(c.percent ? { numFmt: '0.0%' } : {}),
            ...(x === f.faults ? { ...FAULT, alignment: { wrapText: true, vertical: 'top' } } : {}),
          },
        });
        return null;
      }
      cells.set(key, {
        value: c.input,
        type: c.input === null ? 'empty' : 'number',
        style: {
          protection: { locked: false },
          fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF9E5' } },
        },
      });
      validations.push({
        type: 'decimal',
        operator: c.least === null ? 'between' : 'greaterThanOrEqual',
        formula1: c.least === null ? '-999999999999' : String(c.least),
        ...(c.least === null ? { formula2: '999999999999' } : {}),
        allowBlank: true,
        showInputMessage: c.hint !== '',
        inputMessage: clean(c.hint).slice(0, 250),
        showErrorMessage: true,
        errorStyle: 'stop',
        errorMessage: clean(c.fault).slice(0, 220),
        range: `${columnLetter(x)}${y + 1}`,
      });
      return c.input;
    }),
  );
  return writeXlsx({
    sheets: [
      {
        name: sheetName(f.name, 0),
        columns: f.widths.map((width) => ({ width })),
        rows,
        cells,
        dataValidations: validations,
        freezePane: { rows: f.freeze },
        protection: { sheet: true, formatColumns: false },
      },
    ],
  });
}

/** CSV that a spreadsheet opens as it is: UTF-8 with a mark, and text that could pass for a formula is disarmed. */
export function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const guard = (v: string | number | null | undefined): CellValue =>
    typeof v === 'string'
      ? // Full-width signs begin a formula too where the keyboard is Chinese.
        /^[=+\-@\t\r\n＝＋－＠]/.test(v) && !/^-?\d+(\.\d+)?$/.test(v)
        ? `'${v}`
        : v
      : (v ?? null);
  return `\uFEFF${libraryCsv([columns.map(guard), ...rows.map((r) => r.map(guard))], { lineSeparator: '\r\n' })}`;
}

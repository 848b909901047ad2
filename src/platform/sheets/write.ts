import { writeXlsx, writeCsv as libraryCsv, type CellValue } from 'hucre';

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
    .slice(0, 31)
    .trim() || `Sheet${n + 1}`;
/** XML cannot hold most control characters. */
const clean = (s: string): string =>
  s.replace(/\p{Cc}/gu, (c) => (/[\n\r\t]/.test(c) ? c : '')).slice(0, 32_767);
/** Chinese characters are two columns wide. */
const widthOf = (s: string): number => [...s].reduce((n, c) => n + (c > '\u2E7F' ? 2 : 1), 0);

/** An xlsx workbook: bold heads that stay in view, columns as wide as what they hold. */
export async function writeWorkbook(book: { readonly sheets: readonly WriteSheet[] }): Promise<Uint8Array> {
  return writeXlsx({
    sheets: book.sheets.map((s, n) => ({
      name: sheetName(s.name, n),
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
            return typeof v === 'string' ? clean(v) : (v ?? null);
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

/** CSV that a spreadsheet opens as it is: UTF-8 with a mark, and text that could pass for a formula is disarmed. */
export function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const guard = (v: string | number | null | undefined): CellValue =>
    typeof v === 'string'
      ? /^[=+\-@\t\r]/.test(v) && !/^-?\d+(\.\d+)?$/.test(v)
        ? `'${v}`
        : v
      : (v ?? null);
  return `\uFEFF${libraryCsv([columns.map(guard), ...rows.map((r) => r.map(guard))], { lineSeparator: '\r\n' })}`;
}

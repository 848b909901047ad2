import { columnLetter } from './table.ts';
import type { Cell, Sheet } from './types.ts';

/** A sheet from plain values, as a reader of files would hand it over: numbers are number cells, empty text is blank. */
export function grid(
  rows: readonly (readonly (string | number)[])[],
  merges: Sheet['merges'] = [],
  name = '表1',
): Sheet {
  const cell = (v: string | number, i: number, j: number): Cell => {
    const ref = `${columnLetter(j)}${i + 1}`;
    if (typeof v === 'number') return { text: String(v), number: String(v), kind: 'number', ref };
    return { text: v, kind: v.trim() === '' ? 'blank' : 'text', ref };
  };
  return { name, rows: rows.map((r, i) => r.map((v, j) => cell(v, i, j))), merges };
}

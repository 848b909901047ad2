/** Tables that the examples read and the tables they hand to the import. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { orgCheckDigit, usccCheckDigit } from '#kernel';
import { readWorkbook, writeCsv } from '#platform/sheets';

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first sheet of a file, its first row being the heads. */
export async function readTable(path: string): Promise<Table> {
  const { sheets } = await readWorkbook(readFileSync(path), basename(path));
  const [header = [], ...rows] = (sheets[0]?.rows ?? []).map((r) => r.map((c) => c.number ?? c.text));
  return { header, rows };
}

export const column = (t: Table, name: string): number => {
  const at = t.header.indexOf(name);
  if (at < 0) throw new Error(`No column ${name}; there are ${t.header.join(', ')}`);
  return at;
};

export const csvOf = (header: readonly string[], rows: readonly (readonly (string | number | null)[])[]) =>
  new TextEncoder().encode(writeCsv(header, rows));

/**
 * A stand-in for the credit code of a plant that has none. It passes the checks of GB 32100 and GB 11714, or it could not be registered, and
 * it can be nobody's: it says registrar Y (others), type 1 and the division 000000, which does not exist.
 */
export function standInCode(eightDigits: string): string {
  const first17 = `Y1000000${eightDigits}${orgCheckDigit(eightDigits)}`;
  return `${first17}${usccCheckDigit(first17)}`;
}

/** Eight digits that belong to a name; the same in every run. */
export const digitsOf = (name: string): string => {
  const hash = createHash('sha256').update(name).digest();
  return String(hash.readUInt32BE(0) % 100_000_000).padStart(8, '0');
};

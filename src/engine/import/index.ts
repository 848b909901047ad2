/**
 * From the sheets bureaus send to records: where the heads are, which column is what, what each cell says. Pure; files are read elsewhere.
 * Words: table (heads and rows found in a sheet), target (what a column may be), mapping (column → target), record (one row, read).
 */
export type {
  Cell,
  Column,
  ColumnMapping,
  ImportRecord,
  Sheet,
  Table,
  TableRow,
  Target,
  TargetKind,
  Value,
} from './types.ts';
export { columnLetter, detectTable, headSignature, knownUnit, splitUnit } from './table.ts';
export { keyTargets, mapColumns, normalName } from './mapping.ts';
export { parseNumber, parsePeriodText, type ParsedNumber } from './number.ts';
export { readRecords } from './records.ts';

import {
  decimal,
  divDecimal,
  finding,
  formatDecimal,
  mulDecimal,
  normalizeUscc,
  parseUnit,
  sameDimensions,
  stripSpace,
  toHalfWidth,
  usccFault,
  type Finding,
  type Unit,
} from '#kernel';
import { parseNumber, parsePeriodText } from './number.ts';
import type { Cell, ColumnMapping, ImportRecord, Table, Target, Value } from './types.ts';

/** Places a converted figure keeps; a conversion between units of the table is exact far within them. */
const PLACES = 12;

interface Reader {
  readonly column: number;
  readonly target: Target;
  readonly from?: Unit;
  readonly to?: Unit;
}

/** How each mapped column is read; a unit that measures something else stops the column. */
function readersOf(
  table: Table,
  mapping: readonly ColumnMapping[],
  targets: readonly Target[],
  findings: Finding[],
): Reader[] {
  const byId = new Map(targets.map((t) => [t.id, t]));
  const byLetter = new Map(table.columns.map((c) => [c.letter, c]));
  const out: Reader[] = [];
  for (const m of mapping) {
    const target = byId.get(m.target);
    const column = byLetter.get(m.letter);
    if (!target || !column) continue;
    if (target.kind !== 'number' || target.unit === null) {
      out.push({ column: column.index, target });
      continue;
    }
    const path = `${table.sheet}!${m.letter}${table.head?.[1] ?? 1}`;
    const written = m.unit ?? table.unit;
    const to = parseUnit(target.unit);
    const from = written === null ? to : parseUnit(written);
    if (!to || !from || !sameDimensions(from, to)) {
      // A table-wide 单位：万元 says nothing about the column of people.
      if (m.unit === null && table.unit !== null && to) {
        findings.push(
          finding('I114', 'warning', path, {
            column: column.title,
            target: target.title,
            unit: target.unit,
          }),
        );
        out.push({ column: column.index, target, from: to, to });
        continue;
      }
      findings.push(
        finding('I108', 'error', path, {
          column: column.title,
          unit: written ?? '',
          target: target.title,
          expected: target.unit,
        }),
      );
      continue;
    }
    if (written === null)
      findings.push(
        finding('I114', 'warning', path, { column: column.title, target: target.title, unit: target.unit }),
      );
    else if (written !== target.unit)
      findings.push(finding('I107', 'info', path, { column: column.title, from: written, to: target.unit }));
    out.push({ column: column.index, target, from, to });
  }
  return out;
}

/**
 * The unit a figure is in: what its own cell says (`5万元`, `85%`) goes before what its column says. Undefined where the two cannot be
 * brought together: a bare 万 under a head that already counts in 万, a percentage among amounts.
 */
function unitOfCell(suffix: string | undefined, from: Unit, to: Unit): Unit | undefined {
  if (suffix === undefined) return from;
  // 万 and 亿 are multiplied out already, what is left is the plain unit behind them.
  const rest = suffix.replace(/^[万亿]/, '');
  if (rest === '') return formatDecimal(from.factorUp) === formatDecimal(from.factorDown) ? from : undefined;
  const own = parseUnit(rest);
  return own && sameDimensions(own, to) ? own : undefined;
}

const convert = (value: string, from: Unit, to: Unit): string =>
  formatDecimal(
    divDecimal(
      mulDecimal(decimal(value), mulDecimal(from.factorUp, to.factorDown)),
      mulDecimal(from.factorDown, to.factorUp),
      PLACES,
      'halfEven',
    ),
  );

/**
 * Reads every row of a table by its mapping. Findings name the cell (`表1!C7`) and say what is wrong with it; a row with an error finding is not
 * among the records. Units are converted exactly into the indicators' units.
 */
export function readRecords(
  table: Table,
  mapping: readonly ColumnMapping[],
  targets: readonly Target[],
  o: { readonly defaultPeriod?: string | null } = {},
): {
  readonly records: readonly ImportRecord[];
  readonly findings: readonly Finding[];
  readonly failed: ReadonlySet<number>;
} {
  const findings: Finding[] = [...table.findings];
  // The year first: a column of months may stand before it.
  const readers = readersOf(table, mapping, targets, findings).toSorted(
    (a, b) => Number(b.target.kind === 'year') - Number(a.target.kind === 'year'),
  );
  const records: ImportRecord[] = [];
  const failed = new Set<number>();
  const seen = new Map<string, number>();
  const has = (kind: Target['kind']): boolean => readers.some((r) => r.target.kind === kind);
  const dated = has('period') || has('year') || (o.defaultPeriod ?? null) !== null;
  // What is wrong with the whole table is said once, not in every row.
  const named = has('creditCode') || has('name');
  if (!named) findings.push(finding('I116', 'error', table.sheet, {}));
  if (!dated) findings.push(finding('I104', 'error', table.sheet, {}));
  const numbers = new Set(targets.filter((t) => t.kind === 'number').map((t) => t.id));
  if (!mapping.some((m) => numbers.has(m.target))) findings.push(finding('I117', 'error', table.sheet, {}));

  for (const row of table.rows) {
    const errors: Finding[] = [];
    const path = (cell: Cell): string => `${table.sheet}!${cell.ref}`;
    const record: { -readonly [K in keyof ImportRecord]?: ImportRecord[K] } = {};
    const values: Value[] = [];
    let year: string | undefined;
    for (const r of readers) {
      const cell = row.cells[r.column];
      if (!cell) continue;
      const text = stripSpace(toHalfWidth(cell.text));
      switch (r.target.kind) {
        case 'creditCode': {
          // A dash or 无 where no code was given.
          if (parseNumber(text).kind === 'missing') break;
          const code = normalizeUscc(cell.text);
          const fault = usccFault(code);
          // Registers of early bodies break the inner check; the outer one decides.
          if (fault !== undefined && fault !== 'org-check')
            errors.push(finding('I102', 'error', path(cell), { text: cell.text, fault }));
          else record.creditCode = code;
          break;
        }
        case 'name':
          if (parseNumber(text).kind !== 'missing')
            record.name = stripSpace(cell.text).replaceAll('(', '（').replaceAll(')', '）');
          break;
        case 'region':
          if (parseNumber(text).kind !== 'missing') record.region = text;
          break;
        case 'industry':
          if (parseNumber(text).kind !== 'missing') record.industry = text;
          break;
        case 'year': {
          if (text === '') break;
          // 2019年7月 under 年份 would pass a month off as a year.
          year = parsePeriodText(text);
          if (year?.length !== 4) errors.push(finding('I103', 'error', path(cell), { text: cell.text }));
          break;
        }
        case 'period': {
          if (text === '') break;
          const p =
            parsePeriodText(text) ??
            (year !== undefined && /^(0?[1-9]|1[0-2])月?$/.test(text)
              ? `${year}-M${text.replace('月', '').padStart(2, '0')}`
              : undefined);
          // A period of another year than its own row's year is a slip of one of them.
          if (p === undefined || (year !== undefined && !p.startsWith(year)))
            errors.push(finding('I103', 'error', path(cell), { text: cell.text }));
          else record.period = p;
          break;
        }
        case 'number': {
          const parsed =
            cell.kind === 'error'
              ? ({ kind: 'bad' } as const)
              : // A cell shown as 85% stores 0.85; what a person reads there counts.
                parseNumber(text.endsWith('%') ? cell.text : (cell.number ?? cell.text));
          const from =
            parsed.kind === 'value' && r.from && r.to ? unitOfCell(parsed.suffix, r.from, r.to) : r.from;
          if (parsed.kind === 'bad' || (r.from && !from)) {
            errors.push(finding('I101', 'error', path(cell), { text: cell.text, column: r.target.title }));
            break;
          }
          // A blank says nothing; a dash says there is none.
          if (parsed.kind === 'missing') {
            if (text !== '') values.push({ indicator: r.target.id, value: null, ref: cell.ref });
            break;
          }
          const value = from && r.to ? convert(parsed.value, from, r.to) : parsed.value;
          if (r.target.nonNegative && value.startsWith('-')) {
            errors.push(finding('I106', 'error', path(cell), { text: cell.text, column: r.target.title }));
            break;
          }
          values.push({ indicator: r.target.id, value, ref: cell.ref });
        }
      }
    }
    const period = record.period ?? year ?? o.defaultPeriod ?? undefined;
    if (!named) {
      failed.add(row.row);
      findings.push(...errors);
      continue;
    }
    if (record.creditCode === undefined && record.name === undefined && errors.length === 0)
      errors.push(finding('I109', 'error', `${table.sheet}!${row.row}`, { row: row.row }));
    if (errors.length === 0) {
      const key = `${record.creditCode ?? record.name} ${period ?? ''}`;
      const before = seen.get(key);
      if (before !== undefined)
        errors.push(
          finding('I105', 'error', `${table.sheet}!${row.row}`, {
            row: row.row,
            before,
            key: record.name ?? record.creditCode ?? '',
          }),
        );
      else seen.set(key, row.row);
    }
    if (errors.length > 0) {
      failed.add(row.row);
      findings.push(...errors);
      continue;
    }
    records.push({ row: row.row, values, ...record, ...(period === undefined ? {} : { period }) });
  }
  return { records, findings, failed };
}

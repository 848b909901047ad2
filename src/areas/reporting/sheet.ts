/** The report as a spreadsheet: last period's figures beside, the checks inside as formulas; and back again. */
import { compareDecimal, decimal, finding, Problem, type Finding } from '#kernel';
import { parseExpr, type Expr } from '#engine/expr';
import { parseNumber } from '#engine/import';
import { fieldsOfCheck, type Check } from '#engine/reporting';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import type { Upload } from '#platform/api';
import { readWorkbookSafely, writeForm, XLSX, type FormCell, type Workbook } from '#platform/sheets';
import { inWords } from './known.ts';
import { formulaText } from './forms.ts';
import { present, remarks, type Prepared } from './reports.ts';
import { targetOf, type Call, type Target } from './target.ts';

/** Columns: the indicator's id, its name, unit, this period, the one before, last year's, change, what the checks say. */
const AT = { id: 0, now: 3, previous: 4, lastYear: 5, fault: 7 } as const;
const HEAD_ROWS = 4;

/** What a sheet says it is, so that a sheet of another form, period or enterprise is not taken for this one. */
const stampOf = (t: Target): string => [t.place.form, t.place.period, t.subject.code, t.place.item].join('|');

const operators = { '+': '+', '-': '-', '*': '*', '/': '/' } as const;
/** A formula of the form over the cells of this period. */
function excel(e: Expr, cell: (field: string) => string): string {
  switch (e.kind) {
    case 'number':
      return decimalText(e);
    case 'name':
      return `N(${cell(e.id)})`;
    case 'negate':
      return `(-${excel(e.of, cell)})`;
    case 'binary':
      return `(${excel(e.left, cell)}${operators[e.op]}${excel(e.right, cell)})`;
    case 'call':
      return `${e.name.toUpperCase()}(${e.args.map((a) => excel(a, cell)).join(',')})`;
  }
}
const decimalText = (e: Extract<Expr, { kind: 'number' }>): string =>
  `${e.value.units}${e.value.scale > 0 ? `/1${'0'.repeat(e.value.scale)}` : ''}`;

/** One check as a formula that gives a sentence or nothing; undefined for checks a sheet cannot know. */
function checkFormula(
  c: Check,
  target: Target,
  cell: (field: string) => string,
  row: (field: string) => number,
  field: string,
): string | undefined {
  const quote = (s: string): string => `"${s.replaceAll('"', '""')}"`;
  const given = (fields: readonly string[]): string =>
    `COUNT(${fields.map(cell).join(',')})=${fields.length}`;
  const name = (f: string): string => target.sheet.indicators.get(f)?.title.zh ?? f;
  const col = (f: string, at: number): string => `${'ABCDEFGH'[at]}${row(f)}`;
  const soft = c.severity === 'hard' ? '' : t('zh-CN', 'reporting.sheet.soft');
  switch (c.kind) {
    case 'balance':
      return c.total === field
        ? `IF(${given([c.total, ...c.parts])},IF(ABS(${cell(c.total)}-(${c.parts.map(cell).join('+')}))>${c.tolerance}+0.0000001,${quote(
            t('zh-CN', 'reporting.sheet.balance', { parts: c.parts.map(name).join('+') }) + soft,
          )},""),"")`
        : undefined;
    case 'relation': {
      const fields = fieldsOfCheck(c);
      if (fields[0] !== field) return undefined;
      const [l, r] = [c.left, c.right].map((x) => excel(parseExpr(x).expr!, cell));
      const off = `(${l}-${r})`;
      const wrong = {
        '<=': `${off}>${c.tolerance}+0.0000001`,
        '>=': `-${off}>${c.tolerance}+0.0000001`,
        '=': `ABS${off}>${c.tolerance}+0.0000001`,
        '>': `${off}<=0`,
      }[c.is];
      const asked = c.where === undefined ? '' : `,${excel(parseExpr(c.where).expr!, cell)}>0`;
      // A divisor that is not there makes an error; then there is nothing to say.
      return `IFERROR(IF(AND(${given(fields)}${asked}),IF(${wrong},${quote(
        t('zh-CN', 'reporting.sheet.relation', {
          says: formulaText(target.sheet, `${c.left} ${c.is} ${c.right}`),
        }) + soft,
      )},""),""),"")`;
    }
    case 'change': {
      if (!c.fields.includes(field)) return undefined;
      const base = col(field, c.against === 'previous' ? AT.previous : AT.lastYear);
      const change = `(${cell(field)}-${base})/ABS(${base})*100`;
      const text = t(
        'zh-CN',
        c.against === 'previous' ? 'reporting.sheet.previous' : 'reporting.sheet.lastYear',
      );
      return `IFERROR(IF(AND(COUNT(${cell(field)},${base})=2,MAX(ABS(${cell(field)}),ABS(${base}))>=${c.from}),IF(OR(${change}>${c.up},${change}<-${c.down}),${quote(
        text + soft,
      )},""),""),"")`;
    }
    case 'unitSlip': {
      if (!c.fields.includes(field)) return undefined;
      const base = col(field, AT.previous);
      const ratio = `ABS(LOG10(ABS(${cell(field)}/${base})))`;
      const near = c.factors.map((k) => `ABS(${ratio}-LOG10(${k}))<=LOG10(${1 + c.within})`).join(',');
      return `IFERROR(IF(COUNT(${cell(field)},${base})=2,IF(OR(${near}),${quote(
        t('zh-CN', 'reporting.sheet.unit') + soft,
      )},""),""),"")`;
    }
    case 'together':
    case 'peers':
    case 'lastDigits':
      return undefined;
  }
}

export async function template(ctx: Ctx, c: Call, prepared: Prepared) {
  const target = await targetOf(ctx, c);
  const r = await present(ctx, c, prepared);
  const rows: FormCell[][] = [
    [stampOf(target), `${r.form.title.zh}  ${r.period}`],
    [null, `${r.subject.name}${r.itemName === '' ? '' : ` · ${r.itemName}`}  ${r.subject.code}`],
    [null, r.form.help.zh],
    [
      t('zh-CN', 'reporting.sheet.id'),
      t('zh-CN', 'reporting.sheet.name'),
      t('zh-CN', 'reporting.sheet.unitHead'),
      t('zh-CN', 'reporting.sheet.now'),
      r.previous.period,
      r.lastYear.period,
      t('zh-CN', 'reporting.sheet.change'),
      t('zh-CN', 'reporting.sheet.check'),
    ],
  ];
  const heads = [0, HEAD_ROWS - 1];
  const rowOf = new Map<string, number>();
  let at = HEAD_ROWS + 1;
  for (const s of r.form.sections) {
    at += 1;
    for (const f of s.fields) rowOf.set(f.indicator, at++);
  }
  const row = (field: string): number => rowOf.get(field)!;
  const cell = (field: string): string => `D${row(field)}`;
  const number = (text: string | undefined): number | null =>
    text === undefined || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
  for (const s of r.form.sections) {
    heads.push(rows.length);
    rows.push([null, s.title.zh, null, null, null, null, null, s.help?.zh ?? null]);
    for (const f of s.fields) {
      const said = target.sheet.form.checks.flatMap(
        (k) => checkFormula(k, target, cell, row, f.indicator) ?? [],
      );
      const missing = f.required
        ? [`IF(ISBLANK(${cell(f.indicator)}),"${t('zh-CN', 'reporting.sheet.required')}","")`]
        : [];
      const n = row(f.indicator);
      rows.push([
        f.indicator,
        `${f.title.zh}${f.required ? ' *' : ''}`,
        f.unit,
        {
          input: number(r.values[f.indicator]),
          least: f.mayBeNegative ? null : 0,
          hint: f.help?.zh ?? '',
          fault: t('zh-CN', f.mayBeNegative ? 'reporting.sheet.number' : 'reporting.sheet.notNegative', {
            unit: f.unit,
          }),
        },
        number(r.previous.values[f.indicator]),
        number(r.lastYear.values[f.indicator]),
        { formula: `IFERROR(IF(COUNT(D${n},E${n})=2,(D${n}-E${n})/ABS(E${n}),""),"")`, percent: true },
        said.length + missing.length > 0 ? { formula: [...missing, ...said].join('&') } : null,
      ]);
    }
  }
  const bytes = await writeForm({
    name: r.form.title.zh,
    widths: [26, 30, 14, 18, 16, 16, 10, 60],
    rows,
    heads,
    freeze: HEAD_ROWS,
    faults: AT.fault,
  });
  return { name: `${r.form.title.zh}-${r.period}.xlsx`, type: XLSX, bytes };
}

/** Reads an upload outside the transaction. */
export async function openSheet(upload: Upload): Promise<Workbook> {
  const book = await readWorkbookSafely(upload.bytes, upload.name);
  if (book.sheets.length === 0)
    throw new Problem('reporting.unreadable-sheet', {
      params: { name: upload.name },
      findings: book.findings,
    });
  return book;
}

/** The figures of a filled-in template with what the checks say of them; nothing is kept. */
export async function readSheet(ctx: Ctx, c: Call, book: Workbook, prepared: Prepared) {
  const target = await targetOf(ctx, c);
  const stamp = stampOf(target);
  const sheet = book.sheets.find((s) => s.rows.some((row) => row[AT.id]?.text === stamp));
  if (!sheet)
    throw new Problem('reporting.other-sheet', {
      params: { form: target.sheet.form.title.zh, period: c.period },
    });
  const fields = new Set(target.sheet.fields);
  const values: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const row of sheet.rows) {
    const field = row[AT.id]?.text ?? '';
    const typed = row[AT.now];
    if (!fields.has(field) || !typed || typed.kind === 'blank') continue;
    const read =
      typed.number !== undefined ? { kind: 'value' as const, value: typed.number } : parseNumber(typed.text);
    if (read.kind === 'value') values[field] = rounded(read.value);
    else if (read.kind === 'bad')
      findings.push(finding('M112', 'error', `values.${field}`, { field, value: typed.text }));
  }
  return {
    values,
    findings: [...inWords(target.sheet, findings), ...(await remarks(ctx, target, values, prepared))],
  };
}

/** Twelve places are kept: a sheet that computed a figure writes all the digits of a binary fraction. */
const rounded = (text: string): string => {
  const [whole, part = ''] = text.split('.');
  if (part.length <= 12) return text;
  const short = Number(text)
    .toFixed(6)
    .replace(/\.?0+$/, '');
  return compareDecimal(decimal(short), decimal(whole!)) === 0 ? whole! : short;
};

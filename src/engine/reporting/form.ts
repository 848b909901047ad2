/** What a form says of itself: its fields, its periods, its last day, and what is wrong with its definition. */
import {
  addWorkingDays,
  finding,
  parsePeriod,
  parseUnit,
  period,
  periodEnd,
  periodKind,
  periodOf,
  previousPeriod,
  type Day,
  type Finding,
  type Period,
  type WorkCalendar,
} from '#kernel';
import { dependenciesOf, parseExpr, unitMismatch, unitOf } from '#engine/expr';
import type { Check, Form } from './schema.ts';

/** What a form must know of an indicator. */
export interface FieldIndicator {
  readonly id: string;
  readonly unit: string;
  readonly formula: string | null;
  readonly mayBeNegative: boolean;
}

export interface Field {
  readonly indicator: string;
  readonly required: boolean;
}

export const fieldsOf = (form: Form): Field[] => form.sections.flatMap((s) => s.fields);

/** Fields a check looks at, in the order it names them. */
export function fieldsOfCheck(c: Check): string[] {
  const names = (...texts: (string | undefined)[]): string[] => [
    ...new Set(
      texts.flatMap((t) => {
        const expr = t === undefined ? undefined : parseExpr(t).expr;
        return expr ? dependenciesOf(expr) : [];
      }),
    ),
  ];
  switch (c.kind) {
    case 'balance':
      return [c.total, ...c.parts];
    case 'relation':
      return names(c.left, c.right, c.where);
    case 'peers':
      return names(c.ratio);
    case 'together':
      return [c.of, c.with];
    case 'change':
    case 'unitSlip':
    case 'lastDigits':
      return c.fields;
  }
}

/**
 * What is wrong with a form, errors M001–M007: a field twice or without a place, a field that is computed, a check on what is no field, a formula
 * that does not parse or whose sides differ in unit, a first period of another kind, an id twice.
 */
export function checkForm(
  form: Form,
  indicators: ReadonlyMap<string, FieldIndicator>,
  path: string,
): Finding[] {
  const findings: Finding[] = [];
  const fields = new Set<string>();
  for (const { indicator } of fieldsOf(form)) {
    const at = `${path}#${indicator}`;
    if (fields.has(indicator)) findings.push(finding('M001', 'error', at, { id: indicator }));
    fields.add(indicator);
    if (indicators.get(indicator)?.formula != null)
      findings.push(finding('M002', 'error', at, { id: indicator }));
  }
  if ((fields.size === 0) !== (form.fieldsFrom !== undefined))
    findings.push(finding('M007', 'error', `${path}#sections`, { id: form.id }));
  const kind = parsePeriod(form.from) && periodKind(period(form.from));
  if (kind !== form.every)
    findings.push(finding('M005', 'error', `${path}#from`, { from: form.from, every: form.every }));
  const ids = new Set<string>();
  const unit = (name: string) => parseUnit(indicators.get(name)?.unit ?? '');
  for (const c of form.checks) {
    const at = `${path}#checks.${c.id}`;
    if (ids.has(c.id)) findings.push(finding('M006', 'error', at, { id: c.id }));
    ids.add(c.id);
    const broken = formulasOf(c).flatMap((text) => {
      const error = parseExpr(text).error;
      return error ? [finding('M004', 'error', at, { formula: text })] : [];
    });
    const strangers = fieldsOfCheck(c).filter((f) => !fields.has(f));
    findings.push(...broken, ...strangers.map((f) => finding('M003', 'error', at, { id: f })));
    if (broken.length > 0 || strangers.length > 0) continue;
    if (c.kind === 'balance')
      for (const p of c.parts) {
        const [a, b] = [unit(c.total), unit(p)];
        if (a && b && unitMismatch(a, b))
          findings.push(finding('M004', 'error', at, { formula: `${c.total} = ${p}` }));
      }
    if (c.kind === 'relation') {
      const [l, r] = [c.left, c.right].map((t) => unitOf(parseExpr(t).expr!, unit).unit);
      // A bare number has no unit and is held against anything.
      const bare = [c.left, c.right].some((t) => parseExpr(t).expr!.kind === 'number');
      if (!bare && (!l || !r || unitMismatch(l, r)))
        findings.push(finding('M004', 'error', at, { formula: `${c.left} ${c.is} ${c.right}` }));
    }
  }
  return findings;
}

const formulasOf = (c: Check): string[] =>
  c.kind === 'relation'
    ? [c.left, c.right, ...(c.where === undefined ? [] : [c.where])]
    : c.kind === 'peers'
      ? [c.ratio]
      : [];

/** Periods of a form that have ended by a day, latest first, at most `most` and none before the form begins. */
export function periodsUntil(form: Pick<Form, 'every' | 'from'>, today: Day, most: number): Period[] {
  const out: Period[] = [];
  for (
    let p = previousPeriod(periodOf(today, form.every));
    p >= form.from && out.length < most;
    p = previousPeriod(p)
  )
    out.push(p);
  return out;
}

/** Whether a period is one the form asks for, and has ended. */
export const asksFor = (form: Pick<Form, 'every' | 'from'>, p: string, today: Day): p is Period => {
  const parsed = parsePeriod(p);
  return (
    parsed !== undefined &&
    periodKind(parsed) === form.every &&
    parsed >= form.from &&
    periodEnd(parsed) < today
  );
};

/** The last day of a period's report. Throws Problem `calendar.unknown-year` where that year's working days are not published. */
export const lastDay = (form: Pick<Form, 'due'>, p: Period, calendar: WorkCalendar): Day =>
  addWorkingDays(calendar, periodEnd(p), form.due.workingDays);

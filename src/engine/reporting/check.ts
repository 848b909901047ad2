/**
 * The checks of a form on one report. Balances and relations are exact; outliers are statistics and never refuse by themselves unless the form
 * says so. A finding stands at the field it is about (`values.<indicator>`) and names its check, so that a reason can answer it.
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  finding,
  formatDecimal,
  subDecimal,
  toNumber,
  type Decimal,
  type Finding,
} from '#kernel';
import { evaluate, parseExpr } from '#engine/expr';
import { fieldsOf, fieldsOfCheck, type FieldIndicator } from './form.ts';
import type { Check, Form } from './schema.ts';
import { median, robustZ, type Spread } from './statistics.ts';

export type Values = ReadonlyMap<string, Decimal>;

export interface Known {
  /** What was reported for the period before. */
  readonly previous: Values;
  /** For the same period of last year. */
  readonly lastYear: Values;
  /** Up to a year of earlier periods; the period before is among them. */
  readonly past: readonly Values[];
  /** Spread of the logarithm (base 10) of a check's ratio among the industry, by check. */
  readonly peers: ReadonlyMap<string, Spread>;
}

export const nothingKnown: Known = {
  previous: new Map(),
  lastYear: new Map(),
  past: [],
  peers: new Map(),
};

const severityOf = { hard: 'error', soft: 'warning', hint: 'info' } as const;
const at = (field: string): string => `values.${field}`;
const zero = decimal('0');
const abs = (d: Decimal): Decimal => (d.units < 0n ? { ...d, units: -d.units } : d);

/** What a reason answers: the check and the field. */
export const reasonKey = (f: Finding): string => `${String(f.params?.['check'] ?? f.code)}:${f.path ?? ''}`;

/**
 * Every remark on the values of a report, in the order of the form: M100 missing, M101 below zero, M102 balance, M103 relation, M104 change on the
 * period before, M105 on last year, M106 unit slip, M107 out of step, M108 far from the industry. A unit slip explains a jump: the field's changes
 * are then not raised as well.
 */
export function checkValues(
  form: Form,
  indicators: ReadonlyMap<string, FieldIndicator>,
  values: Values,
  known: Known,
): Finding[] {
  const findings: Finding[] = [];
  for (const f of fieldsOf(form)) {
    const v = values.get(f.indicator);
    if (!v) {
      if (f.required) findings.push(finding('M100', 'error', at(f.indicator), { field: f.indicator }));
    } else if (compareDecimal(v, zero) < 0 && indicators.get(f.indicator)?.mayBeNegative !== true)
      findings.push(
        finding('M101', 'error', at(f.indicator), { field: f.indicator, value: formatDecimal(v) }),
      );
  }
  const slipped = new Set<string>();
  for (const c of form.checks)
    if (c.kind === 'unitSlip')
      for (const found of unitSlips(c, values, known)) {
        slipped.add(String(found.params!['field']));
        findings.push(found);
      }
  for (const c of form.checks)
    findings.push(
      ...one(c, values, known).filter(
        (f) =>
          !(f.code === 'M104' || f.code === 'M105' || f.code === 'M107' || f.code === 'M108') ||
          !fieldsOfFinding(c, f).some((x) => slipped.has(x)),
      ),
    );
  return findings;
}

const fieldsOfFinding = (c: Check, f: Finding): string[] =>
  c.kind === 'change' ? [String(f.params!['field'])] : fieldsOfCheck(c);

function one(c: Check, values: Values, known: Known): Finding[] {
  switch (c.kind) {
    case 'balance':
      return balance(c, values);
    case 'relation':
      return relation(c, values);
    case 'change':
      return changes(c, values, known);
    case 'together':
      return together(c, values, known);
    case 'peers':
      return peers(c, values, known);
    // Told before the others; over many reports, not over one.
    case 'unitSlip':
    case 'lastDigits':
      return [];
  }
}

const raise = (
  code: string,
  c: Check,
  field: string,
  params: Record<string, string | number> = {},
): Finding => finding(code, severityOf[c.severity], at(field), { check: c.id, field, ...params });

/** A total with its parts; where one of them is not given nothing can be said. */
function balance(c: Extract<Check, { kind: 'balance' }>, values: Values): Finding[] {
  const total = values.get(c.total);
  const parts = c.parts.map((p) => values.get(p));
  if (!total || parts.some((p) => p === undefined)) return [];
  const sum = parts.reduce<Decimal>((a, p) => addDecimal(a, p!), zero);
  const off = abs(subDecimal(total, sum));
  return compareDecimal(off, decimal(c.tolerance)) > 0
    ? [
        raise('M102', c, c.total, {
          value: formatDecimal(total),
          sum: formatDecimal(sum),
          off: formatDecimal(off),
        }),
      ]
    : [];
}

const compute = (text: string, values: Values): Decimal | undefined =>
  evaluate(parseExpr(text).expr!, (name, back) => (back === 0 ? values.get(name) : undefined)).value;

function relation(c: Extract<Check, { kind: 'relation' }>, values: Values): Finding[] {
  if (c.where !== undefined) {
    const asked = compute(c.where, values);
    if (!asked || compareDecimal(asked, zero) <= 0) return [];
  }
  const [l, r] = [compute(c.left, values), compute(c.right, values)];
  if (!l || !r) return [];
  const off = subDecimal(l, r);
  const slack = decimal(c.tolerance);
  const holds =
    c.is === '<='
      ? compareDecimal(off, slack) <= 0
      : c.is === '>='
        ? compareDecimal(subDecimal(r, l), slack) <= 0
        : c.is === '>'
          ? compareDecimal(off, zero) > 0
          : compareDecimal(abs(off), slack) <= 0;
  return holds
    ? []
    : [
        raise('M103', c, fieldsOfCheck(c)[0]!, {
          left: formatDecimal(l),
          right: formatDecimal(r),
          is: c.is,
        }),
      ];
}

function changes(c: Extract<Check, { kind: 'change' }>, values: Values, known: Known): Finding[] {
  const base = c.against === 'previous' ? known.previous : known.lastYear;
  const from = Number(c.from);
  return c.fields.flatMap((field) => {
    const [now, then] = [values.get(field), base.get(field)];
    if (!now || !then) return [];
    const [a, b] = [toNumber(now), toNumber(then)];
    if (b === 0 || (Math.abs(a) < from && Math.abs(b) < from)) return [];
    const percent = ((a - b) / Math.abs(b)) * 100;
    return percent > Number(c.up) || percent < -Number(c.down)
      ? [
          raise(c.against === 'previous' ? 'M104' : 'M105', c, field, {
            value: formatDecimal(now),
            base: formatDecimal(then),
            percent: Number(percent.toFixed(1)),
          }),
        ]
      : [];
  });
}

/** Against the median of the past: ×10 and ×10⁴ too much, or a tenth and a ten-thousandth. */
function unitSlips(c: Extract<Check, { kind: 'unitSlip' }>, values: Values, known: Known): Finding[] {
  return c.fields.flatMap((field) => {
    const v = values.get(field);
    const usual = median(
      known.past.flatMap((p) => {
        const x = p.get(field);
        return x && x.units !== 0n ? [Math.abs(toNumber(x))] : [];
      }),
    );
    const now = v ? Math.abs(toNumber(v)) : 0;
    if (!v || now === 0 || !(usual > 0)) return [];
    const times = now / usual;
    const factor = c.factors.find((k) =>
      [times, 1 / times].some((t) => Math.abs(Math.log(t / k)) <= Math.log(1 + c.within)),
    );
    return factor === undefined
      ? []
      : [
          raise('M106', c, field, {
            value: formatDecimal(v),
            usual: Number(usual.toPrecision(6)),
            factor,
            way: times > 1 ? 'more' : 'less',
          }),
        ];
  });
}

/** `of` per unit of `with` against the median of the same in the past. */
function together(c: Extract<Check, { kind: 'together' }>, values: Values, known: Known): Finding[] {
  const [of, by] = [values.get(c.of), values.get(c.with)];
  if (!of || !by || toNumber(of) <= 0 || toNumber(by) <= 0) return [];
  const usual = median(
    known.past.flatMap((p) => {
      const [x, d] = [p.get(c.of), p.get(c.with)];
      return x && d && x.units > 0n && d.units > 0n ? [toNumber(x) / toNumber(d)] : [];
    }),
  );
  if (!(usual > 0)) return [];
  const times = toNumber(of) / toNumber(by) / usual;
  return times > c.factor || times < 1 / c.factor
    ? [raise('M107', c, c.of, { with: c.with, times: Number(times.toPrecision(3)) })]
    : [];
}

function peers(c: Extract<Check, { kind: 'peers' }>, values: Values, known: Known): Finding[] {
  const spread = known.peers.get(c.id);
  const ratio = compute(c.ratio, values);
  if (!spread || spread.n < c.atLeast || !ratio || toNumber(ratio) <= 0) return [];
  const z = robustZ(Math.log10(toNumber(ratio)), spread);
  return Math.abs(z) > c.z
    ? [
        raise('M108', c, fieldsOfCheck(c)[0]!, {
          ratio: Number(toNumber(ratio).toPrecision(4)),
          median: Number((10 ** spread.median).toPrecision(4)),
          peers: spread.n,
          z: Number(z.toFixed(1)),
        }),
      ]
    : [];
}

/** Logarithms of a ratio over the values of peers, for their spread; those without the figures, or at or below zero, are left out. */
export const peerLogs = (ratio: string, all: Iterable<Values>): number[] => {
  const expr = parseExpr(ratio).expr!;
  const out: number[] = [];
  for (const values of all) {
    const v = evaluate(expr, (name) => values.get(name)).value;
    const x = v ? toNumber(v) : 0;
    if (x > 0) out.push(Math.log10(x));
  }
  return out;
};

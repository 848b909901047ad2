import { dayOf, finding, parseDay, type Day, type Finding, type Instant } from '#kernel';
import type { Rulebook } from './compile.ts';
import { encode, encodeDay, splitQuantity } from './quantity.ts';
import type { Award, FactDef, FundingEvent, Item, Loan, Origin, Table } from './types.ts';

/** Facts of one applicant as a file has them; docs/rules.md describes the form. */
export interface FactsInput {
  readonly subject?: string | undefined;
  readonly project?: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly awards?: readonly unknown[] | undefined;
}

/** The day of the question, what was known on which day (or at which instant), and the year claimed for. */
export interface Moment {
  readonly asOf: Day;
  readonly known: string;
  readonly year: number;
}

const KEYS = new Set(['subject', 'project', 'facts', 'awards']);

/** The input as a form, or F213. */
export function factsInput(value: unknown): { readonly input?: FactsInput; readonly findings: Finding[] } {
  const bad = (key: string): { findings: Finding[] } => ({
    findings: [finding('F213', 'error', key, { key })],
  });
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return bad('facts');
  const o = value as Record<string, unknown>;
  for (const k of Object.keys(o)) if (!KEYS.has(k)) return bad(k);
  if (o['facts'] === null || typeof o['facts'] !== 'object' || Array.isArray(o['facts'])) return bad('facts');
  for (const k of ['subject', 'project']) if (o[k] !== undefined && typeof o[k] !== 'string') return bad(k);
  if (o['awards'] !== undefined && !Array.isArray(o['awards'])) return bad('awards');
  return { input: o as unknown as FactsInput, findings: [] };
}

const isInstant = (s: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/.test(s);
/** Instants of different precision compare as text once they have the same length. */
const wide = (s: string): string => {
  const [a, b = ''] = s.slice(0, -1).split('.');
  return `${a}.${b.padEnd(6, '0')}`;
};
export const isMoment = (s: string): boolean => parseDay(s) !== undefined || isInstant(s);
export const knownDay = (s: string): Day => (isInstant(s) ? dayOf(s as Instant) : (s as Day));

/** Whether what became known at `fact` was known at `at`; both are days or instants, a day at the end of the question counts whole. */
function visible(fact: string | undefined, at: string): boolean {
  if (fact === undefined) return true;
  if (isInstant(fact) && isInstant(at)) return wide(fact) <= wide(at);
  return knownDay(fact) <= knownDay(at);
}

type Rec = Record<string, unknown>;
const isRec = (v: unknown): v is Rec => v !== null && typeof v === 'object' && !Array.isArray(v);

class Reader {
  readonly findings: Finding[] = [];
  readonly #known: string;
  constructor(known: string) {
    this.#known = known;
  }

  refuse(
    code: string,
    def: Pick<FactDef, 'title'>,
    path: string,
    params: Record<string, string | number> = {},
  ): undefined {
    this.findings.push(finding(code, 'error', path, { fact: def.title.zh, ...params }));
    return undefined;
  }

  origin(o: Rec, def: Pick<FactDef, 'title'>, path: string): Origin | undefined {
    const { known, revision = 0, source, period } = o;
    if (known !== undefined && !(typeof known === 'string' && isMoment(known)))
      return this.refuse('F211', def, path, { key: 'known', value: String(known) });
    if (!(typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 0))
      return this.refuse('F211', def, path, { key: 'revision', value: String(revision) });
    if (source !== undefined && typeof source !== 'string')
      return this.refuse('F211', def, path, { key: 'source', value: String(source) });
    if (period !== undefined && !/^\d{4}$/.test(String(period)))
      return this.refuse('F211', def, path, { key: 'period', value: String(period) });
    return {
      revision,
      ...(known === undefined ? {} : { known: known as string }),
      ...(source === undefined ? {} : { source }),
      ...(period === undefined ? {} : { period: String(period) }),
    };
  }

  /** Of entries that say who they are, the latest revision of each that was known. */
  latest<T extends { origin: Origin }>(
    entries: readonly { key: string; entry: T }[],
    same: (a: T, b: T) => boolean,
    def: Pick<FactDef, 'title'>,
    path: string,
  ): Map<string, T> {
    const out = new Map<string, T>();
    for (const { key, entry } of entries) {
      if (!visible(entry.origin.known, this.#known)) continue;
      const old = out.get(key);
      if (!old || old.origin.revision < entry.origin.revision) out.set(key, entry);
      else if (old.origin.revision === entry.origin.revision) {
        const [a, b] = [old.origin.known ?? '', entry.origin.known ?? ''];
        if (a === b && !same(old, entry))
          this.refuse('F214', def, path, { revision: entry.origin.revision, key });
        else if (b > a) out.set(key, entry);
      }
    }
    return out;
  }

  /** One figure as grains; `"300万元"`, or value and unit apart. */
  figure(v: unknown, def: Pick<FactDef, 'type' | 'unit' | 'title'>, path: string): number | undefined {
    let text: string | undefined;
    let unit: string | undefined;
    if (isRec(v)) {
      const x = v['value'];
      if (typeof x === 'number' && Number.isSafeInteger(x)) text = String(x);
      else if (typeof x === 'string') text = x.trim();
      unit = typeof v['unit'] === 'string' ? v['unit'].trim() : undefined;
    } else if (typeof v === 'string') {
      const q = splitQuantity(v);
      if (q) ({ value: text, unit } = q);
      else if (/^-?\d+(\.\d+)?$/.test(v.trim())) text = v.trim();
    } else if (typeof v === 'number' && Number.isSafeInteger(v)) text = String(v);
    const expected = def.unit;
    if (text === undefined)
      return this.refuse('F206', def, path, { value: JSON.stringify(isRec(v) ? (v['value'] ?? null) : v) });
    if (unit === undefined) {
      const q = splitQuantity(text);
      if (q && !/^\d/.test(q.unit)) ({ value: text, unit } = q);
    }
    if (unit === undefined) {
      if (def.type === 'count') unit = def.unit;
      else return this.refuse('F202', def, path, { value: text, expected });
    }
    const r = encode(text, unit, def);
    if (r.n !== undefined) return r.n;
    const code = { number: 'F206', unit: 'F203', precision: 'F207', negative: 'F204', large: 'F208' }[
      r.fault
    ];
    return this.refuse(code, def, path, { value: text, unit, expected });
  }

  scalar(v: unknown, def: FactDef, path: string): number | undefined {
    const x = isRec(v) ? v['value'] : v;
    switch (def.type) {
      case 'flag':
        return typeof x === 'boolean'
          ? x
            ? 1
            : 0
          : this.refuse('F206', def, path, { value: JSON.stringify(x ?? null) });
      case 'day': {
        const n = typeof x === 'string' ? encodeDay(x) : Number.NaN;
        return Number.isNaN(n) ? this.refuse('F209', def, path, { value: String(x) }) : n;
      }
      case 'text': {
        const n = def.options.findIndex((o) => o.id === x || o.title === x);
        return n < 0
          ? this.refuse('F210', def, path, {
              value: String(x),
              options: def.options.map((o) => `${o.id}（${o.title}）`).join('、'),
            })
          : n;
      }
      default:
        return this.figure(v, def, path);
    }
  }

  /** A day of a list entry. */
  day(v: unknown, def: FactDef, path: string): number | undefined {
    const n = typeof v === 'string' ? encodeDay(v) : Number.NaN;
    return Number.isNaN(n) ? this.refuse('F209', def, path, { value: String(v) }) : n;
  }
}

const keyOf = (o: Rec, i: number): string => (typeof o['id'] === 'string' ? o['id'] : `#${i}`);
const MONEY = (def: Pick<FactDef, 'title'>): Pick<FactDef, 'type' | 'unit' | 'title'> => ({
  type: 'money',
  unit: '万元',
  title: def.title,
});

interface Read {
  readonly n: number;
  readonly origin: Origin;
}
interface Row {
  readonly scalars: Map<number, Read>;
  /** All that was said of a yearly figure; which of it counts depends on the year claimed for. */
  readonly yearly: Map<number, { readonly path: string; readonly entries: { key: string; entry: Read }[] }>;
  readonly series: Map<number, Map<number, { n: number; origin: Origin }>>;
  readonly lists: Map<number, unknown[]>;
  readonly awards: Award[] | undefined;
  readonly project: string;
}

const same = (a: Read, b: Read): boolean => a.n === b.n;

function readRow(
  rb: Rulebook,
  byTitle: ReadonlyMap<string, number>,
  input: FactsInput,
  rd: Reader,
  at: string,
): Row {
  const row: Row = {
    scalars: new Map(),
    yearly: new Map(),
    series: new Map(),
    lists: new Map(),
    awards: undefined,
    project: input.project ?? '',
  };
  for (const [name, value] of Object.entries(input.facts)) {
    const slot = rb.slots.get(name) ?? byTitle.get(name);
    const path = `${at}facts.${name}`;
    if (slot === undefined) {
      rd.findings.push(finding('F201', 'error', path, { fact: name }));
      continue;
    }
    const def = rb.defs[slot]!;
    if (value === undefined || value === null) continue;
    if (def.type === 'series') readSeries(row, slot, def, value, rd, path);
    else if (def.type === 'items' || def.type === 'loans' || def.type === 'events')
      readList(row, slot, def, value, rd, path);
    else {
      const list = Array.isArray(value) ? (value as unknown[]) : [value];
      const entries = list.flatMap((v, i) => {
        const p = list.length > 1 ? `${path}.${i}` : path;
        const origin = isRec(v) ? rd.origin(v, def, p) : { revision: 0 };
        const n = rd.scalar(v, def, p);
        return !origin || n === undefined ? [] : [{ key: '', entry: { n, origin } }];
      });
      if (def.yearly) {
        row.yearly.set(slot, { path, entries });
        continue;
      }
      const one = rd.latest(entries, same, def, path).get('');
      if (one) row.scalars.set(slot, one);
    }
  }
  if (input.awards !== undefined) return { ...row, awards: readAwards(input.awards, rd, `${at}awards`) };
  return row;
}

function readSeries(row: Row, slot: number, def: FactDef, value: unknown, rd: Reader, path: string): void {
  const list: unknown[] = Array.isArray(value)
    ? (value as unknown[])
    : isRec(value) && isRec(value['values'])
      ? Object.entries(value['values']).map(([period, v]) => ({
          ...value,
          values: undefined,
          period,
          value: v,
        }))
      : [value];
  const entries = list.flatMap((v, i) => {
    const p = `${path}.${i}`;
    if (!isRec(v) || v['period'] === undefined) {
      rd.refuse('F211', def, p, { key: 'period', value: '' });
      return [];
    }
    const origin = rd.origin(v, def, p);
    // A revision that takes the figure back: from the day it was known there is none, before it there was.
    const n = v['withdrawn'] === true ? Number.NaN : rd.figure(v, MONEY(def), p);
    return origin && n !== undefined ? [{ key: origin.period!, entry: { n, origin } }] : [];
  });
  const years = new Map<number, { n: number; origin: Origin }>();
  for (const [k, e] of rd.latest(entries, (a, b) => Object.is(a.n, b.n), def, path))
    if (!Number.isNaN(e.n)) years.set(Number(k), e);
  row.series.set(slot, years);
}

function readList(row: Row, slot: number, def: FactDef, value: unknown, rd: Reader, path: string): void {
  if (!Array.isArray(value)) {
    rd.refuse('F206', def, path, { value: JSON.stringify(value) });
    return;
  }
  const entries = (value as unknown[]).flatMap(
    (v, i): { key: string; entry: Item | FundingEvent | Loan }[] => {
      const p = `${path}.${i}`;
      const o: Rec = isRec(v) ? v : { value: v };
      const origin = rd.origin(o, def, p);
      if (!origin) return [];
      const key = keyOf(o, i);
      if (def.type === 'items') {
        const n = rd.figure(v, MONEY(def), p);
        return n === undefined ? [] : [{ key, entry: { value: n, origin } satisfies Item }];
      }
      if (def.type === 'events') {
        const kind = def.options.find((x) => x.id === o['kind'] || x.title === o['kind']);
        if (!kind) {
          rd.refuse('F210', def, p, {
            value: String(o['kind']),
            options: def.options.map((x) => `${x.id}（${x.title}）`).join('、'),
          });
          return [];
        }
        const on = rd.day(o['day'], def, p);
        const repaired =
          o['repaired'] === undefined ? Number.POSITIVE_INFINITY : rd.day(o['repaired'], def, p);
        return on === undefined || repaired === undefined
          ? []
          : [{ key, entry: { kind: kind.id, day: on, repaired, origin } satisfies FundingEvent }];
      }
      const [principal, from, to, rate] = [
        rd.figure(o['principal'], MONEY(def), `${p}.principal`),
        rd.day(o['from'], def, `${p}.from`),
        rd.day(o['to'], def, `${p}.to`),
        rd.figure(o['rate'], { type: 'ratio', unit: '%', title: def.title }, `${p}.rate`),
      ];
      const paid = o['paid'] === undefined ? Number.NaN : rd.figure(o['paid'], MONEY(def), `${p}.paid`);
      if (
        principal === undefined ||
        from === undefined ||
        to === undefined ||
        rate === undefined ||
        paid === undefined
      )
        return [];
      if (to <= from) {
        rd.refuse('F215', def, p, { from: String(o['from']), to: String(o['to']) });
        return [];
      }
      return [{ key, entry: { principal, from, to, rate, paid, origin } satisfies Loan }];
    },
  );
  const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);
  // Sorted by their own words, so that the order in a file makes no difference.
  row.lists.set(
    slot,
    [...rd.latest(entries, same, def, path).values()].toSorted((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
    ),
  );
}

function readAwards(list: readonly unknown[], rd: Reader, path: string): Award[] {
  const def = { title: { zh: '已获资金' } };
  const entries = list.flatMap((v, i) => {
    const p = `${path}.${i}`;
    const o: Rec = isRec(v) ? v : {};
    const { scheme, year, level = '', project = '' } = o;
    if (
      typeof scheme !== 'string' ||
      typeof year !== 'number' ||
      typeof level !== 'string' ||
      typeof project !== 'string'
    ) {
      rd.refuse('F216', def, p);
      return [];
    }
    const origin = rd.origin(o, def, p);
    const amount = rd.figure(o['amount'], MONEY(def), `${p}.amount`);
    return origin && amount !== undefined
      ? [{ key: keyOf(o, i), entry: { scheme, year, level, project, amount, origin } satisfies Award }]
      : [];
  });
  return [
    ...rd.latest(entries, (a, b) => JSON.stringify(a) === JSON.stringify(b), def, path).values(),
  ].toSorted((a, b) => a.year - b.year || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

const YEAR_DAY = (y: number): number => encodeDay(`${String(y).padStart(4, '0')}-01-01`);

/**
 * Facts of applicants as a table of columns, by what was known at a moment; findings F201–F216 where a fact cannot be taken. The names of facts
 * are their ids or their Chinese titles.
 */
export function readFacts(
  rb: Rulebook,
  inputs: readonly FactsInput[],
  m: Moment,
): { readonly table: Table; readonly findings: readonly Finding[] } {
  const { tableOf, findings } = readAllFacts(rb, inputs, m.known);
  return { table: tableOf(m), findings };
}

/** The same read once for several years: `tableOf` picks the yearly figures of one; `findings` grows with each. */
export function readAllFacts(
  rb: Rulebook,
  inputs: readonly FactsInput[],
  known: string,
): {
  readonly tableOf: (m: Pick<Moment, 'asOf' | 'year'>) => Table;
  readonly findings: readonly Finding[];
} {
  const rd = new Reader(known);
  const byTitle = new Map(rb.defs.map((d, i) => [d.title.zh, i]));
  const rows = inputs.map((x, i) =>
    readRow(rb, byTitle, x, rd, inputs.length > 1 ? `${x.subject ?? i}.` : ''),
  );
  const n = rows.length;
  const fixed: (Float64Array | undefined)[] = rb.defs.map(() => undefined);
  const series: Table['series'][number][] = rb.defs.map(() => undefined);
  const lists: Table['lists'][number][] = rb.defs.map(() => undefined);
  const put = (columns: (Float64Array | undefined)[], slot: number, r: number, x: number): void => {
    columns[slot] ??= new Float64Array(n).fill(Number.NaN);
    columns[slot][r] = x;
  };
  for (const [r, row] of rows.entries()) {
    for (const [slot, x] of row.scalars) put(fixed, slot, r, x.n);
    for (const [slot, x] of row.lists) {
      lists[slot] ??= Array.from({ length: n });
      (lists[slot] as (readonly unknown[])[])[r] = x;
    }
  }
  for (const slot of new Set(rows.flatMap((x) => [...x.series.keys()]))) {
    const years = new Set(rows.flatMap((x) => [...(x.series.get(slot)?.keys() ?? [])]));
    if (years.size === 0) continue;
    const [first, last] = [Math.min(...years), Math.max(...years)];
    series[slot] = {
      first,
      columns: Array.from({ length: last - first + 1 }, (_, y) =>
        Float64Array.from(rows, (x) => x.series.get(slot)?.get(first + y)?.n ?? Number.NaN),
      ),
    };
  }
  const only = n === 1 ? rows[0]! : undefined;
  const awards = rows.map((x) => x.awards);
  const projects = rows.map((x) => x.project);
  return {
    findings: rd.findings,
    tableOf: ({ asOf, year }) => {
      const scalars = [...fixed];
      const origins = only && rb.defs.map((_, s) => only.scalars.get(s)?.origin);
      for (const [r, row] of rows.entries())
        for (const [slot, { path, entries }] of row.yearly) {
          // A yearly figure of another year answers another question.
          const own = entries.filter(
            (x) => x.entry.origin.period === undefined || x.entry.origin.period === String(year),
          );
          const one = rd.latest(own, same, rb.defs[slot]!, path).get('');
          if (!one) continue;
          put(scalars, slot, r, one.n);
          if (origins) origins[slot] = one.origin;
        }
      return {
        n,
        asOf: encodeDay(asOf),
        year,
        yearFrom: YEAR_DAY(year),
        yearTo: YEAR_DAY(year + 1),
        scalars,
        series,
        lists,
        awards,
        projects,
        ...(only && origins
          ? {
              origins,
              yearOrigins: rb.defs.map((_, s) => {
                const years = only.series.get(s);
                return years && new Map([...years].map(([y, x]) => [y, x.origin]));
              }),
            }
          : {}),
      };
    },
  };
}

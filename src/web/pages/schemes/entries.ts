import type { Asked } from './types.ts';

/** What stands in the fields of a fact: one text, or several for a loan. */
export type Entry = Readonly<Record<string, string>>;
export type Entries = Readonly<Record<string, Entry>>;

const filled = (e: Entry | undefined): Entry | undefined =>
  e && Object.values(e).some((v) => v.trim() !== '') ? e : undefined;

/** A field as the rules take a fact; undefined when nothing was typed. */
function factOf(f: Asked, e: Entry, year: number): unknown {
  const one = (e['value'] ?? '').trim();
  switch (f.type) {
    case 'flag':
      return one === 'yes';
    case 'day':
    case 'text':
      return one;
    case 'money':
    case 'ratio':
    case 'count':
    case 'quantity':
      return { value: one, unit: unitOf(f) };
    case 'series':
      return [{ period: String(year), value: one, unit: '万元' }];
    case 'items':
      return one
        .split(/[,，、;；\s]+/)
        .filter((x) => x !== '')
        .map((x) => `${x}万元`);
    default:
      return [
        {
          principal: `${e['principal'] ?? ''}万元`,
          from: e['from'] ?? '',
          to: e['to'] ?? '',
          rate: `${e['rate'] ?? ''}%`,
          ...(e['paid'] ? { paid: `${e['paid']}万元` } : {}),
        },
      ];
  }
}

/** Money is asked for in 万元 whatever the grain of the rule. */
export const unitOf = (f: Asked): string =>
  f.type === 'money' || f.type === 'series' ? '万元' : f.type === 'ratio' ? '%' : f.unit;

/** A decimal with its point moved: yuan to ten thousands and back, digit by digit. */
function shifted(value: string, places: number): string {
  const [whole = '', fraction = ''] = value.split('.');
  const digits =
    places > 0
      ? `${whole}${fraction.padEnd(places, '0').slice(0, places)}.${fraction.slice(places)}`
      : `${whole.padStart(-places + 1, '0').slice(0, places)}.${whole.padStart(-places, '0').slice(places)}${fraction}`;
  return digits.replace(/^0+(?=\d)/, '').replace(/\.?0*$/, '');
}
const moneyPlaces: Readonly<Record<string, number>> = { 元: -4, 万元: 0, 亿元: 4 };

/** An amount in the unit of its field; what is in another unit than money is left as it is written. */
function inUnit(v: unknown, unit: string): string {
  const o = (typeof v === 'object' && v !== null ? v : {}) as { value?: unknown; unit?: unknown };
  const text = o.value === undefined ? String(v ?? '') : `${String(o.value)}${String(o.unit ?? '')}`;
  const m = /^\s*(-?\d+(?:\.\d+)?)\s*(\D*)$/.exec(text.replaceAll(',', ''));
  if (!m) return text;
  if (m[2] === unit || m[2] === '') return m[1]!;
  const places = unit === '万元' && !m[1]!.startsWith('-') ? moneyPlaces[m[2]!] : undefined;
  return places === undefined ? text : shifted(m[1]!, places);
}

/** What was declared, back in the fields of its form. */
export function entryOf(f: Asked, v: unknown, year: number): Entry {
  const unit = unitOf(f);
  const list = Array.isArray(v) ? (v as unknown[]) : [v];
  switch (f.type) {
    case 'flag':
      return { value: v === true ? 'yes' : v === false ? 'no' : '' };
    case 'day':
    case 'text':
      return { value: String(v ?? '') };
    case 'series': {
      const of = list.find((x) => (x as { period?: unknown } | null)?.period === String(year)) ?? '';
      return { value: inUnit(of, unit) };
    }
    case 'items':
      return { value: list.map((x) => inUnit(x, '万元')).join('、') };
    case 'loans': {
      const loan = (list[0] ?? {}) as Record<string, unknown>;
      return {
        principal: inUnit(loan['principal'] ?? '', '万元'),
        from: String(loan['from'] ?? ''),
        to: String(loan['to'] ?? ''),
        rate: inUnit(loan['rate'] ?? '', '%'),
        paid: inUnit(loan['paid'] ?? '', '万元'),
      };
    }
    default:
      return { value: inUnit(v, unit) };
  }
}

export function declared(
  facts: readonly Asked[],
  entries: Entries,
  yearOf: (fact: string) => number,
): Record<string, unknown> {
  return Object.fromEntries(
    facts.flatMap((f) => {
      const e = filled(entries[f.id]);
      return e ? [[f.id, factOf(f, e, yearOf(f.id))]] : [];
    }),
  );
}

/** The title of a condition says it all already: it names the figure, or asks for no more than yes. */
export const told = (c: { title: string; need: string }): boolean =>
  ['', '是', '否'].includes(c.need) || c.title.endsWith(c.need);

/** A figure of one year declared beside the years that the platform has: the history stays, that year is replaced. */
export function withHistory(
  facts: readonly Asked[],
  declared: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(declared).map(([id, value]) => {
      const f = facts.find((x) => x.id === id);
      const history = known[id];
      if (!f || !(f.type === 'series' || f.yearly) || !Array.isArray(history) || !Array.isArray(value))
        return [id, value];
      const years = new Set(value.map((v) => String((v as { period?: unknown }).period)));
      return [
        id,
        [...history.filter((v) => !years.has(String((v as { period?: unknown }).period))), ...value],
      ];
    }),
  );
}

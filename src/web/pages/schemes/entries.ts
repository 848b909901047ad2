import type { Fact } from './types.ts';

/** What stands in the fields of a fact: one text, or several for a loan. */
export type Entry = Readonly<Record<string, string>>;
export type Entries = Readonly<Record<string, Entry>>;

const filled = (e: Entry | undefined): Entry | undefined =>
  e && Object.values(e).some((v) => v.trim() !== '') ? e : undefined;

/** A field as the rules take a fact; undefined when nothing was typed. */
function factOf(f: Fact, e: Entry, year: number): unknown {
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
export const unitOf = (f: Fact): string =>
  f.type === 'money' || f.type === 'series' ? '万元' : f.type === 'ratio' ? '%' : f.unit;

export function declared(
  facts: readonly Fact[],
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

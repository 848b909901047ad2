/** The engine of the rules in the browser, for trials only: public rules and the enterprise's own facts, nothing kept. Imported lazily: it is large. */
import {
  breaksOf,
  entitlements,
  momentOf,
  readFacts,
  sandboxBook,
  versionAt,
  type SandboxRules,
} from '#engine/rules';
import { day } from '#kernel';
import type { Answered, Kit, Live, Marks } from './types.ts';

/** Grains of a fact in the unit that people type: 万元 and % are a million each. */
const scaleOf = (type: string): number => (type === 'count' ? 1 : 1_000_000);

const round125 = (x: number): number => {
  const p = 10 ** Math.floor(Math.log10(x));
  return (x / p > 5 ? 10 : x / p > 2 ? 5 : x / p > 1 ? 2 : 1) * p;
};

/** Undefined where the rules do not compile here: then no trial is offered. */
export function prepare(kit: Kit): Live | undefined {
  const { book, findings } = sandboxBook(kit.rules as SandboxRules);
  if (findings.length > 0) return undefined;
  const asOf = day(kit.asOf);
  const q = { asOf, known: kit.known };
  const facts = Object.fromEntries(Object.entries(kit.input.facts).filter(([id]) => book.slots.has(id)));
  return {
    answer: (declared, awards) => {
      const from = performance.now();
      const { entitlements: e } = entitlements(
        book,
        {
          subject: kit.input.subject,
          facts: { ...facts, ...declared },
          ...(awards || kit.input.awards.length > 0 ? { awards: kit.input.awards } : {}),
        },
        q,
      );
      return (
        e && {
          evaluations: e.evaluations as unknown as Answered[],
          totalFen: e.totalFen,
          milliseconds: performance.now() - from,
        }
      );
    },
    marks: (scheme, fact): Marks | undefined => {
      const s = book.schemes.get(scheme);
      const slot = book.slots.get(fact);
      const version = s && versionAt(s, asOf, day(kit.known));
      if (!s || !version || slot === undefined) return undefined;
      const def = book.defs[slot]!;
      const { table } = readFacts(book, [{ facts }], momentOf(s, q));
      const series = table.series[slot];
      const n = series ? series.columns[table.year - series.first]?.[0] : table.scalars[slot]?.[0];
      const scale = scaleOf(def.type);
      const turns = (breaksOf(version).get(slot) ?? []).map((x) => x / scale);
      const now = n === undefined || Number.isNaN(n) ? null : n / scale;
      const top = Math.max(...turns, now ?? 0);
      const most =
        def.type === 'ratio' ? Math.max(100, top) : round125((top > 0 ? top : scale === 1 ? 10 : 1000) * 1.2);
      return {
        now,
        most,
        step: scale === 1 ? 1 : round125(most / 400),
        turns: turns.filter((x) => x > 0 && x <= most),
      };
    },
  };
}

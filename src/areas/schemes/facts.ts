/** What the platform has of an enterprise that some scheme asks for; which indicator or record means which fact stands in `scheme-facts.yaml`. */
import type { Text } from '#kernel';
import type { Rulebook } from '#engine/rules';
import { awardIn } from '#areas/awards';
import { readRegister } from '#areas/subjects';
import type { Ctx, House } from '#platform/act';
import * as store from './store.ts';
import { grantsOf, type GrantRow } from './store/grants.ts';

export interface Known {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Fact → where it comes from, for the reader. */
  readonly sources: ReadonlyMap<string, Text>;
  /** What the ledger holds of earlier grants, as the rules read them. */
  readonly awards: readonly Grant[];
}

const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}元`;
export type Grant = ReturnType<typeof grantWire>;
/** A line of the ledger as the rules read it. */
export const grantWire = (g: GrantRow) => ({
  scheme: g.scheme,
  year: g.year,
  amount: yuan(g.amount),
  level: g.level,
  project: g.project,
  known: g.known,
});

/** Facts that the platform has for itself: nobody declares them where money is decided. */
export const platformFacts = (house: Pick<House, 'contentDir'>): ReadonlySet<string> =>
  new Set(readRegister(house, 'scheme-facts').rows.map((r) => r['fact']!));

/** `of`: the plan whose rounds of awards count, the year that is asked about, and an application whose own grants do not count as earlier ones. */
export async function gather(
  ctx: Ctx,
  book: Rulebook,
  subject: string,
  of: { pack: string; year: number; but?: string | null },
): Promise<Known> {
  const rows = readRegister(ctx.house, 'scheme-facts').rows.filter((r) => book.slots.has(r['fact']!));
  const facts: Record<string, unknown> = {};
  const sources = new Map<string, Text>();
  const indicators = rows.filter((r) => r['kind'] === 'indicator');
  const figures = await store.yearly(
    ctx.tx,
    subject,
    indicators.map((r) => r['from']!),
  );
  for (const r of indicators) {
    const own = figures.filter((f) => f.indicator === r['from']);
    if (own.every((f) => f.withdrawn)) continue;
    facts[r['fact']!] = own.map(({ indicator: _, value, withdrawn, ...f }) =>
      withdrawn ? { ...f, withdrawn } : { ...f, value },
    );
    const from = [...new Set(own.map((f) => f.source))].join('、');
    sources.set(r['fact']!, { zh: from });
  }
  for (const r of rows.filter((x) => x['kind'] === 'award')) {
    const outcome = await awardIn(ctx.tx, of.pack, of.year, subject, r['from']!);
    if (!outcome) continue;
    facts[r['fact']!] = outcome.award;
    sources.set(r['fact']!, { zh: outcome.round });
  }
  const kinds = new Map(rows.filter((r) => r['kind'] === 'record').map((r) => [r['from']!, r]));
  if (kinds.size > 0) {
    const fact = [...kinds.values()][0]!['fact']!;
    // The record is the platform's own: an enterprise that does not stand in it has none.
    facts[fact] = (await store.vetoes(ctx.tx, subject)).flatMap(({ kind, repaired, ...v }) => {
      const to = kinds.get(kind)?.['to'];
      return to === undefined ? [] : [{ ...v, kind: to, ...(repaired === null ? {} : { repaired }) }];
    });
    sources.set(fact, { zh: '平台的否决情形台账', en: 'Record of vetoes on this platform' });
  }
  const grants = await grantsOf(ctx.tx, [subject], { but: of.but ?? null });
  return { facts, sources, awards: grants.map(grantWire) };
}

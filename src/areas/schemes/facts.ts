/** What the platform has of an enterprise that some scheme asks for; which indicator or record means which fact stands in `scheme-facts.yaml`. */
import { dayOf, type Instant, type Text } from '#kernel';
import type { Rulebook } from '#engine/rules';
import { awardIn } from '#areas/awards';
import { readRegister } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import * as store from './store.ts';

export interface Known {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Fact → where it comes from, for the reader. */
  readonly sources: ReadonlyMap<string, Text>;
}

/** `of`: the plan whose rounds of awards count, and the year that is asked about. */
export async function gather(
  ctx: Ctx,
  book: Rulebook,
  subject: string,
  of: { pack: string; year: number },
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
    if (own.length === 0) continue;
    facts[r['fact']!] = own.map(({ indicator: _, known, ...f }) => ({
      ...f,
      known: dayOf(known as Instant),
    }));
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
      return to === undefined
        ? []
        : [{ ...v, known: dayOf(v.known as Instant), kind: to, ...(repaired === null ? {} : { repaired }) }];
    });
    sources.set(fact, { zh: '平台的否决情形台账', en: 'Record of vetoes on this platform' });
  }
  return { facts, sources };
}

/**
 * What others of the same industry group filed: counts and titles by link and by indicator, from filings that were accepted. Told only where
 * three enterprises stand behind a line, and without saying who, unless that one agreed to show its figures.
 */
import { z } from 'zod';
import { currentPlan } from '#areas/plans';
import { groupOf, opennessOf } from '#areas/benchmarks';
import type { Env } from '#platform/act';
import { improvementLink, type learnedSchema } from './contract-learned.ts';
import { marksOf, reviewOf } from './review.ts';
import { filingsOf, type GroupFiling } from './store/learned.ts';

type Learned = z.output<typeof learnedSchema>;
type Link = Learned['links'][number]['link'];

/** Behind fewer than three somebody recognises himself, and with two each knows the other. */
export const LEAST = 3;
const MOST_TITLES = 8;

/** What is read of a filing; drafts of any age fit. */
const link = improvementLink.nullable().catch(null);
const readSchema = z.object({
  items: z.array(z.object({ indicator: z.string().nullable().catch(null), link })).catch([]),
  measures: z.array(z.object({ link, title: z.string().catch('') })).catch([]),
});

/** Where its own name stands in a title, it goes. */
const withoutName = (title: string, name: string): string => title.replaceAll(name, '××').trim();

/** Key → the enterprises that have it. */
class Tally<K> extends Map<K, Set<string>> {
  note(key: K, subject: string): void {
    const who = this.get(key) ?? new Set();
    who.add(subject);
    this.set(key, who);
  }
  /** Those with enough behind them, most first. */
  told(least: number): [K, Set<string>][] {
    return [...this].filter(([, who]) => who.size >= least).toSorted((a, b) => b[1].size - a[1].size);
  }
}

/** Counts of filings, apart from where they come from. */
export function tally(
  filings: readonly GroupFiling[],
  titleOf: (indicator: string) => Learned['indicators'][number]['title'] | undefined,
  open: ReadonlySet<string>,
): Pick<Learned, 'links' | 'indicators' | 'enterprises'> {
  const links = new Tally<Link>();
  const titles = new Map<Link, Tally<string>>();
  const indicators = new Tally<string>();
  const ways = new Map<string, Tally<Link>>();
  const names = new Map(filings.map((f) => [f.subjectId, f.name]));
  for (const f of filings) {
    const content = readSchema.safeParse(f.content);
    if (!content.success) continue;
    for (const m of content.data.measures) {
      if (!m.link || m.title === '') continue;
      links.note(m.link, f.subjectId);
      const of = titles.get(m.link) ?? new Tally<string>();
      of.note(withoutName(m.title, f.name), f.subjectId);
      titles.set(m.link, of);
    }
    for (const i of content.data.items) {
      if (!i.indicator) continue;
      indicators.note(i.indicator, f.subjectId);
      if (!i.link) continue;
      const of = ways.get(i.indicator) ?? new Tally<Link>();
      of.note(i.link, f.subjectId);
      ways.set(i.indicator, of);
    }
  }
  return {
    enterprises: names.size,
    links: links.told(LEAST).map(([link, who]) => ({
      link,
      enterprises: who.size,
      measures: (titles.get(link)?.told(1) ?? []).slice(0, MOST_TITLES).map(([title, by]) => ({
        title,
        enterprises: by.size,
        names: [...by].filter((s) => open.has(s)).map((s) => names.get(s)!),
      })),
    })),
    indicators: indicators.told(LEAST).flatMap(([indicator, who]) => {
      const title = titleOf(indicator);
      return title
        ? [
            {
              indicator,
              title,
              enterprises: who.size,
              links: (ways.get(indicator)?.told(LEAST) ?? []).map(([link, by]) => ({
                link,
                enterprises: by.size,
              })),
            },
          ]
        : [];
    }),
  };
}

/** For the reader of one result: its own first, in his scope; then the group, past it. */
export async function learned(env: Env, run: string, subject: string): Promise<Learned> {
  const { db } = env.house;
  const group = await groupOf(env, run, subject);
  const { pack } = group;
  const { plan, filings, open } = await db.system(async (tx) => {
    const { review } = await reviewOf(tx, pack);
    const states = review.states.filter((s) => marksOf(review, s.id).includes('accepted')).map((s) => s.id);
    const others = group.members.filter((id) => id !== subject);
    const found = await filingsOf(tx, pack, others, states);
    return {
      plan: (await currentPlan(tx, pack)).plan,
      filings: found,
      open: await opennessOf(tx, [...new Set(found.map((f) => f.subjectId))]),
    };
  });
  const indicators = new Map(plan.indicators.map((i) => [i.id, i.title]));
  const provisions = new Map(plan.provisions.map((p) => [p.id, p]));
  return {
    pack,
    least: LEAST,
    ...tally(filings, (id) => indicators.get(id), open),
    gaps: (plan.support?.gaps ?? []).map((g) => ({ indicator: g.indicator, links: [...g.links] })),
    support: (plan.support?.support ?? []).flatMap((s) => {
      const p = provisions.get(s.provision);
      return p
        ? [
            {
              provision: s.provision,
              clause: p.clause,
              quote: p.quote,
              for: s.for,
              links: [...s.links],
              indicators: [...(s.indicators ?? [])],
              scheme: s.scheme ?? null,
            },
          ]
        : [];
    }),
    mark: plan.support?.mark ?? null,
    simulated: filings.some((f) => f.simulated),
  };
}

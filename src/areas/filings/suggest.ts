/** A first draft from the latest benchmark run: whom to pursue, where the gaps are, what others reach. Nothing is invented: each figure is of the run. */
import { dayOf, decimal, formatDecimal, instant, roundDecimal, type Finding } from '#kernel';
import { findingText, t } from '#locales';
import { latest, result } from '#areas/benchmarks';
import type { Tx } from '#platform/db';
import type { Content, FiledIndicator, Item } from './content.ts';

export interface Suggestion {
  readonly content: Content;
  readonly run: { readonly id: string; readonly title: string; readonly year: number };
  /** Everything of the run that may be pursued; the content takes the first. */
  readonly leaders: NonNullable<Content['leader']>[];
}

const MOST_GAPS = 6;
/** Long quotients are of no use in a form; four decimals are what the pages show. */
const short = (text: string): string => formatDecimal(roundDecimal(decimal(text), 4, 'halfEven'));

/** From the newest run up to the filing's year; undefined when the enterprise was in none. */
export async function suggest(
  tx: Tx,
  subjectId: string,
  pack: string,
  year: number,
  indicators: readonly FiledIndicator[],
): Promise<Suggestion | undefined> {
  const known = new Map(indicators.map((i) => [i.id, i]));
  const found = (await latest(tx, subjectId)).items.find(
    (x) => x.run.pack === pack && x.run.year <= year && x.evaluated,
  );
  if (!found) return undefined;
  const r = await result(tx, found.run.id, subjectId);
  const evidence = t('zh-CN', 'filings.suggest.evidence', {
    title: r.run.title,
    day: dayOf(instant(r.run.createdAt)),
  });
  const item = (i: FiledIndicator, over: Partial<Item>): Item => ({
    key: i.id,
    indicator: i.id,
    name: i.title.zh,
    unit: i.unit,
    direction: i.direction,
    link: null,
    baseline: '',
    baselineYear: r.run.year,
    benchmark: '',
    benchmarkKind: 'pursued',
    benchmarkYear: r.run.year,
    target: '',
    due: `${year}-12-31`,
    weight: '1',
    mandatory: false,
    evidence,
    ...over,
  });
  const items: Item[] = [];
  const add = (id: string, over: Partial<Item>): void => {
    const i = known.get(id);
    if (i && !items.some((x) => x.indicator === id)) items.push(item(i, over));
  };
  for (const g of r.gaps
    .filter((x) => x.class === 'near' || x.class === 'behind' || x.class === 'far')
    .toSorted((a, b) => (b.relative ?? 0) - (a.relative ?? 0))
    .slice(0, MOST_GAPS))
    if (g.own !== null && g.other !== null)
      add(g.indicator, { baseline: short(g.own), benchmark: short(g.other), target: short(g.other) });
  for (const e of r.energy)
    if (
      e.unit === known.get(e.indicator)?.unit &&
      e.best !== null &&
      e.standing !== 'level1' &&
      e.standing !== 'benchmark' &&
      e.standing !== null
    )
      add(e.indicator, {
        baseline: short(e.value),
        benchmark: short(e.best),
        target: short(e.best),
        benchmarkKind: e.family === 'ndrc' ? 'energyBenchmark' : 'gbLevel1',
        evidence: [e.line.standard, e.line.table, e.line.source].filter((x) => x !== '').join(' '),
      });
  const reason: Pick<Finding, 'code' | 'params'> | null = r.chaseReason;
  const leaders: NonNullable<Content['leader']>[] = [];
  const name = (l: NonNullable<Content['leader']>): void => {
    if (!leaders.some((x) => x.name === l.name)) leaders.push(l);
  };
  if (r.chase)
    name({
      kind: 'peer',
      name: r.chase.name,
      subjectId: r.chase.id,
      note: reason ? findingText('zh-CN', reason.code, reason.params).message : '',
    });
  for (const p of (r.models.find((m) => m.rts === 'vrs' && m.orientation === 'out')?.peers ?? []).toSorted(
    (a, b) => b.lambda - a.lambda,
  ))
    if (p.id !== subjectId)
      name({
        kind: 'peer',
        name: p.name,
        subjectId: p.id,
        note: t('zh-CN', 'filings.suggest.peer', { year: r.run.year, lambda: p.lambda.toFixed(3) }),
      });
  for (const e of r.energy)
    if (e.best !== null)
      name({
        kind: 'energyLevel',
        name: t('zh-CN', 'filings.suggest.level', {
          title: e.title.zh,
          level: t('zh-CN', `filings.benchmarkKind.${e.family === 'ndrc' ? 'energyBenchmark' : 'gbLevel1'}`),
          value: e.best,
          unit: e.unit,
        }).slice(0, 120),
        subjectId: null,
        note: [e.line.standard, e.line.table, e.line.source].filter((x) => x !== '').join(' '),
      });
  return {
    leaders,
    run: { id: r.run.id, title: r.run.title, year: r.run.year },
    content: {
      leader: leaders[0] ?? null,
      items,
      measures: [],
    },
  };
}

/** What the newest run of the filing's year or later found for the filed indicators; null when there is none. */
export async function measured(
  tx: Tx,
  subjectId: string,
  pack: string,
  year: number,
  items: readonly Item[],
) {
  const found = (await latest(tx, subjectId)).items.find((x) => x.run.pack === pack && x.run.year >= year);
  if (!found) return null;
  const r = await result(tx, found.run.id, subjectId);
  const values = new Map<string, string>();
  for (const i of r.items) if (i.value !== null) values.set(i.indicator, i.value);
  for (const e of r.energy) values.set(e.indicator, e.value);
  return {
    run: found.run.id,
    year: found.run.year,
    values: items.flatMap((i) => {
      const value = i.indicator === null ? undefined : values.get(i.indicator);
      return value === undefined ? [] : [{ key: i.key, value: short(value) }];
    }),
  };
}

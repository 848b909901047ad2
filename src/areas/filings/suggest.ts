/** A first draft from the latest benchmark run: whom to pursue, where the gaps are, what others reach. Nothing is invented: each figure is of the run. */
import {
  dayOf,
  decimal,
  formatDecimal,
  instant,
  parseDecimal,
  Problem,
  roundDecimal,
  type Finding,
} from '#kernel';
import { findingText, openedStep, t, type ShownName } from '#locales';
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

type Energy = Awaited<ReturnType<typeof result>>['energy'][number];
/** Where a level stands, and how it was corrected for these works. */
function basisOf(e: Energy): string {
  const nameOf = (id: string): ShownName | undefined => {
    const i = e.inputs.find((x) => x.id === id);
    return i && { title: i.title.zh, meaning: i.meaning?.zh };
  };
  const best = e.levels.find((l) => l.state !== 'incomplete');
  const steps = (best?.steps ?? []).filter((s) => s.applied).map((s) => openedStep(s, nameOf));
  const line = [e.line.standard, e.line.clause ?? e.line.table, e.line.source]
    .filter((x) => x !== '')
    .join(' ');
  return steps.length === 0 ? line : `${line}；${steps.join('，')}`;
}

/** Filed as 标杆水平 or 1级: only where the standard sets it, in an edition that is in force, and it is known for these works. */
const toReach = (e: Energy): e is Energy & { readonly best: string } =>
  e.best !== null && e.standing !== null && (e.family === 'ndrc' || e.line.level1 !== null);

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
    run: r.run.id,
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
      toReach(e) &&
      e.standing !== 'level1' &&
      e.standing !== 'benchmark' &&
      // A level that holds for a corrected figure cannot be filed as a target of the plain one.
      e.own === null
    )
      add(e.indicator, {
        baseline: short(e.value),
        benchmark: short(e.best),
        target: short(e.best),
        benchmarkKind: e.family === 'ndrc' ? 'energyBenchmark' : 'gbLevel1',
        evidence: basisOf(e),
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
    if (toReach(e))
      name({
        kind: 'energyLevel',
        name: t('zh-CN', 'filings.suggest.level', {
          title: e.title.zh,
          level: t('zh-CN', `filings.benchmarkKind.${e.family === 'ndrc' ? 'energyBenchmark' : 'gbLevel1'}`),
          value: e.best,
          unit: e.unit,
        }).slice(0, 120),
        subjectId: null,
        note: basisOf(e),
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

/**
 * Benchmarks that say they are of a run are held against it: the figure must be the one the run gives this enterprise for the indicator, or the
 * claim is dropped and another evidence is needed.
 */
export async function proveRuns(tx: Tx, subjectId: string, content: Content): Promise<Content> {
  const runs = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  for (const id of new Set(content.items.flatMap((i) => i.run ?? []))) {
    const figures = new Map<string, Set<string>>();
    const add = (indicator: string, value: string | null): void => {
      if (value === null) return;
      figures.set(indicator, (figures.get(indicator) ?? new Set()).add(short(value)));
    };
    try {
      const r = await result(tx, id, subjectId);
      for (const g of r.gaps) add(g.indicator, g.other);
      for (const e of r.energy) add(e.indicator, e.best);
    } catch (e) {
      // No such run, or none this enterprise was in.
      if (!(e instanceof Problem)) throw e;
    }
    runs.set(id, figures);
  }
  return {
    ...content,
    items: content.items.map((i) => {
      const value = parseDecimal(i.benchmark);
      return i.run !== null &&
        !(value && i.indicator !== null && runs.get(i.run)?.get(i.indicator)?.has(short(i.benchmark)))
        ? { ...i, run: null }
        : i;
    }),
  };
}

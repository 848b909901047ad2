import type { Database } from '#platform/db';
import type { BenchmarkInput, InputFact, InputSubject } from '../input.ts';
import * as store from '../store.ts';

/** Subjects per statement: memory stays flat and other work gets its turn on the embedded database. */
const PAGE = 500;

const toInputSubject = (s: store.SubjectRow): InputSubject => ({
  id: s.id,
  code: s.code,
  name: s.name,
  regionCode: s.regionCode,
  parkCode: s.parkCode,
  industryCode: s.industryCode,
  simulated: s.simulated,
});

const toInputFact = (f: store.FactRow): InputFact => ({
  indicator: f.indicator,
  period: f.period,
  revision: f.revision,
  value: f.value,
  unit: f.unit,
  status: f.status,
  source: f.sourceId,
});

const before = (a: InputFact, b: InputFact): number =>
  a.indicator < b.indicator
    ? -1
    : a.indicator > b.indicator
      ? 1
      : a.period < b.period
        ? -1
        : a.period > b.period
          ? 1
          : 0;

/** Facts of some subjects as known at a moment, in the order of the subjects. */
async function factsOf(
  db: Database,
  subjects: readonly InputSubject[],
  what: { indicators: readonly string[]; periods: readonly string[]; knownAt: string },
): Promise<InputFact[][]> {
  const rows = await db.system((tx) =>
    store.factsKnownAt(
      tx,
      subjects.map((s) => s.id),
      what.indicators,
      what.periods,
      what.knownAt,
    ),
  );
  const bySubject = new Map<string, InputFact[]>(subjects.map((s) => [s.id, []]));
  for (const r of rows) bySubject.get(r.subjectId)?.push(toInputFact(r));
  return subjects.map((s) => bySubject.get(s.id)!.toSorted(before));
}

export type Frame = Omit<BenchmarkInput, 'format' | 'subjects' | 'facts' | 'sources' | 'industries'>;

const periodsOf = (f: Pick<Frame, 'year' | 'indicators'>): string[] =>
  f.indicators.some((i) => i.formula !== null && /\bprev\s*\(/.test(i.formula))
    ? [String(f.year), String(f.year - 1)]
    : [String(f.year)];

const baseIds = (f: Pick<Frame, 'indicators'>): string[] =>
  f.indicators.filter((i) => i.formula === null).map((i) => i.id);

async function sourcesOf(db: Database, facts: readonly (readonly InputFact[])[]) {
  const ids = [...new Set(facts.flatMap((list) => list.map((f) => f.source)))].toSorted();
  return db.system((tx) => store.sourcesById(tx, ids));
}

/**
 * Everything a run needs, page by page in short transactions. Facts are only ever added, and those recorded after `knownAt` are left out, so
 * the pages agree with each other although each is a transaction of its own.
 */
export async function readInput(
  db: Database,
  frame: Frame,
  step: (done: number) => Promise<void>,
): Promise<BenchmarkInput> {
  const subjects: InputSubject[] = [];
  const facts: InputFact[][] = [];
  const what = { indicators: baseIds(frame), periods: periodsOf(frame), knownAt: frame.knownAt };
  for (;;) {
    const after = subjects.at(-1)?.code ?? '';
    const page = (await db.system((tx) => store.aboveScale(tx, frame.year, after, PAGE))).map(toInputSubject);
    // One by one: spreading a long page onto the stack has a limit.
    for (const s of page) subjects.push(s);
    for (const list of await factsOf(db, page, what)) facts.push(list);
    await step(subjects.length);
    if (page.length < PAGE) break;
  }
  const names = await db.system((tx) => store.industryNames(tx));
  const codes = new Set(subjects.flatMap((s) => [1, 2, 3, 4].map((n) => s.industryCode.slice(0, n))));
  return {
    format: 1,
    ...frame,
    industries: Object.fromEntries([...names].filter(([code]) => codes.has(code))),
    sources: await sourcesOf(db, facts),
    subjects,
    facts,
  };
}

/** The same input read again for the same subjects from what is recorded now, as known then. */
export async function rereadInput(db: Database, was: BenchmarkInput): Promise<BenchmarkInput> {
  const what = { indicators: baseIds(was), periods: periodsOf(was), knownAt: was.knownAt };
  const facts: InputFact[][] = [];
  for (let i = 0; i < was.subjects.length; i += PAGE)
    for (const list of await factsOf(db, was.subjects.slice(i, i + PAGE), what)) facts.push(list);
  return { ...was, sources: await sourcesOf(db, facts), facts };
}

/** Register data as it stands now, to say what changed since. */
export async function registerNow(
  db: Database,
  was: BenchmarkInput,
): Promise<ReadonlyMap<string, InputSubject>> {
  const out = new Map<string, InputSubject>();
  for (let i = 0; i < was.subjects.length; i += PAGE) {
    const ids = was.subjects.slice(i, i + PAGE).map((s) => s.id);
    for (const s of await db.system((tx) => store.subjectsById(tx, ids))) out.set(s.id, toInputSubject(s));
  }
  return out;
}

import type { Database } from '#platform/db';
import type { InputFact, InputFrame, InputPiece, InputSubject } from '../input.ts';
import * as store from '../store.ts';

/** Enterprises of a piece: memory stays flat and other work gets its turn on the embedded database. */
export const PIECE = 250;

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
  source: f.sourceId,
  status: f.status,
  unit: f.unit,
  value: f.value,
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

const periodsOf = (f: Pick<InputFrame, 'year' | 'indicators'>): string[] =>
  f.indicators.some((i) => i.formula !== null && /\bprev\s*\(/.test(i.formula))
    ? [String(f.year), String(f.year - 1)]
    : [String(f.year)];

const baseIds = (f: Pick<InputFrame, 'indicators'>): string[] =>
  f.indicators.filter((i) => i.formula === null).map((i) => i.id);

type Asked = Pick<InputFrame, 'year' | 'indicators' | 'knownAt'>;

/** Facts of some enterprises as known at the moment of the run, in their order, and where they come from. */
export async function factsOf(
  db: Database,
  frame: Asked,
  subjects: readonly string[],
): Promise<Pick<InputPiece, 'facts' | 'sources'>> {
  return db.system(async (tx) => {
    const rows = await store.factsKnownAt(tx, subjects, baseIds(frame), periodsOf(frame), frame.knownAt);
    const bySubject = new Map<string, InputFact[]>(subjects.map((id) => [id, []]));
    for (const r of rows) bySubject.get(r.subjectId)?.push(toInputFact(r));
    const sources = [...new Set(rows.map((r) => r.sourceId))].toSorted();
    return {
      facts: subjects.map((id) => bySubject.get(id)!.toSorted(before)),
      sources: await store.sourcesById(tx, sources),
    };
  });
}

/**
 * The next piece of a run's input, in short transactions. Facts are only ever added, and those recorded after `knownAt` are left out, so
 * the pieces agree with each other although each is a transaction of its own.
 */
export async function readPiece(
  db: Database,
  frame: Asked,
  after: Pick<InputSubject, 'industryCode' | 'code'> | undefined,
): Promise<InputPiece> {
  const rows = await db.system((tx) => store.aboveScale(tx, frame.year, after, PIECE));
  const subjects = rows.map(toInputSubject);
  return {
    subjects,
    ...(await factsOf(
      db,
      frame,
      subjects.map((s) => s.id),
    )),
  };
}

/** Register data as it stands now, to say what changed since. */
export const registerNow = async (db: Database, ids: readonly string[]): Promise<InputSubject[]> =>
  (await db.system((tx) => store.subjectsById(tx, ids))).map(toInputSubject);

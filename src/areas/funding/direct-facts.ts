/** What the house has of many enterprises at once, and which of it is authoritative: data says so (`authoritative-sources.yaml`), not code. */
import type { FactsInput, Rulebook, SchemeVersion } from '#engine/rules';
import { outcomesIn } from '#areas/awards';
import { grantsOf, grantWire } from '#areas/schemes';
import { readRegister } from '#areas/subjects';
import type { House } from '#platform/act';
import type { Tx } from '#platform/db';
import type { CalculationInput } from './calculate.ts';
import * as store from './store/direct-facts.ts';

interface Sources {
  readonly rows: readonly Readonly<Record<string, string>>[];
  trusted(kind: string, state: string): boolean;
}
function sourcesOf(house: Pick<House, 'contentDir'>, book: Rulebook): Sources {
  const trusted = new Set(
    readRegister(house, 'authoritative-sources').rows.map((r) => `${r['kind']} ${r['state']}`),
  );
  return {
    rows: readRegister(house, 'scheme-facts').rows.filter((r) =>
      book.slots.has(r['fact']!),
    ) as Sources['rows'],
    trusted: (kind, state) => trusted.has(`${kind} ${state}`),
  };
}

/** Facts of a version that the house never has, and those it has besides the record of offences. */
export function coverageOf(
  house: Pick<House, 'contentDir'>,
  book: Rulebook,
  v: SchemeVersion,
): { readonly have: string[]; readonly lack: string[] } {
  const there = new Set(sourcesOf(house, book).rows.map((r) => r['fact']));
  const asked = v.slots.map((s) => book.defs[s]!);
  return {
    have: asked.filter((d) => there.has(d.id) && d.type !== 'events').map((d) => d.id),
    lack: asked.filter((d) => !there.has(d.id)).map((d) => d.id),
  };
}

export interface Gathered {
  /** The question's facts; `reported` only where unverified figures add something. */
  factsOf(
    subject: store.EnterpriseRow,
    v: SchemeVersion,
    year: number,
  ): {
    readonly facts: FactsInput;
    readonly reported?: FactsInput;
    readonly others: CalculationInput['others'];
  };
}

function group<T extends { subjectId: string }>(rows: readonly T[]): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const r of rows) {
    const list = out.get(r.subjectId);
    if (list) list.push(r);
    else out.set(r.subjectId, [r]);
  }
  return out;
}

export async function gatherMany(
  house: Pick<House, 'contentDir'>,
  tx: Tx,
  book: Rulebook,
  of: { pack: string; subjects: readonly string[]; years: readonly number[]; known: string },
): Promise<Gathered> {
  const { rows, trusted } = sourcesOf(house, book);
  const by = (kind: string) => rows.filter((r) => r['kind'] === kind);
  const figures = group(
    await store.figures(tx, of.subjects, [...new Set(by('indicator').map((r) => r['from']!))], of.known),
  );
  const kinds = new Map(by('record').map((r) => [r['from']!, r]));
  const recordFact = [...kinds.values()][0]?.['fact'];
  const records = group(await store.records(tx, of.subjects, of.known));
  const granted = group(await grantsOf(tx, of.subjects, { pack: of.pack, known: of.known }));
  const claims = group(await store.openClaims(tx, of.subjects, of.pack));
  const results = new Map<string, ReadonlyMap<string, string>>();
  for (const r of by('award'))
    for (const year of of.years)
      results.set(
        `${r['fact']} ${year}`,
        (await outcomesIn(tx, of.pack, year, r['from']!)) ?? new Map<string, string>(),
      );

  const factsOf: Gathered['factsOf'] = (subject, v, year) => {
    const asked = new Set(v.slots.map((s) => book.defs[s]!.id));
    const sure: Record<string, unknown> = {};
    const all: Record<string, unknown> = {};
    let more = false;
    for (const r of by('indicator')) {
      const fact = r['fact']!;
      // What became known of later years is another claim's business.
      const own = (figures.get(subject.subjectId) ?? []).filter(
        (f) => asked.has(fact) && f.indicator === r['from'] && f.period <= String(year),
      );
      const wire = own.map(({ period, revision, value, unit, known, source }) => ({
        period,
        revision,
        value,
        unit,
        known,
        source,
      }));
      const good = wire.filter((_, n) => trusted(own[n]!.kind, own[n]!.status));
      if (good.length > 0) sure[fact] = good;
      if (wire.length > 0) all[fact] = wire;
      more ||= good.length < wire.length;
    }
    for (const r of by('award')) {
      const fact = r['fact']!;
      const won = asked.has(fact) ? results.get(`${fact} ${year}`)?.get(subject.subjectId) : undefined;
      if (won === undefined) continue;
      all[fact] = won;
      if (trusted('award', 'decided')) sure[fact] = won;
      else more = true;
    }
    if (recordFact !== undefined && asked.has(recordFact)) {
      const own = (records.get(subject.subjectId) ?? []).flatMap((x) => {
        const to = kinds.get(x.kind)?.['to'];
        const { subjectId: _, repaired, ...rest } = x;
        return to === undefined ? [] : [{ ...rest, kind: to, ...(repaired === null ? {} : { repaired }) }];
      });
      all[recordFact] = own;
      if (trusted('record', 'recorded')) sure[recordFact] = own;
    }
    const awards = (granted.get(subject.subjectId) ?? [])
      .filter((g) => g.scheme !== v.scheme || g.year !== year)
      .map(grantWire);
    const others = (claims.get(subject.subjectId) ?? [])
      .filter((c) => c.year === year && c.scheme !== v.scheme)
      .map((c) => ({ scheme: c.scheme, project: c.project, amountFen: String(c.amount) }));
    const input = (facts: Record<string, unknown>): FactsInput => ({ subject: subject.name, facts, awards });
    return { facts: input(sure), ...(more ? { reported: input(all) } : {}), others };
  };
  return { factsOf };
}

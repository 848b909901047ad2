/** What is on file of everybody, as the sandbox takes it. */
import { sandboxRules, type CompiledPlan } from '#engine/plan';
import type { Rulebook, SandboxChange, SandboxClaim, SandboxInput, SandboxSubject } from '#engine/rules';
import { outcomesIn } from '#areas/awards';
import { readRegister } from '#areas/subjects';
import type { House } from '#platform/act';
import { grantWire } from './facts.ts';
import { grantsOf } from './store/grants.ts';
import * as store from './store/sandbox.ts';

/** Raised whenever the same input may give other bytes. */
export const SANDBOX_ENGINE = 'sandbox-1';

/** Subjects per transaction: memory stays flat and other work gets its turn on the embedded database. */
const PAGE = 500;

export interface Sources {
  /** Indicator → fact. */
  readonly indicators: ReadonlyMap<string, string>;
  /** Kind of the record → kind of the event, and the fact they make. */
  readonly kinds: ReadonlyMap<string, string>;
  readonly events: string | undefined;
  /** Award scheme → fact. */
  readonly awards: ReadonlyMap<string, string>;
}
/** Which indicator, record or round means which fact, as `scheme-facts.yaml` says. */
export function sourcesOf(house: Pick<House, 'contentDir'>, book: Rulebook): Sources {
  const rows = readRegister(house, 'scheme-facts').rows.filter((r) => book.slots.has(r['fact']!));
  const of = (kind: string) => rows.filter((r) => r['kind'] === kind);
  return {
    indicators: new Map(of('indicator').map((r) => [r['from']!, r['fact']!])),
    kinds: new Map(of('record').map((r) => [r['from']!, r['to']!])),
    events: of('record')[0]?.['fact'],
    awards: new Map(of('award').map((r) => [r['from']!, r['fact']!])),
  };
}

const grouped = <T extends { subjectId: string }>(rows: readonly T[]): Map<string, T[]> => {
  const out = new Map<string, T[]>();
  for (const r of rows) {
    const list = out.get(r.subjectId);
    if (list) list.push(r);
    else out.set(r.subjectId, [r]);
  }
  return out;
};

export interface Trial {
  readonly pack: string;
  readonly years: readonly number[];
  readonly changes: readonly SandboxChange[];
  readonly answers: Readonly<Record<string, string>>;
  readonly known: string;
}

/**
 * Facts of all enterprises: yearly figures and records of the platform, outcomes of rounds, applications that stand (each for its scheme and
 * year), and what the ledger says was granted before the years of the trial. Page by page; `heard` is told how many were read.
 */
export async function readSandbox(
  house: House,
  b: { plan: CompiledPlan; choices: ReadonlyMap<string, string>; rules: Rulebook },
  trial: Trial,
  heard: (count: number) => Promise<void>,
): Promise<{ input: SandboxInput; simulated: boolean }> {
  const sources = sourcesOf(house, b.rules);
  const own = new Set([...sources.indicators.values(), ...(sources.events ? [sources.events] : [])]);
  const first = Math.min(...trial.years);
  const schemes = [...b.rules.schemes.values()];
  const startsAt = new Map(schemes.map((s) => [s.id, s.claims === 'this-year' ? first : first - 1]));
  const outcomes = await rounds(house, b.rules, sources, trial);
  const subjects: SandboxSubject[] = [];
  let simulated = false;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await house.db.system(async (tx) => {
      const list = await store.subjectsAfter(tx, after, PAGE);
      const ids = list.map((s) => s.id);
      return {
        list,
        figures: grouped(await store.figuresOf(tx, ids, [...sources.indicators.keys()], trial.known)),
        records: grouped(await store.recordsOf(tx, ids, trial.known)),
        claims: grouped(await store.claimsOf(tx, trial.pack, ids)),
        grants: grouped(await grantsOf(tx, ids)),
      };
    });
    for (const s of page.list) {
      const facts: Record<string, unknown> = {};
      for (const f of page.figures.get(s.id) ?? []) {
        simulated ||= f.simulated;
        const fact = sources.indicators.get(f.indicator)!;
        ((facts[fact] ??= []) as unknown[]).push({
          period: f.period,
          value: f.value,
          unit: f.unit,
          revision: f.revision,
        });
      }
      // The record is the platform's own: an enterprise that does not stand in it has none.
      if (sources.events)
        facts[sources.events] = (page.records.get(s.id) ?? []).flatMap((r) => {
          const kind = sources.kinds.get(r.kind);
          return kind === undefined
            ? []
            : [{ id: r.id, kind, day: r.day, ...(r.repaired === null ? {} : { repaired: r.repaired }) }];
        });
      const claims: SandboxClaim[] = [
        ...(page.claims.get(s.id) ?? []).map((c) => ({
          scheme: c.scheme,
          year: c.year,
          project: c.project,
          // What the platform has itself is taken from the platform.
          facts: Object.fromEntries(
            Object.entries(c.facts).filter(([k]) => b.rules.slots.has(k) && !own.has(k)),
          ),
        })),
        ...(outcomes.get(s.id) ?? []),
      ];
      simulated ||= s.simulated;
      subjects.push({
        id: s.id,
        county: s.county,
        industry: s.industry,
        size: s.size,
        facts,
        claims,
        awards: (page.grants.get(s.id) ?? [])
          .filter((g) => g.year < (startsAt.get(g.scheme) ?? 0))
          .map((g) => {
            const { known: _, ...grant } = grantWire(g);
            return grant;
          }),
      });
    }
    if (page.list.length < PAGE) break;
    after = page.list.at(-1)!.id;
    await heard(subjects.length);
  }
  const budgets = await house.db.system((tx) => store.budgets(tx, trial.pack, trial.years));
  return {
    simulated,
    input: {
      format: 1,
      rules: sandboxRules(b.plan, Object.fromEntries(b.choices)),
      changes: trial.changes,
      answers: trial.answers,
      years: trial.years.toSorted((x, y) => x - y),
      known: trial.known,
      subjects,
      budgets,
    },
  };
}

/** What published rounds decided, as claims of the schemes that ask for it. */
async function rounds(
  house: House,
  book: Rulebook,
  sources: Sources,
  trial: Trial,
): Promise<Map<string, SandboxClaim[]>> {
  const out = new Map<string, SandboxClaim[]>();
  for (const [award, fact] of sources.awards) {
    const slot = book.slots.get(fact)!;
    const asking = [...book.schemes.values()].filter((s) => s.versions.some((v) => v.slots.includes(slot)));
    for (const year of new Set(trial.years.flatMap((y) => [y - 1, y]))) {
      const decided = await house.db.system((tx) => outcomesIn(tx, trial.pack, year, award));
      for (const [subject, outcome] of decided ?? []) {
        const list = out.get(subject) ?? [];
        for (const s of asking) list.push({ scheme: s.id, year, project: '', facts: { [fact]: outcome } });
        out.set(subject, list);
      }
    }
  }
  return out;
}

import type { Tx } from '#platform/db';
import { marked, schemeOf } from './rules.ts';
import * as store from './store.ts';

/** How many enterprises a year's published round honoured; undefined while there is none. */
export async function honoured(
  tx: Tx,
  pack: string,
  year: number,
): Promise<{ count: number; simulated: boolean } | undefined> {
  const all = (await store.rounds(tx, { pack, year })).filter((r) => r.live);
  const subjects = new Set<string>();
  let [decided, simulated] = [false, false];
  for (const round of all) {
    const { review } = await schemeOf(tx, pack, round.scheme);
    if (!marked(review, round.state, 'decided')) continue;
    decided = true;
    simulated ||= round.simulated;
    for (const w of await store.winnersOf(tx, pack, round.scheme, year)) subjects.add(w.subjectId);
  }
  return decided ? { count: subjects.size, simulated } : undefined;
}

export interface AwardOutcome {
  /** Id of the award; `none` for a candidate without one. */
  readonly award: string;
  /** Title of the round it comes from. */
  readonly round: string;
}

/** What a year's round decided about all its candidates, in the reader's scope; undefined while nothing was published. */
export async function outcomesIn(
  tx: Tx,
  pack: string,
  year: number,
  scheme = 'benchmarking',
): Promise<ReadonlyMap<string, string> | undefined> {
  const round = await decidedRound(tx, pack, year, scheme);
  return (
    round &&
    new Map((await store.entries(tx, round.id)).map((e) => [e.subjectId, e.award ?? 'none'] as const))
  );
}

async function decidedRound(tx: Tx, pack: string, year: number, scheme: string) {
  const round = (await store.rounds(tx, { pack, year })).find((r) => r.live && r.scheme === scheme);
  if (!round) return undefined;
  const { review } = await schemeOf(tx, pack, scheme);
  return marked(review, round.state, 'decided') ? round : undefined;
}

/** What a year's round decided about one enterprise, in the reader's scope; undefined while nothing was published or the enterprise was no candidate. */
export async function awardIn(
  tx: Tx,
  pack: string,
  year: number,
  subject: string,
  scheme = 'benchmarking',
): Promise<AwardOutcome | undefined> {
  const round = await decidedRound(tx, pack, year, scheme);
  if (!round) return undefined;
  const [entry] = await store.entries(tx, round.id, subject);
  return entry && { award: entry.award ?? 'none', round: round.title };
}

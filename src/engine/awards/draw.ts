import { daysInMonth, Prng, type Day } from '#kernel';
import type { AwardScheme } from './schema.ts';
import type { Assignment, Candidate, Expert } from './types.ts';

type Rule = Pick<AwardScheme['experts'], 'perCandidate' | 'conflicts'>;
type Drawn = Pick<Candidate, 'id' | 'region' | 'code' | 'division'>;

/** Whether the expert is connected with the candidate in one of the ways the scheme names. */
export const inConflict = (c: Drawn, e: Expert, kinds: AwardScheme['experts']['conflicts']): boolean =>
  e.conflicts.some(
    (x) =>
      kinds.includes(x.kind) &&
      (x.kind === 'enterprise'
        ? x.code === c.code
        : x.kind === 'county'
          ? x.code === c.region
          : x.kind === 'city'
            ? x.code.slice(0, 4) === c.region.slice(0, 4)
            : x.code === c.division),
  );

const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** Experts for one candidate: those who know the division first, then the least loaded, then as the numbers fall. */
function pick(
  c: Drawn,
  experts: readonly Expert[],
  load: ReadonlyMap<string, number>,
  count: number,
  rule: Rule,
  random: Prng,
): Expert[] {
  return experts
    .filter((e) => !inConflict(c, e, rule.conflicts))
    .map((e) => ({
      e,
      knows: e.fields.length === 0 || e.fields.includes(c.division) ? 0 : 1,
      load: load.get(e.id) ?? 0,
      draw: random.next(),
    }))
    .toSorted((a, b) => a.knows - b.knows || a.load - b.load || a.draw - b.draw)
    .slice(0, count)
    .map((x) => x.e);
}

/**
 * The draw: for every candidate as many experts as the rule asks for, work spread evenly, conflicts kept apart. Follows from the seed and the
 * two registers alone; the order in which they are given does not matter. `short` names candidates for whom too few experts are left.
 */
export function draw(
  seed: number,
  candidates: readonly Drawn[],
  experts: readonly Expert[],
  rule: Rule,
): { assignments: Assignment[]; short: { candidate: string; drawn: number }[] } {
  const pool = byId(experts);
  const load = new Map<string, number>();
  const assignments: Assignment[] = [];
  const short: { candidate: string; drawn: number }[] = [];
  for (const [n, c] of byId(candidates).entries()) {
    const chosen = pick(c, pool, load, rule.perCandidate, rule, new Prng(seed, n, 1));
    for (const e of chosen) {
      load.set(e.id, (load.get(e.id) ?? 0) + 1);
      assignments.push({ candidate: c.id, expert: e.id });
    }
    if (chosen.length < rule.perCandidate) short.push({ candidate: c.id, drawn: chosen.length });
  }
  return { assignments, short };
}

/** One more expert for a candidate after somebody stepped back; undefined when nobody is left. `turn` counts the replacements of the round. */
export function redraw(
  seed: number,
  turn: number,
  c: Drawn,
  experts: readonly Expert[],
  taken: ReadonlySet<string>,
  load: ReadonlyMap<string, number>,
  rule: Rule,
): Expert | undefined {
  const free = byId(experts).filter((e) => !taken.has(e.id));
  return pick(c, free, load, 1, rule, new Prng(seed, turn, 2))[0];
}

/** The same day so many months before; the last day of a shorter month. */
function monthsBefore(day: Day, months: number): Day {
  const n = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months;
  const [y, m] = [Math.floor(n / 12), (n % 12) + 1];
  const d = Math.min(Number(day.slice(8)), daysInMonth(y, m));
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}` as Day;
}

/** Vetoes that count on a day: within the look-back, not repaired by then (where repair counts). The first day of the window does not. */
export function vetoesInForce<
  V extends { readonly kind: string; readonly day: string; readonly repairedDay: string | null },
>(vetoes: readonly V[], rules: AwardScheme['vetoes'], asOf: Day): V[] {
  return vetoes.filter((v) => {
    const rule = rules.find((r) => r.kind === v.kind);
    return (
      rule !== undefined &&
      v.day <= asOf &&
      v.day > monthsBefore(asOf, rule.lookBackMonths) &&
      !(rule.repairable && v.repairedDay !== null && v.repairedDay <= asOf)
    );
  });
}

import { decimal, mulDecimal, roundDecimal, toNumber } from '#kernel';
import type { AwardRule, AwardScheme } from './schema.ts';
import type { Candidate, Industry, Places } from './types.ts';

const sizeOf = (list: readonly Candidate[]): number => list.filter((c) => c.standing === 'candidate').length;
const vetoedOf = (list: readonly Candidate[]): number => list.filter((c) => c.standing === 'vetoed').length;

function collect(list: readonly Candidate[], keyOf: (c: Candidate) => string): Map<string, Candidate[]> {
  const out = new Map<string, Candidate[]>();
  for (const c of list) out.set(keyOf(c), [...(out.get(keyOf(c)) ?? []), c]);
  return out;
}

/**
 * Ranked groups. `evaluated` counts candidates; vetoed ones were removed before (P8), who has no score or no filing is not in it. A division that is
 * large enough stands alone (its code), smaller ones are put together inside their section (`section:C`), what is still too small over all
 * (`rest`). Also gives the group of every candidate. In the order of the group's key.
 */
export function industriesOf(
  candidates: readonly Candidate[],
  rule: Pick<AwardScheme['industries'], 'minimum' | 'merge'>,
): { industries: Industry[]; groupOf: Map<string, string> } {
  const settled: { group: string; merged: Industry['merged']; members: Candidate[] }[] = [];
  let open = [...candidates];
  const settle = (merged: Industry['merged'], keyOf: (c: Candidate) => string, last: boolean): void => {
    const left: Candidate[] = [];
    for (const [group, members] of collect(open, keyOf)) {
      if (sizeOf(members) >= rule.minimum || last) settled.push({ group, merged, members });
      else left.push(...members);
    }
    open = left;
  };
  settle('none', (c) => c.division, false);
  for (const step of rule.merge)
    settle(step, (c) => (step === 'section' ? `section:${c.section}` : 'rest'), step === 'rest');
  // A scheme without a last step: what is still too small stays by itself and gets no places.
  if (open.length > 0) settle('none', (c) => c.division, true);
  const groupOf = new Map<string, string>();
  const industries = settled
    .toSorted((a, b) => (a.group < b.group ? -1 : 1))
    .map(({ group, merged, members }): Industry => {
      for (const c of members) groupOf.set(c.id, group);
      return {
        group,
        merged,
        divisions: [...collect(members, (c) => c.division)]
          .map(([code, list]) => ({ code, evaluated: sizeOf(list) }))
          .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
        evaluated: sizeOf(members),
        vetoed: vetoedOf(members),
      };
    });
  return { industries, groupOf };
}

/** floor(rate × evaluated), at least `atLeast` where the group is large enough (P8). Exact: 5% of 40 is 2. */
export function placesOf(
  evaluated: number,
  award: Pick<AwardRule, 'id' | 'rate' | 'atLeast'>,
  minimum: number,
): Places {
  const exact = mulDecimal(decimal(award.rate), decimal(String(evaluated)));
  const floor = toNumber(roundDecimal(exact, 0, 'down'));
  const at = { award: award.id, exact: toNumber(exact) };
  if (floor >= Math.max(1, award.atLeast)) return { ...at, places: floor, reason: 'floor' };
  if (evaluated < minimum) return { ...at, places: floor, reason: floor > 0 ? 'floor' : 'tooFew' };
  return {
    ...at,
    places: Math.max(floor, award.atLeast),
    reason: award.atLeast > floor ? 'atLeast' : 'none',
  };
}

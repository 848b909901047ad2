import type { AwardRule } from './schema.ts';
import { industriesOf, placesOf } from './industries.ts';
import { qualitativeOf } from './qualitative.ts';
import type {
  AwardsInput,
  AwardsResult,
  Candidate,
  IndustryResult,
  Mark,
  Outcome,
  OutcomeKind,
  Qualitative,
  Result,
} from './types.ts';

/** Raised when results can differ for the same input. */
export const ENGINE_VERSION = 'awards-1';

const alike = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
const quantitativeOf = (c: Candidate, award: AwardRule): number | null =>
  award.by === 'level' ? c.level : c.progress;

interface Ranked {
  readonly c: Candidate;
  readonly quantitative: number;
  readonly qualitative: number | null;
  readonly total: number;
}

/** Who goes before the experts: in every group and for every award the best by its measure, so many times the places; equals at the cut all go. */
export function shortlistOf(input: Pick<AwardsInput, 'scheme' | 'awards' | 'candidates'>): string[] {
  const { industries, groupOf } = industriesOf(input.candidates, input.scheme.industries);
  const chosen = new Set<string>();
  for (const i of industries)
    for (const award of input.awards) {
      const { places } = placesOf(i.evaluated, award, input.scheme.industries.minimum);
      const measured = input.candidates
        .filter((c) => groupOf.get(c.id) === i.group && c.standing === 'candidate' && !c.excluded)
        .flatMap((c) => {
          const q = quantitativeOf(c, award);
          return q === null ? [] : [{ id: c.id, q }];
        })
        .toSorted((a, b) => b.q - a.q);
      const last = measured[places * input.scheme.shortlist.timesPlaces - 1]?.q ?? -Infinity;
      if (places > 0) for (const m of measured) if (m.q >= last - 1e-9) chosen.add(m.id);
    }
  return [...chosen].toSorted();
}

/** Total, and how equals are told apart. Higher is better in everything. */
function compare(ties: AwardsInput['scheme']['ties']['by'], a: Ranked, b: Ranked): number {
  if (!alike(a.total, b.total)) return b.total - a.total;
  for (const by of ties) {
    const [x, y] =
      by === 'quantitative' ? [a.quantitative, b.quantitative] : [a.qualitative ?? 0, b.qualitative ?? 0];
    if (!alike(x, y)) return y - x;
  }
  return 0;
}

function rankedOf(
  input: AwardsInput,
  award: AwardRule,
  members: readonly Candidate[],
  qualitative: ReadonlyMap<string, number | null>,
): Ranked[] {
  const [wq, we] = [Number(input.scheme.weights.quantitative), Number(input.scheme.weights.qualitative)];
  return members
    .flatMap((c): Ranked[] => {
      const q = quantitativeOf(c, award);
      if (q === null) return [];
      if (input.kind === 'trial') return [{ c, quantitative: q, qualitative: null, total: q }];
      const e = qualitative.get(c.id) ?? null;
      return e === null ? [] : [{ c, quantitative: q, qualitative: e, total: wq * q + we * e }];
    })
    .toSorted((a, b) => compare(input.scheme.ties.by, a, b) || (a.c.id < b.c.id ? -1 : 1));
}

/** Rank of each, 1 for the best; equals share the better one. */
function ranksOf(input: AwardsInput, ranked: readonly Ranked[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const [n, r] of ranked.entries()) {
    const before = ranked[n - 1];
    ranks.set(
      r.c.id,
      before && compare(input.scheme.ties.by, before, r) === 0 ? ranks.get(before.c.id)! : n + 1,
    );
  }
  return ranks;
}

/**
 * Lists of a round. Awards are given in their order: in every group the best totals take the places; who has an award named in `not` is passed over
 * without using one; equals that the ties' rule cannot tell apart and that lie across the line are all out. The interval of a rank holds the ranks
 * that come out when any one expert's marks are left out. Does not depend on the order of candidates or marks.
 */
export function awardsResult(input: AwardsInput): AwardsResult {
  const candidates = input.candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { industries, groupOf } = industriesOf(candidates, input.scheme.industries);
  const shortlisted = new Set(input.kind === 'trial' ? candidates.map((c) => c.id) : input.shortlisted);
  const marksOf = new Map<string, Mark[]>();
  for (const m of input.marks) marksOf.set(m.candidate, [...(marksOf.get(m.candidate) ?? []), m]);
  const qualitative = new Map<string, Qualitative>();
  for (const c of candidates)
    if (input.kind === 'round' && shortlisted.has(c.id))
      qualitative.set(c.id, qualitativeOf(c.id, marksOf.get(c.id) ?? [], input.scheme.experts));
  const scores = new Map([...qualitative].map(([id, q]) => [id, q.score]));

  const experts = [...new Set(input.marks.map((m) => m.expert))].toSorted();
  /** Scores without one expert; who falls below the minimum is still scored by those who are left. */
  const without = experts.map((expert) => {
    const rule = { ...input.scheme.experts, minimum: 1 };
    const changed = new Map(scores);
    for (const [id, score] of scores) {
      const marks = marksOf.get(id) ?? [];
      if (score !== null && marks.some((m) => m.expert === expert))
        changed.set(
          id,
          qualitativeOf(
            id,
            marks.filter((m) => m.expert !== expert),
            rule,
          ).score ?? score,
        );
    }
    return changed;
  });

  const outcomes = new Map<string, Outcome[]>(candidates.map((c) => [c.id, []]));
  const winnerOf = new Map<string, string>();
  const lists = new Map<string, string[]>(input.awards.map((a) => [a.id, []]));
  const inGroup = (group: string): Candidate[] => candidates.filter((c) => groupOf.get(c.id) === group);
  const settled: IndustryResult[] = [];
  for (const i of industries) {
    const members = inGroup(i.group);
    const running = members.filter((c) => c.standing === 'candidate' && !c.excluded && shortlisted.has(c.id));
    const awards: IndustryResult['awards'][number][] = [];
    for (const award of input.awards) {
      const places = placesOf(i.evaluated, award, input.scheme.industries.minimum);
      const ranked = rankedOf(input, award, running, scores);
      const ranks = ranksOf(input, ranked);
      const worse = new Map<string, [number, number]>();
      if (input.kind === 'round')
        for (const changed of without)
          for (const [id, rank] of ranksOf(input, rankedOf(input, award, running, changed))) {
            const had = worse.get(id) ?? [ranks.get(id) ?? rank, ranks.get(id) ?? rank];
            worse.set(id, [Math.min(had[0], rank), Math.max(had[1], rank)]);
          }
      const free = ranked.filter((r) => !award.not.includes(winnerOf.get(r.c.id) ?? ''));
      let cut = Math.min(places.places, free.length);
      const [edge, next] = [free[cut - 1], free[cut]];
      let tied = 0;
      if (edge && next && compare(input.scheme.ties.by, edge, next) === 0) {
        tied = free.filter((r) => compare(input.scheme.ties.by, r, edge) === 0).length;
        while (cut > 0 && compare(input.scheme.ties.by, free[cut - 1]!, next) === 0) cut -= 1;
      }
      const winners = free.slice(0, cut);
      const [lastIn, firstOut] = [winners.at(-1)?.total ?? null, free[cut]?.total ?? null];
      for (const c of members) {
        const r = ranked.find((x) => x.c.id === c.id);
        const wins = winners.some((x) => x.c.id === c.id);
        const kind = ((): OutcomeKind => {
          if (c.standing === 'vetoed' || c.standing === 'notFiled' || c.standing === 'unscored')
            return c.standing;
          if (c.excluded) return 'excluded';
          if (quantitativeOf(c, award) === null) return 'noMeasure';
          if (places.places === 0) return 'noPlaces';
          if (!shortlisted.has(c.id)) return 'notShortlisted';
          if (!r) return 'fewExperts';
          if (wins) return 'awarded';
          if (award.not.includes(winnerOf.get(c.id) ?? '')) return 'hasOther';
          return tied > 0 && edge && compare(input.scheme.ties.by, r, edge) === 0
            ? 'tiedAtLine'
            : 'belowLine';
        })();
        outcomes.get(c.id)!.push({
          award: award.id,
          outcome: kind,
          rank: ranks.get(c.id) ?? null,
          of: ranked.length,
          rankInterval: worse.get(c.id) ?? null,
          total: r?.total ?? null,
          quantitative: quantitativeOf(c, award),
          qualitative: scores.get(c.id) ?? null,
          distance: !r
            ? null
            : wins
              ? firstOut === null
                ? null
                : r.total - firstOut
              : lastIn === null
                ? null
                : r.total - lastIn,
          places: places.places,
        });
      }
      for (const w of winners) {
        lists.get(award.id)!.push(w.c.id);
        if (!winnerOf.has(w.c.id)) winnerOf.set(w.c.id, award.id);
      }
      awards.push({ ...places, winners: winners.length, lastIn, firstOut, tied });
    }
    settled.push({ ...i, awards });
  }
  const placeOf = new Map<string, number>();
  for (const [, ids] of lists)
    for (const [n, id] of ids.entries()) if (!placeOf.has(id)) placeOf.set(id, n + 1);
  return {
    kind: input.kind,
    industries: settled,
    results: candidates.map((c): Result => ({
      candidate: c.id,
      group: groupOf.get(c.id) ?? '',
      standing: c.standing,
      award: winnerOf.get(c.id) ?? null,
      place: placeOf.get(c.id) ?? null,
      qualitative: qualitative.get(c.id) ?? null,
      outcomes: outcomes.get(c.id) ?? [],
    })),
    lists: input.awards.map((a) => ({
      award: a.id,
      places: settled.reduce((n, i) => n + (i.awards.find((x) => x.award === a.id)?.places ?? 0), 0),
      winners: lists.get(a.id) ?? [],
    })),
  };
}

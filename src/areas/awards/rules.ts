/** The scheme of a pack and its review, and how they are told. */
import { Problem } from '#kernel';
import { editionOf, type AwardEdition, type AwardRule, type AwardScheme } from '#engine/awards';
import type { CompiledPlan } from '#engine/plan';
import type { Review } from '#engine/review';
import { currentPlan } from '#areas/plans';
import type { Tx } from '#platform/db';

/** What a round keeps of its rules: the scheme with the one edition that holds for it. */
export interface FrozenRules {
  readonly scheme: Omit<AwardScheme, 'editions'>;
  readonly edition: AwardEdition;
}

export async function schemeOf(
  tx: Tx,
  pack: string,
  scheme: string,
): Promise<{ scheme: AwardScheme; review: Review; plan: CompiledPlan; hash: string }> {
  const { plan, hash } = await currentPlan(tx, pack);
  const found = plan.awards?.find((a) => a.id === scheme);
  const review = found && plan.reviews?.find((r) => r.id === found.review);
  if (!found || !review) throw new Problem('awards.unknown-scheme', { params: { pack, scheme } });
  return { scheme: found, review, plan, hash };
}

export function freeze(scheme: AwardScheme, year: number, edition: string | undefined): FrozenRules {
  const chosen =
    edition === undefined ? editionOf(scheme, year) : scheme.editions.find((e) => e.id === edition);
  if (!chosen) throw new Problem('awards.no-edition', { params: { year } });
  const { editions: _, ...rest } = scheme;
  return { scheme: rest, edition: chosen };
}

export const stateIn = (r: Review, id: string) => r.states.find((s) => s.id === id);
export const marked = (r: Review, state: string, mark: string): boolean =>
  stateIn(r, state)?.marks.includes(mark) ?? false;

type Based = { source: string; mark: AwardScheme['mark']; question?: string | undefined };
export const basisWire = (b: Based) => ({ source: b.source, mark: b.mark, question: b.question ?? null });

export const awardWire = (a: AwardRule) => ({
  id: a.id,
  title: a.title,
  by: a.by,
  rate: a.rate,
  atLeast: a.atLeast,
  not: a.not,
  amount: a.prize.amount ?? null,
  plaque: a.prize.plaque,
  note: a.prize.note ?? null,
  basis: basisWire(a),
});
export const editionWire = (e: AwardEdition) => ({
  id: e.id,
  title: e.title,
  from: e.years.from,
  to: e.years.to ?? null,
  candidates: e.candidates,
  awards: e.awards.map(awardWire),
  basis: basisWire(e),
});
export const rulesWire = (pack: string, s: Omit<AwardScheme, 'editions'>) => ({
  pack,
  scheme: s.id,
  title: s.title,
  clause: s.clause ?? null,
  basis: basisWire(s),
  weights: {
    quantitative: s.weights.quantitative,
    qualitative: s.weights.qualitative,
    basis: basisWire(s.weights),
  },
  experts: {
    minimum: s.experts.minimum,
    perCandidate: s.experts.perCandidate,
    showName: s.experts.showName,
    ratings: s.experts.ratings,
    links: s.experts.links,
    conflicts: s.experts.conflicts,
    basis: basisWire(s.experts),
  },
  industries: {
    minimum: s.industries.minimum,
    merge: s.industries.merge,
    basis: basisWire(s.industries),
  },
  shortlist: { timesPlaces: s.shortlist.timesPlaces, basis: basisWire(s.shortlist) },
  ties: { by: s.ties.by, basis: basisWire(s.ties) },
  notice: { workingDays: s.notice.workingDays, basis: basisWire(s.notice) },
  vetoes: s.vetoes.map((v) => ({
    kind: v.kind,
    title: v.title,
    lookBackMonths: v.lookBackMonths,
    repairable: v.repairable,
    basis: basisWire(v),
  })),
});
export const statesWire = (r: Review) =>
  r.states.map((s) => ({
    id: s.id,
    title: s.title,
    final: s.final ?? false,
    void: s.marks.includes('void'),
    marks: s.marks,
  }));

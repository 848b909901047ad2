/** The scheme of a pack and its review, as a round keeps them and as they are told; who is assessed; who speaks for whom. */
import { Problem } from '#kernel';
import type { AssessmentScheme } from '#engine/assessment';
import type { Agency, CompiledPlan } from '#engine/plan';
import type { Review } from '#engine/review';
import { currentPlan } from '#areas/plans';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import * as store from './store.ts';

export interface Unit {
  readonly id: string;
  readonly name: string;
  /** A city's path in the register, by which its accounts are known. */
  readonly path?: string;
  readonly subjectId?: string;
}
export interface UnitGroup {
  readonly id: string;
  readonly units: readonly Unit[];
}

export async function schemeOf(
  tx: Tx,
  pack: string,
  scheme: string,
): Promise<{ scheme: AssessmentScheme; review: Review; plan: CompiledPlan; hash: string }> {
  const { plan, hash } = await currentPlan(tx, pack);
  const found = plan.assessments?.find((a) => a.id === scheme);
  const review = found && plan.reviews?.find((r) => r.id === found.review);
  if (!found || !review) throw new Problem('assessment.unknown-scheme', { params: { pack, scheme } });
  return { scheme: found, review, plan, hash };
}

export const stateIn = (r: Review, id: string) => r.states.find((s) => s.id === id);
export const marked = (r: Review, state: string, mark: string): boolean =>
  stateIn(r, state)?.marks.includes(mark) ?? false;

/** The body that does an agency's work on a day. */
export function successorOn(plan: CompiledPlan, id: string, day: string): Agency | undefined {
  const all = new Map(plan.agencies.map((a) => [a.id, a]));
  let now = all.get(id);
  for (let n = 0; now?.to != null && now.to <= day && now.successor !== null && n < 10; n += 1)
    now = all.get(now.successor) ?? now;
  return now;
}

/** Who is assessed in a year: cities of the register, and the bodies that stand for the agencies named at the end of the year, each once. */
export async function unitsOf(
  tx: Tx,
  plan: CompiledPlan,
  scheme: AssessmentScheme,
  year: number,
): Promise<UnitGroup[]> {
  const cities = await store.cityLevel(tx);
  return scheme.groups.map((g) => {
    if (g.of === 'city')
      return {
        id: g.id,
        units: cities.map(({ code, name, path, subjectId }) => ({
          id: code,
          name,
          path,
          ...(subjectId === null ? {} : { subjectId }),
        })),
      };
    const bodies = new Map<string, Unit>();
    for (const m of g.members ?? []) {
      const a = successorOn(plan, m, `${year}-12-31`);
      if (a) bodies.set(a.id, { id: a.id, name: a.name.zh });
    }
    return { id: g.id, units: [...bodies.values()] };
  });
}

export const rulesOf = (r: store.RoundRow): AssessmentScheme => r.rules as AssessmentScheme;
export const groupsOf = (r: store.RoundRow): readonly UnitGroup[] => r.units as readonly UnitGroup[];
export const unitIn = (r: store.RoundRow, id: string): { unit: Unit; group: UnitGroup } | undefined => {
  for (const group of groupsOf(r)) {
    const unit = group.units.find((u) => u.id === id);
    if (unit) return { unit, group };
  }
  return undefined;
};

/** The unit an account speaks for: the city of a locality, the body whose name the account's own carries. */
export function ownUnit(
  actor: Pick<Ctx['actor'], 'role' | 'scope' | 'body'>,
  r: store.RoundRow,
): Unit | null {
  const all = groupsOf(r).flatMap((g) => g.units);
  if (actor.role === 'locality' && actor.scope.kind === 'regions') {
    const { paths } = actor.scope;
    return all.find((u) => u.path !== undefined && paths.includes(u.path)) ?? null;
  }
  if (actor.role === 'department' && actor.body)
    return all.find((u) => u.path === undefined && actor.body!.includes(u.name)) ?? null;
  return null;
}

type Based = { source: string; mark: AssessmentScheme['mark']; question?: string | undefined };
const basis = (b: Based) => ({ source: b.source, mark: b.mark, question: b.question ?? null });

export const schemeWire = (s: AssessmentScheme) => ({
  id: s.id,
  title: s.title,
  basis: basis(s),
  clause: s.clause ?? null,
  groups: s.groups.map((g) => ({
    id: g.id,
    title: g.title,
    basis: basis(g),
    items: g.items.map((i) => ({
      id: i.id,
      title: i.title,
      kind: i.kind,
      points: i.points,
      unit: i.unit,
      indicator: i.indicator ?? null,
      spread: i.spread !== undefined,
      basis: basis(i),
    })),
  })),
  rules: {
    floor: s.rules.quantitative.floor,
    most: s.rules.quantitative.most,
    bindingMost: s.rules.binding.most,
    forceMajeure: s.rules.forceMajeure
      ? { below: s.rules.forceMajeure.below, share: s.rules.forceMajeure.share }
      : null,
    basis: basis(s.rules.quantitative),
  },
  bonus: {
    cap: s.bonus.cap,
    basis: basis(s.bonus),
    items: s.bonus.items.map((i) => ({ id: i.id, title: i.title, most: i.most, basis: basis(i) })),
  },
  deductions: s.deductions.map((d) => ({ id: d.id, title: d.title, points: d.points, basis: basis(d) })),
  vetoes: s.vetoes.map((v) => ({ id: v.id, title: v.title, grade: v.grade, basis: basis(v) })),
  grades: s.grades.map((g) => ({
    id: g.id,
    title: g.title,
    atLeast: g.atLeast ?? null,
    quota: g.quota ?? null,
    basis: basis(g),
  })),
  appealDays: s.appeals.workingDays,
});

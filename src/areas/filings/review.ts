/** The pack's review of filings, and how far an actor's scope reaches over one of them. */
import { Problem, type Day } from '#kernel';
import type { CompiledPlan } from '#engine/plan';
import type { Review, ReviewActor, ReviewLevel, ReviewState } from '#engine/review';
import { currentPlan } from '#areas/plans';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import type { FiledIndicator, Window } from './content.ts';
import * as store from './store.ts';

const REVIEW = 'filing';

export async function reviewOf(
  tx: Tx,
  pack: string,
): Promise<{ review: Review; plan: CompiledPlan; hash: string }> {
  const { plan, hash } = await currentPlan(tx, pack);
  const review = plan.reviews?.find((r) => r.id === REVIEW);
  if (!review) throw new Problem('filings.unknown-review', { params: { pack, review: REVIEW } });
  return { review, plan, hash };
}

/** The plan's review of milestones; a plan without one has none verified. */
export const milestoneReviewOf = async (tx: Tx, pack: string): Promise<Review | undefined> =>
  (await currentPlan(tx, pack)).plan.reviews?.find((r) => r.id === 'milestone');

export const stateOf = (r: Review, id: string): ReviewState | undefined => r.states.find((s) => s.id === id);
export const marksOf = (r: Review, state: string): readonly string[] => stateOf(r, state)?.marks ?? [];

/** Indicators of enterprises that are measured and have a direction; a band is no promise. */
export const indicatorsOf = (plan: CompiledPlan): FiledIndicator[] =>
  plan.indicators.flatMap((i) =>
    i.level === 'enterprise' && i.direction !== 'band' && i.basis !== 'parameter'
      ? [{ id: i.id, title: i.title, unit: i.unit, direction: i.direction }]
      : [],
  );

/** From the first day of the filing's year to the end of the plan. */
export const windowOf = (plan: CompiledPlan, year: number): Window => ({
  from: `${year}-01-01` as Day,
  to: plan.horizon.to,
});

const levels: Readonly<Record<string, ReviewLevel>> = {
  county: 'county',
  // 宁东 has no code of its own and files like a county.
  unit: 'county',
  city: 'city',
  province: 'region',
};

/** States in which it is for the reader's office to act; a case that waits for nobody in particular is none. */
export async function waitingStates(ctx: Pick<Ctx, 'tx' | 'actor'>, review: Review): Promise<string[]> {
  const { scope, role } = ctx.actor;
  const level: ReviewLevel | undefined =
    scope.kind === 'all'
      ? 'region'
      : scope.kind === 'subject'
        ? 'own'
        : scope.kind === 'regions'
          ? levels[(await store.placeLevel(ctx.tx, scope.paths[0] ?? '')) ?? '']
          : undefined;
  return review.states
    .filter((s) => s.due && s.due.who.role === role && s.due.who.level === level)
    .map((s) => s.id);
}

/** Who the actor is to this filing; undefined outside the scope. The nearest place counts where there are several. */
export async function actorOn(
  ctx: Pick<Ctx, 'tx' | 'actor'>,
  f: { subjectId: string; regionPath: string },
): Promise<ReviewActor | undefined> {
  const { scope, role, accountId } = ctx.actor;
  const as = (level: ReviewLevel | undefined): ReviewActor | undefined =>
    level && { id: accountId ?? '', role, level };
  if (scope.kind === 'all') return as('region');
  if (scope.kind === 'subject') return as(scope.subjectId === f.subjectId ? 'own' : undefined);
  if (scope.kind !== 'regions') return undefined;
  const nearest = scope.paths
    .filter((p) => f.regionPath === p || f.regionPath.startsWith(`${p}/`))
    .toSorted((a, b) => b.length - a.length)[0];
  const level = nearest === undefined ? undefined : await store.placeLevel(ctx.tx, nearest);
  const actor = as(level === undefined ? undefined : levels[level]);
  // A city may stand in for a county that has nobody, where the review says so.
  return actor?.level === 'city' && !(await store.countyStaffed(ctx.tx, f.regionPath))
    ? { ...actor, vacant: ['county'] }
    : actor;
}

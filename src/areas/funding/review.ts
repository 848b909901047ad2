/** The pack's reviews of funding, and how far an actor's scope reaches over an application. */
import { Problem, type Day, type Finding } from '#kernel';
import type { CompiledPlan } from '#engine/plan';
import { dueDay, type Review, type ReviewActor, type ReviewLevel, type ReviewState } from '#engine/review';
import { lookUp } from '#locales';
import { currentPlan } from '#areas/plans';
import { calendarOf } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import * as store from './store.ts';

export async function reviewOf(
  tx: Tx,
  pack: string,
  id: string,
): Promise<{ review: Review; plan: CompiledPlan; hash: string }> {
  const { plan, hash } = await currentPlan(tx, pack);
  const review = plan.reviews?.find((r) => r.id === id);
  if (!review) throw new Problem('funding.unknown-review', { params: { pack, review: id } });
  return { review, plan, hash };
}

export const stateIn = (r: Review, id: string): ReviewState | undefined => r.states.find((s) => s.id === id);
export const marksOf = (r: Review, state: string): readonly string[] => stateIn(r, state)?.marks ?? [];
export const titleIn = (r: Review, state: string) => stateIn(r, state)?.title ?? { zh: state };

const levels: Readonly<Record<string, ReviewLevel>> = {
  county: 'county',
  // 宁东 has no code of its own and acts like a county.
  unit: 'county',
  city: 'city',
  province: 'region',
};

/** The actor to what belongs to the whole region; who sees a part of it has nothing to do there. */
export const regional = ({ actor }: Pick<Ctx, 'actor'>): ReviewActor => ({
  id: actor.accountId ?? '',
  role: actor.role,
  level: actor.scope.kind === 'all' ? 'region' : 'own',
});

const countyPlaces = ['county', 'unit'];

/** The level at which the actor works, whatever the application; undefined when he has none. */
export async function levelOf(ctx: Pick<Ctx, 'tx' | 'actor'>): Promise<ReviewLevel | undefined> {
  const { scope } = ctx.actor;
  if (scope.kind === 'all') return 'region';
  if (scope.kind === 'subject') return 'own';
  const place = scope.kind === 'regions' ? await store.placeLevel(ctx.tx, scope.paths[0] ?? '') : undefined;
  return place === undefined ? undefined : levels[place];
}

/** Who the actor is to an application; undefined outside the scope. */
export async function actorOn(
  ctx: Pick<Ctx, 'tx' | 'actor'>,
  a: { subjectId: string; regionPath: string },
): Promise<ReviewActor | undefined> {
  const { scope, role, accountId } = ctx.actor;
  const as = (level: ReviewLevel | undefined): ReviewActor | undefined =>
    level && { id: accountId ?? '', role, level };
  if (scope.kind === 'all') return as('region');
  if (scope.kind === 'subject') return as(scope.subjectId === a.subjectId ? 'own' : undefined);
  if (scope.kind !== 'regions') return undefined;
  const nearest = scope.paths
    .filter((p) => a.regionPath === p || a.regionPath.startsWith(`${p}/`))
    .toSorted((x, y) => y.length - x.length)[0];
  const level = nearest === undefined ? undefined : await store.placeLevel(ctx.tx, nearest);
  const actor = as(level === undefined ? undefined : levels[level]);
  if (!actor) return undefined;
  const held = (r: string, places: readonly string[]): Promise<boolean> =>
    store.staffed(ctx.tx, a.regionPath, r, places);
  const vacant = actor.level === 'city' && !(await held(role, countyPlaces));
  const absent = !(await held('finance', [...countyPlaces, 'city']));
  return {
    ...actor,
    ...(vacant ? { vacant: ['county' as const] } : {}),
    ...(absent ? { absent: ['finance'] } : {}),
  };
}

/** Last day of a state entered today or on the day given; null without one, or where the working days of a year are not published: nothing is guessed. */
export function lastDayOf(
  ctx: Ctx,
  s: ReviewState | undefined,
  year: number,
  entered: Day = ctx.today,
): Day | null {
  if (!s?.due) return null;
  try {
    return dueDay(s, { entered, year }, calendarOf(ctx.house)) ?? null;
  } catch (e) {
    if (e instanceof Problem && e.code === 'calendar.unknown-year') return null;
    throw e;
  }
}

/** The machine's refusals in the words of funding. */
export const inWords = (findings: readonly Finding[]): Finding[] =>
  findings.map((f) => {
    if (!/^R2\d\d$/.test(f.code)) return f;
    const entry = f.code === 'R206' ? String(f.params?.['field'] ?? '') : undefined;
    return {
      ...f,
      code: f.code.replace('R2', 'G2'),
      ...(entry === undefined
        ? {}
        : {
            path: `entries.${entry}`,
            params: { ...f.params, field: lookUp('zh-CN', 'funding', `entry.${entry}`) ?? entry },
          }),
    };
  });

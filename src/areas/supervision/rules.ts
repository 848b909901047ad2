/** The pack's rules of supervision, the year and the day a page begins with, and whom the reader acts for. */
import { Problem, yearOf, type Day } from '#kernel';
import type { CompiledPlan } from '#engine/plan';
import type { Review, ReviewState } from '#engine/review';
import { agencyOn, type SupervisionRules } from '#engine/supervision';
import { currentPlan } from '#areas/plans';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { monthEnd } from './days.ts';
import * as store from './store.ts';

export interface Rules {
  readonly plan: CompiledPlan;
  readonly hash: string;
  readonly rules: SupervisionRules;
  readonly review: Review;
}

export async function rulesOf(tx: Tx, pack: string): Promise<Rules> {
  const { plan, hash } = await currentPlan(tx, pack);
  const review = plan.reviews?.find((r) => r.id === 'supervision');
  if (!plan.supervision || !review) throw new Problem('supervision.no-rules', { params: { pack } });
  return { plan, hash, rules: plan.supervision, review };
}

export const stateOf = (r: Review, id: string): ReviewState | undefined => r.states.find((s) => s.id === id);
export const marksOf = (r: Review, id: string): readonly string[] => stateOf(r, id)?.marks ?? [];
export const titleOf = (r: Review, id: string) => stateOf(r, id)?.title ?? { zh: id };

const yearsOf = (plan: CompiledPlan): [number, number] => [
  yearOf(plan.horizon.from as Day),
  yearOf(plan.horizon.to as Day),
];

/** The year asked for, else this one, else the last with a ledger; the day asked for, else today, else the end of the last month that was reported. */
export async function whenOf(
  ctx: Pick<Ctx, 'tx' | 'today'>,
  plan: CompiledPlan,
  asked: { year?: number | undefined; asOf?: string | undefined },
): Promise<{ year: number; asOf: Day; years: readonly number[] }> {
  const years = await store.ledgerYears(ctx.tx, plan.id);
  const [from, to] = yearsOf(plan);
  const now = yearOf(ctx.today);
  const year =
    asked.year ??
    (asked.asOf === undefined
      ? years.includes(now)
        ? now
        : (years.at(-1) ?? Math.min(Math.max(now, from), to))
      : yearOf(asked.asOf as Day));
  if (asked.asOf !== undefined) return { year, asOf: asked.asOf as Day, years };
  if (year >= now) return { year, asOf: ctx.today, years };
  const last = await store.lastReported(ctx.tx, plan.id, year);
  return { year, asOf: monthEnd(year, last === 0 ? 12 : last), years };
}

export const planYears = (plan: CompiledPlan): number[] => {
  const [from, to] = yearsOf(plan);
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
};

/** Bodies the reader signs, reports and finishes for. */
export const mineOf = (ctx: Pick<Ctx, 'tx' | 'actor'>): Promise<store.OwnerRow[]> =>
  store.ownersOf(
    ctx.tx,
    ctx.actor.accountId,
    ctx.actor.scope.kind === 'regions' ? ctx.actor.scope.paths : [],
  );

/** Names of the bodies that lead a provision, as they are called on the day. */
export function leadNames(plan: CompiledPlan, provision: string, on: string): string[] {
  const p = plan.provisions.find((x) => x.id === provision);
  const names = new Map(plan.agencies.map((a) => [a.id, a.short.zh]));
  return [...new Set((p?.lead ?? []).map((id) => agencyOn(plan.agencies, id, on)))].map(
    (id) => names.get(id) ?? id,
  );
}

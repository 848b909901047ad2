/** Milestones one by one, by a review of their own: the enterprise reports one as done with evidence, the county verifies or returns it. */
import type { z } from 'zod';
import { daysBetween, finding, parseDay, Problem, type Finding } from '#kernel';
import {
  actsNow,
  applyAct,
  initialState,
  type Review,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { calendarOf } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import type { contract } from './contract.ts';
import { milestonesOf, withKeys, type Content } from './content.ts';
import { dueOn, dueWire } from './deadlines.ts';
import { actorOn, marksOf, milestoneReviewOf, reviewOf, stateOf } from './review.ts';
import * as store from './store.ts';
import { attached } from './store/attachments.ts';
import { addMilestoneEvent, milestoneEvents, type MilestoneEvent } from './store/milestones.ts';

type Body = z.output<(typeof contract)['milestone']['body']>;

const caseOf = (review: Review, events: readonly MilestoneEvent[], attachments: number): ReviewCase => ({
  state: events.at(-1)?.to ?? initialState(review).id,
  fields: {},
  attachments,
  done: events.map((e) => ({ act: e.act, by: e.byAccount ?? '' })),
});

/** Every milestone with where it stands, as the reader may act on it. `files` are the fields of all attached files, one entry each. */
export async function presentMilestones(
  ctx: Ctx,
  f: store.FilingRow,
  content: Content,
  o: { actor: ReviewActor | undefined; open: boolean; files: readonly string[] },
) {
  const review = await milestoneReviewOf(ctx.tx, f.pack);
  if (!review) return [];
  const events = await milestoneEvents(ctx.tx, f.subjectId, f.id);
  const calendar = calendarOf(ctx.house);
  return content.measures.flatMap((m) =>
    milestonesOf(m).map((s) => {
      const own = events.filter((e) => e.measure === m.key && e.milestone === s.key);
      const c = caseOf(review, own, o.files.filter((x) => x === `measures.${m.key}.${s.key}`).length);
      const state = stateOf(review, c.state);
      const verified = marksOf(review, c.state).includes('verified');
      const due = parseDay(s.due);
      const entered = own.at(-1)?.at;
      return {
        measure: m.key,
        key: s.key,
        title: s.title,
        due: s.due,
        state: c.state,
        stateTitle: state?.title ?? { zh: c.state },
        verified,
        late: o.open && !verified && due && due < ctx.today ? daysBetween(due, ctx.today) : 0,
        waiting:
          entered === undefined
            ? null
            : dueWire(dueOn(state, { entered, year: f.year }, calendar), ctx.today, calendar),
        can:
          o.open && o.actor
            ? actsNow(review, c, o.actor).map((a) => ({
                id: a.id,
                title: a.title,
                reason: a.requires.reason,
                attachments: a.requires.attachments,
              }))
            : [],
        events: own.map((e) => ({
          actTitle: review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
          toTitle: stateOf(review, e.to)?.title ?? { zh: e.to },
          at: e.at,
          by: e.by,
          reason: e.reason,
        })),
      };
    }),
  );
}

/** One act on one milestone; the filing is held meanwhile. */
export async function performMilestone(ctx: Ctx, id: string, body: Body): Promise<void> {
  await store.lock(ctx.tx, id);
  const f = await store.byId(ctx.tx, id);
  if (!f) throw new Problem('filings.unknown');
  const events = await milestoneEvents(ctx.tx, f.subjectId, f.id);
  const before = events.find((e) => e.key === body.key);
  if (before) {
    // The same press of the button arriving again: it is done already.
    if (
      before.act === body.act &&
      before.measure === body.measure &&
      before.milestone === body.milestone &&
      before.byAccount === ctx.actor.accountId
    )
      return;
    throw new Problem('filings.changed');
  }
  const { review: filing, hash } = await reviewOf(ctx.tx, f.pack);
  const review = await milestoneReviewOf(ctx.tx, f.pack);
  const measure = withKeys(f.content as Content).measures.find((m) => m.key === body.measure);
  const milestone = measure && milestonesOf(measure).find((s) => s.key === body.milestone);
  if (!review || !milestone)
    throw new Problem('filings.unknown-field', { params: { field: body.milestone } });
  const asked = review.acts.find((a) => a.id === body.act)?.title.zh ?? body.act;
  const refused = (findings: readonly Finding[]): Problem =>
    new Problem('filings.refused', { params: { act: asked, count: findings.length }, findings });
  if (!marksOf(filing, f.state).includes('milestones'))
    throw refused([
      finding('R202', 'error', 'act', { act: asked, state: stateOf(filing, f.state)?.title.zh ?? f.state }),
    ]);
  const actor = await actorOn(ctx, f);
  if (!actor) throw refused([finding('R203', 'error', 'act', { act: asked })]);
  const own = events.filter((e) => e.measure === body.measure && e.milestone === body.milestone);
  const place = `measures.${body.measure}.${body.milestone}`;
  const files = (await attached(ctx.tx, f.subjectId, f.id)).filter((x) => x.field === place).length;
  const { transition, findings } = applyAct(review, caseOf(review, own, files), body.act, actor, {
    reason: body.reason,
  });
  if (!transition) throw refused(findings);
  await addMilestoneEvent(ctx.tx, {
    subjectId: f.subjectId,
    filingId: f.id,
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: body.key,
    measure: body.measure,
    milestone: body.milestone,
    act: transition.act,
    from: transition.from,
    to: transition.to,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    byName: ctx.actor.name,
    byRole: ctx.actor.role,
    reason: body.reason,
    ruleHash: hash,
  });
}

/** Public notice: what anybody may see without a sign-in, and objections. Names of enterprises and amounts; no person, telephone or account. */
import { Problem } from '#kernel';
import type { Ctx } from '#platform/act';
import { marksOf, reviewOf } from './review.ts';
import { bookOf, titleOf } from './rules.ts';
import * as store from './store.ts';

/** Applications that are public on the day of reading. */
async function running(ctx: Ctx): Promise<store.ApplicationRow[]> {
  const out: store.ApplicationRow[] = [];
  for (const a of await store.noticed(ctx.tx, ctx.today)) {
    const { review } = await reviewOf(ctx.tx, a.pack, a.route);
    if (marksOf(review, a.state).includes('public')) out.push(a);
  }
  return out;
}

/** What stands in the free text of a project and could name somebody: long numbers are masked. */
export const masked = (text: string): string =>
  text.replace(/\d[\d -]{5,}[\dXx]/g, (n) => `${n.slice(0, 3)}${'*'.repeat(n.length - 5)}${n.slice(-2)}`);

export async function publicity(ctx: Ctx) {
  const items = [];
  for (const a of await running(ctx)) {
    const { book } = await bookOf(ctx.tx, a.pack);
    items.push({
      id: a.id,
      name: a.name,
      regionName: a.regionName,
      schemeTitle: titleOf(book, a.scheme),
      year: a.year,
      project: masked(a.project),
      amountFen: String(a.approved ?? 0n),
      from: a.noticeFrom!,
      to: a.noticeTo,
      simulated: a.simulated,
    });
  }
  return { today: ctx.today, items };
}

const MOST = 50;

export async function object(
  ctx: Ctx,
  applicationId: string,
  o: { id: string; name: string; contact: string; text: string },
) {
  if (!(await running(ctx)).some((a) => a.id === applicationId))
    throw new Problem('funding.unknown-publicity');
  if ((await store.objections(ctx.tx, applicationId)).length >= MOST)
    throw new Problem('funding.too-many-objections', { params: { limit: MOST } });
  await store.addObjection(ctx.tx, { ...o, applicationId }, ctx.now);
  return { id: o.id };
}

export async function answer(ctx: Ctx, id: string, text: string) {
  if (!(await store.answerObjection(ctx.tx, id, text, ctx.actor.name, ctx.now)))
    throw new Problem('funding.unknown-objection');
  return { id };
}

/** One unit's sheet, and what it has against it. In the house's scope: the service decides who sees which unit. */
import { Problem } from '#kernel';
import type { Ctx } from '#platform/act';
import { headOf, needRound, resultsWire, runsIt } from './rounds.ts';
import { markWire } from './figures.ts';
import { marked, ownUnit, rulesOf, unitIn } from './rules.ts';
import * as store from './store.ts';

type Asker = Pick<Ctx, 'actor' | 'tx'>;

function appealWire(round: store.RoundRow, a: store.AppealRow) {
  const place = unitIn(round, a.unit);
  const group = rulesOf(round).groups.find((g) => g.id === place?.group.id);
  return {
    id: a.id,
    number: a.number,
    unit: { id: a.unit, name: place?.unit.name ?? a.unit },
    item: a.item === '' ? null : a.item,
    itemTitle: group?.items.find((i) => i.id === a.item)?.title ?? null,
    text: a.text,
    at: a.at,
    by: a.by,
    answer: a.answer,
  };
}

export async function sheet(ctx: Asker, id: string, unit: string) {
  const { round, review } = await needRound(ctx.tx, id);
  const own = ownUnit(ctx.actor, round)?.id === unit;
  const told = marked(review, round.state, 'told');
  if (!runsIt(ctx) && !(own && told) && !marked(review, round.state, 'issued'))
    throw new Problem('assessment.not-yours');
  const wire = await resultsWire(ctx.tx, round);
  const group = wire.groups.find((g) => g.units.some((u) => u.unit.id === unit));
  const score = group?.units.find((u) => u.unit.id === unit);
  if (!group || !score) throw new Problem('assessment.unknown-item');
  const inside = runsIt(ctx) || own;
  // Where others stand is not told before the circular.
  const hideNeighbours = !runsIt(ctx) && !marked(review, round.state, 'issued');
  return {
    round: await headOf(ctx, round, review),
    run: wire.run,
    score: hideNeighbours ? { ...score, upper: null, lower: null } : score,
    marks: (await store.marks(ctx.tx, id)).filter((m) => m.unit === unit).map((m) => markWire(round, m)),
    appeals: inside
      ? (await store.appeals(ctx.tx, id)).filter((a) => a.unit === unit).map((a) => appealWire(round, a))
      : [],
    mayAppeal:
      own && marked(review, round.state, 'appealing') && ctx.actor.permissions.has('assessment.appeal'),
    of: group.units.length,
  };
}

export async function appeals(ctx: Asker, id: string) {
  const { round } = await needRound(ctx.tx, id);
  return { items: (await store.appeals(ctx.tx, id)).map((a) => appealWire(round, a)) };
}

export async function appeal(
  ctx: Asker & Pick<Ctx, 'now' | 'today'>,
  id: string,
  b: { id: string; unit: string; item: string; text: string },
): Promise<{ number: number }> {
  await store.lockRound(ctx.tx, id);
  const { round, review } = await needRound(ctx.tx, id);
  if (ownUnit(ctx.actor, round)?.id !== b.unit) throw new Problem('assessment.not-yours');
  const all = await store.appeals(ctx.tx, id);
  const had = all.find((a) => a.id === b.id);
  if (had) return { number: had.number };
  if (!marked(review, round.state, 'appealing') || (round.appealsTo !== null && ctx.today > round.appealsTo))
    throw new Problem('assessment.appeals-over');
  const group = rulesOf(round).groups.find((g) => g.id === unitIn(round, b.unit)?.group.id);
  if (b.item !== '' && !group?.items.some((i) => i.id === b.item))
    throw new Problem('assessment.unknown-item');
  const number = (all.at(-1)?.number ?? 0) + 1;
  await store.insertAppeal(ctx.tx, {
    ...b,
    roundId: id,
    number,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  return { number };
}

export async function answer(ctx: Ctx, id: string, b: { upheld: boolean; text: string }) {
  const found = await store.appeal(ctx.tx, id);
  if (!found) throw new Problem('assessment.unknown-appeal');
  const { round, review } = await needRound(ctx.tx, found.roundId);
  if (!marked(review, round.state, 'appealing')) throw new Problem('assessment.not-answering');
  const done = await store.insertAnswer(ctx.tx, id, {
    ...b,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  if (!done) throw new Problem('assessment.already-answered');
  return appealWire(round, (await store.appeal(ctx.tx, id))!);
}

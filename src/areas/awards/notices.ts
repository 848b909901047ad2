/** What the public sees, what it objects to, and the register of what keeps an enterprise out. */
import type { z } from 'zod';
import { finding, Problem, type Day } from '#kernel';
import type { Ctx, Env } from '#platform/act';
import type { Tx } from '#platform/db';
import type { contract, noticeSchema, objectionSchema, vetoSchema } from './contract.ts';
import { needRound } from './rounds.ts';
import { basisWire, marked, schemeOf } from './rules.ts';
import * as store from './store.ts';

type Notice = z.output<typeof noticeSchema>;
type Objection = z.output<typeof objectionSchema>;
type ObjectionBody = z.output<(typeof contract)['object']['body']>;
type EntryBody = z.output<(typeof contract)['enterObjection']['body']>;
type AnswerBody = z.output<(typeof contract)['answer']['body']>;
type VetoBody = z.output<(typeof contract)['addVeto']['body']>;
type VetoQuery = z.output<(typeof contract)['vetoes']['query']>;

const isOpen = (n: store.NoticeRow, last: store.NoticeRow | undefined, today: Day): boolean =>
  n.kind === 'notice' &&
  last?.id === n.id &&
  n.from !== null &&
  n.to !== null &&
  n.from <= today &&
  today <= n.to;

const noticeWire = (n: store.NoticeRow, open: boolean): Notice => ({
  id: n.id,
  kind: n.kind,
  title: n.title,
  year: n.year,
  from: n.from,
  to: n.to,
  open,
  simulated: n.simulated,
  publishedAt: n.at,
  lists: n.content as Notice['lists'],
  text: n.note,
});

export async function notices(ctx: Ctx): Promise<{ items: Omit<Notice, 'lists'>[] }> {
  return { items: (await store.notices(ctx.tx)).map((n) => noticeWire(n, isOpen(n, n, ctx.today))) };
}
export async function notice(ctx: Ctx, id: string): Promise<Notice> {
  const n = await store.notice(ctx.tx, id);
  if (!n) throw new Problem('awards.unknown-notice');
  return noticeWire(n, isOpen(n, await store.lastNotice(ctx.tx, n.roundId), ctx.today));
}

/** From the public page, by somebody who is not signed in: written by the house, during the notice only. */
export const object = (env: Env, id: string, body: ObjectionBody): Promise<{ number: number; day: string }> =>
  env.house.db.system(async (tx: Tx) => {
    const n = await store.notice(tx, id);
    if (!n) throw new Problem('awards.unknown-notice');
    await store.lockRound(tx, n.roundId);
    if (!isOpen(n, await store.lastNotice(tx, n.roundId), env.today)) throw new Problem('awards.notice-over');
    const number = await store.insertObjection(tx, {
      ...body,
      id: env.house.newId(),
      roundId: n.roundId,
      subjectId: null,
      channel: 'web',
      receivedDay: env.today,
      at: env.now,
      by: body.name,
    });
    return { number, day: env.today };
  });

const objectionWire = (o: store.ObjectionRow): Objection => {
  const subject = o.answeredSubject ?? o.subjectId;
  const name = o.answeredSubject ? o.answeredSubjectName : o.subjectName;
  return {
    id: o.id,
    number: o.number,
    name: o.name,
    contact: o.contact,
    about: o.about,
    subject: subject && name ? { id: subject, name } : null,
    text: o.text,
    channel: o.channel,
    receivedDay: o.receivedDay,
    at: o.at,
    answer:
      o.answer === null || o.effect === null
        ? null
        : { text: o.answer, effect: o.effect, by: o.answeredBy ?? '', at: o.answeredAt ?? o.at },
  };
};

export async function objections(ctx: Ctx, id: string): Promise<{ items: Objection[] }> {
  await needRound(ctx.tx, id);
  return { items: (await store.objections(ctx.tx, id)).map(objectionWire) };
}

export async function enterObjection(ctx: Ctx, id: string, body: EntryBody): Promise<Objection> {
  const { round, review } = await needRound(ctx.tx, id);
  // Written ones may arrive by post: the day they were received counts, and it lies within the notice.
  const within =
    round.noticeFrom !== null &&
    round.noticeTo !== null &&
    body.receivedDay >= round.noticeFrom &&
    body.receivedDay <= round.noticeTo &&
    body.receivedDay <= ctx.today;
  if (!within || !(marked(review, round.state, 'noticed') || marked(review, round.state, 'answering')))
    throw new Problem('awards.refused', {
      params: { count: 1 },
      findings: [
        finding('W223', 'error', 'body.receivedDay', {
          from: round.noticeFrom ?? '—',
          to: round.noticeTo ?? '—',
        }),
      ],
    });
  const objectionId = ctx.newId();
  await store.insertObjection(ctx.tx, {
    ...body,
    id: objectionId,
    roundId: id,
    channel: 'desk',
    at: ctx.now,
    by: ctx.actor.name,
  });
  return objectionWire((await store.objection(ctx.tx, objectionId))!);
}

export async function answer(ctx: Ctx, id: string, body: AnswerBody): Promise<Objection> {
  const o = await store.objection(ctx.tx, id);
  if (!o) throw new Problem('awards.unknown-objection');
  await store.lockRound(ctx.tx, o.roundId);
  const { round, review } = await needRound(ctx.tx, o.roundId);
  if (!(marked(review, round.state, 'noticed') || marked(review, round.state, 'answering')))
    throw new Problem('awards.not-answering');
  if ((await store.objection(ctx.tx, id))?.answer !== null) throw new Problem('awards.already-answered');
  const subjectId = body.subjectId ?? o.subjectId;
  if (body.effect === 'exclude') {
    const known =
      subjectId && (await store.candidates(ctx.tx, o.roundId)).some((c) => c.subjectId === subjectId);
    if (!known)
      throw new Problem('awards.refused', {
        params: { count: 1 },
        findings: [finding('W224', 'error', 'body.subjectId')],
      });
  }
  await store.insertAnswer(ctx.tx, {
    objection: id,
    text: body.text,
    effect: body.effect,
    subjectId,
    at: ctx.now,
    account: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  return objectionWire((await store.objection(ctx.tx, id))!);
}

const SCHEME = 'benchmarking';
const vetoWire = (v: store.VetoRow, titles: ReadonlyMap<string, { zh: string; en?: string }>) => ({
  id: v.id,
  subject: { id: v.subjectId, name: v.name },
  creditCode: v.code,
  regionName: v.regionName,
  kind: v.kind,
  kindTitle: titles.get(v.kind) ?? { zh: v.kind },
  day: v.day,
  source: v.source,
  note: v.note,
  at: v.at,
  by: v.by,
  repair:
    v.repairedDay === null
      ? null
      : {
          day: v.repairedDay,
          source: v.repairSource ?? '',
          note: v.repairNote ?? '',
          at: v.repairAt ?? '',
          by: v.repairBy ?? '',
        },
});
async function vetoRules(tx: Tx, pack: string) {
  const { scheme } = await schemeOf(tx, pack, SCHEME);
  return {
    rules: scheme.vetoes,
    titles: new Map(scheme.vetoes.map((v) => [v.kind, v.title as { zh: string; en?: string }])),
  };
}

export async function vetoes(ctx: Ctx, q: VetoQuery) {
  const { rules, titles } = await vetoRules(ctx.tx, q.pack);
  const { total, items } = await store.listVetoes(ctx.tx, q);
  return {
    total,
    items: items.map((v) => vetoWire(v, titles)),
    kinds: rules.map((r) => ({
      kind: r.kind,
      title: r.title,
      repairable: r.repairable,
      basis: basisWire(r),
    })),
  };
}

const refuse = (code: string, path: string, params: Record<string, string | number> = {}): Problem =>
  new Problem('awards.refused', { params: { count: 1 }, findings: [finding(code, 'error', path, params)] });

export async function addVeto(ctx: Ctx, body: VetoBody): Promise<z.output<typeof vetoSchema>> {
  const { rules, titles } = await vetoRules(ctx.tx, body.pack);
  if (!rules.some((r) => r.kind === body.kind)) throw refuse('W225', 'body.kind', { kind: body.kind });
  if (body.day > ctx.today) throw refuse('W226', 'body.day', { today: ctx.today });
  const [subject] = await store.subjectsOf(ctx.tx, [body.subjectId]);
  if (!subject) throw refuse('W224', 'body.subjectId');
  const id = ctx.newId();
  await store.insertVeto(ctx.tx, {
    id,
    subjectId: body.subjectId,
    kind: body.kind,
    day: body.day,
    source: body.source,
    note: body.note,
    simulated: false,
    at: ctx.now,
    account: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  return vetoWire((await store.veto(ctx.tx, id))!, titles);
}

export async function repairVeto(
  ctx: Ctx,
  id: string,
  body: z.output<(typeof contract)['repairVeto']['body']>,
): Promise<z.output<typeof vetoSchema>> {
  const v = await store.veto(ctx.tx, id);
  if (!v) throw new Problem('awards.unknown-veto');
  const { rules, titles } = await vetoRules(ctx.tx, 'ningxia-2018');
  if (v.repairedDay !== null) throw new Problem('awards.already-repaired');
  if (!rules.find((r) => r.kind === v.kind)?.repairable) throw refuse('W227', 'body.day');
  if (body.day < v.day || body.day > ctx.today)
    throw refuse('W228', 'body.day', { day: v.day, today: ctx.today });
  await store.insertRepair(ctx.tx, {
    veto: id,
    ...body,
    at: ctx.now,
    account: ctx.actor.accountId,
    by: ctx.actor.name,
  });
  return vetoWire((await store.veto(ctx.tx, id))!, titles);
}

/** The register of experts, their sheets, and how the marking goes. */
import type { z } from 'zod';
import { finding, Problem, type Finding } from '#kernel';
import { inConflict, markScore, redraw } from '#engine/awards';
import type { Ctx } from '#platform/act';
import type { contract, expertSchema, sheetSchema } from './contract.ts';
import { drawn, headOf, incomplete, needRound, rulesOf } from './rounds.ts';
import { marked, rulesWire } from './rules.ts';
import * as store from './store.ts';

type ExpertWire = z.output<typeof expertSchema>;
type ExpertBody = z.output<(typeof contract)['addExpert']['body']>;
type ScoreBody = z.output<(typeof contract)['score']['body']>;
type Sheet = z.output<typeof sheetSchema>;

export async function experts(ctx: Ctx, q: string | undefined): Promise<{ items: ExpertWire[] }> {
  const items = await store.experts(ctx.tx);
  return {
    items: q === undefined ? items : items.filter((e) => e.name.includes(q) || e.organisation.includes(q)),
  };
}

async function accountOf(ctx: Ctx, username: string | null, own: string | null): Promise<string | null> {
  if (username === null || username === '') return null;
  const account = await store.expertAccount(ctx.tx, username);
  const refused = (code: string): Problem =>
    new Problem('awards.refused', {
      params: { count: 1 },
      findings: [finding(code, 'error', 'body.username', { username })],
    });
  if (!account || account.role !== 'expert') throw refused('W220');
  const taken = await store.expertOfAccount(ctx.tx, account.id);
  if (taken && taken.id !== own) throw refused('W221');
  return account.id;
}

export async function saveExpert(
  ctx: Ctx,
  body: ExpertBody & { version?: number },
  id: string | null,
): Promise<ExpertWire> {
  const accountId = await accountOf(ctx, body.username, id);
  const row = {
    id: id ?? ctx.newId(),
    accountId,
    name: body.name,
    organisation: body.organisation,
    fields: body.fields,
    conflicts: body.conflicts,
    active: body.active,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.name,
  };
  if (id === null) await store.insertExpert(ctx.tx, { ...row, simulated: false });
  else if (!(await store.updateExpert(ctx.tx, { ...row, version: body.version ?? 0 })))
    throw new Problem('db.conflict');
  return (await store.experts(ctx.tx)).find((e) => e.id === row.id)!;
}

/** Who was drawn and how far they are; marks of others are told as numbers only after they were added up. */
export async function work(ctx: Ctx, id: string) {
  const { round, review } = await needRound(ctx.tx, id);
  const rule = rulesOf(round).scheme.experts;
  const given = await store.assignments(ctx.tx, id);
  const register = new Map((await store.experts(ctx.tx)).map((e) => [e.id, e]));
  const told = marked(review, round.state, 'listed');
  const scored = given.flatMap((a) => {
    const score = a.recused ? null : markScore((a.ratings ?? {}) as never, rule);
    return score === null ? [] : [{ ...a, score }];
  });
  const mean = (list: readonly number[]): number | null =>
    list.length === 0 ? null : list.reduce((s, x) => s + x, 0) / list.length;
  const entries = told ? await store.entries(ctx.tx, id) : [];
  const far = entries.flatMap((e) => {
    const q = (e.payload as { qualitative: { marks: { expert: string; outlier: boolean }[] } | null })
      .qualitative;
    return (q?.marks ?? []).flatMap((m) => (m.outlier ? [Number(m.expert)] : []));
  });
  const numbers = [...new Set(given.map((a) => a.expertNumber))].toSorted((a, b) => a - b);
  return {
    seed: round.seed,
    items: numbers.map((number) => {
      const own = given.filter((a) => a.expertNumber === number);
      const mine = scored.filter((a) => a.expertNumber === number);
      const e = register.get(own[0]!.expertId);
      const others = mine.flatMap((m) => {
        const rest = mean(
          scored.filter((x) => x.subjectId === m.subjectId && x.expertNumber !== number).map((x) => x.score),
        );
        return rest === null ? [] : [m.score - rest];
      });
      return {
        expert: { id: own[0]!.expertId, number, name: e?.name ?? '', organisation: e?.organisation ?? '' },
        assigned: own.filter((a) => !a.recused).length,
        scored: mine.length,
        recused: own.filter((a) => a.recused).length,
        paper: e?.accountId === null,
        mean: told ? mean(mine.map((m) => m.score)) : null,
        bias: told ? mean(others) : null,
        outliers: told ? far.filter((n) => n === number).length : 0,
      };
    }),
    incomplete: await incomplete(ctx.tx, round),
  };
}

async function sheetOf(ctx: Ctx, id: string, expertId: string): Promise<Sheet> {
  const { round, review } = await needRound(ctx.tx, id);
  const rules = rulesOf(round).scheme;
  const own = await store.assignments(ctx.tx, id, expertId);
  if (own.length === 0) throw new Problem('awards.unknown-sheet');
  const expert = (await store.experts(ctx.tx)).find((e) => e.id === expertId)!;
  const byId = new Map((await store.candidates(ctx.tx, id)).map((c) => [c.subjectId, c]));
  const { name } = await store.industryTitles(ctx.tx);
  return {
    round: { ...(await headOf(ctx, round, review)), winners: null },
    expert: { id: expertId, number: own[0]!.expertNumber, name: expert.name },
    open: marked(review, round.state, 'scoring'),
    rules: rulesWire(round.pack, rules).experts,
    rows: own
      .map((a) => {
        const c = byId.get(a.subjectId)!;
        return {
          assignment: a.id,
          number: c.number,
          name: rules.experts.showName ? c.name : null,
          subjectId: rules.experts.showName ? c.subjectId : null,
          industryCode: c.industryCode,
          industryName: name.get(c.industryCode) ?? '',
          level: c.level,
          progress: c.progress,
          ratings: (a.ratings ?? {}) as never,
          note: a.note,
          complete: markScore((a.ratings ?? {}) as never, rules.experts) !== null,
          recused: a.recused,
          scoredAt: a.scoredAt,
        };
      })
      .toSorted((a, b) => a.number - b.number),
  };
}

async function me(ctx: Ctx): Promise<store.ExpertRow> {
  const expert = ctx.actor.accountId && (await store.expertOfAccount(ctx.tx, ctx.actor.accountId));
  if (!expert) throw new Problem('awards.not-an-expert');
  return expert;
}

export async function sheets(ctx: Ctx) {
  const expert = ctx.actor.accountId ? await store.expertOfAccount(ctx.tx, ctx.actor.accountId) : undefined;
  if (!expert) return { items: [] };
  const items = [];
  for (const r of await store.rounds(ctx.tx, {})) {
    const own = (await store.assignments(ctx.tx, r.id, expert.id)).filter((a) => !a.recused);
    if (own.length === 0) continue;
    const { review } = await needRound(ctx.tx, r.id);
    const rule = rulesOf(r).scheme.experts;
    items.push({
      round: { ...(await headOf(ctx, r, review)), winners: null },
      open: marked(review, r.state, 'scoring'),
      assigned: own.length,
      scored: own.filter((a) => markScore((a.ratings ?? {}) as never, rule) !== null).length,
    });
  }
  return { items };
}

export const sheet = async (ctx: Ctx, id: string): Promise<Sheet> => sheetOf(ctx, id, (await me(ctx)).id);

/** Marks on paper are entered for those without an account only: nobody marks in another's name. */
async function paperExpert(ctx: Ctx, expertId: string): Promise<store.ExpertRow> {
  const expert = (await store.experts(ctx.tx)).find((e) => e.id === expertId);
  if (!expert) throw new Problem('awards.unknown-expert');
  if (expert.accountId !== null) throw new Problem('awards.has-account');
  return expert;
}
export async function paperSheet(ctx: Ctx, id: string, expertId: string): Promise<Sheet> {
  await paperExpert(ctx, expertId);
  return sheetOf(ctx, id, expertId);
}

async function mark(ctx: Ctx, id: string, expertId: string, body: ScoreBody, paper: boolean): Promise<Sheet> {
  await store.lockRound(ctx.tx, id);
  const { round, review } = await needRound(ctx.tx, id);
  if (!marked(review, round.state, 'scoring')) throw new Problem('awards.sheet-closed');
  const own = new Map((await store.assignments(ctx.tx, id, expertId)).map((a) => [a.id, a]));
  // A connection declared after the draw: who signs in steps back, and another is drawn.
  const expert = (await store.experts(ctx.tx)).find((e) => e.id === expertId)!;
  const kinds = rulesOf(round).scheme.experts.conflicts;
  const byId = new Map((await store.candidates(ctx.tx, id)).map((c) => [c.subjectId, c]));
  const findings: Finding[] = body.items.flatMap((x, n) => {
    const a = own.get(x.assignment);
    const at = `body.items.${n}.assignment`;
    if (!a || a.recused) return [finding('W222', 'error', at)];
    const c = byId.get(a.subjectId)!;
    return !paper && inConflict(drawn(c), expert, kinds)
      ? [finding('W229', 'error', at, { name: c.name })]
      : [];
  });
  if (findings.length > 0)
    throw new Problem('awards.refused', { params: { count: findings.length }, findings });
  await store.insertMarks(
    ctx.tx,
    body.items.map((x) => ({ ...x, revision: own.get(x.assignment)!.revision + 1 })),
    { paper, account: ctx.actor.accountId, by: ctx.actor.name, now: ctx.now },
  );
  return sheetOf(ctx, id, expertId);
}
export const score = async (ctx: Ctx, id: string, body: ScoreBody): Promise<Sheet> =>
  mark(ctx, id, (await me(ctx)).id, body, false);
export async function enterPaper(ctx: Ctx, id: string, expertId: string, body: ScoreBody): Promise<Sheet> {
  await paperExpert(ctx, expertId);
  return mark(ctx, id, expertId, body, true);
}

/** Steps back from one enterprise; another expert is drawn in the same way where there is one. */
export async function recuse(ctx: Ctx, id: string, assignment: string, reason: string): Promise<Sheet> {
  await store.lockRound(ctx.tx, id);
  const expert = await me(ctx);
  const { round, review } = await needRound(ctx.tx, id);
  if (!marked(review, round.state, 'scoring')) throw new Problem('awards.sheet-closed');
  const given = await store.assignments(ctx.tx, id);
  const own = given.find((a) => a.id === assignment && a.expertId === expert.id && !a.recused);
  if (!own) throw new Problem('awards.unknown-sheet');
  await store.insertRecusal(ctx.tx, { assignment, reason, at: ctx.now, by: ctx.actor.name });
  const c = (await store.candidates(ctx.tx, id)).find((x) => x.subjectId === own.subjectId)!;
  const rule = rulesOf(round).scheme.experts;
  const load = new Map<string, number>();
  for (const a of given) if (!a.recused) load.set(a.expertId, (load.get(a.expertId) ?? 0) + 1);
  const next = redraw(
    round.seed,
    given.filter((a) => a.recused).length + 1,
    drawn(c),
    (await store.experts(ctx.tx)).filter((e) => e.active),
    new Set(given.filter((a) => a.subjectId === own.subjectId).map((a) => a.expertId)),
    load,
    rule,
  );
  if (next) {
    const number =
      given.find((a) => a.expertId === next.id)?.expertNumber ??
      Math.max(0, ...given.map((a) => a.expertNumber)) + 1;
    await store.insertAssignments(
      ctx.tx,
      id,
      [{ id: ctx.newId(), subjectId: own.subjectId, expertId: next.id, expertNumber: number }],
      ctx.now,
    );
  }
  return sheetOf(ctx, id, expert.id);
}

/**
 * The release of claims that somebody else has confirmed: computed once more from the facts of this moment, and then an application under public
 * notice with its commitment in the ledger. All that were chosen, or none.
 */
import type { z } from 'zod';
import { finding, Problem, type Day, type Finding } from '#kernel';
import type { Review } from '#engine/review';
import { versionAt } from '#engine/rules';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { brokenConstraint } from '#platform/db';
import type { contract } from './contract.ts';
import { answer, type DirectAnswer } from './direct-evaluate.ts';
import { gatherMany } from './direct-facts.ts';
import { legsOf } from './legs.ts';
import { lastDayOf, marksOf, reviewOf, stateIn } from './review.ts';
import { bookOf, titleOf } from './rules.ts';
import * as applications from './store.ts';
import * as store from './store/direct.ts';
import * as ledger from './store/ledger.ts';

type Body = z.output<(typeof contract)['actDirect']['body']>;
type Move = { readonly c: store.ClaimRow; readonly to: string };

/** What the facts of this moment say to the claims; in the order of the claims. */
async function answersNow(
  ctx: Ctx,
  pack: string,
  moves: readonly Move[],
): Promise<(DirectAnswer | undefined)[]> {
  const { book } = await bookOf(ctx.tx, pack);
  const gathered = await gatherMany(ctx.house, ctx.tx, book, {
    pack,
    subjects: [...new Set(moves.map((m) => m.c.subjectId))],
    years: [...new Set(moves.map((m) => m.c.year))],
    known: ctx.now,
  });
  return moves.map(({ c }) => {
    const scheme = book.schemes.get(c.scheme);
    const version = scheme && versionAt(scheme, c.asOf as Day, ctx.today);
    return (
      version &&
      answer(book, {
        subjectId: c.subjectId,
        scheme: c.scheme,
        year: c.year,
        asOf: c.asOf,
        known: ctx.now,
        today: ctx.today,
        ...gathered.factsOf(c, version, c.year),
      })
    );
  });
}

/** Why a claim may not be released as it was confirmed; undefined when it may. */
function objection(c: store.ClaimRow, a: DirectAnswer | undefined): Finding | undefined {
  const at = `items.${c.id}`;
  if (a?.outcome === 'barred')
    return finding('G403', 'error', at, { name: c.name, why: a.missing.map((m) => m.title).join('；') });
  if (a?.outcome !== 'owed' || a.basis !== 'authoritative')
    return finding('G404', 'error', at, { name: c.name });
  if (a.amountFen !== String(c.amount))
    return finding('G405', 'error', at, { name: c.name, before: String(c.amount), after: a.amountFen });
  if (a.inputHash !== c.inputHash || a.ruleVersion !== c.ruleVersion)
    return finding('G402', 'error', at, { name: c.name });
  return undefined;
}

async function budgetFor(ctx: Ctx, b: Body, rows: readonly store.ClaimRow[]): Promise<ledger.BudgetRow> {
  if (b.budget === null) throw new Problem('direct.no-budget');
  if (b.reference.length < 2) throw new Problem('direct.no-reference');
  const budget = await ledger.budgetById(ctx.tx, b.budget);
  if (!budget) throw new Problem('funding.unknown-budget');
  if (budget.pack !== b.pack || rows.some((c) => c.scheme !== budget.scheme))
    throw new Problem('funding.other-budget', { params: { fund: budget.fund } });
  return budget;
}

export async function release(ctx: Ctx, b: Body, moves: readonly Move[], review: Review): Promise<void> {
  const rows = moves.map((m) => m.c);
  const budget = await budgetFor(ctx, b, rows);
  const answers = await answersNow(ctx, b.pack, moves);
  const wrong = rows.flatMap((c, n) => objection(c, answers[n]) ?? []);
  if (wrong.length > 0)
    throw new Problem('direct.facts-changed', {
      params: { count: wrong.length, all: rows.length },
      findings: wrong,
    });
  try {
    for (const [n, m] of moves.entries()) await releaseOne(ctx, b, m, answers[n]!, budget, review);
  } catch (e) {
    const broken = brokenConstraint(e)?.constraint;
    if (broken === 'fund_balance_covered')
      throw new Problem('funding.not-covered', {
        params: { kind: t('zh-CN', 'funding.kind.commitment'), fund: budget.fund },
      });
    if (broken === 'fund_application_once') throw new Problem('direct.applied-already');
    throw e;
  }
}

async function releaseOne(
  ctx: Ctx,
  b: Body,
  { c, to }: Move,
  a: DirectAnswer,
  budget: ledger.BudgetRow,
  review: Review,
): Promise<void> {
  const { book, choices } = await bookOf(ctx.tx, c.pack);
  const { hash } = await reviewOf(ctx.tx, c.pack, review.id);
  const noticeId = await store.batchNotice(
    ctx.tx,
    {
      id: ctx.newId(),
      pack: c.pack,
      scheme: c.scheme,
      year: c.year,
      route: review.id,
      title: t('zh-CN', 'direct.batch', { scheme: titleOf(book, c.scheme).zh, year: c.year }),
      budgetId: budget.id,
      day: ctx.today,
      by: ctx.actor.name,
    },
    ctx.now,
  );
  const id = ctx.newId();
  const content = {
    facts: {},
    note: t('zh-CN', 'direct.note', { day: c.asOf }),
    commitment: null,
    payee: await store.lastPayee(ctx.tx, c.subjectId),
  };
  await applications.create(
    ctx.tx,
    {
      id,
      subjectId: c.subjectId,
      noticeId,
      pack: c.pack,
      scheme: c.scheme,
      year: c.year,
      project: '',
      state: c.state!,
      content,
      by: ctx.actor.name,
    },
    ctx.now,
  );
  for (const purpose of ['submission', 'approval'] as const)
    await applications.addCalculation(ctx.tx, {
      subjectId: c.subjectId,
      applicationId: id,
      purpose,
      asOf: a.asOf,
      known: ctx.now,
      amount: c.amount,
      level: a.result.level,
      ruleVersion: a.ruleVersion,
      ruleHash: hash,
      input: { ...a.input, choices },
      result: a.result,
      at: ctx.now,
      by: ctx.actor.name,
    });
  const state = stateIn(review, to);
  const day = lastDayOf(ctx, state, c.year);
  const moved = await applications.move(
    ctx.tx,
    id,
    1,
    {
      state: to,
      live: !marksOf(review, to).includes('void'),
      due: day && state?.due ? { day, role: state.due.who.role } : null,
      claimed: c.amount,
      approved: c.amount,
      recovery: null,
      enters: true,
      noticeFrom: ctx.today,
      noticeTo: day,
    },
    ctx.now,
  );
  if (!moved) throw new Problem('funding.changed');
  const confirmed = (await store.events(ctx.tx, c.id)).findLast((e) => e.to === c.state)!;
  const steps = [
    confirmed,
    {
      ...confirmed,
      key: b.key,
      act: b.act,
      from: c.state!,
      to,
      at: ctx.now,
      byAccount: ctx.actor.accountId,
      by: ctx.actor.name,
      role: ctx.actor.role,
      body: ctx.actor.body ?? '',
      reason: b.reason === '' ? b.reference : b.reason,
    },
  ];
  for (const [n, e] of steps.entries())
    await applications.addEvent(ctx.tx, {
      subjectId: c.subjectId,
      applicationId: id,
      seq: n + 1,
      key: e.key,
      act: e.act,
      from: e.from,
      to: e.to,
      at: e.at,
      byAccount: e.byAccount,
      byName: e.by,
      byRole: e.role,
      byBody: e.body,
      reason: e.reason,
      remarks: [],
      content: n === 0 ? null : content,
      detail: {},
      files: [],
      ruleHash: hash,
    });
  await commit(ctx, b, c, id, budget, hash);
  const done = await store.moveClaim(
    ctx.tx,
    c,
    {
      state: to,
      at: ctx.now,
      by: ctx.actor.accountId,
      byName: ctx.actor.name,
      byBody: ctx.actor.body ?? '',
      reason: b.reason,
    },
    { applicationId: id, releasedFen: c.amount },
  );
  if (!done) throw new Problem('funding.changed');
}

/** The commitment: proposed by who confirmed, released by who releases, so that the ledger's own four eyes see the two persons. */
async function commit(
  ctx: Ctx,
  b: Body,
  c: store.ClaimRow,
  applicationId: string,
  budget: ledger.BudgetRow,
  ruleHash: string,
): Promise<void> {
  const order = ctx.newId();
  await ledger.insertOrder(
    ctx.tx,
    {
      id: order,
      budgetId: budget.id,
      kind: 'commitment',
      amount: c.amount,
      subjectId: c.subjectId,
      applicationId,
      reference: b.reference,
      reason: b.reason,
      state: 'proposed',
      by: c.confirmedBy,
      byName: c.confirmedName ?? '',
      ruleHash,
    },
    c.confirmedAt ?? ctx.now,
  );
  await ledger.decideOrder(
    ctx.tx,
    order,
    1,
    { state: 'released', by: ctx.actor.accountId, byName: ctx.actor.name, reason: b.reason },
    ctx.now,
  );
  await ledger.book(
    ctx.tx,
    {
      id: ctx.newId(),
      budgetId: budget.id,
      orderId: order,
      kind: 'commitment',
      amount: c.amount,
      subjectId: c.subjectId,
      applicationId,
      reference: b.reference,
      byName: ctx.actor.name,
    },
    legsOf('commitment', c.amount),
    ctx.now,
  );
}

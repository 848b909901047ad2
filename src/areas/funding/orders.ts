/** Money acts: one person proposes, another releases, and only then the ledger moves. */
import type { z } from 'zod';
import { Problem } from '#kernel';
import { actsNow, applyAct, initialState, type ReviewCase } from '#engine/review';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { brokenConstraint } from '#platform/db';
import { writeCsv, writeWorkbook, XLSX } from '#platform/sheets';
import { forMoney, moveWithMoney } from './acts.ts';
import { moneyOpen } from './applications.ts';
import type { budgetSchema, contract, orderSchema } from './contract.ts';
import { legsOf } from './legs.ts';
import { openPayee, type KeptContent } from './payee.ts';
import { inWords, marksOf, regional, reviewOf, titleIn } from './review.ts';
import { bookOf, schemeIn, titleOf } from './rules.ts';
import * as applications from './store.ts';
import * as store from './store/ledger.ts';
import { transactionWire, who } from './wire.ts';

const REVIEW = 'money';

type Budget = z.input<typeof budgetSchema>;
type Order = z.input<typeof orderSchema>;

async function budgetWire(ctx: Ctx, b: store.BudgetRow): Promise<Budget> {
  const { book } = await bookOf(ctx.tx, b.pack);
  const of = (account: string): string => b.balances[account] ?? '0';
  return {
    id: b.id,
    pack: b.pack,
    fund: b.fund,
    scheme: b.scheme,
    schemeTitle: titleOf(book, b.scheme),
    year: b.year,
    balances: {
      appropriated: String(-BigInt(of('source'))),
      available: of('available'),
      committed: of('committed'),
      paid: of('paid'),
      recovered: of('recovered'),
    },
  };
}

async function needBudget(ctx: Ctx, id: string): Promise<store.BudgetRow> {
  const b = await store.budgetById(ctx.tx, id);
  if (!b) throw new Problem('funding.unknown-budget');
  return b;
}

export async function budgets(ctx: Ctx, pack: string, year: number | undefined) {
  const items: Budget[] = [];
  for (const b of await store.budgets(ctx.tx, pack, year)) items.push(await budgetWire(ctx, b));
  return { items };
}

export async function openBudget(
  ctx: Ctx,
  b: z.output<(typeof contract)['openBudget']['body']>,
): Promise<Budget> {
  const { book } = await bookOf(ctx.tx, b.pack);
  if (schemeIn(book, b.scheme).kind !== 'money')
    throw new Problem('funding.not-for-enterprises', { params: { scheme: titleOf(book, b.scheme).zh } });
  const id = ctx.newId();
  try {
    await store.insertBudget(ctx.tx, { ...b, id, by: ctx.actor.name }, ctx.now);
  } catch (e) {
    if (brokenConstraint(e)?.constraint === 'fund_budget_once')
      throw new Problem('funding.budget-already', { params: { fund: b.fund, year: b.year } });
    throw e;
  }
  return budgetWire(ctx, await needBudget(ctx, id));
}

export async function budget(ctx: Ctx, id: string) {
  return {
    budget: await budgetWire(ctx, await needBudget(ctx, id)),
    transactions: (await store.transactions(ctx.tx, { budget: id })).map(transactionWire),
  };
}

const caseOf = (o: store.OrderRow): ReviewCase => ({
  state: o.state,
  fields: {},
  attachments: 0,
  done: o.proposedBy === null ? [] : [{ act: 'propose', by: o.proposedBy }],
});

async function orderWire(ctx: Ctx, o: store.OrderRow): Promise<Order> {
  const { review } = await reviewOf(ctx.tx, o.pack, REVIEW);
  const { book } = await bookOf(ctx.tx, o.pack);
  return {
    id: o.id,
    budget: o.budgetId,
    fund: o.fund,
    schemeTitle: titleOf(book, o.scheme),
    year: o.year,
    kind: o.kind,
    amountFen: String(o.amount),
    subject: who(o),
    application: o.applicationId,
    reference: o.reference,
    reason: o.reason,
    state: o.state,
    stateTitle: titleIn(review, o.state),
    version: o.version,
    proposedAt: o.proposedAt,
    proposedBy: o.proposedName,
    decidedAt: o.decidedAt,
    decidedBy: o.decidedName,
    decidedReason: o.decidedReason,
    can: ctx.actor.permissions.has('funding.money')
      ? actsNow(review, caseOf(o), regional(ctx)).map((a) => ({
          id: a.id,
          title: a.title,
          reason: a.requires.reason,
        }))
      : [],
  };
}

export async function orders(
  ctx: Ctx,
  f: { state?: string | undefined; budget?: string | undefined },
  page: number,
  size: number,
) {
  const { total, items } = await store.listOrders(ctx.tx, f, size, (page - 1) * size);
  const rows: Order[] = [];
  for (const o of items) rows.push(await orderWire(ctx, o));
  return { total, items: rows };
}

const refused = (act: string, findings: Parameters<typeof inWords>[0]): Problem =>
  new Problem('funding.refused', { params: { act, count: findings.length }, findings: inWords(findings) });

const kindWord = (k: store.MoneyKind): string => t('zh-CN', `funding.kind.${k}`);

/** Whom and what an order is for: the application with its notice's budget, or a budget alone. */
async function target(ctx: Ctx, b: z.output<(typeof contract)['propose']['body']>) {
  if (b.application === null) {
    if (b.budget === null) throw new Problem('funding.unknown-budget');
    return { budget: await needBudget(ctx, b.budget), subjectId: null };
  }
  const c = await forMoney(ctx, b.application);
  if (!moneyOpen(c.review, c.a.state).includes(b.kind))
    throw new Problem('funding.not-now', {
      params: { kind: kindWord(b.kind), state: titleIn(c.review, c.a.state).zh },
    });
  const budgetId = c.notice.budgetId ?? b.budget;
  if (budgetId === null) throw new Problem('funding.no-budget');
  const found = await needBudget(ctx, budgetId);
  if (found.scheme !== c.a.scheme || found.pack !== c.a.pack)
    throw new Problem('funding.other-budget', { params: { fund: found.fund } });
  const amount = BigInt(b.amountFen);
  const due = {
    commitment: c.a.approved ?? 0n,
    payment: c.committed,
    release: c.committed,
    recovery: c.a.recovery ?? c.paid,
  };
  const most = due[b.kind as keyof typeof due];
  // What was decided is committed, paid and taken back whole; where the way decides no amount, a part may come back.
  const part = b.kind === 'recovery' && c.a.recovery === null;
  if (part ? amount > most : amount !== most)
    throw new Problem('funding.other-amount', {
      params: { kind: kindWord(b.kind), due: String(most), asked: b.amountFen },
    });
  return { budget: found, subjectId: c.a.subjectId };
}

export async function propose(ctx: Ctx, b: z.output<(typeof contract)['propose']['body']>): Promise<Order> {
  const there = await store.orderById(ctx.tx, b.id);
  if (there) {
    // The same press arriving again; anything else under the id is another order.
    if (
      there.proposedBy === ctx.actor.accountId &&
      there.kind === b.kind &&
      there.amount === BigInt(b.amountFen) &&
      there.applicationId === b.application
    )
      return orderWire(ctx, there);
    throw new Problem('funding.changed');
  }
  const { budget: found, subjectId } = await target(ctx, b);
  const { review, hash } = await reviewOf(ctx.tx, found.pack, REVIEW);
  const { transition, findings } = applyAct(
    review,
    { state: initialState(review).id, fields: {}, attachments: 0, done: [] },
    'propose',
    regional(ctx),
    b,
  );
  if (!transition) throw refused('propose', findings);
  try {
    const added = await store.insertOrder(
      ctx.tx,
      {
        id: b.id,
        budgetId: found.id,
        kind: b.kind,
        amount: BigInt(b.amountFen),
        subjectId,
        applicationId: b.application,
        reference: b.reference,
        reason: b.reason,
        state: transition.to,
        by: ctx.actor.accountId,
        byName: ctx.actor.name,
        ruleHash: hash,
      },
      ctx.now,
    );
    if (!added) throw new Problem('funding.changed');
  } catch (e) {
    if (brokenConstraint(e)?.constraint === 'fund_order_one_open')
      throw new Problem('funding.order-already', { params: { kind: kindWord(b.kind) } });
    throw e;
  }
  return orderWire(ctx, (await store.orderById(ctx.tx, b.id))!);
}

export async function decide(
  ctx: Ctx,
  id: string,
  b: z.output<(typeof contract)['decide']['body']>,
): Promise<Order> {
  await store.lockOrder(ctx.tx, id);
  const o = await store.orderById(ctx.tx, id);
  if (!o) throw new Problem('funding.unknown-order');
  if (o.version !== b.version) throw new Problem('funding.changed');
  const { review } = await reviewOf(ctx.tx, o.pack, REVIEW);
  const asked = review.acts.find((a) => a.id === b.act);
  const { transition, findings } = applyAct(review, caseOf(o), b.act, regional(ctx), b);
  if (!transition) throw refused(asked?.title.zh ?? b.act, findings);
  const decided = await store.decideOrder(
    ctx.tx,
    id,
    b.version,
    { state: transition.to, by: ctx.actor.accountId, byName: ctx.actor.name, reason: b.reason },
    ctx.now,
  );
  if (!decided) throw new Problem('funding.changed');
  if (marksOf(review, transition.to).includes('booked')) {
    const application = o.applicationId === null ? undefined : await forMoney(ctx, o.applicationId);
    try {
      await store.book(
        ctx.tx,
        {
          id: ctx.newId(),
          budgetId: o.budgetId,
          orderId: o.id,
          kind: o.kind,
          amount: o.amount,
          subjectId: o.subjectId,
          applicationId: o.applicationId,
          reference: o.reference,
          byName: ctx.actor.name,
        },
        legsOf(o.kind, o.amount),
        ctx.now,
      );
    } catch (e) {
      const broken = brokenConstraint(e)?.constraint;
      if (broken === 'fund_balance_covered')
        throw new Problem('funding.not-covered', { params: { kind: kindWord(o.kind), fund: o.fund } });
      if (broken === 'fund_application_room')
        throw new Problem('funding.no-room', { params: { kind: kindWord(o.kind) } });
      throw e;
    }
    if (application) await moveWithMoney(ctx, application, o.kind, o);
  }
  return orderWire(ctx, (await store.orderById(ctx.tx, id))!);
}

const columns = [
  'fund',
  'scheme',
  'year',
  'name',
  'code',
  'project',
  'amount',
  'payee',
  'bank',
  'account',
  'reference',
] as const;

/** Exact text of yuan, for a column that a bank reads. */
const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`;

/** What is committed and waits to be paid, with the accounts that it goes to. */
export async function exportPayments(ctx: Ctx, budgetId: string | undefined, format: 'xlsx' | 'csv') {
  const states = [];
  for (const { pack, route } of await applications.routes(ctx.tx)) {
    const { review } = await reviewOf(ctx.tx, pack, route);
    for (const s of review.states) if (s.marks.includes('paying')) states.push({ pack, route, state: s.id });
  }
  const found = await applications.toPay(ctx.tx, states, budgetId);
  const rows = [];
  for (const a of found) {
    const { book } = await bookOf(ctx.tx, a.pack);
    const payee = openPayee(ctx.house, a.subjectId, (a.content as KeptContent).payee);
    rows.push([
      a.fund,
      titleOf(book, a.scheme).zh,
      a.year,
      a.name,
      a.creditCode,
      a.project,
      yuan(a.open),
      payee?.name ?? '',
      payee?.bank ?? '',
      payee?.account ?? '',
      a.reference ?? '',
    ]);
  }
  const titles = columns.map((c) => t('zh-CN', `funding.export.${c}`));
  const name = t('zh-CN', 'funding.export.file', { day: ctx.today });
  return format === 'csv'
    ? {
        name: `${name}.csv`,
        type: 'text/csv; charset=utf-8',
        bytes: new TextEncoder().encode(writeCsv(titles, rows)),
      }
    : {
        name: `${name}.xlsx`,
        type: XLSX,
        bytes: await writeWorkbook({
          sheets: [
            { name: t('zh-CN', 'funding.export.sheet'), columns: titles.map((title) => ({ title })), rows },
          ],
        }),
      };
}

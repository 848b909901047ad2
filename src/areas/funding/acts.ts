/** What is done with an application: acts of the review, the amounts they compute, draws of experts; what moves money goes through an order (`orders.ts`). */
import type { z } from 'zod';
import { finding, Problem, type Day, type Finding } from '#kernel';
import { applyAct, type Review, type ReviewInput, type Transition } from '#engine/review';
import type { Ctx } from '#platform/act';
import { caseOf, contentOf, has, need, present } from './applications.ts';
import type { applicationSchema, contract, moneyKindSchema } from './contract.ts';
import { counted, lacking, withAct } from './documents.ts';
import { isOpen } from './notices.ts';
import { conclude, drawFor } from './panel.ts';
import { wrongEntries } from './performance.ts';
import { actorOn, inWords, lastDayOf, marksOf, regional, reviewOf, stateIn } from './review.ts';
import { bookOf, calculate, gather, type Calculated, type CalculationInput } from './rules.ts';
import * as store from './store.ts';
import { transactions } from './store/ledger.ts';
import * as seats from './store/panel.ts';

type Wire = z.output<typeof applicationSchema>;
type ActBody = z.output<(typeof contract)['act']['body']>;
type MoneyKind = z.output<typeof moneyKindSchema>;

const fields = /^(facts\.[a-z0-9-]{1,80}|documents\.[a-z0-9-]{1,40}|note|commitment|payee)$/;

/** Computes what is due now, by the rules of the day the application was handed in, and keeps it with its trace. */
async function compute(
  ctx: Ctx,
  a: store.ApplicationRow,
  purpose: 'submission' | 'approval',
): Promise<Calculated> {
  const { book, hash, choices } = await bookOf(ctx.tx, a.pack);
  const before = await store.calculations(ctx.tx, a.subjectId, a.id);
  const input: CalculationInput = {
    facts: await gather(
      ctx,
      book,
      { id: a.subjectId, name: a.name },
      { declared: contentOf(a).facts, project: a.project, but: a.id, pack: a.pack, year: a.year },
    ),
    asOf: before[0]?.asOf ?? ctx.today,
    known: ctx.now,
    year: a.year,
    choices,
    others: (await store.claimsOf(ctx.tx, a.subjectId, a.pack, a.year, a.id)).map((c) => ({
      scheme: c.scheme,
      project: c.project,
      amountFen: String(c.amount),
    })),
  };
  const { calculated, findings } = calculate(book, a.scheme, input);
  if (!calculated) throw new Problem('funding.bad-facts', { params: { count: findings.length }, findings });
  const { evaluation: e } = calculated;
  if (e.open !== null) throw new Problem('funding.open-question', { params: { question: e.open } });
  if (!e.eligible) {
    const missing: Finding[] = e.missing.map((m) =>
      finding(m.unknown ? 'G302' : 'G301', 'error', `content.facts.${m.fact ?? m.condition}`, {
        title: m.title,
        have: m.have ?? '—',
        need: m.need,
      }),
    );
    throw new Problem('funding.not-eligible', {
      params: { scheme: e.title, count: missing.length },
      findings: missing,
    });
  }
  if (calculated.amountFen === '0')
    throw new Problem('funding.nothing-left', {
      params: { group: book.overlaps.find((g) => g.id === calculated.cutBy)?.title.zh ?? '—' },
    });
  await store.addCalculation(ctx.tx, {
    subjectId: a.subjectId,
    applicationId: a.id,
    purpose,
    asOf: input.asOf,
    known: input.known,
    amount: BigInt(calculated.amountFen),
    level: calculated.level,
    ruleVersion: e.ruleVersion,
    ruleHash: hash,
    input,
    result: calculated,
    at: ctx.now,
    by: ctx.actor.name,
  });
  return calculated;
}

/** Writes a transition: the state, what comes with it, the event. */
async function moveTo(
  ctx: Ctx,
  c: {
    a: store.ApplicationRow;
    review: Review;
    hash: string;
    transition: Transition;
    seq: number;
    key: string;
    reason: string;
    remarks: unknown;
    handsOver: boolean;
    detail?: Readonly<Record<string, unknown>>;
    files?: store.EventRow['files'];
    set?: Partial<
      Pick<store.ApplicationRow, 'claimed' | 'approved' | 'recovery' | 'noticeFrom' | 'noticeTo'>
    >;
  },
): Promise<void> {
  const { a, review, transition } = c;
  const next = stateIn(review, transition.to);
  const enters = transition.from !== transition.to;
  const day = enters ? lastDayOf(ctx, next, a.year) : (a.dueDay as Day | null);
  const moved = await store.move(
    ctx.tx,
    a.id,
    a.version,
    {
      state: transition.to,
      live: !marksOf(review, transition.to).includes('void'),
      due: day && next?.due ? { day, role: next.due.who.role } : null,
      claimed: a.claimed,
      approved: a.approved,
      recovery: a.recovery,
      enters,
      noticeFrom: a.noticeFrom,
      noticeTo: a.noticeTo,
      ...c.set,
    },
    ctx.now,
  );
  if (!moved) throw new Problem('funding.changed');
  await store.addEvent(ctx.tx, {
    subjectId: a.subjectId,
    applicationId: a.id,
    seq: c.seq,
    key: c.key,
    act: transition.act,
    from: transition.from,
    to: transition.to,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    byName: ctx.actor.name,
    byRole: ctx.actor.role,
    byBody: ctx.actor.body ?? '',
    reason: c.reason,
    remarks: c.remarks,
    content: c.handsOver ? contentOf(a) : null,
    detail: c.detail ?? {},
    files: c.files ?? [],
    ruleHash: c.hash,
  });
}

/** One act. The application is held while it is decided, so that of two at once the second sees what the first did. */
export async function perform(ctx: Ctx, id: string, body: ActBody): Promise<Wire> {
  await store.lock(ctx.tx, id);
  const { a, notice } = await need(ctx, id);
  const { review, hash } = await reviewOf(ctx.tx, a.pack, a.route);
  const events = await store.events(ctx.tx, a.subjectId, a.id);
  const before = events.find((e) => e.key === body.key);
  if (before) {
    // The same press of the button arriving again: it is done already.
    if (before.act === body.act && before.byAccount === ctx.actor.accountId) return present(ctx, id);
    throw new Problem('funding.changed');
  }
  if (a.version !== body.version) throw new Problem('funding.changed');
  const actor = await actorOn(ctx, a);
  const asked = review.acts.find((x) => x.id === body.act);
  const refused = (findings: readonly Finding[]): Problem =>
    new Problem('funding.refused', {
      params: { act: asked?.title.zh ?? body.act, count: findings.length },
      findings: inWords(findings),
    });
  if (!actor) throw refused([finding('R203', 'error', 'act', { act: asked?.title.zh ?? body.act })]);
  if (asked && has(asked, 'money'))
    throw new Problem('funding.money-by-order', { params: { act: asked.title.zh } });
  const count = await counted(ctx, a);
  const { transition, findings } = applyAct(
    review,
    caseOf(a, events, count),
    body.act,
    actor,
    // Absent and undefined are the same here.
    body as ReviewInput,
  );
  if (!transition) throw refused(findings);
  const wrong = body.remarks.flatMap((r, n) =>
    fields.test(r.field) ? [] : [finding('G304', 'error', `remarks.${n}.field`, { field: r.field })],
  );
  const handsOver = asked!.requires.fields.length > 0;
  if (handsOver) wrong.push(...lacking(notice, count));
  wrong.push(...wrongEntries(ctx, body.entries));
  if (wrong.length > 0) throw refused(wrong);
  const detail: Record<string, unknown> = {};
  for (const e of asked!.requires.entries) detail[e] = body.entries[e as keyof typeof body.entries];

  let set: Parameters<typeof moveTo>[1]['set'] = {};
  // After a return the window may have closed; the first time it may not.
  if (handsOver && a.claimed === null && !isOpen(notice, ctx.today))
    throw new Problem('funding.closed', { params: { opens: notice.opens, closes: notice.closes } });
  if (has(asked!, 'calculate')) {
    const approval = has(asked!, 'approve');
    const { amountFen } = await compute(ctx, a, approval ? 'approval' : 'submission');
    const due = BigInt(amountFen);
    if (!approval) set = { claimed: due };
    else {
      const granted = body.amountFen === undefined ? due : BigInt(body.amountFen);
      if (granted > due)
        throw new Problem('funding.more-than-due', { params: { due: amountFen, asked: String(granted) } });
      set = {
        approved: granted,
        noticeFrom: ctx.today,
        noticeTo: lastDayOf(ctx, stateIn(review, transition.to), a.year),
      };
    }
  }
  if (has(asked!, 'reopen')) set = { approved: null, noticeFrom: null, noticeTo: null };
  if (has(asked!, 'close-notice')) {
    // A notice that began before the working days of the year were published gets its last day now.
    const last =
      a.noticeTo ?? lastDayOf(ctx, stateIn(review, a.state), a.year, (a.noticeFrom ?? ctx.today) as Day);
    if (last === null) throw new Problem('funding.notice-without-end');
    if (ctx.today <= last) throw new Problem('funding.notice-running', { params: { day: last } });
    set = { noticeTo: last };
    const waiting = (await store.objections(ctx.tx, a.id)).filter((o) => o.answer === null).length;
    if (waiting > 0) throw new Problem('funding.objections-open', { params: { count: waiting } });
  }
  if (has(asked!, 'draw')) {
    const { short } = await drawOne(ctx, notice, a);
    if (short.length > 0) throw new Problem('funding.too-few-experts');
  }
  if (has(asked!, 'conclude')) detail['panel'] = await conclude(ctx, a);
  if (has(asked!, 'demand')) {
    const asking = BigInt(body.entries.recovery!.amountFen);
    const { paid } = await balanceOf(ctx, a.id);
    if (asking > paid)
      throw new Problem('funding.more-than-paid', { params: { paid: String(paid), asked: String(asking) } });
    set = { recovery: asking };
  }
  if (has(asked!, 'cancel-demand')) set = { recovery: null };
  await moveTo(ctx, {
    a,
    review,
    hash,
    transition,
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: body.key,
    reason: body.reason,
    remarks: body.remarks,
    handsOver,
    detail,
    files: await withAct(ctx, a, notice, events, handsOver),
    set,
  });
  return present(ctx, id);
}

/** What is committed and not yet paid, and what is paid and not paid back, by the ledger. */
async function balanceOf(ctx: Ctx, id: string): Promise<{ committed: bigint; paid: bigint }> {
  const sum = (await transactions(ctx.tx, { application: id })).reduce<Partial<Record<MoneyKind, bigint>>>(
    (n, t) => ({ ...n, [t.kind]: (n[t.kind] ?? 0n) + t.amount }),
    {},
  );
  const of = (k: MoneyKind): bigint => sum[k] ?? 0n;
  return {
    committed: of('commitment') - of('release') - of('payment'),
    paid: of('payment') - of('recovery'),
  };
}

/** The application, held, with what a money act on it must know. */
export async function forMoney(ctx: Ctx, id: string) {
  await store.lock(ctx.tx, id);
  const { a, notice } = await need(ctx, id);
  const { review, hash } = await reviewOf(ctx.tx, a.pack, a.route);
  return { a, notice, review, hash, ...(await balanceOf(ctx, id)) };
}

/** Carries out the review's act that goes with a money act which was just released. */
export async function moveWithMoney(
  ctx: Ctx,
  c: Awaited<ReturnType<typeof forMoney>>,
  kind: MoneyKind,
  order: { id: string; reference: string },
): Promise<void> {
  const asked = c.review.acts.find((x) => has(x, 'money') && has(x, kind));
  const events = await store.events(ctx.tx, c.a.subjectId, c.a.id);
  const { transition, findings } = applyAct(
    c.review,
    caseOf(c.a, events, await counted(ctx, c.a)),
    asked?.id ?? kind,
    regional(ctx),
    {},
  );
  if (!transition)
    throw new Problem('funding.refused', {
      params: { act: asked?.title.zh ?? kind, count: findings.length },
      findings: inWords(findings),
    });
  await moveTo(ctx, {
    a: c.a,
    review: c.review,
    hash: c.hash,
    transition,
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: order.id,
    reason: order.reference,
    remarks: [],
    handsOver: false,
  });
}

async function drawOne(ctx: Ctx, notice: store.NoticeRow, a: store.ApplicationRow) {
  await store.lockNotice(ctx.tx, notice.id);
  if ((await seats.seats(ctx.tx, { application: a.id })).length > 0)
    throw new Problem('funding.drawn-already');
  return drawFor(ctx, notice, [a], ctx.newId());
}

/** One draw for all applications of a notice that wait for experts, so that the work is spread evenly over them. */
export async function drawAll(ctx: Ctx, noticeId: string, id: string) {
  await store.lockNotice(ctx.tx, noticeId);
  const notice = await store.noticeById(ctx.tx, noticeId);
  if (!notice) throw new Problem('funding.unknown-notice');
  const before = await seats.panelById(ctx.tx, id);
  if (before) {
    // The same press arriving again; anything else under the id is another draw.
    if (before.noticeId !== noticeId) throw new Problem('funding.changed');
    const there = await seats.seats(ctx.tx, { panel: id });
    return { drawn: new Set(there.map((s) => s.applicationId)).size, short: 0 };
  }
  const { review, hash } = await reviewOf(ctx.tx, notice.pack, notice.route);
  const act = review.acts.find((x) => has(x, 'draw'));
  const states = review.states.filter((s) => s.marks.includes('scoring')).map((s) => s.id);
  const waiting: store.ApplicationRow[] = [];
  for (const x of await seats.undrawn(ctx.tx, noticeId, states)) {
    await store.lock(ctx.tx, x);
    waiting.push((await store.byId(ctx.tx, x))!);
  }
  const { drawn, short } = await drawFor(ctx, notice, waiting, id);
  for (const a of waiting.filter((x) => drawn.includes(x.id))) {
    const events = await store.events(ctx.tx, a.subjectId, a.id);
    const { transition, findings } = applyAct(
      review,
      caseOf(a, events, {}),
      act?.id ?? 'draw',
      regional(ctx),
      {},
    );
    if (!transition)
      throw new Problem('funding.refused', {
        params: { act: act?.title.zh ?? 'draw', count: findings.length },
        findings: inWords(findings),
      });
    await moveTo(ctx, {
      a,
      review,
      hash,
      transition,
      seq: (events.at(-1)?.seq ?? 0) + 1,
      key: ctx.newId(),
      reason: '',
      remarks: [],
      handsOver: false,
    });
  }
  return { drawn: drawn.length, short: short.length };
}

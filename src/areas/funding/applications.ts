/** Applications: from a draft to the decision; what moves money goes through an order (`orders.ts`). */
import type { z } from 'zod';
import { canonicalJson, daysBetween, finding, Problem, type Day, type Finding } from '#kernel';
import {
  actsNow,
  applyAct,
  initialState,
  type Review,
  type ReviewAct,
  type ReviewCase,
  type Transition,
} from '#engine/review';
import type { Ctx } from '#platform/act';
import type {
  applicationContentSchema,
  applicationRowSchema,
  applicationSchema,
  contract,
  moneyKindSchema,
} from './contract.ts';
import { isOpen, noticeWire } from './notices.ts';
import { actorOn, inWords, lastDayOf, marksOf, regional, reviewOf, stateIn, titleIn } from './review.ts';
import {
  askedFacts,
  bookOf,
  calculate,
  gather,
  schemeIn,
  titleOf,
  type Calculated,
  type CalculationInput,
} from './rules.ts';
import * as store from './store.ts';
import { transactions } from './store/ledger.ts';
import { transactionWire } from './wire.ts';

type Content = z.output<typeof applicationContentSchema>;
type Wire = z.output<typeof applicationSchema>;
type Row = z.output<typeof applicationRowSchema>;
type ActBody = z.output<(typeof contract)['act']['body']>;
type MoneyKind = z.output<typeof moneyKindSchema>;

const contentOf = (a: store.ApplicationRow): Content => a.content as Content;
const text = (x: bigint | null): string | null => (x === null ? null : String(x));
const has = (a: ReviewAct, mark: string): boolean => a.marks?.includes(mark) === true;

async function need(ctx: Ctx, id: string): Promise<{ a: store.ApplicationRow; notice: store.NoticeRow }> {
  const a = await store.byId(ctx.tx, id);
  const notice = a && (await store.noticeById(ctx.tx, a.noticeId));
  if (!a || !notice) throw new Problem('funding.unknown');
  return { a, notice };
}

const caseOf = (a: store.ApplicationRow, events: readonly store.EventRow[]): ReviewCase => ({
  state: a.state,
  fields: { ...contentOf(a) },
  attachments: 0,
  done: events.flatMap((e) => (e.byAccount === null ? [] : [{ act: e.act, by: e.byAccount }])),
});

/** A draft under an open notice, for the actor's own enterprise. */
export async function create(ctx: Ctx, noticeId: string, project: string): Promise<{ id: string }> {
  if (ctx.actor.scope.kind !== 'subject') throw new Problem('auth.out-of-scope');
  const { subjectId } = ctx.actor.scope;
  const notice = await store.noticeById(ctx.tx, noticeId);
  if (!notice) throw new Problem('funding.unknown-notice');
  if (!isOpen(notice, ctx.today))
    throw new Problem('funding.closed', { params: { opens: notice.opens, closes: notice.closes } });
  const { book } = await bookOf(ctx.tx, notice.pack);
  const named = schemeIn(book, notice.scheme).grain === 'project';
  if (named && project === '') throw new Problem('funding.name-the-project');
  const same = (await store.liveOf(ctx.tx, subjectId, notice.pack)).some(
    (x) => x.scheme === notice.scheme && x.year === notice.year && x.project === project,
  );
  if (same) throw new Problem('funding.already', { params: { year: notice.year } });
  const { review } = await reviewOf(ctx.tx, notice.pack, notice.route);
  const id = ctx.newId();
  await store.create(
    ctx.tx,
    {
      id,
      subjectId,
      noticeId,
      pack: notice.pack,
      scheme: notice.scheme,
      year: notice.year,
      project,
      state: initialState(review).id,
      content: { facts: {}, note: '', commitment: null, payee: null } satisfies Content,
      by: ctx.actor.name,
    },
    ctx.now,
  );
  return { id };
}

export async function save(ctx: Ctx, id: string, version: number, content: Content): Promise<Wire> {
  await store.lock(ctx.tx, id);
  const { a } = await need(ctx, id);
  const { review } = await reviewOf(ctx.tx, a.pack, a.route);
  const actor = await actorOn(ctx, a);
  if (actor?.level !== 'own' || !marksOf(review, a.state).includes('editable'))
    throw new Problem('funding.not-editable', { params: { state: titleIn(review, a.state).zh } });
  if (!(await store.saveContent(ctx.tx, id, version, content, ctx.now))) throw new Problem('funding.changed');
  return present(ctx, id);
}

const fields = /^(facts\.[a-z0-9-]{1,80}|note|commitment|payee)$/;

/** Computes what is due now, by the rules of the day the application was handed in, and keeps it with its trace. */
async function compute(
  ctx: Ctx,
  a: store.ApplicationRow,
  purpose: 'submission' | 'approval',
): Promise<Calculated> {
  const { book, hash } = await bookOf(ctx.tx, a.pack);
  const before = await store.calculations(ctx.tx, a.subjectId, a.id);
  const input: CalculationInput = {
    facts: await gather(
      ctx,
      book,
      { id: a.subjectId, name: a.name },
      { declared: contentOf(a).facts, project: a.project, but: a.id },
    ),
    asOf: before[0]?.asOf ?? ctx.today,
    known: ctx.now,
    year: a.year,
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
    set?: Partial<Pick<store.ApplicationRow, 'claimed' | 'approved' | 'noticeFrom' | 'noticeTo'>>;
  },
): Promise<void> {
  const { a, review, transition } = c;
  const next = stateIn(review, transition.to);
  const day = lastDayOf(ctx, next, a.year);
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
  const { transition, findings } = applyAct(review, caseOf(a, events), body.act, actor, body);
  if (!transition) throw refused(findings);
  const wrong = body.remarks.flatMap((r, n) =>
    fields.test(r.field) ? [] : [finding('G304', 'error', `remarks.${n}.field`, { field: r.field })],
  );
  if (wrong.length > 0) throw refused(wrong);

  let set: Parameters<typeof moveTo>[1]['set'] = {};
  const handsOver = asked!.requires.fields.length > 0;
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
    set,
  });
  return present(ctx, id);
}

const moneyMarks = {
  commitment: ['committing'],
  release: ['paying', 'releasing'],
  payment: ['paying'],
  recovery: ['recovering'],
} as const;

/** Money acts that the application's state is open for. */
export const moneyOpen = (review: Review, state: string): MoneyKind[] =>
  (Object.keys(moneyMarks) as (keyof typeof moneyMarks)[]).filter((k) =>
    moneyMarks[k].some((m) => marksOf(review, state).includes(m)),
  );

/** The application, held, with what a money act on it must know. */
export async function forMoney(ctx: Ctx, id: string) {
  await store.lock(ctx.tx, id);
  const { a, notice } = await need(ctx, id);
  const { review, hash } = await reviewOf(ctx.tx, a.pack, a.route);
  const sum = (await transactions(ctx.tx, { application: id })).reduce<Partial<Record<MoneyKind, bigint>>>(
    (n, t) => ({ ...n, [t.kind]: (n[t.kind] ?? 0n) + t.amount }),
    {},
  );
  const of = (k: MoneyKind): bigint => sum[k] ?? 0n;
  return {
    a,
    notice,
    review,
    hash,
    committed: of('commitment') - of('release') - of('payment'),
    paid: of('payment') - of('recovery'),
  };
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
    caseOf(c.a, events),
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

export async function rowOf(ctx: Ctx, a: store.ApplicationRow, review: Review): Promise<Row> {
  const { book } = await bookOf(ctx.tx, a.pack);
  return {
    id: a.id,
    subject: {
      id: a.subjectId,
      name: a.name,
      creditCode: a.creditCode,
      regionName: a.regionName,
      simulated: a.simulated,
    },
    pack: a.pack,
    scheme: a.scheme,
    schemeTitle: titleOf(book, a.scheme),
    year: a.year,
    project: a.project,
    state: a.state,
    stateTitle: titleIn(review, a.state),
    claimedFen: text(a.claimed),
    approvedFen: text(a.approved),
    due:
      a.dueDay === null || a.dueRole === null
        ? null
        : { day: a.dueDay, role: a.dueRole, days: daysBetween(ctx.today, a.dueDay as Day) },
    updatedAt: a.updatedAt,
  };
}

export async function present(ctx: Ctx, id: string): Promise<Wire> {
  const { a, notice } = await need(ctx, id);
  const { review } = await reviewOf(ctx.tx, a.pack, a.route);
  const { book } = await bookOf(ctx.tx, a.pack);
  const events = await store.events(ctx.tx, a.subjectId, a.id);
  const calculations = await store.calculations(ctx.tx, a.subjectId, a.id);
  const actor = await actorOn(ctx, a);
  const marks = marksOf(review, a.state);
  const last = events.at(-1);
  const of = (purpose: 'submission' | 'approval'): bigint | undefined =>
    calculations.findLast((c) => c.purpose === purpose)?.amount;
  const [claimed, approved] = [of('submission'), of('approval')];
  return {
    ...(await rowOf(ctx, a, review)),
    notice: noticeWire(notice, book, ctx.today),
    version: a.version,
    content: contentOf(a),
    editable: actor?.level === 'own' && marks.includes('editable'),
    facts: askedFacts(book, a.scheme, (calculations[0]?.asOf ?? ctx.today) as Day, ctx.now),
    can: actor
      ? actsNow(review, caseOf(a, events), actor)
          .filter((x) => !has(x, 'money'))
          .map((x) => ({
            id: x.id,
            title: x.title,
            reason: x.requires.reason,
            remarks: x.requires.remarks,
            marks: x.marks ?? [],
          }))
      : [],
    money: ctx.actor.permissions.has('funding.money') ? moneyOpen(review, a.state) : [],
    remarks: (marks.includes('editable') ? (last?.remarks as Wire['remarks'] | undefined) : undefined) ?? [],
    events: events.map((e) => ({
      seq: e.seq,
      act: e.act,
      actTitle: review.acts.find((x) => x.id === e.act)?.title ?? { zh: e.act },
      to: e.to,
      toTitle: titleIn(review, e.to),
      at: e.at,
      by: e.by,
      body: e.body,
      reason: e.reason,
      remarks: e.remarks as Wire['remarks'],
      ruleHash: e.ruleHash,
    })),
    calculations: calculations.map((c) => {
      const { evaluation, cutBy } = c.result as Calculated;
      return {
        seq: c.seq,
        purpose: c.purpose,
        amountFen: String(c.amount),
        ruleVersion: c.ruleVersion,
        ruleHash: c.ruleHash,
        at: c.at,
        evaluation: evaluation as unknown as Wire['calculations'][number]['evaluation'],
        cutBy,
      };
    }),
    differenceFen:
      claimed === undefined || approved === undefined ? null : String((a.approved ?? approved) - claimed),
    publicity: a.noticeFrom === null ? null : { from: a.noticeFrom, to: a.noticeTo },
    objections: (await store.objections(ctx.tx, a.id)).map(({ applicationId: _, ...o }) => o),
    transactions: (await transactions(ctx.tx, { application: a.id })).map(transactionWire),
  };
}

/** As it comes back from the database: what is undefined is not there. */
const plain = (v: unknown): unknown => JSON.parse(JSON.stringify(v)) as unknown;

/** Every kept amount computed again from its kept input; null where the rules have been published anew since. */
export async function verify(ctx: Ctx, id: string) {
  const { a } = await need(ctx, id);
  const items = [];
  for (const c of await store.calculations(ctx.tx, a.subjectId, a.id)) {
    const kept = c.result as Calculated;
    const { book, hash } = await bookOf(ctx.tx, a.pack, kept.evaluation.choices);
    const again =
      hash === c.ruleHash ? calculate(book, a.scheme, c.input as CalculationInput).calculated : undefined;
    items.push({
      seq: c.seq,
      amountFen: String(c.amount),
      recomputedFen: again?.amountFen ?? null,
      same: again !== undefined && canonicalJson(plain(again)) === canonicalJson(kept),
    });
  }
  return { items };
}

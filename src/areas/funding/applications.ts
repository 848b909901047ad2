/** Applications: the draft and what the reader is shown; what is done with them stands in `acts.ts`. */
import type { z } from 'zod';
import { canonicalJson, daysBetween, Problem, type Day } from '#kernel';
import {
  actsNow,
  initialState,
  signatures,
  type Review,
  type ReviewAct,
  type ReviewCase,
} from '#engine/review';
import type { Ctx } from '#platform/act';
import type {
  applicationContentSchema,
  applicationRowSchema,
  applicationSchema,
  moneyKindSchema,
} from './contract.ts';
import { counted, documentsWire } from './documents.ts';
import { isOpen, noticeWire } from './notices.ts';
import { panelWire, type PanelResult } from './panel.ts';
import { payeeWire, sealPayee, type KeptContent } from './payee.ts';
import { performanceOf, siteOf } from './performance.ts';
import { actorOn, marksOf, reviewOf, titleIn } from './review.ts';
import {
  askedFacts,
  bookOf,
  calculate,
  frozenBook,
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
type MoneyKind = z.output<typeof moneyKindSchema>;

export const contentOf = (a: store.ApplicationRow): KeptContent => a.content as KeptContent;
const text = (x: bigint | null): string | null => (x === null ? null : String(x));
export const has = (a: ReviewAct, mark: string): boolean => a.marks?.includes(mark) === true;

export async function need(
  ctx: Ctx,
  id: string,
): Promise<{ a: store.ApplicationRow; notice: store.NoticeRow }> {
  const a = await store.byId(ctx.tx, id);
  const notice = a && (await store.noticeById(ctx.tx, a.noticeId));
  if (!a || !notice) throw new Problem('funding.unknown');
  return { a, notice };
}

export const caseOf = (
  a: store.ApplicationRow,
  events: readonly store.EventRow[],
  documents: Readonly<Record<string, number>>,
): ReviewCase => ({
  state: a.state,
  fields: { ...contentOf(a) },
  attachments: 0,
  documents,
  done: events.flatMap((e) =>
    e.byAccount === null ? [] : [{ act: e.act, by: e.byAccount, stayed: e.from === e.to }],
  ),
});

/** A draft under an open notice, for the actor's own enterprise. */
export async function create(
  ctx: Ctx,
  { notice: noticeId, project, id: given }: { notice: string; project: string; id?: string | undefined },
): Promise<{ id: string }> {
  if (ctx.actor.scope.kind !== 'subject') throw new Problem('auth.out-of-scope');
  const { subjectId } = ctx.actor.scope;
  const there = given === undefined ? undefined : await store.byId(ctx.tx, given);
  if (there) {
    // The same press arriving again; anything else under the id is another application.
    if (there.subjectId === subjectId && there.noticeId === noticeId && there.project === project)
      return { id: there.id };
    throw new Problem('funding.changed');
  }
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
  const id = given ?? ctx.newId();
  const added = await store.create(
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
      content: { facts: {}, note: '', commitment: null, payee: null } satisfies KeptContent,
      by: ctx.actor.name,
    },
    ctx.now,
  );
  if (!added) throw new Problem('funding.changed');
  return { id };
}

export async function save(ctx: Ctx, id: string, version: number, content: Content): Promise<Wire> {
  await store.lock(ctx.tx, id);
  const { a } = await need(ctx, id);
  const { review } = await reviewOf(ctx.tx, a.pack, a.route);
  const actor = await actorOn(ctx, a);
  if (actor?.level !== 'own' || !marksOf(review, a.state).includes('editable'))
    throw new Problem('funding.not-editable', { params: { state: titleIn(review, a.state).zh } });
  const payee = sealPayee(ctx.house, a.subjectId, content.payee, contentOf(a).payee);
  if (!(await store.saveContent(ctx.tx, id, version, { ...content, payee }, ctx.now)))
    throw new Problem('funding.changed');
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
  const hidden = new Set(
    actor?.level === 'own' ? review.documents?.filter((d) => d.internal).map((d) => d.id) : [],
  );
  const now = caseOf(a, events, await counted(ctx, a));
  const concluded = events.findLast((e) => 'panel' in e.detail)?.detail['panel'];
  const of = (purpose: 'submission' | 'approval'): bigint | undefined =>
    calculations.findLast((c) => c.purpose === purpose)?.amount;
  const [claimed, approved] = [of('submission'), of('approval')];
  return {
    ...(await rowOf(ctx, a, review)),
    notice: noticeWire(notice, book, ctx.today),
    version: a.version,
    content: { ...contentOf(a), payee: payeeWire(contentOf(a).payee) },
    editable: actor?.level === 'own' && marks.includes('editable'),
    facts: askedFacts(ctx.house, book, a.scheme, (calculations[0]?.asOf ?? ctx.today) as Day, ctx.now),
    can: actor
      ? actsNow(review, now, actor)
          .filter((x) => !has(x, 'money'))
          .map((x) => ({
            id: x.id,
            title: x.title,
            reason: x.requires.reason,
            remarks: x.requires.remarks,
            entries: x.requires.entries,
            documents: x.requires.documents,
            marks: x.marks ?? [],
          }))
      : [],
    money:
      ctx.actor.permissions.has('funding.money') && ctx.actor.scope.kind === 'all'
        ? moneyOpen(review, a.state)
        : [],
    documents: await documentsWire(ctx, a, notice, review, events, actor),
    signatures: signatures(review, now).map((x) => ({
      party: x.party,
      title: x.act.title,
      signed: x.signed,
    })),
    panel: await panelWire(ctx, a, concluded as PanelResult | undefined),
    site: actor?.level === 'own' ? null : siteOf(events),
    performance: performanceOf(ctx.house, events),
    recoveryFen: text(a.recovery),
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
      files: e.files
        .filter((f) => !hidden.has(f.document))
        .map(({ document, id: file, name }) => ({ document, id: file, name })),
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

/** Every kept amount computed again from its kept input, by the rules as they were published then, whatever is in force now. */
export async function verify(ctx: Ctx, id: string) {
  const { a } = await need(ctx, id);
  const items = [];
  for (const c of await store.calculations(ctx.tx, a.subjectId, a.id)) {
    const kept = c.result as Calculated;
    const input = c.input as CalculationInput;
    const book = await frozenBook(ctx.tx, a.pack, c.ruleHash, input.choices);
    const again = calculate(book, a.scheme, input).calculated;
    items.push({
      seq: c.seq,
      amountFen: String(c.amount),
      recomputedFen: again?.amountFen ?? null,
      ruleHash: c.ruleHash,
      same: again !== undefined && canonicalJson(plain(again)) === canonicalJson(kept),
    });
  }
  return { items };
}

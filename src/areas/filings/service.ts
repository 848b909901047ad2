import type { z } from 'zod';
import { finding, hasErrors, parseDecimal, Problem, toNumber, yearOf, type Day, type Finding } from '#kernel';
import {
  actsNow,
  applyAct,
  initialState,
  type Review,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { t } from '#locales';
import type { Ctx } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { contract, filingRowSchema, filingSchema, remarkSchema } from './contract.ts';
import {
  checkContent,
  checkProgress,
  completionOf,
  finishedOf,
  fitProgress,
  knowsField,
  openQuarters,
  type Content,
  type Progress,
} from './content.ts';
import { rulesOf } from './overview.ts';
import { actorOn, indicatorsOf, marksOf, reviewOf, stateOf, windowOf } from './review.ts';
import * as store from './store.ts';
import { measured, suggest } from './suggest.ts';

type Wire = z.output<typeof filingSchema>;
type Row = z.output<typeof filingRowSchema>;
type Remark = z.output<typeof remarkSchema>;
type ActBody = z.output<(typeof contract)['act']['body']>;

const contentOf = (f: store.FilingRow): Content => f.content as Content;
const subjectOf = (f: store.FilingRow): Row['subject'] => ({
  id: f.subjectId,
  name: f.name,
  creditCode: f.creditCode,
  regionCode: f.regionCode,
  regionName: f.regionName,
  parkCode: f.parkCode,
  parkName: f.parkName,
  industryCode: f.industryCode,
  industryName: f.industryName,
  simulated: f.simulated,
});
const titleIn = (r: Review, state: string) => stateOf(r, state)?.title ?? { zh: state };

async function need(ctx: Ctx, id: string): Promise<store.FilingRow> {
  const f = await store.byId(ctx.tx, id);
  if (!f) throw new Problem('filings.unknown');
  return f;
}

export async function rules(ctx: Ctx, pack: string) {
  const { review, plan } = await reviewOf(ctx.tx, pack);
  const [first, last] = [yearOf(plan.horizon.from as Day), yearOf(plan.horizon.to as Day)];
  return {
    pack,
    title: review.title,
    source: review.source,
    states: review.states.map((s) => ({
      id: s.id,
      title: s.title,
      final: s.final ?? false,
      void: s.marks.includes('void'),
    })),
    years: Array.from({ length: last - first + 1 }, (_, i) => first + i),
  };
}

/** A draft for the actor's own enterprise, filled from the latest benchmark run where there is one. */
export async function create(ctx: Ctx, year: number, pack: string): Promise<{ id: string }> {
  if (ctx.actor.scope.kind !== 'subject') throw new Problem('auth.out-of-scope');
  const { subjectId } = ctx.actor.scope;
  const { review, plan } = await reviewOf(ctx.tx, pack);
  const { years } = await rules(ctx, pack);
  if (!years.includes(year))
    throw new Problem('filings.outside-plan', { params: { from: years[0]!, to: years.at(-1)! } });
  if (await store.liveOf(ctx.tx, subjectId, pack, year))
    throw new Problem('filings.already', { params: { year } });
  const suggested = await suggest(ctx.tx, subjectId, pack, year, indicatorsOf(plan));
  const id = ctx.newId();
  await store.create(
    ctx.tx,
    {
      id,
      subjectId,
      year,
      pack,
      state: initialState(review).id,
      content: suggested?.content ?? { leader: null, items: [], measures: [] },
      by: ctx.actor.name,
    },
    ctx.now,
  );
  return { id };
}

export async function suggestion(ctx: Ctx, id: string) {
  const f = await need(ctx, id);
  const { plan } = await reviewOf(ctx.tx, f.pack);
  const s = await suggest(ctx.tx, f.subjectId, f.pack, f.year, indicatorsOf(plan));
  return { content: s?.content ?? null, run: s?.run ?? null, leaders: s?.leaders ?? [] };
}

const caseOf = (f: store.FilingRow, events: readonly store.EventRow[]): ReviewCase => ({
  state: f.state,
  fields: { ...contentOf(f) },
  attachments: contentOf(f).items.filter((i) => i.evidence !== '').length,
  done: events.map((e) => ({ act: e.act, by: e.byAccount ?? '' })),
});

const mayEdit = (review: Review, f: store.FilingRow, actor: ReviewActor | undefined): boolean =>
  marksOf(review, f.state).includes('editable') && actor?.role === 'enterprise' && actor.level === 'own';

const progressOf = (events: readonly store.EventRow[]): Progress[] =>
  events.flatMap((e) => (e.progress === null ? [] : [e.progress as Progress]));

/** Everything a page needs of one filing, as this reader may see it. */
export async function present(ctx: Ctx, id: string): Promise<Wire> {
  const f = await need(ctx, id);
  const { review, plan } = await reviewOf(ctx.tx, f.pack);
  const events = await store.events(ctx.tx, f.subjectId, f.id);
  const actor = await actorOn(ctx, f);
  const content = contentOf(f);
  const marks = marksOf(review, f.state);
  const window = windowOf(plan, f.year);
  const indicators = indicatorsOf(plan);
  const reported = new Set(progressOf(events).map((p) => p.quarter));
  const first = plan.provisions.find((p) => p.clause === review.clause && p.quote.includes('备案'));
  const { enterprise } = await rulesOf(ctx.tx, f.pack);
  const enteredAt = (state: string): string | null =>
    events.findLast((e) => e.to === state && e.from !== state)?.at ??
    (state === initialState(review).id ? f.createdAt : null);
  return {
    id: f.id,
    subject: subjectOf(f),
    year: f.year,
    pack: f.pack,
    state: f.state,
    stateTitle: titleIn(review, f.state),
    version: f.version,
    content,
    createdAt: f.createdAt,
    createdBy: f.createdBy,
    updatedAt: f.updatedAt,
    editable: mayEdit(review, f, actor),
    can: actor
      ? actsNow(review, caseOf(f, events), actor).map((a) => ({
          id: a.id,
          title: a.title,
          to: a.to,
          reason: a.requires.reason,
          remarks: a.requires.remarks,
          entries: a.requires.entries,
        }))
      : [],
    states: review.states.map((s) => ({
      id: s.id,
      title: s.title,
      final: s.final ?? false,
      void: s.marks.includes('void'),
      at: enteredAt(s.id),
    })),
    // The last act was the return, as long as nothing was done about it.
    remarks: (events.at(-1)?.remarks as Remark[] | undefined) ?? [],
    events: events.map((e) => ({
      seq: e.seq,
      act: e.act,
      actTitle: review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      to: e.to,
      toTitle: titleIn(review, e.to),
      at: e.at,
      by: e.by,
      reason: e.reason,
      remarks: e.remarks as Remark[],
      progress: e.progress as Progress | null,
    })),
    checks: marks.includes('editable')
      ? checkContent(content, { subjectId: f.subjectId, name: f.name, window, indicators })
      : [],
    completion: marks.includes('accepted')
      ? completionOf(content, progressOf(events).at(-1) ?? null, enterprise).wire
      : null,
    measured: marks.includes('accepted')
      ? await measured(ctx.tx, f.subjectId, f.pack, f.year, content.items)
      : null,
    quarters: marks.includes('executing') ? openQuarters(f.year, window.to, ctx.today, reported) : [],
    window,
    indicators,
    passage: first ? { pack: f.pack, clause: first.clause, quote: first.quote } : null,
  };
}

export async function save(ctx: Ctx, id: string, version: number, content: Content): Promise<Wire> {
  const f = await need(ctx, id);
  const { review } = await reviewOf(ctx.tx, f.pack);
  if (!mayEdit(review, f, await actorOn(ctx, f)))
    throw new Problem('filings.not-editable', { params: { state: titleIn(review, f.state).zh } });
  if (!(await store.saveContent(ctx.tx, id, version, content, ctx.now))) throw new Problem('filings.changed');
  return present(ctx, id);
}

/** One act. The filing is held while it is decided, so that of two at once the second sees what the first did. */
export async function perform(ctx: Ctx, id: string, body: ActBody): Promise<Wire> {
  await store.lock(ctx.tx, id);
  const f = await need(ctx, id);
  const { review, plan, hash } = await reviewOf(ctx.tx, f.pack);
  const events = await store.events(ctx.tx, f.subjectId, f.id);
  const before = events.find((e) => e.key === body.key);
  if (before) {
    // The same press of the button arriving again: it is done already.
    if (before.act === body.act && before.byAccount === ctx.actor.accountId) return present(ctx, id);
    throw new Problem('filings.changed');
  }
  if (f.version !== body.version) throw new Problem('filings.changed');
  const content = contentOf(f);
  const actor = await actorOn(ctx, f);
  const asked = review.acts.find((a) => a.id === body.act);
  const refused = (findings: readonly Finding[]): Problem =>
    new Problem('filings.refused', {
      params: { act: asked?.title.zh ?? body.act, count: findings.length },
      findings,
    });
  if (!actor) throw refused([finding('R203', 'error', 'act', { act: asked?.title.zh ?? body.act })]);
  const progress =
    body.progress && asked?.requires.entries.includes('progress')
      ? fitProgress(body.progress, content)
      : null;
  const { transition, findings } = applyAct(review, caseOf(f, events), body.act, actor, {
    reason: body.reason,
    remarks: body.remarks,
    entries: { progress },
  });
  if (!transition) throw refused(findings);

  const more: Finding[] = [];
  const marks = marksOf(review, f.state);
  // Leaving the enterprise's desk for somebody else's: what is written must be whole.
  const handsOver = asked!.requires.fields.length > 0;
  if (handsOver)
    more.push(
      ...checkContent(content, {
        subjectId: f.subjectId,
        name: f.name,
        window: windowOf(plan, f.year),
        indicators: indicatorsOf(plan),
      }).filter((x) => x.severity === 'error'),
    );
  for (const [n, r] of body.remarks.entries())
    if (!knowsField(content, r.field)) more.push(finding('R318', 'error', `remarks.${n}.field`));
  if (progress) {
    const filed = progressOf(events);
    const reported = new Set(filed.map((p) => p.quarter));
    const final = stateOf(review, transition.to)?.final === true;
    const open = openQuarters(f.year, windowOf(plan, f.year).to, ctx.today, new Set());
    more.push(
      ...checkProgress(progress, content, {
        before: filed.at(-1) ?? null,
        // A self-evaluation closes the last quarter, reported or not.
        reported: final ? new Set() : reported,
        open: final ? open : open.filter((q) => !reported.has(q)),
        final,
      }),
    );
  }
  if (hasErrors(more)) throw refused(more);

  const next = marksOf(review, transition.to);
  if (
    !(await store.move(
      ctx.tx,
      id,
      body.version,
      { state: transition.to, live: !next.includes('void') },
      ctx.now,
    ))
  )
    throw new Problem('filings.changed');
  await store.addEvent(ctx.tx, {
    subjectId: f.subjectId,
    filingId: f.id,
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: body.key,
    act: transition.act,
    from: transition.from,
    to: transition.to,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    byName: ctx.actor.name,
    byRole: ctx.actor.role,
    reason: body.reason,
    remarks: body.remarks,
    content: handsOver && marks.includes('editable') ? content : null,
    progress,
    ruleHash: hash,
  });
  return present(ctx, id);
}

/** Rows of a list with their titles and completion, each by the review of its own pack. */
async function toRows(ctx: Ctx, items: readonly store.FilingRow[]): Promise<Row[]> {
  const packs = [...new Set(items.map((f) => f.pack))];
  const books = new Map(
    await Promise.all(
      packs.map(
        async (p) =>
          [
            p,
            { review: (await reviewOf(ctx.tx, p)).review, rules: (await rulesOf(ctx.tx, p)).enterprise },
          ] as const,
      ),
    ),
  );
  return items.map((f) => {
    const { review, rules: r } = books.get(f.pack)!;
    const content = contentOf(f);
    const progress = f.progress as Progress | null;
    const done = marksOf(review, f.state).includes('accepted')
      ? completionOf(content, progress, r).wire
      : null;
    return {
      id: f.id,
      subject: subjectOf(f),
      year: f.year,
      pack: f.pack,
      state: f.state,
      stateTitle: titleIn(review, f.state),
      leader: content.leader?.name || null,
      items: content.items.length,
      measures: content.measures.length,
      finished: finishedOf(content, progress),
      completion: done?.total ?? null,
      complete: done?.complete ?? false,
      updatedAt: f.updatedAt,
    };
  });
}

export async function list(ctx: Ctx, f: store.FilingFilter, page: number, size: number) {
  const { total, items } = await store.list(ctx.tx, f, size, (page - 1) * size);
  return { total, items: await toRows(ctx, items) };
}

const MOST_ROWS = 100_000;

export async function exportList(ctx: Ctx, f: store.FilingFilter) {
  const { total, items } = await store.list(ctx.tx, f, MOST_ROWS, 0);
  if (total > MOST_ROWS)
    throw new Problem('filings.too-many-rows', { params: { count: total, limit: MOST_ROWS } });
  const yes = t('zh-CN', 'common.yes');
  const columns = [
    'name',
    'code',
    'year',
    'region',
    'park',
    'industry',
    'state',
    'leader',
    'items',
    'measures',
    'finished',
    'completion',
    'complete',
    'updatedAt',
    'simulated',
  ] as const;
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'filings.export.sheet'),
        columns: columns.map((c) => ({ title: t('zh-CN', `filings.export.${c}`) })),
        rows: (await toRows(ctx, items)).map((r) => [
          r.subject.name,
          r.subject.creditCode,
          r.year,
          r.subject.regionName,
          r.subject.parkName,
          `${r.subject.industryCode} ${r.subject.industryName}`,
          r.stateTitle.zh,
          r.leader,
          r.items,
          r.measures,
          r.finished,
          r.completion === null ? null : toNumber(parseDecimal(r.completion)!),
          r.complete ? yes : null,
          r.updatedAt.slice(0, 10),
          r.subject.simulated ? t('zh-CN', 'common.simulated') : null,
        ]),
      },
    ],
  });
  return { name: `${t('zh-CN', 'filings.export.file', { year: f.year ?? '' })}.xlsx`, type: XLSX, bytes };
}

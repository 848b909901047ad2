import type { z } from 'zod';
import {
  addDays,
  dayOf,
  finding,
  hasErrors,
  instant,
  parseDecimal,
  Problem,
  toNumber,
  yearOf,
  type Day,
  type Finding,
} from '#kernel';
import {
  actsNow,
  applyAct,
  initialState,
  STAY,
  targetOf,
  type Review,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { t } from '#locales';
import { currentPlan, publishedPacks } from '#areas/plans';
import { calendarOf } from '#areas/subjects';
import type { Ctx, Env } from '#platform/act';
import { writeWorkbook, XLSX } from '#platform/sheets';
import type { contract, filingRowSchema, filingSchema, remarkSchema } from './contract.ts';
import { dropStrays, filesOf } from './attachments.ts';
import { checkAmendment, diffContent } from './changes.ts';
import {
  checkContent,
  checkProgress,
  completionOf,
  finishedOf,
  fitProgress,
  knowsField,
  openQuarters,
  withKeys,
  type Content,
  type Progress,
} from './content.ts';
import { dueOn, dueWire } from './deadlines.ts';
import { knownOf } from './known.ts';
import { presentMilestones } from './milestones.ts';
import { readingsOf } from './readings.ts';
import {
  actorOn,
  indicatorsOf,
  marksOf,
  milestoneReviewOf,
  reviewOf,
  stateOf,
  waitingStates,
  windowOf,
} from './review.ts';
import * as store from './store.ts';
import { enterpriseName, findEnterprises } from './store/values.ts';
import { proveRuns, suggest } from './suggest.ts';

type Wire = z.output<typeof filingSchema>;
type Row = z.output<typeof filingRowSchema>;
type Remark = z.output<typeof remarkSchema>;
type ActBody = z.output<(typeof contract)['act']['body']>;

const contentOf = (f: store.FilingRow): Content => withKeys(f.content as Content);
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
      due: dueOn(initialState(review), { entered: ctx.now, year }, calendarOf(ctx.house)),
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

/** Acts that are only put on record, such as urging. */
const urges = (r: Review): string[] => r.acts.flatMap((a) => (a.marks?.includes('urge') ? [a.id] : []));
const staying = (r: Review): ReadonlySet<string> =>
  new Set(r.acts.flatMap((a) => (a.to === STAY ? [a.id] : [])));

/** What was handed over with each event, oldest first. */
const handed = (events: readonly store.EventRow[]): { seq: number; content: Content }[] =>
  events.flatMap((e) =>
    e.content === null ? [] : [{ seq: e.seq, content: withKeys(e.content as Content) }],
  );

const dueOf = (f: store.FilingRow): store.Due | null =>
  f.dueDay === null || f.dueRole === null ? null : { day: f.dueDay, role: f.dueRole };

const progressOf = (events: readonly store.EventRow[]): Progress[] =>
  events.flatMap((e) => (e.progress === null ? [] : [e.progress as Progress]));

/** Against what was handed over before; the first time everything is new, and nothing is worth listing. */
const changesAt = (e: store.EventRow, before: Content | undefined) =>
  e.content === null || !before ? [] : diffContent(before, withKeys(e.content as Content));

/**
 * What differs from the content that was returned: shown to the county when it is handed in again, and to the enterprise while it corrects.
 * Null where nothing was returned, or where it has long gone on.
 */
function changedSinceReturn(
  events: readonly store.EventRow[],
  content: Content,
  editable: boolean,
): ReturnType<typeof diffContent> | null {
  const returned = events.findLast((e) => (e.remarks as Remark[]).length > 0);
  if (!returned) return null;
  const base = handed(events).findLast((h) => h.seq < returned.seq)?.content;
  if (!base) return null;
  if (editable) return diffContent(base, content);
  const [again, ...later] = handed(events).filter((h) => h.seq > returned.seq);
  return again && later.length === 0 ? diffContent(base, again.content) : null;
}

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
  const readings = await readingsOf(ctx.tx, f.pack);
  const known = (await knownOf(ctx.tx, [f.id], await milestoneReviewOf(ctx.tx, f.pack)))(f.id);
  const files = await filesOf(ctx, f, known.settled);
  const accepted = marks.includes('accepted');
  const calendar = calendarOf(ctx.house);
  const stays = staying(review);
  const handedOver = handed(events);
  const before = (seq: number): Content | undefined => handedOver.findLast((h) => h.seq < seq)?.content;
  const moved = events.findLast((e) => !stays.has(e.act));
  const proposed = f.proposal === null ? null : withKeys(f.proposal as Content);
  const asked = events.findLast((e) => review.acts.find((a) => a.id === e.act)?.marks?.includes('propose'));
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
          to: targetOf(review, caseOf(f, events), a),
          reason: a.requires.reason,
          remarks: a.requires.remarks,
          entries: a.requires.entries,
          marks: a.marks ?? [],
        }))
      : [],
    states: review.states.map((s) => ({
      id: s.id,
      title: s.title,
      final: s.final ?? false,
      void: s.marks.includes('void'),
      at: enteredAt(s.id),
    })),
    // The last act was the return, as long as nothing was done about it; being urged is not doing.
    remarks: (moved?.remarks as Remark[] | undefined) ?? [],
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
      changes: changesAt(e, before(e.seq)),
    })),
    due: dueWire(dueOf(f), ctx.today, calendar),
    urged: (await store.urgedCounts(ctx.tx, [f.id], urges(review))).get(f.id) ?? 0,
    ...files,
    milestones: accepted
      ? await presentMilestones(ctx, f, content, {
          actor,
          open: marks.includes('milestones'),
          files: files.files.map((x) => x.field),
        })
      : [],
    changed: accepted ? null : changedSinceReturn(events, content, marks.includes('editable')),
    proposal: proposed && {
      content: proposed,
      changes: diffContent(content, proposed),
      reason: asked?.reason ?? '',
      by: asked?.by ?? '',
      at: asked?.at ?? f.updatedAt,
    },
    checks: marks.includes('editable')
      ? checkContent(content, {
          subjectId: f.subjectId,
          name: f.name,
          window,
          indicators,
          files: known.files,
          proof: readings.proof,
        })
      : [],
    completion: accepted
      ? completionOf(content, progressOf(events).at(-1) ?? null, known, readings).wire
      : null,
    measured:
      accepted && known.run
        ? {
            run: known.run.id,
            year: known.run.year,
            values: content.items.flatMap((i) => {
              const value = i.indicator === null ? undefined : known.measured.get(i.indicator);
              return value === undefined ? [] : [{ key: i.key, value }];
            }),
          }
        : null,
    quarters: marks.includes('executing') ? openQuarters(f.year, window.to, ctx.today, reported) : [],
    window,
    indicators,
    passage: first ? { pack: f.pack, clause: first.clause, quote: first.quote } : null,
  };
}

/** Name of the leader as the register has it, read past the scope of the enterprise that files; undefined when it is none of the register. */
export async function registeredLeader(env: Env, content: Content): Promise<string | undefined> {
  const leader = content.leader?.subjectId;
  return leader ? env.house.db.system((tx) => enterpriseName(tx, leader)) : undefined;
}

/** Enterprises of the register by name, pinyin or credit code: what anybody may know of them, and nothing else. */
export const leaders = (env: Env, q: string) =>
  env.house.db.system((tx) =>
    findEnterprises(
      tx,
      q,
      env.actor.scope.kind === 'subject' ? env.actor.scope.subjectId : null,
      MOST_LEADERS,
    ),
  );
const MOST_LEADERS = 12;

export async function save(
  ctx: Ctx,
  id: string,
  version: number,
  written: Content,
  registered: string | undefined,
): Promise<Wire> {
  await store.lock(ctx.tx, id);
  const f = await need(ctx, id);
  const named = written.leader && {
    ...written.leader,
    subjectId: registered === undefined ? null : written.leader.subjectId,
    // A name that goes with a registered enterprise is the register's.
    name: registered ?? written.leader.name,
  };
  const content = withKeys(await proveRuns(ctx.tx, f.subjectId, { ...written, leader: named }));
  const { review } = await reviewOf(ctx.tx, f.pack);
  if (!mayEdit(review, f, await actorOn(ctx, f)))
    throw new Problem('filings.not-editable', { params: { state: titleIn(review, f.state).zh } });
  if (!(await store.saveContent(ctx.tx, id, version, content, ctx.now))) throw new Problem('filings.changed');
  await dropStrays(ctx, f, content);
  return present(ctx, id);
}

/** An amendment as it would stand: what was sent, with the leader and the runs of the accepted content. */
function amended(content: Content, sent: Content | null): Content {
  const c = withKeys(sent ?? content);
  return {
    leader: c.leader && content.leader ? { ...c.leader, subjectId: content.leader.subjectId } : c.leader,
    items: c.items.map((i) => ({ ...i, run: content.items.find((x) => x.key === i.key)?.run ?? null })),
    measures: c.measures,
  };
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
    entries: { progress, amendment: body.amendment },
  });
  if (!transition) throw refused(findings);

  const more: Finding[] = [];
  const marks = marksOf(review, f.state);
  // Leaving the enterprise's desk for somebody else's: what is written must be whole.
  const handsOver = asked!.requires.fields.length > 0;
  const has = (mark: string): boolean => asked!.marks?.includes(mark) === true;
  const known = (await knownOf(ctx.tx, [f.id], await milestoneReviewOf(ctx.tx, f.pack)))(f.id);
  const { proof } = await readingsOf(ctx.tx, f.pack);
  const errorsOf = (c: Content): Finding[] =>
    checkContent(c, {
      subjectId: f.subjectId,
      name: f.name,
      window: windowOf(plan, f.year),
      indicators: indicatorsOf(plan),
      files: known.files,
      proof,
    }).filter((x) => x.severity === 'error');
  if (handsOver) more.push(...errorsOf(content));
  const proposal = has('propose') ? amended(content, body.amendment) : null;
  if (proposal)
    more.push(
      ...checkAmendment(diffContent(content, proposal), proposal, known.settled),
      ...errorsOf(proposal).map((x) => ({ ...x, path: (x.path ?? '').replace(/^content/, 'amendment') })),
    );
  // One reminder a day from one desk is enough.
  if (
    has('urge') &&
    events.some(
      (e) => e.act === body.act && e.byAccount === ctx.actor.accountId && dayOf(instant(e.at)) === ctx.today,
    )
  )
    more.push(finding('R331', 'error', 'act'));
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
  const adopted = has('adopt') && f.proposal !== null ? withKeys(f.proposal as Content) : undefined;
  const due = (): store.Due | null =>
    dueOn(stateOf(review, transition.to), { entered: ctx.now, year: f.year }, calendarOf(ctx.house));
  // What only goes on record changes nothing that somebody else may be writing at this moment.
  if (
    asked!.to !== STAY &&
    !(await store.move(
      ctx.tx,
      id,
      body.version,
      {
        state: transition.to,
        live: !next.includes('void'),
        ...(transition.to === f.state ? {} : { entered: { due: due() } }),
        ...(adopted ? { content: adopted } : {}),
        proposal,
      },
      ctx.now,
    ))
  )
    throw new Problem('filings.changed');
  if (adopted) await dropStrays(ctx, f, adopted);
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
    content: adopted ?? (handsOver && marks.includes('editable') ? content : null),
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
            {
              review: (await reviewOf(ctx.tx, p)).review,
              readings: await readingsOf(ctx.tx, p),
              known: await knownOf(
                ctx.tx,
                items.filter((f) => f.pack === p).map((f) => f.id),
                await milestoneReviewOf(ctx.tx, p),
              ),
            },
          ] as const,
      ),
    ),
  );
  const calendar = calendarOf(ctx.house);
  const urged = await store.urgedCounts(
    ctx.tx,
    items.map((f) => f.id),
    [...books.values()].flatMap((b) => urges(b.review)),
  );
  return items.map((f) => {
    const { review, readings, known } = books.get(f.pack)!;
    const content = contentOf(f);
    const progress = f.progress as Progress | null;
    const done = marksOf(review, f.state).includes('accepted')
      ? completionOf(content, progress, known(f.id), readings).wire
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
      finished: finishedOf(content, known(f.id).verified),
      completion: done?.total ?? null,
      complete: done?.complete ?? false,
      due: dueWire(dueOf(f), ctx.today, calendar),
      urged: urged.get(f.id) ?? 0,
      updatedAt: f.updatedAt,
    };
  });
}

const daysOf = (ctx: Ctx) => ({ today: ctx.today, soon: addDays(ctx.today, 3) });

type Asked = store.FilingFilter & { readonly waiting?: 'me' | undefined };

/** `waiting` becomes the states it means, by the review of every pack that has filings. */
async function filterOf(ctx: Ctx, { waiting, ...f }: Asked): Promise<store.FilingFilter> {
  if (waiting === undefined) return f;
  const own = new Set<string>();
  for (const pack of await publishedPacks(ctx.tx)) {
    const { plan } = await currentPlan(ctx.tx, pack);
    if (!plan.reviews?.some((r) => r.id === 'filing')) continue;
    for (const s of await waitingStates(ctx, (await reviewOf(ctx.tx, pack)).review)) own.add(s);
  }
  const asked = f.state && f.state.length > 0 ? f.state.filter((s) => own.has(s)) : [...own];
  // No state at all is a state nothing is in.
  return { ...f, state: asked.length > 0 ? asked : [''] };
}

export async function list(ctx: Ctx, asked: Asked, page: number, size: number) {
  const f = await filterOf(ctx, asked);
  const { total, items } = await store.list(ctx.tx, f, daysOf(ctx), size, (page - 1) * size);
  return { total, items: await toRows(ctx, items) };
}

const MOST_ROWS = 100_000;

export async function exportList(ctx: Ctx, asked: Asked) {
  const f = await filterOf(ctx, asked);
  const { total, items } = await store.list(ctx.tx, f, daysOf(ctx), MOST_ROWS, 0);
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
    'dueDay',
    'late',
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
          r.due?.day ?? null,
          r.due?.word === 'late' ? -r.due.days : null,
          r.updatedAt.slice(0, 10),
          r.subject.simulated ? t('zh-CN', 'common.simulated') : null,
        ]),
      },
    ],
  });
  return { name: `${t('zh-CN', 'filings.export.file', { year: f.year ?? '' })}.xlsx`, type: XLSX, bytes };
}

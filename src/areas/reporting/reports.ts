/** One report: opened, checked, kept as a draft, handed in. Handing in is idempotent twice over: by the row's own key and by the caller's. */
import {
  formatDecimal,
  hasErrors,
  parseDecimal,
  period as asPeriod,
  previousPeriod,
  Problem,
  samePeriodLastYear,
  finding,
  addDecimal,
  decimal,
  type Finding,
} from '#kernel';
import { asksFor, reasonKey, type Spread } from '#engine/reporting';
import { actsNow, applyAct, initialState, type ReviewCase } from '#engine/review';
import type { Ctx, Env } from '#platform/act';
import { dueOf, dueWire, reporterRole, stateDue } from './deadlines.ts';
import { formWire, marksIn, sheetOf, stateIn, titleIn, type Sheet } from './forms.ts';
import { checksOf, digitHints, inWords, pastOf, peersOf, type Past } from './known.ts';
import * as store from './store.ts';
import { actorOn, targetOf, type Call, type Target } from './target.ts';

type Figures = store.Figures;

/** What is read before the transaction: the spread of the industry, and for an enterprise its own past. */
export interface Prepared {
  readonly peers: ReadonlyMap<string, Spread>;
  readonly past?: Past;
}

const nothing: Prepared = { peers: new Map() };

/**
 * An enterprise's own past is asked for as the owner of the database, by its own id: the policy on facts looks at every subject there is, which is too
 * much for each of the reports of a nation.
 */
export async function prepare(env: Env, c: Call): Promise<Prepared> {
  const { scope } = env.actor;
  const self = scope.kind === 'subject' ? scope.subjectId : undefined;
  const subjectId = c.subject ?? self;
  const sheet = await sheetFor(env, c);
  if (subjectId === undefined || !sheet || !asksFor(sheet.form, c.period, env.today)) return nothing;
  const own = subjectId === self && sheet.form.reporter === 'enterprise';
  const { division, past } = await env.house.db.system(async (tx) => ({
    division: (await store.subjectById(tx, subjectId))?.division ?? null,
    past: own ? await pastOf(tx, sheet, { ...c, subjectId, item: '' }) : undefined,
  }));
  const peers = await peersOf(env, sheet, division, c.period);
  return past ? { peers, past } : { peers };
}

/** The remarks on a report's figures, by what was prepared and what is still to be asked. */
export const remarks = async (ctx: Ctx, t: Target, values: Figures, p: Prepared): Promise<Finding[]> =>
  checksOf(t.sheet, values, p.past ?? (await pastOf(ctx.tx, t.sheet, t.place)), p.peers);

const sheets = new WeakMap<object, Map<string, { until: number; sheet: Sheet | undefined }>>();
async function sheetFor(env: Env, c: Call): Promise<Sheet | undefined> {
  const map = sheets.get(env.house) ?? new Map<string, { until: number; sheet: Sheet | undefined }>();
  sheets.set(env.house, map);
  const key = `${c.pack} ${c.form}`;
  const now = Date.parse(env.now);
  const had = map.get(key);
  if (had && had.until > now) return had.sheet;
  const sheet = await env.house.db
    .system((tx) => sheetOf(tx, c.pack, c.form))
    .catch((e: unknown) => {
      // What is wrong with the call is said inside, where it is also put on record.
      if (e instanceof Problem) return undefined;
      throw e;
    });
  map.set(key, { until: now + 60_000, sheet });
  return sheet;
}

/** Figures as exact decimals under the fields of the form: what is no number is refused at its field, what is empty is left out. */
export function readFigures(
  sheet: Sheet,
  typed: Readonly<Record<string, string>>,
): { values: Figures; findings: Finding[] } {
  const values: Record<string, string> = {};
  const findings: Finding[] = [];
  const known = new Set(sheet.fields);
  for (const [field, text] of Object.entries(typed)) {
    if (text === '') continue;
    if (!known.has(field)) {
      findings.push(finding('M111', 'error', `values.${field}`, { field }));
      continue;
    }
    const d = parseDecimal(text);
    if (d && text.length <= 33) values[field] = formatDecimal(d);
    else findings.push(finding('M112', 'error', `values.${field}`, { field, value: text }));
  }
  return { values, findings: inWords(sheet, findings) };
}

/** Only reasons that answer a remark are kept. */
const answers = (findings: readonly Finding[], given: Figures): Record<string, string> =>
  Object.fromEntries(
    findings.flatMap((f) => {
      const key = reasonKey(f);
      const text = given[key]?.trim() ?? '';
      return f.severity === 'warning' && text !== '' ? [[key, text] as const] : [];
    }),
  );

export async function check(ctx: Ctx, c: Call, typed: Figures, prepared: Prepared) {
  const t = await targetOf(ctx, c);
  const read = readFigures(t.sheet, typed);
  return { findings: [...read.findings, ...(await remarks(ctx, t, read.values, prepared))] };
}

const caseOf = (state: string, values: Figures, done: ReviewCase['done']): ReviewCase => ({
  state,
  fields: { values: Object.keys(values) },
  attachments: 0,
  done,
});
export const doneOf = (events: readonly store.EventRow[]): ReviewCase['done'] =>
  events.map((e) => ({ act: e.act, by: e.byAccount ?? '' }));

/** The act of a review that hands a report in. */
const submitAct = (sheet: Sheet): string =>
  sheet.review.acts.find((a) => a.marks?.includes('submit'))?.id ?? 'submit';

/** The machine's refusals in the words of reporting. */
export const refusals = (findings: readonly Finding[]): Finding[] =>
  findings.map((f) => (/^R20\d$/.test(f.code) ? { ...f, code: f.code.replace('R2', 'M2') } : f));

const refused = (sheet: Sheet, act: string, findings: readonly Finding[]): Problem =>
  new Problem('reporting.refused', {
    params: {
      act: sheet.review.acts.find((a) => a.id === act)?.title.zh ?? act,
      count: findings.length,
    },
    findings: refusals(findings),
  });

async function mustFill(ctx: Ctx, t: Target, state: string): Promise<void> {
  const actor = await actorOn(ctx, t.sheet, { ...t.subject, item: t.place.item });
  const act = submitAct(t.sheet);
  const { transition, findings } = actor
    ? applyAct(t.sheet.review, caseOf(state, { any: '' }, []), act, actor, {})
    : { transition: undefined, findings: [finding('R203', 'error', 'act', { act: t.sheet.form.title.zh })] };
  if (!transition) throw refused(t.sheet, act, findings);
}

export async function save(
  ctx: Ctx,
  c: Call,
  b: { values: Figures; reasons: Figures; version: number },
  prepared: Prepared,
) {
  const t = await targetOf(ctx, c);
  const had = await store.reportAt(ctx.tx, t.place, true);
  if ((had?.version ?? 0) !== b.version) throw new Problem('reporting.changed');
  const state = had?.state ?? initialState(t.sheet.review).id;
  await mustFill(ctx, t, state);
  // Half a number is kept as it was typed: a draft loses nothing.
  const read = readFigures(t.sheet, b.values);
  const values = Object.fromEntries(
    Object.entries(b.values).filter(([field, text]) => text !== '' && t.sheet.fields.includes(field)),
  );
  const findings = [...read.findings, ...(await remarks(ctx, t, read.values, prepared))];
  if (!had) {
    const made = await store.insertReport(
      ctx.tx,
      {
        ...t.place,
        id: ctx.newId(),
        state,
        values,
        reasons: b.reasons,
        findings: [],
        late: null,
        dueDay: dueOf(ctx.house, t.sheet, c.period),
        submittedAt: null,
        stateDueDay: null,
        stateDueRole: null,
        by: ctx.actor.name,
      },
      null,
      ctx.now,
    );
    if (!made) throw new Problem('reporting.changed');
  } else if (
    (await store.updateReports(
      ctx.tx,
      [{ ...changeOf(had), values, reasons: b.reasons, by: ctx.actor.name }],
      ctx.now,
    )) !== 1
  )
    throw new Problem('reporting.changed');
  return { version: b.version + 1, findings };
}

/** A report as it stands, ready to be changed. */
export const changeOf = (r: store.ReportRow): Omit<store.Change, 'by'> => ({
  id: r.reportId,
  version: r.version,
  state: r.state,
  values: r.values,
  reasons: r.reasons,
  findings: r.findings,
  proposal: r.proposal,
  revision: r.revision,
  late: r.late,
  submittedAt: r.submittedAt,
  stateDueDay: r.stateDueDay,
  stateDueRole: r.stateDueRole,
});

export interface Handed {
  values: Figures;
  reasons: Figures;
  key: string;
  via: 'web' | 'sheet';
  version?: number | undefined;
}

/** Hands a report in. The same key again changes nothing and is told how the report stands. */
export async function submit(ctx: Ctx, c: Call, b: Handed, prepared: Prepared) {
  const t = await targetOf(ctx, c);
  let had = await store.reportAt(ctx.tx, t.place, true);
  const asMade = had === undefined ? await handIn(ctx, t, undefined, b, prepared) : undefined;
  if (asMade) return asMade;
  // Somebody was first between looking and writing: it is there now, and held.
  had ??= await store.reportAt(ctx.tx, t.place, true);
  const again = await handIn(ctx, t, had, b, prepared);
  if (!again) throw new Problem('reporting.changed');
  return again;
}

async function handIn(ctx: Ctx, t: Target, had: store.ReportRow | undefined, b: Handed, prepared: Prepared) {
  const events = had ? await store.eventsOf(ctx.tx, [had.reportId]) : [];
  const act = submitAct(t.sheet);
  const before = events.find((e) => e.key === b.key);
  if (had && before) {
    if (before.act !== act || before.byAccount !== ctx.actor.accountId)
      throw new Problem('reporting.changed');
    return {
      id: had.reportId,
      state: had.state,
      version: had.version,
      late: had.late ?? false,
      repeated: true,
      findings: had.findings as Finding[],
    };
  }
  if (b.version !== undefined && b.version !== (had?.version ?? 0)) throw new Problem('reporting.changed');
  const read = readFigures(t.sheet, b.values);
  const findings = [...read.findings, ...(await remarks(ctx, t, read.values, prepared))];
  const actor = await actorOn(ctx, t.sheet, { ...t.subject, item: t.place.item });
  const from = had?.state ?? initialState(t.sheet.review).id;
  const applied = actor
    ? applyAct(t.sheet.review, caseOf(from, read.values, doneOf(events)), act, actor, {})
    : { transition: undefined, findings: [finding('R203', 'error', 'act', { act: t.sheet.form.title.zh })] };
  if (!applied.transition) throw refused(t.sheet, act, applied.findings);
  if (hasErrors(findings))
    throw refused(
      t.sheet,
      act,
      findings.filter((f) => f.severity !== 'info'),
    );
  const reasons = answers(findings, b.reasons);
  const open = findings.filter((f) => f.severity === 'warning' && reasons[reasonKey(f)] === undefined);
  if (open.length > 0)
    throw new Problem('reporting.reasons-needed', { params: { count: open.length }, findings: open });

  const { to } = applied.transition;
  const due = stateDue(ctx.house, t.sheet, to, ctx.today);
  const dueDay = had ? had.dueDay : dueOf(ctx.house, t.sheet, t.place.period);
  // Late is when it first came; coming again after it was sent back is another matter.
  const late = had?.late ?? (dueDay !== null && ctx.today > dueDay);
  const event: store.NewEvent = {
    subjectId: t.subject.id,
    reportId: had?.reportId ?? ctx.newId(),
    key: b.key,
    act,
    from,
    to,
    byAccount: ctx.actor.accountId,
    byName: ctx.actor.name,
    byRole: ctx.actor.role,
    via: ctx.actor.sessionId?.startsWith('key:') ? 'key' : b.via,
    reason: '',
    values: read.values,
    findings,
    ruleHash: t.sheet.hash,
  };
  const shape = {
    state: to,
    values: read.values,
    reasons,
    findings,
    late,
    submittedAt: had?.submittedAt ?? ctx.now,
    stateDueDay: due.day,
    stateDueRole: due.role,
    by: ctx.actor.name,
  };
  const answer = { id: event.reportId, state: to, late, repeated: false, findings };
  if (!had)
    return (await store.insertReport(
      ctx.tx,
      { ...t.place, id: event.reportId, dueDay, ...shape },
      event,
      ctx.now,
    ))
      ? { ...answer, version: 1 }
      : undefined;
  if ((await store.updateReports(ctx.tx, [{ ...changeOf(had), ...shape }], ctx.now)) !== 1)
    throw new Problem('reporting.changed');
  await store.addEvents(ctx.tx, [event], ctx.now);
  return { ...answer, version: had.version + 1 };
}

export const subjectWire = (s: store.SubjectRow) => ({
  id: s.id,
  kind: s.kind,
  name: s.name,
  code: s.code,
  regionName: s.regionName,
  simulated: s.simulated,
});

const different = (a: Figures, b: Figures) =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((indicator) =>
    a[indicator] === b[indicator]
      ? []
      : [{ indicator, from: a[indicator] ?? null, to: b[indicator] ?? null }],
  );

/** Figures that were handed in or locked before each event, so that a change shows as one. */
function changesIn(events: readonly store.EventRow[]): Map<number, ReturnType<typeof different>> {
  const out = new Map<number, ReturnType<typeof different>>();
  let last: Figures | undefined;
  for (const e of events) {
    if (e.values === null) continue;
    out.set(e.seq, last ? different(last, e.values) : []);
    last = e.values;
  }
  return out;
}

/** Sum of the year's earlier months or quarters, of flows only: what makes 累计 together with the figure typed in. */
function yearBefore(sheet: Sheet, periods: readonly Figures[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const field of sheet.fields)
    if (sheet.indicators.get(field)!.basis === 'flow') {
      const given = periods.flatMap((p) => (parseDecimal(p[field] ?? '') ? [decimal(p[field]!)] : []));
      if (given.length > 0) out[field] = formatDecimal(given.reduce(addDecimal));
    }
  return out;
}

export async function present(ctx: Ctx, c: Call, prepared: Prepared) {
  const t = await targetOf(ctx, c);
  const { sheet, place } = t;
  const actor = await actorOn(ctx, sheet, { ...t.subject, item: place.item });
  if (!actor) throw new Problem('reporting.unknown-subject');
  const r = await store.reportAt(ctx.tx, place);
  const events = r ? await store.eventsOf(ctx.tx, [r.reportId]) : [];
  const p = asPeriod(c.period);
  const [previous, lastYear] = [previousPeriod(p), samePeriodLastYear(p)];
  const inYear: string[] = [];
  for (let at = previous; at.slice(0, 4) === p.slice(0, 4); at = previousPeriod(at)) inYear.push(at);
  const figures = await store.figuresOf(
    ctx.tx,
    place,
    [...new Set([previous, lastYear, ...inYear])],
    sheet.fields,
    sheet.states.handed,
    place.item === '',
  );
  const state = r?.state ?? initialState(sheet.review).id;
  const values = r?.values ?? {};
  const editable = marksIn(sheet, state).includes('editable');
  const can = r || editable ? actsNow(sheet.review, caseOf(state, values, doneOf(events)), actor) : [];
  const submitter = can.some((a) => a.marks?.includes('submit'));
  const findings = editable
    ? await remarks(ctx, t, readFigures(sheet, values).values, prepared)
    : (r?.findings as Finding[]);
  const dueDay = r ? r.dueDay : dueOf(ctx.house, sheet, c.period);
  const changes = changesIn(events);
  const enteredAt = (id: string): string | null =>
    events.findLast((e) => e.to === id && e.from !== id)?.at ??
    (id === initialState(sheet.review).id ? (r?.createdAt ?? null) : null);
  const asked = events.findLast((e) =>
    sheet.review.acts.find((a) => a.id === e.act)?.marks?.includes('propose'),
  );
  const returned = marksIn(sheet, state).includes('returned')
    ? (events.findLast((e) => e.to === state)?.reason ?? '')
    : null;
  return {
    form: formWire(sheet, c.pack),
    subject: subjectWire(t.subject),
    period: c.period,
    item: place.item,
    itemName: t.itemName,
    id: r?.reportId ?? null,
    state,
    stateTitle: titleIn(sheet, state),
    version: r?.version ?? 0,
    values: { ...values },
    reasons: { ...r?.reasons },
    findings: [...findings, ...(submitter || !r ? [] : await digitHints(ctx.tx, t))],
    proposal: r?.proposal && asked ? { values: { ...r.proposal }, reason: asked.reason, by: asked.by } : null,
    revision: r?.revision ?? 0,
    late: r?.late ?? (dueDay !== null && ctx.today > dueDay),
    due: r?.submittedAt ? null : dueWire(ctx.house, dueDay, reporterRole(sheet), ctx.today),
    stateDue: r?.stateDueRole ? dueWire(ctx.house, r.stateDueDay, r.stateDueRole, ctx.today) : null,
    editable: editable && submitter,
    can: can
      .filter((a) => r !== undefined || a.marks?.includes('submit'))
      .map((a) => ({
        id: a.id,
        title: a.title,
        reason: a.requires.reason,
        values: a.requires.entries.includes('values'),
        marks: a.marks ?? [],
      })),
    states: sheet.review.states.map((s) => ({
      id: s.id,
      title: s.title,
      void: s.marks.includes('void'),
      at: r ? enteredAt(s.id) : null,
    })),
    previous: { period: previous as string, values: figures.get(previous) ?? {} },
    lastYear: { period: lastYear as string, values: figures.get(lastYear) ?? {} },
    yearBefore: yearBefore(
      sheet,
      inYear.map((at) => figures.get(at) ?? {}),
    ),
    returned,
    events: events.map((e) => ({
      seq: e.seq,
      act: e.act,
      actTitle: sheet.review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      toTitle: stateIn(sheet, e.to)?.title ?? { zh: e.to },
      at: e.at,
      by: e.by,
      via: e.via,
      reason: e.reason,
      changes: changes.get(e.seq) ?? [],
    })),
  };
}

/** Acts on reports that are there: pass, send back, lock, correct. One or many, the same road; a locked report becomes facts in the same transaction. */
import { hasErrors, Problem, type Finding } from '#kernel';
import { applyAct, type ReviewCase, type ReviewInput } from '#engine/review';
import type { Ctx } from '#platform/act';
import { recordReported, type ReportedFact } from '#areas/indicators';
import { stateDue } from './deadlines.ts';
import { marksIn, sheetOf, type Sheet } from './forms.ts';
import { checksOf, pastOf, peersOf } from './known.ts';
import { changeOf, doneOf, readFigures, refusals } from './reports.ts';
import * as store from './store.ts';
import { actorOn } from './target.ts';

type Figures = store.Figures;

export interface Act {
  act: string;
  key: string;
  reason: string;
  values?: Readonly<Record<string, string>> | undefined;
  via: store.Via;
}

export interface Judged {
  readonly report: store.ReportRow;
  readonly sheet: Sheet;
  /** How the report comes out; left out where the act is refused. */
  readonly change?: store.Change;
  readonly event?: store.NewEvent;
  readonly findings: readonly Finding[];
  /** The key was handed in before: nothing is left to do. */
  readonly repeated: boolean;
}

/** What an act would do to each report; nothing is written. */
export async function judge(ctx: Ctx, reports: readonly store.ReportRow[], a: Act): Promise<Judged[]> {
  const events = await store.eventsOf(
    ctx.tx,
    reports.map((r) => r.reportId),
  );
  const out: Judged[] = [];
  for (const r of reports) {
    const sheet = await sheetOf(ctx.tx, r.pack, r.form, r.item);
    const own = events.filter((e) => e.reportId === r.reportId);
    const before = own.find((e) => e.key === a.key);
    if (before) {
      if (before.act !== a.act || before.byAccount !== ctx.actor.accountId)
        throw new Problem('reporting.changed');
      out.push({ report: r, sheet, findings: [], repeated: true });
      continue;
    }
    out.push(await judgeOne(ctx, r, sheet, own, a));
  }
  return out;
}

async function judgeOne(
  ctx: Ctx,
  r: store.ReportRow,
  sheet: Sheet,
  events: readonly store.EventRow[],
  a: Act,
): Promise<Judged> {
  const no = (findings: readonly Finding[]): Judged => ({ report: r, sheet, findings, repeated: false });
  const act = sheet.review.acts.find((x) => x.id === a.act);
  const marks = act?.marks ?? [];
  // Handing in goes by the form, where its figures are checked.
  if (marks.includes('submit')) throw new Problem('reporting.by-form');
  const actor = await actorOn(ctx, sheet, r);
  if (!actor) throw new Problem('reporting.unknown');
  const read = a.values === undefined ? undefined : readFigures(sheet, a.values);
  const input: ReviewInput = {
    reason: a.reason,
    ...(read ? { entries: { values: Object.keys(read.values) } } : {}),
  };
  const { transition, findings } = applyAct(
    sheet.review,
    {
      state: r.state,
      fields: { values: Object.keys(r.values) },
      attachments: 0,
      done: latestRound(sheet, events),
    },
    a.act,
    actor,
    input,
  );
  if (!transition) return no(refusals(findings));

  let values = r.values;
  let proposal = r.proposal;
  let checks = r.findings as readonly Finding[];
  if (marks.includes('propose')) {
    const peers = await peersOf(ctx, sheet, r.division, r.period);
    const found = [
      ...read!.findings,
      ...checksOf(sheet, read!.values, await pastOf(ctx.tx, sheet, { ...r, subjectId: r.id }), peers),
    ];
    if (hasErrors(found)) return no(found);
    proposal = read!.values;
  }
  if (marks.includes('drop')) proposal = null;
  if (marks.includes('adopt')) {
    values = r.proposal ?? r.values;
    proposal = null;
    checks = [];
  }
  const { to } = transition;
  const due = stateDue(ctx.house, sheet, to, ctx.today);
  const locks = marks.includes('lock');
  return {
    report: r,
    sheet,
    findings: [],
    repeated: false,
    change: {
      ...changeOf(r),
      state: to,
      values,
      proposal,
      findings: checks,
      revision: locks ? r.revision + 1 : r.revision,
      stateDueDay: due.day,
      stateDueRole: due.role,
      by: ctx.actor.name,
    },
    event: {
      subjectId: r.id,
      reportId: r.reportId,
      key: a.key,
      act: a.act,
      from: r.state,
      to,
      byAccount: ctx.actor.accountId,
      byName: ctx.actor.name,
      byRole: ctx.actor.role,
      via: a.via,
      reason: a.reason,
      values: marks.includes('propose') ? proposal : locks ? values : null,
      findings: null,
      ruleHash: sheet.hash,
    },
  };
}

/** Four eyes are asked for within one round: what was done before the report was last handed in or opened again is another matter. */
function latestRound(sheet: Sheet, events: readonly store.EventRow[]): ReviewCase['done'] {
  const opens = new Set(
    sheet.review.acts.flatMap((a) => (a.marks?.some((m) => m === 'submit' || m === 'propose') ? [a.id] : [])),
  );
  const at = events.findLastIndex((e) => opens.has(e.act));
  return doneOf(at < 0 ? events : events.slice(at));
}

/** Writes what was judged: reports, their records, and the facts of those that were locked or withdrawn. */
export async function carryOut(ctx: Ctx, judged: readonly Judged[]): Promise<void> {
  const moved = judged.flatMap((j) =>
    j.change && j.event ? [{ ...j, change: j.change, event: j.event }] : [],
  );
  if (moved.length === 0) return;
  const done = await store.updateReports(
    ctx.tx,
    moved.map((m) => m.change),
    ctx.now,
  );
  if (done !== moved.length) throw new Problem('reporting.changed');
  await store.addEvents(
    ctx.tx,
    moved.map((m) => m.event),
    ctx.now,
  );
  const facts: (ReportedFact & { simulated: boolean })[] = [];
  for (const m of moved) {
    const wasLocked = marksIn(m.sheet, m.event.from).includes('locked');
    const isVoid = marksIn(m.sheet, m.event.to).includes('void');
    const locks = m.sheet.review.acts.find((a) => a.id === m.event.act)?.marks?.includes('lock') ?? false;
    if (locks || (wasLocked && isVoid)) facts.push(...(await factsOf(ctx, m, isVoid)));
  }
  const [first] = moved;
  for (const simulated of [false, true]) {
    const own = facts.filter((f) => f.simulated === simulated);
    if (own.length > 0)
      await recordReported(ctx, {
        title: `${first!.sheet.form.title.zh} ${first!.report.period}，${ctx.actor.name} 锁定`,
        simulated,
        facts: own,
      });
  }
}

/** The facts of one report that was locked: its figures, and an empty revision for each that it no longer holds. */
async function factsOf(
  ctx: Ctx,
  m: { report: store.ReportRow; sheet: Sheet; change: store.Change; event: store.NewEvent },
  isVoid: boolean,
): Promise<(ReportedFact & { simulated: boolean })[]> {
  const { report: r, sheet } = m;
  const place = { ...r, subjectId: r.id };
  // What an enterprise's projects come to together is what is known of the enterprise.
  const figures: Figures =
    sheet.form.reporter === 'project'
      ? Object.fromEntries(
          (await store.lockedSums(ctx.tx, place, sheet.states.locked)).map((x) => [x.indicator, x.value]),
        )
      : isVoid
        ? {}
        : m.change.values;
  const before = r.revision > 0 ? Object.keys(r.values) : [];
  return [...new Set([...Object.keys(figures), ...before])].map((indicator) => ({
    subjectId: r.id,
    period: r.period,
    indicator,
    value: figures[indicator] ?? null,
    unit: sheet.indicators.get(indicator)!.unit,
    note: m.event.reason,
    simulated: r.simulated,
  }));
}

/** One act on one report. */
export async function perform(
  ctx: Ctx,
  id: string,
  b: {
    key: string;
    act: string;
    version: number;
    reason: string;
    values?: Readonly<Record<string, string>> | undefined;
  },
) {
  const [r] = await store.reportsById(ctx.tx, [id], true);
  if (!r) throw new Problem('reporting.unknown');
  const [j] = await judge(ctx, [r], { ...b, via: 'web' });
  if (j!.repeated) return { id, state: r.state, version: r.version };
  if (r.version !== b.version) throw new Problem('reporting.changed');
  if (!j!.change) throw actRefused([j!], b.act);
  await carryOut(ctx, [j!]);
  return { id, state: j!.change.state, version: r.version + 1 };
}

const actRefused = (refusedOnes: readonly Judged[], act: string): Problem => {
  const findings = refusedOnes.flatMap((j) => j.findings);
  const [first] = refusedOnes;
  return new Problem('reporting.refused', {
    params: {
      act: first?.sheet.review.acts.find((a) => a.id === act)?.title.zh ?? act,
      count: findings.length,
    },
    findings,
  });
};

const mayBulk = (j: Judged, act: string): boolean =>
  j.sheet.review.acts.find((a) => a.id === act)?.marks?.includes('bulk') ?? false;

/** What a bulk act would do, before anybody presses the button. */
export async function preview(ctx: Ctx, act: string, ids: readonly string[]) {
  const reports = await store.reportsById(ctx.tx, ids);
  const judged = await judge(ctx, reports, { act, key: ctx.newId(), reason: '—', via: 'bulk' });
  return {
    items: judged.map((j) => ({
      id: j.report.reportId,
      name: j.report.itemName === '' ? j.report.name : `${j.report.name} · ${j.report.itemName}`,
      period: j.report.period,
      version: j.report.version,
      fate:
        j.change && mayBulk(j, act)
          ? Object.keys(j.report.reasons).length > 0
            ? ('look' as const)
            : ('ready' as const)
          : ('refused' as const),
      findings: [...j.findings],
      reasons: Object.values(j.report.reasons),
    })),
  };
}

/** All or none, held in one order. */
export async function bulk(
  ctx: Ctx,
  b: { key: string; act: string; reason: string; reports: readonly { id: string; version: number }[] },
  via: store.Via = 'bulk',
): Promise<{ done: number }> {
  const reports = await store.reportsById(
    ctx.tx,
    b.reports.map((r) => r.id),
    true,
  );
  const versions = new Map(b.reports.map((r) => [r.id, r.version]));
  if (reports.length !== versions.size) throw new Problem('reporting.unknown');
  const judged = await judge(ctx, reports, { act: b.act, key: b.key, reason: b.reason, via });
  const open = judged.filter((j) => !j.repeated);
  if (open.some((j) => j.report.version !== versions.get(j.report.reportId)))
    throw new Problem('reporting.changed');
  const no = open.filter((j) => !j.change || !mayBulk(j, b.act));
  if (no.length > 0) throw actRefused(no, b.act);
  await carryOut(ctx, open);
  return { done: judged.length };
}

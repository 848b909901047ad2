/** A round from its opening to the archive: who is assessed by which rules, what each act needs and does, what is kept of it. */
import type { z } from 'zod';
import { addWorkingDays, canonicalJson, finding, parseDay, Problem, type Finding } from '#kernel';
import { assess, ASSESSMENT_ENGINE, type AssessmentInput, type AssessmentResult } from '#engine/assessment';
import {
  actsNow,
  applyAct,
  initialState,
  type Review,
  type ReviewAct,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { t } from '#locales';
import { recordFact, recordSource } from '#areas/indicators';
import { currentPlan } from '#areas/plans';
import { readCalendar } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { sha256Hex } from '#platform/files';
import type { contract, resultsSchema, roundRowSchema, roundSchema } from './contract.ts';
import {
  groupsOf,
  marked,
  ownUnit,
  rulesOf,
  schemeOf,
  schemeWire,
  stateIn,
  unitIn,
  unitsOf,
} from './rules.ts';
import * as store from './store.ts';

type Head = z.output<typeof roundRowSchema>;
type RoundWire = z.output<typeof roundSchema>;
type Results = z.output<typeof resultsSchema>;
type OpenBody = z.output<(typeof contract)['open']['body']>;
type ActBody = z.output<(typeof contract)['act']['body']>;

export async function needRound(tx: Tx, id: string): Promise<{ round: store.RoundRow; review: Review }> {
  const round = await store.round(tx, id);
  if (!round) throw new Problem('assessment.unknown-round');
  const { review } = await schemeOf(tx, round.pack, round.scheme);
  return { round, review };
}
export const runsIt = (ctx: Pick<Ctx, 'actor'>): boolean => ctx.actor.permissions.has('assessment.run');

const actorOf = (ctx: Pick<Ctx, 'actor'>): ReviewActor => ({
  id: ctx.actor.accountId ?? '',
  role: ctx.actor.role,
  level: 'region',
});
const caseOf = (r: store.RoundRow, events: readonly store.EventRow[]): ReviewCase => ({
  state: r.state,
  fields: {},
  attachments: 0,
  done: events.map((e) => ({ act: e.act, by: e.byAccount ?? '' })),
});

export async function open(ctx: Ctx, body: OpenBody): Promise<{ id: string }> {
  const { scheme, review, plan, hash } = await schemeOf(ctx.tx, body.pack, body.scheme);
  const id = ctx.newId();
  const done = await store.insertRound(ctx.tx, {
    id,
    pack: body.pack,
    scheme: body.scheme,
    year: body.year,
    title: t('zh-CN', 'assessment.roundTitle', { year: body.year, title: scheme.title.zh }),
    state: initialState(review).id,
    rules: scheme,
    ruleHash: hash,
    units: await unitsOf(ctx.tx, plan, scheme, body.year),
    createdAt: ctx.now,
    createdBy: ctx.actor.name,
  });
  if (!done) throw new Problem('assessment.already-open', { params: { year: body.year } });
  return { id };
}

export async function headOf(ctx: Pick<Ctx, 'actor'>, round: store.RoundRow, review: Review): Promise<Head> {
  const own = ownUnit(ctx.actor, round);
  return {
    id: round.id,
    pack: round.pack,
    scheme: round.scheme,
    year: round.year,
    title: round.title,
    state: round.state,
    stateTitle: stateIn(review, round.state)?.title ?? { zh: round.state },
    told: marked(review, round.state, 'told'),
    issued: marked(review, round.state, 'issued'),
    simulated: round.simulated,
    units: groupsOf(round).reduce((n, g) => n + g.units.length, 0),
    appealsFrom: round.appealsFrom,
    appealsTo: round.appealsTo,
    updatedAt: round.updatedAt,
    own: own && { id: own.id, name: own.name },
  };
}

/** Those who run assessments see every round, the others those whose result was told. */
export async function rounds(ctx: Pick<Ctx, 'actor' | 'tx'>, pack: string, year: number | undefined) {
  const items = [];
  for (const r of await store.rounds(ctx.tx, pack, year)) {
    const { review } = await schemeOf(ctx.tx, r.pack, r.scheme);
    if (runsIt(ctx) || marked(review, r.state, 'told')) items.push(await headOf(ctx, r, review));
  }
  return { items };
}

export async function schemes(tx: Tx, pack: string) {
  const { plan } = await currentPlan(tx, pack);
  return { items: (plan.assessments ?? []).map(schemeWire) };
}

/** Everything the computation of a round takes, as it stands now. */
export async function inputOf(tx: Tx, round: store.RoundRow): Promise<AssessmentInput> {
  const appeals = await store.appeals(tx, round.id);
  return {
    scheme: rulesOf(round),
    groups: groupsOf(round).map((g) => ({ id: g.id, units: g.units.map((u) => u.id) })),
    entries: (await store.entries(tx, round.id)).map(
      ({ unit, item, part, direction, applies, target, actual, met, forceMajeure }) => ({
        unit,
        item,
        part,
        direction,
        applies,
        target,
        actual,
        met,
        forceMajeure,
      }),
    ),
    marks: (await store.marks(tx, round.id))
      .filter((m) => m.withdrawn === null)
      .map(({ unit, kind, rule, value }) => ({ unit, kind, rule, value })),
    contested: appeals.flatMap((a) =>
      a.answer === null && a.item !== '' ? [{ unit: a.unit, item: a.item }] : [],
    ),
  };
}

const hashOf = (value: unknown): string => sha256Hex(canonicalJson(value));

async function compute(ctx: Ctx, round: store.RoundRow): Promise<void> {
  const input = await inputOf(ctx.tx, round);
  const result = assess(input);
  await store.insertRun(ctx.tx, round.id, {
    seq: ((await store.runs(ctx.tx, round.id)).at(-1)?.seq ?? 0) + 1,
    engine: ASSESSMENT_ENGINE,
    inputHash: hashOf(input),
    resultHash: hashOf(result),
    input,
    result,
    at: ctx.now,
    by: ctx.actor.name,
  });
  await store.setSimulated(
    ctx.tx,
    round.id,
    (await store.entries(ctx.tx, round.id)).some((e) => e.simulated && e.actual !== null),
  );
}

/** The run that counts: what was last computed. */
export async function lastRun(tx: Tx, id: string): Promise<{ row: store.RunRow; result: AssessmentResult }> {
  const row = (await store.runs(tx, id)).at(-1);
  if (!row) throw new Problem('assessment.no-results');
  return { row, result: row.result as AssessmentResult };
}

/** A result as it is read: names for ids, figures beside the points they earned. */
export async function resultsWire(tx: Tx, round: store.RoundRow): Promise<Results> {
  const { row, result } = await lastRun(tx, round.id);
  const rules = rulesOf(round);
  const entries = new Map(
    (await store.entries(tx, round.id)).map((e) => [`${e.unit} ${e.item} ${e.part}`, e]),
  );
  const nameOf = (id: string) => ({ id, name: unitIn(round, id)?.unit.name ?? id });
  return {
    run: {
      seq: row.seq,
      engine: row.engine,
      inputHash: row.inputHash,
      resultHash: row.resultHash,
      at: row.at,
      by: row.by,
    },
    simulated: round.simulated,
    groups: result.groups.map((g) => {
      const group = rules.groups.find((x) => x.id === g.id)!;
      const itemOf = (id: string) => group.items.find((i) => i.id === id)!;
      const neighbour = (n: (typeof g.units)[number]['upper']) =>
        n && {
          unit: nameOf(n.unit),
          margin: n.margin,
          swaps: n.swaps.map((s) => ({ ...s, title: itemOf(s.item).title })),
        };
      return {
        id: g.id,
        title: group.title,
        units: g.units.map((u) => ({
          ...u,
          unit: nameOf(u.unit),
          items: u.items.map((i) => ({
            ...i,
            title: itemOf(i.item).title,
            kind: itemOf(i.item).kind,
            parts: i.parts.map((p) => ({
              ...p,
              entry: entries.get(`${u.unit} ${i.item} ${p.part}`) ?? null,
            })),
          })),
          interval: [...u.interval] as [number, number],
          gradeTitle: rules.grades.find((x) => x.id === u.grade)?.title ?? { zh: u.grade },
          vetoes: u.vetoes.map((v) => rules.vetoes.find((x) => x.id === v)?.title ?? { zh: v }),
          upper: neighbour(u.upper),
          lower: neighbour(u.lower),
        })),
      };
    }),
  };
}

/** The whole ranking is for those who run it, and for everybody of the administration once it is issued. */
export async function results(ctx: Pick<Ctx, 'actor' | 'tx'>, id: string): Promise<Results> {
  const { round, review } = await needRound(ctx.tx, id);
  if (!runsIt(ctx) && !marked(review, round.state, 'issued')) throw new Problem('assessment.not-issued');
  return resultsWire(ctx.tx, round);
}

/** Figures nobody has given yet: by unit and item, as the engine would find them missing. */
async function missingOf(tx: Tx, round: store.RoundRow): Promise<number> {
  const result = assess(await inputOf(tx, round));
  return result.groups
    .flatMap((g) => g.units)
    .flatMap((u) => u.items)
    .flatMap((i) => i.parts)
    .filter((p) => p.rule === 'missing').length;
}

/** What stands against each act now. */
async function hindrancesOf(
  ctx: Ctx,
  round: store.RoundRow,
  acts: readonly ReviewAct[],
): Promise<{ act: string; findings: Finding[] }[]> {
  const out: { act: string; findings: Finding[] }[] = [];
  for (const a of acts) {
    const findings: Finding[] = [];
    if (a.marks?.includes('compute')) {
      const missing = await missingOf(ctx.tx, round);
      if (missing > 0) findings.push(finding('Y211', 'warning', 'entries', { count: missing }));
    }
    if (a.marks?.includes('issue')) {
      if (round.appealsTo !== null && ctx.today <= round.appealsTo)
        findings.push(finding('Y212', 'error', 'appeals', { to: round.appealsTo }));
      const appeals = await store.appeals(ctx.tx, round.id);
      const open = appeals.filter((x) => x.answer === null).length;
      if (open > 0) findings.push(finding('Y213', 'error', 'appeals', { count: open }));
      const computedAt = (await store.runs(ctx.tx, round.id)).at(-1)?.at ?? '';
      const late = appeals.filter((x) => x.answer?.upheld && x.answer.at > computedAt).length;
      if (late > 0) findings.push(finding('Y214', 'error', 'appeals', { count: late }));
    }
    if (findings.length > 0) out.push({ act: a.id, findings });
  }
  return out;
}

function appealsEnd(ctx: Ctx, round: store.RoundRow): string | null {
  try {
    return addWorkingDays(readCalendar(ctx.house), ctx.today, rulesOf(round).appeals.workingDays);
  } catch (e) {
    // The days reach into a year whose holidays are not on file.
    if (e instanceof Problem) return null;
    throw e;
  }
}

/** What is told or issued: fixed, with the run it rests on. A second circular corrects the first. */
async function release(
  ctx: Ctx,
  round: store.RoundRow,
  kind: 'told' | 'issued',
  number: string,
): Promise<void> {
  const { row, result } = await lastRun(ctx.tx, round.id);
  const papers = await store.papers(ctx.tx, round.id);
  const rules = rulesOf(round);
  const content = {
    title: round.title,
    simulated: round.simulated,
    resultHash: row.resultHash,
    groups: result.groups.map((g) => ({
      title: rules.groups.find((x) => x.id === g.id)!.title.zh,
      units: g.units.map((u) => ({
        unit: u.unit,
        name: unitIn(round, u.unit)?.unit.name ?? u.unit,
        place: u.place,
        total: u.total,
        grade: rules.grades.find((x) => x.id === u.grade)?.title.zh ?? u.grade,
      })),
    })),
  };
  await store.insertPaper(ctx.tx, round.id, ctx.newId(), {
    seq: (papers.at(-1)?.seq ?? 0) + 1,
    kind: kind === 'issued' && papers.some((p) => p.kind !== 'told') ? 'corrected' : kind,
    number,
    runSeq: row.seq,
    content,
    sha256: hashOf(content),
    at: ctx.now,
    by: ctx.actor.name,
  });
}

/** Scores and places of cities become facts of theirs, so that rules of funds and pages of places can rest on them. */
async function recordResults(ctx: Ctx, round: store.RoundRow): Promise<void> {
  const { row, result } = await lastRun(ctx.tx, round.id);
  const sourceId = ctx.newId();
  await recordSource(
    ctx.tx,
    {
      id: sourceId,
      kind: 'form',
      title: t('zh-CN', 'assessment.factSource', { title: round.title, seq: row.seq }),
      publishedDay: null,
      fileSha256: null,
      simulated: round.simulated,
      recordedBy: ctx.actor.name,
    },
    ctx.now,
  );
  for (const u of result.groups.flatMap((g) => g.units)) {
    const subjectId = unitIn(round, u.unit)?.unit.subjectId;
    if (subjectId === undefined) continue;
    for (const [indicator, value, unit] of [
      ['assessment-score', u.total, '分'],
      ['assessment-rank', String(u.place), '1'],
    ] as const)
      await recordFact(
        ctx.tx,
        { subjectId, period: String(round.year), indicator, value, unit },
        { sourceId, now: ctx.now, by: ctx.actor.name, status: 'locked' },
      );
  }
}

/** One act: refused with every reason at its place, or done whole. The same key again gives the round as it is. */
export async function perform(ctx: Ctx, id: string, body: ActBody): Promise<RoundWire> {
  await store.lockRound(ctx.tx, id);
  const { round, review } = await needRound(ctx.tx, id);
  const events = await store.events(ctx.tx, id);
  const before = events.find((e) => e.key === body.key);
  if (before) {
    // The same press of the button arriving again: it is done already.
    if (before.act === body.act && before.byAccount === ctx.actor.accountId) return present(ctx, id);
    throw new Problem('db.conflict');
  }
  if (round.version !== body.version) throw new Problem('db.conflict');
  const act = review.acts.find((a) => a.id === body.act);
  const applied = applyAct(review, caseOf(round, events), body.act, actorOf(ctx), { reason: body.reason });
  const findings = [...applied.findings];
  let appeals: { from: string; to: string } | undefined;
  if (applied.transition && act) {
    const [against] = await hindrancesOf(ctx, round, [act]);
    findings.push(...(against?.findings.filter((f) => f.severity === 'error') ?? []));
    if (act.marks?.includes('tell')) {
      const to = body.appealsTo ?? appealsEnd(ctx, round);
      const day = to === null ? undefined : parseDay(to);
      if (!day || day < ctx.today) findings.push(finding('Y215', 'error', 'body.appealsTo'));
      else appeals = { from: ctx.today, to: day };
    }
  }
  if (!applied.transition || !act || findings.length > 0)
    throw new Problem('assessment.refused', { params: { count: findings.length }, findings });
  const { to } = applied.transition;
  if (act.marks?.includes('compute')) await compute(ctx, round);
  if (act.marks?.includes('tell')) await release(ctx, round, 'told', '');
  if (act.marks?.includes('issue')) {
    await release(ctx, round, 'issued', body.number);
    await recordResults(ctx, round);
  }
  if (
    !(await store.moveRound(
      ctx.tx,
      id,
      round.version,
      { state: to, live: !marked(review, to, 'void'), appeals },
      ctx.now,
    ))
  )
    throw new Problem('db.conflict');
  await store.insertEvent(ctx.tx, id, {
    seq: (events.at(-1)?.seq ?? 0) + 1,
    key: body.key,
    act: body.act,
    from: round.state,
    to,
    at: ctx.now,
    byAccount: ctx.actor.accountId,
    by: ctx.actor.name,
    role: ctx.actor.role,
    reason: body.reason,
  });
  return present(ctx, id);
}

export async function present(ctx: Ctx, id: string): Promise<RoundWire> {
  const { round, review } = await needRound(ctx.tx, id);
  const whole = runsIt(ctx);
  if (!whole && !marked(review, round.state, 'told')) throw new Problem('assessment.unknown-round');
  const events = whole ? await store.events(ctx.tx, id) : [];
  const can = whole ? actsNow(review, caseOf(round, events), actorOf(ctx)) : [];
  const appeals = whole ? await store.appeals(ctx.tx, id) : [];
  const entering = marked(review, round.state, 'entering');
  const enteredAt = (state: string): string | null =>
    state === initialState(review).id && events.length === 0
      ? round.createdAt
      : (events.findLast((e) => e.to === state)?.at ?? null);
  return {
    ...(await headOf(ctx, round, review)),
    version: round.version,
    runs: whole,
    rules: schemeWire(rulesOf(round)),
    groups: groupsOf(round).map((g) => ({
      id: g.id,
      title: rulesOf(round).groups.find((x) => x.id === g.id)!.title,
      units: g.units.map((u) => ({ id: u.id, name: u.name })),
    })),
    states: review.states.map((s) => ({
      id: s.id,
      title: s.title,
      final: s.final ?? false,
      void: s.marks.includes('void'),
      at: enteredAt(s.id),
    })),
    can: can.map((a) => ({
      id: a.id,
      title: a.title,
      to: a.to,
      reason: a.requires.reason,
      marks: a.marks ?? [],
    })),
    hindrances: whole ? await hindrancesOf(ctx, round, can) : [],
    entering: whole && entering,
    appealing: marked(review, round.state, 'appealing'),
    appealsProposal: whole ? appealsEnd(ctx, round) : null,
    counts: {
      figures: whole ? (await store.entries(ctx.tx, id)).length : 0,
      missing: whole && entering ? await missingOf(ctx.tx, round) : 0,
      runs: whole ? (await store.runs(ctx.tx, id)).length : 0,
      appeals: appeals.length,
      open: appeals.filter((a) => a.answer === null).length,
    },
    events: events.map((e) => ({
      seq: e.seq,
      actTitle: review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      toTitle: stateIn(review, e.to)?.title ?? { zh: e.to },
      at: e.at,
      by: e.by,
      reason: e.reason,
    })),
  };
}

/** Computes every run again from what was kept of it. */
export async function verify(tx: Tx, id: string) {
  const { round } = await needRound(tx, id);
  const runs = (await store.runs(tx, round.id)).map((r) => {
    const found = hashOf(assess(r.input as AssessmentInput));
    return {
      seq: r.seq,
      resultHash: r.resultHash,
      found,
      same: found === r.resultHash && hashOf(r.result) === r.resultHash,
      inputSame: hashOf(r.input) === r.inputHash,
    };
  });
  return { same: runs.every((r) => r.same && r.inputSame), runs };
}

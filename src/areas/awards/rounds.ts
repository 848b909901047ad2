/** A round from its opening to the archive: what is frozen, which acts there are, what they compute. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { z } from 'zod';
import {
  addDays,
  addWorkingDays,
  canonicalJson,
  finding,
  parseDay,
  Problem,
  workingDaysBetween,
  type Day,
  type Finding,
  type WorkCalendar,
} from '#kernel';
import {
  awardsResult,
  draw,
  ENGINE_VERSION,
  markScore,
  shortlistOf,
  vetoesInForce,
  type AwardsInput,
  type AwardsResult,
  type Candidate,
} from '#engine/awards';
import {
  actsNow,
  applyAct,
  type Review,
  type ReviewAct,
  type ReviewActor,
  type ReviewCase,
} from '#engine/review';
import { t } from '#locales';
import { evaluationScores } from '#areas/benchmarks';
import { selfEvaluated } from '#areas/filings';
import { currentPlan } from '#areas/plans';
import { readCalendar } from '#areas/subjects';
import type { Ctx, House } from '#platform/act';
import type { Tx } from '#platform/db';
import { sha256Hex } from '#platform/files';
import type { contract, listsSchema, roundRowSchema, roundSchema } from './contract.ts';
import {
  awardWire,
  editionWire,
  freeze,
  marked,
  rulesWire,
  schemeOf,
  stateIn,
  statesWire,
  type FrozenRules,
} from './rules.ts';
import * as store from './store.ts';

type RoundHead = z.output<typeof roundRowSchema>;
type RoundWire = z.output<typeof roundSchema>;
type Lists = z.output<typeof listsSchema>;
type OpenBody = z.output<(typeof contract)['open']['body']>;
type ActBody = z.output<(typeof contract)['act']['body']>;

export const rulesOf = (r: store.RoundRow): FrozenRules => r.rules as FrozenRules;
const calendarOf = (house: Pick<House, 'contentDir'>): WorkCalendar => readCalendar(house);
const asText = (n: number): string => String(n).padStart(4, '0');

export async function needRound(tx: Tx, id: string): Promise<{ round: store.RoundRow; review: Review }> {
  const round = await store.round(tx, id);
  if (!round) throw new Problem('awards.unknown-round');
  const { review } = await schemeOf(tx, round.pack, round.scheme);
  return { round, review };
}
/** Those who run rounds see everything of them; the others what is public. */
export const runs = (ctx: Pick<Ctx, 'actor'>): boolean => ctx.actor.permissions.has('awards.run');
export function mustBeReadable(ctx: Pick<Ctx, 'actor'>, review: Review, round: store.RoundRow): void {
  if (!runs(ctx) && !marked(review, round.state, 'public')) throw new Problem('awards.not-public');
}

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

/** What an opening would freeze: who was evaluated with which scores, who goes before the experts. */
async function frame(ctx: Ctx, body: OpenBody) {
  if (ctx.actor.scope.kind !== 'all') throw new Problem('auth.out-of-scope');
  const { scheme, review, plan, hash } = await schemeOf(ctx.tx, body.pack, body.scheme);
  const rules = freeze(scheme, body.year, body.edition);
  const of = await store.runsOf(ctx.tx, body.pack, body.year);
  const preferred = ['award-quantitative', 'benchmarking'];
  const run = body.run
    ? await store.runById(ctx.tx, body.run)
    : preferred.flatMap((e) => of.filter((r) => r.evaluation === e))[0];
  if (!run) throw new Problem('awards.no-run', { params: { year: body.year } });
  const scores = await evaluationScores(ctx, run.id);
  const partless = scores.every((s) => s.progress === null);
  const before = !partless
    ? undefined
    : body.previousRun
      ? await store.runById(ctx.tx, body.previousRun)
      : (await store.runsOf(ctx.tx, body.pack, body.year - 1)).find((r) => r.evaluation === run.evaluation);
  const past = new Map(
    before ? (await evaluationScores(ctx, before.id)).map((s) => [s.subjectId, s.level]) : [],
  );
  /** Base-year level earns 80 points, one more for every 5% of growth, at most 150 (a rule of 2011 for parks; proposal here). */
  const progressOf = (level: number | null, had: number | null | undefined): number | null =>
    level === null || had === null || had === undefined || had <= 0
      ? null
      : level >= had
        ? Math.min(150, 80 + (20 * (level - had)) / had)
        : (80 * level) / had;

  const details = new Map(
    (
      await store.subjectsOf(
        ctx.tx,
        scores.map((s) => s.subjectId),
      )
    ).map((s) => [s.subjectId, s]),
  );
  const filed =
    rules.edition.candidates === 'selfEvaluated'
      ? await selfEvaluated(ctx.tx, body.pack, body.year)
      : undefined;
  const list = scores
    .flatMap((s) => {
      const d = details.get(s.subjectId);
      return d
        ? [
            {
              ...d,
              number: 0,
              runGroup: s.group,
              level: s.level,
              progress: partless ? progressOf(s.level, past.get(s.subjectId)) : s.progress,
              filed: filed === undefined || filed.has(s.subjectId),
              shortlisted: false,
            },
          ]
        : [];
    })
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((c, n) => ({ ...c, number: n + 1 }));
  const asOf = (body.asOf ?? `${body.year}-12-31`) as Day;
  const candidates = await engineCandidates(ctx.tx, rules, asOf, list, new Set());
  const chosen = new Set(shortlistOf({ scheme: rules.scheme, awards: rules.edition.awards, candidates }));
  return {
    rules,
    review,
    plan,
    hash,
    run,
    before,
    asOf,
    candidates,
    list: list.map((c) => ({ ...c, shortlisted: chosen.has(c.subjectId) })),
  };
}

/** Candidates as the engine takes them; vetoes as they are on file now (or were, `knownBy` then), looked back from the round's day. */
export async function engineCandidates(
  tx: Tx,
  rules: FrozenRules,
  asOf: Day,
  list: readonly store.CandidateRow[],
  excluded: ReadonlySet<string>,
  knownBy = '9999',
): Promise<Candidate[]> {
  const { sectionOf } = await store.industryTitles(tx);
  const known = (await store.vetoesUpTo(tx, asOf))
    .filter((v) => v.at <= knownBy)
    .map((v) => ((v.repairAt ?? '') <= knownBy ? v : { ...v, repairedDay: null }));
  const inForce = new Set(vetoesInForce(known, rules.scheme.vetoes, asOf).map((v) => v.subjectId));
  return list.map((c): Candidate => {
    const division = c.industryCode.slice(0, 2);
    return {
      id: c.subjectId,
      region: c.regionCode,
      code: c.code,
      division,
      section: sectionOf.get(division) ?? '',
      level: c.level,
      progress: c.progress,
      standing:
        c.level === null
          ? 'unscored'
          : inForce.has(c.subjectId)
            ? 'vetoed'
            : c.filed
              ? 'candidate'
              : 'notFiled',
      excluded: excluded.has(c.subjectId),
    };
  });
}

export async function trial(ctx: Ctx, body: OpenBody): Promise<Lists> {
  const f = await frame(ctx, body);
  const input: AwardsInput = {
    kind: 'trial',
    scheme: f.rules.scheme,
    awards: f.rules.edition.awards,
    candidates: f.candidates,
    shortlisted: [],
    marks: [],
  };
  const result = awardsResult(input);
  return {
    ...(await listsOf(ctx.tx, f.rules, f.list, result)),
    seq: 0,
    kind: 'trial',
    year: body.year,
    edition: f.rules.edition.id,
    simulated: f.list.some((c) => c.simulated),
    inputHash: sha256Hex(canonicalJson(input)),
    resultHash: sha256Hex(canonicalJson(result)),
    engineVersion: ENGINE_VERSION,
    computedAt: ctx.now,
  };
}

export async function open(ctx: Ctx, body: OpenBody): Promise<{ id: string }> {
  if (await store.liveRound(ctx.tx, body.pack, body.scheme, body.year))
    throw new Problem('awards.already-open', { params: { year: body.year } });
  const f = await frame(ctx, body);
  const initial = f.review.states.find((s) => s.initial)!;
  const id = ctx.newId();
  await store.insertRound(ctx.tx, {
    id,
    pack: body.pack,
    scheme: body.scheme,
    year: body.year,
    edition: f.rules.edition.id,
    title: t('zh-CN', 'awards.roundTitle', { year: body.year, title: f.rules.scheme.title.zh }),
    state: initial.id,
    asOf: f.asOf,
    runId: f.run.id,
    previousRunId: f.before?.id ?? null,
    // Recorded, so that the draw can be done again; taken from the round's own id, which nobody chose.
    seed: body.seed ?? Number.parseInt(sha256Hex(id).slice(0, 7), 16),
    rules: f.rules,
    ruleHash: f.hash,
    evaluated: f.candidates.filter((c) => c.standing === 'candidate').length,
    simulated: f.list.some((c) => c.simulated),
    createdAt: ctx.now,
    createdBy: ctx.actor.name,
  });
  await store.insertCandidates(ctx.tx, id, f.list);
  return { id };
}

/** Everything the computation of a round takes, as it stands now. */
export async function inputOf(tx: Tx, round: store.RoundRow): Promise<AwardsInput> {
  const rules = rulesOf(round);
  const list = await store.candidates(tx, round.id);
  const excluded = new Set(
    (await store.objections(tx, round.id)).flatMap((o) =>
      o.effect === 'exclude' && o.answeredSubject ? [o.answeredSubject] : [],
    ),
  );
  return {
    kind: 'round',
    scheme: rules.scheme,
    awards: rules.edition.awards,
    candidates: await engineCandidates(tx, rules, round.asOf as Day, list, excluded),
    shortlisted: list.flatMap((c) => (c.shortlisted ? [c.subjectId] : [])),
    marks: (await store.assignments(tx, round.id)).flatMap((a) =>
      a.recused || a.ratings === null
        ? []
        : [{ candidate: a.subjectId, expert: asText(a.expertNumber), ratings: a.ratings as never }],
    ),
  };
}

async function compute(ctx: Ctx, round: store.RoundRow): Promise<void> {
  const input = await inputOf(ctx.tx, round);
  const result = awardsResult(input);
  const [inputJson, resultJson] = [canonicalJson(input), canonicalJson(result)];
  const seq = ((await store.results(ctx.tx, round.id)).at(-1)?.seq ?? 0) + 1;
  await store.insertResult(ctx.tx, round.id, {
    seq,
    engineVersion: ENGINE_VERSION,
    inputHash: sha256Hex(inputJson),
    resultHash: sha256Hex(resultJson),
    input: gzipSync(inputJson),
    result: gzipSync(resultJson),
    at: ctx.now,
    by: ctx.actor.name,
  });
  await store.insertEntries(
    ctx.tx,
    round.id,
    seq,
    result.results.map((r) => ({
      subjectId: r.candidate,
      group: r.group,
      standing: r.standing,
      award: r.award,
      place: r.place,
      qualitative: r.qualitative?.score ?? null,
      payload: r,
    })),
  );
}

export const readJson = (bytes: Uint8Array): string => gunzipSync(bytes).toString('utf8');

async function keptResult(
  tx: Tx,
  round: store.RoundRow,
): Promise<{ row: store.ResultRow; result: AwardsResult }> {
  const row = (await store.results(tx, round.id)).at(-1);
  const kept = row && (await store.resultBytes(tx, round.id, row.seq));
  if (!row || !kept) throw new Problem('awards.no-lists');
  return { row, result: JSON.parse(readJson(kept.result)) as AwardsResult };
}

/** Title of a ranked group. */
export const groupTitle = (key: string, names: ReadonlyMap<string, string>): string =>
  key === 'rest'
    ? t('zh-CN', 'awards.restGroup')
    : key.startsWith('section:')
      ? t('zh-CN', 'awards.sectionGroup', { section: names.get(key.slice(8)) ?? key.slice(8) })
      : `${key} ${names.get(key) ?? ''}`.trim();

async function listsOf(
  tx: Tx,
  rules: FrozenRules,
  list: readonly store.CandidateRow[],
  result: AwardsResult,
): Promise<Pick<Lists, 'evaluated' | 'vetoed' | 'lists' | 'industries' | 'findings'>> {
  const { name } = await store.industryTitles(tx);
  const byId = new Map(list.map((c) => [c.subjectId, c]));
  const resultOf = new Map(result.results.map((r) => [r.candidate, r]));
  const findings: Finding[] = [];
  for (const i of result.industries)
    for (const a of i.awards)
      if (a.tied > 0)
        findings.push(
          finding('W210', 'warning', i.group, {
            group: groupTitle(i.group, name),
            award: a.award,
            count: a.tied,
          }),
        );
  return {
    evaluated: result.industries.reduce((n, i) => n + i.evaluated, 0),
    vetoed: result.industries.reduce((n, i) => n + i.vetoed, 0),
    lists: result.lists.map((l) => ({
      award: awardWire(rules.edition.awards.find((a) => a.id === l.award)!),
      places: l.places,
      entries: l.winners.flatMap((id, n) => {
        const [c, r] = [byId.get(id), resultOf.get(id)];
        const o = r?.outcomes.find((x) => x.award === l.award);
        return c && r && o && o.total !== null && o.quantitative !== null
          ? [
              {
                place: n + 1,
                subject: { id, name: c.name },
                creditCode: c.code,
                regionName: c.regionName,
                industryCode: c.industryCode,
                industryName: name.get(c.industryCode) ?? '',
                group: r.group,
                groupTitle: groupTitle(r.group, name),
                total: o.total,
                quantitative: o.quantitative,
                qualitative: o.qualitative,
                rankInterval: o.rankInterval ? ([...o.rankInterval] as [number, number]) : null,
                distance: o.distance,
                simulated: c.simulated,
              },
            ]
          : [];
      }),
    })),
    industries: result.industries.map((i) => ({
      group: i.group,
      title: groupTitle(i.group, name),
      divisions: i.divisions.map((d) => ({ ...d, title: name.get(d.code) ?? d.code })),
      merged: i.merged,
      evaluated: i.evaluated,
      vetoed: i.vetoed,
      awards: i.awards.map((a) => ({ ...a })),
    })),
    findings,
  };
}

/** In a transaction that sees everything: whole results are kept from narrower scopes, the lists are not once they are public. */
export async function lists(ctx: Pick<Ctx, 'tx' | 'actor'>, id: string): Promise<Lists> {
  const { round, review } = await needRound(ctx.tx, id);
  mustBeReadable(ctx, review, round);
  return listsFor(ctx, round);
}
async function listsFor(ctx: Pick<Ctx, 'tx'>, round: store.RoundRow): Promise<Lists> {
  const { row, result } = await keptResult(ctx.tx, round);
  return {
    ...(await listsOf(ctx.tx, rulesOf(round), await store.candidates(ctx.tx, round.id), result)),
    seq: row.seq,
    kind: 'round',
    year: round.year,
    edition: round.edition,
    simulated: round.simulated,
    inputHash: row.inputHash,
    resultHash: row.resultHash,
    engineVersion: row.engineVersion,
    computedAt: row.at,
  };
}

/** What stands against each act now. */
async function hindrancesOf(
  ctx: Ctx,
  round: store.RoundRow,
  acts: readonly ReviewAct[],
): Promise<{ act: string; findings: Finding[] }[]> {
  const rules = rulesOf(round);
  const out: { act: string; findings: Finding[] }[] = [];
  for (const a of acts) {
    const findings: Finding[] = [];
    if (a.id === 'draw') {
      const experts = (await store.experts(ctx.tx)).filter((e) => e.active);
      if (experts.length < rules.scheme.experts.minimum)
        findings.push(
          finding('W201', 'error', 'experts', {
            count: experts.length,
            minimum: rules.scheme.experts.minimum,
          }),
        );
      const list = (await store.candidates(ctx.tx, round.id)).filter((c) => c.shortlisted);
      if (list.length === 0) findings.push(finding('W203', 'error', 'candidates'));
      const { short } = draw(round.seed, list.map(drawn), experts, rules.scheme.experts);
      if (experts.length >= rules.scheme.experts.minimum && short.length > 0)
        findings.push(finding('W202', 'warning', 'experts', { count: short.length }));
    }
    if (a.id === 'conclude') {
      const missing = await incomplete(ctx.tx, round);
      if (missing.length > 0)
        findings.push(
          finding('W204', 'error', 'marks', { count: missing.length, minimum: rules.scheme.experts.minimum }),
        );
    }
    if (a.id === 'close-notice' && round.noticeTo !== null && ctx.today <= round.noticeTo)
      findings.push(finding('W206', 'error', 'notice', { to: round.noticeTo }));
    if (a.id === 'publish') {
      const all = await store.objections(ctx.tx, round.id);
      const open = all.filter((o) => o.answer === null).length;
      if (open > 0) findings.push(finding('W207', 'error', 'objections', { count: open }));
      const computed = (await store.results(ctx.tx, round.id)).at(-1)?.at ?? '';
      const late = all.filter(
        (o) => o.effect !== null && o.effect !== 'none' && (o.answeredAt ?? '') > computed,
      );
      if (late.length > 0) findings.push(finding('W208', 'error', 'objections', { count: late.length }));
    }
    if (findings.length > 0) out.push({ act: a.id, findings });
  }
  return out;
}

/** What the draw must know of a candidate. */
export const drawn = (c: store.CandidateRow) => ({
  id: c.subjectId,
  region: c.regionCode,
  code: c.code,
  division: c.industryCode.slice(0, 2),
});

/** Candidates before the experts who do not have enough complete marks. */
export async function incomplete(tx: Tx, round: store.RoundRow) {
  const rule = rulesOf(round).scheme.experts;
  const given = await store.assignments(tx, round.id);
  return (await store.candidates(tx, round.id))
    .filter((c) => c.shortlisted)
    .flatMap((c) => {
      const own = given.filter((a) => a.subjectId === c.subjectId && !a.recused);
      const scored = own.filter((a) => markScore((a.ratings ?? {}) as never, rule) !== null).length;
      return scored < rule.minimum
        ? [{ subject: { id: c.subjectId, name: c.name }, assigned: own.length, scored }]
        : [];
    });
}

function checkNotice(ctx: Ctx, round: store.RoundRow, notice: ActBody['notice']): Finding[] {
  const at = (code: string, params: Finding['params']): Finding[] => [
    finding(code, 'error', 'notice.to', params),
  ];
  if (!notice) return [finding('R206', 'error', 'notice', { act: '', field: 'notice' })];
  const [from, to] = [parseDay(notice.from), parseDay(notice.to)];
  if (!from || !to || from < ctx.today || to < from) return at('W211', { today: ctx.today });
  const { workingDays } = rulesOf(round).scheme.notice;
  const days = workingDaysBetween(calendarOf(ctx.house), from, to);
  return days < workingDays ? at('W205', { days, minimum: workingDays }) : [];
}

async function release(
  ctx: Ctx,
  round: store.RoundRow,
  kind: store.NoticeRow['kind'],
  o: { from: string | null; to: string | null; note: string },
): Promise<void> {
  const last = await store.lastNotice(ctx.tx, round.id);
  const { lists: found } = kind === 'withdrawn' ? { lists: [] } : await listsFor(ctx, round);
  await store.insertNotice(ctx.tx, {
    id: ctx.newId(),
    roundId: round.id,
    seq: (last?.seq ?? 0) + 1,
    kind,
    title: t('zh-CN', `awards.noticeTitle.${kind}`, { title: round.title }),
    year: round.year,
    from: o.from,
    to: o.to,
    content: found.map((l) => ({
      award: l.award.id,
      title: l.award.title,
      amount: l.award.amount,
      entries: l.entries.map((e) => ({
        name: e.subject.name,
        creditCode: e.creditCode,
        regionName: e.regionName,
        industryName: e.industryName,
        simulated: e.simulated,
      })),
    })),
    note: o.note,
    simulated: round.simulated,
    at: ctx.now,
  });
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
  const applied = applyAct(review, caseOf(round, events), body.act, actorOf(ctx), {
    reason: body.reason,
    entries: { notice: body.notice },
  });
  const findings = [...applied.findings];
  if (applied.transition && act) {
    const [against] = await hindrancesOf(ctx, round, [act]);
    findings.push(...(against?.findings.filter((f) => f.severity === 'error') ?? []));
    if (act.requires.entries.includes('notice')) findings.push(...checkNotice(ctx, round, body.notice));
  }
  if (!applied.transition || findings.length > 0)
    throw new Problem('awards.refused', { params: { count: findings.length }, findings });
  const { to } = applied.transition;
  let detail: Record<string, unknown> = {};
  if (body.act === 'draw') {
    const experts = (await store.experts(ctx.tx)).filter((e) => e.active);
    const list = (await store.candidates(ctx.tx, id)).filter((c) => c.shortlisted);
    const { assignments } = draw(round.seed, list.map(drawn), experts, rulesOf(round).scheme.experts);
    // Numbers of the round in the order of the register's ids: a number says nothing about a person.
    const numbers = new Map(
      [...new Set(assignments.map((a) => a.expert))].toSorted().map((e, n) => [e, n + 1]),
    );
    await store.insertAssignments(
      ctx.tx,
      id,
      assignments.map((a) => ({
        id: ctx.newId(),
        subjectId: a.candidate,
        expertId: a.expert,
        expertNumber: numbers.get(a.expert)!,
      })),
      ctx.now,
    );
    // The register as it was, so that the draw can be made again after it has changed.
    detail = { experts: experts.map((e) => ({ id: e.id, fields: e.fields, conflicts: e.conflicts })) };
  }
  if (body.act === 'conclude' || body.act === 'recalculate') await compute(ctx, round);
  const moved = await store.moveRound(
    ctx.tx,
    id,
    round.version,
    {
      state: to,
      live: !marked(review, to, 'void'),
      notice: body.act === 'decide' ? body.notice : body.act === 'reopen' ? null : undefined,
    },
    ctx.now,
  );
  if (!moved) throw new Problem('db.conflict');
  if (body.act === 'decide')
    await release(ctx, round, 'notice', { from: body.notice!.from, to: body.notice!.to, note: '' });
  if (body.act === 'publish')
    await release(ctx, round, 'result', { from: round.noticeFrom, to: round.noticeTo, note: '' });
  if (body.act === 'reopen')
    await release(ctx, round, 'withdrawn', { from: round.noticeFrom, to: round.noticeTo, note: body.reason });
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
    detail: { ...detail, ...(body.notice ? { notice: body.notice } : {}) },
    ruleHash: round.ruleHash,
  });
  return present(ctx, id);
}

export async function headOf(ctx: Ctx, round: store.RoundRow, review: Review): Promise<RoundHead> {
  const open = runs(ctx) || marked(review, round.state, 'public');
  const counted = open && marked(review, round.state, 'listed');
  // Who does not see everything counts what was made public.
  const counts = !counted
    ? null
    : ctx.actor.scope.kind === 'all'
      ? await store.winnerCounts(ctx.tx, round.id)
      : (
          ((await store.lastNotice(ctx.tx, round.id))?.content ?? []) as {
            award: string;
            entries: unknown[];
          }[]
        ).map((l) => ({ award: l.award, count: l.entries.length }));
  const winners: Record<string, number> = {};
  for (const a of rulesOf(round).edition.awards)
    winners[a.id] = counts?.find((x) => x.award === a.id)?.count ?? 0;
  return {
    id: round.id,
    pack: round.pack,
    scheme: round.scheme,
    title: round.title,
    year: round.year,
    edition: round.edition,
    state: round.state,
    stateTitle: stateIn(review, round.state)?.title ?? { zh: round.state },
    simulated: round.simulated,
    public: marked(review, round.state, 'public'),
    evaluated: round.evaluated,
    winners: counts === null ? null : winners,
    noticeFrom: round.noticeFrom,
    noticeTo: round.noticeTo,
    createdAt: round.createdAt,
    updatedAt: round.updatedAt,
  };
}

export async function rounds(ctx: Ctx, f: { year?: number | undefined; pack?: string | undefined }) {
  const items = [];
  for (const r of await store.rounds(ctx.tx, f)) {
    const { review } = await schemeOf(ctx.tx, r.pack, r.scheme);
    items.push(await headOf(ctx, r, review));
  }
  return { items };
}

export async function schemes(ctx: Ctx, pack: string) {
  const { plan } = await currentPlan(ctx.tx, pack);
  const items = [];
  for (const s of plan.awards ?? []) {
    const { review } = await schemeOf(ctx.tx, pack, s.id);
    items.push({
      rules: rulesWire(pack, s),
      editions: s.editions.map(editionWire),
      states: statesWire(review),
    });
  }
  return { items };
}

function proposalOf(ctx: Ctx, round: store.RoundRow): RoundWire['noticeProposal'] {
  try {
    const from = addDays(ctx.today, 0);
    return {
      from,
      to: addWorkingDays(calendarOf(ctx.house), from, rulesOf(round).scheme.notice.workingDays),
    };
  } catch (e) {
    // The days reach into a year whose holidays are not on file.
    if (e instanceof Problem) return null;
    throw e;
  }
}

export async function present(ctx: Ctx, id: string): Promise<RoundWire> {
  const { round, review } = await needRound(ctx.tx, id);
  const rules = rulesOf(round);
  const { plan } = await schemeOf(ctx.tx, round.pack, round.scheme);
  const whole = runs(ctx);
  const events = whole ? await store.events(ctx.tx, id) : [];
  const can = whole ? actsNow(review, caseOf(round, events), actorOf(ctx)) : [];
  const run = await store.runById(ctx.tx, round.runId);
  const before = round.previousRunId ? await store.runById(ctx.tx, round.previousRunId) : undefined;
  const list = whole ? await store.candidates(ctx.tx, id) : [];
  const given = whole ? await store.assignments(ctx.tx, id) : [];
  const raised = whole ? await store.objections(ctx.tx, id) : [];
  const engine = whole ? await engineCandidates(ctx.tx, rules, round.asOf as Day, list, new Set()) : [];
  const standing = (s: Candidate['standing']): number => engine.filter((c) => c.standing === s).length;
  const enteredAt = (state: string): string | null =>
    state === review.states.find((s) => s.initial)?.id
      ? round.createdAt
      : (events.findLast((e) => e.to === state)?.at ?? null);
  const clause = plan.clauses.find((c) => c.id === rules.scheme.clause);
  const refOf = (r: store.RunRef | undefined) => r && { id: r.id, title: r.title, year: r.year };
  return {
    ...(await headOf(ctx, round, review)),
    version: round.version,
    rules: rulesWire(round.pack, rules.scheme),
    editionRules: editionWire(rules.edition),
    run: refOf(run) ?? { id: round.runId, title: '', year: round.year },
    previousRun: refOf(before) ?? null,
    asOf: round.asOf,
    seed: whole ? round.seed : 0,
    createdBy: round.createdBy,
    counts: {
      candidates: whole ? standing('candidate') : round.evaluated,
      vetoed: standing('vetoed'),
      notFiled: standing('notFiled'),
      unscored: standing('unscored'),
      shortlisted: list.filter((c) => c.shortlisted).length,
      experts: new Set(given.map((a) => a.expertId)).size,
      assignments: given.filter((a) => !a.recused).length,
      scored: given.filter(
        (a) => !a.recused && markScore((a.ratings ?? {}) as never, rules.scheme.experts) !== null,
      ).length,
      objections: raised.length,
      unanswered: raised.filter((o) => o.answer === null).length,
    },
    can: can.map((a) => ({
      id: a.id,
      title: a.title,
      to: a.to,
      reason: a.requires.reason,
      entries: a.requires.entries,
    })),
    hindrances: await hindrancesOf(ctx, round, can),
    states: statesWire(review).map((s) => ({ ...s, at: enteredAt(s.id) })),
    noticeProposal: whole ? proposalOf(ctx, round) : null,
    events: events.map((e) => ({
      seq: e.seq,
      act: e.act,
      actTitle: review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      to: e.to,
      toTitle: stateIn(review, e.to)?.title ?? { zh: e.to },
      at: e.at,
      by: e.by,
      reason: e.reason,
    })),
    passage: clause ? { pack: round.pack, clause: clause.label, quote: clause.quote } : null,
  };
}

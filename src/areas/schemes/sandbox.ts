/** The policy sandbox: what can be turned, trials as jobs over everybody on file, and what was kept of them. */
import { z } from 'zod';
import { finding, Problem, yearOf, type Finding, type Text } from '#kernel';
import { lookUp, fenText, t } from '#locales';
import { rulebookOf, sandboxRules } from '#engine/plan';
import { choicesIn, ruleParameters, sandboxBook, type RuleParameter } from '#engine/rules';
import { appendAudit } from '#platform/audit';
import type { Ctx, Env, House } from '#platform/act';
import { entryOf, inThread, makeReady } from '#platform/calc';
import { scriptUrl } from '#platform/config';
import { jobInThread, type JobContext } from '#platform/jobs';
import { writeWorkbook, XLSX } from '#platform/sheets';
import { bookOf, type Book } from './book.ts';
import type {
  keptChangeSchema,
  sandboxResultSchema,
  sandboxRoutes,
  scenarioSchema,
} from './contract-sandbox.ts';
import { readSandbox, SANDBOX_ENGINE, sourcesOf } from './sandbox-input.ts';
import type { SandboxAnswer, SandboxSummary } from './sandbox-worker.ts';
import * as store from './store/sandbox.ts';

export const SANDBOX_JOB = 'schemes.sandbox';
export const sandboxParams = z.object({ scenario: z.string(), by: z.string() });

type Change = z.output<typeof keptChangeSchema>;
type Start = z.output<(typeof sandboxRoutes)['startSandbox']['body']>;
type Effect = z.output<typeof sandboxResultSchema>['effect'];
type Kept = SandboxSummary & {
  readonly effect: Effect;
  readonly titles: Readonly<Record<string, Text>>;
  readonly changedCount: number;
};
const script = (): URL => scriptUrl(import.meta.url, './sandbox-worker.ts');

const answerOf =
  (b: Book, answers: Readonly<Record<string, string>> = {}) =>
  (q: string): string | undefined =>
    answers[q] ?? b.choices.get(q);

const titlesOf = (b: Book, p: RuleParameter): Text[] =>
  p.facts.flatMap((f) => b.rules.defs[b.rules.slots.get(f) ?? -1]?.title ?? []);

/** Schemes that pay enterprises money: those a trial is about. */
const filesOf = (b: Book) =>
  (b.plan.rules?.schemes ?? []).filter((s) => s.payee === 'enterprise' && s.kind === 'money');

export async function parameters(ctx: Ctx, pack: string, answersText: string) {
  const b = await bookOf(ctx.tx, pack);
  const answers = Object.fromEntries(
    answersText.split(',').flatMap((x) => (x === '' ? [] : [x.split(':') as [string, string]])),
  );
  const wrong = wrongAnswers(b, answers);
  if (wrong.length > 0)
    throw new Problem('schemes.bad-changes', { params: { count: wrong.length }, findings: wrong });
  // Whoever chooses figures will want them computed in a moment.
  makeReady(entryOf(script()));
  const tried = rulebookOf(b.plan, { ...Object.fromEntries(b.choices), ...answers });
  const sources = sourcesOf(ctx.house, b.rules);
  const lastYear = yearOf(ctx.today);
  const onFile = [
    ...new Set([
      ...(await store.yearsWith(ctx.tx, [...sources.indicators.keys()])),
      ...(await store.claimYears(ctx.tx, pack)),
    ]),
  ].toSorted((x, y) => x - y);
  const common = choicesIn(b.plan.rules?.common.vetoes);
  const overlaps = b.plan.rules?.overlaps.groups ?? [];
  const asked = new Set<string>();
  const schemes = filesOf(b).map((s) => {
    const own = new Set([
      ...choicesIn(s.versions).keys(),
      ...common.keys(),
      ...overlaps.filter((g) => g.schemes.includes(s.id)).flatMap((g) => [...choicesIn(g.strategy).keys()]),
    ]);
    const compiled = tried.schemes.get(s.id)!;
    for (const v of b.rules.schemes.get(s.id)!.versions)
      if (v.amount.open !== undefined) own.add(v.amount.open);
    for (const q of own) asked.add(q);
    return {
      id: s.id,
      title: s.title,
      instrument: s.instrument,
      questions: [...own],
      versions: s.versions.map((v, i) => ({
        id: v.id,
        from: v.from,
        to: v.to ?? null,
        mark: v.mark,
        number: v.number,
        clause: v.clause,
        source: v.source,
        open: compiled.versions[i]?.amount.open ?? null,
        parameters: ruleParameters(v, answerOf(b, answers)).map((p) => ({ ...p, facts: titlesOf(b, p) })),
      })),
    };
  });
  const possible = onFile.map((y) => y + 1).filter((y) => y <= lastYear);
  return {
    pack,
    schemes,
    questions: b.plan.questions
      .filter((q) => asked.has(q.id))
      .map((q) => ({
        id: q.id,
        question: q.question,
        chosen: b.choices.get(q.id) ?? null,
        options: q.options.map((o) => ({ id: o.id, title: o.title })),
      })),
    onFile,
    years: possible.length > 0 ? possible.slice(-5) : [lastYear],
    lastYear,
  };
}

const wrongAnswers = (b: Book, answers: Readonly<Record<string, string>>): Finding[] =>
  Object.entries(answers)
    .filter(([q, x]) => !b.plan.questions.find((o) => o.id === q)?.options.some((o) => o.id === x))
    .map(([question, answer]) => finding('F109', 'error', `body.answers.${question}`, { question, answer }));

/** Changes with what they were; refused where the rules do not take them. */
function keptChanges(b: Book, body: Pick<Start, 'changes' | 'answers'>): Change[] {
  const rules = sandboxRules(b.plan, Object.fromEntries(b.choices));
  const unknown = wrongAnswers(b, body.answers);
  // What a wrong answer does to the rules would only be told beside it.
  const findings =
    unknown.length > 0
      ? unknown
      : sandboxBook(rules, body.changes, body.answers).findings.map((f) => ({
          ...f,
          path: pathOf(f.path ?? '', body.changes),
        }));
  if (findings.length > 0)
    throw new Problem('schemes.bad-changes', { params: { count: findings.length }, findings });
  return body.changes.map((c) => {
    const file = filesOf(b).find((s) => s.id === c.scheme);
    const v = file?.versions.find((x) => x.id === c.version);
    const p = v && ruleParameters(v, answerOf(b, body.answers)).find((x) => x.path === c.path);
    if (!file || !p) throw new Problem('schemes.bad-changes', { params: { count: 1 } });
    return {
      ...c,
      schemeTitle: file.title,
      was: p.value,
      key: p.key,
      title: p.title,
      facts: titlesOf(b, p),
      nth: p.nth,
    };
  });
}

/** Of a finding in a turned file, the change that it is about: the compiler names file, version and place. */
function pathOf(path: string, changes: Start['changes']): string {
  if (path.startsWith('changes.')) return `body.${path}`;
  const i = changes.findIndex((c) => path.startsWith(`schemes/${c.scheme}.yaml#${c.version}.${c.path}`));
  return i < 0 ? path : `body.changes.${i}.value`;
}

export async function start(ctx: Ctx, body: Start): Promise<{ id: string; jobId: string }> {
  const had = await store.scenario(ctx.tx, body.id);
  if (had) {
    // The same request again: one trial, one job.
    if (had.createdBy === ctx.actor.accountId && had.name === body.name)
      return { id: had.id, jobId: had.jobId };
    throw new Problem('db.conflict');
  }
  const last = yearOf(ctx.today);
  if (body.years.some((y) => y > last))
    throw new Problem('schemes.sandbox-future', { params: { year: Math.max(...body.years), last } });
  const b = await bookOf(ctx.tx, body.pack);
  const changes = keptChanges(b, body);
  const jobId = ctx.newId();
  await ctx.house.jobs.enqueue(ctx.tx, {
    id: jobId,
    kind: SANDBOX_JOB,
    params: { scenario: body.id, by: ctx.actor.name },
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  await store.saveScenario(ctx.tx, {
    id: body.id,
    pack: body.pack,
    name: body.name,
    note: body.note,
    years: body.years.toSorted((x, y) => x - y),
    changes,
    answers: body.answers,
    jobId,
    createdAt: ctx.now,
    createdBy: ctx.actor.accountId!,
    createdName: ctx.actor.name,
  });
  return { id: body.id, jobId };
}

/** Provisions that the changes depart from, and targets of the same clauses. */
function effectOf(b: Book, changes: readonly Change[], answers: Readonly<Record<string, string>>): Effect {
  const cited = new Set<string>();
  for (const s of b.rules.schemes.values())
    for (const v of s.versions)
      if (
        changes.some((c) => c.scheme === s.id && c.version === v.id) ||
        Object.keys(v.choices).some((q) => q in answers)
      )
        for (const p of v.passages) for (const id of p.provisions) cited.add(id);
  const own = b.plan.provisions.filter((p) => cited.has(p.id));
  const clauses = new Set(own.map((p) => p.clause));
  return {
    departs: own
      .filter((p) =>
        changes.some((c) =>
          b.rules.schemes
            .get(c.scheme)
            ?.versions.some((v) => v.id === c.version && v.passages.some((x) => x.provisions.includes(p.id))),
        ),
      )
      .map((p) => ({ id: p.id, clause: p.clause, quote: p.quote })),
    targets: b.plan.provisions
      .filter((p) => clauses.has(p.clause) && p.target !== null && p.indicator !== null && !cited.has(p.id))
      .map((p) => ({ id: p.id, clause: p.clause, text: p.text })),
  };
}

/** Reads everybody, computes in a thread, keeps the whole in one transaction or nothing. */
export async function performSandbox(
  house: House,
  params: z.infer<typeof sandboxParams>,
  job: JobContext,
): Promise<{ scenario: string }> {
  const known = house.now();
  const found = await house.db.system(async (tx) => {
    const scenario = await store.scenario(tx, params.scenario);
    if (!scenario) return undefined;
    const done = await store.result(tx, scenario.id);
    return { scenario, done, book: await bookOf(tx, scenario.pack) };
  });
  if (!found) throw new Problem('jobs.cancelled');
  if (found.done) return { scenario: params.scenario };
  const { scenario, book } = found;
  const changes = scenario.changes as Change[];
  await job.progress(2, t('zh-CN', 'sandbox.job.reading', { done: 0 }));
  const { input, simulated } = await readSandbox(
    house,
    book,
    {
      pack: scenario.pack,
      years: scenario.years,
      changes: toChanges(changes),
      answers: scenario.answers,
      known,
    },
    async (count) => {
      await job.checkCancelled();
      await job.progress(20, t('zh-CN', 'sandbox.job.reading', { done: count }));
    },
  );
  await job.checkCancelled();
  if (input.subjects.length === 0) throw new Problem('schemes.no-enterprises');
  await job.progress(30, t('zh-CN', 'sandbox.job.computing', { subjects: input.subjects.length }));
  const a = await jobInThread<typeof input, SandboxAnswer>(job, script(), 'run', input, [30, 90]);
  if (!a.summary || !a.input || !a.result)
    throw new Problem('schemes.bad-changes', { params: { count: a.findings.length }, findings: a.findings });
  const { summary, input: packed, result } = a;
  await job.checkCancelled();
  await job.progress(90, t('zh-CN', 'sandbox.job.saving'));
  const kept: Kept = {
    ...summary,
    effect: effectOf(book, changes, scenario.answers),
    titles: Object.fromEntries([...book.rules.schemes.values()].map((s) => [s.id, s.title])),
    changedCount: a.changed,
  };
  await house.db.system(async (tx) => {
    // Deleted in the meantime: nothing is kept.
    if (!(await store.scenario(tx, scenario.id))) throw new Problem('jobs.cancelled');
    const at = house.now();
    await store.saveResult(tx, {
      scenarioId: scenario.id,
      knownAt: known,
      ruleHash: book.hash,
      engineVersion: SANDBOX_ENGINE,
      inputHash: packed.sha256,
      resultHash: result.sha256,
      simulated,
      subjects: input.subjects.length,
      milliseconds: a.milliseconds,
      summary: kept,
      computedAt: at,
    });
    await store.saveBlob(tx, scenario.id, 'input', packed.sha256, packed.bytes);
    await store.saveBlob(tx, scenario.id, 'result', result.sha256, result.bytes);
    for (const chunk of a.chunks) await store.saveRows(tx, scenario.id, chunk);
    await appendAudit(tx, {
      at,
      actorId: null,
      actorName: params.by,
      role: 'system',
      act: 'schemes.sandbox-save',
      target: `scenario:${scenario.id}`,
      success: true,
      ip: '',
      requestId: scenario.id,
      detail: { inputHash: packed.sha256, resultHash: result.sha256, ruleHash: book.hash },
    });
  });
  return { scenario: scenario.id };
}

const toChanges = (changes: readonly Change[]) =>
  changes.map(({ scheme, version, path, value }) => ({ scheme, version, path, value }));

const headOf = (b: Book, s: store.ScenarioRow, ctx: Ctx) => ({
  id: s.id,
  pack: s.pack,
  name: s.name,
  note: s.note,
  years: s.years,
  changes: s.changes as Change[],
  answers: Object.entries(s.answers).map(([id, option]) => {
    const q = b.plan.questions.find((x) => x.id === id);
    return {
      id,
      question: q?.question ?? { zh: id },
      chosen: option,
      option: q?.options.find((o) => o.id === option)?.title ?? { zh: option },
    };
  }),
  createdAt: s.createdAt,
  createdName: s.createdName,
  mine: s.createdBy === ctx.actor.accountId,
});

type State = z.output<typeof scenarioSchema>['state'];

export async function list(
  ctx: Ctx,
  q: { pack: string; q: string; mine: 'yes' | 'no'; sort: string; page: number; size: number },
) {
  const b = await bookOf(ctx.tx, q.pack);
  const found = await store.scenarios(
    ctx.tx,
    { pack: q.pack, q: q.q, by: q.mine === 'yes' ? ctx.actor.accountId : null, sort: q.sort },
    q.size,
    (q.page - 1) * q.size,
  );
  return {
    total: Number(found[0]?.total ?? 0n),
    items: found.map((s) => ({
      ...headOf(b, s, ctx),
      state: s.state as State,
      nowFen: s.now,
      triedFen: s.tried,
      simulated: s.simulated,
    })),
  };
}

const must = async (ctx: Ctx, id: string): Promise<store.ScenarioRow> => {
  const s = await store.scenario(ctx.tx, id);
  if (!s) throw new Problem('schemes.unknown-scenario');
  return s;
};

const SIZES = { large: 0, medium: 1, small: 2, micro: 3, '': 4 } as const;
const sizeTitle = (key: string): string =>
  lookUp('zh-CN', 'sandbox', `size.${key === '' ? 'none' : key}`) ?? key;

async function resultOf(ctx: Ctx, id: string): Promise<z.output<typeof sandboxResultSchema> | null> {
  const r = await store.result(ctx.tx, id);
  if (!r) return null;
  const { titles, aside, effect, changedCount, ...s } = r.summary as Kept;
  const names = await store.namesOf(
    ctx.tx,
    s.groups.county.map((g) => g.key),
    s.groups.industry.map((g) => g.key),
  );
  const title = (scheme: string): Text => titles[scheme] ?? { zh: scheme };
  return {
    knownAt: r.knownAt,
    computedAt: r.computedAt,
    ruleHash: r.ruleHash,
    engineVersion: r.engineVersion,
    inputHash: r.inputHash,
    resultHash: r.resultHash,
    simulated: r.simulated,
    subjects: r.subjects,
    milliseconds: r.milliseconds,
    years: s.years.map((y) => ({ ...y })),
    schemes: s.schemes.map((x) => ({ ...x, title: title(x.scheme), years: x.years.map((y) => ({ ...y })) })),
    total: { ...s.total, title: t('zh-CN', 'sandbox.total') },
    groups: {
      county: s.groups.county.map((g) => ({ ...g, title: names.county.get(g.key) ?? g.key })),
      industry: s.groups.industry.map((g) => ({
        ...g,
        title: names.industry.get(g.key) ?? (g.key === '' ? t('zh-CN', 'sandbox.noIndustry') : g.key),
      })),
      size: s.groups.size
        .map((g) => ({ ...g, title: sizeTitle(g.key) }))
        .toSorted(
          (a, b) => (SIZES[a.key as keyof typeof SIZES] ?? 9) - (SIZES[b.key as keyof typeof SIZES] ?? 9),
        ),
    },
    changedCount,
    aside: aside.map(title),
    effect,
  };
}

export async function present(ctx: Ctx, id: string): Promise<z.output<typeof scenarioSchema>> {
  const s = await must(ctx, id);
  const b = await bookOf(ctx.tx, s.pack);
  return {
    ...headOf(b, s, ctx),
    jobId: s.jobId,
    state: (await store.jobState(ctx.tx, s.jobId)) as State,
    result: await resultOf(ctx, id),
  };
}

export async function changed(ctx: Ctx, id: string, f: store.ChangedFilter, page: number, size: number) {
  const s = await must(ctx, id);
  const b = await bookOf(ctx.tx, s.pack);
  const found = await store.changed(ctx.tx, id, f, size, (page - 1) * size);
  return {
    total: Number(found[0]?.total ?? 0n),
    items: found.map(({ total: _, code, nowFen, triedFen, changes, size: sizeClass, ...r }) => ({
      ...r,
      creditCode: code,
      size: sizeClass as 'large' | 'medium' | 'small' | 'micro' | null,
      nowFen: String(nowFen),
      triedFen: String(triedFen),
      changes: changes.map((c) => ({
        ...c,
        title: b.rules.schemes.get(c.scheme)?.title ?? { zh: c.scheme },
      })),
    })),
  };
}

/** Yuan with two decimals for a spreadsheet. */
const yuanText = (fen: string): string => {
  const n = BigInt(fen);
  const a = n < 0n ? -n : n;
  return `${n < 0n ? '-' : ''}${a / 100n}.${String(a % 100n).padStart(2, '0')}`;
};
const MOST_ROWS = 100_000;

export async function exported(ctx: Ctx, id: string, f: store.ChangedFilter) {
  const s = await must(ctx, id);
  const r = await resultOf(ctx, id);
  if (!r) throw new Problem('schemes.no-result');
  const b = await bookOf(ctx.tx, s.pack);
  const w = (key: string): string => lookUp('zh-CN', 'sandbox', key) ?? key;
  const columns = (...keys: string[]) => keys.map((k) => ({ title: w(`export.${k}`) }));
  const group = (g: (typeof r)['total']) => [
    g.title,
    g.enterprises,
    yuanText(g.nowFen),
    yuanText(g.triedFen),
    g.winners,
    yuanText(g.gainFen),
    g.losers,
    yuanText(g.lossFen),
  ];
  const groupColumns = columns('group', 'enterprises', 'now', 'tried', 'winners', 'gain', 'losers', 'loss');
  const rows = await store.changed(ctx.tx, id, f, MOST_ROWS, 0);
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: w('export.changes'),
        columns: columns('scheme', 'version', 'parameter', 'was', 'value'),
        rows: [
          ...(s.changes as Change[]).map((c) => [
            c.schemeTitle.zh,
            c.version,
            parameterTitle(c),
            c.was,
            c.value,
          ]),
          ...headOf(b, s, ctx).answers.map((x) => [w('export.question'), '', x.question.zh, '', x.option.zh]),
          [w('export.note'), '', s.note, '', ''],
          [
            w('export.made'),
            '',
            `${s.createdName} ${s.createdAt.slice(0, 10)}`,
            '',
            r.simulated ? w('export.simulated') : '',
          ],
          [w('export.hash'), '', r.inputHash, '', r.resultHash],
        ],
      },
      {
        name: w('export.schemes'),
        columns: columns(
          'scheme',
          'year',
          'now',
          'tried',
          'nowDue',
          'triedDue',
          'unknown',
          'most',
          'budget',
          'state',
        ),
        rows: r.schemes.flatMap((x) =>
          x.years.map((y) => [
            x.title.zh,
            y.year,
            yuanText(y.now.fen),
            yuanText(y.tried.fen),
            y.now.due,
            y.tried.due,
            y.tried.unknown,
            y.tried.mostFen === null ? w('export.noCap') : yuanText(y.tried.mostFen),
            y.budgetFen === null ? '' : yuanText(y.budgetFen),
            w(`side.${sideState(y.tried)}`),
          ]),
        ),
      },
      ...(['county', 'industry', 'size'] as const).map((k) => ({
        name: w(`by.${k}`),
        columns: groupColumns,
        rows: [...r.groups[k].map(group), group(r.total)],
      })),
      {
        name: w('export.enterprisesSheet'),
        columns: columns(
          'name',
          'code',
          'region',
          'industry',
          'size',
          'now',
          'tried',
          'change',
          'detail',
          'simulated',
        ),
        rows: rows.map((e) => [
          e.name,
          e.code,
          e.regionName,
          e.industryName,
          sizeTitle(e.size ?? ''),
          yuanText(String(e.nowFen)),
          yuanText(String(e.triedFen)),
          yuanText(String(e.triedFen - e.nowFen)),
          e.changes
            .map(
              (c) =>
                `${b.rules.schemes.get(c.scheme)?.title.zh ?? c.scheme} ${c.year}：${fenText(c.nowFen)} → ${fenText(c.triedFen)}`,
            )
            .join('；'),
          e.simulated ? w('export.simulated') : '',
        ]),
      },
    ],
  });
  return {
    name: `${t('zh-CN', 'sandbox.export.file', { name: s.name })}-${ctx.today}.xlsx`,
    type: XLSX,
    bytes,
  };
}

/** In force with an amount, left open, or not in force. */
export const sideState = (s: { version: string | null; open: string | null; known: number }) =>
  s.version === null ? 'none' : s.open !== null ? 'open' : s.known === 0 ? 'without' : 'computed';

/** A parameter named in Chinese. */
export const parameterTitle = (c: Pick<Change, 'key' | 'title' | 'facts' | 'nth'>): string =>
  [
    c.title ?? c.facts.map((f) => f.zh).join('、'),
    lookUp('zh-CN', 'sandbox', `key.${c.key}`) ?? c.key,
    c.nth === null ? '' : t('zh-CN', 'sandbox.nth', { n: c.nth }),
  ]
    .filter((x) => x !== '')
    .join(' · ');

export async function drop(ctx: Ctx, id: string): Promise<{ id: string }> {
  const s = await must(ctx, id);
  if (s.createdBy !== ctx.actor.accountId) throw new Problem('schemes.not-own-scenario');
  await store.stopJob(ctx.tx, s.jobId);
  await store.dropScenario(ctx.tx, id);
  return { id };
}

export interface Checked {
  readonly same: boolean;
  readonly inputHash: string;
  readonly resultHash: string;
  readonly recomputedHash: string;
}
/** The stored input computed again, outside any transaction. */
export async function verify(env: Env, id: string): Promise<Checked> {
  const found = await env.house.db.tx(env.actor.scope, async (tx) => ({
    scenario: await store.scenario(tx, id),
    result: await store.result(tx, id),
    input: await store.blob(tx, id, 'input'),
  }));
  if (!found.scenario) throw new Problem('schemes.unknown-scenario');
  if (!found.result || !found.input) throw new Problem('schemes.no-result');
  const { inputHash, recomputedHash } = await inThread<
    Uint8Array,
    { inputHash: string; recomputedHash: string }
  >(entryOf(script()), 'check', found.input.bytes, { keep: true });
  return {
    same: inputHash === found.result.inputHash && recomputedHash === found.result.resultHash,
    inputHash: found.result.inputHash,
    resultHash: found.result.resultHash,
    recomputedHash,
  };
}

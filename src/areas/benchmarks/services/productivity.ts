/** Change of productivity between a run and the last earlier year's run of the same evaluation: computed in a job, kept like a run. */
import { z } from 'zod';
import { Problem, type Finding } from '#kernel';
import type { ProductivityGroup, ProductivityInput, ProductivityUnit } from '#engine/benchmark';
import { t } from '#locales';
import { appendAudit } from '#platform/audit';
import type { Ctx, House } from '#platform/act';
import type { JobContext } from '#platform/jobs';
import type { Tx } from '#platform/db';
import type { productivityContract } from '../contract-productivity.ts';
import type { PackedProductivity } from '../calc-worker.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import * as store from '../store.ts';
import { runBefore } from '../store/group.ts';
import {
  changeRows,
  measuredRows,
  productivityById,
  productivityOf,
  saveProductivity,
  type MeasuredRow,
} from '../store/productivity.ts';
import { inJob } from './in-job.ts';
import { rulesOf, type RunRules } from './position.ts';

export const PRODUCTIVITY_JOB = 'benchmarks.productivity';
export const productivityParams = z.object({
  id: z.string(),
  later: z.string(),
  earlier: z.string(),
  by: z.string(),
});
type Params = z.infer<typeof productivityParams>;
type Answer = z.output<(typeof productivityContract)['productivity']['response']>;

const pairOf = async (
  tx: Tx,
  runId: string,
): Promise<{ run: store.RunRow; earlier: store.RunRow | undefined }> => {
  const run = await store.run(tx, runId);
  if (!run) throw new Problem('benchmarks.unknown-run');
  const rules = rulesOf(run);
  const before = await runBefore(tx, run.rulePack, rules.evaluation, rules.year);
  return { run, earlier: before === undefined ? undefined : await store.run(tx, before) };
};

export async function startProductivity(ctx: Ctx, runId: string): Promise<{ jobId: string }> {
  const { earlier } = await pairOf(ctx.tx, runId);
  if (!earlier) throw new Problem('benchmarks.no-earlier-run');
  const jobId = ctx.newId();
  const params: Params = { id: ctx.newId(), later: runId, earlier: earlier.id, by: ctx.actor.name };
  await ctx.house.jobs.enqueue(ctx.tx, {
    id: jobId,
    kind: PRODUCTIVITY_JOB,
    params,
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  return { jobId };
}

/** Rows per statement; short transactions let other work in between. */
const PAGE = 2000;

async function everybody(house: House, runId: string, job: JobContext): Promise<MeasuredRow[]> {
  const out: MeasuredRow[] = [];
  for (;;) {
    await job.checkCancelled();
    const page = await house.db.system((tx) => measuredRows(tx, runId, out.at(-1)?.id ?? '', PAGE));
    for (const r of page) out.push(r);
    if (page.length < PAGE) return out;
  }
}

/** The later run's group for an enterprise of either year: its own there, else the one its middle class was put into. */
function grouping(rules: RunRules, later: readonly MeasuredRow[]): (r: MeasuredRow) => string {
  const own = new Map(later.map((r) => [r.id, r.group]));
  const byClass = new Map(rules.groups.flatMap((g) => g.members.map((m) => [m, g.code] as const)));
  return (r) => own.get(r.id) ?? byClass.get(r.industryCode.slice(0, 3)) ?? r.group;
}

export async function performProductivity(house: House, p: Params, job: JobContext): Promise<{ id: string }> {
  if (await house.db.system((tx) => productivityById(tx, p.id))) return { id: p.id };
  const [later, earlier] = await house.db.system(async (tx) => [
    await store.run(tx, p.later),
    await store.run(tx, p.earlier),
  ]);
  if (!later || !earlier) throw new Problem('benchmarks.unknown-run');
  const rules = rulesOf(later);
  const { dea } = rules.definition;
  const [now, then] = [await everybody(house, later.id, job), await everybody(house, earlier.id, job)];
  const groupFor = grouping(rules, now);
  const unit = (r: MeasuredRow): ProductivityUnit => ({ id: r.id, group: groupFor(r), columns: r.columns });
  const input: ProductivityInput = {
    inputs: dea.inputs,
    outputs: dea.outputs,
    orientation: dea.chase.orientation,
    earlier: { period: String(rulesOf(earlier).year), units: then.map(unit) },
    later: { period: String(rules.year), units: now.map(unit) },
  };
  await job.progress(10, t('zh-CN', 'benchmarks.job.productivity', { subjects: now.length }));
  const names = Object.fromEntries(now.map((r) => [r.id, r.name]));
  const answer = await inJob<{ input: ProductivityInput; names: typeof names }, PackedProductivity>(
    job,
    'productivity',
    { input, names },
    [10, 90],
  );
  await job.checkCancelled();
  await save(house, p, { later, earlier, rules }, answer);
  return { id: p.id };
}

async function save(
  house: House,
  p: Params,
  of: { later: store.RunRow; earlier: store.RunRow; rules: RunRules },
  a: PackedProductivity,
): Promise<void> {
  const at = house.now();
  await house.db.system(async (tx) => {
    await saveProductivity(tx, {
      ...of.later,
      id: p.id,
      title: t('zh-CN', 'benchmarks.productivity.title', {
        from: rulesOf(of.earlier).year,
        to: of.rules.year,
        evaluation: of.rules.definition.title.zh,
      }),
      params: {
        later: p.later,
        earlier: p.earlier,
        years: [rulesOf(of.earlier).year, of.rules.year],
        resultHashes: [of.earlier.resultHash, of.later.resultHash],
        groups: a.groups,
        findings: a.findings,
      },
      engineVersion: ENGINE_VERSION,
      inputHash: a.input.sha256,
      resultHash: a.result.sha256,
      simulated: of.later.simulated || of.earlier.simulated,
      subjects: a.subjects,
      createdAt: at,
      createdBy: p.by,
    });
    await store.savePiece(tx, p.id, 'input', { seq: 0, ...a.input });
    await store.savePiece(tx, p.id, 'result', { seq: 0, ...a.result });
    for (const chunk of a.chunks) await store.saveResults(tx, p.id, chunk);
    await appendAudit(tx, {
      at,
      actorId: null,
      actorName: p.by,
      role: 'system',
      act: 'benchmarks.productivity.save',
      target: p.id,
      success: true,
      ip: '',
      requestId: p.id,
      detail: { later: p.later, earlier: p.earlier, inputHash: a.input.sha256, resultHash: a.result.sha256 },
    });
  });
}

/** Below this a mean is somebody's own figure. */
const FEWEST = 3;

/** The changes of one group in the reader's scope, with the means of the whole group. */
export async function productivityOfGroup(
  tx: Tx,
  runId: string,
  f: { group: string; q?: string | undefined; sort: string; page: number; size: number },
): Promise<Answer> {
  const { run, earlier } = await pairOf(tx, runId);
  const none = {
    items: [],
    total: 0,
    computedAt: null,
    mean: null,
    compared: 0,
    better: 0,
    worse: 0,
    findings: [],
  };
  if (!earlier) return { ...none, state: 'none', before: null };
  const before = { id: earlier.id, year: rulesOf(earlier).year };
  const found = await productivityOf(tx, run.id, earlier.id);
  if (!found) return { ...none, state: 'missing', before };
  const groups = found.params['groups'] as ProductivityGroup[];
  const own = groups.find((g) => g.key === f.group);
  const { total, items } = await changeRows(tx, found.id, f);
  const about = (x: Finding): boolean => x.path === f.group || x.path?.startsWith(`${f.group}/`) === true;
  return {
    state: 'ready',
    before,
    computedAt: found.createdAt,
    mean: own?.mean && own.computed >= FEWEST ? own.mean : null,
    compared: own?.compared ?? 0,
    better: own && own.computed >= FEWEST ? own.better : 0,
    worse: own && own.computed >= FEWEST ? own.worse : 0,
    findings: (found.params['findings'] as Finding[]).filter(about),
    total,
    items: items.map(({ id, name, ...factors }) => ({ subject: { id, name }, ...factors })),
  };
}

import { z } from 'zod';
import { finding, Problem, type Finding } from '#kernel';
import { t } from '#locales';
import { currentPlan } from '#areas/plans';
import { appendAudit } from '#platform/audit';
import type { House } from '#platform/act';
import type { JobContext } from '#platform/jobs';
import type { Tx } from '#platform/db';
import { indicatorsFor, type Evaluation } from '../definition.ts';
import { evaluationOf } from '../evaluation-check.ts';
import type { RunAnswer } from '../calc-worker.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { BenchmarkInput } from '../input.ts';
import * as store from '../store.ts';
import { energyOf, withParameters } from './energy-levels.ts';
import { inJob } from './in-job.ts';
import { readInput, type Frame } from './read-input.ts';
import { scoreTablesOf, standardsOf } from './score-tables.ts';

export const JOB = 'benchmarks.run';

export const runParams = z.object({
  runId: z.string(),
  pack: z.string(),
  evaluation: z.string(),
  year: z.number(),
  rts: z.array(z.enum(['crs', 'vrs', 'nirs', 'ndrs'])).optional(),
  orientation: z.array(z.enum(['in', 'out'])).optional(),
  by: z.string(),
});
export type RunParams = z.infer<typeof runParams>;

/** The rules of a run, from the published plan; refused when they cannot be carried out. */
export async function frameOf(
  house: Pick<House, 'contentDir'>,
  tx: Tx,
  p: Pick<RunParams, 'pack' | 'evaluation' | 'year' | 'rts' | 'orientation'>,
  knownAt: string,
): Promise<Frame> {
  const current = await currentPlan(tx, p.pack);
  const evaluation: Evaluation = evaluationOf(current.plan, p.pack, p.evaluation, () => scoreTablesOf(house));
  const standards = standardsOf(house, evaluation);
  const { chase } = evaluation.dea;
  // The model that names the 追赶企业 is always computed, whatever else was asked for.
  const rts = [...new Set([...(p.rts ?? evaluation.dea.rts), chase.rts])].toSorted();
  const orientation = [
    ...new Set([...(p.orientation ?? evaluation.dea.orientation), chase.orientation]),
  ].toSorted();
  const named = indicatorsFor(current.plan, evaluation);
  const energy = energyOf(house, named);
  return {
    pack: p.pack,
    ruleHash: current.hash,
    year: p.year,
    knownAt,
    evaluation,
    rts,
    orientation,
    indicators: withParameters(current.plan, named, energy),
    energy,
    ...(standards.length > 0 ? { standards } : {}),
  };
}

/** Read, calculate in a thread, then store in short transactions; the last one shows the run, so there is all of it or nothing. */
export async function performRun(
  house: House,
  params: RunParams,
  job: JobContext,
): Promise<{ runId: string }> {
  // A job that was cut off after saving starts again and finds its work done.
  const done = await house.db.system((tx) => store.run(tx, params.runId));
  if (done) return { runId: done.id };

  const knownAt = house.now();
  const frame = await house.db.system((tx) => frameOf(house, tx, params, knownAt));
  const all = await house.db.system((tx) => store.countAboveScale(tx, params.year));
  const input = await readInput(house.db, frame, async (count) => {
    await job.checkCancelled();
    await job.progress(
      1 + (27 * count) / Math.max(1, all),
      t('zh-CN', 'benchmarks.job.reading', { done: count }),
    );
  });
  if (input.subjects.length === 0)
    throw new Problem('benchmarks.no-enterprises', { params: { year: params.year } });
  await job.progress(30, t('zh-CN', 'benchmarks.job.computing', { subjects: input.subjects.length }));
  const answer = await inJob<BenchmarkInput, RunAnswer>(job, 'run', input, [30, 80]);
  await save(house, params, frame, answer, job);
  return { runId: params.runId };
}

/** Rows taken back in one transaction. */
const BACK = 1000;

/**
 * A few hundred rows in each transaction, so that others get their turn and a cancel is heard; nobody sees the run before the last. What came in of a run that was stopped, cancelled or broken off
 * is taken back, here or when the job starts again.
 */
async function save(
  house: House,
  params: RunParams,
  frame: Frame,
  a: RunAnswer,
  job: JobContext,
): Promise<void> {
  const at = house.now();
  const { runId } = params;
  const drop = async (): Promise<void> => {
    while (await house.db.system((tx) => store.dropUnfinished(tx, runId, BACK)));
  };
  await drop();
  try {
    await job.checkCancelled();
    await job.progress(80, t('zh-CN', 'benchmarks.job.saving'));
    await house.db.system((tx) =>
      store.saveRun(tx, {
        id: runId,
        title: t('zh-CN', 'benchmarks.run.title', {
          year: params.year,
          evaluation: frame.evaluation.title.zh,
        }),
        params: {
          year: frame.year,
          evaluation: frame.evaluation.id,
          evaluationTitle: frame.evaluation.title,
          rts: frame.rts,
          orientation: frame.orientation,
          definition: frame.evaluation,
          indicators: frame.indicators,
          evaluated: a.evaluated,
          groups: a.groups,
          findings: remarks(a.findings),
        },
        rulePack: frame.pack,
        ruleHash: frame.ruleHash,
        engineVersion: ENGINE_VERSION,
        inputHash: a.input.sha256,
        resultHash: a.result.sha256,
        knownAt: frame.knownAt,
        simulated: a.simulated,
        subjects: a.subjects,
        createdAt: at,
        createdBy: params.by,
      }),
    );
    for (const [n, chunk] of a.chunks.entries()) {
      await job.checkCancelled();
      await house.db.system((tx) => store.saveResults(tx, runId, chunk));
      await job.progress(80 + Math.floor((19 * (n + 1)) / a.chunks.length));
    }
    await job.checkCancelled();
    await house.db.system(async (tx) => {
      await store.saveBlob(tx, runId, 'input', a.input.sha256, a.input.bytes);
      await store.saveBlob(tx, runId, 'result', a.result.sha256, a.result.bytes);
      await store.finishRun(tx, runId);
      await appendAudit(tx, {
        at,
        actorId: null,
        actorName: params.by,
        role: 'system',
        act: 'benchmarks.save',
        target: runId,
        success: true,
        ip: '',
        requestId: runId,
        detail: { inputHash: a.input.sha256, resultHash: a.result.sha256, ruleHash: frame.ruleHash },
      });
    });
  } catch (e) {
    await drop();
    throw e;
  }
}

/** Remarks about the whole run, shown beside it; those about one enterprise stand in its result. */
const remarks = (findings: readonly Finding[]): Finding[] =>
  findings.length <= 100
    ? [...findings]
    : [...findings.slice(0, 100), finding('V199', 'info', undefined, { count: findings.length - 100 })];

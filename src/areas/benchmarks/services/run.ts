import { z } from 'zod';
import { finding, type Finding } from '#kernel';
import { t } from '#locales';
import { currentPlan } from '#areas/plans';
import { appendAudit } from '#platform/audit';
import type { House } from '#platform/act';
import type { JobContext } from '#platform/jobs';
import type { Tx } from '#platform/db';
import { indicatorsFor, type Evaluation } from '../definition.ts';
import { evaluationOf } from '../evaluation-check.ts';
import type { RunAnswer, RunAsked, RunQuestion } from '../calc-worker.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import type { InputFrame } from '../input.ts';
import * as store from '../store.ts';
import { energyOf, withParameters } from './energy-levels.ts';
import { inJob } from './in-job.ts';
import { PIECE, readPiece } from './read-input.ts';
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
): Promise<InputFrame> {
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

/** Rows taken back in one transaction, and how long whoever cancelled is kept waiting for it. */
const BACK = 1000;
const BACK_MS = 300;

/** What came in of an unfinished run is taken back, in short transactions; false where time ran out first. */
async function takeBack(house: House, runId: string, milliseconds = Infinity): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (await house.db.system((tx) => store.dropUnfinished(tx, runId, BACK)))
    if (performance.now() > until) return false;
  return true;
}

/** The rest of a large run that was stopped goes in a job of its own: nobody sees it, and the cancel need not wait for it. */
export const TIDY_JOB = 'benchmarks.tidy';
export const tidyParams = z.object({ runId: z.string() });
export async function performTidy(
  house: House,
  { runId }: z.infer<typeof tidyParams>,
): Promise<{ runId: string }> {
  await takeBack(house, runId);
  return { runId };
}

/**
 * Read, calculated and stored piece by piece: a thread calculates and asks for what it needs, and each question is a short transaction, so that others get their turn and
 * a cancel is heard. Nobody sees the run before the last of them; what came in of one that was stopped, cancelled or broken off is taken back, here
 * or when the job starts again.
 */
export async function performRun(
  house: House,
  params: RunParams,
  job: JobContext,
): Promise<{ runId: string }> {
  const { db } = house;
  const { runId } = params;
  // A job that was cut off after saving starts again and finds its work done.
  if (await db.system((tx) => store.run(tx, runId))) return { runId };

  await takeBack(house, runId);
  const knownAt = house.now();
  const { frame, industries, expected } = await db.system(async (tx) => {
    const rules = await frameOf(house, tx, params, knownAt);
    const run = {
      id: runId,
      title: t('zh-CN', 'benchmarks.run.title', {
        year: params.year,
        evaluation: rules.evaluation.title.zh,
      }),
      rulePack: rules.pack,
      ruleHash: rules.ruleHash,
      engineVersion: ENGINE_VERSION,
      knownAt,
      createdAt: knownAt,
      createdBy: params.by,
    };
    await store.openRun(tx, run);
    return {
      frame: rules,
      industries: Object.fromEntries(await store.industryNames(tx)),
      expected: await store.countAboveScale(tx, params.year),
    };
  });
  try {
    let [read, written] = [0, 0];
    const answer = async (q: RunQuestion): Promise<unknown> => {
      if ('read' in q) {
        const piece = await readPiece(db, frame, q.read);
        read += piece.subjects.length;
        return piece;
      }
      if ('give' in q) return db.system((tx) => store.piece(tx, runId, 'input', q.give));
      let rows = 0;
      await db.system(async (tx) => {
        await store.savePiece(tx, runId, q.keep, q.piece);
        rows = q.rows === undefined ? 0 : await store.saveResults(tx, runId, q.rows);
      });
      written += rows;
      return undefined;
    };
    const note = (): string =>
      written === 0 && read < expected
        ? t('zh-CN', 'benchmarks.job.reading', { done: read })
        : t('zh-CN', 'benchmarks.job.computing', { done: written, subjects: read });
    const a = await inJob<RunAsked, RunAnswer, RunQuestion>(
      job,
      'run',
      { frame, industries, expected, piece: PIECE },
      [0, 99],
      { note, answer },
    );
    await job.checkCancelled();
    await finish(house, params, frame, a);
  } catch (e) {
    if (!(await takeBack(house, runId, BACK_MS)))
      await db.system((tx) =>
        house.jobs.enqueue(tx, {
          id: house.newId(),
          kind: TIDY_JOB,
          params: { runId },
          createdBy: null,
          now: house.now(),
        }),
      );
    throw e;
  }
  return { runId };
}

/** The last transaction shows the run, so there is all of it or nothing. */
async function finish(house: House, params: RunParams, frame: InputFrame, a: RunAnswer): Promise<void> {
  const at = house.now();
  const { runId } = params;
  await house.db.system(async (tx) => {
    await store.finishRun(tx, {
      id: runId,
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
      inputHash: a.inputHash,
      resultHash: a.resultHash,
      simulated: a.simulated,
      subjects: a.subjects,
      createdAt: at,
    });
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
      detail: { inputHash: a.inputHash, resultHash: a.resultHash, ruleHash: frame.ruleHash },
    });
  });
}

/** Remarks about the whole run, shown beside it; those about one enterprise stand in its result. */
const remarks = (findings: readonly Finding[]): Finding[] =>
  findings.length <= 100
    ? [...findings]
    : [...findings.slice(0, 100), finding('V199', 'info', undefined, { count: findings.length - 100 })];

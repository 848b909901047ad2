import { Problem } from '#kernel';
import type { Ctx } from '#platform/act';
import * as store from '../store.ts';
import { scoreRows } from '../store/scores.ts';

/** One enterprise's scores in a finished run; null is unscored, never nothing. */
export interface EvaluationScore {
  readonly subjectId: string;
  /** Comparison group: the industry division, or the middle class where that is large enough. */
  readonly group: string;
  /** Where it stands; the total, where the evaluation is not divided into parts. */
  readonly level: number | null;
  /** How much it improved on last year; null where the evaluation has no such part. */
  readonly progress: number | null;
  readonly total: number | null;
}

/** The scores of everybody in a finished run, in the reader's scope, by group and place. Refuses a run that does not exist. */
export async function evaluationScores(ctx: Pick<Ctx, 'tx'>, runId: string): Promise<EvaluationScore[]> {
  if (!(await store.run(ctx.tx, runId))) throw new Problem('benchmarks.unknown-run');
  return (await scoreRows(ctx.tx, runId)).map(({ subjectId, group, total, parts }) => ({
    subjectId,
    group,
    level: parts === null ? total : (parts['level'] ?? null),
    progress: parts?.['progress'] ?? null,
    total,
  }));
}

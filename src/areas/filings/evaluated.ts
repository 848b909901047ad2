import type { Tx } from '#platform/db';
import { reviewOf } from './review.ts';
import { subjectsIn } from './store/evaluated.ts';

/** Enterprises whose filing of the year has come to its end with a self-evaluation, in the reader's scope: who may be evaluated. */
export async function selfEvaluated(tx: Tx, pack: string, year: number): Promise<ReadonlySet<string>> {
  const { review } = await reviewOf(tx, pack);
  const ended = review.states.filter((s) => s.final && !s.marks.includes('void')).map((s) => s.id);
  return new Set(await subjectsIn(tx, pack, year, ended));
}

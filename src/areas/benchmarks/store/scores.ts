/** Totals and part scores of a run, without the bulk of its results. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface ScoreRow {
  readonly subjectId: string;
  readonly group: string;
  readonly total: number | null;
  readonly parts: Readonly<Record<string, number | null>> | null;
}

/** Every result of a run in the reader's scope, in the order of groups and places. */
export async function scoreRows(tx: Tx, runId: string): Promise<ScoreRow[]> {
  const r = await sql<{
    id: string;
    group_code: string;
    score: string | null;
    parts: Record<string, number | null> | null;
  }>`
    select subject_id::text as id, group_code, score::text as score, payload->'summary'->'parts' as parts
    from run_result where run_id = ${runId}::uuid order by group_code, position nulls last, subject_id`.execute(
    tx,
  );
  return r.rows.map((x) => ({
    subjectId: x.id,
    group: x.group_code,
    total: x.score === null ? null : Number(x.score),
    parts: x.parts,
  }));
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db';

/** Enterprises with a live filing of the year in one of these states, in the reader's scope. */
export const subjectsIn = async (
  tx: Tx,
  pack: string,
  year: number,
  states: readonly string[],
): Promise<string[]> =>
  (
    await sql<{ id: string }>`select subject_id::text as id from filing
      where pack = ${pack} and year = ${year} and live and state = any(${[...states]}::text[])`.execute(tx)
  ).rows.map((x) => x.id);

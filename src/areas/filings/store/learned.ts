import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface GroupFiling {
  readonly subjectId: string;
  readonly name: string;
  readonly content: unknown;
  readonly simulated: boolean;
}

/** Live filings of some enterprises in certain states, newest year first. */
export const filingsOf = async (
  tx: Tx,
  pack: string,
  subjects: readonly string[],
  states: readonly string[],
): Promise<GroupFiling[]> =>
  (
    await sql<GroupFiling>`select f.subject_id::text as "subjectId", s.name, f.content, s.simulated
      from filing f join subject s on s.id = f.subject_id
      where f.pack = ${pack} and f.live and f.subject_id = any(${subjects as string[]}::uuid[]) and f.state = any(${states as string[]}::text[])
      order by f.year desc, f.id`.execute(tx)
  ).rows;

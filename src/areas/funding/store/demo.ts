/** Whom the demonstration lets act, and for which enterprises. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface DemoAccountRow {
  id: string;
  username: string;
  name: string;
  body: string | null;
  subjectId: string | null;
}
export const accountsNamed = async (tx: Tx, usernames: readonly string[]): Promise<DemoAccountRow[]> =>
  (
    await sql<DemoAccountRow>`select id::text as id, username, name, body, subject_id::text as "subjectId" from account
      where username = any(${[...usernames]}::text[])`.execute(tx)
  ).rows;

export interface DemoEnterpriseRow {
  id: string;
  name: string;
  regionPath: string;
}
/** The enterprise named, and simulated ones of other places, one of each. */
export const enterprisesFrom = async (tx: Tx, first: string, many: number): Promise<DemoEnterpriseRow[]> =>
  (
    await sql<DemoEnterpriseRow>`select id::text as id, name, region_path as "regionPath" from (
        (select id, name, region_path, 0 as place from subject where id = ${first}::uuid)
        union all
        (select id, name, region_path, place from (select distinct on (s.region_code) s.id, s.name, s.region_path, 1 as place from subject s
            join region r on r.code = s.region_code where s.kind = 'enterprise' and s.simulated and r.level = 'county' and s.id <> ${first}::uuid
            order by s.region_code, s.code) x)) e
      order by place, region_path limit ${many}`.execute(tx)
  ).rows;

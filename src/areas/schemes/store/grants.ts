/** What enterprises were granted before, by the ledger: one line for each application, at the level it was computed for. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface GrantRow {
  subjectId: string;
  scheme: string;
  year: number;
  project: string;
  level: string;
  amount: bigint;
  known: string;
}

/** Commitments less what was released or paid back; of one plan, as the ledger stood at a moment, without one application where asked. */
export const grantsOf = async (
  tx: Tx,
  subjects: readonly string[],
  of: { pack?: string; known?: string; but?: string | null } = {},
): Promise<GrantRow[]> =>
  (
    await sql<GrantRow>`select a.subject_id::text as "subjectId", a.scheme, a.year, a.project, max(t.at) as known, s.amount,
        coalesce((select c.level from fund_calculation c where c.subject_id = a.subject_id and c.application_id = a.id
          order by c.seq desc limit 1), '') as level
      from fund_transaction t join fund_application a on a.id = t.application_id
      cross join lateral (select sum(case x.kind when 'commitment' then x.amount when 'release' then -x.amount when 'recovery' then -x.amount
          else 0 end)::bigint as amount from fund_transaction x
        where x.application_id = a.id and x.at <= coalesce(${of.known ?? null}::timestamptz, 'infinity')) s
      where a.subject_id = any(${[...subjects]}::uuid[]) and (${of.pack ?? null}::text is null or a.pack = ${of.pack ?? null})
        and t.at <= coalesce(${of.known ?? null}::timestamptz, 'infinity') and a.id is distinct from ${of.but ?? null}::uuid and s.amount > 0
      group by a.subject_id, a.id, a.scheme, a.year, a.project, s.amount order by a.subject_id, a.year, a.scheme, a.project`.execute(
      tx,
    )
  ).rows;

import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface SubjectRow {
  id: string;
  name: string;
  simulated: boolean;
}
/** An enterprise in the reader's scope. */
export const enterprise = async (tx: Tx, id: string): Promise<SubjectRow | undefined> =>
  (
    await sql<SubjectRow>`select id::text as id, name, simulated from subject where id = ${id}::uuid and kind = 'enterprise'`.execute(
      tx,
    )
  ).rows[0];

export interface YearFact {
  indicator: string;
  period: string;
  revision: number;
  value: string;
  unit: string;
  known: string;
  source: string;
}
/** All revisions of yearly figures; what was returned for correction does not count. */
export const yearly = async (tx: Tx, subjectId: string, indicators: readonly string[]): Promise<YearFact[]> =>
  (
    await sql<YearFact>`select f.indicator, f.period, f.revision, trim_scale(f.value)::text as value, f.unit, f.recorded_at as known,
        s.title as source
      from fact f join fact_source s on s.id = f.source_id
      where f.subject_id = ${subjectId}::uuid and f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4
        and f.value is not null and f.status <> 'returned' order by f.indicator, f.period, f.revision`.execute(
      tx,
    )
  ).rows;

export interface VetoRow {
  id: string;
  kind: string;
  day: string;
  repaired: string | null;
  known: string;
  source: string;
}
export const vetoes = async (tx: Tx, subjectId: string): Promise<VetoRow[]> =>
  (
    await sql<VetoRow>`select v.id::text as id, v.kind, v.day, r.day as repaired, v.at as known, v.source
      from enterprise_veto v left join enterprise_veto_repair r on r.veto_id = v.id
      where v.subject_id = ${subjectId}::uuid order by v.day, v.id`.execute(tx)
  ).rows;

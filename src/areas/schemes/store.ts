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
  value: string | null;
  unit: string;
  known: string;
  source: string;
  /** Sent back for correction, or taken back: from then on there is no figure. */
  withdrawn: boolean;
}
/** All revisions of yearly figures, those that took one back too. */
export const yearly = async (tx: Tx, subjectId: string, indicators: readonly string[]): Promise<YearFact[]> =>
  (
    await sql<YearFact>`select f.indicator, f.period, f.revision, trim_scale(f.value)::text as value, f.unit, f.recorded_at as known,
        s.title as source, f.value is null or f.status = 'returned' as withdrawn
      from fact f join fact_source s on s.id = f.source_id
      where f.subject_id = ${subjectId}::uuid and f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4
        order by f.indicator, f.period, f.revision`.execute(tx)
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

/** Facts of many enterprises in one reading each, as they were known at a moment. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface EnterpriseRow {
  subjectId: string;
  name: string;
}
/** A piece of all enterprises, in the order of their ids. */
export const enterprises = async (tx: Tx, after: string | null, limit: number): Promise<EnterpriseRow[]> =>
  (
    await sql<EnterpriseRow>`select id::text as "subjectId", name from subject
      where kind = 'enterprise' and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${limit}`.execute(
      tx,
    )
  ).rows;

export const countEnterprises = async (tx: Tx): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from subject where kind = 'enterprise'`.execute(tx))
    .rows[0]?.n ?? 0;

export interface FigureRow {
  subjectId: string;
  indicator: string;
  period: string;
  revision: number;
  value: string;
  unit: string;
  known: string;
  source: string;
  /** Kind of the source and status of the figure: whether it is authoritative is looked up by both. */
  kind: string;
  status: string;
}
/** The last word on every yearly figure; what was returned or withdrawn is no figure. */
export const figures = async (
  tx: Tx,
  subjects: readonly string[],
  indicators: readonly string[],
  known: string,
): Promise<FigureRow[]> =>
  (
    await sql<FigureRow>`select x."subjectId", x.indicator, x.period, x.revision, trim_scale(x.value)::text as value, x.unit, x.known, s.title as source,
        s.kind, x.status
      from (select distinct on (f.subject_id, f.indicator, f.period) f.subject_id::text as "subjectId", f.indicator, f.period, f.revision, f.value,
          f.unit, f.status, f.recorded_at as known, f.source_id
        from fact f where f.subject_id = any(${[...subjects]}::uuid[]) and f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4
          and f.recorded_at <= ${known}::timestamptz
        order by f.subject_id, f.indicator, f.period, f.revision desc) x
      join fact_source s on s.id = x.source_id
      where x.value is not null and x.status <> 'returned' order by x."subjectId", x.indicator, x.period`.execute(
      tx,
    )
  ).rows;

export interface RecordRow {
  subjectId: string;
  id: string;
  kind: string;
  day: string;
  repaired: string | null;
  known: string;
  source: string;
}
export const records = async (tx: Tx, subjects: readonly string[], known: string): Promise<RecordRow[]> =>
  (
    await sql<RecordRow>`select v.subject_id::text as "subjectId", v.id::text as id, v.kind, v.day, r.day as repaired, v.at as known, v.source
      from enterprise_veto v left join enterprise_veto_repair r on r.veto_id = v.id and r.at <= ${known}::timestamptz
      where v.subject_id = any(${[...subjects]}::uuid[]) and v.at <= ${known}::timestamptz order by v.subject_id, v.day, v.id`.execute(
      tx,
    )
  ).rows;

/** Claimed and not yet granted: applications that are alive and without a commitment. */
export const openClaims = async (
  tx: Tx,
  subjects: readonly string[],
  pack: string,
): Promise<{ subjectId: string; scheme: string; year: number; project: string; amount: bigint }[]> =>
  (
    await sql<{ subjectId: string; scheme: string; year: number; project: string; amount: bigint }>`
      select a.subject_id::text as "subjectId", a.scheme, a.year, a.project, coalesce(a.approved_fen, a.claimed_fen) as amount
      from fund_application a
      where a.subject_id = any(${[...subjects]}::uuid[]) and a.pack = ${pack} and a.live and a.claimed_fen is not null
        and not exists (select 1 from fund_transaction t where t.application_id = a.id and t.kind = 'commitment')
      order by a.subject_id, a.created_at, a.id`.execute(tx)
  ).rows;

/** What benchmark runs measured, for many filings at once; one by one the door of benchmarks answers the same. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface MeasuredRow {
  filingId: string;
  run: string;
  year: number;
  /** Indicator → value as the run has it. */
  values: { indicator: string; value: string | null }[];
}

/** Of each filing, the newest run of its plan for its year or later in which the enterprise was. */
export const measuredOf = async (tx: Tx, filingIds: readonly string[]): Promise<MeasuredRow[]> =>
  (
    await sql<MeasuredRow>`select distinct on (f.id) f.id::text as "filingId", u.id::text as run, (u.params->>'year')::int as year,
        (select coalesce(jsonb_agg(jsonb_build_object('indicator', x->>'indicator', 'value', x->>'value')), '[]'::jsonb)
          from jsonb_array_elements((r.payload->'items') || (r.payload->'energy')) x) as values
      from filing f join run_result r on r.subject_id = f.subject_id join run u on u.id = r.run_id
      where f.id = any(${filingIds as string[]}::uuid[]) and u.kind = 'benchmark' and u.rule_pack = f.pack and (u.params->>'year')::int >= f.year
      order by f.id, (u.params->>'year')::int desc, u.created_at desc, u.id desc`.execute(tx)
  ).rows;

export interface LeaderRow {
  subjectId: string;
  name: string;
  creditCode: string;
  regionName: string;
  industryName: string;
}

/** Enterprises by a part of their name, its pinyin, or the beginning of their credit code; those that begin so first. */
export async function findEnterprises(
  tx: Tx,
  q: string,
  but: string | null,
  limit: number,
): Promise<LeaderRow[]> {
  const plain = q.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`);
  const [part, start] = [`%${plain}%`, `${plain}%`];
  return (
    await sql<LeaderRow>`select s.id::text as "subjectId", s.name, s.code as "creditCode", r.name as "regionName", coalesce(i.name, '') as "industryName"
      from subject s join region r on r.code = s.region_code left join industry i on i.code = s.industry_code
      where s.kind = 'enterprise' and s.id is distinct from ${but}::uuid
        and (lower(s.name) like ${part} or replace(s.name_key, ' ', '') like ${part} or s.name_key like ${part} or lower(s.code) like ${start})
      order by (lower(s.name) like ${start} or s.name_key like ${start}) desc, s.name_key, s.id limit ${limit}`.execute(
      tx,
    )
  ).rows;
}

export const enterpriseName = async (tx: Tx, id: string): Promise<string | undefined> =>
  (
    await sql<{
      name: string;
    }>`select name from subject where id = ${id}::uuid and kind = 'enterprise'`.execute(tx)
  ).rows[0]?.name;

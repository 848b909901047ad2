import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export type By = 'city' | 'county' | 'park' | 'division' | 'size';

const keys = {
  city: sql`coalesce(case when r.level = 'county' then p.code else r.code end, '')`,
  county: sql`r.code`,
  park: sql`coalesce(s.park_code, '')`,
  division: sql`substr(s.industry_code, 1, 2)`,
  size: sql`coalesce(s.size_class, '')`,
} as const;
const names = {
  city: sql`max(case when r.level = 'county' then p.name else r.name end)`,
  county: sql`max(r.name)`,
  park: sql`coalesce(max(k.name), '园区外')`,
  division: sql`max(i.name)`,
  size: sql`max(s.size_class)`,
} as const;
const places = sql`join region r on r.code = s.region_code left join region p on p.code = r.parent_code
  left join park k on k.code = s.park_code left join industry i on i.code = substr(s.industry_code, 1, 2)`;

/** Last revisions of yearly figures of the enterprises that stood above scale in the year; a figure sent back counts again once filed anew. */
const latest = (indicators: readonly string[], years: readonly string[] | null) => sql`
  select l.subject_id, l.period, l.indicator, l.value, o.simulated from (
    select distinct on (f.indicator, f.period, f.subject_id) f.subject_id, f.period, f.indicator, f.value, f.status, f.source_id
    from fact f join above_scale a on a.subject_id = f.subject_id and a.year = case when length(f.period) = 4 then f.period::int end
    where f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4
      and (${years === null} or f.period = any(${[...(years ?? [])]}::text[]))
    order by f.indicator, f.period, f.subject_id, f.revision desc) l
  join fact_source o on o.id = l.source_id where l.value is not null and l.status <> 'returned'`;

export interface SumRow {
  readonly code: string;
  readonly name: string;
  readonly period: string;
  readonly indicator: string;
  readonly value: string;
  readonly subjects: number;
  readonly simulated: boolean;
}

/** Sums over the enterprises above scale, by year; of a few years by place, park, industry or size. */
export const sums = async (
  tx: Tx,
  indicators: readonly string[],
  years: readonly string[] | null,
  by: By | null,
): Promise<SumRow[]> =>
  (
    await sql<SumRow>`with latest as (${latest(indicators, years)})
      select ${by === null ? sql`''` : keys[by]} as code, ${by === null ? sql`''` : names[by]} as name, l.period, l.indicator,
        trim_scale(sum(l.value))::text as value, count(*)::int as subjects, bool_or(l.simulated) as simulated
      from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise' ${by === null ? sql`` : places}
      group by 1, l.period, l.indicator order by 1, 3`.execute(tx)
  ).rows;

export interface CountRow {
  readonly code: string;
  readonly name: string;
  readonly period: string;
  readonly count: number;
  readonly subjects: number;
  readonly simulated: boolean;
}

/** How many enterprises lie above a line (in the unit of the indicator), by year; of a year by place, park, industry or size. */
export const enterprisesOver = async (
  tx: Tx,
  indicator: string,
  over: string,
  year: string | null,
  by: By | null,
): Promise<CountRow[]> =>
  (
    await sql<CountRow>`with latest as (${latest([indicator], year === null ? null : [year])})
      select ${by === null ? sql`''` : keys[by]} as code, ${by === null ? sql`''` : names[by]} as name, l.period,
        (count(*) filter (where l.value > ${over}::numeric))::int as count, count(*)::int as subjects, bool_or(l.simulated) as simulated
      from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise' ${by === null ? sql`` : places}
      group by 1, l.period order by 1, 3`.execute(tx)
  ).rows;

/** How many parks lie above a line with the sum of their enterprises, by year. */
export const parksOver = async (tx: Tx, indicator: string, over: string): Promise<CountRow[]> =>
  (
    await sql<CountRow>`with latest as (${latest([indicator], null)}), parks as (
        select s.park_code, l.period, sum(l.value) as value, bool_or(l.simulated) as simulated
        from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise' where s.park_code is not null group by 1, 2)
      select '' as code, '' as name, period, (count(*) filter (where value > ${over}::numeric))::int as count, count(*)::int as subjects,
        bool_or(simulated) as simulated
      from parks group by period order by period`.execute(tx)
  ).rows;

export interface BehindRow {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly value: string;
  readonly simulated: boolean;
}

/** The enterprises behind a figure, the largest first; `over` null: all of them. */
export async function enterprisesBehind(
  tx: Tx,
  indicator: string,
  over: string | null,
  year: string,
  page: number,
  size: number,
): Promise<{ total: number; items: BehindRow[] }> {
  const where = sql`from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise'
    where ${over}::numeric is null or l.value > ${over}::numeric`;
  const total = await sql<{
    n: number;
  }>`with latest as (${latest([indicator], [year])}) select count(*)::int as n ${where}`.execute(tx);
  const r = await sql<BehindRow>`with latest as (${latest([indicator], [year])})
    select s.id::text as id, s.name, (select name from region where code = s.region_code) as place, trim_scale(l.value)::text as value, l.simulated
    ${where} order by l.value desc, s.code limit ${size} offset ${(page - 1) * size}`.execute(tx);
  return { total: total.rows[0]?.n ?? 0, items: r.rows };
}

/** Parks and the sums of their enterprises, the largest first. */
export const parksBehind = async (
  tx: Tx,
  indicator: string,
  over: string,
  year: string,
): Promise<BehindRow[]> =>
  (
    await sql<BehindRow>`with latest as (${latest([indicator], [year])})
      select k.code as id, max(k.name) as name, max(r.name) as place, trim_scale(sum(l.value))::text as value, bool_or(l.simulated) as simulated
      from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise' join park k on k.code = s.park_code
        left join region r on r.code = k.region_code
      group by k.code having sum(l.value) > ${over}::numeric order by sum(l.value) desc, k.code`.execute(tx)
  ).rows;

export interface ReportedRow {
  readonly indicator: string;
  readonly period: string;
  readonly value: string;
  readonly source: string;
  readonly simulated: boolean;
}

/** What bodies reported about the region itself and somebody accepted, last revision of each period. */
export const reported = async (
  tx: Tx,
  region: string,
  indicators: readonly string[],
): Promise<ReportedRow[]> =>
  (
    await sql<ReportedRow>`select l.indicator, l.period, trim_scale(l.value)::text as value, o.title as source, o.simulated
      from (select distinct on (f.indicator, f.period) f.indicator, f.period, f.value, f.status, f.source_id
        from fact f join fact_source o on o.id = f.source_id and o.kind <> 'published'
        where f.indicator = any(${[...indicators]}::text[])
          and f.subject_id in (select id from subject where kind = 'region' and code = ${region})
        order by f.indicator, f.period, f.revision desc) l
      join fact_source o on o.id = l.source_id
      where l.value is not null and l.status in ('reviewed', 'locked') order by 1, 2`.execute(tx)
  ).rows;

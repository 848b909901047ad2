/** Rows of one comparison group, without the bulk of a stored result: what a place in the group is worked out from. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import { KIND } from '../store.ts';

export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly regionCode: string;
  readonly regionName: string;
  readonly group: string;
  readonly rank: number | null;
  readonly score: number | null;
  readonly efficiency: number | null;
  /** On the frontier of its group. */
  readonly leader: boolean;
  /** Inputs and outputs of the model by indicator; null when not measured. */
  readonly columns: Readonly<Record<string, number>> | null;
  /** Values of the score items by indicator. */
  readonly items: Readonly<Record<string, number | null>> | null;
}

interface Raw {
  id: string;
  name: string;
  region_code: string;
  region_name: string;
  group_code: string;
  position: number | null;
  score: string | null;
  efficiency: number | null;
  leader: boolean;
  columns: Record<string, number> | null;
  items: Record<string, string | null> | null;
}

const toRow = (r: Raw): GroupRow => ({
  id: r.id,
  name: r.name,
  regionCode: r.region_code,
  regionName: r.region_name,
  group: r.group_code,
  rank: r.position,
  score: r.score === null ? null : Number(r.score),
  efficiency: r.efficiency,
  leader: r.leader,
  columns: r.columns,
  items:
    r.items &&
    Object.fromEntries(Object.entries(r.items).map(([k, v]) => [k, v === null ? null : Number(v)])),
});

/** One group of a run in the reader's scope; `frontier`: only those others are measured against. */
export async function groupRows(
  tx: Tx,
  runId: string,
  group: string,
  which: 'all' | 'frontier' = 'all',
): Promise<GroupRow[]> {
  const r = await sql<Raw>`
    select r.subject_id::text as id, r.payload->'summary'->>'name' as name, r.payload->'summary'->>'regionCode' as region_code,
      coalesce(g.name, '') as region_name, r.group_code, r.position, r.score::text as score, r.efficiency,
      coalesce((r.payload->'summary'->>'leader')::boolean, false) as leader,
      (select jsonb_object_agg(c->>'indicator', c->'value') from jsonb_array_elements(r.payload->'models'->0->'columns') c) as columns,
      (select jsonb_object_agg(i->>'indicator', i->'value') from jsonb_array_elements(r.payload->'items') i) as items
    from run_result r left join region g on g.code = r.payload->'summary'->>'regionCode'
    where r.run_id = ${runId}::uuid and r.group_code = ${group}
      and (${which === 'all'} or coalesce((r.payload->'summary'->>'leader')::boolean, false))
    order by r.subject_id`.execute(tx);
  return r.rows.map(toRow);
}

export interface StandingRow {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly rank: number | null;
  readonly score: number | null;
  readonly efficiency: number | null;
}

/** Places in a run of everybody who is in `group` there, or is there in the other run. */
export async function standings(
  tx: Tx,
  runId: string,
  otherRun: string,
  group: string,
): Promise<StandingRow[]> {
  const r = await sql<Omit<Raw, 'columns' | 'items'>>`
    select r.subject_id::text as id, r.payload->'summary'->>'name' as name, r.group_code, r.position, r.score::text as score, r.efficiency
    from run_result r
    where r.run_id = ${runId}::uuid and (r.group_code = ${group} or r.subject_id in (
      select o.subject_id from run_result o where o.run_id = ${otherRun}::uuid and o.group_code = ${group}))`.execute(
    tx,
  );
  return r.rows.map((x) => ({
    id: x.id,
    name: x.name,
    group: x.group_code,
    rank: x.position,
    score: x.score === null ? null : Number(x.score),
    efficiency: x.efficiency,
  }));
}

/** Recorded totals of the year by subject, as the run used them: indicator → value and unit. */
export async function totals(
  tx: Tx,
  runId: string,
  subjects: readonly string[],
  year: number,
): Promise<Map<string, Map<string, { value: number; unit: string }>>> {
  const r = await sql<{
    id: string;
    facts: { indicator: string; value: string | null; unit: string }[] | null;
  }>`
    select subject_id::text as id, jsonb_path_query_array(payload, '$.facts[*] ? (@.period == $year)',
      jsonb_build_object('year', ${String(year)}::text)) as facts
    from run_result where run_id = ${runId}::uuid and subject_id = any(${subjects as string[]}::uuid[])`.execute(
    tx,
  );
  return new Map(
    r.rows.map((x) => [
      x.id,
      new Map(
        (x.facts ?? []).flatMap((f) =>
          f.value === null ? [] : [[f.indicator, { value: Number(f.value), unit: f.unit }] as const],
        ),
      ),
    ]),
  );
}

/** The newest run by the same rules of the last year before `year` that has one. */
export async function runBefore(
  tx: Tx,
  pack: string,
  evaluation: string,
  year: number,
): Promise<string | undefined> {
  const r = await sql<{ id: string }>`
    select id::text as id from run where kind = ${KIND} and rule_pack = ${pack} and params->>'evaluation' = ${evaluation}
      and (params->>'year')::int < ${year}
    order by (params->>'year')::int desc, created_at desc, id desc limit 1`.execute(tx);
  return r.rows[0]?.id;
}

/** Everybody of one group of a run. */
export async function members(tx: Tx, runId: string, group: string): Promise<string[]> {
  const r = await sql<{ id: string }>`
    select subject_id::text as id from run_result where run_id = ${runId}::uuid and group_code = ${group}`.execute(
    tx,
  );
  return r.rows.map((x) => x.id);
}

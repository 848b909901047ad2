/** Changes of productivity between two runs: kept as runs of their own kind, so that they are immutable and can be computed again. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { RunRow } from '../store.ts';

export const PRODUCTIVITY = 'productivity';

export interface MeasuredRow {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly industryCode: string;
  readonly columns: Readonly<Record<string, number>>;
}

/** Inputs and outputs of everybody a run measured, by id from the one after `after`. */
export async function measuredRows(
  tx: Tx,
  runId: string,
  after: string,
  limit: number,
): Promise<MeasuredRow[]> {
  const r = await sql<{
    id: string;
    name: string;
    group_code: string;
    industry: string;
    columns: Record<string, number>;
  }>`select subject_id::text as id, payload->'summary'->>'name' as name, group_code, payload->'summary'->>'industryCode' as industry,
      (select jsonb_object_agg(c->>'indicator', c->'value') from jsonb_array_elements(payload->'models'->0->'columns') c) as columns
    from run_result where run_id = ${runId}::uuid and efficiency is not null
      and (${after} = '' or subject_id > nullif(${after}, '')::uuid)
    order by subject_id limit ${limit}`.execute(tx);
  return r.rows.map((x) => ({
    id: x.id,
    name: x.name,
    group: x.group_code,
    industryCode: x.industry,
    columns: x.columns,
  }));
}

export interface StoredProductivity {
  readonly id: string;
  readonly params: Record<string, unknown>;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The newest comparison of two runs; undefined where there is none. */
export async function productivityOf(
  tx: Tx,
  later: string,
  earlier: string,
): Promise<StoredProductivity | undefined> {
  const r = await sql<{
    id: string;
    params: Record<string, unknown>;
    created_at: string;
    created_by: string;
  }>`
    select id::text as id, params, created_at, created_by from run
    where kind = ${PRODUCTIVITY} and params->>'later' = ${later} and params->>'earlier' = ${earlier}
    order by created_at desc, id desc limit 1`.execute(tx);
  const x = r.rows[0];
  return x && { id: x.id, params: x.params, createdAt: x.created_at, createdBy: x.created_by };
}

export const productivityById = async (tx: Tx, id: string): Promise<boolean> =>
  (await sql`select 1 from run where id = ${id}::uuid and kind = ${PRODUCTIVITY}`.execute(tx)).rows.length >
  0;

export async function saveProductivity(tx: Tx, r: RunRow): Promise<void> {
  await sql`insert into run (id, kind, title, params, rule_pack, rule_hash, engine_version, input_hash, result_hash, known_at, simulated, subjects,
      created_at, created_by)
    values (${r.id}::uuid, ${PRODUCTIVITY}, ${r.title}, ${JSON.stringify(r.params)}::jsonb, ${r.rulePack}, ${r.ruleHash}, ${r.engineVersion},
      ${r.inputHash}, ${r.resultHash}, ${r.knownAt}::timestamptz, ${r.simulated}, ${r.subjects}, ${r.createdAt}::timestamptz, ${r.createdBy})`.execute(
    tx,
  );
}

export interface ChangeRow {
  readonly id: string;
  readonly name: string;
  readonly index: number | null;
  readonly efficiencyChange: number | null;
  readonly technicalChange: number | null;
  readonly pureChange: number | null;
  readonly scaleChange: number | null;
}

/** Orders by a factor; who has none comes last. */
export type ChangeSort =
  | 'index'
  | 'efficiencyChange'
  | 'technicalChange'
  | 'pureChange'
  | 'scaleChange'
  | 'name';

export async function changeRows(
  tx: Tx,
  runId: string,
  f: {
    readonly group: string;
    readonly q?: string | undefined;
    readonly sort: string;
    readonly page: number;
    readonly size: number;
  },
): Promise<{ total: number; items: ChangeRow[] }> {
  const down = f.sort.startsWith('-');
  const by = (down ? f.sort.slice(1) : f.sort) as ChangeSort;
  const q = f.q?.trim()
    ? `%${f.q
        .trim()
        .toLowerCase()
        .replace(/[\\%_]/g, (c) => `\\${c}`)}%`
    : null;
  const where = sql`r.run_id = ${runId}::uuid and r.group_code = ${f.group}
    and (${q}::text is null or lower(s.name) like ${q} or s.name_key like ${q} or lower(s.code) like ${q})`;
  const from = sql`run_result r join subject s on s.id = r.subject_id`;
  const order =
    by === 'name'
      ? down
        ? sql`s.name_key desc, s.code`
        : sql`s.name_key, s.code`
      : down
        ? sql`(r.payload->>${by})::float8 desc nulls last, s.code`
        : sql`(r.payload->>${by})::float8 nulls last, s.code`;
  const total = await sql<{ n: number }>`select count(*)::int as n from ${from} where ${where}`.execute(tx);
  const r = await sql<{ id: string; payload: Omit<ChangeRow, 'id'> }>`
    select r.subject_id::text as id, r.payload from ${from} where ${where} order by ${order}
    limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(tx);
  return { total: total.rows[0]?.n ?? 0, items: r.rows.map((x) => ({ ...x.payload, id: x.id })) };
}

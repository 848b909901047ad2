/** Rows of the sandbox: everybody's facts page by page for a trial, and the trials that were kept. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#platform/db';

const rows = async <T>(q: RawBuilder<T>, tx: Tx): Promise<T[]> => (await q.execute(tx)).rows;

// ── what a trial is computed from

export interface SubjectRow {
  id: string;
  county: string;
  industry: string;
  size: string;
  simulated: boolean;
}
export const subjectsAfter = (tx: Tx, after: string, limit: number): Promise<SubjectRow[]> =>
  rows(
    sql<SubjectRow>`select id::text as id, region_code as county, left(coalesce(industry_code, ''), 2) as industry, coalesce(size_class, '') as size, simulated
      from subject where kind = 'enterprise' and id > ${after}::uuid order by id limit ${limit}`,
    tx,
  );

export interface FigureRow {
  subjectId: string;
  indicator: string;
  period: string;
  value: string;
  unit: string;
  revision: number;
  simulated: boolean;
}
/** The last revision of each yearly figure recorded by then; what was returned for correction does not count. */
export const figuresOf = (
  tx: Tx,
  subjects: readonly string[],
  indicators: readonly string[],
  knownAt: string,
): Promise<FigureRow[]> =>
  rows(
    sql<FigureRow>`select distinct on (f.subject_id, f.indicator, f.period) f.subject_id::text as "subjectId", f.indicator, f.period,
        trim_scale(f.value)::text as value, f.unit, f.revision, s.simulated
      from fact f join fact_source s on s.id = f.source_id
      where f.subject_id = any(${[...subjects]}::uuid[]) and f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4
        and f.value is not null and f.status <> 'returned' and f.recorded_at <= ${knownAt}::timestamptz
      order by f.subject_id, f.indicator, f.period, f.revision desc`,
    tx,
  );

export interface RecordRow {
  subjectId: string;
  id: string;
  kind: string;
  day: string;
  repaired: string | null;
}
export const recordsOf = (tx: Tx, subjects: readonly string[], knownAt: string): Promise<RecordRow[]> =>
  rows(
    sql<RecordRow>`select v.subject_id::text as "subjectId", v.id::text as id, v.kind, v.day, r.day as repaired
      from enterprise_veto v left join enterprise_veto_repair r on r.veto_id = v.id
      where v.subject_id = any(${[...subjects]}::uuid[]) and v.at <= ${knownAt}::timestamptz order by v.subject_id, v.day, v.id`,
    tx,
  );

export interface ClaimRow {
  subjectId: string;
  scheme: string;
  year: number;
  project: string;
  facts: Record<string, unknown>;
}
/** Facts of the last computation of each application that stands. */
export const claimsOf = (tx: Tx, pack: string, subjects: readonly string[]): Promise<ClaimRow[]> =>
  rows(
    sql<ClaimRow>`select distinct on (a.subject_id, a.id) a.subject_id::text as "subjectId", a.scheme, a.year, a.project, c.input->'facts'->'facts' as facts
      from fund_application a join fund_calculation c on c.subject_id = a.subject_id and c.application_id = a.id
      where a.pack = ${pack} and a.live and a.subject_id = any(${[...subjects]}::uuid[])
      order by a.subject_id, a.id, c.seq desc`,
    tx,
  );

/** What was appropriated by scheme and budget year, over all funds. */
export const budgets = (tx: Tx, pack: string, years: readonly number[]) =>
  rows(
    sql<{
      scheme: string;
      year: number;
      fen: string;
    }>`select b.scheme, b.year, (-sum(l.balance))::bigint::text as fen
      from fund_budget b join fund_balance l on l.budget_id = b.id and l.account = 'source'
      where b.pack = ${pack} and b.year = any(${[...years]}::int[]) group by b.scheme, b.year having sum(l.balance) < 0
      order by b.scheme, b.year`,
    tx,
  );

/** Years for which some enterprise has one of the figures. */
export const yearsWith = async (tx: Tx, indicators: readonly string[]): Promise<number[]> =>
  (
    await rows(
      sql<{
        year: number;
      }>`select distinct f.period::int as year from fact f join subject s on s.id = f.subject_id
        where s.kind = 'enterprise' and f.indicator = any(${[...indicators]}::text[]) and length(f.period) = 4 and f.value is not null
        order by 1`,
      tx,
    )
  ).map((r) => r.year);
export const claimYears = async (tx: Tx, pack: string): Promise<number[]> =>
  (
    await rows(
      sql<{
        year: number;
      }>`select distinct year from fund_application where pack = ${pack} and live and claimed_fen is not null order by 1`,
      tx,
    )
  ).map((r) => r.year);

// ── trials that were kept

export interface ScenarioRow<Change = unknown> {
  id: string;
  pack: string;
  name: string;
  note: string;
  years: number[];
  changes: Change[];
  answers: Record<string, string>;
  jobId: string;
  createdAt: string;
  createdBy: string;
  createdName: string;
}
const columns = sql`s.id::text as id, s.pack, s.name, s.note, s.years, s.changes, s.answers, s.job_id::text as "jobId", s.created_at as "createdAt",
  s.created_by::text as "createdBy", s.created_name as "createdName"`;

export async function saveScenario(tx: Tx, s: ScenarioRow): Promise<void> {
  await sql`insert into scheme_scenario (id, pack, name, note, years, changes, answers, job_id, created_at, created_by, created_name)
    values (${s.id}::uuid, ${s.pack}, ${s.name}, ${s.note}, ${JSON.stringify(s.years)}::jsonb, ${JSON.stringify(s.changes)}::jsonb,
      ${JSON.stringify(s.answers)}::jsonb, ${s.jobId}::uuid, ${s.createdAt}::timestamptz, ${s.createdBy}::uuid, ${s.createdName})`.execute(
    tx,
  );
}

export const scenario = async (tx: Tx, id: string): Promise<ScenarioRow | undefined> =>
  (await rows(sql<ScenarioRow>`select ${columns} from scheme_scenario s where s.id = ${id}::uuid`, tx))[0];

export interface ListedRow extends ScenarioRow {
  state: string;
  now: string | null;
  tried: string | null;
  simulated: boolean | null;
  total: bigint;
}
export const scenarios = (
  tx: Tx,
  f: { pack: string; q: string; by: string | null; sort: string },
  limit: number,
  offset: number,
): Promise<ListedRow[]> => {
  const order =
    f.sort === 'name'
      ? sql`s.name`
      : f.sort === '-name'
        ? sql`s.name desc`
        : f.sort === 'createdAt'
          ? sql`s.created_at`
          : sql`s.created_at desc`;
  return rows(
    sql<ListedRow>`select ${columns}, j.state, r.summary->'total'->>'nowFen' as now, r.summary->'total'->>'triedFen' as tried, r.simulated,
        count(*) over () as total
      from scheme_scenario s join job j on j.id = s.job_id left join scheme_scenario_result r on r.scenario_id = s.id
      where s.pack = ${f.pack} and (${f.q} = '' or s.name ilike '%' || ${f.q.replace(/[\\%_]/g, '\\$&')} || '%')
        and (${f.by}::uuid is null or s.created_by = ${f.by}::uuid)
      order by ${order}, s.id limit ${limit} offset ${offset}`,
    tx,
  );
};

export const jobState = async (tx: Tx, id: string): Promise<string> =>
  (await rows(sql<{ state: string }>`select state from job where id = ${id}::uuid`, tx))[0]?.state ??
  'failed';

export async function dropScenario(tx: Tx, id: string): Promise<void> {
  await sql`delete from scheme_scenario where id = ${id}::uuid`.execute(tx);
}
/** Whoever deletes a trial that is being computed wants it stopped as well. */
export async function stopJob(tx: Tx, id: string): Promise<void> {
  await sql`update job set cancel_requested = true where id = ${id}::uuid and state in ('queued', 'running')`.execute(
    tx,
  );
}

export interface ResultRow<Summary = unknown> {
  scenarioId: string;
  knownAt: string;
  ruleHash: string;
  engineVersion: string;
  inputHash: string;
  resultHash: string;
  simulated: boolean;
  subjects: number;
  milliseconds: number;
  summary: Summary;
  computedAt: string;
}
export const result = async (tx: Tx, id: string): Promise<ResultRow | undefined> =>
  (
    await rows(
      sql<ResultRow>`select scenario_id::text as "scenarioId", known_at as "knownAt", rule_hash as "ruleHash", engine_version as "engineVersion",
        input_hash as "inputHash", result_hash as "resultHash", simulated, subjects, milliseconds, summary, computed_at as "computedAt"
        from scheme_scenario_result where scenario_id = ${id}::uuid`,
      tx,
    )
  )[0];
export async function saveResult(tx: Tx, r: ResultRow): Promise<void> {
  await sql`insert into scheme_scenario_result (scenario_id, known_at, rule_hash, engine_version, input_hash, result_hash, simulated, subjects,
      milliseconds, summary, computed_at)
    values (${r.scenarioId}::uuid, ${r.knownAt}::timestamptz, ${r.ruleHash}, ${r.engineVersion}, ${r.inputHash}, ${r.resultHash}, ${r.simulated},
      ${r.subjects}, ${r.milliseconds}, ${JSON.stringify(r.summary)}::jsonb, ${r.computedAt}::timestamptz)`.execute(
    tx,
  );
}
export async function saveBlob(
  tx: Tx,
  id: string,
  part: 'input' | 'result',
  sha256: string,
  bytes: Uint8Array,
): Promise<void> {
  await sql`insert into scheme_scenario_blob (scenario_id, part, sha256, bytes)
    values (${id}::uuid, ${part}, ${sha256}, decode(${Buffer.from(bytes).toString('base64')}, 'base64'))`.execute(
    tx,
  );
}
export const blob = async (
  tx: Tx,
  id: string,
  part: 'input' | 'result',
): Promise<{ sha256: string; bytes: Uint8Array } | undefined> =>
  (
    await rows(
      sql<{
        sha256: string;
        bytes: Uint8Array;
      }>`select sha256, bytes from scheme_scenario_blob where scenario_id = ${id}::uuid and part = ${part}`,
      tx,
    )
  )[0];
/** `chunk`: rows as JSON. */
export async function saveRows(tx: Tx, id: string, chunk: string): Promise<void> {
  await sql`insert into scheme_scenario_row (scenario_id, subject_id, now_fen, tried_fen, changes)
    select ${id}::uuid, x.id, x."nowFen", x."triedFen", x.changes
    from jsonb_to_recordset(${chunk}::jsonb) as x(id uuid, "nowFen" bigint, "triedFen" bigint, changes jsonb)`.execute(
    tx,
  );
}

export interface ChangedFilter {
  q?: string | undefined;
  county?: string | undefined;
  industry?: string | undefined;
  size?: string | undefined;
  way?: 'gain' | 'loss' | undefined;
  sort: string;
}
export interface ChangedRow {
  id: string;
  name: string;
  code: string;
  regionName: string;
  industryName: string;
  size: string | null;
  simulated: boolean;
  nowFen: bigint;
  triedFen: bigint;
  changes: { scheme: string; year: number; nowFen: string; triedFen: string }[];
  total: bigint;
}
const orders: Readonly<Record<string, RawBuilder<unknown>>> = {
  change: sql`r.tried_fen - r.now_fen`,
  '-change': sql`r.tried_fen - r.now_fen desc`,
  now: sql`r.now_fen`,
  '-now': sql`r.now_fen desc`,
  tried: sql`r.tried_fen`,
  '-tried': sql`r.tried_fen desc`,
  name: sql`s.name`,
  '-name': sql`s.name desc`,
};
export const changed = (
  tx: Tx,
  id: string,
  f: ChangedFilter,
  limit: number,
  offset: number,
): Promise<ChangedRow[]> =>
  rows(
    sql<ChangedRow>`select s.id::text as id, s.name, s.code, g.name as "regionName", coalesce(i.name, '') as "industryName", s.size_class as size, s.simulated,
        r.now_fen as "nowFen", r.tried_fen as "triedFen", r.changes, count(*) over () as total
      from scheme_scenario_row r join subject s on s.id = r.subject_id join region g on g.code = s.region_code
        left join industry i on i.code = left(coalesce(s.industry_code, ''), 2)
      where r.scenario_id = ${id}::uuid
        and (${f.q ?? ''} = '' or s.name ilike '%' || ${(f.q ?? '').replace(/[\\%_]/g, '\\$&')} || '%' or s.code = ${f.q ?? ''})
        and (${f.county ?? ''} = '' or s.region_code = ${f.county ?? ''})
        and (${f.industry ?? ''} = '' or left(coalesce(s.industry_code, ''), 2) = ${f.industry ?? ''})
        and (${f.size ?? ''} = '' or s.size_class = ${f.size ?? ''})
        and (${f.way ?? ''} = '' or (${f.way ?? ''} = 'gain' and r.tried_fen > r.now_fen) or (${f.way ?? ''} = 'loss' and r.tried_fen < r.now_fen))
      order by ${orders[f.sort] ?? sql`abs(r.tried_fen - r.now_fen) desc`}, s.id limit ${limit} offset ${offset}`,
    tx,
  );

/** Names of places and industries, for the keys of a result. */
export const namesOf = async (
  tx: Tx,
  counties: readonly string[],
  industries: readonly string[],
): Promise<{ county: Map<string, string>; industry: Map<string, string> }> => {
  const places = await rows(
    sql<{
      code: string;
      name: string;
    }>`select code, name from region where code = any(${[...counties]}::text[])`,
    tx,
  );
  const divisions = await rows(
    sql<{
      code: string;
      name: string;
    }>`select code, name from industry where code = any(${[...industries]}::text[])`,
    tx,
  );
  return {
    county: new Map(places.map((x) => [x.code, x.name])),
    industry: new Map(divisions.map((x) => [x.code, x.name])),
  };
};

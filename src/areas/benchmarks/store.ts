import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { OutputRow, Payload, Summary } from './payload.ts';

export const KIND = 'benchmark';
/** A run whose rows are still coming in: nobody reads it, and it goes if they stop coming. */
const COMING = 'benchmark-coming';

// ---- what a run reads ------------------------------------------------------------------------------------------------------------

export interface SubjectRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly regionCode: string;
  readonly regionPath: string;
  readonly parkCode: string | null;
  readonly industryCode: string;
  readonly simulated: boolean;
}

interface RawSubject {
  id: string;
  code: string;
  name: string;
  region_code: string;
  region_path: string;
  park_code: string | null;
  industry_code: string;
  simulated: boolean;
}

const toSubject = (r: RawSubject): SubjectRow => ({
  id: r.id,
  code: r.code,
  name: r.name,
  regionCode: r.region_code,
  regionPath: r.region_path,
  parkCode: r.park_code,
  industryCode: r.industry_code,
  simulated: r.simulated,
});

/** Enterprises above the scale line in the year, in the order of industries and inside of codes, from the one after `after`. */
export async function aboveScale(
  tx: Tx,
  year: number,
  after: Pick<SubjectRow, 'industryCode' | 'code'> | undefined,
  limit: number,
): Promise<SubjectRow[]> {
  const r = await sql<RawSubject>`
    select s.id::text as id, s.code, s.name, s.region_code, s.region_path, s.park_code, s.industry_code, s.simulated
    from subject s join above_scale a on a.subject_id = s.id and a.year = ${year}
    where s.kind = 'enterprise' and (s.industry_code, s.code) > (${after?.industryCode ?? ''}, ${after?.code ?? ''})
    order by s.industry_code, s.code limit ${limit}`.execute(tx);
  return r.rows.map(toSubject);
}

/** How many there are, to say how far reading has come. */
export async function countAboveScale(tx: Tx, year: number): Promise<number> {
  const r = await sql<{ n: number }>`select count(*)::int as n from above_scale where year = ${year}`.execute(
    tx,
  );
  return r.rows[0]?.n ?? 0;
}

export async function subjectsById(tx: Tx, ids: readonly string[]): Promise<SubjectRow[]> {
  const r = await sql<RawSubject>`
    select id::text as id, code, name, region_code, region_path, park_code, industry_code, simulated
    from subject where id = any(${ids as string[]}::uuid[]) order by code`.execute(tx);
  return r.rows.map(toSubject);
}

export interface FactRow {
  readonly subjectId: string;
  readonly period: string;
  readonly indicator: string;
  readonly revision: number;
  /** null: withdrawn, or confirmed that there is none. */
  readonly value: string | null;
  readonly unit: string;
  readonly status: string;
  readonly sourceId: string;
}

/** The last revision of each figure that had been recorded by `knownAt`. */
export async function factsKnownAt(
  tx: Tx,
  subjects: readonly string[],
  indicators: readonly string[],
  periods: readonly string[],
  knownAt: string,
): Promise<FactRow[]> {
  if (subjects.length === 0 || indicators.length === 0) return [];
  const r = await sql<{
    subject_id: string;
    period: string;
    indicator: string;
    revision: number;
    value: string | null;
    unit: string;
    status: string;
    source_id: string;
  }>`select distinct on (subject_id, period, indicator) subject_id::text as subject_id, period, indicator, revision, value::text as value, unit,
      status, source_id::text as source_id
    from fact
    where subject_id = any(${subjects as string[]}::uuid[]) and period = any(${periods as string[]}::text[])
      and indicator = any(${indicators as string[]}::text[]) and recorded_at <= ${knownAt}::timestamptz
    order by subject_id, period, indicator, revision desc`.execute(tx);
  return r.rows.map((x) => ({
    subjectId: x.subject_id,
    period: x.period,
    indicator: x.indicator,
    revision: x.revision,
    value: x.value,
    unit: x.unit,
    status: x.status,
    sourceId: x.source_id,
  }));
}

export interface SourceRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly simulated: boolean;
}

export async function sourcesById(tx: Tx, ids: readonly string[]): Promise<SourceRow[]> {
  if (ids.length === 0) return [];
  const r = await sql<SourceRow>`
    select id::text as id, kind, title, simulated from fact_source where id = any(${ids as string[]}::uuid[]) order by id`.execute(
    tx,
  );
  return r.rows.map((x) => ({ id: x.id, kind: x.kind, title: x.title, simulated: x.simulated }));
}

/** Years in which enterprises stood above the scale line, newest first. */
export async function yearsWithEnterprises(tx: Tx): Promise<number[]> {
  // A loose index scan: the table has a row per enterprise and year, the years are few.
  const r = await sql<{ year: number }>`select distinct year from above_scale order by year desc`.execute(tx);
  return r.rows.map((x) => x.year);
}

/** Titles of industries by code; groups and results are read by people. */
export async function industryNames(tx: Tx): Promise<Map<string, string>> {
  const r = await sql<{ code: string; name: string }>`select code, name from industry`.execute(tx);
  return new Map(r.rows.map((x) => [x.code, x.name]));
}

// ---- what a run leaves ------------------------------------------------------------------------------------------------------------

export interface RunRow {
  readonly id: string;
  readonly title: string;
  readonly params: Record<string, unknown>;
  readonly rulePack: string;
  readonly ruleHash: string;
  readonly engineVersion: string;
  readonly inputHash: string;
  readonly resultHash: string;
  readonly knownAt: string;
  readonly simulated: boolean;
  readonly subjects: number;
  readonly createdAt: string;
  readonly createdBy: string;
}

interface RawRun {
  id: string;
  title: string;
  params: Record<string, unknown>;
  rule_pack: string;
  rule_hash: string;
  engine_version: string;
  input_hash: string;
  result_hash: string;
  known_at: string;
  simulated: boolean;
  subjects: number;
  created_at: string;
  created_by: string;
}

const toRun = (r: RawRun): RunRow => ({
  id: r.id,
  title: r.title,
  params: r.params,
  rulePack: r.rule_pack,
  ruleHash: r.rule_hash,
  engineVersion: r.engine_version,
  inputHash: r.input_hash,
  resultHash: r.result_hash,
  knownAt: r.known_at,
  simulated: r.simulated,
  subjects: r.subjects,
  createdAt: r.created_at,
  createdBy: r.created_by,
});

const runColumns = sql`id::text as id, title, params, rule_pack, rule_hash, engine_version, input_hash, result_hash, known_at, simulated, subjects,
  created_at, created_by`;

/** A place for what is coming in of a run; `finishRun` shows it. */
export async function openRun(
  tx: Tx,
  r: Pick<
    RunRow,
    'id' | 'title' | 'rulePack' | 'ruleHash' | 'engineVersion' | 'knownAt' | 'createdAt' | 'createdBy'
  >,
): Promise<void> {
  await sql`insert into run (id, kind, title, params, rule_pack, rule_hash, engine_version, input_hash, result_hash, known_at, simulated, subjects,
      created_at, created_by)
    values (${r.id}::uuid, ${COMING}, ${r.title}, '{}'::jsonb, ${r.rulePack}, ${r.ruleHash}, ${r.engineVersion}, '', '', ${r.knownAt}::timestamptz,
      true, 0, ${r.createdAt}::timestamptz, ${r.createdBy})`.execute(tx);
}

export type Part = 'input' | 'result';

/** As base64: the embedded driver writes bytes one by one, half a second for a megabyte. */
export async function savePiece(
  tx: Tx,
  runId: string,
  part: Part,
  piece: { readonly seq: number; readonly sha256: string; readonly bytes: Uint8Array },
): Promise<void> {
  const { buffer, byteOffset, byteLength } = piece.bytes;
  await sql`insert into run_blob (run_id, part, seq, sha256, bytes) values (${runId}::uuid, ${part}, ${piece.seq}, ${piece.sha256},
      decode(${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}, 'base64'))`.execute(tx);
}

/** Hashes of the pieces of a run as they are noted beside them, in order. */
export async function piecesOf(tx: Tx, runId: string): Promise<Record<Part, string[]>> {
  const r = await sql<{ part: Part; sha256: string }>`
    select part, sha256 from run_blob where run_id = ${runId}::uuid order by part, seq`.execute(tx);
  const of = (part: Part) => r.rows.flatMap((x) => (x.part === part ? [x.sha256] : []));
  return { input: of('input'), result: of('result') };
}

/** The compressed bytes of a piece. */
export async function piece(tx: Tx, runId: string, part: Part, seq: number): Promise<Uint8Array | undefined> {
  const r = await sql<{ bytes: Uint8Array }>`
    select bytes from run_blob where run_id = ${runId}::uuid and part = ${part} and seq = ${seq}`.execute(tx);
  return r.rows[0]?.bytes;
}

/** Rows of `run_result` in bulk: a JSON array of a few hundred, as the calculation wrote it. Answers how many. */
export async function saveResults(tx: Tx, runId: string, rows: string): Promise<number> {
  const r =
    await sql`insert into run_result (run_id, subject_id, group_code, position, score, efficiency, chase_id, payload)
    select ${runId}::uuid, x.subject_id, x.group_code, x.position, x.score, x.efficiency, x.chase_id, x.payload
    from jsonb_to_recordset(${rows}::jsonb) as x(subject_id uuid, group_code text, position int, score numeric, efficiency double precision,
      chase_id uuid, payload jsonb)`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}

/** From now on the run is there, and stays as it is. */
export async function finishRun(
  tx: Tx,
  r: Pick<RunRow, 'id' | 'params' | 'inputHash' | 'resultHash' | 'simulated' | 'subjects' | 'createdAt'>,
): Promise<void> {
  await sql`update run set kind = ${KIND}, params = ${JSON.stringify(r.params)}::jsonb, input_hash = ${r.inputHash}, result_hash = ${r.resultHash},
      simulated = ${r.simulated}, subjects = ${r.subjects}, created_at = ${r.createdAt}::timestamptz
    where id = ${r.id}::uuid and kind = ${COMING}`.execute(tx);
}

/** Takes back what came in of a run that was not finished, so many rows at a time; true while there is more. A finished run is out of its reach. */
export async function dropUnfinished(tx: Tx, runId: string, limit: number): Promise<boolean> {
  const coming = sql`select id from run where id = ${runId}::uuid and kind = ${COMING}`;
  const rows = await sql`delete from run_result where run_id in (${coming}) and subject_id in (
    select subject_id from run_result where run_id = ${runId}::uuid limit ${limit})`.execute(tx);
  if (Number(rows.numAffectedRows ?? 0n) > 0) return true;
  const pieces = await sql`delete from run_blob where run_id in (${coming}) and (part, seq) in (
    select part, seq from run_blob where run_id = ${runId}::uuid limit ${Math.ceil(limit / 10)})`.execute(tx);
  if (Number(pieces.numAffectedRows ?? 0n) > 0) return true;
  await sql`delete from run where id = ${runId}::uuid and kind = ${COMING}`.execute(tx);
  return false;
}

/** Hashes that the audit log noted when the run was saved: a second witness, outside the run's own tables. */
export async function auditedHashes(
  tx: Tx,
  runId: string,
  at: string,
): Promise<{ inputHash: string; resultHash: string } | undefined> {
  const r = await sql<{ detail: { inputHash?: string; resultHash?: string } }>`
    select detail from audit_event where at = ${at}::timestamptz and act = 'benchmarks.save' and target = ${runId} and success`.execute(
    tx,
  );
  const d = r.rows[0]?.detail;
  return d?.inputHash && d.resultHash ? { inputHash: d.inputHash, resultHash: d.resultHash } : undefined;
}

// ---- what people read -------------------------------------------------------------------------------------------------------------

export async function run(tx: Tx, id: string): Promise<RunRow | undefined> {
  const r =
    await sql<RawRun>`select ${runColumns} from run where id = ${id}::uuid and kind = ${KIND}`.execute(tx);
  return r.rows[0] && toRun(r.rows[0]);
}

export interface RunFilter {
  readonly pack?: string | undefined;
  readonly year?: number | undefined;
  readonly sort: 'createdAt' | '-createdAt' | 'year' | '-year';
  readonly page: number;
  readonly size: number;
}

const runOrder = {
  createdAt: sql`created_at, id`,
  '-createdAt': sql`created_at desc, id desc`,
  year: sql`(params->>'year')::int, created_at desc, id`,
  '-year': sql`(params->>'year')::int desc, created_at desc, id`,
};

export async function runs(tx: Tx, f: RunFilter): Promise<{ total: number; items: RunRow[] }> {
  const where = sql`kind = ${KIND} and (${f.pack ?? null}::text is null or rule_pack = ${f.pack ?? null})
    and (${f.year ?? null}::int is null or (params->>'year')::int = ${f.year ?? null})`;
  const total = await sql<{ n: number }>`select count(*)::int as n from run where ${where}`.execute(tx);
  const r =
    await sql<RawRun>`select ${runColumns} from run where ${where} order by ${runOrder[f.sort]} limit ${f.size}
    offset ${(f.page - 1) * f.size}`.execute(tx);
  return { total: total.rows[0]?.n ?? 0, items: r.rows.map(toRun) };
}

export interface ResultFilter {
  readonly subject?: string | undefined;
  readonly q?: string | undefined;
  readonly group?: string | undefined;
  readonly region?: string | undefined;
  readonly park?: string | undefined;
  readonly gap?: readonly string[] | undefined;
  readonly evaluated?: 'yes' | 'no' | undefined;
  readonly leader?: 'yes' | 'no' | undefined;
  readonly class?: readonly string[] | undefined;
  readonly sort: 'rank' | 'efficiency' | 'score' | 'name' | '-rank' | '-efficiency' | '-score' | '-name';
  readonly page: number;
  readonly size: number;
}

export interface ListedResult {
  readonly runId: string;
  readonly subjectId: string;
  readonly name: string;
  readonly code: string;
  readonly simulated: boolean;
  readonly regionCode: string;
  readonly regionName: string;
  readonly parkCode: string | null;
  readonly parkName: string | null;
  readonly industryCode: string;
  readonly industryName: string;
  readonly groupCode: string;
  readonly position: number | null;
  readonly score: number | null;
  readonly efficiency: number | null;
  readonly summary: Summary;
  readonly payload?: Payload;
}

interface RawResult {
  run_id: string;
  subject_id: string;
  name: string;
  code: string;
  simulated: boolean;
  region_code: string;
  region_name: string;
  park_code: string | null;
  park_name: string | null;
  industry_code: string;
  industry_name: string;
  group_code: string;
  position: number | null;
  score: string | null;
  efficiency: number | null;
  summary: Summary;
  payload?: Payload;
}

const toResult = (r: RawResult): ListedResult => ({
  runId: r.run_id,
  subjectId: r.subject_id,
  name: r.name,
  code: r.code,
  simulated: r.simulated,
  regionCode: r.region_code,
  regionName: r.region_name,
  parkCode: r.park_code,
  parkName: r.park_name,
  industryCode: r.industry_code,
  industryName: r.industry_name,
  groupCode: r.group_code,
  position: r.position,
  score: r.score === null ? null : Number(r.score),
  efficiency: r.efficiency,
  summary: r.summary,
  ...(r.payload === undefined ? {} : { payload: r.payload }),
});

// The register data shown is that of the run (payload.summary), so that an old result reads as it did; names of places come from the registers.
const resultFrom = sql`run_result r join subject s on s.id = r.subject_id
  left join region g on g.code = r.payload->'summary'->>'regionCode'
  left join park p on p.code = r.payload->'summary'->>'parkCode'
  left join industry i on i.code = r.payload->'summary'->>'industryCode'`;
const resultColumns = sql`r.run_id::text as run_id, r.subject_id::text as subject_id, r.payload->'summary'->>'name' as name, s.code, s.simulated,
  r.payload->'summary'->>'regionCode' as region_code, coalesce(g.name, '') as region_name, r.payload->'summary'->>'parkCode' as park_code, p.name as park_name,
  r.payload->'summary'->>'industryCode' as industry_code, coalesce(i.name, '') as industry_name, r.group_code, r.position, r.score::text as score,
  r.efficiency, r.payload->'summary' as summary`;

const resultOrder = {
  rank: sql`r.group_code, r.position nulls last, s.code`,
  '-rank': sql`r.group_code desc, r.position desc nulls last, s.code`,
  efficiency: sql`r.efficiency nulls last, s.code`,
  '-efficiency': sql`r.efficiency desc nulls last, s.code`,
  score: sql`r.score nulls last, s.code`,
  '-score': sql`r.score desc nulls last, s.code`,
  name: sql`s.name_key, s.code`,
  '-name': sql`s.name_key desc, s.code`,
};

const likePart = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

const resultWhere = (runId: string, f: Omit<ResultFilter, 'sort' | 'page' | 'size'>) => {
  const q = f.q?.trim() ? likePart(f.q.trim().toLowerCase()) : null;
  const yes = (v: 'yes' | 'no' | undefined): boolean | null => (v === undefined ? null : v === 'yes');
  return sql`r.run_id = ${runId}::uuid
    and (${f.subject ?? null}::uuid is null or r.subject_id = ${f.subject ?? null}::uuid)
    and (${q}::text is null or lower(s.name) like ${q} or s.name_key like ${q} or lower(s.code) like ${q})
    and (${f.group ?? null}::text is null or r.group_code = ${f.group ?? null})
    and (${f.region ?? null}::text is null or s.region_path in (
      select x.path from region x, region top where top.code = ${f.region ?? null} and (x.path = top.path or starts_with(x.path, top.path || '/'))))
    and (${f.park ?? null}::text is null or s.park_code = ${f.park ?? null})
    and (${f.gap && f.gap.length > 0 ? (f.gap as string[]) : null}::text[] is null or r.payload->'summary'->>'worstGap' = any(${
      f.gap && f.gap.length > 0 ? (f.gap as string[]) : null
    }::text[]))
    and (${f.class && f.class.length > 0 ? (f.class as string[]) : null}::text[] is null
      or r.payload->'summary'->'class'->>'id' = any(${f.class && f.class.length > 0 ? (f.class as string[]) : null}::text[]))
    and (${yes(f.evaluated)}::boolean is null or (r.efficiency is not null) = ${yes(f.evaluated)}::boolean)
    and (${yes(f.leader)}::boolean is null or coalesce((r.payload->'summary'->>'leader')::boolean, false) = ${yes(f.leader)}::boolean)`;
};

export async function results(
  tx: Tx,
  runId: string,
  f: ResultFilter,
): Promise<{ total: number; items: ListedResult[] }> {
  const where = resultWhere(runId, f);
  const total = await sql<{
    n: number;
  }>`select count(*)::int as n from run_result r join subject s on s.id = r.subject_id where ${where}`.execute(
    tx,
  );
  const r =
    await sql<RawResult>`select ${resultColumns} from ${resultFrom} where ${where} order by ${resultOrder[f.sort]}
    limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(tx);
  return { total: total.rows[0]?.n ?? 0, items: r.rows.map(toResult) };
}

/** Whole results of some subjects of a run, in the reader's scope. */
export async function resultsOf(tx: Tx, runId: string, subjects: readonly string[]): Promise<ListedResult[]> {
  const r =
    await sql<RawResult>`select ${resultColumns}, r.payload from ${resultFrom} where r.run_id = ${runId}::uuid
    and r.subject_id = any(${subjects as string[]}::uuid[])`.execute(tx);
  return r.rows.map(toResult);
}

/** The evaluation an enterprise's own pages show, where a year has several; awards and classes have pages of their own. */
export const MAIN = 'benchmarking';

/** The newest result of a subject for every year there is one, by the main evaluation before any other. */
export async function latestOf(tx: Tx, subjectId: string): Promise<{ result: ListedResult; run: RunRow }[]> {
  const r = await sql<RawResult & { run: string }>`
    select ${resultColumns} from (
      select distinct on (u.params->>'year') x.* from run_result x join run u on u.id = x.run_id
      where x.subject_id = ${subjectId}::uuid and u.kind = ${KIND}
      order by u.params->>'year', (u.params->>'evaluation' = ${MAIN}) desc, u.created_at desc, u.id desc
    ) r join subject s on s.id = r.subject_id
    left join region g on g.code = r.payload->'summary'->>'regionCode'
    left join park p on p.code = r.payload->'summary'->>'parkCode'
    left join industry i on i.code = r.payload->'summary'->>'industryCode'`.execute(tx);
  const ids = r.rows.map((x) => x.run_id);
  if (ids.length === 0) return [];
  const u =
    await sql<RawRun>`select ${runColumns} from run where id = any(${ids}::uuid[]) order by (params->>'year')::int desc`.execute(
      tx,
    );
  const out: { result: ListedResult; run: RunRow }[] = [];
  for (const raw of u.rows) {
    const result = r.rows.find((x) => x.run_id === raw.id);
    if (result) out.push({ result: toResult(result), run: toRun(raw) });
  }
  return out;
}

/** Rows of some enterprises as stored, in the form the calculation wrote them, to be compared with what the stored result says they should be. */
export async function storedRows(tx: Tx, runId: string, subjects: readonly string[]): Promise<OutputRow[]> {
  const r = await sql<Omit<OutputRow, 'score'> & { score: string | null }>`
    select subject_id::text as subject_id, group_code, position, score::text as score, efficiency, chase_id::text as chase_id, payload
    from run_result where run_id = ${runId}::uuid and subject_id = any(${subjects as string[]}::uuid[])`.execute(
    tx,
  );
  return r.rows.map((x) => ({
    subject_id: x.subject_id,
    group_code: x.group_code,
    position: x.position,
    score: x.score === null ? null : Number(x.score),
    efficiency: x.efficiency,
    chase_id: x.chase_id,
    payload: x.payload,
  }));
}

/** Whose rows there are, from the one after `after`. */
export async function storedIds(tx: Tx, runId: string, after: string, limit: number): Promise<string[]> {
  const r = await sql<{ id: string }>`
    select subject_id::text as id from run_result where run_id = ${runId}::uuid and subject_id > ${after}::uuid order by subject_id limit ${limit}`.execute(
    tx,
  );
  return r.rows.map((x) => x.id);
}

/** A finished batch of reports: who asked for it, and where the archive is kept. */
export async function reportsJob(
  tx: Tx,
  id: string,
): Promise<
  { createdBy: string | null; result: { sha256: string; count: number; name: string } | null } | undefined
> {
  const r = await sql<{
    createdBy: string | null;
    result: { sha256: string; count: number; name: string } | null;
  }>`select created_by::text as "createdBy", result from job where id = ${id}::uuid and kind = 'benchmarks.reports' and state = 'done'`.execute(
    tx,
  );
  return r.rows[0];
}

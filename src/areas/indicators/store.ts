import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export type FactStatus = 'filed' | 'returned' | 'reviewed' | 'locked';

export interface Fact {
  subjectId: string;
  indicator: string;
  period: string;
  revision: number;
  value: string | null;
  unit: string;
  status: FactStatus;
  sourceId: string;
  source: string;
  simulated: boolean;
  note: string;
  recordedAt: string;
  recordedBy: string;
}

const columns = sql`f.subject_id::text as "subjectId", f.indicator, f.period, f.revision, trim_scale(f.value)::text as value, f.unit, f.status, f.source_id::text as "sourceId",
  s.title as source, s.simulated, f.note, f.recorded_at as "recordedAt", f.recorded_by as "recordedBy"`;

/** Latest revisions of one subject. `kind` picks yearly or monthly periods. */
export const series = async (
  tx: Tx,
  subject: string,
  indicators: readonly string[] | undefined,
  kind: 'year' | 'month' | 'all',
): Promise<Fact[]> =>
  (
    await sql<Fact>`select distinct on (f.period, f.indicator) ${columns} from fact f join fact_source s on s.id = f.source_id
      where f.subject_id = ${subject}::uuid and (${indicators === undefined} or f.indicator = any(${[...(indicators ?? [])]}::text[]))
        and (${kind} = 'all' or (${kind} = 'year' and length(f.period) = 4) or (${kind} = 'month' and f.period like '____-M%'))
      order by f.period, f.indicator, f.revision desc`.execute(tx)
  ).rows;

export const history = async (tx: Tx, subject: string, indicator: string, period: string): Promise<Fact[]> =>
  (
    await sql<Fact>`select ${columns} from fact f join fact_source s on s.id = f.source_id
      where f.subject_id = ${subject}::uuid and f.indicator = ${indicator} and f.period = ${period} order by f.revision desc`.execute(
      tx,
    )
  ).rows;

export interface Source {
  id: string;
  kind: 'published' | 'import' | 'form' | 'simulation';
  title: string;
  publishedDay: string | null;
  fileSha256: string | null;
  simulated: boolean;
  recordedBy: string;
}

export async function insertSource(tx: Tx, s: Source, now: string): Promise<void> {
  await sql`insert into fact_source (id, kind, title, published_day, file_sha256, simulated, recorded_at, recorded_by)
    values (${s.id}::uuid, ${s.kind}, ${s.title}, ${s.publishedDay}::date, ${s.fileSha256}, ${s.simulated}, ${now}::timestamptz, ${s.recordedBy})
    on conflict (id) do nothing`.execute(tx);
}

export interface NewFact {
  subjectId: string;
  period: string;
  indicator: string;
  value: string | null;
  unit: string;
  note?: string;
}

/**
 * Appends revisions where the value or unit differs from the latest one, in one statement; the same figures again add nothing, unless they
 * were sent back: filing them anew then stands by them.
 * Returns how many were added. Facts whose latest revision is locked are left alone unless `overLocked`.
 */
export async function appendFacts(
  tx: Tx,
  facts: readonly NewFact[],
  o: { sourceId: string; now: string; by: string; status: FactStatus; overLocked: boolean },
): Promise<number> {
  let added = 0;
  // Arrays of text keep one prepared shape and stay far below the protocol's limits.
  for (let at = 0; at < facts.length; at += 5000) {
    const part = facts.slice(at, at + 5000);
    const r = await sql`with incoming as (
        select * from unnest(${part.map((f) => f.subjectId)}::uuid[], ${part.map((f) => f.period)}::text[], ${part.map((f) => f.indicator)}::text[],
          ${part.map((f) => f.value)}::numeric[], ${part.map((f) => f.unit)}::text[], ${part.map((f) => f.note ?? '')}::text[])
          as t(subject_id, period, indicator, value, unit, note)
      ), latest as (
        select distinct on (f.subject_id, f.period, f.indicator) f.subject_id, f.period, f.indicator, f.revision, f.value, f.unit, f.status
        from fact f join incoming i on i.subject_id = f.subject_id and i.period = f.period and i.indicator = f.indicator
        order by f.subject_id, f.period, f.indicator, f.revision desc
      )
      insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
      select i.subject_id, i.period, i.indicator, coalesce(l.revision, 0) + 1, i.value, i.unit, ${o.status}, ${o.sourceId}::uuid, i.note, ${o.now}::timestamptz, ${o.by}
      from incoming i left join latest l on l.subject_id = i.subject_id and l.period = i.period and l.indicator = i.indicator
      where l.revision is null or ((l.value is distinct from i.value or l.unit <> i.unit or l.status = 'returned') and (l.status <> 'locked' or ${o.overLocked}))`.execute(
      tx,
    );
    added += Number(r.numAffectedRows ?? 0n);
  }
  return added;
}

/** One more revision of each, whatever the latest one says: somebody stood by these figures. */
export async function appendRevisions(
  tx: Tx,
  facts: readonly NewFact[],
  o: { sourceId: string; now: string; by: string; status: FactStatus },
): Promise<void> {
  for (let at = 0; at < facts.length; at += 5000) {
    const part = facts.slice(at, at + 5000);
    await sql`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
      select i.subject_id, i.period, i.indicator, coalesce((select max(revision) from fact f
          where f.subject_id = i.subject_id and f.period = i.period and f.indicator = i.indicator), 0) + 1,
        i.value, i.unit, ${o.status}, ${o.sourceId}::uuid, i.note, ${o.now}::timestamptz, ${o.by}
      from unnest(${part.map((f) => f.subjectId)}::uuid[], ${part.map((f) => f.period)}::text[], ${part.map((f) => f.indicator)}::text[],
        ${part.map((f) => f.value)}::numeric[], ${part.map((f) => f.unit)}::text[], ${part.map((f) => f.note ?? '')}::text[])
        as i(subject_id, period, indicator, value, unit, note)`.execute(tx);
  }
}

/** First revisions into an empty table: no look at what is there. For loading whole provinces. */
export async function insertFirstFacts(
  tx: Tx,
  facts: readonly NewFact[],
  o: { sourceId: string; now: string; by: string; status: FactStatus },
): Promise<void> {
  await sql`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
    select t.subject_id, t.period, t.indicator, 1, t.value, t.unit, ${o.status}, ${o.sourceId}::uuid, '', ${o.now}::timestamptz, ${o.by}
    from unnest(${facts.map((f) => f.subjectId)}::uuid[], ${facts.map((f) => f.period)}::text[], ${facts.map((f) => f.indicator)}::text[],
      ${facts.map((f) => f.value)}::numeric[], ${facts.map((f) => f.unit)}::text[]) as t(subject_id, period, indicator, value, unit)`.execute(
    tx,
  );
}

/** Which of these facts are locked in their latest revision. */
export const lockedAmong = async (
  tx: Tx,
  facts: readonly { subjectId: string; period: string; indicator: string }[],
): Promise<Set<string>> => {
  if (facts.length === 0) return new Set();
  const r = await sql<{ key: string }>`with incoming as (
      select * from unnest(${facts.map((f) => f.subjectId)}::uuid[], ${facts.map((f) => f.period)}::text[], ${facts.map((f) => f.indicator)}::text[]) as t(subject_id, period, indicator))
    select distinct i.subject_id || ' ' || i.period || ' ' || i.indicator as key from incoming i
    cross join lateral (select status from fact f where f.subject_id = i.subject_id and f.period = i.period and f.indicator = i.indicator order by revision desc limit 1) l
    where l.status = 'locked'`.execute(tx);
  return new Set(r.rows.map((x) => x.key));
};

/** A change of status is a new revision with the same value. */
export async function appendStatus(
  tx: Tx,
  subject: string,
  period: string,
  indicators: readonly string[],
  status: FactStatus,
  o: { now: string; by: string; note: string; overLocked: boolean },
): Promise<number> {
  const r =
    await sql`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
    select l.subject_id, l.period, l.indicator, l.revision + 1, l.value, l.unit, ${status}, l.source_id, ${o.note}, ${o.now}::timestamptz, ${o.by}
    from (select distinct on (indicator) * from fact where subject_id = ${subject}::uuid and period = ${period} and indicator = any(${[...indicators]}::text[])
      order by indicator, revision desc) l
    where l.status <> ${status} and (l.status <> 'locked' or ${o.overLocked})`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}

export type By = 'city' | 'county' | 'park' | 'division' | 'size';

/** Sums of base indicators over the enterprises in scope; a figure sent back counts again once it is filed anew. */
export async function sums(
  tx: Tx,
  indicators: readonly string[],
  period: string,
  by: By,
): Promise<
  { code: string; name: string; indicator: string; value: string; subjects: number; simulated: boolean }[]
> {
  const key = {
    city: sql`coalesce(case when r.level = 'county' then p.code else r.code end, '')`,
    county: sql`r.code`,
    park: sql`coalesce(s.park_code, '')`,
    division: sql`substr(s.industry_code, 1, 2)`,
    size: sql`coalesce(s.size_class, '')`,
  }[by];
  const name = {
    city: sql`max(case when r.level = 'county' then p.name else r.name end)`,
    county: sql`max(r.name)`,
    park: sql`coalesce(max(k.name), '园区外')`,
    division: sql`max(i.name)`,
    size: sql`max(s.size_class)`,
  }[by];
  return (
    await sql<{
      code: string;
      name: string;
      indicator: string;
      value: string;
      subjects: number;
      simulated: boolean;
    }>`with latest as (
        select distinct on (f.indicator, f.subject_id) f.indicator, f.subject_id, f.value, f.status, f.source_id from fact f
        where f.indicator = any(${[...indicators]}::text[]) and f.period = ${period} order by f.indicator, f.subject_id, f.revision desc)
      select ${key} as code, ${name} as name, l.indicator, trim_scale(sum(l.value))::text as value, count(*)::int as subjects, bool_or(fs.simulated) as simulated
      from latest l join subject s on s.id = l.subject_id and s.kind = 'enterprise' join region r on r.code = s.region_code
        left join region p on p.code = r.parent_code left join park k on k.code = s.park_code
        left join industry i on i.code = substr(s.industry_code, 1, 2) join fact_source fs on fs.id = l.source_id
      where l.value is not null and l.status <> 'returned' group by 1, l.indicator order by 1`.execute(tx)
  ).rows;
}

export const years = async (
  tx: Tx,
): Promise<{ year: number; enterprises: number; facts: number; simulated: boolean }[]> =>
  (
    await sql<{
      year: number;
      enterprises: number;
      facts: number;
      simulated: boolean;
    }>`select f.period::int as year, count(distinct f.subject_id)::int as enterprises, (count(*) filter (where f.revision = 1))::int as facts, bool_or(s.simulated) as simulated
      from fact f join fact_source s on s.id = f.source_id join subject u on u.id = f.subject_id and u.kind = 'enterprise'
      where f.period ~ '^[0-9]{4}$' group by 1 order by 1`.execute(tx)
  ).rows;

export const anyEnterprise = async (tx: Tx): Promise<boolean> =>
  (await sql`select 1 from subject where kind = 'enterprise' limit 1`.execute(tx)).rows.length > 0;

/** Whether the actor's scope holds the subject; row-level security answers. */
export const subjectVisible = async (tx: Tx, id: string): Promise<boolean> =>
  (await sql`select 1 from subject where id = ${id}::uuid`.execute(tx)).rows.length > 0;

export const enterpriseVisible = async (tx: Tx, id: string): Promise<boolean> =>
  (await sql`select 1 from subject where id = ${id}::uuid and kind = 'enterprise'`.execute(tx)).rows.length >
  0;

export const subjectId = async (tx: Tx, kind: string, code: string): Promise<string | undefined> =>
  (
    await sql<{
      id: string;
    }>`select id::text as id from subject where kind = ${kind} and code = ${code}`.execute(tx)
  ).rows[0]?.id;

/** Last value each source gave for a fact, so that the same publication is not recorded twice. */
export const recordedBy = async (tx: Tx, sourceIds: readonly string[]): Promise<Map<string, string>> => {
  const r = await sql<{
    key: string;
    value: string;
  }>`select distinct on (subject_id, period, indicator, source_id)
      concat_ws(' ', subject_id, period, indicator, source_id) as key, concat_ws(' ', trim_scale(value)::text, unit, note) as value
    from fact where source_id = any(${[...sourceIds]}::uuid[]) order by subject_id, period, indicator, source_id, revision desc`.execute(
    tx,
  );
  return new Map(r.rows.map((x) => [x.key, x.value]));
};

/** One more revision, whatever the latest one says. */
export async function appendOne(
  tx: Tx,
  f: NewFact,
  o: { sourceId: string; now: string; by: string; status: FactStatus },
): Promise<void> {
  await sql`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, note, recorded_at, recorded_by)
    select ${f.subjectId}::uuid, ${f.period}, ${f.indicator}, coalesce(max(revision), 0) + 1, ${f.value}::numeric, ${f.unit}, ${o.status}, ${o.sourceId}::uuid, ${f.note ?? ''}, ${o.now}::timestamptz, ${o.by}
    from fact where subject_id = ${f.subjectId}::uuid and period = ${f.period} and indicator = ${f.indicator}`.execute(
    tx,
  );
}

export interface Batch {
  id: string;
  fileName: string;
  fileSha256: string;
  fileSize: number;
  state: 'draft' | 'applied' | 'discarded';
  options: unknown;
  summary: unknown;
  uploadedAt: string;
  uploadedBy: string;
  uploadedBody: string;
  appliedAt: string | null;
  version: number;
}

const batchColumns = sql`b.id::text as id, b.file_name as "fileName", b.file_sha256 as "fileSha256", b.file_size as "fileSize", b.state, b.options, b.summary,
  b.uploaded_at as "uploadedAt", coalesce(a.name, '命令行') as "uploadedBy", b.uploaded_body as "uploadedBody", b.applied_at as "appliedAt", b.version
  from import_batch b left join account a on a.id = b.uploaded_by`;

/** Batches belong to the body that sent them; `body` null sees all (the house's own command line). */
export const batchById = async (
  tx: Tx,
  id: string,
  body: string | null,
  lock = false,
): Promise<Batch | undefined> =>
  (
    await sql<Batch>`select ${batchColumns} where b.id = ${id}::uuid and (${body}::text is null or b.uploaded_body = ${body}) ${lock ? sql`for update of b` : sql``}`.execute(
      tx,
    )
  ).rows[0];

export async function listBatches(
  tx: Tx,
  body: string | null,
  state: string | undefined,
  limit: number,
  offset: number,
): Promise<{ total: number; items: Batch[] }> {
  const where = sql`where (${body}::text is null or b.uploaded_body = ${body}) and (${state ?? ''} = '' or b.state = ${state ?? ''})`;
  const rows =
    await sql<Batch>`select ${batchColumns} ${where} order by b.uploaded_at desc, b.id limit ${limit} offset ${offset}`.execute(
      tx,
    );
  const count = await sql<{ n: bigint }>`select count(*) as n from import_batch b ${where}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows };
}

export async function insertBatch(
  tx: Tx,
  b: {
    id: string;
    fileName: string;
    fileSha256: string;
    fileSize: number;
    options: unknown;
    summary: unknown;
    now: string;
    by: string | null;
    body: string;
  },
): Promise<void> {
  await sql`insert into import_batch (id, file_name, file_sha256, file_size, state, options, summary, uploaded_at, uploaded_by, uploaded_body)
    values (${b.id}::uuid, ${b.fileName}, ${b.fileSha256}, ${b.fileSize}, 'draft', ${JSON.stringify(b.options)}::jsonb, ${JSON.stringify(b.summary)}::jsonb, ${b.now}::timestamptz, ${b.by}::uuid, ${b.body})`.execute(
    tx,
  );
}

/** Changes a draft that is still as the caller saw it; false when it is not. */
export async function updateBatch(
  tx: Tx,
  id: string,
  version: number,
  b: {
    state: 'draft' | 'applied' | 'discarded';
    options: unknown;
    summary: unknown;
    appliedAt: string | null;
    sourceId: string | null;
  },
): Promise<boolean> {
  const r =
    await sql`update import_batch set state = ${b.state}, options = ${JSON.stringify(b.options)}::jsonb, summary = ${JSON.stringify(b.summary)}::jsonb,
      applied_at = ${b.appliedAt}::timestamptz, source_id = ${b.sourceId}::uuid, version = version + 1
    where id = ${id}::uuid and version = ${version} and state = 'draft'`.execute(tx);
  return r.numAffectedRows === 1n;
}

export const rememberedMapping = async (
  tx: Tx,
  body: string,
  signature: string,
): Promise<Record<string, { target: string; unit: string | null }> | undefined> =>
  (
    await sql<{
      mapping: Record<string, { target: string; unit: string | null }>;
    }>`select mapping from import_mapping where body = ${body} and signature = ${signature}`.execute(tx)
  ).rows[0]?.mapping;

export async function rememberMapping(
  tx: Tx,
  body: string,
  signature: string,
  mapping: unknown,
  now: string,
): Promise<void> {
  await sql`insert into import_mapping (body, signature, mapping, used_at) values (${body}, ${signature}, ${JSON.stringify(mapping)}::jsonb, ${now}::timestamptz)
    on conflict (body, signature) do update set mapping = excluded.mapping, used_at = excluded.used_at`.execute(
    tx,
  );
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface VersionRow {
  readonly pack: string;
  readonly hash: string;
  readonly number: string;
  readonly title: string;
  readonly compiled: unknown;
  readonly sourceText: string;
  readonly publishedAt: string;
}

interface RawVersion {
  pack: string;
  hash: string;
  number: string;
  title: string;
  compiled: unknown;
  source_text: string;
  published_at: string;
}

const toVersion = (r: RawVersion): VersionRow => ({
  pack: r.pack,
  hash: r.hash,
  number: r.number,
  title: r.title,
  compiled: r.compiled,
  sourceText: r.source_text,
  publishedAt: r.published_at,
});

export interface Head {
  readonly pack: string;
  readonly hash: string;
  readonly publishedAt: string;
}

/** Two servers starting on one database publish one after the other. */
export async function lockPublishing(tx: Tx, pack: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`plans.publish.${pack}`}))`.execute(tx);
}

/** Hash of the version in force of every pack, by pack. */
export async function heads(tx: Tx): Promise<Head[]> {
  const r = await sql<{ pack: string; hash: string; published_at: string }>`
    select distinct on (pack) pack, hash, published_at from plan_version order by pack, published_at desc, hash desc`.execute(
    tx,
  );
  return r.rows.map((x) => ({ pack: x.pack, hash: x.hash, publishedAt: x.published_at }));
}

export async function head(tx: Tx, pack: string): Promise<Head | undefined> {
  const r = await sql<{ pack: string; hash: string; published_at: string }>`
    select pack, hash, published_at from plan_version where pack = ${pack} order by published_at desc, hash desc limit 1`.execute(
    tx,
  );
  const x = r.rows[0];
  return x && { pack: x.pack, hash: x.hash, publishedAt: x.published_at };
}

export async function version(tx: Tx, pack: string, hash: string): Promise<VersionRow | undefined> {
  const r = await sql<RawVersion>`
    select pack, hash, number, title, compiled, source_text, published_at from plan_version
    where pack = ${pack} and hash = ${hash}`.execute(tx);
  return r.rows[0] && toVersion(r.rows[0]);
}

/** How often this content was published before; a version that was left and comes back is published anew, never moved. */
export async function timesPublished(tx: Tx, pack: string, hash: string): Promise<number> {
  const r = await sql<{ n: number }>`
    select count(*)::int as n from plan_version where pack = ${pack} and split_part(hash, '.', 1) = ${hash}`.execute(
    tx,
  );
  return r.rows[0]?.n ?? 0;
}

export async function saveVersion(tx: Tx, v: VersionRow & { readonly publishedBy: string }): Promise<void> {
  await sql`insert into plan_version (pack, hash, number, title, compiled, source_text, published_at, published_by)
    values (${v.pack}, ${v.hash}, ${v.number}, ${v.title}, ${JSON.stringify(v.compiled)}::jsonb, ${v.sourceText},
      ${v.publishedAt}::timestamptz, ${v.publishedBy})`.execute(tx);
}

export interface PublicationRow {
  readonly hash: string;
  readonly publishedAt: string;
  /** One scheme as its file said it; null when it was not there. */
  readonly scheme: unknown;
  /** Words of the provisions that it cites. */
  readonly provisions:
    | readonly { readonly id: string; readonly clause: string; readonly quote: string }[]
    | null;
}
/** Every publication of a pack with one of its schemes, oldest first. */
export async function publications(tx: Tx, pack: string, scheme: string): Promise<PublicationRow[]> {
  const r = await sql<{
    hash: string;
    published_at: string;
    scheme: unknown;
    provisions: PublicationRow['provisions'];
  }>`select v.hash, v.published_at, s.scheme,
      (select jsonb_agg(jsonb_build_object('id', p->>'id', 'clause', p->>'clause', 'quote', p->>'quote') order by p->>'id')
        from jsonb_array_elements(v.compiled->'provisions') p
        where p->>'id' in (select jsonb_array_elements_text(x->'provisions') from jsonb_array_elements(s.scheme->'versions') x)) as provisions
    from plan_version v left join lateral (
      select e as scheme from jsonb_array_elements(v.compiled->'rules'->'schemes') e where e->>'id' = ${scheme}) s on true
    where v.pack = ${pack} order by v.published_at, v.hash`.execute(tx);
  return r.rows.map((x) => ({
    hash: x.hash,
    publishedAt: x.published_at,
    scheme: x.scheme,
    provisions: x.provisions,
  }));
}

export interface ChoiceRow {
  readonly question: string;
  readonly revision: number;
  readonly option: string;
  readonly reason: string;
  readonly day: string;
  readonly by: string;
  readonly recordedAt: string;
}

/** Every decision on the open questions of a pack, oldest first. */
export async function choices(tx: Tx, pack: string): Promise<ChoiceRow[]> {
  const r = await sql<{
    question: string;
    revision: number;
    option: string;
    reason: string;
    decided_day: string;
    decided_by: string;
    recorded_at: string;
  }>`select question, revision, option, reason, decided_day, decided_by, recorded_at from plan_choice
    where pack = ${pack} order by question, revision`.execute(tx);
  return r.rows.map((x) => ({
    question: x.question,
    revision: x.revision,
    option: x.option,
    reason: x.reason,
    day: x.decided_day,
    by: x.decided_by,
    recordedAt: x.recorded_at,
  }));
}

/** False when somebody else has written this revision already. */
export async function saveChoice(tx: Tx, pack: string, c: ChoiceRow): Promise<boolean> {
  const r = await sql`
    insert into plan_choice (pack, question, revision, option, reason, decided_day, decided_by, recorded_at)
    values (${pack}, ${c.question}, ${c.revision}, ${c.option}, ${c.reason}, ${c.day}::date, ${c.by}, ${c.recordedAt}::timestamptz)
    on conflict do nothing returning revision`.execute(tx);
  return r.rows.length > 0;
}

export interface PublishedRow {
  readonly subject: string;
  readonly indicator: string;
  readonly period: string;
  readonly revision: number;
  readonly value: string;
  readonly unit: string;
  readonly note: string;
  readonly source: string;
  readonly sourceId: string;
  readonly publishedDay: string | null;
}

/**
 * Published figures of regions. Only sources of the kind `published` that are not simulated: this is the one road by which a number
 * reaches the public page, and an invented one cannot take it. Of each source the last revision; a withdrawn one (no value) is left out.
 */
export async function publishedFacts(
  tx: Tx,
  regions: readonly string[],
  indicators: readonly string[],
): Promise<PublishedRow[]> {
  if (indicators.length === 0 || regions.length === 0) return [];
  const r = await sql<{
    subject: string;
    indicator: string;
    period: string;
    revision: number;
    value: string;
    unit: string;
    note: string;
    source: string;
    source_id: string;
    published_day: string | null;
  }>`select s.code as subject, f.indicator, f.period, f.revision, f.value::text as value, f.unit, f.note, o.title as source, f.source_id::text as source_id,
      o.published_day
    from (
      select distinct on (subject_id, period, indicator, source_id) *
      from fact
      where indicator = any(${indicators as string[]}::text[])
        and subject_id in (select id from subject where kind = 'region' and code = any(${regions as string[]}::text[]))
      order by subject_id, period, indicator, source_id, revision desc
    ) f
    join fact_source o on o.id = f.source_id
    join subject s on s.id = f.subject_id
    where o.kind = 'published' and not o.simulated and not s.simulated and f.value is not null and f.status <> 'returned'
    order by s.code, f.indicator, f.period, f.revision`.execute(tx);
  return r.rows.map((x) => ({
    subject: x.subject,
    indicator: x.indicator,
    period: x.period,
    revision: x.revision,
    value: x.value,
    unit: x.unit,
    note: x.note,
    source: x.source,
    sourceId: x.source_id,
    publishedDay: x.published_day,
  }));
}

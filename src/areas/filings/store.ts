import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface StoredContent {
  leader: { kind: string; name: string; subjectId: string | null; note: string } | null;
  items: unknown[];
  measures: unknown[];
}

export interface SubjectRow {
  subjectId: string;
  name: string;
  creditCode: string;
  regionCode: string;
  regionName: string;
  regionPath: string;
  parkCode: string | null;
  parkName: string | null;
  industryCode: string;
  industryName: string;
  simulated: boolean;
}

export interface FilingRow extends SubjectRow {
  id: string;
  year: number;
  pack: string;
  state: string;
  version: number;
  content: unknown;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  enteredAt: string | null;
  dueDay: string | null;
  dueRole: string | null;
  /** Content as an amendment would have it; null when none is pending. */
  proposal: unknown;
  /** Of the latest follow-up or self-evaluation; null when there is none. */
  progress: unknown;
}

/** By when the state should be left, and by whom. */
export interface Due {
  readonly day: string;
  readonly role: string;
}

export interface EventRow {
  seq: number;
  key: string;
  act: string;
  from: string;
  to: string;
  at: string;
  byAccount: string | null;
  by: string;
  reason: string;
  remarks: unknown;
  progress: unknown;
  /** What was handed over with it. */
  content: unknown;
}

const subjectColumns = sql`s.id::text as "subjectId", s.name, s.code as "creditCode", s.region_code as "regionCode", r.name as "regionName",
  s.region_path as "regionPath", s.park_code as "parkCode", p.name as "parkName", s.industry_code as "industryCode",
  coalesce(i.name, '') as "industryName", s.simulated`;
const subjectJoins = sql`join region r on r.code = s.region_code left join park p on p.code = s.park_code
  left join industry i on i.code = s.industry_code`;
const columns = sql`f.id::text as id, f.year, f.pack, f.state, f.version, f.content, f.created_at as "createdAt", f.created_by as "createdBy",
  f.updated_at as "updatedAt", f.entered_at as "enteredAt", f.due_day as "dueDay", f.due_role as "dueRole", f.proposal, (select e.progress from filing_event e where e.subject_id = f.subject_id and e.filing_id = f.id
    and e.progress is not null order by e.seq desc limit 1) as progress, ${subjectColumns}`;
const from = sql`filing f join subject s on s.id = f.subject_id ${subjectJoins}`;

/** Holds the filing for this transaction: whoever acts on it next waits. */
export async function lock(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from filing where id = ${id}::uuid for update`.execute(tx);
}

export const byId = async (tx: Tx, id: string): Promise<FilingRow | undefined> =>
  (await sql<FilingRow>`select ${columns} from ${from} where f.id = ${id}::uuid`.execute(tx)).rows[0];

export const liveOf = async (
  tx: Tx,
  subjectId: string,
  pack: string,
  year: number,
): Promise<string | undefined> =>
  (
    await sql<{ id: string }>`select id::text as id from filing
      where subject_id = ${subjectId}::uuid and pack = ${pack} and year = ${year} and live`.execute(tx)
  ).rows[0]?.id;

export async function create(
  tx: Tx,
  f: {
    id: string;
    subjectId: string;
    year: number;
    pack: string;
    state: string;
    content: unknown;
    by: string;
    due: Due | null;
  },
  now: string,
): Promise<void> {
  await sql`insert into filing (subject_id, id, year, pack, state, live, content, created_at, created_by, updated_at, entered_at, due_day, due_role)
    values (${f.subjectId}::uuid, ${f.id}::uuid, ${f.year}, ${f.pack}, ${f.state}, true, ${JSON.stringify(f.content)}::jsonb, ${now}::timestamptz,
      ${f.by}, ${now}::timestamptz, ${now}::timestamptz, ${f.due?.day ?? null}::date, ${f.due?.role ?? null})`.execute(
    tx,
  );
}

/** False when somebody else was first. */
export async function saveContent(
  tx: Tx,
  id: string,
  version: number,
  content: unknown,
  now: string,
): Promise<boolean> {
  const r =
    await sql`update filing set content = ${JSON.stringify(content)}::jsonb, version = version + 1, updated_at = ${now}::timestamptz
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export async function move(
  tx: Tx,
  id: string,
  version: number,
  to: {
    state: string;
    live: boolean;
    /** Given when the state changes. */
    entered?: { due: Due | null };
    /** Given when the content does. */
    content?: unknown;
    proposal?: unknown;
  },
  now: string,
): Promise<boolean> {
  const json = (v: unknown): string | null => (v === undefined || v === null ? null : JSON.stringify(v));
  const due = to.entered?.due;
  const entered = to.entered
    ? sql`, entered_at = ${now}::timestamptz, due_day = ${due?.day ?? null}::date, due_role = ${due?.role ?? null}`
    : sql``;
  const r =
    await sql`update filing set state = ${to.state}, live = ${to.live}, version = version + 1, updated_at = ${now}::timestamptz,
      content = coalesce(${json(to.content)}::jsonb, content), proposal = ${json(to.proposal)}::jsonb ${entered}
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export async function addEvent(
  tx: Tx,
  e: {
    subjectId: string;
    filingId: string;
    seq: number;
    key: string;
    act: string;
    from: string;
    to: string;
    at: string;
    byAccount: string | null;
    byName: string;
    byRole: string;
    reason: string;
    remarks: unknown;
    content: unknown;
    progress: unknown;
    ruleHash: string;
  },
): Promise<void> {
  const json = (v: unknown): string | null => (v === null ? null : JSON.stringify(v));
  await sql`insert into filing_event (subject_id, filing_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, reason, remarks,
      content, progress, rule_hash)
    values (${e.subjectId}::uuid, ${e.filingId}::uuid, ${e.seq}, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz,
      ${e.byAccount}::uuid, ${e.byName}, ${e.byRole}, ${e.reason}, ${JSON.stringify(e.remarks)}::jsonb, ${json(e.content)}::jsonb,
      ${json(e.progress)}::jsonb, ${e.ruleHash})`.execute(tx);
}

export const events = async (tx: Tx, subjectId: string, filingId: string): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select seq, key::text as key, act, from_state as "from", to_state as "to", at, by_account::text as "byAccount", by_name as by,
        reason, remarks, progress, content
      from filing_event where subject_id = ${subjectId}::uuid and filing_id = ${filingId}::uuid order by seq`.execute(
      tx,
    )
  ).rows;

/** How often a filing was urged since it entered its present state, by filing; those never urged are not in it. */
export async function urgedCounts(
  tx: Tx,
  ids: readonly string[],
  acts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const r = await sql<{ id: string; n: number }>`select e.filing_id::text as id, count(*)::int as n
    from filing_event e join filing f on f.subject_id = e.subject_id and f.id = e.filing_id
    where e.filing_id = any(${ids as string[]}::uuid[]) and e.act = any(${acts as string[]}::text[])
      and e.from_state = f.state and (f.entered_at is null or e.at >= f.entered_at) group by e.filing_id`.execute(
    tx,
  );
  return new Map(r.rows.map((x) => [x.id, x.n]));
}

/** Whether the county (or 宁东) of a place has an account that could act; cities ask this before they stand in. */
export const countyStaffed = async (tx: Tx, path: string): Promise<boolean> =>
  (await sql<{ yes: boolean }>`select duibiao_county_staffed(${path}) as yes`.execute(tx)).rows[0]?.yes ??
  false;

/** Level of the place at a path: `county`, `unit`, `city`, `province`. */
export const placeLevel = async (tx: Tx, path: string): Promise<string | undefined> =>
  (await sql<{ level: string }>`select level from region where path = ${path}`.execute(tx)).rows[0]?.level;

export interface FilingFilter {
  q?: string | undefined;
  year?: number | undefined;
  state?: readonly string[] | undefined;
  region?: string | undefined;
  park?: string | undefined;
  due?: 'late' | 'soon' | undefined;
  sort: 'name' | '-name' | 'year' | '-year' | 'updatedAt' | '-updatedAt';
}

const order = {
  name: sql`s.name_key, f.year desc, f.id`,
  '-name': sql`s.name_key desc, f.year desc, f.id`,
  year: sql`f.year, s.name_key, f.id`,
  '-year': sql`f.year desc, s.name_key, f.id`,
  updatedAt: sql`f.updated_at, f.id`,
  '-updatedAt': sql`f.updated_at desc, f.id desc`,
};

const likePart = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;

/** `today` is what deadlines are held against; `soon` ends three days later. */
export async function list(
  tx: Tx,
  f: FilingFilter,
  days: { today: string; soon: string },
  limit: number,
  offset: number,
): Promise<{ total: number; items: FilingRow[] }> {
  const q = f.q?.trim() ? likePart(f.q.trim().toLowerCase()) : null;
  const states = f.state && f.state.length > 0 ? (f.state as string[]) : null;
  const where = sql`(${q}::text is null or lower(s.name) like ${q} or s.name_key like ${q} or lower(s.code) like ${q}
      or lower(f.content->'leader'->>'name') like ${q})
    and (${f.year ?? null}::int is null or f.year = ${f.year ?? null})
    and (${states}::text[] is null or f.state = any(${states}::text[]))
    and (${f.region ?? null}::text is null or s.region_path in (
      select x.path from region x, region top where top.code = ${f.region ?? null} and (x.path = top.path or starts_with(x.path, top.path || '/'))))
    and (${f.park ?? null}::text is null or s.park_code = ${f.park ?? null})
    and (${f.due ?? null}::text is null
      or (${f.due ?? null} = 'late' and f.due_day < ${days.today}::date)
      or (${f.due ?? null} = 'soon' and f.due_day between ${days.today}::date and ${days.soon}::date))`;
  const total = await sql<{
    n: number;
  }>`select count(*)::int as n from filing f join subject s on s.id = f.subject_id where ${where}`.execute(
    tx,
  );
  const r =
    await sql<FilingRow>`select ${columns} from ${from} where ${where} order by ${order[f.sort]} limit ${limit} offset ${offset}`.execute(
      tx,
    );
  return { total: total.rows[0]?.n ?? 0, items: r.rows };
}

/** Filings of a year by enterprises that are above scale in it, those that count for nothing left out. */
export const ofYear = async (tx: Tx, pack: string, year: number): Promise<FilingRow[]> =>
  (
    await sql<FilingRow>`select ${columns} from ${from} join above_scale a on a.subject_id = f.subject_id and a.year = f.year
      where f.pack = ${pack} and f.year = ${year} and f.live`.execute(tx)
  ).rows;

export interface PlaceCount {
  code: string;
  name: string;
  aboveScale: number;
  simulated: boolean;
}

/** Enterprises above scale in a year by park or by county, within the reader's scope. */
export async function aboveScaleBy(tx: Tx, year: number, by: 'park' | 'county'): Promise<PlaceCount[]> {
  const place = by === 'park' ? sql`park p on p.code = s.park_code` : sql`region p on p.code = s.region_code`;
  return (
    await sql<PlaceCount>`select p.code, p.name, count(*)::int as "aboveScale", bool_or(s.simulated) as simulated
      from above_scale a join subject s on s.id = a.subject_id join ${place}
      where a.year = ${year} group by p.code, p.name order by p.code`.execute(tx)
  ).rows;
}

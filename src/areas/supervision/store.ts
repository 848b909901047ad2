/** Rows of the ledger, its months, meetings and desks. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface OwnerRow {
  id: string;
  kind: 'agency' | 'region';
  code: string;
  name: string;
}

export const ownerColumns = sql`json_build_object('id', s.id, 'kind', s.kind, 'code', s.code, 'name', s.name) as owner`;

export const owner = async (tx: Tx, id: string): Promise<OwnerRow | undefined> =>
  (
    await sql<OwnerRow>`select id::text as id, kind, code, name from subject where id = ${id}::uuid and kind in ('agency','region')`.execute(
      tx,
    )
  ).rows[0];

/** Bodies that have a task or an order under the pack, places after agencies. */
export const owners = async (tx: Tx, pack: string): Promise<OwnerRow[]> =>
  (
    await sql<OwnerRow>`select s.id::text as id, s.kind, s.code, s.name from subject s
      where s.id in (select subject_id from supervision_entry where pack = ${pack} union select subject_id from supervision_case where pack = ${pack})
      order by s.kind, s.code`.execute(tx)
  ).rows;

export const places = async (tx: Tx): Promise<{ code: string; level: string }[]> =>
  (
    await sql<{
      code: string;
      level: string;
    }>`select code, level from region where level <> 'province' order by path`.execute(tx)
  ).rows;

/** Owners the account acts for: places it is the body of, and the bodies it was given. */
export const ownersOf = async (
  tx: Tx,
  account: string | null,
  paths: readonly string[],
): Promise<OwnerRow[]> =>
  (
    await sql<OwnerRow>`select id::text as id, kind, code, name from subject
      where (kind = 'region' and region_path = any(${paths as string[]}))
        or id in (select subject_id from supervision_desk where account_id = ${account}::uuid)
      order by kind, code`.execute(tx)
  ).rows;

export interface DeskRow {
  subjectId: string;
  id: string;
  name: string;
  body: string;
}
export const desks = async (tx: Tx): Promise<DeskRow[]> =>
  (
    await sql<DeskRow>`select d.subject_id::text as "subjectId", a.id::text as id, a.name, coalesce(a.body, '') as body
      from supervision_desk d join account a on a.id = d.account_id order by a.name`.execute(tx)
  ).rows;
/** Accounts that may act for a body of the region. */
export const deskAccounts = async (tx: Tx): Promise<Omit<DeskRow, 'subjectId'>[]> =>
  (
    await sql<Omit<DeskRow, 'subjectId'>>`select id::text as id, name, coalesce(body, '') as body from account
      where role in ('department','finance','office') and disabled_at is null order by name limit 500`.execute(
      tx,
    )
  ).rows;
export async function setDesk(
  tx: Tx,
  subjectId: string,
  accounts: readonly string[],
  by: string,
  now: string,
): Promise<void> {
  await sql`delete from supervision_desk where subject_id = ${subjectId}::uuid and account_id <> all(${accounts as string[]}::uuid[])`.execute(
    tx,
  );
  await sql`insert into supervision_desk (subject_id, account_id, at, by_name)
    select ${subjectId}::uuid, id, ${now}::timestamptz, ${by} from account where id = any(${accounts as string[]}::uuid[])
    on conflict do nothing`.execute(tx);
}

// ── the ledger
export interface EntryRow {
  id: string;
  owner: OwnerRow;
  pack: string;
  year: number;
  task: string;
  kind: 'provision' | 'clause';
  clause: string;
  title: string;
  role: 'lead' | 'cooperate';
  indicator: string | null;
  comparator: string | null;
  target: string | null;
  unit: string;
  fromMonth: number;
  planHash: string;
  simulated: boolean;
  retired: boolean;
  chased: number;
}
const entryColumns = sql`e.id::text as id, ${ownerColumns}, e.pack, e.year, e.task, e.kind, e.clause, e.title, e.role, e.indicator, e.comparator,
  trim_scale(e.target)::text as target, e.unit, e.from_month as "fromMonth", e.plan_hash as "planHash", e.simulated, e.retired_at is not null as retired,
  (select count(*)::int from supervision_chase c where c.subject_id = e.subject_id and c.entry_id = e.id) as chased`;
const entryFrom = sql`supervision_entry e join subject s on s.id = e.subject_id`;

export const entries = async (tx: Tx, pack: string, year: number): Promise<EntryRow[]> =>
  (
    await sql<EntryRow>`select ${entryColumns} from ${entryFrom} where e.pack = ${pack} and e.year = ${year} and e.retired_at is null
      order by e.task, s.kind, s.code`.execute(tx)
  ).rows;

export const entry = async (tx: Tx, id: string): Promise<EntryRow | undefined> =>
  (await sql<EntryRow>`select ${entryColumns} from ${entryFrom} where e.id = ${id}::uuid`.execute(tx))
    .rows[0];

/** One after the other for a year of a plan. */
export async function lockLedger(tx: Tx, pack: string, year: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`supervision_ledger ${pack} ${year}`}, 0))`.execute(
    tx,
  );
}
export async function lockEntry(tx: Tx, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`supervision_entry ${id}`}, 0))`.execute(tx);
}

export interface NewEntry {
  id: string;
  subjectId: string;
  task: string;
  kind: string;
  clause: string;
  title: string;
  role: string;
  indicator: string | null;
  comparator: string | null;
  target: string | null;
  unit: string;
}
/** Adds what is not there; gives the ids of what was added. */
export async function addEntries(
  tx: Tx,
  rows: readonly NewEntry[],
  e: { pack: string; year: number; fromMonth: number; planHash: string; by: string; simulated: boolean },
  now: string,
): Promise<string[]> {
  const r = await sql<{
    id: string;
  }>`insert into supervision_entry (subject_id, id, pack, year, task, kind, clause, title, role, indicator, comparator,
      target, unit, from_month, plan_hash, simulated, created_at, created_by)
    select t."subjectId", t.id, ${e.pack}, ${e.year}, t.task, t.kind, t.clause, t.title, t.role, t.indicator, t.comparator, t.target, t.unit,
      ${e.fromMonth}, ${e.planHash}, ${e.simulated}, ${now}::timestamptz, ${e.by}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t("subjectId" uuid, id uuid, task text, kind text, clause text, title text, role text,
      indicator text, comparator text, target numeric, unit text)
    on conflict on constraint supervision_entry_once do nothing returning id::text as id`.execute(tx);
  return r.rows.map((x) => x.id);
}
/** What the plan no longer asks leaves the ledger; what it asks again comes back. Gives how many left. */
export async function retireOthers(
  tx: Tx,
  pack: string,
  year: number,
  keep: readonly { task: string; subjectId: string }[],
  now: string,
): Promise<number> {
  const wanted = sql`(select t.task, t."subjectId" from jsonb_to_recordset(${JSON.stringify(keep)}::jsonb) as t(task text, "subjectId" uuid))`;
  await sql`update supervision_entry set retired_at = null where pack = ${pack} and year = ${year} and retired_at is not null
    and (task, subject_id) in ${wanted}`.execute(tx);
  const r =
    await sql`update supervision_entry set retired_at = ${now}::timestamptz where pack = ${pack} and year = ${year} and retired_at is null
    and (task, subject_id) not in ${wanted}`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}
export async function addLedger(
  tx: Tx,
  l: {
    id: string;
    pack: string;
    year: number;
    planHash: string;
    added: number;
    kept: number;
    retired: number;
    by: string;
  },
  now: string,
): Promise<void> {
  await sql`insert into supervision_ledger (id, pack, year, plan_hash, added, kept, retired, at, by_name)
    values (${l.id}::uuid, ${l.pack}, ${l.year}, ${l.planHash}, ${l.added}, ${l.kept}, ${l.retired}, ${now}::timestamptz, ${l.by})`.execute(
    tx,
  );
}
export const ledgerYears = async (tx: Tx, pack: string): Promise<number[]> =>
  (
    await sql<{
      year: number;
    }>`select distinct year from supervision_ledger where pack = ${pack} order by year`.execute(tx)
  ).rows.map((r) => r.year);
/** The last month of a year that anybody reported; 0 when nobody did. */
export const lastReported = async (tx: Tx, pack: string, year: number): Promise<number> =>
  (
    await sql<{ n: number | null }>`select max(r.month) as n from supervision_report r
      join supervision_entry e on e.subject_id = r.subject_id and e.id = r.entry_id where e.pack = ${pack} and e.year = ${year}`.execute(
      tx,
    )
  ).rows[0]?.n ?? 0;

export interface ReportRow {
  entryId: string;
  month: number;
  revision: number;
  key: string;
  value: string | null;
  percent: string;
  progress: string;
  problem: string;
  asked: string;
  next: string;
  reason: string;
  at: string;
  by: string;
}
const reportColumns = sql`r.entry_id::text as "entryId", r.month, r.revision, r.key::text as key, trim_scale(r.value)::text as value,
  trim_scale(r.percent)::text as percent, r.progress, r.problem, r.asked, r.next, r.reason, r.at, r.by_name as by`;
/** The last revision of every month of every entry of a year, oldest month first. */
export const latestReports = async (tx: Tx, pack: string, year: number): Promise<ReportRow[]> =>
  (
    await sql<ReportRow>`select distinct on (r.entry_id, r.month) ${reportColumns} from supervision_report r
      join supervision_entry e on e.subject_id = r.subject_id and e.id = r.entry_id
      where e.pack = ${pack} and e.year = ${year} order by r.entry_id, r.month, r.revision desc`.execute(tx)
  ).rows;
export const reportsOf = async (tx: Tx, entryId: string): Promise<ReportRow[]> =>
  (
    await sql<ReportRow>`select ${reportColumns} from supervision_report r where r.entry_id = ${entryId}::uuid
      order by r.month desc, r.revision desc`.execute(tx)
  ).rows;
export async function addReports(
  tx: Tx,
  rows: readonly (Omit<ReportRow, 'at' | 'by'> & { subjectId: string; at: string })[],
  who: { account: string | null; by: string },
): Promise<void> {
  await sql`insert into supervision_report (subject_id, entry_id, month, revision, key, value, percent, progress, problem, asked, next, reason, at,
      by_account, by_name)
    select t."subjectId", t."entryId", t.month, t.revision, t.key, t.value, t.percent, t.progress, t.problem, t.asked, t.next, t.reason, t.at,
      ${who.account}::uuid, ${who.by}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t("subjectId" uuid, "entryId" uuid, month int, revision int, key uuid, value numeric,
      percent numeric, progress text, problem text, asked text, next text, reason text, at timestamptz)`.execute(
    tx,
  );
}

export const chasesOf = async (
  tx: Tx,
  entryId: string,
): Promise<{ month: number; at: string; by: string }[]> =>
  (
    await sql<{
      month: number;
      at: string;
      by: string;
    }>`select month, at, by_name as by from supervision_chase
      where entry_id = ${entryId}::uuid order by at desc`.execute(tx)
  ).rows;
/** Chases every entry without a report of the month that was asked for it then; the same key again chases nobody twice. */
export async function chase(
  tx: Tx,
  c: { pack: string; year: number; month: number; owner: string | null; key: string; by: string },
  now: string,
): Promise<number> {
  const r = await sql`insert into supervision_chase (subject_id, entry_id, key, month, at, by_name)
    select e.subject_id, e.id, ${c.key}::uuid, ${c.month}, ${now}::timestamptz, ${c.by} from supervision_entry e
    where e.pack = ${c.pack} and e.year = ${c.year} and e.retired_at is null and e.from_month <= ${c.month}
      and (${c.owner}::uuid is null or e.subject_id = ${c.owner}::uuid)
      and not exists (select from supervision_report r where r.subject_id = e.subject_id and r.entry_id = e.id
        and (r.month = ${c.month} or r.percent >= 100 and r.month < ${c.month}))
    on conflict do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}

// ── meetings
export interface MeetingRow {
  id: string;
  pack: string;
  title: string;
  heldOn: string;
  chair: string;
  attendees: string;
  note: string;
  createdBy: string;
}
const meetingColumns = sql`m.id::text as id, m.pack, m.title, m.held_on as "heldOn", m.chair, m.attendees, m.note, m.created_by as "createdBy"`;
export async function meetings(
  tx: Tx,
  pack: string,
  size: number,
  offset: number,
): Promise<{ total: number; items: MeetingRow[] }> {
  const items = (
    await sql<MeetingRow>`select ${meetingColumns} from supervision_meeting m where m.pack = ${pack}
      order by m.held_on desc, m.id limit ${size} offset ${offset}`.execute(tx)
  ).rows;
  const n = await sql<{
    n: bigint;
  }>`select count(*) as n from supervision_meeting where pack = ${pack}`.execute(tx);
  return { total: Number(n.rows[0]?.n ?? 0), items };
}
export const meeting = async (tx: Tx, id: string): Promise<MeetingRow | undefined> =>
  (
    await sql<MeetingRow>`select ${meetingColumns} from supervision_meeting m where m.id = ${id}::uuid`.execute(
      tx,
    )
  ).rows[0];

export interface ResolutionRow {
  meetingId: string;
  seq: number;
  text: string;
  owner: OwnerRow;
  deadline: string | null;
  caseId: string | null;
  caseState: string | null;
}
export const resolutions = async (tx: Tx, ids: readonly string[]): Promise<ResolutionRow[]> =>
  (
    await sql<ResolutionRow>`select x.meeting_id::text as "meetingId", x.seq, x.text, ${ownerColumns}, x.deadline, c.id::text as "caseId",
        c.state as "caseState"
      from supervision_resolution x join subject s on s.id = x.subject_id
      left join supervision_case c on c.source = 'meeting' and c.source_ref = x.meeting_id::text || '#' || x.seq
      where x.meeting_id = any(${ids as string[]}::uuid[]) order by x.meeting_id, x.seq`.execute(tx)
  ).rows;

/** False when the id is taken. */
export async function addMeeting(
  tx: Tx,
  m: Omit<MeetingRow, 'createdBy'> & {
    by: string;
    resolutions: readonly { text: string; owner: string; deadline: string | null }[];
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into supervision_meeting (id, pack, title, held_on, chair, attendees, note, created_at, created_by)
    values (${m.id}::uuid, ${m.pack}, ${m.title}, ${m.heldOn}::date, ${m.chair}, ${m.attendees}, ${m.note}, ${now}::timestamptz, ${m.by})
    on conflict (id) do nothing`.execute(tx);
  if (Number(r.numAffectedRows ?? 0n) === 0) return false;
  await sql`insert into supervision_resolution (meeting_id, seq, text, subject_id, deadline)
    select ${m.id}::uuid, t.seq, t.text, t.owner, t.deadline
    from jsonb_to_recordset(${JSON.stringify(m.resolutions.map((x, n) => ({ ...x, seq: n + 1 })))}::jsonb)
      as t(seq int, text text, owner uuid, deadline date)`.execute(tx);
  return true;
}

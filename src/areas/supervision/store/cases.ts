/** Rows of supervision orders (督办单). */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { UploadRow } from '#platform/files';
import { ownerColumns, type OwnerRow } from '../store.ts';

export interface CaseRow {
  id: string;
  owner: OwnerRow;
  pack: string;
  year: number;
  title: string;
  requirement: string;
  source: 'plan' | 'ledger' | 'meeting' | 'instruction' | 'other';
  sourceRef: string;
  sourceText: string;
  cooperating: string;
  deadline: string | null;
  state: string;
  version: number;
  dueDay: string | null;
  dueWho: string;
  urged: number;
  simulated: boolean;
  enteredAt: string;
  closedAt: string | null;
  updatedAt: string;
  regionPath: string;
}
const columns = sql`c.id::text as id, ${ownerColumns}, c.pack, c.year, c.title, c.requirement, c.source, c.source_ref as "sourceRef",
  c.source_text as "sourceText", c.cooperating, c.deadline, c.state, c.version, c.due_day as "dueDay", c.due_who as "dueWho", c.urged, c.simulated,
  c.entered_at as "enteredAt", c.closed_at as "closedAt", c.updated_at as "updatedAt", s.region_path as "regionPath"`;
const from = sql`supervision_case c join subject s on s.id = c.subject_id`;

export async function lockCase(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from supervision_case where id = ${id}::uuid for update`.execute(tx);
}
export const caseById = async (tx: Tx, id: string): Promise<CaseRow | undefined> =>
  (await sql<CaseRow>`select ${columns} from ${from} where c.id = ${id}::uuid`.execute(tx)).rows[0];
export const caseOfSource = async (tx: Tx, source: string, ref: string): Promise<CaseRow[]> =>
  (
    await sql<CaseRow>`select ${columns} from ${from} where c.source = ${source} and c.source_ref = ${ref} order by c.created_at`.execute(
      tx,
    )
  ).rows;
/** All of a plan: they are told apart by colour, which follows from the day; a region has hundreds in a year. */
export const cases = async (tx: Tx, pack: string): Promise<CaseRow[]> =>
  (await sql<CaseRow>`select ${columns} from ${from} where c.pack = ${pack} order by c.id`.execute(tx)).rows;

/** False when the id, or the resolution it stands for, is taken. */
export async function addCase(
  tx: Tx,
  c: {
    id: string;
    subjectId: string;
    pack: string;
    year: number;
    title: string;
    requirement: string;
    source: string;
    sourceRef: string;
    sourceText: string;
    cooperating: string;
    deadline: string | null;
    state: string;
    simulated: boolean;
    by: string;
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into supervision_case (subject_id, id, pack, year, title, requirement, source, source_ref, source_text, cooperating, deadline,
      state, simulated, entered_at, created_at, created_by, updated_at)
    values (${c.subjectId}::uuid, ${c.id}::uuid, ${c.pack}, ${c.year}, ${c.title}, ${c.requirement}, ${c.source}, ${c.sourceRef}, ${c.sourceText},
      ${c.cooperating}, ${c.deadline}::date, ${c.state}, ${c.simulated}, ${now}::timestamptz, ${now}::timestamptz, ${c.by}, ${now}::timestamptz)
    on conflict do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}
/** False when somebody was there first. */
export async function saveCase(
  tx: Tx,
  id: string,
  version: number,
  c: { title: string; requirement: string; sourceText: string; cooperating: string; deadline: string | null },
  now: string,
): Promise<boolean> {
  const r =
    await sql`update supervision_case set title = ${c.title}, requirement = ${c.requirement}, source_text = ${c.sourceText},
      cooperating = ${c.cooperating}, deadline = ${c.deadline}::date, version = version + 1, updated_at = ${now}::timestamptz
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}
export async function moveCase(
  tx: Tx,
  id: string,
  version: number,
  m: {
    state: string;
    deadline: string | null;
    dueDay: string | null;
    dueWho: string;
    urged: number;
    entered: boolean;
    closed: boolean;
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`update supervision_case set state = ${m.state}, deadline = ${m.deadline}::date, due_day = ${m.dueDay}::date, due_who = ${m.dueWho},
      urged = ${m.urged}, entered_at = case when ${m.entered} then ${now}::timestamptz else entered_at end,
      closed_at = case when ${m.closed} then ${now}::timestamptz else null end, version = version + 1, updated_at = ${now}::timestamptz
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
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
  body: string;
  reason: string;
  day: string | null;
}
export const events = async (tx: Tx, caseId: string): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select seq, key::text as key, act, from_state as "from", to_state as "to", at, by_account::text as "byAccount", by_name as by,
        by_body as body, reason, day
      from supervision_event where case_id = ${caseId}::uuid order by seq`.execute(tx)
  ).rows;
/** Acts on many orders with who did them: what the machine must know of each. */
export const doneOf = async (
  tx: Tx,
  caseIds: readonly string[],
): Promise<{ caseId: string; act: string; by: string }[]> =>
  (
    await sql<{
      caseId: string;
      act: string;
      by: string;
    }>`select case_id::text as "caseId", act, by_account::text as by from supervision_event
      where case_id = any(${caseIds as string[]}::uuid[]) and by_account is not null order by seq`.execute(tx)
  ).rows;
export async function addEvent(
  tx: Tx,
  e: Omit<EventRow, 'by' | 'body'> & {
    subjectId: string;
    caseId: string;
    byName: string;
    byRole: string;
    byBody: string;
    ruleHash: string;
  },
): Promise<void> {
  await sql`insert into supervision_event (subject_id, case_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, by_body, reason, day,
      rule_hash)
    values (${e.subjectId}::uuid, ${e.caseId}::uuid, ${e.seq}, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz,
      ${e.byAccount}::uuid, ${e.byName}, ${e.byRole}, ${e.byBody}, ${e.reason}, ${e.day}::date, ${e.ruleHash})`.execute(
    tx,
  );
}

export const files = async (tx: Tx, caseId: string): Promise<UploadRow[]> =>
  (
    await sql<UploadRow>`select u.id::text as id, u.subject_id::text as "subjectId", u.sha256, u.name, u.type, u.size, u.created_at as at, u.by_name as by
      from supervision_file f join upload u on u.subject_id = f.subject_id and u.id = f.upload_id
      where f.case_id = ${caseId}::uuid order by u.created_at, u.id`.execute(tx)
  ).rows;
export async function addFile(
  tx: Tx,
  f: { subjectId: string; caseId: string; uploadId: string; state: string },
): Promise<void> {
  await sql`insert into supervision_file (subject_id, case_id, upload_id, state)
    values (${f.subjectId}::uuid, ${f.caseId}::uuid, ${f.uploadId}::uuid, ${f.state})`.execute(tx);
}

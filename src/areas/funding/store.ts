import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db';
import type { askedDocumentSchema } from './contract-review.ts';

export interface NoticeRow {
  id: string;
  pack: string;
  scheme: string;
  year: number;
  route: string;
  title: string;
  text: string;
  opens: string;
  closes: string;
  budgetId: string | null;
  documents: z.output<typeof askedDocumentSchema>[];
  withdrawn: boolean;
  /** A batch of releases: nobody applies under it. */
  unasked: boolean;
}
const noticeColumns = sql`n.id::text as id, n.pack, n.scheme, n.year, n.route, n.title, n.text, n.opens, n.closes, n.budget_id::text as "budgetId",
  n.documents, n.withdrawn_at is not null as withdrawn, n.unasked`;

export const notices = async (tx: Tx, pack: string): Promise<NoticeRow[]> =>
  (
    await sql<NoticeRow>`select ${noticeColumns} from fund_notice n where n.pack = ${pack} order by n.opens desc, n.id desc limit 500`.execute(
      tx,
    )
  ).rows;

export const noticeById = async (tx: Tx, id: string): Promise<NoticeRow | undefined> =>
  (await sql<NoticeRow>`select ${noticeColumns} from fund_notice n where n.id = ${id}::uuid`.execute(tx))
    .rows[0];

/** Holds the notice for this transaction: draws for its applications come one after the other. */
export async function lockNotice(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from fund_notice where id = ${id}::uuid for update`.execute(tx);
}

/** False when the id is taken. */
export async function insertNotice(
  tx: Tx,
  n: Omit<NoticeRow, 'withdrawn' | 'unasked'>,
  by: string,
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into fund_notice (id, pack, scheme, year, route, title, text, opens, closes, budget_id, documents, created_at, created_by)
    values (${n.id}::uuid, ${n.pack}, ${n.scheme}, ${n.year}, ${n.route}, ${n.title}, ${n.text}, ${n.opens}::date, ${n.closes}::date,
      ${n.budgetId}::uuid, ${JSON.stringify(n.documents)}::jsonb, ${now}::timestamptz, ${by}) on conflict (id) do nothing`.execute(
      tx,
    );
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export async function withdrawNotice(tx: Tx, id: string, by: string, now: string): Promise<void> {
  await sql`update fund_notice set withdrawn_at = ${now}::timestamptz, withdrawn_by = ${by}
    where id = ${id}::uuid and withdrawn_at is null`.execute(tx);
}

export interface ApplicationRow {
  id: string;
  noticeId: string;
  /** Id of the review it goes by. */
  route: string;
  pack: string;
  scheme: string;
  year: number;
  project: string;
  state: string;
  live: boolean;
  version: number;
  content: unknown;
  claimed: bigint | null;
  approved: bigint | null;
  /** Decided to be paid back. */
  recovery: bigint | null;
  noticeFrom: string | null;
  noticeTo: string | null;
  dueDay: string | null;
  dueRole: string | null;
  createdAt: string;
  updatedAt: string;
  subjectId: string;
  name: string;
  creditCode: string;
  regionName: string;
  regionCode: string;
  regionPath: string;
  industryCode: string;
  simulated: boolean;
}
export const applicationColumns = sql`a.id::text as id, a.notice_id::text as "noticeId",
  (select n.route from fund_notice n where n.id = a.notice_id) as route, a.pack, a.scheme, a.year, a.project, a.state, a.live, a.version, a.content,
  a.claimed_fen as claimed, a.approved_fen as approved, a.recovery_fen as recovery, a.notice_from as "noticeFrom", a.notice_to as "noticeTo", a.due_day as "dueDay",
  a.due_role as "dueRole", a.created_at as "createdAt", a.updated_at as "updatedAt", s.id::text as "subjectId", s.name, s.code as "creditCode",
  r.name as "regionName", s.region_code as "regionCode", s.region_path as "regionPath", s.industry_code as "industryCode", s.simulated`;
export const applicationTables = sql`fund_application a join subject s on s.id = a.subject_id join region r on r.code = s.region_code`;

/** Holds the application for this transaction: whoever acts on it next waits. */
export async function lock(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from fund_application where id = ${id}::uuid for update`.execute(tx);
}

export const byId = async (tx: Tx, id: string): Promise<ApplicationRow | undefined> =>
  (
    await sql<ApplicationRow>`select ${applicationColumns} from ${applicationTables} where a.id = ${id}::uuid`.execute(
      tx,
    )
  ).rows[0];

export const liveOf = async (
  tx: Tx,
  subjectId: string,
  pack: string,
): Promise<{ id: string; scheme: string; year: number; project: string }[]> =>
  (
    await sql<{
      id: string;
      scheme: string;
      year: number;
      project: string;
    }>`select id::text as id, scheme, year, project from fund_application where subject_id = ${subjectId}::uuid and pack = ${pack} and live`.execute(
      tx,
    )
  ).rows;

export interface ClaimRow {
  scheme: string;
  year: number;
  project: string;
  amount: bigint;
}
/** What an enterprise has claimed for a year and not yet been granted: handed in, alive, without a commitment. */
export const claimsOf = async (
  tx: Tx,
  subjectId: string,
  pack: string,
  year: number,
  but: string | null,
): Promise<ClaimRow[]> =>
  (
    await sql<ClaimRow>`select a.scheme, a.year, a.project, coalesce(a.approved_fen, a.claimed_fen) as amount from fund_application a
      where a.subject_id = ${subjectId}::uuid and a.pack = ${pack} and a.year = ${year} and a.live and a.claimed_fen is not null
        and a.id is distinct from ${but}::uuid
        and not exists (select 1 from fund_transaction t where t.application_id = a.id and t.kind = 'commitment')
      order by a.created_at, a.id`.execute(tx)
  ).rows;

export interface Due {
  readonly day: string;
  readonly role: string;
}

/** False when the id is taken. */
export async function create(
  tx: Tx,
  a: {
    id: string;
    subjectId: string;
    noticeId: string;
    pack: string;
    scheme: string;
    year: number;
    project: string;
    state: string;
    content: unknown;
    by: string;
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into fund_application (subject_id, id, notice_id, pack, scheme, year, project, state, live, content, entered_at, created_at,
      created_by, updated_at)
    values (${a.subjectId}::uuid, ${a.id}::uuid, ${a.noticeId}::uuid, ${a.pack}, ${a.scheme}, ${a.year}, ${a.project}, ${a.state}, true,
      ${JSON.stringify(a.content)}::jsonb, ${now}::timestamptz, ${now}::timestamptz, ${a.by}, ${now}::timestamptz)
    on conflict (id) do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
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
    await sql`update fund_application set content = ${JSON.stringify(content)}::jsonb, version = version + 1, updated_at = ${now}::timestamptz
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
    due: Due | null;
    claimed: bigint | null;
    approved: bigint | null;
    recovery: bigint | null;
    noticeFrom: string | null;
    noticeTo: string | null;
    /** False where the case stays in its state: its clock runs on. */
    enters: boolean;
  },
  now: string,
): Promise<boolean> {
  const fen = (x: bigint | null): string | null => (x === null ? null : String(x));
  const r =
    await sql`update fund_application set state = ${to.state}, live = ${to.live}, version = version + 1, updated_at = ${now}::timestamptz,
      entered_at = case when ${to.enters} then ${now}::timestamptz else entered_at end, due_day = ${to.due?.day ?? null}::date, due_role = ${to.due?.role ?? null},
      claimed_fen = ${fen(to.claimed)}::bigint, approved_fen = ${fen(to.approved)}::bigint, recovery_fen = ${fen(to.recovery)}::bigint,
      notice_from = ${to.noticeFrom}::date, notice_to = ${to.noticeTo}::date
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
  remarks: unknown;
  detail: Readonly<Record<string, unknown>>;
  files: { document: string; id: string; name: string; sha256: string }[];
  ruleHash: string;
}

export const events = async (tx: Tx, subjectId: string, id: string): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select seq, key::text as key, act, from_state as "from", to_state as "to", at, by_account::text as "byAccount", by_name as by,
        by_body as body, reason, remarks, detail, files, rule_hash as "ruleHash"
      from fund_event where subject_id = ${subjectId}::uuid and application_id = ${id}::uuid order by seq`.execute(
      tx,
    )
  ).rows;

export async function addEvent(
  tx: Tx,
  e: {
    subjectId: string;
    applicationId: string;
    seq: number;
    key: string;
    act: string;
    from: string;
    to: string;
    at: string;
    byAccount: string | null;
    byName: string;
    byRole: string;
    byBody: string;
    reason: string;
    remarks: unknown;
    content: unknown;
    detail: unknown;
    files: EventRow['files'];
    ruleHash: string;
  },
): Promise<void> {
  await sql`insert into fund_event (subject_id, application_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, by_body,
      reason, remarks, content, detail, files, rule_hash)
    values (${e.subjectId}::uuid, ${e.applicationId}::uuid, ${e.seq}, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz,
      ${e.byAccount}::uuid, ${e.byName}, ${e.byRole}, ${e.byBody}, ${e.reason}, ${JSON.stringify(e.remarks)}::jsonb,
      ${e.content === null ? null : JSON.stringify(e.content)}::jsonb, ${JSON.stringify(e.detail)}::jsonb, ${JSON.stringify(e.files)}::jsonb,
      ${e.ruleHash})`.execute(tx);
}

export interface CalculationRow {
  seq: number;
  purpose: 'submission' | 'approval';
  asOf: string;
  known: string;
  amount: bigint;
  /** Level of the title that the amount is for; empty without levels. */
  level: string;
  ruleVersion: string;
  ruleHash: string;
  input: unknown;
  result: unknown;
  at: string;
}

export const calculations = async (tx: Tx, subjectId: string, id: string): Promise<CalculationRow[]> =>
  (
    await sql<CalculationRow>`select seq, purpose, as_of as "asOf", known, amount_fen as amount, level, rule_version as "ruleVersion", rule_hash as "ruleHash",
        input, result, at
      from fund_calculation where subject_id = ${subjectId}::uuid and application_id = ${id}::uuid order by seq`.execute(
      tx,
    )
  ).rows;

export async function addCalculation(
  tx: Tx,
  c: Omit<CalculationRow, 'seq'> & { subjectId: string; applicationId: string; by: string },
): Promise<void> {
  await sql`insert into fund_calculation (subject_id, application_id, seq, purpose, as_of, known, amount_fen, level, rule_version, rule_hash, input, result,
      at, by_name)
    select ${c.subjectId}::uuid, ${c.applicationId}::uuid, coalesce(max(seq), 0) + 1, ${c.purpose}, ${c.asOf}::date, ${c.known}::timestamptz,
      ${String(c.amount)}::bigint, ${c.level}, ${c.ruleVersion}, ${c.ruleHash}, ${JSON.stringify(c.input)}::jsonb, ${JSON.stringify(c.result)}::jsonb,
      ${c.at}::timestamptz, ${c.by}
    from fund_calculation where subject_id = ${c.subjectId}::uuid and application_id = ${c.applicationId}::uuid`.execute(
    tx,
  );
}

/** Applications in one of some states, of one budget if named, with the enterprise's account: what is to be paid. */
export const toPay = async (
  tx: Tx,
  states: readonly { pack: string; route: string; state: string }[],
  budget: string | undefined,
): Promise<(ApplicationRow & { open: bigint; fund: string; reference: string | null })[]> =>
  (
    await sql<
      ApplicationRow & { open: bigint; fund: string; reference: string | null }
    >`select ${applicationColumns}, b.fund, x.open, x.reference from ${applicationTables}
      join fund_notice n on n.id = a.notice_id join fund_budget b on b.id = n.budget_id
      cross join lateral (select sum(case t.kind when 'commitment' then t.amount else -t.amount end)::bigint as open,
          max(t.reference) filter (where t.kind = 'commitment') as reference
        from fund_transaction t where t.application_id = a.id and t.kind in ('commitment','release','payment')) x
      where (a.pack, n.route, a.state) in (select x->>'pack', x->>'route', x->>'state' from jsonb_array_elements(${JSON.stringify(states)}::jsonb) x)
        and x.open > 0 and (${budget ?? null}::uuid is null or b.id = ${budget ?? null}::uuid)
      order by b.fund, a.scheme, s.name_key`.execute(tx)
  ).rows;

// ── publicity
/** Rows whose notice is running on a day; the service says which states are public. */
export const noticed = async (tx: Tx, today: string): Promise<ApplicationRow[]> =>
  (
    await sql<ApplicationRow>`select ${applicationColumns} from ${applicationTables}
      where a.notice_from is not null and a.notice_from <= ${today}::date and (a.notice_to is null or a.notice_to >= ${today}::date) and a.live
      order by a.notice_from desc, s.name_key`.execute(tx)
  ).rows;

export interface ObjectionRow {
  id: string;
  applicationId: string;
  name: string;
  text: string;
  at: string;
  answer: string | null;
}

export const objections = async (tx: Tx, applicationId: string): Promise<ObjectionRow[]> =>
  (
    await sql<ObjectionRow>`select id::text as id, application_id::text as "applicationId", name, text, at, answer from fund_objection
      where application_id = ${applicationId}::uuid order by at, id`.execute(tx)
  ).rows;

/** Nothing happens when the id is taken: the same press arrived twice. */
export async function addObjection(
  tx: Tx,
  o: { id: string; applicationId: string; name: string; contact: string; text: string },
  now: string,
): Promise<void> {
  await sql`insert into fund_objection (id, application_id, name, contact, text, at)
    values (${o.id}::uuid, ${o.applicationId}::uuid, ${o.name}, ${o.contact}, ${o.text}, ${now}::timestamptz) on conflict (id) do nothing`.execute(
    tx,
  );
}

/** False when there is none, or it was answered. */
export async function answerObjection(
  tx: Tx,
  id: string,
  text: string,
  by: string,
  now: string,
): Promise<boolean> {
  const r =
    await sql`update fund_objection set answer = ${text}, answered_at = ${now}::timestamptz, answered_by = ${by}
    where id = ${id}::uuid and answer is null`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

// ── places and facts of an enterprise
/** Level of the place at a path: `county`, `unit`, `city`, `province`. */
export const placeLevel = async (tx: Tx, path: string): Promise<string | undefined> =>
  (await sql<{ level: string }>`select level from region where path = ${path}`.execute(tx)).rows[0]?.level;

/** Whether anybody holds a role for a place at one of some levels of places. */
export const staffed = async (
  tx: Tx,
  path: string,
  role: string,
  places: readonly string[],
): Promise<boolean> =>
  (
    await sql<{
      yes: boolean;
    }>`select duibiao_staffed(${path}, ${role}, ${[...places]}::text[]) as yes`.execute(tx)
  ).rows[0]?.yes ?? false;

export interface EnterpriseRow {
  id: string;
  name: string;
}
export const enterprise = async (tx: Tx, id: string): Promise<EnterpriseRow | undefined> =>
  (
    await sql<EnterpriseRow>`select id::text as id, name from subject where id = ${id}::uuid and kind = 'enterprise'`.execute(
      tx,
    )
  ).rows[0];

/** The ways that notices go, one line for each pack. */
export const routes = async (tx: Tx): Promise<{ pack: string; route: string }[]> =>
  (await sql<{ pack: string; route: string }>`select distinct pack, route from fund_notice`.execute(tx)).rows;

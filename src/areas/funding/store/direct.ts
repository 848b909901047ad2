/** Rows of 免申即享: runs, claims with what changed, and the acts on them. The run writes as the house; row-level security keeps every reader to his own. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import type { Outcome } from '../direct-evaluate.ts';
import { inRegion, opt } from './queue.ts';

export interface RunRow {
  id: string;
  jobId: string;
  pack: string;
  asOf: string;
  known: string;
  ruleHash: string;
  choices: Record<string, string>;
  beganAt: string;
  finishedAt: string;
  byName: string;
  enterprises: number;
  questions: number;
  owed: number;
  added: number;
  raised: number;
  lowered: number;
  gone: number;
  altered: number;
  warnings: { scheme: string; fact: string }[];
}
const runColumns = sql`id::text as id, job_id::text as "jobId", pack, as_of as "asOf", known, rule_hash as "ruleHash", choices, began_at as "beganAt",
  finished_at as "finishedAt", by_name as "byName", enterprises, questions, owed, added, raised, lowered, gone, altered, warnings`;

export const runs = async (tx: Tx, pack: string, limit: number, offset: number): Promise<RunRow[]> =>
  (
    await sql<RunRow>`select ${runColumns} from direct_run where pack = ${pack} order by known desc limit ${limit} offset ${offset}`.execute(
      tx,
    )
  ).rows;
export const countRuns = async (tx: Tx, pack: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from direct_run where pack = ${pack}`.execute(tx))
    .rows[0]?.n ?? 0;
export const runOfJob = async (tx: Tx, jobId: string, pack: string): Promise<RunRow | undefined> =>
  (
    await sql<RunRow>`select ${runColumns} from direct_run where job_id = ${jobId}::uuid and pack = ${pack}`.execute(
      tx,
    )
  ).rows[0];

export async function insertRun(tx: Tx, r: RunRow): Promise<void> {
  await sql`insert into direct_run (id, job_id, pack, as_of, known, rule_hash, choices, began_at, finished_at, by_name, enterprises, questions, owed,
      added, raised, lowered, gone, altered, warnings)
    values (${r.id}::uuid, ${r.jobId}::uuid, ${r.pack}, ${r.asOf}::date, ${r.known}::timestamptz, ${r.ruleHash}, ${JSON.stringify(r.choices)}::jsonb,
      ${r.beganAt}::timestamptz, ${r.finishedAt}::timestamptz, ${r.byName}, ${r.enterprises}, ${r.questions}, ${r.owed}, ${r.added}, ${r.raised},
      ${r.lowered}, ${r.gone}, ${r.altered}, ${JSON.stringify(r.warnings)}::jsonb)`.execute(tx);
}

/** One run of a plan is stored at a time; the lock ends with the transaction. */
export async function lockRuns(tx: Tx, pack: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`direct ${pack}`}))`.execute(tx);
}
export const jobWaiting = async (tx: Tx, kind: string): Promise<string | undefined> =>
  (
    await sql<{
      id: string;
    }>`select id::text as id from job where kind = ${kind} and state in ('queued','running') order by created_at limit 1`.execute(
      tx,
    )
  ).rows[0]?.id;

/** What the run must know of a claim that is there: small, for there may be many. */
export interface Held {
  subjectId: string;
  id: string;
  scheme: string;
  year: number;
  outcome: Outcome;
  basis: string;
  amount: bigint;
  asOf: string;
  ruleVersion: string;
  inputHash: string;
  state: string | null;
  released: boolean;
}
export const held = async (tx: Tx, pack: string): Promise<Held[]> =>
  (
    await sql<Held>`select subject_id::text as "subjectId", id::text as id, scheme, year, outcome, basis, amount_fen as amount, as_of as "asOf",
        rule_version as "ruleVersion", input_hash as "inputHash", state, application_id is not null as released
      from direct_claim where pack = ${pack}`.execute(tx)
  ).rows;

/** Enterprises that have applied for a scheme themselves. */
export const applied = async (
  tx: Tx,
  pack: string,
): Promise<{ subjectId: string; scheme: string; year: number }[]> =>
  (
    await sql<{
      subjectId: string;
      scheme: string;
      year: number;
    }>`select distinct subject_id::text as "subjectId", scheme, year from fund_application
      where pack = ${pack} and live`.execute(tx)
  ).rows;

export interface ClaimWrite {
  subjectId: string;
  id: string;
  scheme: string;
  year: number;
  outcome: Outcome;
  basis: string;
  amount: string;
  asOf: string;
  ruleVersion: string;
  inputHash: string;
  input: unknown;
  result: unknown;
  missing: unknown;
  state: string | null;
}
const BATCH = 500;

/** New claims, and those that the run changes: what was confirmed is open again, what was released stays as it was released. */
export async function writeClaims(
  tx: Tx,
  r: { id: string; pack: string; known: string; ruleHash: string },
  rows: readonly ClaimWrite[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH)
    await sql`insert into direct_claim (subject_id, id, pack, scheme, year, outcome, basis, amount_fen, as_of, known, rule_version, rule_hash,
        input_hash, input, result, missing, state, first_run, last_run)
      select x."subjectId", x.id, ${r.pack}, x.scheme, x.year, x.outcome, x.basis, x.amount, x."asOf", ${r.known}::timestamptz, x."ruleVersion",
        ${r.ruleHash}, x."inputHash", x.input, x.result, x.missing, x.state, ${r.id}::uuid, ${r.id}::uuid
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + BATCH))}::jsonb) x("subjectId" uuid, id uuid, scheme text, year int, outcome text,
        basis text, amount bigint, "asOf" date, "ruleVersion" text, "inputHash" text, input jsonb, result jsonb, missing jsonb, state text)
      on conflict (subject_id, pack, scheme, year) do update set outcome = excluded.outcome, basis = excluded.basis, amount_fen = excluded.amount_fen,
        as_of = excluded.as_of, known = excluded.known, rule_version = excluded.rule_version, rule_hash = excluded.rule_hash,
        input_hash = excluded.input_hash, input = excluded.input, result = excluded.result, missing = excluded.missing, last_run = excluded.last_run,
        version = direct_claim.version + 1,
        state = case when direct_claim.application_id is null then excluded.state else direct_claim.state end,
        confirmed_at = case when direct_claim.application_id is null then null else direct_claim.confirmed_at end,
        confirmed_by = case when direct_claim.application_id is null then null else direct_claim.confirmed_by end,
        confirmed_name = case when direct_claim.application_id is null then null else direct_claim.confirmed_name end`.execute(
      tx,
    );
}

export const changeKinds = ['new', 'raised', 'lowered', 'gone', 'altered'] as const;
export type ChangeKind = (typeof changeKinds)[number];
export interface ChangeWrite {
  subjectId: string;
  claimId: string;
  kind: ChangeKind;
  before: string;
  after: string;
  why: unknown;
}
export async function writeChanges(tx: Tx, runId: string, rows: readonly ChangeWrite[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH)
    await sql`insert into direct_change (run_id, subject_id, claim_id, kind, before_fen, after_fen, why)
      select ${runId}::uuid, x."subjectId", x."claimId", x.kind, x.before, x.after, x.why
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + BATCH))}::jsonb)
        x("subjectId" uuid, "claimId" uuid, kind text, before bigint, after bigint, why jsonb)`.execute(tx);
}

// ── claims as people see and handle them
export interface ClaimRow {
  id: string;
  subjectId: string;
  name: string;
  creditCode: string;
  regionName: string;
  simulated: boolean;
  pack: string;
  scheme: string;
  year: number;
  outcome: Outcome;
  basis: 'authoritative' | 'reported';
  amount: bigint;
  asOf: string;
  known: string;
  ruleVersion: string;
  ruleHash: string;
  inputHash: string;
  missing: unknown;
  state: string | null;
  version: number;
  confirmedAt: string | null;
  confirmedBy: string | null;
  confirmedName: string | null;
  decidedAt: string | null;
  decidedName: string | null;
  decidedReason: string;
  applicationId: string | null;
  releasedFen: bigint | null;
  change: ChangeKind | null;
  before: bigint | null;
  why: unknown;
}
const columns = sql`c.id::text as id, c.subject_id::text as "subjectId", s.name, s.code as "creditCode", r.name as "regionName", s.simulated, c.pack,
  c.scheme, c.year, c.outcome, c.basis, c.amount_fen as amount, c.as_of as "asOf", c.known, c.rule_version as "ruleVersion", c.rule_hash as "ruleHash",
  c.input_hash as "inputHash", c.missing, c.state, c.version, c.confirmed_at as "confirmedAt", c.confirmed_by::text as "confirmedBy",
  c.confirmed_name as "confirmedName", c.decided_at as "decidedAt", c.decided_name as "decidedName", c.decided_reason as "decidedReason",
  c.application_id::text as "applicationId", c.released_fen as "releasedFen", x.kind as change, x.before_fen as before, x.why`;
/** With what the last run of the plan changed about it. */
const from = sql`direct_claim c join subject s on s.id = c.subject_id join region r on r.code = s.region_code
  left join direct_change x on x.claim_id = c.id and x.subject_id = c.subject_id
    and x.run_id = (select id from direct_run where pack = c.pack order by known desc limit 1)`;

export interface ClaimFilter {
  pack: string;
  q?: string | undefined;
  state?: string | undefined;
  scheme?: string | undefined;
  year?: number | undefined;
  region?: string | undefined;
  change?: ChangeKind | undefined;
  outcome?: Outcome | undefined;
}
const filter = (f: ClaimFilter) => sql`c.pack = ${f.pack}
  and ${f.q ? sql`strpos(lower(s.name || ' ' || s.name_key || ' ' || s.code), lower(${f.q})) > 0` : sql`true`}
  and ${f.state === 'released' ? sql`c.application_id is not null` : f.state === undefined ? sql`true` : sql`(c.state = ${f.state} and c.application_id is null)`}
  and ${opt(sql`c.scheme`, f.scheme, 'text')} and ${opt(sql`c.year`, f.year, 'int')} and ${inRegion(f.region)}
  and ${opt(sql`x.kind`, f.change, 'text')} and ${opt(sql`c.outcome`, f.outcome, 'text')}
  and ${f.change === undefined && f.outcome === undefined ? sql`(c.state is not null or x.kind is not null)` : sql`true`}`;

const order = {
  name: sql`s.name_key, c.id`,
  '-name': sql`s.name_key desc, c.id`,
  amount: sql`c.amount_fen, c.id`,
  '-amount': sql`c.amount_fen desc, c.id`,
  year: sql`c.year, c.id`,
  '-year': sql`c.year desc, c.id`,
} as const;
export type ClaimSort = keyof typeof order;

export async function claims(
  tx: Tx,
  f: ClaimFilter & { sort: ClaimSort },
  limit: number,
  offset: number,
): Promise<{ total: number; amount: bigint; items: ClaimRow[] }> {
  const n = await sql<{
    n: number;
    amount: bigint;
  }>`select count(*)::int as n, coalesce(sum(c.amount_fen), 0)::bigint as amount from ${from} where ${filter(f)}`.execute(
    tx,
  );
  const r =
    await sql<ClaimRow>`select ${columns} from ${from} where ${filter(f)} order by ${order[f.sort]} limit ${limit} offset ${offset}`.execute(
      tx,
    );
  return { total: n.rows[0]?.n ?? 0, amount: n.rows[0]?.amount ?? 0n, items: r.rows };
}

export const claimById = async (tx: Tx, id: string): Promise<(ClaimRow & { result: unknown }) | undefined> =>
  (
    await sql<
      ClaimRow & { result: unknown }
    >`select ${columns}, c.result from ${from} where c.id = ${id}::uuid`.execute(tx)
  ).rows[0];

/** Held for this transaction in one order, so that two who release the same at once wait for each other and do not lock each other out. */
export const lockClaims = async (tx: Tx, ids: readonly string[]): Promise<ClaimRow[]> => {
  await sql`select 1 from direct_claim where id = any(${[...ids]}::uuid[]) order by id for update`.execute(
    tx,
  );
  return (
    await sql<ClaimRow>`select ${columns} from ${from} where c.id = any(${[...ids]}::uuid[]) order by c.id`.execute(
      tx,
    )
  ).rows;
};

/** What a person may change of a claim. */
export async function moveClaim(
  tx: Tx,
  c: { id: string; version: number },
  to: { state: string; at: string; by: string | null; byName: string; byBody: string; reason: string },
  what: 'confirm' | 'open' | { applicationId: string; releasedFen: bigint } | 'decide',
): Promise<boolean> {
  const set =
    what === 'confirm'
      ? sql`confirmed_at = ${to.at}::timestamptz, confirmed_by = ${to.by}::uuid, confirmed_name = ${to.byName}`
      : sql`decided_at = ${to.at}::timestamptz, decided_by = ${to.by}::uuid, decided_name = ${to.byName}, decided_body = ${to.byBody},
          decided_reason = ${to.reason}${
            typeof what === 'object'
              ? sql`, application_id = ${what.applicationId}::uuid, released_fen = ${String(what.releasedFen)}::bigint`
              : sql`, confirmed_at = null, confirmed_by = null, confirmed_name = null`
          }`;
  const r =
    await sql`update direct_claim set state = ${to.state}, version = version + 1, ${set} where id = ${c.id}::uuid and version = ${c.version}`.execute(
      tx,
    );
  return Number(r.numAffectedRows ?? 0n) === 1;
}

export interface EventRow {
  subjectId: string;
  claimId: string;
  key: string;
  act: string;
  from: string;
  to: string;
  at: string;
  byAccount: string | null;
  by: string;
  role: string;
  body: string;
  reason: string;
  amount: bigint;
  inputHash: string;
}
export async function addEvent(tx: Tx, e: EventRow): Promise<void> {
  await sql`insert into direct_event (subject_id, claim_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, by_body, reason,
      amount_fen, input_hash)
    select ${e.subjectId}::uuid, ${e.claimId}::uuid, coalesce(max(seq), 0) + 1, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz,
      ${e.byAccount}::uuid, ${e.by}, ${e.role}, ${e.body}, ${e.reason}, ${String(e.amount)}::bigint, ${e.inputHash}
    from direct_event where claim_id = ${e.claimId}::uuid`.execute(tx);
}
const eventColumns = sql`subject_id::text as "subjectId", claim_id::text as "claimId", key::text as key, act, from_state as "from", to_state as "to", at,
  by_account::text as "byAccount", by_name as by, by_role as role, by_body as body, reason, amount_fen as amount, input_hash as "inputHash"`;
export const events = async (tx: Tx, claimId: string): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select ${eventColumns} from direct_event where claim_id = ${claimId}::uuid order by seq`.execute(
      tx,
    )
  ).rows;
export const eventsOfKey = async (tx: Tx, key: string): Promise<EventRow[]> =>
  (await sql<EventRow>`select ${eventColumns} from direct_event where key = ${key}::uuid`.execute(tx)).rows;

export interface ChangeRow {
  runId: string;
  asOf: string;
  known: string;
  kind: ChangeKind;
  before: bigint;
  after: bigint;
  why: unknown;
}
export const changes = async (tx: Tx, claimId: string): Promise<ChangeRow[]> =>
  (
    await sql<ChangeRow>`select x.run_id::text as "runId", r.as_of as "asOf", r.known, x.kind, x.before_fen as before, x.after_fen as after, x.why
      from direct_change x join direct_run r on r.id = x.run_id where x.claim_id = ${claimId}::uuid order by r.known desc limit 100`.execute(
      tx,
    )
  ).rows;

/** The batch of a scheme, year and budget that releases go under; made when it is not there. */
export async function batchNotice(
  tx: Tx,
  n: {
    id: string;
    pack: string;
    scheme: string;
    year: number;
    route: string;
    title: string;
    budgetId: string;
    day: string;
    by: string;
  },
  now: string,
): Promise<string> {
  const found = await sql<{ id: string }>`select id::text as id from fund_notice
    where unasked and pack = ${n.pack} and scheme = ${n.scheme} and year = ${n.year} and budget_id = ${n.budgetId}::uuid and route = ${n.route}
    order by created_at limit 1`.execute(tx);
  if (found.rows[0]) return found.rows[0].id;
  await sql`insert into fund_notice (id, pack, scheme, year, route, title, text, opens, closes, budget_id, unasked, created_at, created_by)
    values (${n.id}::uuid, ${n.pack}, ${n.scheme}, ${n.year}, ${n.route}, ${n.title}, '', ${n.day}::date, ${n.day}::date, ${n.budgetId}::uuid, true,
      ${now}::timestamptz, ${n.by})`.execute(tx);
  return n.id;
}

/** The account that the enterprise named last, to be checked by it before anything is paid. */
export const lastPayee = async (tx: Tx, subjectId: string): Promise<unknown> =>
  (
    await sql<{ payee: unknown }>`select content->'payee' as payee from fund_application
      where subject_id = ${subjectId}::uuid and jsonb_typeof(content->'payee') = 'object' order by updated_at desc limit 1`.execute(
      tx,
    )
  ).rows[0]?.payee ?? null;

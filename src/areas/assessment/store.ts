import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#platform/db';

export interface RoundRow {
  id: string;
  pack: string;
  scheme: string;
  year: number;
  title: string;
  state: string;
  live: boolean;
  version: number;
  rules: unknown;
  ruleHash: string;
  units: unknown;
  simulated: boolean;
  appealsFrom: string | null;
  appealsTo: string | null;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
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
}
export interface EntryRow {
  unit: string;
  item: string;
  part: string;
  revision: number;
  title: string;
  direction: 'up' | 'down';
  applies: boolean;
  target: string | null;
  actual: string | null;
  met: boolean | null;
  forceMajeure: boolean;
  origin: 'platform' | 'entered';
  source: string;
  note: string;
  simulated: boolean;
  at: string;
  by: string;
}
export interface MarkRow {
  id: string;
  unit: string;
  kind: 'bonus' | 'deduction' | 'veto';
  rule: string;
  value: string;
  source: string;
  note: string;
  at: string;
  by: string;
  withdrawn: { reason: string; at: string; by: string } | null;
}
export interface RunRow {
  seq: number;
  engine: string;
  inputHash: string;
  resultHash: string;
  input: unknown;
  result: unknown;
  at: string;
  by: string;
}
export interface PaperRow {
  seq: number;
  kind: 'told' | 'issued' | 'corrected';
  number: string;
  runSeq: number;
  content: unknown;
  sha256: string;
  at: string;
  by: string;
}
export interface AppealRow {
  id: string;
  roundId: string;
  number: number;
  unit: string;
  item: string;
  text: string;
  at: string;
  by: string;
  answer: { upheld: boolean; text: string; at: string; by: string } | null;
}

const rows = async <T>(q: RawBuilder<T>, tx: Tx): Promise<T[]> => (await q.execute(tx)).rows;

const roundColumns = sql`id::text as id, pack, scheme, year, title, state, live, version, rules, rule_hash as "ruleHash", units, simulated,
  appeals_from as "appealsFrom", appeals_to as "appealsTo", created_at as "createdAt", created_by as "createdBy", updated_at as "updatedAt"`;
export const rounds = (tx: Tx, pack: string, year: number | undefined): Promise<RoundRow[]> =>
  rows(
    sql<RoundRow>`select ${roundColumns} from assessment_round where pack = ${pack} and (${year ?? null}::int is null or year = ${year ?? null})
      order by year desc, created_at desc`,
    tx,
  );
export const round = async (tx: Tx, id: string): Promise<RoundRow | undefined> =>
  (await rows(sql<RoundRow>`select ${roundColumns} from assessment_round where id = ${id}::uuid`, tx))[0];
export const lockRound = (tx: Tx, id: string): Promise<unknown> =>
  sql`select 1 from assessment_round where id = ${id}::uuid for update`.execute(tx);

export async function insertRound(
  tx: Tx,
  r: Omit<RoundRow, 'live' | 'version' | 'simulated' | 'appealsFrom' | 'appealsTo' | 'updatedAt'>,
): Promise<boolean> {
  const done =
    await sql`insert into assessment_round (id, pack, scheme, year, title, state, live, rules, rule_hash, units, created_at, created_by, updated_at)
    values (${r.id}::uuid, ${r.pack}, ${r.scheme}, ${r.year}, ${r.title}, ${r.state}, true, ${JSON.stringify(r.rules)}::jsonb, ${r.ruleHash},
      ${JSON.stringify(r.units)}::jsonb, ${r.createdAt}::timestamptz, ${r.createdBy}, ${r.createdAt}::timestamptz)
    on conflict do nothing returning id`.execute(tx);
  return done.rows.length > 0;
}

/** False when somebody else has moved it meanwhile. */
export async function moveRound(
  tx: Tx,
  id: string,
  version: number,
  to: { state: string; live: boolean; appeals?: { from: string; to: string } | undefined },
  now: string,
): Promise<boolean> {
  const done =
    await sql`update assessment_round set state = ${to.state}, live = ${to.live}, version = version + 1, updated_at = ${now}::timestamptz,
      appeals_from = coalesce(${to.appeals?.from ?? null}::date, appeals_from), appeals_to = coalesce(${to.appeals?.to ?? null}::date, appeals_to)
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return Number(done.numAffectedRows ?? 0n) === 1;
}
export const setSimulated = (tx: Tx, id: string, simulated: boolean): Promise<unknown> =>
  sql`update assessment_round set simulated = ${simulated} where id = ${id}::uuid and simulated is distinct from ${simulated}`.execute(
    tx,
  );

export const events = (tx: Tx, id: string): Promise<EventRow[]> =>
  rows(
    sql<EventRow>`select seq, key::text as key, act, from_state as "from", to_state as "to", at, by_account::text as "byAccount", by_name as by, reason
      from assessment_event where round_id = ${id}::uuid order by seq`,
    tx,
  );
export const insertEvent = (tx: Tx, id: string, e: EventRow & { role: string }): Promise<unknown> =>
  sql`insert into assessment_event (round_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, reason)
    values (${id}::uuid, ${e.seq}, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz, ${e.byAccount}::uuid, ${e.by}, ${e.role}, ${e.reason})`.execute(
    tx,
  );

const entryColumns = sql`unit, item, part, revision, title, direction, applies, trim_scale(target)::text as target, trim_scale(actual)::text as actual, met,
  force_majeure as "forceMajeure", origin, source, note, simulated, at, by_name as by`;
/** The last word on every figure. */
export const entries = (tx: Tx, id: string): Promise<EntryRow[]> =>
  rows(
    sql<EntryRow>`select distinct on (unit, item, part) ${entryColumns} from assessment_entry where round_id = ${id}::uuid
      order by unit, item, part, revision desc`,
    tx,
  );
/** False when somebody else has written this revision already. */
export async function insertEntry(
  tx: Tx,
  id: string,
  e: EntryRow & { byAccount: string | null },
): Promise<boolean> {
  const done =
    await sql`insert into assessment_entry (round_id, unit, item, part, revision, title, direction, applies, target, actual, met, force_majeure,
      origin, source, note, simulated, at, by_account, by_name)
    values (${id}::uuid, ${e.unit}, ${e.item}, ${e.part}, ${e.revision}, ${e.title}, ${e.direction}, ${e.applies}, ${e.target}::numeric, ${e.actual}::numeric,
      ${e.met}, ${e.forceMajeure}, ${e.origin}, ${e.source}, ${e.note}, ${e.simulated}, ${e.at}::timestamptz, ${e.byAccount}::uuid, ${e.by})
    on conflict do nothing returning revision`.execute(tx);
  return done.rows.length > 0;
}

export const marks = (tx: Tx, id: string): Promise<MarkRow[]> =>
  rows(
    sql<MarkRow>`select m.id::text as id, m.unit, m.kind, m.rule, trim_scale(m.value)::text as value, m.source, m.note, m.at, m.by_name as by,
        case when w.mark_id is null then null else jsonb_build_object('reason', w.reason, 'at', to_char(w.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'by', w.by_name) end as withdrawn
      from assessment_mark m left join assessment_mark_withdrawal w on w.mark_id = m.id where m.round_id = ${id}::uuid order by m.at, m.id`,
    tx,
  );
export const insertMark = (
  tx: Tx,
  id: string,
  m: Omit<MarkRow, 'withdrawn'> & { byAccount: string | null },
): Promise<unknown> =>
  sql`insert into assessment_mark (id, round_id, unit, kind, rule, value, source, note, at, by_account, by_name)
    values (${m.id}::uuid, ${id}::uuid, ${m.unit}, ${m.kind}, ${m.rule}, ${m.value}::numeric, ${m.source}, ${m.note}, ${m.at}::timestamptz,
      ${m.byAccount}::uuid, ${m.by}) on conflict (id) do nothing`.execute(tx);
export const withdrawMark = (
  tx: Tx,
  mark: string,
  w: { reason: string; at: string; byAccount: string | null; by: string },
): Promise<unknown> =>
  sql`insert into assessment_mark_withdrawal (mark_id, reason, at, by_account, by_name)
    values (${mark}::uuid, ${w.reason}, ${w.at}::timestamptz, ${w.byAccount}::uuid, ${w.by}) on conflict do nothing`.execute(
    tx,
  );

export const runs = (tx: Tx, id: string): Promise<RunRow[]> =>
  rows(
    sql<RunRow>`select seq, engine, input_hash as "inputHash", result_hash as "resultHash", input, result, at, by_name as by from assessment_run
      where round_id = ${id}::uuid order by seq`,
    tx,
  );
export const insertRun = (tx: Tx, id: string, r: RunRow): Promise<unknown> =>
  sql`insert into assessment_run (round_id, seq, engine, input_hash, result_hash, input, result, at, by_name)
    values (${id}::uuid, ${r.seq}, ${r.engine}, ${r.inputHash}, ${r.resultHash}, ${JSON.stringify(r.input)}::jsonb, ${JSON.stringify(r.result)}::jsonb,
      ${r.at}::timestamptz, ${r.by})`.execute(tx);

export const papers = (tx: Tx, id: string): Promise<PaperRow[]> =>
  rows(
    sql<PaperRow>`select seq, kind, number, run_seq as "runSeq", content, sha256, at, by_name as by from assessment_paper where round_id = ${id}::uuid order by seq`,
    tx,
  );
export const insertPaper = (tx: Tx, id: string, paperId: string, p: PaperRow): Promise<unknown> =>
  sql`insert into assessment_paper (id, round_id, seq, kind, number, run_seq, content, sha256, at, by_name)
    values (${paperId}::uuid, ${id}::uuid, ${p.seq}, ${p.kind}, ${p.number}, ${p.runSeq}, ${JSON.stringify(p.content)}::jsonb, ${p.sha256}, ${p.at}::timestamptz, ${p.by})`.execute(
    tx,
  );

const appealColumns = sql`a.id::text as id, a.round_id::text as "roundId", a.number, a.unit, a.item, a.text, a.at, a.by_name as by,
  case when w.appeal_id is null then null else jsonb_build_object('upheld', w.upheld, 'text', w.text,
    'at', to_char(w.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'by', w.by_name) end as answer`;
const appealFrom = sql`assessment_appeal a left join assessment_appeal_answer w on w.appeal_id = a.id`;
export const appeals = (tx: Tx, id: string): Promise<AppealRow[]> =>
  rows(
    sql<AppealRow>`select ${appealColumns} from ${appealFrom} where a.round_id = ${id}::uuid order by a.number`,
    tx,
  );
export const appeal = async (tx: Tx, id: string): Promise<AppealRow | undefined> =>
  (await rows(sql<AppealRow>`select ${appealColumns} from ${appealFrom} where a.id = ${id}::uuid`, tx))[0];
export const insertAppeal = (
  tx: Tx,
  a: Omit<AppealRow, 'answer'> & { byAccount: string | null },
): Promise<unknown> =>
  sql`insert into assessment_appeal (id, round_id, number, unit, item, text, at, by_account, by_name)
    values (${a.id}::uuid, ${a.roundId}::uuid, ${a.number}, ${a.unit}, ${a.item}, ${a.text}, ${a.at}::timestamptz, ${a.byAccount}::uuid, ${a.by})`.execute(
    tx,
  );
/** False when it was answered already. */
export async function insertAnswer(
  tx: Tx,
  id: string,
  w: { upheld: boolean; text: string; at: string; byAccount: string | null; by: string },
): Promise<boolean> {
  const done =
    await sql`insert into assessment_appeal_answer (appeal_id, upheld, text, at, by_account, by_name)
    values (${id}::uuid, ${w.upheld}, ${w.text}, ${w.at}::timestamptz, ${w.byAccount}::uuid, ${w.by}) on conflict do nothing returning appeal_id`.execute(
      tx,
    );
  return done.rows.length > 0;
}

export interface RegionRow {
  readonly code: string;
  readonly name: string;
  readonly path: string;
  readonly subjectId: string | null;
}
/** Cities, and what stands beside them without belonging to one. */
export const cityLevel = (tx: Tx): Promise<RegionRow[]> =>
  rows(
    sql<RegionRow>`select r.code, r.name, r.path, s.id::text as "subjectId" from region r left join subject s on s.kind = 'region' and s.code = r.code
      where r.level in ('city', 'unit') order by r.code`,
    tx,
  );

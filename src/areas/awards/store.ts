import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface RoundRow {
  id: string;
  pack: string;
  scheme: string;
  year: number;
  edition: string;
  title: string;
  state: string;
  live: boolean;
  version: number;
  asOf: string;
  runId: string;
  previousRunId: string | null;
  seed: number;
  rules: unknown;
  ruleHash: string;
  evaluated: number;
  simulated: boolean;
  noticeFrom: string | null;
  noticeTo: string | null;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
}
export interface RunRef {
  id: string;
  title: string;
  year: number;
  evaluation: string;
}
export interface CandidateRow {
  subjectId: string;
  number: number;
  name: string;
  code: string;
  regionCode: string;
  regionName: string;
  parkName: string | null;
  industryCode: string;
  runGroup: string;
  level: number | null;
  progress: number | null;
  filed: boolean;
  simulated: boolean;
  shortlisted: boolean;
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
export interface ExpertRow {
  id: string;
  accountId: string | null;
  username: string | null;
  name: string;
  organisation: string;
  fields: string[];
  conflicts: { kind: 'enterprise' | 'county' | 'city' | 'industry'; code: string; note: string }[];
  active: boolean;
  simulated: boolean;
  version: number;
  updatedAt: string;
  updatedBy: string;
}
export interface AssignmentRow {
  id: string;
  subjectId: string;
  expertId: string;
  expertNumber: number;
  recused: boolean;
  ratings: Record<string, string> | null;
  note: string;
  scoredAt: string | null;
  revision: number;
}
export interface ResultRow {
  seq: number;
  engineVersion: string;
  inputHash: string;
  resultHash: string;
  at: string;
}
export interface EntryRow {
  subjectId: string;
  group: string;
  standing: string;
  award: string | null;
  place: number | null;
  qualitative: number | null;
  payload: unknown;
}
export interface NoticeRow {
  id: string;
  roundId: string;
  seq: number;
  kind: 'notice' | 'result' | 'withdrawn';
  title: string;
  year: number;
  from: string | null;
  to: string | null;
  content: unknown;
  note: string;
  simulated: boolean;
  at: string;
}
export interface ObjectionRow {
  id: string;
  roundId: string;
  number: number;
  name: string;
  contact: string;
  about: string;
  subjectId: string | null;
  subjectName: string | null;
  text: string;
  channel: 'web' | 'desk';
  receivedDay: string;
  at: string;
  answer: string | null;
  effect: 'none' | 'exclude' | 'correct' | null;
  answeredSubject: string | null;
  answeredSubjectName: string | null;
  answeredBy: string | null;
  answeredAt: string | null;
}
export interface VetoRow {
  id: string;
  subjectId: string;
  name: string;
  code: string;
  regionName: string;
  kind: string;
  day: string;
  source: string;
  note: string;
  simulated: boolean;
  at: string;
  by: string;
  repairedDay: string | null;
  repairSource: string | null;
  repairNote: string | null;
  repairAt: string | null;
  repairBy: string | null;
}

const rows = async <T>(q: { execute(tx: Tx): Promise<{ rows: T[] }> }, tx: Tx): Promise<T[]> =>
  (await q.execute(tx)).rows;
const json = (v: unknown) => sql`${JSON.stringify(v)}::jsonb`;

const roundColumns = sql`id::text as id, pack, scheme, year, edition, title, state, live, version, as_of as "asOf", run_id::text as "runId",
  previous_run_id::text as "previousRunId", seed, rules, rule_hash as "ruleHash", evaluated, simulated, notice_from as "noticeFrom",
  notice_to as "noticeTo", created_at as "createdAt", created_by as "createdBy", updated_at as "updatedAt"`;

export const rounds = (tx: Tx, f: { year?: number | undefined; pack?: string | undefined }) =>
  rows(
    sql<RoundRow>`select ${roundColumns} from award_round where (${f.year ?? null}::int is null or year = ${f.year ?? null})
      and (${f.pack ?? null}::text is null or pack = ${f.pack ?? null}) order by year desc, created_at desc`,
    tx,
  );
export const round = async (tx: Tx, id: string): Promise<RoundRow | undefined> =>
  (await rows(sql<RoundRow>`select ${roundColumns} from award_round where id = ${id}::uuid`, tx))[0];
/** Holds the round for this transaction: whoever acts on it next waits. */
export const lockRound = (tx: Tx, id: string) =>
  sql`select 1 from award_round where id = ${id}::uuid for update`.execute(tx);
export const liveRound = async (
  tx: Tx,
  pack: string,
  scheme: string,
  year: number,
): Promise<string | undefined> =>
  (
    await rows(
      sql<{
        id: string;
      }>`select id::text as id from award_round where pack = ${pack} and scheme = ${scheme} and year = ${year} and live`,
      tx,
    )
  )[0]?.id;
export async function insertRound(
  tx: Tx,
  r: Omit<RoundRow, 'live' | 'version' | 'noticeFrom' | 'noticeTo' | 'updatedAt'>,
): Promise<void> {
  await sql`insert into award_round (id, pack, scheme, year, edition, title, state, live, as_of, run_id, previous_run_id, seed, rules, rule_hash,
      evaluated, simulated, created_at, created_by, updated_at)
    values (${r.id}::uuid, ${r.pack}, ${r.scheme}, ${r.year}, ${r.edition}, ${r.title}, ${r.state}, true, ${r.asOf}::date, ${r.runId}::uuid,
      ${r.previousRunId}::uuid, ${r.seed}, ${json(r.rules)}, ${r.ruleHash}, ${r.evaluated}, ${r.simulated}, ${r.createdAt}::timestamptz,
      ${r.createdBy}, ${r.createdAt}::timestamptz)`.execute(tx);
}
/** False when somebody else was first. */
export async function moveRound(
  tx: Tx,
  id: string,
  version: number,
  to: { state: string; live: boolean; notice: { from: string; to: string } | null | undefined },
  now: string,
): Promise<boolean> {
  const r = await rows(
    sql<{
      id: string;
    }>`update award_round set state = ${to.state}, live = ${to.live}, version = version + 1, updated_at = ${now}::timestamptz,
      notice_from = case when ${to.notice !== undefined} then ${to.notice?.from ?? null}::date else notice_from end,
      notice_to = case when ${to.notice !== undefined} then ${to.notice?.to ?? null}::date else notice_to end
      where id = ${id}::uuid and version = ${version} returning id`,
    tx,
  );
  return r.length > 0;
}

export const events = (tx: Tx, roundId: string) =>
  rows(
    sql<EventRow>`select seq, key::text as key, act, from_state as "from", to_state as "to", at, by_account::text as "byAccount", by_name as by, reason
      from award_event where round_id = ${roundId}::uuid order by seq`,
    tx,
  );
/** The draw as it was recorded: the register of then, and who was drawn at that moment (not who replaced somebody later). */
export const drawRecord = async (
  tx: Tx,
  roundId: string,
): Promise<{ experts: unknown; assignments: { candidate: string; expert: string }[] } | undefined> =>
  (
    await rows(
      sql<{
        experts: unknown;
        assignments: { candidate: string; expert: string }[];
      }>`select e.detail->'experts' as experts,
        coalesce((select jsonb_agg(jsonb_build_object('candidate', a.subject_id::text, 'expert', a.expert_id::text))
          from award_assignment a where a.round_id = e.round_id and a.drawn_at = e.at), '[]'::jsonb) as assignments
      from award_event e where e.round_id = ${roundId}::uuid and e.act = 'draw' order by e.seq limit 1`,
      tx,
    )
  )[0];
export async function insertEvent(
  tx: Tx,
  roundId: string,
  e: EventRow & { role: string; detail: unknown; ruleHash: string },
): Promise<void> {
  await sql`insert into award_event (round_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, reason, detail, rule_hash)
    values (${roundId}::uuid, ${e.seq}, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${e.at}::timestamptz, ${e.byAccount}::uuid, ${e.by}, ${e.role},
      ${e.reason}, ${json(e.detail)}, ${e.ruleHash})`.execute(tx);
}

/** Finished runs of a pack and year, newest first. */
export const runsOf = (tx: Tx, pack: string, year: number) =>
  rows(
    sql<RunRef>`select id::text as id, title, (params->>'year')::int as year, params->>'evaluation' as evaluation from run
      where kind = 'benchmark' and rule_pack = ${pack} and (params->>'year')::int = ${year} order by created_at desc, id desc`,
    tx,
  );
export const runById = async (tx: Tx, id: string): Promise<RunRef | undefined> =>
  (
    await rows(
      sql<RunRef>`select id::text as id, title, (params->>'year')::int as year, params->>'evaluation' as evaluation from run where id = ${id}::uuid`,
      tx,
    )
  )[0];
export const subjectsOf = (tx: Tx, ids: readonly string[]) =>
  rows(
    sql<Omit<CandidateRow, 'number' | 'runGroup' | 'level' | 'progress' | 'filed' | 'shortlisted'>>`
      select s.id::text as "subjectId", s.name, s.code, s.region_code as "regionCode", r.name as "regionName", p.name as "parkName",
        s.industry_code as "industryCode", s.simulated
      from subject s join region r on r.code = s.region_code left join park p on p.code = s.park_code
      where s.id = any(${[...ids]}::uuid[])`,
    tx,
  );
export const industryTitles = async (
  tx: Tx,
): Promise<{ name: Map<string, string>; sectionOf: Map<string, string> }> => {
  const list = await rows(
    sql<{
      code: string;
      name: string;
      parent: string | null;
      level: string;
    }>`select code, name, parent_code as parent, level from industry`,
    tx,
  );
  return {
    name: new Map(list.map((i) => [i.code, i.name])),
    sectionOf: new Map(list.filter((i) => i.level === 'division').map((i) => [i.code, i.parent ?? ''])),
  };
};

const BATCH = 500;
export async function insertCandidates(
  tx: Tx,
  roundId: string,
  list: readonly CandidateRow[],
): Promise<void> {
  for (let at = 0; at < list.length; at += BATCH)
    await sql`insert into award_candidate (round_id, subject_id, number, name, code, region_code, region_name, park_name, industry_code, run_group,
        level, progress, filed, simulated, shortlisted)
      select ${roundId}::uuid, x."subjectId"::uuid, x.number, x.name, x.code, x."regionCode", x."regionName", x."parkName", x."industryCode",
        x."runGroup", x.level, x.progress, x.filed, x.simulated, x.shortlisted
      from jsonb_to_recordset(${json(list.slice(at, at + BATCH))}) as x("subjectId" text, number int, name text, code text, "regionCode" text,
        "regionName" text, "parkName" text, "industryCode" text, "runGroup" text, level double precision, progress double precision, filed boolean,
        simulated boolean, shortlisted boolean)`.execute(tx);
}
/** In the reader's scope, by number. */
export const candidates = (tx: Tx, roundId: string) =>
  rows(
    sql<CandidateRow>`select subject_id::text as "subjectId", number, name, code, region_code as "regionCode", region_name as "regionName",
      park_name as "parkName", industry_code as "industryCode", run_group as "runGroup", level, progress, filed, simulated, shortlisted
      from award_candidate where round_id = ${roundId}::uuid order by number`,
    tx,
  );

const expertColumns = sql`e.id::text as id, e.account_id::text as "accountId", a.username, e.name, e.organisation, e.fields, e.conflicts, e.active,
  e.simulated, e.version, e.updated_at as "updatedAt", e.updated_by as "updatedBy"`;
export const experts = (tx: Tx) =>
  rows(
    sql<ExpertRow>`select ${expertColumns} from award_expert e left join account a on a.id = e.account_id order by e.name, e.id`,
    tx,
  );
export const expertOfAccount = async (tx: Tx, account: string): Promise<ExpertRow | undefined> =>
  (await experts(tx)).find((e) => e.accountId === account);
export const expertAccount = async (
  tx: Tx,
  username: string,
): Promise<{ id: string; role: string } | undefined> =>
  (
    await rows(
      sql<{
        id: string;
        role: string;
      }>`select id::text as id, role from account where username = ${username}`,
      tx,
    )
  )[0];
export async function insertExpert(tx: Tx, e: Omit<ExpertRow, 'username' | 'version'>): Promise<void> {
  await sql`insert into award_expert (id, account_id, name, organisation, fields, conflicts, active, simulated, updated_at, updated_by)
    values (${e.id}::uuid, ${e.accountId}::uuid, ${e.name}, ${e.organisation}, ${e.fields}::text[], ${json(e.conflicts)}, ${e.active}, ${e.simulated},
      ${e.updatedAt}::timestamptz, ${e.updatedBy})`.execute(tx);
}
export async function updateExpert(tx: Tx, e: Omit<ExpertRow, 'username' | 'simulated'>): Promise<boolean> {
  const r = await rows(
    sql<{
      id: string;
    }>`update award_expert set account_id = ${e.accountId}::uuid, name = ${e.name}, organisation = ${e.organisation},
      fields = ${e.fields}::text[], conflicts = ${json(e.conflicts)}, active = ${e.active}, version = version + 1,
      updated_at = ${e.updatedAt}::timestamptz, updated_by = ${e.updatedBy} where id = ${e.id}::uuid and version = ${e.version} returning id`,
    tx,
  );
  return r.length > 0;
}

export async function insertAssignments(
  tx: Tx,
  roundId: string,
  list: readonly Pick<AssignmentRow, 'id' | 'subjectId' | 'expertId' | 'expertNumber'>[],
  now: string,
): Promise<void> {
  for (let at = 0; at < list.length; at += BATCH)
    await sql`insert into award_assignment (id, round_id, subject_id, expert_id, expert_number, drawn_at)
      select x.id::uuid, ${roundId}::uuid, x."subjectId"::uuid, x."expertId"::uuid, x."expertNumber", ${now}::timestamptz
      from jsonb_to_recordset(${json(list.slice(at, at + BATCH))}) as x(id text, "subjectId" text, "expertId" text, "expertNumber" int)`.execute(
      tx,
    );
}
/** With the last marks of each. */
export const assignments = (tx: Tx, roundId: string, expertId: string | null = null) =>
  rows(
    sql<AssignmentRow>`select a.id::text as id, a.subject_id::text as "subjectId", a.expert_id::text as "expertId", a.expert_number as "expertNumber",
      (r.assignment_id is not null) as recused, m.ratings, coalesce(m.note, '') as note, m.at as "scoredAt", coalesce(m.revision, 0) as revision
      from award_assignment a left join award_recusal r on r.assignment_id = a.id
      left join lateral (select * from award_mark m where m.assignment_id = a.id order by m.revision desc limit 1) m on true
      where a.round_id = ${roundId}::uuid and (${expertId}::uuid is null or a.expert_id = ${expertId}::uuid)
      order by a.expert_number, a.subject_id`,
    tx,
  );
export async function insertMarks(
  tx: Tx,
  list: readonly { assignment: string; revision: number; ratings: unknown; note: string }[],
  o: { paper: boolean; account: string | null; by: string; now: string },
): Promise<void> {
  for (const m of list)
    await sql`insert into award_mark (assignment_id, revision, ratings, note, paper, at, by_account, by_name)
      values (${m.assignment}::uuid, ${m.revision}, ${json(m.ratings)}, ${m.note}, ${o.paper}, ${o.now}::timestamptz, ${o.account}::uuid, ${o.by})`.execute(
      tx,
    );
}
export async function insertRecusal(
  tx: Tx,
  r: { assignment: string; reason: string; at: string; by: string },
): Promise<void> {
  await sql`insert into award_recusal (assignment_id, reason, at, by_name)
    values (${r.assignment}::uuid, ${r.reason}, ${r.at}::timestamptz, ${r.by})`.execute(tx);
}

export const results = (tx: Tx, roundId: string) =>
  rows(
    sql<ResultRow>`select seq, engine_version as "engineVersion", input_hash as "inputHash", result_hash as "resultHash", at
      from award_result where round_id = ${roundId}::uuid order by seq`,
    tx,
  );
export const resultBytes = async (
  tx: Tx,
  roundId: string,
  seq: number,
): Promise<{ input: Uint8Array; result: Uint8Array } | undefined> =>
  (
    await rows(
      sql<{
        input: Uint8Array;
        result: Uint8Array;
      }>`select input, result from award_result where round_id = ${roundId}::uuid and seq = ${seq}`,
      tx,
    )
  )[0];
export async function insertResult(
  tx: Tx,
  roundId: string,
  r: ResultRow & { input: Uint8Array; result: Uint8Array; by: string },
): Promise<void> {
  await sql`insert into award_result (round_id, seq, engine_version, input_hash, result_hash, input, result, at, by_name)
    values (${roundId}::uuid, ${r.seq}, ${r.engineVersion}, ${r.inputHash}, ${r.resultHash}, ${Buffer.from(r.input)}, ${Buffer.from(r.result)},
      ${r.at}::timestamptz, ${r.by})`.execute(tx);
}
export async function insertEntries(
  tx: Tx,
  roundId: string,
  seq: number,
  list: readonly EntryRow[],
): Promise<void> {
  for (let at = 0; at < list.length; at += BATCH)
    await sql`insert into award_entry (round_id, seq, subject_id, group_code, standing, award, place, qualitative, payload)
      select ${roundId}::uuid, ${seq}, x."subjectId"::uuid, x."group", x.standing, x.award, x.place, x.qualitative, x.payload
      from jsonb_to_recordset(${json(list.slice(at, at + BATCH))}) as x("subjectId" text, "group" text, standing text, award text, place int,
        qualitative double precision, payload jsonb)`.execute(tx);
}
/** Of the last computation, in the reader's scope; of one enterprise where it is named. */
export const entries = (tx: Tx, roundId: string, subject: string | null = null) =>
  rows(
    sql<
      EntryRow & { seq: number }
    >`select seq, subject_id::text as "subjectId", group_code as "group", standing, award, place, qualitative, payload
      from award_entry where round_id = ${roundId}::uuid and seq = (select max(seq) from award_entry where round_id = ${roundId}::uuid)
        and (${subject}::uuid is null or subject_id = ${subject}::uuid)
      order by group_code, place nulls last, subject_id`,
    tx,
  );
/** Winners by award of the last computation, in the reader's scope. */
export const winnerCounts = (tx: Tx, roundId: string) =>
  rows(
    sql<{ award: string; count: number }>`select award, count(*)::int as count from award_entry
      where round_id = ${roundId}::uuid and award is not null
        and seq = (select max(seq) from award_entry where round_id = ${roundId}::uuid) group by award`,
    tx,
  );
/** Winners of a year whose results are out: for the fund's rules and for export. */
export const winnersOf = (tx: Tx, pack: string, scheme: string, year: number) =>
  rows(
    sql<{
      roundId: string;
      subjectId: string;
      award: string;
      state: string;
    }>`select r.id::text as "roundId", e.subject_id::text as "subjectId", e.award, r.state
      from award_round r join award_entry e on e.round_id = r.id
      where r.pack = ${pack} and r.scheme = ${scheme} and r.year = ${year} and r.live and e.award is not null
        and e.seq = (select max(seq) from award_entry x where x.round_id = r.id)`,
    tx,
  );

const noticeColumns = sql`id::text as id, round_id::text as "roundId", seq, kind, title, year, from_day as "from", to_day as "to", content, note,
  simulated, at`;
/** The last word of every round. */
export const notices = (tx: Tx) =>
  rows(
    sql<NoticeRow>`select ${noticeColumns} from award_notice n
      where seq = (select max(seq) from award_notice x where x.round_id = n.round_id) order by at desc`,
    tx,
  );
export const notice = async (tx: Tx, id: string): Promise<NoticeRow | undefined> =>
  (await rows(sql<NoticeRow>`select ${noticeColumns} from award_notice where id = ${id}::uuid`, tx))[0];
export const lastNotice = async (tx: Tx, roundId: string): Promise<NoticeRow | undefined> =>
  (
    await rows(
      sql<NoticeRow>`select ${noticeColumns} from award_notice where round_id = ${roundId}::uuid order by seq desc limit 1`,
      tx,
    )
  )[0];
export async function insertNotice(tx: Tx, n: NoticeRow): Promise<void> {
  await sql`insert into award_notice (id, round_id, seq, kind, title, year, from_day, to_day, content, note, simulated, at)
    values (${n.id}::uuid, ${n.roundId}::uuid, ${n.seq}, ${n.kind}, ${n.title}, ${n.year}, ${n.from}::date, ${n.to}::date, ${json(n.content)}, ${n.note},
      ${n.simulated}, ${n.at}::timestamptz)`.execute(tx);
}

const objectionColumns = sql`o.id::text as id, o.round_id::text as "roundId", o.number, o.name, o.contact, o.about, o.subject_id::text as "subjectId",
  s.name as "subjectName", o.text, o.channel, o.received_day as "receivedDay", o.at, w.text as answer, w.effect,
  w.subject_id::text as "answeredSubject", t.name as "answeredSubjectName", w.by_name as "answeredBy", w.at as "answeredAt"`;
const objectionFrom = sql`award_objection o left join award_answer w on w.objection_id = o.id left join subject s on s.id = o.subject_id
  left join subject t on t.id = w.subject_id`;
export const objections = (tx: Tx, roundId: string) =>
  rows(
    sql<ObjectionRow>`select ${objectionColumns} from ${objectionFrom} where o.round_id = ${roundId}::uuid order by o.number`,
    tx,
  );
export const objection = async (tx: Tx, id: string): Promise<ObjectionRow | undefined> =>
  (
    await rows(
      sql<ObjectionRow>`select ${objectionColumns} from ${objectionFrom} where o.id = ${id}::uuid`,
      tx,
    )
  )[0];
/** Numbered within the round; the round is held so that no number is given twice. */
export async function insertObjection(
  tx: Tx,
  o: Pick<
    ObjectionRow,
    'id' | 'roundId' | 'name' | 'contact' | 'about' | 'subjectId' | 'text' | 'channel' | 'receivedDay' | 'at'
  > & {
    by: string;
  },
): Promise<number> {
  await lockRound(tx, o.roundId);
  const r = await rows(
    sql<{
      number: number;
    }>`insert into award_objection (id, round_id, number, name, contact, about, subject_id, text, channel, received_day, at, by_name)
      select ${o.id}::uuid, ${o.roundId}::uuid, coalesce(max(number), 0) + 1, ${o.name}, ${o.contact}, ${o.about}, ${o.subjectId}::uuid, ${o.text},
        ${o.channel}, ${o.receivedDay}::date, ${o.at}::timestamptz, ${o.by} from award_objection where round_id = ${o.roundId}::uuid
      returning number`,
    tx,
  );
  return r[0]!.number;
}
export async function insertAnswer(
  tx: Tx,
  a: {
    objection: string;
    text: string;
    effect: string;
    subjectId: string | null;
    at: string;
    account: string | null;
    by: string;
  },
): Promise<void> {
  await sql`insert into award_answer (objection_id, text, effect, subject_id, at, by_account, by_name)
    values (${a.objection}::uuid, ${a.text}, ${a.effect}, ${a.subjectId}::uuid, ${a.at}::timestamptz, ${a.account}::uuid, ${a.by})`.execute(
    tx,
  );
}

const vetoColumns = sql`v.id::text as id, v.subject_id::text as "subjectId", s.name, s.code, r.name as "regionName", v.kind, v.day, v.source, v.note,
  v.simulated, v.at, v.by_name as by, p.day as "repairedDay", p.source as "repairSource", p.note as "repairNote", p.at as "repairAt",
  p.by_name as "repairBy"`;
const vetoFrom = sql`enterprise_veto v join subject s on s.id = v.subject_id join region r on r.code = s.region_code
  left join enterprise_veto_repair p on p.veto_id = v.id`;
export async function listVetoes(
  tx: Tx,
  f: { q?: string | undefined; kind?: string | undefined; page: number; size: number },
): Promise<{ total: number; items: VetoRow[] }> {
  const q = f.q ? `%${f.q.toLowerCase()}%` : null;
  const where = sql`(${q}::text is null or lower(s.name) like ${q} or lower(s.name_key) like ${q} or lower(s.code) like ${q})
    and (${f.kind ?? null}::text is null or v.kind = ${f.kind ?? null})`;
  const total = await rows(sql<{ n: number }>`select count(*)::int as n from ${vetoFrom} where ${where}`, tx);
  const items = await rows(
    sql<VetoRow>`select ${vetoColumns} from ${vetoFrom} where ${where} order by v.day desc, v.id limit ${f.size} offset ${(f.page - 1) * f.size}`,
    tx,
  );
  return { total: total[0]?.n ?? 0, items };
}
export const vetoesUpTo = (tx: Tx, day: string) =>
  rows(
    sql<VetoRow>`select ${vetoColumns} from ${vetoFrom} where v.day <= ${day}::date order by v.day, v.id`,
    tx,
  );
export const veto = async (tx: Tx, id: string): Promise<VetoRow | undefined> =>
  (await rows(sql<VetoRow>`select ${vetoColumns} from ${vetoFrom} where v.id = ${id}::uuid`, tx))[0];
export async function insertVeto(
  tx: Tx,
  v: Pick<VetoRow, 'id' | 'subjectId' | 'kind' | 'day' | 'source' | 'note' | 'simulated' | 'at' | 'by'> & {
    account: string | null;
  },
): Promise<void> {
  await sql`insert into enterprise_veto (id, subject_id, kind, day, source, note, simulated, at, by_account, by_name)
    values (${v.id}::uuid, ${v.subjectId}::uuid, ${v.kind}, ${v.day}::date, ${v.source}, ${v.note}, ${v.simulated}, ${v.at}::timestamptz,
      ${v.account}::uuid, ${v.by})`.execute(tx);
}
export async function insertRepair(
  tx: Tx,
  r: {
    veto: string;
    day: string;
    source: string;
    note: string;
    at: string;
    account: string | null;
    by: string;
  },
): Promise<void> {
  await sql`insert into enterprise_veto_repair (veto_id, day, source, note, at, by_account, by_name)
    values (${r.veto}::uuid, ${r.day}::date, ${r.source}, ${r.note}, ${r.at}::timestamptz, ${r.account}::uuid, ${r.by})`.execute(
    tx,
  );
}

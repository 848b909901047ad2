import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export type Via = 'web' | 'sheet' | 'key' | 'bulk' | 'job';
export type Figures = Readonly<Record<string, string>>;

export interface SubjectRow {
  id: string;
  kind: string;
  name: string;
  code: string;
  regionName: string;
  regionPath: string;
  division: string | null;
  simulated: boolean;
}

export interface ReportRow extends SubjectRow {
  reportId: string;
  pack: string;
  form: string;
  period: string;
  item: string;
  itemName: string;
  state: string;
  values: Figures;
  reasons: Figures;
  findings: unknown;
  proposal: Figures | null;
  revision: number;
  late: boolean | null;
  dueDay: string | null;
  submittedAt: string | null;
  stateDueDay: string | null;
  stateDueRole: string | null;
  version: number;
  createdAt: string;
}

export const subjectColumns = sql`s.id::text as id, s.kind, s.name, s.code, r.name as "regionName", s.region_path as "regionPath",
  substr(s.industry_code, 1, 2) as division, s.simulated`;

const columns = sql`${subjectColumns}, p.id::text as "reportId", p.pack, p.form, p.period, p.item, coalesce(j.name, '') as "itemName", p.state,
  p."values", p.reasons, p.findings, p.proposal, p.revision, p.late, p.due_day as "dueDay", p.submitted_at as "submittedAt",
  p.state_due_day as "stateDueDay", p.state_due_role as "stateDueRole", p.version, p.created_at as "createdAt"`;
const from = sql`report p join subject s on s.id = p.subject_id join region r on r.code = s.region_code
  left join report_project j on j.subject_id = p.subject_id and j.id::text = p.item`;

export interface Place {
  subjectId: string;
  pack: string;
  form: string;
  period: string;
  item: string;
}

const isPlace = (p: Place) =>
  sql`p.subject_id = ${p.subjectId}::uuid and p.pack = ${p.pack} and p.form = ${p.form} and p.period = ${p.period} and p.item = ${p.item}`;

export const subjectById = async (tx: Tx, id: string): Promise<SubjectRow | undefined> =>
  (
    await sql<SubjectRow>`select ${subjectColumns} from subject s join region r on r.code = s.region_code where s.id = ${id}::uuid`.execute(
      tx,
    )
  ).rows[0];

export const subjectByCode = async (tx: Tx, kind: string, code: string): Promise<SubjectRow | undefined> =>
  (
    await sql<SubjectRow>`select ${subjectColumns} from subject s join region r on r.code = s.region_code where s.kind = ${kind} and s.code = ${code}`.execute(
      tx,
    )
  ).rows[0];

/** `lock` holds the report until the end of the transaction: of two at once the second sees what the first did. */
export const reportAt = async (tx: Tx, p: Place, lock = false): Promise<ReportRow | undefined> =>
  (
    await sql<ReportRow>`select ${columns} from ${from} where ${isPlace(p)} ${lock ? sql`for update of p` : sql``}`.execute(
      tx,
    )
  ).rows[0];

/** By number, in one order, so that two bulk acts over the same reports never wait for each other in a circle. */
export const reportsById = async (tx: Tx, ids: readonly string[], lock = false): Promise<ReportRow[]> =>
  (
    await sql<ReportRow>`select ${columns} from ${from} where p.id = any(${[...ids]}::uuid[]) order by p.id ${lock ? sql`for update of p` : sql``}`.execute(
      tx,
    )
  ).rows;

export interface NewReport extends Place {
  id: string;
  state: string;
  values: Figures;
  reasons: Figures;
  findings: unknown;
  late: boolean | null;
  dueDay: string | null;
  submittedAt: string | null;
  stateDueDay: string | null;
  stateDueRole: string | null;
  by: string;
}

export interface NewEvent {
  subjectId: string;
  reportId: string;
  key: string;
  act: string;
  from: string;
  to: string;
  byAccount: string | null;
  byName: string;
  byRole: string;
  via: Via;
  reason: string;
  values: Figures | null;
  findings: unknown;
  ruleHash: string;
}

const json = (v: unknown): string | null => (v === null || v === undefined ? null : JSON.stringify(v));

/** The first row of a report, with its first event where it is handed in at once; false where somebody was first. */
export async function insertReport(tx: Tx, r: NewReport, e: NewEvent | null, now: string): Promise<boolean> {
  const insert = sql`insert into report (subject_id, pack, form, period, item, id, state, "values", reasons, findings, late, due_day, submitted_at,
      state_due_day, state_due_role, created_at, updated_at, updated_by)
    values (${r.subjectId}::uuid, ${r.pack}, ${r.form}, ${r.period}, ${r.item}, ${r.id}::uuid, ${r.state}, ${json(r.values)}::jsonb,
      ${json(r.reasons)}::jsonb, ${json(r.findings)}::jsonb, ${r.late}, ${r.dueDay}::date, ${r.submittedAt}::timestamptz, ${r.stateDueDay}::date,
      ${r.stateDueRole}, ${now}::timestamptz, ${now}::timestamptz, ${r.by})
    on conflict (subject_id, pack, form, period, item) do nothing`;
  const done =
    e === null
      ? await insert.execute(tx)
      : await sql`with made as (${insert} returning subject_id, id)
          insert into report_event (subject_id, report_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, via, reason, "values",
            findings, rule_hash)
          select subject_id, id, 1, ${e.key}::uuid, ${e.act}, ${e.from}, ${e.to}, ${now}::timestamptz, ${e.byAccount}::uuid, ${e.byName}, ${e.byRole},
            ${e.via}, ${e.reason}, ${json(e.values)}::jsonb, ${json(e.findings)}::jsonb, ${e.ruleHash} from made`.execute(
          tx,
        );
  return Number(done.numAffectedRows ?? 0n) === 1;
}

export interface Change {
  id: string;
  version: number;
  state: string;
  values: Figures;
  reasons: Figures;
  findings: unknown;
  proposal: Figures | null;
  revision: number;
  late: boolean | null;
  submittedAt: string | null;
  stateDueDay: string | null;
  stateDueRole: string | null;
  by: string;
}

/** Changes reports that are still as they were seen, in one statement; gives how many there were. */
export async function updateReports(tx: Tx, changes: readonly Change[], now: string): Promise<number> {
  const r =
    await sql`update report p set state = c.state, "values" = c."values", reasons = c.reasons, findings = c.findings,
      proposal = nullif(c.proposal, 'null'::jsonb), revision = c.revision, late = c.late, submitted_at = c."submittedAt", state_due_day = c."stateDueDay",
      state_due_role = c."stateDueRole", version = p.version + 1, updated_at = ${now}::timestamptz, updated_by = c.by
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(id uuid, version int, state text, "values" jsonb, reasons jsonb, findings jsonb,
      proposal jsonb, revision int, late boolean, "submittedAt" timestamptz, "stateDueDay" date, "stateDueRole" text, by text)
    where p.id = c.id and p.version = c.version`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}

/** Events of reports that are held: the next number of each is the count of what is there. */
export async function addEvents(tx: Tx, events: readonly NewEvent[], now: string): Promise<void> {
  await sql`insert into report_event (subject_id, report_id, seq, key, act, from_state, to_state, at, by_account, by_name, by_role, via, reason, "values",
      findings, rule_hash)
    select e."subjectId", e."reportId", coalesce((select max(seq) from report_event x where x.subject_id = e."subjectId" and x.report_id = e."reportId"), 0) + 1,
      e.key, e.act, e."from", e."to", ${now}::timestamptz, e."byAccount", e."byName", e."byRole", e.via, e.reason, nullif(e."values", 'null'::jsonb),
      nullif(e.findings, 'null'::jsonb), e."ruleHash"
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e("subjectId" uuid, "reportId" uuid, key uuid, act text, "from" text, "to" text,
      "byAccount" uuid, "byName" text, "byRole" text, via text, reason text, "values" jsonb, findings jsonb, "ruleHash" text)`.execute(
    tx,
  );
}

export interface EventRow {
  reportId: string;
  seq: number;
  key: string;
  act: string;
  from: string;
  to: string;
  at: string;
  by: string;
  byAccount: string | null;
  via: Via;
  reason: string;
  values: Figures | null;
}

export const eventsOf = async (tx: Tx, ids: readonly string[]): Promise<EventRow[]> =>
  (
    await sql<EventRow>`select report_id::text as "reportId", seq, key::text as key, act, from_state as "from", to_state as "to", at, by_name as by,
        by_account::text as "byAccount", via, reason, "values"
      from report_event where report_id = any(${[...ids]}::uuid[]) and subject_id in (select subject_id from report where id = any(${[...ids]}::uuid[]))
      order by report_id, seq`.execute(tx)
  ).rows;

/** What one subject's figures were in some periods: facts, and reports handed in that are none yet (those count first). */
export async function figuresOf(
  tx: Tx,
  p: Omit<Place, 'period'>,
  periods: readonly string[],
  indicators: readonly string[],
  handed: readonly string[],
  facts: boolean,
): Promise<Map<string, Record<string, string>>> {
  const r = await sql<{ period: string; figures: Record<string, string> }>`
    select t.period, jsonb_object_agg(t.indicator, t.value order by t.rank) as figures from (
      select f.period, f.indicator, trim_scale(f.value)::text as value, 1 as rank from (
        select distinct on (period, indicator) period, indicator, value, status from fact
        where ${facts} and subject_id = ${p.subjectId}::uuid and period = any(${[...periods]}::text[]) and indicator = any(${[...indicators]}::text[])
        order by period, indicator, revision desc) f
      where f.value is not null and f.status <> 'returned'
      union all
      select p.period, v.key, v.value, 2 from report p cross join lateral jsonb_each_text(p."values") v
      where p.subject_id = ${p.subjectId}::uuid and p.pack = ${p.pack} and p.form = ${p.form} and p.item = ${p.item}
        and p.period = any(${[...periods]}::text[]) and p.state = any(${[...handed]}::text[]) and v.key = any(${[...indicators]}::text[])
    ) t group by t.period`.execute(tx);
  return new Map(r.rows.map((x) => [x.period, x.figures]));
}

/** Figures of a whole division in a period, one row an enterprise; at most a few thousand, which is plenty for a median. */
export const divisionFigures = async (
  tx: Tx,
  division: string,
  period: string,
  indicators: readonly string[],
): Promise<Record<string, string>[]> =>
  (
    await sql<{ figures: Record<string, string> }>`
      select jsonb_object_agg(f.indicator, trim_scale(f.value)::text) as figures from (
        select distinct on (f.indicator, f.subject_id) f.indicator, f.subject_id, f.value, f.status from fact f
        where f.indicator = any(${[...indicators]}::text[]) and f.period = ${period}
          and f.subject_id in (select id from subject where kind = 'enterprise' and substr(industry_code, 1, 2) = ${division} order by id limit 3000)
        order by f.indicator, f.subject_id, f.revision desc) f
      where f.value is not null and f.status <> 'returned' group by f.subject_id`.execute(tx)
  ).rows.map((x) => x.figures);

/** Latest typed figures of one subject's reports of a form, for the last-digit check. */
export const typedFigures = async (
  tx: Tx,
  p: Omit<Place, 'period'>,
  handed: readonly string[],
): Promise<Figures[]> =>
  (
    await sql<{
      values: Figures;
    }>`select "values" from report p where p.subject_id = ${p.subjectId}::uuid and p.pack = ${p.pack} and p.form = ${p.form}
      and p.item = ${p.item} and p.state = any(${[...handed]}::text[]) order by p.period desc limit 36`.execute(
      tx,
    )
  ).rows.map((x) => x.values);

/** Of project reports of one enterprise and month that are locked: what its projects come to together. */
export const lockedSums = async (
  tx: Tx,
  p: Place,
  locked: readonly string[],
): Promise<{ indicator: string; value: string }[]> =>
  (
    await sql<{
      indicator: string;
      value: string;
    }>`select v.key as indicator, trim_scale(sum(v.value::numeric))::text as value
      from report p cross join lateral jsonb_each_text(p."values") v
      where p.subject_id = ${p.subjectId}::uuid and p.pack = ${p.pack} and p.form = ${p.form} and p.period = ${p.period}
        and p.state = any(${[...locked]}::text[]) group by v.key`.execute(tx)
  ).rows;

export interface QueueFilter {
  pack: string;
  form?: string | undefined;
  period?: string | undefined;
  states?: readonly string[] | undefined;
  q?: string | undefined;
  region?: string | undefined;
  park?: string | undefined;
  late?: 'yes' | undefined;
  findings?: 'yes' | 'no' | undefined;
  sort: string;
}

const order: Readonly<Record<string, ReturnType<typeof sql>>> = {
  submittedAt: sql`p.submitted_at nulls last, p.id`,
  '-submittedAt': sql`p.submitted_at desc nulls last, p.id`,
  name: sql`s.name_key, p.period desc, p.id`,
  '-name': sql`s.name_key desc, p.period desc, p.id`,
  '-findings': sql`jsonb_array_length(p.findings) desc, p.submitted_at, p.id`,
};
const likePart = (q: string): string => `%${q.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
/** Subjects of a region and everything below it. */
const under = (region: string | undefined) =>
  sql`(${region ?? null}::text is null or s.region_path in (
    select x.path from region x, region top where top.code = ${region ?? null} and (x.path = top.path or starts_with(x.path, top.path || '/'))))`;

export async function queue(
  tx: Tx,
  f: QueueFilter,
  limit: number,
  offset: number,
): Promise<{ total: number; items: ReportRow[] }> {
  const q = f.q?.trim() ? likePart(f.q.trim().toLowerCase()) : null;
  const where = sql`p.pack = ${f.pack} and p.submitted_at is not null
    and (${f.form ?? null}::text is null or p.form = ${f.form ?? null}) and (${f.period ?? null}::text is null or p.period = ${f.period ?? null})
    and (${f.states ? [...f.states] : null}::text[] is null or p.state = any(${f.states ? [...f.states] : null}::text[]))
    and (${q}::text is null or lower(s.name) like ${q} or s.name_key like ${q} or lower(s.code) like ${q})
    and ${under(f.region)} and (${f.park ?? null}::text is null or s.park_code = ${f.park ?? null}) and (${f.late ?? null}::text is null or p.late)
    and (${f.findings ?? null}::text is null or (jsonb_array_length(p.findings) > 0) = (${f.findings ?? null} = 'yes'))`;
  const count = await sql<{ n: number }>`select count(*)::int as n from ${from} where ${where}`.execute(tx);
  const rows =
    await sql<ReportRow>`select ${columns} from ${from} where ${where} order by ${order[f.sort] ?? order['submittedAt']!} limit ${limit} offset ${offset}`.execute(
      tx,
    );
  return { total: count.rows[0]?.n ?? 0, items: rows.rows };
}

/** Reports of a form and period in some states, by number: what a job goes through. */
export const idsIn = async (
  tx: Tx,
  p: { pack: string; form: string; period: string },
  states: readonly string[],
  limit: number,
): Promise<string[]> =>
  (
    await sql<{
      id: string;
    }>`select id::text from report where pack = ${p.pack} and form = ${p.form} and period = ${p.period}
      and state = any(${[...states]}::text[]) order by id limit ${limit}`.execute(tx)
  ).rows.map((x) => x.id);

export const countyStaffed = async (tx: Tx, path: string): Promise<boolean> =>
  (await sql<{ yes: boolean }>`select duibiao_county_staffed(${path}) as yes`.execute(tx)).rows[0]?.yes ??
  false;
export const placeLevel = async (tx: Tx, path: string): Promise<string | undefined> =>
  (await sql<{ level: string }>`select level from region where path = ${path}`.execute(tx)).rows[0]?.level;

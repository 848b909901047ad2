/** Who is asked for which report, and how far it is. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#platform/db';
import { subjectColumns, type SubjectRow } from '../store.ts';

/** Who a form asks in a period. */
export interface Asked {
  pack: string;
  form: string;
  period: string;
  reporter: 'enterprise' | 'project' | 'park' | 'agency';
  aboveScale: boolean;
  /** Agencies with indicators of their own, and the region they report on. */
  agencies: readonly { id: string; name: string }[];
  region: string;
}

/** One row for every report that is asked for in the reader's scope: subject, item, its name. */
function asked(a: Asked): RawBuilder<unknown> {
  switch (a.reporter) {
    case 'enterprise':
      return a.aboveScale
        ? sql`select s.id as subject_id, '' as item, '' as item_name from subject s join above_scale a on a.subject_id = s.id
            where s.kind = 'enterprise' and duibiao_sees_report(s.id)
              and a.year = (select max(year) from above_scale where year <= ${Number(a.period.slice(0, 4))})`
        : sql`select s.id as subject_id, '' as item, '' as item_name from subject s where s.kind = 'enterprise' and duibiao_sees_report(s.id)`;
    case 'project':
      return sql`select j.subject_id, j.id::text as item, j.name as item_name from report_project j
        where j.from_period <= ${a.period} and (j.to_period is null or j.to_period >= ${a.period})`;
    case 'park':
      return sql`select s.id as subject_id, '' as item, '' as item_name from subject s where s.kind = 'park' and duibiao_sees_report(s.id)`;
    case 'agency':
      return sql`select s.id as subject_id, t.item, t.name as item_name from subject s
        cross join unnest(${a.agencies.map((x) => x.id)}::text[], ${a.agencies.map((x) => x.name)}::text[]) as t(item, name)
        where s.kind = 'region' and s.code = ${a.region} and duibiao_sees_report(s.id)`;
  }
}

export interface DutyRow extends SubjectRow {
  form: string;
  period: string;
  item: string;
  itemName: string;
  state: string | null;
  late: boolean | null;
  dueDay: string | null;
  reminders: number;
}

const joined = (
  a: Asked,
): RawBuilder<unknown> => sql`(${asked(a)}) o join subject s on s.id = o.subject_id join region r on r.code = s.region_code
  left join report p on p.subject_id = o.subject_id and p.pack = ${a.pack} and p.form = ${a.form} and p.period = ${a.period} and p.item = o.item`;
const dutyColumns = (
  a: Asked,
): RawBuilder<unknown> => sql`${subjectColumns}, ${a.form} as form, ${a.period} as period, o.item, o.item_name as "itemName",
  p.state, p.late, p.due_day as "dueDay", (select count(*)::int from report_reminder m where m.subject_id = o.subject_id and m.pack = ${a.pack}
    and m.form = ${a.form} and m.period = ${a.period} and m.item = o.item) as reminders`;

/** Duties of some forms and periods that one subject (or agency) has; `subject` null gives everybody's in scope. */
export async function dutiesOf(
  tx: Tx,
  all: readonly Asked[],
  only: { subjects: readonly string[] | null; item: string | null },
): Promise<DutyRow[]> {
  if (all.length === 0) return [];
  const parts = all.map(
    (a) => sql`select ${dutyColumns(a)} from ${joined(a)}
      where (${only.subjects ? [...only.subjects] : null}::uuid[] is null or o.subject_id = any(${only.subjects ? [...only.subjects] : null}::uuid[]))
        and (${only.item}::text is null or o.item = ${only.item})`,
  );
  return (await sql<DutyRow>`${sql.join(parts, sql` union all `)}`.execute(tx)).rows;
}

export interface PlaceRow {
  code: string;
  name: string;
  asked: number;
  handed: number;
  late: number;
  passed: number;
  locked: number;
  missing: number;
  simulated: boolean;
}

export interface States {
  handed: readonly string[];
  passed: readonly string[];
  locked: readonly string[];
  void: readonly string[];
}

/** Counts by place. Who need not report any more is not asked; what was sent back is missing again. */
export async function progressBy(
  tx: Tx,
  a: Asked,
  states: States,
  by: 'city' | 'county' | 'park',
): Promise<PlaceRow[]> {
  const code = {
    county: sql`r.code`,
    city: sql`case when r.level = 'county' then coalesce(u.code, r.code) else r.code end`,
    park: sql`coalesce(s.park_code, '')`,
  }[by];
  const name = {
    county: sql`max(r.name)`,
    city: sql`max(case when r.level = 'county' then coalesce(u.name, r.name) else r.name end)`,
    park: sql`coalesce(max(k.name), '')`,
  }[by];
  const is = (list: readonly string[]): RawBuilder<unknown> => sql`p.state = any(${[...list]}::text[])`;
  return (
    await sql<PlaceRow>`select ${code} as code, ${name} as name, count(*)::int as asked,
        (count(*) filter (where ${is(states.handed)}))::int as handed, (count(*) filter (where ${is(states.handed)} and p.late))::int as late,
        (count(*) filter (where ${is(states.passed)}))::int as passed, (count(*) filter (where ${is(states.locked)}))::int as locked,
        (count(*) filter (where p.state is null or not ${is(states.handed)}))::int as missing, bool_or(s.simulated) as simulated
      from ${joined(a)} left join region u on u.code = r.parent_code left join park k on k.code = s.park_code
      where p.state is null or not ${is(states.void)} group by 1 order by 1`.execute(tx)
  ).rows;
}

/** Those whose report is not handed in, by place and name. */
export async function missing(
  tx: Tx,
  a: Asked,
  states: States,
  f: { region?: string | undefined; q?: string | undefined },
  limit: number,
  offset: number,
): Promise<{ total: number; items: DutyRow[] }> {
  const q = f.q?.trim()
    ? `%${f.q
        .trim()
        .toLowerCase()
        .replace(/[\\%_]/g, (c) => `\\${c}`)}%`
    : null;
  const where = sql`(p.state is null or p.state <> all(${[...states.handed, ...states.void]}::text[]))
    and (${q}::text is null or lower(s.name) like ${q} or s.name_key like ${q} or lower(s.code) like ${q} or lower(o.item_name) like ${q})
    and (${f.region ?? null}::text is null or s.region_path in (
      select x.path from region x, region top where top.code = ${f.region ?? null} and (x.path = top.path or starts_with(x.path, top.path || '/'))))`;
  const count = await sql<{ n: number }>`select count(*)::int as n from ${joined(a)} where ${where}`.execute(
    tx,
  );
  const rows =
    await sql<DutyRow>`select ${dutyColumns(a)} from ${joined(a)} where ${where} order by s.region_path, s.name_key, o.item limit ${limit} offset ${offset}`.execute(
      tx,
    );
  return { total: count.rows[0]?.n ?? 0, items: rows.rows };
}

/** Puts one reminder a day on record for each report that is missing. */
export async function remindMissing(
  tx: Tx,
  a: Asked,
  states: States,
  o: { day: string; kind: 'soon' | 'late'; by: string },
): Promise<number> {
  const r = await sql`insert into report_reminder (subject_id, pack, form, period, item, day, kind, by_name)
    select o.subject_id, ${a.pack}, ${a.form}, ${a.period}, o.item, ${o.day}::date, ${o.kind}, ${o.by} from ${joined(a)}
    where p.state is null or p.state <> all(${[...states.handed, ...states.void]}::text[]) on conflict do nothing`.execute(
    tx,
  );
  return Number(r.numAffectedRows ?? 0n);
}

/** Parks whose place lies in the reader's scope. */
export const parksInScope = async (tx: Tx): Promise<string[]> =>
  (
    await sql<{
      id: string;
    }>`select id::text from subject where kind = 'park' and duibiao_sees_report(id) order by name_key`.execute(
      tx,
    )
  ).rows.map((x) => x.id);

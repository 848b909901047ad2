import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#platform/db';

export type Size = 'large' | 'medium' | 'small' | 'micro';

export interface RegionRow {
  code: string;
  name: string;
  level: 'province' | 'city' | 'county' | 'unit';
  parentCode: string | null;
  path: string;
  note: string;
  source: string;
}
export interface IndustryRow {
  code: string;
  name: string;
  level: 'section' | 'division' | 'group' | 'class';
  parentCode: string | null;
  note: string;
}
export interface ParkRow {
  code: string;
  name: string;
  kind: string;
  regionCode: string;
  level: string;
  leadingIndustries: string;
  note: string;
  verified: boolean;
  source: string;
}
export interface AgencyRow {
  code: string;
  name: string;
  shortName: string;
  fromDay: string | null;
  toDay: string | null;
  successorCode: string | null;
  source: string;
}

const json = (rows: readonly unknown[]): string => JSON.stringify(rows);

/** Parents before children, as the content lists them. */
export async function upsertRegions(tx: Tx, rows: readonly RegionRow[]): Promise<void> {
  await sql`insert into region (code, name, level, parent_code, path, note, source)
    select code, name, level, "parentCode", path, note, source from jsonb_to_recordset(${json(rows)}::jsonb)
      as t(code text, name text, level text, "parentCode" text, path text, note text, source text)
    on conflict (code) do update set name = excluded.name, level = excluded.level, parent_code = excluded.parent_code, path = excluded.path,
      note = excluded.note, source = excluded.source`.execute(tx);
}
export async function upsertIndustries(tx: Tx, rows: readonly IndustryRow[]): Promise<void> {
  await sql`insert into industry (code, name, level, parent_code, note)
    select code, name, level, "parentCode", note from jsonb_to_recordset(${json(rows)}::jsonb) as t(code text, name text, level text, "parentCode" text, note text)
    on conflict (code) do update set name = excluded.name, level = excluded.level, parent_code = excluded.parent_code, note = excluded.note`.execute(
    tx,
  );
}
export async function upsertParks(tx: Tx, rows: readonly ParkRow[]): Promise<void> {
  await sql`insert into park (code, name, kind, region_code, level, leading_industries, note, verified, source)
    select code, name, kind, "regionCode", level, "leadingIndustries", note, verified, source from jsonb_to_recordset(${json(rows)}::jsonb)
      as t(code text, name text, kind text, "regionCode" text, level text, "leadingIndustries" text, note text, verified boolean, source text)
    on conflict (code) do update set name = excluded.name, kind = excluded.kind, region_code = excluded.region_code, level = excluded.level,
      leading_industries = excluded.leading_industries, note = excluded.note, verified = excluded.verified, source = excluded.source`.execute(
    tx,
  );
}
export async function upsertAgencies(tx: Tx, pack: string, rows: readonly AgencyRow[]): Promise<void> {
  await sql`insert into agency (pack, code, name, short_name, from_day, to_day, successor_code, source)
    select ${pack}, code, name, "shortName", "fromDay", "toDay", "successorCode", source from jsonb_to_recordset(${json(rows)}::jsonb)
      as t(code text, name text, "shortName" text, "fromDay" date, "toDay" date, "successorCode" text, source text)
    on conflict (pack, code) do update set name = excluded.name, short_name = excluded.short_name, from_day = excluded.from_day, to_day = excluded.to_day,
      successor_code = excluded.successor_code, source = excluded.source`.execute(tx);
}

export interface NewSubject {
  id: string;
  kind: 'enterprise' | 'park' | 'region' | 'agency';
  code: string;
  name: string;
  nameKey: string;
  regionCode: string;
  industryCode: string | null;
  parkCode: string | null;
  size: Size | null;
  simulated: boolean;
}

/** Adds subjects; those whose kind and code are there already are left alone. The region's path is copied, so that scope is one comparison. */
export async function insertSubjects(tx: Tx, rows: readonly NewSubject[], now: string): Promise<number> {
  const r =
    await sql`insert into subject (id, kind, code, name, name_key, region_code, region_path, industry_code, park_code, size_class, simulated, created_at)
    select t.id, t.kind, t.code, t.name, t."nameKey", t."regionCode", r.path, t."industryCode", t."parkCode", t.size, t.simulated, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as t(id uuid, kind text, code text, name text, "nameKey" text, "regionCode" text, "industryCode" text, "parkCode" text, size text, simulated boolean)
    join region r on r.code = t."regionCode"
    on conflict (kind, code) do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n);
}

export async function insertAboveScale(
  tx: Tx,
  rows: readonly { subjectId: string; year: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into above_scale (subject_id, year)
    select "subjectId", year from jsonb_to_recordset(${json(rows)}::jsonb) as t("subjectId" uuid, year int) on conflict do nothing`.execute(
    tx,
  );
}

export const regions = async (tx: Tx): Promise<(RegionRow & { enterprises: number })[]> =>
  (
    await sql<
      RegionRow & { enterprises: number }
    >`select r.code, r.name, r.level, r.parent_code as "parentCode", r.path, r.note, r.source,
      coalesce((select sum(n) from (select region_path, count(*)::int as n from subject where kind = 'enterprise' group by region_path) c
        where c.region_path = r.path or starts_with(c.region_path, r.path || '/')), 0)::int as enterprises
    from region r order by r.path`.execute(tx)
  ).rows;

export const industries = async (tx: Tx): Promise<(IndustryRow & { enterprises: number })[]> =>
  (
    await sql<IndustryRow & { enterprises: number }>`with recursive own as (
        select industry_code as code, count(*)::int as n from subject where kind = 'enterprise' group by industry_code
      ), up as (
        select i.code, i.parent_code, o.n from own o join industry i on i.code = o.code
        union all select p.code, p.parent_code, u.n from up u join industry p on p.code = u.parent_code
      ), total as (select code, sum(n)::int as n from up group by code)
      select i.code, i.name, i.level, i.parent_code as "parentCode", i.note, coalesce(t.n, 0)::int as enterprises
      from industry i left join total t on t.code = i.code
      order by case when i.level = 'section' then i.code else (select s.code from industry d join industry s on s.code = d.parent_code where d.code = substr(i.code, 1, 2)) end,
        case when i.level = 'section' then '' else i.code end`.execute(tx)
  ).rows;

export const parks = async (tx: Tx): Promise<(ParkRow & { regionName: string; enterprises: number })[]> =>
  (
    await sql<
      ParkRow & { regionName: string; enterprises: number }
    >`select p.code, p.name, p.kind, p.region_code as "regionCode", r.name as "regionName", p.level,
      p.leading_industries as "leadingIndustries", p.note, p.verified, p.source,
      (select count(*)::int from subject s where s.kind = 'enterprise' and s.park_code = p.code) as enterprises
    from park p join region r on r.code = p.region_code order by r.path, p.code`.execute(tx)
  ).rows;

export const agencies = async (
  tx: Tx,
): Promise<(AgencyRow & { pack: string; successorName: string | null })[]> =>
  (
    await sql<
      AgencyRow & { pack: string; successorName: string | null }
    >`select a.pack, a.code, a.name, a.short_name as "shortName", a.from_day as "fromDay", a.to_day as "toDay",
      a.successor_code as "successorCode", s.name as "successorName", a.source
    from agency a left join agency s on s.pack = a.pack and s.code = a.successor_code order by a.pack, a.name`.execute(
      tx,
    )
  ).rows;

export interface EnterpriseRow {
  id: string;
  creditCode: string;
  name: string;
  regionCode: string;
  regionName: string;
  industryCode: string;
  industryName: string;
  parkCode: string | null;
  parkName: string | null;
  size: Size | null;
  aboveScale: number[];
  simulated: boolean;
  version: number;
  createdAt: string;
}

export interface EnterpriseFilter {
  q: string | undefined;
  region: string | undefined;
  park: string | undefined;
  industry: string | undefined;
  size: readonly string[] | undefined;
  year: number | undefined;
  sort: string;
}

const escapeLike = (s: string): string => s.replace(/[\\%_]/g, (c) => `\\${c}`);

function where(f: EnterpriseFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`s.kind = 'enterprise'`];
  if (f.q) {
    const like = `%${escapeLike(f.q)}%`;
    const lower = `%${escapeLike(f.q.toLowerCase())}%`;
    parts.push(
      sql`(s.name like ${like} or s.name_key like ${lower} or s.code like ${`${escapeLike(f.q.toUpperCase())}%`})`,
    );
  }
  if (f.region)
    parts.push(
      sql`exists (select from region x where x.code = ${f.region} and (s.region_path = x.path or starts_with(s.region_path, x.path || '/')))`,
    );
  if (f.park) parts.push(sql`s.park_code = ${f.park}`);
  if (f.industry)
    parts.push(
      /^[A-Z]$/.test(f.industry)
        ? sql`substr(s.industry_code, 1, 2) in (select code from industry where parent_code = ${f.industry})`
        : sql`s.industry_code like ${`${escapeLike(f.industry)}%`}`,
    );
  if (f.size) parts.push(sql`s.size_class = any(${[...f.size]}::text[])`);
  if (f.year)
    parts.push(sql`exists (select from above_scale a where a.subject_id = s.id and a.year = ${f.year})`);
  return sql`where ${sql.join(parts, sql` and `)}`;
}

const columns = sql`s.id::text as id, s.code as "creditCode", s.name, s.region_code as "regionCode", r.name as "regionName", s.industry_code as "industryCode",
  i.name as "industryName", s.park_code as "parkCode", p.name as "parkName", s.size_class as size,
  coalesce((select array_agg(a.year order by a.year) from above_scale a where a.subject_id = s.id), '{}') as "aboveScale",
  s.simulated, s.version, s.created_at as "createdAt"
  from subject s join region r on r.code = s.region_code join industry i on i.code = s.industry_code left join park p on p.code = s.park_code`;

const sorts: Readonly<Record<string, RawBuilder<unknown>>> = {
  name: sql`s.name_key`,
  creditCode: sql`s.code`,
  industry: sql`s.industry_code`,
  region: sql`s.region_path`,
};

export async function listEnterprises(
  tx: Tx,
  f: EnterpriseFilter,
  limit: number,
  offset: number,
): Promise<{ total: number; items: EnterpriseRow[] }> {
  const down = f.sort.startsWith('-');
  const by = sorts[f.sort.replace('-', '')] ?? sorts['name']!;
  // Ids of the page first, details after: joins and sub-selects run for the page only.
  const rows =
    await sql<EnterpriseRow>`with page as (select s.id, row_number() over (order by ${by} ${down ? sql`desc` : sql`asc`}, s.id) as n from subject s ${where(f)} order by n limit ${limit} offset ${offset})
    select ${columns} join page on page.id = s.id order by page.n`.execute(tx);
  const count = await sql<{ n: bigint }>`select count(*) as n from subject s ${where(f)}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows };
}

export const enterpriseById = async (tx: Tx, id: string): Promise<EnterpriseRow | undefined> =>
  (await sql<EnterpriseRow>`select ${columns} where s.kind = 'enterprise' and s.id = ${id}::uuid`.execute(tx))
    .rows[0];

export const enterprisesByCodes = async (
  tx: Tx,
  codes: readonly string[],
): Promise<Map<string, { id: string; name: string }>> => {
  const r = await sql<{
    id: string;
    code: string;
    name: string;
  }>`select id::text, code, name from subject where kind = 'enterprise' and code = any(${[...codes]}::text[])`.execute(
    tx,
  );
  return new Map(r.rows.map((x) => [x.code, { id: x.id, name: x.name }]));
};

export const enterprisesByNames = async (
  tx: Tx,
  names: readonly string[],
): Promise<Map<string, { id: string; code: string }[]>> => {
  const r = await sql<{
    id: string;
    code: string;
    name: string;
  }>`select id::text, code, name from subject where kind = 'enterprise' and name = any(${[...names]}::text[])`.execute(
    tx,
  );
  const out = new Map<string, { id: string; code: string }[]>();
  for (const x of r.rows) out.set(x.name, [...(out.get(x.name) ?? []), { id: x.id, code: x.code }]);
  return out;
};

/** Returns false when somebody else changed the row first, or it is out of the actor's scope. */
export async function updateEnterprise(
  tx: Tx,
  id: string,
  e: { name: string; nameKey: string; regionCode: string; industryCode: string; parkCode: string | null },
  version: number,
): Promise<boolean> {
  const r =
    await sql`update subject s set name = ${e.name}, name_key = ${e.nameKey}, region_code = ${e.regionCode}, region_path = r.path, industry_code = ${e.industryCode},
      park_code = ${e.parkCode}, version = s.version + 1
    from region r where r.code = ${e.regionCode} and s.id = ${id}::uuid and s.version = ${version} and s.kind = 'enterprise'`.execute(
      tx,
    );
  return r.numAffectedRows === 1n;
}

export async function replaceAboveScale(tx: Tx, id: string, years: readonly number[]): Promise<void> {
  await sql`delete from above_scale where subject_id = ${id}::uuid`.execute(tx);
  await insertAboveScale(
    tx,
    years.map((year) => ({ subjectId: id, year })),
  );
}

export async function setSizes(tx: Tx, rows: readonly { id: string; size: Size }[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`update subject s set size_class = t.size from jsonb_to_recordset(${json(rows)}::jsonb) as t(id uuid, size text)
    where s.id = t.id and s.size_class is distinct from t.size`.execute(tx);
}

export const industryNames = async (
  tx: Tx,
  codes: readonly string[],
): Promise<{ code: string; name: string }[]> =>
  (
    await sql<{
      code: string;
      name: string;
    }>`select code, name from industry where code = any(${[...codes]}::text[]) order by length(code), code`.execute(
      tx,
    )
  ).rows;

export const regionPath = async (tx: Tx, code: string): Promise<{ code: string; name: string }[]> =>
  (
    await sql<{ code: string; name: string }>`with recursive up as (
      select code, name, parent_code, 0 as depth from region where code = ${code}
      union all select r.code, r.name, r.parent_code, u.depth + 1 from up u join region r on r.code = u.parent_code)
    select code, name from up order by depth desc`.execute(tx)
  ).rows;

export const regionExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await sql`select 1 from region where code = ${code} and level in ('city', 'county', 'unit')`.execute(tx))
    .rows.length > 0;
export const classExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await sql`select 1 from industry where code = ${code} and length(code) = 4`.execute(tx)).rows.length > 0;
export const parkExists = async (tx: Tx, code: string): Promise<boolean> =>
  (await sql`select 1 from park where code = ${code}`.execute(tx)).rows.length > 0;

/** The first simulated enterprise of an industry, by code: for the demonstration sign-in of an enterprise. */
export const firstSimulated = async (
  tx: Tx,
  industry: string,
): Promise<{ id: string; regionPath: string } | undefined> =>
  (
    await sql<{
      id: string;
      regionPath: string;
    }>`select id::text, region_path as "regionPath" from subject where kind = 'enterprise' and simulated
      order by (industry_code like ${`${industry}%`}) desc, code limit 1`.execute(tx)
  ).rows[0];

/** Codes and names of counties and industry classes, for rows of a file that name theirs either way. */
export async function placesKnown(
  tx: Tx,
): Promise<{ region(text: string): string | undefined; industry(text: string): string | undefined }> {
  const index = (rows: readonly { code: string; name: string }[]): Map<string, string> =>
    new Map(rows.flatMap((r) => [[r.name, r.code] as const, [r.code, r.code] as const]));
  const r = await sql<{
    code: string;
    name: string;
  }>`select code, name from region where level <> 'province'`.execute(tx);
  const i = await sql<{
    code: string;
    name: string;
  }>`select code, name from industry where level = 'class'`.execute(tx);
  const [regions, classes] = [index(r.rows), index(i.rows)];
  return {
    region: (t) => regions.get(t.trim()),
    industry: (t) => classes.get(t.trim().replace(/^[A-Z]/, '')),
  };
}

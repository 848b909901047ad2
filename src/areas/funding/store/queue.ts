/** Many applications at once: lists, counts, sums. Row-level security keeps each reader to his own. */
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '#platform/db';
import { applicationColumns, applicationTables, type ApplicationRow } from '../store.ts';

/** A state of a way, as notices name it. */
export interface StateOf {
  pack: string;
  route: string;
  state: string;
}
export interface QueueFilter {
  q?: string | undefined;
  state?: string | undefined;
  scheme?: string | undefined;
  year?: number | undefined;
  region?: string | undefined;
  notice?: string | undefined;
  subject?: string | undefined;
  due?: 'late' | 'soon' | undefined;
  /** Only what was handed in: a draft is nobody's business but the enterprise's. */
  handedIn: boolean;
  /** Only what stands in one of these states. */
  waiting?: readonly StateOf[] | undefined;
}
export interface Days {
  today: string;
  soon: string;
}

export const opt = (column: RawBuilder<unknown>, v: string | number | undefined, type: string) =>
  v === undefined ? sql`true` : sql`${column} = ${String(v)}::${sql.raw(type)}`;
export const inRegion = (code: string | undefined) =>
  code === undefined
    ? sql`true`
    : sql`s.region_path in (select x.path from region x, region top
        where top.code = ${code} and (x.path = top.path or starts_with(x.path, top.path || '/')))`;
/** Anywhere in the name, its pinyin, the credit code or the project. */
const named = (q: string | undefined) =>
  q === undefined || q === ''
    ? sql`true`
    : sql`strpos(lower(s.name || ' ' || s.name_key || ' ' || s.code || ' ' || a.project), lower(${q})) > 0`;

const where = (
  f: QueueFilter,
  days: Days,
) => sql`${named(f.q)} and ${f.handedIn ? sql`a.claimed_fen is not null` : sql`true`}
  and ${opt(sql`a.state`, f.state, 'text')} and ${opt(sql`a.scheme`, f.scheme, 'text')} and ${opt(sql`a.year`, f.year, 'int')}
  and ${opt(sql`a.notice_id`, f.notice, 'uuid')} and ${opt(sql`a.subject_id`, f.subject, 'uuid')} and ${inRegion(f.region)}
  and ${
    f.due === 'late'
      ? sql`a.due_day < ${days.today}::date`
      : f.due === 'soon'
        ? sql`a.due_day between ${days.today}::date and ${days.soon}::date`
        : sql`true`
  }
  and ${
    f.waiting === undefined
      ? sql`true`
      : sql`(a.pack, (select n.route from fund_notice n where n.id = a.notice_id), a.state) in (
          select w->>'pack', w->>'route', w->>'state' from jsonb_array_elements(${JSON.stringify(f.waiting)}::jsonb) w)`
  }`;

const order = {
  updatedAt: sql`a.updated_at, a.id`,
  '-updatedAt': sql`a.updated_at desc, a.id desc`,
  name: sql`s.name_key, a.id`,
  '-name': sql`s.name_key desc, a.id`,
  year: sql`a.year, a.id`,
  '-year': sql`a.year desc, a.id desc`,
  due: sql`a.due_day nulls last, a.id`,
  '-due': sql`a.due_day desc nulls last, a.id`,
  claimed: sql`a.claimed_fen nulls first, a.id`,
  '-claimed': sql`a.claimed_fen desc nulls last, a.id`,
} as const;
export type QueueSort = keyof typeof order;

export async function list(
  tx: Tx,
  f: QueueFilter & { sort: QueueSort },
  days: Days,
  limit: number,
  offset: number,
): Promise<{ total: number; items: ApplicationRow[] }> {
  const total = await count(tx, f, days);
  const r =
    await sql<ApplicationRow>`select ${applicationColumns} from ${applicationTables} where ${where(f, days)}
    order by ${order[f.sort]} limit ${limit} offset ${offset}`.execute(tx);
  return { total, items: r.rows };
}

export const count = async (tx: Tx, f: QueueFilter, days: Days): Promise<number> =>
  (
    await sql<{
      n: number;
    }>`select count(*)::int as n from ${applicationTables} where ${where(f, days)}`.execute(tx)
  ).rows[0]?.n ?? 0;

export const countStates = async (
  tx: Tx,
  f: QueueFilter,
  days: Days,
): Promise<{ state: string; n: number }[]> =>
  (
    await sql<{ state: string; n: number }>`select a.state, count(*)::int as n from ${applicationTables}
      where ${where(f, days)} group by a.state`.execute(tx)
  ).rows;

export const years = async (tx: Tx): Promise<number[]> =>
  (
    await sql<{ year: number }>`select distinct year from fund_application order by year desc`.execute(tx)
  ).rows.map((r) => r.year);

export interface Sums {
  applications: number;
  claimed: bigint;
  approved: bigint;
  committed: bigint;
  paid: bigint;
  recovered: bigint;
}
export interface SumRow extends Sums {
  key: string;
  title: string;
  note: string;
  simulated: boolean;
}
export interface LedgerFilter {
  pack: string;
  by: 'scheme' | 'place' | 'enterprise';
  q?: string | undefined;
  scheme?: string | undefined;
  year?: number | undefined;
  region?: string | undefined;
}

/** Handed in and not given up: what counts in the ledger. */
const counted = (
  f: LedgerFilter,
) => sql`a.pack = ${f.pack} and a.live and a.claimed_fen is not null and ${named(f.q)}
  and ${opt(sql`a.scheme`, f.scheme, 'text')} and ${opt(sql`a.year`, f.year, 'int')} and ${inRegion(f.region)}`;
const moneyOf = sql`left join lateral (select
    coalesce(sum(case t.kind when 'commitment' then t.amount when 'release' then -t.amount end), 0) as committed,
    coalesce(sum(t.amount) filter (where t.kind = 'payment'), 0) as paid,
    coalesce(sum(t.amount) filter (where t.kind = 'recovery'), 0) as recovered
  from fund_transaction t where t.application_id = a.id) m on true`;
const sums = sql`count(*)::int as applications, coalesce(sum(a.claimed_fen), 0)::bigint as claimed,
  coalesce(sum(a.approved_fen), 0)::bigint as approved, coalesce(sum(m.committed), 0)::bigint as committed,
  coalesce(sum(m.paid), 0)::bigint as paid, coalesce(sum(m.recovered), 0)::bigint as recovered`;
const head = {
  scheme: sql`a.scheme as key, a.scheme as title, '' as note, false as simulated`,
  place: sql`r.code as key, r.name as title, coalesce(max(c.name), '') as note, false as simulated`,
  enterprise: sql`s.id::text as key, s.name as title, s.code as note, s.simulated`,
} as const;
const group = {
  scheme: sql`a.scheme`,
  place: sql`r.code, r.name`,
  enterprise: sql`s.id, s.name, s.code, s.simulated`,
} as const;

/** One line for each scheme, place or enterprise, in no order: they are ordered where their titles are known. */
export const ledger = async (tx: Tx, f: LedgerFilter): Promise<SumRow[]> =>
  (
    await sql<SumRow>`select ${head[f.by]}, ${sums} from fund_application a join subject s on s.id = a.subject_id
      join region r on r.code = s.region_code left join region c on c.code = r.parent_code and c.level = 'city' ${moneyOf}
      where ${counted(f)} group by ${group[f.by]}`.execute(tx)
  ).rows;

/** Applications behind the ledger, one by one, with what was booked for each. */
export const ledgerLines = async (
  tx: Tx,
  f: LedgerFilter,
  limit: number,
): Promise<(ApplicationRow & Omit<Sums, 'applications' | 'claimed' | 'approved'>)[]> =>
  (
    await sql<ApplicationRow & Omit<Sums, 'applications' | 'claimed' | 'approved'>>`
      select ${applicationColumns}, m.committed::bigint as committed, m.paid::bigint as paid, m.recovered::bigint as recovered
      from ${applicationTables} ${moneyOf} where ${counted(f)} order by a.scheme, a.year, s.name_key, a.id limit ${limit}`.execute(
      tx,
    )
  ).rows;

/** 应享台账: what was found to be owed beside what was claimed, committed and paid. Row-level security keeps every reader to his own. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';
import { inRegion, opt } from './queue.ts';

export interface EntitlementFilter {
  pack: string;
  q?: string | undefined;
  scheme?: string | undefined;
  year?: number | undefined;
  region?: string | undefined;
  subject?: string | undefined;
  status?: string | undefined;
  reason?: string | undefined;
}
export interface Sums {
  owed: bigint;
  claimed: bigint;
  committed: bigint;
  paid: bigint;
  unclaimed: bigint;
}
export interface EntitlementRow extends Sums {
  subjectId: string;
  name: string;
  creditCode: string;
  regionName: string;
  simulated: boolean;
  scheme: string;
  year: number;
  status: 'paid' | 'committed' | 'claimed' | 'unclaimed' | 'none';
  reason: string | null;
  state: string | null;
  missing: unknown;
  heldBy: string | null;
  heldReason: string | null;
  endedBy: string | null;
  endedReason: string | null;
  closes: string | null;
  claimId: string | null;
  applicationId: string | null;
}

/** Applications of one enterprise, scheme and year together; the last one that ended without money, with who ended it (finance only carries out). */
const applications = (pack: string) => sql`select a.subject_id, a.scheme, a.year,
    coalesce(sum(a.claimed_fen) filter (where a.live), 0) as claimed, coalesce(sum(m.committed), 0) as committed, coalesce(sum(m.paid), 0) as paid,
    bool_or(a.live and a.claimed_fen is not null) as live, (array_agg(a.id order by a.live desc, a.updated_at desc))[1] as id,
    (array_agg(a.id order by a.updated_at desc) filter (where not a.live))[1] as ended
  from fund_application a left join lateral (select
      sum(case t.kind when 'commitment' then t.amount when 'release' then -t.amount else 0 end) as committed,
      sum(case t.kind when 'payment' then t.amount when 'recovery' then -t.amount else 0 end) as paid
    from fund_transaction t where t.application_id = a.id) m on true
  where a.pack = ${pack} and (a.claimed_fen is not null or not a.live) group by a.subject_id, a.scheme, a.year`;

const rows = (
  pack: string,
  today: string,
) => sql`select k.*, k.owed - case when k.live then k.owed else 0 end as unclaimed,
    case when k.paid > 0 then 'paid' when k.committed > 0 then 'committed' when k.live then 'claimed' when k.owed > 0 then 'unclaimed' else 'none' end
      as status,
    case when k.live then null when k.outcome = 'barred' then 'barred' when k.outcome = 'near' then 'short' when k.state is not null then 'unreleased'
      when k.ended is not null then case when k.ended_role = 'enterprise' then 'withdrawn' else 'refused' end
      when k.owed = 0 then null when k.closes < ${today}::date then 'window-closed' when k.closes is not null then 'not-applied'
      when k.basis = 'reported' then 'unverified' else 'no-window' end as reason
  from (select coalesce(c.subject_id, a.subject_id) as subject_id, coalesce(c.scheme, a.scheme) as scheme, coalesce(c.year, a.year) as year,
      c.id as claim_id, c.outcome, c.basis, case when c.application_id is null then c.state end as state, c.missing,
      c.decided_name as held_by, c.decided_reason as held_reason,
      case when c.outcome = 'owed' then c.amount_fen else coalesce(a.claimed, 0) end as owed, coalesce(a.claimed, 0) as claimed,
      coalesce(a.committed, 0) as committed, coalesce(a.paid, 0) as paid, coalesce(a.live, false) as live, a.id as application_id, a.ended,
      e.by_role as ended_role, coalesce(nullif(e.by_body, ''), e.by_name) as ended_by, e.reason as ended_reason,
      (select max(n.closes) from fund_notice n where n.pack = ${pack} and n.scheme = coalesce(c.scheme, a.scheme) and n.year = coalesce(c.year, a.year)
        and not n.unasked and n.withdrawn_at is null) as closes
    from (select * from direct_claim where pack = ${pack} and outcome <> 'none') c
    full join (${applications(pack)}) a on a.subject_id = c.subject_id and a.scheme = c.scheme and a.year = c.year
    left join lateral (select x.by_role, x.by_body, x.by_name, x.reason from fund_event x
      where x.application_id = a.ended and x.by_role <> 'finance' order by x.seq desc limit 1) e on true) k`;

const from = (
  f: EntitlementFilter,
  today: string,
) => sql`(${rows(f.pack, today)}) l join subject s on s.id = l.subject_id
  join region r on r.code = s.region_code`;
const where = (
  f: EntitlementFilter,
) => sql`${opt(sql`l.scheme`, f.scheme, 'text')} and ${opt(sql`l.year`, f.year, 'int')}
  and ${opt(sql`l.subject_id`, f.subject, 'uuid')} and ${opt(sql`l.status`, f.status, 'text')} and ${opt(sql`l.reason`, f.reason, 'text')}
  and ${inRegion(f.region)}
  and ${f.q ? sql`strpos(lower(s.name || ' ' || s.name_key || ' ' || s.code), lower(${f.q})) > 0` : sql`true`}`;
const sums = sql`coalesce(sum(l.owed), 0)::bigint as owed, coalesce(sum(l.claimed), 0)::bigint as claimed,
  coalesce(sum(l.committed), 0)::bigint as committed, coalesce(sum(l.paid), 0)::bigint as paid, coalesce(sum(l.unclaimed), 0)::bigint as unclaimed`;

const key = sql`s.name_key, l.scheme, l.year, l.subject_id`;
const order = {
  name: key,
  '-name': sql`s.name_key desc, l.scheme, l.year, l.subject_id`,
  year: sql`l.year, ${key}`,
  '-year': sql`l.year desc, ${key}`,
  owed: sql`l.owed, ${key}`,
  '-owed': sql`l.owed desc, ${key}`,
  paid: sql`l.paid, ${key}`,
  '-paid': sql`l.paid desc, ${key}`,
  unclaimed: sql`l.unclaimed, ${key}`,
  '-unclaimed': sql`l.unclaimed desc, l.owed desc, ${key}`,
} as const;
export type EntitlementSort = keyof typeof order;

export async function entitlements(
  tx: Tx,
  f: EntitlementFilter & { sort: EntitlementSort },
  today: string,
  limit: number,
  offset: number,
): Promise<{ total: number; sums: Sums; items: EntitlementRow[] }> {
  const n = await sql<
    Sums & { n: number }
  >`select count(*)::int as n, ${sums} from ${from(f, today)} where ${where(f)}`.execute(tx);
  const r =
    await sql<EntitlementRow>`select l.subject_id::text as "subjectId", s.name, s.code as "creditCode", r.name as "regionName", s.simulated,
      l.scheme, l.year, l.owed::bigint as owed, l.claimed::bigint as claimed, l.committed::bigint as committed, l.paid::bigint as paid,
      l.unclaimed::bigint as unclaimed, l.status, l.reason, l.state, l.missing, l.held_by as "heldBy", l.held_reason as "heldReason",
      l.ended_by as "endedBy", l.ended_reason as "endedReason", l.closes, l.claim_id::text as "claimId", l.application_id::text as "applicationId"
    from ${from(f, today)} where ${where(f)} order by ${order[f.sort]} limit ${limit} offset ${offset}`.execute(
      tx,
    );
  const { n: total, ...rest } = n.rows[0]!;
  return { total, sums: rest, items: r.rows };
}

export const totals = async (
  tx: Tx,
  f: EntitlementFilter,
  by: 'scheme' | 'place' | 'year',
  today: string,
): Promise<(Sums & { key: string; title: string; claims: number })[]> => {
  const of = { scheme: sql`l.scheme`, place: sql`r.code`, year: sql`l.year::text` }[by];
  const title = by === 'place' ? sql`max(r.name)` : of;
  return (
    await sql<
      Sums & { key: string; title: string; claims: number }
    >`select ${of} as key, ${title} as title, count(*)::int as claims, ${sums}
      from ${from(f, today)} where ${where(f)} group by ${of} order by sum(l.unclaimed) desc, sum(l.owed) desc, ${of}`.execute(
      tx,
    )
  ).rows;
};

export const years = async (tx: Tx, pack: string): Promise<number[]> =>
  (
    await sql<{ year: number }>`select year from direct_claim where pack = ${pack} and outcome <> 'none'
      union select year from fund_application where pack = ${pack} order by year desc`.execute(tx)
  ).rows.map((r) => r.year);

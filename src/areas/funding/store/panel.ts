/** Rows of expert reviews: draws, seats, recusals, marks. Only for bodies that see everything (migration 0012). */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface PanelRow {
  id: string;
  noticeId: string;
  seed: number;
  rules: unknown;
  at: string;
}
export interface SeatRow {
  id: string;
  panelId: string;
  subjectId: string;
  applicationId: string;
  expertId: string;
  number: number;
  drawnAt: string;
  recused: boolean;
  /** Of the last revision; null before the first. */
  ratings: Record<string, string> | null;
  note: string;
  final: boolean;
  revision: number;
}

export async function addPanel(
  tx: Tx,
  p: {
    id: string;
    noticeId: string;
    seed: number;
    rules: unknown;
    register: unknown;
    ruleHash: string;
    byAccount: string | null;
    by: string;
  },
  now: string,
): Promise<void> {
  await sql`insert into fund_panel (id, notice_id, seed, rules, register, rule_hash, at, by_account, by_name)
    values (${p.id}::uuid, ${p.noticeId}::uuid, ${p.seed}, ${JSON.stringify(p.rules)}::jsonb, ${JSON.stringify(p.register)}::jsonb, ${p.ruleHash},
      ${now}::timestamptz, ${p.byAccount}::uuid, ${p.by})`.execute(tx);
}

export const panelById = async (tx: Tx, id: string): Promise<PanelRow | undefined> =>
  (
    await sql<PanelRow>`select id::text as id, notice_id::text as "noticeId", seed, rules, at from fund_panel where id = ${id}::uuid`.execute(
      tx,
    )
  ).rows[0];

export async function addSeats(
  tx: Tx,
  list: readonly Pick<SeatRow, 'id' | 'panelId' | 'subjectId' | 'applicationId' | 'expertId' | 'number'>[],
  now: string,
): Promise<void> {
  for (const s of list)
    await sql`insert into fund_seat (id, panel_id, subject_id, application_id, expert_id, number, drawn_at)
      values (${s.id}::uuid, ${s.panelId}::uuid, ${s.subjectId}::uuid, ${s.applicationId}::uuid, ${s.expertId}::uuid, ${s.number},
        ${now}::timestamptz)`.execute(tx);
}

/** With the last marks of each. */
export const seats = async (
  tx: Tx,
  of: { application?: string; expert?: string; panel?: string; id?: string },
): Promise<SeatRow[]> =>
  (
    await sql<SeatRow>`select s.id::text as id, s.panel_id::text as "panelId", s.subject_id::text as "subjectId",
        s.application_id::text as "applicationId", s.expert_id::text as "expertId", s.number, s.drawn_at as "drawnAt",
        r.seat_id is not null as recused, m.ratings, coalesce(m.note, '') as note, coalesce(m.final, false) as final,
        coalesce(m.revision, 0) as revision
      from fund_seat s left join fund_recusal r on r.seat_id = s.id
      left join lateral (select * from fund_mark m where m.seat_id = s.id order by m.revision desc limit 1) m on true
      where (${of.application ?? null}::uuid is null or s.application_id = ${of.application ?? null}::uuid)
        and (${of.expert ?? null}::uuid is null or s.expert_id = ${of.expert ?? null}::uuid)
        and (${of.panel ?? null}::uuid is null or s.panel_id = ${of.panel ?? null}::uuid)
        and (${of.id ?? null}::uuid is null or s.id = ${of.id ?? null}::uuid)
      order by s.application_id, s.number`.execute(tx)
  ).rows;

export async function addRecusal(
  tx: Tx,
  r: { seatId: string; reason: string; by: string },
  now: string,
): Promise<void> {
  await sql`insert into fund_recusal (seat_id, reason, at, by_name)
    values (${r.seatId}::uuid, ${r.reason}, ${now}::timestamptz, ${r.by})`.execute(tx);
}

/** False when somebody else was first; throws the database's refusal (23514, fund_mark_closed) when the sheet was handed in. */
export async function addMark(
  tx: Tx,
  m: {
    seatId: string;
    revision: number;
    ratings: unknown;
    note: string;
    final: boolean;
    paper: boolean;
    byAccount: string | null;
    by: string;
  },
  now: string,
): Promise<boolean> {
  const r =
    await sql`insert into fund_mark (seat_id, revision, ratings, note, final, paper, at, by_account, by_name)
    values (${m.seatId}::uuid, ${m.revision}, ${JSON.stringify(m.ratings)}::jsonb, ${m.note}, ${m.final}, ${m.paper}, ${now}::timestamptz,
      ${m.byAccount}::uuid, ${m.by}) on conflict do nothing`.execute(tx);
  return Number(r.numAffectedRows ?? 0n) === 1;
}

/** Applications of a notice in some states that have no expert yet. */
export const undrawn = async (tx: Tx, noticeId: string, states: readonly string[]): Promise<string[]> =>
  (
    await sql<{
      id: string;
    }>`select a.id::text as id from fund_application a where a.notice_id = ${noticeId}::uuid
      and a.state = any(${[...states]}::text[]) and not exists (select 1 from fund_seat s where s.application_id = a.id) order by a.id`.execute(
      tx,
    )
  ).rows.map((r) => r.id);

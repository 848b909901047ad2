/** Who agreed to what, whom a transaction sees, and how many trials were asked for. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export type Share = 'anonymous' | 'name' | 'figures';

export interface Consent {
  readonly seq: number;
  readonly share: Share;
  readonly at: string;
  readonly by: string;
}

/** Whether the transaction is somebody's who does not see every enterprise; the house itself sees all. */
export async function isNarrow(tx: Tx): Promise<boolean> {
  const r = await sql<{ narrow: boolean }>`
    select current_user = 'duibiao_app' and coalesce(duibiao_scope_kind(), 'none') <> 'all' as narrow`.execute(
    tx,
  );
  return r.rows[0]?.narrow ?? true;
}

/** Those of the subjects that lie in the reader's scope. */
export async function seen(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const r = await sql<{ id: string }>`
    select id::text as id from subject where id = any(${ids as string[]}::uuid[])`.execute(tx);
  return new Set(r.rows.map((x) => x.id));
}

/** What each agreed to last; those who never said anything are missing. */
export async function consents(tx: Tx, ids: readonly string[]): Promise<Map<string, Consent>> {
  const r = await sql<Consent & { id: string }>`
    select distinct on (subject_id) subject_id::text as id, seq, share, at, by_name as by
    from benchmark_consent where subject_id = any(${ids as string[]}::uuid[]) order by subject_id, seq desc`.execute(
    tx,
  );
  return new Map(r.rows.map(({ id, ...c }) => [id, c]));
}

export async function history(tx: Tx, subject: string): Promise<Consent[]> {
  const r = await sql<Consent>`select seq, share, at, by_name as by from benchmark_consent
    where subject_id = ${subject}::uuid order by seq desc`.execute(tx);
  return r.rows;
}

export async function addConsent(
  tx: Tx,
  c: { subject: string; seq: number; share: Share; at: string; account: string | null; by: string },
): Promise<void> {
  await sql`insert into benchmark_consent (subject_id, seq, share, at, by_account, by_name)
    values (${c.subject}::uuid, ${c.seq}, ${c.share}, ${c.at}::timestamptz, ${c.account}::uuid, ${c.by})`.execute(
    tx,
  );
}

/** Counts one more trial of the day and says how many there were with it; as the house, not in anybody's scope. */
export async function countTrial(tx: Tx, subject: string, day: string): Promise<number> {
  const r = await sql<{ used: number }>`insert into benchmark_trial (subject_id, day, used)
    values (${subject}::uuid, ${day}::date, 1)
    on conflict (subject_id, day) do update set used = benchmark_trial.used + 1 returning used`.execute(tx);
  return r.rows[0]!.used;
}

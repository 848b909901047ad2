import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface KeyRow {
  id: string;
  name: string;
  prefix: string;
  createdAt: string;
  createdBy: string;
  expiresDay: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}
const columns = sql`k.id::text as id, k.name, k.prefix, k.created_at as "createdAt", k.created_by as "createdBy", k.expires_day as "expiresDay",
  k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt"`;

export const keysOf = async (tx: Tx, subjectId: string): Promise<KeyRow[]> =>
  (
    await sql<KeyRow>`select ${columns} from report_key k where k.subject_id = ${subjectId}::uuid order by k.created_at desc`.execute(
      tx,
    )
  ).rows;

export async function insertKey(
  tx: Tx,
  k: {
    subjectId: string;
    id: string;
    hash: string;
    prefix: string;
    name: string;
    accountId: string;
    by: string;
    expiresDay: string;
  },
  now: string,
): Promise<void> {
  await sql`insert into report_key (subject_id, id, hash, prefix, name, account_id, created_at, created_by, expires_day)
    values (${k.subjectId}::uuid, ${k.id}::uuid, ${k.hash}, ${k.prefix}, ${k.name}, ${k.accountId}::uuid, ${now}::timestamptz, ${k.by}, ${k.expiresDay}::date)`.execute(
    tx,
  );
}

export async function revokeKey(tx: Tx, id: string, by: string, now: string): Promise<void> {
  await sql`update report_key set revoked_at = coalesce(revoked_at, ${now}::timestamptz), revoked_by = coalesce(revoked_by, ${by}) where id = ${id}::uuid`.execute(
    tx,
  );
}

/** The key behind a secret, while it and its account are good. */
export const liveKey = async (
  tx: Tx,
  hash: string,
  today: string,
): Promise<
  | {
      id: string;
      subjectId: string;
      accountId: string;
      name: string;
      body: string | null;
      lastUsedAt: string | null;
    }
  | undefined
> =>
  (
    await sql<{
      id: string;
      subjectId: string;
      accountId: string;
      name: string;
      body: string | null;
      lastUsedAt: string | null;
    }>`select k.id::text as id, k.subject_id::text as "subjectId", a.id::text as "accountId", k.name, a.body, k.last_used_at as "lastUsedAt"
      from report_key k join account a on a.id = k.account_id
      where k.hash = ${hash} and k.revoked_at is null and k.expires_day >= ${today}::date and a.disabled_at is null
        and a.role = 'enterprise' and a.subject_id = k.subject_id`.execute(tx)
  ).rows[0];

export async function touchKey(tx: Tx, id: string, now: string): Promise<void> {
  await sql`update report_key set last_used_at = ${now}::timestamptz where id = ${id}::uuid`.execute(tx);
}

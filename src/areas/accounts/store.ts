import { sql } from 'kysely';
import type { Role, Scope } from '#kernel';
import type { Tx } from '#platform/db';

export interface Account {
  id: string;
  username: string;
  name: string;
  role: Role;
  body: string | null;
  scope: Scope;
  passwordHash: string;
  mustChangePassword: boolean;
  failedCount: number;
  lockedUntil: string | null;
  disabledAt: string | null;
  createdAt: string;
  version: number;
}

interface Row {
  id: string;
  username: string;
  name: string;
  role: Role;
  body: string | null;
  scope_kind: Scope['kind'];
  scope_paths: string[];
  subject_id: string | null;
  password_hash: string;
  must_change_password: boolean;
  failed_count: number;
  locked_until: string | null;
  disabled_at: string | null;
  created_at: string;
  version: number;
}

const toScope = (r: Row): Scope =>
  r.scope_kind === 'regions'
    ? { kind: 'regions', paths: r.scope_paths }
    : r.scope_kind === 'subject'
      ? { kind: 'subject', subjectId: r.subject_id ?? '' }
      : { kind: r.scope_kind };

const toAccount = (r: Row): Account => ({
  id: r.id,
  username: r.username,
  name: r.name,
  role: r.role,
  body: r.body,
  scope: toScope(r),
  passwordHash: r.password_hash,
  mustChangePassword: r.must_change_password,
  failedCount: r.failed_count,
  lockedUntil: r.locked_until,
  disabledAt: r.disabled_at,
  createdAt: r.created_at,
  version: r.version,
});

export const accountByName = async (tx: Tx, username: string): Promise<Account | undefined> =>
  (await sql<Row>`select * from account where username = ${username} for update`.execute(tx)).rows.map(
    toAccount,
  )[0];

export const accountById = async (tx: Tx, id: string): Promise<Account | undefined> =>
  (await sql<Row>`select * from account where id = ${id}::uuid`.execute(tx)).rows.map(toAccount)[0];

export async function insertAccount(
  tx: Tx,
  a: {
    id: string;
    username: string;
    name: string;
    role: Role;
    body: string | null;
    scope: Scope;
    passwordHash: string;
    mustChangePassword: boolean;
    now: string;
  },
): Promise<void> {
  await sql`insert into account (id, username, name, role, body, scope_kind, scope_paths, subject_id, password_hash, password_changed_at, must_change_password, created_at)
    values (${a.id}::uuid, ${a.username}, ${a.name}, ${a.role}, ${a.body}, ${a.scope.kind}, ${a.scope.kind === 'regions' ? [...a.scope.paths] : []}::text[],
      ${a.scope.kind === 'subject' ? a.scope.subjectId : null}::uuid, ${a.passwordHash}, ${a.now}::timestamptz, ${a.mustChangePassword}, ${a.now}::timestamptz)`.execute(
    tx,
  );
}

/** Counts a wrong password and locks when `lockUntil` is given. */
export async function recordFailure(
  tx: Tx,
  id: string,
  failed: number,
  lockUntil: string | null,
): Promise<void> {
  await sql`update account set failed_count = ${failed}, locked_until = ${lockUntil}::timestamptz where id = ${id}::uuid`.execute(
    tx,
  );
}

export async function setPassword(
  tx: Tx,
  id: string,
  hash: string,
  mustChange: boolean,
  now: string,
): Promise<void> {
  await sql`update account set password_hash = ${hash}, must_change_password = ${mustChange}, password_changed_at = ${now}::timestamptz, failed_count = 0, locked_until = null
    where id = ${id}::uuid`.execute(tx);
}

/** Returns false when somebody else changed the account first. */
export async function setRole(
  tx: Tx,
  id: string,
  role: Role,
  scope: Scope,
  version: number,
): Promise<boolean> {
  const r =
    await sql`update account set role = ${role}, scope_kind = ${scope.kind}, scope_paths = ${scope.kind === 'regions' ? [...scope.paths] : []}::text[],
      subject_id = ${scope.kind === 'subject' ? scope.subjectId : null}::uuid, version = version + 1
    where id = ${id}::uuid and version = ${version}`.execute(tx);
  return r.numAffectedRows === 1n;
}

export async function setDisabled(tx: Tx, id: string, at: string | null, version: number): Promise<boolean> {
  const r =
    await sql`update account set disabled_at = ${at}::timestamptz, version = version + 1 where id = ${id}::uuid and version = ${version}`.execute(
      tx,
    );
  return r.numAffectedRows === 1n;
}

export async function listAccounts(
  tx: Tx,
  f: {
    q: string | undefined;
    roles: readonly string[] | undefined;
    state: 'active' | 'disabled' | 'locked' | undefined;
    sort: string;
    page: number;
    size: number;
    now: string;
  },
): Promise<{ total: number; items: Account[] }> {
  const where = sql`where (${f.q ?? ''} = '' or username like ${`%${f.q ?? ''}%`} or name like ${`%${f.q ?? ''}%`})
    and (${f.roles === undefined} or role = any(${[...(f.roles ?? [])]}::text[]))
    and (${f.state ?? ''} = '' or (${f.state ?? ''} = 'disabled' and disabled_at is not null)
      or (${f.state ?? ''} = 'locked' and locked_until > ${f.now}::timestamptz)
      or (${f.state ?? ''} = 'active' and disabled_at is null and (locked_until is null or locked_until <= ${f.now}::timestamptz)))`;
  const column =
    { username: 'username', name: 'name', createdAt: 'created_at' }[f.sort.replace('-', '')] ?? 'username';
  const order = sql`order by ${sql.ref(column)} ${f.sort.startsWith('-') ? sql`desc` : sql`asc`}, id`;
  const rows =
    await sql<Row>`select * from account ${where} ${order} limit ${f.size} offset ${(f.page - 1) * f.size}`.execute(
      tx,
    );
  const count = await sql<{ n: bigint }>`select count(*) as n from account ${where}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows.map(toAccount) };
}

export const countAccounts = async (tx: Tx): Promise<number> =>
  Number((await sql<{ n: bigint }>`select count(*) as n from account`.execute(tx)).rows[0]?.n ?? 0);

export const accountsByNames = async (tx: Tx, usernames: readonly string[]): Promise<Account[]> =>
  (
    await sql<Row>`select * from account where username = any(${[...usernames]}::text[]) and disabled_at is null order by created_at, username`.execute(
      tx,
    )
  ).rows.map(toAccount);

export interface Session {
  accountId: string;
  lastSeenAt: string;
  expiresAt: string;
}

export async function insertSession(
  tx: Tx,
  s: { hash: string; accountId: string; now: string; expiresAt: string; ip: string; agent: string },
): Promise<void> {
  await sql`insert into session (token_hash, account_id, created_at, last_seen_at, expires_at, ip, agent)
    values (${s.hash}, ${s.accountId}::uuid, ${s.now}::timestamptz, ${s.now}::timestamptz, ${s.expiresAt}::timestamptz, ${s.ip}, ${s.agent})`.execute(
    tx,
  );
}

export const sessionAccount = async (
  tx: Tx,
  hash: string,
): Promise<(Account & { lastSeenAt: string; expiresAt: string }) | undefined> => {
  const r = await sql<
    Row & { last_seen_at: string; expires_at: string }
  >`select a.*, s.last_seen_at, s.expires_at
    from session s join account a on a.id = s.account_id where s.token_hash = ${hash}`.execute(tx);
  const row = r.rows[0];
  return row ? { ...toAccount(row), lastSeenAt: row.last_seen_at, expiresAt: row.expires_at } : undefined;
};

export async function touchSession(tx: Tx, hash: string, now: string): Promise<void> {
  await sql`update session set last_seen_at = ${now}::timestamptz where token_hash = ${hash}`.execute(tx);
}
export async function deleteSession(tx: Tx, hash: string): Promise<void> {
  await sql`delete from session where token_hash = ${hash}`.execute(tx);
}
/** Ends every session of an account but one. */
export async function deleteSessions(tx: Tx, accountId: string, except: string | null): Promise<void> {
  await sql`delete from session where account_id = ${accountId}::uuid and token_hash <> ${except ?? ''}`.execute(
    tx,
  );
}
export async function deleteExpired(tx: Tx, now: string): Promise<void> {
  await sql`delete from session where expires_at < ${now}::timestamptz`.execute(tx);
}

export interface AuditFilter {
  q: string | undefined;
  acts: readonly string[] | undefined;
  success: boolean | undefined;
  from: string | undefined;
  to: string | undefined;
}
export interface AuditRow {
  chain: number;
  seq: number;
  at: string;
  actorName: string;
  role: string;
  act: string;
  target: string;
  success: boolean;
  ip: string;
  requestId: string;
  detail: Record<string, unknown>;
}

const auditWhere = (
  f: AuditFilter,
) => sql`where (${f.q ?? ''} = '' or actor_name like ${`%${f.q ?? ''}%`} or act like ${`%${f.q ?? ''}%`} or target like ${`%${f.q ?? ''}%`} or request_id = ${f.q ?? ''})
  and (${f.acts === undefined} or act = any(${[...(f.acts ?? [])]}::text[]))
  and (${f.success === undefined} or success = ${f.success ?? true})
  and (${f.from ?? ''} = '' or at >= (${f.from ?? '1970-01-01'} || 'T00:00:00+08:00')::timestamptz)
  and (${f.to ?? ''} = '' or at < (${f.to ?? '2999-01-01'} || 'T00:00:00+08:00')::timestamptz + interval '1 day')`;

export async function listAudit(
  tx: Tx,
  f: AuditFilter,
  limit: number,
  offset: number,
): Promise<{ total: number; items: AuditRow[] }> {
  const rows =
    await sql<AuditRow>`select chain::int, seq::int, at, actor_name as "actorName", role, act, target, success, ip, request_id as "requestId", detail
    from audit_event ${auditWhere(f)} order by at desc, chain, seq desc limit ${limit} offset ${offset}`.execute(
      tx,
    );
  const count = await sql<{ n: bigint }>`select count(*) as n from audit_event ${auditWhere(f)}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows };
}

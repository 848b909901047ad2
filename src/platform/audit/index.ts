/**
 * Append-only audit log. Each row carries the hash of the row before it, so an edit or a removal breaks the chain; the head is kept apart
 * (table and anchor file), so a cut tail shows too. Several chains side by side keep writers from queueing behind one row.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { canonicalJson, finding, type Finding } from '#kernel';
import type { Tx } from '#platform/db';

export const CHAINS = 8;

export interface AuditEvent {
  at: string;
  actorId: string | null;
  actorName: string;
  role: string;
  act: string;
  target: string;
  success: boolean;
  ip: string;
  requestId: string;
  detail: Record<string, unknown>;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const hashRow = (chain: number, seq: number, prev: string, e: AuditEvent): string =>
  sha256(canonicalJson({ chain, seq, prev, ...e, at: new Date(e.at).toISOString() }));

/** Accounts spread over the chains; one account's acts stay in one chain, in order. */
const chainOf = (e: AuditEvent): number =>
  Number.parseInt(sha256(e.actorId ?? e.actorName).slice(0, 4), 16) % CHAINS;

/** Adds one row within the caller's transaction: the act and its audit row stand or fall together. */
export async function appendAudit(tx: Tx, e: AuditEvent): Promise<void> {
  const chain = chainOf(e);
  await sql`select duibiao_audit_append_lock(${chain})`.execute(tx);
  const head = await sql<{
    seq: number;
    hash: string;
  }>`select seq::int, hash from audit_head where chain = ${chain}`.execute(tx);
  const seq = (head.rows[0]?.seq ?? 0) + 1;
  const prev = head.rows[0]?.hash ?? '';
  const detail = JSON.parse(JSON.stringify(e.detail)) as Record<string, unknown>;
  const hash = hashRow(chain, seq, prev, { ...e, detail });
  await sql`insert into audit_event (chain, seq, at, actor_id, actor_name, role, act, target, success, ip, request_id, detail, prev_hash, hash)
    values (${chain}, ${seq}, ${e.at}::timestamptz, ${e.actorId}::uuid, ${e.actorName}, ${e.role}, ${e.act}, ${e.target}, ${e.success}, ${e.ip},
      ${e.requestId}, ${JSON.stringify(detail)}::jsonb, ${prev}, ${hash})`.execute(tx);
  await sql`insert into audit_head (chain, seq, hash) values (${chain}, ${seq}, ${hash})
    on conflict (chain) do update set seq = excluded.seq, hash = excluded.hash`.execute(tx);
}

interface Row {
  chain: number;
  seq: number;
  at: string;
  actor_id: string | null;
  actor_name: string;
  role: string;
  act: string;
  target: string;
  success: boolean;
  ip: string;
  request_id: string;
  detail: Record<string, unknown>;
  prev_hash: string;
  hash: string;
}

export interface AuditReport {
  rows: number;
  findings: Finding[];
}

interface Anchor {
  at: string;
  heads: { chain: number; seq: number; hash: string }[];
}

/** Writes the present heads outside the database, so that a rewritten database can be told from the true one. */
export async function anchorAudit(tx: Tx, file: string, now: string): Promise<void> {
  const heads = await sql<{
    chain: number;
    seq: number;
    hash: string;
  }>`select chain, seq::int, hash from audit_head order by chain`.execute(tx);
  if (heads.rows.length === 0) return;
  appendFileSync(file, `${JSON.stringify({ at: now, heads: heads.rows } satisfies Anchor)}\n`, {
    mode: 0o600,
  });
}

function readAnchors(file: string): Anchor[] {
  if (!existsSync(file)) return [];
  const out: Anchor[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // A kill in the middle of a line leaves a stump; the lines before it still bind.
    try {
      if (line !== '') out.push(JSON.parse(line) as Anchor);
    } catch {
      continue;
    }
  }
  return out;
}

/**
 * Recomputes every chain. A101 row edited, A102 row missing, A103 tail cut (head is further than the log), A104 head table disagrees,
 * A105 the log disagrees with an anchor written outside the database.
 */
export async function verifyAudit(tx: Tx, anchorFile?: string): Promise<AuditReport> {
  const findings: Finding[] = [];
  const known = new Map<string, string>();
  let rows = 0;
  for (let chain = 0; chain < CHAINS; chain += 1) {
    let prev = '';
    let expected = 1;
    for (;;) {
      // Set-based pages keep memory flat on long logs.
      const page =
        await sql<Row>`select chain, seq::int, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, actor_id::text, actor_name, role, act, target,
          success, ip, request_id, detail, prev_hash, hash
        from audit_event where chain = ${chain} and seq >= ${expected} order by seq limit 2000`.execute(tx);
      for (const r of page.rows) {
        rows += 1;
        if (r.seq !== expected)
          findings.push(
            finding('A102', 'error', `audit/${chain}/${expected}`, { chain, from: expected, to: r.seq - 1 }),
          );
        const hash = hashRow(chain, r.seq, r.prev_hash, {
          at: r.at,
          actorId: r.actor_id,
          actorName: r.actor_name,
          role: r.role,
          act: r.act,
          target: r.target,
          success: r.success,
          ip: r.ip,
          requestId: r.request_id,
          detail: r.detail,
        });
        if (hash !== r.hash || (r.seq === expected && r.prev_hash !== prev))
          findings.push(finding('A101', 'error', `audit/${chain}/${r.seq}`, { chain, seq: r.seq }));
        prev = r.hash;
        known.set(`${chain}/${r.seq}`, r.hash);
        expected = r.seq + 1;
      }
      if (page.rows.length < 2000) break;
    }
    const head = await sql<{
      seq: number;
      hash: string;
    }>`select seq::int, hash from audit_head where chain = ${chain}`.execute(tx);
    const h = head.rows[0];
    if (h && h.seq > expected - 1)
      findings.push(finding('A103', 'error', `audit/${chain}`, { chain, from: expected, to: h.seq }));
    else if ((h?.hash ?? '') !== prev) findings.push(finding('A104', 'error', `audit/${chain}`, { chain }));
  }
  if (anchorFile)
    for (const a of readAnchors(anchorFile))
      for (const h of a.heads)
        if (known.get(`${h.chain}/${h.seq}`) !== h.hash)
          findings.push(
            finding('A105', 'error', `audit/${h.chain}/${h.seq}`, { chain: h.chain, seq: h.seq, at: a.at }),
          );
  return { rows, findings };
}

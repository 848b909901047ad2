import { sql } from 'kysely';
import type { Tx } from '#platform/db';

export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: number;
  note: string;
  result: Record<string, unknown> | null;
  problem: { code: string; params?: Record<string, string | number> } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  createdBy: string;
}

const columns = sql`j.id::text as id, j.kind, j.state, j.progress, j.note, j.result, j.problem, j.created_at as "createdAt", j.started_at as "startedAt",
  j.finished_at as "finishedAt", coalesce(a.name, '系统') as "createdBy" from job j left join account a on a.id = j.created_by`;

/** `owner` null: everybody's. */
export const jobById = async (tx: Tx, id: string, owner: string | null): Promise<Job | undefined> =>
  (
    await sql<Job>`select ${columns} where j.id = ${id}::uuid and (${owner}::uuid is null or j.created_by = ${owner}::uuid)`.execute(
      tx,
    )
  ).rows[0];

export async function listJobs(
  tx: Tx,
  owner: string | null,
  state: string | undefined,
  page: number,
  size: number,
): Promise<{ total: number; items: Job[] }> {
  const where = sql`where (${owner}::uuid is null or j.created_by = ${owner}::uuid) and (${state ?? ''} = '' or j.state = ${state ?? ''})`;
  const rows =
    await sql<Job>`select ${columns} ${where} order by j.created_at desc, j.id limit ${size} offset ${(page - 1) * size}`.execute(
      tx,
    );
  const count = await sql<{ n: bigint }>`select count(*) as n from job j ${where}`.execute(tx);
  return { total: Number(count.rows[0]?.n ?? 0), items: rows.rows };
}

export interface Schedule {
  kind: string;
  at: string;
  lastDay: string;
  lastState: Job['state'] | null;
}
export const schedules = async (tx: Tx): Promise<Schedule[]> =>
  (
    await sql<Schedule>`select s.kind, s.at, s.last_day as "lastDay", j.state as "lastState"
      from job_schedule s left join job j on j.id = s.last_job order by s.kind`.execute(tx)
  ).rows;

export async function requestCancel(tx: Tx, id: string, now: string): Promise<void> {
  await sql`update job set cancel_requested = true,
      state = case when state = 'queued' then 'cancelled' else state end,
      finished_at = case when state = 'queued' then ${now}::timestamptz else finished_at end
    where id = ${id}::uuid and state in ('queued', 'running')`.execute(tx);
}

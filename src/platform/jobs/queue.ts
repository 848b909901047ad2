/** The job queue: pg-boss carries the ids on either database, the table `job` is what people see. */
import { sql } from 'kysely';
import { fromPglite, PgBoss } from 'pg-boss';
import { Problem, uuidV7, type Instant } from '#kernel';
import { afterCommit, type Database, type Tx } from '#platform/db';
import { randomBytes } from 'node:crypto';
import { dueDay } from './daily.ts';
import type { JobContext, Jobs, NewJob, Runner } from './index.ts';

const QUEUE = 'duibiao';
/** Jobs carried out at a time: a long one must not keep a short one waiting. */
const LANES = 2;
const TICK_MS = 30_000;

export interface QueueOptions {
  db: Database;
  databaseUrl: string | undefined;
  now(): Instant;
  /** A bug in a runner, or a fault of the queue itself. */
  onError(error: unknown, jobId?: string): void;
}

export function jobQueue(o: QueueOptions): Jobs {
  const runners = new Map<string, Runner>();
  const schedules = new Map<string, string>();
  let ticking: NodeJS.Timeout | undefined;
  const running = new Set<Promise<void>>();
  let boss: PgBoss | undefined;
  const lanes: string[] = [];

  const patch = (id: string, set: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
    o.db.system((tx) => set(tx)).catch((e: unknown) => o.onError(e, id));

  const finish = (
    id: string,
    state: string,
    fields: { result?: unknown; problem?: unknown; note?: string },
  ): Promise<unknown> =>
    patch(id, (tx) =>
      sql`update job set state = ${state}, finished_at = ${o.now()}::timestamptz, progress = case when ${state} = 'done' then 100 else progress end,
          result = ${fields.result === undefined ? null : JSON.stringify(fields.result)}::jsonb,
          problem = ${fields.problem === undefined ? null : JSON.stringify(fields.problem)}::jsonb
        where id = ${id}::uuid`.execute(tx),
    );

  const run = async (id: string): Promise<void> => {
    const claimed = await o.db.system(
      async (tx) =>
        (
          await sql<{
            kind: string;
            params: Record<string, unknown>;
          }>`update job set state = 'running', started_at = ${o.now()}::timestamptz
            where id = ${id}::uuid and state in ('queued', 'running') returning kind, params`.execute(tx)
        ).rows[0],
    );
    if (!claimed) return;
    const runner = runners.get(claimed.kind);
    const ctx: JobContext = {
      id,
      progress: async (percent, note) => {
        await patch(id, (tx) =>
          sql`update job set progress = ${Math.max(0, Math.min(100, Math.trunc(percent)))}, note = coalesce(${note ?? null}, note) where id = ${id}::uuid`.execute(
            tx,
          ),
        );
        // An embedded database in this thread answers without ever letting go of it; here whoever waits gets his turn.
        await new Promise((r) => setImmediate(r));
      },
      checkCancelled: async () => {
        const r = await o.db.system((tx) =>
          sql<{ c: boolean }>`select cancel_requested as c from job where id = ${id}::uuid`.execute(tx),
        );
        if (r.rows[0]?.c) throw new Problem('jobs.cancelled');
      },
    };
    try {
      if (!runner) throw new Problem('jobs.unknown-kind', { params: { kind: claimed.kind } });
      await finish(id, 'done', { result: await runner(claimed.params, ctx) });
    } catch (e) {
      if (e instanceof Problem && e.code === 'jobs.cancelled') await finish(id, 'cancelled', {});
      else if (e instanceof Problem)
        await finish(id, 'failed', { problem: { code: e.code, params: e.params } });
      else {
        o.onError(e, id);
        await finish(id, 'failed', { problem: { code: 'request.unexpected', params: {} } });
      }
    }
  };

  const send = (id: string): void => {
    // The row is the truth: were this lost, the next start would send it again.
    boss
      ?.send(QUEUE, { id }, { retryLimit: 0, expireInSeconds: 6 * 3600 })
      // Here and now, not when the queue next looks: somebody may be waiting.
      .then(() => lanes.forEach((lane) => boss?.notifyWorker(lane)))
      .catch((e: unknown) => o.onError(e, id));
  };

  const enqueue = async (tx: Tx, job: NewJob): Promise<void> => {
    await sql`insert into job (id, kind, params, state, created_at, created_by)
        values (${job.id}::uuid, ${job.kind}, ${JSON.stringify(job.params)}::jsonb, 'queued', ${job.now}::timestamptz, ${job.createdBy}::uuid)`.execute(
      tx,
    );
    // Whoever takes it up looks for the row.
    afterCommit(tx, () => send(job.id));
  };

  /** The row of a schedule is the token: who moves it to the day that is due puts the job in, in the same transaction. */
  const tick = async (): Promise<void> => {
    for (const [kind, at] of schedules) {
      const now = o.now();
      const day = dueDay(now, at);
      const id = uuidV7(Date.parse(now), randomBytes(10));
      await o.db.system(async (tx) => {
        await sql`insert into job_schedule (kind, at, last_day) values (${kind}, ${at}, ${day}::date)
          on conflict (kind) do update set at = excluded.at where job_schedule.at <> excluded.at`.execute(tx);
        const mine =
          await sql`update job_schedule set last_day = ${day}::date, last_job = ${id}::uuid where kind = ${kind} and last_day < ${day}::date`.execute(
            tx,
          );
        if (Number(mine.numAffectedRows ?? 0n) === 1)
          await enqueue(tx, { id, kind, params: { day }, createdBy: null, now });
      });
    }
  };

  return {
    define: (kind, runner) => {
      runners.set(kind, runner);
    },
    daily: (kind, at) => {
      schedules.set(kind, at);
    },
    enqueue,
    tick,
    start: async () => {
      boss = o.db.embedded
        ? new PgBoss({
            db: fromPglite(o.db.embedded as never),
            backend: 'pglite',
            schema: 'job_queue',
            schedule: false,
          })
        : new PgBoss({ connectionString: o.databaseUrl ?? '', max: 2, schema: 'job_queue', schedule: false });
      boss.on('error', (e) => o.onError(e));
      await boss.start();
      await boss.createQueue(QUEUE);
      for (let lane = 0; lane < LANES; lane += 1)
        lanes.push(
          await boss.work<{ id: string }>(
            QUEUE,
            { pollingIntervalSeconds: 0.5, batchSize: 1 },
            async (batch) => {
              for (const { data } of batch) {
                const turn = run(data.id);
                running.add(turn);
                await turn.finally(() => running.delete(turn));
              }
            },
          ),
        );
      // What a stop or a kill left behind starts again.
      const left = await o.db.system((tx) =>
        sql<{
          id: string;
        }>`select id::text from job where state in ('queued', 'running') order by created_at`.execute(tx),
      );
      for (const { id } of left.rows) send(id);
      const again = (): void => {
        const turn = tick()
          .catch((e: unknown) => o.onError(e))
          .finally(() => {
            running.delete(turn);
            if (boss) ticking = setTimeout(again, TICK_MS).unref();
          });
        running.add(turn);
      };
      again();
    },
    stop: async () => {
      const stopping = boss;
      boss = undefined;
      clearTimeout(ticking);
      await Promise.race([Promise.allSettled(running), new Promise((r) => setTimeout(r, 10_000).unref())]);
      await stopping?.stop({ graceful: false, close: true });
    },
  };
}

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { instant, type Instant } from '#kernel';
import type { Database } from '#platform/db';
import { testDb } from '#test/db';
import { dueDay, jobQueue, nextAt, type Jobs } from './index.ts';

describe('the day that is due', () => {
  it('turns at the hour of Shanghai, not of the server', () => {
    expect(dueDay(instant('2026-03-01T18:29:59.000Z'), '02:30')).toBe('2026-03-01');
    expect(dueDay(instant('2026-03-01T18:30:00.000Z'), '02:30')).toBe('2026-03-02');
    expect(dueDay(instant('2026-12-31T16:00:00.000Z'), '00:00')).toBe('2027-01-01');
    expect(nextAt(instant('2026-03-01T18:29:59.000Z'), '02:30')).toBe('2026-03-01T18:30:00.000Z');
    expect(nextAt(instant('2026-03-01T18:30:00.000Z'), '02:30')).toBe('2026-03-02T18:30:00.000Z');
  });
});

describe('a daily schedule', () => {
  let db: Database;
  let clock: Instant;
  beforeAll(async () => {
    db = await testDb();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    clock = instant('2026-03-01T00:00:00.000Z');
    await db.system((tx) => sql`delete from job_schedule`.execute(tx));
    await db.system((tx) => sql`delete from job`.execute(tx));
  });
  const at = (t: string): void => {
    clock = instant(t);
  };
  /** A server of its own over the same database; not started: nothing is carried out. */
  const server = (hour = '02:30'): Jobs => {
    const q = jobQueue({
      db,
      databaseUrl: undefined,
      now: () => clock,
      onError: (e) => {
        throw e;
      },
    });
    q.daily('nightly', hour);
    return q;
  };
  const days = async (): Promise<string[]> =>
    (
      await db.system((tx) =>
        sql<{
          day: string;
        }>`select params->>'day' as day from job where kind = 'nightly' and created_by is null order by created_at, id`.execute(
          tx,
        ),
      )
    ).rows.map((r) => r.day);

  it('has missed nothing when it is new, and runs once when its hour comes', async () => {
    const a = server();
    await a.tick();
    expect(await days()).toEqual([]);
    at('2026-03-01T18:30:00.000Z');
    await a.tick();
    await a.tick();
    expect(await days()).toEqual(['2026-03-02']);
    at('2026-03-02T18:30:00.000Z');
    await a.tick();
    expect(await days()).toEqual(['2026-03-02', '2026-03-03']);
  });

  it('runs once though several servers look at the same time', async () => {
    const servers = [server(), server(), server()];
    await servers[0]!.tick();
    at('2026-03-01T18:30:05.000Z');
    await Promise.all(servers.map((s) => s.tick()));
    expect(await days()).toEqual(['2026-03-02']);
  });

  it('catches up once after days without a server, on the day that is due now', async () => {
    await server().tick();
    at('2026-03-09T10:00:00.000Z');
    const after = server();
    await after.tick();
    await after.tick();
    expect(await days()).toEqual(['2026-03-09']);
  });

  it('does not run twice a day when its hour is moved', async () => {
    await server().tick();
    at('2026-03-01T18:31:00.000Z');
    await server().tick();
    await server('03:00').tick();
    at('2026-03-01T19:01:00.000Z');
    await server('03:00').tick();
    expect(await days()).toEqual(['2026-03-02']);
  });
});

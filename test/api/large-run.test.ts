/** A run too large to be over at once: it says how far it is, and stops when it is told to, leaving nothing behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHouse, type Api, type TestHouse } from '#test/house';

const COPIES = 40;

let h: TestHouse;
let office: Api;
let enterprises: number;
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  // Every demonstration enterprise many times over, its figures a little different.
  const twin = (id: string) => `md5(${id}::text || k)::uuid`;
  await h.owner(`insert into subject select (jsonb_populate_record(s, jsonb_build_object('id', ${twin('s.id')}, 'code',
      substr(s.code, 1, 8) || upper(substr(md5(s.code || k), 1, 10))))).*
    from subject s, generate_series(1, ${COPIES}) k where s.kind = 'enterprise'`);
  await h.owner(`insert into above_scale select (jsonb_populate_record(a, jsonb_build_object('subject_id', ${twin('a.subject_id')}))).*
    from above_scale a, generate_series(1, ${COPIES}) k where a.year = 2022`);
  await h.owner(`insert into fact select (jsonb_populate_record(f, jsonb_build_object('subject_id', ${twin('f.subject_id')},
      'value', round(f.value * (1 + (k % 17) / 40.0), 4)))).*
    from fact f join subject s on s.id = f.subject_id and s.kind = 'enterprise', generate_series(1, ${COPIES}) k
    where f.period in ('2021', '2022') and not exists (select 1 from fact g where g.subject_id = ${twin('f.subject_id')})`);
  enterprises = (
    await h.owner<{ n: number }>(`select count(*)::int as n from above_scale where year = 2022`)
  )[0]!.n;
}, 240_000);
afterAll(() => h.close());

type Job = Awaited<ReturnType<Api['work']['job']>>;
const ended = (j: Job): boolean => !['queued', 'running'].includes(j.state);

/** Looks at a job again and again until it has ended, or `until` says so. */
async function watch(id: string, until: (j: Job) => boolean): Promise<Job[]> {
  const seen: Job[] = [];
  for (let n = 0; n < 6000; n += 1) {
    const job = await office.work.job({ params: { id } });
    if (seen.at(-1)?.progress !== job.progress || seen.at(-1)?.state !== job.state) seen.push(job);
    if (ended(job) || until(job)) return seen;
    await new Promise((r) => setTimeout(r, 20));
  }
  throw new Error('the job did not end');
}
const start = async (): Promise<string> => (await office.benchmarks.start({ body: { year: 2022 } })).jobId;
const left = async (): Promise<number[]> =>
  (
    await h.owner<{ n: number }>(
      `select count(*)::int as n from run union all select count(*)::int from run_result union all select count(*)::int from run_blob`,
    )
  ).map((r) => r.n);

describe(`a run over thousands`, () => {
  // Where each phase stands on the way: reading below 30, calculating to 80, saving beyond.
  it.each([
    ['reading', 2],
    ['calculating', 31],
    ['saving', 81],
  ])(
    'is cancelled while %s, and nothing of it is left',
    async (_, from) => {
      const id = await start();
      const seen = await watch(id, (j) => j.progress >= from);
      expect(ended(seen.at(-1)!)).toBe(false);
      await office.work.cancel({ params: { id } });
      const after = await watch(id, () => false);
      expect(after.at(-1)!.state).toBe('cancelled');
      expect(await left()).toEqual([0, 0, 0]);
      expect((await office.benchmarks.runs({ query: {} })).total).toBe(0);
    },
    240_000,
  );

  it('says in steps how far it is, never backwards, and is there as a whole when it is done', async () => {
    const id = await start();
    const seen = await watch(id, () => false);
    expect(seen.at(-1)).toMatchObject({ state: 'done', progress: 100 });
    const steps = seen.map((j) => j.progress);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    for (const [low, high] of [
      [1, 30],
      [31, 79],
      [81, 99],
    ])
      expect(
        steps.filter((p) => p >= low! && p <= high!).length,
        `${low}–${high} of ${steps.join(' ')}`,
      ).toBeGreaterThan(1);
    const run = await office.benchmarks.run({ params: { id: String(seen.at(-1)!.result!['runId']) } });
    expect(run.subjects).toBe(enterprises);
    expect((await left())[1]).toBe(enterprises);
  }, 240_000);
});

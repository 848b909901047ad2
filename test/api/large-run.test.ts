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
  // Where each phase stands on the way: reading below 30, then group after group calculated and its rows saved.
  it.each([
    ['reading', 2],
    ['calculating and saving', 45],
  ])(
    'is cancelled while %s, and nothing of it is left',
    async (_, from) => {
      const id = await start();
      const seen = await watch(id, (j) => j.progress >= from);
      expect(ended(seen.at(-1)!)).toBe(false);
      await office.work.cancel({ params: { id } });
      const after = await watch(id, () => false);
      expect(after.at(-1)!.state).toBe('cancelled');
      // What does not go at once goes in a job of its own.
      for (let n = 0; n < 500 && (await left()).some((x) => x > 0); n += 1)
        await new Promise((r) => setTimeout(r, 50));
      expect(await left()).toEqual([0, 0, 0]);
      expect((await office.benchmarks.runs({ query: {} })).total).toBe(0);
    },
    240_000,
  );

  it('begun anew after the server was killed, drops what was left and is whole; until then nobody sees it', async () => {
    const runId = h.house.newId();
    await h.owner(`insert into run (id, kind, title, params, rule_pack, rule_hash, engine_version, input_hash, result_hash, known_at, simulated, subjects, created_at, created_by)
      values ('${runId}', 'benchmark-coming', '', '{}', '', '', '', '', '', now(), true, 0, now(), '')`);
    await h.owner(
      `insert into run_blob select '${runId}', 'result', 'broken off', '\\x00', n from generate_series(0, 300) n`,
    );
    await h.owner(`insert into run_result (run_id, subject_id, group_code, payload)
      select '${runId}', id, 'X', '{"summary":{}}' from subject where kind = 'enterprise' order by id limit 1200`);
    expect((await office.benchmarks.runs({ query: {} })).total).toBe(0);
    await expect(office.benchmarks.run({ params: { id: runId } })).rejects.toMatchObject({ status: 404 });
    const id = h.house.newId();
    const params = { runId, pack: 'ningxia-2018', evaluation: 'benchmarking', year: 2022, by: 'x' };
    const createdBy = (await office.accounts.me()).account!.id;
    await h.house.db.system((tx) =>
      h.house.jobs.enqueue(tx, { id, kind: 'benchmarks.run', params, createdBy, now: h.house.now() }),
    );
    expect((await watch(id, () => false)).at(-1)).toMatchObject({ state: 'done', result: { runId } });
    expect((await left())[1]).toBe(enterprises);
    // Every piece, row and figure of it, and nothing of what was left.
    expect(await office.benchmarks.verify({ params: { id: runId } })).toMatchObject({
      same: true,
      findings: [],
    });
  }, 240_000);

  it('says in steps how far it is, never backwards, and is there as a whole when it is done', async () => {
    const id = await start();
    const seen = await watch(id, () => false);
    expect(seen.at(-1)).toMatchObject({ state: 'done', progress: 100 });
    const steps = seen.map((j) => j.progress);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    for (const [low, high] of [
      [1, 29],
      [30, 99],
    ])
      expect(
        steps.filter((p) => p >= low! && p <= high!).length,
        `${low}–${high} of ${steps.join(' ')}`,
      ).toBeGreaterThan(1);
    const run = await office.benchmarks.run({ params: { id: String(seen.at(-1)!.result!['runId']) } });
    expect(run.subjects).toBe(enterprises);
    expect((await left())[0]).toBe(2);
  }, 240_000);
});

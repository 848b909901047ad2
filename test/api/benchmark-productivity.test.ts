/** Change of productivity between two years' runs: a job, stored, the same for everybody in the reader's scope. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHouse, Refused, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
const run: Record<number, string> = {};
const finished = async (jobId: string): Promise<Record<string, unknown>> => {
  for (let n = 0; n < 400; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') return job.result as Record<string, unknown>;
    if (job.state === 'failed') throw new Error(JSON.stringify(job.problem));
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('never done');
};
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  for (const year of [2021, 2022])
    run[year] = String((await finished((await office.benchmarks.start({ body: { year } })).jobId))['runId']);
});
afterAll(() => h.close());

const read = (api: Api, group: string, sort?: string) =>
  api.benchmarks.productivity({
    params: { id: run[2022]! },
    query: { group, size: 200, ...(sort ? { sort } : {}) },
  });

it('is computed once asked for, stored with its inputs, and opens by group', async () => {
  const groups = (await office.benchmarks.run({ params: { id: run[2022]! } })).groups.filter(
    (g) => g.evaluated > 0,
  );
  const largest = groups.toSorted((a, b) => b.evaluated - a.evaluated)[0]!;
  const before = await read(office, largest.code);
  expect(before).toMatchObject({ state: 'missing', before: { id: run[2021], year: 2021 }, total: 0 });
  await finished((await office.benchmarks.startProductivity({ params: { id: run[2022]! } })).jobId);
  const r = await read(office, largest.code);
  expect(r.state).toBe('ready');
  expect(r.total).toBe(r.compared);
  expect(r.total).toBeGreaterThan(2);
  const known = r.items.filter((i) => i.index !== null);
  expect(known.map((i) => i.index)).toEqual(known.map((i) => i.index!).toSorted((a, b) => b - a));
  for (const i of known) {
    expect(i.efficiencyChange! * i.technicalChange!).toBeCloseTo(i.index!, 9);
    expect(i.pureChange! * i.scaleChange!).toBeCloseTo(i.efficiencyChange!, 9);
  }
  expect(r.better + r.worse).toBeLessThanOrEqual(r.compared);
  const mean = Math.exp(known.reduce((a, i) => a + Math.log(i.index!), 0) / known.length);
  expect(r.mean!.index).toBeCloseTo(mean, 9);
  // Kept like a run, and no run of the list.
  const runs = await office.benchmarks.runs({ query: {} });
  expect(runs.items.map((x) => x.id).toSorted()).toEqual(Object.values(run).toSorted());
});

it('a locality sees its own enterprises, and the means of the whole group', async () => {
  const local = (await h.as('city-demo')).api;
  const groups = (await office.benchmarks.run({ params: { id: run[2022]! } })).groups.filter(
    (g) => g.evaluated > 2,
  );
  let seen = 0;
  for (const g of groups) {
    const [all, own] = [await read(office, g.code), await read(local, g.code)];
    expect(own.total).toBeLessThanOrEqual(all.total);
    expect(own.mean).toEqual(all.mean);
    seen += own.total;
    const ids = new Set(all.items.map((i) => i.subject.id));
    for (const i of own.items) expect(ids.has(i.subject.id)).toBe(true);
  }
  expect(seen).toBeGreaterThan(0);
});

it('without an earlier year there is nothing to compare with, and that is said', async () => {
  const found = await office.benchmarks.productivity({ params: { id: run[2021]! }, query: { group: '26' } });
  expect(found.state).toBe('none');
  await expect(office.benchmarks.startProductivity({ params: { id: run[2021]! } })).rejects.toSatisfy(
    (e) => e instanceof Refused && e.code === 'benchmarks.no-earlier-run',
  );
});

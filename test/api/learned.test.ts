import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
let run: string;
let own: string;
let others: { id: string; name: string }[];

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  const { jobId } = await office.benchmarks.start({ body: { year: 2022 } });
  for (let n = 0; n < 600 && !run; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') run = String(job.result!['runId']);
    else await new Promise((r) => setTimeout(r, 100));
  }
  const rows = (await office.benchmarks.results({ params: { id: run }, query: { size: 200 } })).items;
  const size = (code: string) => rows.filter((r) => r.groupCode === code).length;
  const [largest] = rows.toSorted((a, b) => size(b.groupCode) - size(a.groupCode));
  const group = rows.filter((r) => r.groupCode === largest!.groupCode);
  own = group[0]!.subject.id;
  others = group.slice(1, 6).map((r) => r.subject);
  expect(others).toHaveLength(5);
  await h.owner(`update account set subject_id = '${own}' where username = 'ent-demo'`);
});
afterAll(() => h.close());

const ask = async () =>
  (await h.as('ent-demo', { fresh: true })).api.filings.learned({ params: { run, subject: own } });

let filed = 0;
async function file(subject: string, state: string, measures: object[], items: object[] = []) {
  filed += 1;
  const content = JSON.stringify({ leader: null, items, measures }).replaceAll("'", "''");
  await h.owner(`insert into filing (subject_id, id, year, pack, state, live, content, created_at, created_by, updated_at)
    values ('${subject}', '00000000-0000-7000-8000-${String(filed).padStart(12, '0')}', ${2010 + filed}, 'ningxia-2018', '${state}', true,
      '${content}'::jsonb, now(), 'x', now())`);
}

describe('what others of the group filed', () => {
  it('is told when three stand behind it, without names; drafts and own filings do not count', async () => {
    const swap = { link: 'equipment', title: '更换高效电机' };
    await file(others[0]!.id, 'executing', [swap, { link: 'process', title: '余热回收' }]);
    await file(others[1]!.id, 'accepted', [
      swap,
      { link: 'equipment', title: `${others[1]!.name}二期数控改造` },
    ]);
    await file(others[2]!.id, 'draft', [swap]);
    await file(own, 'executing', [swap]);
    expect(await ask()).toMatchObject({ enterprises: 2, least: 3, links: [], indicators: [] });

    const item = { indicator: 'labour-productivity', link: 'equipment' };
    await file(others[3]!.id, 'self-evaluated', [swap], [item]);
    const told = await ask();
    expect(told.enterprises).toBe(3);
    expect(told.links).toEqual([
      {
        link: 'equipment',
        enterprises: 3,
        measures: [
          { title: '更换高效电机', enterprises: 3, names: [] },
          { title: '××二期数控改造', enterprises: 1, names: [] },
        ],
      },
    ]);
    expect(told.indicators).toEqual([]);
    for (const o of others) expect(JSON.stringify(told)).not.toContain(o.name);
  });

  it('counts indicators with the links they are to be reached from', async () => {
    const item = { indicator: 'labour-productivity', link: 'equipment' };
    for (const o of [others[0]!, others[4]!]) await file(o.id, 'executing', [], [item]);
    const told = await ask();
    expect(told.indicators).toEqual([
      expect.objectContaining({
        indicator: 'labour-productivity',
        enterprises: 3,
        links: [{ link: 'equipment', enterprises: 3 }],
      }),
    ]);
  });

  it('names those that agreed to be seen, and nobody else', async () => {
    await h.owner(`insert into benchmark_consent (subject_id, seq, share, at, by_name)
      values ('${others[0]!.id}', 1, 'figures', now(), 'x')`);
    const [equipment] = (await ask()).links;
    expect(equipment!.measures[0]!.names).toEqual([others[0]!.name]);
  });

  it('is for the enterprise itself', async () => {
    const { api } = await h.as('ent-demo', { fresh: true });
    await expect(api.filings.learned({ params: { run, subject: others[0]!.id } })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('points from gaps to links to provisions of the plan that pay, each with its own words', async () => {
    const told = await ask();
    expect(told.mark).toBe('proposal');
    const items = (await office.benchmarks.run({ params: { id: run } })).definition as {
      score: { items: { indicator: string }[] };
    };
    const paid = new Set(told.support.flatMap((s) => s.links));
    for (const i of items.score.items) {
      const gap = told.gaps.find((g) => g.indicator === i.indicator);
      expect(gap, i.indicator).toBeDefined();
      expect(gap!.links.some((l) => paid.has(l))).toBe(true);
    }
    for (const s of told.support) {
      const p = await office.plans.provision({
        params: { pack: 'ningxia-2018', id: s.provision },
        query: {},
      });
      expect(p.kind, s.provision).toBe('funding');
      expect(p.quote).toBe(s.quote);
    }
  });
});

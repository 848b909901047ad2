/** Levels that depend on the works, from the figure that is filed to the page, the report and the filing that is suggested. */
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let enterprise: Api;
let department: Api;
let own: string;

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  enterprise = (await h.as('ent-demo')).api;
  department = (await h.as('dept-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
});
afterAll(() => h.close());

const file = (indicator: string, value: string) =>
  enterprise.indicators.file({ body: { subject: own, indicator, period: '2022', value, note: '' } });
const run = async (): Promise<string> => {
  const { jobId } = await department.benchmarks.start({ body: { year: 2022 } });
  for (let n = 0; n < 300; n += 1) {
    const job = await department.work.job({ params: { id: jobId } });
    if (job.state === 'done') return String(job.result!['runId']);
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the run did not end');
};
const energyOf = async (id: string, indicator: string) =>
  (await enterprise.benchmarks.result({ params: { id, subject: own } })).energy.find(
    (e) => e.indicator === indicator && e.family === 'gb-limit',
  )!;
const words = (bytes: Uint8Array): string =>
  strFromU8(unzipSync(bytes)['word/document.xml']!).replace(/<[^>]+>/g, '');

describe('an enterprise that makes cement', () => {
  it('without its clinker ratio has no level: page, report and filing say so or leave it out', async () => {
    await file('cement-energy', '93');
    await file('altitude', '1100');
    const id = await run();
    const e = await energyOf(id, 'cement-energy');
    expect(e).toMatchObject({ best: null, standing: 'incomplete' });
    expect(e.gaps[0]?.params).toEqual({ names: '水泥熟料比例' });
    const report = fileOf(await enterprise.benchmarks.report({ params: { id, subject: own } }));
    expect(words(report.bytes)).toContain('资料不全：缺水泥熟料比例');
    const filing = await enterprise.filings.create({ body: { year: 2022 } });
    const f = await enterprise.filings.filing({ params: { id: filing.id } });
    expect(f.content.items.filter((i) => i.indicator === 'cement-energy')).toEqual([]);
    const { leaders } = await enterprise.filings.suggestion({ params: { id: filing.id } });
    expect(leaders.filter((l) => l.name.startsWith('水泥单位产品综合能耗'))).toEqual([]);
  });

  it('with it, is held against, and files, the level of its own works', async () => {
    await file('clinker-ratio', '80');
    const id = await run();
    // GB 16780-2021: 80 + 1.10 × (80 − 75).
    const e = await energyOf(id, 'cement-energy');
    expect(e).toMatchObject({ best: '85.5', standing: 'level3', gaps: [] });
    expect(e.inputs.map((i) => i.value)).toEqual(['80', '1100', null]);
    const report = words(fileOf(await enterprise.benchmarks.report({ params: { id, subject: own } })).bytes);
    expect(report).toContain('1级 80 + 1.1 × (水泥熟料比例 80 − 75) ＝ 85.5');
    const { items } = await enterprise.filings.list({ query: { size: 10 } });
    const suggestion = await enterprise.filings.suggestion({ params: { id: items[0]!.id } });
    const item = suggestion.content?.items.find((i) => i.indicator === 'cement-energy');
    expect(item).toMatchObject({
      baseline: '93',
      benchmark: '85.5',
      target: '85.5',
      benchmarkKind: 'gbLevel1',
    });
    expect(item?.evidence).toContain('80 + 1.1 × (水泥熟料比例 80 − 75) ＝ 85.5');
  });

  it('a figure the standard does not cover is said to be out of range', async () => {
    await file('clinker-ratio', '100.5');
    const e = await energyOf(await run(), 'cement-energy');
    expect(e).toMatchObject({ best: null, standing: 'incomplete' });
    expect(e.gaps.map((f) => f.code)).toEqual(['V502']);
  });

  it('an edition that is not in force yet is a preview', async () => {
    await file('coke-energy', '120');
    const e = await energyOf(await run(), 'coke-energy');
    // GB 21342-2025 applies from 2026-05-01; the limits of 2008 held in 2022.
    expect(e).toMatchObject({ edition: '2008', standing: 'level1' });
    await file('raw-coal-energy', '4');
    const coal = await energyOf(await run(), 'raw-coal-energy');
    expect(coal).toMatchObject({ edition: '2025', standing: null, own: { value: null } });
  });
});

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

/** Classes and the firmness of places of a run, as they leave the house: lists, filter, workbook, one enterprise. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
let id = '';
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  const { jobId } = await office.benchmarks.start({ body: { year: 2022 } });
  for (let n = 0; n < 300 && id === ''; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') id = String(job.result!['runId']);
    else await new Promise((r) => setTimeout(r, 100));
  }
});
afterAll(() => h.close());

it('every class has as many as its share of the group allows, utilities stand apart', async () => {
  const run = await office.benchmarks.run({ params: { id } });
  const { items, total } = await office.benchmarks.results({ params: { id }, query: { size: 200 } });
  expect(total).toBe(items.length);
  expect(run.classes?.mark).toBe('proposal');
  for (const c of run.classes!.list)
    expect(
      items.filter((r) => r.class?.id === c.id),
      c.id,
    ).toHaveLength(c.count);
  for (const r of items) {
    if (/^4[456]/.test(r.industryCode)) expect(r.class?.id).toBe('单列');
    else if (r.score === null) expect(r.class).toBeNull();
    else expect(['A', 'B', 'C', 'D']).toContain(r.class?.id);
  }
  for (const g of run.groups) {
    const ranked = items.filter((r) => r.groupCode === g.code && r.class && r.class.id !== '单列');
    const size = (letter: string): number => ranked.filter((r) => r.class?.id === letter).length;
    // To the nearest whole; scores equal across a cut go down, and there are none in a simulated province.
    expect(size('A'), g.code).toBe(Math.round(ranked.length * 0.2));
    const best = ranked.toSorted((a, b) => a.rank! - b.rank!);
    expect(best.map((r) => r.class!.id)).toEqual(best.map((r) => r.class!.id).toSorted());
  }
});

it('filters by class, and the workbook holds class and interval', async () => {
  const run = await office.benchmarks.run({ params: { id } });
  const a = await office.benchmarks.results({ params: { id }, query: { class: 'A', size: 200 } });
  expect(a.total).toBe(run.classes!.list.find((c) => c.id === 'A')!.count);
  expect(a.items.every((r) => r.class?.id === 'A')).toBe(true);
  const both = await office.benchmarks.results({ params: { id }, query: { class: 'A,D', size: 200 } });
  expect(new Set(both.items.map((r) => r.class?.id))).toEqual(new Set(['A', 'D']));
  const file = fileOf(await office.benchmarks.exportResults({ params: { id }, query: { class: 'A' } }));
  const rows = (await readWorkbookSafely(file.bytes, file.name)).sheets[0]!.rows.map((r) =>
    r.map((c) => c.text),
  );
  const [head, first] = [rows[0]!, rows[1]!];
  expect(first[head.indexOf('分类（建议口径，未定）')]).toBe('A类');
  expect(first[head.indexOf('名次区间')]).toMatch(/^\d+–\d+$/);
});

it('the place lies inside its interval, and at the weight told the neighbours are equal', async () => {
  const { items } = await office.benchmarks.results({
    params: { id },
    query: { evaluated: 'yes', size: 200 },
  });
  for (const r of items) {
    expect(r.rankInterval![0]).toBeLessThanOrEqual(r.rank!);
    expect(r.rankInterval![1]).toBeGreaterThanOrEqual(r.rank!);
  }
  const second = items.find((r) => r.rank === 2)!;
  const first = items.find((r) => r.groupCode === second.groupCode && r.rank === 1)!;
  const open = (subject: string) => office.benchmarks.result({ params: { id, subject } });
  const [one, two] = [await open(first.subject.id), await open(second.subject.id)];
  expect(one.firmness!.upper).toBeNull();
  const { margin, swaps } = two.firmness!.upper!;
  expect(margin).toBeCloseTo(first.score! - second.score!, 3);
  const full = two.items.reduce((sum, i) => sum + i.weight, 0);
  for (const s of swaps) {
    const totalAt = (of: typeof one): number =>
      of.items.reduce((sum, i) => {
        const weight = i.indicator === s.indicator ? s.to : (i.weight * (full - s.to)) / (full - s.from);
        return sum + (i.score / i.weight) * weight;
      }, 0);
    expect(Math.abs(totalAt(one) - totalAt(two)), s.indicator).toBeLessThan(0.01);
  }
});

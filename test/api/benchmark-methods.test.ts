/** The awards' quantitative part and the quality-and-benefit evaluation over the demonstration province. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationScores } from '#areas/benchmarks';
import { openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
const runs: Record<string, string> = {};
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  const start = async (evaluation: string, year: number): Promise<void> => {
    const { jobId } = await office.benchmarks.start({ body: { evaluation, year } });
    for (let n = 0; n < 300; n += 1) {
      const job = await office.work.job({ params: { id: jobId } });
      if (job.state === 'done') {
        runs[`${evaluation} ${year}`] = String(job.result!['runId']);
        return;
      }
      if (job.state === 'failed') throw new Error(JSON.stringify(job.problem));
      await new Promise((r) => setTimeout(r, 100));
    }
  };
  await start('award-quantitative', 2021);
  await start('quality-benefit', 2021);
});
afterAll(() => h.close());

const rowsOf = async (id: string) =>
  (await office.benchmarks.results({ params: { id }, query: { size: 200 } })).items;

describe('the quantitative part of the awards', () => {
  it('gives a level, a progress and their sum; without last year there is a level alone', async () => {
    const id = runs['award-quantitative 2021']!;
    const scores = await h.house.db.system((tx) => evaluationScores({ tx }, id));
    const rows = await rowsOf(id);
    expect(scores).toHaveLength(rows.length);
    const whole = scores.filter((s) => s.total !== null);
    expect(whole.length).toBeGreaterThan(rows.length / 2);
    for (const s of whole) {
      expect(s.level! + s.progress!).toBeCloseTo(s.total!, 6);
      expect(s.level).toBeGreaterThanOrEqual(0);
      expect(s.level).toBeLessThanOrEqual(90);
      expect(s.progress).toBeGreaterThanOrEqual(0);
      expect(s.progress).toBeLessThanOrEqual(60);
    }
    const newcomers = scores.filter((s) => s.level !== null && s.progress === null);
    expect(newcomers.length).toBeGreaterThan(0);
    for (const s of newcomers) expect(s.total).toBeNull();
    const by = new Map(rows.map((r) => [r.subject.id, r]));
    for (const s of scores) expect(by.get(s.subjectId)).toMatchObject({ groupCode: s.group, score: s.total });
  });
  it('opens: each part with its weight, each growth with both years', async () => {
    const id = runs['award-quantitative 2021']!;
    const row = (await rowsOf(id)).find((r) => r.score !== null)!;
    const r = await office.benchmarks.result({ params: { id, subject: row.subject.id } });
    expect(r.scoring.parts.map((p) => [p.id, p.weight])).toEqual([
      ['level', 60],
      ['progress', 40],
    ]);
    const progress = r.items.filter((i) => i.part === 'progress');
    expect(progress).toHaveLength(6);
    const growth = progress.find((i) => i.indicator === 'labour-productivity-growth')!;
    expect(growth.formula).toContain('prev(labour-productivity)');
    expect(new Set(growth.facts.map((f) => f.period))).toEqual(new Set(['2020', '2021']));
    const points = (part: string) => {
      const items = r.items.filter((i) => i.part === part);
      const counted = items.filter((i) => (i.trace as { counted: boolean }).counted);
      const full = (list: typeof items) => list.reduce((a, i) => a + i.maximum, 0);
      return (counted.reduce((a, i) => a + i.score, 0) * full(items)) / full(counted);
    };
    expect(points('level')).toBeCloseTo(r.parts!['level']!, 1);
    expect(points('progress')).toBeCloseTo(r.parts!['progress']!, 1);
  });
  it('a run that does not exist is refused', async () => {
    const none = '00000000-0000-7000-8000-000000000000';
    await expect(h.house.db.system((tx) => evaluationScores({ tx }, none))).rejects.toThrow(
      'benchmarks.unknown-run',
    );
  });
});

describe('quality and benefit', () => {
  it('utilities and those under two years in production are not rated, and say which of the two', async () => {
    const id = runs['quality-benefit 2021']!;
    const run = await office.benchmarks.run({ params: { id } });
    expect(run.classes!.list.map((c) => [c.id, c.outside])).toEqual([
      ['A', false],
      ['B', false],
      ['C', false],
      ['D', false],
      ['不定', true],
    ]);
    const rows = await rowsOf(id);
    let young = 0;
    for (const r of rows.filter((x) => x.evaluated)) {
      const utility = /^4[456]/.test(r.industryCode);
      const open =
        r.class?.id === '不定'
          ? await office.benchmarks.result({ params: { id, subject: r.subject.id } })
          : null;
      if (utility) expect(open!.classReason!.because!.zh).toContain('公用事业');
      else if (open) {
        young += 1;
        expect(open.classReason).toMatchObject({ reason: 'outside', because: { zh: '投产不满两年' } });
        const years = open.facts.find((f) => f.indicator === 'years-in-production')!;
        expect(Number(years.value)).toBeLessThan(2);
      } else expect(['A', 'B', 'C', 'D']).toContain(r.class!.id);
    }
    expect(young).toBeGreaterThan(0);
    expect(run.classes!.list.reduce((a, c) => a + c.count, 0)).toBe(rows.filter((r) => r.class).length);
  });
});

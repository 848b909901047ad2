import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';
import { readPdf } from '#test/pdf';

let h: TestHouse;
let department: Api;
let county: Api;
let enterprise: Api;
let own: string;
let run: string;

const ended = async (api: Api, id: string) => {
  for (let n = 0; n < 300; n += 1) {
    const job = await api.work.job({ params: { id } });
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the job did not end');
};

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  department = (await h.as('dept-demo')).api;
  county = (await h.as('park-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  const { jobId } = await department.benchmarks.start({ body: { year: 2022 } });
  run = String((await ended(department, jobId)).result!['runId']);
});
afterAll(() => h.close());

/** The words of a .docx in the order in which they stand. */
const words = (bytes: Uint8Array): string =>
  strFromU8(unzipSync(bytes)['word/document.xml']!)
    .replace(/<\/w:p>/g, '\n')
    .replace(/<[^>]+>/g, '');

describe('a diagnosis report', () => {
  it('says what the page of the result says, names its run, and that its figures are simulated', async () => {
    const r = await enterprise.benchmarks.result({ params: { id: run, subject: own } });
    const file = fileOf(await enterprise.benchmarks.report({ params: { id: run, subject: own } }));
    expect(file.name).toBe(`对标诊断报告-${r.subject.name}-2022.docx`);
    const text = words(file.bytes);
    for (const part of ['模拟数据，仅供演示', '对标诊断报告', r.subject.name, r.creditCode, r.run.id])
      expect(text).toContain(part);
    expect(text).toContain(r.run.resultHash.slice(0, 16));
    expect(text).toContain(`第 ${r.rank} 名`);
    if (r.chase) expect(text).toContain(`追赶企业：${r.chase.name}`);
    for (const g of r.gaps) expect(text).toContain(`${g.title.zh}（${g.unit}）`);
    const model = r.models.find((m) => m.rts === 'vrs' && m.orientation === 'out')!;
    for (const c of model.columns) expect(text).toContain(c.title.zh);
  });

  it('is not made of an enterprise that the reader may not see', async () => {
    const { items } = await department.benchmarks.results({ params: { id: run }, query: { size: 200 } });
    const other = items.find((r) => r.subject.id !== own)!;
    await expect(
      enterprise.benchmarks.report({ params: { id: run, subject: other.subject.id } }),
    ).rejects.toMatchObject({ status: 404 });
  });
});

describe('the same report as PDF', () => {
  it('has the words of the Word document on one page, small, and the same bytes when it is asked for again', async () => {
    const params = { id: run, subject: own };
    const packed = (x: string): string => x.replace(/\s/g, '');
    const ask = async () => fileOf(await enterprise.benchmarks.report({ params, query: { format: 'pdf' } }));
    const [file, again] = [await ask(), await ask()];
    expect(file.name).toMatch(/\.pdf$/);
    expect(file.bytes.length).toBeLessThan(300_000);
    expect(Buffer.compare(Buffer.from(file.bytes), Buffer.from(again.bytes))).toBe(0);
    const read = readPdf(file.bytes);
    expect(read).toMatchObject({ pages: 1, fontsInside: true });
    const docx = words(fileOf(await enterprise.benchmarks.report({ params })).bytes);
    const lines = docx
      .split('\n')
      .map(packed)
      .filter((l) => l !== '');
    expect(lines.length).toBeGreaterThan(20);
    const text = packed(read.text);
    for (const l of lines) expect(text).toContain(l);
  });
});

describe('reports in one go', () => {
  it('hold one document for each enterprise of the asker’s scope and filter, and are had by the asker only', async () => {
    const { items } = await county.benchmarks.results({ params: { id: run }, query: { size: 200 } });
    expect(items.length).toBeGreaterThan(0);
    const { jobId } = await county.benchmarks.startReports({ params: { id: run }, body: {} });
    const job = await ended(county, jobId);
    expect(job).toMatchObject({ state: 'done', progress: 100, result: { count: items.length } });
    const archive = fileOf(await county.benchmarks.reports({ params: { job: jobId } }));
    expect(archive.name).toBe('对标诊断报告-2022.zip');
    const files = unzipSync(archive.bytes);
    expect(Object.keys(files).toSorted()).toEqual(
      items.map((r) => `${r.subject.name}-${r.creditCode}.docx`).toSorted(),
    );
    const [first] = items;
    expect(words(files[`${first!.subject.name}-${first!.creditCode}.docx`]!)).toContain(first!.creditCode);
    await expect(department.benchmarks.reports({ params: { job: jobId } })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('are PDF where that was asked for', async () => {
    const { jobId } = await county.benchmarks.startReports({ params: { id: run }, body: { format: 'pdf' } });
    const job = await ended(county, jobId);
    const archive = fileOf(await county.benchmarks.reports({ params: { job: jobId } }));
    const files = Object.entries(unzipSync(archive.bytes));
    expect(files.length).toBe(job.result!['count']);
    for (const [name, bytes] of files) {
      expect(name).toMatch(/\.pdf$/);
      expect(readPdf(bytes).pages).toBe(1);
    }
  });

  it('are refused where the filter leaves nobody', async () => {
    await expect(
      department.benchmarks.startReports({ params: { id: run }, body: { q: '没有这样的企业' } }),
    ).rejects.toMatchObject({ code: 'benchmarks.no-rows' });
  });
});

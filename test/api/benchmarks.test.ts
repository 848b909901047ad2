import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, Problem } from '#kernel';
import { readWorkbookSafely } from '#platform/sheets';
import { computeBenchmark } from '../../src/areas/benchmarks/compute.ts';
import type { BenchmarkInput, InputHead, InputPiece } from '../../src/areas/benchmarks/input.ts';
import { fileOf, openTestHouse, type Api, type TestHouse } from '#test/house';

let h: TestHouse;
let office: Api;
let department: Api;
let county: Api;
let enterprise: Api;
let own: string;
beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  office = (await h.as('office-demo')).api;
  department = (await h.as('dept-demo')).api;
  county = (await h.as('park-demo')).api;
  enterprise = (await h.as('ent-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
});
afterAll(() => h.close());

const ended = async (api: Api, id: string) => {
  for (let n = 0; n < 300; n += 1) {
    const job = await api.work.job({ params: { id } });
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the job did not end');
};
/** Starts a run and waits for it: the id of what it left. */
const run = async (api: Api, year: number): Promise<string> => {
  const { jobId } = await api.benchmarks.start({ body: { year } });
  const job = await ended(api, jobId);
  expect(job).toMatchObject({ state: 'done', progress: 100, problem: null });
  return String(job.result!['runId']);
};
const runs = new Map<number, Promise<string>>();
/** One run of a year for all the tests that only read it. */
const runOf = (year: number): Promise<string> => {
  const had = runs.get(year) ?? run(office, year);
  runs.set(year, had);
  return had;
};
const resultsOf = async (api: Api, id: string) =>
  (await api.benchmarks.results({ params: { id }, query: { size: 200 } })).items;

describe('a run', () => {
  it('is started as a job that its starter follows, and is kept with rules, hashes and moment', async () => {
    const { items, years } = await office.benchmarks.evaluations();
    expect(items.map((e) => e.id)).toContain('benchmarking');
    expect(years).toContain(2022);
    const id = await runOf(2022);
    const one = await office.benchmarks.run({ params: { id } });
    expect(one).toMatchObject({
      year: 2022,
      pack: 'ningxia-2018',
      simulated: true,
      createdBy: '演示·对标办经办',
    });
    for (const hash of [one.inputHash, one.resultHash, one.ruleHash]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const pack = (await h.visitor.plans.packs()).items.find((p) => p.id === 'ningxia-2018');
    expect(one.ruleHash).toBe(pack?.hash);
    expect(one.subjects).toBeGreaterThan(20);
    expect(one.evaluated).toBeLessThanOrEqual(one.subjects);
    expect(one.evaluated).toBeGreaterThan(10);
    const listed = await office.benchmarks.runs({ query: { year: 2022 } });
    expect(listed.items.map((r) => r.id)).toContain(id);
    expect((await office.benchmarks.runs({ query: { year: 2017 } })).total).toBe(0);
  });

  it('says of every enterprise its efficiency, whom to chase, its gaps and how its score came about', async () => {
    const id = await runOf(2022);
    const rows = await resultsOf(office, id);
    const one = await office.benchmarks.run({ params: { id } });
    expect(rows).toHaveLength(one.subjects);
    const byId = new Map(rows.map((r) => [r.subject.id, r]));
    for (const r of rows.filter((x) => x.evaluated)) {
      expect(r.efficiency).toBeGreaterThan(0);
      expect(r.efficiency).toBeLessThanOrEqual(1 + 1e-9);
      if (r.leader) expect(r.efficiency).toBeGreaterThan(1 - 1e-6);
      if (!r.chase) continue;
      // Whom to chase is a real enterprise of the same group, on its frontier.
      const chase = byId.get(r.chase.id)!;
      expect(chase.groupCode).toBe(r.groupCode);
      expect(chase.leader).toBe(true);
    }
    for (const g of one.groups) {
      const members = rows.filter((r) => r.groupCode === g.code);
      expect(members).toHaveLength(g.subjects);
      const ranks = members.flatMap((r) => (r.rank === null ? [] : [r.rank])).toSorted((a, b) => a - b);
      if (ranks.length > 0) expect(ranks[0]).toBe(1);
      expect(g.histogram.reduce((n, x) => n + x, 0)).toBe(g.evaluated);
    }

    const chased = rows.find((r) => r.chase && !r.leader)!;
    const detail = await office.benchmarks.result({ params: { id, subject: chased.subject.id } });
    expect(detail.chase).toEqual(chased.chase);
    expect(detail.items.reduce((n, i) => n + i.score, 0)).toBeCloseTo(detail.score!, 2);
    for (const m of detail.models) {
      expect(m.peers.length).toBeGreaterThan(0);
      for (const p of m.peers) expect(p.lambda).toBeGreaterThan(0);
      if (m.rts === 'vrs') expect(m.peers.reduce((n, p) => n + p.lambda, 0)).toBeCloseTo(1, 6);
    }
    // Every input opens to the figure it is: value, revision, source.
    for (const f of detail.facts) {
      const { items } = await department.indicators.history({
        query: { subject: chased.subject.id, indicator: f.indicator, period: f.period },
      });
      const [latest] = items;
      expect(latest).toMatchObject({ revision: f.revision, sourceId: f.sourceId });
      expect(Number(latest!.value)).toBe(Number(f.value));
    }
    expect(detail.passage?.quote).not.toBe('');
    const compared = await office.benchmarks.compare({
      params: { id },
      query: { a: chased.subject.id, b: chased.chase!.id },
    });
    expect(compared.sameGroup).toBe(true);
  });

  it('filters, sorts and leaves the house as a workbook', async () => {
    const id = await runOf(2022);
    const all = await resultsOf(office, id);
    const ask = async (query: object) =>
      (await office.benchmarks.results({ params: { id }, query: { size: 200, ...query } })).items;
    const leaders = await ask({ leader: 'yes' });
    expect(leaders.length).toBe(all.filter((r) => r.leader).length);
    const group = all.find((r) => r.evaluated)!.groupCode;
    expect((await ask({ group })).length).toBe(all.filter((r) => r.groupCode === group).length);
    expect((await ask({ region: '640100' })).every((r) => r.regionCode.startsWith('6401'))).toBe(true);
    const scores = (await ask({ sort: '-score', evaluated: 'yes' })).map((r) => r.score!);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const file = fileOf(await office.benchmarks.exportResults({ params: { id } }));
    const book = await readWorkbookSafely(file.bytes, file.name);
    expect(book.sheets[0]!.rows).toHaveLength(all.length + 1);
  });

  it('of a year without enterprises is refused at once, as is an unknown rule', async () => {
    await expect(office.benchmarks.start({ body: { year: 1999 } })).rejects.toMatchObject({
      code: 'benchmarks.no-enterprises',
    });
    await expect(
      office.benchmarks.start({ body: { year: 2022, evaluation: 'no-such-rule' } }),
    ).rejects.toMatchObject({ status: 404 });
    await expect(office.benchmarks.start({ body: { year: 2022, pack: 'no-plan' } })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('made again from the same figures has the same bytes; after a correction it has not', async () => {
    const first = await office.benchmarks.run({ params: { id: await run(office, 2020) } });
    const second = await department.benchmarks.run({ params: { id: await run(department, 2020) } });
    expect(second.id).not.toBe(first.id);
    expect(second.resultHash).toBe(first.resultHash);

    const subject = (await resultsOf(office, first.id)).find((r) => r.evaluated)!.subject.id;
    await department.indicators.file({
      body: { subject, indicator: 'revenue', period: '2020', value: '123456.78', note: '更正' },
    });
    const third = await office.benchmarks.run({ params: { id: await run(office, 2020) } });
    expect(third.resultHash).not.toBe(first.resultHash);
    // What was computed stays what it was, and can still be proved.
    const verdict = await office.benchmarks.verify({ params: { id: first.id } });
    expect(verdict).toMatchObject({ same: true, findings: [] });
  });
});

describe('scope', () => {
  it('shows each the results of its own enterprises, and opens no other', async () => {
    const id = await runOf(2022);
    const all = await resultsOf(office, id);
    const seen = async (api: Api) => (await resultsOf(api, id)).map((r) => r.subject.id).toSorted();
    const of = (test: (r: (typeof all)[number]) => boolean) =>
      all
        .filter(test)
        .map((r) => r.subject.id)
        .toSorted();
    expect(await seen(county)).toEqual(of((r) => r.regionCode === '640221'));
    expect(await seen(enterprise)).toEqual(of((r) => r.subject.id === own));
    const other = all.find((r) => r.subject.id !== own && r.regionCode !== '640221')!.subject.id;
    for (const api of [county, enterprise]) {
      await expect(api.benchmarks.result({ params: { id, subject: other } })).rejects.toMatchObject({
        status: 404,
        code: 'benchmarks.unknown-result',
      });
      expect((await api.benchmarks.latest({ params: { subject: other } })).items).toEqual([]);
      await expect(
        api.benchmarks.compare({ params: { id }, query: { a: own, b: other } }),
      ).rejects.toMatchObject({ status: 404 });
      const file = fileOf(await api.benchmarks.exportResults({ params: { id } }));
      const rows = (await readWorkbookSafely(file.bytes, file.name)).sheets[0]!.rows;
      expect(rows.length - 1).toBe((await seen(api)).length);
    }
    const mine = await enterprise.benchmarks.latest({ params: { subject: own } });
    expect(mine.items.map((r) => r.run.id)).toContain(id);
  });

  it('is kept by the database: rows by place, whole inputs and results by nobody of a place', async () => {
    const id = await runOf(2022);
    const count = async (scope: Parameters<TestHouse['application']>[0], table: string): Promise<number> =>
      (
        await h.application<{ n: number }>(
          scope,
          `select count(*)::int as n from ${table} where run_id = '${id}'`,
        )
      )[0]!.n;
    expect(await count({ kind: 'subject', subjectId: own }, 'run_result')).toBe(1);
    expect(await count({ kind: 'none' }, 'run_result')).toBe(0);
    expect(await count({ kind: 'regions', paths: ['64'] }, 'run_blob')).toBe(0);
    expect(await count({ kind: 'all' }, 'run_blob')).toBeGreaterThan(3);
    for (const text of [
      `update run set title = ''`,
      `update run_result set score = 100`,
      `delete from run_blob`,
    ])
      await expect(h.application({ kind: 'all' }, text)).rejects.toThrow(/permission denied/);
  });

  it('jobs are seen by who started them and by the system administrator', async () => {
    await runOf(2022);
    const mine = await office.work.jobs({ query: { size: 200 } });
    expect(mine.total).toBeGreaterThan(0);
    expect(mine.items.every((j) => j.createdBy === '演示·对标办经办')).toBe(true);
    const id = mine.items[0]!.id;
    await expect(county.work.job({ params: { id } })).rejects.toMatchObject({ status: 404 });
    await expect(county.work.cancel({ params: { id } })).rejects.toMatchObject({ status: 404 });
    const { api } = await h.as('sysadmin');
    expect((await api.work.job({ params: { id } })).id).toBe(id);
  });
});

describe('verification', () => {
  const verify = async (id: string) => {
    const v = await office.benchmarks.verify({ params: { id } });
    const { same, storedInput, storedResult, recomputed, reextracted, rows } = v;
    const bad = Object.entries({ storedInput, storedResult, recomputed, reextracted, rows }).flatMap(
      ([k, ok]) => (ok ? [] : [k]),
    );
    return { same, bad, found: new Set(v.findings.map((f) => f.code)) };
  };
  const sound = { same: true, bad: [], found: new Set() };

  it('proves a run by its stored bytes, by recomputing and by reading the figures again', async () => {
    expect(await verify(await runOf(2021))).toEqual(sound);
    const log = await (await h.as('auditor')).api.accounts.audit({ query: { act: 'benchmarks.verify' } });
    expect(log.items[0]).toMatchObject({ success: true, detail: { same: true } });
  });

  it('finds one byte of the stored result changed by the owner of the database', async () => {
    const id = await runOf(2021);
    const flip = (part: string) =>
      h.owner(
        `update run_blob set bytes = set_byte(bytes, length(bytes) / 2, get_byte(bytes, length(bytes) / 2) # 1)
         where run_id = '${id}' and part = '${part}'`,
      );
    await flip('result');
    const v = await verify(id);
    expect(v.same).toBe(false);
    expect(v.bad).toContain('storedResult');
    expect(v.found).toContain('V202');
    await flip('result');
    expect(await verify(id)).toEqual(sound);
    await flip('input');
    expect((await verify(id)).bad).toContain('storedInput');
    await flip('input');
  });

  it('finds a score that people see changed, a row taken away, and a hash rewritten', async () => {
    const id = await runOf(2021);
    const subject = (await resultsOf(office, id)).find((r) => r.evaluated)!.subject.id;
    const at = `run_id = '${id}' and subject_id = '${subject}'`;
    await h.owner(`update run_result set score = score + 1 where ${at}`);
    const v = await verify(id);
    expect(v).toMatchObject({ same: false, bad: ['rows'] });
    expect(v.found).toContain('V207');
    await h.owner(`update run_result set score = score - 1 where ${at}`);
    expect(await verify(id)).toEqual(sound);

    await h.owner(`create table kept_row as select * from run_result where ${at}`);
    await h.owner(`delete from run_result where ${at}`);
    expect((await verify(id)).found).toContain('V208');
    await h.owner(`insert into run_result select * from kept_row`);
    expect(await verify(id)).toEqual(sound);

    const [was] = await h.owner<{ hash: string }>(`select result_hash as hash from run where id = '${id}'`);
    await h.owner(`update run set result_hash = '${'0'.repeat(64)}' where id = '${id}'`);
    expect((await verify(id)).bad).toEqual(expect.arrayContaining(['storedResult', 'recomputed']));
    await h.owner(`update run set result_hash = '${was!.hash}' where id = '${id}'`);
  });

  it('finds a figure changed under the run', async () => {
    const id = await runOf(2021);
    const subject = (await resultsOf(office, id)).find((r) => r.evaluated)!.subject.id;
    const at = `subject_id = '${subject}' and indicator = 'employees' and period = '2021' and revision = 1`;
    await h.owner(`update fact set value = value + 1 where ${at}`);
    const v = await verify(id);
    expect(v).toMatchObject({ same: false, bad: ['reextracted'] });
    expect(v.found).toContain('V204');
    await h.owner(`update fact set value = value - 1 where ${at}`);
    expect(await verify(id)).toEqual(sound);
  });

  it('proves a run kept as one piece, as they were before', async () => {
    const id = await run(office, 2019);
    const parts = await h.owner<{ part: string; seq: number; bytes: Uint8Array }>(
      `select part, seq, bytes from run_blob where run_id = '${id}' order by part, seq`,
    );
    const [head, ...pieces] = parts
      .filter((x) => x.part === 'input')
      .map((x) => JSON.parse(gunzipSync(x.bytes).toString('utf8')) as unknown) as [
      InputHead,
      ...InputPiece[],
    ];
    const members = pieces
      .flatMap((p) => p.subjects.map((subject, n) => ({ subject, facts: p.facts[n]! })))
      .toSorted((a, b) => (a.subject.code < b.subject.code ? -1 : 1));
    const sources = new Map(pieces.flatMap((p) => p.sources.map((x) => [x.id, x] as const)));
    const input: BenchmarkInput = {
      ...head,
      format: 1,
      subjects: members.map((m) => m.subject),
      facts: members.map((m) => m.facts),
      sources: [...sources.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    };
    const texts = { input: canonicalJson(input), result: canonicalJson(computeBenchmark(input)) };
    await h.owner(`delete from run_blob where run_id = '${id}'`);
    const hashes: string[] = [];
    for (const [part, text] of Object.entries(texts)) {
      const hash = createHash('sha256').update(text).digest('hex');
      hashes.push(hash);
      await h.owner(`insert into run_blob (run_id, part, seq, sha256, bytes)
        values ('${id}', '${part}', 0, '${hash}', decode('${gzipSync(text).toString('base64')}', 'base64'))`);
    }
    await h.owner(
      `update run set input_hash = '${hashes[0]}', result_hash = '${hashes[1]}', engine_version = 'benchmark-7' where id = '${id}'`,
    );
    await h.owner(`update audit_event set detail = detail || '{"inputHash":"${hashes[0]}","resultHash":"${hashes[1]}"}'
      where act = 'benchmarks.save' and target = '${id}'`);
    expect(await verify(id)).toEqual({ same: true, bad: [], found: new Set(['V209']) });
    const row = (
      await h.owner<{ id: string }>(
        `select subject_id::text as id from run_result where run_id = '${id}' limit 1`,
      )
    )[0]!.id;
    await h.owner(`update run_result set group_code = 'X' where run_id = '${id}' and subject_id = '${row}'`);
    expect(await verify(id)).toMatchObject({ same: false, bad: ['rows'] });
  });

  it('finds a piece taken away', async () => {
    const id = await runOf(2020);
    expect(await verify(id)).toEqual(sound);
    await h.owner(
      `create table kept_piece as select * from run_blob where run_id = '${id}' and part = 'result' and seq = 1`,
    );
    await h.owner(`delete from run_blob where run_id = '${id}' and part = 'result' and seq = 1`);
    const v = await verify(id);
    expect(v.bad).toEqual(expect.arrayContaining(['storedResult', 'rows']));
    expect(v.found).toContain('V202');
    await h.owner(`insert into run_blob select * from kept_piece`);
    expect(await verify(id)).toEqual(sound);
  });

  it('is for those who must defend a result', async () => {
    const id = await runOf(2021);
    for (const api of [county, enterprise])
      await expect(api.benchmarks.verify({ params: { id } })).rejects.toMatchObject({ status: 403 });
    await expect(office.benchmarks.verify({ params: { id: own } })).rejects.toMatchObject({ status: 404 });
  });
});

describe('cancelling', () => {
  it('a waiting job ends at once and leaves nothing', async () => {
    const before = (await office.benchmarks.runs()).total;
    const { jobId } = await office.benchmarks.start({ body: { year: 2019 } });
    await office.work.cancel({ params: { id: jobId } });
    const job = await ended(office, jobId);
    expect(job).toMatchObject({ state: 'cancelled', result: null });
    // Nor does the queue take it up later.
    await new Promise((r) => setTimeout(r, 1200));
    expect((await office.work.job({ params: { id: jobId } })).state).toBe('cancelled');
    expect((await office.benchmarks.runs()).total).toBe(before);
  });

  it('a running job stops at its next step; one that fails says why', async () => {
    const me = (await office.accounts.me()).account!.id;
    const enqueue = async (kind: string): Promise<string> => {
      const id = h.house.newId();
      await h.house.db.system((tx) =>
        h.house.jobs.enqueue(tx, { id, kind, params: {}, createdBy: me, now: h.house.now() }),
      );
      return id;
    };
    h.house.jobs.define('test.endless', async (_params, job) => {
      for (;;) {
        await job.checkCancelled();
        await job.progress(40, '正在计算');
        await new Promise((r) => setTimeout(r, 20));
      }
    });
    h.house.jobs.define('test.refusing', () => Promise.reject(new Problem('benchmarks.unknown-run')));
    h.house.jobs.define('test.broken', () => Promise.reject(new Error('a bug')));

    const id = await enqueue('test.endless');
    for (let n = 0; n < 200; n += 1) {
      if ((await office.work.job({ params: { id } })).progress === 40) break;
      await new Promise((r) => setTimeout(r, 50));
    }
    expect(await office.work.job({ params: { id } })).toMatchObject({ state: 'running', note: '正在计算' });
    // A long one does not keep a short one waiting.
    expect(await ended(office, await enqueue('test.refusing'))).toMatchObject({
      state: 'failed',
      problem: { code: 'benchmarks.unknown-run' },
    });
    await office.work.cancel({ params: { id } });
    expect(await ended(office, id)).toMatchObject({ state: 'cancelled', problem: null });

    expect(await ended(office, await enqueue('test.broken'))).toMatchObject({
      state: 'failed',
      problem: { code: 'request.unexpected' },
    });
    expect(h.faults.splice(0)).toMatchObject([{ message: 'a bug' }]);
  });

  it('a job that ended is not changed by it', async () => {
    await runOf(2022);
    const { items } = await office.work.jobs({ query: { state: 'done' } });
    const id = items[0]!.id;
    expect(await office.work.cancel({ params: { id } })).toMatchObject({ state: 'done', progress: 100 });
  });
});

it('nothing here met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

// Last: it makes newer runs of years that the tests above read.
describe('energy per product', () => {
  it('is held against the levels in force at the end of the year', async () => {
    const fit = (await resultsOf(office, await runOf(2022))).find((r) => r.evaluated)!.subject.id;
    const energyIn = async (year: number, value: string) => {
      await department.indicators.file({
        body: { subject: fit, indicator: 'ferrosilicon-energy', period: String(year), value, note: '' },
      });
      const id = await run(office, year);
      const { energy } = await office.benchmarks.result({ params: { id, subject: fit } });
      return energy.map((e) => [e.family, e.edition, e.standing, e.best]);
    };
    // 2018: only the limits of 2008 held (1850, 1910, 1980); the benchmark levels of 2021 came later.
    expect(await energyIn(2018, '1900')).toEqual([
      ['ndrc', '2021', null, '1770'],
      ['gb-limit', '2008', 'level2', '1850'],
    ]);
    // 2022: benchmark 1770 and baseline 1900 are in force; the limits of 2022 only from 2024 on.
    expect(await energyIn(2022, '1900.1')).toEqual([
      ['ndrc', '2021', 'below', '1770'],
      ['gb-limit', '2008', 'level2', '1850'],
    ]);
  });

  it('corrects a level for the works, and says what is missing instead of guessing', async () => {
    const works = (await resultsOf(office, await runOf(2022))).find((r) => r.evaluated)!.subject.id;
    const file = (indicator: string, value: string) =>
      department.indicators.file({ body: { subject: works, indicator, period: '2022', value, note: '' } });
    const clinker = async () => {
      const id = await run(office, 2022);
      const { energy } = await office.benchmarks.result({ params: { id, subject: works } });
      return energy.find((e) => e.indicator === 'clinker-energy' && e.family === 'gb-limit')!;
    };
    // GB 16780-2021: 100 / 107 / 117, level 3 × (1.179 − 0.211 × p ÷ 101,325) above 1,500 m.
    await file('clinker-energy', '117.5');
    const open = await clinker();
    expect(open).toMatchObject({ standing: 'incomplete', best: '100' });
    expect(open.gaps.map((f) => [f.code, f.params?.['names']])).toEqual([['V501', '厂址海拔高度']]);
    expect(open.levels.map((l) => l.state)).toEqual(['printed', 'printed', 'incomplete']);

    await file('altitude', '1750');
    await file('air-pressure', '82000');
    const high = await clinker();
    expect(high).toMatchObject({ standing: 'level3', gaps: [] });
    expect(high.levels[2]).toMatchObject({ printed: '117', value: '117.964377', by: '-0.464377' });
    expect(high.levels[2]!.steps[0]).toMatchObject({
      applied: true,
      expression: 'level * (1.179 - 0.211 * air-pressure / standard-pressure)',
    });
    expect(high.inputs.map((i) => i.value)).toEqual(['1750', '82000']);
    expect(high.between).toEqual({ better: 'level2', worse: 'level3', share: '0.9576' });

    await file('altitude', '1100');
    expect(await clinker()).toMatchObject({ standing: 'beyond' });
  });
});

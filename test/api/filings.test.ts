import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

type Filing = Awaited<ReturnType<Api['filings']['filing']>>;

let h: TestHouse;
let enterprise: Api;
let county: Api;
let city: Api;
let other: Api;
let department: Api;
let office: Api;
let own: string;
let run: string;

const benchmark = async (year: number): Promise<string> => {
  const { jobId } = await office.benchmarks.start({ body: { year } });
  for (let n = 0; n < 300; n += 1) {
    const job = await office.work.job({ params: { id: jobId } });
    if (job.state === 'done') return String(job.result!['runId']);
    await new Promise((r) => setTimeout(r, 100));
  }
  throw new Error('the run did not end');
};

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  enterprise = (await h.as('ent-demo')).api;
  county = (await h.as('entcounty-demo')).api;
  city = (await h.as('city-demo')).api;
  other = (await h.as('county-demo')).api;
  department = (await h.as('dept-demo')).api;
  office = (await h.as('office-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  run = await benchmark(2020);
});
afterAll(() => h.close());

const pdf = new TextEncoder().encode('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');
const key = (): string => randomUUID();
const read = (api: Api, id: string): Promise<Filing> => api.filings.filing({ params: { id } });
const act = async (api: Api, id: string, name: string, more: object = {}): Promise<Filing> => {
  const { version } = await read(api, id);
  return api.filings.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
};
const refusal = async (
  what: Promise<unknown>,
): Promise<{ code: string; findings: string[]; paths: string[] }> => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return {
      code: problem.code,
      findings: (problem.findings ?? []).map((f) => f.code),
      paths: (problem.findings ?? []).map((f) => f.path ?? ''),
    };
  }
  return { code: 'none', findings: [], paths: [] };
};
const measure = (over: object = {}) => ({
  key: 'm1',
  link: 'equipment' as const,
  title: '更换节能电机',
  owner: '生产部',
  due: '2022-10-31',
  project: '',
  milestones: [{ title: '完成招标', due: '2022-03-31' }],
  ...over,
});
const item = (over: object = {}) => ({
  key: 'i1',
  indicator: null,
  name: '一次合格率',
  unit: '%',
  direction: 'up' as const,
  link: 'product' as const,
  baseline: '90',
  baselineYear: 2019,
  benchmark: '98',
  benchmarkKind: 'ownBest' as const,
  benchmarkYear: 2017,
  target: '95',
  due: '2022-12-31',
  weight: '1',
  mandatory: false,
  evidence: '2017年质量月报',
  ...over,
});
const whole = (over: object = {}) => ({
  leader: { kind: 'named' as const, name: '某先进企业', subjectId: null, note: '同产品、同规模' },
  items: [item()],
  measures: [measure()],
  ...over,
});
/** A filing with its content, as far as submitted. */
const filed = async (year: number, content: object = whole()): Promise<string> => {
  const { id } = await enterprise.filings.create({ body: { year } });
  const { version } = await read(enterprise, id);
  await enterprise.filings.save({ params: { id }, body: { version, content } });
  return id;
};
const attach = (api: Api, id: string, field: string, bytes = pdf, name = '依据.pdf'): Promise<Filing> =>
  api.filings.attach({ params: { id }, body: { field }, upload: { name, bytes } });
/** Made void again, so that the year is free for the next test. */
const discard = (id: string): Promise<Filing> => act(enterprise, id, 'discard', { reason: '试填' });

describe('a draft', () => {
  it('starts from the latest run: whom to pursue, baselines and benchmarks as the run has them', async () => {
    const { id } = await enterprise.filings.create({ body: { year: 2020 } });
    const f = await read(enterprise, id);
    const r = await enterprise.benchmarks.result({ params: { id: run, subject: own } });
    expect(f.state).toBe('draft');
    expect(f.content.leader?.name).toBe(r.chase?.name);
    expect(f.content.items.length).toBeGreaterThan(0);
    for (const i of f.content.items) {
      const gap = r.gaps.find((g) => g.indicator === i.indicator);
      const energy = r.energy.find((e) => e.indicator === i.indicator);
      expect(Number(i.baseline)).toBeCloseTo(Number(gap?.own ?? energy?.value), 4);
      expect(Number(i.benchmark)).toBeCloseTo(Number(gap?.other ?? energy?.best), 4);
      expect(i.target).toBe(i.benchmark);
      expect(i.evidence).not.toBe('');
    }
    // Nothing of it stands against submitting except what only the enterprise can say.
    expect(f.checks.filter((c) => c.severity === 'error')).toEqual([]);
    expect(await refusal(act(enterprise, id, 'submit'))).toMatchObject({
      code: 'filings.refused',
      findings: ['R205'],
      paths: ['content.measures'],
    });
    const suggestion = await enterprise.filings.suggestion({ params: { id } });
    expect(suggestion.run?.id).toBe(run);
    // Whom else the run offers: every peer once, the own enterprise never.
    const peers = r.models.find((m) => m.rts === 'vrs' && m.orientation === 'out')!.peers;
    const offered = suggestion.leaders.filter((l) => l.kind === 'peer').map((l) => l.subjectId);
    const named = [r.chase?.id, ...peers.map((p) => p.id)].filter((x) => x !== undefined && x !== own);
    expect(new Set(offered)).toEqual(new Set(named));
    expect(offered).toHaveLength(new Set(named).size);
    expect(suggestion.leaders[0]).toEqual(f.content.leader);
    await discard(id);
  });

  it('is one a year, within the years of the plan, and of the own enterprise only', async () => {
    const { id } = await enterprise.filings.create({ body: { year: 2021 } });
    expect((await refusal(enterprise.filings.create({ body: { year: 2021 } }))).code).toBe('filings.already');
    expect((await refusal(enterprise.filings.create({ body: { year: 2031 } }))).code).toBe(
      'filings.outside-plan',
    );
    expect((await refusal(county.filings.create({ body: { year: 2021 } }))).code).toBe('auth.not-allowed');
    await discard(id);
    // A void one does not stand in the way.
    await discard((await enterprise.filings.create({ body: { year: 2021 } })).id);
  });

  it('is kept half-filled, says at the field what is missing, and is refused until it is there', async () => {
    const id = await filed(
      2020,
      whole({
        leader: { kind: 'named', name: '', subjectId: null, note: '' },
        items: [
          item({ target: '89', unit: '', evidence: '' }),
          item({ key: 'i2', baseline: '约90', due: '2019-01-01' }),
        ],
        measures: [measure({ owner: '', milestones: [{ title: '晚', due: '2022-12-01' }] })],
      }),
    );
    const f = await read(enterprise, id);
    const at = (code: string) => f.checks.filter((c) => c.code === code).map((c) => c.path);
    expect(at('R301')).toEqual(['content.leader.name']);
    expect(at('R304')).toEqual(['content.items.0.unit']);
    expect(at('R306')).toEqual(['content.items.0.target']);
    expect(at('R305')).toEqual(['content.items.1.baseline']);
    expect(at('R308')).toEqual(['content.items.1.due']);
    expect(at('R309')).toEqual(['content.items.1.name']);
    expect(at('R311')).toEqual(['content.measures.0.owner']);
    expect(at('R314')).toEqual(['content.measures.0.milestones.0.due']);
    expect(f.checks.find((c) => c.code === 'R316')?.severity).toBe('warning');
    const errors = f.checks.filter((c) => c.severity === 'error').map((c) => c.code);
    expect((await refusal(act(enterprise, id, 'submit'))).findings.toSorted()).toEqual(errors.toSorted());
    expect((await read(enterprise, id)).state).toBe('draft');
    await discard(id);
  });

  it('saved over somebody else’s change is refused', async () => {
    const id = await filed(2020);
    const { version } = await read(enterprise, id);
    await enterprise.filings.save({ params: { id }, body: { version, content: whole() } });
    expect(
      (await refusal(enterprise.filings.save({ params: { id }, body: { version, content: whole() } }))).code,
    ).toBe('filings.changed');
    await discard(id);
  });
});

describe('the way of a filing', () => {
  it('goes from the enterprise to the county and back with remarks, to the region, and through its quarters', async () => {
    const id = await filed(2020);
    await attach(enterprise, id, 'items.i1');
    const waits = async (api: Api): Promise<boolean> =>
      (await api.filings.list({ query: { waiting: 'me', size: 100 } })).items.some((f) => f.id === id);
    expect([await waits(enterprise), await waits(county)]).toEqual([true, false]);
    expect((await act(enterprise, id, 'submit')).state).toBe('submitted');
    // Handed in, it is the county's turn; nobody else is told to act.
    expect([await waits(enterprise), await waits(county), await waits(department)]).toEqual([
      false,
      true,
      false,
    ]);

    const seen = await read(county, id);
    expect(seen.can.map((a) => a.id)).toEqual(['accept', 'return', 'reject']);
    expect(seen.editable).toBe(false);
    expect((await refusal(act(county, id, 'return'))).findings).toEqual(['R208']);
    expect(
      await refusal(
        act(county, id, 'return', { remarks: [{ field: 'items.no-such.target', text: '没有这一项' }] }),
      ),
    ).toMatchObject({ findings: ['R318'], paths: ['remarks.0.field'] });
    await act(county, id, 'return', {
      remarks: [{ field: 'items.i1.target', text: '目标偏低，请对照标杆值' }],
    });

    const back = await read(enterprise, id);
    expect(back).toMatchObject({
      state: 'returned',
      editable: true,
      remarks: [{ field: 'items.i1.target', text: '目标偏低，请对照标杆值' }],
    });
    await enterprise.filings.save({
      params: { id },
      body: { version: back.version, content: whole({ items: [item({ target: '98' })] }) },
    });
    expect((await act(enterprise, id, 'submit')).remarks).toEqual([]);
    await act(county, id, 'accept');
    expect((await refusal(act(county, id, 'register'))).findings).toEqual(['R203']);
    const executing = await act(department, id, 'register');
    expect(executing.state).toBe('executing');
    expect(executing.completion).toMatchObject({ total: '0', complete: false, missing: 1 });

    const progress = (quarter: string, percent: number, now = '', text = '已完成招标') => ({
      progress: { quarter, measures: [{ key: 'm1', percent, text }], values: [{ key: 'i1', now }] },
    });
    expect((await read(enterprise, id)).quarters.slice(0, 2)).toEqual(['2020-Q1', '2020-Q2']);
    // (94 − 90) ÷ (98 − 90) = 0.5; no measure is finished: 0.7 × 0.5.
    const first = await act(enterprise, id, 'follow-up', progress('2020-Q1', 40, '94'));
    expect(first.completion).toMatchObject({ indicators: '0.5', measures: '0', total: '0.35' });
    expect((await refusal(act(enterprise, id, 'follow-up', progress('2020-Q1', 50)))).findings).toEqual([
      'R319',
    ]);
    expect((await refusal(act(enterprise, id, 'follow-up', progress('2019-Q4', 50)))).findings).toEqual([
      'R320',
    ]);
    expect(
      (await refusal(act(enterprise, id, 'follow-up', progress('2020-Q2', 30, '', '')))).findings,
    ).toEqual(['R324']);
    expect((await refusal(act(enterprise, id, 'follow-up'))).findings).toEqual(['R206']);
    const said = await act(enterprise, id, 'follow-up', progress('2020-Q2', 100, '97'));
    // A hundred percent is what the enterprise says; the measure is finished when the county has seen the milestone.
    expect(said.completion).toMatchObject({
      measures: '0',
      work: [{ percent: 100, verified: 0, finished: false }],
    });
    const stage = { measure: 'm1', milestone: 's1', reason: '' };
    await attach(enterprise, id, 'measures.m1.s1');
    await enterprise.filings.milestone({ params: { id }, body: { ...stage, act: 'claim', key: key() } });
    const seenDone = await county.filings.milestone({
      params: { id },
      body: { ...stage, act: 'verify', key: key() },
    });
    expect(seenDone.completion).toMatchObject({ measures: '1', work: [{ verified: 1, finished: true }] });

    const end = progress('2020-Q4', 100, '98');
    expect((await refusal(act(enterprise, id, 'self-evaluate', end))).findings).toEqual(['R207']);
    const done = await act(enterprise, id, 'self-evaluate', { ...end, reason: '指标、措施均已完成' });
    expect(done.state).toBe('self-evaluated');
    expect(done.can).toEqual([]);
    expect(done.completion).toMatchObject({ indicators: '1', measures: '1', total: '1', complete: true });
    expect(done.events.map((e) => e.act)).toEqual([
      'submit',
      'return',
      'submit',
      'accept',
      'register',
      'follow-up',
      'follow-up',
      'self-evaluate',
    ]);
    expect(done.events.map((e) => e.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);

    // What was submitted each time is kept as it was.
    const kept = await h.owner<{ target: string }>(
      `select content->'items'->0->>'target' as target from filing_event where filing_id = '${id}' and act = 'submit' order by seq`,
    );
    expect(kept.map((k) => k.target)).toEqual(['95', '98']);
    const audited = await h.owner<{ act: string; success: boolean }>(
      `select detail->>'act' as act, success from audit_event where target = 'filing:${id}' and act = 'filings.act' order by at, seq`,
    );
    expect(audited.map((a) => a.act).toSorted()).toEqual(done.events.map((e) => e.act).toSorted());

    // The place of this enterprise: one accepted filing, complete, whatever the enterprises beside it did not file.
    const park = done.subject.parkCode!;
    const table = await department.filings.completion({ query: { year: 2020 } });
    const row = table.items.find((p) => p.code === park)!;
    expect(row).toMatchObject({ accepted: 1, complete: 1, completion: '1', rank: 1, improvement: '1' });
    expect(Number(row.coverage)).toBeCloseTo(1 / row.aboveScale, 10);
    expect(table.total).toMatchObject({ accepted: 1, complete: 1 });
    expect(table.items.filter((p) => p.code !== park).every((p) => p.completion === null)).toBe(true);
    const mine = await county.filings.completion({ query: { year: 2020, by: 'county' } });
    expect(mine.items.map((p) => p.code)).toEqual([done.subject.regionCode]);
  });

  it('is held against what the newest run of its year or later has measured', async () => {
    const { id } = await enterprise.filings.create({ body: { year: 2022 } });
    const draft = await read(enterprise, id);
    const { content } = draft;
    await enterprise.filings.save({
      params: { id },
      body: {
        version: draft.version,
        content: { ...content, leader: whole().leader, measures: [measure()] },
      },
    });
    await act(enterprise, id, 'submit');
    expect((await read(county, id)).measured).toBeNull();
    await act(county, id, 'accept');
    // The run at hand is of 2020: it says nothing about how a filing of 2022 went.
    expect((await read(county, id)).measured).toBeNull();
    const later = await benchmark(2022);
    const r = await county.benchmarks.result({ params: { id: later, subject: own } });
    const { measured } = await read(county, id);
    expect(measured).toMatchObject({ run: later, year: 2022 });
    expect(measured!.values.length).toBeGreaterThan(0);
    for (const v of measured!.values)
      expect(Number(v.value)).toBeCloseTo(Number(r.items.find((i) => i.indicator === v.key)?.value), 4);
    await act(department, id, 'send-back', { reason: '复核' });
    await act(enterprise, id, 'withdraw');
    await discard(id);
  });

  it('is decided by the county alone: neither another place, nor the city, nor the enterprise itself', async () => {
    const id = await filed(2021);
    await act(enterprise, id, 'submit');
    for (const api of [enterprise, department, office])
      expect((await read(api, id)).can.map((a) => a.id)).not.toContain('accept');
    const body = { act: 'accept', version: (await read(department, id)).version, key: key() };
    expect((await refusal(enterprise.filings.act({ params: { id }, body }))).findings).toEqual(['R203']);
    expect((await refusal(department.filings.act({ params: { id }, body }))).findings).toEqual(['R203']);
    expect((await refusal(office.filings.act({ params: { id }, body }))).findings).toEqual(['R203']);
    for (const api of [other, city]) {
      expect((await refusal(api.filings.filing({ params: { id } }))).code).toBe('filings.unknown');
      expect((await refusal(api.filings.act({ params: { id }, body }))).code).toBe('filings.unknown');
      expect((await api.filings.list({ query: { year: 2021 } })).total).toBe(0);
    }
    expect((await read(department, id)).state).toBe('submitted');
    const rejected = await act(county, id, 'reject', { reason: '不在备案范围' });
    expect(rejected).toMatchObject({ state: 'rejected', can: [] });
    expect((await refusal(act(enterprise, id, 'submit'))).findings).toEqual(['R202']);
    expect(
      (
        await refusal(
          enterprise.filings.save({ params: { id }, body: { version: rejected.version, content: whole() } }),
        )
      ).code,
    ).toBe('filings.not-editable');
  });

  it('needs another pair of eyes for what the same account has done before', async () => {
    const id = await filed(2022);
    await act(enterprise, id, 'submit');
    await act(county, id, 'accept');
    // The clerk of the department turns out to be the one who accepted it in the county.
    await h.owner(
      `update filing_event set by_account = (select id from account where username = 'dept-demo') where filing_id = '${id}' and act = 'accept'`,
    );
    expect((await read(department, id)).can.map((a) => a.id)).toEqual(['send-back']);
    expect((await refusal(act(department, id, 'register'))).findings).toEqual(['R204']);
    const back = await act(department, id, 'send-back', { reason: '请县区复核目标值' });
    expect(back.state).toBe('submitted');
    await act(county, id, 'return', { remarks: [{ field: 'leader.name', text: '请选同行业企业' }] });
    await discard(id);
  });
});

describe('two at once', () => {
  it('the same press of the button twice is done once', async () => {
    const id = await filed(2021);
    const { version } = await read(enterprise, id);
    const body = { act: 'submit', version, key: key() };
    const answers = await Promise.all([1, 2, 3].map(() => enterprise.filings.act({ params: { id }, body })));
    expect(answers.map((a) => a.state)).toEqual(['submitted', 'submitted', 'submitted']);
    expect((await read(enterprise, id)).events).toHaveLength(1);
    // And again when the county has long gone on.
    await act(county, id, 'accept');
    expect((await enterprise.filings.act({ params: { id }, body })).state).toBe('accepted');
    // A used key does not carry another act.
    expect(
      (await refusal(enterprise.filings.act({ params: { id }, body: { ...body, act: 'withdraw' } }))).code,
    ).toBe('filings.changed');
    await act(department, id, 'send-back', { reason: '复核' });
    await act(enterprise, id, 'withdraw');
    await discard(id);
  });

  it('two decisions on one state: one holds, the other is told to look again', async () => {
    const id = await filed(2021);
    await act(enterprise, id, 'submit');
    const { version } = await read(county, id);
    const answers = await Promise.allSettled([
      county.filings.act({ params: { id }, body: { act: 'accept', version, key: key() } }),
      county.filings.act({ params: { id }, body: { act: 'reject', version, key: key(), reason: '重复' } }),
    ]);
    const failed = answers.flatMap((a) => (a.status === 'rejected' ? [a.reason as Refused] : []));
    expect(failed).toHaveLength(1);
    expect([failed[0]!.status, failed[0]!.code]).toEqual([409, 'filings.changed']);
    expect((await read(county, id)).events).toHaveLength(2);
  });

  it('two drafts of one year: one is made', async () => {
    const answers = await Promise.allSettled(
      [1, 2].map(() => enterprise.filings.create({ body: { year: 2018 } })),
    );
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(1);
    const failed = answers.find((a) => a.status === 'rejected') as PromiseRejectedResult;
    expect(['filings.already', 'db.conflict']).toContain((failed.reason as Refused).code);
  });
});

describe('the list', () => {
  it('filters by state, year, place and text, and leaves the house as a workbook', async () => {
    const all = await office.filings.list({ query: { size: 200 } });
    expect(all.total).toBeGreaterThan(5);
    const draft = await office.filings.list({ query: { state: 'draft', size: 200 } });
    expect(draft.items.map((f) => f.year)).toEqual([2018]);
    const one = await office.filings.list({ query: { year: 2020, state: 'self-evaluated' } });
    expect(one.items[0]).toMatchObject({
      complete: true,
      completion: '1',
      finished: 1,
      leader: '某先进企业',
    });
    const { subject } = one.items[0]!;
    expect((await office.filings.list({ query: { region: subject.regionCode } })).total).toBe(all.total);
    expect((await office.filings.list({ query: { region: '640500' } })).total).toBe(0);
    expect((await office.filings.list({ query: { q: subject.creditCode } })).total).toBe(all.total);
    expect((await office.filings.list({ query: { q: '没有这家企业' } })).total).toBe(0);
    const years = (await office.filings.list({ query: { sort: 'year', size: 200 } })).items.map(
      (f) => f.year,
    );
    expect(years).toEqual(years.toSorted((a, b) => a - b));
    const file = fileOf(await office.filings.export({ query: { year: 2020 } }));
    const book = await readWorkbookSafely(file.bytes, file.name);
    const there = (await office.filings.list({ query: { year: 2020 } })).total;
    expect(book.sheets[0]!.rows).toHaveLength(there + 1);
    expect(file.name).toBe('2020年对标备案.xlsx');
  });

  it('offers the states of the review and the years of the plan', async () => {
    const rules = await enterprise.filings.rules();
    expect(rules.states.map((s) => s.id)).toContain('executing');
    expect(rules.years).toEqual([2018, 2019, 2020, 2021, 2022]);
  });
});

describe('the database', () => {
  it('lets the application add to the record, and change or remove nothing of it', async () => {
    const all = { kind: 'all' } as const;
    await expect(h.application(all, `update filing_event set reason = ''`)).rejects.toThrow(
      /permission denied/,
    );
    await expect(h.application(all, `delete from filing_event`)).rejects.toThrow(/permission denied/);
    await expect(h.application(all, `delete from filing`)).rejects.toThrow(/permission denied/);
    const elsewhere = { kind: 'regions', paths: ['64/6405'] } as const;
    expect(await h.application(elsewhere, 'select * from filing')).toEqual([]);
    expect(await h.application(elsewhere, 'select * from filing_event')).toEqual([]);
    expect(h.faults).toEqual([]);
  });
});

/** What comes with a filing and after it: evidence, deadlines, milestones, amendments, urging, the city in place of a county, the ranking of parks. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { readWorkbookSafely } from '#platform/sheets';
import { parkRanking } from '#areas/filings';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

type Filing = Awaited<ReturnType<Api['filings']['filing']>>;

let h: TestHouse;
let enterprise: Api;
let county: Api;
let other: Api;
let city: Api;
let department: Api;
let office: Api;
let own: string;

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
  other = (await h.as('county-demo')).api;
  city = (await h.as('city-demo')).api;
  department = (await h.as('dept-demo')).api;
  office = (await h.as('office-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
  // Into a county below a city, with its clerk: the demonstration may have put it where there is no city.
  await h.owner(
    `update subject set region_code = '640221', region_path = '64/6402/640221' where id = '${own}'`,
  );
  await h.owner(`update account set scope_paths = array['64/6402/640221'] where username = 'entcounty-demo'`);
  await h.owner(`update account set scope_paths = array['64/6402'] where username = 'city-demo'`);
  await benchmark(2020);
});
afterAll(() => h.close());

const key = (): string => randomUUID();
const read = (api: Api, id: string): Promise<Filing> => api.filings.filing({ params: { id } });
const act = async (api: Api, id: string, name: string, more: object = {}): Promise<Filing> => {
  const { version } = await read(api, id);
  return api.filings.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
};
const refusal = async (what: Promise<unknown>) => {
  try {
    await what;
  } catch (e) {
    const { problem, status } = e as Refused;
    return {
      status,
      code: problem.code,
      findings: (problem.findings ?? []).map((f) => f.code),
      paths: (problem.findings ?? []).map((f) => f.path ?? ''),
    };
  }
  return { status: 200, code: 'none', findings: [], paths: [] };
};
const pdfOf = (text: string): Uint8Array => new TextEncoder().encode(`%PDF-1.4\n% ${text}\n%%EOF`);
const attach = (api: Api, id: string, field: string, text = '检测报告', name = '依据.pdf'): Promise<Filing> =>
  api.filings.attach({ params: { id }, body: { field }, upload: { name, bytes: pdfOf(text) } });
const onMilestone = (api: Api, id: string, name: string, milestone = 's1', reason = '', k = key()) =>
  api.filings.milestone({ params: { id }, body: { measure: 'm1', milestone, act: name, key: k, reason } });

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
const measure = (over: object = {}) => ({
  key: 'm1',
  link: 'equipment' as const,
  title: '更换节能电机',
  owner: '生产部',
  due: '2022-10-31',
  milestones: [
    { title: '完成招标', due: '2022-03-31' },
    { title: '安装调试', due: '2022-09-30' },
  ],
  ...over,
});
const whole = (over: object = {}) => ({
  leader: { kind: 'named' as const, name: '某先进企业', subjectId: null, note: '同产品' },
  items: [item()],
  measures: [measure()],
  ...over,
});
const filed = async (year: number, content: object = whole()): Promise<string> => {
  const { id } = await enterprise.filings.create({ body: { year } });
  const { version } = await read(enterprise, id);
  await enterprise.filings.save({ params: { id }, body: { version, content } });
  return id;
};
const executing = async (year: number, content: object = whole()): Promise<string> => {
  const id = await filed(year, content);
  await act(enterprise, id, 'submit');
  await act(county, id, 'accept');
  await act(department, id, 'register');
  return id;
};
// The years are free again, whatever became of their filings.
afterEach(async () => {
  await h.owner(`update filing set live = false, state = 'discarded', due_day = null where live`);
});

describe('evidence', () => {
  it('is told by content, kept once, read by who sees the filing, and removed while it is written', async () => {
    const id = await filed(2020);
    expect((await read(enterprise, id)).checks.map((c) => c.code)).toEqual(['R330']);
    const one = await attach(enterprise, id, 'items.i1', '检测报告', '../检测\u202E报告.exe');
    expect(one.files).toMatchObject([
      { field: 'items.i1', name: '检测报告.exe.pdf', type: 'pdf', removable: true },
    ]);
    expect(one.checks).toEqual([]);
    expect((await attach(enterprise, id, 'items.i1')).files).toHaveLength(1);
    const { files } = await attach(enterprise, id, 'measures.m1.s2', '合同');
    expect(files).toHaveLength(2);

    const params = { id, file: one.files[0]!.id };
    const answer = fileOf(await enterprise.filings.file({ params }));
    expect([Buffer.from(answer.bytes).toString(), answer.name]).toEqual([
      Buffer.from(pdfOf('检测报告')).toString(),
      '检测报告.exe.pdf',
    ]);
    // The county of the enterprise reads it; another county is told nothing; nothing is shown inside a page.
    expect(fileOf(await county.filings.file({ params })).bytes).toEqual(answer.bytes);
    expect(await refusal(other.filings.file({ params }))).toMatchObject({ code: 'filings.unknown' });
    const raw = await h.send({
      method: 'GET',
      url: `/api/filings/${id}/files/${params.file}`,
      cookie: (await h.as('ent-demo')).cookie,
    });
    expect(raw.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment;/) as string,
      'content-type': 'application/pdf',
    });

    const refused = async (field: string, bytes: Uint8Array): Promise<string> =>
      (
        await refusal(
          enterprise.filings.attach({ params: { id }, body: { field }, upload: { name: 'a.pdf', bytes } }),
        )
      ).code;
    expect(await refused('items.i1', new TextEncoder().encode('<html><script>'))).toBe('files.refused-type');
    expect(await refused('items.i1', new Uint8Array())).toBe('files.empty');
    expect(await refused('items.no-such', pdfOf('x'))).toBe('filings.unknown-field');
    expect((await refusal(attach(county, id, 'items.i1'))).code).toBe('auth.not-allowed');

    // A row that goes takes its file along: the key used again does not find it.
    const { version } = await read(enterprise, id);
    const gone = await enterprise.filings.save({
      params: { id },
      body: { version, content: whole({ items: [item({ key: 'i2' })] }) },
    });
    expect(gone.files.map((f) => f.field)).toEqual(['measures.m1.s2']);
    const back = await enterprise.filings.save({
      params: { id },
      body: { version: gone.version, content: whole() },
    });
    expect(back.files.map((f) => f.field)).toEqual(['measures.m1.s2']);
    expect((await refusal(enterprise.filings.file({ params }))).code).toBe('files.unknown');
    const left = await enterprise.filings.detach({ params: { id, file: back.files[0]!.id } });
    expect(left.files).toEqual([]);
    await act(enterprise, id, 'submit');
    expect((await refusal(attach(enterprise, id, 'items.i1'))).code).toBe('filings.files-closed');
  });

  it('makes a benchmark count; a source without a file does not, and a run only with its own figure', async () => {
    const { id } = await enterprise.filings.create({ body: { year: 2020 } });
    const draft = await read(enterprise, id);
    const [first] = draft.content.items;
    expect(first!.run).not.toBeNull();
    const saved = await enterprise.filings.save({
      params: { id },
      body: {
        version: draft.version,
        content: {
          ...whole(),
          items: [
            { ...first!, key: 'a' },
            item({ key: 'b' }),
            item({ key: 'c', name: '返修率', evidence: '' }),
            item({ key: 'd', name: '自定', run: first!.run }),
          ],
        },
      },
    });
    // What says it is of a run and is not, is not.
    expect(saved.content.items.map((i) => i.run)).toEqual([first!.run, null, null, null]);
    const changed = await enterprise.filings.save({
      params: { id },
      body: {
        version: saved.version,
        content: {
          ...saved.content,
          items: [{ ...first!, key: 'a', benchmark: '123456' }, ...saved.content.items.slice(1)],
        },
      },
    });
    expect(changed.content.items[0]!.run).toBeNull();
    await enterprise.filings.save({
      params: { id },
      body: { version: changed.version, content: saved.content },
    });
    await attach(enterprise, id, 'items.d');
    await act(enterprise, id, 'submit');
    const accepted = await act(county, id, 'accept');
    expect(accepted.completion!.items.map((i) => [i.key, i.evidence, i.counts])).toEqual([
      ['a', 'run', true],
      ['b', 'text', false],
      ['c', 'none', false],
      ['d', 'file', true],
    ]);
    expect(accepted.completion).toMatchObject({ declared: 2, proof: 'fileOrRun', values: 'measuredFirst' });
  });

  it('lies encrypted under a name that is not its hash', async () => {
    const id = await filed(2021);
    await attach(enterprise, id, 'items.i1', '极机密的配方');
    const [row] = await h.owner<{ sha256: string }>(
      `select u.sha256 from upload u join filing_file x on x.upload_id = u.id where x.filing_id = '${id}'`,
    );
    const { readdirSync, readFileSync } = await import('node:fs');
    const kept = readdirSync(`${h.house.dataDir}/sealed`, { recursive: true, withFileTypes: true }).filter(
      (f) => f.isFile(),
    );
    expect(kept.map((f) => f.name)).not.toContain(row!.sha256);
    for (const f of kept)
      expect(readFileSync(`${f.parentPath}/${f.name}`).includes(Buffer.from('极机密的配方'))).toBe(false);
  });
});

describe('a leader', () => {
  it('is found in the register by name, pinyin or credit code, and keeps the name it has there', async () => {
    const [subject] = await h.owner<{ id: string; name: string; code: string; key: string }>(
      `select id::text, name, code, name_key as key from subject where kind = 'enterprise' and id <> '${own}' order by code limit 1`,
    );
    const find = async (q: string) => (await enterprise.filings.leaders({ query: { q } })).items;
    for (const q of [subject!.name.slice(0, 6), subject!.key.replaceAll(' ', '').slice(0, 8), subject!.code])
      expect(
        (await find(q)).map((x) => x.subjectId),
        q,
      ).toContain(subject!.id);
    expect(Object.keys((await find(subject!.code))[0]!).toSorted()).toEqual(
      ['creditCode', 'industryName', 'name', 'regionName', 'subjectId'].toSorted(),
    );
    expect((await find('%%')).length + (await find('__')).length).toBe(0);
    const [me] = await h.owner<{ code: string }>(`select code from subject where id = '${own}'`);
    expect(await find(me!.code)).toEqual([]);
    expect((await refusal(county.filings.leaders({ query: { q: 'ab' } }))).code).toBe('auth.not-allowed');

    const leader = { kind: 'named' as const, name: '冒名', subjectId: subject!.id, note: '' };
    const id = await filed(2021, whole({ leader }));
    expect((await read(county, id)).content.leader).toMatchObject({
      name: subject!.name,
      subjectId: subject!.id,
    });
    const { version } = await read(enterprise, id);
    const free = await enterprise.filings.save({
      params: { id },
      body: {
        version,
        content: whole({ leader: { ...leader, subjectId: randomUUID(), name: '区外某企业' } }),
      },
    });
    expect(free.content.leader).toMatchObject({ name: '区外某企业', subjectId: null });
  });
});

describe('deadlines', () => {
  it('are set when a state is entered, shown with who is late, and filter the list', async () => {
    const id = await filed(2021);
    // Written in a year long after: the last day of March of its own year has passed.
    expect((await read(enterprise, id)).due).toMatchObject({
      day: '2021-03-31',
      role: 'enterprise',
      word: 'late',
    });
    const late = async (api: Api, due: 'late' | 'soon') =>
      (await api.filings.list({ query: { due, year: 2021 } })).items.map((f) => f.id);
    expect(await late(county, 'late')).toEqual([id]);
    const { due } = await act(enterprise, id, 'submit');
    const [row] = await h.owner<{ day: string; role: string }>(
      `select due_day::text as day, due_role as role from filing where id = '${id}'`,
    );
    expect(row!.role).toBe('locality');
    // Ten working days: never fewer than fourteen days, whatever the holidays.
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    expect(due === null || due.day >= day(today)).toBe(true);
    expect(due).toMatchObject({ role: 'locality', word: 'open', workingDays: 10 });
    expect(due!.days).toBeGreaterThanOrEqual(14);
    expect(await late(county, 'late')).toEqual([]);
    await h.owner(`update filing set due_day = current_date + 1 where id = '${id}'`);
    expect(await late(county, 'soon')).toEqual([id]);
    await h.owner(`update filing set due_day = current_date - 40 where id = '${id}'`);
    expect((await read(county, id)).due).toMatchObject({ word: 'late', workingDays: null });
    const sheet = await readWorkbookSafely(
      fileOf(await office.filings.export({ query: { year: 2021, due: 'late' } })).bytes,
      'a.xlsx',
    );
    expect(sheet.sheets[0]!.rows).toHaveLength(2);
  });
});

describe('milestones', () => {
  it('are verified one by one, by another than who reported, and only then count', async () => {
    const id = await executing(2021);
    expect((await read(enterprise, id)).milestones.map((m) => [m.key, m.title, m.state, m.late > 0])).toEqual(
      [
        ['s1', '完成招标', 'planned', true],
        ['s2', '安装调试', 'planned', true],
      ],
    );
    expect((await refusal(onMilestone(enterprise, id, 'claim'))).findings).toEqual(['R209']);
    const { files } = await attach(enterprise, id, 'measures.m1.s1', '中标通知书');
    expect(files[0]!.removable).toBe(true);
    const k = key();
    const claimed = await onMilestone(enterprise, id, 'claim', 's1', '', k);
    expect((await onMilestone(enterprise, id, 'claim', 's1', '', k)).milestones).toEqual(claimed.milestones);
    expect(claimed.milestones[0]).toMatchObject({
      state: 'claimed',
      verified: false,
      waiting: { role: 'locality' },
      can: [],
    });
    // What somebody is asked to rely on stays.
    expect(claimed.files[0]!.removable).toBe(false);
    expect((await refusal(enterprise.filings.detach({ params: { id, file: files[0]!.id } }))).code).toBe(
      'filings.files-closed',
    );
    expect((await refusal(onMilestone(enterprise, id, 'verify'))).findings).toEqual(['R203']);
    expect((await refusal(onMilestone(department, id, 'verify'))).findings).toEqual(['R203']);
    expect((await refusal(onMilestone(county, id, 'return'))).findings).toEqual(['R207']);
    const back = await onMilestone(county, id, 'return', 's1', '通知书缺公章');
    expect(back.milestones[0]).toMatchObject({ state: 'returned' });
    await onMilestone(enterprise, id, 'claim');
    const one = await onMilestone(county, id, 'verify');
    expect(one.completion).toMatchObject({
      measures: '0',
      work: [{ milestones: 2, verified: 1, finished: false }],
    });
    await attach(enterprise, id, 'measures.m1.s2', '调试记录');
    await onMilestone(enterprise, id, 'claim', 's2');
    const all = await onMilestone(county, id, 'verify', 's2');
    expect(all.completion).toMatchObject({ measures: '1', work: [{ verified: 2, finished: true }] });
    expect(all.milestones[0]!.events.map((e) => e.reason)).toEqual(['', '通知书缺公章', '', '']);
    expect((await refusal(onMilestone(enterprise, id, 'claim'))).findings).toEqual(['R202']);
    expect((await refusal(onMilestone(enterprise, id, 'claim', 'nowhere'))).code).toBe(
      'filings.unknown-field',
    );
    const row = (await county.filings.list({ query: { year: 2021, state: 'executing' } })).items[0];
    expect(row).toMatchObject({ id, finished: 1 });
  });

  it('of a measure that names none are the measure itself', async () => {
    const id = await executing(2021, whole({ measures: [measure({ milestones: [] })] }));
    const { milestones } = await read(enterprise, id);
    expect(milestones.map((m) => [m.key, m.title, m.due])).toEqual([['whole', '更换节能电机', '2022-10-31']]);
    await attach(enterprise, id, 'measures.m1.whole');
    await onMilestone(enterprise, id, 'claim', 'whole');
    expect((await onMilestone(county, id, 'verify', 'whole')).completion).toMatchObject({ measures: '1' });
  });
});

describe('completion', () => {
  it('takes what the platform measured before what was declared, shows both, and follows the reading in force', async () => {
    const { id } = await enterprise.filings.create({ body: { year: 2022 } });
    const draft = await read(enterprise, id);
    await enterprise.filings.save({
      params: { id },
      body: {
        version: draft.version,
        content: { ...draft.content, leader: whole().leader, measures: [measure()] },
      },
    });
    await act(enterprise, id, 'submit');
    await act(county, id, 'accept');
    await act(department, id, 'register');
    const [first] = draft.content.items;
    const declared = await act(enterprise, id, 'follow-up', {
      progress: {
        quarter: '2022-Q1',
        measures: [{ key: 'm1', percent: 0, text: '未动' }],
        values: [{ key: first!.key, now: first!.target }],
      },
    });
    const at = (f: Filing) => f.completion!.items.find((i) => i.key === first!.key)!;
    expect(at(declared)).toMatchObject({ source: 'declared', measured: null, rate: '1' });
    await benchmark(2022);
    const measured = await read(county, id);
    expect(at(measured)).toMatchObject({ source: 'measured', declared: declared.completion!.items[0]!.now });
    expect(at(measured).now).toBe(at(measured).measured);
    expect(measured.measured!.values.find((v) => v.key === first!.key)!.value).toBe(at(measured).measured);
  });
});

describe('what changed', () => {
  it('since the return is shown to both, field by field', async () => {
    const id = await filed(2021);
    await act(enterprise, id, 'submit');
    expect((await read(county, id)).changed).toBeNull();
    await act(county, id, 'return', { remarks: [{ field: 'items.i1.target', text: '偏低' }] });
    const back = await read(enterprise, id);
    expect(back.changed).toEqual([]);
    // Being urged meanwhile takes the remarks from nobody, and no one's version either.
    const urged = await act(county, id, 'urge-enterprise', { reason: '请尽快修改' });
    expect([urged.urged, urged.version, urged.remarks.length]).toEqual([1, back.version, 1]);
    expect((await refusal(act(county, id, 'urge-enterprise', { reason: '再催' }))).findings).toEqual([
      'R331',
    ]);
    await enterprise.filings.save({
      params: { id },
      body: {
        version: back.version,
        content: whole({ items: [item({ target: '98' })], measures: [measure({ owner: '设备部' })] }),
      },
    });
    await act(enterprise, id, 'submit');
    const seen = await read(county, id);
    expect(seen.changed!.map((c) => [c.field, c.before, c.after])).toEqual([
      ['items.i1.target', '95', '98'],
      ['measures.m1.owner', '生产部', '设备部'],
    ]);
    expect(seen.events.at(-1)!.changes).toEqual(seen.changed);
    expect(seen.urged).toBe(0);
  });
});

describe('an amendment in execution', () => {
  it('is proposed with a reason, decided by the county, and leaves both versions on record', async () => {
    const id = await executing(2021);
    await attach(enterprise, id, 'measures.m1.s1');
    await onMilestone(enterprise, id, 'claim');
    const now = await read(enterprise, id);
    const change = (over: object) => ({ ...now.content, ...over });
    const amendment = change({ items: [{ ...now.content.items[0]!, target: '97', due: '2022-06-30' }] });
    expect((await refusal(act(enterprise, id, 'amend', { reason: '提前' }))).findings).toEqual(['R206']);
    expect((await refusal(act(enterprise, id, 'amend', { amendment }))).findings).toEqual(['R207']);
    const bad = async (over: object) =>
      (await refusal(act(enterprise, id, 'amend', { reason: '调整', amendment: change(over) }))).findings;
    expect(await bad({})).toEqual(['R327']);
    expect(await bad({ items: [{ ...now.content.items[0]!, baseline: '94' }] })).toEqual(['R328']);
    expect(await bad({ items: [{ ...now.content.items[0]!, target: '80' }] })).toEqual(['R306']);
    expect(await bad({ measures: [] })).toContain('R329');

    const asked = await act(enterprise, id, 'amend', { reason: '设备提前到货', amendment });
    expect(asked).toMatchObject({ state: 'amending', due: { role: 'locality' } });
    expect(asked.content.items[0]!.target).toBe('95');
    expect((await read(county, id)).proposal).toMatchObject({
      reason: '设备提前到货',
      changes: [
        { field: 'items.i1.target', before: '95', after: '97' },
        { field: 'items.i1.due', before: '2022-12-31', after: '2022-06-30' },
      ],
    });
    const refused = await act(county, id, 'refuse-amendment', { reason: '依据不足' });
    expect([refused.state, refused.proposal, refused.content.items[0]!.target]).toEqual([
      'executing',
      null,
      '95',
    ]);

    await act(enterprise, id, 'amend', { reason: '补充到货单', amendment });
    const agreed = await act(county, id, 'approve-amendment');
    expect([agreed.state, agreed.proposal, agreed.content.items[0]!.target]).toEqual([
      'executing',
      null,
      '97',
    ]);
    expect(agreed.events.at(-1)!.changes.map((c) => [c.before, c.after])).toEqual([
      ['95', '97'],
      ['2022-12-31', '2022-06-30'],
    ]);
    // Accepted, refused, accepted: what was handed over each time is on record.
    const kept = await h.owner<{ act: string; target: string }>(
      `select act, content->'items'->0->>'target' as target from filing_event where filing_id = '${id}' and content is not null order by seq`,
    );
    expect(kept).toEqual([
      { act: 'submit', target: '95' },
      { act: 'approve-amendment', target: '97' },
    ]);
    expect(agreed.milestones[0]!.state).toBe('claimed');
  });
});

describe('the city', () => {
  it('sees and urges, and acts for the county only while nobody there could', async () => {
    const id = await filed(2021);
    await act(enterprise, id, 'submit');
    expect((await read(city, id)).can.map((a) => a.id)).toEqual(['urge-county']);
    expect((await refusal(act(city, id, 'accept'))).findings).toEqual(['R203']);
    const urged = await act(city, id, 'urge-county', { reason: '请按期审核' });
    expect([urged.state, urged.urged]).toEqual(['submitted', 1]);
    expect((await county.filings.list({ query: { year: 2021 } })).items[0]).toMatchObject({ urged: 1 });
    const staff = (on: boolean) =>
      h.owner(
        `update account set disabled_at = ${on ? 'null' : 'now()'} where role = 'locality' and username <> 'city-demo'`,
      );
    await staff(false);
    try {
      expect((await read(city, id)).can.map((a) => a.id)).toEqual([
        'accept',
        'return',
        'reject',
        'urge-county',
      ]);
      expect((await act(city, id, 'accept')).state).toBe('accepted');
    } finally {
      await staff(true);
    }
    expect((await refusal(act(city, id, 'register'))).findings).toEqual(['R203']);
    expect(await act(office, id, 'urge-department', { reason: '请登记' })).toMatchObject({ urged: 1 });
  });
});

describe('the ranking of parks', () => {
  it('is made final with its input, computed again to the same bytes, and told when figures have moved on', async () => {
    expect(await refusal(department.filings.freezeRanking({ body: { year: 2019 } }))).toMatchObject({
      code: 'filings.nothing-to-rank',
    });
    const id = await executing(2020);
    const { park } = { park: (await read(enterprise, id)).subject.parkCode! };
    const frozen = await department.filings.freezeRanking({ body: { year: 2020 } });
    const row = frozen.items.find((p) => p.code === park)!;
    // One filing, nothing proved yet: 0.3 of one enterprise of the park.
    expect(row).toMatchObject({ accepted: 1, complete: 0, completion: '0', rank: 1, best: 1, worst: 1 });
    expect(Number(row.score)).toBeCloseTo(0.3 / row.aboveScale, 10);
    expect(frozen.items.filter((p) => p.code !== park).every((p) => p.rank === null && p.best === null)).toBe(
      true,
    );
    const ranking = (api: Api) => api.filings.ranking({ query: { year: 2020 } });
    expect(await ranking(department)).toMatchObject({ outdated: false, canFreeze: true });
    expect(await department.filings.verifyRanking({ params: { id: frozen.id } })).toEqual({
      same: true,
      inputSame: true,
      engineSame: true,
    });
    expect(await h.house.db.system((tx) => parkRanking(tx, 'ningxia-2018', 2020))).toMatchObject({
      id: frozen.id,
    });

    // The county reads the whole ranking, not what it was made from.
    const seen = await ranking(county);
    expect(seen.ranking!.items).toEqual(frozen.items);
    expect([seen.outdated, seen.canFreeze]).toEqual([null, false]);
    expect(await refusal(county.filings.freezeRanking({ body: { year: 2020 } }))).toMatchObject({
      code: 'auth.not-allowed',
    });
    const elsewhere = { kind: 'regions', paths: ['64/6405'] } as const;
    expect(await h.application(elsewhere, 'select * from park_ranking_input')).toEqual([]);
    await expect(
      h.application({ kind: 'all' }, `update park_ranking set result = '{}'::jsonb`),
    ).rejects.toThrow(/permission denied/);

    // An enterprise moves on: the ranking stays, and says that it is no longer the state of affairs.
    for (const stage of ['s1', 's2']) {
      await attach(enterprise, id, `measures.m1.${stage}`, stage);
      await onMilestone(enterprise, id, 'claim', stage);
      await onMilestone(county, id, 'verify', stage);
    }
    await h.owner(
      `update filing set content = jsonb_set(content, '{items,0,run}', '"${randomUUID()}"') where id = '${id}'`,
    );
    await act(enterprise, id, 'follow-up', {
      progress: {
        quarter: '2020-Q1',
        measures: [{ key: 'm1', percent: 100, text: '完成' }],
        values: [{ key: 'i1', now: '95' }],
      },
    });
    expect(await ranking(department)).toMatchObject({ outdated: true, ranking: { id: frozen.id } });
    const again = await department.filings.freezeRanking({ body: { year: 2020 } });
    expect(again.items.find((p) => p.code === park)).toMatchObject({ completion: '1', improvement: '1' });
    expect((await ranking(office)).history.map((x) => x.id)).toEqual([again.id, frozen.id]);
    // Somebody with the keys to the server changes the old input: the result no longer follows from it.
    await h.owner(
      `update park_ranking_input set input = jsonb_set(input, '{places,0,aboveScale}', '999') where ranking_id = '${frozen.id}'`,
    );
    expect(await department.filings.verifyRanking({ params: { id: frozen.id } })).toMatchObject({
      inputSame: false,
    });
    const book = await readWorkbookSafely(
      fileOf(await county.filings.exportRanking({ params: { id: again.id } })).bytes,
      'a.xlsx',
    );
    expect(book.sheets.map((s) => s.name)).toEqual(['园区对标排名', '说明']);
    expect(book.sheets[0]!.rows).toHaveLength(again.items.length + 2);
  });
});

it('nothing of this met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

/** Ledger, months, orders, meetings and documents, through the typed client, on whichever database the suite runs. */
import { randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { registerId } from '#areas/subjects';
import { chaseDue } from '#areas/supervision';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

type Case = Awaited<ReturnType<Api['supervision']['case']>>;

let h: TestHouse;
let office: Api;
let department: Api;
let finance: Api;
let city: Api;
let county: Api;

/** Sessions end while the clock is set forward: everybody signs in again. */
const signIn = async (): Promise<void> => {
  const as = async (name: string): Promise<Api> => (await h.as(name, { fresh: true })).api;
  [office, department, finance, city, county] = (await Promise.all(
    ['office-demo', 'dept-demo', 'finance-demo', 'city-demo', 'county-demo'].map(as),
  )) as [Api, Api, Api, Api, Api];
};
const now = async (to: string): Promise<void> => {
  h.later(Date.parse(to) - Date.parse(h.house.now()));
  await signIn();
};
const refusal = async (what: Promise<unknown>): Promise<{ code: string; findings: string[] }> => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return { code: problem.code, findings: (problem.findings ?? []).map((f) => f.code) };
  }
  return { code: 'none', findings: [] };
};
const key = (): string => randomUUID();
const GXT = registerId('agency', 'gxt');
const CZT = registerId('agency', 'czt');
const CITY = registerId('region', '640100');
const COUNTY = registerId('region', '640202');
const YEAR = 2020;

beforeAll(async () => {
  h = await openTestHouse();
  await now('2020-01-06T02:00:00Z');
});
afterAll(() => h.close());

describe('the ledger', () => {
  it('is made once: pressed twice, and by two at once, nothing comes twice', async () => {
    const make = (api: Api) => api.supervision.createLedger({ body: { year: YEAR } });
    const [a, b] = await Promise.all([make(office), make(department)]);
    expect([a.added, b.added].toSorted((x, y) => x - y)[0]).toBe(0);
    expect(Math.max(a.added, b.added)).toBeGreaterThan(500);
    const again = await make(office);
    expect(again).toMatchObject({ added: 0, kept: Math.max(a.added, b.added), retired: 0, news: [] });
    const { total } = await office.supervision.ledger({ query: { year: YEAR } });
    expect(total).toBe(again.kept);
  });

  it('adds what is missing from the plan and says so', async () => {
    await h.owner("delete from supervision_entry where task = 'N156' and year = 2020");
    const r = await office.supervision.createLedger({ body: { year: YEAR } });
    expect(r.added).toBeGreaterThan(0);
    expect(r.news).toHaveLength(r.added);
    expect(r.news[0]).toMatchObject({ task: 'N156', owner: '自治区工业和信息化厅' });
  });

  it('is refused outside the plan, and to those who only keep to it', async () => {
    expect((await refusal(office.supervision.createLedger({ body: { year: 2030 } }))).code).toBe(
      'supervision.outside-plan',
    );
    expect((await refusal(city.supervision.createLedger({ body: { year: YEAR } }))).code).toBe(
      'auth.not-allowed',
    );
  });

  it('shows a place its own and those below it, and nothing of others', async () => {
    const owners = async (api: Api) => {
      const { items, total } = await api.supervision.ledger({ query: { year: YEAR, size: 200 } });
      return { total, names: new Set(items.map((x) => x.owner.name)) };
    };
    expect((await owners(county)).names).toEqual(new Set(['大武口区']));
    const c = await owners(city);
    expect(c.names.has('银川市') && c.names.has('兴庆区')).toBe(true);
    expect(c.names.has('大武口区') || [...c.names].some((n) => n.includes('厅'))).toBe(false);
    expect(
      await h.application<{ n: bigint }>(
        { kind: 'subject', subjectId: GXT },
        'select count(*) as n from supervision_entry',
      ),
    ).toEqual([{ n: 0n }]);
  });
});

describe('months', () => {
  const entryOf = async (
    owner: string,
    wanted: (e: { counted: boolean; target: string | null; comparator: string | null }) => boolean,
  ) => {
    const { items } = await office.supervision.ledger({
      query: { year: YEAR, owner, size: 200, sort: 'task' },
    });
    return items.find(wanted)!;
  };

  it('are reported by the body itself, once however often it is sent, and corrected with a reason', async () => {
    for (const [owner, account] of [
      [GXT, 'dept-demo'],
      [CZT, 'finance-demo'],
    ] as const) {
      const { accounts } = await office.supervision.desks();
      const names = { 'dept-demo': '演示·厅处室经办', 'finance-demo': '演示·财政经办' };
      await office.supervision.setDesk({
        params: { id: owner },
        body: { accounts: [accounts.find((a) => a.name === names[account])!.id] },
      });
    }
    await now('2020-03-10T02:00:00Z');
    const e = await entryOf(GXT, (x) => x.counted && x.comparator === '>=');
    const send = (api: Api, body: object) =>
      api.supervision.report({
        params: { id: e.id },
        body: { key: key(), month: 1, progress: '已启动', ...body },
      });
    expect((await refusal(send(finance, { value: '1' }))).code).toBe('supervision.not-yours');
    expect(await refusal(send(department, {}))).toEqual({
      code: 'supervision.bad-report',
      findings: ['D303'],
    });
    expect((await refusal(send(department, { month: 3, value: '1' }))).findings).toEqual(['D301']);
    const same = key();
    const half = String(Number(e.target) / 2);
    await Promise.all([
      send(department, { value: half, key: same }),
      send(department, { value: half, key: same }),
    ]);
    let got = await department.supervision.entry({ params: { id: e.id } });
    expect(got.reports.map((r) => [r.month, r.revision, r.percent, r.late])).toEqual([[1, 1, '50', true]]);
    expect((await refusal(send(department, { value: '0' }))).findings).toEqual(['D302']);
    got = await send(department, { value: e.target, reason: '漏计一批' });
    expect(got.reports.map((r) => [r.revision, r.percent])).toEqual([
      [2, '100'],
      [1, '50'],
    ]);
    expect(got.light).toBe('green');
    expect((await refusal(h.owner('update supervision_report set percent = 0'))).code).toBe('none');
    await expect(
      h.application({ kind: 'all' }, 'update supervision_report set percent = 0'),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('of a place are its own: the city above it sees them and cannot report for it', async () => {
    const e = await entryOf(COUNTY, () => true);
    const send = (api: Api) =>
      api.supervision.report({
        params: { id: e.id },
        body: { key: key(), month: 1, percent: '9', progress: '已部署' },
      });
    expect((await refusal(send(city))).code).toBe('supervision.unknown-entry');
    expect((await send(county)).percent).toBe(9);
  });

  it('that nothing moved in, or that are missing, are raised before a task is late', async () => {
    const e = await entryOf(CZT, (x) => x.target === null);
    for (const month of [1, 2])
      await finance.supervision.report({
        params: { id: e.id },
        body: { key: key(), month, percent: '40', progress: '同上月' },
      });
    await now('2020-04-20T02:00:00Z');
    const got = await finance.supervision.entry({ params: { id: e.id } });
    expect(got.gap).toBeGreaterThan(0);
    expect([got.light, got.faults, got.missing]).toEqual(['yellow', ['unreported', 'stagnant'], [3]]);
    await finance.supervision.report({
      params: { id: e.id },
      body: { key: key(), month: 3, percent: '40', progress: '同上月', asked: '请明确下达时间' },
    });
    expect((await finance.supervision.entry({ params: { id: e.id } })).faults).toEqual(['stagnant']);
    const { asked } = await office.supervision.overview({ query: { year: YEAR } });
    expect(asked.map((x) => x.text)).toContain('请明确下达时间');
  });

  it('are chased once for each press; who has reported is left alone', async () => {
    const body = { key: key(), year: YEAR, month: 3 };
    const first = await office.supervision.chase({ body });
    expect(first.chased).toBeGreaterThan(500);
    expect((await office.supervision.chase({ body })).chased).toBe(0);
    const mine = await finance.supervision.ledger({ query: { year: YEAR, mine: 'true', size: 200 } });
    expect(new Set(mine.items.map((x) => x.owner.id))).toEqual(new Set([CZT]));
    expect(mine.items.filter((x) => x.reported === 3).every((x) => x.chased === 0)).toBe(true);
    expect(mine.items.filter((x) => x.reported === null).every((x) => x.chased === 1)).toBe(true);
    expect(
      (await refusal(office.supervision.chase({ body: { key: key(), year: YEAR, month: 4 } }))).code,
    ).toBe('supervision.not-over');
  });
});

describe('the house itself', () => {
  it('chases a month the day after its last day, once, and puts it on record', async () => {
    // 1 to 5 May 2020 were a holiday and Saturday the 9th a working day: April was to be reported by Monday the 11th.
    const on = (d: string) => chaseDue(h.house, day(d));
    expect(await on('2020-05-11')).toBe(0);
    expect(await on('2020-05-12')).toBeGreaterThan(500);
    expect(await on('2020-05-12')).toBe(0);
    expect(await on('2020-05-30')).toBe(0);
    const rows = await h.owner<{ detail: { month: number } }>(
      "select detail from audit_event where act = 'supervision.chase' and role = 'system'",
    );
    expect(rows.map((r) => r.detail.month)).toEqual([4]);
  });
});

describe('orders', () => {
  const read = (api: Api, id: string): Promise<Case> => api.supervision.case({ params: { id } });
  const act = async (api: Api, id: string, name: string, more: object = {}): Promise<Case> => {
    const { version } = await read(api, id);
    return api.supervision.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
  };
  const draft = async (over: object = {}): Promise<string> => {
    const id = key();
    await office.supervision.createCase({
      body: {
        id,
        owner: CITY,
        title: '园区产值核实',
        requirement: '逐户核实',
        deadline: '2020-05-11',
        ...over,
      },
    });
    return id;
  };
  const evidence = async (api: Api, id: string) =>
    api.supervision.attach({
      params: { id },
      upload: { name: '核实情况.pdf', bytes: new TextEncoder().encode('%PDF-1.4\n%%EOF\n') },
    });
  let id = '';

  it('are registered by one and assigned by another; until then they are the supervisors’ own paper', async () => {
    id = await draft();
    await office.supervision.createCase({
      body: { id, owner: CITY, title: '园区产值核实', requirement: '逐户核实', deadline: '2020-05-11' },
    });
    expect((await refusal(read(city, id))).code).toBe('supervision.unknown-case');
    await act(office, id, 'register');
    expect(await refusal(act(office, id, 'assign'))).toEqual({
      code: 'supervision.refused',
      findings: ['D204'],
    });
    const c = await act(department, id, 'assign');
    expect(c.state).toBe('assigned');
    // Two working days from Monday 20 April.
    expect(c.due).toMatchObject({ day: '2020-04-22', who: 'own' });
    expect((await read(city, id)).can.map((a) => a.id)).toEqual(['sign']);
    expect((await refusal(read(county, id))).code).toBe('supervision.unknown-case');
  });

  it('are signed for, reported on and urged; the deadline moves only when it is granted', async () => {
    await act(city, id, 'sign');
    expect((await refusal(act(city, id, 'feedback'))).findings).toEqual(['D207']);
    await act(city, id, 'feedback', { reason: '已核实三家' });
    const urged = await act(office, id, 'urge', { reason: '请抓紧' });
    expect([urged.urged, urged.state]).toEqual([1, 'handling']);
    expect(
      (await refusal(act(city, id, 'ask-extension', { reason: '企业停产', day: '2020-05-10' }))).findings,
    ).toEqual(['D307']);
    const asked = await act(city, id, 'ask-extension', { reason: '企业停产', day: '2020-05-18' });
    expect([asked.state, asked.deadline]).toEqual(['extending', '2020-05-11']);
    expect((await act(department, id, 'grant')).deadline).toBe('2020-05-18');
  });

  it('turn yellow, orange and red by working days', async () => {
    const colours: string[] = [];
    for (const asOf of ['2020-05-12', '2020-05-13', '2020-05-18', '2020-05-19', '2020-05-25', '2020-05-26'])
      colours.push((await office.supervision.case({ params: { id }, query: { asOf } })).colour);
    expect(colours).toEqual(['green', 'yellow', 'yellow', 'orange', 'orange', 'red']);
  });

  it('are finished with evidence, verified by one and closed by another', async () => {
    expect((await refusal(act(city, id, 'finish', { reason: '办结' }))).findings).toEqual(['D209']);
    expect((await refusal(evidence(department, id))).code).toBe('supervision.files-closed');
    await evidence(city, id);
    const again = await evidence(city, id);
    expect(again.files).toHaveLength(1);
    const file = fileOf(await office.supervision.file({ params: { id, file: again.files[0]!.id } }));
    expect(strFromU8(file.bytes)).toContain('%PDF');
    await act(city, id, 'finish', { reason: '全部核实' });
    await act(office, id, 'return', { reason: '缺两家' });
    await act(city, id, 'finish', { reason: '补齐' });
    await act(office, id, 'verify', { reason: '属实' });
    expect(await refusal(act(office, id, 'close'))).toMatchObject({ findings: ['D204'] });
    const done = await act(department, id, 'close');
    expect([done.state, done.colour, done.can]).toEqual(['closed', 'green', []]);
    expect(done.events.map((e) => e.act)).toEqual([
      'register', 'assign', 'sign', 'feedback', 'urge', 'ask-extension', 'grant', 'finish', 'return', 'finish', 'verify', 'close',
    ]); // prettier-ignore
  });

  it('done twice by one press are done once; of two at once the second is told', async () => {
    const other = await draft({ title: '另一件' });
    const { version } = await read(office, other);
    const body = { act: 'register', version, key: key() };
    const one = () => office.supervision.act({ params: { id: other }, body });
    await Promise.all([one(), one()]);
    const codes = await Promise.all([
      refusal(
        department.supervision.act({
          params: { id: other },
          body: { act: 'assign', version: version + 1, key: key() },
        }),
      ),
      refusal(
        department.supervision.act({
          params: { id: other },
          body: { act: 'assign', version: version + 1, key: key() },
        }),
      ),
    ]);
    expect(codes.map((c) => c.code).toSorted()).toEqual(['none', 'supervision.changed']);
    expect((await read(office, other)).events).toHaveLength(2);
  });

  it('come from what a meeting resolved, one for each', async () => {
    const meeting = await office.supervision.addMeeting({
      body: {
        id: key(),
        title: '领导小组第1次会议',
        heldOn: '2020-04-15',
        chair: '组长',
        resolutions: [{ text: '财政厅提出下达计划', owner: CZT, deadline: '2020-06-30' }],
      },
    });
    const raise = () => office.supervision.raise({ params: { id: meeting.id }, body: { seq: 1 } });
    const [a, b] = await Promise.all([raise(), raise()]);
    expect(a.id).toBe(b.id);
    expect(a).toMatchObject({ source: 'meeting', title: '财政厅提出下达计划', deadline: '2020-06-30' });
    const { items } = await office.supervision.meetings();
    expect(items[0]!.resolutions[0]!.case?.id).toBe(a.id);
  });

  it('wait on the desk of whoever has the next step', async () => {
    const { mine } = await city.supervision.overview({ query: { year: YEAR } });
    expect(mine.owners.map((o) => o.name)).toEqual(['银川市']);
    expect(mine.cases.map((c) => [c.title, c.act.zh])).toEqual([['另一件', '签收']]);
    expect(mine.report).toBeGreaterThan(0);
  });
});

describe('documents', () => {
  const query = { kind: 'bulletin' as const, period: '2020-Q1' };
  let first = '';
  const issue = (over: object = {}) => office.supervision.issue({ body: { id: key(), ...query, ...over } });

  it('are numbered without gaps though many are issued at once, and one press issues one', async () => {
    const id = key();
    const all = await Promise.all([issue({ id }), issue({ id }), issue(), issue(), issue()]);
    const numbers = new Set(all.map((d) => d.number));
    expect(numbers).toEqual(new Set([1, 2, 3, 4].map((n) => `宁对标督〔2020〕${n}号`)));
    first = id;
    expect((await refusal(department.supervision.issue({ body: { id: key(), ...query } }))).code).toBe(
      'auth.not-allowed',
    );
    expect((await refusal(issue({ period: '2020-Q2' }))).code).toBe('supervision.period-open');
    expect((await refusal(issue({ inputHash: 'something else' }))).code).toBe('supervision.draft-changed');
  });

  it('carry each number with where it comes from, and say the same in the file', async () => {
    const d = await office.supervision.document({ params: { id: first } });
    const total = d.figures.find((f) => f.id === 'ledger.total')!;
    const { total: listed } = await office.supervision.ledger({ query: { year: YEAR } });
    expect(total).toMatchObject({ value: String(listed), source: 'ledger:2020@2020-03-31' });
    const target = d.figures.find((f) => f.id.startsWith('target.'))!;
    expect(target.source).toMatch(/^provision:N\d+@/);
    const file = fileOf(await city.supervision.documentFile({ params: { id: first } }));
    expect(file.name).toContain(d.number);
    const words = strFromU8(unzipSync(file.bytes)['word/document.xml']!).replace(/<[^>]+>/g, '');
    expect(words).toContain(`列入台账的任务共${listed}项`);
    expect(words).toContain(d.number);
  });

  it('stay as they are; what was wrong is said by an erratum, once', async () => {
    const before = await office.supervision.document({ params: { id: first } });
    const check = () => office.supervision.checkDocument({ params: { id: first } });
    expect(await check()).toEqual({ intact: true, rewritten: true, changes: [] });
    expect(
      (
        await refusal(
          office.supervision.correct({ params: { id: first }, body: { id: key(), reason: '无' } }),
        )
      ).code,
    ).toBe('supervision.nothing-to-correct');
    const { items } = await county.supervision.ledger({
      query: { year: YEAR, fault: 'unreported', size: 1 },
    });
    for (const month of [1, 2, 3])
      await county.supervision.report({
        params: { id: items[0]!.id },
        body: { key: key(), month, percent: '100', progress: '补报' },
      });
    const changes = (await check()).changes;
    expect(changes.map((c) => c.id)).toContain('owner.640202.green');
    const correct = () =>
      office.supervision.correct({ params: { id: first }, body: { id: key(), reason: '大武口区漏报' } });
    const erratum = await correct();
    expect(erratum).toMatchObject({
      kind: 'erratum',
      number: '宁对标更〔2020〕1号',
      corrects: { id: first },
    });
    expect(JSON.stringify(erratum.content)).toContain(before.number);
    expect((await refusal(correct())).code).toBe('supervision.nothing-to-correct');
    const after = await office.supervision.document({ params: { id: first } });
    expect(after).toEqual({
      ...before,
      corrected: true,
      errata: [expect.objectContaining({ id: erratum.id })],
    });
    for (const what of ['update issued_document set title = title', 'delete from issued_document'])
      await expect(h.owner(what)).rejects.toMatchObject({ code: '42501' });
    expect(await office.supervision.checkDocument({ params: { id: erratum.id } })).toMatchObject({
      intact: true,
      rewritten: true,
    });
  });

  it('of an order go to its body only; a month is a workbook', async () => {
    const { items } = await office.supervision.cases({ query: { q: '另一件' } });
    const order = await office.supervision.issueOrder({ params: { id: items[0]!.id }, body: { id: key() } });
    expect(order.number).toBe('宁对标督办〔2020〕1号');
    expect((await city.supervision.document({ params: { id: order.id } })).number).toBe(order.number);
    expect((await refusal(county.supervision.document({ params: { id: order.id } }))).code).toBe(
      'supervision.unknown-document',
    );
    const month = await issue({ kind: 'dispatch', period: '2020-M03' });
    const book = await readWorkbookSafely(
      fileOf(await office.supervision.documentFile({ params: { id: month.id } })).bytes,
      'dispatch.xlsx',
    );
    expect(book.sheets.map((s) => s.name)).toEqual(['汇总', '台账', '主要目标']);
    expect(book.sheets[1]!.rows).toHaveLength(
      (await office.supervision.ledger({ query: { year: YEAR } })).total + 1,
    );
  });
});

it('nothing of this met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

type Application = Awaited<ReturnType<Api['funding']['application']>>;
type Order = Awaited<ReturnType<Api['funding']['propose']>>;

let h: TestHouse;
let enterprise: Api;
let county: Api;
let otherCounty: Api;
let department: Api;
let office: Api;
let finance: Api;

const DAY = 86_400_000;
/** Sessions end while the clock is set forward: everybody signs in again. */
const signIn = async (): Promise<void> => {
  const as = async (name: string): Promise<Api> => (await h.as(name, { fresh: true })).api;
  enterprise = await as('ent-demo');
  county = await as('entcounty-demo');
  otherCounty = await as('county-demo');
  department = await as('dept-demo');
  office = await as('office-demo');
  finance = await as('finance-demo');
};
const wait = async (days: number): Promise<void> => {
  h.later(days * DAY);
  await signIn();
};

beforeAll(async () => {
  h = await openTestHouse();
  // A day with a version in force and published working days around it.
  h.later(Date.parse('2024-07-01T02:00:00Z') - Date.now());
  await signIn();
});
afterAll(() => h.close());

const key = (): string => randomUUID();
const today = (): string => h.house.now().slice(0, 10);
const later = (days: number): string =>
  new Date(Date.parse(h.house.now()) + days * DAY).toISOString().slice(0, 10);
const refusal = async (
  what: Promise<unknown>,
): Promise<{ code: string; findings: string[]; status: number }> => {
  try {
    await what;
  } catch (e) {
    const { problem, status } = e as Refused;
    return { code: problem.code, findings: (problem.findings ?? []).map((f) => f.code), status };
  }
  return { code: 'none', findings: [], status: 200 };
};

const SCHEME = 'comprehensive-award';
/** 10% of 9 million yuan. */
const DUE = '90000000';
const facts = {
  'own-upgrade-investment': '1200万元',
  'upgrade-equipment': '900万元',
  'award-ratio': '10%',
};
const content = (over: object = {}) => ({
  facts,
  note: '',
  commitment: { signer: '王厂长', day: today() },
  payee: { name: '演示企业', bank: '某银行石嘴山支行', account: '6222 0000 1234 5678' },
  ...over,
});

const newBudget = async (fund: string, fen?: string): Promise<string> => {
  const b = await finance.funding.openBudget({ body: { fund, scheme: SCHEME, year: 2024 } });
  if (fen !== undefined) {
    const o = await propose(department, { kind: 'appropriation', amountFen: fen, budget: b.id });
    await release(o);
  }
  return b.id;
};
const propose = (api: Api, over: object): Promise<Order> =>
  api.funding.propose({
    body: { id: key(), kind: 'payment', amountFen: '1', reference: '宁财指标1号', ...over },
  });
const release = (o: Order): Promise<Order> =>
  finance.funding.decide({ params: { id: o.id }, body: { act: 'release', version: o.version } });
const publish = async (over: object = {}): Promise<string> => {
  const id = key();
  await department.funding.publish({
    body: {
      id,
      scheme: SCHEME,
      year: 2023,
      title: '自有资金技改综合奖补申报通知',
      opens: today(),
      closes: later(30),
      ...over,
    },
  });
  return id;
};
const read = (api: Api, id: string): Promise<Application> => api.funding.application({ params: { id } });
const act = async (api: Api, id: string, name: string, more: object = {}): Promise<Application> => {
  const { version } = await read(api, id);
  return api.funding.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
};
const draft = async (notice: string, project: string, over: object = {}): Promise<string> => {
  const { id } = await enterprise.funding.create({ body: { notice, project } });
  const { version } = await read(enterprise, id);
  await enterprise.funding.save({ params: { id }, body: { version, content: content(over) as never } });
  return id;
};
const opinion = { reason: '工信、财政联合审核，情况属实' };
/** From the draft to where the money begins; the office approves, for the department checked. */
const noticed = async (notice: string, project: string): Promise<string> => {
  const id = await draft(notice, project);
  await act(enterprise, id, 'submit');
  await act(county, id, 'recommend', opinion);
  await act(department, id, 'accept');
  await act(department, id, 'opine', { reason: '专家组评审通过' });
  await act(department, id, 'inspect', { reason: '现场与申报一致' });
  await act(office, id, 'approve', { reason: '会议审议通过' });
  return id;
};

describe('the money acts', () => {
  it('need two persons: who proposed cannot release, however he asks', async () => {
    const b = await finance.funding.openBudget({ body: { fund: '四眼资金', scheme: SCHEME, year: 2024 } });
    const o = await propose(finance, { kind: 'appropriation', amountFen: '100', budget: b.id });
    expect(o.can.map((a) => a.id)).toEqual(['withdraw']);
    expect(await refusal(release(o))).toMatchObject({
      code: 'funding.refused',
      findings: ['G204'],
      status: 422,
    });
    // The department may propose, not release.
    expect(
      await refusal(
        department.funding.decide({ params: { id: o.id }, body: { act: 'release', version: o.version } }),
      ),
    ).toMatchObject({ findings: ['G203'] });
    expect((await finance.funding.budget({ params: { id: b.id } })).budget.balances.available).toBe('0');
    // Nor past the service: the database holds it too.
    await expect(
      h.application(
        { kind: 'all' },
        `update fund_order set state = 'released', decided_by = proposed_by where id = '${o.id}'`,
      ),
    ).rejects.toThrow(/fund_order_two_persons/);
    const w = await department.funding.decide({
      params: { id: o.id },
      body: { act: 'withdraw', version: o.version, reason: '重报' },
    });
    expect(w.state).toBe('withdrawn');
    expect(await refusal(release(w))).toMatchObject({ findings: ['G202'] });
  });

  it('are booked once, whatever is sent twice', async () => {
    const b = await newBudget('重复送达资金');
    const id = key();
    const first = await propose(department, { id, kind: 'appropriation', amountFen: '500', budget: b });
    const again = await propose(department, { id, kind: 'appropriation', amountFen: '500', budget: b });
    expect(again).toEqual(first);
    expect(
      (await refusal(propose(department, { id, kind: 'appropriation', amountFen: '600', budget: b }))).code,
    ).toBe('funding.changed');
    const both = await Promise.allSettled([release(first), release(first)]);
    expect(both.filter((x) => x.status === 'fulfilled')).toHaveLength(1);
    const { budget, transactions } = await finance.funding.budget({ params: { id: b } });
    expect(budget.balances).toMatchObject({ appropriated: '500', available: '500' });
    expect(transactions).toHaveLength(1);
    expect(transactions[0]!.postings).toEqual([
      { account: 'source', amountFen: '-500' },
      { account: 'available', amountFen: '500' },
    ]);
  });

  it('never commit more than was appropriated', async () => {
    const b = await newBudget('小额资金', '1000');
    const orders = await Promise.all(
      Array.from({ length: 8 }, () =>
        propose(department, { kind: 'commitment', amountFen: '300', budget: b }),
      ),
    );
    const answers = await Promise.all(orders.map((o) => refusal(release(o))));
    expect(answers.map((a) => a.code).filter((c) => c === 'none')).toHaveLength(3);
    expect(answers.map((a) => a.code).filter((c) => c === 'funding.not-covered')).toHaveLength(5);
    expect((await finance.funding.budget({ params: { id: b } })).budget.balances).toMatchObject({
      available: '100',
      committed: '900',
    });
    const waiting = await finance.funding.orders({ query: { budget: b, state: 'proposed' } });
    expect(waiting.total).toBe(5);
  });

  it('take whole fen above zero and nothing else', async () => {
    const b = await newBudget('格式资金');
    for (const amountFen of ['0', '-1', '1.5', '1e3', '100万元', '', '99999999999999999'])
      expect(
        (await refusal(propose(department, { kind: 'appropriation', amountFen, budget: b }))).code,
        amountFen,
      ).toBe('request.invalid');
    expect((await refusal(enterprise.funding.budgets({}))).code).toBe('auth.not-allowed');
    expect((await refusal(propose(office, { kind: 'appropriation', budget: b }))).code).toBe(
      'auth.not-allowed',
    );
  });
});

describe('a notice', () => {
  it('needs a scheme that holds in its window and is open only then', async () => {
    expect((await refusal(publish({ scheme: 'no-such' }))).code).toBe('funding.unknown-scheme');
    expect((await refusal(publish({ scheme: 'smart-factory' }))).code).toBe('funding.no-rule');
    expect((await refusal(publish({ scheme: 'guidance-fund' }))).code).toBe('funding.not-for-enterprises');
    expect((await refusal(publish({ opens: later(3), closes: later(2) }))).code).toBe('funding.window');
    const ahead = await publish({ opens: later(5), closes: later(9), year: 2031 });
    expect((await refusal(enterprise.funding.create({ body: { notice: ahead, project: '某' } }))).code).toBe(
      'funding.closed',
    );
    const gone = await publish({ year: 2032 });
    await department.funding.withdrawNotice({ params: { id: gone } });
    expect((await refusal(enterprise.funding.create({ body: { notice: gone, project: '某' } }))).code).toBe(
      'funding.closed',
    );
  });
});

describe('an application', () => {
  let notice: string;
  beforeAll(async () => {
    notice = await publish();
  });

  it('with wrong units, negative amounts, missing facts is refused with the place, and nothing changes', async () => {
    const id = await draft(notice, '坏数');
    const submitWith = async (over: object): Promise<{ code: string; findings: string[] }> => {
      const { version } = await read(enterprise, id);
      await enterprise.funding.save({ params: { id }, body: { version, content: content(over) as never } });
      return refusal(act(enterprise, id, 'submit'));
    };
    const withFact = (k: string, v: unknown) => submitWith({ facts: { ...facts, [k]: v } });
    expect(await withFact('upgrade-equipment', '900吨')).toMatchObject({
      code: 'funding.bad-facts',
      findings: ['F203'],
    });
    expect(await withFact('upgrade-equipment', '-900万元')).toMatchObject({ findings: ['F204'] });
    expect(await withFact('upgrade-equipment', '900')).toMatchObject({ findings: ['F202'] });
    expect(await withFact('no-such-fact', '1万元')).toMatchObject({ findings: ['F201'] });
    // The record of offences is the house's own.
    expect(await withFact('events', [])).toMatchObject({ code: 'funding.bad-facts', findings: ['G303'] });
    expect(await withFact('own-upgrade-investment', '4999999.99元')).toMatchObject({
      code: 'funding.not-eligible',
      findings: ['G301'],
    });
    const { 'award-ratio': _, ...less } = facts;
    expect(await submitWith({ facts: less })).toMatchObject({ code: 'funding.not-eligible' });
    expect(await submitWith({ commitment: null, payee: null })).toMatchObject({
      code: 'funding.refused',
      findings: ['G205', 'G205'],
    });
    const a = await read(enterprise, id);
    expect(a.state).toBe('draft');
    expect(a.calculations).toEqual([]);
    await act(enterprise, id, 'withdraw', { reason: '试填' });
  });

  it('is the enterprise’s own, and of one project once', async () => {
    const id = await draft(notice, '唯一');
    expect((await refusal(enterprise.funding.create({ body: { notice, project: '唯一' } }))).code).toBe(
      'funding.already',
    );
    expect((await refusal(otherCounty.funding.application({ params: { id } }))).code).toBe('funding.unknown');
    expect((await refusal(act(county, id, 'recommend', opinion))).findings).toEqual(['G202']);
    await act(enterprise, id, 'withdraw', { reason: '试填' });
    const again = await draft(notice, '唯一');
    await act(enterprise, again, 'withdraw', { reason: '试填' });
  });

  it('comes back with remarks at the field; the same press twice is one act', async () => {
    const id = await draft(notice, '退回');
    const { version } = await read(enterprise, id);
    const body = { act: 'submit', version, key: key() };
    const once = await enterprise.funding.act({ params: { id }, body });
    const twice = await enterprise.funding.act({ params: { id }, body });
    expect(twice.events).toEqual(once.events);
    expect(once.claimedFen).toBe(DUE);
    expect(
      (await refusal(act(county, id, 'return', { remarks: [{ field: 'nowhere', text: '不对' }] }))).findings,
    ).toEqual(['G304']);
    const back = await act(county, id, 'return', {
      remarks: [{ field: 'facts.upgrade-equipment', text: '发票只有880万元' }],
    });
    expect(back).toMatchObject({ state: 'returned', remarks: [{ field: 'facts.upgrade-equipment' }] });
    const own = await read(enterprise, id);
    await enterprise.funding.save({
      params: { id },
      body: {
        version: own.version,
        content: content({ facts: { ...facts, 'upgrade-equipment': '880万元' } }) as never,
      },
    });
    const sent = await act(enterprise, id, 'submit');
    expect(sent.claimedFen).toBe('88000000');
    expect(sent.calculations.map((c) => c.amountFen)).toEqual([DUE, '88000000']);
    await act(enterprise, id, 'withdraw', { reason: '不再申报' });
  });

  it('goes all the way: reviewed, computed twice, noticed, committed, paid, assessed, settled; every fen in the ledger', async () => {
    const budget = await newBudget('综合奖补资金', '300000000');
    const paying = await publish({ budget });
    const id = await noticed(paying, '一号技改');
    const a = await read(department, id);
    expect(a).toMatchObject({ state: 'notice', claimedFen: DUE, approvedFen: DUE, differenceFen: '0' });
    expect(a.calculations.map((c) => c.purpose)).toEqual(['submission', 'approval']);
    expect(a.events.at(-1)!.ruleHash).toMatch(/^[0-9a-f]{64}/);
    expect((await department.funding.verify({ params: { id } })).items.map((i) => i.same)).toEqual([
      true,
      true,
    ]);

    // Public without a sign-in: who, for what, how much; no account, no signer.
    const shown = await h.visitor.funding.publicity({});
    const item = shown.items.find((i) => i.id === id)!;
    expect(item.amountFen).toBe(DUE);
    expect(JSON.stringify(shown)).not.toMatch(/6222|王厂长/);
    expect((await refusal(act(department, id, 'close-notice'))).code).toBe('funding.notice-running');
    const objection = key();
    await h.visitor.funding.object({
      params: { id },
      body: { id: objection, name: '李某某', contact: '13900000000', text: '该项目的设备是旧设备翻新。' },
    });
    await wait(15);
    expect((await refusal(act(department, id, 'close-notice'))).code).toBe('funding.objections-open');
    await department.funding.answer({
      params: { id: objection },
      body: { text: '经核查，发票为新购设备。' },
    });
    expect(JSON.stringify(await read(department, id))).not.toContain('13900000000');
    expect((await act(department, id, 'close-notice')).state).toBe('noticed');
    expect(
      (
        await refusal(
          h.visitor.funding.object({
            params: { id },
            body: { id: key(), name: '李某某', contact: '13900000000', text: '过了公示期才想起来的异议。' },
          }),
        )
      ).code,
    ).toBe('funding.unknown-publicity');

    // Money only by two persons, in the right order, to the fen.
    expect((await refusal(act(department, id, 'commit'))).code).toBe('funding.money-by-order');
    expect(
      (await refusal(propose(department, { kind: 'payment', amountFen: DUE, application: id }))).code,
    ).toBe('funding.not-now');
    expect(
      (await refusal(propose(department, { kind: 'commitment', amountFen: '90000001', application: id })))
        .code,
    ).toBe('funding.other-amount');
    const commitment = await propose(department, { kind: 'commitment', amountFen: DUE, application: id });
    expect(
      (await refusal(propose(department, { kind: 'commitment', amountFen: DUE, application: id }))).code,
    ).toBe('funding.order-already');
    await release(commitment);
    const csv = fileOf(await finance.funding.exportPayments({ query: { budget, format: 'csv' } }));
    const text = new TextDecoder().decode(csv.bytes);
    expect(text).toContain('900000.00');
    expect(text).toContain('6222 0000 1234 5678');
    const xlsx = fileOf(await finance.funding.exportPayments({ query: { budget } }));
    const book = await readWorkbookSafely(xlsx.bytes, xlsx.name);
    expect(JSON.stringify(book.sheets[0])).toContain('900000.00');
    await release(await propose(department, { kind: 'payment', amountFen: DUE, application: id }));
    const paid = await read(enterprise, id);
    expect(paid.state).toBe('paid');
    expect(paid.transactions.map((t) => t.kind).toSorted()).toEqual(['commitment', 'payment']);
    expect((await finance.funding.budget({ params: { id: budget } })).budget.balances).toEqual({
      appropriated: '300000000',
      available: '210000000',
      committed: '0',
      paid: DUE,
      recovered: '0',
    });
    await act(enterprise, id, 'self-assess', { reason: '产能提高一成' });
    expect((await act(department, id, 'settle', { reason: '绩效评价为良' })).state).toBe('settled');
    expect((await department.funding.verify({ params: { id } })).items.every((i) => i.same)).toBe(true);
  });

  it('of the same project is not paid twice, and what was paid wrongly comes back', async () => {
    const budget = await newBudget('追回资金', '100000000');
    // The scheme grants once for a project: what the ledger holds counts, not what is declared.
    const again = await publish({ year: 2022, opens: today(), closes: later(60) });
    const second = await draft(again, '一号技改');
    expect(await refusal(act(enterprise, second, 'submit'))).toMatchObject({ code: 'funding.not-eligible' });
    const paying = await publish({ budget, year: 2021, opens: today(), closes: later(60) });
    const id = await noticed(paying, '二号技改');
    await wait(30);
    await act(department, id, 'close-notice');
    await release(await propose(department, { kind: 'commitment', amountFen: DUE, application: id }));
    await release(await propose(department, { kind: 'release', amountFen: DUE, application: id }));
    expect((await read(department, id)).state).toBe('noticed');
    await release(await propose(department, { kind: 'commitment', amountFen: DUE, application: id }));
    await release(await propose(department, { kind: 'payment', amountFen: DUE, application: id }));
    expect(
      (await refusal(propose(department, { kind: 'recovery', amountFen: '90000001', application: id }))).code,
    ).toBe('funding.other-amount');
    await release(await propose(department, { kind: 'recovery', amountFen: DUE, application: id }));
    expect((await read(department, id)).state).toBe('recovered');
    expect((await finance.funding.budget({ params: { id: budget } })).budget.balances).toMatchObject({
      available: '10000000',
      paid: '0',
      recovered: DUE,
    });
  });

  it('may be approved with less, never with more, and by somebody who did not check it', async () => {
    const n = await publish({ year: 2020, closes: later(60) });
    const id = await draft(n, '三号技改');
    await act(enterprise, id, 'submit');
    await act(county, id, 'recommend', opinion);
    await act(department, id, 'accept');
    await act(department, id, 'opine', { reason: '通过' });
    await act(department, id, 'inspect', { reason: '属实' });
    expect((await refusal(act(department, id, 'approve', { reason: '自己审' }))).findings).toEqual(['G204']);
    expect((await refusal(act(office, id, 'approve', { reason: '多给', amountFen: '90000001' }))).code).toBe(
      'funding.more-than-due',
    );
    const a = await act(office, id, 'approve', { reason: '核减', amountFen: '80000000' });
    expect(a).toMatchObject({ approvedFen: '80000000', differenceFen: '-10000000' });
    const reopened = await act(department, id, 'reopen', { reason: '异议成立' });
    expect(reopened).toMatchObject({ state: 'deliberation', approvedFen: null, publicity: null });
    expect((await h.visitor.funding.publicity({})).items.some((i) => i.id === id)).toBe(false);
  });

  it('by the direct way skips the county', async () => {
    const n = await publish({ year: 2019, route: 'funding-direct', closes: later(60) });
    const id = await draft(n, '直通车技改');
    expect((await act(enterprise, id, 'submit')).state).toBe('formal');
    // The locality sees it all the same.
    expect((await read(county, id)).can).toEqual([]);
    expect((await act(department, id, 'accept')).state).toBe('experts');
  });
});

describe('what I could get', () => {
  it('tells of every scheme what is due, or what is missing and how far', async () => {
    const m = await enterprise.funding.mine({ query: { asOf: '2024-06-30' } });
    expect(m.items.length).toBeGreaterThan(3);
    const item = m.items.find((i) => i.evaluation.scheme === SCHEME)!;
    expect(item.evaluation.outcome).not.toBe('yes');
    expect(item.evaluation.missing.map((x) => x.fact)).toContain('own-upgrade-investment');
    expect(item.facts.find((f) => f.id === 'events')).toMatchObject({ authoritative: true });
    // Somebody else's is not one's own to ask for; a county asks for one of its own.
    const own = (await enterprise.accounts.me()).account!.subjectId!;
    const theirs = await county.funding.mine({ query: { subject: own, asOf: '2024-06-30' } });
    expect(theirs.items.map((i) => i.evaluation.missing)).toEqual(m.items.map((i) => i.evaluation.missing));
    expect((await refusal(otherCounty.funding.mine({ query: { subject: own } }))).code).toBe(
      'funding.unknown-enterprise',
    );
    expect((await refusal(enterprise.funding.mine({ query: { subject: randomUUID() } }))).code).toBe(
      'funding.unknown-enterprise',
    );
  });
});

it('no call met a fault of the server', () => {
  expect(h.faults).toEqual([]);
});

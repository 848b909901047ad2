import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbookSafely } from '#platform/sheets';
import { fileOf } from '#test/house';
import { DUE, facts, fundingDesk, key, opinion, refusal, SCHEME, type FundingDesk } from '#test/funding';

let d: FundingDesk;

beforeAll(async () => {
  d = await fundingDesk();
  await d.addExperts(['甲', '乙', '丙']);
});
afterAll(() => d.h.close());

describe('the money acts', () => {
  it('need two persons: who proposed cannot release, however he asks', async () => {
    const b = await d.at.finance.funding.openBudget({
      body: { fund: '四眼资金', scheme: SCHEME, year: 2024 },
    });
    const o = await d.propose(d.at.finance, { kind: 'appropriation', amountFen: '100', budget: b.id });
    expect(o.can.map((a) => a.id)).toEqual(['withdraw']);
    expect(await refusal(d.release(o))).toMatchObject({
      code: 'funding.refused',
      findings: ['G204'],
      status: 422,
    });
    // The department may propose, not release.
    expect(
      await refusal(
        d.at.department.funding.decide({
          params: { id: o.id },
          body: { act: 'release', version: o.version },
        }),
      ),
    ).toMatchObject({ findings: ['G203'] });
    expect((await d.at.finance.funding.budget({ params: { id: b.id } })).budget.balances.available).toBe('0');
    // Nor past the service: the database holds it too.
    await expect(
      d.h.application(
        { kind: 'all' },
        `update fund_order set state = 'released', decided_by = proposed_by where id = '${o.id}'`,
      ),
    ).rejects.toThrow(/fund_order_two_persons/);
    const w = await d.at.department.funding.decide({
      params: { id: o.id },
      body: { act: 'withdraw', version: o.version, reason: '重报' },
    });
    expect(w.state).toBe('withdrawn');
    expect(await refusal(d.release(w))).toMatchObject({ findings: ['G202'] });
  });

  it('are booked once, whatever is sent twice', async () => {
    const b = await d.newBudget('重复送达资金');
    const id = key();
    const first = await d.propose(d.at.department, {
      id,
      kind: 'appropriation',
      amountFen: '500',
      budget: b,
    });
    const again = await d.propose(d.at.department, {
      id,
      kind: 'appropriation',
      amountFen: '500',
      budget: b,
    });
    expect(again).toEqual(first);
    expect(
      (await refusal(d.propose(d.at.department, { id, kind: 'appropriation', amountFen: '600', budget: b })))
        .code,
    ).toBe('funding.changed');
    const both = await Promise.allSettled([d.release(first), d.release(first)]);
    expect(both.filter((x) => x.status === 'fulfilled')).toHaveLength(1);
    const { budget, transactions } = await d.at.finance.funding.budget({ params: { id: b } });
    expect(budget.balances).toMatchObject({ appropriated: '500', available: '500' });
    expect(transactions).toHaveLength(1);
    expect(transactions[0]!.postings).toEqual([
      { account: 'source', amountFen: '-500' },
      { account: 'available', amountFen: '500' },
    ]);
  });

  it('never commit more than was appropriated', async () => {
    const b = await d.newBudget('小额资金', '1000');
    const orders = await Promise.all(
      Array.from({ length: 8 }, () =>
        d.propose(d.at.department, { kind: 'commitment', amountFen: '300', budget: b }),
      ),
    );
    const answers = await Promise.all(orders.map((o) => refusal(d.release(o))));
    expect(answers.map((a) => a.code).filter((c) => c === 'none')).toHaveLength(3);
    expect(answers.map((a) => a.code).filter((c) => c === 'funding.not-covered')).toHaveLength(5);
    expect((await d.at.finance.funding.budget({ params: { id: b } })).budget.balances).toMatchObject({
      available: '100',
      committed: '900',
    });
    const waiting = await d.at.finance.funding.orders({ query: { budget: b, state: 'proposed' } });
    expect(waiting.total).toBe(5);
  });

  it('take whole fen above zero and nothing else', async () => {
    const b = await d.newBudget('格式资金');
    for (const amountFen of ['0', '-1', '1.5', '1e3', '100万元', '', '99999999999999999'])
      expect(
        (await refusal(d.propose(d.at.department, { kind: 'appropriation', amountFen, budget: b }))).code,
        amountFen,
      ).toBe('request.invalid');
    expect((await refusal(d.at.enterprise.funding.budgets({}))).code).toBe('auth.not-allowed');
    expect((await refusal(d.propose(d.at.office, { kind: 'appropriation', budget: b }))).code).toBe(
      'auth.not-allowed',
    );
  });
});

describe('a notice', () => {
  it('needs a scheme that holds in its window and is open only then', async () => {
    expect((await refusal(d.publish({ scheme: 'no-such' }))).code).toBe('funding.unknown-scheme');
    expect((await refusal(d.publish({ scheme: 'smart-factory' }))).code).toBe('funding.no-rule');
    expect((await refusal(d.publish({ scheme: 'guidance-fund' }))).code).toBe('funding.not-for-enterprises');
    expect((await refusal(d.publish({ opens: d.later(3), closes: d.later(2) }))).code).toBe('funding.window');
    const ahead = await d.publish({ opens: d.later(5), closes: d.later(9), year: 2031 });
    expect(
      (await refusal(d.at.enterprise.funding.create({ body: { notice: ahead, project: '某' } }))).code,
    ).toBe('funding.closed');
    const gone = await d.publish({ year: 2032 });
    await d.at.department.funding.withdrawNotice({ params: { id: gone } });
    expect(
      (await refusal(d.at.enterprise.funding.create({ body: { notice: gone, project: '某' } }))).code,
    ).toBe('funding.closed');
  });
});

describe('an application', () => {
  let notice: string;
  beforeAll(async () => {
    notice = await d.publish();
  });

  it('with wrong units, negative amounts, missing facts is refused with the place, and nothing changes', async () => {
    const id = await d.draft(notice, '坏数');
    const submitWith = async (over: object): Promise<{ code: string; findings: string[] }> => {
      const { version } = await d.read(d.at.enterprise, id);
      await d.at.enterprise.funding.save({
        params: { id },
        body: { version, content: d.content(over) as never },
      });
      return refusal(d.act(d.at.enterprise, id, 'submit'));
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
    const a = await d.read(d.at.enterprise, id);
    expect(a.state).toBe('draft');
    expect(a.calculations).toEqual([]);
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '试填' });
  });

  it('is the enterprise’s own, and of one project once', async () => {
    const id = await d.draft(notice, '唯一');
    expect((await refusal(d.at.enterprise.funding.create({ body: { notice, project: '唯一' } }))).code).toBe(
      'funding.already',
    );
    expect((await refusal(d.at.otherCounty.funding.application({ params: { id } }))).code).toBe(
      'funding.unknown',
    );
    expect((await refusal(d.act(d.at.county, id, 'recommend', opinion))).findings).toEqual(['G202']);
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '试填' });
    const again = await d.draft(notice, '唯一');
    await d.act(d.at.enterprise, again, 'withdraw', { reason: '试填' });
  });

  it('comes back with remarks at the field; the same press twice is one act', async () => {
    const id = await d.draft(notice, '退回');
    const { version } = await d.read(d.at.enterprise, id);
    const body = { act: 'submit', version, key: key() };
    const once = await d.at.enterprise.funding.act({ params: { id }, body });
    const twice = await d.at.enterprise.funding.act({ params: { id }, body });
    expect(twice.events).toEqual(once.events);
    expect(once.claimedFen).toBe(DUE);
    expect(
      (await refusal(d.act(d.at.county, id, 'return', { remarks: [{ field: 'nowhere', text: '不对' }] })))
        .findings,
    ).toEqual(['G304']);
    const back = await d.act(d.at.county, id, 'return', {
      remarks: [{ field: 'facts.upgrade-equipment', text: '发票只有880万元' }],
    });
    expect(back).toMatchObject({ state: 'returned', remarks: [{ field: 'facts.upgrade-equipment' }] });
    const own = await d.read(d.at.enterprise, id);
    await d.at.enterprise.funding.save({
      params: { id },
      body: {
        version: own.version,
        content: d.content({ facts: { ...facts, 'upgrade-equipment': '880万元' } }) as never,
      },
    });
    const sent = await d.act(d.at.enterprise, id, 'submit');
    expect(sent.claimedFen).toBe('88000000');
    expect(sent.calculations.map((c) => c.amountFen)).toEqual([DUE, '88000000']);
    await d.act(d.at.enterprise, id, 'withdraw', { reason: '不再申报' });
  });

  it('goes all the way: reviewed, computed twice, noticed, committed, paid, assessed, settled; every fen in the ledger', async () => {
    const budget = await d.newBudget('综合奖补资金', '300000000');
    const paying = await d.publish({ budget });
    const id = await d.noticed(paying, '一号技改');
    const a = await d.read(d.at.department, id);
    expect(a).toMatchObject({ state: 'notice', claimedFen: DUE, approvedFen: DUE, differenceFen: '0' });
    expect(a.calculations.map((c) => c.purpose)).toEqual(['submission', 'approval']);
    expect(a.events.at(-1)!.ruleHash).toMatch(/^[0-9a-f]{64}/);
    expect((await d.at.department.funding.verify({ params: { id } })).items.map((i) => i.same)).toEqual([
      true,
      true,
    ]);

    // Public without a sign-in: who, for what, how much; no account, no signer.
    const shown = await d.h.visitor.funding.publicity({});
    const item = shown.items.find((i) => i.id === id)!;
    expect(item.amountFen).toBe(DUE);
    expect(JSON.stringify(shown)).not.toMatch(/6222|王厂长/);
    expect((await refusal(d.act(d.at.department, id, 'close-notice'))).code).toBe('funding.notice-running');
    const objection = key();
    await d.h.visitor.funding.object({
      params: { id },
      body: { id: objection, name: '李某某', contact: '13900000000', text: '该项目的设备是旧设备翻新。' },
    });
    await d.wait(15);
    expect((await refusal(d.act(d.at.department, id, 'close-notice'))).code).toBe('funding.objections-open');
    await d.at.department.funding.answer({
      params: { id: objection },
      body: { text: '经核查，发票为新购设备。' },
    });
    expect(JSON.stringify(await d.read(d.at.department, id))).not.toContain('13900000000');
    expect((await d.act(d.at.department, id, 'close-notice')).state).toBe('noticed');
    expect(
      (
        await refusal(
          d.h.visitor.funding.object({
            params: { id },
            body: { id: key(), name: '李某某', contact: '13900000000', text: '过了公示期才想起来的异议。' },
          }),
        )
      ).code,
    ).toBe('funding.unknown-publicity');

    // Money only by two persons, in the right order, to the fen.
    expect((await refusal(d.act(d.at.department, id, 'commit'))).code).toBe('funding.money-by-order');
    expect(
      (await refusal(d.propose(d.at.department, { kind: 'payment', amountFen: DUE, application: id }))).code,
    ).toBe('funding.not-now');
    expect(
      (
        await refusal(
          d.propose(d.at.department, { kind: 'commitment', amountFen: '90000001', application: id }),
        )
      ).code,
    ).toBe('funding.other-amount');
    const commitment = await d.propose(d.at.department, {
      kind: 'commitment',
      amountFen: DUE,
      application: id,
    });
    expect(
      (await refusal(d.propose(d.at.department, { kind: 'commitment', amountFen: DUE, application: id })))
        .code,
    ).toBe('funding.order-already');
    await d.release(commitment);
    const csv = fileOf(await d.at.finance.funding.exportPayments({ query: { budget, format: 'csv' } }));
    const text = new TextDecoder().decode(csv.bytes);
    expect(text).toContain('900000.00');
    expect(text).toContain('6222 0000 1234 5678');
    const xlsx = fileOf(await d.at.finance.funding.exportPayments({ query: { budget } }));
    const book = await readWorkbookSafely(xlsx.bytes, xlsx.name);
    expect(JSON.stringify(book.sheets[0])).toContain('900000.00');
    await d.release(await d.propose(d.at.department, { kind: 'payment', amountFen: DUE, application: id }));
    const paid = await d.read(d.at.enterprise, id);
    expect(paid.state).toBe('paid');
    expect(paid.transactions.map((t) => t.kind).toSorted()).toEqual(['commitment', 'payment']);
    expect((await d.at.finance.funding.budget({ params: { id: budget } })).budget.balances).toEqual({
      appropriated: '300000000',
      available: '210000000',
      committed: '0',
      paid: DUE,
      recovered: '0',
    });
    await d.act(d.at.enterprise, id, 'self-assess', {
      entries: {
        assessment: {
          goals: [{ goal: '产能', target: '提高一成', actual: '提高一成二' }],
          points: 92,
          summary: '设备全部投用，产能提高一成二。',
        },
      },
    });
    const evaluated = await d.act(d.at.department, id, 'evaluate', {
      reason: '绩效评价为良',
      entries: { evaluation: { points: 89.9, text: '目标基本实现' } },
    });
    expect(evaluated.performance).toMatchObject({
      assessment: { grade: 'excellent' },
      evaluation: { points: 89.9, grade: 'good' },
    });
    // Who evaluated does not settle.
    expect((await refusal(d.act(d.at.department, id, 'settle', { reason: '结清' }))).findings).toEqual([
      'G204',
    ]);
    expect((await d.act(d.at.finance, id, 'settle', { reason: '结清' })).state).toBe('settled');
    expect((await d.at.department.funding.verify({ params: { id } })).items.every((i) => i.same)).toBe(true);
  });

  it('of the same project is not paid twice, and what was paid wrongly comes back', async () => {
    const budget = await d.newBudget('追回资金', '100000000');
    // The scheme grants once for a project: what the ledger holds counts, not what is declared.
    const again = await d.publish({ year: 2022, opens: d.today(), closes: d.later(60) });
    const second = await d.draft(again, '一号技改');
    expect(await refusal(d.act(d.at.enterprise, second, 'submit'))).toMatchObject({
      code: 'funding.not-eligible',
    });
    const paying = await d.publish({ budget, year: 2021, opens: d.today(), closes: d.later(60) });
    const id = await d.noticed(paying, '二号技改');
    await d.wait(30);
    await d.act(d.at.department, id, 'close-notice');
    await d.release(
      await d.propose(d.at.department, { kind: 'commitment', amountFen: DUE, application: id }),
    );
    await d.release(await d.propose(d.at.department, { kind: 'release', amountFen: DUE, application: id }));
    expect((await d.read(d.at.department, id)).state).toBe('noticed');
    await d.release(
      await d.propose(d.at.department, { kind: 'commitment', amountFen: DUE, application: id }),
    );
    await d.release(await d.propose(d.at.department, { kind: 'payment', amountFen: DUE, application: id }));
    // Paid back is what was decided, no more and no less, and never more than was paid.
    const back = (amountFen: string) =>
      d.propose(d.at.department, { kind: 'recovery', amountFen, application: id });
    expect((await refusal(back(DUE))).code).toBe('funding.not-now');
    const demand = (amountFen: string, by = d.later(60)) =>
      d.act(d.at.department, id, 'demand', {
        reason: '设备未到位',
        entries: { recovery: { amountFen, by } },
      });
    expect((await refusal(demand('90000001'))).code).toBe('funding.more-than-paid');
    expect((await refusal(demand('-1'))).code).toBe('request.invalid');
    expect((await refusal(demand(DUE, '2024-01-01'))).findings).toEqual(['G308']);
    expect(await demand('100')).toMatchObject({ state: 'recovering', recoveryFen: '100' });
    expect((await refusal(back(DUE))).code).toBe('funding.other-amount');
    expect((await refusal(d.act(d.at.department, id, 'cancel-demand', { reason: '有误' }))).findings).toEqual(
      ['G204'],
    );
    expect(await d.act(d.at.finance, id, 'cancel-demand', { reason: '金额有误' })).toMatchObject({
      state: 'paid',
      recoveryFen: null,
    });
    expect((await demand(DUE)).money).toEqual(['recovery']);
    await d.release(await back(DUE));
    expect((await d.read(d.at.department, id)).state).toBe('recovered');
    expect((await d.at.finance.funding.budget({ params: { id: budget } })).budget.balances).toMatchObject({
      available: '10000000',
      paid: '0',
      recovered: DUE,
    });
  });

  it('may be approved with less, never with more, and by somebody who did not check it', async () => {
    const n = await d.publish({ year: 2020, closes: d.later(60) });
    const id = await d.draft(n, '三号技改');
    await d.act(d.at.enterprise, id, 'submit');
    await d.recommended(id);
    await d.act(d.at.department, id, 'accept');
    await d.judged(id);
    expect((await refusal(d.act(d.at.department, id, 'approve', { reason: '自己审' }))).findings).toEqual([
      'G204',
    ]);
    expect(
      (await refusal(d.act(d.at.office, id, 'approve', { reason: '多给', amountFen: '90000001' }))).code,
    ).toBe('funding.more-than-due');
    const a = await d.act(d.at.office, id, 'approve', { reason: '核减', amountFen: '80000000' });
    expect(a).toMatchObject({ approvedFen: '80000000', differenceFen: '-10000000' });
    const reopened = await d.act(d.at.department, id, 'reopen', { reason: '异议成立' });
    expect(reopened).toMatchObject({ state: 'deliberation', approvedFen: null, publicity: null });
    expect((await d.h.visitor.funding.publicity({})).items.some((i) => i.id === id)).toBe(false);
  });

  it('by the direct way skips the county', async () => {
    const n = await d.publish({ year: 2019, route: 'funding-direct', closes: d.later(60) });
    const id = await d.draft(n, '直通车技改');
    expect((await d.act(d.at.enterprise, id, 'submit')).state).toBe('formal');
    // The locality sees it all the same.
    expect((await d.read(d.at.county, id)).can).toEqual([]);
    expect((await d.act(d.at.department, id, 'accept')).state).toBe('experts');
  });
});

describe('what I could get', () => {
  it('tells of every scheme what is due, or what is missing and how far', async () => {
    const m = await d.at.enterprise.funding.mine({ query: { asOf: '2024-06-30' } });
    expect(m.items.length).toBeGreaterThan(3);
    const item = m.items.find((i) => i.evaluation.scheme === SCHEME)!;
    expect(item.evaluation.outcome).not.toBe('yes');
    expect(item.evaluation.missing.map((x) => x.fact)).toContain('own-upgrade-investment');
    expect(item.facts.find((f) => f.id === 'events')).toMatchObject({ authoritative: true });
    // Somebody else's is not one's own to ask for; a county asks for one of its own.
    const own = (await d.at.enterprise.accounts.me()).account!.subjectId!;
    const theirs = await d.at.county.funding.mine({ query: { subject: own, asOf: '2024-06-30' } });
    expect(theirs.items.map((i) => i.evaluation.missing)).toEqual(m.items.map((i) => i.evaluation.missing));
    expect((await refusal(d.at.otherCounty.funding.mine({ query: { subject: own } }))).code).toBe(
      'funding.unknown-enterprise',
    );
    expect((await refusal(d.at.enterprise.funding.mine({ query: { subject: randomUUID() } }))).code).toBe(
      'funding.unknown-enterprise',
    );
  });
});

it('no call met a fault of the server', () => {
  expect(d.h.faults).toEqual([]);
});

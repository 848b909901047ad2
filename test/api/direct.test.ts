/** 免申即享: what the night finds, who confirms and who releases it, and what the ledger of entitlements says about all of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#kernel';
import type { JobContext } from '#platform/jobs';
import { readWorkbookSafely } from '#platform/sheets';
import { performDirect } from '#areas/funding';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

const SCHEME = 'first-cross-enterprise';
/** 首次超过50亿元，40万元。 */
const DUE = '40000000';
const DAY = 86_400_000;

let h: TestHouse;
let enterprise: Api;
let county: Api;
let department: Api;
let finance: Api;
let own: string;
let others: string[];
const sources: Record<string, string> = {};

const signIn = async (): Promise<void> => {
  const as = async (name: string): Promise<Api> => (await h.as(name, { fresh: true })).api;
  enterprise = await as('ent-demo');
  county = await as('county-demo');
  department = await as('dept-demo');
  finance = await as('finance-demo');
};
const key = (): string => randomUUID();
const refusal = async (what: Promise<unknown>): Promise<{ code: string; findings: string[] }> => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return { code: problem.code, findings: (problem.findings ?? []).map((f) => f.code) };
  }
  return { code: 'none', findings: [] };
};

/** A yearly output as a bureau delivers it, or as an enterprise fills it in; the next revision of what is there. */
const output = async (
  subject: string,
  year: number,
  hundredMillions: number,
  kind = 'import',
): Promise<void> => {
  await h.owner(`insert into fact (subject_id, period, indicator, revision, value, unit, status, source_id, recorded_at, recorded_by)
    select '${subject}', '${year}', 'gross-output', coalesce(max(revision), 0) + 1, ${hundredMillions * 10_000}, '万元', '${kind === 'import' ? 'locked' : 'filed'}',
      '${sources[kind]}', '${h.house.now()}', '统计局' from fact where subject_id = '${subject}' and period = '${year}' and indicator = 'gross-output'`);
};
const offence = (subject: string, day: string): Promise<unknown[]> =>
  h.owner(`insert into enterprise_veto (id, subject_id, kind, day, source, at, by_name)
    values ('${key()}', '${subject}', 'safety', '${day}', '应急管理厅通报', '${h.house.now()}', '登记人')`);

const ended = async (id: string): Promise<{ state: string; problem: unknown; result: unknown }> => {
  for (let n = 0; n < 300; n += 1) {
    const [job] = await h.owner<{ state: string; problem: unknown; result: unknown }>(
      `select state, problem, result from job where id = '${id}'`,
    );
    if (job && job.state !== 'queued' && job.state !== 'running') return job;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('the run did not end');
};
type Run = Awaited<ReturnType<Api['funding']['directRuns']>>['items'][number];
const lastRun = async (): Promise<Run> => (await department.funding.directRuns({})).items[0]!;
/** Days go by, and the run of the night is over. */
const wait = async (days: number): Promise<void> => {
  h.later(days * DAY);
  await signIn();
  await h.house.jobs.tick();
  for (const { id } of await h.owner<{ id: string }>(
    `select id::text as id from job where kind = 'funding.direct' and state in ('queued', 'running')`,
  ))
    await ended(id);
};
const run = async (): Promise<Run> => {
  h.later(1000);
  const { jobId } = await department.funding.runDirect({ body: {} });
  expect(await ended(jobId)).toMatchObject({ state: 'done', problem: null });
  return lastRun();
};
type Claims = Awaited<ReturnType<Api['funding']['directClaims']>>;
const claims = (query: object = {}): Promise<Claims> => department.funding.directClaims({ query });
const claimOf = async (subject: string) =>
  (await claims({ size: 100 })).items.find((c) => c.subject.id === subject);
const actOn = (api: Api, act: string, items: readonly { id: string; version: number }[], more: object = {}) =>
  api.funding.actDirect({
    body: { act, key: key(), items: items.map(({ id, version }) => ({ id, version })), ...more },
  });
const entry = async (api: Api, subject: string) =>
  (await api.funding.entitlements({ query: { subject, size: 100 } })).items[0];

const newBudget = async (fund: string, fen: string): Promise<string> => {
  const b = await finance.funding.openBudget({ body: { fund, scheme: SCHEME, year: 2024 } });
  const o = await department.funding.propose({
    body: { id: key(), kind: 'appropriation', amountFen: fen, budget: b.id, reference: '宁财指标1号' },
  });
  await finance.funding.decide({ params: { id: o.id }, body: { act: 'release', version: o.version } });
  return b.id;
};

beforeAll(async () => {
  h = await openTestHouse({ jobs: true });
  h.later(Date.parse('2024-07-01T02:00:00Z') - Date.now());
  await signIn();
  own = (await enterprise.accounts.me()).account!.subjectId!;
  others = (
    await h.owner<{ id: string }>(
      `select id::text as id from subject where kind = 'enterprise' and id <> '${own}' order by id limit 6`,
    )
  ).map((r) => r.id);
  for (const kind of ['import', 'form']) {
    sources[kind] = key();
    await h.owner(`insert into fact_source (id, kind, title, recorded_at, recorded_by)
      values ('${sources[kind]}', '${kind}', '2023年统计年报', '${h.house.now()}', '统计局')`);
  }
  // Only what these tests put in: the simulated figures know nothing of 2023.
  const [verified, unverified, barred, near, second] = others as [string, string, string, string, string];
  for (const [who, now, kind] of [
    [own, 52.3, 'import'],
    [verified, 120, 'import'],
    [unverified, 60, 'form'],
    [barred, 55, 'import'],
    [near, 45, 'import'],
    [second, 51, 'import'],
  ] as const) {
    await output(who, 2022, 41);
    await output(who, 2023, now, kind);
  }
  await offence(barred, '2024-03-01');
});
afterAll(() => h.close());

describe('the nightly run', () => {
  it('proposes what is due on authoritative data, once', async () => {
    // By the clock alone: put in at its hour, and not twice.
    await h.owner(`delete from job_schedule`);
    await h.house.jobs.tick();
    h.later(DAY);
    await signIn();
    await h.house.jobs.tick();
    await h.house.jobs.tick();
    const jobs = await h.owner<{ id: string }>(
      `select id::text as id from job where kind = 'funding.direct'`,
    );
    expect(jobs).toHaveLength(1);
    expect(await ended(jobs[0]!.id)).toMatchObject({ state: 'done', problem: null });

    const first = await lastRun();
    expect(first).toMatchObject({
      asOf: '2024-07-02',
      enterprises: 40,
      owed: 4,
      added: 4,
      gone: 0,
      by: '系统（每晚）',
    });
    // The rule asks for a figure that no source has: said, not assumed.
    expect(first.warnings.map((w) => w.fact.zh)).toEqual(['所列年份以前的最高年产值']);
    const found = await claims();
    expect(found).toMatchObject({ total: 4 });
    const mine = found.items.find((c) => c.subject.id === own)!;
    expect(mine).toMatchObject({
      scheme: SCHEME,
      year: 2023,
      amountFen: DUE,
      state: 'proposed',
      basis: 'authoritative',
      change: { kind: 'new', beforeFen: '0' },
    });
    expect(found.items.map((c) => c.amountFen).toSorted()).toEqual(['100000000', DUE, DUE, DUE].toSorted());
    // What nobody verified is owed, and not proposed.
    expect(await claimOf(others[1]!)).toMatchObject({ basis: 'reported', state: null });

    const again = await run();
    expect(again).toMatchObject({ owed: 4, added: 0, raised: 0, lowered: 0, gone: 0, altered: 0 });
    expect(await claimOf(own)).toMatchObject({ id: mine.id, version: mine.version, state: 'proposed' });
    expect((await h.owner(`select 1 from direct_claim where subject_id = '${own}'`)).length).toBe(1);
  });

  it('keeps how it came about, down to the facts', async () => {
    const { id } = (await claimOf(own))!;
    const c = await department.funding.directClaim({ params: { id } });
    expect(c.evaluation).toMatchObject({ eligible: true, amountFen: DUE, ruleVersion: `${SCHEME}@2022` });
    expect(JSON.stringify(c.evaluation)).toContain('2023年统计年报');
    expect(c.inputHash).toMatch(/^[0-9a-f]{64}$/);
    expect(c.changes.map((x) => x.kind)).toEqual(['new']);
  });

  it('leaves nothing when it is stopped', async () => {
    const before = await h.owner(`select id from direct_run`);
    await output(own, 2023, 53);
    let asked = 0;
    const job: JobContext = {
      id: key(),
      progress: () => Promise.resolve(),
      checkCancelled: () => {
        asked += 1;
        // After the calculation, before anything is stored.
        return asked < 3 ? Promise.resolve() : Promise.reject(new Problem('jobs.cancelled'));
      },
    };
    await expect(performDirect(h.house, { pack: 'ningxia-2018' }, job)).rejects.toThrow('jobs.cancelled');
    expect(asked).toBe(3);
    expect(await h.owner(`select id from direct_run`)).toEqual(before);
    expect(await claimOf(own)).toMatchObject({ version: 1, change: null });
    // The next one sees it: the amount is the same, what it rests on is not.
    expect(await run()).toMatchObject({ altered: 1, added: 0 });
    expect(await claimOf(own)).toMatchObject({ version: 2, change: { kind: 'altered' } });
  });

  it('is for the department to start, on a day that has come, one at a time', async () => {
    expect((await refusal(finance.funding.runDirect({ body: {} }))).code).toBe('auth.not-allowed');
    expect((await refusal(department.funding.runDirect({ body: { asOf: '2024-12-31' } }))).code).toBe(
      'direct.future',
    );
    expect((await refusal(enterprise.funding.directClaims({}))).code).toBe('auth.not-allowed');
    const both = await Promise.all([0, 1].map(() => refusal(department.funding.runDirect({ body: {} }))));
    expect(both.map((r) => r.code).toSorted()).toEqual(['direct.already-running', 'none']);
    const [job] = await h.owner<{ id: string }>(
      `select id::text as id from job order by created_at desc limit 1`,
    );
    await ended(job!.id);
  });

  it('does not undo with an earlier day what a later one found', async () => {
    h.later(1000);
    const { jobId } = await department.funding.runDirect({ body: { asOf: '2024-02-01' } });
    await ended(jobId);
    expect(await lastRun()).toMatchObject({ asOf: '2024-02-01', gone: 0, altered: 0 });
    expect(await claimOf(own)).toMatchObject({ state: 'proposed' });
  });
});

describe('the ledger of entitlements', () => {
  it('says what is owed and why it was never claimed', async () => {
    const [, unverified, barred, near] = others as [string, string, string, string];
    expect(await entry(department, own)).toMatchObject({
      owedFen: DUE,
      unclaimedFen: DUE,
      paidFen: '0',
      status: 'unclaimed',
      reason: 'unreleased',
      detail: { state: { zh: '待确认' } },
    });
    expect(await entry(department, unverified)).toMatchObject({ owedFen: DUE, reason: 'unverified' });
    expect(await entry(department, barred)).toMatchObject({ owedFen: '0', status: 'none', reason: 'barred' });
    const short = (await entry(department, near))!;
    expect(short).toMatchObject({ owedFen: '0', reason: 'short' });
    expect(short.detail.missing).toMatchObject([{ have: '45亿元', need: '>50亿元', short: '5亿元' }]);
    // A notice that is open, and then no more.
    await department.funding.publish({
      body: {
        id: key(),
        scheme: SCHEME,
        year: 2023,
        title: '首次跨档奖励申报',
        opens: '2024-07-01',
        closes: '2024-07-05',
      },
    });
    expect(await entry(department, unverified)).toMatchObject({
      reason: 'not-applied',
      detail: { day: '2024-07-05' },
    });
    await wait(7);
    expect(await entry(department, unverified)).toMatchObject({ reason: 'window-closed' });
  });

  it('adds up, filters, sorts and goes out as a sheet', async () => {
    const all = await department.funding.entitlements({ query: { size: 2, sort: '-owed' } });
    expect(all.items).toHaveLength(2);
    expect(all).toMatchObject({
      total: 6,
      sums: { owedFen: '220000000', unclaimedFen: '220000000' },
      years: [2023],
    });
    expect(all.items[0]!.owedFen).toBe('100000000');
    expect(await department.funding.entitlements({ query: { reason: 'barred' } })).toMatchObject({
      total: 1,
    });
    for (const by of ['scheme', 'place', 'year'] as const) {
      const { items } = await department.funding.entitlementTotals({ query: { by } });
      expect(
        items.reduce((n, r) => n + BigInt(r.owedFen), 0n),
        by,
      ).toBe(220_000_000n);
    }
    const file = fileOf(await department.funding.exportEntitlements({ query: {} }));
    const { sheets } = await readWorkbookSafely(file.bytes, file.name);
    const text = JSON.stringify(sheets[0]);
    expect(text).toContain('差一项条件（年产值：45亿元，要求 >50亿元，差 5亿元）');
    expect(text).toContain('免申即享尚未放行（待确认）');
  });

  it('shows an enterprise its own and a county its own', async () => {
    const mine = await enterprise.funding.entitlements({ query: { size: 100 } });
    expect(mine.items.map((i) => i.subject.id)).toEqual([own]);
    expect(mine.sums.unclaimedFen).toBe(DUE);
    const inScope = new Set(
      (await county.subjects.enterprises({ query: { size: 100 } })).items.map((e) => e.id),
    );
    const seen = await county.funding.entitlements({ query: { size: 100 } });
    expect(seen.items.every((i) => inScope.has(i.subject.id))).toBe(true);
    expect(seen.total).toBeLessThan(6);
  });
});

describe('a release', () => {
  it('needs two persons and a budget that covers it', async () => {
    const [verified, , , , second] = others as [string, string, string, string, string];
    const three = await Promise.all([own, verified, second].map(claimOf));
    const budget = await newBudget('首超小额', '100000000');
    expect((await refusal(actOn(finance, 'confirm', [three[0]!]))).findings).toEqual(['G203']);
    expect((await refusal(actOn(finance, 'release', [three[0]!]))).findings).toEqual(['G202']);
    expect(
      await actOn(
        department,
        'confirm',
        three.map((c) => c!),
      ),
    ).toEqual({ done: 3, amountFen: '180000000' });
    const confirmed = (await Promise.all([own, verified, second].map(claimOf))).map((c) => c!);
    expect(confirmed.map((c) => c.state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(confirmed[0]!.can).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'return' }),
        expect.objectContaining({ id: 'hold' }),
      ]),
    );
    expect((await refusal(actOn(department, 'release', confirmed))).findings).toEqual(['G203']);
    expect((await refusal(actOn(finance, 'release', confirmed))).code).toBe('direct.no-budget');
    // All three cost more than there is: none is released.
    expect(
      (await refusal(actOn(finance, 'release', confirmed, { budget, reference: '宁财（工）1号' }))).code,
    ).toBe('funding.not-covered');
    expect((await claims({ state: 'confirmed' })).total).toBe(3);
    expect(await h.owner(`select 1 from fund_application`)).toEqual([]);
    // An act of a person changes no figure.
    await expect(
      h.application(
        { kind: 'all' },
        `update direct_claim set amount_fen = 1 where id = '${confirmed[0]!.id}'`,
      ),
    ).rejects.toThrow(/permission denied/);
  });

  it('is refused where the facts changed after the confirmation, and nothing of the rest goes through', async () => {
    const [verified, , , , second] = others as [string, string, string, string, string];
    const budget = await newBudget('首超资金', '200000000');
    const chosen = (await Promise.all([own, verified, second].map(claimOf))).map((c) => c!);
    await output(second, 2023, 49);
    await offence(verified, '2024-07-01');
    const refused = await refusal(actOn(finance, 'release', chosen, { budget, reference: '宁财（工）2号' }));
    expect({ ...refused, findings: refused.findings.toSorted() }).toEqual({
      code: 'direct.facts-changed',
      findings: ['G403', 'G404'],
    });
    expect(await h.owner(`select 1 from fund_application`)).toEqual([]);
    // The night says the same in its own way, and what was confirmed on other facts is open again.
    const night = await run();
    expect(night).toMatchObject({ gone: 2, added: 0 });
    expect(await claimOf(verified)).toMatchObject({
      outcome: 'barred',
      state: null,
      change: { kind: 'gone' },
    });
    expect(await claimOf(own)).toMatchObject({ state: 'confirmed', change: null });
    await output(second, 2023, 51.5);
    expect(await run()).toMatchObject({ added: 1, gone: 0 });
    expect(await claimOf(second)).toMatchObject({ state: 'proposed', confirmed: null });
  });

  it('happens once, whoever else presses at the same time, and is committed in the ledger', async () => {
    const budget = await newBudget('首超并发', '50000000');
    const claim = (await claimOf(own))!;
    const both = await Promise.all(
      [0, 1].map(() => refusal(actOn(finance, 'release', [claim], { budget, reference: '宁财（工）3号' }))),
    );
    expect(both.map((r) => r.code).toSorted()).toEqual(['funding.changed', 'none']);
    const { budget: line, transactions } = await finance.funding.budget({ params: { id: budget } });
    expect(line.balances).toMatchObject({ appropriated: '50000000', available: '10000000', committed: DUE });
    expect(transactions.filter((x) => x.kind === 'commitment')).toHaveLength(1);
    const released = await claimOf(own);
    expect(await entry(department, own)).toMatchObject({
      status: 'committed',
      committedFen: DUE,
      unclaimedFen: '0',
    });
    expect(released).toMatchObject({ state: 'notice', can: [] });
    const { items } = await claims({ state: 'released' });
    expect(items).toMatchObject([{ subject: { id: own }, releasedFen: DUE, can: [] }]);
    const [other] = (await claims({ state: 'proposed' })).items;
    await actOn(department, 'confirm', [other!]);
    // Not past the service: one person may not be both, and what was released stays as it was.
    await expect(
      h.owner(
        `update direct_claim set application_id = '${items[0]!.application}', released_fen = 1, decided_by = confirmed_by where id = '${other!.id}'`,
      ),
    ).rejects.toThrow(/direct_claim_two_persons/);
    await expect(
      h.owner(`update direct_claim set released_fen = 1 where id = '${items[0]!.id}'`),
    ).rejects.toThrow(/stays as it was/);
    // Another night does not propose it again, and knows that it was granted.
    expect(await run()).toMatchObject({ added: 0, gone: 0, altered: 0 });
    expect((await claims({ state: 'released' })).items).toMatchObject([
      { subject: { id: own }, amountFen: DUE },
    ]);
  });

  it('puts it under public notice; the enterprise checks its account or declines, and the money is free again', async () => {
    const { application } = (await claims({ state: 'released' })).items[0]!;
    const id = application!;
    const read = (api: Api) => api.funding.application({ params: { id } });
    const act = async (api: Api, name: string, more: object = {}) => {
      const { version } = await read(api);
      return api.funding.act({ params: { id }, body: { act: name, version, key: key(), ...more } });
    };
    const a = await read(enterprise);
    expect(a).toMatchObject({ state: 'notice', claimedFen: DUE, approvedFen: DUE, editable: true });
    expect(a.events.map((e) => e.act)).toEqual(['confirm', 'release']);
    expect(a.can.map((x) => x.id)).toEqual(['decline']);
    expect((await department.funding.verify({ params: { id } })).items.map((i) => i.same)).toEqual([
      true,
      true,
    ]);
    expect((await h.visitor.funding.publicity({})).items.map((i) => i.id)).toContain(id);
    // Nobody applies under the batch of a release.
    expect(
      (await refusal(enterprise.funding.create({ body: { notice: a.notice.id, project: '' } }))).code,
    ).toBe('funding.closed');
    await wait(15);
    expect((await act(department, 'close-notice')).state).toBe('account');
    expect((await refusal(act(enterprise, 'accept'))).findings).toEqual(['G205']);
    const { version, content } = await read(enterprise);
    await enterprise.funding.save({
      params: { id },
      body: {
        version,
        content: {
          ...content,
          payee: { name: '演示企业', bank: '某银行', account: '6222 0000 1234 5678' },
        } as never,
      },
    });
    expect((await act(enterprise, 'accept')).state).toBe('committed');
    expect((await act(enterprise, 'decline', { reason: '企业自愿放弃' })).state).toBe('declined');
    const o = await finance.funding.propose({
      body: { id: key(), kind: 'release', amountFen: DUE, application: id, reference: '撤销1号' },
    });
    await refusal(
      finance.funding.decide({ params: { id: o.id }, body: { act: 'release', version: o.version } }),
    );
    expect((await read(enterprise)).state).toBe('declined');
    await finance.funding.decide({
      params: { id: o.id },
      body: { act: 'withdraw', version: o.version, reason: '换人提出' },
    });
    const again = await department.funding.propose({
      body: { id: key(), kind: 'release', amountFen: DUE, application: id, reference: '撤销2号' },
    });
    await finance.funding.decide({
      params: { id: again.id },
      body: { act: 'release', version: again.version },
    });
    expect((await read(enterprise)).state).toBe('cancelled');
    const e = (await entry(enterprise, own))!;
    expect(e).toMatchObject({
      status: 'unclaimed',
      reason: 'withdrawn',
      committedFen: '0',
      unclaimedFen: DUE,
    });
    expect(e.detail.text).toBe('企业自愿放弃');
    await run();
    expect((await claims({ state: 'proposed' })).items.some((c) => c.subject.id === own)).toBe(false);
  });
});

it('met no fault', () => {
  expect(h.faults).toEqual([]);
});

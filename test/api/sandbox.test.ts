/** The policy sandbox through the server: what can be turned, a trial as a job, its sums, its list, computed again, deleted, refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '#kernel';
import { findingText, problemText } from '#locales';
import { readWorkbook } from '#platform/sheets';
import { fileOf, openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';
import { performSandbox } from '../../src/areas/schemes/sandbox.ts';

let h: TestHouse;
let department: Api;
let finance: Api;

beforeAll(async () => {
  h = await openTestHouse({ jobs: true, enterprises: 40 });
  department = (await h.as('dept-demo')).api;
  finance = (await h.as('finance-demo')).api;
});
afterAll(() => h.close());

type Body = NonNullable<NonNullable<Parameters<Api['schemes']['startSandbox']>[0]>['body']>;
const line = (over: string) => ({
  scheme: 'first-cross-enterprise',
  version: '2022',
  path: 'amount.lines.0.over',
  value: over,
});
const body = (more: Partial<Body>): Body => ({
  id: h.house.newId(),
  name: '首超一档降到5亿元',
  years: [2022, 2023],
  changes: [line('5亿元')],
  ...more,
});
async function done(api: Api, jobId: string): Promise<string> {
  for (let i = 0; i < 400; i += 1) {
    const { state } = await api.work.job({ params: { id: jobId } });
    if (['done', 'failed', 'cancelled'].includes(state)) return state;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error('the job does not end');
}
/** The first trial, for whatever needs one that is there. */
let first: Body | undefined;
async function tried(more: Partial<Body> = {}) {
  const b = body(more);
  first ??= b;
  const { id, jobId } = await department.schemes.startSandbox({ body: b });
  expect(await done(department, jobId)).toBe('done');
  const s = await department.schemes.scenario({ params: { id } });
  return { ...s, result: s.result! };
}
const refusal = async (what: Promise<unknown>) => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return {
      status: problem.status,
      code: problem.code,
      said: problemText('zh-CN', problem.code, problem.params),
      findings: (problem.findings ?? []).map((f) => [f.code, f.path]),
      words: (problem.findings ?? []).map((f) => findingText('zh-CN', f.code, f.params).message),
    };
  }
  throw new Error('was not refused');
};
const fen = (list: readonly string[]): bigint => list.reduce((n, x) => n + BigInt(x), 0n);

describe('what can be turned', () => {
  it('is told with meaning, unit, marks and source, and the years that can be asked', async () => {
    const p = await department.schemes.sandboxParameters({ query: {} });
    const smart = p.schemes.find((s) => s.id === 'smart-factory')!.versions[0]!;
    expect(smart.parameters.map((x) => [x.path, x.value, x.kind, x.unit, x.facts[0]?.zh])).toEqual([
      ['amount.ratio', '10%', 'ratio', '%', '设备投资额'],
      ['amount.cap', '300万元', 'money', '万元', '设备投资额'],
    ]);
    expect([smart.number, smart.clause, smart.mark]).toEqual(['宁党办〔2018〕75号', '二（七）1', 'official']);
    expect(p.years).toEqual([2019, 2020, 2021, 2022, 2023]);
    expect(p.questions.find((q) => q.id === 'funding-overlap')!.options.length).toBeGreaterThan(1);
    // For places, parks and persons nothing is tried.
    expect(p.schemes.map((s) => s.id)).not.toContain('park-tilt');
  });
});

describe('a trial', () => {
  it('computes everybody: one sum by every cut, winners only where a line falls, each amount the one an enterprise is told', async () => {
    const { result: r, changes, years } = await tried();
    expect(changes[0]).toMatchObject({ was: '50亿元', value: '5亿元', key: 'over', nth: 1 });
    expect(years).toEqual([2022, 2023]);
    expect([r.total.enterprises, r.total.losers]).toEqual([40, 0]);
    expect(r.total.winners).toBeGreaterThan(0);
    for (const key of ['nowFen', 'triedFen'] as const)
      for (const cut of [...Object.values(r.groups), r.years, r.schemes])
        expect(fen(cut.map((g) => g[key]))).toBe(BigInt(r.total[key]));
    expect(r.simulated).toBe(true);
    expect(r.groups.county.every((g) => !/^\d+$/.test(g.title))).toBe(true);
    expect(r.schemes.filter((s) => s.changed).map((s) => s.scheme)).toEqual(['first-cross-enterprise']);

    const list = await department.schemes.changedEnterprises({ params: { id: await lastId() }, query: {} });
    expect(list.total).toBe(r.total.winners);
    expect(list.total).toBe(r.changedCount);
    expect(fen(list.items.map((e) => e.triedFen)) - fen(list.items.map((e) => e.nowFen))).toBe(
      BigInt(r.total.gainFen),
    );
    const one = list.items[0]!;
    const change = one.changes[0]!;
    const mine = await department.schemes.mine({
      body: { subject: one.id, asOf: `${change.year}-12-31`, awards: [] },
    });
    expect(mine.items.find((i) => i.evaluation.scheme === change.scheme)!.evaluation.amountFen).toBe(
      change.nowFen,
    );
    expect(change.triedFen).toBe('40000000');
  });

  const lastId = async () => (await department.schemes.scenarios({ query: {} })).items[0]!.id;

  it('filters, sorts and pages who changes, and exports the same to the fen', async () => {
    const id = await lastId();
    const all = await department.schemes.changedEnterprises({ params: { id }, query: { sort: '-change' } });
    const county = all.items[0]!;
    const page = await department.schemes.changedEnterprises({ params: { id }, query: { size: 1, page: 2 } });
    expect([page.items.length, page.total]).toEqual([
      Math.min(1, all.total - 1),
      all.total > 1 ? all.total : 0,
    ]);
    expect(
      (await department.schemes.changedEnterprises({ params: { id }, query: { way: 'loss' } })).total,
    ).toBe(0);
    expect(
      (
        await department.schemes.changedEnterprises({ params: { id }, query: { q: county.creditCode } })
      ).items.map((e) => e.id),
    ).toEqual([county.id]);
    const file = fileOf(await department.schemes.exportChanged({ params: { id }, query: {} }));
    expect(file.name).toMatch(/^政策沙盘-首超一档降到5亿元-.*\.xlsx$/);
    const { sheets } = await readWorkbook(file.bytes, file.name);
    expect(sheets.map((s) => s.name)).toEqual([
      '改动',
      '按政策分年度',
      '按地区',
      '按行业',
      '按规模',
      '有变化的企业',
    ]);
    expect(sheets.at(-1)!.rows.length - 1).toBe(all.total);
  });

  it('computes again to the same bytes', async () => {
    const id = await lastId();
    const { result } = await department.schemes.scenario({ params: { id } });
    expect(await finance.schemes.verifyScenario({ params: { id } })).toEqual({
      same: true,
      inputHash: result!.inputHash,
      resultHash: result!.resultHash,
      recomputedHash: result!.resultHash,
    });
  });

  it('asks an application by its own facts for its scheme and year, tries an open question, tells years without figures', async () => {
    const me = (await (await h.as('ent-demo')).api.accounts.me()).account!.subjectId!;
    const [notice, app, budget] = [h.house.newId(), h.house.newId(), h.house.newId()];
    const facts = { facts: { 'smart-recognised': true, 'equipment-investment': '4000万元' } };
    await h.owner(`insert into fund_budget (id, pack, fund, scheme, year, created_at, created_by)
      values ('${budget}', 'ningxia-2018', '工业专项', 'smart-factory', 2020, now(), 'test')`);
    await h.owner(`insert into fund_notice (id, pack, scheme, year, route, title, opens, closes, created_at, created_by)
      values ('${notice}', 'ningxia-2018', 'smart-factory', 2019, 'funding', '测试', '2020-01-01', '2020-12-31', now(), 'test')`);
    await h.owner(`insert into fund_application (subject_id, id, notice_id, pack, scheme, year, project, state, live, content, claimed_fen, entered_at, created_at, created_by, updated_at)
      values ('${me}', '${app}', '${notice}', 'ningxia-2018', 'smart-factory', 2019, 'P1', 'county', true, '{}', 300000000, now(), now(), 'test', now())`);
    await h.owner(`insert into fund_calculation (subject_id, application_id, seq, purpose, as_of, known, amount_fen, rule_version, rule_hash, input, result, at, by_name)
      values ('${me}', '${app}', 1, 'submission', '2020-06-30', now(), 300000000, 'smart-factory@2018', '', '${JSON.stringify({ facts })}', '{}', now(), 'test')`);
    const { result: r, answers } = await tried({
      name: '上限到350万元',
      years: [2012, 2020, 2021],
      changes: [{ scheme: 'smart-factory', version: '2018', path: 'amount.cap', value: '350万元' }],
      answers: { 'listing-award': 'staged' },
    });
    const smart = r.schemes.find((s) => s.scheme === 'smart-factory')!;
    expect(smart.years.map((y) => [y.year, y.now.fen, y.tried.fen])).toEqual([
      [2012, '0', '0'],
      [2020, '300000000', '350000000'],
      [2021, '0', '0'],
    ]);
    expect(r.years.map((y) => [y.year, y.state])).toEqual([
      [2012, 'without'],
      [2020, 'computed'],
      // Nobody applied, and what the output would bring is left open.
      [2021, 'without'],
    ]);
    expect(smart.years[1]!.now).toMatchObject({ known: 1, unknown: 39, due: 1 });
    expect(smart.years[1]!.now.mostFen).toBe(String(300_000_000n * 40n));
    // Nothing was appropriated yet: no budget to speak of.
    expect(smart.years[1]!.budgetFen).toBeNull();
    expect(r.effect.departs.map((d) => d.id)).toEqual(['N137', 'N138']);
    expect(r.effect.targets.map((x) => x.id)).toContain('N139');
    // What was left open has an amount on the side that answers the question.
    const listing = r.schemes.find((s) => s.scheme === 'listing')!;
    expect([listing.changed, listing.years[1]!.now.open, listing.years[1]!.tried.open]).toEqual([
      true,
      'listing-award',
      null,
    ]);
    expect(answers[0]!.option.zh).not.toBe('staged');
  });
});

describe('who and what', () => {
  it('one request sent twice is one trial; the same id for another is refused', async () => {
    expect(await department.schemes.startSandbox({ body: first! })).toMatchObject({ id: first!.id });
    expect(
      (await refusal(department.schemes.startSandbox({ body: { ...first!, name: '别的' } }))).status,
    ).toBe(409);
    expect((await department.schemes.scenarios({ query: { q: '首超一档' } })).total).toBe(1);
  });

  it('what was altered after it was kept does not compute to the same', async () => {
    await h.owner(
      `update scheme_scenario_blob set bytes = substring(bytes from 1 for 40) where scenario_id = '${first!.id}' and part = 'input'`,
    );
    expect((await finance.schemes.verifyScenario({ params: { id: first!.id } })).same).toBe(false);
  });

  it('a trial that is stopped keeps nothing', async () => {
    for (const t of ['result', 'row', 'blob'])
      await h.owner(`delete from scheme_scenario_${t} where scenario_id = '${first!.id}'`);
    const job = {
      id: first!.id,
      progress: () => Promise.resolve(),
      checkCancelled: () => Promise.reject(new Problem('jobs.cancelled')),
    };
    await expect(performSandbox(h.house, { scenario: first!.id, by: 'test' }, job)).rejects.toMatchObject({
      code: 'jobs.cancelled',
    });
    expect((await department.schemes.scenario({ params: { id: first!.id } })).result).toBeNull();
  });

  it('is for department, finance and office; kept for all of them, deleted by the owner alone', async () => {
    const { id } = (await department.schemes.scenarios({ query: { q: '350' } })).items[0]!;
    expect((await finance.schemes.scenario({ params: { id } })).mine).toBe(false);
    expect(await refusal(finance.schemes.deleteScenario({ params: { id } }))).toMatchObject({
      status: 403,
      code: 'schemes.not-own-scenario',
    });
    const { api } = await h.as('ent-demo');
    expect((await refusal(api.schemes.sandboxParameters({ query: {} }))).status).toBe(403);
    const subjectId = (await api.accounts.me()).account!.subjectId!;
    expect(await h.application({ kind: 'subject', subjectId }, 'select id from scheme_scenario')).toEqual([]);
    expect(await h.application({ kind: 'all' }, 'select id from scheme_scenario')).toHaveLength(2);
    await department.schemes.deleteScenario({ params: { id } });
    expect((await refusal(department.schemes.scenario({ params: { id } }))).code).toBe(
      'schemes.unknown-scenario',
    );
    expect(await h.owner(`select 1 from scheme_scenario_row where scenario_id = '${id}'`)).toEqual([]);
  });

  it.each<[string, Partial<Body>, string, readonly (readonly string[])[]]>([
    [
      'a unit of another kind',
      { changes: [line('5%')] },
      'schemes.bad-changes',
      [['F105', 'body.changes.0.value']],
    ],
    ['words', { changes: [line('五亿')] }, 'schemes.bad-changes', [['F102', 'body.changes.0.value']]],
    [
      'a figure that is not there',
      { changes: [{ ...line('5亿元'), path: 'amount.cap' }] },
      'schemes.bad-changes',
      [['F401', 'body.changes.0']],
    ],
    [
      'an answer nobody knows',
      { changes: [], answers: { 'listing-award': 'moon' } },
      'schemes.bad-changes',
      [['F109', 'body.answers.listing-award']],
    ],
    ['a year to come', { years: [2099] }, 'schemes.sandbox-future', []],
  ])('refuses %s', async (_, more, code, findings) => {
    const r = await refusal(department.schemes.startSandbox({ body: body(more) }));
    expect([r.status, r.code]).toEqual([422, code]);
    expect(r.findings).toEqual(findings);
    expect(r.said).not.toContain('{');
  });
});

it('met no fault of the server', () => {
  expect(h.faults).toEqual([]);
});

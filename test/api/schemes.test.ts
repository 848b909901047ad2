/** What the plan pays and what one enterprise is due, through the server: roles, the day, figures to the fen, refusals. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { entitlements, sandboxBook, type SandboxRules } from '#engine/rules';
import { findingText, problemText } from '#locales';
import { openTestHouse, type Api, type Refused, type TestHouse } from '#test/house';

let h: TestHouse;
let visitor: Api;
let enterprise: Api;
let department: Api;
let county: Api;
let own: string;

beforeAll(async () => {
  h = await openTestHouse();
  visitor = h.visitor;
  enterprise = (await h.as('ent-demo')).api;
  department = (await h.as('dept-demo')).api;
  county = (await h.as('city-demo')).api;
  own = (await enterprise.accounts.me()).account!.subjectId!;
});
afterAll(() => h.close());

const refusal = async (what: Promise<unknown>) => {
  try {
    await what;
  } catch (e) {
    const { problem } = e as Refused;
    return {
      status: problem.status,
      code: problem.code,
      said: problemText('zh-CN', problem.code, problem.params),
      findings: (problem.findings ?? []).map((f) => f.code),
      words: (problem.findings ?? []).map((f) => findingText('zh-CN', f.code, f.params).message),
    };
  }
  throw new Error('was not refused');
};
type Body = NonNullable<NonNullable<Parameters<Api['schemes']['mine']>[0]>['body']>;
const ask = (api: Api, body: Partial<Body> = {}) =>
  api.schemes.mine({ body: { subject: own, asOf: '2020-06-30', ...body } });
const of = (r: Awaited<ReturnType<typeof ask>>, scheme: string) =>
  r.items.find((i) => i.evaluation.scheme === scheme)!.evaluation;

describe('the list', () => {
  it('is public, and shows of each scheme the version of the day', async () => {
    const early = await visitor.schemes.list({ query: { asOf: '2020-06-30' } });
    const late = await visitor.schemes.list({ query: { asOf: '2022-12-01' } });
    const smart = early.items.find((s) => s.id === 'smart-factory')!;
    expect([smart.version.inForce, smart.version.clause, smart.version.mark, smart.version.capFen]).toEqual([
      true,
      '二（七）1',
      'official',
      '300000000',
    ]);
    expect(smart.version.conditions.length).toBeGreaterThan(0);
    expect(smart.version.amount.map((a) => `${a.kind} ${a.text}`)).toContain('ratio 10%');
    const cross = (l: typeof early) => l.items.find((s) => s.id === 'first-cross-enterprise')!.version;
    expect([cross(early).id, cross(early).open, cross(late).id, cross(late).open]).toEqual([
      '2018',
      'first-cross-award',
      '2022',
      null,
    ]);
  });

  it('tells the words of the plan from what others reprinted', async () => {
    const { versions } = await visitor.schemes.scheme({
      params: { pack: 'ningxia-2018', scheme: 'first-cross-enterprise' },
      query: {},
    });
    const [plan, later] = [versions.find((v) => v.id === '2018')!, versions.find((v) => v.id === '2022')!];
    expect(plan.passages.every((p) => !p.retold)).toBe(true);
    expect(
      later.passages
        .filter((p) => p.retold)
        .map((p) => p.quote)
        .join(''),
    ).toContain('500亿元');
  });

  it('leads from a scheme to the open questions it speaks of', async () => {
    const one = await visitor.schemes.scheme({
      params: { pack: 'ningxia-2018', scheme: 'smart-factory' },
      query: {},
    });
    expect(one.questions.map((q) => q.id)).toEqual(
      expect.arrayContaining(['smart-factory-criteria', 'funding-veto']),
    );
    expect(one.examples.find((x) => x.amount === '186万元')?.eligible).toBe(true);
    const r = await refusal(
      visitor.schemes.scheme({ params: { pack: 'ningxia-2018', scheme: 'no-such' }, query: {} }),
    );
    expect([r.status, r.code]).toEqual([404, 'schemes.unknown']);
  });
});

describe('what an enterprise is due', () => {
  it('rests on the figures of the register, with their source, and guesses nothing', async () => {
    const r = await ask(enterprise);
    const output = r.facts.find((f) => f.id === 'output')!;
    expect(output.from).toBe('register');
    expect(output.source?.zh).not.toBe('');
    const smart = of(r, 'smart-factory');
    expect(smart.outcome).toBe('unknown');
    expect(smart.missing.filter((m) => m.unknown).map((m) => m.fact)).toEqual(
      expect.arrayContaining(['smart-recognised', 'equipment-investment']),
    );
    expect(r.items.map((i) => i.evaluation.scheme)).not.toContain('park-tilt');
  });

  it('is computed to the fen once what is missing is typed: 10% of 1860万元', async () => {
    const r = await ask(enterprise, {
      facts: { 'smart-recognised': true, 'equipment-investment': '1860万元' },
      awards: [],
    });
    const smart = of(r, 'smart-factory');
    expect([smart.outcome, smart.amountFen, smart.capFen]).toEqual(['yes', '186000000', '300000000']);
    expect(r.totalFen).toBe('186000000');
    expect(smart.more.map((m) => m.amountFen)).toContain('300000000');
    expect(r.facts.find((f) => f.id === 'equipment-investment')!.from).toBe('declared');
    // Asked again without them, nothing has been kept.
    expect(of(await ask(enterprise), 'smart-factory').outcome).toBe('unknown');
  });

  it('says what is missing where it is known: have and need', async () => {
    const smart = of(
      await ask(enterprise, {
        facts: { 'smart-recognised': false, 'equipment-investment': '1860万元' },
        awards: [],
      }),
      'smart-factory',
    );
    expect([smart.outcome, smart.worthFen]).toEqual(['no', '186000000']);
    expect(smart.missing).toHaveLength(1);
    expect(smart.missing[0]).toMatchObject({ condition: 'recognised', unknown: false });
  });

  it('a veto on record bars, and the explanation names the record', async () => {
    await department.awards.addVeto({
      body: { subjectId: own, kind: 'safety', day: '2020-01-10', source: '事故调查报告（测试）' },
    });
    const smart = of(
      await ask(department, {
        facts: { 'smart-recognised': true, 'equipment-investment': '1860万元' },
        awards: [],
      }),
      'smart-factory',
    );
    expect(smart.outcome).toBe('no');
    expect(smart.missing.map((m) => m.condition)).toContain('veto');
    expect(JSON.stringify(smart.trace)).toContain('事故调查报告');
  });
});

describe('who may ask', () => {
  it('the enterprise of itself, the department of everybody, nobody past the own scope', async () => {
    const { items } = await department.subjects.enterprises({ query: { size: 50 } });
    const other = items.find((e) => e.id !== own)!;
    expect((await ask(department, { subject: other.id })).subject.name).toBe(other.name);
    expect(await refusal(ask(enterprise, { subject: other.id }))).toMatchObject({
      status: 404,
      code: 'schemes.unknown-enterprise',
    });
    const seen = (await county.subjects.enterprises({ query: { size: 200 } })).items.map((e) => e.id);
    expect(seen).not.toContain(own);
    expect((await refusal(ask(county))).code).toBe('schemes.unknown-enterprise');
    expect((await refusal(ask(visitor))).code).toBe('auth.sign-in-first');
  });
});

describe('what cannot be taken is refused in Chinese, finding by finding', () => {
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['a unit of another kind', { 'equipment-investment': '1860吨' }, 'F203', /单位“吨”不能用/],
    ['no unit', { 'equipment-investment': { value: '1860' } }, 'F202', /没有单位/],
    ['a negative amount', { 'equipment-investment': { value: '-5', unit: '万元' } }, 'F204', /-5/],
    ['a fact nobody asks for', { 'phase-of-moon': true }, 'F201', /没有“phase-of-moon”这项事实/],
    ['a flag that is a word', { 'smart-recognised': '大概' }, 'F206', /看不懂/],
  ])('%s', async (_, facts, code, words) => {
    const r = await refusal(ask(enterprise, { facts }));
    expect([r.status, r.code, r.findings]).toEqual([422, 'schemes.bad-facts', [code]]);
    expect(r.words[0]).toMatch(words);
    expect(r.said).toMatch(/没有计算/);
  });

  it('awards that say neither scheme nor year', async () => {
    expect((await refusal(ask(enterprise, { awards: [{ amount: '5万元' }] }))).findings).toEqual(['F216']);
  });

  it('a day that is none, a pack that is not there', async () => {
    expect((await refusal(ask(enterprise, { asOf: '2020-02-30' }))).status).toBe(422);
    expect((await refusal(ask(enterprise, { pack: 'no-pack' }))).status).toBe(404);
  });
});

describe('what a browser computes with', () => {
  it('is the public rules and the own facts; the engine says the same there as the server', async () => {
    const kit = await enterprise.schemes.kit({ query: { subject: own, asOf: '2020-06-30' } });
    expect(Object.keys(kit.input.facts).toSorted()).toEqual(['events', 'output']);
    expect(JSON.stringify(kit)).not.toContain('examples":[{');
    const { book, findings } = sandboxBook(kit.rules as SandboxRules);
    expect(findings).toEqual([]);
    const facts = { 'smart-recognised': true, 'equipment-investment': '1860万元' };
    const here = entitlements(
      book,
      { facts: { ...kit.input.facts, ...facts }, awards: [] },
      { asOf: day(kit.asOf), known: kit.known },
    ).entitlements!;
    const there = await ask(enterprise, { facts, awards: [] });
    const short = (e: { scheme: string; outcome: string; amountFen: string; worthFen: string | null }) => [
      e.scheme,
      e.outcome,
      e.amountFen,
      e.worthFen,
    ];
    expect(here.evaluations.map(short)).toEqual(there.items.map((i) => short(i.evaluation)));
    expect(here.totalFen).toBe(there.totalFen);
  });

  it('is not for others', async () => {
    const { items } = await department.subjects.enterprises({ query: { size: 50 } });
    const other = items.find((e) => e.id !== own)!;
    expect((await refusal(enterprise.schemes.kit({ query: { subject: other.id } }))).code).toBe(
      'schemes.unknown-enterprise',
    );
    expect((await refusal(visitor.schemes.kit({ query: { subject: own } }))).code).toBe('auth.sign-in-first');
  });
});

describe('versions and differences', () => {
  const history = (scheme: string) => visitor.schemes.history({ params: { pack: 'ningxia-2018', scheme } });

  it('are public: each time of a rule says what it changed in the one before', async () => {
    const h1 = await history('leasing-subsidy');
    expect(h1.versions.map((v) => v.id)).toEqual(['2018', '2024']);
    const later = h1.versions[1]!.changes;
    expect(later.find((c) => c.key === 'mechanism')).toMatchObject({
      part: 'amount',
      before: 'undetermined',
      after: 'sum',
    });
    expect(later.map((c) => c.part)).toEqual(expect.arrayContaining(['words', 'amount', 'limits']));
    expect(h1.publications).toHaveLength(1);
    expect(h1.publications[0]).toMatchObject({ first: true, changes: [] });
    expect((await refusal(history('no-such'))).code).toBe('schemes.unknown');
  });

  it('a new publication tells the figure that changed, and a decision how a question was answered', async () => {
    // As if the plan were published again with another cap.
    await h.owner(`insert into plan_version (pack, hash, number, title, compiled, source_text, published_at, published_by)
      select pack, 'test-hash', number, title,
        replace(compiled::text, '"cap": "200万元"', '"cap": "250万元"')::jsonb,
        source_text, now() + interval '1 minute', 'test' from plan_version where pack = 'ningxia-2018'`);
    await department.plans.decide({
      params: { pack: 'ningxia-2018', question: 'funding-veto' },
      body: { option: 'three-years', reason: '会议纪要（测试）', day: '2020-01-10', revision: 0 },
    });
    const r = await history('platform-operating');
    expect(r.publications[0]!.changes).toMatchObject([
      { part: 'amount', version: '2018', key: 'cap', before: '200万元', after: '250万元' },
    ]);
    expect(r.publications[0]!.changes[0]!.facts[0]!.zh).toBe('平台年运营费');
    expect(r.decisions[0]).toMatchObject({
      id: 'funding-veto',
      day: '2020-01-10',
      reason: '会议纪要（测试）',
    });
    expect((await history('smart-factory')).unchanged).toBe(1);
  });
});

describe('a figure that was sent back', () => {
  it('counts no longer, nor does the revision before it, until it is filed anew', async () => {
    const body = { subject: own, indicator: 'gross-output', note: '核实后更正' };
    await department.indicators.file({ body: { ...body, period: '2020', value: '400000' } });
    await department.indicators.file({ body: { ...body, period: '2021', value: '600000' } });
    // Past 50亿元 for the first time in 2021.
    const crossed = async (): Promise<boolean | undefined> => {
      const r = await ask(enterprise, { asOf: '2022-06-30', awards: [] });
      return of(r, 'first-cross-enterprise').missing.some((m) => m.fact === 'output');
    };
    expect(await crossed()).toBe(false);
    await department.indicators.setStatus({
      body: {
        subject: own,
        period: '2021',
        indicators: ['gross-output'],
        status: 'returned',
        reason: '数据有误，请核实',
      },
    });
    expect(await crossed()).toBe(true);
    await department.indicators.file({ body: { ...body, period: '2021', value: '610000' } });
    expect(await crossed()).toBe(false);
  });
});

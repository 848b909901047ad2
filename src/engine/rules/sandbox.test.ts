/** The sandbox: nothing changed changes nothing, sums by every cut agree to the fen, years carry over, and each amount is the engine's own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, day } from '#kernel';
import { filesOf } from './book-for-test.ts';
import { compileRulebook, evaluate, ruleParameters, sandbox, type SandboxInput } from './index.ts';

const version = (id: string, more: object): object => ({
  id,
  from: '2018-01-01',
  issued: '2018-01-01',
  number: '文',
  clause: '一',
  source: '本测试',
  mark: 'proposal',
  vetoes: 'none',
  ...more,
});
const files = filesOf(
  [
    {
      id: 'equipment',
      title: { zh: '设备补助' },
      instrument: '补助',
      facts: { cost: { title: { zh: '设备' }, type: 'money', yearly: true } },
      versions: [
        version('1', {
          conditions: [{ id: 'floor', fact: 'cost', comparator: '>=', value: '100万元' }],
          amount: { mechanism: 'ratioCap', base: 'cost', ratio: '10%', cap: '300万元' },
          limits: { years: 2 },
        }),
      ],
    },
    {
      id: 'cross',
      title: { zh: '跨档' },
      instrument: '奖励',
      facts: { output: { title: { zh: '产值' }, type: 'series' } },
      versions: [
        version('1', {
          amount: { mechanism: 'firstCross', series: 'output', lines: [{ over: '1亿元', amount: '40万元' }] },
        }),
      ],
    },
    {
      id: 'project',
      title: { zh: '项目' },
      instrument: '补助',
      facts: { done: { title: { zh: '投资' }, type: 'money' } },
      versions: [
        version('1', { amount: { mechanism: 'ratioCap', base: 'done', ratio: '20%', cap: '50万元' } }),
      ],
    },
  ],
  [
    {
      id: 'same',
      title: { zh: '就高' },
      schemes: ['equipment', 'cross'],
      strategy: 'higher',
      scope: 'project',
      source: '本测试',
      mark: 'proposal',
    },
  ],
);
const rules = { files, number: '文', questions: [], passages: {}, choices: {} };
const subject = (id: string, more: Partial<SandboxInput['subjects'][number]> = {}) => ({
  id,
  county: '640105',
  industry: '26',
  size: 'large',
  facts: {},
  claims: [],
  awards: [],
  ...more,
});
const input = (more: Partial<SandboxInput>): SandboxInput => ({
  format: 1,
  rules,
  changes: [],
  answers: {},
  years: [2019, 2020, 2021],
  known: '2022-01-01',
  subjects: [],
  budgets: [],
  ...more,
});
const cost = (values: Record<string, string>) => ({
  cost: Object.entries(values).map(([period, value]) => ({ period, value, unit: '万元' })),
});
const turn = (path: string, value: string, scheme = 'equipment') => ({ scheme, version: '1', path, value });
const run = (x: SandboxInput) => {
  const { result, findings } = sandbox(x);
  expect(findings).toEqual([]);
  return result!;
};
const fen = (list: readonly string[]): bigint => list.reduce((n, x) => n + BigInt(x), 0n);

const people = fc.array(
  fc.record({
    county: fc.constantFrom('640105', '640106', '640202'),
    industry: fc.constantFrom('26', '32'),
    size: fc.constantFrom('large', 'small', ''),
    cost: fc.array(fc.option(fc.integer({ min: 0, max: 5000 })), { minLength: 3, maxLength: 3 }),
    output: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 4, maxLength: 4 }),
  }),
  { maxLength: 12 },
);
const subjectsOf = (list: typeof people extends fc.Arbitrary<infer T> ? T : never) =>
  list.map((p, i) =>
    subject(`E${i}`, {
      county: p.county,
      industry: p.industry,
      size: p.size,
      facts: {
        ...cost(
          Object.fromEntries(p.cost.flatMap((x, k) => (x === null ? [] : [[String(2018 + k), String(x)]]))),
        ),
        output: p.output.map((x, k) => ({ period: String(2017 + k), value: String(x), unit: '万元' })),
      },
    }),
  );

describe('properties of the sandbox', () => {
  it('an unchanged trial has no winners and no losers', () => {
    fc.assert(
      fc.property(people, (list) => {
        const r = run(input({ subjects: subjectsOf(list) }));
        expect(r.enterprises).toEqual([]);
        expect([r.total.winners, r.total.losers, r.total.gainFen, r.total.lossFen]).toEqual([0, 0, '0', '0']);
        expect(r.total.nowFen).toBe(r.total.triedFen);
      }),
      { numRuns: 40 },
    );
  });

  it('sums by county, by industry, by size, by year and by scheme are one sum, to the fen; who changes accounts for the difference', () => {
    fc.assert(
      fc.property(
        people,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 600 }),
        (list, ratio, cap) => {
          const r = run(
            input({
              subjects: subjectsOf(list),
              changes: [turn('amount.ratio', `${ratio}%`), turn('amount.cap', `${cap}万元`)],
            }),
          );
          for (const key of ['nowFen', 'triedFen'] as const) {
            const whole = BigInt(r.total[key]);
            for (const cut of [...Object.values(r.groups), r.years, r.schemes])
              expect(fen(cut.map((g) => g[key]))).toBe(whole);
            expect(
              fen(r.schemes.flatMap((s) => s.years.map((y) => y[key === 'nowFen' ? 'now' : 'tried'].fen))),
            ).toBe(whole);
          }
          const difference = BigInt(r.total.triedFen) - BigInt(r.total.nowFen);
          expect(BigInt(r.total.gainFen) - BigInt(r.total.lossFen)).toBe(difference);
          expect(fen(r.enterprises.map((e) => e.triedFen)) - fen(r.enterprises.map((e) => e.nowFen))).toBe(
            difference,
          );
          for (const cut of Object.values(r.groups))
            expect(cut.reduce((n, g) => n + g.enterprises, 0)).toBe(list.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('more of a cap never takes money away where schemes do not meet', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 300, max: 900 }), (list, cap) => {
        const alone = { ...rules, files: { ...files, overlaps: { groups: [] } } };
        const r = run(
          input({ rules: alone, subjects: subjectsOf(list), changes: [turn('amount.cap', `${cap}万元`)] }),
        );
        expect(r.total.losers).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('the same input gives the same bytes', () => {
    const x = input({
      subjects: [
        subject('a', { facts: cost({ 2018: '4000' }) }),
        subject('b', { facts: cost({ 2019: '900' }) }),
      ],
      changes: [turn('amount.cap', '350万元')],
    });
    expect(canonicalJson(run(x))).toBe(canonicalJson(run(JSON.parse(JSON.stringify(x)) as SandboxInput)));
  });
});

describe('worked examples', () => {
  const one = input({
    subjects: [subject('a', { facts: cost({ 2018: '2000', 2019: '4000', 2020: '1000' }) })],
  });

  it('each amount is what the engine evaluates, and what a year grants counts in the next: two years, not three', () => {
    const r = run(one);
    const { rulebook } = compileRulebook(files, { number: '文', questions: [], passages: new Map() });
    const asked = evaluate(
      rulebook,
      'equipment',
      { facts: cost({ 2018: '2000', 2019: '4000' }), awards: [] },
      { asOf: day('2020-12-31'), known: '2022-01-01' },
    ).evaluation!;
    expect(r.years.map((y) => y.nowFen)).toEqual(['200000000', asked.amountFen, '0']);
    expect(r.years.map((y) => y.nowDue)).toEqual([1, 1, 0]);
  });

  it('a higher cap gives one enterprise more, told by scheme and year', () => {
    const r = run({ ...one, changes: [turn('amount.cap', '350万元')] });
    expect(r.enterprises).toEqual([
      {
        id: 'a',
        nowFen: '500000000',
        triedFen: '550000000',
        changes: [{ scheme: 'equipment', year: 2020, nowFen: '300000000', triedFen: '350000000' }],
      },
    ]);
    expect(r.groups.county).toEqual([
      {
        key: '640105',
        nowFen: '500000000',
        triedFen: '550000000',
        enterprises: 1,
        winners: 1,
        losers: 0,
        gainFen: '50000000',
        lossFen: '0',
      },
    ]);
    expect(r.schemes.filter((s) => s.changed).map((s) => s.scheme)).toEqual(['equipment']);
  });

  it('a year without facts is said to be without, and nothing is computed for it', () => {
    const r = run({ ...one, years: [2019, 2022] });
    expect(r.years.map((y) => [y.year, y.state, y.nowFen])).toEqual([
      [2019, 'computed', '200000000'],
      [2022, 'without', '0'],
    ]);
  });

  it('who has no facts is counted as unknown, and the most that could come is told', () => {
    const r = run({ ...one, subjects: [...one.subjects, subject('b')], years: [2019] });
    const { now } = r.schemes.find((s) => s.scheme === 'equipment')!.years[0]!;
    expect(now).toMatchObject({ known: 1, unknown: 1, due: 1, fen: '200000000', mostFen: '500000000' });
  });

  it('an application is asked by its own facts, for its scheme and year alone', () => {
    const claims = [{ scheme: 'project', year: 2018, project: 'P1', facts: { done: '100万元' } }];
    const r = run(
      input({ subjects: [subject('a', { claims })], changes: [turn('amount.ratio', '25%', 'project')] }),
    );
    const project = r.schemes.find((s) => s.scheme === 'project')!;
    expect(project.years.map((y) => [y.now.fen, y.tried.fen])).toEqual([
      ['20000000', '25000000'],
      ['0', '0'],
      ['0', '0'],
    ]);
  });

  it('what was granted before the years of the trial counts on both sides', () => {
    const awards = [2016, 2017].map((year) => ({ scheme: 'equipment', year, amount: '10万元' }));
    const r = run({
      ...one,
      subjects: [subject('a', { facts: cost({ 2018: '2000' }), awards })],
      changes: [turn('limits.years', '3')],
    });
    expect(r.years[0]).toMatchObject({ nowFen: '0', triedFen: '200000000' });
  });

  it('schemes that meet are held against each other on either side', () => {
    const output = { unit: '万元', values: { 2017: '5000', 2018: '12000' } };
    const r = run(
      input({
        years: [2019],
        subjects: [subject('a', { facts: { ...cost({ 2018: '200' }), output } })],
        changes: [turn('amount.ratio', '25%')],
      }),
    );
    // Now 20 and 40: the 40 is paid. Tried 50 and 40: the 50 is.
    expect(r.total).toMatchObject({ nowFen: '40000000', triedFen: '50000000' });
    expect(r.enterprises[0]!.changes).toEqual([
      { scheme: 'equipment', year: 2019, nowFen: '0', triedFen: '50000000' },
      { scheme: 'cross', year: 2019, nowFen: '40000000', triedFen: '0' },
    ]);
  });

  it('a budget stands beside what it is for', () => {
    const r = run({ ...one, years: [2019], budgets: [{ scheme: 'equipment', year: 2019, fen: '100' }] });
    expect(r.schemes[0]!.years[0]!.budgetFen).toBe('100');
  });
});

describe('what cannot be tried is refused', () => {
  const codes = (changes: SandboxInput['changes']) => sandbox(input({ changes })).findings.map((f) => f.code);
  it.each([
    ['a figure that is not there', turn('amount.nothing', '1%'), 'F401'],
    ['a scheme that is not there', turn('amount.cap', '1万元', 'no-such'), 'F401'],
    ['a unit of another kind', turn('amount.cap', '3%'), 'F105'],
    ['words', turn('amount.ratio', '很多'), 'F102'],
    ['a number of years that is none', turn('limits.years', '0'), 'F102'],
  ])('%s', (_, change, code) => {
    expect(codes([change])).toEqual([code]);
  });
});

describe('figures that can be turned', () => {
  const raw = (id: string) => files.schemes.find((s) => s.id === id)!.versions[0]!;
  it('have a meaning, a unit and the marks of a slider', () => {
    expect(
      ruleParameters(raw('equipment'), () => undefined).map((p) => [
        p.path,
        p.kind,
        p.facts,
        p.least,
        p.most,
        p.step,
      ]),
    ).toEqual([
      ['conditions.0.value', 'money', ['cost'], 0, 300, 5],
      ['amount.ratio', 'ratio', ['cost'], 0, 100, 1],
      ['amount.cap', 'money', ['cost'], 0, 900, 10],
      ['limits.years', 'number', [], 1, 10, 1],
    ]);
  });
  it('leave out what an open question does not take, and amounts left open', () => {
    const of = (amount: unknown) =>
      ruleParameters({ ...raw('equipment'), conditions: [], limits: undefined, amount }, () => 'a').map(
        (p) => p.value,
      );
    expect(
      of({
        choice: 'q',
        a: { mechanism: 'fixedOnce', amount: '5万元' },
        b: { mechanism: 'fixedOnce', amount: '9万元' },
      }),
    ).toEqual(['5万元']);
    expect(
      of({
        mechanism: 'undetermined',
        question: 'q',
        basis: { mechanism: 'ratioCap', base: 'cost', ratio: '1%' },
      }),
    ).toEqual([]);
  });
});

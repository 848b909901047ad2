import { describe, expect, it } from 'vitest';
import { day, hasErrors } from '#kernel';
import { explanationLines, findingText } from '#locales';
import { book, filesOf } from './book-for-test.ts';
import {
  combine,
  compileRulebook,
  entitlements,
  evaluate,
  factsInput,
  parametersIn,
  versionAt,
  withParameters,
  type Award,
  type Claim,
  type Rulebook,
} from './index.ts';

const version = {
  id: '2018',
  from: '2018-09-05',
  to: '2022-12-31',
  issued: '2018-09-05',
  number: '文',
  clause: '二（七）1',
  provisions: ['N137'],
  source: '方案',
  mark: 'official',
  vetoes: 'none',
  conditions: [{ id: 'recognised', fact: 'recognised', comparator: '=', value: true }],
  amount: { mechanism: 'ratioCap', base: 'equipment', ratio: '10%', cap: '300万元' },
};
const smart = {
  id: 'smart',
  title: { zh: '智能工厂补助' },
  instrument: '补助',
  facts: {
    equipment: { title: { zh: '设备投资额' }, type: 'money' },
    recognised: { title: { zh: '已认定' }, type: 'flag' },
    level: { title: { zh: '级别' }, type: 'text', options: { low: '低', high: '高' } },
    staff: { title: { zh: '职工' }, type: 'count', unit: '人' },
    done: { title: { zh: '竣工日' }, type: 'day' },
    output: { title: { zh: '产值' }, type: 'series' },
    loans: { title: { zh: '贷款' }, type: 'loans' },
    events: { title: { zh: '记录' }, type: 'events', options: { safety: '安全事故' } },
  },
  versions: [version],
};
const changed = (more: object): object => ({ ...smart, versions: [{ ...version, ...more }] });
const rb = book([smart]);
const ask = (facts: Record<string, unknown>, asOf = '2020-06-30', b: Rulebook = rb, awards: unknown[] = []) =>
  evaluate(b, 'smart', { facts, awards }, { asOf: day(asOf) });

describe('a ratio up to a cap', () => {
  it('is exact, to the fen, and stops at the cap', () => {
    const at = (value: string): string | undefined =>
      ask({ equipment: { value, unit: '万元' }, recognised: true }).evaluation?.amountFen;
    expect(at('1234.567895')).toBe('123456789');
    expect(at('3000')).toBe('300000000');
    expect(at('99999')).toBe('300000000');
  });
  it('says what is missing and what it would be worth', () => {
    expect(ask({ equipment: '100万元', recognised: false }).evaluation).toMatchObject({
      eligible: false,
      amountFen: '0',
      worthFen: '10000000',
      missing: [{ condition: 'recognised', have: '否', need: '是' }],
    });
  });
  it('says what more would raise it, and up to which cap', () => {
    expect(ask({ equipment: '100万元', recognised: true }).evaluation).toMatchObject({
      more: [{ fact: 'equipment', have: '100万元', to: '3000万元', amountFen: '300000000' }],
      capFen: '300000000',
    });
  });
  it('names facts that are missing and guesses none', () => {
    expect(ask({ recognised: true }).evaluation).toMatchObject({
      outcome: 'unknown',
      eligible: false,
      missing: [{ fact: 'equipment', have: null, unknown: true }],
    });
    // A condition that fails settles it, whatever else is missing.
    expect(ask({ recognised: false }).evaluation?.outcome).toBe('no');
  });
  it('ends every branch of its trace in a passage or a fact with its revision', () => {
    const e = ask({
      设备投资额: { value: '100', unit: '万元', revision: 3, known: '2020-01-01' },
      recognised: true,
    }).evaluation!;
    const leaves: object[] = [];
    const walk = (n: typeof e.trace): void => (n.of ? n.of.forEach(walk) : void leaves.push(n));
    walk(e.trace);
    expect(leaves.length).toBeGreaterThan(3);
    for (const l of leaves) expect('passage' in l || 'revision' in l).toBe(true);
    expect(leaves).toContainEqual(
      expect.objectContaining({ fact: 'equipment', value: '100万元', revision: 3, known: '2020-01-01' }),
    );
  });
  it('is read out on one page in Chinese, every kind of line with a sentence', () => {
    const lines = explanationLines('zh-CN', ask({ equipment: '100万元', recognised: true }).evaluation!);
    expect(lines.length).toBeLessThan(45);
    expect(lines.join('\n')).toContain('符合条件，应得 10万元。');
    expect(lines.join('\n')).not.toMatch(/step\.|head\.|\{/);
  });
});

describe('facts that cannot be taken are refused by code', () => {
  const codes = (facts: Record<string, unknown>, awards: unknown[] = []): string[] =>
    ask(facts, '2020-06-30', rb, awards).findings.map((f) => f.code);
  it.each<[string, string, Record<string, unknown>]>([
    ['an unknown name', 'F201', { equipement: '1万元' }],
    ['money without a unit', 'F202', { equipment: { value: '100' } }],
    ['money as a bare number', 'F202', { equipment: 100 }],
    ['money as bare digits in a text', 'F202', { equipment: '1860' }],
    ['a wrong unit', 'F203', { equipment: { value: '100', unit: '吨' } }],
    ['an invented unit', 'F203', { equipment: { value: '100', unit: '万块' } }],
    ['a negative sum', 'F204', { equipment: { value: '-1', unit: '万元' } }],
    ['a negative sum in one text', 'F204', { equipment: '-1万元' }],
    ['no number', 'F206', { equipment: { value: '许多', unit: '万元' } }],
    ['a fraction as a number', 'F206', { equipment: { value: 0.1, unit: '万元' } }],
    ['exponents', 'F206', { equipment: { value: '1e3', unit: '万元' } }],
    ['a flag as a text', 'F206', { recognised: '是' }],
    ['half a fen', 'F207', { equipment: { value: '0.005', unit: '元' } }],
    ['half a person', 'F207', { staff: { value: '0.5', unit: '人' } }],
    ['more money than there is', 'F208', { equipment: { value: '999999999', unit: '亿元' } }],
    ['a day that does not exist', 'F209', { done: '2019-02-30' }],
    ['an option nobody knows', 'F210', { level: 'middle' }],
    ['an event nobody knows', 'F210', { events: [{ kind: 'fire', day: '2020-01-01' }] }],
    ['a period that is none', 'F211', { output: [{ period: '19', value: '1', unit: '亿元' }] }],
    ['a moment that is none', 'F211', { equipment: { value: '1', unit: '万元', known: 'gestern' } }],
    [
      'two figures in one revision',
      'F214',
      {
        equipment: [
          { value: '1', unit: '万元' },
          { value: '2', unit: '万元' },
        ],
      },
    ],
    [
      'a loan that ends before it begins',
      'F215',
      { loans: [{ principal: '1万元', from: '2020-02-01', to: '2020-01-01', rate: '4%' }] },
    ],
  ])('%s: %s', (_what, code, facts) => {
    expect(codes(facts)).toContain(code);
    expect(findingText('zh-CN', code).message).toMatch(/[\u4E00-\u9FFF]/);
  });
  it('an award without a year: F216; a file of another form: F213', () => {
    expect(codes({}, [{ scheme: 'smart', amount: '1万元' }])).toEqual(['F216']);
    for (const x of [null, [], {}, { facts: [] }, { facts: {}, award: [] }, { facts: {}, awards: {} }])
      expect(factsInput(x).findings.map((f) => f.code)).toEqual(['F213']);
  });
  it('a day outside the scheme: F212; no such scheme: F217', () => {
    for (const d of ['2018-09-04', '2023-01-01'])
      expect(ask({}, d).findings.map((f) => f.code)).toEqual(['F212']);
    expect(evaluate(rb, 'none', { facts: {} }, { asOf: day('2020-01-01') }).findings[0]?.code).toBe('F217');
  });
});

describe('a rule that does not fit is not published', () => {
  const codes = (s: object): string[] =>
    compileRulebook(filesOf([s]), {
      number: '文',
      questions: [{ id: 'q', options: [{ id: 'a', default: true }, { id: 'b' }] }],
      passages: new Map([['N137', { clause: '', quote: '' }]]),
    }).findings.map((f) => f.code);
  const amount = (x: object): object => changed({ amount: x });
  it.each<[string, string, object]>([
    ['an id used twice', 'F101', { ...smart, versions: [version, version] }],
    ['a mechanism nobody knows', 'F102', amount({ mechanism: 'gift' })],
    ['ratio and tiers at once', 'F102', amount({ ...version.amount, tiers: [{ from: '1元', ratio: '1%' }] })],
    ['a base nobody defined', 'F103', amount({ ...version.amount, base: 'nothing' })],
    ['a base that is no money', 'F104', amount({ ...version.amount, base: 'recognised' })],
    ['a ratio in yuan', 'F105', amount({ ...version.amount, ratio: '10元' })],
    ['a cap in tonnes', 'F105', amount({ ...version.amount, cap: '300吨' })],
    [
      'a threshold in another unit',
      'F105',
      changed({ conditions: [{ fact: 'staff', comparator: '>=', value: '1万元' }] }),
    ],
    [
      'tiers out of order',
      'F106',
      amount({
        mechanism: 'ratioCap',
        base: 'equipment',
        tiers: [
          { from: '2元', ratio: '1%' },
          { from: '1元', ratio: '2%' },
        ],
      }),
    ],
    ['a table nobody defined', 'F107', amount({ mechanism: 'interest', loans: 'loans', table: 'lpr' })],
    ['a question nobody asked', 'F108', amount({ mechanism: 'undetermined', question: 'why' })],
    ['a default answer without a rule', 'F109', amount({ choice: 'q', b: version.amount })],
    ['an answer that does not exist', 'F109', amount({ choice: 'q', a: version.amount, c: version.amount })],
    ['an end before the beginning', 'F110', changed({ to: '2018-01-01' })],
    ['a provision that does not exist', 'F111', changed({ provisions: ['N999'] })],
  ])('%s: %s', (_what, code, s) => {
    expect(codes(s)).toContain(code);
  });
  it('one name with two meanings: F112; an overlap with nobody: F113', () => {
    const other = {
      ...smart,
      id: 'other',
      facts: { equipment: { title: { zh: '设备' }, type: 'count', unit: '台' } },
    };
    const words = { number: '', questions: [], passages: new Map([['N137', { clause: '', quote: '' }]]) };
    expect(compileRulebook(filesOf([smart, other]), words).findings.map((f) => f.code)).toContain('F112');
    const group = {
      id: 'g',
      title: { zh: '组' },
      schemes: ['nobody'],
      strategy: 'higher',
      scope: 'project',
      source: '本测试',
      mark: 'proposal',
    };
    expect(compileRulebook(filesOf([smart], [group]), words).findings.map((f) => f.code)).toEqual(['F113']);
  });
});

describe('conditions', () => {
  const outcome = (conditions: object[], facts: Record<string, unknown>): string | undefined =>
    ask({ equipment: '1万元', ...facts }, '2020-06-30', book([changed({ conditions })])).evaluation?.outcome;
  const flag = { fact: 'recognised', comparator: '=', value: true };
  const staff = { fact: 'staff', comparator: '>=', value: '10人' };
  it('any, all, not and at least n follow Kleene: what cannot matter need not be known', () => {
    expect(outcome([{ any: [flag, staff] }], { recognised: true })).toBe('yes');
    expect(outcome([{ any: [flag, staff] }], { recognised: false })).toBe('unknown');
    expect(outcome([{ all: [flag, staff] }], { recognised: false })).toBe('no');
    expect(outcome([{ not: flag }], { recognised: false })).toBe('yes');
    expect(outcome([{ not: flag }], {})).toBe('unknown');
    const three = [flag, staff, { fact: 'level', comparator: 'in', values: ['high'] }];
    expect(outcome([{ atLeast: 2, of: three }], { recognised: true, level: 'high' })).toBe('yes');
    expect(outcome([{ atLeast: 2, of: three }], { recognised: false, level: 'low' })).toBe('no');
    expect(outcome([{ atLeast: 2, of: three }], { recognised: true, level: 'low' })).toBe('unknown');
  });
  it('days are counted back from the day of the question', () => {
    const recent = { fact: 'done', comparator: '>=', value: 'asOf-1年' };
    expect(outcome([recent], { done: '2019-06-30' })).toBe('yes');
    expect(outcome([recent], { done: '2019-06-29' })).toBe('no');
  });
  it('an event bars for its window, unless it was repaired by then', () => {
    const b = book([
      changed({
        conditions: [],
        vetoes: [{ id: 'v', title: '没有事故', events: ['safety'], window: '1年', unlessRepaired: true }],
      }),
    ]);
    const at = (e: object[]): string | undefined =>
      ask({ equipment: '1万元', events: e }, '2020-06-30', b).evaluation?.outcome;
    expect(at([])).toBe('yes');
    expect(at([{ kind: 'safety', day: '2019-07-01' }])).toBe('no');
    expect(at([{ kind: 'safety', day: '2019-06-30' }])).toBe('yes');
    expect(at([{ kind: 'safety', day: '2020-07-01' }])).toBe('yes');
    expect(at([{ kind: 'safety', day: '2020-01-01', repaired: '2020-06-30' }])).toBe('yes');
    expect(at([{ kind: 'safety', day: '2020-01-01', repaired: '2020-07-01' }])).toBe('no');
    expect(ask({ equipment: '1万元' }, '2020-06-30', b).evaluation?.outcome).toBe('unknown');
  });
});

describe('two dates', () => {
  const s = {
    ...smart,
    versions: [
      { ...version, to: '2020-12-31', toKnown: '2020-12-01' },
      {
        ...version,
        id: '2021',
        from: '2020-01-01',
        issued: '2020-12-01',
        amount: { ...version.amount, ratio: '20%' },
      },
    ],
  };
  const scheme = book([s]).schemes.get('smart')!;
  const at = (asOf: string, known: string): string | undefined =>
    versionAt(scheme, day(asOf), day(known))?.id;
  it('the rule issued last holds, but only for those who could know it', () => {
    expect(at('2020-06-30', '2020-06-30')).toBe('2018');
    expect(at('2020-06-30', '2020-12-01')).toBe('2021');
    expect(at('2019-06-30', '2021-01-01')).toBe('2018');
  });
  it('an end that nobody knew of yet does not end a rule', () => {
    expect(at('2021-03-01', '2020-06-30')).toBe('2018');
  });
});

describe('schemes that meet', () => {
  const group = (more: object): object => ({
    id: 'g',
    title: { zh: '同一项目' },
    schemes: ['smart', 'other'],
    strategy: 'higher',
    scope: 'project',
    source: '本测试',
    mark: 'proposal',
    ...more,
  });
  const claims: Claim[] = [
    { scheme: 'smart', project: 'P', amount: 100 },
    { scheme: 'other', project: 'P', amount: 150 },
  ];
  const granted = (more: object, awards: Award[] = [], list = claims): number[] =>
    combine(book([smart, { ...smart, id: 'other' }], [group(more)]), list, awards, 2020).map(
      (x) => x.granted,
    );
  const award = (amount: number, project = 'P'): Award => ({
    scheme: 'smart',
    year: 2019,
    amount,
    project,
    level: '',
    origin: { revision: 0 },
  });
  it('higher, difference, exclusive, stack', () => {
    expect(granted({ strategy: 'higher' })).toEqual([0, 150]);
    expect(granted({ strategy: 'difference' })).toEqual([100, 50]);
    expect(granted({ strategy: 'exclusive' })).toEqual([100, 0]);
    expect(granted({ strategy: 'stack' })).toEqual([100, 150]);
  });
  it('hold what was granted before against the claim, of the same project only', () => {
    expect(granted({ strategy: 'higher' }, [award(120)])).toEqual([0, 30]);
    expect(granted({ strategy: 'higher' }, [award(120, 'Q')])).toEqual([0, 150]);
    expect(granted({ strategy: 'exclusive' }, [award(1)])).toEqual([0, 0]);
  });
  it('of a title its own scheme takes off what it granted before: it is not taken off twice', () => {
    const title = { ...smart, id: 'title', grain: 'title' };
    const two = (scheme: string) =>
      combine(
        book([smart, title], [group({ schemes: ['smart', 'title'], strategy: 'difference' })]),
        [{ scheme: 'title', project: 'P', amount: 150 }],
        [{ ...award(60), scheme }],
        2020,
      ).map((x) => x.granted);
    expect([two('title'), two('smart')]).toEqual([[150], [90]]);
  });
  it('caps of a year and for ever are never exceeded', () => {
    expect(granted({ strategy: 'stack', perYear: '1.2元' })).toEqual([100, 20]);
    expect(granted({ strategy: 'stack', lifetime: '1.2元' }, [award(110)])).toEqual([10, 0]);
  });
});

describe('everything one enterprise is due', () => {
  it('is each scheme by itself, and what is left where they meet', () => {
    const group = {
      id: 'g',
      title: { zh: '同一项目' },
      schemes: ['smart', 'other'],
      strategy: 'higher',
      scope: 'project',
      source: '本测试',
      mark: 'proposal',
    };
    const other = {
      ...smart,
      id: 'other',
      versions: [{ ...version, amount: { ...version.amount, ratio: '20%' }, conditions: [] }],
    };
    const r = entitlements(
      book([smart, other, { ...smart, id: 'park', payee: 'park' }], [group]),
      { facts: { equipment: '100万元', recognised: true }, project: 'P', awards: [] },
      { asOf: day('2020-06-30') },
    ).entitlements!;
    expect(r.evaluations.map((e) => [e.scheme, e.amountFen])).toEqual([
      ['smart', '10000000'],
      ['other', '20000000'],
    ]);
    expect(r.granted.map((g) => [g.scheme, g.granted, g.by])).toEqual([
      ['smart', 0, 'higher'],
      ['other', 20_000_000, null],
    ]);
    expect(r.totalFen).toBe('20000000');
  });
});

describe('figures of a rule', () => {
  it('are listed and can be turned, and the rule still compiles', () => {
    expect(parametersIn(version)).toEqual([
      { path: 'amount.ratio', value: '10%' },
      { path: 'amount.cap', value: '300万元' },
    ]);
    const turned = withParameters(smart, {
      'versions.0.amount.ratio': '12%',
      'versions.0.amount.cap': '500万元',
    });
    const { rulebook, findings } = compileRulebook(filesOf([turned]), {
      number: '文',
      questions: [],
      passages: new Map([['N137', { clause: '', quote: '' }]]),
    });
    expect(hasErrors(findings)).toBe(false);
    expect(
      ask({ equipment: '4000万元', recognised: true }, '2020-06-30', rulebook).evaluation?.amountFen,
    ).toBe('480000000');
  });
});

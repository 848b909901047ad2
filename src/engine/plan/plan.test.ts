import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors, stripSpace } from '#kernel';
import { findingText } from '#locales';
import { loadFolder, parseYaml } from '#platform/content';
import {
  compilePlan,
  coverage,
  defaultRules,
  diffPlans,
  exportProvisions,
  lintPlan,
  pinQuotes,
  statusOf,
  type CompiledPlan,
  type Figure,
  type PackFile,
  type Target,
} from './index.ts';

/** A pack of two promises, small enough to break on purpose. */
const source =
  '一、目标\n到2020年建成工厂30家，每年培育8至10家。\n到2022年达到70家以上。（牵头单位：甲厅）\n';
const at = (quote: string): [number, number] => [source.indexOf(quote), source.indexOf(quote) + quote.length];
type Json = Record<string, unknown>;

interface Pack {
  plan: Json;
  agencies: Json;
  indicators: Json[];
  provisions: Json[];
  open: Json[];
}
const provision = (id: string, quote: string, over: Json = {}): Json => ({
  id,
  clause: '一',
  kind: 'indicator',
  class: 'monitorable',
  text: { zh: `承诺${id}` },
  quote,
  span: at(quote),
  ...over,
});
const target = (over: Json): Json => ({
  comparator: '>=',
  value: '30',
  unit: '家',
  period: { by: 2020 },
  scope: '累计',
  ...over,
});
const indicator = (id: string, over: Json = {}): Json => ({
  id,
  title: { zh: id },
  unit: '家',
  period: 'year',
  direction: 'up',
  level: 'region',
  basis: 'stock',
  source: '台账',
  ...over,
});
const base = (): Pack => ({
  plan: {
    id: 'small',
    title: { zh: '某方案' },
    number: '某发〔2018〕1号',
    issued: '2018-09-05',
    horizon: { from: '2018-09-05', to: '2022-12-31' },
    region: '640000',
    source: { file: 'source.txt', kind: 'document' },
    clauses: [
      {
        id: '一',
        title: { zh: '目标' },
        quote: '一、目标',
        span: at('一、目标'),
        body: [0, source.length],
        lead: ['a'],
      },
    ],
  },
  agencies: { agencies: [{ id: 'a', name: { zh: '甲厅' }, source: '原文', mark: 'verified' }] },
  indicators: [indicator('plants'), indicator('plants-yearly', { basis: 'flow', family: 'plants' })],
  provisions: [
    provision('X1', '到2020年建成工厂30家', { indicator: 'plants', target: target({}) }),
    provision('X2', '每年培育8至10家', {
      kind: 'cadence',
      indicator: 'plants-yearly',
      target: target({
        comparator: 'range',
        value: '8',
        valueTo: '10',
        period: { each: 'year' },
        scope: '每年',
      }),
    }),
    provision('X3', '到2022年达到70家以上', {
      indicator: 'plants',
      target: target({ value: '70', period: { by: 2022 } }),
    }),
  ],
  open: [],
});
const filesOf = (p: Pack): PackFile[] => [
  { name: 'plan.yaml', value: p.plan },
  { name: 'agencies.yaml', value: p.agencies },
  { name: 'indicators/all.yaml', value: { indicators: p.indicators } },
  { name: 'provisions/一.yaml', value: p.provisions },
  { name: 'open.yaml', value: p.open },
];
const compile = (change: (p: Pack) => void = () => {}) => {
  const pack = structuredClone(base());
  change(pack);
  return compilePlan(filesOf(pack), source);
};
const plan = (change: (p: Pack) => void = () => {}): CompiledPlan => {
  const r = compile(change);
  if (!r.plan) throw new Error(JSON.stringify(r.findings));
  return r.plan;
};
const codes = (change: (p: Pack) => void): string[] => compile(change).findings.map((f) => f.code);
const lints = (change: (p: Pack) => void = () => {}): string[] =>
  lintPlan(plan(change)).map((f) => `${f.code}:${f.provisions.join('+')}`);

describe('compiling a pack', () => {
  it('compiles what is right', () => {
    expect(compile().findings).toEqual([]);
    expect(plan().provisions.map((p) => p.lead)).toEqual([['a'], ['a'], ['a']]);
  });

  it.each<[string, string, (p: Pack) => void]>([
    ['an unknown key', 'P101', (p) => (p.provisions[0]!['indikator'] = 'plants')],
    ['a value of another kind', 'P102', (p) => (p.provisions[0]!['kind'] = 'wish')],
    ['an unknown unit', 'P103', (p) => (p.indicators[0]!['unit'] = '打')],
    ['an indicator without a unit', 'P103', (p) => delete p.indicators[0]!['unit']],
    ['a target without a period', 'P104', (p) => delete (p.provisions[0]!['target'] as Json)['period']],
    [
      'a duty without an owner',
      'P105',
      (p) => {
        p.provisions.push(provision('X4', '牵头单位：甲厅', { kind: 'duty' }));
        delete (p.plan['clauses'] as Json[])[0]!['lead'];
      },
    ],
    ['a span that is not the quote', 'P106', (p) => (p.provisions[0]!['span'] = [9, 20])],
    ['a span beyond the text', 'P106', (p) => (p.provisions[0]!['span'] = [900, 920])],
    ['an id used twice', 'P107', (p) => (p.provisions[1]!['id'] = 'X1')],
    ['an indicator that does not exist', 'P108', (p) => (p.provisions[0]!['indicator'] = 'nothing')],
    ['an agency that does not exist', 'P108', (p) => (p.provisions[0]!['lead'] = ['b'])],
    ['a broken formula', 'P109', (p) => p.indicators.push(indicator('broken', { formula: 'plants +' }))],
    [
      'a formula in another unit',
      'P110',
      (p) => p.indicators.push(indicator('odd', { unit: '万元', formula: 'plants * 2' })),
    ],
    [
      'totals over what no enterprise files',
      'P108',
      (p) => p.indicators.push(indicator('summed', { totals: 'plants * 2' })),
    ],
    [
      'totals in another unit',
      'P110',
      (p) =>
        p.indicators.push(
          indicator('filed', { unit: '万元', level: 'enterprise' }),
          indicator('summed', { unit: '家', totals: 'filed * 2' }),
        ),
    ],
    [
      'formulas in a circle',
      'P111',
      (p) =>
        p.indicators.push(
          indicator('c-one', { formula: 'c-two + plants' }),
          indicator('c-two', { formula: 'c-one - plants' }),
        ),
    ],
    [
      'an option without a source',
      'P112',
      (p) => {
        p.open.push({
          id: 'q',
          provisions: ['X1'],
          question: { zh: '?' },
          why: { zh: '!' },
          options: [{ id: 'o', title: { zh: '甲' }, dated: '2018-09-05', mark: 'default' }],
        });
        p.provisions[0]!['open'] = ['q'];
      },
    ],
    [
      'a target in a unit of another kind',
      'P113',
      (p) => ((p.provisions[0]!['target'] as Json)['unit'] = '万元'),
    ],
    ['a passage outside its clause', 'P114', (p) => ((p.plan['clauses'] as Json[])[0]!['body'] = [0, 10])],
    ['a range without an end', 'P115', (p) => delete (p.provisions[1]!['target'] as Json)['valueTo']],
    [
      'a one-sided question',
      'P116',
      (p) =>
        p.open.push({ id: 'q', provisions: ['X1'], question: { zh: '?' }, why: { zh: '!' }, options: [] }),
    ],
    ['a file that does not belong', 'P100', (p) => (p.plan = {})],
  ])('refuses %s (%s)', (_what, code, change) => {
    const found = codes(change);
    if (code === 'P100')
      expect(compilePlan([{ name: 'notes.yaml', value: {} }], source).findings.map((f) => f.code)).toContain(
        'P100',
      );
    else expect(found).toContain(code);
    expect(compile(change).plan).toBeUndefined();
  });

  it('a circle through the period before is none', () => {
    expect(
      compile((p) => p.indicators.push(indicator('grown', { formula: 'prev(grown) + plants' }))).findings,
    ).toEqual([]);
  });

  it('every finding has a sentence in Chinese and in English', () => {
    for (const code of [
      'P101',
      'P104',
      'P105',
      'P106',
      'P201',
      'P203',
      'P204',
      'P205',
      'P206',
      'P207',
      'P208',
    ])
      for (const locale of ['zh-CN', 'en'] as const) {
        const text = findingText(locale, code);
        expect(text.title).not.toBe(code);
        expect(text.action).not.toBe('');
      }
  });
});

describe('linting a plan', () => {
  it('P201: 8–10 a year from 30 in 2020 cannot be 70 in 2022', () => {
    const [f] = lintPlan(plan());
    expect(f).toMatchObject({
      code: 'P201',
      provisions: ['X2', 'X1', 'X3'],
      params: { reach: '50家', need: '70家', pace: '20家' },
    });
    expect(f!.quote).toContain('每年培育8至10家');
    expect(lints((p) => ((p.provisions[2]!['target'] as Json)['value'] = '50'))).toEqual([]);
  });

  it.each<[string, string, (p: Pack) => void]>([
    ['a total that falls', 'P202:X1+X3', (p) => ((p.provisions[2]!['target'] as Json)['value'] = '20')],
    [
      'fewer above the lower line than above the higher one',
      'P203:X1+X3',
      (p) => {
        p.indicators[0]!['threshold'] = { indicator: 'plants', over: '50', unit: '亿元' };
        p.indicators.push(
          indicator('plants-large', { threshold: { indicator: 'plants', over: '100', unit: '亿元' } }),
        );
        p.provisions[2]!['indicator'] = 'plants-large';
        (p.provisions[2]!['target'] as Json)['period'] = { by: 2020 };
      },
    ],
    [
      'new ones first, all later',
      'P204:X1+X3',
      (p) => ((p.provisions[0]!['target'] as Json)['scope'] = '新增'),
    ],
    ['a term beyond the plan', 'P205:X3', (p) => (p.provisions[2]!['duration'] = { years: 5 })],
    ['a promise without a number', 'P206:X1', (p) => (p.provisions[0]!['target'] = { period: { by: 2020 } })],
    [
      'a fund without a rate',
      'P207:X4',
      (p) => p.provisions.push(provision('X4', '牵头单位：甲厅', { kind: 'funding' })),
    ],
    ['a number with no responsible body', 'P208:X1', (p) => delete (p.plan['clauses'] as Json[])[0]!['lead']],
    ['“about”', 'P209:X1', (p) => ((p.provisions[0]!['target'] as Json)['comparator'] = '≈')],
    [
      'a figure of somebody else',
      'P210:X1',
      (p) =>
        (p.provisions[0]!['target'] = {
          comparator: '>=',
          reference: { zh: '全国平均' },
          unit: '家',
          period: { by: 2020 },
        }),
    ],
    [
      'a question nobody has decided',
      'P211:X1',
      (p) => {
        p.open.push({
          id: 'q',
          provisions: ['X1'],
          question: { zh: '几家？' },
          why: { zh: '没写' },
          options: [],
        });
        p.provisions[0]!['open'] = ['q'];
      },
    ],
    [
      'a pool without a way in',
      'P212:X4',
      (p) => p.provisions.push(provision('X4', '牵头单位：甲厅', { kind: 'pool' })),
    ],
    [
      'a regular duty without a body',
      'P213:X2',
      (p) => {
        delete (p.plan['clauses'] as Json[])[0]!['lead'];
      },
    ],
    [
      'a duty without a frequency',
      'P214:X2',
      (p) => (p.provisions[1]!['target'] = { period: { each: 'year' } }),
    ],
  ])('sees %s (%s)', (_what, expected, change) => {
    expect(lints(change)).toContain(expected);
  });
});

describe('the status of a target', () => {
  const goal: Target = plan().provisions[2]!.target!;
  const figure = (period: string, value: string, publishedDay: string | null = null): Figure => ({
    period,
    value,
    publishedDay,
  });
  const status = (figures: Figure[], asOf: string, t: Target = goal) =>
    statusOf(t, { basis: 'stock' }, figures, asOf, '2018-09-05')?.status;

  it.each<[string, Figure[], string, string]>([
    ['nothing is known', [], '2019-12-31', 'noData'],
    ['a single figure says nothing about pace', [figure('2018', '20')], '2019-06-30', 'notDue'],
    ['progress keeps up with time', [figure('2017', '10'), figure('2019', '36')], '2020-06-30', 'onTrack'],
    ['progress is a little short', [figure('2017', '10'), figure('2019', '33')], '2020-06-30', 'atRisk'],
    ['progress is far short', [figure('2017', '10'), figure('2019', '15')], '2020-06-30', 'behind'],
    ['it is reached early', [figure('2020', '71')], '2021-06-30', 'met'],
    ['it is over and missed', [figure('2021', '60'), figure('2022', '65')], '2023-06-30', 'behind'],
    ['it is over and the figure is not out', [figure('2021', '60')], '2023-06-30', 'noData'],
    ['only a later year is known', [figure('2021', '60'), figure('2023', '90')], '2024-06-30', 'noData'],
    ['nothing but a later year is known', [figure('2023', '90')], '2024-06-30', 'noData'],
    ['a straight line reaches it', [figure('2019', '40'), figure('2020', '51')], '2021-01-31', 'onTrack'],
    ['a straight line misses it', [figure('2019', '40'), figure('2020', '42')], '2021-01-31', 'behind'],
  ])('%s', (_what, figures, asOf, expected) => {
    expect(status(figures, asOf)).toBe(expected);
  });

  it.each<[string, string[], string]>([
    ['the middle of the forecast reaches it', ['10', '25', '41', '55'], 'onTrack'],
    ['only its favourable end does', ['10', '12', '40', '42'], 'atRisk'],
    ['not even that', ['10', '12', '13', '15'], 'behind'],
  ])('with four figures, %s', (_what, values, expected) => {
    const figures = values.map((v, n) => figure(String(2017 + n), v));
    const found = statusOf(goal, { basis: 'stock' }, figures, '2021-03-31', '2018-09-05')!;
    expect(found.status).toBe(expected);
    expect(found.outlook).toMatchObject({ year: 2022, figures: 4 });
    expect(found.outlook.forecast!.low).toBeLessThan(found.outlook.forecast!.mid);
  });
  it('progress, time and the pace needed', () => {
    // From 10 (2017) to 70 (2022): 30 of 60 gone at 40; 2019-12-31 is 730 of 1826 days; 30 more in 3 years.
    const found = statusOf(
      goal,
      { basis: 'stock' },
      [figure('2017', '10'), figure('2019', '40')],
      '2019-12-31',
      '2018-09-05',
    )!;
    expect(found.outlook.progress).toBeCloseTo(50, 9);
    expect(found.outlook.timeProgress).toBeCloseTo((100 * 730) / 1826, 9);
    expect(found.outlook.neededPerYear).toBeCloseTo(10, 9);
    expect(found.outlook.forecast).toMatchObject({ low: null, high: null });
  });

  it('a figure counts from the day it was published, not before', () => {
    const figures = [figure('2021', '80', '2022-04-20')];
    expect(status(figures, '2022-04-19')).toBe('noData');
    expect(status(figures, '2022-04-20')).toBe('met');
  });
  it('a figure counts once its period is over', () => {
    expect(status([figure('2021', '80')], '2021-12-30')).toBe('noData');
  });
  it('“about 20” allows ten percent less by default', () => {
    const about: Target = { ...goal, comparator: '≈', value: '20' };
    expect(status([figure('2022', '18')], '2023-01-31', about)).toBe('met');
    expect(status([figure('2022', '17')], '2023-01-31', about)).toBe('behind');
    expect(defaultRules.about).toBe(0.1);
  });
  it('a rate or a cap has no status', () => {
    expect(statusOf(goal, { basis: 'parameter' }, [], '2020-01-01', '2018-09-05')).toBeNull();
  });
  it('more is never worse for a target from below', () => {
    const order = ['behind', 'atRisk', 'onTrack', 'met'];
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 100 }), fc.integer({ min: 0, max: 50 }), (value, more) => {
        const s = (v: number) =>
          order.indexOf(status([figure('2017', '10'), figure('2019', String(v))], '2020-06-30')!);
        return s(value + more) >= s(value);
      }),
    );
  });
});

describe('pinning and comparing', () => {
  it('finds a quote again after text was put before it', () => {
    const moved = `新加的一段。\n${source}`;
    const { pinned, findings } = pinQuotes(
      [{ path: 'X3', quote: '到2022年达到70家以上', span: at('到2022年达到70家以上') }],
      moved,
    );
    expect(findings).toEqual([]);
    expect(moved.slice(...pinned[0]!.span)).toBe('到2022年达到70家以上');
    expect(pinned[0]!.moved).toBe(true);
    expect(pinned[0]!.fresh).toBe(false);
    const [first] = pinQuotes([{ path: 'X3', quote: '到2022年达到70家以上', span: null }], moved).pinned;
    expect(first).toEqual({ path: 'X3', span: pinned[0]!.span, moved: true, fresh: true });
  });
  it('a clause without a body reaches to the next that does not stand under it', () => {
    const text = '一、甲\n（一）乙\n丙。\n\n二、丁\n戊。\n';
    const span = (q: string): [number, number] => [text.indexOf(q), text.indexOf(q) + q.length];
    const files = filesOf({ ...base(), provisions: [], indicators: [] }).map((f) =>
      f.name === 'plan.yaml'
        ? {
            ...f,
            value: {
              ...(f.value as Json),
              clauses: [
                ['一', '一、甲', undefined],
                ['一（一）', '（一）乙', '一'],
                ['二', '二、丁', undefined],
              ].map(([id, quote, parent]) => ({
                id,
                title: { zh: quote },
                quote,
                span: span(quote!),
                ...(parent ? { parent } : {}),
              })),
            },
          }
        : f,
    );
    const { plan: small, findings } = compilePlan(files, text);
    expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(small!.clauses.map((c) => text.slice(...c.body))).toEqual([
      '一、甲\n（一）乙\n丙。',
      '（一）乙\n丙。',
      '二、丁\n戊。',
    ]);
  });
  it('says when a quote is gone or cannot be told apart', () => {
    expect(pinQuotes([{ path: 'X', quote: '没有这句', span: null }], source).findings[0]?.code).toBe('P106');
    expect(pinQuotes([{ path: 'X', quote: '家', span: null }], source).findings[0]?.code).toBe('P118');
  });
  it('lists added, removed and changed provisions', () => {
    const before = plan();
    const after = plan((p) => {
      p.provisions[0]!['class'] = 'executable';
      p.provisions[1]!['id'] = 'X9';
    });
    expect(diffPlans(before, after)).toEqual({
      added: ['X9'],
      removed: ['X2'],
      changed: [{ id: 'X1', keys: ['class'] }],
    });
  });
});

const root = join(import.meta.dirname, '../../../content/plans');
const load = (pack: string) => {
  const folder = loadFolder(join(root, pack));
  const text = folder.texts['source.txt']!;
  return { ...compilePlan(folder.yaml, text), text, broken: folder.findings };
};

describe('content/plans/ningxia-2018', () => {
  const real = load('ningxia-2018');
  it('compiles without an error and has every provision once', () => {
    expect(real.broken).toEqual([]);
    expect(real.findings).toEqual([]);
    expect(real.plan!.provisions.map((p) => p.id)).toEqual(
      Array.from({ length: 227 }, (_, i) => `N${String(i + 1).padStart(3, '0')}`),
    );
  });

  it('quotes exactly what stands at its spans', () => {
    for (const p of real.plan!.provisions) expect(stripSpace(real.text.slice(...p.span))).toBe(p.quote);
  });

  it('keeps the numbers of the document', () => {
    const rows = new Map(exportProvisions(real.plan!).map((r) => [r.id, r]));
    const numbers = (id: string) => {
      const r = rows.get(id)!;
      return [r.comparator, r.value, r.valueTo, r.unit, r.year, r.scope];
    };
    expect(numbers('N054')).toEqual(['≈', 20, null, '家', 2020, '累计']);
    expect(numbers('N069')).toEqual(['range', 1, 3, '家', 2022, '累计']);
    expect(numbers('N087')).toEqual(['>=', 300, null, '家', 2022, '累计']);
    expect(numbers('N097')).toEqual(['>=', 300, null, '家', 2020, '新增']);
    expect(numbers('N121')).toEqual(['=', 20, null, '%', null, '每年']);
    expect(numbers('N136')).toEqual(['range', 8, 10, '个', null, '每年']);
    expect(numbers('N146')).toEqual(['>=', null, null, '%', 2022, '累计']);
    expect(rows.get('N054')!.lead).toEqual(['自治区经济和信息化委']);
    expect(rows.get('N054')!.clause).toBe('二（二）');
  });

  it('finds what the document leaves unsaid or says twice', () => {
    const found = lintPlan(real.plan!).map((f) => `${f.code}:${f.provisions.join('+')}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'P201:N136+N139+N140',
        'P203:N067+N068',
        'P204:N097+N098',
        'P204:N106+N108',
        'P204:N107+N109',
        'P205:N034',
        'P206:N010',
        'P207:N035',
        'P208:N018',
        'P210:N146',
      ]),
    );
    for (const f of lintPlan(real.plan!)) expect(f.quote).not.toBe('');
  });

  it('counts each sentence of the document once', () => {
    const c = coverage(real.plan!, real.text);
    expect(c.sentences).toBe(c.items.length);
    expect(c.classes.reduce((n, x) => n + x.sentences, 0)).toBe(c.sentences);
    const covered = new Set(c.items.flatMap((i) => i.provisions));
    // Provisions of the letterhead stand outside the counted sentences.
    expect([...real.plan!.provisions].filter((p) => !covered.has(p.id)).map((p) => p.id)).toEqual(['N001']);
    expect(c.classes[0]!.sentences).toBeGreaterThan(30);
  });

  it('is refused once a passage of the source changes', () => {
    const folder = loadFolder(join(root, 'ningxia-2018'));
    const changed = compilePlan(folder.yaml, real.text.replace('绿色工厂２０家左右', '绿色工厂３０家左右'));
    expect(changed.plan).toBeUndefined();
    expect(hasErrors(changed.findings)).toBe(true);
  });
});

describe('content/plans/ningxia-2023', () => {
  it('is a second plan, run by the same program', () => {
    const { plan: second, findings } = load('ningxia-2023');
    expect(findings).toEqual([]);
    expect(second!.provisions).toHaveLength(11);
    expect(second!.source.kind).toBe('digest');
  });
});

describe('reading YAML', () => {
  it('refuses a key that stands twice, with line and column', () => {
    const alias = parseYaml('a: &x [1]\nb: *x\n', 'x.yaml');
    expect(alias.findings).toMatchObject([{ code: 'C102', params: { line: 2, column: 4, alias: 'x' } }]);
    const r = parseYaml('a: 1\na: 2\n', 'x.yaml');
    expect(r.findings[0]).toMatchObject({ code: 'C101', params: { line: 2 } });
  });
  it('is read from the folder as it was written', () => {
    expect(readFileSync(join(root, 'ningxia-2018/source.txt'), 'utf8')).toContain('宁党办');
  });
});

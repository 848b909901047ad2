/** Ways of scoring an evaluation, carried through a whole run: parts, growth, TOPSIS, named schemes, standard values by industry. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '#platform/content';
import { readPack } from '#areas/plans';
import { topsis } from '#engine/evaluation';
import { computeBenchmark } from './compute.ts';
import { indicatorsFor } from './definition.ts';
import { readEvaluation, type ScoreTables } from './evaluation-check.ts';
import type { BenchmarkInput } from './input.ts';
import { scoreTablesOf, standardsOf } from './services/score-tables.ts';

const contentDir = join(import.meta.dirname, '../../../content');
const { plan } = readPack(contentDir, 'ningxia-2018');
const tables = scoreTablesOf({ contentDir });

const head = `
id: tried
title: { zh: 试评 }
group: { by: industry-division }
dea: { inputs: [employees], outputs: [value-added], rts: [vrs], orientation: [out], chase: { rts: vrs, orientation: out } }
`;
const read = (yaml: string, given: ScoreTables = tables) =>
  readEvaluation(
    plan,
    parseYaml(head + yaml, 'evaluations/tried.yaml').value,
    'evaluations/tried.yaml',
    () => given,
  );
const codes = (yaml: string): string[] =>
  read(yaml).findings.map((f) => `${f.code} ${f.path?.split('#')[1]}`);

type Year = Readonly<Record<string, number>>;
/** A run over enterprises of one industry, from their figures of the year and of the year before. */
function run(yaml: string, firms: Readonly<Record<string, { now: Year; before?: Year }>>, given = tables) {
  const { evaluation, findings } = read(yaml, given);
  expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  const e = evaluation!;
  const indicators = indicatorsFor(plan, e);
  const units = new Map(indicators.map((i) => [i.id, i.unit]));
  const facts = (year: number, figures: Year = {}) =>
    Object.entries(figures).map(([indicator, value]) => ({
      indicator,
      period: String(year),
      revision: 1,
      value: String(value),
      unit: units.get(indicator) ?? '万元',
      status: 'reported',
      source: 's',
    }));
  const names = Object.keys(firms);
  const input: BenchmarkInput = {
    format: 1,
    pack: plan.id,
    ruleHash: '',
    year: 2018,
    knownAt: '',
    evaluation: e,
    rts: ['vrs'],
    orientation: ['out'],
    indicators,
    energy: [],
    standards: given === tables ? standardsOf({ contentDir }, e) : standardsFrom(given),
    industries: { '30': '非金属矿物制品业' },
    sources: [],
    subjects: names.map((id) => ({
      id,
      code: id,
      name: id,
      regionCode: '640100',
      parkCode: null,
      industryCode: '3011',
      simulated: true,
    })),
    facts: names.map((id) => [...facts(2018, firms[id]!.now), ...facts(2017, firms[id]!.before)]),
  };
  const rows = new Map(computeBenchmark(input).rows.map((r) => [r.subject_id, r]));
  return (id: string) => rows.get(id)!;
}
const standardsFrom = (t: ScoreTables) =>
  t.values.map((v) => ({
    scheme: v.scheme,
    year: v.year,
    indicator: v.indicator,
    industry: v['industry']!,
    size: v['size']!,
    levels: {
      excellent: Number(v['excellent']),
      good: Number(v['good']),
      average: Number(v['average']),
      low: Number(v['low']),
      poor: Number(v['poor']),
    },
    source: '',
    verified: '',
  }));

const PARTS = `
score:
  decimals: 2
  parts: [{ id: level, title: { zh: 水平 } }, { id: progress, title: { zh: 进步 } }]
  items:
    - { indicator: labour-productivity, part: level, weight: 60, method: ratioToBase, base: { group: mean }, cap: 1.5 }
    - { indicator: labour-productivity-growth, part: progress, weight: 40, method: growth, atBase: 0.8, per: 5, gain: 1, missing: exclude }
`;
const firm = (value: number, before?: number) => ({
  now: { employees: 10, 'value-added': value },
  ...(before === undefined ? {} : { before: { employees: 10, 'value-added': before } }),
});

describe('level and progress', () => {
  // The mean of the year is 100 万元 for ten people each.
  const of = run(PARTS, {
    same: firm(100, 100),
    up5: firm(105, 100),
    down5: firm(95, 100),
    far: firm(100, 20),
    lost: firm(100, 1000),
    young: firm(100),
  });
  const parts = (id: string) => of(id).payload.summary.parts;

  it('no growth earns 80 % of the item, 5 % earns a point more or costs one, between nothing and one and a half times', () => {
    expect(parts('same')).toEqual({ level: 60, progress: 32 });
    expect(parts('up5')).toEqual({ level: 63, progress: 33 });
    expect(parts('down5')).toEqual({ level: 57, progress: 31 });
    expect(parts('far')!['progress']).toBe(60);
    expect(parts('lost')!['progress']).toBe(14);
  });
  it('the total is the sum of the parts; without a year to compare with there is a level and no total', () => {
    expect(of('up5').score).toBe(96);
    expect(parts('young')).toEqual({ level: 60, progress: null });
    expect(of('young')).toMatchObject({ score: null, position: null });
    expect(of('up5').position).toBe(2);
  });
  it('every number opens: the growth rests on both years, and the trace adds up', () => {
    const item = of('up5').payload.items[1]!;
    expect(item).toMatchObject({ value: '5', score: 33, maximum: 40, method: 'growth' });
    expect(item.facts.map((n) => of('up5').payload.facts[n]!.period).toSorted()).toEqual([
      '2017',
      '2017',
      '2018',
      '2018',
    ]);
    const trace = item.trace as { steps: { base: number; adjustment: number } };
    expect(trace.steps).toEqual({ base: 32, adjustment: 1 });
  });
});

const TOPSIS = `
score:
  method: topsis
  items:
    - { indicator: labour-productivity, weight: 50, method: criterion }
    - { indicator: energy-per-value-added, weight: 30, method: criterion }
    - { indicator: rd-intensity, weight: 20, method: criterion, missing: exclude }
sensitivity: { mark: proposal, seed: 1, draws: 50, relativeError: 0.02 }
classes:
  mark: proposal
  by: share
  list: [{ id: A, title: { zh: A }, share: 50 }, { id: B, title: { zh: B }, share: 50, rest: true }]
`;
describe('TOPSIS of a group', () => {
  const whole = (v: number, energy: number, rd: number) => ({
    now: { employees: 10, 'value-added': v, energy, 'rd-expense': rd, revenue: 1000 },
  });
  const firms = { p: whole(90, 90, 20), q: whole(120, 60, 5), r: whole(60, 30, 30), s: whole(50, 100, 1) };
  const { 'rd-expense': _, ...blank } = whole(70, 70, 1).now;
  const of = run(TOPSIS, { ...firms, blank: { now: blank } });
  const ids = Object.keys(firms) as (keyof typeof firms)[];
  const matrix = ids.map((id) => {
    const f = firms[id].now;
    return [f['value-added'] / 10, f.energy / f['value-added'], f['rd-expense'] / 10];
  });
  const answer = topsis(matrix, [50, 30, 20], ['benefit', 'cost', 'benefit']);

  it('is the closeness of the engine out of 100; who lacks a figure that may not be missing has none', () => {
    ids.forEach((id, n) => expect(of(id).score).toBeCloseTo(100 * answer.closeness[n]!, 9));
    expect(of('blank')).toMatchObject({ score: null, position: null });
    expect(ids.map((id) => of(id).position)).toEqual(answer.rank);
    expect(of('blank').payload.class).toBeNull();
    expect(ids.map((id) => of(id).payload.class!.id).toSorted()).toEqual(['A', 'A', 'B', 'B']);
  });
  it('every number opens: distances of the columns make the distances of the row, and those the score', () => {
    for (const id of ids) {
      const { items, scoreSteps } = of(id).payload;
      const square = (key: string) =>
        Math.sqrt(
          items.reduce((a, i) => a + (i.trace as { steps: Record<string, number> }).steps[key]! ** 2, 0),
        );
      expect(square('toIdeal')).toBeCloseTo(scoreSteps!['toIdeal']!, 12);
      expect(square('toAntiIdeal')).toBeCloseTo(scoreSteps!['toAntiIdeal']!, 12);
      const { toIdeal, toAntiIdeal } = scoreSteps as { toIdeal: number; toAntiIdeal: number };
      expect((100 * toAntiIdeal) / (toIdeal + toAntiIdeal)).toBeCloseTo(of(id).score!, 9);
    }
  });
  it('at the weight told two neighbours are equally close, the others keeping their proportions', () => {
    let told = 0;
    const byRank = ids.toSorted((a, b) => of(a).position! - of(b).position!);
    for (const [n, id] of byRank.entries()) {
      const firmness = of(id).payload.firmness!;
      expect(firmness.noise![0]).toBeLessThanOrEqual(n + 1);
      expect(firmness.noise![1]).toBeGreaterThanOrEqual(n + 1);
      const above = byRank[n - 1];
      for (const s of firmness.upper?.swaps ?? []) {
        told += 1;
        const at = ['labour-productivity', 'energy-per-value-added', 'rd-intensity'].indexOf(s.indicator);
        const old = [50, 30, 20];
        const w = old.map((x, k) => (k === at ? s.to : (x * (100 - s.to)) / (100 - old[at]!)));
        const c = topsis(matrix, w, ['benefit', 'cost', 'benefit']).closeness;
        expect(c[ids.indexOf(id)]).toBeCloseTo(c[ids.indexOf(above!)]!, 5);
      }
    }
    expect(told).toBeGreaterThan(0);
  });
});

describe('schemes of the content', () => {
  // The figures of an indicator of the pack stand in for those of the scheme, which the pack does not have.
  const SEVEN = `
score:
  method: scheme
  scheme:
    name: 工业经济效益综合指数
    year: "1997"
    indicators: { 总资产贡献率: value-added-rate, 资本保值增值率: cost-per-100-revenue, 资产负债率: debt-ratio, 流动资产周转率: tax-per-mu,
      成本费用利润率: profit-margin, 全员劳动生产率: labour-productivity, 产品销售率: rd-intensity }
`;
  const now = {
    employees: 10,
    'value-added': 165_000,
    'gross-output': 165_000 / 0.107,
    revenue: 1000,
    cost: 1200,
    assets: 100,
    liabilities: 120,
    'taxes-paid': 1.52,
    land: 1,
    profit: -37.1,
    'rd-expense': 960,
  };
  it('the composite index: every item at its standard value 100 points, debts beyond the assets and losses below nothing', () => {
    const sound = { ...now, liabilities: 60, profit: 37.1 };
    const of = run(SEVEN, { sound: { now: sound }, broke: { now } });
    expect(of('sound').score).toBeCloseTo(100, 9);
    // −14 instead of 14 for the loss, −6 instead of 12 for debts of 120 % of the assets.
    expect(of('broke').score).toBeCloseTo(100 - 28 - 18, 9);
    expect(of('broke').payload.items.find((i) => i.indicator === 'debt-ratio')!.score).toBeCloseTo(-6, 9);
  });

  const line = (industry: string, five: readonly number[]) => ({
    scheme: '某年标准值',
    year: '2018',
    indicator: '单位工业增加值能耗',
    singleStandard: '',
    weight: '',
    size: '全行业',
    industry,
    excellent: String(five[0]),
    good: String(five[1]),
    average: String(five[2]),
    low: String(five[3]),
    poor: String(five[4]),
  });
  const given: ScoreTables = {
    rules: [],
    values: [line('非金属矿物制品业', [1, 2, 3, 4, 5]), line('全部工业', [9, 9, 9, 9, 9])],
  };
  const LEVELS = `
score:
  method: scheme
  scheme: { name: 某年标准值, year: "2018", indicators: { 单位工业增加值能耗: energy-per-value-added }, weights: { 单位工业增加值能耗: 100 } }
`;
  it('five levels (功效系数), less is better: excellent full, poor a fifth, worse nothing, in a straight line between; by industry', () => {
    const use = (energy: number) => ({ now: { employees: 1, 'value-added': 1, energy } });
    const of = run(LEVELS, { a: use(0.5), b: use(1), c: use(2.5), d: use(5), e: use(5.001) }, given);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => of(id).score)).toEqual(
      [100, 100, 70, 20, 0].map((x) => expect.closeTo(x, 9)),
    );
  });
});

describe('what is wrong with an evaluation is said with its place', () => {
  const item = (text: string) => `\nscore:\n  items:\n    - { weight: 100, method: minMax, ${text} }\n`;
  it.each([
    [item('indicator: nothing'), ['V141 score.items.0.indicator']],
    [item('indicator: revenue').replace('100', '90'), ['V148 score.items']],
    [item('indicator: revenue, part: level'), ['V143 score.items.0.part']],
    [item('indicator: revenue').replace('minMax', 'criterion'), ['V144 score.items.0']],
    [item('indicator: revenue').replace('minMax', 'ratioToBase'), ['V110 score.items.0']],
    [
      item('indicator: revenue, levels: { excellent: 1, good: 2, average: 3, low: 4, poor: 5 }').replace(
        'minMax',
        'fiveLevel',
      ),
      ['V145 score.items.0.levels'],
    ],
    [
      item('indicator: revenue, standard: { scheme: 没有, year: "2018" }').replace('minMax', 'fiveLevel'),
      ['V136 score.items.0.standard'],
    ],
    [
      item('indicator: revenue, standard: { scheme: 五档标准值, year: "2018" }').replace(
        'minMax',
        'fiveLevel',
      ),
      ['V146 score.items.0.standard'],
    ],
    [`${item('indicator: revenue')}  method: topsis\n`, ['V144 score.items.0']],
    ['\nscore: { method: scheme }\n', ['V149 score']],
    ['\nscore: { items: [] }\n', ['V149 score']],
    [
      '\nscore: { method: scheme, scheme: { name: 没有, year: "1997", indicators: {} } }\n',
      ['V136 score.scheme'],
    ],
    [
      '\nscore: { method: scheme, scheme: { name: 工业经济效益综合指数, year: "1997", indicators: {} } }\n',
      ['V137 score.scheme'],
    ],
    ['\nscore: { method: best }\n', ['V110 score.method']],
  ])('%s', (yaml, expected) => {
    expect(codes(yaml)).toEqual(expected);
  });
  it('those of the packs are in order', () => {
    for (const e of plan.evaluations)
      expect(
        readEvaluation(plan, e, e.id, () => tables).findings.filter((f) => f.severity !== 'info'),
        e.id,
      ).toEqual([]);
  });
});

/**
 * Scoring functions against published answers: the industrial economic benefit composite index (工业经济效益综合指数) of yearbooks and
 * releases, and worked items of the efficacy-coefficient method (功效系数法). The retyped ones run everywhere.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { itemSchema, toScoreItem } from '../../src/areas/benchmarks/definition.ts';
import { readRegister } from '#areas/subjects';
import {
  schemeItems,
  scoreGroup,
  scoreItem,
  totalScore,
  type SchemeRule,
  type SchemeValue,
  type ScoreItem,
} from '#engine/benchmark';
import { hasData, readCsv } from './data.ts';

const contentDir = join(import.meta.dirname, '../../content');

const register = <Row>(id: string): Row[] => readRegister({ contentDir }, id).rows as unknown as Row[];
/** The national scheme of 1997/98, as the content holds it: seven indicators, weights that sum to 100, no item capped. */
const index: readonly ScoreItem[] = schemeItems(
  '工业经济效益综合指数',
  '1997',
  register<SchemeRule>('score-schemes'),
  register<SchemeValue>('five-level-values'),
);
type Figures = Readonly<Record<string, number>>;
const totalOf = (figures: Figures): number =>
  totalScore(index.map((item) => scoreItem(item, figures[item.indicator]))).total!;

describe('industrial economic benefit composite index', () => {
  it('is the scheme of the content: a missing or doubled standard value is refused, never guessed', () => {
    expect(index.map((i) => i.weight).reduce((a, b) => a + b)).toBe(100);
    const rules = register<SchemeRule>('score-schemes');
    const values = register<SchemeValue>('five-level-values');
    const name = '工业经济效益综合指数';
    expect(() => schemeItems(name, '1998', rules, values)).toThrow('no scheme');
    const without = values.filter((v) => v.indicator !== '产品销售率');
    expect(() => schemeItems(name, '1997', rules, without)).toThrow('产品销售率: 0 standard values');
    expect(() => schemeItems(name, '1997', rules, [...values, ...values])).toThrow('2 standard values');
  });

  // 广东省统计局, 2004年1–8月规模以上工业企业经济效益, two of its rows.
  it.each<[string, Figures, number]>([
    [
      '全省总计',
      {
        总资产贡献率: 10.7,
        资本保值增值率: 109.5,
        资产负债率: 58,
        流动资产周转率: 2.3,
        成本费用利润率: 5.2,
        全员劳动生产率: 83_176,
        产品销售率: 97.7,
      },
      152.4,
    ],
    [
      '集体企业',
      {
        总资产贡献率: 7.6,
        资本保值增值率: 106.9,
        资产负债率: 65.1,
        流动资产周转率: 2.6,
        成本费用利润率: 2.5,
        全员劳动生产率: 37_824,
        产品销售率: 97.5,
      },
      110.2,
    ],
  ])('%s of Guangdong, as published', (_, figures, published) => {
    expect(Math.abs(totalOf(figures) - published)).toBeLessThan(0.2);
  });

  it('losses and debts beyond the assets take points away', () => {
    const sound: Figures = {
      总资产贡献率: 10.7,
      资本保值增值率: 120,
      资产负债率: 60,
      流动资产周转率: 1.52,
      成本费用利润率: 3.71,
      全员劳动生产率: 16_500,
      产品销售率: 96,
    };
    expect(totalOf(sound)).toBeCloseTo(100, 12);
    expect(totalOf({ ...sound, 资产负债率: 80 })).toBeCloseTo(94, 12);
    expect(totalOf({ ...sound, 资产负债率: 120 })).toBeCloseTo(82, 12);
    expect(totalOf({ ...sound, 成本费用利润率: -3.71 })).toBeCloseTo(72, 12);
  });
});

if (hasData('evaluation', 'benefit_index_rule.csv'))
  describe('the index on all published rows', () => {
    const figuresOf = (r: Readonly<Record<string, string>>): Figures => ({
      总资产贡献率: Number(r['total_asset_contribution_pct']),
      资本保值增值率: Number(r['capital_preservation_pct']),
      资产负债率: Number(r['asset_liability_pct']),
      流动资产周转率: Number(r['current_asset_turnover']),
      成本费用利润率: Number(r['cost_profit_pct']),
      全员劳动生产率: Number(r['labour_productivity_yuan']),
      ...(r['sales_rate_pct'] === undefined ? {} : { 产品销售率: Number(r['sales_rate_pct']) }),
    });

    it('is the rule of the table of standards', () => {
      const rule = readCsv('evaluation', 'benefit_index_rule.csv').records;
      expect(
        rule.map((r) => [r['indicator'], Number(r['weight']), Number(r['national_standard_value'])]),
      ).toEqual(
        index.map((i) => [
          i.indicator,
          i.weight,
          i.formula.kind === 'ratio' ? i.formula.base : i.formula.kind === 'limit' ? i.formula.full : null,
        ]),
      );
    });

    it('Guangdong 2004: every group within what one-decimal inputs allow, exactly as recomputed elsewhere', () => {
      const rows = readCsv('evaluation', 'benefit_index_guangdong_2004_08.csv').records;
      expect(rows).toHaveLength(5);
      for (const r of rows) {
        const total = totalOf(figuresOf(r));
        expect(Math.abs(total - Number(r['published_index'])), r['group']).toBeLessThanOrEqual(0.8 + 0.005);
        expect(Math.abs(total - Number(r['recomputed_index'])), r['group']).toBeLessThanOrEqual(0.005 + 1e-9);
      }
    });

    it('Xinjiang 2004 and 2005: the sales rate that is not printed comes out plausible in every row', () => {
      const rows = readCsv('evaluation', 'benefit_index_xinjiang_a.csv').records;
      expect(rows).toHaveLength(22);
      const sales = index.find((i) => i.indicator === '产品销售率')!;
      for (const r of rows) {
        const figures = figuresOf(r);
        const rest = index
          .filter((i) => i !== sales)
          .reduce((a, i) => a + scoreItem(i, figures[i.indicator]).points!, 0);
        const implied = ((Number(r['published_index']) - rest) / sales.weight) * 96;
        expect(Math.abs(implied - Number(r['implied_sales_rate_pct'])), r['group']).toBeLessThanOrEqual(
          0.051,
        );
        expect(implied > 80 && implied < 115, `${r['group']}: ${implied}`).toBe(true);
        expect(totalOf({ ...figures, 产品销售率: implied })).toBeCloseTo(Number(r['published_index']), 9);
      }
    });
  });

describe('efficacy coefficients', () => {
  it('classic item: below 60 where the figure is below the unacceptable value', () => {
    const item: ScoreItem = {
      indicator: '总资产贡献率',
      weight: 100,
      formula: { kind: 'efficacy', satisfactory: 12, unacceptable: 6 },
    };
    expect(scoreItem(item, 5.81).points!.toFixed(2)).toBe('58.73');
  });

  it('tier item of the state-asset scheme: 12 points of its tier and 0.8077 of the way to the next', () => {
    const item: ScoreItem = {
      indicator: '净资产收益率',
      weight: 20,
      formula: {
        kind: 'five-level',
        // Only the two tiers around the figure matter.
        levels: { excellent: 15, good: 9.5, average: 1.7, low: -5, poor: -10 },
      },
    };
    const trace = scoreItem(item, 8);
    expect(trace.steps['base']).toBeCloseTo(12, 12);
    expect(trace.steps['efficacy']!.toFixed(4)).toBe('0.8077');
    expect(trace.steps['adjustment']!.toFixed(2)).toBe('3.23');
    expect(trace.points!.toFixed(2)).toBe('15.23');
  });

  if (hasData('evaluation', 'efficacy_coefficient_single_items.csv'))
    it('every published item; a published key with an arithmetic error is not followed', () => {
      const rows = readCsv('evaluation', 'efficacy_coefficient_single_items.csv').records;
      expect(rows).toHaveLength(3);
      for (const r of rows) {
        const [upper, own] = [
          Number(r['satisfactory_or_upper_grade']),
          Number(r['unacceptable_or_this_grade']),
        ];
        const tier = r['weight'] !== '';
        const item: ScoreItem = tier
          ? {
              indicator: r['indicator']!,
              weight: Number(r['weight']),
              formula: {
                kind: 'five-level',
                levels: { excellent: upper + 5, good: upper, average: own, low: own - 5, poor: own - 10 },
                coefficients: [
                  1,
                  Number(r['upper_grade_coefficient']),
                  Number(r['this_grade_coefficient']),
                  0.4,
                  0.2,
                ],
              },
            }
          : {
              indicator: r['indicator']!,
              weight: 100,
              formula: { kind: 'efficacy', satisfactory: upper, unacceptable: own },
            };
        const points = scoreItem(item, Number(r['actual'])).points!.toFixed(2);
        if (r['published_answer_correct'] === 'yes') expect(points, r['case']).toBe(r['published_answer']);
        else expect(points, r['case']).toBe('15.23');
      }
    });
});

/** A rule set written as an evaluation of a pack writes it: item, weight, base as data; scored by the engine. */
const scoredBy = (items: readonly ScoreItem[], units: readonly Record<string, number | null>[]) =>
  scoreGroup(items, units).map((t) => t.total!);
const itemOf = (raw: Record<string, unknown>): ScoreItem =>
  toScoreItem(itemSchema.parse(raw), raw['direction'] === 'down' ? 'lower' : 'higher');

describe('evaluations by land, energy and staff (亩均效益)', () => {
  // 黄岩区2022年度工业企业综合评价: bases and weights as the content holds them, value ÷ base × weight.
  const huangyan = register<SchemeValue & { scope: string }>('five-level-values')
    .filter((r) => r.scheme === '亩均评价基准值' && r.year === '2022' && r.scope.includes('规上'))
    .map((r) =>
      itemOf({
        indicator: r.indicator,
        weight: Number(r.weight),
        method: 'ratioToBase',
        base: Number(r.singleStandard),
        cap: null,
        missing: 'average',
      }),
    );
  const bases = Object.fromEntries(
    huangyan.map((i) => [i.indicator, i.formula.kind === 'ratio' ? (i.formula.base as number) : Number.NaN]),
  );

  it('黄岩 2022: at every base 100 points; missing emissions are given the mean of the others', () => {
    expect(huangyan.map((i) => i.weight)).toEqual([30, 20, 20, 10, 10, 10]);
    const times = (f: number) => Object.fromEntries(Object.entries(bases).map(([k, v]) => [k, v * f]));
    const [base, half, unknown] = scoredBy(huangyan, [
      times(1),
      times(0.5),
      { ...times(1), 单位排放增加值: null },
    ]);
    expect(base).toBeCloseTo(100, 10);
    expect(half).toBeCloseTo(50, 10);
    // Mean of 10 and 5 points instead of 10.
    expect(unknown).toBeCloseTo(97.5, 10);
  });

  it('旌德 2022: weight × (20 + 80 × place) ÷ 100, plus and minus items beside it', () => {
    const items = [
      itemOf({ indicator: '亩均税收', weight: 60, method: 'minMax', floor: 20 }),
      itemOf({ indicator: '亩均营业收入', weight: 40, method: 'minMax', floor: 20 }),
      itemOf({ indicator: '加减分', weight: 0, method: 'points', most: 10 }),
    ];
    expect(
      scoredBy(items, [
        { 亩均税收: 2, 亩均营业收入: 50, 加减分: 0 },
        { 亩均税收: 10, 亩均营业收入: 300, 加减分: 12 },
        { 亩均税收: 6, 亩均营业收入: 100, 加减分: -3 },
      ]),
    ).toEqual([20, 110, 60 * 0.6 + 40 * 0.36 - 3]);
  });

  it('a city’s rule: inverse items earn half at the mean, a reported zero costs three of twelve points', () => {
    const items = [
      itemOf({
        indicator: '能耗',
        weight: 12,
        method: 'twoMinusRatio',
        direction: 'down',
        zero: { points: -3 },
      }),
      itemOf({ indicator: '其他', weight: 88, method: 'ratioToBase', base: { group: 'max' } }),
    ];
    expect(
      scoredBy(items, [
        { 能耗: 2, 其他: 1 },
        { 能耗: 4, 其他: 1 },
        { 能耗: 0, 其他: 1 },
      ]),
    ).toEqual([88 + 6, 88, 88 - 3]);
  });

  if (hasData('evaluation', 'mu_efficiency_rules.csv')) {
    const rules = readCsv('evaluation', 'mu_efficiency_rules.csv').records;
    const sets = new Map<string, typeof rules>();
    for (const r of rules.filter((x) => x['formula'] === 'value/benchmark*weight'))
      sets.set(`${r['rule_set']} ${r['applies_to']}`, [
        ...(sets.get(`${r['rule_set']} ${r['applies_to']}`) ?? []),
        r,
      ]);
    it('every published rule set can be written, and its formula is what the engine computes', () => {
      expect([...sets.keys()]).toEqual([
        'huangyan_2021 规上',
        'huangyan_2021 规下',
        'linhai_2014 >=3亩',
        'linhai_2014 <3亩',
      ]);
      for (const [name, set] of sets) {
        const items = set.map((r) =>
          itemOf({
            indicator: r['indicator'],
            weight: Number(r['weight']),
            method: 'ratioToBase',
            base: Number(r['benchmark_value']),
            cap: null,
          }),
        );
        expect(
          items.reduce((sum, i) => sum + i.weight, 0),
          name,
        ).toBe(100);
        // Each item at a multiple of its own; a loss counts nothing.
        const factors = set.map((_, k) => (k === 1 ? -1 : 0.5 + k));
        const unit = Object.fromEntries(
          set.map((r, k) => [r['indicator']!, factors[k]! * Number(r['benchmark_value'])]),
        );
        const byHand = set.reduce((sum, r, k) => sum + Math.max(0, factors[k]!) * Number(r['weight']), 0);
        expect(scoredBy(items, [unit])[0], name).toBeCloseTo(byHand, 9);
      }
    });

    it('旌德: the formula of the notice is the min-max item with a floor of 20', () => {
      const jingde = rules.find((r) => r['rule_set'] === 'jingde_2022')!;
      expect(jingde['formula']).toContain('weight*(20+80*(value-min)/(max-min))/100');
    });
  }
});

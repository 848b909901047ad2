import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { decimal, formatDecimal, parseDecimal, parseUnit, sameDimensions } from '#kernel';
import {
  checkLeveledIndicators,
  inForce,
  levelsFor,
  ownFor,
  parametersOf,
  standingOf,
} from '#engine/benchmark';
import { findingText } from '#locales';
import { energyTable, inspectEnergyTable } from '#areas/benchmarks';
import { readRegister } from '#areas/subjects';

const contentDir = resolve(import.meta.dirname, '../../content');
const lines = readRegister({ contentDir }, 'energy-levels').rows;

interface Entry {
  readonly id: string;
  readonly unit: string;
  readonly levels?: readonly { product: string; process?: string; indicator: string }[];
}
const indicators = readdirSync(join(contentDir, 'plans')).flatMap((plan) =>
  readdirSync(join(contentDir, 'plans', plan, 'indicators')).flatMap((file) => {
    const path = join(contentDir, 'plans', plan, 'indicators', file);
    return (parse(readFileSync(path, 'utf8')) as { indicators: Entry[] }).indicators;
  }),
);
const held = indicators.flatMap((i) => (i.levels ?? []).map((key) => [i.id, i.unit, key] as const));

describe('the table of energy-efficiency levels', () => {
  it.each(held)('has the lines that %s is held against, in a unit of the same kind', (_id, unit, key) => {
    const found = lines.filter(
      (l) =>
        l['product'] === key.product &&
        l['process'] === (key.process ?? '') &&
        l['indicator'] === key.indicator,
    );
    expect(found.length).toBeGreaterThan(0);
    const own = parseUnit(unit)!;
    for (const l of found) expect(sameDimensions(parseUnit(l['unit']!)!, own), l['unit']).toBe(true);
  });

  it('holds exact figures, and level 1 asks no less than level 3, the benchmark no less than the baseline', () => {
    for (const l of lines) {
      const [best, middle, worst, benchmark, baseline] = [
        'level1',
        'level2',
        'level3',
        'benchmark',
        'baseline',
      ].map((c) => l[c]!);
      for (const text of [best!, middle!, worst!, benchmark!, baseline!])
        if (text !== '') expect(parseDecimal(text), text).toBeDefined();
      if (best && worst) expect(Number(best), l['product']).toBeLessThanOrEqual(Number(worst));
      if (benchmark && baseline) expect(Number(benchmark), l['product']).toBeLessThan(Number(baseline));
    }
  });

  it('says of every line where it comes from and whether it was checked', () => {
    for (const l of lines) {
      expect(l['source']!.length, l['product']).toBeGreaterThan(10);
      expect(l['verified']).toMatch(/^(已核|待核)/);
      expect(l['effective']).toMatch(/^(\d{4}-\d{2}-\d{2})?$/);
      expect(['ndrc', 'gb-limit']).toContain(l['family']);
    }
  });

  // As the standards print them: GB 21343-2023 table 1, GB 16780-2021 table 2, GB 21346-2022 table 1.
  it.each([
    ['电石', '单位产品综合能耗', '2023', ['805', '823', '940']],
    ['水泥熟料', '单位产品综合能耗', '2021', ['100', '107', '117']],
    ['电解铝', '铝液交流电耗', '2022', ['12950', '13000', '13350']],
  ])('%s %s %s', (product, indicator, edition, levels) => {
    const line = lines.find(
      (l) =>
        l['family'] === 'gb-limit' &&
        l['product'] === product &&
        l['indicator'] === indicator &&
        l['edition'] === edition,
    )!;
    expect([line['level1'], line['level2'], line['level3']]).toEqual(levels);
  });
});

const table = energyTable({ contentDir });
type Key = readonly [standard: string, product: string, process: string, indicator: string];
const lineOf = (standard: string, product: string, process: string, indicator: string) =>
  table.lines.find(
    (l) =>
      l.standard === standard && l.product === product && l.process === process && l.indicator === indicator,
  )!;
const ask = (line: ReturnType<typeof lineOf>, given: Readonly<Record<string, string>>) =>
  levelsFor(
    line,
    table.parameters,
    (id) => (given[id] === undefined ? undefined : decimal(given[id]!)),
    '2026-12-31',
  );
const shown = (line: ReturnType<typeof lineOf>, given: Readonly<Record<string, string>>) =>
  ask(line, given).levels.map((l) => (l.value ? formatDecimal(l.value) : l.state));

const coke = (kind: string, over: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      'mixed-gas': '0',
      'volatile-matter': kind === 'coke' ? '23' : '25',
      moisture: kind === 'coke' ? '10' : '10.5',
      'oven-age': '10',
      'wet-quenching': '0',
      ...over,
    }).map(([k, v]) => [`${kind}-${k}`, v]),
  );
const CEMENT: Key = ['GB 16780-2021', '水泥', '', '单位产品综合能耗'];
const TOP: Key = ['GB 21342-2025', '焦炭', '顶装焦炉', '单位产品能耗'];
const STAMPED: Key = ['GB 21342-2025', '焦炭', '捣固焦炉', '单位产品能耗'];
const steel = (process: string) => ['GB 21256-2025', '粗钢主要工序', process, '工序单位产品能耗'] as const;
const ferro = (product: string, indicator = '冶炼电耗') => ['GB 21341-2022', product, '', indicator] as const;

describe('corrections of the standards, by their own numbers', () => {
  // [line, figures of the works, level 1, 2, 3]: each worked by hand from the printed value and the rule in the table's `correction`.
  const worked: readonly (readonly [Key, Readonly<Record<string, string>>, readonly string[]])[] = [
    // GB 16780-2021, 5.3 and 5.4: 1.10 / 1.15 / 1.20 per point of clinker around 75 %; level 3 above 1,500 m.
    [CEMENT, { 'clinker-ratio': '75', altitude: '1100' }, ['80', '87', '94']],
    [CEMENT, { 'clinker-ratio': '80', altitude: '1100' }, ['85.5', '92.75', '100']],
    [CEMENT, { 'clinker-ratio': '70.5', altitude: '1500' }, ['75.05', '81.825', '88.6']],
    // 100 × (1.179 − 0.211 × 82,000 ÷ 101,325) = 100 × 1.008242536…
    [
      CEMENT,
      { 'clinker-ratio': '80', altitude: '1800', 'air-pressure': '82000' },
      ['85.5', '92.75', '100.824254'],
    ],
    // At the standard pressure the factor would be 0.968.
    [
      ['GB 16780-2021', '水泥熟料', '', '单位产品综合电耗'],
      { altitude: '1600', 'air-pressure': '101325' },
      ['48', '57', '59.048'],
    ],
    [
      ['GB 16780-2021', '水泥熟料', '', '单位产品综合能耗'],
      { altitude: '1750', 'air-pressure': '82000' },
      ['100', '107', '117.964377'],
    ],
    // GB 21342-2025: mixed gas, volatile matter (linear between the tabled values), moisture; age at levels 1 and 3, wet quenching at level 3.
    [TOP, coke('coke'), ['110', '110', '135']],
    [TOP, coke('coke', { 'mixed-gas': '50' }), ['114', '114', '139']],
    [TOP, coke('coke', { 'volatile-matter': '24.5' }), ['116.4', '116.4', '141.4']],
    [TOP, coke('coke', { moisture: '12' }), ['117.34', '117.34', '142.34']],
    [TOP, coke('coke', { 'oven-age': '15' }), ['110', '110', '135']],
    [TOP, coke('coke', { 'oven-age': '25' }), ['112.5', '110', '137.5']],
    [TOP, coke('coke', { 'oven-age': '25.5' }), ['115.5', '110', '140.5']],
    [TOP, coke('coke', { 'wet-quenching': '1' }), ['110', '110', '181.46']],
    [STAMPED, coke('coke-stamped', { 'mixed-gas': '100' }), ['127', '127', '152']],
    [
      STAMPED,
      coke('coke-stamped', { 'volatile-matter': '28', moisture: '9.5' }),
      ['122.69', '122.69', '147.69'],
    ],
    // GB 21341-2022: per point of ore grade, down when richer and up when poorer.
    [ferro('硅铁'), { 'ferrosilicon-ore-grade': '98.5' }, ['8030', '8280', '8380']],
    [ferro('硅铁'), { 'ferrosilicon-ore-grade': '97' }, ['8090', '8340', '8440']],
    [ferro('电炉高碳锰铁'), { 'ferromanganese-ore-grade': '41' }, ['2000', '2300', '2450']],
    [ferro('锰硅合金'), { 'silicomanganese-ore-grade': '34.5' }, ['3950', '4150', '4400']],
    [ferro('低碳锰硅合金'), { 'low-carbon-silicomanganese-ore-grade': '39' }, ['4550', '4800', '4890']],
    [ferro('微碳锰铁'), { 'micro-carbon-ferromanganese-ore-grade': '42' }, ['1110', '1160', '1200']],
    [
      ferro('高碳铬铁'),
      { 'ferrochrome-ore-grade': '42', 'ferrochrome-chromium-iron-ratio': '2.2' },
      ['2940', '3140', '3340'],
    ],
    [
      ferro('高炉锰铁', '焦炭消耗'),
      { 'blast-furnace-ferromanganese-ore-grade': '35' },
      ['1340', '1380', '1410'],
    ],
    // GB 21256-2025, 4.1 to 4.5.
    [
      steel('烧结工序'),
      {
        'sintering-rare-earth-ore': '10',
        'sintering-vanadium-titanium-ore': '20',
        'sintering-laterite-ore': '0',
      },
      ['48.5', '51.5', '57.5'],
    ],
    [
      steel('高炉工序'),
      {
        'blast-furnace-rare-earth-ore': '0',
        'blast-furnace-vanadium-titanium-ore': '0',
        'blast-furnace-laterite-ore': '0',
        'blast-furnace-feed-grade': '60',
      },
      ['368.22', '377.22', '422.22'],
    ],
    [
      // At most five points: 5 × 3.61.
      steel('高炉工序'),
      {
        'blast-furnace-rare-earth-ore': '0',
        'blast-furnace-vanadium-titanium-ore': '0',
        'blast-furnace-laterite-ore': '10',
        'blast-furnace-feed-grade': '50',
      },
      ['384.05', '393.05', '438.05'],
    ],
    [
      steel('转炉工序'),
      { 'converter-scrap-ratio': '20', 'converter-steel': '2' },
      ['-24.2', '-22.2', '-6.2'],
    ],
    [steel('电弧炉工序 <50 t'), { 'eaf-hot-metal-ratio': '10', 'eaf-steel': '0' }, ['53', 'absent', '78']],
    [steel('电弧炉工序 ≥70 t'), { 'eaf-hot-metal-ratio': '10', 'eaf-steel': '3' }, ['59.1', '62.4', '71.2']],
    [steel('电弧炉工序 ≥70 t'), { 'eaf-hot-metal-ratio': '0', 'eaf-steel': '1' }, ['69', '72', '80']],
    // GB 29140-2024, table 1: × 1.18 with sun-dried salt.
    [
      ['GB 29140-2024', '轻质纯碱', '联碱法（精制工业盐）', '单位产品综合能耗'],
      { 'soda-ash-solar-salt': '1' },
      ['171.1', '188.8', '236'],
    ],
    // What the standard has and nobody could obtain: no level, never the printed one.
    [['GB 29995-2024', '兰炭', '', '单位产品能耗'], {}, ['incomplete', 'incomplete', 'incomplete']],
    [['GB 21258-2024', '电力', '超临界 600MW', '供电煤耗率'], {}, ['incomplete', 'incomplete', 'incomplete']],
    [['GB 21258-2024', '电力', '超高压 200MW及以下', '供电煤耗率'], {}, ['absent', 'absent', 'incomplete']],
    [
      ['GB 21340-2019', '平板玻璃', '>800 t/d', '单位产品能耗'],
      {},
      ['incomplete', 'incomplete', 'incomplete'],
    ],
    [['GB 21252-2023', '卫生陶瓷', '卫生陶瓷 ≤0.3%', '单位产品综合能耗'], {}, ['350', '500', '630']],
    [
      ['GB 31825-2024', '箱纸板', '', '单位产品综合能耗'],
      { 'paper-through-air-drying': '0', 'paper-special-grade': '0' },
      ['210', '240', '280'],
    ],
    [
      ['GB 31825-2024', '箱纸板', '', '单位产品综合能耗'],
      { 'paper-through-air-drying': '0', 'paper-special-grade': '1' },
      ['incomplete', 'incomplete', 'incomplete'],
    ],
    // Ores below the ratio for which the correction is set.
    [
      ferro('高碳铬铁'),
      { 'ferrochrome-ore-grade': '42', 'ferrochrome-chromium-iron-ratio': '2.1' },
      ['incomplete', 'incomplete', 'incomplete'],
    ],
  ];
  it.each(worked)('%j with %j: %j', (key, given, levels) =>
    expect(shown(lineOf(...key), given)).toEqual(levels),
  );

  it('coal mining corrects the own figure: GB 29445-2025, annex B', () => {
    const line = lineOf('GB 29445-2025', '原煤', '井工', '单位产品能耗');
    const ks = Object.fromEntries(
      ['0.1', '0.05', '0', '0.2', '0.15'].map((k, i) => [`coal-mining-k${i + 1}`, k]),
    );
    const own = (given: Record<string, string>) =>
      ownFor(line, table.parameters, (id) => (given[id] ? decimal(given[id]) : undefined), decimal('4.2'));
    expect(formatDecimal(own(ks).value!)).toBe('6.3');
    expect(standingOf(own(ks).value!, ask(line, {}).known)).toBe('level3');
    expect(own({}).missing).toHaveLength(5);
  });

  it('a line without a figure says in words what is missing', () => {
    const f = ask(lineOf(...ferro('硅铁')), {}).findings[0]!;
    expect(findingText('zh-CN', f.code, f.params).message).toContain('资料不全：缺硅铁入炉矿品位');
  });

  it('the editions of coke: until 2026 another one is in force', () => {
    const lines = table.lines.filter((l) => l.family === 'gb-limit' && l.product === '焦炭');
    expect(inForce(lines, '2026-04-30')?.edition).toBe('2008');
    expect(inForce(lines, '2026-05-01')?.edition).toBe('2025');
  });
});

describe('the corrections as content', () => {
  it('have no fault, and there are no words left that are not steps', () =>
    expect(inspectEnergyTable({ contentDir }).findings).toEqual([]));

  it('have in the plan every parameter that its indicators depend on', () => {
    const own = indicators.map((i) => ({
      id: i.id,
      title: { zh: i.id },
      unit: i.unit,
      levels: (i.levels ?? []).map((k) => ({
        product: k.product,
        process: k.process ?? '',
        indicator: k.indicator,
      })),
    }));
    expect(checkLeveledIndicators(own, table.lines, table.parameters)).toEqual([]);
  });

  it('ask for nothing that is not a parameter, and have none that nobody asks for', () => {
    const asked = new Set(table.lines.flatMap((l) => parametersOf(l)));
    expect([...table.parameters.keys()].filter((id) => !asked.has(id))).toEqual([]);
  });

  const broken = (from: string, to: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'duibiao-levels-'));
    try {
      cpSync(join(contentDir, 'standards'), join(dir, 'standards'), { recursive: true });
      const file = join(dir, 'standards', 'energy-corrections.yaml');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
      return inspectEnergyTable({ contentDir: dir }).findings.map((f) => f.code);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  it.each([
    ['level + per-point * (clinker-ratio - 75)', 'level + per-point * (clinker-ratio -75)', 'V512'],
    ['level + per-point * (clinker-ratio - 75)', 'level + per-point * (klinker - 75)', 'V513'],
    ['level + per-point * (clinker-ratio - 75)', 'level + 1.1 * (clinker-ratio - 75)', 'V514'],
    ['air-pressure / standard-pressure', 'air-pressure / 101325', 'V514'],
    ['{ product: "水泥", process: ""', '{ product: "水泥（不存在）", process: ""', 'V511'],
    ['unit: "帕", min', 'unit: "标准大气压力", min', 'V519'],
    ['of: [level3]', 'of: [level4]', 'V510'],
  ])('a slip is found when it is read: %s → %s: %s', (from, to, code) => {
    const codes = broken(from, to);
    expect(codes).toContain(code);
    expect(findingText('zh-CN', code).message).not.toBe(code);
  });
});

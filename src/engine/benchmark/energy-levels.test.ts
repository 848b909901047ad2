import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimal, decimal, formatDecimal, type Decimal } from '#kernel';
import { distancesOf, standingOf } from './energy.ts';
import { checkLeveledIndicators, checkLines, checkParameters } from './energy-check.ts';
import {
  levelsFor,
  onCurve,
  ownFor,
  parametersOf,
  type EnergyLine,
  type LevelParameter,
  type LevelStep,
} from './energy-levels.ts';

const parameters = new Map<string, LevelParameter>(
  [
    { id: 'clinker-ratio', title: { zh: '熟料比例' }, unit: '%', min: '0', max: '100' },
    { id: 'altitude', title: { zh: '海拔' }, unit: '米', min: '-200', max: '6000' },
    { id: 'air-pressure', title: { zh: '气压' }, unit: '帕', min: '40000', max: '110000' },
    { id: 'age', title: { zh: '炉龄' }, unit: '年', min: '0' },
    { id: 'volatile', title: { zh: '挥发分' }, unit: '%', min: '21', max: '28' },
    {
      id: 'wet',
      title: { zh: '熄焦方式' },
      unit: '1',
      choices: [
        { value: '0', title: { zh: '干' } },
        { value: '1', title: { zh: '湿' } },
      ],
    },
    { id: 'k1', title: { zh: '折算系数' }, unit: '1' },
  ].map((p) => [p.id, p]),
);
const clinker: LevelStep = {
  title: { zh: '熟料比例' },
  constants: { 'per-point': { level1: '1.10', level2: '1.15', level3: '1.20', unit: 'kgce/t' } },
  level: 'level + per-point * (clinker-ratio - 75)',
};
const altitude: LevelStep = {
  title: { zh: '海拔' },
  of: ['level3'],
  when: [{ parameter: 'altitude', over: '1500' }],
  constants: { standard: { value: '101325', unit: '帕' } },
  level: 'level * (1.179 - 0.211 * air-pressure / standard)',
};
const line = (over: Partial<EnergyLine>): EnergyLine => ({
  family: 'gb-limit',
  edition: '2021',
  product: '水泥',
  process: '',
  indicator: '单位产品综合能耗',
  unit: 'kgce/t',
  benchmark: null,
  baseline: null,
  level1: '80',
  level2: '87',
  level3: '94',
  effective: '2022-11-01',
  correction: '按熟料比例、海拔修正',
  steps: [clinker, altitude],
  ...over,
});
const DAY = '2024-12-31';
const ask = (l: EnergyLine, given: Record<string, string>, day = DAY) =>
  levelsFor(l, parameters, (id) => (given[id] === undefined ? undefined : decimal(given[id]!)), day);
const values = (l: EnergyLine, given: Record<string, string>) =>
  ask(l, given).levels.map((x) => (x.value ? formatDecimal(x.value) : x.state));

describe('levels that depend on the works', () => {
  it('are computed step by step, exactly, each step with the figures that went in', () => {
    const given = { 'clinker-ratio': '80', altitude: '1800', 'air-pressure': '82000' };
    expect(values(line({}), given)).toEqual(['85.5', '92.75', '100.824254']);
    const third = ask(line({}), given).levels[2]!;
    expect(third.steps.map((s) => [s.applied, s.before, s.after])).toEqual([
      [true, '94', '100'],
      [true, '100', '100.8242536393'],
    ]);
    expect(third.steps[1]!.values).toEqual([
      { id: 'level', value: '100', unit: 'kgce/t' },
      { id: 'air-pressure', value: '82000', unit: '帕' },
      { id: 'standard', value: '101325', unit: '帕' },
      { id: 'altitude', value: '1800', unit: '米' },
    ]);
    expect(third.steps[1]!.trace?.value).toBe('100.8242536393');
  });

  it('what is missing is named, only where it is needed, and never guessed', () => {
    expect(values(line({}), {})).toEqual(['incomplete', 'incomplete', 'incomplete']);
    // Below 1,500 m nobody needs the air pressure.
    expect(values(line({}), { 'clinker-ratio': '75', altitude: '1500' })).toEqual(['80', '87', '94']);
    const high = ask(line({}), { 'clinker-ratio': '75', altitude: '1501' });
    expect(high.levels.map((l) => [l.state, l.missing])).toEqual([
      ['corrected', []],
      ['corrected', []],
      ['incomplete', ['air-pressure']],
    ]);
    expect(high.findings.map((f) => [f.code, f.params])).toEqual([['V501', { names: '气压' }]]);
    // An unknown altitude leaves open whether the pressure matters: only the altitude is asked for.
    expect(ask(line({}), { 'clinker-ratio': '75' }).levels[2]!.missing).toEqual(['altitude']);
  });

  it('a figure out of range is not used and is said so', () => {
    const a = ask(line({}), { 'clinker-ratio': '101', altitude: '1000' });
    expect(a.levels[0]!.state).toBe('incomplete');
    expect(a.findings.map((f) => [f.code, f.params?.['value'], f.params?.['range']])).toEqual([
      ['V502', '101', '0—100'],
    ]);
    const wet = line({
      steps: [{ title: { zh: '湿熄焦' }, when: [{ parameter: 'wet', is: '1' }], level: 'level + 1' }],
    });
    expect(ask(wet, { wet: '2' }).findings[0]!.code).toBe('V502');
  });

  it('words that are not steps leave every level open', () => {
    const a = ask(line({ steps: [] }), {});
    expect(a.levels.map((l) => l.state)).toEqual(['incomplete', 'incomplete', 'incomplete']);
    expect(a.findings).toMatchObject([{ code: 'V503', params: { text: '按熟料比例、海拔修正' } }]);
    expect(values(line({ steps: [], correction: '' }), {})).toEqual(['80', '87', '94']);
  });

  it('a correction the standard has but nobody knows in full concerns the levels it names', () => {
    const unknown: LevelStep = { title: { zh: '空冷' }, of: ['level1', 'level3'], unknown: { zh: '表2' } };
    expect(values(line({ steps: [unknown] }), {})).toEqual(['incomplete', '87', 'incomplete']);
  });

  it('of an edition that is not in force yet are a preview', () => {
    const given = { 'clinker-ratio': '75', altitude: '0' };
    expect(ask(line({}), given, '2022-10-31')).toMatchObject({ inForce: false, from: '2022-11-01' });
    expect(ask(line({}), given, '2022-11-01').inForce).toBe(true);
  });

  it('keep the order and the gaps of the print: GB 21258-2024 has 286 / 285 / 299, GB 21256-2025 no level 2', () => {
    const odd = line({ level1: '286', level2: '285', level3: '299', correction: '', steps: [] });
    expect(values(odd, {})).toEqual(['286', '285', '299']);
    expect(standingOf(decimal('285.5'), ask(odd, {}).known)).toBe('level1');
    const gap = line({ level1: '61', level2: null, level3: '86', correction: '', steps: [] });
    expect(values(gap, {})).toEqual(['61', 'absent', '86']);
    expect(standingOf(decimal('64'), ask(gap, {}).known)).toBe('level3');
  });

  it('decide as far as they are known', () => {
    const { known } = ask(line({}), { 'clinker-ratio': '75', altitude: '2000' });
    expect(standingOf(decimal('80'), known)).toBe('level1');
    expect(standingOf(decimal('87'), known)).toBe('level2');
    expect(standingOf(decimal('87.1'), known)).toBe('incomplete');
  });

  it('compare after rounding to six places, half to even', () => {
    const row = ask(line({ steps: [], correction: '' }), {}).known;
    expect(standingOf(decimal('80.0000005'), row)).toBe('level1');
    expect(standingOf(decimal('80.00000051'), row)).toBe('level2');
    expect(standingOf(decimal('80.0000015'), row)).toBe('level2');
  });

  it('the own figure is what some standards correct', () => {
    const coal = line({
      steps: [{ title: { zh: '折算' }, value: 'value * (1 + k1)' }],
      level1: '2.5',
      level2: '6.2',
      level3: '10.8',
    });
    expect(values(coal, {})).toEqual(['2.5', '6.2', '10.8']);
    const own = (k1?: string) =>
      ownFor(coal, parameters, () => (k1 === undefined ? undefined : decimal(k1)), decimal('5'));
    expect(formatDecimal(own('0.3').value!)).toBe('6.5');
    expect(own()).toMatchObject({ value: null, missing: ['k1'] });
  });
});

describe('distances', () => {
  // GB 21256-2025, table 4: a converter gives −30 / −28 / −12 kgce/t; a per cent of −30 would say nothing.
  const converter = ask(
    line({ level1: '-30', level2: '-28', level3: '-12', steps: [], correction: '' }),
    {},
  ).known;
  it('are differences, whatever the sign of the level', () => {
    const d = distancesOf(decimal('-20'), converter);
    expect(d.distances.map((x) => [x.level, formatDecimal(x.by)])).toEqual([
      ['level1', '10'],
      ['level2', '8'],
      ['level3', '-8'],
    ]);
    expect(d.between).toMatchObject({ better: 'level2', worse: 'level3' });
    expect(formatDecimal(d.between!.share)).toBe('0.5');
  });
  it('are not between levels beyond the last and before the first', () => {
    expect(distancesOf(decimal('-31'), converter).between).toBeNull();
    expect(distancesOf(decimal('5'), converter).between).toBeNull();
  });
});

describe('the curve between tabled values', () => {
  const points = [
    ['21', '-8.30'],
    ['22', '-4.20'],
    ['23', '0'],
  ] as const;
  it.each([
    ['21', '-8.3'],
    ['21.5', '-6.25'],
    ['22', '-4.2'],
    ['22.1', '-3.78'],
    ['23', '0'],
  ])('at %s is %s', (at, y) => expect(formatDecimal(onCurve(points, decimal(at))!)).toBe(y));
  it('ends where the table ends', () => {
    expect(onCurve(points, decimal('20.9'))).toBeUndefined();
    expect(onCurve(points, decimal('23.1'))).toBeUndefined();
  });
});

describe('properties', () => {
  const ratio = fc.integer({ min: 0, max: 10000 }).map((n) => decimal((n / 100).toFixed(2)));
  const at = (r: Decimal): Decimal[] =>
    levelsFor(
      line({}),
      parameters,
      (id) => (id === 'clinker-ratio' ? r : id === 'altitude' ? decimal('1000') : undefined),
      DAY,
    ).levels.map((l) => l.value!);

  it('monotone: more clinker never lowers a level', () => {
    fc.assert(
      fc.property(ratio, ratio, (a, b) => {
        const [low, high] = compareDecimal(a, b) <= 0 ? [a, b] : [b, a];
        at(low).forEach((v, i) => expect(compareDecimal(v, at(high)[i]!)).toBeLessThanOrEqual(0));
      }),
    );
  });

  it('monotone: thinner air never lowers level 3', () => {
    const pressure = fc.integer({ min: 40000, max: 110000 }).map((n) => decimal(String(n)));
    const third = (p: Decimal): Decimal =>
      levelsFor(
        line({ steps: [altitude] }),
        parameters,
        (id) => (id === 'altitude' ? decimal('3000') : p),
        DAY,
      ).levels[2]!.value!;
    fc.assert(
      fc.property(pressure, pressure, (a, b) => {
        const [thin, thick] = compareDecimal(a, b) <= 0 ? [a, b] : [b, a];
        expect(compareDecimal(third(thin), third(thick))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('more is known of the works, nothing that was settled changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('70', '75', '82.5', undefined),
        fc.constantFrom('900', '1700', undefined),
        fc.integer({ min: 60, max: 120 }),
        (c, a, own) => {
          const few = { ...(c ? { 'clinker-ratio': c } : {}), ...(a ? { altitude: a } : {}) };
          const all = { 'clinker-ratio': '75', altitude: '900', 'air-pressure': '83000', ...few };
          const before = standingOf(decimal(String(own)), ask(line({}), few).known);
          const after = standingOf(decimal(String(own)), ask(line({}), all).known);
          expect(after).not.toBe('incomplete');
          if (before !== 'incomplete') expect(after).toBe(before);
        },
      ),
    );
  });
});

describe('checks of the content', () => {
  const codes = (s: Partial<LevelStep>, over: Partial<EnergyLine> = {}) =>
    checkLines([line({ steps: [{ title: { zh: '修正' }, ...s }], ...over })], parameters).map((f) => f.code);

  it('find nothing in steps that are sound', () => expect(checkLines([line({})], parameters)).toEqual([]));
  it.each([
    ['an expression that breaks off', { level: 'level + ' }, 'V512'],
    ['a name nobody knows', { level: 'level + nonsense' }, 'V513'],
    ['an expression that forgets the level', { level: '3 * clinker-ratio' }, 'V513'],
    ['a plain number added to kgce/t', { level: 'level + 3' }, 'V514'],
    ['a length added to kgce/t', { level: 'level + altitude' }, 'V514'],
    ['a condition without a bound', { when: [{ parameter: 'age' }], level: 'level * 2' }, 'V515'],
    ['a condition on a stranger', { when: [{ parameter: 'who', is: '1' }], level: 'level * 2' }, 'V513'],
    [
      'a constant that leaves a level out',
      { constants: { c: { unit: 'kgce/t', level1: '1', level2: '1' } }, level: 'level + c' },
      'V515',
    ],
    [
      'a curve that falls back',
      {
        curve: {
          parameter: 'volatile',
          unit: 'kgce/t',
          points: [
            ['22', '1'],
            ['21', '2'],
          ],
        },
        level: 'level + curve',
      },
      'V515',
    ],
    ['two things at once', { level: 'level * 2', unknown: { zh: '表2' } }, 'V518'],
    ['nothing at all', {}, 'V518'],
  ] satisfies [string, Partial<LevelStep>, string][])('find %s', (_, step, code) =>
    expect(codes(step)).toContain(code),
  );
  it('remark on words without steps', () =>
    expect(checkLines([line({ steps: [] })], parameters).map((f) => [f.code, f.severity])).toEqual([
      ['V517', 'info'],
    ]));
  it('find parameters that are there twice, without a unit, upside down', () =>
    expect(
      checkParameters([
        { id: 'a', title: { zh: '甲' }, unit: '%' },
        { id: 'a', title: { zh: '甲' }, unit: '%' },
        { id: 'b', title: { zh: '乙' }, unit: '斗' },
        { id: 'c', title: { zh: '丙' }, unit: '%', min: '2', max: '1' },
      ]).map((f) => f.code),
    ).toEqual(['V516', 'V519', 'V520']));

  it('of a plan find lines and parameters that are not there', () => {
    const key = { product: '水泥', process: '', indicator: '单位产品综合能耗' };
    const indicator = (id: string, unit: string, levels: (typeof key)[] = []) => ({
      id,
      title: { zh: id },
      unit,
      levels,
    });
    const found = checkLeveledIndicators(
      [
        indicator('a', '千克标准煤/吨', [key, { ...key, product: '石灰' }]),
        indicator('b', '元', [key]),
        indicator('altitude', '米'),
        indicator('air-pressure', '元'),
      ],
      [line({})],
      parameters,
    );
    expect(found.map((f) => [f.code, f.path])).toEqual([
      ['V523', 'indicators#a'],
      ['V524', 'indicators#a'],
      ['V521', 'indicators#a'],
      ['V522', 'indicators#b'],
      ['V523', 'indicators#b'],
      ['V524', 'indicators#b'],
    ]);
    expect(parametersOf(line({}))).toEqual(['clinker-ratio', 'altitude', 'air-pressure']);
  });
});

/**
 * The models beside the radial one against answers that nobody here wrote: free disposal hull, slacks-based measure, cross-efficiency
 * and Malmquist index as books and packages print them.
 */
import { describe, expect, it } from 'vitest';
import {
  runCost,
  runCross,
  runDirectional,
  runFdh,
  runMalmquist,
  runRadial,
  runSbm,
  type DeaUnit,
  type ModelData,
} from '#engine/benchmark';
import { hasData, readCsv, type Csv } from './data.ts';

/** References are printed with six decimals. */
const PRINTED = 1e-6;
const near = (actual: number | null | undefined, expected: number, what: string, within = PRINTED): void =>
  expect(
    Math.abs((actual ?? NaN) - expected) <= within * Math.max(1, Math.abs(expected)),
    `${what}: ${actual} for ${expected}`,
  ).toBe(true);

const dataOf = (
  csv: Pick<Csv, 'header' | 'records'>,
  inputs: readonly string[],
  outputs: readonly string[],
) => {
  const column = (name: string) => ({ name, values: csv.records.map((r) => Number(r[name])) });
  return {
    ids: csv.records.map((r) => r[csv.header[0]!]!),
    inputs: inputs.map(column),
    outputs: outputs.map(column),
  } satisfies ModelData;
};
const worst = (c: DeaUnit['certificate']): number => Math.max(c.gap, c.primal, c.dual);

const folders: readonly [folder: string, inputs: readonly string[], outputs: readonly string[]][] = [
  ['ccr1981_follow_through', ['x1', 'x2', 'x3', 'x4', 'x5'], ['y1', 'y2', 'y3']],
  ['ccr1981_nft_only_21', ['x1', 'x2', 'x3', 'x4', 'x5'], ['y1', 'y2', 'y3']],
  ['ccr1981_pft_only_49', ['x1', 'x2', 'x3', 'x4', 'x5'], ['y1', 'y2', 'y3']],
  ['coelli_deap_eg1', ['x1', 'x2'], ['y']],
  ['cst_p102_8dmu', ['x1', 'x2'], ['y']],
  ['fls2008_11units', ['x1', 'x2'], ['y']],
  ['golany_roll_1989', ['X1', 'X2', 'X3'], ['Y1', 'Y2']],
  ['milkprod_denmark', ['energy', 'vet', 'cows'], ['milk']],
  [
    'rd_projects_turkish_steel',
    ['Budget'],
    ['Indirect_economic', 'Direct_economic', 'Technical', 'Social', 'Scientific'],
  ],
  ['tomkins_green_1988_dea1', ['Staff'], ['Undergrad', 'Research_post', 'Taught_post', 'Total_income']],
  ['tone2001_sbm', ['Input1', 'Input2'], ['Output1', 'Output2']],
];

describe.each(folders.filter(([folder]) => hasData('dea', folder)))('%s', (folder, inputs, outputs) => {
  const data = dataOf(readCsv('dea', folder, 'data.csv'), inputs, outputs);
  const scores = readCsv('dea', folder, 'reference_scores.csv').records;

  it('free disposal hull: scores of the reference, and a peer that proves each of them', () => {
    const { units } = runFdh({ ...data, orientation: 'in' });
    expect(units.map((u) => u.id)).toEqual(scores.map((r) => r['dmu']));
    units.forEach((u, k) => {
      near(u.efficiency, Number(scores[k]!['fdh_in']), u.id);
      const at = data.ids.indexOf(u.peers[0]!.id);
      for (const c of data.outputs) expect(c.values[at], u.id).toBeGreaterThanOrEqual(c.values[k]!);
      for (const c of data.inputs)
        expect(c.values[at], u.id).toBeLessThanOrEqual(u.efficiency * c.values[k]! * (1 + 1e-12));
    });
  });

  it('the general radial program has the scores, super-efficiencies and slack totals of the reference', () => {
    for (const rts of ['crs', 'vrs'] as const) {
      const { units } = runRadial({ ...data, rts, orientation: 'in', super: true });
      units.forEach((u, k) => {
        const r = scores[k]!;
        near(u.efficiency, Number(r[`${rts}_in`]), `${u.id} ${rts}`);
        const size = [...data.inputs, ...data.outputs].reduce((sum, c) => sum + Math.abs(c.values[k]!), 1);
        const total = Object.values(u.slacks).reduce((a, b) => a + b, 0);
        expect(Math.abs(total - Number(r[`slack_sum_${rts}_in`])), u.id).toBeLessThan(PRINTED * size);
        if (rts === 'crs' && r['super_crs_in'] === '') expect(u.superEfficiency, u.id).toBeNull();
        else if (rts === 'crs') near(u.superEfficiency, Number(r['super_crs_in']), `${u.id} super`);
        expect(worst(u.certificate), u.id).toBeLessThan(1e-8);
      });
    }
  });
});

if (hasData('dea', 'fls2008_11units', 'published_package_tests.csv'))
  describe('as printed', () => {
    it('free disposal hull in the test vector of DataEnvelopmentAnalysis.jl, to nine digits', () => {
      const printed = readCsv('dea', 'fls2008_11units', 'published_package_tests.csv').records;
      const { units } = runFdh({
        ...dataOf(readCsv('dea', 'fls2008_11units', 'data.csv'), ['x1', 'x2'], ['y']),
        orientation: 'in',
      });
      printed.forEach((r, k) => near(units[k]!.efficiency, Number(r['fdh_in']), r['dmu']!, 1e-9));
    });

    it('Cooper, Seiford & Tone (2006) p. 102: input-oriented slacks-based measure with its slacks', () => {
      const { units } = runSbm({
        ...dataOf(readCsv('dea', 'cst_p102_8dmu', 'data.csv'), ['x1', 'x2'], ['y']),
        rts: 'crs',
        orientation: 'in',
      });
      const printed = readCsv('dea', 'cst_p102_8dmu', 'published_sbm_input.csv').records;
      expect(printed).toHaveLength(units.length);
      printed.forEach((r, k) => {
        const u = units[k]!;
        expect(u.id).toBe(r['dmu']);
        expect(Math.abs(u.efficiency - Number(r['sbm_input_crs_published_3dp'])), u.id).toBeLessThan(5.1e-4);
        near(u.efficiency, Number(r['sbm_input_crs_reference']), u.id);
        for (const c of ['x1', 'x2', 'y'])
          near(u.slacks[c], Number(r[`published_slack_${c}`]), `${u.id} ${c}`);
        expect(worst(u.certificate), u.id).toBeLessThan(1e-9);
      });
    });

    it('Tone (2001) p. 505: non-oriented slacks-based measure with its slacks', () => {
      const { units } = runSbm({
        ...dataOf(readCsv('dea', 'tone2001_sbm', 'data.csv'), ['Input1', 'Input2'], ['Output1', 'Output2']),
        rts: 'crs',
        orientation: 'none',
      });
      const printed = readCsv('dea', 'tone2001_sbm', 'reference_sbm.csv').records;
      expect(printed).toHaveLength(units.length);
      printed.forEach((r, k) => {
        const u = units[k]!;
        near(u.efficiency, Number(r['sbm_rho_crs_nonoriented']), u.id);
        const theirs = ['s_minus_x1', 's_minus_x2', 's_plus_y1', 's_plus_y2'].map((c) => Number(r[c]));
        ['Input1', 'Input2', 'Output1', 'Output2'].forEach((c, i) =>
          near(u.slacks[c], theirs[i]!, `${u.id} ${c}`),
        );
      });
    });

    it.each([
      ['golany_roll_1989', ['X1', 'X2', 'X3'], ['Y1', 'Y2']],
      [
        'rd_projects_turkish_steel',
        ['Budget'],
        ['Indirect_economic', 'Direct_economic', 'Technical', 'Social', 'Scientific'],
      ],
    ])('cross-efficiency of %s, aggressive and benevolent', (folder, inputs, outputs) => {
      const data = dataOf(readCsv('dea', folder, 'data.csv'), inputs, outputs);
      const reference = readCsv('dea', folder, 'reference_cross_efficiency.csv');
      let compared = 0;
      for (const goal of ['aggressive', 'benevolent'] as const)
        for (const method of ['II', 'III'] as const) {
          const column = `cross_${goal}_M${method.length}`;
          if (!reference.header.includes(column)) continue;
          const { units } = runCross({ ...data, goal, method });
          reference.records.forEach((r, k) => {
            near(units[k]!.own, Number(r['simple_eff']), `${r['dmu']} own`);
            // Secondary goals may have ties.
            near(units[k]!.cross, Number(r[column]), `${r['dmu']} ${column}`, 1e-3);
            compared += 1;
          });
        }
      expect(compared).toBe(data.ids.length * (reference.header.length - 2));
    });

    it('Malmquist index of 31 provinces over five years (Wang & Lan 2011), both orientations', () => {
      const csv = readCsv('dea', 'china_provinces_2005_2009', 'data.csv');
      const periods = [...new Set(csv.records.map((r) => r['year']!))].map((period) => ({
        period,
        data: dataOf(
          { header: csv.header, records: csv.records.filter((r) => r['year'] === period) },
          ['capital_100m_rmb', 'labor_10k'],
          ['giov_100m_rmb'],
        ),
      }));
      const reference = readCsv('dea', 'china_provinces_2005_2009', 'reference_malmquist.csv').records;
      expect(reference).toHaveLength(3 * 31 * 4);
      for (const orientation of ['in', 'out'] as const) {
        const { changes, findings } = runMalmquist({ periods, orientation, rts: 'vrs' });
        expect(findings).toEqual([]);
        expect(changes).toHaveLength(31 * 4);
        for (const r of reference) {
          const change = changes.find((c) => c.id === r['province'] && c.to === r['period'])!;
          const key = { mi: 'index', ec: 'efficiencyChange', tc: 'technicalChange' }[r['component']!] as
            | 'index'
            | 'efficiencyChange'
            | 'technicalChange';
          near(change[key], Number(r['value']), `${r['province']} ${r['period']} ${r['component']}`);
        }
      }
    });
  });

// ---- small textbook sets, retyped: these run everywhere ----------------------------------------------------------------------

const set = (
  ids: readonly string[],
  inputs: Readonly<Record<string, readonly number[]>>,
  outputs: Readonly<Record<string, readonly number[]>>,
): ModelData => ({
  ids,
  inputs: Object.entries(inputs).map(([name, values]) => ({ name, values })),
  outputs: Object.entries(outputs).map(([name, values]) => ({ name, values })),
});
const text = (values: readonly (number | null | undefined)[], digits = 3): string =>
  values.map((v) => (v ?? NaN).toFixed(digits)).join(' ');

describe('textbook sets', () => {
  it('Coelli (1996), A Guide to DEAP Version 2.1, example 3: technical, allocative and cost efficiency', () => {
    const prices = [1, 3].map((p, i) => ({ name: `w${i + 1}`, values: Array.from({ length: 5 }, () => p) }));
    const { units } = runCost({
      ...set(['1', '2', '3', '4', '5'], { x1: [2, 2, 6, 3, 6], x2: [5, 4, 6, 2, 2] }, { y: [1, 2, 3, 1, 2] }),
      prices,
      rts: 'crs',
    });
    expect(text(units.map((u) => u.technical))).toBe('0.500 1.000 0.833 0.714 1.000');
    expect(text(units.map((u) => u.allocative))).toBe('0.706 0.857 0.900 0.933 1.000');
    expect(text(units.map((u) => u.cost))).toBe('0.353 0.857 0.750 0.667 1.000');
    // The least-cost inputs the guide prints: three of x1 and one of x2 for each unit of output.
    expect(units.map((u) => text([u.targets['x1'], u.targets['x2']]))).toEqual([
      '3.000 1.000',
      '6.000 2.000',
      '9.000 3.000',
      '3.000 1.000',
      '6.000 2.000',
    ]);
  });

  it('Cooper, Seiford & Tone (2007) and Zofío & Prieto (2006): cost efficiency as the tests of DataEnvelopmentAnalysis.jl have it', () => {
    const same = (names: string[], prices: number[], n: number) =>
      prices.map((p, i) => ({ name: names[i]!, values: Array.from({ length: n }, () => p) }));
    const cooper = runCost({
      ...set(['A', 'B', 'C'], { x1: [3, 1, 4], x2: [2, 3, 6] }, { y: [3, 5, 6] }),
      prices: same(['w1', 'w2'], [4, 2], 3),
      rts: 'crs',
    }).units;
    expect(text(cooper.map((u) => u.cost))).toBe('0.375 1.000 0.429');
    expect(text(cooper.map((u) => u.technical))).toBe('0.900 1.000 0.600');
    expect(text(cooper.map((u) => u.allocative))).toBe('0.417 1.000 0.714');
    const zofio = {
      ...set(
        ['A', 'B', 'C', 'D', 'E'],
        { x1: [5, 2, 4, 4, 7], x2: [3, 4, 2, 8, 9] },
        { y1: [7, 10, 8, 5, 3], y2: [4, 8, 10, 4, 6] },
      ),
      prices: same(['w1', 'w2'], [2, 1], 5),
    };
    const crs = runCost({ ...zofio, rts: 'crs' }).units;
    expect(
      text(
        crs.map((u) => u.cost),
        6,
      ),
    ).toBe('0.430769 1.000000 1.000000 0.250000 0.260870');
    expect(
      text(
        crs.map((u) => u.allocative),
        6,
      ),
    ).toBe('0.676923 1.000000 1.000000 1.000000 1.000000');
    const vrs = runCost({ ...zofio, rts: 'vrs' }).units;
    expect(
      text(
        vrs.map((u) => u.cost),
        6,
      ),
    ).toBe('0.615385 1.000000 1.000000 0.500000 0.347826');
    expect(text(vrs.map((u) => u.technical))).toBe('0.750 1.000 1.000 0.500 0.375');
    expect(
      text(
        vrs.map((u) => u.allocative),
        6,
      ),
    ).toBe('0.820513 1.000000 1.000000 1.000000 0.927536');
  });

  it('Malmquist index over three periods, as the tests of DataEnvelopmentAnalysis.jl have it', () => {
    const x = [
      [2, 3, 5, 4, 4],
      [1, 2, 4, 3, 4],
      [0.5, 1.5, 3, 2, 4],
    ];
    const y = [
      [1, 4, 6, 3, 5],
      [1, 4, 6, 3, 3],
      [2, 4, 6, 3, 1],
    ];
    const { changes } = runMalmquist({
      periods: x.map((values, t) => ({
        period: String(t + 1),
        data: set(['A', 'B', 'C', 'D', 'E'], { x: values }, { y: y[t]! }),
      })),
      orientation: 'in',
    });
    const of = (to: string, key: 'index' | 'efficiencyChange' | 'technicalChange') =>
      text(
        changes.filter((c) => c.to === to).map((c) => c[key]),
        6,
      );
    expect(of('2', 'index')).toBe('2.000000 1.500000 1.250000 1.333333 0.600000');
    expect(of('2', 'efficiencyChange')).toBe('1.333333 1.000000 0.833333 0.888889 0.400000');
    expect(of('2', 'technicalChange')).toBe('1.500000 1.500000 1.500000 1.500000 1.500000');
    expect(of('3', 'index')).toBe('4.000000 1.333333 1.333333 1.500000 0.333333');
    expect(of('3', 'efficiencyChange')).toBe('2.000000 0.666667 0.666667 0.750000 0.166667');
    expect(of('3', 'technicalChange')).toBe('2.000000 2.000000 2.000000 2.000000 2.000000');
  });

  it('directional distance with emissions, as the tests of DataEnvelopmentAnalysis.jl have it', () => {
    // There emissions may be lower for nothing: strong disposal.
    const data = {
      ...set(['A', 'B', 'C', 'D', 'E'], { x: [1, 1, 1, 1, 1] }, { y: [7, 5, 1, 3, 4] }),
      undesirable: [{ name: 'b', values: [2, 5, 3, 3, 2] }],
      rts: 'crs',
    } as const;
    const strong = runDirectional({ ...data, disposal: 'strong' }).units;
    expect(
      text(
        strong.map((u) => u.beta),
        6,
      ),
    ).toBe('0.000000 0.400000 0.826087 0.555556 0.272727');
    expect(
      text(
        strong.map((u) => u.slacks['x']!),
        6,
      ),
    ).toBe('0.000000 0.000000 0.739130 0.333333 0.272727');
    expect(
      text(
        strong.map((u) => u.slacks['b']!),
        6,
      ),
    ).toBe('0.000000 1.000000 0.000000 0.000000 0.000000');
    expect(strong.map((u) => u.peers.map((p) => `${p.id} ${p.lambda.toFixed(5)}`).join())).toEqual([
      'A 1.00000',
      'A 1.00000',
      'A 0.26087',
      'A 0.66667',
      'A 0.72727',
    ]);
    // Under weak disposal only B differs: nobody makes as much while emitting exactly as much.
    expect(
      text(
        runDirectional(data).units.map((u) => u.beta),
        6,
      ),
    ).toBe('0.000000 0.000000 0.826087 0.555556 0.272727');
  });
});

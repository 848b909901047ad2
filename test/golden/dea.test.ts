/**
 * The DEA engine against answers that nobody here wrote: scores, peers, slacks and targets that books and packages print.
 * Free disposal hull, slacks-based measure, cross-efficiency and Malmquist index: dea-models.test.ts.
 */
import { describe, expect, it } from 'vitest';
import {
  deaOnTable,
  runDea,
  scaleOf,
  type DeaInput,
  type DeaResult,
  type DeaTable,
  type DeaTableOptions,
  type DeaUnit,
  type Orientation,
  type ReturnsToScale,
} from '#engine/benchmark';
import { hasData, readCsv } from './data.ts';

type ModelName = 'crs_in' | 'vrs_in' | 'vrs_out';
const models: readonly ModelName[] = ['crs_in', 'vrs_in', 'vrs_out'];

interface DataSet {
  readonly folder: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Names the references use for columns that the data calls otherwise. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Units whose peers have alternative optima; none elsewhere. */
  readonly tied?: Readonly<Record<ModelName, number>>;
}

const sets: readonly DataSet[] = [
  {
    folder: 'ccr1981_follow_through',
    inputs: ['x1', 'x2', 'x3', 'x4', 'x5'],
    outputs: ['y1', 'y2', 'y3'],
  },
  { folder: 'ccr1981_nft_only_21', inputs: ['x1', 'x2', 'x3', 'x4', 'x5'], outputs: ['y1', 'y2', 'y3'] },
  { folder: 'ccr1981_pft_only_49', inputs: ['x1', 'x2', 'x3', 'x4', 'x5'], outputs: ['y1', 'y2', 'y3'] },
  {
    folder: 'coelli_deap_eg1',
    inputs: ['x1', 'x2'],
    outputs: ['y'],
    alias: { input1: 'x1', input2: 'x2', output: 'y' },
  },
  {
    folder: 'cst_p102_8dmu',
    inputs: ['x1', 'x2'],
    outputs: ['y'],
    // One output that is the same everywhere: everybody is on the output frontier at no price, and C, F and G are on one ray.
    tied: { crs_in: 2, vrs_in: 2, vrs_out: 8 },
  },
  { folder: 'fls2008_11units', inputs: ['x1', 'x2'], outputs: ['y'] },
  { folder: 'golany_roll_1989', inputs: ['X1', 'X2', 'X3'], outputs: ['Y1', 'Y2'] },
  { folder: 'milkprod_denmark', inputs: ['energy', 'vet', 'cows'], outputs: ['milk'] },
  {
    folder: 'rd_projects_turkish_steel',
    inputs: ['Budget'],
    outputs: ['Indirect_economic', 'Direct_economic', 'Technical', 'Social', 'Scientific'],
  },
  {
    folder: 'tomkins_green_1988_dea1',
    inputs: ['Staff'],
    outputs: ['Undergrad', 'Research_post', 'Taught_post', 'Total_income'],
  },
  { folder: 'tone2001_sbm', inputs: ['Input1', 'Input2'], outputs: ['Output1', 'Output2'] },
];

/** References are printed with six decimals. */
const PRINTED = 1e-6;
/** Equal as far as the reference is printed, large figures relative to their size. */
const near = (actual: number, expected: number, what: string, size = Math.abs(expected)): void =>
  expect(Math.abs(actual - expected), `${what}: ${actual} for ${expected}`).toBeLessThanOrEqual(
    PRINTED * Math.max(1, size),
  );

const total = (values: Readonly<Record<string, number>>): number =>
  Object.values(values).reduce((a, b) => a + b, 0);

/** Rank of a matrix given by its columns, each brought to length 1. */
function rank(columns: readonly (readonly number[])[]): number {
  const rows = columns.map((c) => {
    const length = Math.hypot(...c) || 1;
    return c.map((v) => v / length);
  });
  let found = 0;
  const width = rows[0]?.length ?? 0;
  for (let c = 0; c < width && found < rows.length; c++) {
    let pivot = found;
    for (let r = found; r < rows.length; r++)
      if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    if (Math.abs(rows[pivot]![c]!) < 1e-7) continue;
    [rows[found], rows[pivot]] = [rows[pivot]!, rows[found]!];
    for (let r = found + 1; r < rows.length; r++) {
      const factor = rows[r]![c]! / rows[found]![c]!;
      for (let k = c; k < width; k++) rows[r]![k] = rows[r]![k]! - factor * rows[found]![k]!;
    }
    found += 1;
  }
  return found;
}

describe.each(sets.filter((s) => hasData('dea', s.folder)))(
  '$folder',
  ({ folder, inputs, outputs, alias, tied }) => {
    const data = readCsv('dea', folder, 'data.csv');
    const id = data.header[0]!;
    const table: DeaTable = { header: data.header, rows: data.rows };
    const columns = [...inputs, ...outputs];
    const nameOf = (name: string): string => alias?.[name] ?? name;

    const known = new Map<string, DeaResult>();
    /** The engine through its table door, once for every model. */
    const answer = (rts: ReturnsToScale, orientation: Orientation): DeaResult => {
      const key = `${rts}-${orientation}`;
      const had = known.get(key);
      if (had) return had;
      const options: DeaTableOptions = { id, inputs, outputs, rts, orientation, super: true };
      const { result, findings } = deaOnTable(table, options);
      expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
      known.set(key, result!);
      return result!;
    };
    const unit = (rts: ReturnsToScale, orientation: Orientation, id: string): DeaUnit =>
      answer(rts, orientation).units.find((u) => u.id === id)!;
    const modelOf = (name: ModelName): [ReturnsToScale, Orientation] =>
      name.split('_') as [ReturnsToScale, Orientation];
    const figure = new Map(
      data.records.map((r) => [r[id]!, new Map(columns.map((c) => [c, Number(r[c])] as const))]),
    );
    const value = (unit: string, column: string): number => figure.get(unit)!.get(column)!;
    const scores = readCsv('dea', folder, 'reference_scores.csv').records;

    it('every unit has the scores of the reference', () => {
      expect(scores.map((r) => r['dmu'])).toEqual(data.records.map((r) => r[id]));
      for (const r of scores) {
        const dmu = r['dmu']!;
        const at = (rts: ReturnsToScale, orientation: Orientation): number =>
          unit(rts, orientation, dmu).efficiency;
        near(at('crs', 'in'), Number(r['crs_in']), `${dmu} crs_in`);
        near(at('vrs', 'in'), Number(r['vrs_in']), `${dmu} vrs_in`);
        near(at('nirs', 'in'), Number(r['nirs_in']), `${dmu} nirs_in`);
        near(at('crs', 'out'), Number(r['crs_out_phi']), `${dmu} crs_out_phi`);
        near(at('vrs', 'out'), Number(r['vrs_out_phi']), `${dmu} vrs_out_phi`);
        // No reference prints non-decreasing returns: they follow from the others, being crs where units only may not shrink, else vrs.
        const ndrs = Number(r['nirs_in']) > Number(r['crs_in']) + PRINTED ? r['crs_in'] : r['vrs_in'];
        near(at('ndrs', 'in'), Number(ndrs), `${dmu} ndrs_in`, 2);
      }
    });

    it('scale efficiency and returns to scale', () => {
      for (const r of scores) {
        const at = (rts: ReturnsToScale): number => unit(rts, 'in', r['dmu']!).efficiency;
        const scale = scaleOf({ crs: at('crs'), vrs: at('vrs'), nirs: at('nirs') }, 'in')!;
        near(scale.efficiency, Number(r['scale_eff']), `${r['dmu']} scale_eff`);
        expect(scale.returns.toUpperCase(), r['dmu']).toBe(r['rts']);
      }
    });

    it('super-efficiency, and none where the reference has none', () => {
      for (const r of scores) {
        const own = unit('crs', 'in', r['dmu']!).superEfficiency;
        if (r['super_crs_in'] === '') expect(own, r['dmu']).toBeNull();
        else near(own!, Number(r['super_crs_in']), `${r['dmu']} super_crs_in`);
      }
    });

    it('totals of the second-stage slacks', () => {
      for (const r of scores)
        for (const name of ['crs', 'vrs'] as const) {
          const u = unit(name, 'in', r['dmu']!);
          const size = columns.reduce((a, c) => a + Math.abs(value(u.id, c)), 0);
          near(total(u.slacks), Number(r[`slack_sum_${name}_in`]), `${u.id} slack_sum_${name}_in`, size);
        }
    });

    const references = readCsv('dea', folder, 'reference_targets.csv').records;

    it.each(models)(
      '%s: radial projections, slack totals, and targets where there is one optimum',
      (name) => {
        const [rts, orientation] = modelOf(name);
        const slackOf = new Map<string, { total: number; size: number }>();
        for (const r of references.filter((r) => r['model'] === name)) {
          const column = nameOf(r['variable']!);
          const u = unit(rts, orientation, r['dmu']!);
          const what = `${u.id} ${column}`;
          const observed = value(u.id, column);
          expect(observed, what).toBe(Number(r['observed']));
          const moved =
            (r['kind'] === 'input') === (orientation === 'in') ? observed * u.efficiency : observed;
          near(moved, Number(r['radial_projection']), `${what} projection`);
          // A target is the projection less (input) or more (output) the slack, in the reference and here.
          const sign = r['kind'] === 'input' ? -1 : 1;
          near(u.targets[column]!, moved + sign * u.slacks[column]!, `${what} target`, observed);
          const sum = slackOf.get(u.id) ?? { total: 0, size: 0 };
          slackOf.set(u.id, {
            total: sum.total + Number(r['slack']),
            size: sum.size + Math.abs(observed) * Math.max(1, u.efficiency),
          });
        }
        expect(slackOf.size).toBe(data.rows.length);
        for (const [dmu, s] of slackOf)
          near(total(unit(rts, orientation, dmu).slacks), s.total, `${dmu} slack total`, s.size);
      },
    );

    const peers = readCsv('dea', folder, 'reference_peers.csv').records;

    it.each(models)(
      '%s: peers with their weights make the target, and agree where the optimum is unique',
      (name) => {
        const [rts, orientation] = modelOf(name);
        const goals = new Map<string, Map<string, number>>();
        for (const r of references.filter((r) => r['model'] === name))
          goals.set(
            r['dmu']!,
            (goals.get(r['dmu']!) ?? new Map<string, number>()).set(
              nameOf(r['variable']!),
              Number(r['target']),
            ),
          );
        let unique = 0;
        for (const u of answer(rts, orientation).units) {
          const lambdas = u.peers.reduce((a, p) => a + p.lambda, 0);
          if (rts === 'vrs') near(lambdas, 1, `${u.id} sum of λ`);
          for (const c of columns)
            near(
              u.peers.reduce((a, p) => a + p.lambda * value(p.id, c), 0),
              u.targets[c]!,
              `${u.id} target of ${c}`,
            );
          const theirs = new Map(
            peers
              .filter((r) => r['model'] === name && r['dmu'] === u.id)
              .map((r) => [r['peer']!, Number(r['lambda'])]),
          );
          // The weights of the reference make the targets of the reference; they are printed with six decimals each.
          for (const c of columns) {
            let made = 0;
            let size = 0;
            for (const [peer, lambda] of theirs) {
              made += lambda * value(peer, c);
              size += Math.abs(value(peer, c));
            }
            near(made, goals.get(u.id)!.get(c)!, `${u.id} reference target of ${c}`, size);
          }
          // Every optimum rests on units that the optimal weights of the columns price at nothing (complementary slackness). Where those are
          // linearly independent, a target has one set of peers only.
          const priced = [...figure.keys()].filter((other) => {
            const inside = inputs.reduce((a, c) => a + u.multipliers[c]! * value(other, c), 0);
            const outside = outputs.reduce((a, c) => a + u.multipliers[c]! * value(other, c), 0);
            const profit =
              orientation === 'in' ? outside + u.intercept - inside : outside - inside + u.intercept;
            return Math.abs(profit) <= 1e-7 * Math.max(1, inside, outside);
          });
          const scale = columns.map((c) => Math.max(...priced.map((p) => Math.abs(value(p, c))), 1e-12));
          const rowsOf = priced.map((p) => [
            ...columns.map((c, k) => value(p, c) / scale[k]!),
            ...(rts === 'vrs' ? [1] : []),
          ]);
          const sameTarget = columns.every(
            (c) =>
              Math.abs(u.targets[c]! - goals.get(u.id)!.get(c)!) <=
              PRINTED * Math.max(1, Math.abs(u.targets[c]!)),
          );
          if (!sameTarget || priced.length === 0 || rank(rowsOf) < priced.length) continue;
          unique += 1;
          const mine = new Map(u.peers.map((p) => [p.id, p.lambda]));
          for (const peer of new Set([...theirs.keys(), ...mine.keys()]))
            near(mine.get(peer) ?? 0, theirs.get(peer) ?? 0, `${u.id} peer ${peer}`);
        }
        expect(unique).toBe(data.rows.length - (tied?.[name] ?? 0));
      },
    );
  },
);

if (hasData('dea', 'coelli_deap_eg1', 'published_deap_output.csv'))
  describe('as printed', () => {
    it('DEAP 2.1 on its first example: scores, slacks, peers, weights, peer counts and targets', () => {
      const printed = readCsv('dea', 'coelli_deap_eg1', 'published_deap_output.csv').records;
      const data = readCsv('dea', 'coelli_deap_eg1', 'data.csv');
      const { units } = deaOnTable(
        { header: data.header, rows: data.rows },
        { id: 'dmu', inputs: ['x1', 'x2'], outputs: ['y'], rts: 'crs', orientation: 'in' },
      );
      expect(units).toHaveLength(printed.length);
      units.forEach((u, i) => {
        const { peers, peer_weights, ...figures } = printed[i]!;
        expect({
          firm: u.id,
          te_crs_input_3dp: u.efficiency.toFixed(3),
          output_slack: u.slacks['y']!.toFixed(3),
          input_slack_x1: u.slacks['x1']!.toFixed(3),
          input_slack_x2: u.slacks['x2']!.toFixed(3),
          // A unit that is its own peer is not counted.
          peer_count: String(
            units.filter((o) => o.id !== u.id && o.peers.some((peer) => peer.id === u.id)).length,
          ),
          target_y: u.targets['y']!.toFixed(3),
          target_x1: u.targets['x1']!.toFixed(3),
          target_x2: u.targets['x2']!.toFixed(3),
        }).toEqual(figures);
        const weights = peer_weights!.split(';');
        expect(new Map(u.peers.map((peer) => [peer.id, peer.lambda.toFixed(3)]))).toEqual(
          new Map(peers!.split(';').map((peer, k) => [peer, weights[k]!])),
        );
      });
    });

    it('the test vector of DataEnvelopmentAnalysis.jl, to nine digits', () => {
      const printed = readCsv('dea', 'fls2008_11units', 'published_package_tests.csv').records;
      const data = readCsv('dea', 'fls2008_11units', 'data.csv');
      for (const [column, rts, orientation] of [
        ['crs_in', 'crs', 'in'],
        ['crs_out_phi', 'crs', 'out'],
        ['vrs_in', 'vrs', 'in'],
        ['vrs_out_phi', 'vrs', 'out'],
      ] as const) {
        const { units } = deaOnTable(
          { header: data.header, rows: data.rows },
          { id: 'dmu', inputs: ['x1', 'x2'], outputs: ['y'], rts, orientation },
        );
        expect(units).toHaveLength(printed.length);
        units.forEach((u, i) => {
          expect(u.id).toBe(printed[i]!['dmu']);
          expect(Math.abs(u.efficiency - Number(printed[i]![column])), `${u.id} ${column}`).toBeLessThan(
            1e-9,
          );
        });
      }
    });

    it('Program Follow Through in both published versions of the data, pooled and inside each group', () => {
      const printed = readCsv('dea', 'ccr1981_follow_through', 'reference_crs_in_both_variants.csv').records;
      expect(printed).toHaveLength(70);
      for (const [file, pooled, own] of [
        ['data.csv', 'pooled70_benchmarking', 'own_group_benchmarking'],
        ['data_variant_deaR.csv', 'pooled70_deaR_variant', 'own_group_deaR_variant'],
      ] as const) {
        const data = readCsv('dea', 'ccr1981_follow_through', file);
        const among = (rows: readonly (readonly string[])[]): Map<string, number> =>
          new Map(
            deaOnTable(
              { header: data.header, rows },
              {
                id: 'firm',
                inputs: ['x1', 'x2', 'x3', 'x4', 'x5'],
                outputs: ['y1', 'y2', 'y3'],
                rts: 'crs',
                orientation: 'in',
              },
            ).units.map((u) => [u.id, u.efficiency]),
          );
        const flag = data.header.indexOf('pft');
        const all = among(data.rows);
        const inside = new Map([
          ...among(data.rows.filter((r) => r[flag] === '1')),
          ...among(data.rows.filter((r) => r[flag] === '0')),
        ]);
        for (const p of printed) {
          near(all.get(p['firm']!)!, Number(p[pooled]), `${file} ${p['name']} pooled`);
          near(inside.get(p['firm']!)!, Number(p[own]), `${file} ${p['name']} in its group`);
        }
      }
    });
  });

// ---- small textbook sets, retyped: these run everywhere ----------------------------------------------------------------------

const columnsOf = (
  ids: readonly string[],
  inputs: readonly (readonly number[])[],
  outputs: readonly (readonly number[])[],
): Pick<DeaInput, 'ids' | 'inputs' | 'outputs'> => ({
  ids,
  inputs: inputs.map((values, i) => ({ name: `x${i + 1}`, values })),
  outputs: outputs.map((values, i) => ({ name: `y${i + 1}`, values })),
});

describe('textbook sets', () => {
  /** Coelli (1996), A Guide to DEAP Version 2.1, CEPA Working Paper 96/08, example 1 and its printed output. */
  const deap = columnsOf(
    ['F1', 'F2', 'F3', 'F4', 'F5'],
    [
      [2, 2, 6, 3, 6],
      [5, 4, 6, 2, 2],
    ],
    [[1, 2, 3, 1, 2]],
  );
  /** Cooper, Seiford & Tone (2006), Introduction to Data Envelopment Analysis and Its Uses, p. 102. */
  const cst = columnsOf(
    ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'],
    [
      [4, 7, 8, 4, 2, 10, 12, 10],
      [3, 3, 1, 2, 4, 1, 1, 1.5],
    ],
    [[1, 1, 1, 1, 1, 1, 1, 1]],
  );
  /** Tone (2001), European Journal of Operational Research 130, 498-509, p. 505. */
  const tone = columnsOf(
    ['A', 'B', 'C', 'D', 'E'],
    [
      [4, 6, 8, 8, 2],
      [3, 3, 1, 1, 4],
    ],
    [
      [2, 2, 6, 6, 1],
      [3, 3, 2, 1, 4],
    ],
  );
  const run = (
    data: Pick<DeaInput, 'ids' | 'inputs' | 'outputs'>,
    rts: ReturnsToScale,
    orientation: Orientation,
  ): DeaResult => runDea({ ...data, rts, orientation, super: true });
  const text = (values: readonly number[]): string => values.map((v) => v.toFixed(6)).join(' ');
  const scoresOf = (r: DeaResult): string => text(r.units.map((u) => u.efficiency));
  const slacksOf = (r: DeaResult): string => text(r.units.map((u) => total(u.slacks)));

  it('DEAP example 1: what the guide prints, from the text of a table', () => {
    const { units, findings } = deaOnTable(
      {
        header: ['firm', 'x1', 'x2', 'y'],
        rows: deap.ids.map((id, u) => [
          id,
          ...[...deap.inputs, ...deap.outputs].map((c) => String(c.values[u])),
        ]),
      },
      { id: 'firm', inputs: ['x1', 'x2'], outputs: ['y'], rts: 'crs', orientation: 'in' },
    );
    // Five units under three columns: many look efficient, which is worth a remark.
    expect(findings.map((f) => f.code)).toEqual(['B209']);
    expect(units.map((u) => u.efficiency.toFixed(3))).toEqual(['0.500', '1.000', '0.833', '0.714', '1.000']);
    expect(units.map((u) => u.peers.map((p) => `${p.id} ${p.lambda.toFixed(3)}`).join(' '))).toEqual([
      'F2 0.500',
      'F2 1.000',
      'F2 1.000 F5 0.500',
      'F5 0.286 F2 0.214',
      'F5 1.000',
    ]);
    expect(units.map((u) => ['y', 'x1', 'x2'].map((c) => u.targets[c]!.toFixed(3)))).toEqual([
      ['1.000', '1.000', '2.000'],
      ['2.000', '2.000', '4.000'],
      ['3.000', '5.000', '5.000'],
      ['1.000', '2.143', '1.429'],
      ['2.000', '6.000', '2.000'],
    ]);
    expect(text(units.map((u) => total(u.slacks)))).toBe('0.500000 0.000000 0.000000 0.000000 0.000000');
  });

  it('DEAP example 1 under the other returns to scale and the other orientation', () => {
    expect(scoresOf(run(deap, 'vrs', 'in'))).toBe('1.000000 1.000000 1.000000 1.000000 1.000000');
    expect(scoresOf(run(deap, 'nirs', 'in'))).toBe('0.500000 1.000000 1.000000 0.714286 1.000000');
    expect(scoresOf(run(deap, 'ndrs', 'in'))).toBe('1.000000 1.000000 0.833333 1.000000 1.000000');
    expect(scoresOf(run(deap, 'crs', 'out'))).toBe('2.000000 1.000000 1.200000 1.400000 1.000000');
    expect(scoresOf(run(deap, 'vrs', 'out'))).toBe('2.000000 1.000000 1.000000 1.000000 1.000000');
    const at = (rts: ReturnsToScale): number[] => run(deap, rts, 'in').units.map((u) => u.efficiency);
    const [crs, vrs, nirs] = [at('crs'), at('vrs'), at('nirs')];
    const scales = deap.ids.map((_, u) => scaleOf({ crs: crs[u]!, vrs: vrs[u]!, nirs: nirs[u]! }, 'in')!);
    expect(scales.map((s) => s.returns)).toEqual(['irs', 'crs', 'drs', 'irs', 'crs']);
    expect(text(scales.map((s) => s.efficiency))).toBe('0.500000 1.000000 0.833333 0.714286 1.000000');
  });

  it('Cooper, Seiford & Tone p. 102: slack totals and super-efficiency of the radial model', () => {
    const r = run(cst, 'crs', 'in');
    expect(slacksOf(r)).toBe('0.000000 0.000000 0.000000 0.000000 0.000000 2.000000 4.000000 0.000000');
    expect(text(r.units.map((u) => u.superEfficiency!))).toBe(
      '0.857143 0.631579 1.142857 1.250000 2.000000 1.000000 1.000000 0.750000',
    );
    // One output that is the same everywhere: nobody can expand it.
    expect(scoresOf(run(cst, 'vrs', 'out'))).toBe(Array(8).fill('1.000000').join(' '));
  });

  it('Tone (2001): D is only weakly efficient, and nobody could stand in for C or E under variable returns', () => {
    const r = run(tone, 'crs', 'in');
    expect(slacksOf(r)).toBe('0.400000 1.500000 0.000000 1.000000 0.000000');
    expect(text(r.units.map((u) => u.superEfficiency!))).toBe('0.900000 0.833333 2.000000 1.000000 2.666667');
    expect(r.units[3]).toMatchObject({ efficiency: 1, standing: 'weak', peers: [{ id: 'C', lambda: 1 }] });
    // Nobody but E makes 4 of the second output; D makes as much as C of the first, but less of the second.
    const vrs = run(tone, 'vrs', 'in');
    expect(new Set(vrs.findings.filter((f) => f.code === 'B211').map((f) => f.path))).toEqual(
      new Set(['C', 'E']),
    );
    expect(vrs.units.map((u) => u.superEfficiency === null)).toEqual([false, false, true, false, true]);
  });
});

/** The examples of docs/benchmarking.md: how each of its tables is computed from the data tables of the same document. */
import {
  findOutliers,
  runBootstrap,
  runCost,
  runCross,
  runDea,
  runDirectional,
  runFdh,
  runMalmquist,
  runOrderM,
  runRadial,
  runSbm,
  runTranslated,
  scaleOf,
  type DeaPeer,
  type ModelData,
  type ReturnsToScale,
} from '#engine/benchmark';

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
export type Cell = string | number;

/** Tables under a comment `<!-- kind: key -->`. */
export function tablesOf(markdown: string, kind: string): Map<string, Table> {
  const found = new Map<string, Table>();
  const lines = markdown.split('\n');
  lines.forEach((line, at) => {
    const key = new RegExp(`^<!-- ${kind}: ([\\w-]+) -->$`).exec(line)?.[1];
    if (key === undefined) return;
    let from = at + 1;
    while (lines[from] === '') from += 1;
    const rows: string[][] = [];
    for (let n = from; lines[n]?.startsWith('|'); n++)
      rows.push(
        lines[n]!.split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [head = [], , ...body] = rows;
    found.set(key, { head, rows: body });
  });
  return found;
}

const columnOf = (table: Table, name: string) => ({
  name,
  values: table.rows.map((row) => Number(row[table.head.indexOf(name)])),
});
const dataOf = (table: Table, inputs: readonly string[], outputs: readonly string[]): ModelData => ({
  ids: table.rows.map((row) => row[0]!),
  inputs: inputs.map((name) => columnOf(table, name)),
  outputs: outputs.map((name) => columnOf(table, name)),
});
const peers = (list: readonly DeaPeer[]): string =>
  list.map((p) => `${p.id} ${p.lambda.toFixed(3)}`).join(', ');
const orNone = (value: number | null | undefined): Cell => value ?? 'none';

/** Rows of each computed table, by its key. */
export const examples: Readonly<Record<string, (data: (key: string) => Table) => Cell[][]>> = {
  radial: (data) => {
    const d = dataOf(data('plants'), ['energy', 'staff'], ['output']);
    const run = (rts: ReturnsToScale) => runDea({ ...d, rts, orientation: 'in' }).units;
    const [crs, vrs, nirs] = [run('crs'), run('vrs'), run('nirs')];
    return crs.map((u, k) => {
      const scale = scaleOf({ crs: u.efficiency, vrs: vrs[k]!.efficiency, nirs: nirs[k]!.efficiency }, 'in')!;
      return [
        u.id,
        u.efficiency,
        peers(u.peers),
        u.slacks['energy']!,
        u.slacks['staff']!,
        vrs[k]!.efficiency,
        scale.efficiency,
        scale.returns,
      ];
    });
  },
  super: (data) =>
    runDea({
      ...dataOf(data('plants'), ['energy', 'staff'], ['output']),
      rts: 'crs',
      orientation: 'in',
      super: true,
    }).units.map((u) => [u.id, u.efficiency, orNone(u.superEfficiency)]),
  fdh: (data) =>
    runFdh({ ...dataOf(data('plants'), ['energy', 'staff'], ['output']), orientation: 'out' }).units.map(
      (u) => [u.id, u.efficiency, u.peers[0]!.id],
    ),
  sbm: (data) =>
    runSbm({
      ...dataOf(data('tone'), ['x1', 'x2'], ['y1', 'y2']),
      rts: 'crs',
      orientation: 'none',
      super: true,
    }).units.map((u) => [
      u.id,
      u.efficiency,
      u.slacks['x1']!,
      u.slacks['x2']!,
      u.slacks['y1']!,
      u.slacks['y2']!,
      orNone(u.superEfficiency),
    ]),
  conditions: (data) => {
    const table = data('conditions');
    const d = dataOf(table, ['energy', 'land'], ['output']);
    const base = { ...d, rts: 'vrs', orientation: 'in' } as const;
    const free = runRadial(base).units;
    const held = runRadial({ ...base, nonDiscretionary: ['land'] }).units;
    const classed = runRadial({ ...base, category: columnOf(table, 'class') }).units;
    const bound = runRadial({
      ...base,
      weightBounds: [{ column: 'energy', to: 'land', lower: 2, upper: 4 }],
    }).units;
    return free.map((u, k) => [
      u.id,
      u.efficiency,
      held[k]!.efficiency,
      classed[k]!.efficiency,
      bound[k]!.efficiency,
    ]);
  },
  undesirable: (data) => {
    const table = data('emissions');
    const d = { ...dataOf(table, ['energy'], ['output']), undesirable: [columnOf(table, 'so2')] };
    const translated = runTranslated({ ...d, orientation: 'out' }).units;
    const weak = runDirectional({ ...d, rts: 'crs' }).units;
    const strong = runDirectional({ ...d, rts: 'crs', disposal: 'strong' }).units;
    return translated.map((u, k) => [
      u.id,
      u.efficiency,
      u.targets['so2']!,
      weak[k]!.beta,
      strong[k]!.beta,
      strong[k]!.targets['so2']!,
    ]);
  },
  cost: (data) => {
    const table = data('plants');
    return runCost({
      ...dataOf(table, ['energy', 'staff'], ['output']),
      prices: [columnOf(table, 'price of energy'), columnOf(table, 'price of staff')],
      rts: 'crs',
    }).units.map((u) => [u.id, u.technical, u.allocative, u.cost, u.targets['energy']!, u.targets['staff']!]);
  },
  malmquist: (data) =>
    runMalmquist({
      periods: ['2017', '2018', '2019'].map((period) => ({
        period,
        data: {
          ids: data('panel').rows.map((row) => row[0]!),
          inputs: [{ ...columnOf(data('panel'), `energy ${period}`), name: 'energy' }],
          outputs: [{ ...columnOf(data('panel'), `output ${period}`), name: 'output' }],
        },
      })),
      orientation: 'in',
      rts: 'vrs',
    }).changes.map((c) => [
      c.id,
      `${c.from}–${c.to}`,
      orNone(c.index),
      orNone(c.efficiencyChange),
      orNone(c.technicalChange),
      orNone(c.pureChange),
      orNone(c.scaleChange),
    ]),
  cross: (data) => {
    const d = dataOf(data('plants'), ['energy', 'staff'], ['output']);
    const hard = runCross({ ...d, goal: 'aggressive' }).units;
    const kind = runCross({ ...d, goal: 'benevolent' }).units;
    return hard.map((u, k) => [u.id, u.own, u.cross, kind[k]!.cross, u.maverick]);
  },
  robust: (data) => {
    const d = dataOf(data('twenty'), ['energy'], ['output']);
    const hull = runFdh({ ...d, orientation: 'in' }).units;
    const order = runOrderM({ ...d, orientation: 'in', m: 5 }).units;
    const radial = runBootstrap({ ...d, rts: 'vrs', orientation: 'in', seed: 2018, replications: 200 }).units;
    const outliers = findOutliers({ ...d, rts: 'vrs', orientation: 'in' }).units;
    return hull.map((u, k) => [
      u.id,
      u.efficiency,
      order[k]!.efficiency,
      radial[k]!.efficiency,
      radial[k]!.corrected,
      `${radial[k]!.interval[0].toFixed(2)}–${radial[k]!.interval[1].toFixed(2)}`,
      orNone(outliers[k]!.beyond),
      outliers[k]!.influence,
      outliers[k]!.flags.join(', '),
    ]);
  },
};

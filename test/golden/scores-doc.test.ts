/** The section on scores of docs/benchmarking.md: every table is computed again from its first one, to the digits it prints. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scoreGroup, scoreItem, type ScoreItem } from '#engine/benchmark';
import {
  ahpWeights,
  classify,
  criticWeights,
  deviationWeights,
  entropyWeights,
  ranksOf,
  topsis,
  topsisSwaps,
  weightSwaps,
  type ClassRule,
  type ClassUnit,
  type CriterionDirection,
  type Quota,
} from '#engine/evaluation';
import { tablesOf } from './benchmarking-examples.ts';

const tables = tablesOf(
  readFileSync(new URL('../../docs/benchmarking.md', import.meta.url), 'utf8'),
  'scored',
);
const firms = tables.get('firms')!;
const names = firms.rows.map((row) => row[0]!);
const matrix = firms.rows.map((row) => row.slice(1).map(Number));
const columns = ['tax', 'value added', 'energy'];
const weights = [50, 30, 20];
const directions: CriterionDirection[] = ['benefit', 'benefit', 'cost'];

const items: readonly ScoreItem[] = [
  { indicator: 'tax', weight: 50, formula: { kind: 'ratio', base: { stat: 'mean' } } },
  { indicator: 'value added', weight: 30, formula: { kind: 'ratio', base: { stat: 'mean' } } },
  { indicator: 'energy', weight: 20, formula: { kind: 'two-minus-ratio', mean: { stat: 'mean' } } },
];
const scored = scoreGroup(
  items,
  matrix.map((row) => Object.fromEntries(columns.map((c, k) => [c, row[k]!]))),
);
const places = ranksOf(scored.map((s) => s.total!));

const share = (percent: number): Quota => ({ kind: 'share', percent });
const shares = (a: Quota, d: Quota): ClassRule => ({
  cuts: {
    by: 'share',
    classes: [
      { id: 'A', quota: a },
      { id: 'B', quota: share(40) },
      { id: 'C', quota: { kind: 'rest' } },
      { id: 'D', quota: d },
    ],
  },
});
const ten = (first: Partial<ClassUnit> = {}, third = 98): ClassUnit[] =>
  Array.from({ length: 10 }, (_, i) => ({
    id: `u${i}`,
    score: i === 2 ? third : 100 - i,
    ...(i === 0 ? first : {}),
  }));
const letters = (rule: ClassRule, units: readonly ClassUnit[]): string =>
  classify(rule, units)
    .map((a) => a.class)
    .join(' ');
const plain = shares(share(20), share(5));

const swapRow = (u: number): string[] => {
  const up = places.indexOf(places[u]! - 1);
  if (up < 0) return [names[u]!, '—', '—', '—', '—'];
  const of = (n: number): number[] => scored[n]!.items.map((i) => i.points! / i.weight);
  const swaps = weightSwaps(weights, of(u), of(up));
  return [
    names[u]!,
    names[up]!,
    ...weights.map((_, k) => swaps.find((s) => s.item === k)?.to.toFixed(1) ?? '—'),
  ];
};

const fiveLevels: ScoreItem = {
  indicator: 'five-level',
  weight: 20,
  formula: {
    kind: 'five-level',
    levels: { excellent: 1, good: 2, average: 3, low: 4, poor: 5 },
    direction: 'lower',
  },
};
const growth: ScoreItem = {
  indicator: 'growth',
  weight: 20,
  formula: { kind: 'growth', atBase: 0.8, per: 5, points: 1 },
  negative: 'as-is',
};
const pointsAt = (item: ScoreItem): string[][] =>
  tables.get(item.indicator)!.rows.map(([x]) => [x!, scoreItem(item, Number(x)).points!.toFixed(2)]);

const closest = topsis(matrix, weights, directions);
const topsisSwapRow = (u: number): string[] => {
  const up = closest.rank.indexOf(closest.rank[u]! - 1);
  if (up < 0) return [names[u]!, '—', '—', '—', '—'];
  const steps = (n: number) => ({
    toIdeal: closest.weighted[n]!.map((x, k) => Math.abs(x - closest.ideal[k]!)),
    toAntiIdeal: closest.weighted[n]!.map((x, k) => Math.abs(x - closest.antiIdeal[k]!)),
  });
  const swaps = topsisSwaps(weights, steps(u), steps(up));
  return [
    names[u]!,
    names[up]!,
    ...weights.map((_, k) => swaps.find((s) => s.item === k)?.to.toFixed(1) ?? '—'),
  ];
};

const minMax = { normalise: 'min-max', directions } as const;
const computed: Readonly<Record<string, () => string[][]>> = {
  firms: () => firms.rows.map((row) => [...row]),
  totals: () =>
    scored.map((s, u) => [
      names[u]!,
      ...s.items.map((i) => i.points!.toFixed(2)),
      s.total!.toFixed(2),
      String(places[u]),
    ]),
  weights: () =>
    (
      [
        ['entropy', entropyWeights(matrix, minMax)],
        ['critic', criticWeights(matrix, minMax)],
        ['standardDeviation', deviationWeights(matrix, minMax)],
        [
          'ahp',
          ahpWeights([
            [1, 2, 4],
            [1 / 2, 1, 3],
            [1 / 4, 1 / 3, 1],
          ]).weights,
        ],
      ] as const
    ).map(([name, w]) => [name, ...w.map((x) => x.toFixed(3))]),
  topsis: () =>
    (['vector', 'sum', 'max', 'min-max'] as const).map((normalise) => [
      normalise,
      ...topsis(matrix, weights, directions, { normalise }).closeness.map((c) => c.toFixed(3)),
    ]),
  classes: () => [
    ['A 20, B 40, C rest, D 5', letters(plain, ten())],
    [
      'A at most 20, D at least 5',
      letters(shares({ kind: 'at-most', percent: 20 }, { kind: 'at-least', percent: 5 }), ten()),
    ],
    ['the best one barred from A', letters(plain, ten({ vetoes: [{ kind: 'barred', from: 'A' }] }))],
    ['the best one vetoed, apart', letters(plain, ten({ vetoes: [{ kind: 'last' }] }))],
    ['second and third equal, worse', letters(plain, ten({}, 99))],
    ['second and third equal, better', letters({ ...plain, ties: 'better' }, ten({}, 99))],
  ],
  'five-level': () => pointsAt(fiveLevels),
  growth: () => pointsAt(growth),
  'topsis-swaps': () => names.map((_, u) => topsisSwapRow(u)),
  swaps: () => names.map((_, u) => swapRow(u)),
};

it('holds these tables, and no other', () => {
  expect([...tables.keys()].toSorted()).toEqual(Object.keys(computed).toSorted());
});
it.each(Object.entries(computed))('the table of %s', (key, compute) => {
  const found = compute();
  expect(tables.get(key)!.rows).toEqual(found);
});

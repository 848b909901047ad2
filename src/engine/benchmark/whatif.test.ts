import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { benchmarkRun } from './run.ts';
import type { EvaluationDefinition, RunUnit } from './types.ts';
import { shareOfFrontier, toRays, whatIf, type WhatIfModel } from './whatif.ts';

/** Reproducible figures between 1 and 10. */
const figures = (seed: number) => {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1103515245) + 12345) & 0x7fffffff;
    return 1 + (9 * s) / 0x7fffffff;
  };
};
const columns = ['people', 'energy', 'made', 'sold'] as const;
const definition: EvaluationDefinition = {
  dea: {
    inputs: ['people', 'energy'],
    outputs: ['made', 'sold'],
    rts: ['crs', 'vrs'],
    orientations: ['in', 'out'],
    orientation: 'out',
  },
  indicators: [],
  score: {
    decimals: 2,
    items: [
      { indicator: 'per-head', weight: 60, formula: { kind: 'ratio', base: { stat: 'mean' } } },
      { indicator: 'per-energy', weight: 40, formula: { kind: 'ratio', base: { stat: 'mean' } } },
    ],
  },
};
const world = (n: number, seed = 7): RunUnit[] => {
  const next = figures(seed);
  return Array.from({ length: n }, (_, i) => {
    const [people, energy, made, sold] = [next(), next(), next(), next()];
    return {
      id: `e${String(i).padStart(4, '0')}`,
      group: 'g',
      values: { people, energy, made, sold, 'per-head': made / people, 'per-energy': made / energy },
    };
  });
};
const row = (u: RunUnit): number[] => columns.map((c) => u.values[c]!);
const values = (u: RunUnit): number[] => [u.values['per-head']!, u.values['per-energy']!];
const modelOf = (own: RunUnit, others: readonly RunUnit[]): WhatIfModel => ({
  items: definition.score!.items,
  decimals: 2,
  others: others.map(values),
  inputs: 2,
  rays: toRays(others.map(row), row(own)),
});
const unchanged = [1, 1, 1, 1];

describe('with nothing changed', () => {
  it('score, place and efficiency are those of the run, for everybody', () => {
    const units = world(40);
    const run = benchmarkRun(definition, units);
    for (const [i, own] of units.entries()) {
      const e = run.enterprises.find((x) => x.id === own.id)!;
      const others = units.filter((_, k) => k !== i);
      const answer = whatIf(modelOf(own, others), { values: values(own), columns: unchanged });
      expect(answer.score).toBe(e.score!.total);
      expect(answer.rank).toBe(e.rank);
      expect(answer.efficiency).toBeCloseTo(e.dea['crs-in']!.efficiency, 9);
      expect(
        shareOfFrontier(row(own), others.map(row), { inputs: 2, rts: 'vrs', orientation: 'out' }),
      ).toBeCloseTo(1 / e.dea['vrs-out']!.efficiency, 9);
    }
  });

  it('only the frontier of the others matters to the efficiency', () => {
    const units = world(60, 3);
    const own = units[5]!;
    const others = units.filter((u) => u !== own);
    const frontier = benchmarkRun(definition, others).groups[0]!.frontier;
    const few = others.filter((u) => frontier.includes(u.id));
    expect(few.length).toBeLessThan(others.length / 2);
    for (const [rts, orientation] of [
      ['crs', 'in'],
      ['vrs', 'out'],
      ['vrs', 'in'],
    ] as const)
      expect(shareOfFrontier(row(own), few.map(row), { inputs: 2, rts, orientation })).toBeCloseTo(
        shareOfFrontier(row(own), others.map(row), { inputs: 2, rts, orientation })!,
        9,
      );
  });
});

describe('rays', () => {
  const units = world(12, 11);
  const own = units[0]!;
  it('say nothing of size: an enterprise a hundred times as large leaves the same ray', () => {
    const rows = units.map(row);
    const larger = rows.map((r, i) => r.map((v) => v * (i + 1) * 100));
    const [a, b] = [toRays(rows, row(own)), toRays(larger, row(own))];
    a.forEach((ray, i) => ray.forEach((v, c) => expect(b[i]![c]).toBeCloseTo(v, 12)));
    for (const ray of a) expect(ray.reduce((x, y) => x + y, 0)).toBeCloseTo(1, 12);
  });

  it('do not depend on the units of the columns', () => {
    const factor = [1e4, 1e-3, 7, 1e8];
    const scaled = (r: number[]) => r.map((v, c) => v * factor[c]!);
    const a = toRays(units.map(row), row(own));
    const b = toRays(
      units.map((u) => scaled(row(u))),
      scaled(row(own)),
    );
    a.forEach((ray, i) => ray.forEach((v, c) => expect(b[i]![c]).toBeCloseTo(v, 12)));
  });

  it('bear columns of which there is nothing', () => {
    expect(toRays([[2, 0, 4, 0]], [1, 1, 2, 0])).toEqual([[0.5, 0, 0.5, 0]]);
    expect(toRays([[0, 0, 0, 0]], [1, 1, 1, 1])).toEqual([]);
  });
});

describe('a change', () => {
  const units = world(50, 5);
  const own = units[9]!;
  const model = modelOf(
    own,
    units.filter((u) => u !== own),
  );
  it('for the better never lowers score, place or efficiency (monotonicity)', () => {
    const now = whatIf(model, { values: values(own), columns: unchanged });
    for (const less of [0.9, 0.6, 0.3]) {
      const then = whatIf(model, {
        values: [own.values['per-head']! / less, own.values['per-energy']!],
        columns: [less, 1, 1, 1],
      });
      expect(then.score!).toBeGreaterThan(now.score!);
      expect(then.rank!).toBeLessThanOrEqual(now.rank!);
      expect(then.efficiency!).toBeGreaterThanOrEqual(now.efficiency! - 1e-12);
    }
  });

  it('gives what a run over the changed figures gives', () => {
    const people = own.values['people']! * 0.7;
    const made = own.values['made']! * 1.2;
    const then = {
      ...own,
      values: {
        ...own.values,
        people,
        made,
        'per-head': made / people,
        'per-energy': made / own.values['energy']!,
      },
    };
    const run = benchmarkRun(
      definition,
      units.map((u) => (u === own ? then : u)),
    );
    const e = run.enterprises.find((x) => x.id === own.id)!;
    const answer = whatIf(model, { values: values(then), columns: [0.7, 1, 1.2, 1] });
    expect(answer).toMatchObject({ score: e.score!.total, rank: e.rank });
    expect(answer.efficiency).toBeCloseTo(e.dea['crs-out'] ? 1 / e.dea['crs-out'].efficiency : NaN, 9);
  });
});

it('answers within a frame or a few for a group of 500', () => {
  const units = world(500, 2);
  const model = modelOf(units[0]!, units.slice(1));
  whatIf(model, { values: values(units[0]!), columns: unchanged });
  const times = [0.9, 1.1, 1.2].map((k) => {
    const from = performance.now();
    whatIf(model, { values: values(units[0]!), columns: [k, 1, 1, 1] });
    return performance.now() - from;
  });
  expect(Math.min(...times)).toBeLessThan(100);
});

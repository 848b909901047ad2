import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingText } from '#locales';
import { Prng } from '#kernel';
import { solveLp } from '#engine/lp';
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
} from './index.ts';
import { buildEnvelopment, certify } from './program.ts';
import type { DeaColumn, ModelData, Orientation, ReturnsToScale } from './index.ts';

const data = (
  ids: readonly string[],
  inputs: Readonly<Record<string, readonly (number | null)[]>>,
  outputs: Readonly<Record<string, readonly (number | null)[]>>,
): ModelData => ({
  ids,
  inputs: Object.entries(inputs).map(([name, values]) => ({ name, values })),
  outputs: Object.entries(outputs).map(([name, values]) => ({ name, values })),
});
const codes = (r: { findings: readonly { code: string }[] }): string[] => r.findings.map((f) => f.code);
const near = (a: number, b: number, what = '', tolerance = 1e-8): void =>
  expect(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)), `${what} ${a} for ${b}`).toBe(
    true,
  );

/** No figure that is none anywhere in an answer, and every remark has a sentence. */
function sound(result: { readonly findings: readonly { code: string }[] }): void {
  const walk = (value: unknown): void => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
  };
  walk(result);
  for (const code of new Set(codes(result))) expect(findingText('zh-CN', code).message, code).not.toBe(code);
}

const returns: ReturnsToScale[] = ['crs', 'vrs', 'nirs', 'ndrs'];
/** Random figures, ties and zeros among them unless `positive`. */
const problem = (positive: boolean, from = 3) =>
  fc
    .record({
      units: fc.integer({ min: from, max: 9 }),
      inputs: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 3 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      ties: fc.boolean(),
    })
    .map(({ units, inputs, outputs, seed, ties }): ModelData => {
      const random = new Prng(seed, 0, 0);
      const column = (name: string): DeaColumn => ({
        name,
        values: Array.from({ length: units }, () =>
          ties
            ? Math.floor((positive ? 3 : 4) * random.next()) + (positive ? 1 : 0)
            : 0.1 + 10 * random.next(),
        ),
      });
      return {
        ids: Array.from({ length: units }, (_, u) => `U${u}`),
        inputs: Array.from({ length: inputs }, (_, i) => column(`x${i}`)),
        outputs: Array.from({ length: outputs }, (_, r) => column(`y${r}`)),
      };
    });
const orientations = fc.constantFrom<Orientation>('in', 'out');
const anyReturns = fc.constantFrom(...returns);
const times = (column: DeaColumn, factor: number): DeaColumn => ({
  name: column.name,
  values: [...column.values].map((v) => v! * factor),
});
/** Every column in other units of measurement, and the rows in another order. */
const otherwise = (d: ModelData): ModelData => {
  const factors = [1e9, 1e-6, 12, 1e-3, 1e6, 0.5];
  const turn = (column: DeaColumn): DeaColumn => ({
    name: column.name,
    values: [...column.values].toReversed(),
  });
  return {
    ids: d.ids.toReversed(),
    inputs: d.inputs.map((c, i) => turn(times(c, factors[i]!))),
    outputs: d.outputs.map((c, r) => turn(times(c, factors[3 + r]!))),
  };
};
/** The scores of each unit by id must not depend on units of measurement or order. */
function invariant(run: (d: ModelData) => { units: readonly { id: string }[] }, key: string) {
  return (d: ModelData): void => {
    const before = new Map(run(d).units.map((u) => [u.id, (u as Record<string, unknown>)[key] as number]));
    const after = run(otherwise(d)).units;
    expect(after).toHaveLength(before.size);
    for (const u of after)
      near((u as unknown as Record<string, number>)[key]!, before.get(u.id)!, u.id, 1e-7);
  };
}

describe('the certificate', () => {
  it('holds for the optimum and fails for a point, a price or a score that is off', () => {
    const d = data(['a', 'b', 'c'], { x: [2, 1e9, 3], z: [3, 2e9, 1] }, { y: [1e-3, 5e5, 1e-3] });
    const columns = [...d.inputs, ...d.outputs];
    const problem = buildEnvelopment({
      sense: 'min',
      rts: 'vrs',
      reference: [0, 1, 2],
      rows: columns.map((c, k) => ({
        name: c.name,
        values: Float64Array.from(c.values as number[]),
        slack: k < 2 ? 1 : -1,
        drive: k < 2 ? -c.values[0]! : 0,
        rhs: k < 2 ? 0 : c.values[0]!,
        weight: 1,
      })),
    });
    const { primal, dual } = solveLp(problem);
    const worst = (x: Float64Array, y: Float64Array): number => {
      const c = certify(problem, x, y);
      return Math.max(c.gap, c.primal, c.dual);
    };
    expect(worst(primal, dual)).toBeLessThan(1e-12);
    primal.forEach((value, j) => {
      if (value > 1e-9) expect(worst(primal.with(j, value * 1.001), dual), `x${j}`).toBeGreaterThan(1e-5);
    });
    dual.forEach((price, i) => {
      if (Math.abs(price) > 1e-9) {
        expect(worst(primal, dual.with(i, price * 1.001)), `row ${i}`).toBeGreaterThan(1e-5);
        expect(worst(primal, dual.with(i, -price)), `row ${i}`).toBeGreaterThan(1e-3);
      }
    });
  });
});

describe('the general radial program', () => {
  it('gives what the fast engine gives', () => {
    fc.assert(
      fc.property(problem(false), anyReturns, orientations, (d, rts, orientation) => {
        const fast = runDea({ ...d, rts, orientation, super: true });
        const slow = runRadial({ ...d, rts, orientation, super: true });
        const scored = slow.units.map((u) => u.id);
        expect(fast.units.filter((u) => scored.includes(u.id))).toHaveLength(scored.length);
        for (const unit of slow.units) {
          const other = fast.units.find((u) => u.id === unit.id)!;
          near(unit.efficiency, other.efficiency, unit.id);
          if (other.superEfficiency === null) expect(unit.superEfficiency).toBeNull();
          else near(unit.superEfficiency!, other.superEfficiency!, unit.id);
          const total = (s: Record<string, number>): number => Object.values(s).reduce((a, b) => a + b, 0);
          near(total(unit.slacks), total(other.slacks), unit.id, 1e-6);
        }
        sound(slow);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on units of measurement or order, 1e9 beside 1e-6', () => {
    fc.assert(
      fc.property(problem(true), anyReturns, orientations, (d, rts, orientation) => {
        invariant((x) => runRadial({ ...x, rts, orientation }), 'efficiency')(d);
        for (const u of runRadial({ ...otherwise(d), rts, orientation }).units)
          expect(Math.max(u.certificate.gap, u.certificate.primal, u.certificate.dual)).toBeLessThan(1e-9);
      }),
      { numRuns: 100 },
    );
  });

  const plants = data(
    ['甲', '乙', '丙', '丁'],
    { energy: [2, 4, 4, 8], land: [4, 2, 4, 8] },
    { output: [4, 4, 4, 8] },
  );

  it('a column held is not asked to improve, but limits whom one is compared with', () => {
    const free = runRadial({ ...plants, rts: 'vrs', orientation: 'in' });
    const held = runRadial({ ...plants, rts: 'vrs', orientation: 'in', nonDiscretionary: ['land'] });
    expect(free.units[2]).toMatchObject({ efficiency: 0.75, peers: [{ lambda: 0.5 }, { lambda: 0.5 }] });
    expect(held.units[2]).toMatchObject({
      efficiency: 0.5,
      peers: [{ id: '甲', lambda: 1 }],
      slacks: { land: 0 },
    });
    // 乙 has the least land: only itself can be the measure.
    expect(held.units[1]).toMatchObject({ efficiency: 1, peers: [{ id: '乙', lambda: 1 }] });
  });

  it('a unit is measured only by its own class and worse ones', () => {
    const category = { name: 'class', values: [2, 2, 1, 1] };
    const { units } = runRadial({ ...plants, rts: 'crs', orientation: 'in', category });
    // 丙 and 丁 work under worse conditions than 甲 and 乙, and have each other.
    expect(units.map((u) => u.efficiency)).toEqual([1, 1, 1, 1]);
    const best = runRadial({
      ...plants,
      rts: 'crs',
      orientation: 'in',
      category: { name: 'class', values: [1, 1, 2, 2] },
    });
    near(best.units[2]!.efficiency, 0.75);
  });

  it('weight bounds can only lower an input score, and hold in the answer', () => {
    fc.assert(
      fc.property(problem(true), anyReturns, (d, rts) => {
        if (d.inputs.length < 2) return;
        const free = runRadial({ ...d, rts, orientation: 'in' });
        const weightBounds = [{ column: 'x0', to: 'x1', lower: 0.5, upper: 2 }];
        const bound = runRadial({ ...d, rts, orientation: 'in', weightBounds });
        bound.units.forEach((u, k) => {
          expect(u.efficiency).toBeLessThanOrEqual(free.units[k]!.efficiency + 1e-9);
          expect(u.multipliers['x0']!).toBeLessThanOrEqual(2 * u.multipliers['x1']! + 1e-9);
          expect(u.multipliers['x0']!).toBeGreaterThanOrEqual(0.5 * u.multipliers['x1']! - 1e-9);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('refuses in words what cannot be meant', () => {
    const ask = (more: object) => runRadial({ ...plants, rts: 'vrs', orientation: 'in', ...more });
    const cases: [object, string][] = [
      [{ nonDiscretionary: ['heat'] }, 'B304'],
      [{ nonDiscretionary: ['energy', 'land'] }, 'B304'],
      [{ weightBounds: [{ column: 'energy', to: 'output', upper: 2 }] }, 'B305'],
      [{ weightBounds: [{ column: 'energy', to: 'land', lower: 3, upper: 2 }] }, 'B305'],
      [{ weightBounds: [{ column: 'energy', to: 'energy', lower: 1 }] }, 'B305'],
    ];
    for (const [more, code] of cases) {
      const r = ask(more);
      expect(r.units).toEqual([]);
      expect(codes(r)).toContain(code);
      sound(r);
    }
    // The only input that may move is zero for the second unit.
    const idle = runRadial({
      ...data(['a', 'b'], { x: [1, 0], z: [1, 1] }, { y: [1, 1] }),
      rts: 'vrs',
      orientation: 'in',
      nonDiscretionary: ['z'],
    });
    expect(idle.excluded).toEqual([{ id: 'b', code: 'B303' }]);
  });
});

describe('free disposal hull', () => {
  it('is not below variable returns (in), not above them (out), and its peer is a real unit that dominates', () => {
    fc.assert(
      fc.property(problem(false), orientations, (d, orientation) => {
        const hull = runFdh({ ...d, orientation, super: true });
        const convex = new Map(
          runDea({ ...d, rts: 'vrs', orientation }).units.map((u) => [u.id, u.efficiency]),
        );
        for (const u of hull.units) {
          if (orientation === 'in') expect(u.efficiency).toBeGreaterThanOrEqual(convex.get(u.id)! - 1e-9);
          else expect(u.efficiency).toBeLessThanOrEqual(convex.get(u.id)! + 1e-9);
          expect(u.peers).toHaveLength(1);
          if (u.standing === 'strong') expect(u.superEfficiency ?? 1).not.toBeNaN();
        }
        sound(hull);
      }),
      { numRuns: 150 },
    );
  });
  it.each(['in', 'out'] as const)('does not depend on units of measurement or order (%s)', (orientation) => {
    fc.assert(
      fc.property(
        problem(true),
        invariant((d) => runFdh({ ...d, orientation }), 'efficiency'),
      ),
      { numRuns: 80 },
    );
  });
  it('names a weakly efficient unit', () => {
    const { units } = runFdh({
      ...data(['a', 'b'], { x: [1, 1], z: [2, 1] }, { y: [1, 1] }),
      orientation: 'in',
    });
    expect(units[0]).toMatchObject({
      efficiency: 1,
      standing: 'weak',
      peers: [{ id: 'b', lambda: 1 }],
      slacks: { z: 1 },
    });
  });
});

describe('slacks-based measure', () => {
  it('ρ ≤ θ and ρ_out ≤ 1/φ; without orientation not above either side (Tone 2001)', () => {
    fc.assert(
      fc.property(problem(true), anyReturns, (d, rts) => {
        const scores = (units: readonly { efficiency: number }[]): number[] => units.map((u) => u.efficiency);
        const [none, inward, outward] = (['none', 'in', 'out'] as const).map((orientation) =>
          scores(runSbm({ ...d, rts, orientation }).units),
        ) as [number[], number[], number[]];
        const theta = scores(runDea({ ...d, rts, orientation: 'in' }).units);
        const phi = scores(runDea({ ...d, rts, orientation: 'out' }).units);
        none.forEach((rho, k) => {
          expect(rho).toBeGreaterThanOrEqual(0);
          expect(inward[k]!).toBeLessThanOrEqual(theta[k]! + 1e-9);
          expect(outward[k]!).toBeLessThanOrEqual(1 / phi[k]! + 1e-9);
          expect(rho).toBeLessThanOrEqual(Math.min(inward[k]!, outward[k]!) + 1e-9);
        });
      }),
      { numRuns: 100 },
    );
  });
  it('is 1 exactly for the units the radial model finds strong', () => {
    fc.assert(
      fc.property(problem(true), anyReturns, (d, rts) => {
        const radial = runDea({ ...d, rts, orientation: 'in' }).units;
        runSbm({ ...d, rts, orientation: 'none', super: true }).units.forEach((u, k) => {
          expect(u.standing === 'strong', u.id).toBe(radial[k]!.standing === 'strong');
          expect(u.efficiency === 1, u.id).toBe(radial[k]!.standing === 'strong');
          if (u.efficiency === 1) expect(u.superEfficiency ?? 1).toBeGreaterThanOrEqual(1 - 1e-9);
          else expect(u.superEfficiency).toBe(u.efficiency);
        });
      }),
      { numRuns: 100 },
    );
  });
  it.each(['none', 'in', 'out'] as const)(
    'does not depend on units of measurement or order (%s)',
    (orientation) => {
      fc.assert(
        fc.property(problem(true), anyReturns, (d, rts) =>
          invariant((x) => runSbm({ ...x, rts, orientation }), 'efficiency')(d),
        ),
        { numRuns: 60 },
      );
    },
  );
  it('shows peers, slacks and targets that fit together and prove themselves, zeros or not', () => {
    fc.assert(
      fc.property(
        problem(false),
        anyReturns,
        fc.constantFrom('none' as const, 'in' as const, 'out' as const),
        (d, rts, orientation) => {
          const result = runSbm({ ...d, rts, orientation, super: true });
          sound(result);
          for (const u of result.units) {
            const at = d.ids.indexOf(u.id);
            for (const [columns, sign] of [
              [d.inputs, -1],
              [d.outputs, 1],
            ] as const)
              for (const c of columns)
                near(u.targets[c.name]!, c.values[at]! + sign * u.slacks[c.name]!, c.name, 1e-7);
            expect(Math.max(u.certificate.gap, u.certificate.primal, u.certificate.dual)).toBeLessThan(1e-7);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
  it('names figures of zero, and units nobody can reach', () => {
    const d = data(['a', 'b', 'c'], { x: [1, 2, 0], z: [1, 3, 1] }, { y: [1, 1, 1] });
    const r = runSbm({ ...d, rts: 'vrs', orientation: 'none', super: true });
    expect(codes(r)).toContain('B301');
    // Nobody else works without x.
    expect(r.units.find((u) => u.id === 'c')!.superEfficiency).toBeNull();
    expect(codes(r)).toContain('B211');
  });
});

describe('cost efficiency', () => {
  it('cost = technical × allocative, all in [0, 1], and technical is the radial score', () => {
    fc.assert(
      fc.property(problem(false), anyReturns, fc.integer({ min: 1, max: 1e6 }), (d, rts, seed) => {
        const random = new Prng(seed, 0, 1);
        const prices = d.inputs.map((c) => ({
          name: `w${c.name}`,
          values: d.ids.map(() => Math.floor(4 * random.next())),
        }));
        const result = runCost({ ...d, prices, rts });
        sound(result);
        // Units without a price are not compared at all, so nothing is said about their scores elsewhere.
        const whole = result.excluded.every((e) => e.code === 'B205');
        const radial = new Map(
          runDea({ ...d, rts, orientation: 'in' }).units.map((u) => [u.id, u.efficiency]),
        );
        for (const u of result.units) {
          near(u.cost, u.technical * u.allocative, u.id, 1e-12);
          for (const s of [u.cost, u.technical, u.allocative]) {
            expect(s).toBeGreaterThanOrEqual(0);
            expect(s).toBeLessThanOrEqual(1 + 1e-9);
          }
          if (whole) near(u.technical, radial.get(u.id)!, u.id, 1e-7);
          near(u.spending.least, u.cost * u.spending.own, u.id, 1e-7);
        }
      }),
      { numRuns: 100 },
    );
  });
  it('leaves out a unit without a price and says so', () => {
    const r = runCost({
      ...data(['a', 'b', 'c'], { x: [1, 2, 3] }, { y: [1, 1, 1] }),
      prices: [{ name: 'w', values: [1, null, -1] }],
      rts: 'crs',
    });
    expect(r.excluded).toEqual([
      { id: 'b', code: 'B302' },
      { id: 'c', code: 'B302' },
    ]);
    sound(r);
  });
});

describe('undesirable outputs', () => {
  const base = data(['a', 'b', 'c', 'd'], { x: [1, 1, 1, 1] }, { y: [4, 3, 2, 4] });
  const undesirable = [{ name: 'so2', values: [2, 1, 2, 4] }];
  it('by translation: more emission for the same output is inefficient, and the target is in its own figures', () => {
    const { units } = runTranslated({ ...base, undesirable, orientation: 'out' });
    expect(units.map((u) => u.efficiency === 1)).toEqual([true, true, false, true]);
    expect(units[3]).toMatchObject({ standing: 'weak', targets: { so2: 2 }, slacks: { so2: 2 } });
    for (const u of units) expect(u.targets['so2']!).toBeLessThanOrEqual(4);
  });
  it('a constant that leaves a figure below zero is refused', () => {
    const r = runTranslated({ ...base, undesirable, orientation: 'out', translation: { so2: 3 } });
    expect(r.units).toEqual([]);
    expect(codes(r)).toEqual(['B307']);
    sound(r);
  });
  it('directional: 0 on the frontier, does not depend on units of measurement, target between', () => {
    fc.assert(
      fc.property(problem(true), anyReturns, fc.boolean(), (d, rts, strong) => {
        if (d.outputs.length < 2) return;
        const split = (x: ModelData) => ({
          ...x,
          outputs: x.outputs.slice(1),
          undesirable: x.outputs.slice(0, 1),
          rts,
          disposal: strong ? ('strong' as const) : ('weak' as const),
        });
        const result = runDirectional(split(d));
        sound(result);
        for (const u of result.units) {
          expect(u.beta).toBeGreaterThanOrEqual(0);
          const at = d.ids.indexOf(u.id);
          const bad = d.outputs[0]!;
          near(u.targets[bad.name]!, (1 - u.beta) * bad.values[at]! - u.slacks[bad.name]!, u.id, 1e-7);
        }
        invariant((x) => runDirectional(split(x)), 'beta')(d);
      }),
      { numRuns: 80 },
    );
  });
});

describe('Malmquist index', () => {
  it('index = efficiency change × technical change, efficiency change = pure × scale; nothing moves when nothing changed', () => {
    fc.assert(
      fc.property(problem(true), fc.integer({ min: 1, max: 1e6 }), orientations, (d, seed, orientation) => {
        const random = new Prng(seed, 0, 2);
        const moved = (c: DeaColumn): DeaColumn => ({
          name: c.name,
          values: [...c.values].map((v) => v! * (0.5 + random.next())),
        });
        const later = { ...d, inputs: d.inputs.map(moved), outputs: d.outputs.map(moved) };
        const result = runMalmquist({
          periods: [
            { period: '2017', data: d },
            { period: '2018', data: later },
            { period: '2019', data: later },
          ],
          orientation,
          rts: 'vrs',
        });
        sound(result);
        expect(result.changes).toHaveLength(2 * d.ids.length);
        for (const c of result.changes) {
          near(c.index!, c.efficiencyChange! * c.technicalChange!, c.id);
          near(c.efficiencyChange!, c.pureChange! * c.scaleChange!, c.id);
          if (c.to === '2019') near(c.index!, 1, c.id);
        }
      }),
      { numRuns: 60 },
    );
  });
  it('everybody doubling the output of one input is progress of 2 in technique and none in efficiency', () => {
    const d = data(['a', 'b', 'c'], { x: [1, 2, 4] }, { y: [1, 1, 3] });
    const { changes } = runMalmquist({
      periods: [
        { period: '2017', data: d },
        { period: '2018', data: { ...d, outputs: d.outputs.map((c) => times(c, 2)) } },
      ],
      orientation: 'out',
    });
    for (const c of changes) {
      near(c.technicalChange!, 2);
      near(c.efficiencyChange!, 1);
    }
  });
  it('names a unit one period lacks and one whose efficiency is zero', () => {
    const r = runMalmquist({
      periods: [
        { period: '2017', data: data(['a', 'b', 'c'], { x: [1, 1, 1] }, { y: [1, 0, 2] }) },
        { period: '2018', data: data(['a', 'b', 'd'], { x: [1, 1, 1] }, { y: [1, 1, 2] }) },
      ],
      orientation: 'in',
    });
    expect(r.changes.map((c) => [c.id, c.index === null])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(r.findings.filter((f) => f.code === 'B308').map((f) => f.params!['period'])).toEqual([
      '2018',
      '2017',
    ]);
    expect(codes(r)).toContain('B309');
    sound(r);
  });
});

describe('cross-efficiency', () => {
  it('aggressive ≤ benevolent on the whole, own score kept, every score in [0, 1]', () => {
    fc.assert(
      fc.property(problem(true, 4), (d) => {
        for (const goal of ['aggressive', 'benevolent'] as const) {
          const result = runCross({ ...d, goal });
          sound(result);
          const radial = runDea({ ...d, rts: 'crs', orientation: 'in' }).units;
          result.units.forEach((u, k) => {
            near(u.own, radial[k]!.efficiency, u.id);
            near(result.matrix[k]![k]!, u.own, u.id, 1e-7);
            expect(u.cross).toBeLessThanOrEqual(u.own + 1e-7);
            expect(u.maverick).toBeGreaterThanOrEqual(0);
          });
        }
        // What the secondary goal of method II adds up, weights of each unit scaled to its own inputs.
        const sum = (goal: 'aggressive' | 'benevolent'): number[] =>
          runCross({ ...d, goal }).units.map((u) =>
            d.ids.reduce((total, id, j) => {
              if (id === u.id) return total;
              const made = d.outputs.reduce((s, c) => s + u.multipliers[c.name]! * c.values[j]!, 0);
              return total + made - d.inputs.reduce((s, c) => s + u.multipliers[c.name]! * c.values[j]!, 0);
            }, 0),
          );
        const best = sum('benevolent');
        sum('aggressive').forEach((worst, k) =>
          expect(worst).toBeLessThanOrEqual(best[k]! + 1e-6 * Math.max(1, Math.abs(worst))),
        );
      }),
      { numRuns: 60 },
    );
  });
  it('zeros: a score that cannot be given is left out and named', () => {
    const r = runCross({
      ...data(['a', 'b', 'c'], { x: [1, 0, 2], z: [0, 1, 2] }, { y: [1, 1, 1] }),
      goal: 'aggressive',
    });
    sound(r);
    expect(codes(r)).toContain('B310');
  });
});

describe('order-m', () => {
  it('is the mean that drawing gives', () => {
    const random = new Prng(7, 0, 0);
    const n = 30;
    const column = (name: string) => ({
      name,
      values: Array.from({ length: n }, () => 1 + 9 * random.next()),
    });
    const d = {
      ids: Array.from({ length: n }, (_, u) => `U${u}`),
      inputs: [column('x'), column('z')],
      outputs: [column('y')],
    };
    const m = 8;
    for (const unit of runOrderM({ ...d, orientation: 'in', m }).units) {
      const o = d.ids.indexOf(unit.id);
      const pool = d.ids.flatMap((_, j) =>
        d.outputs[0]!.values[j]! >= d.outputs[0]!.values[o]!
          ? [Math.max(...d.inputs.map((c) => c.values[j]! / c.values[o]!))]
          : [],
      );
      let sum = 0;
      let squares = 0;
      const draws = 20_000;
      for (let b = 0; b < draws; b++) {
        let best = Infinity;
        for (let k = 0; k < m; k++) best = Math.min(best, pool[Math.floor(random.next() * pool.length)]!);
        sum += best;
        squares += best * best;
      }
      const mean = sum / draws;
      const error = Math.sqrt(Math.max(0, squares / draws - mean * mean) / draws);
      expect(Math.abs(unit.efficiency - mean), unit.id).toBeLessThan(5 * error + 1e-12);
    }
  });
  it('falls to the free disposal hull as m grows, and one outlier cannot set the mark', () => {
    fc.assert(
      fc.property(problem(false), orientations, (d, orientation) => {
        const hull = runFdh({ ...d, orientation });
        const far = runOrderM({ ...d, orientation, m: 100_000 });
        sound(far);
        far.units.forEach((u) =>
          near(u.efficiency, hull.units.find((h) => h.id === u.id)!.efficiency, u.id, 1e-6),
        );
        const [few, more] = [2, 5].map((m) => runOrderM({ ...d, orientation, m }).units) as [
          typeof far.units,
          typeof far.units,
        ];
        few.forEach((u, k) => {
          const falls =
            orientation === 'in' ? u.efficiency - more[k]!.efficiency : more[k]!.efficiency - u.efficiency;
          expect(falls).toBeGreaterThanOrEqual(-1e-9);
        });
      }),
      { numRuns: 100 },
    );
    const ids = Array.from({ length: 21 }, (_, u) => `U${u}`);
    const d = data(ids, { x: ids.map((_, u) => (u === 0 ? 0.01 : 1)) }, { y: ids.map(() => 1) });
    near(runFdh({ ...d, orientation: 'in' }).units[5]!.efficiency, 0.01);
    expect(runOrderM({ ...d, orientation: 'in', m: 5 }).units[5]!.efficiency).toBeGreaterThan(0.75);
  });
  it('refuses an m that is no count', () => {
    const r = runOrderM({ ...data(['a', 'b'], { x: [1, 2] }, { y: [1, 1] }), orientation: 'in', m: 0.5 });
    expect(codes(r)).toContain('B314');
    sound(r);
  });
});

describe('bootstrap', () => {
  /** One input, one output, frontier y = x^0.6, half-normal inefficiency: the truth is known. */
  const simulated = (n: number, seed: number) => {
    const random = new Prng(seed, 0, 0);
    const truth: number[] = [];
    const x: number[] = [];
    const y: number[] = [];
    for (let u = 0; u < n; u++) {
      const best = 1 + 9 * random.next();
      const theta = Math.exp(-0.3 * Math.abs(random.normal()));
      truth.push(theta);
      x.push(best / theta);
      y.push(best ** 0.6);
    }
    const ids = x.map((_, u) => `U${u}`);
    return { truth, ...data(ids, { x }, { y }) };
  };
  it('moves scores towards the truth, covers it more often than not, and follows from its seed', () => {
    const { truth, ...d } = simulated(60, 3);
    const ask = (seed: number) =>
      runBootstrap({ ...d, rts: 'vrs', orientation: 'in', seed, replications: 100 });
    const r = ask(1);
    sound(r);
    expect(ask(1)).toEqual(r);
    expect(ask(2)).not.toEqual(r);
    expect(r.bandwidth).toBeGreaterThan(0);
    const off = (key: 'efficiency' | 'corrected'): number =>
      r.units.reduce((sum, u, k) => sum + Math.abs(u[key] - truth[k]!), 0) / r.units.length;
    expect(off('corrected')).toBeLessThan(off('efficiency'));
    const covered = r.units.filter((u, k) => u.interval[0] <= truth[k]! && truth[k]! <= u.interval[1]).length;
    expect(covered / r.units.length).toBeGreaterThan(0.6);
    for (const u of r.units) {
      expect(u.bias).toBeGreaterThanOrEqual(0);
      expect(u.interval[1]).toBeLessThanOrEqual(u.efficiency + 1e-12);
      expect(u.interval[0]).toBeLessThan(u.corrected);
    }
  });
  it('output scores mirror it: the interval lies above', () => {
    const d = simulated(40, 5);
    const r = runBootstrap({ ...d, rts: 'vrs', orientation: 'out', seed: 1, replications: 60 });
    sound(r);
    for (const u of r.units) {
      expect(u.interval[0]).toBeGreaterThanOrEqual(u.efficiency - 1e-12);
      expect(u.corrected).toBeGreaterThanOrEqual(u.efficiency - 1e-12);
    }
  });
  it('says why it gives no interval', () => {
    const few = runBootstrap({
      ...data(['a', 'b'], { x: [1, 2] }, { y: [1, 1] }),
      rts: 'vrs',
      orientation: 'in',
      seed: 1,
    });
    expect(few.units).toEqual([]);
    expect(codes(few)).toContain('B315');
    const ids = Array.from({ length: 25 }, (_, u) => `U${u}`);
    const level = runBootstrap({
      ...data(ids, { x: ids.map((_, u) => 1 + u) }, { y: ids.map((_, u) => 2 + 2 * u) }),
      rts: 'crs',
      orientation: 'in',
      seed: 1,
    });
    expect(codes(level)).toContain('B316');
    expect(level.units.every((u) => u.efficiency === 1 && u.interval[0] === 1)).toBe(true);
    sound(few);
    sound(level);
  });
});

describe('outliers', () => {
  it('finds the one that sets the mark for everyone, and lowers no mean by leaving anybody out', () => {
    const random = new Prng(11, 0, 0);
    const ids = Array.from({ length: 30 }, (_, u) => `U${u}`);
    const x = ids.map(() => 2 + random.next());
    const y = ids.map((_, u) => (u === 7 ? 60 : 8 + 2 * random.next()));
    for (const orientation of ['in', 'out'] as const) {
      const r = findOutliers({ ...data(ids, { x }, { y }), rts: 'crs', orientation });
      sound(r);
      const flagged = r.units.filter((u) => u.flags.includes('influence'));
      expect(flagged.map((u) => u.id)).toEqual(['U7']);
      expect(flagged[0]!.flags).toContain('beyond');
      expect(flagged[0]!.follows).toBe(29);
      expect(r.units.every((u) => u.influence >= 0)).toBe(true);
      expect(codes(r)).toContain('B313');
    }
  });
});

describe('data that is not as it should be', () => {
  const messy = data(
    ['ok', 'hole', 'idle', 'silent', 'twin', 'best'],
    { x: [2, null, 0, 3, 2, 1], z: [2, 1, 0, 1, 2, 2] },
    { y: [2, 2, 1, 0, 2, 2] },
  );
  const models: [
    string,
    (d: ModelData) => {
      units: readonly { id: string }[];
      excluded: readonly { id: string; code: string }[];
      findings: readonly { code: string }[];
    },
  ][] = [
    ['radial', (d) => runRadial({ ...d, rts: 'crs', orientation: 'in' })],
    ['fdh', (d) => runFdh({ ...d, orientation: 'in' })],
    ['sbm', (d) => runSbm({ ...d, rts: 'vrs', orientation: 'none', super: true })],
    [
      'directional',
      (d) => runDirectional({ ...d, undesirable: [{ name: 'b', values: d.ids.map(() => 1) }], rts: 'crs' }),
    ],
    [
      'cost',
      (d) =>
        runCost({
          ...d,
          rts: 'crs',
          prices: d.inputs.map((c) => ({ name: `w${c.name}`, values: d.ids.map(() => 1) })),
        }),
    ],
    ['cross', (d) => runCross({ ...d, goal: 'benevolent' })],
    ['order-m', (d) => runOrderM({ ...d, orientation: 'in', m: 3 })],
    ['bootstrap', (d) => runBootstrap({ ...d, rts: 'vrs', orientation: 'in', seed: 1 })],
  ];
  it.each(models)('%s: a hole, an idle unit, twins', (name, run) => {
    const r = run(messy);
    sound(r);
    expect(r.excluded).toEqual(
      expect.arrayContaining([
        { id: 'hole', code: 'B202' },
        { id: 'idle', code: 'B205' },
      ]),
    );
    if (name !== 'cross') expect(codes(r)).toContain('B207');
    const of = (id: string) => {
      const {
        id: _,
        peers: __,
        ...rest
      } = r.units.find((u) => u.id === id) as { id: string; peers?: unknown };
      return rest;
    };
    if (name !== 'bootstrap' && name !== 'cross') expect(of('twin')).toEqual(of('ok'));
  });
  it.each(models)('%s: nothing at all, an id twice, a negative figure, one unit', (name, run) => {
    const cases: [ModelData, string][] = [
      [data([], { x: [] }, { y: [] }), 'B201'],
      [data(['a', 'a'], { x: [1, 2] }, { y: [1, 2] }), 'B212'],
      [data(['a', 'b'], { x: [-1, 2] }, { y: [1, 2] }), 'B203'],
      [data(['a'], { x: [1] }, { y: [1] }), 'B210'],
    ];
    for (const [d, code] of cases) {
      const r = run(d);
      sound(r);
      expect(codes(r), name).toContain(code);
      if (code !== 'B210') expect(r.units).toEqual([]);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runDea, scaleOf } from './index.ts';
import type { DeaInput, DeaResult, DeaUnit, Orientation, ReturnsToScale } from './index.ts';

type Row = readonly [id: string, inputs: readonly number[], outputs: readonly number[]];

const table = (
  rows: readonly Row[],
  rts: ReturnsToScale,
  orientation: Orientation,
  more: Partial<DeaInput> = {},
): DeaInput => ({
  ids: rows.map(([id]) => id),
  inputs: rows[0]![1].map((_, i) => ({ name: `x${i + 1}`, values: rows.map(([, x]) => x[i]!) })),
  outputs: rows[0]![2].map((_, r) => ({ name: `y${r + 1}`, values: rows.map(([, , y]) => y[r]!) })),
  rts,
  orientation,
  ...more,
});
const unitOf = (result: DeaResult, id: string): DeaUnit => result.units.find((unit) => unit.id === id)!;
const scores = (result: DeaResult): number[] => result.units.map((unit) => unit.efficiency);
const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
const near = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(relative(value, expected[i]!), `#${i}`).toBeLessThanOrEqual(tolerance));
};
const codes = (result: DeaResult): string[] => result.findings.map((f) => f.code);

/** Coelli (1996), A Guide to DEAP 2.1, CEPA Working Paper 96/08, example 1. */
const coelli: Row[] = [
  ['F1', [2, 5], [1]],
  ['F2', [2, 4], [2]],
  ['F3', [6, 6], [3]],
  ['F4', [3, 2], [1]],
  ['F5', [6, 2], [2]],
];
/** Cooper, Seiford & Tone (2006), Introduction to Data Envelopment Analysis, p. 102. */
const cst: Row[] = [
  ['A', [4, 3], [1]],
  ['B', [7, 3], [1]],
  ['C', [8, 1], [1]],
  ['D', [4, 2], [1]],
  ['E', [2, 4], [1]],
  ['F', [10, 1], [1]],
  ['G', [12, 1], [1]],
  ['H', [10, 1.5], [1]],
];
/** Tone (2001), European Journal of Operational Research 130, p. 505. */
const tone: Row[] = [
  ['A', [4, 3], [2, 3]],
  ['B', [6, 3], [2, 3]],
  ['C', [8, 1], [6, 2]],
  ['D', [8, 1], [6, 1]],
  ['E', [2, 4], [1, 4]],
];
/** Fried, Lovell & Schmidt (2008), The Measurement of Productive Efficiency. */
const fls: Row[] = [
  ['U1', [5, 13], [12]],
  ['U2', [16, 12], [14]],
  ['U3', [16, 26], [25]],
  ['U4', [17, 15], [26]],
  ['U5', [18, 14], [8]],
  ['U6', [23, 6], [9]],
  ['U7', [25, 10], [27]],
  ['U8', [27, 22], [30]],
  ['U9', [37, 14], [31]],
  ['U10', [42, 25], [26]],
  ['U11', [5, 17], [12]],
];

describe('DEA on textbook data', () => {
  it('prints what DEAP prints for its first example', () => {
    const result = runDea(table(coelli, 'crs', 'in'));
    near(scores(result), [0.5, 1, 5 / 6, 5 / 7, 1], 1e-12);
    expect(unitOf(result, 'F1').slacks).toEqual({ x1: 0, x2: expect.closeTo(0.5, 12), y1: 0 });
    const f3 = unitOf(result, 'F3');
    expect(f3.peers.map((peer) => peer.id)).toEqual(['F2', 'F5']);
    near(
      f3.peers.map((peer) => peer.lambda),
      [1, 0.5],
      1e-12,
    );
    expect(unitOf(result, 'F4').targets).toEqual({
      x1: expect.closeTo(15 / 7, 12),
      x2: expect.closeTo(10 / 7, 12),
      y1: expect.closeTo(1, 12),
    });
    expect(result.frontier).toEqual(['F2', 'F5']);
  });

  it('tells weakly from strongly efficient units (Cooper, Seiford & Tone p. 102)', () => {
    const result = runDea(table(cst, 'crs', 'in', { super: true }));
    near(scores(result), [6 / 7, 12 / 19, 1, 1, 1, 1, 1, 0.75], 1e-12);
    expect(unitOf(result, 'F')).toMatchObject({
      standing: 'weak',
      slacks: { x1: expect.closeTo(2, 12), x2: 0, y1: 0 },
    });
    expect(unitOf(result, 'G')).toMatchObject({
      standing: 'weak',
      slacks: { x1: expect.closeTo(4, 12), x2: 0, y1: 0 },
    });
    expect(unitOf(result, 'G').peers).toEqual([{ id: 'C', lambda: 1 }]);
    expect(unitOf(result, 'C').standing).toBe('strong');
    near(
      ['C', 'D', 'E', 'F'].map((id) => unitOf(result, id).superEfficiency!),
      [8 / 7, 1.25, 2, 1],
      1e-12,
    );
  });

  it('gives the scores of Tone (2001) under constant and variable returns', () => {
    near(scores(runDea(table(tone, 'crs', 'in'))), [0.9, 5 / 6, 1, 1, 1], 1e-12);
    near(scores(runDea(table(tone, 'vrs', 'in'))), [1, 5 / 6, 1, 1, 1], 1e-12);
    near(scores(runDea(table(tone, 'crs', 'out'))), [10 / 9, 1.2, 1, 1, 1], 1e-12);
    near(scores(runDea(table(tone, 'vrs', 'out'))), [10 / 9, 10 / 9, 1, 1, 1], 1e-12);
  });

  it('gives the scores of Fried, Lovell & Schmidt (2008)', () => {
    near(
      scores(runDea(table(fls, 'crs', 'in'))),
      [
        1, 0.6222896791, 0.8198562444, 1, 0.3103709311, 0.5555555556, 1, 0.7576690896, 0.8201058201,
        0.4905660377, 1,
      ],
      1e-9,
    );
    near(
      scores(runDea(table(fls, 'vrs', 'in'))),
      [1, 0.8699861687, 1, 1, 0.7116402116, 1, 1, 1, 1, 0.4931209269, 1],
      1e-9,
    );
    near(
      scores(runDea(table(fls, 'vrs', 'out'))),
      [1, 1.507518797, 1, 1, 3.203947368, 1, 1, 1, 1, 1.192307692, 1],
      1e-9,
    );
  });

  it('names scale efficiency and returns to scale', () => {
    const [crs, vrs, nirs] = (['crs', 'vrs', 'nirs'] as const).map((rts) =>
      scores(runDea(table(fls, rts, 'in'))),
    );
    const returns = fls.map((_, u) => scaleOf({ crs: crs![u]!, vrs: vrs![u]!, nirs: nirs![u]! }, 'in')!);
    expect(returns.map((r) => r.returns)).toEqual([
      'crs',
      'irs',
      'drs',
      'crs',
      'irs',
      'irs',
      'crs',
      'drs',
      'drs',
      'irs',
      'crs',
    ]);
    expect(returns[9]!.efficiency).toBeCloseTo(0.994819, 6);
    expect(scaleOf({ crs: 1.2, vrs: 1, nirs: 1 }, 'out')).toEqual({ efficiency: 1 / 1.2, returns: 'drs' });
    expect(scaleOf({ crs: 0, vrs: 0, nirs: 0 }, 'in')).toBeNull();
  });
});

describe('DEA on awkward data', () => {
  const plain: Row[] = [
    ['a', [1, 2], [3]],
    ['b', [2, 1], [3]],
    ['c', [3, 3], [3]],
  ];

  it('B201: has nothing to compute without units or columns', () => {
    expect(codes(runDea({ ids: [], inputs: [], outputs: [], rts: 'crs', orientation: 'in' }))).toEqual([
      'B201',
    ]);
    expect(runDea({ ...table(plain, 'crs', 'in'), outputs: [] })).toMatchObject({
      units: [],
      findings: [{ code: 'B201', severity: 'error' }],
    });
  });

  it('B202: leaves out a unit with a missing value and says which column', () => {
    const input = table(plain, 'vrs', 'in');
    const result = runDea({ ...input, inputs: [{ name: 'x1', values: [1, null, 3] }, input.inputs[1]!] });
    expect(result.excluded).toEqual([{ id: 'b', code: 'B202' }]);
    expect(result.findings[0]).toMatchObject({ code: 'B202', path: 'b', params: { column: 'x1' } });
    expect(result.units.map((unit) => unit.id)).toEqual(['a', 'c']);
    const odd = runDea({
      ...input,
      inputs: [{ name: 'x1', values: [1, Number.NaN, Infinity] }, input.inputs[1]!],
    });
    expect(odd.excluded.map((e) => e.id)).toEqual(['b', 'c']);
  });

  it('B203: refuses negative values where the model cannot take them', () => {
    const losses: Row[] = [...plain, ['d', [2, 2], [-1]]];
    for (const [rts, orientation] of [
      ['crs', 'in'],
      ['crs', 'out'],
      ['nirs', 'in'],
      ['vrs', 'out'],
    ] as const) {
      const result = runDea(table(losses, rts, orientation));
      expect(result.units).toEqual([]);
      expect(result.findings).toEqual([
        { code: 'B203', severity: 'error', path: 'y1', params: { column: 'y1', count: 1, id: 'd' } },
      ]);
    }
  });

  it('B204: takes negative outputs when inputs contract under variable returns, whatever the zero point', () => {
    const losses: Row[] = [...plain, ['d', [2, 2], [-1]], ['e', [4, 4], [7]]];
    const result = runDea(table(losses, 'vrs', 'in'));
    expect(codes(result)).toContain('B204');
    const moved = runDea(
      table(
        losses.map(([id, x, y]): Row => [id, x, [y[0]! + 100]]),
        'vrs',
        'in',
      ),
    );
    near(scores(result), scores(moved), 1e-12);
    const spending: Row[] = plain.map(([id, x, y], k): Row => [id, [x[0]! - 5, x[1]!], [y[0]! + k]]);
    expect(codes(runDea(table(spending, 'vrs', 'out')))).toContain('B204');
  });

  it('B205: leaves out a unit that would produce from nothing', () => {
    const result = runDea(table([...plain, ['free', [0, 0], [1]]], 'crs', 'in'));
    expect(result.excluded).toEqual([{ id: 'free', code: 'B205' }]);
    near(scores(result), scores(runDea(table(plain, 'crs', 'in'))), 0);
  });

  it('B206: gives no output-oriented score to a unit without output, and 0 where inputs can shrink to nothing', () => {
    const idle: Row[] = [...plain, ['idle', [2, 2], [0]]];
    const out = runDea(table(idle, 'vrs', 'out'));
    expect(out.excluded).toEqual([{ id: 'idle', code: 'B206' }]);
    expect(out.units).toHaveLength(3);
    const crs = runDea(table(idle, 'crs', 'in'));
    expect(unitOf(crs, 'idle')).toMatchObject({ efficiency: 0, peers: [], targets: { x1: 0, x2: 0, y1: 0 } });
    expect(unitOf(runDea(table(idle, 'vrs', 'in')), 'idle').efficiency).toBeCloseTo(0.75, 12);
  });

  it('B207: gives equal units equal answers, a frontier unit being its own peer', () => {
    const result = runDea(
      table([...plain, ['a2', [1, 2], [3]], ['c2', [3, 3], [3]]], 'crs', 'in', { super: true }),
    );
    expect(result.findings.filter((f) => f.code === 'B207').map((f) => f.params!['ids'])).toEqual([
      'a、a2',
      'c、c2',
    ]);
    expect(unitOf(result, 'a2').peers).toEqual([{ id: 'a2', lambda: 1 }]);
    expect(unitOf(result, 'a2').superEfficiency).toBe(1);
    expect(unitOf(result, 'c2').efficiency).toBe(unitOf(result, 'c').efficiency);
    expect(unitOf(result, 'c2').peers).toEqual(unitOf(result, 'c').peers);
  });

  it('B208, B209, B213: remarks on constant columns, few units and figures too far apart', () => {
    const result = runDea(table([...plain, ['d', [1e-9, 5e6], [3]]], 'vrs', 'in'));
    expect(codes(result)).toEqual(['B208', 'B209']);
    expect(codes(runDea(table([...plain, ['d', [1e-9, 5e6], [3e14]]], 'vrs', 'in')))).toEqual([
      'B213',
      'B209',
    ]);
  });

  it('B210: compares a single unit with itself', () => {
    for (const rts of ['crs', 'vrs', 'nirs', 'ndrs'] as const)
      for (const orientation of ['in', 'out'] as const) {
        const result = runDea(table(plain.slice(0, 1), rts, orientation, { super: true }));
        expect(codes(result)).toEqual(['B210', 'B211']);
        expect(result.units[0]).toMatchObject({
          efficiency: 1,
          peers: [{ id: 'a', lambda: 1 }],
          superEfficiency: null,
        });
      }
  });

  it('B211: names infeasible super-efficiency', () => {
    const result = runDea(
      table(
        [
          ['small', [1], [1]],
          ['large', [4], [10]],
          ['middle', [3], [4]],
        ],
        'vrs',
        'in',
        { super: true },
      ),
    );
    expect(unitOf(result, 'large').superEfficiency).toBeNull();
    expect(result.findings.filter((f) => f.code === 'B211').map((f) => f.path)).toEqual(['large']);
    expect(unitOf(result, 'small').superEfficiency).toBe(3);
  });

  it('B212: refuses an id that occurs twice', () => {
    const result = runDea(table([...plain, plain[0]!], 'crs', 'in'));
    expect(result.units).toEqual([]);
    expect(codes(result)).toEqual(['B212']);
  });

  it('reads a zero input as it stands: only units without that input can beat it', () => {
    const result = runDea(
      table(
        [
          ['none', [0, 4], [1]],
          ['some', [2, 2], [1]],
          ['more', [4, 4], [1]],
          ['worse', [0, 8], [1]],
        ],
        'crs',
        'in',
        { super: true },
      ),
    );
    near(scores(result), [1, 1, 0.5, 0.5], 1e-12);
    expect(unitOf(result, 'none').superEfficiency).toBe(2);
  });

  it('throws on columns of different length, which is a mistake of the caller', () => {
    expect(() => runDea({ ...table(plain, 'crs', 'in'), ids: ['a'] })).toThrow(RangeError);
  });
});

// ---- properties ------------------------------------------------------------------------------------------------------------

const rtsOf = fc.constantFrom<ReturnsToScale>('crs', 'vrs', 'nirs', 'ndrs');
const orientationOf = fc.constantFrom<Orientation>('in', 'out');
/** Small figures with many ties, zeros now and then, or figures over eight orders of magnitude. */
const figure = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 100_000 }).map((v) => v / 1000) },
  { weight: 1, arbitrary: fc.integer({ min: -4, max: 4 }).map((e) => 10 ** e) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const rowsOf = (zeros = true) =>
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }))
    .chain(([p, q, n]) =>
      fc.array(
        fc.tuple(
          fc.array(zeros ? figure : figure.map((v) => v || 1), { minLength: p, maxLength: p }),
          fc.array(zeros ? figure : figure.map((v) => v || 1), { minLength: q, maxLength: q }),
        ),
        { minLength: n, maxLength: n },
      ),
    )
    .map((list) => list.map(([x, y], u): Row => [`U${u}`, x, y]));

/** Certificates, checked here from the raw figures and the result alone. */
function proof(input: DeaInput, result: DeaResult): number {
  const left = new Set(result.excluded.filter((e) => e.code !== 'B206').map((e) => e.id));
  const reference = input.ids.flatMap((id, u) => (left.has(id) ? [] : [u]));
  const at = new Map(input.ids.map((id, u) => [id, u]));
  let worst = 0;
  for (const unit of result.units) {
    const own = at.get(unit.id)!;
    const value = (name: string, u: number): number =>
      [...input.inputs, ...input.outputs].find((column) => column.name === name)!.values[u]!;
    // Primal: λ ≥ 0 with the returns to scale asked for, Σλx + s = θx, Σλy − s = φy.
    const sum = unit.peers.reduce((a, peer) => a + peer.lambda, 0);
    if (input.rts === 'vrs') worst = Math.max(worst, Math.abs(sum - 1));
    if (input.rts === 'nirs') worst = Math.max(worst, sum - 1);
    if (input.rts === 'ndrs') worst = Math.max(worst, 1 - sum);
    for (const [columns, sign] of [
      [input.inputs, 1],
      [input.outputs, -1],
    ] as const)
      for (const column of columns) {
        const moved = sign > 0 === (input.orientation === 'in') ? unit.efficiency : 1;
        const goal = moved * value(column.name, own);
        const reached = unit.peers.reduce(
          (a, peer) => a + peer.lambda * value(column.name, at.get(peer.id)!),
          0,
        );
        const slack = unit.slacks[column.name]!;
        if (slack < 0) worst = Math.max(worst, 1);
        worst = Math.max(
          worst,
          Math.abs(reached + sign * slack - goal) / Math.max(1e-300, Math.abs(goal) + reached + slack),
        );
        worst = Math.max(worst, relative(unit.targets[column.name]!, reached));
      }
    // Dual: weights ≥ 0, no unit of the reference set does better with them, and the same value.
    const weigh = (columns: DeaInput['inputs'], u: number): number =>
      columns.reduce((a, column) => a + unit.multipliers[column.name]! * value(column.name, u), 0);
    for (const name of Object.keys(unit.multipliers))
      if (unit.multipliers[name]! < 0) worst = Math.max(worst, 1);
    if (input.rts === 'crs' && unit.intercept !== 0) worst = Math.max(worst, 1);
    if (input.rts === 'nirs') worst = Math.max(worst, unit.intercept);
    if (input.rts === 'ndrs') worst = Math.max(worst, -unit.intercept);
    for (const u of reference) {
      const [used, made] = [weigh(input.inputs, u), weigh(input.outputs, u)];
      worst = Math.max(worst, (made + unit.intercept - used) / (1 + made + used + Math.abs(unit.intercept)));
    }
    const dual =
      input.orientation === 'in'
        ? weigh(input.outputs, own) + unit.intercept
        : weigh(input.inputs, own) - unit.intercept;
    const norm = weigh(input.orientation === 'in' ? input.inputs : input.outputs, own);
    const size = 1 + weigh(input.outputs, own) + weigh(input.inputs, own) + Math.abs(unit.intercept);
    worst = Math.max(worst, Math.abs(norm - 1), Math.abs(dual - unit.efficiency) / size);
    worst = Math.max(worst, unit.certificate.gap, unit.certificate.primal, unit.certificate.dual);
  }
  return worst;
}

/** Columns almost parallel, sizes far apart: where rounding alone would move a score, found by the properties below. */
const delicate: [rows: Row[], rts: ReturnsToScale, orientation: Orientation][] = [
  [
    [
      ['U0', [1, 4.324, 3.676], [100]],
      ['U1', [2, 3, 5], [0.01]],
      ['U2', [1, 7.992, 1], [1]],
      ['U3', [1, 0.012, 7.989], [1]],
      ['U4', [1, 4, 4], [0.001]],
      ['U5', [1, 10, 1], [1]],
      ['U6', [0, 1, 7.001], [1]],
    ],
    'vrs',
    'out',
  ],
  [
    [
      ['U0', [1, 10000, 3], [13.964, 0.01, 0.222]],
      ['U1', [22.628, 0.001, 1], [2, 1, 45.253]],
    ],
    'vrs',
    'in',
  ],
  [
    [
      ['U0', [1, 0, 0], [2, 57.1]],
      ['U3', [4.004, 0, 0], [1, 0.001]],
      ['U4', [0, 86.71, 1], [4, 67.322]],
      ['U5', [1, 0, 2], [1, 0.001]],
    ],
    'ndrs',
    'in',
  ],
  [
    [
      ['U0', [0, 5, 0.1], [0]],
      ['U1', [3, 0, 1], [48.614]],
      ['U2', [2, 10, 7.212], [12.154]],
    ],
    'ndrs',
    'in',
  ],
];

describe('theorems of DEA', () => {
  const runs = { numRuns: 150 };

  it('primal = dual: every score comes with weights that prove it, both ways', () => {
    fc.assert(
      fc.property(rowsOf(), rtsOf, orientationOf, fc.boolean(), (rows, rts, orientation, more) => {
        const input = table(rows, rts, orientation, { super: more });
        expect(proof(input, runDea(input))).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it.each(delicate)('primal = dual where rounding is not enough: case %#', (rows, rts, orientation) => {
    const input = table(rows, rts, orientation);
    expect(proof(input, runDea(input))).toBeLessThan(1e-9);
  });

  it('a unit on the frontier cannot fall below 1 when it is left out, whatever the sizes', () => {
    const rows: Row[] = [
      ['U0', [3, 74.433, 0.0001], [70.72, 92.29]],
      ['U1', [2, 1, 69.424], [2, 98.4]],
      ['U2', [16.845, 14.375, 1], [2, 21.172]],
      ['U3', [1, 1, 10], [1, 1]],
      ['U4', [5.194, 2, 2], [0.001, 1]],
      ['U5', [91.724, 1, 1], [1, 36.72]],
      ['U6', [0.001, 5, 1], [28.885, 2]],
      ['U7', [0, 1, 1.444], [0, 0]],
      ['U8', [2, 2.434, 0], [3, 0.001]],
      ['U9', [1, 0, 0.001], [1, 3]],
      ['U10', [0.778, 1, 1], [1, 1]],
    ];
    for (const unit of runDea(table(rows, 'vrs', 'in', { super: true })).units)
      if (unit.efficiency === 1 && unit.superEfficiency !== null)
        expect(unit.superEfficiency!).toBeGreaterThanOrEqual(1);
  });

  it('multipliers that weigh nothing prove nothing: a super-efficiency of 2.8 ÷ 9, not of 0', () => {
    const rows: Row[] = [
      ['U0', [0.7, 1.6, 0.6], [0, 9.5, 4.6]],
      ['U1', [5, 6.9, 2.8], [0.5, 1.2, 6.5]],
      ['U2', [3.9, 9.5, 0], [2.3, 8.7, 8.6]],
      ['U3', [5.9, 0.2, 0], [2.8, 1.9, 7.1]],
      ['U4', [8.1, 9, 0], [9, 0.8, 6.6]],
      ['U5', [0, 4.4, 7.9], [4.5, 9.6, 6.9]],
      ['U6', [0, 7.9, 9.9], [0, 2.6, 7]],
      ['U7', [8.4, 8.1, 5.5], [6.6, 2.5, 4.3]],
      ['U8', [0, 7.2, 0.2], [8.5, 6.8, 3.7]],
      ['U9', [3.5, 9.7, 0.2], [3.7, 1.6, 2.5]],
      ['U10', [8.6, 8.4, 0], [0, 0, 0.9]],
      ['U11', [0.9, 5.2, 0.5], [1.7, 0.1, 0.9]],
      ['U12', [0, 2.3, 1], [3.6, 5.1, 1]],
      ['U13', [8.8, 0.4, 0.6], [4.3, 0, 0]],
    ];
    const result = runDea(table(rows, 'nirs', 'out', { super: true }));
    expect(unitOf(result, 'U4').superEfficiency).toBeCloseTo(2.8 / 9, 12);
    for (const unit of result.units) expect(unit.certificate.primal).toBeLessThan(1e-12);
  });

  it('input scores lie in [0, 1], output scores are at least 1, everything is finite', () => {
    fc.assert(
      fc.property(rowsOf(), rtsOf, orientationOf, (rows, rts, orientation) => {
        const result = runDea(table(rows, rts, orientation, { super: true }));
        for (const score of scores(result)) {
          if (orientation === 'in') expect(score >= 0 && score <= 1).toBe(true);
          else expect(score >= 1).toBe(true);
        }
        const walk = (value: unknown): void => {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
          else if (value && typeof value === 'object') Object.values(value).forEach(walk);
        };
        walk(result);
      }),
      runs,
    );
  });

  it('units invariance: measuring a column in other units changes no score', () => {
    fc.assert(
      fc.property(
        rowsOf(),
        rtsOf,
        orientationOf,
        fc.array(fc.constantFrom(1, 1e9, 1e-3, 7, 1 / 3), { minLength: 6, maxLength: 6 }),
        (rows, rts, orientation, factors) => {
          const other = rows.map(([id, x, y]): Row => [
            id,
            x.map((v, i) => v * factors[i]!),
            y.map((v, r) => v * factors[3 + r]!),
          ]);
          near(
            scores(runDea(table(other, rts, orientation))),
            scores(runDea(table(rows, rts, orientation))),
            1e-9,
          );
        },
      ),
      runs,
    );
  });

  it('order anonymity: the order of the rows changes nothing at all', () => {
    fc.assert(
      fc.property(rowsOf(), rtsOf, orientationOf, fc.integer(), (rows, rts, orientation, seed) => {
        const shuffled = rows
          .map((row, k) => ({ row, key: Math.imul(k + 1, seed | 1) >>> 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        const one = runDea(table(rows, rts, orientation, { super: true }));
        const two = runDea(table(shuffled, rts, orientation, { super: true }));
        for (const unit of one.units) expect(unitOf(two, unit.id)).toEqual(unit);
        expect(two.frontier).toEqual(one.frontier);
      }),
      runs,
    );
  });

  it('monotonicity: more output or less input never lowers a score; one more unit never raises that of another', () => {
    fc.assert(
      fc.property(rowsOf(false), rtsOf, orientationOf, fc.nat(), (rows, rts, orientation, pick) => {
        const k = pick % rows.length;
        const worth = (score: number): number => (orientation === 'in' ? score : 1 / score);
        const before = runDea(table(rows, rts, orientation));
        const better = rows.map((row, u): Row =>
          u === k ? [row[0], row[1].map((v) => v * 0.9), row[2].map((v) => v * 1.1)] : row,
        );
        const after = runDea(table(better, rts, orientation));
        before.units.forEach((unit, u) => {
          const change = worth(after.units[u]!.efficiency) - worth(unit.efficiency);
          if (u === k) expect(change).toBeGreaterThan(-1e-9);
          else expect(change).toBeLessThan(1e-9);
        });
      }),
      runs,
    );
  });

  it('nesting: CRS ≤ NIRS, NDRS ≤ VRS, and CRS = min(NIRS, NDRS)', () => {
    fc.assert(
      fc.property(rowsOf(), (rows) => {
        const [crs, vrs, nirs, ndrs] = (['crs', 'vrs', 'nirs', 'ndrs'] as const).map((rts) =>
          scores(runDea(table(rows, rts, 'in'))),
        );
        crs!.forEach((score, u) => {
          expect(score).toBeLessThanOrEqual(vrs![u]! + 1e-9);
          expect(relative(score, Math.min(nirs![u]!, ndrs![u]!))).toBeLessThan(1e-9);
          expect(relative(vrs![u]!, Math.max(nirs![u]!, ndrs![u]!))).toBeLessThan(1e-9);
        });
      }),
      runs,
    );
  });

  it('under constant returns the output score is the inverse of the input score', () => {
    fc.assert(
      fc.property(rowsOf(false), (rows) => {
        const inward = scores(runDea(table(rows, 'crs', 'in')));
        const outward = scores(runDea(table(rows, 'crs', 'out')));
        inward.forEach((score, u) => expect(relative(1, score * outward[u]!)).toBeLessThan(1e-9));
      }),
      runs,
    );
  });

  it('targets are on the frontier: measured again they are strongly efficient', () => {
    fc.assert(
      fc.property(rowsOf(false), rtsOf, orientationOf, (rows, rts, orientation) => {
        const result = runDea(table(rows, rts, orientation));
        const [p, q] = [rows[0]![1].length, rows[0]![2].length];
        result.units.forEach((unit, u) => {
          const projected: Row = [
            'target',
            Array.from({ length: p }, (_, i) => unit.targets[`x${i + 1}`]!),
            Array.from({ length: q }, (_, r) => unit.targets[`y${r + 1}`]!),
          ];
          if (u % 3 !== 0 || !projected[1].some((v) => v > 0)) return;
          const again = unitOf(runDea(table([...rows, projected], rts, orientation)), 'target');
          expect(relative(again.efficiency, 1)).toBeLessThan(1e-9);
          const total = Object.entries(again.slacks).reduce(
            (a, [name, s]) => a + s / Math.max(1e-300, unit.targets[name]! + s),
            0,
          );
          expect(total).toBeLessThan(1e-6);
        });
      }),
      runs,
    );
  });

  it('super-efficiency equals the score of inefficient units and exceeds 1 only on the frontier', () => {
    fc.assert(
      fc.property(rowsOf(), rtsOf, (rows, rts) => {
        const result = runDea(table(rows, rts, 'in', { super: true }));
        for (const unit of result.units) {
          if (unit.efficiency < 1)
            expect(relative(unit.superEfficiency!, unit.efficiency)).toBeLessThan(1e-9);
          else if (unit.superEfficiency !== null) expect(unit.superEfficiency!).toBeGreaterThan(1 - 1e-9);
        }
      }),
      runs,
    );
  });
});

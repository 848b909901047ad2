import highsLoader from 'highs';
import { describe, expect, it } from 'vitest';
import { Basis, ColumnStore, price, solveLp } from './index.ts';
import type { LpProblem, RowSense } from './index.ts';

const lp = (
  goal: 'min' | 'max',
  cost: number[],
  rows: [number[], '<=' | '=' | '>=', number][],
  free: number[] = [],
): LpProblem => ({
  rows: rows.length,
  columns: Float64Array.from(cost.flatMap((_, j) => rows.map(([a]) => a[j]!))),
  cost: Float64Array.from(cost),
  rhs: Float64Array.from(rows.map(([, , b]) => b)),
  senses: rows.map(([, sense]): RowSense => (sense === '<=' ? 'le' : sense === '=' ? 'eq' : 'ge')),
  maximise: goal === 'max',
  free,
});

/** Largest violation of optimality: primal rows, dual signs, reduced costs, gap. */
function flaw(problem: LpProblem, answer: ReturnType<typeof solveLp>): number {
  const { rows: m, columns, cost, rhs, senses } = problem;
  const direction = problem.maximise ? -1 : 1;
  let worst = 0;
  let dualValue = 0;
  for (let i = 0; i < m; i++) {
    let left = 0;
    let size = 1;
    for (let j = 0; j < cost.length; j++) {
      const term = columns[j * m + i]! * answer.primal[j]!;
      left += term;
      size += Math.abs(term);
    }
    const miss = left - rhs[i]!;
    worst = Math.max(
      worst,
      (senses[i] === 'le' ? Math.max(0, miss) : senses[i] === 'ge' ? Math.max(0, -miss) : Math.abs(miss)) /
        size,
    );
    const y = direction * answer.dual[i]!;
    if (senses[i] === 'le') worst = Math.max(worst, y);
    if (senses[i] === 'ge') worst = Math.max(worst, -y);
    dualValue += answer.dual[i]! * rhs[i]!;
  }
  for (let j = 0; j < cost.length; j++) {
    let d = cost[j]!;
    let size = 1 + Math.abs(d);
    for (let i = 0; i < m; i++) {
      d -= answer.dual[i]! * columns[j * m + i]!;
      size += Math.abs(answer.dual[i]! * columns[j * m + i]!);
    }
    worst = Math.max(worst, problem.free?.includes(j) ? Math.abs(d) / size : (-direction * d) / size);
  }
  return Math.max(worst, Math.abs(dualValue - answer.objective) / (1 + Math.abs(answer.objective)));
}

describe('linear programs', () => {
  it('solves the classic product mix with its shadow prices (Dantzig, Wyndor Glass)', () => {
    const problem = lp(
      'max',
      [3, 5],
      [
        [[1, 0], '<=', 4],
        [[0, 2], '<=', 12],
        [[3, 2], '<=', 18],
      ],
    );
    const answer = solveLp(problem);
    expect(answer.status).toBe('optimal');
    expect(answer.objective).toBeCloseTo(36, 12);
    expect([...answer.primal]).toEqual([2, 6]);
    expect([...answer.dual].map((y) => Math.round(y * 1e9) / 1e9)).toEqual([0, 1.5, 1]);
  });

  it('ends on the example on which the plain largest-coefficient rule cycles (Beale 1955)', () => {
    const answer = solveLp(
      lp(
        'min',
        [-0.75, 150, -0.02, 6],
        [
          [[0.25, -60, -0.04, 9], '<=', 0],
          [[0.5, -90, -0.02, 3], '<=', 0],
          [[0, 0, 1, 0], '<=', 1],
        ],
      ),
    );
    expect(answer.status).toBe('optimal');
    expect(answer.objective).toBeCloseTo(-0.05, 12);
  });

  it('proves infeasibility by multipliers that no feasible point could satisfy', () => {
    const problem = lp(
      'min',
      [1, 1],
      [
        [[1, 1], '<=', 1],
        [[1, 0], '>=', 2],
      ],
    );
    const answer = solveLp(problem);
    expect(answer.status).toBe('infeasible');
    const y = answer.dual;
    expect(y[0]! * 1 + y[1]! * 2).toBeGreaterThan(1e-9);
    for (let j = 0; j < 2; j++)
      expect(y[0]! * problem.columns[2 * j]! + y[1]! * problem.columns[2 * j + 1]!).toBeLessThan(1e-12);
    expect(y[0]!).toBeLessThanOrEqual(0);
    expect(y[1]!).toBeGreaterThanOrEqual(0);
  });

  it('reports an unbounded program', () => {
    expect(solveLp(lp('max', [1, 0], [[[1, -1], '<=', 1]])).status).toBe('unbounded');
  });

  it('takes free variables, equalities, redundant rows and negative right-hand sides', () => {
    const problem = lp(
      'min',
      [1, 2],
      [
        [[1, 1], '=', -3],
        [[2, 2], '=', -6],
        [[0, 1], '>=', 1],
      ],
      [0],
    );
    const answer = solveLp(problem);
    expect(answer.status).toBe('optimal');
    expect(answer.objective).toBeCloseTo(-2, 12);
    expect(flaw(problem, answer)).toBeLessThan(1e-12);
  });

  it('is indifferent to coefficients of 1e9 beside 1e-3', () => {
    const problem = lp(
      'max',
      [3e9, 5e-3],
      [
        [[1e9, 0], '<=', 4e9],
        [[0, 2e-3], '<=', 12e-3],
        [[3e9, 2e-3], '<=', 18e-3 + 12e9],
      ],
    );
    const answer = solveLp(problem);
    expect(answer.status).toBe('optimal');
    expect(flaw(problem, answer)).toBeLessThan(1e-12);
  });

  it('refuses sizes that do not agree', () => {
    expect(() =>
      solveLp({
        rows: 2,
        columns: new Float64Array(3),
        cost: new Float64Array(1),
        rhs: new Float64Array(2),
        senses: ['le', 'le'],
      }),
    ).toThrow(RangeError);
  });

  it('has the status and value HiGHS has, and a certificate of its own, on random programs', async () => {
    const highs = await highsLoader();
    let state = 12345;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 4294967296;
    };
    const seen = new Set<string>();
    for (let k = 0; k < 400; k++) {
      const m = 1 + Math.floor(random() * 5);
      const n = 1 + Math.floor(random() * 8);
      const degenerate = random() < 0.5;
      const entry = () =>
        degenerate ? Math.floor(random() * 5) - 2 : Math.round(200 * (random() - 0.4)) / 10;
      const rows = Array.from({ length: m }, (): [number[], '<=' | '=' | '>=', number] => [
        Array.from({ length: n }, entry),
        (['<=', '<=', '=', '>='] as const)[Math.floor(random() * 4)]!,
        degenerate ? Math.floor(random() * 4) : entry(),
      ]);
      const cost = Array.from({ length: n }, entry);
      const problem = lp(random() < 0.5 ? 'min' : 'max', cost, rows, random() < 0.2 ? [0] : []);
      const answer = solveLp(problem);
      const sum = (a: number[]) => a.map((v, j) => `${v < 0 ? '-' : '+'} ${Math.abs(v)} x${j}`).join(' ');
      const text = `${problem.maximise ? 'Maximize' : 'Minimize'}\n obj: ${sum(cost)}\nSubject To\n${rows
        .map(([a, sense, b], i) => ` c${i}: ${sum(a)} ${sense} ${b}`)
        .join('\n')}\nBounds\n${problem.free!.map((j) => ` x${j} free\n`).join('')}End\n`;
      const other = highs.solve(text, { presolve: 'off' });
      const label = `program ${k}\n${text}`;
      seen.add(answer.status);
      if (answer.status === 'optimal') {
        expect(other.Status, label).toBe('Optimal');
        expect(Math.abs(other.ObjectiveValue - answer.objective), label).toBeLessThan(
          1e-6 * (1 + Math.abs(answer.objective)),
        );
        expect(flaw(problem, answer), label).toBeLessThan(1e-9);
      } else expect(other.Status, label).toBe(answer.status === 'infeasible' ? 'Infeasible' : 'Unbounded');
    }
    expect([...seen].sort()).toEqual(['infeasible', 'optimal', 'unbounded']);
  });
});

describe('the parts', () => {
  it('prices columns the same for every row count', () => {
    for (let m = 1; m <= 21; m++) {
      const store = new ColumnStore(m, 4);
      const weights = Float64Array.from({ length: m + 2 }, (_, i) => i - 3);
      for (let j = 0; j < 9; j++) store.push(Float64Array.from({ length: m }, (_, i) => (i + 1) * (j - 4)));
      const out = new Float64Array(store.capacity);
      price(store, weights, 2, out, 9);
      for (let j = 0; j < 9; j++) {
        let sum = 0;
        for (let i = 0; i < m; i++) sum += weights[i + 2]! * (i + 1) * (j - 4);
        expect(out[j]).toBeCloseTo(sum, 12);
      }
    }
  });

  it('rebuilds the inverse it has updated, and says when there is none', () => {
    const columns = [
      [2, 1, 0],
      [1, 3, 1],
      [0, 1, 4],
      [2, 4, 1],
    ];
    const columnOf = (j: number, out: Float64Array) => out.set(columns[j]!);
    const updated = new Basis(3);
    updated.head.set([0, 1, 2]);
    expect(updated.refactor(columnOf)).toBe(true);
    const w = new Float64Array(3);
    updated.transform(Float64Array.of(2, 4, 1.5), w);
    updated.pivot(2, w, 4);
    columns.push([2, 4, 1.5]);
    const fresh = new Basis(3);
    fresh.head.set(updated.head);
    expect(fresh.refactor(columnOf)).toBe(true);
    fresh.inverse.forEach((value, k) => expect(updated.inverse[k]).toBeCloseTo(value, 12));
    fresh.head.set([0, 1, 1]);
    expect(fresh.refactor(columnOf)).toBe(false);
  });
});

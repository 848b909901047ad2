import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotient, solveExact, solveLp } from './index.ts';

describe('quotient of integers', () => {
  it('is what division of doubles gives, for integers a double holds', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (a, b) => {
        fc.pre(b !== 0);
        expect(Math.abs(quotient(BigInt(a), BigInt(b)) - a / b)).toBeLessThanOrEqual(
          Math.abs(a / b) * 2 ** -52,
        );
      }),
    );
  });

  it('does not overflow where numerator and denominator do', () => {
    expect(quotient(7n ** 1000n, 7n ** 999n)).toBe(7);
    expect(quotient(-(3n ** 900n), 2n * 3n ** 901n)).toBeCloseTo(-1 / 6, 15);
    expect(quotient(0n, 5n)).toBe(0);
  });
});

describe('exact linear programs', () => {
  /** min t with Σ λ x ≤ t·x_o, Σ λ y ≥ y_o for two units; slacks are columns of their own. */
  const program = (x: readonly [number, number], y: readonly [number, number], unit: 0 | 1) => ({
    rows: 2,
    columns: Float64Array.of(-y[0], x[0], -y[1], x[1], 1, 0, 0, 1, 0, -x[unit]),
    rhs: Float64Array.of(-y[unit], 0),
    objectives: [Float64Array.of(0, 0, 0, 0, 1)],
    free: 4,
    starts: [[4, unit]],
  });

  it('keeps what doubles lose: 0.1 + 0.2 is not 0.3', () => {
    // Equal to the last bit of the doubles, not to the last bit of a rounded sum.
    const solution = solveExact(program([0.1 + 0.2, 0.3], [1, 1], 0))!;
    expect(solution.optima[0]).toBe(0.3 / (0.1 + 0.2));
    expect(solution.optima[0]).toBeLessThan(1);
    expect([...solution.values]).toEqual([0, 1, 0, 0, 0.3 / (0.1 + 0.2)]);
  });

  it('gives multipliers that support every column', () => {
    const p = program([3, 2], [7, 6], 0);
    const { multipliers, optima } = solveExact(p)!;
    const y = multipliers[0]!;
    expect(optima[0]).toBeCloseTo(7 / 9, 15);
    for (let j = 0; j < 5; j++) {
      const priced = p.columns[2 * j]! * y[0]! + p.columns[2 * j + 1]! * y[1]!;
      expect(p.objectives[0]![j]! - priced).toBeGreaterThan(-1e-15);
    }
    expect(p.rhs[0]! * y[0]! + p.rhs[1]! * y[1]!).toBeCloseTo(7 / 9, 15);
  });

  it('takes the next start where the first is no feasible basis, and says when none is', () => {
    const p = program([3, 2], [7, 6], 0);
    expect(
      solveExact({
        ...p,
        starts: [
          [0, 0],
          [2, 3],
          [4, 0],
        ],
      })!.optima[0],
    ).toBeCloseTo(7 / 9, 15);
    expect(solveExact({ ...p, starts: [[2, 3]] })).toBeUndefined();
  });

  it('minimises one objective after the other', () => {
    // x + y + z = 4, x ≤ 3: first least z, then least x.
    const solution = solveExact({
      rows: 2,
      columns: Float64Array.of(1, 1, 1, 0, 1, 0, 0, 1, 1, 1),
      rhs: Float64Array.of(4, 3),
      objectives: [Float64Array.of(0, 0, 1, 0, 0), Float64Array.of(1, 0, 0, 0, 0)],
      free: 4,
      starts: [[2, 3]],
    })!;
    expect([...solution.values]).toEqual([0, 4, 0, 3, 0]);
    expect(solution.optima).toEqual([0, 0]);
  });

  it('has the optimum the floating-point simplex has, on random programs with a bounded region', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 8 }),
        (columns, rhs, costs) => {
          const n = columns.length;
          // Every column uses something of every row, so nothing can grow without end.
          const all = Float64Array.from([...columns.flat().map((v) => v + 1), 1, 0, 0, 0, 1, 0, 0, 0, 1]);
          const cost = Float64Array.from([...costs.slice(0, n), 0, 0, 0]);
          const exact = solveExact({
            rows: 3,
            columns: all,
            rhs: Float64Array.from(rhs),
            objectives: [cost],
            free: -1,
            starts: [[n, n + 1, n + 2]],
          })!;
          const rounded = solveLp({
            rows: 3,
            columns: all,
            cost,
            rhs: Float64Array.from(rhs),
            senses: ['eq', 'eq', 'eq'],
          });
          expect(rounded.status).toBe('optimal');
          expect(exact.optima[0]).toBeCloseTo(rounded.objective, 9);
        },
      ),
    );
  });
});

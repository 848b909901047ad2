import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ahpWeights,
  criticWeights,
  deviationWeights,
  entropyWeights,
  RANDOM_INDEX,
  topsis,
  topsisSwaps,
  type CriterionDirection,
} from './index.ts';

const cell = fc.integer({ min: 1, max: 1000 }).map((n) => n / 10);
const problem = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.record({
    matrix: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 3, maxLength: 8 }),
    weights: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: width, maxLength: width }),
    directions: fc.array(fc.constantFrom<CriterionDirection>('benefit', 'cost'), {
      minLength: width,
      maxLength: width,
    }),
    normalise: fc.constantFrom('vector' as const, 'sum' as const, 'max' as const, 'min-max' as const),
    distance: fc.constantFrom('euclidean' as const, 'manhattan' as const),
  }),
);

describe('TOPSIS', () => {
  it('at the weight told the two are equally close', () => {
    let told = 0;
    fc.assert(
      fc.property(problem, ({ matrix, weights, directions, normalise, distance }) => {
        const a = topsis(matrix, weights, directions, { normalise, distance });
        const steps = (n: number) => ({
          toIdeal: a.weighted[n]!.map((x, k) => Math.abs(x - a.ideal[k]!)),
          toAntiIdeal: a.weighted[n]!.map((x, k) => Math.abs(x - a.antiIdeal[k]!)),
        });
        const full = weights.reduce((x, y) => x + y, 0);
        for (const s of topsisSwaps(weights, steps(0), steps(1), distance)) {
          told += 1;
          expect(s.from).toBe(weights[s.item]);
          const w = weights.map((x, k) => (k === s.item ? s.to : (x * (full - s.to)) / (full - s.from)));
          const c = topsis(matrix, w, directions, { normalise, distance }).closeness;
          expect(Math.abs(c[0]! - c[1]!)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 400 },
    );
    expect(told).toBeGreaterThan(100);
  });

  it('does not depend on the units of a column, nor on the order of the rows; dominance is respected', () => {
    fc.assert(
      fc.property(
        problem,
        fc.constantFrom(1e-3, 7, 1e6),
        ({ matrix, weights, directions, normalise, distance }, by) => {
          const o = { normalise, distance };
          const plain = topsis(matrix, weights, directions, o).closeness;
          const scaled = topsis(
            matrix.map((r) => r.map((x, k) => (k === 0 ? x * by : x))),
            weights,
            directions,
            o,
          ).closeness;
          const turned = topsis(matrix.toReversed(), weights, directions, o).closeness.toReversed();
          plain.forEach((c, n) => {
            expect(scaled[n]).toBeCloseTo(c, 9);
            expect(turned[n]).toBeCloseTo(c, 9);
          });
          const better = matrix.map((r, n) =>
            n === 0
              ? r
              : r.map((x, k) =>
                  directions[k] === 'cost' ? Math.max(x, matrix[0]![k]!) : Math.min(x, matrix[0]![k]!),
                ),
          );
          const c = topsis(better, weights, directions, o).closeness;
          expect(Math.max(...c)).toBeCloseTo(c[0]!, 12);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('weights from data', () => {
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 9 });
  it('a constant column gets nothing and leaves the others as they are', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(0.1, 0, 3), (rows, c) => {
        const more = rows.map((r) => [...r, c]);
        for (const weigh of [entropyWeights, criticWeights, deviationWeights]) {
          const [own, wide] = [weigh(rows), weigh(more)];
          // All alike everywhere: equal weights, the constant column among them.
          if (rows.every((r) => r.every((x, k) => x === rows[0]![k]))) continue;
          own.forEach((w, k) => expect(wide[k]).toBeCloseTo(w, 9));
          expect(wide[3]).toBeCloseTo(0, 9);
        }
      }),
      { numRuns: 200 },
    );
  });
  it('one column alone that varies has all the weight; columns that go together share', () => {
    for (const weigh of [criticWeights, entropyWeights, deviationWeights])
      expect(
        weigh([
          [1, 5],
          [2, 5],
          [4, 5],
        ]),
      ).toEqual([1, 0]);
    expect(
      criticWeights([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
    ).toEqual([0.5, 0.5]);
  });
});

describe('AHP', () => {
  it.each(Object.keys(RANDOM_INDEX) as (keyof typeof RANDOM_INDEX)[])(
    '%s: consistent judgements of any order up to 15 have ratio 0',
    (randomIndex) => {
      for (let n = 1; n <= 15; n += 1) {
        const w = Array.from({ length: n }, (_, k) => k + 1);
        const total = w.reduce((a, b) => a + b, 0);
        for (const method of ['eigenvector', 'geometric-mean', 'column-mean'] as const) {
          const a = ahpWeights(
            w.map((x) => w.map((y) => x / y)),
            { randomIndex, method },
          );
          a.weights.forEach((x, k) => expect(x).toBeCloseTo(w[k]! / total, 9));
          expect(a.lambda).toBeCloseTo(n, 9);
          expect(a.consistencyRatio).toBeCloseTo(0, 9);
        }
      }
      expect(() => ahpWeights(Array.from({ length: 16 }, () => Array.from({ length: 16 }, () => 1)))).toThrow(
        'order 16',
      );
    },
  );
});

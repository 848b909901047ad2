/**
 * Weights of criteria and TOPSIS against published answers. Small tables are retyped with their source and run everywhere; the data folder
 * holds the same and more.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ahpWeights,
  criticWeights,
  deviationWeights,
  entropyWeights,
  topsis,
  type CriterionDirection,
} from '#engine/evaluation';
import { dataFolder, hasData } from './data.ts';

const close = (found: readonly number[], published: readonly number[], tolerance: number): void => {
  expect(found).toHaveLength(published.length);
  for (const [i, p] of published.entries())
    expect(Math.abs(found[i]! - p), `${i}: ${found[i]} for ${p}`).toBeLessThanOrEqual(tolerance);
};

describe('TOPSIS', () => {
  it('Tzeng & Huang (2011), Multiple Attribute Decision Making: vector normalisation', () => {
    const answer = topsis(
      [
        [5, 8, 4],
        [7, 6, 8],
        [8, 8, 6],
        [7, 4, 6],
      ],
      [0.3, 0.4, 0.3],
      ['benefit', 'benefit', 'benefit'],
    );
    close(answer.closeness, [0.5037, 0.6581, 0.7482, 0.334], 1e-4);
    expect(answer.rank).toEqual([3, 2, 1, 4]);
  });

  it('Hwang & Yoon (1981), choice of a fighter aircraft: the purchase cost is better lower', () => {
    const aircraft = [
      [2, 1500, 20_000, 5.5, 5, 9],
      [2.5, 2700, 18_000, 6.5, 3, 5],
      [1.8, 2000, 21_000, 4.5, 7, 7],
      [2.2, 1800, 20_000, 5, 5, 5],
    ];
    const directions: CriterionDirection[] = ['benefit', 'benefit', 'benefit', 'cost', 'benefit', 'benefit'];
    const answer = topsis(aircraft, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], directions);
    close(answer.closeness, [0.643, 0.268, 0.613, 0.312], 1e-3);
    // The same by hand for other normalisations: best and worst of every column are 1 and 0 under min-max.
    const places = topsis(aircraft, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], directions, { normalise: 'min-max' });
    close(places.ideal, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], 1e-15);
    close(places.antiIdeal, [0, 0, 0, 0, 0, 0], 1e-15);
  });
});

describe('CRITIC', () => {
  const firms = [
    [61, 1.08, 4.33],
    [20.7, 0.26, 4.34],
    [16.3, 1.98, 2.53],
    [9, 3.29, 1.65],
    [5.4, 2.77, 2.33],
    [4, 4.12, 1.21],
    [-6.1, 3.52, 2.1],
    [-34.6, 3.31, 0.98],
  ];
  it('Diakoulaki, Mavrotas & Papayannakis (1995), eight pharmaceutical firms, a loss among them', () => {
    close(criticWeights(firms), [0.20222554, 0.48090173, 0.31687273], 1e-6);
    // Which deviation is meant makes no difference: the factor is the same for every column.
    close(criticWeights(firms, { deviation: 'sample' }), criticWeights(firms), 1e-12);
  });
});

describe('AHP', () => {
  it('Saaty (1977), A scaling method for priorities: wealth of seven nations', () => {
    const answer = ahpWeights([
      [1, 4, 9, 6, 6, 5, 5],
      [1 / 4, 1, 7, 5, 5, 3, 4],
      [1 / 9, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 7, 1 / 5],
      [1 / 6, 1 / 5, 5, 1, 1, 1 / 3, 1 / 3],
      [1 / 6, 1 / 5, 5, 1, 1, 1 / 3, 1 / 3],
      [1 / 5, 1 / 3, 7, 3, 3, 1, 2],
      [1 / 5, 1 / 4, 5, 3, 3, 1 / 2, 1],
    ]);
    close(answer.weights, [0.427, 0.23, 0.021, 0.052, 0.052, 0.123, 0.094], 5.01e-4);
    expect(answer.lambda.toFixed(2)).toBe('7.61');
    expect(answer.consistencyIndex.toFixed(2)).toBe('0.10');
    expect(answer.consistencyRatio.toFixed(2)).toBe('0.08');
  });

  it('Saaty (1980), choosing a school: judgements that contradict each other are told by their ratio', () => {
    const answer = ahpWeights([
      [1, 4, 3, 1, 3, 4],
      [1 / 4, 1, 7, 3, 1 / 5, 1],
      [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
      [1, 1 / 3, 5, 1, 1, 1 / 3],
      [1 / 3, 5, 5, 1, 1, 3],
      [1 / 4, 1, 6, 3, 1 / 3, 1],
    ]);
    close(answer.weights, [0.32, 0.14, 0.03, 0.13, 0.24, 0.14], 5.01e-3);
    expect(answer.consistencyRatio).toBeGreaterThan(0.1);
  });

  it('a consistent matrix gives back the weights it was made of, by every method', () => {
    const w = [0.5, 0.3, 0.15, 0.05];
    const matrix = w.map((a) => w.map((b) => a / b));
    for (const method of ['eigenvector', 'geometric-mean', 'column-mean'] as const) {
      const answer = ahpWeights(matrix, { method });
      close(answer.weights, w, 1e-12);
      expect(answer.lambda).toBeCloseTo(4, 10);
      expect(answer.consistencyRatio).toBeCloseTo(0, 10);
    }
  });

  it('refuses what is not a matrix of pairwise judgements', () => {
    expect(() => ahpWeights([[1, 2]])).toThrow('not square');
    expect(() =>
      ahpWeights([
        [1, 2],
        [1, 1],
      ]),
    ).toThrow('not reciprocal');
    expect(() =>
      ahpWeights([
        [1, -2],
        [-0.5, 1],
      ]),
    ).toThrow('above zero');
  });
});

describe('entropy and standard deviation by hand', () => {
  it('a column that is the same for everybody has no weight, two that tell alike share', () => {
    const table = [
      [1, 5, 1],
      [3, 5, 3],
    ];
    close(entropyWeights(table), [0.5, 0, 0.5], 1e-12);
    close(deviationWeights(table), [0.5, 0, 0.5], 1e-12);
    // p = ¼ and ¾: e = (¼ ln 4 + ¾ ln 4⁄3) ÷ ln 2 = 0.8113; p = ½ and ½: e = 1.
    close(
      entropyWeights([
        [1, 2],
        [3, 2],
      ]),
      [1, 0],
      1e-12,
    );
    close(
      entropyWeights([
        [1, 1],
        [3, 2],
      ]),
      [0.18872 / (0.18872 + 0.0817), 0.0817 / (0.18872 + 0.0817)],
      1e-4,
    );
  });

  it('negative values are refused unless they are placed between worst and best first', () => {
    const table = [
      [-1, 2],
      [0, 1],
      [4, 5],
    ];
    expect(() => entropyWeights(table)).toThrow('min-max');
    const weights = entropyWeights(table, { normalise: 'min-max', directions: ['benefit', 'cost'] });
    expect(weights[0]! + weights[1]!).toBeCloseTo(1, 12);
  });
});

if (hasData('evaluation', 'mcda_published_a.json')) {
  interface Case {
    readonly case: string;
    readonly method: string;
    readonly matrix: readonly (readonly number[])[];
    readonly weights: readonly number[] | null;
    readonly types: readonly string[];
    readonly expected: readonly number[];
    readonly tolerance: number;
  }
  const cases = JSON.parse(
    readFileSync(join(dataFolder!, 'evaluation', 'mcda_published_a.json'), 'utf8'),
  ) as Case[];
  const answerOf = (c: Case): number[] => {
    if (c.method === 'TOPSIS')
      return topsis(
        c.matrix,
        c.weights!,
        c.types.map((t) => (t === 'min' ? 'cost' : 'benefit')),
      ).closeness;
    if (c.method === 'CRITIC') return criticWeights(c.matrix);
    if (c.method === 'entropy weights') return entropyWeights(c.matrix);
    if (c.method === 'standard-deviation weights') return deviationWeights(c.matrix);
    throw new Error(`no such method: ${c.method}`);
  };
  describe('published answers', () => {
    it.each(cases.map((c) => [c.case, c] as const))('%s', (_, c) => {
      close(answerOf(c), c.expected, c.tolerance);
    });
  });
}

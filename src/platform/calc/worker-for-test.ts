/** Tasks for calc.test.ts. */
import { Problem } from '#kernel';
import { answerTask } from './index.ts';

let calls = 0;

answerTask({
  count: () => (calls += 1),
  total: async (input: readonly string[], _progress, { ask }) =>
    (await Promise.all(input.map((name) => ask<number>(name)))).reduce((a, b) => a + b, 0),
  sum: (values: Float64Array, progress) => {
    progress(50);
    return values.reduce((a, b) => a + b, 0);
  },
  refuse: () => {
    throw new Problem('calc.example', { params: { n: 3 } });
  },
  crash: () => {
    throw new RangeError('out of range');
  },
  forever: () => {
    for (;;);
  },
  hungry: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, i) => i));
  },
});

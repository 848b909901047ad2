/** Tasks for calc.test.ts. */
import { Problem } from '#kernel';
import { answerTask } from './index.ts';

answerTask({
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

/** One case in a process of its own: `units size repeats` → milliseconds of every call, the first one cold, with one record per unit. */
import { runDea } from '#engine/benchmark';
import { problem } from './problem.ts';

const [units, size, repeats] = process.argv.slice(2).map(Number);
const p = problem(units!, size!);
const times: number[] = [];
for (let k = 0; k < repeats!; k++) {
  const started = performance.now();
  runDea(p);
  times.push(performance.now() - started);
}
console.log(JSON.stringify(times));

/**
 * `npm run bench:dea`: this engine beside HiGHS (WebAssembly, one program per unit), input-oriented, variable returns. This engine answers with
 * peers, slacks, targets, multipliers and certificate; HiGHS solves the first stage only, for a sample of the units, and its time is
 * scaled to all of them. Cold is the first call of a process (median of several processes), warm the median of later calls.
 * `--small` runs one small case and a tiny nation, so that the programs cannot rot unseen.
 */
import { spawnSync } from 'node:child_process';
import highsLoader from 'highs';
import type { DeaInput } from '#engine/benchmark';
import { bundle } from './bundle.ts';
import { nation } from './nation.ts';
import { problem } from './problem.ts';

async function peer(p: DeaInput, sample: number): Promise<number> {
  const highs = await highsLoader();
  const n = p.ids.length;
  const row = (values: ArrayLike<number | null>): string =>
    Array.from({ length: n }, (_, u) => `+ ${values[u]} l${u}`).join(' ');
  const rows = { x: p.inputs.map((c) => row(c.values)), y: p.outputs.map((c) => row(c.values)) };
  const sum = Array.from({ length: n }, (_, u) => `+ l${u}`).join(' ');
  const started = performance.now();
  for (let s = 0; s < sample; s += 1) {
    const u = Math.floor((s * n) / sample);
    const text = [
      'Minimize',
      ' t',
      'Subject To',
      ...p.inputs.map((c, i) => ` ${rows.x[i]} - ${c.values[u]} t <= 0`),
      ...p.outputs.map((c, r) => ` ${rows.y[r]} >= ${c.values[u]}`),
      ` ${sum} = 1`,
      'End',
    ].join('\n');
    highs.solve(text);
  }
  return ((performance.now() - started) / sample) * n;
}

const median = (list: number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1]!;

/** Milliseconds of every call, process by process. */
function processes(file: string, units: number, size: number, count: number, repeats: number): number[][] {
  return Array.from({ length: count }, () => {
    const r = spawnSync(process.execPath, [file, String(units), String(size), String(repeats)], {
      encoding: 'utf8',
    });
    if (r.status !== 0) throw new Error(r.stderr);
    return JSON.parse(r.stdout) as number[];
  });
}

const small = process.argv.includes('--small');
const file = bundle('case');
console.log(
  'For reference, measured elsewhere on a machine with two cores (3×3): R Benchmarking 1.3 s for N = 1,000 and 32 s for N = 5,000; R deaR 7 s and 124 s.',
);
console.log('     N  columns    cold ms    warm ms    HiGHS ms  HiGHS ÷ cold  HiGHS ÷ warm');
const cases = small
  ? [[200, 3]]
  : [200, 1000, 5000, 10_000].flatMap((n) => [
      [n, 3],
      [n, 6],
    ]);
for (const [n, size] of cases as [number, number][]) {
  const runs = processes(file, n, size, small ? 2 : 5, small ? 4 : 9);
  const cold = median(runs.map((times) => times[0]!));
  const warm = median(runs.map((times) => median(times.slice(times.length >> 1))));
  const solver = await peer(problem(n, size), n > 4000 ? 5 : 20);
  const cell = (x: number, width: number): string => (x < 10 ? x.toFixed(1) : x.toFixed(0)).padStart(width);
  console.log(
    `${String(n).padStart(6)}  ${size}×${size}    ${cell(cold, 9)}  ${cell(warm, 9)}  ${cell(solver, 10)}  ${cell(solver / cold, 12)}  ${cell(solver / warm, 12)}`,
  );
}
if (small) await nation(2000, 3);

/**
 * `npm run bench:dea`: this engine beside HiGHS (one program per unit), input-oriented, variable returns, peers and slacks included. Each case
 * runs in a process of its own, so that the first call is cold; HiGHS solves a sample of the units and its time is scaled to all of them.
 * `--small` runs one small case, so that the program cannot rot unseen.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import highsLoader from 'highs';
import { runDea, type DeaInput } from '#engine/benchmark';

const generator = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** Enterprises of log-normal size with an inefficiency of their own: few on the frontier, as in reality. */
function problem(units: number, inputs: number, outputs: number): DeaInput {
  const random = generator(20180905);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const sizes = Array.from({ length: units }, () => Math.exp(normal()));
  const waste = Array.from({ length: units }, () => Math.exp(-Math.abs(0.4 * normal())));
  const column = (name: string, of: (u: number) => number) => ({
    name,
    values: Array.from({ length: units }, (_, u) => of(u)),
  });
  return {
    ids: Array.from({ length: units }, (_, u) => `E${u}`),
    inputs: Array.from({ length: inputs }, (_, i) =>
      column(`x${i}`, (u) => sizes[u]! * Math.exp(0.3 * normal())),
    ),
    outputs: Array.from({ length: outputs }, (_, r) =>
      column(`y${r}`, (u) => sizes[u]! ** 0.9 * waste[u]! * Math.exp(0.3 * normal())),
    ),
    rts: 'vrs',
    orientation: 'in',
  };
}

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

async function one(units: number, size: number): Promise<void> {
  const p = problem(units, size, size);
  const time = (): number => {
    const started = performance.now();
    runDea(p);
    return performance.now() - started;
  };
  const cold = time();
  const warm = median(Array.from({ length: units > 4000 ? 3 : 5 }, time));
  const solver = await peer(p, units > 4000 ? 5 : 20);
  const cell = (x: number): string => (x < 10 ? x.toFixed(2) : x.toFixed(0)).padStart(9);
  console.log(
    `${String(units).padStart(6)}  ${size}×${size}  ${cell(cold)}  ${cell(warm)}  ${cell(solver)}  ${cell(solver / warm)}`,
  );
}

const picked = /^--case=(\d+),(\d+)$/.exec(process.argv[2] ?? '');
if (picked) await one(Number(picked[1]), Number(picked[2]));
else {
  console.log('     N  columns  cold ms    warm ms   HiGHS ms      ratio (HiGHS ÷ warm)');
  const small = process.argv.includes('--small');
  const cases = small
    ? [[200, 3]]
    : [200, 1000, 5000, 10_000].flatMap((n) => [
        [n, 3],
        [n, 6],
      ]);
  for (const [n, size] of cases) {
    const r = spawnSync(
      process.execPath,
      [...process.execArgv, fileURLToPath(import.meta.url), `--case=${n},${size}`],
      { encoding: 'utf8' },
    );
    process.stdout.write(r.stdout);
    if (r.status !== 0) {
      process.stderr.write(r.stderr);
      process.exit(1);
    }
  }
}

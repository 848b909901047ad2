/**
 * `npm run bench:nation`: 480,000 enterprises in 41 industries of skewed sizes, each industry measured against its own best practice
 * (input-oriented, variable returns) by two threads. Scores, peers with weights and slacks of everybody are kept; the memory printed is the
 * largest resident size of the process above what it was with the data in place and the threads idle. Half the processor time is about
 * what two processors would need that nobody else uses. `--units=N` changes the number of enterprises.
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { bundle } from './bundle.ts';
import type { Answer, Job } from './nation-worker.ts';
import { figures } from './problem.ts';

const INDUSTRIES = 41;
const THREADS = 2;

/** The largest industry holds about 9% of all, the smallest 0.2%. */
function sizes(units: number): number[] {
  const weights = Array.from({ length: INDUSTRIES }, (_, k) => 0.914 ** k);
  const total = weights.reduce((a, b) => a + b, 0);
  const list = weights.map((w) => Math.floor((units * w) / total));
  list[0] = list[0]! + units - list.reduce((a, b) => a + b, 0);
  return list;
}

export async function nation(units: number, columns: number): Promise<void> {
  const jobs: Job[] = sizes(units).map((count, industry) => {
    const shared = new SharedArrayBuffer(count * 2 * columns * 8);
    figures(count, columns, columns, 20180905 + industry, new Float64Array(shared));
    return { industry, units: count, columns, shared };
  });
  const script = bundle('nation-worker');
  const workers = Array.from({ length: THREADS }, () => new Worker(script));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);

  const answers: Answer[] = [];
  let next = 0;
  const started = performance.now();
  const processor = process.cpuUsage();
  // Largest industries first; a thread that is done takes the next one.
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise<void>((resolve, reject) => {
          const give = (): void => {
            if (next < jobs.length) worker.postMessage(jobs[next++]!);
            else resolve();
          };
          worker.on('message', (answer: Answer) => {
            answers.push(answer);
            give();
          });
          worker.on('error', reject);
          give();
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(processor);
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage.rss());
  await Promise.all(workers.map((worker) => worker.terminate()));

  const sum = (of: (answer: Answer) => number): number => answers.reduce((a, answer) => a + of(answer), 0);
  const mb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
  const scored = sum((answer) => answer.efficiency.length);
  if (scored !== units) throw new Error(`nation: ${scored} of ${units} scored`);
  const kept = sum(
    (a) => a.efficiency.byteLength + a.slacks.byteLength + a.peers.byteLength + a.lambda.byteLength,
  );
  console.log(
    `${units} enterprises, ${INDUSTRIES} industries, ${columns}×${columns}: ${seconds.toFixed(2)} s on ${THREADS} threads (${((used.user + used.system) / 1e6).toFixed(1)} s of processor); ` +
      `${sum((answer) => answer.frontier)} on a frontier; memory above the data ${mb(peak - before)}, of which answers ${mb(kept)}`,
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const units = Number(/^--units=(\d+)$/.exec(argv[2] ?? '')?.[1] ?? 480_000);
  await nation(units, 3);
  await nation(units, 6);
}

import { parentPort } from 'node:worker_threads';
import { deaTable } from '../src/engine/benchmark/dea.ts';
import { problemOf } from './problem.ts';

export interface Job {
  readonly industry: number;
  readonly units: number;
  readonly columns: number;
  readonly shared: SharedArrayBuffer;
}

export interface Answer {
  readonly industry: number;
  readonly frontier: number;
  readonly efficiency: Float64Array<ArrayBuffer>;
  readonly slacks: Float64Array<ArrayBuffer>;
  readonly peerStart: Int32Array<ArrayBuffer>;
  readonly peers: Int32Array<ArrayBuffer>;
  readonly lambda: Float64Array<ArrayBuffer>;
}

parentPort!.on('message', ({ industry, units, columns, shared }: Job) => {
  const table = deaTable(problemOf(units, columns, columns, new Float64Array(shared)));
  const { efficiency, slacks, peerStart, peers, lambda } = table;
  const answer = { industry, frontier: table.frontier.length, efficiency, slacks, peerStart, peers, lambda };
  parentPort!.postMessage(answer, [
    efficiency.buffer,
    slacks.buffer,
    peerStart.buffer,
    peers.buffer,
    lambda.buffer,
  ] as ArrayBuffer[]);
});
parentPort!.postMessage('ready');

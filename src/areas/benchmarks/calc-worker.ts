/** Thread script for benchmark runs: from the input to the bytes that are stored, so that the house neither calculates nor compresses. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, type Finding } from '#kernel';
import { answerTask } from '#platform/calc';
import { sha256Hex } from '#platform/files';
import { productivity, type ProductivityGroup, type ProductivityInput } from '#engine/benchmark';
import { computeBenchmark } from './compute.ts';
import type { BenchmarkInput } from './input.ts';
import type { BenchmarkOutput, OutputGroup } from './payload.ts';

export interface Packed {
  /** SHA-256 of the canonical JSON before compression. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface RunAnswer {
  readonly input: Packed;
  readonly result: Packed;
  /** Rows of `run_result` as JSON, a few hundred in each piece. */
  readonly chunks: readonly string[];
  readonly subjects: number;
  readonly evaluated: number;
  readonly simulated: boolean;
  readonly groups: readonly OutputGroup[];
  readonly findings: readonly Finding[];
}

/** What a comparison of two years leaves: the rows people read, and both parts for whoever computes it again. */
export interface PackedProductivity {
  readonly input: Packed;
  readonly result: Packed;
  readonly chunks: readonly string[];
  readonly subjects: number;
  readonly groups: readonly ProductivityGroup[];
  readonly findings: readonly Finding[];
}

const CHUNK = 200;
const pack = (json: string): Packed => ({ sha256: sha256Hex(json), bytes: gzipSync(json, { level: 6 }) });

/** A stored part as it is found: damaged bytes are a finding, not a crash. */
function open(bytes: Uint8Array): { sha256: string; value: unknown } {
  try {
    const json = gunzipSync(bytes).toString('utf8');
    return { sha256: sha256Hex(json), value: JSON.parse(json) as unknown };
  } catch {
    return { sha256: `damaged:${sha256Hex(bytes).slice(0, 16)}`, value: undefined };
  }
}

export interface CheckAnswer {
  readonly inputHash: string;
  readonly resultHash: string;
  /** Hash of the result recomputed from the stored input; empty when that cannot be read. */
  readonly recomputedHash: string;
  readonly input: BenchmarkInput | null;
  /** Hash of each row that the stored result says there should be, by subject. */
  readonly rows: Readonly<Record<string, string>>;
  /** Hash of the groups shown beside the run. */
  readonly groups: string;
}

answerTask({
  run: (input: BenchmarkInput, progress): RunAnswer => {
    const output = computeBenchmark(input, progress);
    const chunks: string[] = [];
    for (let i = 0; i < output.rows.length; i += CHUNK)
      chunks.push(JSON.stringify(output.rows.slice(i, i + CHUNK)));
    return {
      input: pack(canonicalJson(input)),
      result: pack(canonicalJson(output)),
      chunks,
      subjects: output.rows.length,
      evaluated: output.rows.filter((r) => r.efficiency !== null).length,
      simulated: input.subjects.some((s) => s.simulated) || input.sources.some((s) => s.simulated),
      groups: output.groups,
      findings: output.findings,
    };
  },

  check: (stored: { input: Uint8Array; result: Uint8Array }): CheckAnswer => {
    const input = open(stored.input);
    const result = open(stored.result);
    let recomputedHash = '';
    try {
      if (input.value !== undefined)
        recomputedHash = sha256Hex(canonicalJson(computeBenchmark(input.value as BenchmarkInput)));
    } catch {
      // An altered input need not be one that can be computed; its own hash says so already.
      recomputedHash = '';
    }
    const rows: Record<string, string> = {};
    const output = result.value as BenchmarkOutput | undefined;
    for (const r of output?.rows ?? []) rows[r.subject_id] = sha256Hex(canonicalJson(r));
    return {
      inputHash: input.sha256,
      resultHash: result.sha256,
      recomputedHash,
      input: (input.value as BenchmarkInput | undefined) ?? null,
      rows,
      groups: output?.groups ? sha256Hex(canonicalJson(output.groups)) : '',
    };
  },

  productivity: (
    { input, names }: { input: ProductivityInput; names: Readonly<Record<string, string>> },
    progress,
  ): PackedProductivity => {
    const result = productivity(input, (share) => progress(100 * share));
    const rows = result.changes.map(({ id, group, from: _from, to: _to, ...factors }) => ({
      subject_id: id,
      group_code: group,
      position: null,
      score: null,
      efficiency: null,
      chase_id: null,
      payload: { name: names[id] ?? id, ...factors },
    }));
    const chunks: string[] = [];
    for (let i = 0; i < rows.length; i += CHUNK) chunks.push(JSON.stringify(rows.slice(i, i + CHUNK)));
    return {
      input: pack(canonicalJson(input)),
      result: pack(canonicalJson(result)),
      chunks,
      subjects: rows.length,
      groups: result.groups,
      findings: result.findings.slice(0, 100),
    };
  },

  hash: (value: unknown): string => sha256Hex(canonicalJson(value)),
});

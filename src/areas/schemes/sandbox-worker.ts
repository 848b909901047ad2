/** Thread script of the sandbox: from the input to the bytes that are stored, and back. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { canonicalJson, type Finding } from '#kernel';
import { sandbox, type SandboxInput, type SandboxResult } from '#engine/rules';
import { answerTask } from '#platform/calc';
import { sha256Hex } from '#platform/files';

export interface Packed {
  /** SHA-256 of the canonical JSON before compression. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}
export type SandboxSummary = Omit<SandboxResult, 'enterprises'>;
export interface SandboxAnswer {
  readonly findings: readonly Finding[];
  readonly input?: Packed;
  readonly result?: Packed;
  readonly summary?: SandboxSummary;
  /** Enterprises that change as JSON, some hundred in each piece. */
  readonly chunks: readonly string[];
  readonly changed: number;
  readonly milliseconds: number;
}

const CHUNK = 500;
const pack = (json: string): Packed => ({ sha256: sha256Hex(json), bytes: gzipSync(json, { level: 6 }) });

answerTask({
  run: (input: SandboxInput, progress): SandboxAnswer => {
    const began = performance.now();
    const { result, findings } = sandbox(input, (share) => progress(80 * share));
    const milliseconds = Math.round(performance.now() - began);
    if (!result) return { findings, chunks: [], changed: 0, milliseconds };
    const { enterprises, ...summary } = result;
    const chunks: string[] = [];
    for (let i = 0; i < enterprises.length; i += CHUNK)
      chunks.push(JSON.stringify(enterprises.slice(i, i + CHUNK)));
    return {
      findings,
      input: pack(canonicalJson(input)),
      result: pack(canonicalJson(result)),
      summary,
      chunks,
      changed: enterprises.length,
      milliseconds,
    };
  },

  /** Hash of the stored input, and of the result that it computes to; empty when it cannot be read. */
  check: (bytes: Uint8Array): { inputHash: string; recomputedHash: string } => {
    try {
      const json = gunzipSync(bytes).toString('utf8');
      const { result } = sandbox(JSON.parse(json) as SandboxInput);
      return {
        inputHash: sha256Hex(json),
        recomputedHash: result ? sha256Hex(canonicalJson(result)) : '',
      };
    } catch {
      return { inputHash: `damaged:${sha256Hex(bytes).slice(0, 16)}`, recomputedHash: '' };
    }
  },
});

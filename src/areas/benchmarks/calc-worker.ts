/** Thread script for benchmark runs: from the figures to the bytes that are stored, so that the house neither calculates nor compresses. */
import { Problem, type Finding } from '#kernel';
import { answerTask } from '#platform/calc';
import { productivity, sectionOf, type ProductivityGroup, type ProductivityInput } from '#engine/benchmark';
import { canonicalJson } from '#kernel';
import { checkRun, type CheckAnswer } from './check.ts';
import { Run } from './compute.ts';
import type { InputFrame, InputHead, InputPiece, InputSubject } from './input.ts';
import { Keeper, pack, unpack, type Packed, type Part } from './packing.ts';
import type { OutputGroup, OutputHead } from './payload.ts';

/** What a run asks of the house. */
export type RunQuestion =
  | { readonly read: Pick<InputSubject, 'industryCode' | 'code'> | undefined }
  | { readonly give: number }
  | {
      readonly keep: Part;
      readonly piece: Packed & { readonly seq: number };
      /** Rows of `run_result` as a JSON list. */
      readonly rows: string | undefined;
    };

export interface RunAsked {
  readonly frame: InputFrame;
  /** Names of all industries by code. */
  readonly industries: Readonly<Record<string, string>>;
  /** About how many enterprises there will be, to say how far reading has come. */
  readonly expected: number;
  /** Enterprises in a full piece; a smaller one is the last. */
  readonly piece: number;
}

export interface RunAnswer {
  readonly inputHash: string;
  readonly resultHash: string;
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
/** Share of the work that is reading, in per cent. */
const READING = 30;

answerTask({
  run: async (
    { frame, industries, expected, piece: full }: RunAsked,
    progress,
    { ask },
  ): Promise<RunAnswer> => {
    const keep = (part: Part, seq: number, piece: Packed, text: string) =>
      ask<void>({
        keep: part,
        piece: { ...piece, seq },
        rows: part === 'result' && seq > 0 ? text : undefined,
      } satisfies RunQuestion);
    const [input, result] = [new Keeper('input', keep), new Keeper('result', keep)];
    const run = new Run(frame);
    const { survey } = run;
    const read = (after: InputSubject | undefined) =>
      ask<InputPiece>({
        read: after && { industryCode: after.industryCode, code: after.code },
      } satisfies RunQuestion);
    for (let coming: Promise<InputPiece> | undefined = read(undefined); coming;) {
      const piece: InputPiece = await coming;
      // The next one is read while this one is taken in.
      coming = piece.subjects.length === full ? read(piece.subjects.at(-1)) : undefined;
      if (piece.subjects.length === 0) break;
      run.add(piece);
      await input.add(piece);
      progress((READING * survey.size) / Math.max(expected, survey.size));
    }
    if (survey.size === 0) throw new Problem('benchmarks.no-enterprises', { params: { year: frame.year } });

    const codes = new Set(
      survey.industryCodes.flatMap((c) => [sectionOf(c), ...[1, 2, 3, 4].map((n) => c.slice(0, n))]),
    );
    const head: InputHead = {
      format: 2,
      ...frame,
      industries: Object.fromEntries(Object.entries(industries).filter(([code]) => codes.has(code))),
    };
    const inputHash = await input.finish(head);
    const steps = run.measure(head.industries, (share) => progress(READING + (100 - READING) * share));
    let step = steps.next();
    while (!step.done) {
      let given: InputPiece | undefined;
      if ('rows' in step.value) await result.add(step.value.rows);
      else
        given = (await unpack(await ask<Uint8Array>({ give: step.value.read + 1 } satisfies RunQuestion)))
          .value as InputPiece;
      step = steps.next(given);
    }
    const { groups, findings, evaluated } = step.value;
    const resultHash = await result.finish({ format: 2, groups, findings } satisfies OutputHead);
    return {
      inputHash,
      resultHash,
      subjects: survey.size,
      evaluated,
      simulated: survey.simulated,
      groups,
      findings,
    };
  },

  check: (pieces: Readonly<Record<Part, number>>, _progress, { ask }): Promise<CheckAnswer> =>
    checkRun(pieces, ask),

  productivity: async (
    { input, names }: { input: ProductivityInput; names: Readonly<Record<string, string>> },
    progress,
  ): Promise<PackedProductivity> => {
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
      input: await pack(canonicalJson(input)),
      result: await pack(canonicalJson(result)),
      chunks,
      subjects: rows.length,
      groups: result.groups,
      findings: result.findings.slice(0, 100),
    };
  },
});

import { canonicalJson, finding, Problem, type Finding } from '#kernel';
import { entryOf, inThread } from '#platform/calc';
import type { House } from '#platform/act';
import { MOST, type CheckAnswer, type CheckQuestion } from '../check.ts';
import { ENGINE_VERSION, workerScript } from '../engine-version.ts';
import { partHash, sha256 } from '../packing.ts';
import * as store from '../store.ts';
import { factsOf, registerNow } from './read-input.ts';

export interface Verification {
  same: boolean;
  storedInput: boolean;
  storedResult: boolean;
  recomputed: boolean;
  reextracted: boolean;
  rows: boolean;
  expected: { inputHash: string; resultHash: string };
  found: { inputHash: string; resultHash: string; extractedHash: string };
  findings: Finding[];
  milliseconds: number;
}

/** Ids of stored rows asked for at once. */
const IDS = 5000;

/**
 * Proves a run or names what differs. Five questions: do the stored input and result still have the hashes the run (and the audit log) state;
 * does the stored input compute to the same bytes; do the facts, read again as known then, give the same input; do the rows people see say
 * what the stored result says. The thread goes through the pieces and asks for what it needs, so a nation's run is checked in the memory of a few.
 */
export async function verifyRun(house: House, runId: string, clock: () => number): Promise<Verification> {
  const started = clock();
  const findings: Finding[] = [];
  const { db } = house;
  const { run, audited, pieces } = await db.system(async (tx) => {
    const found = await store.run(tx, runId);
    if (!found) throw new Problem('benchmarks.unknown-run');
    return {
      run: found,
      pieces: await store.piecesOf(tx, runId),
      audited: await store.auditedHashes(tx, runId, found.createdAt),
    };
  });
  for (const part of ['input', 'result'] as const)
    if (pieces[part].length === 0) findings.push(finding('V211', 'error', `run/${runId}`, { part }));

  const answer = (q: CheckQuestion): Promise<unknown> => {
    if ('give' in q) return db.system((tx) => store.piece(tx, runId, q.give, q.seq));
    if ('facts' in q) return factsOf(db, q.of, q.facts);
    if ('register' in q) return registerNow(db, q.register);
    if ('rows' in q) return db.system((tx) => store.storedRows(tx, runId, q.rows));
    return db.system((tx) => store.storedIds(tx, runId, q.idsAfter, IDS));
  };
  const check = await inThread<Record<store.Part, number>, CheckAnswer>(
    entryOf(workerScript()),
    'check',
    { input: pieces.input.length, result: pieces.result.length },
    { keep: true, answer },
  );

  const expected = { inputHash: run.inputHash, resultHash: run.resultHash };
  const storedInput =
    check.inputHash === run.inputHash &&
    partHash(pieces.input) === run.inputHash &&
    (audited?.inputHash ?? run.inputHash) === run.inputHash;
  const storedResult =
    check.resultHash === run.resultHash &&
    partHash(pieces.result) === run.resultHash &&
    (audited?.resultHash ?? run.resultHash) === run.resultHash;
  const recomputed = check.recomputedHash === run.resultHash;
  const reextracted = check.extractedHash === run.inputHash;
  const groups = sha256(canonicalJson(run.params['groups'] ?? null)) === check.groups;
  const wrong = (code: string, part: string, hash: string, was: string): void => {
    findings.push(finding(code, 'error', `run/${runId}/${part}`, { expected: was, found: hash }));
  };
  if (!audited) findings.push(finding('V213', 'warning', `run/${runId}`));
  if (!storedInput) wrong('V201', 'input', check.inputHash, audited?.inputHash ?? run.inputHash);
  if (!storedResult) wrong('V202', 'result', check.resultHash, audited?.resultHash ?? run.resultHash);
  if (run.engineVersion !== ENGINE_VERSION)
    findings.push(
      finding('V209', 'warning', `run/${runId}`, { expected: run.engineVersion, found: ENGINE_VERSION }),
    );
  if (!recomputed) wrong('V203', 'result', check.recomputedHash, run.resultHash);
  if (!groups) findings.push(finding('V214', 'error', `run/${runId}/groups`));
  const rows = check.rows && groups;

  return {
    same: storedInput && storedResult && recomputed && reextracted && rows,
    storedInput,
    storedResult,
    recomputed,
    reextracted,
    rows,
    expected,
    found: {
      inputHash: check.inputHash,
      resultHash: check.recomputedHash,
      extractedHash: check.extractedHash,
    },
    findings: [...findings, ...check.findings].slice(0, MOST),
    milliseconds: Math.round(clock() - started),
  };
}

import { canonicalJson, finding, Problem, type Finding } from '#kernel';
import { entryOf, inThread } from '#platform/calc';
import { sha256Hex } from '#platform/files';
import type { House } from '#platform/act';
import type { CheckAnswer } from '../calc-worker.ts';
import { ENGINE_VERSION, workerScript } from '../engine-version.ts';
import type { BenchmarkInput, InputFact } from '../input.ts';
import * as store from '../store.ts';
import { registerNow, rereadInput } from './read-input.ts';

/** Named differences stop here: the verdict is clear, and a thousand lines help nobody. */
const MOST = 50;

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

const none = { sha256: '', bytes: new Uint8Array() };

/**
 * Proves a run or names what differs. Five questions: do the stored input and result still have the hashes the run (and the audit log) state;
 * does the stored input compute to the same bytes; do the facts, read again as known then, give the same input; do the rows people see say
 * what the stored result says.
 */
export async function verifyRun(house: House, runId: string, clock: () => number): Promise<Verification> {
  const started = clock();
  const findings: Finding[] = [];
  const note = (f: Finding): void => {
    if (findings.length < MOST) findings.push(f);
  };
  const loaded = await house.db.system(async (tx) => {
    const run = await store.run(tx, runId);
    if (!run) throw new Problem('benchmarks.unknown-run');
    return {
      run,
      input: await store.blob(tx, runId, 'input'),
      result: await store.blob(tx, runId, 'result'),
      audited: await store.auditedHashes(tx, runId, run.createdAt),
    };
  });
  const { run, audited } = loaded;
  if (!loaded.input) note(finding('V211', 'error', `run/${runId}`, { part: 'input' }));
  if (!loaded.result) note(finding('V211', 'error', `run/${runId}`, { part: 'result' }));
  const input = loaded.input ?? none;
  const result = loaded.result ?? none;
  const check = await inThread<{ input: Uint8Array; result: Uint8Array }, CheckAnswer>(
    entryOf(workerScript()),
    'check',
    { input: input.bytes, result: result.bytes },
    { keep: true },
  );

  const expected = { inputHash: run.inputHash, resultHash: run.resultHash };
  const storedInput =
    check.inputHash === run.inputHash &&
    input.sha256 === run.inputHash &&
    (audited?.inputHash ?? run.inputHash) === run.inputHash;
  const storedResult =
    check.resultHash === run.resultHash &&
    result.sha256 === run.resultHash &&
    (audited?.resultHash ?? run.resultHash) === run.resultHash;
  if (!audited) note(finding('V213', 'warning', `run/${runId}`));
  if (!storedInput)
    note(
      finding('V201', 'error', `run/${runId}/input`, {
        expected: audited?.inputHash ?? run.inputHash,
        found: check.inputHash,
      }),
    );
  if (!storedResult)
    note(
      finding('V202', 'error', `run/${runId}/result`, {
        expected: audited?.resultHash ?? run.resultHash,
        found: check.resultHash,
      }),
    );
  const recomputed = check.recomputedHash === run.resultHash;
  if (run.engineVersion !== ENGINE_VERSION)
    note(finding('V209', 'warning', `run/${runId}`, { expected: run.engineVersion, found: ENGINE_VERSION }));
  if (!recomputed)
    note(
      finding('V203', 'error', `run/${runId}/result`, {
        expected: run.resultHash,
        found: check.recomputedHash,
      }),
    );

  let extractedHash = '';
  if (check.input) {
    const now = await rereadInput(house.db, check.input);
    extractedHash = await inThread<BenchmarkInput, string>(entryOf(workerScript()), 'hash', now, {
      keep: true,
    });
    if (extractedHash !== run.inputHash) compareFacts(check.input, now, note);
    compareRegister(check.input, await registerNow(house.db, check.input), note);
  }
  const reextracted = extractedHash === run.inputHash;
  const groups = sha256Hex(canonicalJson(run.params['groups'] ?? null)) === check.groups;
  if (!groups) note(finding('V214', 'error', `run/${runId}/groups`));
  const rows = (await compareRows(house, runId, check.rows, note)) && groups;

  return {
    same: storedInput && storedResult && recomputed && reextracted && rows,
    storedInput,
    storedResult,
    recomputed,
    reextracted,
    rows,
    expected,
    found: { inputHash: check.inputHash, resultHash: check.recomputedHash, extractedHash },
    findings,
    milliseconds: Math.round(clock() - started),
  };
}

const keyOf = (f: InputFact): string => `${f.indicator} ${f.period}`;
const shown = (f: InputFact): string => (f.value === null ? '—' : `${f.value} ${f.unit}`);

function compareFacts(was: BenchmarkInput, now: BenchmarkInput, note: (f: Finding) => void): void {
  for (const [i, s] of was.subjects.entries()) {
    const before = new Map((was.facts[i] ?? []).map((f) => [keyOf(f), f]));
    const after = new Map((now.facts[i] ?? []).map((f) => [keyOf(f), f]));
    for (const [key, f] of before) {
      const g = after.get(key);
      const params = { subject: s.name, indicator: f.indicator, period: f.period, expected: shown(f) };
      const path = `${s.code}/${f.indicator}/${f.period}`;
      if (!g) note(finding('V206', 'error', path, params));
      else if (canonicalJson(f) !== canonicalJson(g))
        note(finding('V204', 'error', path, { ...params, revision: f.revision, found: shown(g) }));
    }
    for (const [key, g] of after)
      if (!before.has(key))
        note(
          finding('V205', 'error', `${s.code}/${g.indicator}/${g.period}`, {
            subject: s.name,
            indicator: g.indicator,
            period: g.period,
            found: shown(g),
          }),
        );
  }
  const sources = new Map(now.sources.map((s) => [s.id, s]));
  for (const s of was.sources) {
    const t = sources.get(s.id);
    const fields = (['title', 'kind', 'simulated'] as const).filter((k) => t && t[k] !== s[k]);
    if (fields.length > 0)
      note(finding('V212', 'error', `source/${s.id}`, { title: s.title, fields: fields.join(', ') }));
  }
}

/** A company may move or change its name; the run keeps what held then, and says so. */
function compareRegister(
  was: BenchmarkInput,
  now: ReadonlyMap<string, BenchmarkInput['subjects'][number]>,
  note: (f: Finding) => void,
): void {
  for (const s of was.subjects) {
    const t = now.get(s.id);
    const fields = (['name', 'regionCode', 'parkCode', 'industryCode', 'simulated'] as const).filter(
      (k) => t === undefined || t[k] !== s[k],
    );
    if (fields.length > 0)
      note(finding('V210', 'info', s.code, { subject: s.name, fields: fields.join(', ') }));
  }
}

async function compareRows(
  house: House,
  runId: string,
  hashes: Readonly<Record<string, string>>,
  note: (f: Finding) => void,
): Promise<boolean> {
  let same = true;
  const missing = new Set(Object.keys(hashes));
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await house.db.system((tx) => store.storedRows(tx, runId, after, 500));
    for (const r of page) {
      missing.delete(r.subject_id);
      if (hashes[r.subject_id] === sha256Hex(canonicalJson(r))) continue;
      same = false;
      note(
        finding(hashes[r.subject_id] === undefined ? 'V208' : 'V207', 'error', r.subject_id, {
          subject: r.payload.summary?.name ?? r.subject_id,
        }),
      );
    }
    if (page.length < 500) break;
    after = page.at(-1)!.subject_id;
  }
  for (const id of missing) {
    same = false;
    note(finding('V208', 'error', id, { subject: id }));
  }
  return same;
}

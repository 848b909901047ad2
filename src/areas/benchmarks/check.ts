/** The calculating side of a verification, in the thread: piece by piece, asking for what is stored and for what is recorded now. */
import { canonicalJson, finding, type Finding } from '#kernel';
import { computeBenchmark, Run } from './compute.ts';
import type { BenchmarkInput, InputFact, InputFrame, InputHead, InputPiece, InputSubject } from './input.ts';
import { partHash, sha256, unpack, type Part } from './packing.ts';
import type { BenchmarkOutput, OutputHead, OutputRow } from './payload.ts';

export type CheckQuestion =
  | { readonly give: Part; readonly seq: number }
  | { readonly facts: readonly string[]; readonly of: Pick<InputFrame, 'year' | 'indicators' | 'knownAt'> }
  | { readonly register: readonly string[] }
  | { readonly rows: readonly string[] }
  | { readonly idsAfter: string };
type Ask = <Answer>(question: CheckQuestion) => Promise<Answer>;

export interface CheckAnswer {
  readonly inputHash: string;
  readonly resultHash: string;
  /** Hash of the result recomputed from the stored input; empty when that cannot be read. */
  readonly recomputedHash: string;
  /** Hash of the input read again from what is recorded now, as known then. */
  readonly extractedHash: string;
  /** The rows people see say what the stored result says. */
  readonly rows: boolean;
  /** Hash of the groups shown beside the run. */
  readonly groups: string;
  readonly findings: readonly Finding[];
}

/** Named differences stop here: the verdict is clear, and a thousand lines help nobody. */
export const MOST = 50;
/** Enterprises asked about at once. */
const SOME = 250;

const some = function* <T>(list: readonly T[]): Generator<[number, T[]]> {
  for (let i = 0; i < list.length; i += SOME) yield [i, list.slice(i, i + SOME)];
};

export async function checkRun(pieces: Readonly<Record<Part, number>>, ask: Ask): Promise<CheckAnswer> {
  const findings: Finding[] = [];
  const note = (f: Finding): void => {
    if (findings.length < MOST) findings.push(f);
  };
  const open = async (part: Part, seq: number) =>
    unpack(await ask<Uint8Array | undefined>({ give: part, seq }));
  const whole = pieces.input <= 1;
  const input = await (whole ? checkWholeInput(open, ask, note) : checkInput(pieces.input, open, ask, note));
  const result = await checkResult(pieces.result, open, ask, note);
  return { ...input, ...result, findings };
}

type Open = (part: Part, seq: number) => ReturnType<typeof unpack>;
type Note = (f: Finding) => void;
type InputAnswer = Pick<CheckAnswer, 'inputHash' | 'recomputedHash' | 'extractedHash'>;

/** The same piece with its facts as they are recorded now. */
const again = async (ask: Ask, frame: InputFrame, was: InputPiece): Promise<InputPiece> => ({
  subjects: was.subjects,
  ...(await ask<Pick<InputPiece, 'facts' | 'sources'>>({
    facts: was.subjects.map((s) => s.id),
    of: { year: frame.year, indicators: frame.indicators, knownAt: frame.knownAt },
  })),
});

async function checkInput(count: number, open: Open, ask: Ask, note: Note): Promise<InputAnswer> {
  const first = await open('input', 0);
  const head = first.value as InputHead | undefined;
  const [stored, extracted] = [[first.sha256], [first.sha256]];
  const run = head && new Run(head);
  let sound = head !== undefined;
  for (let k = 1; k < count; k += 1) {
    const { sha256: hash, value } = await open('input', k);
    stored.push(hash);
    const piece = value as InputPiece | undefined;
    if (!piece || !head || !run) {
      sound = false;
      extracted.push('');
      continue;
    }
    try {
      run.add(piece);
    } catch {
      // An altered input need not be one that can be computed; its own hash says so already.
      sound = false;
    }
    const now = await again(ask, head, piece);
    extracted.push(sha256(canonicalJson(now)));
    if (extracted[k] !== hash) compareFacts(piece, now, note);
    compareRegister(piece.subjects, await ask({ register: piece.subjects.map((s) => s.id) }), note);
  }
  return {
    inputHash: partHash(stored),
    extractedHash: sound ? partHash(extracted) : '',
    recomputedHash: sound ? await recomputed(run!, head!, open) : '',
  };
}

async function recomputed(run: Run, head: InputHead, open: Open): Promise<string> {
  try {
    const hashes = [''];
    const steps = run.measure(head.industries);
    let step = steps.next();
    while (!step.done) {
      if ('rows' in step.value) hashes.push(sha256(canonicalJson(step.value.rows)));
      step = steps.next(
        'read' in step.value ? ((await open('input', step.value.read + 1)).value as InputPiece) : undefined,
      );
    }
    const { groups, findings } = step.value;
    const first: OutputHead = { format: 2, groups, findings };
    return partHash([sha256(canonicalJson(first)), ...hashes.slice(1)]);
  } catch {
    return '';
  }
}

/** An input kept as one value. */
async function checkWholeInput(open: Open, ask: Ask, note: Note): Promise<InputAnswer> {
  const stored = await open('input', 0);
  const was = stored.value as BenchmarkInput | undefined;
  const none = { inputHash: stored.sha256, recomputedHash: '', extractedHash: '' };
  if (!was) return none;
  let recomputedHash = '';
  try {
    recomputedHash = sha256(canonicalJson(computeBenchmark(was)));
  } catch {
    return none;
  }
  const facts: (readonly InputFact[])[] = [];
  const sources = new Map<string, InputPiece['sources'][number]>();
  for (const [i, subjects] of some(was.subjects)) {
    const now = await again(ask, was, { subjects, facts: [], sources: [] });
    for (const list of now.facts) facts.push(list);
    for (const s of now.sources) sources.set(s.id, s);
    compareFacts({ subjects, facts: was.facts.slice(i, i + SOME), sources: [] }, now, note);
    compareRegister(subjects, await ask({ register: subjects.map((s) => s.id) }), note);
  }
  const now = [...sources.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  compareSources(was.sources, now, note);
  return {
    inputHash: stored.sha256,
    recomputedHash,
    extractedHash: sha256(canonicalJson({ ...was, sources: now, facts })),
  };
}

async function checkResult(
  count: number,
  open: Open,
  ask: Ask,
  note: Note,
): Promise<Pick<CheckAnswer, 'resultHash' | 'rows' | 'groups'>> {
  const first = await open('result', 0);
  const head = first.value as OutputHead | BenchmarkOutput | undefined;
  const stored = [first.sha256];
  const known = new Set<string>();
  let same = true;
  const differs = (code: 'V207' | 'V208', id: string, name = id): void => {
    same = false;
    note(finding(code, 'error', id, { subject: name }));
  };
  const compare = async (rows: readonly OutputRow[]): Promise<void> => {
    for (const [, list] of some(rows)) {
      const seen = new Map(
        (await ask<OutputRow[]>({ rows: list.map((r) => r.subject_id) })).map((r) => [r.subject_id, r]),
      );
      for (const r of list) {
        known.add(r.subject_id);
        const own = seen.get(r.subject_id);
        if (!own) differs('V208', r.subject_id, r.payload.summary.name);
        else if (canonicalJson(own) !== canonicalJson(r))
          differs('V207', r.subject_id, own.payload.summary?.name);
      }
    }
  };
  let damaged = head === undefined;
  if (head?.format === 1) await compare(head.rows);
  for (let k = 1; k < count; k += 1) {
    const { sha256: hash, value } = await open('result', k);
    stored.push(hash);
    if (value === undefined) damaged = true;
    else await compare(value as OutputRow[]);
  }
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const ids = await ask<string[]>({ idsAfter: after });
    for (const id of ids) if (!known.has(id)) differs('V208', id);
    if (ids.length === 0) break;
    after = ids.at(-1)!;
  }
  return {
    resultHash: partHash(stored),
    rows: same && !damaged,
    groups: head ? sha256(canonicalJson(head.groups)) : '',
  };
}

const keyOf = (f: InputFact): string => `${f.indicator} ${f.period}`;
const shown = (f: InputFact): string => (f.value === null ? '—' : `${f.value} ${f.unit}`);

function compareFacts(was: InputPiece, now: InputPiece, note: Note): void {
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
  compareSources(was.sources, now.sources, note);
}

function compareSources(was: InputPiece['sources'], now: InputPiece['sources'], note: Note): void {
  const sources = new Map(now.map((s) => [s.id, s]));
  for (const s of was) {
    const t = sources.get(s.id);
    const fields = (['title', 'kind', 'simulated'] as const).filter((k) => t && t[k] !== s[k]);
    if (fields.length > 0)
      note(finding('V212', 'error', `source/${s.id}`, { title: s.title, fields: fields.join(', ') }));
  }
}

/** A company may move or change its name; the run keeps what held then, and says so. */
function compareRegister(was: readonly InputSubject[], now: readonly InputSubject[], note: Note): void {
  const register = new Map(now.map((s) => [s.id, s]));
  for (const s of was) {
    const t = register.get(s.id);
    const fields = (['name', 'regionCode', 'parkCode', 'industryCode', 'simulated'] as const).filter(
      (k) => t === undefined || t[k] !== s[k],
    );
    if (fields.length > 0)
      note(finding('V210', 'info', s.code, { subject: s.name, fields: fields.join(', ') }));
  }
}

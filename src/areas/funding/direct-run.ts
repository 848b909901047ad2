/**
 * The nightly run of 免申即享: every enterprise against the schemes that the house has facts for. Facts are read in pieces, calculated in a thread,
 * and put beside what was there in one last transaction, so that a run that was stopped leaves nothing.
 */
import { z } from 'zod';
import { dayOf, Problem, type Day } from '#kernel';
import type { CompiledPlan } from '#engine/plan';
import { initialState } from '#engine/review';
import { momentOf, versionAt, type Rulebook, type Scheme, type SchemeVersion } from '#engine/rules';
import { t } from '#locales';
import { choicesOf, currentPlan, publishedPacks } from '#areas/plans';
import type { House } from '#platform/act';
import { appendAudit } from '#platform/audit';
import { scriptUrl } from '#platform/config';
import { jobInThread, type JobContext } from '#platform/jobs';
import type { DirectAnswer, DirectQuestion } from './direct-evaluate.ts';
import { coverageOf, gatherMany } from './direct-facts.ts';
import type { Piece } from './direct-worker.ts';
import { reviewOf } from './review.ts';
import { bookOf } from './rules.ts';
import * as store from './store/direct.ts';
import * as facts from './store/direct-facts.ts';

export const DIRECT_JOB = 'funding.direct';
export const DIRECT_REVIEW = 'funding-entitled';
/** Every night when few are working; the other nightly work of offices is done by then. */
export const DIRECT_AT = '02:30';
/** Enterprises read and calculated at a time. */
const PIECE = 2000;

export const directParams = z.object({
  pack: z.string().optional(),
  /** Day whose rules hold; the day of the run when left out. */
  asOf: z.string().optional(),
  by: z.string().optional(),
  day: z.string().optional(),
});
type Params = z.infer<typeof directParams>;

export function defineDirectJob(house: House): void {
  house.jobs.define(DIRECT_JOB, (params, job) => performDirect(house, directParams.parse(params), job));
  house.jobs.daily(DIRECT_JOB, DIRECT_AT);
}

/** Two runs for the demonstration, in the background: by the rules of the year that the awards were given for, and of the last simulated year. */
export async function loadDemoDirect(house: House): Promise<void> {
  for (const asOf of ['2018-12-31', '2022-12-31'])
    await house.db.system((tx) =>
      house.jobs.enqueue(tx, {
        id: house.newId(),
        kind: DIRECT_JOB,
        params: { pack: 'ningxia-2018', asOf, by: t('zh-CN', 'direct.demo') },
        createdBy: null,
        now: house.now(),
      }),
    );
}

/** Marked in the pack as fit to be paid without an application. */
export const isDirect = (plan: CompiledPlan, scheme: string): boolean =>
  plan.rules?.schemes.find((s) => s.id === scheme)?.direct !== undefined;

/** Schemes that pay enterprises as such, with a version in force whose facts the house has at least in part. */
export function askable(
  house: House,
  book: Rulebook,
  asOf: Day,
  known: Day,
): { scheme: Scheme; version: SchemeVersion; lack: readonly string[] }[] {
  return [...book.schemes.values()].flatMap((scheme) => {
    if (scheme.payee !== 'enterprise' || scheme.kind !== 'money' || scheme.grain === 'project') return [];
    const version = versionAt(scheme, asOf, known);
    if (!version || version.amount.open !== undefined) return [];
    const { have, lack } = coverageOf(house, book, version);
    return have.length > 0 ? [{ scheme, version, lack }] : [];
  });
}

const keyOf = (x: { subjectId: string; scheme: string; year: number }): string =>
  `${x.subjectId} ${x.scheme} ${x.year}`;

export async function performDirect(
  house: House,
  params: Params,
  job: JobContext,
): Promise<{ packs: string[]; owed: number }> {
  const packs = params.pack === undefined ? await house.db.system(publishedPacks) : [params.pack];
  let owed = 0;
  const ran: string[] = [];
  for (const pack of packs) {
    const done = await runPack(house, pack, params, job);
    if (done === undefined) continue;
    ran.push(pack);
    owed += done;
  }
  return { packs: ran, owed };
}

interface Frame {
  readonly pack: string;
  readonly plan: Piece['plan'];
  readonly full: CompiledPlan;
  readonly hash: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly book: Rulebook;
  readonly asOf: Day;
  readonly known: string;
  readonly today: Day;
  readonly asked: ReturnType<typeof askable>;
  readonly held: readonly store.Held[];
}

async function frameOf(house: House, pack: string, params: Params): Promise<Frame | undefined> {
  const known = house.now();
  const today = dayOf(known);
  const asOf = (params.asOf ?? params.day ?? today) as Day;
  if (asOf > today) throw new Problem('direct.future', { params: { day: asOf } });
  return house.db.system(async (tx) => {
    const { plan, hash } = await currentPlan(tx, pack);
    if (!plan.rules?.schemes.some((s) => s.direct)) return undefined;
    const choices = Object.fromEntries(await choicesOf(tx, pack));
    const { book } = await bookOf(tx, pack);
    return {
      pack,
      plan: {
        number: plan.number,
        questions: plan.questions,
        provisions: plan.provisions,
        rules: plan.rules,
      },
      full: plan,
      hash,
      choices,
      book,
      asOf,
      known,
      today,
      asked: askable(house, book, asOf, today),
      held: await store.held(tx, pack),
    };
  });
}

/** One plan; the number of claims owed, or undefined where no scheme is marked. */
async function runPack(
  house: House,
  pack: string,
  params: Params,
  job: JobContext,
): Promise<number | undefined> {
  // A job that was cut off after saving starts again and finds its work done.
  const before = await house.db.system((tx) => store.runOfJob(tx, job.id, pack));
  if (before) return before.owed;
  const frame = await frameOf(house, pack, params);
  if (!frame) return undefined;
  const total = await house.db.system(facts.countEnterprises);
  const heldOf = new Map<string, store.Held[]>();
  for (const h of frame.held) heldOf.set(h.subjectId, [...(heldOf.get(h.subjectId) ?? []), h]);
  const kept: DirectAnswer[] = [];
  let questions = 0;
  let done = 0;
  for (let after: string | null = null; ;) {
    await job.checkCancelled();
    const piece = await house.db.system(async (tx) => {
      const subjects = await facts.enterprises(tx, after, PIECE);
      return {
        subjects,
        asked: subjects.length === 0 ? [] : await questionsOf(house, tx, frame, subjects, heldOf),
      };
    });
    if (piece.subjects.length === 0) break;
    after = piece.subjects.at(-1)!.subjectId;
    const share = (n: number): number => 2 + Math.floor((88 * n) / Math.max(1, total));
    await job.progress(
      share(done),
      t('zh-CN', 'direct.job.piece', { done: done + piece.subjects.length, total }),
    );
    const answers = await jobInThread<Piece, DirectAnswer[]>(
      job,
      scriptUrl(import.meta.url, './direct-worker.ts'),
      'answers',
      { plan: frame.plan, choices: frame.choices, questions: piece.asked },
      [share(done), share(done + piece.subjects.length)],
    );
    done += piece.subjects.length;
    questions += piece.asked.length;
    const there = new Set(piece.subjects.flatMap((s) => (heldOf.get(s.subjectId) ?? []).map(keyOf)));
    kept.push(...answers.filter((a) => a.outcome !== 'none' || there.has(keyOf(a))));
  }
  await job.checkCancelled();
  await job.progress(92, t('zh-CN', 'direct.job.saving'));
  return save(house, frame, params, job, { answers: kept, enterprises: done, questions });
}

/** A question for each scheme in force, and for each earlier claim on its own day; the later of the two days where both meet. */
async function questionsOf(
  house: House,
  tx: Parameters<typeof facts.countEnterprises>[0],
  f: Frame,
  subjects: readonly facts.EnterpriseRow[],
  heldOf: ReadonlyMap<string, readonly store.Held[]>,
): Promise<DirectQuestion[]> {
  const now = f.asked.map(({ scheme, version }) => ({
    scheme: scheme.id,
    version,
    year: momentOf(scheme, { asOf: f.asOf }).year,
    asOf: f.asOf as string,
  }));
  const years = new Set([...now.map((n) => n.year), ...f.held.map((h) => h.year)]);
  const gathered = await gatherMany(house, tx, f.book, {
    pack: f.pack,
    subjects: subjects.map((s) => s.subjectId),
    years: [...years],
    known: f.known,
  });
  return subjects.flatMap((s) => {
    const mine = heldOf.get(s.subjectId) ?? [];
    const asked = now.map((n) => {
      const old = mine.find((h) => h.scheme === n.scheme && h.year === n.year);
      return old && old.asOf > n.asOf ? { ...n, asOf: old.asOf } : n;
    });
    for (const h of mine) {
      if (asked.some((n) => n.scheme === h.scheme && n.year === h.year)) continue;
      const scheme = f.book.schemes.get(h.scheme);
      const version = scheme && versionAt(scheme, h.asOf as Day, f.today);
      if (version) asked.push({ scheme: h.scheme, version, year: h.year, asOf: h.asOf });
    }
    return asked.map(({ version, ...q }): DirectQuestion => ({
      subjectId: s.subjectId,
      ...q,
      known: f.known,
      today: f.today,
      ...gathered.factsOf(s, version, q.year),
    }));
  });
}

/** What was found against what was there. */
async function save(
  house: House,
  f: Frame,
  params: Params,
  job: JobContext,
  found: { answers: readonly DirectAnswer[]; enterprises: number; questions: number },
): Promise<number> {
  const id = house.newId();
  return house.db.system(async (tx) => {
    await store.lockRuns(tx, f.pack);
    const [last] = await store.runs(tx, f.pack, 1, 0);
    if (last && last.known >= f.known) throw new Problem('direct.overtaken');
    // Read again under the lock: people confirm and release while a run is computing.
    const there = new Map((await store.held(tx, f.pack)).map((h) => [keyOf(h), h]));
    const own = new Set((await store.applied(tx, f.pack)).map(keyOf));
    const { review } = await reviewOf(tx, f.pack, DIRECT_REVIEW);
    const open = initialState(review).id;
    const writes: store.ClaimWrite[] = [];
    const changes: store.ChangeWrite[] = [];
    const answered = new Map(found.answers.map((a) => [keyOf(a), a]));
    const fit = new Set(f.asked.filter((x) => isDirect(f.full, x.scheme.id)).map((x) => x.scheme.id));
    let owed = 0;
    for (const [key, a] of answered) {
      const h = there.get(key);
      if (a.outcome === 'owed') owed += 1;
      if (!h && a.outcome === 'none') continue;
      const after = BigInt(a.amountFen);
      const before = h?.outcome === 'owed' ? h.amount : 0n;
      const kind = changeOf(h, a);
      const proposable =
        a.outcome === 'owed' &&
        a.basis === 'authoritative' &&
        (fit.has(a.scheme) || isDirect(f.full, a.scheme)) &&
        !own.has(key);
      const same =
        h !== undefined &&
        kind === null &&
        h.outcome === a.outcome &&
        h.inputHash === a.inputHash &&
        h.basis === a.basis;
      // What somebody has since applied for is not proposed any more, whatever else stayed.
      const still = h?.released === true || (h?.state !== null) === proposable;
      if (same && still) continue;
      const claimId = h?.id ?? house.newId();
      const keep = a.outcome !== 'none';
      writes.push({
        subjectId: a.subjectId,
        id: claimId,
        scheme: a.scheme,
        year: a.year,
        outcome: a.outcome,
        basis: a.basis,
        amount: a.amountFen,
        asOf: a.asOf,
        ruleVersion: a.ruleVersion,
        inputHash: a.inputHash,
        input: keep ? a.input : null,
        result: keep ? a.result : null,
        missing: a.missing,
        state: proposable ? open : null,
      });
      if (kind !== null)
        changes.push({
          subjectId: a.subjectId,
          claimId,
          kind,
          before: String(before),
          after: String(after),
          why: a.missing,
        });
    }
    const at = house.now();
    const count = (k: store.ChangeKind): number => changes.filter((c) => c.kind === k).length;
    const run: store.RunRow = {
      id,
      jobId: job.id,
      pack: f.pack,
      asOf: f.asOf,
      known: f.known,
      ruleHash: f.hash,
      choices: f.choices,
      beganAt: f.known,
      finishedAt: at,
      byName: params.by ?? t('zh-CN', 'direct.nightly'),
      enterprises: found.enterprises,
      questions: found.questions,
      owed,
      added: count('new'),
      raised: count('raised'),
      lowered: count('lowered'),
      gone: count('gone'),
      altered: count('altered'),
      warnings: f.asked
        .filter((x) => isDirect(f.full, x.scheme.id))
        .flatMap((x) => x.lack.map((fact) => ({ scheme: x.scheme.id, fact }))),
    };
    await store.insertRun(tx, run);
    await store.writeClaims(tx, { id, pack: f.pack, known: f.known, ruleHash: f.hash }, writes);
    await store.writeChanges(tx, id, changes);
    await appendAudit(tx, {
      at,
      actorId: null,
      actorName: run.byName,
      role: 'system',
      act: 'funding.direct-run',
      target: `direct-run:${id}`,
      success: true,
      ip: '',
      requestId: job.id,
      detail: { asOf: f.asOf, ruleHash: f.hash, owed, changes: changes.length },
    });
    return owed;
  });
}

/** What became of a claim since the last time; null when nothing that matters did. */
function changeOf(h: store.Held | undefined, a: DirectAnswer): store.ChangeKind | null {
  const after = BigInt(a.amountFen);
  const was = h?.outcome === 'owed';
  if (a.outcome === 'owed' && !was) return 'new';
  if (a.outcome !== 'owed') return was ? 'gone' : null;
  if (after > h!.amount) return 'raised';
  if (after < h!.amount) return 'lowered';
  return h!.inputHash !== a.inputHash || h!.ruleVersion !== a.ruleVersion || h!.basis !== a.basis
    ? 'altered'
    : null;
}

/** 免申即享 as people see and handle it: what the last run found, and the acts of confirming, holding and releasing. */
import type { z } from 'zod';
import { finding, Problem } from '#kernel';
import {
  actsNow,
  applyAct,
  initialState,
  type Review,
  type ReviewAct,
  type ReviewCase,
} from '#engine/review';
import { versionAt, type Missing } from '#engine/rules';
import { t } from '#locales';
import { currentPlan } from '#areas/plans';
import { readRegister } from '#areas/subjects';
import type { Ctx } from '#platform/act';
import type { Calculated } from './calculate.ts';
import type { contract } from './contract.ts';
import type { directClaimSchema } from './contract-direct.ts';
import { coverageOf } from './direct-facts.ts';
import { release } from './direct-release.ts';
import { DIRECT_AT, DIRECT_JOB, DIRECT_REVIEW } from './direct-run.ts';
import { inWords, regional, reviewOf, titleIn } from './review.ts';
import { bookOf, titleOf } from './rules.ts';
import * as store from './store/direct.ts';

type Wire = z.input<typeof directClaimSchema>;
type ActBody = z.output<(typeof contract)['actDirect']['body']>;
type ClaimQuery = Omit<z.output<(typeof contract)['directClaims']['query']>, 'page' | 'size'>;

export const missingWire = (missing: unknown): Wire['missing'] =>
  ((missing ?? []) as Missing[]).map((m) => ({ title: m.title, have: m.have, need: m.need, short: m.short }));

const marked = (a: ReviewAct, mark: string): boolean => a.marks?.includes(mark) === true;

/** The confirmation that stands, as the review asks for who did what. */
const caseOf = (c: store.ClaimRow, review: Review): ReviewCase => ({
  state: c.state ?? '',
  fields: {},
  attachments: 0,
  done:
    c.confirmedBy === null
      ? []
      : review.acts.filter((a) => marked(a, 'confirm')).map((a) => ({ act: a.id, by: c.confirmedBy! })),
});

async function wireOf(ctx: Ctx, c: store.ClaimRow, review: Review): Promise<Wire> {
  const { book } = await bookOf(ctx.tx, c.pack);
  const may = ctx.actor.permissions.has('funding.direct-act') && c.state !== null && c.applicationId === null;
  return {
    id: c.id,
    version: c.version,
    subject: {
      id: c.subjectId,
      name: c.name,
      creditCode: c.creditCode,
      regionName: c.regionName,
      simulated: c.simulated,
    },
    scheme: c.scheme,
    schemeTitle: titleOf(book, c.scheme),
    year: c.year,
    outcome: c.outcome,
    basis: c.basis,
    amountFen: String(c.amount),
    asOf: c.asOf,
    known: c.known,
    ruleVersion: c.ruleVersion,
    state: c.state,
    stateTitle: c.state === null ? null : titleIn(review, c.state),
    missing: missingWire(c.missing),
    confirmed: c.confirmedAt === null ? null : { at: c.confirmedAt, by: c.confirmedName ?? '' },
    decided:
      c.decidedAt === null ? null : { at: c.decidedAt, by: c.decidedName ?? '', reason: c.decidedReason },
    application: c.applicationId,
    releasedFen: c.releasedFen === null ? null : String(c.releasedFen),
    change: c.change === null ? null : { kind: c.change, beforeFen: String(c.before ?? 0n) },
    can: may
      ? actsNow(review, caseOf(c, review), regional(ctx)).map((a) => ({
          id: a.id,
          title: a.title,
          reason: a.requires.reason,
          marks: a.marks ?? [],
        }))
      : [],
  };
}

export async function claims(ctx: Ctx, f: ClaimQuery, page: number, size: number) {
  const { review } = await reviewOf(ctx.tx, f.pack, DIRECT_REVIEW);
  const { total, amount, items } = await store.claims(ctx.tx, f, size, (page - 1) * size);
  const wired: Wire[] = [];
  for (const c of items) wired.push(await wireOf(ctx, c, review));
  return {
    total,
    items: wired,
    amountFen: String(amount),
    states: claimStates(review).map((s) => ({ id: s.id, title: s.title })),
  };
}

/** States of a claim: what can be reached without a release. */
function claimStates(review: Review): Review['states'] {
  const seen = new Set([initialState(review).id]);
  for (let before = 0; before < seen.size;) {
    before = seen.size;
    for (const a of review.acts) if (!marked(a, 'entitle') && a.from.some((s) => seen.has(s))) seen.add(a.to);
  }
  return review.states.filter((s) => seen.has(s.id));
}

export async function claim(ctx: Ctx, id: string) {
  const c = await store.claimById(ctx.tx, id);
  if (!c) throw new Problem('direct.unknown');
  const { review } = await reviewOf(ctx.tx, c.pack, DIRECT_REVIEW);
  const { book } = await bookOf(ctx.tx, c.pack);
  const result = c.result as Calculated | null;
  return {
    ...(await wireOf(ctx, c, review)),
    evaluation: (result?.evaluation ?? null) as never,
    cutBy: book.overlaps.find((g) => g.id === result?.cutBy)?.title ?? null,
    ruleHash: c.ruleHash,
    inputHash: c.inputHash,
    changes: (await store.changes(ctx.tx, id)).map((x) => ({
      asOf: x.asOf,
      known: x.known,
      kind: x.kind,
      beforeFen: String(x.before),
      afterFen: String(x.after),
      missing: missingWire(x.why),
    })),
    events: (await store.events(ctx.tx, id)).map((e) => ({
      actTitle: review.acts.find((a) => a.id === e.act)?.title ?? { zh: e.act },
      toTitle: titleIn(review, e.to),
      at: e.at,
      by: e.by,
      body: e.body,
      reason: e.reason,
      amountFen: String(e.amount),
    })),
  };
}

export async function runs(ctx: Ctx, pack: string, page: number, size: number) {
  const { book } = await bookOf(ctx.tx, pack);
  const title = (fact: string) => book.defs[book.slots.get(fact) ?? -1]?.title ?? { zh: fact };
  return {
    total: await store.countRuns(ctx.tx, pack),
    job: (await store.jobWaiting(ctx.tx, DIRECT_JOB)) ?? null,
    items: (await store.runs(ctx.tx, pack, size, (page - 1) * size)).map((r) => ({
      ...r,
      by: r.byName,
      warnings: r.warnings.map((w) => ({ scheme: titleOf(book, w.scheme), fact: title(w.fact) })),
    })),
  };
}

/** Puts a run in; while one waits or computes, that one is the answer. */
export async function startRun(ctx: Ctx, pack: string, asOf: string | undefined): Promise<{ jobId: string }> {
  await reviewOf(ctx.tx, pack, DIRECT_REVIEW);
  if (asOf !== undefined && asOf > ctx.today) throw new Problem('direct.future', { params: { day: asOf } });
  await store.lockRuns(ctx.tx, pack);
  const waiting = await store.jobWaiting(ctx.tx, DIRECT_JOB);
  if (waiting) throw new Problem('direct.already-running');
  const jobId = ctx.newId();
  await ctx.house.jobs.enqueue(ctx.tx, {
    id: jobId,
    kind: DIRECT_JOB,
    params: { pack, by: ctx.actor.name, ...(asOf === undefined ? {} : { asOf }) },
    createdBy: ctx.actor.accountId,
    now: ctx.now,
  });
  return { jobId };
}

export async function schemes(ctx: Ctx, pack: string) {
  const { plan } = await currentPlan(ctx.tx, pack);
  const { book } = await bookOf(ctx.tx, pack);
  const from = readRegister(ctx.house, 'scheme-facts').rows;
  const trusted = readRegister(ctx.house, 'authoritative-sources').rows;
  /** An indicator by its name; results and records by the source they are kept in. */
  const sourceOf = (fact: string): string | null => {
    const row = from.find((r) => r['fact'] === fact);
    if (row?.['kind'] !== 'indicator')
      return (trusted.find((r) => r['kind'] === row?.['kind'])?.['source'] as string | undefined) ?? null;
    const indicator = plan.indicators.find((i) => i.id === row['from']);
    return t('zh-CN', 'direct.fromIndicator', { title: indicator?.title.zh ?? row['from']! });
  };
  const items = (plan.rules?.schemes ?? []).flatMap((file) => {
    const scheme = book.schemes.get(file.id);
    if (!file.direct || !scheme) return [];
    const inForce = versionAt(scheme, ctx.today, ctx.today);
    const v = inForce ?? scheme.versions.at(-1)!;
    const { lack } = coverageOf(ctx.house, book, v);
    return [
      {
        id: file.id,
        title: file.title,
        ...file.direct,
        inForce: inForce !== undefined,
        facts: v.slots.map((slot) => {
          const d = book.defs[slot]!;
          return {
            title: d.title,
            source: lack.includes(d.id) ? null : sourceOf(d.id),
          };
        }),
      },
    ];
  });
  return {
    at: DIRECT_AT,
    items,
    authoritative: trusted.map((r) => ({ title: `${r['source']}`, note: `${r['note']}` })),
  };
}

/** One act on all that were chosen, or on none of them. */
export async function act(ctx: Ctx, b: ActBody): Promise<{ done: number; amountFen: string }> {
  const { review } = await reviewOf(ctx.tx, b.pack, DIRECT_REVIEW);
  const asked = review.acts.find((a) => a.id === b.act);
  const title = asked?.title.zh ?? b.act;
  const rows = await store.lockClaims(
    ctx.tx,
    b.items.map((i) => i.id),
  );
  const sum = (list: readonly store.ClaimRow[]): string => String(list.reduce((n, c) => n + c.amount, 0n));
  const before = (await store.eventsOfKey(ctx.tx, b.key)).filter(
    (e) => e.act === b.act && e.byAccount === ctx.actor.accountId,
  );
  // The same press of the button arriving again: it is done already.
  if (before.length === b.items.length && before.every((e) => rows.some((c) => c.id === e.claimId)))
    return { done: rows.length, amountFen: sum(rows) };
  const version = new Map(b.items.map((i) => [i.id, i.version]));
  if (rows.length < b.items.length || rows.some((c) => c.pack !== b.pack))
    throw new Problem('direct.unknown');
  if (rows.some((c) => c.version !== version.get(c.id))) throw new Problem('funding.changed');
  const moves = rows.map((c) => {
    const { transition, findings } = applyAct(review, caseOf(c, review), b.act, regional(ctx), b);
    if (transition && c.applicationId === null) return { c, to: transition.to };
    throw new Problem('direct.refused', {
      params: { act: title, name: c.name },
      findings:
        findings.length > 0 ? inWords(findings) : [finding('G401', 'error', 'items', { name: c.name })],
    });
  });
  if (asked && marked(asked, 'entitle')) await release(ctx, b, moves, review);
  else
    for (const { c, to } of moves) {
      const moved = await store.moveClaim(
        ctx.tx,
        c,
        {
          state: to,
          at: ctx.now,
          by: ctx.actor.accountId,
          byName: ctx.actor.name,
          byBody: ctx.actor.body ?? '',
          reason: b.reason,
        },
        asked && marked(asked, 'confirm') ? 'confirm' : 'decide',
      );
      if (!moved) throw new Problem('funding.changed');
    }
  for (const { c, to } of moves)
    await store.addEvent(ctx.tx, {
      subjectId: c.subjectId,
      claimId: c.id,
      key: b.key,
      act: b.act,
      from: c.state!,
      to,
      at: ctx.now,
      byAccount: ctx.actor.accountId,
      by: ctx.actor.name,
      role: ctx.actor.role,
      body: ctx.actor.body ?? '',
      reason: b.reason,
      amount: c.amount,
      inputHash: c.inputHash,
    });
  return { done: rows.length, amountFen: sum(rows) };
}

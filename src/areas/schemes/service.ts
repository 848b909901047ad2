/** Schemes told in words, and one enterprise held against all of them. */
import type { z } from 'zod';
import { Problem, yearOf, type Day } from '#kernel';
import { sandboxRules, type CompiledPlan } from '#engine/plan';
import {
  entitlements,
  evaluateRow,
  factsInput,
  momentOf,
  readFacts,
  versionAt,
  type Scheme,
  type SchemeFile,
  type SchemeVersion,
  type TraceJson,
} from '#engine/rules';
import type { Ctx } from '#platform/act';
import { bookOf, type Book } from './book.ts';
import type { kitSchema, mineSchema } from './contract.ts';
import { gather } from './facts.ts';
import * as store from './store.ts';

type Mine = z.output<typeof mineSchema>;

/** The day asked for; where none is, today, or the plan's last day once that has passed. */
const dayFor = (ctx: Ctx, plan: CompiledPlan, asOf: string | undefined): Day =>
  (asOf ?? (ctx.today > plan.horizon.to ? plan.horizon.to : ctx.today)) as Day;

const fen = (n: number): string | null => (Number.isFinite(n) ? String(n) : null);

/** Nodes that say a figure of the rule, in order, each once: a ratio, a cap, a line. */
function figuresOf(n: TraceJson): { kind: string; text: string; title: string }[] {
  const out = new Map<string, { kind: string; text: string; title: string }>();
  const walk = (x: TraceJson): void => {
    if (x.kind === 'conditions' || x.kind === 'limits') return;
    if (x.text !== undefined && x.kind !== 'undetermined')
      out.set(`${x.kind} ${x.text}`, { kind: x.kind, text: x.text, title: x.title ?? '' });
    for (const c of x.of ?? []) walk(c);
  };
  walk(n);
  return [...out.values()];
}

const asked = (b: Book, slot: number) => {
  const d = b.rules.defs[slot]!;
  return {
    id: d.id,
    title: d.title,
    type: d.type,
    unit: d.unit,
    options: d.options.map((o) => ({ ...o })),
    yearly: d.yearly,
  };
};

/** A version in words: what it asks is what somebody of whom nothing is known would lack. */
function versionWire(b: Book, s: Scheme, v: SchemeVersion, asOf: Day, inForce: boolean) {
  const moment = momentOf(s, { asOf: (asOf < v.from ? v.from : asOf) as Day });
  const { table } = readFacts(b.rules, [{ facts: {} }], moment);
  const e = evaluateRow(b.rules, s, v, table, 0, moment);
  return {
    id: v.id,
    from: v.from,
    to: v.to ?? null,
    issued: v.issued,
    number: v.number,
    clause: v.clause,
    mark: v.mark,
    source: v.source,
    inForce,
    open: v.amount.open ?? null,
    conditions: e.missing
      .filter((m) => m.condition !== 'amount' && m.condition !== 'awards' && m.condition !== 'nothing')
      .map((m) => ({ title: m.title, need: m.need, alternative: m.alternative })),
    amount: figuresOf(e.trace),
    capFen: v.amount.open ? null : fen(Math.min(v.amount.most, v.limits.perYear, v.limits.lifetime)),
    limits: {
      once: v.limits.once,
      years: Number.isFinite(v.limits.years) ? v.limits.years : null,
      perYearFen: fen(v.limits.perYear),
      lifetimeFen: fen(v.limits.lifetime),
    },
    // Only the plan's own text is kept here word for word; other documents are known from reprints.
    passages: v.passages.map((p) => ({
      ...p,
      provisions: [...p.provisions],
      retold: p.provisions.length === 0 || b.plan.source.kind === 'digest',
    })),
    facts: v.slots.map((slot) => asked(b, slot)),
    asksAwards: v.asksAwards,
  };
}

const headOf = (s: Scheme, file: SchemeFile | undefined) => ({
  id: s.id,
  title: s.title,
  kind: s.kind,
  instrument: s.instrument,
  payee: s.payee,
  note: file?.note ?? null,
});
const fileOf = (b: Book, id: string): SchemeFile | undefined =>
  b.plan.rules?.schemes.find((f) => f.id === id);

export async function list(ctx: Ctx, pack: string, asOf: string | undefined) {
  const b = await bookOf(ctx.tx, pack);
  const day = dayFor(ctx, b.plan, asOf);
  return {
    pack,
    planNumber: b.plan.number,
    asOf: day,
    until: b.plan.horizon.to,
    items: [...b.rules.schemes.values()].map((s) => {
      const held = versionAt(s, day, ctx.today);
      return {
        ...headOf(s, fileOf(b, s.id)),
        version: versionWire(b, s, held ?? s.versions.at(-1)!, day, held !== undefined),
        versions: s.versions.map((v) => ({ id: v.id, from: v.from, to: v.to ?? null })),
      };
    }),
  };
}

export async function scheme(ctx: Ctx, pack: string, id: string, asOf: string | undefined) {
  const b = await bookOf(ctx.tx, pack);
  const s = b.rules.schemes.get(id);
  if (!s) throw new Problem('schemes.unknown', { params: { scheme: id } });
  const day = dayFor(ctx, b.plan, asOf);
  const held = versionAt(s, day, ctx.today);
  const file = fileOf(b, id)!;
  const words = JSON.stringify(file);
  const vetoes = s.payee === 'enterprise' ? JSON.stringify(b.plan.rules?.common.vetoes) : '';
  return {
    ...headOf(s, file),
    pack,
    asOf: day,
    versions: s.versions.map((v) => versionWire(b, s, v, day, v === held)),
    examples: file.examples.map((x) => ({
      title: x.title,
      asOf: x.asOf,
      eligible: x.expect.eligible,
      amount: x.expect.amount ?? null,
      source: x.source ?? null,
    })),
    // By name, wherever the scheme speaks of it: as a choice, as the amount left open, in a note.
    questions: b.plan.questions
      .filter((q) =>
        [`"${q.id}"`, `未定事项 ${q.id}`, `未定事项${q.id}`].some(
          (w) => words.includes(w) || vetoes.includes(w),
        ),
      )
      .map((q) => ({
        id: q.id,
        question: q.question,
        chosen: q.options.find((o) => o.id === b.choices.get(q.id))?.title ?? null,
      })),
  };
}

/** Rules of the schemes for enterprises and what the platform knows of one: enough for a browser to compute the same. */
export async function kit(
  ctx: Ctx,
  q: { subject: string; pack: string; asOf?: string | undefined },
): Promise<z.output<typeof kitSchema>> {
  const who = await store.enterprise(ctx.tx, q.subject);
  if (!who) throw new Problem('schemes.unknown-enterprise');
  const b = await bookOf(ctx.tx, q.pack);
  const asOf = dayFor(ctx, b.plan, q.asOf);
  const known = await gather(ctx, b.rules, who.id, { pack: b.plan.id, year: yearOf(asOf) });
  const paying = [...b.rules.schemes.values()].filter((s) => s.payee === 'enterprise').map((s) => s.id);
  return {
    asOf,
    known: ctx.today,
    rules: sandboxRules(b.plan, Object.fromEntries(b.choices), new Set(paying)) as unknown as z.output<
      typeof kitSchema
    >['rules'],
    input: { subject: who.name, facts: known.facts, awards: [...known.awards] },
  };
}

export async function mine(
  ctx: Ctx,
  body: {
    subject: string;
    pack: string;
    asOf?: string | undefined;
    project: string;
    facts: Readonly<Record<string, unknown>>;
    awards?: readonly unknown[] | undefined;
  },
) {
  const who = await store.enterprise(ctx.tx, body.subject);
  if (!who) throw new Problem('schemes.unknown-enterprise');
  const b = await bookOf(ctx.tx, body.pack);
  const asOf = dayFor(ctx, b.plan, body.asOf);
  const known = await gather(ctx, b.rules, who.id, { pack: b.plan.id, year: yearOf(asOf) });
  const slotOf = (key: string): number =>
    b.rules.slots.get(key) ?? b.rules.defs.findIndex((d) => d.title.zh === key);
  // By id, so that a fact declared by its title goes before the one that the platform has.
  const declared = Object.fromEntries(
    Object.entries(body.facts).map(([k, v]) => [b.rules.defs[slotOf(k)]?.id ?? k, v]),
  );
  // What the ledger holds counts whatever is declared; whether there was more before the platform, only the enterprise can say.
  const awards =
    body.awards === undefined && known.awards.length === 0
      ? undefined
      : [...known.awards, ...(body.awards ?? [])];
  const { input, findings } = factsInput({
    subject: who.name,
    ...(body.project === '' ? {} : { project: body.project }),
    facts: { ...known.facts, ...declared },
    ...(awards === undefined ? {} : { awards }),
  });
  const answer = input
    ? entitlements(b.rules, input, { asOf, known: ctx.today })
    : { findings, entitlements: undefined };
  if (!answer.entitlements)
    throw new Problem('schemes.bad-facts', {
      params: { count: answer.findings.length },
      findings: answer.findings.map((f) => ({ ...f, path: `body.${f.path ?? ''}` })),
    });
  const { evaluations, granted, totalFen } = answer.entitlements;
  const groups = new Map(b.rules.overlaps.map((g) => [g.id, g.title]));
  const slots = new Set<number>();
  const items = evaluations.map((evaluation) => {
    const s = b.rules.schemes.get(evaluation.scheme)!;
    const v = s.versions.find((x) => evaluation.ruleVersion === `${s.id}@${x.id}`)!;
    for (const slot of v.slots) slots.add(slot);
    return { instrument: s.instrument, facts: v.slots.map((slot) => b.rules.defs[slot]!.id), evaluation };
  });
  return {
    pack: body.pack,
    planNumber: b.plan.number,
    subject: who,
    asOf,
    known: ctx.today,
    totalFen,
    granted: granted.map((g) => ({
      scheme: g.scheme,
      amountFen: String(g.granted),
      cutBy: g.group === null ? null : (groups.get(g.group) ?? { zh: g.group }),
    })),
    items: items as unknown as Mine['items'],
    facts: [...slots].map((slot) => {
      const f = asked(b, slot);
      const source = known.sources.get(f.id);
      const from = f.id in declared ? ('declared' as const) : source ? ('register' as const) : null;
      return { ...f, from, source: from === 'register' ? source! : null };
    }),
    awardsKnown: awards !== undefined,
    choices: b.plan.questions.flatMap((q) => {
      const taken = evaluations.find((e) => q.id in e.choices)?.choices[q.id];
      const option = q.options.find((o) => o.id === taken);
      return option ? [{ id: q.id, question: q.question, option: option.title }] : [];
    }),
  };
}

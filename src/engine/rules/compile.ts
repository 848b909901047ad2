import { finding, parseUnit, type Day, type Finding, type Text } from '#kernel';
import type { z } from 'zod';
import { choicesIn, resolve, type Question } from './choices.ts';
import { condition, conditionForm, vetoCondition, type VetoSpec } from './conditions.ts';
import { money, moneyOr, type Context } from './context.ts';
import { amount, amountForm } from './mechanisms/index.ts';
import { nothing } from './mechanisms/base.ts';
import { encode, encodeDay, splitQuantity, type Round } from './quantity.ts';
import {
  limitsForm,
  rounding,
  strategies,
  veto,
  type SchemeFile,
  type SchemeFiles,
  type VersionEntry,
} from './schema.ts';
import type { CompiledTable } from './tables.ts';
import type { Amount, Condition, FactDef, Passage, Scheme, SchemeVersion } from './types.ts';

/** What the rules ask the plan: its open questions and the words of its provisions. */
export interface PlanWords {
  readonly questions: readonly Question[];
  readonly passages: ReadonlyMap<string, { readonly clause: string; readonly quote: string }>;
  readonly number: string;
}

export type Strategy = (typeof strategies)[number];
export interface OverlapGroup {
  readonly id: string;
  readonly title: Text;
  readonly schemes: readonly string[];
  readonly strategy: Strategy;
  readonly scope: 'project' | 'enterprise';
  readonly perYear: number;
  readonly lifetime: number;
  readonly source: string;
  readonly mark: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** The schemes of a pack, compiled to closures; the answers to open questions are put in. */
export interface Rulebook {
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly defs: readonly FactDef[];
  readonly slots: ReadonlyMap<string, number>;
  readonly overlaps: readonly OverlapGroup[];
  readonly choices: Readonly<Record<string, string>>;
}

const STEPS = { 分: 1, 元: 100, 百元: 10_000, 千元: 100_000, 万元: 1_000_000 } as const;

/** The form of one part of a rule, or F102 at the place where it does not fit. */
function fit<T>(form: z.ZodType<T>, value: unknown, path: string, findings: Finding[]): T | undefined {
  const r = form.safeParse(value);
  if (r.success) return r.data;
  for (const i of r.error.issues.slice(0, 3))
    findings.push(
      finding('F102', 'error', [path, ...i.path.map(String)].join('.'), {
        key: String(i.path.at(-1) ?? ''),
        reason: i.message,
      }),
    );
  return undefined;
}

/**
 * Compiles the schemes of a pack: every fact known and of the right kind, every unit right, every open question answered (`choices`, or the
 * option marked default). Errors F101–F113; a scheme with an error is left out.
 */
export function compileRulebook(
  files: SchemeFiles,
  plan: PlanWords,
  choices: Readonly<Record<string, string>> = {},
): { readonly rulebook: Rulebook; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const { defs, slots } = factsOf(files, findings);
  const questions = new Map(plan.questions.map((q) => [q.id, q]));
  for (const [q, a] of Object.entries(choices))
    if (!questions.get(q)?.options.some((o) => o.id === a))
      findings.push(finding('F109', 'error', `choices.${q}`, { question: q, answer: a }));
  const answer = (q: string): string | undefined =>
    choices[q] ?? questions.get(q)?.options.find((o) => o.default)?.id;
  for (const [where, value] of [
    ...files.schemes.map((s) => [`schemes/${s.id}.yaml`, s] as const),
    ['schemes/common.yaml', files.common] as const,
    ['schemes/overlaps.yaml', files.overlaps] as const,
  ])
    for (const [q, answers] of choicesIn(value)) {
      const known = questions.get(q);
      if (!known) findings.push(finding('F108', 'error', where, { question: q }));
      for (const a of answers)
        if (known && !known.options.some((o) => o.id === a))
          findings.push(finding('F109', 'error', where, { question: q, answer: a }));
    }

  const schemes = new Map<string, Scheme>();
  for (const file of files.schemes) {
    if (schemes.has(file.id)) {
      findings.push(finding('F101', 'error', `schemes/${file.id}.yaml`, { id: file.id }));
      continue;
    }
    const tables = tablesOf({ ...files.common.tables, ...file.tables }, `schemes/${file.id}.yaml`, findings);
    const versions = file.versions.map((v) =>
      version(v, file, files, plan, {
        defs,
        slots,
        tables,
        findings,
        answer,
        known: (q) => questions.has(q),
      }),
    );
    const ids = new Set<string>();
    for (const v of versions) {
      if (ids.has(v.id))
        findings.push(finding('F101', 'error', `schemes/${file.id}.yaml#${v.id}`, { id: v.id }));
      ids.add(v.id);
      if (v.to !== undefined && v.to < v.from)
        findings.push(
          finding('F110', 'error', `schemes/${file.id}.yaml#${v.id}`, { from: v.from, to: v.to }),
        );
    }
    schemes.set(file.id, {
      id: file.id,
      title: file.title,
      kind: file.kind,
      instrument: file.instrument,
      payee: file.payee,
      grain: file.grain,
      claims: file.claims,
      versions,
    });
  }

  const overlaps = files.overlaps.groups.map((g, i): OverlapGroup => {
    const path = `schemes/overlaps.yaml#groups.${i}`;
    const taken: Record<string, string> = {};
    const strategy = resolve(g.strategy, answer, taken, (q, a) =>
      findings.push(finding('F109', 'error', path, { question: q, answer: a })),
    );
    if (!strategies.includes(strategy as Strategy))
      findings.push(finding('F102', 'error', path, { key: 'strategy', reason: strategies.join(' | ') }));
    for (const s of g.schemes)
      if (!schemes.has(s)) findings.push(finding('F113', 'error', path, { scheme: s }));
    const c = { path, findings } as unknown as Context;
    return {
      id: g.id,
      title: g.title,
      schemes: g.schemes,
      strategy: strategy as Strategy,
      scope: g.scope,
      perYear: moneyOr(c, g.perYear, Number.POSITIVE_INFINITY, 'perYear'),
      lifetime: moneyOr(c, g.lifetime, Number.POSITIVE_INFINITY, 'lifetime'),
      source: g.source,
      mark: g.mark,
      choices: taken,
    };
  });
  return { rulebook: { schemes, defs, slots, overlaps, choices }, findings };
}

function factsOf(files: SchemeFiles, findings: Finding[]): { defs: FactDef[]; slots: Map<string, number> } {
  const defs: FactDef[] = [];
  const slots = new Map<string, number>();
  const written = new Map<string, string>();
  for (const [where, facts] of [
    ['schemes/common.yaml', files.common.facts] as const,
    ...files.schemes.map((s) => [`schemes/${s.id}.yaml`, s.facts] as const),
  ])
    for (const [id, f] of Object.entries(facts)) {
      const same = JSON.stringify([f.type, f.unit ?? '', f.options ?? {}, f.yearly ?? false]);
      const path = `${where}#facts.${id}`;
      if (slots.has(id)) {
        // Two schemes may ask for the same fact; they must mean the same.
        if (written.get(id) !== same) findings.push(finding('F112', 'error', path, { fact: f.title.zh }));
        continue;
      }
      const needsUnit = f.type === 'count' || f.type === 'quantity';
      if ((needsUnit && !f.unit) || (f.unit !== undefined && !parseUnit(f.unit)))
        findings.push(finding('F105', 'error', path, { value: f.unit ?? '', expected: f.title.zh }));
      if ((f.type === 'text' || f.type === 'events') && !f.options)
        findings.push(finding('F102', 'error', path, { key: 'options', reason: f.type }));
      written.set(id, same);
      slots.set(id, defs.length);
      defs.push({
        id,
        title: f.title,
        type: f.type,
        unit: f.unit ?? (f.type === 'ratio' ? '%' : '万元'),
        options: Object.entries(f.options ?? {}).map(([o, title]) => ({ id: o, title })),
        yearly: f.yearly ?? false,
      });
    }
  return { defs, slots };
}

function tablesOf(
  entries: SchemeFile['tables'],
  where: string,
  findings: Finding[],
): Map<string, CompiledTable> {
  const out = new Map<string, CompiledTable>();
  for (const [id, t] of Object.entries(entries)) {
    const rows = t.rows
      .map((r) => {
        const q = splitQuantity(r.value);
        const n = q && encode(q.value, q.unit, { type: 'ratio', unit: '%' });
        if (n?.n === undefined)
          findings.push(finding('F105', 'error', `${where}#tables.${id}`, { value: r.value, expected: '%' }));
        return { from: encodeDay(r.from), value: n?.n ?? 0 };
      })
      .toSorted((a, b) => a.from - b.from);
    out.set(id, {
      id,
      title: t.title.zh,
      from: rows.map((r) => r.from),
      values: rows.map((r) => r.value),
      passage: { document: t.source, clause: '', quote: t.title.zh, provisions: [] },
    });
  }
  return out;
}

interface Shared {
  readonly defs: readonly FactDef[];
  readonly slots: ReadonlyMap<string, number>;
  readonly tables: ReadonlyMap<string, CompiledTable>;
  readonly findings: Finding[];
  answer(q: string): string | undefined;
  known(q: string): boolean;
}

function version(
  v: VersionEntry,
  file: SchemeFile,
  files: SchemeFiles,
  plan: PlanWords,
  shared: Shared,
): SchemeVersion {
  const path = `schemes/${file.id}.yaml#${v.id}`;
  const { findings } = shared;
  const taken: Record<string, string> = {};
  const put = (value: unknown): unknown =>
    resolve(
      value,
      (q) => shared.answer(q),
      taken,
      (q, a) => findings.push(finding('F109', 'error', path, { question: q, answer: a })),
    );
  const passages: Passage[] = [
    ...v.provisions.flatMap((id): Passage[] => {
      const p = plan.passages.get(id);
      if (!p) findings.push(finding('F111', 'error', path, { provision: id }));
      return p ? [{ document: plan.number, clause: p.clause, quote: p.quote, provisions: [id] }] : [];
    }),
    ...v.passages.map((p): Passage => ({ ...p, provisions: [] })),
  ];
  const named =
    v.rounding === undefined ? undefined : fit(rounding, put(v.rounding), `${path}.rounding`, findings);
  const round: Round = { mode: named?.mode ?? 'down', step: STEPS[named?.to ?? '分'] };
  const used = new Set<number>();
  const awards = { used: false };
  // A figure rests on the words of the version's own document, which stands first among its passages or is its source.
  const own =
    passages.find((p) => p.document === v.number) ??
    ({ document: v.number, clause: v.clause, quote: v.source, provisions: [] } satisfies Passage);
  const c: Context = {
    scheme: file.id,
    path,
    findings,
    defs: shared.defs,
    slots: shared.slots,
    tables: shared.tables,
    round,
    passage: own,
    used,
    awards,
  };
  const vetoes = v.vetoes === undefined ? (file.payee === 'enterprise' ? 'common' : 'none') : put(v.vetoes);
  const vetoSpecs: VetoSpec[] =
    vetoes === 'none'
      ? []
      : (
          (vetoes === 'common' ? (put(files.common.vetoes) as unknown[]) : (vetoes as unknown[])) ?? []
        ).flatMap((x, i) => fit(veto, x, `${path}.vetoes.${i}`, findings) ?? []);
  const conditions: Condition[] = [
    ...(put(v.conditions) as unknown[]).flatMap((x, i) => {
      const spec = fit(conditionForm, x, `${path}.conditions.${i}`, findings);
      return spec ? [condition(spec, c, `conditions.${i}`)] : [];
    }),
    ...vetoSpecs.map((x, i) => vetoCondition(x, c, `vetoes.${i}`)),
  ];
  const spec = fit(amountForm, put(v.amount), `${path}.amount`, findings);
  const sum: Amount = spec ? amount(spec, c, 'amount') : nothing;
  if (sum.open !== undefined && !shared.known(sum.open))
    findings.push(finding('F108', 'error', `${path}.amount`, { question: sum.open }));
  const limits = fit(limitsForm, put(v.limits ?? {}), `${path}.limits`, findings) ?? {};
  return {
    id: v.id,
    scheme: file.id,
    from: v.from as Day,
    to: v.to as Day | undefined,
    toKnown: v.toKnown as Day | undefined,
    issued: v.issued as Day,
    mark: v.mark,
    number: v.number,
    clause: v.clause,
    source: v.source,
    passages,
    conditions,
    amount: sum,
    slots: [...used],
    limits: {
      perYear:
        limits.perYear === undefined ? Number.POSITIVE_INFINITY : money(c, limits.perYear, 'limits.perYear'),
      lifetime:
        limits.lifetime === undefined
          ? Number.POSITIVE_INFINITY
          : money(c, limits.lifetime, 'limits.lifetime'),
      years: limits.years ?? Number.POSITIVE_INFINITY,
      once: limits.once ?? false,
    },
    asksAwards:
      awards.used ||
      limits.perYear !== undefined ||
      limits.lifetime !== undefined ||
      limits.years !== undefined ||
      limits.once === true,
    choices: taken,
  };
}

/**
 * The version that held on a day, by what was known: among those in force, the one issued last. An end that was not known yet does not count.
 */
export function versionAt(s: Scheme, asOf: Day, known: Day): SchemeVersion | undefined {
  let found: SchemeVersion | undefined;
  for (const v of s.versions) {
    if (v.issued > known || v.from > asOf) continue;
    const ended = v.to !== undefined && v.to < asOf && (v.toKnown === undefined || v.toKnown <= known);
    if (ended) continue;
    if (!found || v.issued > found.issued || (v.issued === found.issued && v.from > found.from)) found = v;
  }
  return found;
}

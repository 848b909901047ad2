import { canonicalJson } from '#kernel';
import type { CompiledPlan, Provision, Target } from './types.ts';

/** One row of `plan export --json`. Numbers are numbers here, for people with a spreadsheet or a script; the plan itself keeps decimals. */
export interface ExportedProvision {
  readonly id: string;
  readonly clause: string;
  readonly kind: string;
  readonly text: string;
  readonly indicator: string | null;
  readonly unit: string | null;
  readonly comparator: string | null;
  readonly value: number | null;
  readonly valueTo: number | null;
  readonly year: number | null;
  readonly scope: string | null;
  readonly lead: readonly string[];
  readonly cooperate: readonly string[];
  readonly span: readonly [number, number];
  readonly open: boolean;
}

const number = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Number(text);

/** Year that the document states; a term assumed from the plan's horizon is none. */
export function statedYear(t: Target | null, due: number | null): number | null {
  if (!t) return due;
  switch (t.when.kind) {
    case 'by':
    case 'year':
      return t.when.year;
    case 'each':
      return t.when.stated ? t.when.to : null;
    default:
      return null;
  }
}

export function exportProvisions(plan: CompiledPlan): ExportedProvision[] {
  const labels = new Map(plan.clauses.map((c) => [c.id, c.label]));
  const names = new Map(plan.agencies.map((a) => [a.id, a.name.zh]));
  const titles = new Map(plan.indicators.map((i) => [i.id, i.title.zh]));
  const name = (id: string): string => names.get(id) ?? id;
  return plan.provisions.map((p) => ({
    id: p.id,
    clause: labels.get(p.clause) ?? p.clause,
    kind: p.kind,
    text: p.text.zh,
    indicator: p.indicator === null ? null : (titles.get(p.indicator) ?? p.indicator),
    unit: p.target?.unit ?? null,
    comparator: p.target?.comparator ?? null,
    value: number(p.target?.value),
    valueTo: number(p.target?.valueTo),
    year: statedYear(p.target, p.due),
    scope: p.target?.scope ?? null,
    lead: p.lead.map(name),
    cooperate: p.cooperate.map(name),
    span: [p.span[0], p.span[1]],
    open: p.open.length > 0,
  }));
}

export interface PlanDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Provision and the keys in which it differs. */
  readonly changed: readonly { readonly id: string; readonly keys: readonly string[] }[];
}

/** What one version of a plan says differently from another, by provision. */
export function diffPlans(before: CompiledPlan, after: CompiledPlan): PlanDiff {
  const a = new Map(before.provisions.map((p) => [p.id, p]));
  const b = new Map(after.provisions.map((p) => [p.id, p]));
  const keysOf = (x: Provision, y: Provision): string[] =>
    (Object.keys(x) as (keyof Provision)[])
      .filter((k) => canonicalJson(x[k]) !== canonicalJson(y[k]))
      .toSorted();
  return {
    added: [...b.keys()].filter((id) => !a.has(id)),
    removed: [...a.keys()].filter((id) => !b.has(id)),
    changed: [...a.values()].flatMap((x) => {
      const y = b.get(x.id);
      const keys = y ? keysOf(x, y) : [];
      return keys.length > 0 ? [{ id: x.id, keys }] : [];
    }),
  };
}

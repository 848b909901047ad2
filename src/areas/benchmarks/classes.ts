/**
 * `classes:` of an evaluation: which class an enterprise gets, as data. Shares of published schemes, as examples (per cent of those ranked):
 * - 德州 2024 (德州晚报 2024-05-08): A 不超过20%, D 不低于5% → A `atMost: 20`, D `atLeast: 5`
 * - 淮安 2024 (答复 2024-05-31): A 前20%, B 至60%, C 至95%, D 末5%; T 不参评 (公用事业, 投产不满两年) → A `share: 20`, B `share: 40`, D `share: 5`
 * - 某地级市: A 25%, B 26–70%, C 71–95%, D 末5%; 不定等级 (公用, 垃圾处理, 初创) 视同 B → `outside: [{ id: 不定等级, treatedAs: B … }]`
 * - 南京 2017 试行办法: A 前20%
 * - 中央企业综合绩效评价 2006: A 85分起, B 70, C 50, D 40, E 40以下 → `by: score`, `from: 85` …
 */
import { z } from 'zod';
import { finding, type Finding } from '#kernel';
import {
  classify,
  classRuleFaults,
  type ClassAnswer,
  type ClassRule,
  type ClassUnit,
  type Quota,
  type VetoEffect,
} from '#engine/evaluation';

const text = z.object({ zh: z.string(), en: z.string().optional() });
const percent = z.number().min(0).max(100);

/** When a veto or an exclusion holds: for an industry (codes of GB/T 4754, also their beginnings), or by a figure of the year. */
const condition = z.union([
  z.strictObject({ industry: z.array(z.string().regex(/^\d{2,4}$/)).min(1) }),
  z.strictObject({ indicator: z.string(), missing: z.literal(true) }),
  z.strictObject({ indicator: z.string(), above: z.number() }),
  z.strictObject({ indicator: z.string(), atLeast: z.number() }),
  z.strictObject({ indicator: z.string(), below: z.number() }),
  z.strictObject({ indicator: z.string(), atMost: z.number() }),
]);
type Condition = z.infer<typeof condition>;

const named = { id: z.string().min(1).max(20), title: text };
const cited = { source: z.string().optional(), note: z.string().optional() };

export const classesSchema = z.strictObject({
  mark: z.enum(['document', 'default', 'proposal']),
  /** The open question of the pack that these classes answer, and the option taken. */
  question: z.string().optional(),
  option: z.string().optional(),
  ...cited,
  /** share: per cent of those ranked; score: by a lowest score. */
  by: z.enum(['share', 'score']),
  /** Whom the shares are taken of: the comparison group, or everybody in the run. */
  within: z.enum(['group', 'all']).default('group'),
  ties: z.enum(['worse', 'better']).default('worse'),
  vetoed: z.enum(['apart', 'counted']).default('apart'),
  /** Best class first. By share: one of share (to the nearest), atMost, atLeast, rest. By score: from, and the last class without. */
  list: z.array(
    z.strictObject({
      ...named,
      share: percent.optional(),
      atMost: percent.optional(),
      atLeast: percent.optional(),
      rest: z.literal(true).optional(),
      from: z.number().optional(),
    }),
  ),
  /** to: last, straight to the last class; below: A, nothing better than the class after A. */
  vetoes: z
    .array(
      z.strictObject({
        ...named,
        ...cited,
        when: condition,
        to: z.literal('last').optional(),
        below: z.string().optional(),
      }),
    )
    .default([]),
  /** Classes outside the ranking; who is in one takes no place and no share. */
  outside: z
    .array(
      z.strictObject({
        ...named,
        ...cited,
        /** Why it holds, where the class has several reasons; its title unless told. */
        because: text.optional(),
        when: condition,
        treatedAs: z.string().optional(),
      }),
    )
    .default([]),
});
export type Classes = z.infer<typeof classesSchema>;

/** Indicators that vetoes and exclusions look at. */
export const indicatorsOfClasses = (c: Classes | undefined): string[] =>
  c === undefined
    ? []
    : [...c.vetoes, ...c.outside].flatMap(({ when }) => ('indicator' in when ? [when.indicator] : []));

const quotaOf = (c: Classes['list'][number]): Quota | undefined => {
  const given = [
    ...(c.atMost === undefined ? [] : [{ kind: 'at-most' as const, percent: c.atMost }]),
    ...(c.atLeast === undefined ? [] : [{ kind: 'at-least' as const, percent: c.atLeast }]),
    // A share beside `rest` only says what the rest comes to.
    ...(c.rest
      ? [{ kind: 'rest' as const }]
      : c.share === undefined
        ? []
        : [{ kind: 'share' as const, percent: c.share }]),
  ];
  return given.length === 1 ? given[0] : undefined;
};

const effectOf = (v: Classes['vetoes'][number]): VetoEffect =>
  v.below === undefined ? { kind: 'last' } : { kind: 'barred', from: v.below };

/** The cuts in the engine's words; `classFaults` has said before whether they make sense. */
export function toClassRule(c: Classes): ClassRule {
  return {
    cuts:
      c.by === 'share'
        ? { by: 'share', classes: c.list.map((x) => ({ id: x.id, quota: quotaOf(x) ?? { kind: 'rest' } })) }
        : {
            by: 'score',
            classes: c.list.map((x) => ({ id: x.id, ...(x.from === undefined ? {} : { from: x.from }) })),
          },
    ties: c.ties,
    vetoed: c.vetoed,
  };
}

const FAULTS: Readonly<Record<string, string>> = {
  'fewer-than-two': 'V121',
  'double-class': 'V122',
  'one-rest': 'V123',
  'over-100': 'V124',
  'from-missing': 'V125',
  'from-order': 'V126',
  'barred-class': 'V127',
};

/** What is wrong with the classes of an evaluation, besides their form. */
export function classFaults(c: Classes, path: string, known: (indicator: string) => boolean): Finding[] {
  const findings: Finding[] = [];
  for (const x of c.list) {
    const sized = x.share !== undefined || x.atMost !== undefined || x.atLeast !== undefined || x.rest;
    if (c.by === 'share' ? quotaOf(x) === undefined || x.from !== undefined : sized)
      findings.push(finding('V128', 'error', `${path}.list.${x.id}`, { class: x.id, by: c.by }));
  }
  for (const v of c.vetoes)
    if ((v.to === undefined) === (v.below === undefined))
      findings.push(finding('V129', 'error', `${path}.vetoes.${v.id}`, { veto: v.title.zh }));
  if (findings.length === 0)
    for (const fault of classRuleFaults(toClassRule(c), c.vetoes.map(effectOf)))
      findings.push(finding(FAULTS[fault] ?? 'V110', 'error', path, { reason: fault }));
  const ids = c.list.map((x) => x.id);
  for (const o of c.outside)
    if (ids.includes(o.id) || (o.treatedAs !== undefined && !ids.includes(o.treatedAs)))
      findings.push(finding('V130', 'error', `${path}.outside.${o.id}`, { class: o.id }));
  for (const indicator of indicatorsOfClasses(c))
    if (!known(indicator)) findings.push(finding('V131', 'error', path, { indicator }));
  // Shares that are all stated are read as a whole: they must make one.
  const stated = c.list.map((x) => x.share ?? x.atMost ?? x.atLeast);
  if (c.by === 'share' && stated.every((s) => s !== undefined)) {
    const total = stated.reduce((a, b) => a + b, 0);
    if (Math.abs(total - 100) > 1e-9) findings.push(finding('V132', 'error', path, { total }));
  }
  return findings;
}

function holds(
  when: Condition,
  unit: { readonly industryCode: string; readonly value: (indicator: string) => number | undefined },
): boolean {
  if ('industry' in when) return when.industry.some((code) => unit.industryCode.startsWith(code));
  const value = unit.value(when.indicator);
  if ('missing' in when) return value === undefined;
  // A figure nobody reported proves nothing against anybody.
  if (value === undefined) return false;
  if ('above' in when) return value > when.above;
  if ('atLeast' in when) return value >= when.atLeast;
  if ('below' in when) return value < when.below;
  return value <= when.atMost;
}

export interface Classed {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en?: string | undefined };
  readonly reason: Exclude<ClassAnswer['reason'], 'unscored'>;
  /** Title of the veto or exclusion that decided. */
  readonly because?: { readonly zh: string; readonly en?: string | undefined };
  /** What a class outside the ranking counts as where consequences are tied to classes. */
  readonly treatedAs?: string;
}

/** The classes of all enterprises of a run, by id; who has none is not in the map. */
export function classesOf(
  c: Classes,
  units: readonly {
    readonly id: string;
    readonly group: string;
    readonly score: number | null;
    readonly industryCode: string;
    readonly value: (indicator: string) => number | undefined;
  }[],
): Map<string, Classed> {
  const rule = toClassRule(c);
  const parts = new Map<string, ClassUnit[]>();
  const because = new Map<string, Classed['because']>();
  const treated = new Map<string, string>();
  for (const u of units) {
    const outside = c.outside.find((o) => holds(o.when, u));
    const vetoes = c.vetoes.filter((v) => holds(v.when, u));
    // The hardest veto is the one that is named.
    const first = vetoes.find((v) => v.to === 'last') ?? vetoes[0];
    const title = outside ? (outside.because ?? outside.title) : first?.title;
    if (title) because.set(u.id, title);
    if (outside?.treatedAs !== undefined) treated.set(u.id, outside.treatedAs);
    const key = c.within === 'all' ? '' : u.group;
    const list = parts.get(key) ?? [];
    parts.set(key, list);
    list.push({
      id: u.id,
      score: u.score,
      ...(outside ? { outside: outside.id } : {}),
      ...(vetoes.length > 0 ? { vetoes: vetoes.map(effectOf) } : {}),
    });
  }
  const titles = new Map([...c.list, ...c.outside].map((x) => [x.id, x.title]));
  const out = new Map<string, Classed>();
  for (const part of parts.values())
    for (const a of classify(rule, part)) {
      if (a.class === null || a.reason === 'unscored') continue;
      const why = because.get(a.id);
      const special = a.reason === 'veto' || a.reason === 'barred' || a.reason === 'outside';
      const as = treated.get(a.id);
      out.set(a.id, {
        id: a.class,
        title: titles.get(a.class) ?? { zh: a.class },
        reason: a.reason,
        ...(special && why ? { because: why } : {}),
        ...(as === undefined ? {} : { treatedAs: as }),
      });
    }
  return out;
}

import { finding, Problem } from '#kernel';
import {
  coverage,
  defaultRules,
  exportProvisions,
  readPlan,
  statedYear,
  statuses,
  statusOf,
  type Agency,
  type Figure,
  type LightRules,
  type Provision,
  type Status,
  type StatusResult,
  type Target,
} from '#engine/plan';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { choicesOf, currentPlan, publishedPacks, type Published } from './published.ts';
import * as store from './store.ts';

/** A figure that was not published: reported by a body, or worked out from what enterprises filed. */
export interface OwnFigure extends Figure {
  readonly origin: 'reported' | 'computed';
  readonly simulated: boolean;
}
/** Own figures by indicator, for those who may see them. */
export type OwnFigures = ReadonlyMap<string, readonly OwnFigure[]>;

/** Everything a page about one plan as of one day needs, read once. */
interface View extends Published {
  readonly pack: string;
  readonly asOf: string;
  readonly rules: LightRules;
  readonly facts: ReadonlyMap<string, readonly store.PublishedRow[]>;
  readonly status: ReadonlyMap<string, StatusResult>;
}

const group = <T>(items: readonly T[], key: (x: T) => string): Map<string, T[]> => {
  const out = new Map<string, T[]>();
  for (const x of items) {
    const k = key(x);
    const list = out.get(k);
    if (list) list.push(x);
    else out.set(k, [x]);
  }
  return out;
};

/** Light rules as decided: how far 左右 may fall short is an open question of the plan. */
function rulesOf(p: Published, chosen: ReadonlyMap<string, string>): LightRules {
  const q = p.plan.questions.find((x) => x.id === 'about-tolerance');
  const option = q?.options.find((o) => o.id === chosen.get(q.id));
  return option?.value === undefined ? defaultRules : { ...defaultRules, about: Number(option.value) / 100 };
}

/** Of several sources for a period the last one recorded is used; the others are shown beside it. */
const preferredOf = (facts: readonly store.PublishedRow[]): store.PublishedRow[] => {
  const last = new Map<string, store.PublishedRow>();
  for (const f of facts) {
    const had = last.get(f.period);
    if (!had || had.revision < f.revision) last.set(f.period, f);
  }
  return [...last.values()];
};

/**
 * A published figure comes before a reported one for its period, that before a computed one. Simulated figures stand only where there is no real
 * one at all: a series that is half invented would be taken for real.
 */
function together(published: readonly Figure[], all: readonly OwnFigure[]): Figure[] {
  const real = published.length > 0 || all.some((f) => !f.simulated);
  const own = all.filter((f) => !real || !f.simulated);
  const best = new Map<string, Figure>();
  for (const f of own.toSorted((a, b) => (a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0)))
    best.set(f.period, f);
  for (const f of published) best.set(f.period, f);
  return [...best.values()];
}
const isOwn = (f: Figure): f is OwnFigure => 'origin' in f;

async function view(
  ctx: Ctx,
  pack: string,
  asOf: string | undefined,
  own: OwnFigures = new Map(),
): Promise<View> {
  const published = await currentPlan(ctx.tx, pack);
  const day = asOf ?? ctx.today;
  const wanted = [...new Set(published.plan.provisions.flatMap((p) => p.indicator ?? []))];
  const facts = group(
    await store.publishedFacts(ctx.tx, [published.plan.region], wanted),
    (f) => f.indicator,
  );
  const rules = rulesOf(published, await choicesOf(ctx.tx, pack));
  const indicators = new Map(published.plan.indicators.map((i) => [i.id, i]));
  const status = new Map<string, StatusResult>();
  for (const p of published.plan.provisions) {
    const i = p.indicator === null ? undefined : indicators.get(p.indicator);
    if (!p.target || !i) continue;
    const figures = together(preferredOf(facts.get(i.id) ?? []), own.get(i.id) ?? []);
    const r = statusOf(p.target, i, figures, day, published.plan.issued, rules);
    if (r) status.set(p.id, r);
  }
  return { ...published, pack, asOf: day, rules, facts, status };
}

const packWire = (p: Published) => ({
  id: p.plan.id,
  hash: p.hash,
  title: p.plan.title,
  number: p.plan.number,
  issued: p.plan.issued,
  horizon: p.plan.horizon,
  region: p.plan.region,
  sourceKind: p.plan.source.kind,
  sourceNote: p.plan.source.note,
  publishedAt: p.publishedAt,
  provisions: p.plan.provisions.length,
});

/** A body as the document names it, and who does its work on the day. */
const agencyWire = (v: View) => {
  const all = new Map(v.plan.agencies.map((a) => [a.id, a]));
  return (id: string) => {
    const a = all.get(id);
    let now: Agency | undefined = a;
    for (let n = 0; now && now.successor !== null && now.to !== null && now.to <= v.asOf && n < 10; n += 1)
      now = all.get(now.successor) ?? now;
    const name = a?.name.zh ?? id;
    return {
      id,
      name,
      now: now?.name.zh ?? name,
      ...(now && now !== a && now.from !== null ? { since: now.from } : {}),
    };
  };
};

const periodText = (t: Target): string => {
  switch (t.when.kind) {
    case 'by':
    case 'year':
    case 'horizon':
      return String(t.when.year);
    case 'each':
      return `${t.when.from}..${t.when.to}`;
    case 'within':
      return t.when.until;
    case 'standing':
      return '';
  }
};

const targetWire = (t: Target) => ({
  comparator: t.comparator ?? '',
  value: t.value,
  valueTo: t.valueTo,
  unit: t.unit,
  period: periodText(t),
  year: statedYear(t, null),
  scope: t.scope,
  ...(t.reference ? { reference: t.reference.title } : {}),
  ...(t.direction ? { direction: t.direction } : {}),
});

/** What a row of any list needs to know about one provision. */
function rows(v: View) {
  const labels = new Map(v.plan.clauses.map((c) => [c.id, c.label]));
  const indicators = new Map(v.plan.indicators.map((i) => [i.id, i]));
  const agency = agencyWire(v);
  const found = new Map<string, number>();
  for (const f of v.findings) for (const id of f.provisions) found.set(id, (found.get(id) ?? 0) + 1);
  const chip = (p: Provision) => ({
    id: p.id,
    clause: p.clause,
    kind: p.kind,
    class: p.class,
    text: p.text,
    status: v.status.get(p.id)?.status ?? null,
    findings: found.get(p.id) ?? 0,
    open: p.open.length > 0,
  });
  const row = (p: Provision) => {
    const i = p.indicator === null ? undefined : indicators.get(p.indicator);
    const latest = v.status.get(p.id)?.latest;
    return {
      ...chip(p),
      clauseLabel: labels.get(p.clause) ?? p.clause,
      indicator: p.indicator,
      indicatorTitle: i?.title ?? null,
      target: p.target ? targetWire(p.target) : null,
      latest: latest && i ? { period: latest.period, value: latest.value, unit: i.unit } : null,
      lead: p.lead.map(agency),
      cooperate: p.cooperate.map(agency),
      span: [p.span[0], p.span[1]] as [number, number],
    };
  };
  return { chip, row };
}

const present = (list: readonly (Status | null)[]): Status[] => {
  const there = new Set(list);
  return statuses.filter((s) => there.has(s));
};
const countBy = <T>(items: readonly T[], key: (x: T) => string | null): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const x of items) {
    const k = key(x);
    if (k !== null) out[k] = (out[k] ?? 0) + 1;
  }
  return out;
};

export async function packs(tx: Tx) {
  const items = [];
  for (const pack of await publishedPacks(tx)) items.push(packWire(await currentPlan(tx, pack)));
  return { items: items.toSorted((a, b) => (a.issued < b.issued ? -1 : 1)) };
}

export async function document(ctx: Ctx, pack: string, asOf: string | undefined) {
  const v = await view(ctx, pack, asOf);
  const { chip } = rows(v);
  const agency = agencyWire(v);
  const chips = v.plan.provisions.map(chip);
  const statusAt = new Map(chips.map((c) => [c.id, c.status]));
  const kids = group(v.plan.clauses, (c) => c.parent ?? '');
  const inside = (id: string): string[] => [id, ...(kids.get(id) ?? []).flatMap((c) => inside(c.id))];
  return {
    pack: packWire(v),
    asOf: v.asOf,
    clauses: v.plan.clauses.map((c) => {
      const own = new Set(inside(c.id));
      return {
        id: c.id,
        label: c.label,
        title: c.title,
        parent: c.parent,
        start: c.body[0],
        end: c.body[1],
        lead: c.lead.map(agency),
        cooperate: c.cooperate.map(agency),
        statuses: countBy(
          chips.filter((x) => own.has(x.clause)),
          (x) => x.status,
        ),
      };
    }),
    blocks: readPlan(v.plan, v.sourceText).map((b) => ({
      ...b,
      sentences: b.sentences.map((s) => ({
        start: s.start,
        end: s.end,
        segments: s.segments.map((x) => ({ ...x, provisions: [...x.provisions] })),
        statuses: present(s.segments.flatMap((x) => x.provisions.map((id) => statusAt.get(id) ?? null))),
      })),
    })),
    provisions: chips,
    statuses: countBy(chips, (c) => c.status),
  };
}

const lightOf = {
  met: 'green',
  onTrack: 'green',
  atRisk: 'yellow',
  behind: 'red',
  notDue: 'none',
  noData: 'none',
} as const;

/** Published figures of one indicator of a region, the preferred one of each period. */
export const publishedSeries = async (tx: Tx, region: string, indicator: string) =>
  preferredOf(await store.publishedFacts(tx, [region], [indicator])).map(({ period, value, source }) => ({
    period,
    value,
    source,
  }));

/** One row per measured target: where it stands, where it is heading, what pace it needs. */
export async function lights(ctx: Ctx, pack: string, asOf: string | undefined, own?: OwnFigures) {
  const v = await view(ctx, pack, asOf, own);
  const agency = agencyWire(v);
  const titles = new Map(v.plan.indicators.map((i) => [i.id, i.title]));
  return {
    pack,
    asOf: v.asOf,
    items: v.plan.provisions.flatMap((p) => {
      const s = v.status.get(p.id);
      if (!s || !p.target || p.indicator === null) return [];
      const o = s.outlook;
      return [
        {
          provision: p.id,
          clause: p.clause,
          indicator: p.indicator,
          title: titles.get(p.indicator) ?? p.text,
          lead: p.lead.map(agency),
          comparator: p.target.comparator ?? '',
          target: p.target.value,
          unit: p.target.unit,
          reference: p.target.reference?.title ?? null,
          direction: p.target.direction,
          year: o.year ?? statedYear(p.target, null),
          value: s.latest?.value ?? null,
          period: s.latest?.period ?? null,
          origin: s.latest && (isOwn(s.latest) ? s.latest.origin : ('published' as const)),
          simulated: s.latest !== null && isOwn(s.latest) && s.latest.simulated,
          progress: o.progress,
          timeProgress: o.timeProgress,
          neededPerYear: o.neededPerYear,
          status: s.status,
          light: lightOf[s.status],
          forecast: o.forecast,
          facts: o.figures,
        },
      ];
    }),
  };
}

export async function overview(ctx: Ctx, pack: string, asOf: string | undefined) {
  const v = await view(ctx, pack, asOf);
  const agency = agencyWire(v);
  const statusAt = (p: Provision): string | null => v.status.get(p.id)?.status ?? null;
  const decided = new Set((await store.choices(ctx.tx, pack)).map((c) => c.question));
  return {
    pack: packWire(v),
    asOf: v.asOf,
    total: v.plan.provisions.length,
    statuses: countBy(v.plan.provisions, statusAt),
    kinds: countBy(v.plan.provisions, (p) => p.kind),
    classes: countBy(v.plan.provisions, (p) => p.class),
    agencies: v.plan.agencies.flatMap((a) => {
      const lead = v.plan.provisions.filter((p) => p.lead.includes(a.id));
      const cooperate = v.plan.provisions.filter((p) => p.cooperate.includes(a.id)).length;
      return lead.length + cooperate === 0
        ? []
        : [{ ...agency(a.id), lead: lead.length, cooperate, statuses: countBy(lead, statusAt) }];
    }),
    findings: v.findings.length,
    questions: {
      total: v.plan.questions.length,
      decided: v.plan.questions.filter((q) => decided.has(q.id)).length,
    },
  };
}

export interface Filters {
  q?: string | undefined;
  kind?: string[] | undefined;
  class?: string[] | undefined;
  clause?: string | undefined;
  agency?: string | undefined;
  status?: string[] | undefined;
  finding?: 'yes' | 'no' | undefined;
  open?: 'yes' | 'no' | undefined;
  asOf?: string | undefined;
}

async function filtered(ctx: Ctx, pack: string, f: Filters) {
  const v = await view(ctx, pack, f.asOf);
  const { row } = rows(v);
  const q = f.q?.trim().toLowerCase();
  const some = (list: string[] | undefined, value: string): boolean =>
    !list || list.length === 0 || list.includes(value);
  const items = v.plan.provisions
    .map(row)
    .filter(
      (p) =>
        some(f.kind, p.kind) &&
        some(f.class, p.class) &&
        some(f.status, p.status ?? 'none') &&
        (f.clause === undefined ||
          p.clause === f.clause ||
          p.clauseLabel === f.clause ||
          p.clause.startsWith(f.clause)) &&
        (f.agency === undefined || [...p.lead, ...p.cooperate].some((a) => a.id === f.agency)) &&
        (f.finding === undefined || (f.finding === 'yes') === p.findings > 0) &&
        (f.open === undefined || (f.open === 'yes') === p.open) &&
        (!q ||
          [
            p.id,
            p.text.zh,
            p.indicatorTitle?.zh ?? '',
            ...p.lead.map((a) => a.name),
            ...p.cooperate.map((a) => a.name),
          ].some((x) => x.toLowerCase().includes(q))),
    );
  return { v, items };
}

export async function provisions(
  ctx: Ctx,
  pack: string,
  f: Filters,
  sort: string,
  page: number,
  size: number,
) {
  const { v, items } = await filtered(ctx, pack, f);
  const [key, down] = sort.startsWith('-') ? [sort.slice(1), true] : [sort, false];
  const rank = (p: (typeof items)[number]): string | number =>
    key === 'status'
      ? p.status === null
        ? statuses.length
        : statuses.indexOf(p.status)
      : key === 'clause'
        ? p.span[0]
        : key === 'kind'
          ? p.kind
          : p.id;
  const sorted = items.toSorted((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const order = x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1;
    return down ? -order : order;
  });
  return { total: items.length, items: sorted.slice((page - 1) * size, page * size), asOf: v.asOf };
}

/** Rows for a spreadsheet, and the machine form of the same provisions. */
export async function exported(ctx: Ctx, pack: string, f: Filters) {
  const { v, items } = await filtered(ctx, pack, f);
  const wanted = new Map(items.map((i) => [i.id, i]));
  const quotes = new Map(v.plan.provisions.map((p) => [p.id, p.quote]));
  const json = exportProvisions(v.plan).filter((p) => wanted.has(p.id));
  return {
    v,
    json,
    rows: json.map((p) => ({
      ...p,
      quote: quotes.get(p.id) ?? '',
      class: wanted.get(p.id)!.class,
      status: wanted.get(p.id)!.status,
    })),
  };
}

async function questionsOf(ctx: Ctx, v: Published, only?: readonly string[]) {
  const history = group(await store.choices(ctx.tx, v.plan.id), (c) => c.question);
  return v.plan.questions
    .filter((q) => !only || only.includes(q.id))
    .map((q) => {
      const past = history.get(q.id) ?? [];
      const last = past.at(-1);
      return {
        id: q.id,
        provisions: q.provisions,
        question: q.question,
        why: q.why,
        options: q.options.map((o) => ({
          id: o.id,
          title: o.title,
          ...(o.value === undefined ? {} : { value: o.value }),
          ...(o.unit === undefined ? {} : { unit: o.unit }),
          default: o.default === true,
          dated: o.dated,
          source: o.source,
          mark: o.mark,
        })),
        chosen: last?.option ?? q.options.find((o) => o.default)?.id ?? null,
        decided: last !== undefined,
        revision: last?.revision ?? 0,
        history: past.map(({ question: _, ...h }) => h),
      };
    });
}

export const questions = async (ctx: Ctx, pack: string) => ({
  items: await questionsOf(ctx, await currentPlan(ctx.tx, pack)),
});

export async function decide(
  ctx: Ctx,
  pack: string,
  question: string,
  body: { option: string; reason: string; day: string; revision: number },
) {
  const current = await currentPlan(ctx.tx, pack);
  const [q] = await questionsOf(ctx, current, [question]);
  if (!q) throw new Problem('plans.unknown-question', { params: { question } });
  if (!q.options.some((o) => o.id === body.option))
    throw new Problem('plans.unknown-option', {
      params: { option: body.option },
      findings: [finding('H105', 'error', 'body.option', { value: body.option })],
    });
  if (body.day > ctx.today) throw new Problem('plans.day-in-future', { params: { day: body.day } });
  const conflict = (): Problem => new Problem('plans.already-decided', { params: { revision: q.revision } });
  if (q.revision !== body.revision) throw conflict();
  const saved = await store.saveChoice(ctx.tx, pack, {
    question,
    revision: q.revision + 1,
    option: body.option,
    reason: body.reason,
    day: body.day,
    by: ctx.actor.name,
    recordedAt: ctx.now,
  });
  if (!saved) throw conflict();
  return (await questionsOf(ctx, current, [question]))[0]!;
}

/** The stated points of an indicator joined by straight lines: what to draw beside the figures. */
const pathOf = (targets: readonly (Target & { provision: string })[]) =>
  targets
    .flatMap((t) => {
      const { when } = t;
      if (t.value === null) return [];
      if (when.kind === 'by' || when.kind === 'year' || when.kind === 'horizon')
        return [{ period: String(when.year), value: t.value }];
      if (when.kind !== 'each') return [];
      return Array.from({ length: when.to - when.from + 1 }, (_, n) => ({
        period: String(when.from + n),
        value: t.value!,
      }));
    })
    .toSorted((a, b) => (a.period < b.period ? -1 : 1));

export async function provision(ctx: Ctx, pack: string, id: string, asOf: string | undefined) {
  const v = await view(ctx, pack, asOf);
  const p = v.plan.provisions.find((x) => x.id === id);
  if (!p) throw new Problem('plans.unknown-provision', { params: { id } });
  const { row } = rows(v);
  const clause = v.plan.clauses.find((c) => c.id === p.clause);
  const i = v.plan.indicators.find((x) => x.id === p.indicator);
  const related =
    i && i.basis !== 'parameter'
      ? v.plan.provisions.filter((x) => x.indicator === i.id && x.target)
      : p.target
        ? [p]
        : [];
  const targets = related
    .map((x) => ({ ...x.target!, provision: x.id }))
    .toSorted((a, b) => (periodText(a) < periodText(b) ? -1 : 1));
  const facts = i ? (v.facts.get(i.id) ?? []) : [];
  const preferred = new Set(preferredOf(facts));
  const marks = new Map(
    v.plan.facts
      .filter((f) => f.indicator === i?.id && f.subject === v.plan.region)
      .map((f) => [`${f.period}|${f.source}`, f.mark]),
  );
  return {
    ...row(p),
    asOf: v.asOf,
    quote: p.quote,
    responsibility: clause?.responsibility?.quote ?? null,
    ...(p.params ? { params: p.params } : {}),
    indicatorDetail: i
      ? {
          id: i.id,
          title: i.title,
          unit: i.unit,
          period: i.period,
          direction: i.direction,
          basis: i.basis,
          source: i.source,
          formula: i.formula,
          note: i.note,
        }
      : null,
    targets: targets.map((t) => ({ ...targetWire(t), provision: t.provision })),
    facts: facts.map((f) => ({
      period: f.period,
      value: f.value,
      unit: f.unit,
      source: f.source,
      publishedDay: f.publishedDay,
      note: f.note,
      revision: f.revision,
      mark: marks.get(`${f.period}|${f.source}`) ?? null,
      preferred: preferred.has(f),
    })),
    forecast: v.status.get(p.id)?.outlook.forecast ?? null,
    neededPerYear: v.status.get(p.id)?.outlook.neededPerYear ?? null,
    path: pathOf(targets),
    statusTrace: v.status.get(p.id)?.steps ?? [],
    questions: await questionsOf(ctx, v, p.open),
    lint: v.findings.filter((f) => f.provisions.includes(p.id)).map(findingWire),
  };
}

const findingWire = (f: Published['findings'][number]) => ({
  ...f,
  provisions: [...f.provisions],
  span: f.span ? ([f.span[0], f.span[1]] as [number, number]) : null,
});

export async function findings(
  ctx: Ctx,
  pack: string,
  q: { code?: string[] | undefined; severity?: string[] | undefined; clause?: string | undefined },
) {
  const v = await currentPlan(ctx.tx, pack);
  const clauseOf = new Map(v.plan.provisions.map((p) => [p.id, p.clause]));
  const items = v.findings.filter(
    (f) =>
      (!q.code || q.code.length === 0 || q.code.includes(f.code)) &&
      (!q.severity || q.severity.length === 0 || q.severity.includes(f.severity)) &&
      (q.clause === undefined || f.provisions.some((id) => clauseOf.get(id)?.startsWith(q.clause!))),
  );
  return { items: items.map(findingWire), codes: countBy(v.findings, (f) => f.code) };
}

export async function coverageOf(ctx: Ctx, pack: string) {
  const v = await currentPlan(ctx.tx, pack);
  const c = coverage(v.plan, v.sourceText);
  const share = (n: number, of: number): string => (of === 0 ? '0.0' : ((100 * n) / of).toFixed(1));
  return {
    sentences: c.sentences,
    characters: c.characters,
    classes: c.classes.map((x) => ({
      ...x,
      shareOfSentences: share(x.sentences, c.sentences),
      shareOfCharacters: share(x.characters, c.characters),
    })),
    items: c.items.map((x) => ({ ...x, provisions: [...x.provisions] })),
  };
}

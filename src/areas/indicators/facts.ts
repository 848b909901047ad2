import { addDecimal, decimal, finding, formatDecimal, Problem, type Decimal } from '#kernel';
import { deriveIndicators, type Derived } from '#engine/indicators';
import type { Indicator } from '#engine/plan';
import { currentPlan, publishedPacks } from '#areas/plans';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { mayUnlock } from './policy.ts';
import * as store from './store.ts';

/** Indicators that enterprises are measured by: of one pack, or of all, the first pack that defines one giving its meaning. */
export async function definitionsOf(tx: Tx, pack?: string): Promise<Indicator[]> {
  const packs = pack === undefined ? await publishedPacks(tx) : [pack];
  const out = new Map<string, Indicator>();
  for (const p of packs)
    for (const i of (await currentPlan(tx, p)).plan.indicators)
      if (i.level === 'enterprise' && !out.has(i.id)) out.set(i.id, i);
  return [...out.values()];
}

export const definitionWire = (i: Indicator) => ({
  id: i.id,
  title: i.title,
  unit: i.unit,
  period: i.period,
  direction: i.direction,
  level: i.level,
  basis: i.basis,
  formula: i.formula,
  source: i.source,
  note: i.note,
});

/** Every indicator of a pack (or of all), for the directory page. */
export async function directory(tx: Tx, pack?: string) {
  const packs = pack === undefined ? await publishedPacks(tx) : [pack];
  const out = new Map<string, Indicator>();
  for (const p of packs)
    for (const i of (await currentPlan(tx, p)).plan.indicators)
      if (i.basis !== 'parameter' && !out.has(i.id)) out.set(i.id, i);
  return { items: [...out.values()].map(definitionWire) };
}

/** Definition of an indicator that may be filed: one that is not computed. */
async function baseIndicator(tx: Tx, id: string): Promise<Indicator> {
  const found = (await definitionsOf(tx)).find((i) => i.id === id);
  if (!found) throw new Problem('indicators.unknown', { params: { indicator: id } });
  if (found.formula !== null)
    throw new Problem('indicators.derived', { params: { indicator: found.title.zh } });
  return found;
}

const mustSubject = async (tx: Tx, id: string): Promise<void> => {
  if (!(await store.subjectVisible(tx, id))) throw new Problem('subjects.unknown');
};

/** Filing and review are about enterprises; figures of places are published ones and come with their plan. */
const mustEnterprise = async (tx: Tx, id: string): Promise<void> => {
  if (!(await store.enterpriseVisible(tx, id))) throw new Problem('subjects.unknown');
};

export async function series(
  ctx: Ctx,
  subject: string,
  indicators: string[] | undefined,
  kind: 'year' | 'month' | 'all',
) {
  await mustSubject(ctx.tx, subject);
  return {
    items: await store.series(
      ctx.tx,
      subject,
      indicators && indicators.length > 0 ? indicators : undefined,
      kind,
    ),
  };
}

export async function derived(ctx: Ctx, subject: string, at: string) {
  await mustSubject(ctx.tx, subject);
  const definitions = await definitionsOf(ctx.tx);
  const facts = await store.series(ctx.tx, subject, undefined, 'all');
  const values = new Map<string, Decimal>();
  for (const f of facts)
    if (f.value !== null && f.status !== 'returned')
      values.set(`${f.indicator} ${f.period}`, decimal(f.value));
  const titles = new Map(definitions.map((d) => [d.id, d.title]));
  const simulated = facts.some((f) => f.simulated && f.period === at);
  return {
    items: deriveIndicators(definitions, (id, p) => values.get(`${id} ${p}`), at).map((d) => ({
      indicator: d.indicator,
      title: titles.get(d.indicator) ?? { zh: d.indicator },
      period: at,
      unit: d.unit,
      value: d.value ? formatDecimal(d.value) : null,
      formula: d.formula,
      reason: reasonOf(d, titles),
      trace: d.trace,
      simulated,
    })),
  };
}

const reasonOf = (d: Derived, titles: ReadonlyMap<string, { zh: string }>) =>
  d.reason === ''
    ? null
    : {
        code: d.reason,
        params: (d.missing === undefined
          ? {}
          : { indicator: titles.get(d.missing)?.zh ?? d.missing }) as Record<string, string | number>,
      };

/** Source of figures typed in on a page: one per account and day is enough to say where they came from. */
async function formSource(ctx: Ctx): Promise<string> {
  const id = ctx.newId();
  await store.insertSource(
    ctx.tx,
    {
      id,
      kind: 'form',
      title: `${ctx.actor.name} ${ctx.today} 填报`,
      publishedDay: null,
      fileSha256: null,
      simulated: false,
      recordedBy: ctx.actor.name,
    },
    ctx.now,
  );
  return id;
}

export async function file(
  ctx: Ctx,
  b: { subject: string; indicator: string; period: string; value: string | null; note: string },
): Promise<store.Fact> {
  await mustEnterprise(ctx.tx, b.subject);
  const i = await baseIndicator(ctx.tx, b.indicator);
  if (b.period.slice(0, 4) > ctx.today.slice(0, 4))
    throw new Problem('indicators.period-in-future', {
      params: { period: b.period },
      findings: [finding('H106', 'error', 'body.period', { value: b.period })],
    });
  const [locked] = await store.lockedAmong(ctx.tx, [
    { subjectId: b.subject, period: b.period, indicator: b.indicator },
  ]);
  if (locked !== undefined && !mayUnlock(ctx.actor.role))
    throw new Problem('indicators.locked', { params: { indicator: i.title.zh, period: b.period } });
  if (locked !== undefined && b.note.trim().length < 2)
    throw new Problem('indicators.reason-needed', { findings: [finding('H107', 'error', 'body.note')] });
  await store.appendFacts(
    ctx.tx,
    [
      {
        subjectId: b.subject,
        period: b.period,
        indicator: b.indicator,
        value: b.value,
        unit: i.unit,
        note: b.note,
      },
    ],
    {
      sourceId: await formSource(ctx),
      now: ctx.now,
      by: ctx.actor.name,
      status: 'filed',
      overLocked: locked !== undefined,
    },
  );
  const [latest] = await store.history(ctx.tx, b.subject, b.indicator, b.period);
  if (!latest) throw new Problem('db.conflict');
  return latest;
}

export async function setStatus(
  ctx: Ctx,
  b: { subject: string; period: string; indicators: string[]; status: store.FactStatus; reason: string },
) {
  await mustEnterprise(ctx.tx, b.subject);
  const reopening = b.status !== 'locked' && mayUnlock(ctx.actor.role);
  if ((b.status === 'returned' || reopening) && b.reason.length < 2)
    throw new Problem('indicators.reason-needed', { findings: [finding('H107', 'error', 'body.reason')] });
  const locked = await store.lockedAmong(
    ctx.tx,
    b.indicators.map((indicator) => ({ subjectId: b.subject, period: b.period, indicator })),
  );
  if (locked.size > 0 && b.status !== 'locked' && !mayUnlock(ctx.actor.role))
    throw new Problem('indicators.locked', {
      params: { indicator: [...locked][0]!.split(' ')[2]!, period: b.period },
    });
  const changed = await store.appendStatus(ctx.tx, b.subject, b.period, b.indicators, b.status, {
    now: ctx.now,
    by: ctx.actor.name,
    note: b.reason,
    overLocked: mayUnlock(ctx.actor.role),
  });
  return { changed };
}

/** Sum by place, park, industry or size; a ratio is the ratio of the sums. */
export async function rollup(ctx: Ctx, indicator: string, at: string, by: store.By) {
  const definitions = await definitionsOf(ctx.tx);
  const wanted = definitions.find((d) => d.id === indicator);
  if (!wanted) throw new Problem('indicators.unknown', { params: { indicator } });
  const bases = definitions.filter((d) => d.formula === null).map((d) => d.id);
  const before = String(Number(at.slice(0, 4)) - 1) + at.slice(4);
  const ids = wanted.formula === null ? [indicator] : bases;
  const rows = await store.sums(ctx.tx, ids, at, by);
  const past = wanted.formula?.includes('prev(') ? await store.sums(ctx.tx, ids, before, by) : [];
  const groups = new Map<
    string,
    { name: string; subjects: number; simulated: boolean; values: Map<string, Decimal> }
  >();
  const put = (list: typeof rows, p: string): void => {
    for (const r of list) {
      const g = groups.get(r.code) ?? {
        name: r.name,
        subjects: 0,
        simulated: false,
        values: new Map<string, Decimal>(),
      };
      g.values.set(`${r.indicator} ${p}`, decimal(r.value));
      if (p === at) {
        g.subjects = Math.max(g.subjects, r.subjects);
        g.simulated ||= r.simulated;
      }
      groups.set(r.code, g);
    }
  };
  put(rows, at);
  put(past, before);
  const total = new Map<string, Decimal>();
  for (const g of groups.values())
    for (const [k, v] of g.values) {
      const sum = total.get(k);
      total.set(k, sum ? addDecimal(sum, v) : v);
    }
  const valueOf = (values: ReadonlyMap<string, Decimal>): string | null => {
    if (wanted.formula === null) {
      const v = values.get(`${indicator} ${at}`);
      return v ? formatDecimal(v) : null;
    }
    const d = deriveIndicators(definitions, (id, p) => values.get(`${id} ${p}`), at).find(
      (x) => x.indicator === indicator,
    );
    return d?.value ? formatDecimal(d.value) : null;
  };
  const items = [...groups.entries()]
    .filter(([, g]) => g.subjects > 0)
    .map(([code, g]) => ({ code, name: g.name, value: valueOf(g.values), subjects: g.subjects }));
  return {
    indicator: definitionWire(wanted),
    period: at,
    simulated: [...groups.values()].some((g) => g.simulated),
    total: { value: valueOf(total), subjects: items.reduce((n, x) => n + x.subjects, 0) },
    items,
  };
}

export type ReportedFact = store.NewFact;

/** Figures of reports that were locked: each a revision of its own under one source, whatever stood there before. An empty value withdraws a figure. */
export async function recordReported(
  ctx: Ctx,
  o: { title: string; simulated: boolean; facts: readonly ReportedFact[] },
): Promise<void> {
  const sourceId = ctx.newId();
  const by = ctx.actor.name;
  await store.insertSource(
    ctx.tx,
    {
      id: sourceId,
      kind: 'form',
      title: o.title,
      publishedDay: null,
      fileSha256: null,
      simulated: o.simulated,
      recordedBy: by,
    },
    ctx.now,
  );
  await store.appendRevisions(ctx.tx, o.facts, { sourceId, now: ctx.now, by, status: 'locked' });
}

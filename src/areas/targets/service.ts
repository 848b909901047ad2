/** Working out the plan's goals from what the platform holds; the plan says how, the stores bring sums and counts, the engine does the formula. */
import { decimal, formatDecimal, inUnit, mulDecimal, Problem } from '#kernel';
import { deriveIndicators } from '#engine/indicators';
import { dependenciesOf, parseExpr } from '#engine/expr';
import type { CompiledPlan, Indicator } from '#engine/plan';
import { t } from '#locales';
import { honoured } from '#areas/awards';
import { parkRanking } from '#areas/filings';
import { currentPlan, lights as lightsOf, publishedSeries, type OwnFigure } from '#areas/plans';
import type { Ctx } from '#platform/act';
import type { Tx } from '#platform/db';
import { writeWorkbook, XLSX } from '#platform/sheets';
import * as store from './store.ts';

export interface Measured extends OwnFigure {
  readonly source: string;
  readonly subjects: number | null;
}

/** Years the plan is about and the one before, from which growth is reckoned. */
const yearsOf = (plan: CompiledPlan): number[] => {
  const [from, to] = [Number(plan.horizon.from.slice(0, 4)), Number(plan.horizon.to.slice(0, 4))];
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
};

/** A line in the unit its indicator is filed in. */
function lineOf(plan: CompiledPlan, threshold: NonNullable<Indicator['threshold']>): string {
  const base = plan.indicators.find((i) => i.id === threshold.indicator);
  const over = base && inUnit(decimal(threshold.over), threshold.unit, base.unit);
  if (!over) throw new Problem('targets.unit', { params: { unit: threshold.unit } });
  return formatDecimal(over);
}

/** Base indicators a formula over totals comes down to. */
function basesOf(plan: CompiledPlan, formula: string): string[] {
  const all = new Map(plan.indicators.map((i) => [i.id, i]));
  const out = new Set<string>();
  const visit = (text: string): void => {
    const { expr } = parseExpr(text);
    for (const id of expr ? dependenciesOf(expr) : []) {
      const own = all.get(id)?.formula;
      if (typeof own === 'string') visit(own);
      else out.add(id);
    }
  };
  visit(formula);
  return [...out];
}

/** A formula over sums, year by year. */
function byFormula(plan: CompiledPlan, i: Indicator, rows: readonly store.SumRow[]): Map<string, string> {
  const sum = new Map(rows.map((r) => [`${r.indicator} ${r.period}`, decimal(r.value)]));
  const definitions = [
    ...plan.indicators.filter((d) => d.level === 'enterprise' && d.formula !== null),
    { id: i.id, unit: i.unit, formula: i.totals },
  ];
  const out = new Map<string, string>();
  for (const period of new Set(rows.map((r) => r.period))) {
    const d = deriveIndicators(definitions, (id, p) => sum.get(`${id} ${p}`), period).find(
      (x) => x.indicator === i.id,
    );
    if (d?.value) out.set(period, formatDecimal(d.value));
  }
  return out;
}

const computed = (
  period: string,
  value: string,
  subjects: number | null,
  simulated: boolean,
  source: string,
): Measured => ({ period, value, publishedDay: null, origin: 'computed', simulated, source, subjects });

/** Figures of indicators by what the platform holds: reported ones and computed ones. Reads the whole region: call it in the house's scope. */
export async function measured(
  tx: Tx,
  plan: CompiledPlan,
  only?: string,
): Promise<Map<string, readonly Measured[]>> {
  const wanted = plan.indicators.filter(
    (i) => i.level !== 'enterprise' && i.basis !== 'parameter' && (only === undefined || i.id === only),
  );
  const out = new Map<string, Measured[]>(wanted.map((i) => [i.id, []]));
  const reported = await store.reported(tx, plan.region, [...out.keys()]);
  for (const { indicator, ...r } of reported)
    out.get(indicator)?.push({ ...r, publishedDay: null, origin: 'reported', subjects: null });

  const bases = [...new Set(wanted.flatMap((i) => (i.totals === null ? [] : basesOf(plan, i.totals))))];
  const sums = bases.length === 0 ? [] : await store.sums(tx, bases, null, null);
  const source = t('zh-CN', 'targets.computed');
  for (const i of wanted) {
    const list = out.get(i.id)!;
    if (i.totals !== null) {
      const own = new Set(basesOf(plan, i.totals));
      const rows = sums.filter((r) => own.has(r.indicator));
      for (const [period, value] of byFormula(plan, i, rows)) {
        const used = rows.filter((r) => r.period === period);
        list.push(
          computed(
            period,
            value,
            Math.min(...used.map((r) => r.subjects)),
            used.some((r) => r.simulated),
            source,
          ),
        );
      }
    } else if (i.threshold) {
      const over = lineOf(plan, i.threshold);
      const rows =
        i.threshold.of === 'park'
          ? await store.parksOver(tx, i.threshold.indicator, over)
          : await store.enterprisesOver(tx, i.threshold.indicator, over, null, null);
      for (const r of rows) list.push(computed(r.period, String(r.count), r.subjects, r.simulated, source));
    } else if (i.counts === 'awards')
      for (const year of yearsOf(plan)) {
        const h = await honoured(tx, plan.id, year);
        if (h) list.push(computed(String(year), String(h.count), h.count, h.simulated, source));
      }
    else if (i.counts === 'filings')
      for (const year of yearsOf(plan)) {
        const r = await parkRanking(tx, plan.id, year);
        if (r?.total.completion)
          list.push(
            computed(
              String(year),
              formatDecimal(mulDecimal(decimal(r.total.completion), decimal('100'))),
              r.total.accepted,
              r.simulated,
              source,
            ),
          );
      }
  }
  return out;
}

export const lights = async (
  ctx: Ctx,
  pack: string,
  asOf: string | undefined,
  own: ReadonlyMap<string, readonly Measured[]>,
) => lightsOf(ctx, pack, asOf, own);

async function need(tx: Tx, pack: string, id: string): Promise<{ plan: CompiledPlan; indicator: Indicator }> {
  const { plan } = await currentPlan(tx, pack);
  const indicator = plan.indicators.find(
    (i) => i.id === id && i.level !== 'enterprise' && i.basis !== 'parameter',
  );
  if (!indicator) throw new Problem('indicators.unknown', { params: { indicator: id } });
  return { plan, indicator };
}

const titleOf = (plan: CompiledPlan, id: string) =>
  plan.indicators.find((i) => i.id === id) ?? { title: { zh: id }, unit: '' };

function howOf(plan: CompiledPlan, i: Indicator) {
  if (i.totals !== null) return { kind: 'totals' as const, formula: i.totals };
  if (i.threshold)
    return {
      kind: 'threshold' as const,
      of: i.threshold.of,
      indicator: i.threshold.indicator,
      title: titleOf(plan, i.threshold.indicator).title,
      over: i.threshold.over,
      unit: i.threshold.unit,
    };
  return i.counts === null ? null : { kind: 'counts' as const, register: i.counts };
}

const precedence = { published: 0, reported: 1, computed: 2 } as const;

/** A figure of the whole region with everything behind it that is no single enterprise. House's scope. */
export async function measure(tx: Tx, pack: string, id: string, year: number | undefined) {
  const { plan, indicator } = await need(tx, pack, id);
  const own = (await measured(tx, plan, id)).get(id) ?? [];
  const series = [
    ...(await publishedSeries(tx, plan.region, id)).map((p) => ({
      ...p,
      origin: 'published' as const,
      subjects: null,
      simulated: false,
    })),
    ...own,
  ].toSorted((a, b) =>
    a.period < b.period ? -1 : a.period > b.period ? 1 : precedence[a.origin] - precedence[b.origin],
  );
  const computedYears = own.filter((f) => f.origin === 'computed').map((f) => Number(f.period));
  const at = year ?? computedYears.at(-1) ?? null;
  const needsBefore = indicator.totals?.includes('prev(') ?? false;
  const rows =
    indicator.totals === null || at === null
      ? []
      : await store.sums(
          tx,
          basesOf(plan, indicator.totals),
          [...(needsBefore ? [String(at - 1)] : []), String(at)],
          null,
        );
  return {
    indicator: {
      id: indicator.id,
      title: indicator.title,
      unit: indicator.unit,
      source: indicator.source,
    },
    how: howOf(plan, indicator),
    series,
    year: at,
    inputs: rows.map(({ indicator: base, period, value, subjects }) => ({
      indicator: base,
      title: titleOf(plan, base).title,
      unit: titleOf(plan, base).unit,
      period,
      value,
      subjects,
    })),
  };
}

/** The same figure for each place, park, industry or size in the reader's scope: formulas over the place's own sums, counts of its own. */
export async function places(ctx: Ctx, pack: string, id: string, year: number, by: store.By) {
  const { plan, indicator } = await need(ctx.tx, pack, id);
  const period = String(year);
  if (indicator.totals !== null) {
    const bases = basesOf(plan, indicator.totals);
    const before = indicator.totals.includes('prev(') ? [String(year - 1)] : [];
    const rows = await store.sums(ctx.tx, bases, [...before, period], by);
    return {
      items: [...new Set(rows.map((r) => r.code))].flatMap((code) => {
        const own = rows.filter((r) => r.code === code);
        const now = own.filter((r) => r.period === period);
        if (now.length === 0) return [];
        return [
          {
            code,
            name: now[0]!.name,
            value: byFormula(plan, indicator, own).get(period) ?? null,
            subjects: Math.max(...now.map((r) => r.subjects)),
            simulated: own.some((r) => r.simulated),
          },
        ];
      }),
    };
  }
  if (indicator.threshold?.of === 'enterprise') {
    const rows = await store.enterprisesOver(
      ctx.tx,
      indicator.threshold.indicator,
      lineOf(plan, indicator.threshold),
      period,
      by,
    );
    return {
      items: rows.map(({ code, name, count, subjects, simulated }) => ({
        code,
        name,
        value: String(count),
        subjects,
        simulated,
      })),
    };
  }
  return { items: [] };
}

/** The enterprises (or parks) a count counts, or those whose figures went into the sums, by the first figure of the formula. */
export async function behind(
  ctx: Ctx,
  pack: string,
  id: string,
  year: number,
  page: number,
  size: number,
): Promise<{
  total: number;
  items: store.BehindRow[];
  title: { zh: string };
  unit: string;
  of: 'enterprise' | 'park';
}> {
  const { plan, indicator } = await need(ctx.tx, pack, id);
  const { threshold, totals } = indicator;
  const base = threshold?.indicator ?? (totals === null ? undefined : basesOf(plan, totals)[0]);
  if (base === undefined) return { total: 0, items: [], title: indicator.title, unit: '', of: 'enterprise' };
  const { title, unit } = titleOf(plan, base);
  const over = threshold && lineOf(plan, threshold);
  if (threshold?.of === 'park') {
    const items = await store.parksBehind(ctx.tx, base, over!, String(year));
    return {
      total: items.length,
      items: items.slice((page - 1) * size, page * size),
      title,
      unit,
      of: 'park',
    };
  }
  return {
    ...(await store.enterprisesBehind(ctx.tx, base, over, String(year), page, size)),
    title,
    unit,
    of: 'enterprise',
  };
}

const MOST = 5000;

export async function exportBehind(ctx: Ctx, pack: string, id: string, year: number, by: store.By) {
  const { indicator } = await need(ctx.tx, pack, id);
  const list = await behind(ctx, pack, id, year, 1, MOST);
  const split = await places(ctx, pack, id, year, by);
  const word = (key: 'place' | 'name' | 'value' | 'subjects' | 'code'): string =>
    t('zh-CN', `targets.${key}`);
  const bytes = await writeWorkbook({
    sheets: [
      {
        name: t('zh-CN', 'targets.behindSheet'),
        columns: [
          { title: word('name') },
          { title: word('place') },
          { title: `${list.title.zh}（${list.unit}）` },
          { title: t('zh-CN', 'common.simulated') },
        ],
        rows: list.items.map((r) => [
          r.name,
          r.place,
          Number(r.value),
          r.simulated ? t('zh-CN', 'common.yes') : t('zh-CN', 'common.no'),
        ]),
      },
      {
        name: t('zh-CN', `targets.by.${by}`),
        columns: [
          { title: word('code') },
          { title: t('zh-CN', `targets.by.${by}`) },
          { title: `${indicator.title.zh}（${indicator.unit}）` },
          { title: word('subjects') },
        ],
        rows: split.items.map((r) => [r.code, r.name, r.value === null ? null : Number(r.value), r.subjects]),
      },
    ],
  });
  return { name: `${indicator.title.zh}-${year}.xlsx`, type: XLSX, bytes };
}

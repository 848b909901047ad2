/**
 * What is wrong with the document itself, not with its encoding: targets that fight each other, a pace that cannot reach its end, promises that
 * nobody can check. Every finding quotes its passage; what must be decided stands in the texts under the same code.
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  finding,
  formatDecimal,
  mulDecimal,
  type Decimal,
} from '#kernel';
import type { CompiledPlan, Indicator, PlanFinding, Provision, Target } from './types.ts';

/** A provision with a number that is followed over time. */
interface Goal {
  readonly provision: Provision;
  readonly target: Target;
  readonly indicator: Indicator;
}

const yearOf = (t: Target): number | null =>
  t.when.kind === 'by' || t.when.kind === 'year' ? t.when.year : t.when.kind === 'each' ? t.when.to : null;

/** Lowest value that would satisfy the target, as the document states it. */
const low = (t: Target): Decimal | undefined => (t.value === null ? undefined : decimal(t.value));
const high = (t: Target): Decimal | undefined => (t.valueTo === null ? low(t) : decimal(t.valueTo));
const shown = (t: Target): string =>
  t.value === null ? '' : `${t.valueTo === null ? t.value : `${t.value}–${t.valueTo}`}${t.unit}`;
const less = (a: Decimal, b: Decimal): boolean => compareDecimal(a, b) < 0;
const whole = (n: number): Decimal => decimal(String(n));

function at(
  code: string,
  severity: 'warning' | 'info',
  of: readonly Provision[],
  params: Record<string, string | number>,
): PlanFinding {
  const first = of[0];
  return {
    ...finding(code, severity, first ? `#${first.id}` : undefined, {
      ...params,
      provisions: of.map((p) => p.id).join('、'),
    }),
    provisions: of.map((p) => p.id),
    quote: of
      .map((p) => p.quote)
      // A passage that another one contains says nothing more.
      .filter((q, i, all) => !all.some((other, j) => j !== i && other.includes(q) && (other !== q || j < i)))
      .join(' …… '),
    span: first?.span ?? null,
  };
}

function goalsOf(plan: CompiledPlan): Goal[] {
  const indicators = new Map(plan.indicators.map((i) => [i.id, i]));
  return plan.provisions.flatMap((provision) => {
    const indicator = provision.indicator === null ? undefined : indicators.get(provision.indicator);
    return provision.target && indicator && indicator.basis !== 'parameter'
      ? [{ provision, target: provision.target, indicator }]
      : [];
  });
}

/** P201: even the best year, every year, does not get there. */
function pace(goals: readonly Goal[], plan: CompiledPlan): PlanFinding[] {
  const out: PlanFinding[] = [];
  for (const yearly of goals) {
    const { target, indicator } = yearly;
    if (target.when.kind !== 'each' || indicator.family === null) continue;
    const best = high(target);
    if (!best) continue;
    const stocks = goals
      .filter((g) => g.indicator.id === indicator.family && g.target.when.kind === 'by' && low(g.target))
      .toSorted((a, b) => yearOf(a.target)! - yearOf(b.target)!);
    let from: { year: number; value: Decimal; goal?: Goal } = {
      year: Math.max(target.when.from, Number(plan.horizon.from.slice(0, 4))) - 1,
      value: whole(0),
    };
    for (const s of stocks) {
      const year = yearOf(s.target)!;
      const need = low(s.target)!;
      const years = year - from.year;
      const gain = mulDecimal(best, whole(years));
      const reach = addDecimal(from.value, gain);
      if (less(reach, need)) {
        const missing = Number(formatDecimal(need)) - Number(formatDecimal(from.value));
        out.push(
          at(
            'P201',
            'warning',
            [yearly.provision, ...(from.goal ? [from.goal.provision] : []), s.provision],
            {
              indicator: s.indicator.title.zh,
              yearly: shown(target),
              from: from.year,
              start: `${formatDecimal(from.value)}${target.unit}`,
              years,
              reach: `${formatDecimal(reach)}${s.target.unit}`,
              year,
              need: shown(s.target),
              pace: `${Math.ceil(missing / years)}${target.unit}`,
            },
          ),
        );
      }
      from = { year, value: need, goal: s };
    }
  }
  return out;
}

/** P202: two promises on one indicator that cannot both be meant. */
function contradictions(goals: readonly Goal[]): PlanFinding[] {
  const out: PlanFinding[] = [];
  for (const [n, a] of goals.entries())
    for (const b of goals.slice(n + 1)) {
      if (
        a.indicator.id !== b.indicator.id ||
        a.target.scope !== b.target.scope ||
        a.target.when.kind !== b.target.when.kind
      )
        continue;
      const [x, y] = yearOf(a.target)! <= yearOf(b.target)! ? [a, b] : [b, a];
      const [lx, ly, hx, hy] = [low(x.target), low(y.target), high(x.target), high(y.target)];
      if (!lx || !ly || !hx || !hy) continue;
      const same = yearOf(x.target) === yearOf(y.target);
      const apart = same && (less(hx, ly) || less(hy, lx)) && x.target.comparator === y.target.comparator;
      const falls = !same && x.indicator.basis === 'stock' && x.indicator.direction === 'up' && less(hy, lx);
      if (apart || falls)
        out.push(
          at('P202', 'warning', [x.provision, y.provision], {
            indicator: x.indicator.title.zh,
            first: `${yearOf(x.target)} 年 ${shown(x.target)}`,
            second: `${yearOf(y.target)} 年 ${shown(y.target)}`,
          }),
        );
    }
  return out;
}

/** P203: those over 100 are also over 50, so the count over 50 cannot be the smaller one. */
function bands(goals: readonly Goal[]): PlanFinding[] {
  const groups = new Map<string, Goal[]>();
  for (const g of goals) {
    const t = g.indicator.threshold;
    if (!t || !low(g.target) || yearOf(g.target) === null) continue;
    const key = [t.indicator, t.unit, g.indicator.level, g.provision.clause, yearOf(g.target)].join('|');
    groups.set(key, [...(groups.get(key) ?? []), g]);
  }
  const out: PlanFinding[] = [];
  for (const list of groups.values()) {
    const sorted = list.toSorted((a, b) =>
      compareDecimal(decimal(a.indicator.threshold!.over), decimal(b.indicator.threshold!.over)),
    );
    for (const [n, wide] of sorted.entries()) {
      const narrow = sorted.slice(n + 1).find((x) => less(low(wide.target)!, low(x.target)!));
      if (narrow)
        out.push(
          at('P203', 'warning', [wide.provision, narrow.provision], {
            wide: wide.indicator.title.zh,
            wideValue: shown(wide.target),
            narrow: narrow.indicator.title.zh,
            narrowValue: shown(narrow.target),
            year: yearOf(wide.target)!,
          }),
        );
    }
  }
  return out;
}

/** P204: first counted as new, then as a total. */
function bases(goals: readonly Goal[]): PlanFinding[] {
  const out: PlanFinding[] = [];
  const family = (g: Goal): string => g.indicator.family ?? g.indicator.id;
  const dated = goals.filter((g) => g.target.when.kind === 'by' && low(g.target));
  for (const a of dated)
    for (const b of dated)
      if (
        family(a) === family(b) &&
        yearOf(a.target)! < yearOf(b.target)! &&
        a.target.scope !== b.target.scope &&
        a.target.scope !== null &&
        b.target.scope !== null
      )
        out.push(
          at('P204', 'warning', [a.provision, b.provision], {
            indicator: b.indicator.title.zh,
            first: `${yearOf(a.target)} 年${a.target.scope} ${shown(a.target)}`,
            second: `${yearOf(b.target)} 年${b.target.scope} ${shown(b.target)}`,
          }),
        );
  return out;
}

/** P205: a term that runs beyond the plan. */
function beyond(plan: CompiledPlan): PlanFinding[] {
  return plan.provisions.flatMap((p) => {
    const until =
      p.durationYears === null
        ? undefined
        : `${Number(plan.issued.slice(0, 4)) + p.durationYears}${plan.issued.slice(4)}`;
    const year = p.target ? yearOf(p.target) : p.due;
    const late =
      until !== undefined && until > plan.horizon.to
        ? until
        : year !== null && `${year}-12-31` > plan.horizon.to
          ? `${year}-12-31`
          : undefined;
    return late === undefined ? [] : [at('P205', 'warning', [p], { until: late, horizon: plan.horizon.to })];
  });
}

/** P206, P208, P209, P210, P214: what a single promise lacks. */
function lacking(goals: readonly Goal[]): PlanFinding[] {
  const out: PlanFinding[] = [];
  for (const { provision: p, target: t, indicator: i } of goals) {
    const params = { indicator: i.title.zh };
    if (t.value === null && t.reference === null)
      out.push(at(p.kind === 'cadence' || p.kind === 'duty' ? 'P214' : 'P206', 'warning', [p], params));
    else if (p.lead.length === 0)
      out.push(at('P208', 'warning', [p], { ...params, value: t.reference?.title.zh ?? shown(t) }));
    if (t.comparator === '≈') out.push(at('P209', 'info', [p], { ...params, value: shown(t) }));
    if (t.reference && t.reference.indicator === null)
      out.push(at('P210', 'info', [p], { ...params, reference: t.reference.title.zh }));
  }
  return out;
}

/** P207, P212, P213: funds without a rate, pools without a way in, regular duties without a body. */
function kinds(plan: CompiledPlan): PlanFinding[] {
  const numberless = (p: Provision): boolean =>
    p.params === null && (p.target === null || p.target.value === null);
  return plan.provisions.flatMap((p) => {
    if (p.kind === 'funding' && numberless(p)) return [at('P207', 'warning', [p], {})];
    if (p.kind === 'pool' && p.params === null) return [at('P212', 'warning', [p], {})];
    if (p.kind === 'cadence' && p.lead.length === 0) return [at('P213', 'warning', [p], {})];
    return [];
  });
}

/** P211: questions that have no default and so wait for a decision. */
const undecided = (plan: CompiledPlan): PlanFinding[] => {
  const provisions = new Map(plan.provisions.map((p) => [p.id, p]));
  return plan.questions
    .filter((q) => !q.options.some((o) => o.default))
    .map((q) =>
      at(
        'P211',
        'info',
        q.provisions.flatMap((id) => provisions.get(id) ?? []),
        { question: q.question.zh },
      ),
    );
};

/** Every lint finding, in order of code and place. Deterministic. */
export function lintPlan(plan: CompiledPlan): PlanFinding[] {
  const goals = goalsOf(plan);
  return [
    ...pace(goals, plan),
    ...contradictions(goals),
    ...bands(goals),
    ...bases(goals),
    ...beyond(plan),
    ...lacking(goals),
    ...kinds(plan),
    ...undecided(plan),
  ].toSorted((a, b) =>
    a.code !== b.code
      ? a.code < b.code
        ? -1
        : 1
      : (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0) || ((a.path ?? '') < (b.path ?? '') ? -1 : 1),
  );
}

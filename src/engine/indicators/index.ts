/**
 * Derived indicators of one subject, or of many together: formulas of the pack over base figures. A ratio of a group is the ratio of the sums,
 * never the mean of ratios. Exact; a value that cannot be had is named, never guessed.
 */
import { addDecimal, period, previousPeriod, samePeriodLastYear, type Decimal, type Period } from '#kernel';
import { evaluate, parseExpr, type Expr, type ExprTrace, type Reason } from '#engine/expr';

export interface Definition {
  readonly id: string;
  readonly unit: string;
  readonly formula: string | null;
}

/** Base value of an indicator in a period; undefined when none is known. */
export type BaseValue = (indicator: string, period: Period) => Decimal | undefined;

export interface Derived {
  readonly indicator: string;
  readonly unit: string;
  readonly formula: string;
  readonly value?: Decimal;
  readonly reason: Reason | '';
  readonly missing?: string;
  readonly trace: ExprTrace;
}

/** Months, quarters and halves look back one of their kind; a year looks back a year. `samePeriodLastYear` is for year-on-year growth. */
export const periodBefore = (p: Period): Period =>
  p.length === 4 ? samePeriodLastYear(p) : previousPeriod(p);

const MAX_DEPTH = 40;

/** All derived indicators of one period. Formulas may rest on other formulas; each is computed once per period. */
export function deriveIndicators(definitions: readonly Definition[], base: BaseValue, at: string): Derived[] {
  const formulas = new Map<string, { definition: Definition; expr: Expr }>();
  for (const d of definitions) {
    const expr = d.formula === null ? undefined : parseExpr(d.formula).expr;
    if (expr) formulas.set(d.id, { definition: d, expr });
  }
  const memo = new Map<string, ReturnType<typeof evaluate>>();
  const value = (id: string, p: Period, depth: number): Decimal | undefined => {
    if (!formulas.has(id)) return base(id, p);
    return compute(id, p, depth)?.value;
  };
  const compute = (id: string, p: Period, depth: number): ReturnType<typeof evaluate> | undefined => {
    const key = `${id} ${p}`;
    const had = memo.get(key);
    // A chain of periods before periods ends where no formula of the pack ever goes.
    if (had || depth > MAX_DEPTH) return had;
    const f = formulas.get(id)!;
    const r = evaluate(f.expr, (name, back) => value(name, back === 0 ? p : periodBefore(p), depth + 1));
    memo.set(key, r);
    return r;
  };
  return [...formulas.values()].flatMap(({ definition }) => {
    const r = compute(definition.id, period(at), 0);
    if (!r) return [];
    return [
      {
        indicator: definition.id,
        unit: definition.unit,
        formula: definition.formula!,
        ...(r.value ? { value: r.value } : {}),
        reason: r.reason,
        ...(r.missing === undefined ? {} : { missing: r.missing }),
        trace: r.trace,
      },
    ];
  });
}

/** Sum of what is known, and of how many; a group with nothing known has no sum. */
export function rollUp(values: Iterable<Decimal | undefined>): {
  readonly value?: Decimal;
  readonly count: number;
} {
  let sum: Decimal | undefined;
  let count = 0;
  for (const v of values) {
    if (!v) continue;
    sum = sum ? addDecimal(sum, v) : v;
    count += 1;
  }
  return sum ? { value: sum, count } : { count };
}

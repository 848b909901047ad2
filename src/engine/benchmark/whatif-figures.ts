/** From changed figures to changed indicators, and from a wished indicator back to the figures it takes. */
import { decimal, formatDecimal, mulDecimal, toNumber, type Decimal } from '#kernel';
import { evaluate, parseExpr, type Expr } from '#engine/expr';

export interface OwnFigure {
  readonly indicator: string;
  /** Of the year and of the year before, as decimal text in the indicator's unit. */
  readonly own: string | null;
  readonly before: string | null;
}

const parsed = (formulas: Readonly<Record<string, string>>, id: string): Expr | undefined => {
  const formula = formulas[id];
  return formula === undefined ? undefined : parseExpr(formula).expr;
};

/**
 * Values of indicators when figures of the year are multiplied by `times` (1 where nothing is said); the year before stays as it was. Exact
 * decimals up to the last step, so unchanged figures give exactly the recorded values. Null where a figure is missing.
 */
export function valuesAt(
  indicators: readonly string[],
  formulas: Readonly<Record<string, string>>,
  figures: readonly OwnFigure[],
  times: Readonly<Record<string, number>> = {},
): (number | null)[] {
  const known = new Map(figures.map((f) => [f.indicator, f]));
  const value = (id: string, back: number): Decimal | undefined => {
    const expr = parsed(formulas, id);
    if (expr) return evaluate(expr, (name, b) => value(name, back + b)).value;
    const f = known.get(id);
    const text = back === 0 ? f?.own : back === 1 ? f?.before : undefined;
    if (text === null || text === undefined) return undefined;
    const factor = back === 0 ? (times[id] ?? 1) : 1;
    return factor === 1 ? decimal(text) : mulDecimal(decimal(text), decimal(factor.toFixed(6)));
  };
  return indicators.map((id) => {
    const v = value(id, 0);
    return v === undefined ? null : toNumber(v);
  });
}

export interface Side {
  readonly indicator: string;
  readonly now: number;
  /** What it would have to be, the other side staying as it is. */
  readonly needed: number;
}

/** The parts of `a / b` and `a / b * k`. */
function partsOf(e: Expr): { over: string; under: string; factor: number } | undefined {
  if (e.kind !== 'binary') return undefined;
  if (e.op === '*' && e.right.kind === 'number') {
    const inner = partsOf(e.left);
    return inner && { ...inner, factor: inner.factor * Number(formatDecimal(e.right.value)) };
  }
  return e.op === '/' && e.left.kind === 'name' && e.right.kind === 'name'
    ? { over: e.left.id, under: e.right.id, factor: 1 }
    : undefined;
}

/**
 * What it takes to bring a ratio r = a ÷ b × k to a target: a* = target × b ÷ k with b unchanged, or b* = a × k ÷ target with a unchanged.
 * Both follow from the definition alone. Null where the formula is not of this form or a figure is missing or b not positive; `under` is null
 * where a is not positive: no b makes something of nothing.
 */
export function waysTo(
  formula: string | null,
  figures: readonly OwnFigure[],
  target: number,
): { readonly over: Side; readonly under: Side | null; readonly per: string } | null {
  const expr = formula === null ? undefined : parseExpr(formula).expr;
  const parts = expr && partsOf(expr);
  if (!parts) return null;
  const now = (id: string): number | null => {
    const text = figures.find((f) => f.indicator === id)?.own;
    return text === null || text === undefined ? null : Number(text);
  };
  const [a, b] = [now(parts.over), now(parts.under)];
  if (a === null || b === null || !(b > 0) || !(target > 0) || !(parts.factor > 0)) return null;
  return {
    over: { indicator: parts.over, now: a, needed: (target * b) / parts.factor },
    under: a > 0 ? { indicator: parts.under, now: b, needed: (a * parts.factor) / target } : null,
    per: parts.under,
  };
}

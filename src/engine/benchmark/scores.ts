import type {
  GapClass,
  Direction,
  ItemTrace,
  Reference,
  ScoreFormula,
  ScoreItem,
  ScoreTrace,
} from './types.ts';

/** Five-level coefficients of the efficacy method (功效系数法): excellent, good, average, low, poor; below poor nothing. */
export const FIVE_LEVEL_COEFFICIENTS = [1, 0.8, 0.6, 0.4, 0.2] as const;

/** Usual cap of a ratio item: one and a half times its weight. */
export const DEFAULT_CAP = 1.5;

/** Half-up rounding to decimals, done after adding the few last bits that binary fractions lose (0.285 → 0.29). */
export function roundTo(value: number, decimals: number | undefined): number {
  if (decimals === undefined) return value === 0 ? 0 : value;
  const power = 10 ** decimals;
  const scaled = Math.abs(value) * power;
  const rounded = Math.floor(scaled + 0.5 + scaled * 4e-16) / power;
  return rounded === 0 ? 0 : Math.sign(value) * rounded;
}

/** What an item is scored against besides its own value: the values of its group (missing ones left out). */
export interface ScoreContext {
  readonly group?: readonly number[];
  /** Mean of this item's scores over the group, for items whose missing values are given it. */
  readonly meanScore?: number;
}

/** A figure, or a statistic of the group times a factor; undefined where the group is empty. */
export function resolveReference(reference: Reference, group: readonly number[] = []): number | undefined {
  if (typeof reference === 'number') return reference;
  if (group.length === 0) return undefined;
  const factor = reference.times ?? 1;
  const sorted = [...group].sort((a, b) => a - b);
  switch (reference.stat) {
    case 'mean':
      return (sorted.reduce((a, b) => a + b, 0) / sorted.length) * factor;
    case 'min':
      return sorted[0]! * factor;
    case 'max':
      return sorted.at(-1)! * factor;
    case 'median': {
      const half = sorted.length >> 1;
      const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
      return median * factor;
    }
  }
}

interface Computed {
  readonly points: number;
  readonly parameters: Record<string, number>;
  readonly steps: Record<string, number>;
  /** A special rule decided, instead of the plain formula. */
  readonly rule?: ItemTrace['rule'];
}

const between = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Points of a five-level item: base of the level reached plus the share of the way to the next one. */
function fiveLevel(
  formula: Extract<ScoreFormula, { kind: 'five-level' }>,
  value: number,
  weight: number,
): Computed {
  const { excellent, good, average, low, poor } = formula.levels;
  const levels = [excellent, good, average, low, poor];
  const coefficients = formula.coefficients ?? FIVE_LEVEL_COEFFICIENTS;
  const parameters = { excellent, good, average, low, poor, weight };
  const atLeast = (level: number): boolean =>
    formula.direction === 'lower' ? value <= level : value >= level;
  const own = levels.findIndex(atLeast);
  if (own < 0) return { points: 0, parameters, steps: { base: 0 }, rule: 'below-poor' };
  const base = weight * coefficients[own]!;
  if (own === 0) return { points: base, parameters, steps: { base }, rule: 'full' };
  const upper = levels[own - 1]!;
  const level = levels[own]!;
  const upperBase = weight * coefficients[own - 1]!;
  const efficacy = upper === level ? 0 : (value - level) / (upper - level);
  const adjustment = efficacy * (upperBase - base);
  return {
    points: base + adjustment,
    parameters: { ...parameters, level, upper },
    steps: { base, upperBase, efficacy, adjustment },
  };
}

function compute(
  formula: ScoreFormula,
  value: number,
  weight: number,
  group: readonly number[] | undefined,
): Computed {
  const none = (parameters: Record<string, number>): Computed => ({
    points: 0,
    parameters,
    steps: {},
    rule: 'no-base',
  });
  switch (formula.kind) {
    case 'ratio': {
      const base = resolveReference(formula.base, group);
      const cap = formula.cap === null ? undefined : (formula.cap ?? DEFAULT_CAP);
      const floor = formula.floor === null ? undefined : (formula.floor ?? 0);
      const parameters: Record<string, number> = {
        weight,
        ...(base === undefined ? {} : { base }),
        ...(cap === undefined ? {} : { cap }),
        ...(floor === undefined ? {} : { floor }),
      };
      if (base === undefined || base <= 0) return none(parameters);
      const lower = formula.direction === 'lower';
      // Nothing used at all is as good as the cap allows; without a cap the ratio has no value.
      if (lower && value <= 0)
        return cap === undefined
          ? none(parameters)
          : { points: cap * weight, parameters, steps: {}, rule: 'cap' };
      const ratio = lower ? base / value : value / base;
      const kept = between(ratio, floor ?? -Infinity, cap ?? Infinity);
      const rule = kept < ratio ? 'cap' : kept > ratio ? 'floor' : undefined;
      return { points: kept * weight, parameters, steps: { ratio }, ...(rule ? { rule } : {}) };
    }
    case 'two-minus-ratio': {
      const mean = resolveReference(formula.mean, group);
      const parameters: Record<string, number> = { weight, ...(mean === undefined ? {} : { mean }) };
      if (mean === undefined) return none(parameters);
      if (value <= 0) return { points: weight, parameters, steps: { ratio: 0 }, rule: 'full' };
      if (mean <= 0) return none(parameters);
      const ratio = value / mean;
      const raw = 2 - ratio;
      return {
        points: (Math.max(0, raw) * weight) / 2,
        parameters,
        steps: { ratio, remainder: raw },
        ...(raw < 0 ? { rule: 'floor' as const } : {}),
      };
    }
    case 'min-max': {
      const min = resolveReference(formula.min, group);
      const max = resolveReference(formula.max, group);
      const floor = formula.floor ?? 20;
      const parameters: Record<string, number> = {
        weight,
        floor,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      };
      if (min === undefined || max === undefined) return none(parameters);
      // All alike: nobody stands behind anybody.
      if (max <= min) return { points: weight, parameters, steps: { share: 1 }, rule: 'full' };
      const share = formula.direction === 'lower' ? (max - value) / (max - min) : (value - min) / (max - min);
      const kept = between(share, 0, 1);
      const rule = kept < share ? 'cap' : kept > share ? 'floor' : undefined;
      return {
        points: (weight * (floor + (100 - floor) * kept)) / 100,
        parameters,
        steps: { share },
        ...(rule ? { rule } : {}),
      };
    }
    case 'five-level':
      return fiveLevel(formula, value, weight);
    case 'efficacy': {
      const { satisfactory, unacceptable } = formula;
      const base = formula.base ?? 60;
      const span = formula.span ?? 40;
      const parameters = { satisfactory, unacceptable, base, span, weight };
      if (satisfactory === unacceptable) return none(parameters);
      const efficacy = (value - unacceptable) / (satisfactory - unacceptable);
      const raw = efficacy * span + base;
      const score = between(raw, formula.min ?? -Infinity, formula.max ?? Infinity);
      const rule = score < raw ? 'cap' : score > raw ? 'floor' : undefined;
      return {
        points: (score * weight) / (base + span),
        parameters,
        steps: { efficacy, score },
        ...(rule ? { rule } : {}),
      };
    }
    case 'band': {
      const { low, high, zeroBelow, zeroAbove } = formula;
      const parameters = { low, high, zeroBelow, zeroAbove, weight };
      if (value >= low && value <= high) return { points: weight, parameters, steps: {}, rule: 'full' };
      const share =
        value < low
          ? low > zeroBelow
            ? (value - zeroBelow) / (low - zeroBelow)
            : 0
          : zeroAbove > high
            ? (zeroAbove - value) / (zeroAbove - high)
            : 0;
      return {
        points: weight * Math.max(0, share),
        parameters,
        steps: { share },
        ...(share < 0 ? { rule: 'floor' as const } : {}),
      };
    }
    case 'limit': {
      const { full, zero } = formula;
      const parameters = { full, zero, weight };
      const lower = zero > full;
      if (lower ? value <= full : value >= full)
        return { points: weight, parameters, steps: {}, rule: 'full' };
      if (zero === full) return none(parameters);
      const share = (value - zero) / (full - zero);
      const kept = formula.floor === null ? share : Math.max(formula.floor ?? 0, share);
      return {
        points: weight * kept,
        parameters,
        steps: { share },
        ...(kept > share ? { rule: 'floor' as const } : {}),
      };
    }
  }
}

/**
 * Scores one indicator. Values that are missing, negative or zero are first put to the item's own rules; the trace holds what went in,
 * the formula with its parameters, the steps between, and the rule that decided where one did.
 */
export function scoreItem(
  item: ScoreItem,
  value: number | null | undefined,
  context: ScoreContext = {},
): ItemTrace {
  const head = { indicator: item.indicator, formula: item.formula.kind, weight: item.weight };
  const decided = (points: number | null, rule: ItemTrace['rule'], counted = true): ItemTrace => ({
    ...head,
    value: typeof value === 'number' && Number.isFinite(value) ? value : null,
    parameters: { weight: item.weight },
    steps: {},
    rule,
    points: points === null ? null : roundTo(points, item.decimals),
    counted,
  });
  if (value === null || value === undefined || !Number.isFinite(value)) {
    const rule = item.missing ?? 'zero';
    if (rule === 'zero') return decided(0, 'missing');
    if (rule === 'exclude') return decided(null, 'missing', false);
    if (rule === 'group-mean')
      return context.meanScore === undefined
        ? decided(null, 'missing', false)
        : decided(context.meanScore, 'missing');
    return decided(rule.points, 'missing');
  }
  if (value < 0 && (item.negative ?? 'zero') === 'zero') return decided(0, 'negative');
  if (value === 0 && item.zero !== undefined && item.zero !== 'as-is')
    return decided(item.zero === 'zero' ? 0 : item.zero.points, 'zero');
  const result = compute(item.formula, value, item.weight, context.group);
  return {
    ...head,
    value,
    parameters: result.parameters,
    steps: result.steps,
    ...(result.rule ? { rule: result.rule } : {}),
    points: roundTo(result.points, item.decimals),
    counted: true,
  };
}

/**
 * Weighted total of the items. Items that do not count (missing, by rule) leave, and the rest is scaled up to the full weight, so a total
 * always reads against the same maximum; `coverage` says how much of the weight was really measured. Null when nothing counts.
 */
export function totalScore(items: readonly ItemTrace[], decimals?: number): ScoreTrace {
  let points = 0;
  let weight = 0;
  let full = 0;
  for (const item of items) {
    full += item.weight;
    if (!item.counted || item.points === null) continue;
    points += item.points;
    weight += item.weight;
  }
  const total = weight > 0 ? roundTo((points * full) / weight, decimals) : null;
  return { total, weight: full, coverage: full > 0 ? weight / full : 0, items: [...items] };
}

/** Scores a whole group at once: group statistics and group-mean rules need everybody's values. */
export function scoreGroup(
  items: readonly ScoreItem[],
  units: readonly Readonly<Record<string, number | null | undefined>>[],
  decimals?: number,
): ScoreTrace[] {
  const traces: ItemTrace[][] = units.map(() => []);
  for (const item of items) {
    const values = units.map((unit) => unit[item.indicator] ?? null);
    const group = values.filter((v): v is number => v !== null && Number.isFinite(v)).sort((a, b) => a - b);
    const own = values.map((value) => (value === null ? undefined : scoreItem(item, value, { group })));
    // Summed in order of size, so that the mean does not depend on the order of the units.
    const scored = own.flatMap((trace) => (trace?.counted ? [trace.points!] : [])).sort((a, b) => a - b);
    const meanScore = scored.length > 0 ? scored.reduce((a, b) => a + b, 0) / scored.length : undefined;
    own.forEach((trace, u) => {
      traces[u]!.push(
        trace ?? scoreItem(item, null, { group, ...(meanScore === undefined ? {} : { meanScore }) }),
      );
    });
  }
  return traces.map((list) => totalScore(list, decimals));
}

export interface Gap {
  /** How far behind, in the indicator's own unit: positive is behind, negative ahead. Null when either figure is missing. */
  readonly absolute: number | null;
  /** Gap beside the size of the benchmark (or of the way from the baseline); null where that is zero or unknown. */
  readonly relative: number | null;
  /** Null when it cannot be rated. */
  readonly class: GapClass | null;
}

export interface GapRule {
  readonly direction: Direction;
  /** Start of the way, used when the benchmark is zero, negative or of other sign than the actual. */
  readonly baseline?: number | null;
  /** The band of a moderate indicator. */
  readonly band?: readonly [number, number];
  /** Upper ends of level, near and behind; beyond is far. */
  readonly limits?: readonly [number, number, number];
}

export const GAP_LIMITS = [0.02, 0.1, 0.3] as const;

/** The gap to a benchmark and its class: leads, level (within 2%), near (to 10%), behind (to 30%), far. */
export function gapTo(
  actual: number | null | undefined,
  benchmark: number | null | undefined,
  rule: GapRule,
): Gap {
  if (typeof actual !== 'number' || typeof benchmark !== 'number')
    return { absolute: null, relative: null, class: null };
  if (!Number.isFinite(actual) || !Number.isFinite(benchmark))
    return { absolute: null, relative: null, class: null };
  let gap: number;
  let size: number;
  if (rule.direction === 'moderate') {
    const [low, high] = rule.band ?? [benchmark, benchmark];
    const outside = (x: number): number => Math.max(0, low - x, x - high);
    gap = outside(actual) - outside(benchmark);
    size = high > low ? high - low : Math.abs(benchmark);
  } else {
    gap = rule.direction === 'higher' ? benchmark - actual : actual - benchmark;
    const baseline = rule.baseline;
    const plain = benchmark > 0 && actual >= 0;
    size = plain
      ? benchmark
      : typeof baseline === 'number' && Number.isFinite(baseline)
        ? Math.abs(benchmark - baseline)
        : 0;
  }
  const absolute = gap === 0 ? 0 : gap;
  if (gap === 0) return { absolute, relative: 0, class: 'level' };
  const relative = size > 0 ? gap / size : null;
  if (relative === null || !Number.isFinite(relative))
    return { absolute, relative: null, class: gap < 0 ? 'leads' : null };
  const [level, near, behind] = rule.limits ?? GAP_LIMITS;
  // A hair of tolerance, so that 98 against 100 is within 2%.
  const slip = 1e-12;
  const name: GapClass =
    relative < -level - slip
      ? 'leads'
      : relative <= level + slip
        ? 'level'
        : relative <= near + slip
          ? 'near'
          : relative <= behind + slip
            ? 'behind'
            : 'far';
  return { absolute, relative, class: name };
}

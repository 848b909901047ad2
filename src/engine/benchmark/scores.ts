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

/** What is asked of the values of a group; worked out once for an item, not once for every unit. */
export type GroupStats = Readonly<Record<Statistic, number>>;
type Statistic = 'mean' | 'median' | 'min' | 'max';

/** Statistics of a group's values, summed in order of size so that the order of the units does not matter; undefined for an empty group. */
export function statsOf(values: readonly number[] | Float64Array): GroupStats | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += sorted[i]!;
  const half = n >> 1;
  return {
    mean: sum / n,
    median: n % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2,
    min: sorted[0]!,
    max: sorted[n - 1]!,
  };
}

/** What an item is scored against besides its own value. */
export interface ScoreContext {
  /** Of the values of the group, missing ones left out. */
  readonly stats?: GroupStats | undefined;
  /** Mean of this item's scores over the group, for items whose missing values are given it. */
  readonly meanScore?: number | undefined;
}

/** A figure, or a statistic of the group times a factor; undefined where the group is empty. */
export function resolveReference(reference: Reference, stats: GroupStats | undefined): number | undefined {
  if (typeof reference === 'number') return reference;
  return stats && stats[reference.stat] * (reference.times ?? 1);
}

/** How the points came about; the points themselves are `pointsOf`. */
interface Computed {
  readonly parameters: Record<string, number>;
  readonly steps: Record<string, number>;
  /** A special rule decided, instead of the plain formula. */
  readonly rule?: ItemTrace['rule'];
}

const between = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Place of the level reached among the five, -1 below the last. */
function levelReached(f: Extract<ScoreFormula, { kind: 'five-level' }>, value: number): number {
  const { excellent, good, average, low, poor } = f.levels;
  const levels = [excellent, good, average, low, poor];
  return levels.findIndex((level) => (f.direction === 'lower' ? value <= level : value >= level));
}

/** Points of a value by the formula alone, neither rounded nor traced: what sensitivity asks a hundred thousand times. */
export function pointsOf(
  formula: ScoreFormula,
  value: number,
  weight: number,
  stats: GroupStats | undefined,
): number {
  switch (formula.kind) {
    case 'ratio': {
      const base = resolveReference(formula.base, stats);
      const cap = formula.cap === null ? Infinity : (formula.cap ?? DEFAULT_CAP);
      const floor = formula.floor === null ? -Infinity : (formula.floor ?? 0);
      if (base === undefined || base <= 0) return 0;
      const lower = formula.direction === 'lower';
      // Nothing used at all is as good as the cap allows; without a cap the ratio has no value.
      if (lower && value <= 0) return cap === Infinity ? 0 : cap * weight;
      return between(lower ? base / value : value / base, floor, cap) * weight;
    }
    case 'two-minus-ratio': {
      const mean = resolveReference(formula.mean, stats);
      if (mean === undefined) return 0;
      if (value <= 0) return weight;
      return mean <= 0 ? 0 : (Math.max(0, 2 - value / mean) * weight) / 2;
    }
    case 'min-max': {
      const min = resolveReference(formula.min, stats);
      const max = resolveReference(formula.max, stats);
      const floor = formula.floor ?? 20;
      if (min === undefined || max === undefined) return 0;
      // All alike: nobody stands behind anybody.
      if (max <= min) return weight;
      const share = formula.direction === 'lower' ? (max - value) / (max - min) : (value - min) / (max - min);
      return (weight * (floor + (100 - floor) * between(share, 0, 1))) / 100;
    }
    case 'five-level': {
      const { excellent, good, average, low, poor } = formula.levels;
      const levels = [excellent, good, average, low, poor];
      const coefficients = formula.coefficients ?? FIVE_LEVEL_COEFFICIENTS;
      const own = levelReached(formula, value);
      if (own < 0) return 0;
      const base = weight * coefficients[own]!;
      if (own === 0) return base;
      const [upper, level] = [levels[own - 1]!, levels[own]!];
      const efficacy = upper === level ? 0 : (value - level) / (upper - level);
      return base + efficacy * (weight * coefficients[own - 1]! - base);
    }
    case 'efficacy': {
      const { satisfactory, unacceptable } = formula;
      const [base, span] = [formula.base ?? 60, formula.span ?? 40];
      if (satisfactory === unacceptable) return 0;
      const raw = ((value - unacceptable) / (satisfactory - unacceptable)) * span + base;
      return (between(raw, formula.min ?? -Infinity, formula.max ?? Infinity) * weight) / (base + span);
    }
    case 'band': {
      const { low, high } = formula;
      return value >= low && value <= high ? weight : weight * Math.max(0, bandShare(formula, value));
    }
    case 'limit': {
      const { full, zero } = formula;
      if (zero > full ? value <= full : value >= full) return weight;
      if (zero === full) return 0;
      const share = (value - zero) / (full - zero);
      return weight * (formula.floor === null ? share : Math.max(formula.floor ?? 0, share));
    }
    case 'growth': {
      const most = formula.cap === null ? Infinity : (formula.cap ?? DEFAULT_CAP) * weight;
      const least = formula.floor === null ? -Infinity : (formula.floor ?? 0) * weight;
      return between(growthPoints(formula, value, weight), least, most);
    }
    case 'criterion':
      return 0;
    case 'points':
      return between(value, formula.min ?? -Infinity, formula.max ?? Infinity);
  }
}

/** Points of a growth before floor and cap. */
const growthPoints = (f: Extract<ScoreFormula, { kind: 'growth' }>, value: number, weight: number): number =>
  f.atBase * weight + (value / f.per) * f.points;

/** How much of the way from nothing to the band a value outside it has come; below 0 beyond the far end. */
const bandShare = (f: Extract<ScoreFormula, { kind: 'band' }>, value: number): number =>
  value < f.low
    ? f.low > f.zeroBelow
      ? (value - f.zeroBelow) / (f.low - f.zeroBelow)
      : 0
    : f.zeroAbove > f.high
      ? (f.zeroAbove - value) / (f.zeroAbove - f.high)
      : 0;

/** A five-level item: base of the level reached plus the share of the way to the next one. */
function fiveLevel(
  formula: Extract<ScoreFormula, { kind: 'five-level' }>,
  value: number,
  weight: number,
): Computed {
  const { excellent, good, average, low, poor } = formula.levels;
  const levels = [excellent, good, average, low, poor];
  const coefficients = formula.coefficients ?? FIVE_LEVEL_COEFFICIENTS;
  const parameters = { excellent, good, average, low, poor, weight };
  const own = levelReached(formula, value);
  if (own < 0) return { parameters, steps: { base: 0 }, rule: 'below-poor' };
  const base = weight * coefficients[own]!;
  if (own === 0) return { parameters, steps: { base }, rule: 'full' };
  const upper = levels[own - 1]!;
  const level = levels[own]!;
  const upperBase = weight * coefficients[own - 1]!;
  const efficacy = upper === level ? 0 : (value - level) / (upper - level);
  const adjustment = efficacy * (upperBase - base);
  return {
    parameters: { ...parameters, level, upper },
    steps: { base, upperBase, efficacy, adjustment },
  };
}

/** Parameters, steps and the rule that decided, for the trace of an item. */
function compute(
  formula: ScoreFormula,
  value: number,
  weight: number,
  stats: GroupStats | undefined,
): Computed {
  const none = (parameters: Record<string, number>): Computed => ({
    parameters,
    steps: {},
    rule: 'no-base',
  });
  switch (formula.kind) {
    case 'ratio': {
      const base = resolveReference(formula.base, stats);
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
      if (lower && value <= 0)
        return cap === undefined ? none(parameters) : { parameters, steps: {}, rule: 'cap' };
      const ratio = lower ? base / value : value / base;
      const kept = between(ratio, floor ?? -Infinity, cap ?? Infinity);
      const rule = kept < ratio ? 'cap' : kept > ratio ? 'floor' : undefined;
      return { parameters, steps: { ratio }, ...(rule ? { rule } : {}) };
    }
    case 'two-minus-ratio': {
      const mean = resolveReference(formula.mean, stats);
      const parameters: Record<string, number> = { weight, ...(mean === undefined ? {} : { mean }) };
      if (mean === undefined) return none(parameters);
      if (value <= 0) return { parameters, steps: { ratio: 0 }, rule: 'full' };
      if (mean <= 0) return none(parameters);
      const ratio = value / mean;
      const raw = 2 - ratio;
      return {
        parameters,
        steps: { ratio, remainder: raw },
        ...(raw < 0 ? { rule: 'floor' as const } : {}),
      };
    }
    case 'min-max': {
      const min = resolveReference(formula.min, stats);
      const max = resolveReference(formula.max, stats);
      const floor = formula.floor ?? 20;
      const parameters: Record<string, number> = {
        weight,
        floor,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      };
      if (min === undefined || max === undefined) return none(parameters);
      if (max <= min) return { parameters, steps: { share: 1 }, rule: 'full' };
      const share = formula.direction === 'lower' ? (max - value) / (max - min) : (value - min) / (max - min);
      const kept = between(share, 0, 1);
      const rule = kept < share ? 'cap' : kept > share ? 'floor' : undefined;
      return {
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
        parameters,
        steps: { efficacy, score },
        ...(rule ? { rule } : {}),
      };
    }
    case 'band': {
      const { low, high, zeroBelow, zeroAbove } = formula;
      const parameters = { low, high, zeroBelow, zeroAbove, weight };
      if (value >= low && value <= high) return { parameters, steps: {}, rule: 'full' };
      const share = bandShare(formula, value);
      return {
        parameters,
        steps: { share },
        ...(share < 0 ? { rule: 'floor' as const } : {}),
      };
    }
    case 'limit': {
      const { full, zero } = formula;
      const parameters = { full, zero, weight };
      const lower = zero > full;
      if (lower ? value <= full : value >= full) return { parameters, steps: {}, rule: 'full' };
      if (zero === full) return none(parameters);
      const share = (value - zero) / (full - zero);
      const kept = formula.floor === null ? share : Math.max(formula.floor ?? 0, share);
      return {
        parameters,
        steps: { share },
        ...(kept > share ? { rule: 'floor' as const } : {}),
      };
    }
    case 'growth': {
      const { atBase, per, points } = formula;
      const cap = formula.cap === null ? undefined : (formula.cap ?? DEFAULT_CAP);
      const floor = formula.floor === null ? undefined : (formula.floor ?? 0);
      const raw = growthPoints(formula, value, weight);
      const kept = pointsOf(formula, value, weight, stats);
      const rule = kept < raw ? 'cap' : kept > raw ? 'floor' : undefined;
      return {
        parameters: {
          weight,
          atBase,
          per,
          gain: points,
          ...(cap === undefined ? {} : { cap }),
          ...(floor === undefined ? {} : { floor }),
        },
        steps: { base: atBase * weight, adjustment: (value / per) * points },
        ...(rule ? { rule } : {}),
      };
    }
    case 'criterion':
      return { parameters: { weight }, steps: {} };
    case 'points': {
      const kept = between(value, formula.min ?? -Infinity, formula.max ?? Infinity);
      const rule = kept < value ? 'cap' : kept > value ? 'floor' : undefined;
      return { parameters: {}, steps: {}, ...(rule ? { rule } : {}) };
    }
  }
}

/** Points of a missing value by the item's own rule; null where the item then leaves the total. */
function missingPoints(item: ScoreItem, meanScore: number | undefined): number | null {
  const rule = item.missing ?? 'zero';
  if (rule === 'zero') return 0;
  if (rule === 'exclude') return null;
  return rule === 'group-mean' ? (meanScore ?? null) : rule.points;
}

/** Points of a negative or zero value where the item's own rule decides, else undefined. */
function specialPoints(item: ScoreItem, value: number): number | undefined {
  if (value < 0 && (item.negative ?? 'zero') === 'zero') return 0;
  if (value === 0 && item.zero !== undefined && item.zero !== 'as-is')
    return item.zero === 'zero' ? 0 : item.zero.points;
  return undefined;
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
    const points = missingPoints(item, context.meanScore);
    return decided(points, 'missing', points !== null);
  }
  const special = specialPoints(item, value);
  if (special !== undefined) return decided(special, value < 0 ? 'negative' : 'zero');
  const result = compute(item.formula, value, item.weight, context.stats);
  return {
    ...head,
    value,
    parameters: result.parameters,
    steps: result.steps,
    ...(result.rule ? { rule: result.rule } : {}),
    points: roundTo(pointsOf(item.formula, value, item.weight, context.stats), item.decimals),
    counted: true,
  };
}

/**
 * Weighted total of the items. Items that do not count (missing, by rule) leave, and the rest is scaled up to the full weight, so a total
 * always reads against the same maximum; `coverage` says how much of the weight was really measured. Null when nothing counts.
 */
export function totalScore(items: readonly ItemTrace[], decimals?: number): ScoreTrace {
  let points = 0;
  let added = 0;
  let weight = 0;
  let full = 0;
  for (const item of items) {
    full += item.weight;
    if (!item.counted || item.points === null) continue;
    // Plus and minus items are not scaled up: they have no share in the full mark.
    if (item.weight === 0) added += item.points;
    else points += item.points;
    weight += item.weight;
  }
  const total = weight > 0 ? roundTo((points * full) / weight + added, decimals) : null;
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
    const stats = statsOf(values.filter((v): v is number => v !== null && Number.isFinite(v)));
    const own = values.map((value) => (value === null ? undefined : scoreItem(item, value, { stats })));
    const meanScore = statsOf(own.flatMap((trace) => (trace?.counted ? [trace.points!] : [])))?.mean;
    own.forEach((trace, u) => traces[u]!.push(trace ?? scoreItem(item, null, { stats, meanScore })));
  }
  return traces.map((list) => totalScore(list, decimals));
}

/** The values of a column that are there. */
function known(column: Float64Array): Float64Array {
  const out = new Float64Array(column.length);
  let n = 0;
  for (const value of column) if (Number.isFinite(value)) out[n++] = value;
  return out.subarray(0, n);
}

/** Which statistics of its group a formula asks for. */
function statsAsked(formula: ScoreFormula): readonly Statistic[] {
  const references =
    formula.kind === 'ratio'
      ? [formula.base]
      : formula.kind === 'two-minus-ratio'
        ? [formula.mean]
        : formula.kind === 'min-max'
          ? [formula.min, formula.max]
          : [];
  return references.flatMap((r) => (typeof r === 'number' ? [] : [r.stat]));
}

/** As `statsOf` but for the last bits of the mean, which is summed as the values come; the median is left out. Missing ones are NaN. */
function quickStats(column: Float64Array): GroupStats | undefined {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (let u = 0; u < column.length; u += 1) {
    const value = column[u]!;
    // False for NaN too.
    if (!(Math.abs(value) < Infinity)) continue;
    count += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return count === 0 ? undefined : { mean: sum / count, median: Number.NaN, min, max };
}

/** Totals of a table; `quick` may differ in the last bits. The next call overwrites the answer. */
export type TotalsOver = (columns: readonly Float64Array[], quick?: boolean) => Float64Array;

/** As `groupTotals`, for tables of n rows that are scored again and again. */
export function totalsOver(items: readonly ScoreItem[], n: number, decimals?: number): TotalsOver {
  const [points, added, weight, own, out] = Array.from({ length: 5 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const asked = items.map((item) => statsAsked(item.formula));
  const full = items.reduce((sum, item) => sum + item.weight, 0);
  return (columns, quick = false) => {
    points.fill(0);
    added.fill(0);
    weight.fill(0);
    // Written as loops: they run for every draw of a sensitivity.
    for (const [k, item] of items.entries()) {
      const column = columns[k]!;
      const stats =
        asked[k]!.length === 0
          ? undefined
          : quick && !asked[k]!.includes('median')
            ? quickStats(column)
            : statsOf(known(column));
      let gaps = false;
      for (let u = 0; u < n; u += 1) {
        const value = column[u]!;
        if (Number.isFinite(value))
          own[u] = roundTo(
            specialPoints(item, value) ?? pointsOf(item.formula, value, item.weight, stats),
            item.decimals,
          );
        else {
          own[u] = Number.NaN;
          gaps = true;
        }
      }
      const mean =
        gaps && item.missing === 'group-mean'
          ? (quick ? quickStats(own) : statsOf(known(own)))?.mean
          : undefined;
      const missing = gaps ? missingPoints(item, mean) : null;
      const instead = missing === null ? Number.NaN : roundTo(missing, item.decimals);
      const to = item.weight === 0 ? added : points;
      for (let u = 0; u < n; u += 1) {
        const value = Number.isNaN(own[u]!) ? instead : own[u]!;
        if (Number.isNaN(value)) continue;
        to[u] = to[u]! + value;
        weight[u] = weight[u]! + item.weight;
      }
    }
    for (let u = 0; u < n; u += 1)
      out[u] = weight[u]! > 0 ? roundTo((points[u]! * full) / weight[u]! + added[u]!, decimals) : Number.NaN;
    return out;
  };
}

/**
 * Totals of a whole group without traces, from one column of values per item (NaN is missing; NaN where nothing counts): the same numbers
 * as `scoreGroup`.
 */
export const groupTotals = (
  items: readonly ScoreItem[],
  columns: readonly Float64Array[],
  decimals?: number,
): Float64Array => totalsOver(items, columns[0]?.length ?? 0, decimals)(columns);

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

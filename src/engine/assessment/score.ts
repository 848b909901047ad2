/**
 * From figures to points, totals, places and grades. Points are exact decimals (the sum rounded to two places, half to even, GB/T 8170); only how firm
 * a place is (weights that swap neighbours, intervals) is statistics in floating point.
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  divDecimal,
  formatDecimal,
  mulDecimal,
  roundDecimal,
  subDecimal,
  toNumber,
  type Decimal,
} from '#kernel';
import { rankIntervals, weightSwaps } from '#engine/evaluation';
import type { AssessmentScheme, ItemKind, MarkKind } from './schema.ts';

/** Raised when the same input may give another result. */
export const ASSESSMENT_ENGINE = 'assessment-1';

/** One figure of one unit: for an item, or for one of the goals an item is made of. */
export interface AssessmentEntry {
  readonly unit: string;
  readonly item: string;
  readonly part: string;
  /** Where a goal of an item goes the other way than the item. */
  readonly direction?: 'up' | 'down';
  /** False: the item does not apply to the unit. */
  readonly applies: boolean;
  readonly target: string | null;
  readonly actual: string | null;
  readonly met: boolean | null;
  readonly forceMajeure: boolean;
}
export interface AssessmentMark {
  readonly unit: string;
  readonly kind: MarkKind;
  readonly rule: string;
  /** Points of a bonus, times of a deduction, 1 for a veto. */
  readonly value: string;
}
export interface AssessmentInput {
  readonly scheme: AssessmentScheme;
  readonly groups: readonly { readonly id: string; readonly units: readonly string[] }[];
  readonly entries: readonly AssessmentEntry[];
  readonly marks: readonly AssessmentMark[];
  /** Items an appeal is still open on: their points may become anything. */
  readonly contested: readonly { readonly unit: string; readonly item: string }[];
}

export type ScoreRule =
  | 'above'
  | 'proportional'
  | 'below'
  | 'unmet'
  | 'met'
  | 'missing'
  | 'forceMajeure'
  | 'notApplicable';

export interface PartScore {
  readonly part: string;
  readonly rule: ScoreRule;
  /** Done ÷ target, null where there is none. */
  readonly ratio: string | null;
  /** Share of the item's points, null where it does not apply. */
  readonly share: string | null;
}
export interface ItemScore {
  readonly item: string;
  readonly points: string;
  /** Null: does not apply. */
  readonly earned: string | null;
  readonly parts: readonly PartScore[];
}
export interface Neighbour {
  readonly unit: string;
  readonly margin: string;
  /** Weights at which the two would be equal, the smallest change first. */
  readonly swaps: readonly { readonly item: string; readonly from: number; readonly to: number }[];
}
export interface UnitScore {
  readonly unit: string;
  readonly group: string;
  readonly items: readonly ItemScore[];
  /** Points of the items, raised to the full mark where some do not apply. */
  readonly base: string;
  readonly bonus: string;
  /** What the cap of the bonus took away. */
  readonly overCap: string;
  readonly deducted: string;
  readonly total: string;
  readonly place: number;
  /** Places at best and at worst while figures are missing or contested. */
  readonly interval: readonly [number, number];
  readonly grade: string;
  /** Why the grade is not the one the total alone would give. */
  readonly heldBy: 'quota' | 'veto' | null;
  readonly vetoes: readonly string[];
  readonly upper: Neighbour | null;
  readonly lower: Neighbour | null;
}
export interface AssessmentResult {
  readonly engine: string;
  readonly groups: readonly { readonly id: string; readonly units: readonly UnitScore[] }[];
}

const ZERO = decimal('0');
const ONE = decimal('1');
const FULL = decimal('100');
const PLACES = 12;
const less = (a: Decimal, b: Decimal): boolean => compareDecimal(a, b) < 0;
const least = (a: Decimal, b: Decimal): Decimal => (less(a, b) ? a : b);
const text = (d: Decimal): string => formatDecimal(d);
const two = (d: Decimal): Decimal => roundDecimal(d, 2, 'halfEven');

/** Done ÷ target; nothing to divide by is no ratio. A target of nothing is reached by anything not worse. */
function ratioOf(e: AssessmentEntry, direction: 'up' | 'down'): Decimal | null {
  if (e.target === null || e.actual === null) return null;
  const [target, actual] = [decimal(e.target), decimal(e.actual)];
  const [over, under] = direction === 'up' ? [actual, target] : [target, actual];
  if (under.units === 0n)
    return direction === 'down' ? decimal('2') : compareDecimal(over, ZERO) >= 0 ? ONE : ZERO;
  // A negative target or result (growth) is not a share of anything: reached or not.
  if (less(target, ZERO) || less(actual, ZERO))
    return (direction === 'up' ? compareDecimal(actual, target) : compareDecimal(target, actual)) >= 0
      ? ONE
      : ZERO;
  return divDecimal(over, under, PLACES, 'halfEven');
}

/** What one figure earns, as a share of the points. */
export function scoreOf(
  kind: ItemKind,
  direction: 'up' | 'down',
  e: AssessmentEntry,
  rules: AssessmentScheme['rules'],
): PartScore {
  const as = (rule: ScoreRule, share: Decimal | null, ratio: Decimal | null = null): PartScore => ({
    part: e.part,
    rule,
    ratio: ratio && text(ratio),
    share: share && text(share),
  });
  if (!e.applies) return as('notApplicable', null);
  if (kind === 'qualitative')
    return e.met === null ? as('missing', ZERO) : e.met ? as('met', ONE) : as('unmet', ZERO);
  const ratio = ratioOf(e, direction);
  if (ratio === null) return as('missing', ZERO);
  const { forceMajeure } = rules;
  if (e.forceMajeure && forceMajeure && less(ratio, decimal(forceMajeure.below)))
    return as('forceMajeure', decimal(forceMajeure.share), ratio);
  if (kind === 'binding') {
    const most = decimal(rules.binding.most);
    if (less(ratio, ONE)) return as('unmet', ZERO, ratio);
    return less(most, ratio) ? as('above', most, ratio) : as('proportional', ratio, ratio);
  }
  const most = decimal(rules.quantitative.most);
  if (less(ratio, decimal(rules.quantitative.floor))) return as('below', ZERO, ratio);
  return less(most, ratio) ? as('above', most, ratio) : as('proportional', ratio, ratio);
}

const mostOf = (kind: ItemKind, rules: AssessmentScheme['rules']): Decimal =>
  kind === 'qualitative' ? ONE : decimal(kind === 'binding' ? rules.binding.most : rules.quantitative.most);

/** Mean of the shares of the parts that apply; null where none does. */
function meanShare(parts: readonly PartScore[]): Decimal | null {
  const shares = parts.flatMap((p) => (p.share === null ? [] : [decimal(p.share)]));
  if (shares.length === 0) return null;
  const sum = shares.reduce((a, b) => addDecimal(a, b), ZERO);
  return shares.length === 1 ? sum : divDecimal(sum, decimal(String(shares.length)), PLACES, 'halfEven');
}

interface Scored extends Omit<UnitScore, 'place' | 'interval' | 'grade' | 'heldBy' | 'upper' | 'lower'> {
  readonly exact: Decimal;
  readonly shares: readonly (number | null)[];
  /** Total at worst and at best. */
  readonly bounds: readonly [number, number];
  readonly extra: Decimal;
}

function scoreUnit(input: AssessmentInput, group: AssessmentScheme['groups'][number], unit: string): Scored {
  const { rules, bonus: bonusRule } = input.scheme;
  const entries = input.entries.filter((e) => e.unit === unit);
  let [earned, counted, high] = [ZERO, ZERO, ZERO];
  let low = ZERO;
  const shares: (number | null)[] = [];
  const items = group.items.map((i): ItemScore => {
    const own = entries.filter((e) => e.item === i.id);
    const nothing: AssessmentEntry = {
      unit,
      item: i.id,
      part: '',
      applies: true,
      target: null,
      actual: null,
      met: null,
      forceMajeure: false,
    };
    const parts = (own.length === 0 ? [nothing] : own).map((e) =>
      scoreOf(i.kind, e.direction ?? i.direction, e, rules),
    );
    const points = decimal(i.points);
    const share = meanShare(parts);
    shares.push(share && toNumber(share));
    if (share === null) return { item: i.id, points: i.points, earned: null, parts };
    const got = mulDecimal(points, share);
    earned = addDecimal(earned, got);
    counted = addDecimal(counted, points);
    const contested = input.contested.some((c) => c.unit === unit && c.item === i.id);
    const most = mulDecimal(points, mostOf(i.kind, rules));
    const missing = decimal(String(parts.filter((p) => p.rule === 'missing').length));
    const applying = decimal(String(parts.filter((p) => p.share !== null).length));
    low = addDecimal(low, contested ? ZERO : got);
    // What is missing may still bring its full share.
    const open = divDecimal(mulDecimal(most, missing), applying, PLACES, 'halfEven');
    high = addDecimal(high, contested ? most : least(addDecimal(got, open), most));
    return { item: i.id, points: i.points, earned: text(two(got)), parts };
  });
  const raised = (d: Decimal): Decimal =>
    counted.units === 0n ? ZERO : divDecimal(mulDecimal(d, FULL), counted, PLACES, 'halfEven');
  const marks = input.marks.filter((m) => m.unit === unit);
  const given = marks
    .filter((m) => m.kind === 'bonus')
    .reduce((sum, m) => addDecimal(sum, decimal(m.value)), ZERO);
  const bonus = least(given, decimal(bonusRule.cap));
  const deducted = marks
    .filter((m) => m.kind === 'deduction')
    .reduce((sum, m) => {
      const rule = input.scheme.deductions.find((d) => d.id === m.rule);
      return rule ? addDecimal(sum, mulDecimal(decimal(rule.points), decimal(m.value))) : sum;
    }, ZERO);
  const extra = subDecimal(bonus, deducted);
  const base = raised(earned);
  const exact = two(addDecimal(base, extra));
  return {
    unit,
    group: group.id,
    items,
    base: text(two(base)),
    bonus: text(bonus),
    overCap: text(subDecimal(given, bonus)),
    deducted: text(deducted),
    total: text(exact),
    vetoes: marks.filter((m) => m.kind === 'veto').map((m) => m.rule),
    exact,
    shares,
    extra,
    bounds: [toNumber(two(addDecimal(raised(low), extra))), toNumber(two(addDecimal(raised(high), extra)))],
  };
}

/**
 * Grades of a group, best total first. A grade takes whoever reaches its line while its quota lasts; equals across the end of a quota all fall to the
 * next grade, so that nobody is preferred by chance. A veto holds a unit down to the veto's grade, and it takes no place of a better one.
 */
export function gradesOf(
  scheme: AssessmentScheme,
  units: readonly { readonly unit: string; readonly total: Decimal; readonly vetoes: readonly string[] }[],
): Map<string, { readonly grade: string; readonly heldBy: 'quota' | 'veto' | null }> {
  const rank = new Map(scheme.grades.map((g, n) => [g.id, n]));
  const last = scheme.grades.length - 1;
  /** The best grade a unit may have at all. */
  const best = (u: { vetoes: readonly string[] }): number =>
    Math.max(0, ...u.vetoes.map((v) => rank.get(scheme.vetoes.find((x) => x.id === v)?.grade ?? '') ?? last));
  const earnedGrade = (total: Decimal): number => {
    const n = scheme.grades.findIndex(
      (g) => g.atLeast === undefined || compareDecimal(total, decimal(g.atLeast)) >= 0,
    );
    return n === -1 ? last : n;
  };
  const out = new Map<string, { grade: string; heldBy: 'quota' | 'veto' | null }>();
  let waiting = units.toSorted((a, b) => compareDecimal(b.total, a.total));
  for (const [n, g] of scheme.grades.entries()) {
    const eligible = waiting.filter((u) => n === last || (earnedGrade(u.total) <= n && best(u) <= n));
    const quota =
      g.quota === undefined || n === last
        ? eligible.length
        : Math.floor(Number(g.quota) * units.length + 1e-9);
    const next = eligible[quota];
    const taken = eligible
      .slice(0, quota)
      .filter((u) => next === undefined || compareDecimal(u.total, next.total) > 0);
    for (const u of taken) {
      const own = earnedGrade(u.total);
      out.set(u.unit, {
        grade: g.id,
        heldBy: n === own ? null : best(u) > own ? 'veto' : 'quota',
      });
    }
    waiting = waiting.filter((u) => !out.has(u.unit));
  }
  return out;
}

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;

/** Everything of a round, computed from its input alone. */
export function assess(input: AssessmentInput): AssessmentResult {
  return {
    engine: ASSESSMENT_ENGINE,
    groups: input.groups.map(({ id, units }) => {
      const group = input.scheme.groups.find((g) => g.id === id)!;
      const scored = units.map((u) => scoreUnit(input, group, u));
      const intervals = rankIntervals(scored.map((s) => s.bounds));
      const grades = gradesOf(
        input.scheme,
        scored.map((s) => ({ unit: s.unit, total: s.exact, vetoes: s.vetoes })),
      );
      const order = scored
        .map((s, n) => ({ s, n }))
        .toSorted(
          (a, b) =>
            compareDecimal(b.s.exact, a.s.exact) || (a.s.unit < b.s.unit ? -1 : a.s.unit > b.s.unit ? 1 : 0),
        );
      const weights = group.items.map((i) => Number(i.points));
      const neighbour = (own: Scored, other: Scored | undefined): Neighbour | null =>
        other === undefined
          ? null
          : {
              unit: other.unit,
              margin: text(
                less(own.exact, other.exact)
                  ? subDecimal(other.exact, own.exact)
                  : subDecimal(own.exact, other.exact),
              ),
              swaps: weightSwaps(
                weights,
                own.shares,
                other.shares,
                toNumber(subDecimal(own.extra, other.extra)),
              )
                .slice(0, 3)
                .map((w) => ({ item: group.items[w.item]!.id, from: w.from, to: rounded(w.to) })),
            };
      return {
        id,
        units: order.map(({ s, n }, at): UnitScore => {
          const { exact, shares: _, bounds: _b, extra: _e, ...rest } = s;
          const above = order.filter((o) => compareDecimal(o.s.exact, exact) > 0);
          const below = order.slice(at + 1).find((o) => less(o.s.exact, exact));
          return {
            ...rest,
            place: above.length + 1,
            interval: intervals[n] ?? [1, units.length],
            ...grades.get(s.unit)!,
            upper: neighbour(s, above.at(-1)?.s),
            lower: neighbour(s, below?.s),
          };
        }),
      };
    }),
  };
}

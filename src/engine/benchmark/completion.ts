/**
 * How far a filed benchmarking is complete: an indicator, an enterprise, a park (对标完成率). The plan gives no formula; the rules are proposals
 * and arrive as values, so that another reading of the plan is another call. Exact: a park's share of money may hang on it.
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  divDecimal,
  mulDecimal,
  roundDecimal,
  subDecimal,
  toNumber,
  type Decimal,
} from '#kernel';

const ZERO = decimal('0');
const ONE = decimal('1');
/** Rates are kept to 12 decimals, ties to even (GB/T 8170). */
const PLACES = 12;
const rateOf = (a: Decimal, b: Decimal): Decimal => divDecimal(a, b, PLACES, 'halfEven');
/** Sums of rates to 10, so that what is 0.9 by its formula is 0.9 here, whatever thirds and sevenths it came from. */
const settled = (x: Decimal): Decimal => roundDecimal(x, 10, 'halfEven');
const count = (n: number): Decimal => decimal(String(n));

export interface IndicatorProgress {
  readonly start: Decimal;
  readonly target: Decimal;
  /** Null: no figure yet. */
  readonly now: Decimal | null;
  readonly direction: 'up' | 'down';
}
export interface IndicatorCompletion {
  /** Share of the way, as it is: below 0 when worse than the start, above 1 beyond the target. Null: not to be said. */
  readonly raw: Decimal | null;
  /** The same between 0 and 1. */
  readonly rate: Decimal | null;
  /** `hold`: the target is the start, to be kept. */
  readonly basis: 'progress' | 'hold' | 'missing';
}

/** (now − start) ÷ (target − start), kept raw and clamped to 0–1; the sign cancels, so lower-is-better needs nothing else. Notes P3. */
export function indicatorCompletion(p: IndicatorProgress): IndicatorCompletion {
  if (p.now === null) return { raw: null, rate: null, basis: 'missing' };
  const way = subDecimal(p.target, p.start);
  if (way.units === 0n) {
    const worse = compareDecimal(p.now, p.start) === (p.direction === 'up' ? -1 : 1);
    const rate = worse ? ZERO : ONE;
    return { raw: rate, rate, basis: 'hold' };
  }
  const raw = rateOf(subDecimal(p.now, p.start), way);
  const rate = compareDecimal(raw, ZERO) < 0 ? ZERO : compareDecimal(raw, ONE) > 0 ? ONE : raw;
  return { raw, rate, basis: 'progress' };
}

export interface EnterpriseRules {
  /** Shares of indicators and of work items; they add up to 1. */
  readonly indicators: Decimal;
  readonly measures: Decimal;
  /** Complete from here on. */
  readonly threshold: Decimal;
  /** No mandatory indicator may be below. */
  readonly mandatory: Decimal;
}
/** Notes P4: 0.7 and 0.3, complete from 0.9, mandatory indicators at least 0.6. */
export const enterpriseRules: EnterpriseRules = {
  indicators: decimal('0.7'),
  measures: decimal('0.3'),
  threshold: decimal('0.9'),
  mandatory: decimal('0.6'),
};
/** The stricter reading: every filed indicator at its target, work items aside. */
export const allIndicatorsRules: EnterpriseRules = {
  indicators: ONE,
  measures: ZERO,
  threshold: ONE,
  mandatory: ONE,
};

export interface EnterpriseCompletion {
  /** Weighted mean of the indicators, 0–1. */
  readonly indicators: Decimal;
  /** Finished ÷ filed work items, 0–1. */
  readonly measures: Decimal;
  readonly total: Decimal;
  readonly complete: boolean;
  /** Indicators without a figure: they count as 0, and the result is to be read with that. */
  readonly missing: number;
}

/** Σ w·c ÷ Σ w × share + finished ÷ filed × share. What was not filed counts as nothing done. Notes P4. */
export function enterpriseCompletion(
  items: readonly { readonly weight: Decimal; readonly rate: Decimal | null; readonly mandatory: boolean }[],
  measures: { readonly filed: number; readonly finished: number },
  rules: EnterpriseRules = enterpriseRules,
): EnterpriseCompletion {
  const weights = items.reduce((sum, i) => addDecimal(sum, i.weight), ZERO);
  const earned = items.reduce((sum, i) => addDecimal(sum, mulDecimal(i.weight, i.rate ?? ZERO)), ZERO);
  const indicators = weights.units === 0n ? ZERO : rateOf(earned, weights);
  const work = measures.filed === 0 ? ZERO : rateOf(count(measures.finished), count(measures.filed));
  const total = settled(
    addDecimal(mulDecimal(rules.indicators, indicators), mulDecimal(rules.measures, work)),
  );
  return {
    indicators,
    measures: work,
    total,
    complete:
      items.length > 0 &&
      compareDecimal(total, rules.threshold) >= 0 &&
      items.every((i) => !i.mandatory || compareDecimal(i.rate ?? ZERO, rules.mandatory) >= 0),
    missing: items.filter((i) => i.rate === null).length,
  };
}

export interface ParkFigures {
  readonly code: string;
  /** Enterprises above scale in the year. */
  readonly aboveScale: number;
  /** Those of them with an accepted filing for the year. */
  readonly accepted: number;
  /** Those of these that are complete. */
  readonly complete: number;
  /** Mean of the indicators' completion over accepted filings, 0–1; null when there are none. */
  readonly improvement: Decimal | null;
}
export interface ParkRules {
  /** Whom the completion rate divides by. */
  readonly per: 'accepted' | 'aboveScale';
  /** Rank by the rate alone, or by 0.5 completion + 0.3 coverage + 0.2 improvement. */
  readonly rank: 'rate' | 'composite';
}
export interface ParkCompletion {
  readonly code: string;
  /** 对标完成率; null when there is nobody to divide by. */
  readonly completion: Decimal | null;
  /** Accepted filings ÷ enterprises above scale: shown beside the rate, because few filings make it easy. */
  readonly coverage: Decimal | null;
  /** 0.5 completion + 0.3 coverage + 0.2 improvement, whatever the rank goes by. */
  readonly score: Decimal | null;
  /** What the rank goes by. */
  readonly rankScore: Decimal | null;
  /** From 1; equal parks share a place. Null without a rate. */
  readonly rank: number | null;
}

const COMPOSITE = { completion: decimal('0.5'), coverage: decimal('0.3'), improvement: decimal('0.2') };

/** Completion, coverage and place of every park; ties by coverage, then by number of enterprises. Notes P5. */
export function parkCompletion(parks: readonly ParkFigures[], rules: ParkRules): ParkCompletion[] {
  const rows = parks.map((p) => {
    const by = rules.per === 'accepted' ? p.accepted : p.aboveScale;
    const completion = by === 0 ? null : rateOf(count(p.complete), count(by));
    const coverage = p.aboveScale === 0 ? null : rateOf(count(p.accepted), count(p.aboveScale));
    const score =
      completion === null
        ? null
        : settled(
            addDecimal(
              addDecimal(
                mulDecimal(COMPOSITE.completion, completion),
                mulDecimal(COMPOSITE.coverage, coverage ?? ZERO),
              ),
              mulDecimal(COMPOSITE.improvement, p.improvement ?? ZERO),
            ),
          );
    const rankScore = rules.rank === 'rate' ? completion : score;
    return { code: p.code, size: p.aboveScale, completion, coverage, score, rankScore };
  });
  const before = (a: (typeof rows)[number], b: (typeof rows)[number]): number =>
    -compareDecimal(a.rankScore ?? ZERO, b.rankScore ?? ZERO) ||
    -compareDecimal(a.coverage ?? ZERO, b.coverage ?? ZERO) ||
    b.size - a.size;
  const ranked = rows.filter((r) => r.rankScore !== null);
  return rows.map(({ size: _, ...r }, i) => ({
    ...r,
    rank: r.rankScore === null ? null : 1 + ranked.filter((other) => before(other, rows[i]!) < 0).length,
  }));
}

/**
 * Wilson's interval of a share of `n` (E. B. Wilson, JASA 22, 1927): where the share may lie when each of the n might as well have gone otherwise.
 * Floating point; null for nobody. It always holds the share itself.
 */
export function wilsonInterval(
  done: number,
  n: number,
  z: number,
): readonly [low: number, high: number] | null {
  if (n === 0) return null;
  const p = done / n;
  const middle = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  // At none and at all the formula gives 0 and 1 but for the last bit.
  return [done === 0 ? 0 : (middle - half) / scale, done === n ? 1 : (middle + half) / scale];
}

/** Lowest and highest ranking score of every park when its completion lies anywhere in Wilson's interval; the other parts stay. */
export function parkBounds(
  parks: readonly ParkFigures[],
  rules: ParkRules,
  z: number,
): (readonly [low: number, high: number] | null)[] {
  const found = parkCompletion(parks, rules);
  return parks.map((p, n) => {
    const by = rules.per === 'accepted' ? p.accepted : p.aboveScale;
    const { completion, rankScore } = found[n]!;
    const interval = wilsonInterval(p.complete, by, z);
    if (!interval || !completion || !rankScore) return null;
    const share = rules.rank === 'rate' ? 1 : toNumber(COMPOSITE.completion);
    const [own, score] = [toNumber(completion), toNumber(rankScore)];
    return [score + share * (interval[0] - own), score + share * (interval[1] - own)];
  });
}

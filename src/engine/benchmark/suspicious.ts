/** Figures that a clerk should look at before anybody relies on them. A remark is a reason to ask, never a verdict. */
import { finding, type Finding } from '#kernel';

export interface SuspectUnit {
  readonly id: string;
  /** Ratios (derived indicators) of the year; null: no figure. */
  readonly ratios: Readonly<Record<string, number | null>>;
  /** Totals of the year and of the year before, in the same units. */
  readonly totals: Readonly<Record<string, number | null>>;
  readonly totalsBefore?: Readonly<Record<string, number | null>>;
  /** Reach beyond the frontier of all others (1 = on it); null where the others cannot reach it. */
  readonly superEfficiency?: number | null;
}

export interface SuspicionLimits {
  /** Super-efficiency from here on is asked about. */
  readonly superEfficiency?: number;
  /** Interquartile ranges beyond the quartiles. */
  readonly fences?: number;
  /** Growth or shrinkage by this factor is asked about. */
  readonly jump?: number;
  /** Quartiles of fewer values say little. */
  readonly least?: number;
}

/**
 * Defaults of this house. Super-efficiency as a screen for outliers: Banker & Chang (2006); twice the frontier of all others is asked about.
 * 3 IQR are the outer fences of Tukey (1977), here in logarithms because ratios are skewed. A slipped unit is a hundredfold (percent) or a
 * ten-thousandfold (元 for 万元): tenfold catches both.
 */
export const SUSPICION_LIMITS = { superEfficiency: 2, fences: 3, jump: 10, least: 8 } as const;

/** Quantile of sorted values by straight lines between neighbours (type 7 of Hyndman & Fan 1996). */
export const quantileOf = (sorted: readonly number[], q: number): number => {
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
};

const known = (v: number | null | undefined): v is number => typeof v === 'number' && Number.isFinite(v);

/**
 * Remarks by enterprise (path and params.id), all warnings:
 * - V401 very high super-efficiency; params value, limit
 * - V402 a ratio beyond the outer fences of its group in logarithms; params indicator, value, low, high, times (of the median)
 * - V403 a total that grew or shrank tenfold; params indicator, value, before, times
 */
export function suspicions(units: readonly SuspectUnit[], limits: SuspicionLimits = {}): Finding[] {
  const { superEfficiency, fences, jump, least } = { ...SUSPICION_LIMITS, ...limits };
  const out: Finding[] = [];
  const ordered = units.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const warn = (code: string, id: string, params: Record<string, string | number>): void =>
    void out.push(finding(code, 'warning', id, { id, ...params }));
  for (const u of ordered)
    if (known(u.superEfficiency) && u.superEfficiency >= superEfficiency)
      warn('V401', u.id, { value: u.superEfficiency, limit: superEfficiency });

  const names: string[] = [...new Set(ordered.flatMap((u) => Object.keys(u.ratios)))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  for (const indicator of names) {
    const logs = ordered
      .flatMap((u) => {
        const v = u.ratios[indicator];
        return known(v) && v > 0 ? [Math.log(v)] : [];
      })
      .toSorted((a, b) => a - b);
    if (logs.length < least) continue;
    const [q1, q3] = [quantileOf(logs, 0.25), quantileOf(logs, 0.75)];
    // Half and more alike: any difference would be infinitely far out.
    if (q3 <= q1) continue;
    const low = q1 - fences * (q3 - q1);
    const high = q3 + fences * (q3 - q1);
    const median = Math.exp(quantileOf(logs, 0.5));
    for (const u of ordered) {
      const v = u.ratios[indicator];
      if (!known(v) || v <= 0) continue;
      const at = Math.log(v);
      if (at < low || at > high)
        warn('V402', u.id, {
          indicator,
          value: v,
          low: Math.exp(low),
          high: Math.exp(high),
          times: v / median,
        });
    }
  }

  for (const u of ordered)
    for (const [indicator, value] of Object.entries(u.totals)) {
      const before = u.totalsBefore?.[indicator];
      if (!known(value) || !known(before) || value <= 0 || before <= 0) continue;
      const times = value / before;
      if (times >= jump || times <= 1 / jump) warn('V403', u.id, { indicator, value, before, times });
    }
  return out;
}

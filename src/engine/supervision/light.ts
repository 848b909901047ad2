import type { Colour, SupervisionRules } from './schema.ts';

/** Per cent of the year gone at the end of a month: 8 → 66.67; 调度 compares what is done with it. */
export const timeProgress = (month: number): number => (100 * Math.max(0, Math.min(12, month))) / 12;

/** 绿黄橙红 of something due: working days past its last day (negative: still left) against the rules. Never falls as days go by. */
export const colourOf = (daysPast: number, rules: Pick<SupervisionRules, 'colours'>): Colour =>
  rules.colours.findLast((c) => daysPast >= c.from)?.colour ?? 'green';

export interface MonthlyReport {
  readonly month: number;
  /** Of the year's task, per cent; may pass 100. */
  readonly percent: number;
  /** Decimal text; null where the task has no number. */
  readonly value: string | null;
}

export const faults = ['unreported', 'stagnant', 'behind', 'missed'] as const;
export type Fault = (typeof faults)[number];

export interface EntryStanding {
  readonly light: 'green' | 'yellow' | 'red' | 'none';
  /** Per cent done as last reported; 0 before the first report. */
  readonly percent: number;
  readonly value: string | null;
  readonly timeProgress: number;
  /** Percentage points ahead of the time gone (behind when negative). */
  readonly gap: number;
  readonly reported: number | null;
  /** Months whose report was due and is not there. */
  readonly missing: readonly number[];
  readonly faults: readonly Fault[];
}

/**
 * Where a yearly task stands at the end of `month` (0…12), asked from `from` on; `due` is the last month whose report should be there.
 * Stagnation is raised before lateness: yellow when nothing moved for `stagnant` months or a report is missing, whatever the pace.
 * Nothing is asked yet: `none`. 100 % is green whenever it was reached.
 */
export function entryStanding(
  reports: readonly MonthlyReport[],
  at: { readonly from: number; readonly month: number; readonly due: number },
  rules: Pick<SupervisionRules, 'lights'>,
): EntryStanding {
  const known = reports.filter((r) => r.month <= at.month).toSorted((a, b) => a.month - b.month);
  const last = known.at(-1);
  const percent = last?.percent ?? 0;
  const gone = timeProgress(at.month);
  const gap = percent - gone;
  const there = new Set(known.map((r) => r.month));
  const missing: number[] = [];
  for (let m = at.from; m <= Math.min(at.due, at.month); m += 1) if (!there.has(m)) missing.push(m);
  const base = {
    percent,
    value: last?.value ?? null,
    timeProgress: gone,
    gap,
    reported: last?.month ?? null,
    missing,
  };
  if (last && percent >= 100) return { ...base, light: 'green', faults: [] };
  if (!last && missing.length === 0) return { ...base, light: 'none', faults: [] };

  const found: Fault[] = [];
  if (missing.length > 0) found.push('unreported');
  // Compared with the newest report that is at least that old: nothing reported since counts as nothing moved.
  const before = known.findLast((r) => r.month <= at.month - rules.lights.stagnant);
  const silent = last !== undefined && last.month <= at.month - rules.lights.stagnant;
  if (last && (silent || (before && before.percent === percent && before.value === last.value)))
    found.push('stagnant');
  if (at.month >= 12) found.push('missed');
  else if (gap < 0) found.push('behind');
  const light = at.month >= 12 || -gap > rules.lights.yellow ? 'red' : found.length > 0 ? 'yellow' : 'green';
  return { ...base, light, faults: found };
}

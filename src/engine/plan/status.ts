/**
 * The light of a target as of a day, from published figures only. Rules, in order:
 * 1. A figure counts when its period has ended and it had been published by the day.
 * 2. The latest figure reaches the target: met (early is met too). For a range its lower end counts, for 左右 the value less a tolerance.
 * 3. The year of the target is over and its own figure misses: behind. Its own figure is not out: no data, whatever later years say.
 * 4. Before the end, with three figures or more: the forecast for the due day (`outlook.ts`) decides. Its middle reaches the target: on track;
 *    only the favourable end of its interval does: at risk; not even that: behind.
 *    With fewer: progress since the base (last figure before the plan began) against the share of time gone; without a base, a straight line
 *    through the last two figures is drawn to the due day. Up to `slack` percentage points short is at risk, more is behind.
 * 5. With a single figure nothing can be said about pace: not due. With none: no data.
 * A yearly duty is judged by the last year that is over. A direction without a number (逐步提高) is met when the last figure lies on the right
 * side of the first one. Statistics, not law: plain doubles.
 */
import {
  addDays,
  daysBetween,
  decimal,
  formatDecimal,
  period,
  periodEnd,
  periodYear,
  toNumber,
  type Day,
} from '#kernel';
import { forecastAt, type Forecast } from './outlook.ts';
import type { Indicator, Target } from './types.ts';

/** Most pressing first in `statuses`. */
export type Status = 'met' | 'onTrack' | 'atRisk' | 'behind' | 'notDue' | 'noData';
export const statuses: readonly Status[] = ['behind', 'atRisk', 'noData', 'notDue', 'onTrack', 'met'];

/** One published figure, in the indicator's unit. */
export interface Figure {
  readonly period: string;
  readonly value: string;
  readonly publishedDay: string | null;
}

export interface LightRules {
  /** Share by which 左右 may fall short, e.g. 0.1. */
  readonly about: number;
  /** Percentage points of progress behind time that are still only a warning. */
  readonly slack: number;
  /** Share of outcomes that the interval of a forecast is meant to hold, e.g. 0.8. */
  readonly level: number;
}
/** Our proposal where the document is silent; decided by the question `about-tolerance` where a pack has it. */
export const defaultRules: LightRules = { about: 0.1, slack: 10, level: 0.8 };

/** One step of the reasoning; the sentences stand in the texts under `status.<code>`. */
export interface StatusStep {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
/** Numbers beside the light; null where they make no sense or cannot be known. */
export interface Outlook {
  /** Year the target is due. */
  readonly year: number | null;
  /** Per cent of the way from the base (or from nothing) to the target. */
  readonly progress: number | null;
  /** Per cent of the time that is gone on the day asked for. */
  readonly timeProgress: number | null;
  /** What every year from the latest figure on would have to bring. */
  readonly neededPerYear: number | null;
  readonly forecast: Forecast | null;
  /** Figures known. */
  readonly figures: number;
}
const noOutlook: Outlook = {
  year: null,
  progress: null,
  timeProgress: null,
  neededPerYear: null,
  forecast: null,
  figures: 0,
};
export interface StatusResult {
  readonly status: Status;
  readonly latest: Figure | null;
  readonly outlook: Outlook;
  readonly steps: readonly StatusStep[];
}

const endOfYear = (y: number): Day => `${y}-12-31` as Day;
/** A day as a moment in years, to the day. */
const yearsAt = (d: Day): number => daysBetween('2000-01-01' as Day, d) / 365.2425;
const one = (x: number): string => formatDecimal(decimal(x.toFixed(1)));

const reaches = (t: Target, value: number, rules: LightRules): boolean => {
  const goal = Number(t.value);
  switch (t.comparator) {
    case '<=':
      return value <= goal;
    case '<':
      return value < goal;
    case '>':
      return value > goal;
    case '≈':
      return value >= goal - Math.max(goal * rules.about, 0);
    default:
      return value >= goal;
  }
};

/** Status of one target; `null` for what is never measured (a rate, a cap, a list). `issued` is the day the plan began. */
export function statusOf(
  target: Target,
  indicator: Pick<Indicator, 'basis'>,
  figures: readonly Figure[],
  asOf: string,
  issued: string,
  rules: LightRules = defaultRules,
): StatusResult | null {
  if (indicator.basis === 'parameter') return null;
  const known = figures
    .filter((f) => periodEnd(period(f.period)) <= asOf && (f.publishedDay === null || f.publishedDay <= asOf))
    .toSorted((a, b) => (periodEnd(period(a.period)) < periodEnd(period(b.period)) ? -1 : 1));
  const steps: StatusStep[] = [{ code: 'figures', params: { count: known.length, asOf } }];
  const say = (code: string, params: Record<string, string | number> = {}): void =>
    void steps.push({ code, params });
  const latest = known.at(-1) ?? null;
  let outlook: Outlook = { ...noOutlook, figures: known.length };
  const done = (status: Status, figure: Figure | null = latest): StatusResult => {
    return { status, latest: figure, outlook, steps };
  };
  if (!latest) {
    say('none');
    return done('noData');
  }
  const valueOf = (f: Figure): number => toNumber(decimal(f.value));

  if (target.value === null) {
    if (target.reference) {
      say('reference', { reference: target.reference.title.zh });
      return done('noData');
    }
    const first = known[0]!;
    if (known.length < 2) {
      say('one', { period: latest.period, value: latest.value });
      return done('noData');
    }
    const rises = valueOf(latest) > valueOf(first);
    const good = target.direction === 'down' ? valueOf(latest) < valueOf(first) : rises;
    say('direction', { from: first.period, before: first.value, to: latest.period, now: latest.value });
    const due = target.when.kind === 'by' ? endOfYear(target.when.year) : undefined;
    const over = due !== undefined && asOf > due;
    return done(good ? (over ? 'met' : 'onTrack') : over ? 'behind' : 'atRisk');
  }

  if (target.when.kind === 'each') {
    const { from, to } = target.when;
    const lastYear = Math.min(to, Number(asOf.slice(0, 4)) - (asOf.slice(5) === '12-31' ? 0 : 1));
    if (lastYear < from) {
      say('notYet', { year: from });
      return done('notDue');
    }
    const own = known.findLast(
      (f) =>
        f.period.length === 4 &&
        periodYear(period(f.period)) <= lastYear &&
        periodYear(period(f.period)) >= from,
    );
    if (!own) {
      say('missing', { year: lastYear });
      return done('noData', null);
    }
    const ok = reaches(target, valueOf(own), rules);
    say(ok ? 'reached' : 'missed', { period: own.period, value: own.value, target: target.value });
    if (periodYear(period(own.period)) < lastYear) say('older', { year: lastYear });
    return done(ok ? 'met' : 'behind', own);
  }

  const year =
    target.when.kind === 'by' || target.when.kind === 'year' || target.when.kind === 'horizon'
      ? target.when.year
      : undefined;
  if (year === undefined) return null;
  const due = endOfYear(year);
  // The target speaks of its own year; figures of later years do not undo it.
  const upTo = known.filter((f) => periodYear(period(f.period)) <= year);
  const decisive = upTo.at(-1);
  if (!decisive) {
    say('unpublished', { year });
    return done('noData', null);
  }
  const value = valueOf(decisive);
  const goal = Number(target.value);
  const base = known.findLast((f) => periodEnd(period(f.period)) <= issued);
  const from = base && base !== decisive && goal !== valueOf(base) ? valueOf(base) : 0;
  const began = base ? addDays(periodEnd(period(base.period)), 1) : (issued as Day);
  const upward = target.comparator !== '<=' && target.comparator !== '<';
  const points = upTo.map((f) => ({ at: yearsAt(periodEnd(period(f.period))), value: valueOf(f) }));
  const forecast = asOf <= due ? forecastAt(points, yearsAt(due), rules.level) : undefined;
  outlook = {
    ...outlook,
    year,
    progress: goal === from || (!upward && from === 0) ? null : (100 * (value - from)) / (goal - from),
    timeProgress: Math.min(
      100,
      Math.max(0, (100 * (daysBetween(began, asOf as Day) + 1)) / (daysBetween(began, due) + 1)),
    ),
    neededPerYear: reaches(target, value, rules)
      ? 0
      : asOf > due
        ? null
        : (goal - value) / Math.max(1, year - periodYear(period(decisive.period))),
    forecast: forecast ?? null,
  };
  if (reaches(target, value, rules)) {
    say('reached', { period: decisive.period, value: decisive.value, target: target.value });
    if (target.comparator === '≈') say('about', { percent: one(rules.about * 100) });
    if (asOf <= due) say('early', { year });
    return done('met', decisive);
  }
  say('missed', { period: decisive.period, value: decisive.value, target: target.value });
  if (asOf > due) {
    const own = known.some((f) => periodYear(period(f.period)) === year && f.period.length === 4);
    say(own ? 'over' : 'unpublished', { year });
    return done(own ? 'behind' : 'noData', decisive);
  }
  const needed = (goal - value) / Math.max(1, year - periodYear(period(decisive.period)));
  say('needed', { perYear: one(needed) });
  if (forecast && forecast.low !== null && forecast.high !== null) {
    say('interval', {
      count: upTo.length,
      year,
      mid: one(forecast.mid),
      low: one(forecast.low),
      high: one(forecast.high),
      percent: Math.round(100 * forecast.level),
    });
    const favourable = upward ? forecast.high : forecast.low;
    return done(
      reaches(target, forecast.mid, rules)
        ? 'onTrack'
        : reaches(target, favourable, rules)
          ? 'atRisk'
          : 'behind',
      decisive,
    );
  }
  if (base && base !== decisive && goal !== valueOf(base)) {
    const start = addDays(periodEnd(period(base.period)), 1);
    const now = periodEnd(period(decisive.period));
    const time = (100 * (daysBetween(start, now) + 1)) / (daysBetween(start, due) + 1);
    const progress = (100 * (value - valueOf(base))) / (goal - valueOf(base));
    say('pace', { base: base.period, baseValue: base.value, progress: one(progress), time: one(time) });
    return done(
      progress >= time ? 'onTrack' : progress >= time - rules.slack ? 'atRisk' : 'behind',
      decisive,
    );
  }
  const before = upTo.at(-2);
  if (!before) {
    say('one', { period: decisive.period, value: decisive.value });
    return done('notDue', decisive);
  }
  const mid = forecast?.mid ?? value;
  say('forecast', { from: before.period, to: decisive.period, year, forecast: one(mid) });
  const share = upward ? mid / goal : goal / mid;
  return done(share >= 1 ? 'onTrack' : share >= 1 - rules.slack / 100 ? 'atRisk' : 'behind', decisive);
}

/**
 * The light of a target as of a day, from published figures only. Rules, in order:
 * 1. A figure counts when its period has ended and it had been published by the day.
 * 2. The latest figure reaches the target: met (early is met too). For a range its lower end counts, for 左右 the value less a tolerance.
 * 3. The year of the target is over and its own figure misses: behind. Its own figure is not out: no data, whatever later years say.
 * 4. Before the end: progress since the base (last figure before the plan began) against the share of time gone; without a base, a straight line
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
}
/** Our proposal where the document is silent; decided by the question `about-tolerance` where a pack has it. */
export const defaultRules: LightRules = { about: 0.1, slack: 10 };

/** One step of the reasoning; the sentences stand in the texts under `status.<code>`. */
export interface StatusStep {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
export interface StatusResult {
  readonly status: Status;
  readonly latest: Figure | null;
  readonly steps: readonly StatusStep[];
}

const endOfYear = (y: number): Day => `${y}-12-31` as Day;
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
  const done = (status: Status, figure: Figure | null = latest): StatusResult => {
    return { status, latest: figure, steps };
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
  const goal = Number(target.value);
  const needed = (goal - value) / Math.max(1, year - periodYear(period(decisive.period)));
  say('needed', { perYear: one(needed) });
  const base = known.findLast((f) => periodEnd(period(f.period)) <= issued);
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
  const slope =
    (value - valueOf(before)) /
    Math.max(1, daysBetween(periodEnd(period(before.period)), periodEnd(period(decisive.period))));
  const forecast = value + slope * daysBetween(periodEnd(period(decisive.period)), due);
  say('forecast', { from: before.period, to: decisive.period, year, forecast: one(forecast) });
  const share = target.comparator === '<=' || target.comparator === '<' ? goal / forecast : forecast / goal;
  return done(share >= 1 ? 'onTrack' : share >= 1 - rules.slack / 100 ? 'atRisk' : 'behind', decisive);
}

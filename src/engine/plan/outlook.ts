/**
 * Where a series is heading: a random walk with drift (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2), for years
 * that need not be evenly spaced. Drift = (last − first) ÷ years between; its error grows with the square root of h (1 + h ÷ years between).
 * Simple enough to be redone on a pocket calculator. Statistics: plain doubles, compared with a tolerance of 1e-9.
 */

/** A figure at a moment, in years (2019.5 is the middle of 2019). */
export interface Point {
  readonly at: number;
  readonly value: number;
}
export interface Forecast {
  readonly mid: number;
  /** Null with fewer than three figures: one step says nothing about its own error. */
  readonly low: number | null;
  readonly high: number | null;
  /** Change a year. */
  readonly drift: number;
  /** Share of outcomes the interval is meant to hold. */
  readonly level: number;
}

/** Two-sided normal quantile by bisection of the error function (Abramowitz & Stegun 7.1.26, |error| < 1.5e-7). */
function quantile(level: number): number {
  const inside = (z: number): number => {
    const x = z / Math.SQRT2;
    const t = 1 / (1 + 0.3275911 * x);
    const poly =
      t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return 1 - poly * Math.exp(-x * x);
  };
  let [low, high] = [0, 8];
  for (let n = 0; n < 60; n += 1) {
    const z = (low + high) / 2;
    if (inside(z) < level) low = z;
    else high = z;
  }
  return (low + high) / 2;
}

/** Forecast of a series at a later moment; undefined with fewer than two figures. Points in order of time, no two at one moment. */
export function forecastAt(points: readonly Point[], when: number, level = 0.8): Forecast | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || first === last) return undefined;
  const span = last.at - first.at;
  const drift = (last.value - first.value) / span;
  const ahead = Math.max(0, when - last.at);
  const mid = last.value + drift * ahead;
  const steps = points.length - 1;
  if (steps < 2) return { mid, low: null, high: null, drift, level };
  let squares = 0;
  for (let n = 1; n < points.length; n += 1) {
    const years = points[n]!.at - points[n - 1]!.at;
    squares += (points[n]!.value - points[n - 1]!.value - drift * years) ** 2 / years;
  }
  const error = Math.sqrt((squares / (steps - 1)) * ahead * (1 + ahead / span)) * quantile(level);
  return { mid, low: mid - error, high: mid + error, drift, level };
}

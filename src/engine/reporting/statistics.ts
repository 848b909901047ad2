/** Plain robust statistics; floating point, tolerance 1e-9 relative. */

/** Middle value; the mean of the two middle ones of an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const s = values.toSorted((a, b) => a - b);
  const n = s.length;
  return n === 0 ? Number.NaN : n % 2 === 1 ? s[(n - 1) / 2]! : (s[n / 2 - 1]! + s[n / 2]!) / 2;
}

export interface Spread {
  readonly n: number;
  readonly median: number;
  /** Median absolute deviation from the median. */
  readonly mad: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const m = median(values);
  return { n: values.length, median: m, mad: median(values.map((v) => Math.abs(v - m))) };
}

/** 0.6745 (x − median) / MAD (Iglewicz and Hoaglin 1993); 0 where the group shows no spread. */
export const robustZ = (x: number, s: Spread): number => (s.mad > 0 ? (0.6745 * (x - s.median)) / s.mad : 0);

/** Upper tail of chi-square with 9 degrees of freedom: closed form for an odd number, by Abramowitz and Stegun 26.4.4. */
export function chiSquareTail9(x: number): number {
  if (x <= 0) return 1;
  const r = Math.sqrt(x);
  const series = r * (1 + x / 3 + x ** 2 / 15 + x ** 3 / 105);
  return Math.min(1, erfc(r / Math.SQRT2) + Math.sqrt(2 / Math.PI) * Math.exp(-x / 2) * series);
}

/** Complementary error function, absolute error below 1.2e-7 (Numerical Recipes, erfcc). */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const c = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const poly = c.reduceRight((sum, k) => sum * t + k, 0);
  const y = t * Math.exp(-x * x + poly);
  return x >= 0 ? y : 2 - y;
}

export interface LastDigits {
  readonly n: number;
  readonly chiSquare: number;
  /** Chance of as uneven an outcome if every digit were as likely. */
  readonly p: number;
  /** The digit that came most, and its share. */
  readonly digit: number;
  readonly share: number;
}

/** Last digits of decimal texts as they were typed, against an even spread (Beber and Scacco 2012). Figures below 100 say too little and are left out. */
export function lastDigits(values: readonly string[]): LastDigits {
  const counts = Array.from({ length: 10 }, () => 0);
  let n = 0;
  for (const v of values) {
    const digits = v.replace(/^-/, '').replace('.', '').replace(/^0+/, '');
    if (digits.length < 3) continue;
    counts[Number(digits.at(-1))]! += 1;
    n += 1;
  }
  if (n === 0) return { n, chiSquare: 0, p: 1, digit: 0, share: 0 };
  const even = n / 10;
  const chiSquare = counts.reduce((sum, k) => sum + (k - even) ** 2 / even, 0);
  const most = Math.max(...counts);
  return { n, chiSquare, p: chiSquareTail9(chiSquare), digit: counts.indexOf(most), share: most / n };
}

import { divideRounded, type Decimal, type Rounding } from './decimal.ts';

/** Money in whole fen. The brand makes yuan/fen mix-ups and float arithmetic type errors. */
export type Fen = bigint & { readonly __fen: true };

export const fen = (n: bigint): Fen => n as Fen;
export const addFen = (a: Fen, b: Fen): Fen => (a + b) as Fen;
export const subFen = (a: Fen, b: Fen): Fen => (a - b) as Fen;

/** amount × rate, rounded to whole fen as named. */
export const share = (amount: Fen, rate: Decimal, rounding: Rounding): Fen =>
  divideRounded(amount * rate.units, 10n ** BigInt(rate.scale), rounding) as Fen;

/** Splits an amount by weights with the largest-remainder method: the parts always sum to the whole; ties go to the first. */
export function allocate(amount: Fen, weights: readonly bigint[]): Fen[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total <= 0n || weights.some((w) => w < 0n))
    throw new RangeError('weights must be non-negative and not all zero');
  const negative = amount < 0n;
  const whole: bigint = negative ? -amount : amount;
  const parts = weights.map((w) => (whole * w) / total);
  let left = whole - parts.reduce((a, b) => a + b, 0n);
  const order = weights
    .map((w, i) => ({ i, remainder: (whole * w) % total }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  for (const { i } of order) {
    if (left === 0n) break;
    parts[i]! += 1n;
    left -= 1n;
  }
  return parts.map((p) => (negative ? -p : p) as Fen);
}

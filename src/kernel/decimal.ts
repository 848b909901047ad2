/**
 * Exact decimals for facts, rates and coefficients: `units × 10^-scale`.
 * Canonical text has no exponent, no plus sign, no trailing zeros after the point, and no negative zero.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?$|^([+-]?)\.(\d+)$/;
const MAX_DIGITS = 40;

const pow10 = (n: number): bigint => 10n ** BigInt(n);

const normal = (units: bigint, scale: number): Decimal => {
  // Rounding to tens or hundreds leaves a negative scale, which the canonical text has no place for.
  if (scale < 0) return { units: units * pow10(-scale), scale: 0 };
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale -= 1;
  }
  return { units, scale };
};

/** Parses plain decimal text (`-12.50`); undefined when it is anything else. At most 40 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const m = PATTERN.exec(text.trim());
  if (!m) return undefined;
  const sign = (m[1] ?? m[4]) === '-' ? -1n : 1n;
  const whole = m[2] ?? '0';
  const fraction = m[3] ?? m[5] ?? '';
  if (whole.length + fraction.length > MAX_DIGITS) return undefined;
  return normal(sign * BigInt(whole + fraction), fraction.length);
}

/** Like `parseDecimal`, for text that is known to be a decimal; throws RangeError otherwise. */
export function decimal(text: string): Decimal {
  const d = parseDecimal(text);
  if (!d) throw new RangeError(`not a decimal: ${text}`);
  return d;
}

export function formatDecimal(d: Decimal): string {
  const { units, scale } = normal(d.units, d.scale);
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return negative ? `-${text}` : text;
}

const align = (a: Decimal, b: Decimal): [bigint, bigint, number] => {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * pow10(scale - a.scale), b.units * pow10(scale - b.scale), scale];
};

export const addDecimal = (a: Decimal, b: Decimal): Decimal => {
  const [x, y, scale] = align(a, b);
  return normal(x + y, scale);
};
export const subDecimal = (a: Decimal, b: Decimal): Decimal => {
  const [x, y, scale] = align(a, b);
  return normal(x - y, scale);
};
export const mulDecimal = (a: Decimal, b: Decimal): Decimal => normal(a.units * b.units, a.scale + b.scale);

export const compareDecimal = (a: Decimal, b: Decimal): -1 | 0 | 1 => {
  const [x, y] = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
};

/** How a quotient or a step is rounded; named so that a rule can cite it. `halfEven` is GB/T 8170 (四舍六入五成双). */
export type Rounding = 'down' | 'up' | 'halfUp' | 'halfEven';

/** Divides integers with the named rounding. Ties and directions are about magnitude (`down` is toward zero). */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new RangeError('division by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  let q = n / d;
  const r = n % d;
  const twice = 2n * r;
  if (
    (rounding === 'up' && r > 0n) ||
    (rounding === 'halfUp' && twice >= d) ||
    (rounding === 'halfEven' && (twice > d || (twice === d && q % 2n === 1n)))
  )
    q += 1n;
  return negative ? -q : q;
}

/** a ÷ b to `places` decimals. */
export const divDecimal = (a: Decimal, b: Decimal, places: number, rounding: Rounding): Decimal => {
  const shift = places + b.scale - a.scale;
  const numerator = shift >= 0 ? a.units * pow10(shift) : a.units;
  const denominator = shift >= 0 ? b.units : b.units * pow10(-shift);
  return normal(divideRounded(numerator, denominator, rounding), places);
};

export const roundDecimal = (a: Decimal, places: number, rounding: Rounding): Decimal =>
  a.scale <= places ? a : normal(divideRounded(a.units, pow10(a.scale - places), rounding), places);

/** Nearest double; for statistics only, never on the way to an amount of money. */
export const toNumber = (d: Decimal): number => Number(formatDecimal(d));

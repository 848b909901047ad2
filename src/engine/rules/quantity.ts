import {
  daysBetween,
  mulDecimal,
  parseDay,
  parseDecimal,
  parseUnit,
  sameDimensions,
  type Day,
  type Rounding,
  type Unit,
} from '#kernel';
import type { FactDef } from './types.ts';

/**
 * Every number of the rules is a safe integer of its grain: money in fen, ratios in 10⁻⁸ (a millionth of a percent), counts in ones, other
 * quantities in a millionth of the declared unit, days since 1970-01-01, flags 0 and 1, choices by their place. Not a number is "not known".
 */
export const RATIO_ONE = 100_000_000;
/** Largest figure a fact may have: 1 万亿元 in fen. Sums of ninety of them still count exactly in a double. */
export const LARGEST = 100_000_000_000_000;

/** A facts file says the same few units over and over. */
const units = new Map<string, Unit | undefined>();
function unitOf(symbol: string): Unit | undefined {
  if (units.has(symbol)) return units.get(symbol);
  const unit = parseUnit(symbol);
  if (units.size < 1000) units.set(symbol, unit);
  return unit;
}

const YUAN = parseUnit('元')!;
const PLAIN = parseUnit('1')!;

const grain = (def: Pick<FactDef, 'type' | 'unit'>): { unit: Unit; places: number } => {
  switch (def.type) {
    case 'ratio':
      return { unit: PLAIN, places: 8 };
    case 'count':
      return { unit: unitOf(def.unit) ?? PLAIN, places: 0 };
    case 'quantity':
      return { unit: unitOf(def.unit) ?? PLAIN, places: 6 };
    default:
      return { unit: YUAN, places: 2 };
  }
};

export type Fault = 'number' | 'unit' | 'precision' | 'negative' | 'large';
export type Encoded =
  | { readonly n: number; readonly fault?: undefined }
  | { readonly fault: Fault; readonly n?: undefined };

/** Text and unit as grains, exactly or with the reason why not; `1.5`, `万元` of a money fact → 1 500 000 fen. */
export function encode(text: string, symbol: string, def: Pick<FactDef, 'type' | 'unit'>): Encoded {
  const value = parseDecimal(text);
  if (!value) return { fault: 'number' };
  const unit = unitOf(symbol);
  const own = grain(def);
  if (!unit || !sameDimensions(unit, own.unit)) return { fault: 'unit' };
  // Bare numbers have no dimension, as ratios have none: "20" must not pass for 20%.
  if (def.type === 'ratio' && symbol === '1') return { fault: 'unit' };
  const up = mulDecimal(mulDecimal(value, unit.factorUp), own.unit.factorDown);
  const down = mulDecimal(unit.factorDown, own.unit.factorUp);
  const numerator = up.units * 10n ** BigInt(own.places + down.scale);
  const denominator = down.units * 10n ** BigInt(up.scale);
  if (numerator % denominator !== 0n) return { fault: 'precision' };
  const n = numerator / denominator;
  if (n < 0n) return { fault: 'negative' };
  const most = ['ratio', 'count', 'quantity'].includes(def.type) ? Number.MAX_SAFE_INTEGER : LARGEST;
  return n > BigInt(most) ? { fault: 'large' } : { n: Number(n) };
}

/** `300万元`, `20%`, `3 年` as number and unit. */
export const splitQuantity = (text: string): { value: string; unit: string } | undefined => {
  const m = /^(-?\d+(?:\.\d+)?)\s*([^\d\s.]\S*)$/u.exec(text.trim());
  return m ? { value: m[1]!, unit: m[2]! } : undefined;
};

const EPOCH = '1970-01-01' as Day;
export const dayNumber = (d: Day): number => daysBetween(EPOCH, d);
export const encodeDay = (text: string): number => {
  const d = parseDay(text);
  return d === undefined ? Number.NaN : dayNumber(d);
};

/** The civil calendar's day of a day number (days since 1970-01-01; Howard Hinnant's civil_from_days). */
export function dayText(n: number): string {
  const z = n + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const two = (x: number): string => String(x).padStart(2, '0');
  return `${year}-${two(month)}-${two(doy - Math.floor((153 * mp + 2) / 5) + 1)}`;
}

/** n × 10^-places as decimal text, exactly; n is a safe integer. */
function plain(n: number, places: number): string {
  const a = Math.abs(n);
  const p = 10 ** places;
  const whole = Math.floor(a / p);
  let rest = a - whole * p;
  const sign = n < 0 ? '-' : '';
  if (rest === 0) return `${sign}${whole}`;
  let digits = places;
  while (rest % 10 === 0) {
    rest /= 10;
    digits -= 1;
  }
  return `${sign}${whole}.${String(rest).padStart(digits, '0')}`;
}

/** Fen as people write them: 万元 from ten thousand yuan up, 亿元 from a hundred million, with every digit that counts. */
export const moneyText = (fen: number): string =>
  Math.abs(fen) >= 10_000_000_000
    ? `${plain(fen, 10)}亿元`
    : Math.abs(fen) >= 1_000_000
      ? `${plain(fen, 6)}万元`
      : `${plain(fen, 2)}元`;
export const ratioText = (n: number): string => `${plain(n, 6)}%`;

/** A figure of a fact as text with its unit; null where it is not known. */
export function valueText(n: number, def: Pick<FactDef, 'type' | 'unit' | 'options'>): string | null {
  if (Number.isNaN(n)) return null;
  switch (def.type) {
    case 'ratio':
      return ratioText(n);
    case 'count':
      return `${n}${def.unit}`;
    case 'quantity':
      return `${plain(n, 6)}${def.unit}`;
    case 'flag':
      return n === 1 ? '是' : '否';
    case 'day':
      return dayText(n);
    case 'text':
      return def.options[n]?.title ?? null;
    default:
      return moneyText(n);
  }
}

/** Figure and unit apart, as a facts file has them. */
export function factValue(n: number, def: Pick<FactDef, 'type' | 'unit' | 'options'>): unknown {
  switch (def.type) {
    case 'flag':
      return n === 1;
    case 'day':
      return { value: dayText(n) };
    case 'text':
      return { value: def.options[n]?.id ?? '' };
    case 'ratio':
      return { value: plain(n, 6), unit: '%' };
    case 'count':
      return { value: String(n), unit: def.unit };
    case 'quantity':
      return { value: plain(n, 6), unit: def.unit };
    default:
      return { value: plain(n, 2), unit: '元' };
  }
}

/** Rounding of amounts: the mode and the step in fen. */
export interface Round {
  readonly mode: Rounding;
  readonly step: number;
}

/**
 * a × b ÷ c rounded as named to a whole number of steps; a, b ≥ 0, c > 0, all safe integers. Where the product leaves the safe integers it is
 * taken in whole numbers of any length, so that the answer is exact in every case.
 */
export function mulDiv(a: number, b: number, c: number, round: Round): number {
  const p = a * b;
  const d = c * round.step;
  if (p > Number.MAX_SAFE_INTEGER || d > Number.MAX_SAFE_INTEGER / 2)
    return divBig(BigInt(a) * BigInt(b), BigInt(c), round);
  // The quotient of two doubles may round up to the next whole number; the remainder tells.
  let q = Math.floor(p / d);
  let r = p - q * d;
  if (r < 0) {
    q -= 1;
    r += d;
  }
  if (r !== 0) {
    const twice = 2 * r;
    if (
      round.mode === 'up' ||
      (round.mode === 'halfUp' && twice >= d) ||
      (round.mode === 'halfEven' && (twice > d || (twice === d && q % 2 === 1)))
    )
      q += 1;
  }
  return q * round.step;
}

/** n ÷ d in whole numbers of any length, n ≥ 0, d > 0, rounded as named. */
export function divBig(n: bigint, d: bigint, round: Round): number {
  const down = d * BigInt(round.step);
  let q = n / down;
  const twice = 2n * (n % down);
  if (
    twice > 0n &&
    (round.mode === 'up' ||
      (round.mode === 'halfUp' && twice >= down) ||
      (round.mode === 'halfEven' && (twice > down || (twice === down && q % 2n === 1n))))
  )
    q += 1n;
  return Number(q) * round.step;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
/** A ratio in grains as the shortest fraction: 10% → 1 ÷ 10. */
export function fraction(n: number): readonly [up: number, down: number] {
  const g = gcd(n, RATIO_ONE) || 1;
  return [n / g, RATIO_ONE / g];
}

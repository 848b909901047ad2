import { parseDay, parseDecimal, formatDecimal, toHalfWidth } from '#kernel';

export type ParsedNumber =
  | {
      readonly kind: 'value';
      /** Decimal text with 万 and 亿 multiplied out, a percentage as its figure. */
      readonly value: string;
      /** What the cell itself says after the digits: `%`, `万`, `万元`, `亿`; absent where it says nothing. */
      readonly suffix?: string;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'bad' };

const MISSING = /^(?:|[-–—―－~～…]+|\.{2,}|\/|\\|\*+|无|暂无|未报|缺|不详|N\/?A|NA|null|none|#N\/A)$/i;
const FACTORS: Readonly<Record<string, number>> = { 万: 4, 亿: 8 };

/**
 * A number as people write it: full-width digits, thousands separators, percent signs, brackets for negatives, 万 and 亿. A dash or 无 means there
 * is none. What could be read in two ways (`1,23`) is not read at all.
 */
export function parseNumber(text: string): ParsedNumber {
  let s = toHalfWidth(text).replaceAll('，', ',').replaceAll('－', '-').replaceAll('−', '-').trim();
  if (MISSING.test(s)) return { kind: 'missing' };
  let negative = false;
  const bracket = /^\((.+)\)$/.exec(s);
  if (bracket) {
    negative = true;
    s = bracket[1]!.trim();
    // (-5) may be minus five or plus five.
    if (/^[-+]/.test(s)) return { kind: 'bad' };
  }
  s = s.replace(/^[¥￥$]/, '').trim();
  let shift = 0;
  let suffix: string | undefined;
  const tail = /^(.*?)\s*(%|(万|亿)(?:元|人|吨|家|个|亩|千瓦时)?)$/.exec(s);
  if (tail) {
    s = tail[1]!;
    suffix = tail[2]!;
    shift = tail[3] === undefined ? 0 : FACTORS[tail[3]]!;
  }
  // Separators must stand where thousands stand; no thousands begin with a nought (0,123).
  if (/^[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/.test(s)) s = s.replaceAll(',', '');
  else if (/^[-+]?[1-9]\d{0,2}(?: \d{3})+(?:\.\d*)?$/.test(s)) s = s.replaceAll(' ', '');
  const exponent = /^([-+]?\d+(?:\.\d+)?)[eE]([-+]?\d{1,2})$/.exec(s);
  if (exponent) {
    s = exponent[1]!;
    shift += Number(exponent[2]);
  }
  const d = parseDecimal(s);
  if (!d) return { kind: 'bad' };
  const units = (negative ? -d.units : d.units) * (shift > 0 ? 10n ** BigInt(shift) : 1n);
  const value = formatDecimal({ units, scale: d.scale + (shift < 0 ? -shift : 0) });
  return suffix === undefined ? { kind: 'value', value } : { kind: 'value', value, suffix };
}

/** `2019`, `2019年`, `2019年7月`, `2019-07`, `201907`, `2019年1-7月`(累计, refused), `2019Q3`, `2019年三季度`, `2019年上半年`; undefined otherwise. */
export function parsePeriodText(text: string): string | undefined {
  const s = toHalfWidth(text).replace(/\s+/g, '');
  let m = /^(\d{4})年?(?:度|全年|年报)?$/.exec(s);
  if (m) return m[1];
  m = /^(\d{4})(?:年|-|\/|\.)?(0?[1-9]|1[0-2])月?(?:份)?$/.exec(s);
  if (m && (s.length !== 5 || /[-年/.]/.test(s))) return `${m[1]}-M${m[2]!.padStart(2, '0')}`;
  if (parseDay(s)) return `${s.slice(0, 4)}-M${s.slice(5, 7)}`;
  m = /^(\d{4})年?-?[Qq第]?([1-4一二三四])季?度?$/.exec(s);
  if (m && /[Qq季]/.test(s))
    return `${m[1]}-Q${'一二三四'.includes(m[2]!) ? '一二三四'.indexOf(m[2]!) + 1 : m[2]}`;
  m = /^(\d{4})年?(上|下)半年$/.exec(s);
  if (m) return `${m[1]}-H${m[2] === '上' ? 1 : 2}`;
  return /^\d{4}-(?:H[12]|Q[1-4]|M(?:0[1-9]|1[0-2]))$/.test(s) ? s : undefined;
}

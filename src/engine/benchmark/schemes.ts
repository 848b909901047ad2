import type { ScoreItem } from './types.ts';

/** How a named scheme scores an indicator: a line of the table of scoring schemes, as text. `none` switches a bound off. */
export interface SchemeRule {
  readonly scheme: string;
  readonly year: string;
  readonly indicator: string;
  readonly method: string;
  /** limit: the value at which nothing is left. */
  readonly zeroAt: string;
  readonly cap: string;
  readonly floor: string;
  readonly negative: string;
}

/** Standard value and weight of an indicator of the scheme: a line of the table of standard values, as text. */
export interface SchemeValue {
  readonly scheme: string;
  readonly year: string;
  readonly indicator: string;
  readonly singleStandard: string;
  readonly weight: string;
}

function numberOf(text: string, what: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new RangeError(`${what}: no number: ${text}`);
  return value;
}

const bound = (name: 'cap' | 'floor', text: string, what: string) =>
  text === '' ? {} : { [name]: text === 'none' ? null : numberOf(text, what) };

/** The score items of one edition of a named scheme (工业经济效益综合指数, 1997), in the order of its rules; refuses one that is not whole. */
export function schemeItems(
  name: string,
  year: string,
  rules: readonly SchemeRule[],
  values: readonly SchemeValue[],
): ScoreItem[] {
  const own = rules.filter((r) => r.scheme === name && r.year === year);
  if (own.length === 0) throw new RangeError(`no scheme ${name} of ${year}`);
  return own.map((rule): ScoreItem => {
    const what = `${name} ${year} ${rule.indicator}`;
    const found = values.filter(
      (v) => v.scheme === name && v.year === year && v.indicator === rule.indicator,
    );
    const [value] = found;
    if (!value || found.length > 1) throw new RangeError(`${what}: ${found.length} standard values`);
    const standard = numberOf(value.singleStandard, what);
    const floor = bound('floor', rule.floor, what);
    if (rule.method !== 'ratio' && rule.method !== 'limit')
      throw new RangeError(`${what}: no method ${rule.method}`);
    return {
      indicator: rule.indicator,
      weight: numberOf(value.weight, what),
      formula:
        rule.method === 'ratio'
          ? { kind: 'ratio', base: standard, ...bound('cap', rule.cap, what), ...floor }
          : { kind: 'limit', full: standard, zero: numberOf(rule.zeroAt, what), ...floor },
      negative: rule.negative === 'as-is' ? 'as-is' : 'zero',
    };
  });
}

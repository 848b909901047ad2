import { decimal, divDecimal, mulDecimal, type Decimal } from './decimal.ts';

/** What is measured; quantities of different dimensions never meet in silence. `count:*` keeps 家, 个 and 台 apart from plain numbers but not from each other. */
export type Dimension =
  | 'money'
  | 'ratio'
  | 'count'
  | 'person'
  | 'mass'
  | 'energy'
  | 'area'
  | 'time'
  | 'day'
  | 'duration'
  | 'power'
  | 'volume'
  | 'length'
  | 'pressure'
  | 'number';

export interface BaseUnit {
  readonly symbol: string;
  readonly dimension: Dimension;
  /** Exact factor to the dimension's base unit (元, 1, 家, 人, t, tce, 亩, 月, kW, m³, m, Pa). */
  readonly factor: Decimal;
}

const table: Record<string, [Dimension, string]> = {
  元: ['money', '1'],
  百元: ['money', '100'],
  千元: ['money', '1000'],
  万元: ['money', '10000'],
  百万元: ['money', '1000000'],
  亿元: ['money', '100000000'],
  '%': ['ratio', '0.01'],
  '‰': ['ratio', '0.001'],
  百分点: ['ratio', '0.01'],
  倍: ['ratio', '1'],
  家: ['count', '1'],
  个: ['count', '1'],
  台: ['count', '1'],
  项: ['count', '1'],
  '家(个)': ['count', '1'],
  份: ['count', '1'],
  次: ['count', '1'],
  户: ['count', '1'],
  件: ['count', '1'],
  场: ['count', '1'],
  批: ['count', '1'],
  种: ['count', '1'],
  类: ['count', '1'],
  级: ['count', '1'],
  环节: ['count', '1'],
  部门: ['count', '1'],
  人: ['person', '1'],
  万人: ['person', '10000'],
  人次: ['person', '1'],
  名: ['person', '1'],
  t: ['mass', '1'],
  吨: ['mass', '1'],
  万吨: ['mass', '10000'],
  kg: ['mass', '0.001'],
  千克: ['mass', '0.001'],
  克: ['mass', '0.000001'],
  tce: ['energy', '1'],
  吨标准煤: ['energy', '1'],
  万吨标准煤: ['energy', '10000'],
  kgce: ['energy', '0.001'],
  千克标准煤: ['energy', '0.001'],
  gce: ['energy', '0.000001'],
  // Electricity by calorific value, 0.1229 kgce/kWh (GB/T 2589); schemes that use another coefficient state it themselves.
  kWh: ['energy', '0.0001229'],
  千瓦时: ['energy', '0.0001229'],
  万千瓦时: ['energy', '1.229'],
  MWh: ['energy', '0.1229'],
  亿千瓦时: ['energy', '12290'],
  亩: ['area', '1'],
  公顷: ['area', '15'],
  平方公里: ['area', '1500'],
  // Months have no fixed number of days, so days are counted apart.
  年: ['time', '12'],
  月: ['time', '1'],
  天: ['day', '1'],
  日: ['day', '1'],
  小时: ['duration', '1'],
  kW: ['power', '1'],
  千瓦: ['power', '1'],
  万千瓦: ['power', '10000'],
  MW: ['power', '1000'],
  m3: ['volume', '1'],
  立方米: ['volume', '1'],
  万立方米: ['volume', '10000'],
  m: ['length', '1'],
  米: ['length', '1'],
  千米: ['length', '1000'],
  Pa: ['pressure', '1'],
  帕: ['pressure', '1'],
  百帕: ['pressure', '100'],
  千帕: ['pressure', '1000'],
  '1': ['number', '1'],
  分: ['number', '1'],
  年份: ['number', '1'],
};

export const unitTable: ReadonlyMap<string, BaseUnit> = new Map(
  Object.entries(table).map(([symbol, [dimension, factor]]) => [
    symbol,
    { symbol, dimension, factor: decimal(factor) },
  ]),
);

/** A unit as a quotient of base units: `万元/人` is one over the other; the exponents of each dimension and the exact factor. */
export interface Unit {
  readonly symbol: string;
  readonly dimensions: Readonly<Partial<Record<Dimension, number>>>;
  /** Numerator and denominator of the factor are kept apart so that it stays exact. */
  readonly factorUp: Decimal;
  readonly factorDown: Decimal;
}

const ONE = decimal('1');
const add = (a: Unit['dimensions'], b: Unit['dimensions'], sign: 1 | -1): Unit['dimensions'] => {
  const out: Partial<Record<Dimension, number>> = { ...a };
  for (const [k, n] of Object.entries(b) as [Dimension, number][]) {
    const v = (out[k] ?? 0) + sign * n;
    if (v === 0) delete out[k];
    else out[k] = v;
  }
  return out;
};

export const dimensionless: Unit = { symbol: '1', dimensions: {}, factorUp: ONE, factorDown: ONE };

/** value × from ÷ to, exact where it divides (twelve places, half to even, where not); undefined when the units measure different things. */
export function inUnit(value: Decimal, from: string, to: string): Decimal | undefined {
  if (from === to) return value;
  const a = parseUnit(from);
  const b = parseUnit(to);
  if (!a || !b || !sameDimensions(a, b)) return undefined;
  const up = mulDecimal(mulDecimal(value, a.factorUp), b.factorDown);
  return divDecimal(up, mulDecimal(a.factorDown, b.factorUp), 12, 'halfEven');
}

/** Parses `万元`, `tce/万元`, `kgce/t`, `万元/人`; undefined when a part is not in the table. */
export function parseUnit(symbol: string): Unit | undefined {
  let unit: Unit = dimensionless;
  const parts = symbol.trim().split('/');
  for (const [i, part] of parts.entries()) {
    const base = unitTable.get(part.trim());
    if (!base) return undefined;
    // Ratios and plain numbers have no dimension; only their factor counts.
    const dims: Unit['dimensions'] =
      base.dimension === 'ratio' || base.dimension === 'number' ? {} : { [base.dimension]: 1 };
    const one: Unit = { symbol: part, dimensions: dims, factorUp: base.factor, factorDown: ONE };
    unit = i === 0 ? one : divideUnits(unit, one);
  }
  return { ...unit, symbol: symbol.trim() };
}

export const multiplyUnits = (a: Unit, b: Unit): Unit => ({
  symbol: `${a.symbol}·${b.symbol}`,
  dimensions: add(a.dimensions, b.dimensions, 1),
  factorUp: mulDecimal(a.factorUp, b.factorUp),
  factorDown: mulDecimal(a.factorDown, b.factorDown),
});

export const divideUnits = (a: Unit, b: Unit): Unit => ({
  symbol: `${a.symbol}/${b.symbol}`,
  dimensions: add(a.dimensions, b.dimensions, -1),
  factorUp: mulDecimal(a.factorUp, b.factorDown),
  factorDown: mulDecimal(a.factorDown, b.factorUp),
});

export const sameDimensions = (a: Unit, b: Unit): boolean => {
  const keys = new Set([...Object.keys(a.dimensions), ...Object.keys(b.dimensions)]) as Set<Dimension>;
  return [...keys].every((k) => a.dimensions[k] === b.dimensions[k]);
};

/** The figures the simulation is brought to. Years in between are interpolated, years outside take the nearest. */
export interface Macro {
  /** All industrial value added of one year, 亿元. */
  readonly valueAdded: { readonly year: number; readonly value: number };
  /** Real growth of value added above scale, per cent by year. */
  readonly growth: Readonly<Record<number, number>>;
  /** 宁东's part of gross output, per cent by year. */
  readonly ningdong: Readonly<Record<number, number>>;
  /** R&D, profit and taxes per 100 of revenue, liabilities per 100 of assets; by year. */
  readonly rd: Readonly<Record<number, number>>;
  readonly margin: Readonly<Record<number, number>>;
  readonly tax: Readonly<Record<number, number>>;
  readonly debt: Readonly<Record<number, number>>;
}

export interface MacroRow {
  readonly period: string;
  readonly area: string;
  readonly indicator: string;
  readonly value: string;
}

/**
 * Reads what the simulation needs from rows of the macro register. Where no figure of the whole year or the whole region was
 * published, the nearest published one stands in: months for the year, 银川 for the region.
 */
export function macroFigures(rows: Iterable<MacroRow>): Macro {
  const all = [...rows];
  const get = (period: string, area: string, indicator: string): number => {
    const row = all.find((r) => r.period === period && r.area === area && r.indicator === indicator);
    const value = row ? Number(row.value) : Number.NaN;
    if (!Number.isFinite(value)) throw new RangeError(`macro figure missing: ${period} ${area} ${indicator}`);
    return value;
  };
  const real = '规上工业增加值 real growth';
  return {
    valueAdded: { year: 2017, value: get('2017', '宁夏', '全部工业增加值') },
    growth: {
      2017: get('2017', '宁夏', real),
      2018: get('2018', '宁夏', real),
      2019: get('2019', '宁夏', real),
      2020: get('2020-01/06', '宁夏', '规上工业增加值 growth'),
      2021: get('2021-01/08', '宁夏', '增加值 growth: 规上工业'),
    },
    ningdong: {
      2018: get('2018', '宁东基地', 'share of Ningxia industrial output'),
      2022: get('2022', '宁东基地', 'share of Ningxia industry (near)'),
    },
    rd: { 2020: get('2020', '宁夏', '规上工业企业研发投入强度 (R&D / 营业收入)') },
    margin: {
      2019: get('2019-01/06', '银川市', '营业收入利润率'),
      2022:
        (100 * get('2022-01/07', '银川市', '规上工业利润总额')) /
        get('2022-01/07', '银川市', '规上工业营业收入'),
    },
    tax: { 2013: get('2013-01/05', '宁夏', 'tax per 100 yuan of main business revenue') },
    debt: { 2019: get('2019-01/06', '银川市', '资产负债率') },
  };
}

export function at(series: Readonly<Record<number, number>>, year: number): number {
  const years = Object.keys(series)
    .map(Number)
    .toSorted((a, b) => a - b);
  if (years.length === 0) throw new RangeError('macro figure missing');
  const after = years.find((y) => y >= year);
  const before = years.findLast((y) => y <= year);
  if (after === undefined) return series[before!]!;
  if (before === undefined || before === after) return series[after]!;
  return series[before]! + ((series[after]! - series[before]!) * (year - before)) / (after - before);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal, mulDecimal } from '#kernel';
import { grid } from './grid-for-test.ts';
import {
  detectTable,
  keyTargets,
  mapColumns,
  readRecords,
  type ImportRecord,
  type Sheet,
  type Target,
} from './index.ts';

const GOOD = '91110000600037341L';
const number = (id: string, title: string, unit: string | null, nonNegative = false): Target => ({
  id,
  title,
  unit,
  kind: 'number',
  nonNegative,
});
const targets: readonly Target[] = [
  ...keyTargets,
  number('output', '工业总产值', '万元'),
  number('staff', '从业人员', '人', true),
  number('power', '用电量', '万千瓦时'),
  number('rate', '设备利用率', '%'),
  number('ratio', '周转倍数', '倍'),
  number('tax', '税金', '元'),
];
type Rows = (string | number)[][];
const read = (rows: Rows | Sheet, defaultPeriod: string | null = '2019') => {
  const table = detectTable(Array.isArray(rows) ? grid(rows) : rows);
  return readRecords(table, mapColumns(table.columns, targets), targets, { defaultPeriod });
};
/** The figures of one indicator, row by row. */
const figures = (records: readonly ImportRecord[], indicator: string): (string | null | undefined)[] =>
  records.map((r) => r.values.find((v) => v.indicator === indicator)?.value);
const coded = (found: ReturnType<typeof read>, ...severities: string[]): [string, string | undefined][] =>
  found.findings
    .filter((f) => severities.length === 0 || severities.includes(f.severity))
    .map((f) => [f.code, f.path]);

describe('records', () => {
  test('a whole row: code, name, period, region, industry, figures with their cells', () => {
    const found = read([
      [
        '统一社会信用代码',
        '企业名称',
        '报告期',
        '所在县区',
        '行业代码',
        '工业总产值（亿元）',
        '从业人员（人）',
      ],
      [
        '９１１１００００６０００３７３４１ｌ',
        '甲（集团)有限 公司',
        '2019年第三季度',
        '640104',
        '3011',
        '1.2345',
        '1,200',
      ],
    ]);
    expect(found.records).toEqual([
      {
        row: 2,
        creditCode: GOOD,
        name: '甲（集团）有限公司',
        period: '2019-Q3',
        region: '640104',
        industry: '3011',
        values: [
          { indicator: 'output', value: '12345', ref: 'F2' },
          { indicator: 'staff', value: '1200', ref: 'G2' },
        ],
      },
    ]);
    expect(found.findings).toEqual([
      {
        code: 'I107',
        severity: 'info',
        path: '表1!F1',
        params: { column: '工业总产值', from: '亿元', to: '万元' },
      },
    ]);
    expect(found.failed.size).toBe(0);
  });

  test('a dash says there is none, a blank says nothing', () => {
    const { records } = read([
      ['企业名称', '工业总产值（万元）', '从业人员（人）'],
      ['甲', 1, 2],
      ['乙', '—', ''],
      ['丙', '无', 3],
    ]);
    expect(figures(records, 'output')).toEqual(['1', null, null]);
    expect(figures(records, 'staff')).toEqual(['2', undefined, '3']);
  });

  test('a figure that cannot be read names its cell, and its row is not among the records', () => {
    const found = read([
      ['企业名称', '工业总产值（万元）', '从业人员（人）'],
      ['甲', 1, 2],
      ['乙', '1,23', 2],
      ['丙', '（5）', -1],
      ['丁', '（5）', 0],
    ]);
    expect(coded(found)).toEqual([
      ['I101', '表1!B3'],
      ['I106', '表1!C4'],
    ]);
    expect([...found.failed]).toEqual([3, 4]);
    expect(found.records.map((r) => r.name)).toEqual(['甲', '丁']);
    expect(figures(found.records, 'output')).toEqual(['1', '-5']);
  });

  test('an error of the spreadsheet is no figure and no blank', () => {
    const sheet = grid([
      ['企业名称', '工业总产值（万元）'],
      ['甲', 1],
      ['乙', '#N/A'],
    ]);
    const bad = { ...sheet.rows[2]![1]!, kind: 'error' as const };
    const found = read({ ...sheet, rows: [...sheet.rows.slice(0, 2), [sheet.rows[2]![0]!, bad]] });
    expect(coded(found)).toEqual([['I101', '表1!B3']]);
  });

  test('bad credit codes are refused with the fault, the inner check of old bodies is not one', () => {
    const found = read([
      ['信用代码', '企业名称', '工业总产值（万元）'],
      [GOOD, '甲', 1],
      ['91110000600037341M', '乙', 1],
      ['9111000060003734', '丙', 1],
      ['91110000600037341O', '丁', 1],
      ['—', '戊', 1],
      ['', '己', 1],
    ]);
    expect(found.findings.map((f) => [f.code, f.path, f.params?.['fault']])).toEqual([
      ['I102', '表1!A3', 'check'],
      ['I102', '表1!A4', 'length'],
      ['I102', '表1!A5', 'alphabet'],
    ]);
    expect(found.records.map((r) => [r.creditCode, r.name])).toEqual([
      [GOOD, '甲'],
      [undefined, '戊'],
      [undefined, '己'],
    ]);
  });

  test('a row without a name and a code is nobody’s', () => {
    const found = read([
      ['信用代码', '企业名称', '工业总产值（万元）'],
      ['', '甲', 1],
      ['', '—', 2],
    ]);
    expect(coded(found)).toEqual([['I109', '表1!3']]);
  });

  test('a table without any key says so once, and none of its rows is good', () => {
    const found = read([
      ['工业总产值（万元）', '从业人员（人）'],
      [1, 2],
      [3, 4],
    ]);
    expect(coded(found)).toEqual([['I116', '表1']]);
    expect(found.records).toEqual([]);
    expect([...found.failed]).toEqual([2, 3]);
  });

  test('a table of names and years without a figure says that there is nothing to record', () => {
    expect(
      coded(
        read([
          ['企业名称', '年度', '备注'],
          ['宁夏甲有限公司', 2019, '停产'],
        ]),
      ),
    ).toEqual([['I117', '表1']]);
  });

  test('the same enterprise twice in one period is refused, in two periods it is not', () => {
    const found = read([
      ['企业名称', '月份', '工业总产值（万元）'],
      ['甲公司', '2019-07', 1],
      ['甲公司', '2019-08', 2],
      ['甲 公司', '2019年7月', 3],
    ]);
    expect(found.findings).toEqual([
      { code: 'I105', severity: 'error', path: '表1!4', params: { row: 4, before: 2, key: '甲公司' } },
    ]);
    expect(found.records.map((r) => r.row)).toEqual([2, 3]);
  });
});

describe('periods of records', () => {
  const rows = (heads: string[], cells: (string | number)[]): Rows => [
    [...heads, '企业名称', '工业总产值（万元）'],
    [...cells, '甲', 12.5],
  ];

  test('year and month in columns of their own, whichever comes first', () => {
    expect(read(rows(['年份', '月份'], [2019, '7月'])).records[0]?.period).toBe('2019-M07');
    expect(read(rows(['月份', '年份'], ['07', 2019])).records[0]?.period).toBe('2019-M07');
    expect(read(rows(['年份'], ['2019年度'])).records[0]?.period).toBe('2019');
  });

  test('the period told for the whole file holds where a row has none', () => {
    expect(read(rows([], []), '2018-Q4').records[0]?.period).toBe('2018-Q4');
    expect(read(rows(['报告期'], ['']), '2018-Q4').records[0]?.period).toBe('2018-Q4');
  });

  test('without any period a table of figures is refused', () => {
    expect(coded(read(rows([], []), null))).toEqual([['I104', '表1']]);
  });

  test('what is no period, a month passed off as a year, and years that contradict each other are refused', () => {
    expect(coded(read(rows(['报告期'], ['2019年1-7月'])))).toEqual([['I103', '表1!A2']]);
    expect(coded(read(rows(['年份'], ['2019年7月'])))).toEqual([['I103', '表1!A2']]);
    expect(coded(read(rows(['报告期', '年份'], ['2019-07', 2018])))).toEqual([['I103', '表1!A2']]);
  });
});

describe('units', () => {
  const one = (head: string, cell: string | number, title = ''): ReturnType<typeof read> =>
    read([
      [title, ''],
      ['企业名称', head],
      ['甲', cell],
      ['乙', 1],
    ]);
  const first = (indicator: string, ...a: Parameters<typeof one>) => figures(one(...a).records, indicator)[0];

  test.each([
    ['工业总产值（亿元）', '1.2345', '12345'],
    ['工业总产值（元）', '12345.67', '1.234567'],
    ['工业总产值（千元）', '1', '0.1'],
    ['工业总产值（百万元', '1.5', '150'],
    ['工业总产值/亿元', '0.00000001', '0.0001'],
    ['工业总产值（万元）', '7', '7'],
  ])('%s %s is %s 万元', (head, cell, expected) => {
    expect(first('output', head, cell)).toBe(expected);
  });

  test('亿元 to 万元 is exact for every figure', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
        fc.integer({ min: 0, max: 12 }),
        (units, scale) => {
          const text = formatDecimal({ units, scale });
          expect(first('output', '工业总产值（亿元）', text)).toBe(
            formatDecimal(mulDecimal(decimal(text), decimal('10000'))),
          );
        },
      ),
    );
  });

  test('元 to 万元 and 千瓦时 to 万千瓦时 lose no digit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), (units) => {
        const text = formatDecimal({ units, scale: 2 });
        const tenThousandth = formatDecimal({ units, scale: 6 });
        expect(first('output', '工业总产值（元）', text)).toBe(tenThousandth);
        expect(first('power', '用电量（千瓦时）', text)).toBe(tenThousandth);
      }),
    );
  });

  test('the unit of the title line holds for columns that name none, and not for people', () => {
    const found = read([
      ['2018年企业表', '单位：亿元', ''],
      ['企业名称', '工业总产值', '从业人员'],
      ['甲', 1.5, 20],
    ]);
    expect(found.records[0]!.values.map((v) => v.value)).toEqual(['15000', '20']);
    expect(coded(found)).toEqual([
      ['I107', '表1!B2'],
      ['I114', '表1!C2'],
    ]);
  });

  test('no unit anywhere: the unit of the indicator is taken and the reader is told', () => {
    const found = one('工业总产值', 5);
    expect(figures(found.records, 'output')[0]).toBe('5');
    expect(found.findings).toMatchObject([{ code: 'I114', severity: 'warning', params: { unit: '万元' } }]);
  });

  test('a column that measures something else is stopped', () => {
    const found = one('工业总产值（吨）', 5);
    expect(figures(found.records, 'output')).toEqual([undefined, undefined]);
    expect(found.findings).toMatchObject([
      { code: 'I108', severity: 'error', path: '表1!B2', params: { unit: '吨', expected: '万元' } },
    ]);
  });

  test('a cell that names its unit is read in that unit, whatever its head says', () => {
    expect(first('output', '工业总产值（万元）', '5.5万元')).toBe('5.5');
    expect(first('output', '工业总产值（万元）', '1.2亿元')).toBe('12000');
    expect(first('output', '工业总产值', '1.2亿元')).toBe('12000');
    expect(first('tax', '税金（元）', '3万元')).toBe('30000');
  });

  test('a bare 万 counts where the head counts by ones, and is refused where the head counts in 万', () => {
    expect(first('tax', '税金（元）', '3.2万')).toBe('32000');
    expect(first('staff', '从业人员（人）', '1.2万')).toBe('12000');
    expect(coded(one('工业总产值（万元）', '5.5万'), 'error')).toEqual([['I101', '表1!B3']]);
    expect(coded(one('工业总产值', '5.5万'), 'error')).toEqual([['I101', '表1!B3']]);
  });

  test('a unit in the cell that measures something else is refused', () => {
    expect(coded(one('工业总产值（万元）', '5万吨'), 'error')).toEqual([['I101', '表1!B3']]);
    expect(coded(one('工业总产值（万元）', '5%'), 'error')).toEqual([['I101', '表1!B3']]);
  });

  test('a percentage is one in every column of ratios', () => {
    expect(first('rate', '设备利用率（%）', '85%')).toBe('85');
    expect(first('rate', '设备利用率（%）', 85)).toBe('85');
    expect(first('rate', '设备利用率', '85.5％')).toBe('85.5');
    expect(first('ratio', '周转倍数（倍）', '85%')).toBe('0.85');
  });

  test('a cell shown as 7% counts as seven per cent though 0.07 is stored', () => {
    const sheet = grid([
      ['企业名称', '设备利用率（%）'],
      ['甲', 0.07],
      ['乙', 7],
    ]);
    const shown = { ...sheet.rows[1]![1]!, text: '7%' };
    const rows = [sheet.rows[0]!, [sheet.rows[1]![0]!, shown], sheet.rows[2]!];
    expect(figures(read({ ...sheet, rows }).records, 'rate')).toEqual(['7', '7']);
  });
});

test('any grid is read without an exception, and every row is a record, failed, or left out by name', () => {
  const cell = fc.oneof(
    fc.constantFrom('', '甲', '乙', '—', '1,23', '85%', '5万', '合计', GOOD, '2019年7月', '2019'),
    fc.integer(),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 12 }), (rows) => {
      const table = detectTable(grid([['信用代码', '企业名称', '年份', '工业总产值（万元）'], ...rows]), {
        head: [1, 1],
      });
      const { records, failed } = readRecords(table, mapColumns(table.columns, targets), targets, {
        defaultPeriod: '2019',
      });
      expect([...records.map((r) => r.row), ...failed].toSorted((a, b) => a - b)).toEqual(
        table.rows.map((r) => r.row),
      );
      for (const r of records)
        for (const v of r.values) if (v.value !== null) expect(formatDecimal(decimal(v.value))).toBe(v.value);
    }),
    { numRuns: 300 },
  );
});

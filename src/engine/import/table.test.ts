import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grid } from './grid-for-test.ts';
import { columnLetter, detectTable, headSignature, knownUnit, splitUnit, type Table } from './index.ts';

const heads = (t: Table): [string, string, string | null][] =>
  t.columns.map((c) => [c.letter, c.title, c.unit]);
const cellTexts = (t: Table): string[][] => t.rows.map((r) => r.cells.map((c) => c.text));

describe('splitUnit', () => {
  test.each([
    ['工业总产值（万元）', '工业总产值', '万元'],
    ['工业总产值(万元)', '工业总产值', '万元'],
    ['工业总产值（万元', '工业总产值', '万元'],
    ['Generation (MWh）', 'Generation', 'MWh'],
    ['Plant Capacity(KW)', 'Plant Capacity', 'kW'],
    ['总产值\n（单位：亿元）', '总产值', '亿元'],
    ['用电量/万千瓦时', '用电量', '万千瓦时'],
    ['综合能耗，吨标准煤', '综合能耗', '吨标准煤'],
    ['能耗（吨标煤）', '能耗', '吨标准煤'],
    ['用电量_万千瓦时', '用电量', '万千瓦时'],
    ['capacity_kw', 'capacity', 'kW'],
    ['gas_10k_m3', 'gas_10k_m3', null],
    ['coal_rate_gce_per_kwh', 'coal_rate_gce_per_kwh', null],
    ['供电标准煤耗率(克/千瓦时)', '供电标准煤耗率', '克/千瓦时'],
    ['用电量（万度）', '用电量', '万千瓦时'],
    ['发电厂用电率(%)', '发电厂用电率', '%'],
    ['增长率（％）', '增长率', '%'],
    ['单位产值能耗（tce/万元）', '单位产值能耗', 'tce/万元'],
    ['（%）', '', '%'],
    ['万元', '', '万元'],
    ['工业增加值', '工业增加值', null],
    ['企业（单位）名称', '企业(单位)名称', null],
    ['工业\n增加值', '工业增加值', null],
    ['FECHA DE\nOTORGAMIENTO', 'FECHA DE OTORGAMIENTO', null],
  ])('%j is %j in %s', (head, title, unit) => {
    expect(splitUnit(head)).toEqual({ title, unit });
  });

  test('a unit is known by its other spellings, and nothing else is a unit', () => {
    expect(knownUnit('单位：万元')).toBe('万元');
    expect(knownUnit(' ＫＷｈ ')).toBe('kWh');
    for (const no of ['', '1', '斤', '全部', 'constructor', '__proto__']) expect(knownUnit(no)).toBeNull();
  });
});

describe('detectTable', () => {
  test('titles, a unit line, heads, figures, a total and notes', () => {
    const t = detectTable(
      grid([
        ['某市2019年规模以上工业企业主要指标', '', ''],
        ['', '', '单位：万元'],
        ['企业名称', '工业总产值', '从业人员（人）'],
        ['甲公司', 100, 20],
        ['乙公司', 200, 30],
        ['合 计', 300, 50],
        ['', '', ''],
        ['注：数据为快报数', '', ''],
        ['填表人：张三', '审核人：李四', ''],
      ]),
    );
    expect(t.titles).toEqual(['某市2019年规模以上工业企业主要指标', '单位：万元']);
    expect(t.head).toEqual([3, 3]);
    expect(t.unit).toBe('万元');
    expect(heads(t)).toEqual([
      ['A', '企业名称', null],
      ['B', '工业总产值', null],
      ['C', '从业人员', '人'],
    ]);
    expect(t.rows.map((r) => r.row)).toEqual([4, 5]);
    expect(t.findings).toEqual([
      { code: 'I110', severity: 'info', path: '表1!6', params: { row: 6, text: '合计' } },
    ]);
  });

  test('stacked heads: merged blocks are spread over what they cover, years are heads', () => {
    const t = detectTable(
      grid(
        [
          ['企业名称', '工业总产值（万元）', '', '利润', ''],
          ['', '2018年', '2019年', '2018年', '2019年'],
          ['甲公司', 1, 2, 3, 4],
          ['乙公司', 5, 6, 7, 8],
        ],
        [
          { top: 0, left: 0, bottom: 1, right: 0 },
          { top: 0, left: 1, bottom: 0, right: 2 },
          { top: 0, left: 3, bottom: 0, right: 4 },
        ],
      ),
    );
    expect(t.head).toEqual([1, 2]);
    expect(heads(t)).toEqual([
      ['A', '企业名称', null],
      ['B', '工业总产值 · 2018年', '万元'],
      ['C', '工业总产值 · 2019年', '万元'],
      ['D', '利润 · 2018年', null],
      ['E', '利润 · 2019年', null],
    ]);
    expect(t.rows).toHaveLength(2);
  });

  test('three rows of heads, the last of them units', () => {
    const t = detectTable(
      grid(
        [
          ['企业名称', '能源', '', '产值'],
          ['', '电力', '煤炭', ''],
          ['', '万千瓦时', '吨', '万元'],
          ['甲公司', 1.5, 2, 3],
        ],
        [
          { top: 0, left: 0, bottom: 2, right: 0 },
          { top: 0, left: 1, bottom: 0, right: 2 },
          { top: 0, left: 3, bottom: 1, right: 3 },
        ],
      ),
    );
    expect(t.head).toEqual([1, 3]);
    expect(heads(t)).toEqual([
      ['A', '企业名称', null],
      ['B', '能源 · 电力', '万千瓦时'],
      ['C', '能源 · 煤炭', '吨'],
      ['D', '产值', '万元'],
    ]);
  });

  test('what every printed page repeats is left out: title, unit line and heads', () => {
    const page = [
      ['2019年企业表', '', ''],
      ['单位：亿元', '', ''],
      ['企业名称', '产值', '利润'],
    ];
    const t = detectTable(
      grid([...page, ['甲', 1, 2], ['乙', 3, 4], ...page, ['丙', 5, 6], ...page, ['丁', 7, 8]]),
    );
    expect(cellTexts(t).map((r) => r[0])).toEqual(['甲', '乙', '丙', '丁']);
    expect(t.unit).toBe('亿元');
    expect(t.findings).toEqual([{ code: 'I111', severity: 'info', path: '表1', params: { count: 2 } }]);
  });

  test('rows of different lengths, as text files have them', () => {
    const t = detectTable(grid([['名称', '产值', ''], ['甲', 1], ['名称', '产值'], ['乙', 2, ''], []]));
    expect(cellTexts(t)).toEqual([
      ['甲', '1', ''],
      ['乙', '2', ''],
    ]);
    expect(t.columns.map((c) => c.letter)).toEqual(['A', 'B']);
  });

  test('totals are seen in any of the first columns and however they are spaced', () => {
    const t = detectTable(
      grid([
        ['序号', '名称', '产值'],
        [1, '甲', 1],
        ['', '小　计', 1],
        [2, '乙', 2],
        ['总计', '', 3],
        ['累 计', '', 3],
      ]),
    );
    expect(t.rows.map((r) => r.row)).toEqual([2, 4]);
    expect(t.findings.map((f) => f.code)).toEqual(['I110', 'I110', 'I110']);
  });

  test('figures written as text and full-width digits are figures', () => {
    const t = detectTable(
      grid([
        ['名称', '产值'],
        ['甲', '１，２３４'],
        ['乙', '（5）'],
      ]),
    );
    expect(t.head).toEqual([1, 1]);
    expect(t.rows).toHaveLength(2);
  });

  test('a register without figures: its first full row names the columns', () => {
    const t = detectTable(
      grid([
        ['名录', '', ''],
        ['名称', '地址', '行业'],
        ['甲', '路一', '机械'],
        ['乙', '路二', '化工'],
      ]),
    );
    expect(t.head).toEqual([2, 2]);
    expect(t.rows).toHaveLength(2);
  });

  test('heads told by a person go before heads found', () => {
    const sheet = grid([
      ['a', 'b'],
      ['名称', '产值'],
      ['甲', 1],
    ]);
    expect(detectTable(sheet, { head: [1, 1] }).rows).toHaveLength(2);
    expect(detectTable(sheet, { head: [2, 2] }).titles).toEqual(['a b']);
    expect(detectTable(sheet, { head: [9, 9] }).findings).toMatchObject([
      { code: 'I120', severity: 'error' },
    ]);
  });

  test('a sheet without a table and a table without rows say so', () => {
    for (const rows of [[], [['只有一句话']], [['一'], ['二']]])
      expect(detectTable(grid(rows)).findings).toMatchObject([{ code: 'I120' }]);
    expect(detectTable(grid([['名称', '产值']])).findings).toMatchObject([{ code: 'I121' }]);
  });

  test('the same form has the same signature whatever its figures, another form another', () => {
    const sign = (rows: (string | number)[][]): string => headSignature(detectTable(grid(rows)));
    const a = sign([
      ['名称', '产值（万元）'],
      ['甲', 1],
    ]);
    expect(
      sign([
        ['名 称', '产 值(万元)'],
        ['乙', 2],
        ['丙', 3],
      ]),
    ).toBe(a);
    expect(
      sign([
        ['名称', '产值（亿元）'],
        ['甲', 1],
      ]),
    ).not.toBe(a);
    expect(
      sign([
        ['名称', '利润（万元）'],
        ['甲', 1],
      ]),
    ).not.toBe(a);
  });

  test('any grid gives a table, and its rows are rows of the sheet in their order', () => {
    const cell = fc.oneof(
      fc.constantFrom('', '名称', '合计', '单位：万元', '2019年', '—'),
      fc.integer(),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 }), (rows) => {
        const t = detectTable(grid(rows));
        const numbers = t.rows.map((r) => r.row);
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const n of numbers) expect(n > (t.head?.[1] ?? 0) && n <= rows.length).toBe(true);
        for (const c of t.columns) expect(c.letter).toBe(columnLetter(c.index));
      }),
      { numRuns: 300 },
    );
  });
});

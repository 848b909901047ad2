import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal, formatDecimal, parsePeriod } from '#kernel';
import { parseNumber, parsePeriodText } from './index.ts';

const value = (text: string): string | null => {
  const p = parseNumber(text);
  return p.kind === 'value' ? p.value : p.kind === 'missing' ? null : 'bad';
};
const wide = (s: string): string => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

describe('parseNumber', () => {
  test.each([
    ['12.50', '12.5'],
    ['１２．５', '12.5'],
    [' 7 ', '7'],
    ['+3', '3'],
    ['-3', '-3'],
    ['－３', '-3'],
    ['−3', '-3'],
    ['1,234', '1234'],
    ['1，234，567.8', '1234567.8'],
    ['１，２３４', '1234'],
    ['12 345', '12345'],
    ['(1,234.5)', '-1234.5'],
    ['（12）', '-12'],
    ['(5%)', '-5'],
    ['85%', '85'],
    ['85.5％', '85.5'],
    ['85 %', '85'],
    ['¥1,000', '1000'],
    ['￥1000', '1000'],
    ['1.2万', '12000'],
    ['1.2 万元', '12000'],
    ['1.2345亿', '123450000'],
    ['3亿元', '300000000'],
    ['-0.5万人', '-5000'],
    ['1.5e3', '1500'],
    ['1.5E-3', '0.0015'],
    ['2e-3万', '20'],
    ['0', '0'],
    ['-0', '0'],
    ['.5', '0.5'],
  ])('%j is %s', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    '　',
    '-',
    '—',
    '——',
    '－',
    '－－',
    '/',
    '…',
    '...',
    '*',
    '无',
    '暂无',
    '未报',
    'N/A',
    'NA',
    '#N/A',
    'null',
  ])('%j says there is none', (text) => {
    expect(parseNumber(text)).toEqual({ kind: 'missing' });
  });

  test.each([
    '1,23',
    '12,34,567',
    '1,234,5',
    '1234,567',
    '0,123',
    '0 123',
    '1.234,5',
    '1.2.3',
    '(5',
    '5)',
    '(-5)',
    '（+5）',
    '--5',
    '5-',
    '约5',
    '5左右',
    '3-5',
    '3~5',
    '5吨',
    '万',
    '十二',
    '2019年',
    '1e999',
    '甲公司',
    '%',
  ])('%j could be read in two ways or in none and is not read', (text) => {
    expect(parseNumber(text)).toEqual({ kind: 'bad' });
  });

  test('what the cell says after its digits is handed on', () => {
    expect(parseNumber('5')).toEqual({ kind: 'value', value: '5' });
    expect(parseNumber('5％')).toEqual({ kind: 'value', value: '5', suffix: '%' });
    expect(parseNumber('5万')).toEqual({ kind: 'value', value: '50000', suffix: '万' });
    expect(parseNumber('5亿元')).toEqual({ kind: 'value', value: '500000000', suffix: '亿元' });
  });

  const anyDecimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }))
    .map(([units, scale]) => formatDecimal({ units, scale }));

  test('every way of writing a decimal is read as that decimal', () => {
    fc.assert(
      fc.property(anyDecimal, (text) => {
        const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text)!;
        const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ',');
        expect(value(text)).toBe(text);
        expect(value(sign! + grouped + rest!)).toBe(text);
        expect(value(wide(sign! + grouped + rest!))).toBe(text);
        expect(value(`${text}%`)).toBe(text);
        if (sign === '-') expect(value(`（${grouped}${rest!}）`)).toBe(text);
        expect(value(`${text}亿`)).toBe(
          formatDecimal({ ...decimal(text), units: decimal(text).units * 10n ** 8n }),
        );
      }),
    );
  });

  test('what is read is always canonical, and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.,-+()（）%万亿eE —/¥，． 甲') }),
        (text) => {
          const p = parseNumber(text);
          if (p.kind === 'value') expect(formatDecimal(decimal(p.value))).toBe(p.value);
        },
      ),
    );
  });
});

describe('parsePeriodText', () => {
  test.each([
    ['2019', '2019'],
    ['２０１９', '2019'],
    ['2019年', '2019'],
    ['2019年度', '2019'],
    ['2019 年 报', '2019'],
    ['2019全年', '2019'],
    ['2019年7月', '2019-M07'],
    ['2019年07月份', '2019-M07'],
    ['2019-07', '2019-M07'],
    ['2019-7', '2019-M07'],
    ['2019/12', '2019-M12'],
    ['2019.7', '2019-M07'],
    ['201907', '2019-M07'],
    ['2019-07-31', '2019-M07'],
    ['2019Q3', '2019-Q3'],
    ['2019-Q3', '2019-Q3'],
    ['2019q3', '2019-Q3'],
    ['2019年三季度', '2019-Q3'],
    ['2019年第三季度', '2019-Q3'],
    ['2019年3季度', '2019-Q3'],
    ['2019年上半年', '2019-H1'],
    ['2019下半年', '2019-H2'],
    ['2019-H1', '2019-H1'],
    ['2019-M07', '2019-M07'],
  ])('%j is %s', (text, expected) => {
    expect(parsePeriodText(text)).toBe(expected);
  });

  test.each([
    '',
    '19',
    '7月',
    '2019年1-7月',
    '2019年1—7月',
    '20197',
    '2019-13',
    '201913',
    '2019年13月',
    '2019-02-30',
    '2019-07-99',
    '2019Q5',
    '2019年五季度',
    '2019-H3',
    '2018-2019',
    '去年',
    '2019.5.1',
  ])('%j is no single period', (text) => {
    expect(parsePeriodText(text)).toBeUndefined();
  });

  test('whatever is read is a period the kernel knows', () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1900, max: 2100 }),
          fc.string({ unit: fc.constantFrom(...'0123456789年月日季度上下半-/.QqHM第一二三四') }),
        ),
        ([year, rest]) => {
          const p = parsePeriodText(`${year}${rest}`);
          if (p !== undefined) expect(parsePeriod(p)).toBe(p);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

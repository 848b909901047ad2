import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  dimensionless,
  divDecimal,
  divideUnits,
  formatDecimal,
  mulDecimal,
  multiplyUnits,
  parseUnit,
  sameDimensions,
  unitTable,
  type Decimal,
  type Unit,
} from './index.ts';

const unit = (symbol: string): Unit => {
  const u = parseUnit(symbol);
  if (!u) throw new Error(symbol);
  return u;
};
/** A value times from ÷ to, kept as a fraction of two decimals so that nothing is rounded. */
const ratio = (from: Unit, to: Unit): [up: Decimal, down: Decimal] => [
  mulDecimal(from.factorUp, to.factorDown),
  mulDecimal(from.factorDown, to.factorUp),
];
const convert = (value: string, from: string, to: string): string => {
  const [up, down] = ratio(unit(from), unit(to));
  return formatDecimal(divDecimal(mulDecimal(decimal(value), up), down, 12, 'halfEven'));
};
const symbols = [...unitTable.keys()];
const anySymbol = fc.oneof(
  fc.constantFrom(...symbols),
  fc.tuple(fc.constantFrom(...symbols), fc.constantFrom(...symbols)).map(([a, b]) => `${a}/${b}`),
);

describe('unit', () => {
  test.each([
    ['1.2345', '亿元', '万元', '12345'],
    ['12345', '万元', '亿元', '1.2345'],
    ['85', '%', '1', '0.85'],
    ['12', '‰', '%', '1.2'],
    ['3', '平方公里', '亩', '4500'],
    ['1', '万千瓦时', 'tce', '1.229'],
    ['1000', 'kgce', 'tce', '1'],
    ['0.5', 'tce/万元', 'kgce/元', '0.05'],
    ['36415.8', '元/人', '万元/人', '3.64158'],
    ['7', '万吨', 't', '70000'],
    ['600', 'MW', '万千瓦', '60'],
  ])('%s %s is %s %s', (value, from, to, expected) => {
    expect(sameDimensions(unit(from), unit(to))).toBe(true);
    expect(convert(value, from, to.replace(' ', ''))).toBe(expected);
  });

  test.each(['', '斤', '万元/', '/人', '万元/斤', '元人', 'constructor', '__proto__'])(
    '%j is no unit',
    (symbol) => {
      expect(parseUnit(symbol)).toBeUndefined();
    },
  );

  test('what measures something else is told apart', () => {
    for (const [a, b] of [
      ['万元', '人'],
      ['tce', 't'],
      ['万元/人', '万元'],
      ['tce/万元', '万元/tce'],
      ['kW', 'kWh'],
      ['%', '万元'],
    ] as const)
      expect(sameDimensions(unit(a), unit(b))).toBe(false);
  });

  test('ratios, plain numbers and quotients of like units are all without dimension', () => {
    for (const s of ['%', '‰', '1', '倍', '百分点', '万元/元', '人/万人'])
      expect(unit(s).dimensions).toEqual({});
  });

  test('every factor of the table is positive', () => {
    for (const u of unitTable.values()) expect(u.factor.units > 0n).toBe(true);
  });

  test('conversion is exact there and back', () => {
    fc.assert(
      fc.property(
        anySymbol,
        anySymbol,
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        (from, to, units) => {
          fc.pre(sameDimensions(unit(from), unit(to)));
          const value: Decimal = { units, scale: 3 };
          const [up, down] = ratio(unit(from), unit(to));
          const [upBack, downBack] = ratio(unit(to), unit(from));
          const there = mulDecimal(value, mulDecimal(up, upBack));
          expect(formatDecimal(divDecimal(there, mulDecimal(down, downBack), 12, 'down'))).toBe(
            formatDecimal(value),
          );
        },
      ),
      // Two units picked blindly seldom measure the same thing.
      { numRuns: 60, maxSkipsPerRun: 2000 },
    );
  });

  test('a quotient times its divisor measures the dividend again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...symbols), fc.constantFrom(...symbols), (a, b) => {
        const back = multiplyUnits(divideUnits(unit(a), unit(b)), unit(b));
        expect(sameDimensions(back, unit(a))).toBe(true);
        const [up, down] = ratio(back, unit(a));
        expect(formatDecimal(up)).toBe(formatDecimal(down));
      }),
    );
  });

  test('a unit over itself is without dimension', () => {
    fc.assert(
      fc.property(anySymbol, (s) => {
        expect(sameDimensions(divideUnits(unit(s), unit(s)), dimensionless)).toBe(true);
      }),
    );
  });
});

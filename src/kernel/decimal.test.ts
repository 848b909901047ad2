import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimal,
  allocate,
  compareDecimal,
  decimal,
  divDecimal,
  divideRounded,
  fen,
  formatDecimal,
  mulDecimal,
  parseDecimal,
  roundDecimal,
  share,
  subDecimal,
  toNumber,
  type Decimal,
  type Rounding,
} from './index.ts';

const anyDecimal: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => addDecimal({ units, scale }, decimal('0')));
const same = (a: Decimal, b: Decimal): boolean => formatDecimal(a) === formatDecimal(b);
const roundings: readonly Rounding[] = ['down', 'up', 'halfUp', 'halfEven'];

describe('decimal text', () => {
  test.each([
    ['12.50', '12.5'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['+7', '7'],
    ['007', '7'],
    ['.5', '0.5'],
    ['-.05', '-0.05'],
    ['3.', '3'],
    [' 1 ', '1'],
    ['100', '100'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatDecimal(decimal(text))).toBe(canonical);
  });

  test.each(['', '.', '-', '1e3', '1,000', '１', '0x10', 'NaN', '1.2.3', '--1', '1 2'])(
    '%j is not a decimal',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined();
      expect(() => decimal(text)).toThrow(RangeError);
    },
  );

  test('forty digits are the most that is read', () => {
    expect(formatDecimal(decimal('9'.repeat(40)))).toBe('9'.repeat(40));
    expect(parseDecimal('9'.repeat(41))).toBeUndefined();
    expect(parseDecimal(`${'9'.repeat(20)}.${'9'.repeat(21)}`)).toBeUndefined();
  });

  test('reading what was written gives the same decimal', () => {
    fc.assert(
      fc.property(anyDecimal, (d) => {
        expect(decimal(formatDecimal(d))).toEqual(d);
      }),
    );
  });

  test('written text is canonical: writing again changes nothing', () => {
    fc.assert(
      fc.property(anyDecimal, (d) => {
        const text = formatDecimal(d);
        expect(text).toMatch(/^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/);
        expect(formatDecimal(decimal(text))).toBe(text);
      }),
    );
  });

  test('a double written in plain digits comes back as the same double', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }), (n, places) => {
        const text = (n / 10 ** places).toFixed(places);
        expect(toNumber(decimal(text))).toBe(Number(text) + 0);
      }),
    );
  });
});

describe('decimal arithmetic', () => {
  test('0.1 + 0.2 is 0.3', () => {
    expect(formatDecimal(addDecimal(decimal('0.1'), decimal('0.2')))).toBe('0.3');
  });

  test('addition commutes and associates', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, anyDecimal, (a, b, c) => {
        expect(same(addDecimal(a, b), addDecimal(b, a))).toBe(true);
        expect(same(addDecimal(addDecimal(a, b), c), addDecimal(a, addDecimal(b, c)))).toBe(true);
      }),
    );
  });

  test('multiplication commutes and distributes over addition', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, anyDecimal, (a, b, c) => {
        expect(same(mulDecimal(a, b), mulDecimal(b, a))).toBe(true);
        expect(same(mulDecimal(a, addDecimal(b, c)), addDecimal(mulDecimal(a, b), mulDecimal(a, c)))).toBe(
          true,
        );
      }),
    );
  });

  test('subtraction undoes addition', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(same(subDecimal(addDecimal(a, b), b), a)).toBe(true);
      }),
    );
  });

  test('comparison agrees with the sign of the difference and does not see trailing zeros', () => {
    expect(compareDecimal({ units: 10n, scale: 1 }, { units: 1n, scale: 0 })).toBe(0);
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const d = subDecimal(a, b).units;
        expect(compareDecimal(a, b)).toBe(d < 0n ? -1 : d > 0n ? 1 : 0);
      }),
    );
  });

  test('dividing a product by one factor gives the other', () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        fc.pre(b.units !== 0n);
        for (const r of roundings) expect(same(divDecimal(mulDecimal(a, b), b, 12, r), a)).toBe(true);
      }),
    );
  });

  test('a quotient is a whole number of steps and never a step away from the truth', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }),
        (n, d) => {
          fc.pre(d !== 0n);
          const abs = (x: bigint): bigint => (x < 0n ? -x : x);
          for (const r of roundings) {
            const off = abs(divideRounded(n, d, r) * d - n);
            expect(off < abs(d)).toBe(true);
            if (r === 'halfUp' || r === 'halfEven') expect(2n * off <= abs(d)).toBe(true);
          }
          expect(abs(divideRounded(n, d, 'down') * d) <= abs(n)).toBe(true);
          expect(abs(divideRounded(n, d, 'up') * d) >= abs(n)).toBe(true);
        },
      ),
    );
  });

  test('division by zero is refused', () => {
    expect(() => divideRounded(1n, 0n, 'down')).toThrow(RangeError);
    expect(() => divDecimal(decimal('1'), decimal('0'), 2, 'halfEven')).toThrow(RangeError);
  });
});

describe('rounding', () => {
  // GB/T 8170-2008, 3.2: 四舍六入五成双.
  test.each([
    ['12.1498', 1, '12.1'],
    ['12.1498', 0, '12'],
    ['10.502', 0, '11'],
    ['1.050', 1, '1'],
    ['0.35', 1, '0.4'],
    ['2500', -3, '2000'],
    ['3500', -3, '4000'],
    ['1268', -2, '1300'],
    ['-355', -1, '-360'],
    ['-325', -1, '-320'],
    ['-365', -1, '-360'],
    ['15.4546', 0, '15'],
  ])('GB/T 8170: %s to %i places is %s', (text, places, rounded) => {
    expect(formatDecimal(roundDecimal(decimal(text), places, 'halfEven'))).toBe(rounded);
  });

  test.each([
    ['2.5', '2', '3', '3', '2'],
    ['-2.5', '-2', '-3', '-3', '-2'],
    ['3.5', '3', '4', '4', '4'],
    ['2.4', '2', '3', '2', '2'],
    ['2.6', '2', '3', '3', '3'],
    ['-0.4', '0', '-1', '0', '0'],
    ['2', '2', '2', '2', '2'],
  ])('%s goes down, up, half up, half even to %s, %s, %s, %s', (text, ...expected) => {
    expect(roundings.map((r) => formatDecimal(roundDecimal(decimal(text), 0, r)))).toEqual(expected);
  });

  test('rounding twice is rounding once, and a rounded value is left alone', () => {
    fc.assert(
      fc.property(
        anyDecimal,
        fc.integer({ min: -3, max: 6 }),
        fc.constantFrom(...roundings),
        (d, places, r) => {
          const once = roundDecimal(d, places, r);
          expect(same(roundDecimal(once, places, r), once)).toBe(true);
        },
      ),
    );
  });
});

describe('money', () => {
  test('a share is rounded to whole fen as the rule names it', () => {
    expect(share(fen(10_005n), decimal('0.3'), 'down')).toBe(3001n);
    expect(share(fen(10_005n), decimal('0.3'), 'up')).toBe(3002n);
    expect(share(fen(5n), decimal('0.5'), 'halfUp')).toBe(3n);
    expect(share(fen(5n), decimal('0.5'), 'halfEven')).toBe(2n);
    expect(share(fen(-5n), decimal('0.5'), 'halfUp')).toBe(-3n);
  });

  test('ten yuan among three is 3.34, 3.33 and 3.33: ties go to the first', () => {
    expect(allocate(fen(1000n), [1n, 1n, 1n])).toEqual([334n, 333n, 333n]);
    expect(allocate(fen(-1000n), [1n, 1n, 1n])).toEqual([-334n, -333n, -333n]);
    expect(allocate(fen(100n), [0n, 3n, 0n])).toEqual([0n, 100n, 0n]);
  });

  test('weights that cannot share are refused', () => {
    for (const weights of [[], [0n], [1n, -1n], [2n, -1n]])
      expect(() => allocate(fen(1n), weights)).toThrow(RangeError);
  });

  test('the parts always sum to the whole and each is within a fen of its due', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }),
        (amount, weights) => {
          const total = weights.reduce((a, b) => a + b, 0n);
          fc.pre(total > 0n);
          const parts = allocate(fen(amount), weights);
          expect(parts.reduce<bigint>((a, b) => a + b, 0n)).toBe(amount);
          for (const [i, p] of parts.entries()) {
            const off = p * total - amount * weights[i]!;
            expect((off < 0n ? -off : off) < total).toBe(true);
          }
        },
      ),
    );
  });
});

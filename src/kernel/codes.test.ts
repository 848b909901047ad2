import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  isUuid,
  normalizeUscc,
  orgCheckDigit,
  stripSpace,
  toHalfWidth,
  usccCheckDigit,
  usccFault,
  uuidV7,
} from './index.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const GOOD = '91110000600037341L';
/** A well-made code: any 8 + 8 places, both check characters reckoned. */
const anyUscc = fc
  .tuple(
    fc.stringMatching(/^[0-9ABCDEFGHJKLMNPQRTUWXY]{8}$/),
    fc.stringMatching(/^[0-9ABCDEFGHJKLMNPQRTUWXY]{8}$/),
  )
  .map(([head, org]) => {
    const first17 = head + org + orgCheckDigit(org)!;
    return first17 + usccCheckDigit(first17)!;
  });

describe('统一社会信用代码', () => {
  test('the published example 91110000600037341L carries the check character L and the inner check 1', () => {
    expect(usccCheckDigit(GOOD.slice(0, 17))).toBe('L');
    expect(orgCheckDigit('60003734')).toBe('1');
    expect(usccFault(GOOD)).toBeUndefined();
  });

  test('each fault has its name', () => {
    expect(usccFault('')).toBe('length');
    expect(usccFault(GOOD.slice(0, 17))).toBe('length');
    expect(usccFault(`${GOOD}0`)).toBe('length');
    for (const c of 'IOSVZ*l字') expect(usccFault(GOOD.slice(0, 17) + c)).toBe('alphabet');
    expect(usccFault('91110000600037341M')).toBe('check');
    const inner = '91110000600037342';
    expect(usccFault(inner + usccCheckDigit(inner)!)).toBe('org-check');
  });

  test('what the first places must not hold gives no check character', () => {
    expect(usccCheckDigit('I'.repeat(17))).toBeUndefined();
    expect(usccCheckDigit('1')).toBeUndefined();
    expect(orgCheckDigit('1234567')).toBeUndefined();
    expect(orgCheckDigit('1234567a')).toBeUndefined();
  });

  test('organisation codes may end in X and in 0', () => {
    expect(orgCheckDigit('00000000')).toBe('0');
    // 4 × 3 = 12, 12 mod 11 = 1, 11 − 1 = 10.
    expect(orgCheckDigit('40000000')).toBe('X');
  });

  test('a code made by the rules has no fault', () => {
    fc.assert(
      fc.property(anyUscc, (code) => {
        expect(usccFault(code)).toBeUndefined();
      }),
    );
  });

  test('one wrong character is always found', () => {
    fc.assert(
      fc.property(anyUscc, fc.nat(17), fc.nat(29), (code, at, step) => {
        const wrong = ALPHABET[(ALPHABET.indexOf(code[at]!) + 1 + step) % 31]!;
        expect(usccFault(code.slice(0, at) + wrong + code.slice(at + 1))).toBe('check');
      }),
    );
  });

  test('two neighbours exchanged are always found', () => {
    fc.assert(
      fc.property(anyUscc, fc.nat(16), (code, at) => {
        fc.pre(code[at] !== code[at + 1]);
        expect(usccFault(code.slice(0, at) + code[at + 1]! + code[at]! + code.slice(at + 2))).toBe('check');
      }),
    );
  });

  test('width, case, blanks and hyphens do not matter once normalised', () => {
    expect(normalizeUscc(' ９１１１００００－６０００３７３４１ｌ　')).toBe(GOOD);
    expect(normalizeUscc('91110000 6000-3734 1l')).toBe(GOOD);
    fc.assert(
      fc.property(anyUscc, (code) => {
        const wide = code
          .toLowerCase()
          .replace(/./g, (c) => `${String.fromCharCode(c.charCodeAt(0) + 0xfee0)} `);
        expect(normalizeUscc(wide)).toBe(code);
      }),
    );
  });
});

describe('text', () => {
  test('full width becomes half width; Chinese marks without a twin stay', () => {
    expect(toHalfWidth('（１２．５％）　Ａｂ：，。、')).toBe('(12.5%) Ab:,。、');
  });
  test('every printable ASCII character comes back from its full-width twin', () => {
    const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(0x21 + i)).join('');
    const wide = [...ascii].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('');
    expect(toHalfWidth(wide)).toBe(ascii);
    expect(toHalfWidth(ascii)).toBe(ascii);
  });
  test('blanks of every kind go', () => {
    expect(stripSpace(' 增 加\t值\r\n率　\u00a0')).toBe('增加值率');
  });
});

describe('canonical JSON', () => {
  test('keys are sorted, undefined members are dropped, numbers stand as ECMAScript prints them', () => {
    expect(canonicalJson({ b: 1e21, a: [undefined, null, -0, 0.1], c: undefined, 乙: 'x"', 甲: 3n })).toBe(
      '{"a":[null,null,0,0.1],"b":1e+21,"乙":"x\\"","甲":"3"}',
    );
  });

  test('what JSON cannot say is refused', () => {
    for (const v of [NaN, Infinity, -Infinity]) expect(() => canonicalJson({ v })).toThrow(RangeError);
    for (const v of [undefined, () => 1, Symbol('s'), new Map([[1, 2]]), new Set([1])])
      expect(() => canonicalJson(v)).toThrow(TypeError);
  });

  test('holes in a list are null and instants are their text, as JSON has it', () => {
    const holes: unknown[] = [1];
    holes[2] = 3;
    expect(canonicalJson(holes)).toBe('[1,null,3]');
    expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
  });

  test('keys that look like numbers, or that an object is made with, stand where code units put them', () => {
    const odd = JSON.parse(
      '{"b":{"10":{"z":1,"a":2},"9":0,"-1":0},"__proto__":{"y":1,"x":2},"a":[{"2":1,"11":0}]}',
    ) as unknown;
    expect(canonicalJson(odd)).toBe(
      '{"__proto__":{"x":2,"y":1},"a":[{"11":0,"2":1}],"b":{"-1":0,"10":{"a":2,"z":1},"9":0}}',
    );
  });

  test('reading it gives the value back, and the order in which members were set does not matter', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (v) => {
        const text = canonicalJson(v);
        expect(JSON.stringify(JSON.parse(text))).toHaveLength(text.length);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (o) => {
        expect(canonicalJson(Object.fromEntries(Object.entries(o).toReversed()))).toBe(canonicalJson(o));
      }),
    );
  });
});

describe('id', () => {
  const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
  const moment = fc.integer({ min: 0, max: 2 ** 48 - 1 });

  test('RFC 9562 appendix A.6: the example of version 7', () => {
    const bytes = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidV7(0x017f22e279b0, bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  test('every id is a UUID of version 7 and tells its moment', () => {
    fc.assert(
      fc.property(moment, random, (t, r) => {
        const id = uuidV7(t, r);
        expect(isUuid(id)).toBe(true);
        expect(id[14]).toBe('7');
        expect('89ab').toContain(id[19]);
        expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(t);
      }),
    );
  });

  test('a later moment sorts later', () => {
    fc.assert(
      fc.property(moment, moment, random, random, (a, b, r, s) => {
        fc.pre(a < b);
        expect(uuidV7(a, r) < uuidV7(b, s)).toBe(true);
      }),
    );
  });

  test.each(['', '017f22e2', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', '017f22e279b07cc398c4dc0c0c07398f'])(
    '%j is no id',
    (s) => {
      expect(isUuid(s)).toBe(false);
    },
  );
});

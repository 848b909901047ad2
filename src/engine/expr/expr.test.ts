import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimal, decimal, formatDecimal, parseUnit } from '#kernel';
import {
  dependenciesOf,
  evaluate,
  parseExpr,
  printExpr,
  samePeriodDependencies,
  unitOf,
  valueOf,
  type Expr,
} from './index.ts';

const parse = (text: string): Expr => {
  const r = parseExpr(text);
  if (!r.expr) throw new Error(`${r.error.reason} at ${r.error.at}`);
  return r.expr;
};
const run = (text: string, values: Record<string, string> = {}) =>
  evaluate(parse(text), (name, back) => {
    const v = values[back === 0 ? name : `${name}@${back}`];
    return v === undefined ? undefined : decimal(v);
  });

describe('formulas', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['10 - 4 - 3', '3'],
    ['8 / 2 / 2', '2'],
    ['-2 * -3', '6'],
    ['min(3, 1, 2)', '1'],
    ['max(3, 1, 2)', '3'],
    ['abs(-2.5)', '2.5'],
    ['1 / 3', '0.333333333333'],
    // Half to even at the twelfth place (GB/T 8170).
    ['0.0000000000005 / 1', '0'],
    ['0.0000000000015 / 1', '0.000000000002'],
  ])('%s is %s', (text, value) => {
    expect(formatDecimal(run(text).value!)).toBe(value);
  });

  it('takes inputs of the period and of the one before', () => {
    const r = run('(1 - use / prev(use)) * 100', { use: '97', 'use@1': '100' });
    expect(formatDecimal(r.value!)).toBe('3');
    expect(r.trace.of?.length).toBe(2);
  });

  it('names a missing input and a zero divisor instead of giving a number', () => {
    expect(run('value-added / employees', { 'value-added': '5' })).toMatchObject({
      reason: 'missing',
      missing: 'employees',
    });
    expect(run('a / b', { a: '5', b: '0' })).toMatchObject({ reason: 'zero' });
    expect(run('a / b', { a: '5', b: '0' }).value).toBeUndefined();
  });

  it.each([
    ['a -b', 'minus'],
    ['a- b', 'minus'],
    ['a + ', 'end'],
    ['a b', 'unexpected'],
    ['sqrt(a)', 'function'],
    ['abs(a, b)', 'arguments'],
    ['prev(a + b)', 'prev'],
    ['A + 1', 'unexpected'],
    [`${'('.repeat(80)}1${')'.repeat(80)}`, 'depth'],
  ])('refuses %s (%s)', (text, reason) => {
    expect(parseExpr(text).error?.reason).toBe(reason);
  });

  it('knows what a formula depends on; the period before cannot make a circle', () => {
    const e = parse('a / prev(a) + min(b, c)');
    expect(dependenciesOf(e)).toEqual(['a', 'b', 'c']);
    expect(samePeriodDependencies(e)).toEqual(['a', 'b', 'c']);
    expect(samePeriodDependencies(parse('x - prev(y)'))).toEqual(['x']);
  });

  it('checks units: 万元 over 人 is 万元/人, 万元 plus 元 is refused', () => {
    const units: Record<string, string> = { v: '万元', w: '元', n: '人', p: '%' };
    const of = (text: string) => unitOf(parse(text), (id) => parseUnit(units[id] ?? ''));
    expect(of('v / n').unit?.symbol).toBe('万元/人');
    expect(of('v + w').fault).toEqual({ reason: 'factor', left: '万元', right: '元' });
    expect(of('v + n').fault?.reason).toBe('mismatch');
    expect(of('min(v, n)').fault?.reason).toBe('mismatch');
    expect(of('p * 2 + 1').unit?.dimensions).toEqual({});
    expect(of('z + 1').fault?.reason).toBe('unknown');
  });

  const expr: fc.Arbitrary<Expr> = fc.letrec<{ e: Expr }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small' },
      fc.integer({ min: 0, max: 999 }).map((n): Expr => ({ kind: 'number', value: decimal(String(n)) })),
      fc.constantFrom('a', 'b-c', 'd').map((id): Expr => ({ kind: 'name', id })),
      tie('e').map((of): Expr => ({ kind: 'negate', of })),
      fc
        .record({ op: fc.constantFrom('+', '-', '*', '/' as const), left: tie('e'), right: tie('e') })
        .map((x): Expr => ({ kind: 'binary', ...x, op: x.op as '+' })),
      fc
        .array(tie('e'), { minLength: 1, maxLength: 3 })
        .map((args): Expr => ({ kind: 'call', name: 'max', args })),
    ),
  })).e;

  it('printing and parsing give the same formula back', () => {
    fc.assert(
      fc.property(expr, (e) => {
        expect(parse(printExpr(e))).toEqual(e);
      }),
    );
  });

  it('the value alone is that of the evaluation with its trace, and asks for the same inputs', () => {
    const digit = fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined });
    fc.assert(
      fc.property(expr, digit, digit, digit, (e, a, b, d) => {
        const given: Record<string, number | undefined> = { a, 'b-c': b, d };
        const [one, other]: [string[], string[]] = [[], []];
        const look = (asked: string[]) => (name: string, back: number) => {
          asked.push(`${name} ${back}`);
          return given[name] === undefined ? undefined : decimal(String(given[name]));
        };
        const whole = evaluate(e, look(one));
        expect(valueOf(e, look(other))).toEqual(whole.value ?? whole.reason);
        expect(other).toEqual(one);
      }),
    );
  });

  it('sums are exact: adding and taking away again leaves what was there', () => {
    const value = fc.integer({ min: -1e9, max: 1e9 }).map((n) => decimal((n / 100).toFixed(2)));
    fc.assert(
      fc.property(value, value, (a, b) => {
        const r = evaluate(parse('a + b - b'), (n) => (n === 'a' ? a : b));
        return compareDecimal(r.value!, a) === 0;
      }),
    );
  });
});

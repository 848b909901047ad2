import { describe, expect, it } from 'vitest';
import { quantileOf, suspicions, type SuspectUnit } from './suspicious.ts';

const unit = (id: string, ratio: number | null, more: Partial<SuspectUnit> = {}): SuspectUnit => ({
  id,
  ratios: { r: ratio },
  totals: {},
  ...more,
});
/** 1, 2, 4 … 256: logarithms in even steps, quartiles 4 and 64, fences at 4 ÷ 16³ and 64 × 16³. */
const powers = Array.from({ length: 9 }, (_, i) => unit(`u${i}`, 2 ** i));

describe('a ratio beyond the outer fences', () => {
  it('is named with the fences, in logarithms', () => {
    const [found, ...rest] = suspicions([...powers, unit('far', 1e8)]);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      code: 'V402',
      path: 'far',
      params: { id: 'far', indicator: 'r', value: 1e8 },
    });
    // Ten values now: quartiles 2^2.25 and 2^6.75, three ranges beyond the upper one.
    expect(Number(found!.params!['high'])).toBeCloseTo(2 ** (6.75 + 3 * 4.5), 3);
    expect(suspicions([...powers, unit('near', 1e5)])).toEqual([]);
    expect(suspicions([...powers, unit('tiny', 1e-8)]).map((f) => f.path)).toEqual(['tiny']);
  });

  it('does not depend on the unit of the ratio', () => {
    const times = (k: number) =>
      suspicions([...powers, unit('far', 1e8)].map((u) => unit(u.id, u.ratios['r']! * k))).map((f) => f.path);
    expect(times(10_000)).toEqual(times(1));
  });

  it('is not looked for among too few, among equals, nor in zero, negative and missing values', () => {
    expect(suspicions([...powers.slice(0, 6), unit('far', 1e9)])).toEqual([]);
    expect(suspicions([...Array.from({ length: 9 }, (_, i) => unit(`e${i}`, 5)), unit('far', 6)])).toEqual(
      [],
    );
    expect(suspicions([...powers, unit('zero', 0), unit('minus', -5), unit('none', null)])).toEqual([]);
  });
});

describe('a total against last year', () => {
  const jump = (now: number | null, before: number | null) =>
    suspicions([unit('a', null, { totals: { revenue: now }, totalsBefore: { revenue: before } })]);
  it('is asked about from tenfold on, up or down', () => {
    expect(jump(1000, 100)[0]).toMatchObject({
      code: 'V403',
      params: { before: 100, value: 1000, times: 10 },
    });
    expect(jump(10, 100)[0]!.params!['times']).toBe(0.1);
    expect(jump(999, 100)).toEqual([]);
    expect(jump(100, 0)).toEqual([]);
    expect(jump(null, 5)).toEqual([]);
  });
});

it('a reach far beyond all others is asked about; one nobody can reach has no figure to ask about', () => {
  const of = (superEfficiency: number | null) => suspicions([unit('a', null, { superEfficiency })]);
  expect(of(2.5)[0]).toMatchObject({ code: 'V401', severity: 'warning', params: { value: 2.5, limit: 2 } });
  expect(of(1.99)).toEqual([]);
  expect(of(null)).toEqual([]);
  expect(suspicions([unit('a', null, { superEfficiency: 1.3 })], { superEfficiency: 1.2 })).toHaveLength(1);
});

it('quantiles lie on straight lines between neighbours', () => {
  expect(quantileOf([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(quantileOf([7], 0.9)).toBe(7);
});

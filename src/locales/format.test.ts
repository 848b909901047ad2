import { describe, expect, it } from 'vitest';
import { formatDecimal, formatNumber, formatPercent, shortDecimal } from './format.ts';

describe('numbers as people read them', () => {
  it.each([
    [formatDecimal('1234567.50'), '1,234,567.50'],
    [formatDecimal('-1000'), '-1,000'],
    [formatDecimal(null), '—'],
    [formatNumber(-1234.567), '-1,234.57'],
    [formatNumber(-0.001), '0.00'],
    [formatNumber(12, 0), '12'],
    [formatNumber(Number.NaN), '—'],
    [formatPercent(0.1234), '12.3%'],
    [formatPercent(-0.0001), '0.0%'],
    [formatPercent(undefined), '—'],
    [shortDecimal('3.14159265'), '3.1416'],
    [shortDecimal('12345.60'), '12,345.60'],
  ])('%s', (shown, expected) => expect(shown).toBe(expected));
});

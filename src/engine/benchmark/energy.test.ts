import { describe, expect, it } from 'vitest';
import { decimal, type Decimal } from '#kernel';
import { appliesFrom, bestOf, inForce, standingOf, type EnergyLevels } from './energy.ts';

const row = (over: Partial<EnergyLevels<Decimal>>): EnergyLevels<Decimal> => ({
  family: 'gb-limit',
  edition: '2023',
  product: '电石',
  process: '',
  indicator: '单位产品综合能耗',
  unit: 'kgce/t',
  benchmark: null,
  baseline: null,
  level1: decimal('805'),
  level2: decimal('823'),
  level3: decimal('940'),
  effective: '2024-12-01',
  ...over,
});

describe('energy-efficiency levels', () => {
  // GB 21343-2023, table 1: carbide 805 / 823 / 940 kgce/t.
  it.each([
    ['804.9', 'level1'],
    ['805', 'level1'],
    ['805.01', 'level2'],
    ['823', 'level2'],
    ['940', 'level3'],
    ['940.000001', 'beyond'],
  ])('%s kgce/t of carbide is %s', (value, standing) =>
    expect(standingOf(decimal(value), row({}))).toBe(standing),
  );

  it('tells 标杆水平 and 基准水平 from the levels of a limit', () => {
    const ndrc = row({
      family: 'ndrc',
      level1: null,
      level2: null,
      level3: null,
      benchmark: decimal('805'),
      baseline: decimal('940'),
    });
    expect(standingOf(decimal('805'), ndrc)).toBe('benchmark');
    expect(standingOf(decimal('900'), ndrc)).toBe('baseline');
    expect(standingOf(decimal('940.1'), ndrc)).toBe('below');
    expect(bestOf(ndrc)).toEqual(decimal('805'));
  });

  it('passes over a level that the standard does not set', () => {
    expect(standingOf(decimal('900'), row({ level1: null }))).toBe('level3');
    expect(standingOf(decimal('900'), row({ level1: null, level3: null }))).toBeNull();
    expect(standingOf(decimal('900'), row({ level1: null, level2: null, level3: null }))).toBeNull();
    expect(bestOf(row({ level1: null }))).toEqual(decimal('823'));
  });

  it('levels may be negative: a converter gives more energy than it takes', () => {
    const converter = row({ level1: decimal('-30'), level2: decimal('-28'), level3: decimal('-12') });
    expect(standingOf(decimal('-29'), converter)).toBe('level2');
    expect(standingOf(decimal('0'), converter)).toBe('beyond');
  });

  it('takes the edition in force on the day, and none before the first', () => {
    const old = row({ edition: '2008', effective: null });
    const now = row({});
    expect(appliesFrom(old)).toBe('2009-01-01');
    expect(inForce([now, old], '2019-12-31')).toBe(old);
    expect(inForce([old, now], '2024-11-30')).toBe(old);
    expect(inForce([old, now], '2024-12-01')).toBe(now);
    expect(inForce([now], '2019-12-31')).toBeUndefined();
  });
});

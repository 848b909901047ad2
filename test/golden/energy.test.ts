import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDecimal, parseUnit, sameDimensions } from '#kernel';
import { readRegister } from '#areas/subjects';

const contentDir = resolve(import.meta.dirname, '../../content');
const lines = readRegister({ contentDir }, 'energy-levels').rows;

interface Entry {
  readonly id: string;
  readonly unit: string;
  readonly levels?: readonly { product: string; process?: string; indicator: string }[];
}
const indicators = readdirSync(join(contentDir, 'plans')).flatMap((plan) =>
  readdirSync(join(contentDir, 'plans', plan, 'indicators')).flatMap((file) => {
    const path = join(contentDir, 'plans', plan, 'indicators', file);
    return (parse(readFileSync(path, 'utf8')) as { indicators: Entry[] }).indicators;
  }),
);
const held = indicators.flatMap((i) => (i.levels ?? []).map((key) => [i.id, i.unit, key] as const));

describe('the table of energy-efficiency levels', () => {
  it.each(held)('has the lines that %s is held against, in a unit of the same kind', (_id, unit, key) => {
    const found = lines.filter(
      (l) =>
        l['product'] === key.product &&
        l['process'] === (key.process ?? '') &&
        l['indicator'] === key.indicator,
    );
    expect(found.length).toBeGreaterThan(0);
    const own = parseUnit(unit)!;
    for (const l of found) expect(sameDimensions(parseUnit(l['unit']!)!, own), l['unit']).toBe(true);
  });

  it('holds exact figures, and level 1 asks no less than level 3, the benchmark no less than the baseline', () => {
    for (const l of lines) {
      const [best, middle, worst, benchmark, baseline] = [
        'level1',
        'level2',
        'level3',
        'benchmark',
        'baseline',
      ].map((c) => l[c]!);
      for (const text of [best!, middle!, worst!, benchmark!, baseline!])
        if (text !== '') expect(parseDecimal(text), text).toBeDefined();
      if (best && worst) expect(Number(best), l['product']).toBeLessThanOrEqual(Number(worst));
      if (benchmark && baseline) expect(Number(benchmark), l['product']).toBeLessThan(Number(baseline));
    }
  });

  it('says of every line where it comes from and whether it was checked', () => {
    for (const l of lines) {
      expect(l['source']!.length, l['product']).toBeGreaterThan(10);
      expect(l['verified']).toMatch(/^(已核|待核)/);
      expect(l['effective']).toMatch(/^(\d{4}-\d{2}-\d{2})?$/);
      expect(['ndrc', 'gb-limit']).toContain(l['family']);
    }
  });

  // As the standards print them: GB 21343-2023 table 1, GB 16780-2021 table 2, GB 21346-2022 table 1.
  it.each([
    ['电石', '单位产品综合能耗', '2023', ['805', '823', '940']],
    ['水泥熟料', '单位产品综合能耗', '2021', ['100', '107', '117']],
    ['电解铝', '铝液交流电耗', '2022', ['12950', '13000', '13350']],
  ])('%s %s %s', (product, indicator, edition, levels) => {
    const line = lines.find(
      (l) =>
        l['family'] === 'gb-limit' &&
        l['product'] === product &&
        l['indicator'] === indicator &&
        l['edition'] === edition,
    )!;
    expect([line['level1'], line['level2'], line['level3']]).toEqual(levels);
  });
});

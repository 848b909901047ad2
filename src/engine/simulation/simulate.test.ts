import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { roles, usccFault } from '#kernel';
import { industries } from './industries.ts';
import {
  lightDivisions,
  macroFigures,
  simulate,
  type MacroRow,
  type Province,
  type SimRegisters,
} from './index.ts';

const content = new URL('../../../content/', import.meta.url);

function register<T>(id: string): T[] {
  const { columns, rows } = parse(readFileSync(new URL(`standards/${id}.yaml`, content), 'utf8')) as {
    columns: string[];
    rows: string[][];
  };
  return rows.map((r) => Object.fromEntries(columns.map((c, i) => [c, r[i] ?? '']))) as T[];
}

const registers: SimRegisters = {
  regions: register('gbt2260-ningxia'),
  parks: register('ningxia-parks'),
  industries: register('gbt4754-2017'),
};
const macro = macroFigures(register<MacroRow>('macro-ningxia'));
const make = (enterprises: number, seed = 2018, months = false): Province =>
  simulate({ seed, enterprises, registers, macro, years: [2016, 2022], months });

interface Totals {
  sum: Map<string, number>;
  byArea: Map<string, number>;
  count: number;
  park: number;
  ningdong: number;
  aboveScale: Map<number, number>;
  entered: Map<number, number>;
  losses: number;
  filed: number;
  light: number;
}

/** Sums per year and indicator; null counts as nothing. */
function totals(p: Province): Totals {
  const t: Totals = {
    sum: new Map(),
    byArea: new Map(),
    count: 0,
    park: 0,
    ningdong: 0,
    aboveScale: new Map(),
    entered: new Map(),
    losses: 0,
    filed: 0,
    light: 0,
  };
  const add = <K>(m: Map<K, number>, k: K, v: number) => m.set(k, (m.get(k) ?? 0) + v);
  for (const e of p.enterprises()) {
    t.count += 1;
    if (e.parkCode !== null) t.park += 1;
    if (e.regionCode === '64ND00') t.ningdong += 1;
    for (const y of e.aboveScaleYears) add(t.aboveScale, y, 1);
    add(t.entered, e.aboveScaleYears[0]!, 1);
    for (const f of e.facts()) {
      if (f.value === null) continue;
      const v = Number(f.value);
      add(t.sum, `${f.period} ${f.indicator}`, v);
      if (f.indicator === 'gross-output' && e.regionCode === '64ND00') add(t.byArea, f.period, v);
      if (
        f.indicator === 'value-added' &&
        f.period === '2018' &&
        lightDivisions.has(e.industryCode.slice(0, 2))
      )
        t.light += v;
      if (f.indicator === 'profit') {
        t.filed += 1;
        if (v < 0) t.losses += 1;
      }
    }
  }
  return t;
}

const hash = (p: Province, limit = 40): string => {
  const h = createHash('sha256');
  for (const e of p.enterprises()) {
    h.update(JSON.stringify({ ...e, facts: [...e.facts()] }));
    if (--limit === 0) break;
  }
  return h.digest('hex');
};

describe('the demonstration province', () => {
  const t = totals(make(1200));
  const of = (year: number, indicator: string): number => t.sum.get(`${year} ${indicator}`) ?? 0;
  const share = (year: number, a: string, b: string): number => (100 * of(year, a)) / of(year, b);

  it('makes 95 % of the industrial value added of 2017, and grows with the published rates (0.1 %)', () => {
    expect(of(2017, 'value-added') / 10_000 / (1096.3 * 0.95)).toBeCloseTo(1, 3);
    for (const [year, rate] of Object.entries(macro.growth).filter(([y]) => Number(y) <= 2022))
      expect(100 * (of(Number(year), 'value-added') / of(Number(year) - 1, 'value-added') - 1)).toBeCloseTo(
        rate,
        1,
      );
  });

  it('gives 宁东 35 % of output in 2018 and 30 % in 2022 (half a point)', () => {
    expect(Math.abs((100 * t.byArea.get('2018')!) / of(2018, 'gross-output') - 35)).toBeLessThan(0.5);
    expect(Math.abs((100 * t.byArea.get('2022')!) / of(2022, 'gross-output') - 30)).toBeLessThan(0.5);
  });

  it('meets R&D intensity, margin, tax and debt (within 2 % of each, as some values are not reported)', () => {
    const near = (found: number, wanted: number) => expect(Math.abs(found / wanted - 1)).toBeLessThan(0.02);
    near(share(2020, 'rd-expense', 'revenue'), 0.94);
    near(share(2019, 'profit', 'revenue'), 6.0);
    near(share(2019, 'liabilities', 'assets'), 66.5);
    for (let year = 2016; year <= 2022; year += 1) near(share(year, 'taxes-paid', 'revenue'), 5.4);
  });

  it('stands mostly in parks, is mostly heavy industry, and loses money here and there', () => {
    expect(t.park / t.count).toBeGreaterThan(0.65);
    expect(t.park / t.count).toBeLessThan(0.75);
    expect(1 - t.light / of(2018, 'value-added')).toBeGreaterThan(0.9);
    expect(t.losses / t.filed).toBeGreaterThan(0.15);
    expect(t.losses / t.filed).toBeLessThan(0.4);
  });

  it('takes about 100 new enterprises a year above scale from 2020, and loses some', () => {
    for (const year of [2020, 2021, 2022]) {
      expect(t.entered.get(year)!).toBeGreaterThan(75);
      expect(t.entered.get(year)!).toBeLessThan(125);
      expect(t.aboveScale.get(year)!).toBeLessThan(t.aboveScale.get(year - 1)! + t.entered.get(year)!);
    }
  });

  it('knows only classes the register knows, each in its division', () => {
    const classes = new Set(registers.industries.filter((i) => i.level === 'class').map((i) => i.code));
    const used = industries.flatMap((i) => i.classes.map(([code]) => code));
    expect(used.filter((code) => !classes.has(code))).toEqual([]);
    expect(industries.every((i) => i.classes.every(([code]) => code.startsWith(i.division)))).toBe(true);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(hash(make(300))).toBe(hash(make(300)));
    expect(hash(make(300))).not.toBe(hash(make(300, 7)));
    const e = make(5).enterprises().next().value!;
    expect([...e.facts()]).toEqual([...e.facts()]);
  });

  it('keeps the distribution at another scale: median and upper tenth of value added (a quarter), kinds (a point)', () => {
    const view = (n: number) => {
      const values: number[] = [];
      let chemical = 0;
      for (const e of make(n).enterprises()) {
        if (e.industryCode.startsWith('26')) chemical += 1;
        for (const f of e.facts())
          if (f.period === '2019' && f.indicator === 'value-added') values.push(Number(f.value));
      }
      values.sort((a, b) => a - b);
      return {
        median: values[Math.floor(values.length / 2)]!,
        tenth: values[Math.floor(values.length * 0.9)]!,
        chemical: (100 * chemical) / n,
      };
    };
    const [small, large] = [view(1200), view(4800)];
    expect(Math.abs(large.median / small.median - 1)).toBeLessThan(0.25);
    expect(Math.abs(large.tenth / small.tenth - 1)).toBeLessThan(0.25);
    expect(Math.abs(large.chemical - small.chemical)).toBeLessThan(1);
  });

  it('names and codes nobody twice; codes are well formed, places and classes are registered', () => {
    const names = new Set<string>();
    const codes = new Set<string>();
    const regions = new Map(registers.regions.map((r) => [r.code, r]));
    const parks = new Map(registers.parks.map((p) => [p.code, p]));
    const classes = new Set(registers.industries.filter((i) => i.level === 'class').map((i) => i.code));
    const n = 20_000;
    for (const e of make(n).enterprises()) {
      names.add(e.name);
      codes.add(e.creditCode);
      if (usccFault(e.creditCode) || e.creditCode.slice(8, 10) !== 'XN') expect.fail(e.creditCode);
      if (!classes.has(e.industryCode)) expect.fail(e.industryCode);
      const region = regions.get(e.regionCode)!;
      const park = e.parkCode === null ? undefined : parks.get(e.parkCode)!;
      if (park && park.region !== region.code && park.region !== region.parent) expect.fail(park.name);
      if (e.foundedYear >= e.aboveScaleYears[0]!) expect.fail(`founded ${e.foundedYear}`);
    }
    expect(names.size).toBe(n);
    expect(codes.size).toBe(n);
  });

  it('hangs together: parts within wholes, months to the year, two places, few blanks', () => {
    let blanks = 0;
    let facts = 0;
    let noResearch = 0;
    for (const e of make(150, 3, true).enterprises()) {
      const year = new Map<string, number | null>();
      const months = new Map<string, { n: number; sum: bigint }>();
      const hundredths = (v: string) => BigInt(v.replace('.', ''));
      for (const f of e.facts()) {
        facts += 1;
        if (f.value === null) blanks += 1;
        else
          expect(f.value).toMatch(
            ['employees', 'years-in-production'].includes(f.indicator) ? /^\d+$/ : /^-?\d+\.\d\d$/,
          );
        if (f.period.length === 4)
          year.set(`${f.period} ${f.indicator}`, f.value === null ? null : Number(f.value));
        else {
          const key = `${f.period.slice(0, 4)} ${f.indicator}`;
          const m = months.get(key) ?? { n: 0, sum: 0n };
          months.set(key, { n: m.n + 1, sum: m.sum + hundredths(f.value!) });
          expect(hundredths(f.value!)).toBeGreaterThanOrEqual(0n);
        }
      }
      expect(months.size).toBe(3 * e.aboveScaleYears.length);
      for (const [key, m] of months) {
        expect(m.n).toBe(12);
        expect(m.sum).toBe(hundredths(year.get(key)!.toFixed(2)));
      }
      for (const y of e.aboveScaleYears) {
        const v = (i: string) => year.get(`${y} ${i}`) ?? undefined;
        const atMost = (a: number | undefined, b: number | undefined) => {
          if (a !== undefined && b !== undefined) expect(a).toBeLessThanOrEqual(b);
        };
        atMost(v('value-added'), v('gross-output'));
        atMost(v('profit'), v('value-added'));
        atMost(v('fixed-assets'), v('assets'));
        const [cost, profit] = [v('cost'), v('profit')];
        if (cost !== undefined && profit !== undefined) atMost(cost + profit, v('revenue')! + 0.01);
        if (v('rd-expense') === 0) noResearch += 1;
        atMost(v('electricity')! * 1.229 - 0.01, v('energy'));
      }
    }
    expect(blanks / facts).toBeLessThan(0.02);
    expect(blanks).toBeGreaterThan(0);
    expect(noResearch).toBeGreaterThan(0);
  });

  it('tells what the limits of a product depend on: the same every year, in the mountains of 固原 too, and some works do not', () => {
    let silent = 0;
    let works = 0;
    for (const e of make(2400).enterprises()) {
      const facts = [...e.facts()];
      const told = (id: string): string[] =>
        facts.flatMap((f) => (f.indicator === id && f.value !== null ? [f.value] : []));
      if (e.industryCode !== '3011') {
        expect(told('altitude')).toEqual([]);
        continue;
      }
      works += 1;
      const heights = [...new Set(told('altitude'))];
      if (heights.length === 0) silent += 1;
      else {
        expect(heights).toHaveLength(1);
        if (e.regionCode.startsWith('6404')) expect(Number(heights[0])).toBeGreaterThan(1500);
        else expect(Number(heights[0])).toBeLessThan(1500);
        // Standard atmosphere: 101,325 Pa at the sea, 84,556 Pa at 1,500 m.
        const [pascals] = told('air-pressure');
        expect(Number(pascals) > 84_556).toBe(Number(heights[0]) < 1500);
      }
    }
    expect(silent).toBeGreaterThan(0);
    expect(silent).toBeLessThan(works / 3);
  });

  it('has leaders who stay: efficiency of one year shows in the next', () => {
    const pairs: [number, number][] = [];
    for (const e of make(1200).enterprises()) {
      if (!e.industryCode.startsWith('26')) continue;
      const v = new Map([...e.facts()].map((f) => [`${f.period} ${f.indicator}`, f.value]));
      const log = (y: number) => Math.log(Number(v.get(`${y} value-added`)) / Number(v.get(`${y} energy`)));
      const [a, b] = [log(2017), log(2018)];
      if (Number.isFinite(a) && Number.isFinite(b)) pairs.push([a, b]);
    }
    const mean = (xs: number[]) => xs.reduce((s, x) => s + x, 0) / xs.length;
    const [ma, mb] = [mean(pairs.map((p) => p[0])), mean(pairs.map((p) => p[1]))];
    const cov = mean(pairs.map(([a, b]) => (a - ma) * (b - mb)));
    const sd = (k: 0 | 1, m: number) => Math.sqrt(mean(pairs.map((p) => (p[k] - m) ** 2)));
    expect(cov / sd(0, ma) / sd(1, mb)).toBeGreaterThan(0.8);
  });

  it('works small, without 宁东, for other years, and says what it cannot do', () => {
    const regions = registers.regions.filter((r) => r.code !== '64ND00');
    const p = simulate({
      seed: 1,
      enterprises: 12,
      registers: { ...registers, regions },
      macro,
      years: [2019, 2020],
    });
    const all = [...p.enterprises()];
    expect(all).toHaveLength(12);
    for (const f of all.flatMap((e) => [...e.facts()])) expect(f.value ?? '0').toMatch(/^-?\d+(\.\d\d)?$/);
    expect([...make(0).enterprises()]).toEqual([]);
    expect(() => make(-1)).toThrow(RangeError);
    expect(() => macroFigures([])).toThrow(RangeError);
  });

  it('has, for the demonstration sign-in, an enterprise with all years in a large division, and sign-ins for every role', () => {
    const { accounts } = parse(readFileSync(new URL('demo/accounts.yaml', content), 'utf8')) as {
      accounts: { username: string; role: string; scope: Record<string, unknown> }[];
    };
    // Money acts need two persons of finance.
    expect(accounts.filter((a) => a.role === 'finance' && a.scope['kind'] === 'all')).toHaveLength(2);
    expect(new Set(accounts.map((a) => a.role))).toEqual(new Set(roles));
    expect(new Set(accounts.map((a) => a.username)).size).toBe(accounts.length);
    const paths = new Set(registers.regions.map((r) => r.path));
    for (const a of accounts)
      for (const path of (a.scope['paths'] ?? []) as string[]) expect(paths.has(path)).toBe(true);
    const first = accounts.find((a) => a.role === 'enterprise')!.scope['firstEnterprise'] as string;
    const all = [...make(1200).enterprises()];
    const found = all
      .filter((e) => e.industryCode.startsWith(first))
      .toSorted((a, b) => (a.creditCode < b.creditCode ? -1 : 1));
    expect(found[0]!.aboveScaleYears).toEqual([2016, 2017, 2018, 2019, 2020, 2021, 2022]);
    expect(all.filter((e) => e.industryCode.startsWith(first.slice(0, 2))).length).toBeGreaterThan(100);
  });
});

/** The examples on real plants, run as their scripts run them; defined where the data folder is. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { usccFault } from '#kernel';
import { deaOnTable } from '#engine/benchmark';
import { beijingPlants, type BeijingPlants } from '../../examples/beijing-power-plants/example.ts';
import { chileanPlants, type ChileanPlants } from '../../examples/chilean-plants/example.ts';
import { digitsOf, standInCode } from '../../examples/shared/table.ts';
import { dataFolder, hasData, readCsv } from './data.ts';

describe('stand-in codes', () => {
  it('pass the checks, say that they stand in, and are the same every time', () => {
    const codes = Array.from({ length: 500 }, (_, i) => standInCode(digitsOf(`厂${i}`)));
    expect(new Set(codes).size).toBe(500);
    for (const code of codes) {
      expect(usccFault(code)).toBeUndefined();
      expect(code).toMatch(/^Y1000000/);
    }
    expect(standInCode('00010007')).toBe(standInCode('00010007'));
  });
});

if (hasData('plants', 'chilean_plants_a.csv'))
  describe('Chilean plants', () => {
    const YEAR = 2004;
    let r: ChileanPlants;
    const source = readCsv('plants', 'chilean_plants_a.csv').records;
    const now = source.filter((x) => x['year'] === String(YEAR));
    const level = (x: Readonly<Record<string, string>>, name: string): number => Math.exp(Number(x[name]));
    beforeAll(async () => {
      r = await chileanPlants(join(dataFolder!, 'plants', 'chilean_plants_a.csv'), YEAR);
    });

    it('every plant-year comes in by the import, every plant is registered once', () => {
      expect(r).toMatchObject({ plants: 239, plantYears: 1223, waterIsInvestment: 1223 });
      expect(r.zeroLogs).toEqual({ skilled: 277, unskilled: 416 });
      expect(r.imported).toEqual({ rows: 1223, facts: 1223 * 5, created: 239, findings: [] });
    });

    it('the run measures the plants of the year, and recomputes to the same bytes', () => {
      expect(r.run).toMatchObject({ year: YEAR, pack: 'chilean-plants', subjects: 122, evaluated: 122 });
      expect(r.run.simulated).toBe(false);
      expect(r.rows).toHaveLength(now.length);
      expect(r.verified).toBe(true);
      for (const x of r.rows) expect(x.efficiency! > 0 && x.efficiency! <= 1, x.subject.name).toBe(true);
      expect(r.run.groups).toHaveLength(1);
      expect(r.run.groups[0]!.efficiency!.median).toBeCloseTo(0.516, 3);
      expect(r.rows.filter((x) => x.leader)).toHaveLength(24);
    });

    it('has the scores of the same table put straight into the engine', () => {
      const names = ['ln_capital', 'ln_skilled_labour', 'ln_unskilled_labour', 'ln_electricity'];
      const { units } = deaOnTable(
        {
          header: ['plant_id', ...names, 'ln_value_added'],
          rows: now.map((x) => [
            x['plant_id']!,
            ...[...names, 'ln_value_added'].map((n) => level(x, n).toFixed(6)),
          ]),
        },
        { id: 'plant_id', inputs: names, outputs: ['ln_value_added'], rts: 'vrs', orientation: 'out' },
      );
      const mine = new Map(r.rows.map((x) => [x.subject.name, x.efficiency!]));
      expect(units).toHaveLength(122);
      for (const u of units) expect(mine.get(`智利工厂${u.id}`)).toBeCloseTo(1 / u.efficiency, 9);
    });

    it('who makes most of its capital, or of its people, is on the frontier', () => {
      const efficient = new Set(r.rows.filter((x) => x.efficiency === 1).map((x) => x.subject.name));
      const best = (ratio: (x: Readonly<Record<string, string>>) => number): string =>
        `智利工厂${now.toSorted((a, b) => ratio(b) - ratio(a))[0]!['plant_id']}`;
      expect(efficient).toContain(best((x) => level(x, 'ln_value_added') / level(x, 'ln_capital')));
      expect(efficient).toContain(best((x) => level(x, 'ln_value_added') / level(x, 'ln_electricity')));
      expect(efficient).toContain(best((x) => level(x, 'ln_value_added') / level(x, 'ln_skilled_labour')));
    });

    it('a score opens to the figures of the file', () => {
      const m = r.middle;
      expect(m.subject.name).toBe('智利工厂15845');
      const own = now.find((x) => x['plant_id'] === '15845')!;
      const perWorker = m.items.find((i) => i.indicator === 'value-added-per-worker')!;
      const workers = level(own, 'ln_skilled_labour') + level(own, 'ln_unskilled_labour');
      // The table carries six decimals of each level.
      expect(Number(perWorker.value) / (level(own, 'ln_value_added') / workers)).toBeCloseTo(1, 7);
      expect(perWorker.facts.map((f) => f.indicator)).toEqual(['skilled', 'unskilled', 'value-added']);
      expect(perWorker.facts.every((f) => f.source === 'chilean-plants.csv')).toBe(true);
      const of = (rts: string, orientation: string): number =>
        m.models.find((k) => k.rts === rts && k.orientation === orientation)!.efficiency;
      expect(of('crs', 'in')).toBeCloseTo(1 / of('crs', 'out'), 9);
      expect(of('crs', 'in')).toBeLessThanOrEqual(of('vrs', 'in'));
      expect(m.passage?.quote).toContain('以增加值为产出');
    });
  });

if (hasData('plants', 'beijing_power_plants_2003_2012.csv') && hasData('messy', 'beijing_plants_2010.xlsx'))
  describe('Beijing power plants', () => {
    let r: BeijingPlants;
    const source = readCsv('plants', 'beijing_power_plants_2003_2012.csv').records;
    beforeAll(async () => {
      const book = (year: number) => ({
        year,
        path: join(dataFolder!, 'messy', `beijing_plants_${year}.xlsx`),
      });
      r = await beijingPlants(
        join(dataFolder!, 'plants', 'beijing_power_plants_2003_2012.csv'),
        [2003, 2010],
        [book(2003), book(2010)],
      );
    });

    it('names drift: one plant keeps its name through all the years', () => {
      expect(r.plantYears).toBe(267);
      // 2006 is not in the panel.
      expect(r.years).toEqual([2003, 2004, 2005, 2007, 2008, 2009, 2010, 2011, 2012]);
      expect(r.names).toBe(73);
      expect(r.namesInEveryYear).toEqual(['首钢电力厂']);
      // Three lines take apart the line above them and would count twice.
      expect(r.imported).toEqual({ rows: 264, facts: 816, created: 73 });
    });

    it('the heads say MWh, the figures are 10 MWh: a tenth of the energy that capacity and hours make', () => {
      expect(r.books.map((b) => b.headUnit)).toEqual(['MWh', 'MWh']);
      for (const { trap } of r.books) {
        expect(trap.plants).toBeGreaterThanOrEqual(25);
        expect(trap.inMwh).toBeCloseTo(0.1, 3);
        expect(trap.inTenMwh).toBeCloseTo(1, 2);
      }
      expect(r.books[1]!.trap.off.map((x) => x.name)).toEqual(['燕化炼油厂', '北京京能热电股份有限公司']);
    });

    it('the workbooks say what the panel says, figure by figure', () => {
      expect(r.books).toMatchObject([
        { year: 2003, rows: 30, good: 27, added: 0, unchanged: 89 },
        { year: 2010, rows: 29, good: 29, added: 0, unchanged: 96, unknown: [] },
      ]);
      expect(r.books[0]!.unknown).toEqual(['其中：抽水蓄能电站', '其中：京西电厂', '——三电站']);
    });

    it('plants that burn something are measured, and the run recomputes to the same bytes', () => {
      expect(r.runs.map(({ run }) => [run.year, run.subjects, run.evaluated])).toEqual([
        [2003, 27, 13],
        [2010, 29, 14],
      ]);
      for (const x of r.runs) {
        expect(x.verified).toBe(true);
        expect(x.run.groups.map((g) => g.code)).toEqual(['441']);
        for (const row of x.rows.filter((row) => row.evaluated))
          expect(row.efficiency! > 0 && row.efficiency! <= 1).toBe(true);
      }
      const leaders = r.runs[1]!.rows.filter((x) => x.leader).map((x) => x.subject.name);
      expect(leaders).toContain('国华北京热电分公司（一热）');
      expect(leaders).toContain('燕化化工一厂');
      expect(leaders).not.toContain('北京大唐高井发电厂');
    });

    it('net coal rates by hand: 329 g/kWh gross and 9.8% own use make 364.7 net, as the source prints (365)', () => {
      const gaojing = r.runs[1]!.measured.find((m) => m.subject.name === '北京大唐高井发电厂')!;
      const rate = gaojing.items.find((i) => i.indicator === 'net-coal-rate')!;
      expect(rate.unit).toBe('吨/万千瓦时');
      expect(Number(rate.value) * 100).toBeCloseTo(329 / (1 - 0.098), 9);
      expect((Number(rate.value) * 100).toFixed(0)).toBe('365');
      expect(rate.facts.map((f) => [f.indicator, f.value, f.unit])).toEqual([
        ['coal-rate', '3.29', '吨/万千瓦时'],
        ['generation', '330277', '万千瓦时'],
        ['own-use', '9.8', '%'],
      ]);
    });

    it('constant-returns efficiency by hand: two inputs per unit of output, the nearest edge between two plants', () => {
      for (const { run, measured } of r.runs) {
        const points = measured.map((m) => {
          const x = source.find(
            (s) =>
              s['year'] === String(run.year) &&
              s['company_name_as_printed']!.replace('(', '（').replace(')', '）') === m.subject.name,
          )!;
          const generation = Number(x['generation_as_printed']);
          const net = generation * (1 - Number(x['own_use_rate_pct']) / 100);
          return {
            capacity: Number(x['capacity_kw']) / net,
            fuel: (generation * Number(x['coal_rate_generation_gce_per_kwh'])) / 100 / net,
            found: m.models.find((k) => k.rts === 'crs')!.efficiency,
            name: m.subject.name,
          };
        });
        for (const o of points) {
          // θ of a mix of two plants is the larger of the two input shares; on an edge it is least at an end or where both are equal.
          let best = 1;
          for (const a of points)
            for (const b of points) {
              const [a1, a2, b1, b2] = [
                a.capacity / o.capacity,
                a.fuel / o.fuel,
                b.capacity / o.capacity,
                b.fuel / o.fuel,
              ];
              const t = (b2 - b1) / (a1 - a2 + b2 - b1);
              const mixed = t > 0 && t < 1 ? t * a1 + (1 - t) * b1 : Infinity;
              best = Math.min(best, Math.max(a1, a2), mixed);
            }
          expect(o.found, `${run.year} ${o.name}`).toBeCloseTo(best, 9);
        }
      }
    });
  });

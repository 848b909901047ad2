import {
  altitudeOf,
  countyWeights,
  industries,
  productEnergy,
  productParameters,
  type Industry,
} from './industries.ts';
import { at, type Macro } from './macro.ts';
import { creditCodeOf, nameCapacity, nameOf } from './names.ts';
import { cumulate, place, Prng } from '#kernel';

export interface SimRegisters {
  readonly regions: readonly {
    readonly code: string;
    readonly name: string;
    readonly level: string;
    readonly parent: string;
    readonly path: string;
  }[];
  readonly parks: readonly { readonly code: string; readonly name: string; readonly region: string }[];
  readonly industries: readonly {
    readonly code: string;
    readonly name: string;
    readonly level: string;
    readonly parent: string;
  }[];
}

export interface SimOptions {
  readonly seed: number;
  readonly enterprises: number;
  readonly registers: SimRegisters;
  readonly macro: Macro;
  /** First and last year. */
  readonly years: readonly [number, number];
  readonly months?: boolean;
}

export interface SimFact {
  /** `2019` or `2019-M07`. */
  readonly period: string;
  readonly indicator: string;
  /** Null: not reported. */
  readonly value: string | null;
  readonly unit: string;
}

export interface SimEnterprise {
  readonly creditCode: string;
  readonly name: string;
  readonly regionCode: string;
  readonly parkCode: string | null;
  /** Class of GB/T 4754. */
  readonly industryCode: string;
  readonly foundedYear: number;
  readonly aboveScaleYears: number[];
  /** Facts of the years above scale; the same ones each time. */
  facts(): Generator<SimFact>;
}

export interface Province {
  enterprises(): Generator<SimEnterprise>;
}

/** Assumptions of the calibration which no published figure gives. */
export const assumptions = {
  /** Part of all industrial value added made by enterprises above scale. */
  aboveScaleShare: 0.95,
  /** This many enterprises make one province; more or fewer make proportionally more or less, so that sizes stay alike. */
  provinceEnterprises: 1200,
  /** R&D intensity grows by this part a year around the published year. */
  rdGrowth: 0.05,
  /** Part of enterprises outside 宁东 that stand in a park, where their county has one; wind and solar farms: few. */
  inPark: 0.73,
  inParkEnergy: 0.15,
  /** Part of works that never reported what the limits of their product depend on. */
  noConditions: 0.15,
} as const;

const ningdong = '64ND00';
const round = Math.round;
const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));

/** Summed over a cell (division × in 宁东 or not) and year in the first pass. */
const kinds = ['weight', 'output', 'revenue', 'profit', 'tax', 'rd', 'assets', 'liabilities'] as const;
type Kind = (typeof kinds)[number];
type Raw = Record<Kind, number>;

interface Year extends Raw {
  readonly year: number;
  /** Growth since the first year, without the region's. */
  readonly growth: number;
  readonly eff: number;
}

interface Identity {
  readonly index: number;
  readonly industry: Industry;
  readonly cell: number;
  readonly classCode: string;
  readonly word: string;
  readonly region: number;
  readonly inNingdong: boolean;
  readonly park: string | null;
  readonly size: number;
  readonly founded: number;
  readonly years: readonly number[];
}

/** One place where enterprises can stand: its code, the name in front, and the parks there with weights. */
interface Site {
  readonly code: string;
  readonly short: string;
  readonly division: string;
  readonly parks: readonly string[];
  readonly parkWeights: readonly number[];
}

const shortName = (name: string): string =>
  name.startsWith('宁东') ? '宁东' : name.length > 2 ? name.replace(/(?:区|县|市)$/u, '') : name;

function sitesOf(r: SimRegisters): { counties: Site[]; ningdong: Site | undefined } {
  const site = (region: SimRegisters['regions'][number]): Site => {
    const own = r.parks.filter((p) => p.region === region.code);
    const city = r.parks.filter(
      (p) => p.region === region.parent && region.level === 'county' && !p.name.includes('物流'),
    );
    return {
      code: region.code,
      short: shortName(region.name),
      division: /^\d{6}$/.test(region.code) ? region.code : `${region.code.slice(0, 2)}0000`,
      parks: [...own, ...city].map((p) => p.code),
      parkWeights: cumulate([...own.map(() => 6), ...city.map(() => 1)]),
    };
  };
  const base = r.regions.find((x) => x.code === ningdong);
  return {
    counties: r.regions.filter((x) => x.level === 'county').map(site),
    ningdong: base && site(base),
  };
}

class Model {
  readonly #o: SimOptions;
  readonly #industries: readonly { industry: Industry; classes: readonly (readonly [string, string])[] }[];
  readonly #division: readonly number[];
  readonly #counties: readonly Site[];
  readonly #ningdong: Site | undefined;
  readonly #countyWeights: readonly (readonly number[])[];
  readonly #first: number;
  readonly #span: number;
  readonly #turn: number;
  /** Factor of value added by cell and year; then what brings the ratios to the published ones, by year. */
  readonly #scale: Float64Array;
  readonly #fit: { margin: number; tax: number; rd: number; debt: number }[] = [];

  constructor(o: SimOptions) {
    const [from, to] = o.years;
    if (!Number.isSafeInteger(o.enterprises) || o.enterprises < 0 || o.enterprises > nameCapacity)
      throw new RangeError(`enterprises: 0 to ${nameCapacity}`);
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) throw new RangeError('years');
    this.#o = o;
    this.#first = from;
    this.#span = to - from + 1;
    const known = new Set(o.registers.industries.filter((i) => i.level === 'class').map((i) => i.code));
    this.#industries = industries
      .map((industry) => ({ industry, classes: industry.classes.filter(([code]) => known.has(code)) }))
      .filter((i) => i.classes.length > 0);
    if (this.#industries.length === 0) throw new RangeError('registers.industries: no class known here');
    this.#division = cumulate(this.#industries.map((i) => i.industry.count));
    const sites = sitesOf(o.registers);
    if (sites.counties.length === 0) throw new RangeError('registers.regions: no county');
    this.#counties = sites.counties;
    this.#ningdong = sites.ningdong;
    this.#countyWeights = this.#industries.map(({ industry }) =>
      cumulate(sites.counties.map((c) => (countyWeights[c.code] ?? 1) * (industry.at[c.code] ?? 1))),
    );
    this.#turn = Math.floor(new Prng(o.seed, 0, 9).next() * 1e8);
    this.#scale = new Float64Array(this.#industries.length * 2 * this.#span);
    this.#calibrate();
  }

  identity(index: number): Identity {
    const p = new Prng(this.#o.seed, index, 0);
    // Divisions by the golden-ratio sequence: their counts keep to the shares even in a small province.
    const d = place(this.#division, (this.#turn / 1e8 + index * 0.6180339887498949) % 1);
    const { industry, classes } = this.#industries[d]!;
    const which = p.next();
    const inNingdong = p.next() < industry.ningdongCount && this.#ningdong !== undefined;
    // The base stands for the large works, which come first in the list.
    const choice = inNingdong ? Math.min(classes.length, industry.ningdongClasses) : classes.length;
    const [classCode, word] = classes[Math.floor(which * choice)]!;
    const region = p.pick(this.#countyWeights[d]!);
    const site = inNingdong ? this.#ningdong! : this.#counties[region]!;
    const farm = classCode === '4415' || classCode === '4416';
    const chance = inNingdong ? 1 : farm ? assumptions.inParkEnergy : assumptions.inPark;
    const within = p.next() < chance;
    const park = p.next();
    const last = this.#first + this.#span - 1;
    // About 3 in 100 enter each year, from 2020 about 100 of 1,200; about 1 in 40 leaves.
    const u = p.next() * 100;
    const entered =
      u < 66 ? 2016 : u < 75 ? 2017 + Math.floor((u - 66) / 3) : 2020 + Math.floor(((u - 75) * 3) / 25);
    const start = clamp(entered, this.#first, last);
    const stay = Math.floor(Math.log(1 - p.next()) / Math.log(1 - 0.025)) + 1;
    const end = Math.min(last, start + stay - 1);
    const late = entered > 2016;
    return {
      index,
      industry,
      cell: d * 2 + (inNingdong ? 1 : 0),
      classCode,
      word,
      region,
      inNingdong,
      park: within && site.parks.length > 0 ? site.parks[place(site.parkWeights, park)]! : null,
      // A floor under the log-normal: below it an enterprise would not be above scale; a lid, so that no single one is the province.
      size: (0.22 + 0.78 * Math.min(20, p.factor(inNingdong ? 1.5 : 1.25))) * (late ? 0.6 : 1),
      founded: start - 1 - Math.floor((late ? 5 : 28) * p.next() ** 1.5),
      years: Array.from({ length: end - start + 1 }, (_, i) => start + i),
    };
  }

  /** Yearly course before calibration. `eff` is what a benchmark should find: more from less, persistent over the years. */
  *course(e: Identity): Generator<Year> {
    const p = new Prng(this.#o.seed, e.index, 1);
    const f = e.industry;
    let eff = p.normal();
    let growth = 1;
    const rate = f.rate * p.factor(0.14);
    const margin = f.margin + 0.04 * p.normal();
    const tax = f.tax * p.factor(0.35);
    // Two in five do research; the larger the likelier.
    const research = p.next() < 0.3 + 0.12 * Math.min(4, e.size) ? f.rd * p.factor(0.5) : 0;
    const capital = f.capital * p.factor(0.3);
    const debt = f.debt * p.factor(0.22);
    for (const year of e.years) {
      growth *= p.factor(0.1) * Math.exp(0.02 * eff);
      const weight = e.size * growth;
      const share = clamp(rate * Math.exp(0.07 * eff + 0.03 * p.normal()), 0.05, 0.8);
      const output = weight / share;
      const revenue = output * clamp(0.975 + 0.025 * p.normal(), 0.85, 1.06);
      const crash = p.next() < 0.12 ? 0.1 + 0.2 * p.next() : 0;
      const profit = revenue * clamp(margin + 0.04 * eff + 0.035 * p.normal() - crash, -0.5, 0.6 * share);
      const assets = revenue * capital * Math.exp(-0.18 * eff) * p.factor(0.05);
      yield {
        year,
        growth,
        eff,
        weight,
        output,
        revenue,
        profit,
        tax: revenue * tax * p.factor(0.08),
        rd: revenue * research * p.factor(0.12),
        assets,
        liabilities: assets * clamp(debt * Math.exp(-0.08 * eff) * p.factor(0.05), 0.08, 1.25),
      };
      eff = 0.88 * eff + Math.sqrt(1 - 0.88 ** 2) * p.normal();
    }
  }

  /** First pass over everybody: sums by cell and year; everything is linear in value added, so factors bring it to the figures exactly. */
  #calibrate(): void {
    const { macro } = this.#o;
    const cells = this.#industries.length * 2;
    const sums = Object.fromEntries(kinds.map((k) => [k, new Float64Array(cells * this.#span)])) as Record<
      Kind,
      Float64Array
    >;
    for (let i = 0; i < this.#o.enterprises; i += 1) {
      const e = this.identity(i);
      for (const y of this.course(e)) {
        const at = e.cell * this.#span + y.year - this.#first;
        for (const k of kinds) sums[k][at]! += y[k];
      }
    }
    for (let t = 0; t < this.#span; t += 1) {
      const year = this.#first + t;
      const here = this.#industries.map(({ industry }, d) => ({
        share: industry.share * (1 + industry.drift / 100) ** (year - 2018),
        base: industry.ningdongShare,
        rest: d * 2 * this.#span + t,
        nd: (d * 2 + 1) * this.#span + t,
      }));
      const present = here.filter((h) => sums.weight[h.rest]! + sums.weight[h.nd]! > 0);
      const total = present.reduce((s, h) => s + h.share, 0);
      // 宁东's part in each division, all moved by one factor until its part of output is the published one.
      const part = (h: (typeof here)[number], k: number): number =>
        sums.weight[h.nd] === 0 ? 0 : sums.weight[h.rest] === 0 ? 1 : Math.min(0.95, h.base * k);
      const outputShare = (k: number): number => {
        let nd = 0;
        let all = 0;
        for (const h of present) {
          const a = part(h, k);
          const inside = a > 0 ? (h.share * a * sums.output[h.nd]!) / sums.weight[h.nd]! : 0;
          nd += inside;
          all += inside + (a < 1 ? (h.share * (1 - a) * sums.output[h.rest]!) / sums.weight[h.rest]! : 0);
        }
        return all > 0 ? nd / all : 0;
      };
      const wanted = at(macro.ningdong, year) / 100;
      let low = 0;
      let high = 8;
      for (let i = 0; i < 60; i += 1) {
        const k = (low + high) / 2;
        if (outputShare(k) < wanted) low = k;
        else high = k;
      }
      const money = this.#valueAdded(year);
      for (const h of present) {
        const a = part(h, low);
        const all = (money * h.share) / total;
        if (sums.weight[h.nd]! > 0) this.#scale[h.nd] = (all * a) / sums.weight[h.nd]!;
        if (sums.weight[h.rest]! > 0) this.#scale[h.rest] = (all * (1 - a)) / sums.weight[h.rest]!;
      }
      const sum = (k: Kind): number => {
        let s = 0;
        for (let c = 0; c < cells; c += 1)
          s += sums[k][c * this.#span + t]! * this.#scale[c * this.#span + t]!;
        return s;
      };
      const revenue = sum('revenue');
      const ratio = (target: number, over: number, of: number): number => (of > 0 ? (target * over) / of : 1);
      const rdYears = Object.keys(macro.rd).map(Number);
      const rdYear = clamp(year, Math.min(...rdYears), Math.max(...rdYears));
      const rd = (at(macro.rd, year) / 100) * (1 + assumptions.rdGrowth) ** (year - rdYear);
      this.#fit.push({
        margin: revenue > 0 ? at(macro.margin, year) / 100 - sum('profit') / revenue : 0,
        tax: ratio(at(macro.tax, year) / 100, revenue, sum('tax')),
        rd: ratio(rd, revenue, sum('rd')),
        debt: ratio(at(macro.debt, year) / 100, sum('assets'), sum('liabilities')),
      });
    }
  }

  /** 万元, at prices of the macro figure's year. */
  #valueAdded(year: number): number {
    const { macro, enterprises } = this.#o;
    let v = macro.valueAdded.value * 10_000 * assumptions.aboveScaleShare;
    for (let y = macro.valueAdded.year + 1; y <= year; y += 1) v *= 1 + at(macro.growth, y) / 100;
    for (let y = macro.valueAdded.year; y > year; y -= 1) v /= 1 + at(macro.growth, y) / 100;
    return (v * enterprises) / assumptions.provinceEnterprises;
  }

  enterprise(index: number): SimEnterprise {
    const e = this.identity(index);
    const site = e.inNingdong ? this.#ningdong! : this.#counties[e.region]!;
    return {
      creditCode: creditCodeOf(index, this.#turn, site.division),
      name: nameOf(index, this.#turn, site.short, e.word),
      regionCode: site.code,
      parkCode: e.park,
      industryCode: e.classCode,
      foundedYear: e.founded,
      aboveScaleYears: [...e.years],
      facts: () => this.#facts(e),
    };
  }

  /** What the limits of the product depend on, the same every year; some works have never reported it. */
  #conditions(e: Identity): [indicator: string, text: string, unit: string][] {
    const asked = productParameters[e.classCode];
    if (!asked) return [];
    // A stream of its own: all else stays as it is.
    const p = new Prng(this.#o.seed, e.index, 5);
    if (p.next() < assumptions.noConditions) return [];
    const code = (e.inNingdong ? this.#ningdong! : this.#counties[e.region]!).code;
    return asked.flatMap((c): [string, string, string][] => {
      if (c !== 'site') {
        const [indicator, typical, spread, unit] = c;
        return [[indicator, money(cents(Math.max(0, typical + spread * clamp(p.normal(), -2, 2)))), unit]];
      }
      const metres = round(altitudeOf(code) + 60 * clamp(p.normal(), -2, 2));
      // ICAO standard atmosphere, in tens of pascals.
      const pascals = 10 * round(10132.5 * (1 - 2.25577e-5 * metres) ** 5.25588);
      return [
        ['altitude', money(cents(metres)), '米'],
        ['air-pressure', money(cents(pascals)), '帕'],
      ];
    });
  }

  *#facts(e: Identity): Generator<SimFact> {
    const f = e.industry;
    const p = new Prng(this.#o.seed, e.index, 2);
    const blank = new Prng(this.#o.seed, e.index, 3);
    // Stocks follow the enterprise's usual size, not the year's business.
    const usual = e.size * this.#scale[e.cell * this.#span + (e.years[0] ?? this.#first) - this.#first]!;
    const people = p.factor(0.3);
    const land = usual * f.land * p.factor(0.5);
    const heat = p.factor(0.3);
    const current = p.factor(0.25);
    const dirt = 0.004 * p.factor(0.5);
    // The large ones report in full; a few figures of the others are missing.
    const small = e.size < 1 && !e.inNingdong;
    const pay = 7.2 * p.factor(0.18);
    const expense = 0.13 + 0.08 * p.next();
    // A stream of its own: works that report no product energy stay as they are.
    const product = new Prng(this.#o.seed, e.index, 4);
    const habit = (productEnergy[e.classCode] ?? []).map(() => product.factor(0.035));
    const conditions = this.#conditions(e);
    const fixedPart = clamp(0.5 + 0.1 * p.normal(), 0.15, 0.85);
    for (const y of this.course(e)) {
      const t = y.year - this.#first;
      const s = this.#scale[e.cell * this.#span + t]!;
      const fit = this.#fit[t]!;
      const period = String(y.year);
      const value = y.weight * s;
      const output = cents(y.output * s);
      const revenue = cents(y.revenue * s);
      const profit = cents((y.profit + y.revenue * fit.margin) * s);
      // What is neither cost nor profit (taxes and surcharges, period expenses) stays positive.
      const cost = revenue - profit - cents(y.revenue * s * expense);
      const assets = cents(y.assets * s);
      const staff = Math.max(
        8,
        round(((usual ** 0.5 * value ** 0.5) / f.productivity) * people * Math.exp(-0.16 * y.eff)),
      );
      const electricity = cents(value * f.power * current * Math.exp(-0.12 * y.eff) * p.factor(0.05));
      // Electricity at its equivalent of 1.229 tce per 万千瓦时 (0.1229 kgce per kWh).
      const energy =
        value * f.fuel * heat * Math.exp(-0.15 * y.eff) * p.factor(0.05) + (electricity / 100) * 1.229;
      const wages = staff * pay * 1.07 ** (y.year - 2018) * p.factor(0.04);
      const emissions = energy * dirt * 0.94 ** (y.year - 2018) * Math.exp(-0.1 * y.eff);
      const fact = (indicator: string, text: string, unit: string, gaps = true): SimFact => {
        const missing = gaps && small && blank.next() < 0.015;
        return { period, indicator, value: missing ? null : text, unit };
      };
      yield fact('gross-output', money(output), '万元', false);
      yield fact('value-added', money(cents(value)), '万元', false);
      yield fact('revenue', money(revenue), '万元', false);
      yield fact('cost', money(cost), '万元');
      yield fact('profit', money(profit), '万元');
      yield fact('taxes-paid', money(cents(y.tax * s * fit.tax)), '万元');
      yield fact('rd-expense', money(cents(y.rd * s * fit.rd)), '万元');
      yield fact('employees', String(staff), '人');
      yield fact('fixed-assets', money(round(assets * fixedPart)), '万元');
      yield fact('assets', money(assets), '万元');
      yield fact('liabilities', money(cents(y.liabilities * s * fit.debt)), '万元');
      yield fact('wages', money(cents(wages)), '万元');
      yield fact('energy', money(cents(energy)), '吨标准煤');
      yield fact('electricity', money(electricity), '万千瓦时', false);
      yield fact('land', money(cents(land)), '亩');
      yield fact('emissions', money(cents(emissions)), '吨');
      // A year to build, and in production no later than above scale; reported by everybody, so it takes no draw from the others.
      const since = Math.min(e.founded + 1, e.years[0] ?? this.#first);
      yield fact('years-in-production', String(y.year - since), '年', false);
      for (const [n, [indicator, typical, unit]] of (productEnergy[e.classCode] ?? []).entries())
        yield fact(
          indicator,
          money(cents(typical * habit[n]! * Math.exp(-0.03 * y.eff) * 0.992 ** (y.year - 2018))),
          unit,
        );
      for (const [indicator, text, unit] of conditions) yield { period, indicator, value: text, unit };
      if (this.#o.months === true) {
        const season = seasons(p, 0.09);
        yield* byMonth(period, 'gross-output', output, '万元', season);
        yield* byMonth(period, 'revenue', revenue, '万元', seasons(p, 0.05, season));
        yield* byMonth(period, 'electricity', electricity, '万千瓦时', seasons(p, 0.03, season));
      }
    }
  }

  *enterprises(): Generator<SimEnterprise> {
    for (let i = 0; i < this.#o.enterprises; i += 1) yield this.enterprise(i);
  }
}

/** Amounts are whole hundredths from here on, so that sums are exact. */
const cents = (x: number): number => round(x * 100);

function money(hundredths: number): string {
  const n = Math.abs(hundredths);
  const rest = n % 100;
  return `${hundredths < 0 ? '-' : ''}${(n - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}

/** The new year's holiday lowers January and February; the year's end is busy. */
const usualSeason = [0.93, 0.8, 0.99, 1, 1.01, 1.03, 1, 1.01, 1.03, 1.02, 1.05, 1.13];

const seasons = (p: Prng, sigma: number, base: readonly number[] = usualSeason): number[] =>
  base.map((b) => b * p.factor(sigma));

function* byMonth(
  year: string,
  indicator: string,
  total: number,
  unit: string,
  weights: readonly number[],
): Generator<SimFact> {
  const cumulative = cumulate(weights);
  const all = cumulative.at(-1)!;
  let done = 0;
  for (let m = 0; m < 12; m += 1) {
    // Rounding the running total, not the month, makes the twelve months sum to the year.
    const upTo = round((total * cumulative[m]!) / all);
    yield {
      period: `${year}-M${String(m + 1).padStart(2, '0')}`,
      indicator,
      value: money(upTo - done),
      unit,
    };
    done = upTo;
  }
}

/**
 * A made-up province, the same for the same options (to the last hundredth on one JavaScript engine: the language leaves the
 * last bit of `Math.log` and its like to the engine). One pass over all enterprises calibrates it; what is then asked for is
 * produced on the way, in constant memory.
 */
export function simulate(o: SimOptions): Province {
  const model = new Model(o);
  return { enterprises: () => model.enterprises() };
}

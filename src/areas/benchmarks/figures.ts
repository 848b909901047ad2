/** Figures of one enterprise from its facts: base indicators in their own units, then the derived ones. V101–V105 say why there is none. */
import { decimal, finding, toNumber, type Decimal, type Finding } from '#kernel';
import { parseExpr, valueOf, type Expr } from '#engine/expr';
import { inUnit } from './energy.ts';
import type { BenchmarkInput, InputFact, InputIndicator } from './input.ts';

/** Beyond this a double no longer tells neighbours apart well enough to compare. */
const LARGEST = 1e15;

/** What is known of each indicator of the run, by its place in `indicators`. */
export interface Figures {
  readonly values: readonly (Decimal | undefined)[];
  /** Why there is none. */
  readonly faults: readonly (Finding | undefined)[];
  /** Places in the enterprise's facts that an indicator rests on, ascending. */
  readonly basis: readonly (readonly number[])[];
}

export interface FigureReader {
  /** Place of an indicator; -1 for one the run does not have. */
  readonly at: (indicator: string) => number;
  readonly read: (facts: readonly InputFact[], code: string) => Figures;
}

type Got = { readonly value: Decimal | Finding; readonly used: readonly number[] };

const NONE: readonly number[] = [];
const together = (a: readonly number[], b: readonly number[]): readonly number[] =>
  a.length === 0 ? b : b.length === 0 ? a : [...new Set([...a, ...b])].sort((x, y) => x - y);

/** `rare`: indicators few report; who has no fact of one has nothing to explain. */
export function figureReader(
  input: Pick<BenchmarkInput, 'year' | 'indicators'>,
  rare: ReadonlySet<string>,
): FigureReader {
  const { year, indicators } = input;
  const count = indicators.length;
  const places = new Map(indicators.map((i, n) => [i.id, n]));
  const exprs = indicators.map((i): Expr | undefined =>
    i.formula === null ? undefined : parseExpr(i.formula).expr,
  );
  const optional = indicators.map((i) => rare.has(i.id));
  const at = (id: string): number => places.get(id) ?? -1;

  const base = (i: InputIndicator, f: InputFact | undefined, period: string, code: string) => {
    const params = { indicator: i.id, title: i.title.zh, period };
    if (!f || f.value === null) return finding('V101', 'warning', code, params);
    if (f.status === 'returned') return finding('V102', 'warning', code, params);
    const value = inUnit(decimal(f.value), f.unit, i.unit);
    if (!value) return finding('V104', 'warning', code, { ...params, unit: f.unit, expected: i.unit });
    return Math.abs(toNumber(value)) > LARGEST ? finding('V105', 'warning', code, params) : value;
  };

  const read = (facts: readonly InputFact[], code: string): Figures => {
    // Places of facts, then what was found, by years back and indicator.
    const factAt: number[] = [];
    for (const [n, f] of facts.entries()) {
      const place = places.get(f.indicator);
      if (place !== undefined) factAt[(year - Number(f.period)) * count + place] = n;
    }
    const found: Got[] = [];
    const get = (id: string, back: number): Got => {
      const n = at(id);
      const period = String(year - back);
      if (n < 0)
        return { value: finding('V101', 'warning', code, { indicator: id, title: id, period }), used: NONE };
      const slot = back * count + n;
      const had = found[slot];
      if (had) return had;
      const i = indicators[n]!;
      const expr = exprs[n];
      const fact = factAt[slot];
      let got: Got;
      if (!expr)
        got = {
          value: base(i, fact === undefined ? undefined : facts[fact], period, code),
          used: fact === undefined || i.formula !== null ? NONE : [fact],
        };
      else {
        let fault: Finding | undefined;
        let used = NONE;
        const answer = valueOf(expr, (name, more) => {
          const v = get(name, back + more);
          used = together(used, v.used);
          if (!('code' in v.value)) return v.value;
          fault ??= v.value;
          return undefined;
        });
        const params = { indicator: id, title: i.title.zh, period };
        got = {
          value:
            typeof answer === 'string'
              ? (fault ?? finding('V103', 'warning', code, { ...params, reason: answer }))
              : Math.abs(toNumber(answer)) > LARGEST
                ? finding('V105', 'warning', code, params)
                : answer,
          used,
        };
      }
      found[slot] = got;
      return got;
    };

    const values: (Decimal | undefined)[] = [];
    const faults: (Finding | undefined)[] = [];
    const basis: (readonly number[])[] = [];
    for (let n = 0; n < count; n += 1) {
      const skip = optional[n]! && factAt[n] === undefined;
      const got = skip ? undefined : get(indicators[n]!.id, 0);
      const value = got?.value;
      values.push(value && !('code' in value) ? value : undefined);
      faults.push(value && 'code' in value ? value : undefined);
      basis.push(got?.used ?? NONE);
    }
    return { values, faults, basis };
  };
  return { at, read };
}

import { parseUnit, sameDimensions } from '#kernel';
import { isChoice } from './choices.ts';
import { splitQuantity } from './quantity.ts';
import type { VersionEntry } from './schema.ts';

/** A figure of a rule that may be turned: where it stands and what it is. */
export interface Parameter {
  readonly path: string;
  readonly value: string;
}

/** Every figure with a unit below `value`: ratios, caps, thresholds. The path is dotted, as in `amount.cap`. */
export function parametersIn(value: unknown, path = ''): Parameter[] {
  if (typeof value === 'string')
    return /^\d+(\.\d+)?\s*(%|‰|元|百元|千元|万元|亿元|年|月)$/u.test(value) ? [{ path, value }] : [];
  if (Array.isArray(value)) return value.flatMap((v, i) => parametersIn(v, `${path}.${i}`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([k, v]) => parametersIn(v, path === '' ? k : `${path}.${k}`));
}

/** The same with figures replaced by path; a path that leads to no figure is left aside. */
export function withParameters<T>(value: T, changes: Readonly<Record<string, string>>, path = ''): T {
  if (typeof value === 'string') return (changes[path] ?? value) as T;
  // A number of years or places stays a number; anything else is left for the form of the rule to refuse.
  if (typeof value === 'number' && path in changes)
    return (/^\d{1,6}$/.test(changes[path]!) ? Number(changes[path]) : changes[path]) as T;
  if (Array.isArray(value))
    return value.map((v: unknown, i) => withParameters(v, changes, `${path}.${i}`)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k,
      withParameters(v as unknown, changes, path === '' ? k : `${path}.${k}`),
    ]),
  ) as T;
}

export type ParameterKind = 'ratio' | 'money' | 'term' | 'number' | 'quantity';

/** A figure of the rule in force, as somebody would turn it: what it means, about which facts, and between which marks a slider may run. */
export interface RuleParameter extends Parameter {
  readonly kind: ParameterKind;
  /** The word of the rule: `cap`, `ratio`, `over` … */
  readonly key: string;
  /** Title of the condition it stands in. */
  readonly title: string | null;
  /** Facts it is about, by id. */
  readonly facts: readonly string[];
  /** Which of several alike (tiers, lines, stages), from 1. */
  readonly nth: number | null;
  /** Figure and unit of the value; `least`, `most` and `step` are in the same unit, for a slider only: any figure may be typed. */
  readonly figure: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

const YUAN = parseUnit('元')!;
/** Whole numbers of a rule that are figures: years, places in a ranking, how many of several conditions. */
const COUNTS = new Set(['years', 'top', 'atLeast']);
const ABOUT = ['fact', 'base', 'price', 'series', 'items', 'loans', 'count', 'rank', 'after', 'level'];

/** As people say it: the ratio first, the cap last. A database does not keep the order of a file. */
const ORDER = ['ratio', 'over', 'from', 'amount', 'each', 'factor', 'unitCap'];
const LAST = ['floor', 'cap'];
const placeOf = (k: string): number =>
  ORDER.includes(k) ? ORDER.indexOf(k) : 50 + 10 * (LAST.indexOf(k) + 1);
const inReadingOrder = (a: string, b: string): number => placeOf(a) - placeOf(b) || (a < b ? -1 : 1);

const kindOf = (unit: string): ParameterKind | undefined => {
  if (unit === '%' || unit === '‰') return 'ratio';
  if (unit === '年' || unit === '月') return 'term';
  const u = parseUnit(unit);
  return u && (sameDimensions(u, YUAN) ? 'money' : 'quantity');
};

/** 1, 2 or 5 times a power of ten, not above x. */
function round125(x: number): number {
  const p = 10 ** Math.floor(Math.log10(x));
  const m = x / p;
  return (m >= 5 ? 5 : m >= 2 ? 2 : 1) * p;
}

/** Marks of a slider: from nothing to three times the figure, a ratio to the whole or twice the whole. */
function marks(kind: ParameterKind, unit: string, n: number): Pick<RuleParameter, 'least' | 'most' | 'step'> {
  if (kind === 'ratio') {
    const whole = unit === '%' ? 100 : 1000;
    const most = n > whole / 2 ? 2 * whole : n * 5 < whole / 4 ? Math.max(whole / 100, n * 5) : whole;
    return { least: 0, most, step: most > whole / 4 ? whole / 100 : whole / 1000 };
  }
  if (kind === 'number' || kind === 'term') return { least: 1, most: Math.max(10, 3 * n), step: 1 };
  const most = n === 0 ? 100 : 3 * n;
  return { least: 0, most, step: round125(most / 60) };
}

/**
 * The figures of a version that take part in its answer: those below an option that was not taken, and the sketch of an amount that the document
 * leaves open, are left out. Paths are those of `withParameters` within the version.
 */
export function ruleParameters(
  v: VersionEntry,
  answer: (question: string) => string | undefined,
): RuleParameter[] {
  const out: RuleParameter[] = [];
  const walk = (
    x: unknown,
    path: string,
    key: string,
    about: { title: string | null; facts: readonly string[]; nth: number | null },
  ): void => {
    const add = (value: string, figure: string, unit: string, kind: ParameterKind): void => {
      out.push({ path, value, kind, key, ...about, figure, unit, ...marks(kind, unit, Number(figure)) });
    };
    if (typeof x === 'number') {
      if (COUNTS.has(key)) add(String(x), String(x), '', 'number');
      return;
    }
    if (typeof x === 'string') {
      const q = splitQuantity(x);
      const kind = q && kindOf(q.unit);
      if (kind && key !== 'title') add(x, q.value, q.unit, kind);
      return;
    }
    if (Array.isArray(x)) {
      x.forEach((y: unknown, i) =>
        walk(y, `${path}.${i}`, key, { ...about, nth: x.length > 1 ? i + 1 : about.nth }),
      );
      return;
    }
    if (x === null || typeof x !== 'object') return;
    if (isChoice(x)) {
      const a = answer(x.choice);
      if (a !== undefined && a !== 'choice' && a in x) walk(x[a], `${path}.${a}`, key, about);
      return;
    }
    const o = x as Record<string, unknown>;
    if (o['mechanism'] === 'undetermined') return;
    const named = ABOUT.flatMap((k) => {
      const f = o[k];
      if (typeof f === 'string') return [f];
      return f !== null && typeof f === 'object' && k === 'base'
        ? Object.values(f)
            .flat()
            .filter((n): n is string => typeof n === 'string')
        : [];
    });
    const next = {
      title: typeof o['title'] === 'string' ? o['title'] : about.title,
      facts: named.length > 0 ? named : about.facts,
      nth: about.nth,
    };
    for (const k of Object.keys(o).toSorted(inReadingOrder)) walk(o[k], `${path}.${k}`, k, next);
  };
  const none = { title: null, facts: [], nth: null };
  // Which condition it is tells its fact; its place among the others says nothing.
  v.conditions.forEach((c, i) => walk(c, `conditions.${i}`, 'conditions', none));
  walk(v.amount, 'amount', 'amount', none);
  walk(v.limits, 'limits', 'limits', none);
  if (Array.isArray(v.vetoes)) walk(v.vetoes, 'vetoes', 'vetoes', none);
  return out;
}

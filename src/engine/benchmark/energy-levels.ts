/**
 * Levels that depend on the works: ore grade, clinker ratio, altitude, age of an oven. A line of the table holds the printed values; its steps
 * turn them into the levels of one works. What a step needs and nobody gave makes the level incomplete: it is never guessed.
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  divDecimal,
  finding,
  formatDecimal,
  mulDecimal,
  subDecimal,
  type Decimal,
  type Finding,
} from '#kernel';
import {
  dependenciesOf,
  DIVISION_PLACES,
  evaluate,
  parseExpr,
  printExpr,
  type ExprTrace,
} from '#engine/expr';
import {
  appliesFrom,
  levelNames,
  roundLevel,
  type EnergyLevels,
  type KnownLevels,
  type LevelName,
} from './energy.ts';

export interface LevelText {
  readonly zh: string;
  readonly en?: string;
}

/** Something a level depends on: a figure of one works in one year, by the id of its indicator. */
export interface LevelParameter {
  readonly id: string;
  readonly title: LevelText;
  readonly unit: string;
  /** Least and greatest figure for which the standard says anything. */
  readonly min?: string;
  readonly max?: string;
  /** The only figures it may have, and what they stand for. */
  readonly choices?: readonly { readonly value: string; readonly title: LevelText }[];
}

/** All bounds that are named must hold: over >, from ≥, upTo ≤, under <, is =. */
export interface LevelCondition {
  readonly parameter: string;
  readonly over?: string;
  readonly from?: string;
  readonly upTo?: string;
  readonly under?: string;
  readonly is?: string;
}

/** A number of the standard with its unit, one for all levels or one for each. */
export type LevelConstant = { readonly unit: string; readonly value?: string } & Readonly<
  Partial<Record<LevelName, string>>
>;

/** A table of the standard between whose points it says to interpolate; `curve` in the expression. */
export interface LevelCurve {
  readonly parameter: string;
  readonly unit: string;
  readonly points: readonly (readonly [at: string, value: string])[];
}

/** One correction. Exactly one of `level` (new level from `level`), `value` (the works' own figure from `value`), `unknown` (said, but not known here in full). */
export interface LevelStep {
  readonly title: LevelText;
  /** Levels it holds for; all where left out. */
  readonly of?: readonly LevelName[];
  readonly when?: readonly LevelCondition[];
  readonly constants?: Readonly<Record<string, LevelConstant>>;
  readonly curve?: LevelCurve;
  readonly level?: string;
  readonly value?: string;
  readonly unknown?: LevelText;
}

/** A line of the table with its corrections. */
export interface EnergyLine extends EnergyLevels {
  /** What the standard says of corrections, in words. */
  readonly correction: string;
  /** The same as steps, in their order; where there are words and no steps, no level is known. */
  readonly steps?: readonly LevelStep[];
}

/** One step as it was taken: the expression and every figure that went in. */
export interface StepTrace {
  readonly title: LevelText;
  readonly applied: boolean;
  /** Conditions as far as they were asked. */
  readonly when: readonly LevelCondition[];
  readonly expression: string;
  readonly values: readonly { readonly id: string; readonly value: string; readonly unit: string }[];
  readonly before: string | null;
  readonly after: string | null;
  readonly trace?: ExprTrace;
}

/** What keeps a figure from being known. */
export interface Gaps {
  readonly missing: readonly string[];
  readonly outside: readonly string[];
  readonly unknown: readonly LevelText[];
}

export interface LevelAnswer extends Gaps {
  readonly name: LevelName;
  /** As the table prints it. */
  readonly printed: string | null;
  /** The level of this works, rounded to six places; null when absent or incomplete. */
  readonly value: Decimal | null;
  readonly state: 'absent' | 'printed' | 'corrected' | 'incomplete';
  readonly steps: readonly StepTrace[];
}

export interface OwnAnswer extends Gaps {
  readonly value: Decimal | null;
  readonly steps: readonly StepTrace[];
}

export interface LevelsAnswer {
  /** Day from which the line applies, and whether it does on the day asked about; before it, the levels are a preview. */
  readonly from: string;
  readonly inForce: boolean;
  readonly levels: readonly LevelAnswer[];
  /** The same, for whoever compares. */
  readonly known: KnownLevels;
  /** V501 missing, V502 out of range, V503 not known in full; each once. */
  readonly findings: readonly Finding[];
}

export type Given = (parameter: string) => Decimal | undefined;
export type Parameters = ReadonlyMap<string, LevelParameter>;

/** Whether a figure is one for which the standard says anything. */
export function withinRange(p: LevelParameter, value: Decimal): boolean {
  if (p.min !== undefined && compareDecimal(value, decimal(p.min)) < 0) return false;
  if (p.max !== undefined && compareDecimal(value, decimal(p.max)) > 0) return false;
  return !p.choices || p.choices.some((c) => compareDecimal(decimal(c.value), value) === 0);
}

function holds(c: LevelCondition, value: Decimal): boolean {
  const to = (n: string): number => compareDecimal(value, decimal(n));
  return (
    (c.over === undefined || to(c.over) > 0) &&
    (c.from === undefined || to(c.from) >= 0) &&
    (c.upTo === undefined || to(c.upTo) <= 0) &&
    (c.under === undefined || to(c.under) < 0) &&
    (c.is === undefined || to(c.is) === 0)
  );
}

/** Linear between the points; undefined outside them. */
export function onCurve(points: LevelCurve['points'], at: Decimal): Decimal | undefined {
  for (const [i, [x2, y2]] of points.entries()) {
    const right = decimal(x2);
    const order = compareDecimal(at, right);
    if (order === 0) return decimal(y2);
    const before = points[i - 1];
    if (order > 0 || !before) continue;
    const [x1, y1] = [decimal(before[0]), decimal(before[1])];
    if (compareDecimal(at, x1) < 0) continue;
    const rise = mulDecimal(subDecimal(at, x1), subDecimal(decimal(y2), y1));
    return addDecimal(y1, divDecimal(rise, subDecimal(right, x1), DIVISION_PLACES, 'halfEven'));
  }
  return undefined;
}

/** Collects what is missing while the steps are walked. */
class Walk {
  readonly missing = new Set<string>();
  readonly outside = new Set<string>();
  readonly unknown: LevelText[] = [];
  readonly steps: StepTrace[] = [];
  readonly #parameters: Parameters;
  readonly #given: Given;
  constructor(parameters: Parameters, given: Given) {
    this.#parameters = parameters;
    this.#given = given;
  }
  #usable(id: string): boolean {
    const p = this.#parameters.get(id);
    const value = this.#given(id);
    return p !== undefined && value !== undefined && withinRange(p, value);
  }
  /** A figure that may be used; otherwise it is noted why not. */
  figure(id: string): Decimal | undefined {
    const value = this.#given(id);
    if (this.#usable(id)) return value;
    if (value && this.#parameters.has(id)) this.outside.add(id);
    else this.missing.add(id);
    return undefined;
  }
  get open(): boolean {
    return this.missing.size > 0 || this.outside.size > 0 || this.unknown.length > 0;
  }
  get gaps(): Gaps {
    return { missing: [...this.missing], outside: [...this.outside], unknown: this.unknown };
  }

  /** The steps one after another; the value is null as soon as one of them could not be taken, but the rest is still asked what it needs. */
  run(
    steps: readonly LevelStep[],
    what: 'level' | 'value',
    start: Decimal,
    unit: string,
    level: LevelName | undefined,
  ): Decimal | null {
    let now: Decimal | null = start;
    for (const s of steps) {
      const text = s[what];
      // What is not known in full concerns the levels.
      if (text === undefined && !(what === 'level' && s.unknown)) continue;
      if (level && s.of && !s.of.includes(level)) continue;
      const when = s.when ?? [];
      // One condition that fails settles it, whatever the others would have said.
      if (when.some((c) => this.#usable(c.parameter) && !holds(c, this.#given(c.parameter)!))) {
        this.steps.push(this.#skipped(s, now));
        continue;
      }
      if (when.map((c) => this.figure(c.parameter)).includes(undefined)) {
        now = null;
        continue;
      }
      if (s.unknown) {
        this.unknown.push(s.unknown);
        now = null;
        continue;
      }
      now = this.#take(s, what, text!, now, unit, level);
    }
    return this.open ? null : now;
  }

  #skipped(s: LevelStep, now: Decimal | null): StepTrace {
    const at = now && formatDecimal(now);
    const values = (s.when ?? []).flatMap((c) => this.#shown(c.parameter));
    return {
      title: s.title,
      applied: false,
      when: s.when ?? [],
      expression: '',
      values,
      before: at,
      after: at,
    };
  }

  #shown(id: string): StepTrace['values'] {
    const value = this.#given(id);
    return value ? [{ id, value: formatDecimal(value), unit: this.#parameters.get(id)?.unit ?? '' }] : [];
  }

  #take(
    s: LevelStep,
    what: 'level' | 'value',
    text: string,
    now: Decimal | null,
    unit: string,
    level: LevelName | undefined,
  ): Decimal | null {
    const { expr } = parseExpr(text);
    if (!expr) throw new RangeError(`${s.title.zh}: ${text}`);
    const used = new Map<string, { value: Decimal; unit: string }>();
    if (now) used.set(what, { value: now, unit });
    for (const id of dependenciesOf(expr)) {
      if (id === what) continue;
      const c = s.constants?.[id];
      if (c) {
        const own = (level && c[level]) ?? c.value;
        if (own === undefined) throw new RangeError(`${s.title.zh}: ${id}`);
        used.set(id, { value: decimal(own), unit: c.unit });
      } else if (id === 'curve' && s.curve) {
        const at = this.figure(s.curve.parameter);
        const value = at && onCurve(s.curve.points, at);
        if (value) used.set(id, { value, unit: s.curve.unit });
        else if (at) this.outside.add(s.curve.parameter);
      } else {
        const value = this.figure(id);
        if (value) used.set(id, { value, unit: this.#parameters.get(id)!.unit });
      }
    }
    if (!now) return null;
    const r = evaluate(expr, (id) => used.get(id)?.value);
    if (!r.value) return null;
    const asked = new Set([
      ...(s.when ?? []).map((c) => c.parameter),
      ...(s.curve ? [s.curve.parameter] : []),
    ]);
    const values = [...used].map(([id, v]) => ({ id, value: formatDecimal(v.value), unit: v.unit }));
    this.steps.push({
      title: s.title,
      applied: true,
      when: s.when ?? [],
      expression: printExpr(expr),
      // What decided that it applies, and where on the curve, belongs to it as well.
      values: [...values, ...[...asked].filter((id) => !used.has(id)).flatMap((id) => this.#shown(id))],
      before: formatDecimal(now),
      after: formatDecimal(r.value),
      trace: r.trace,
    });
    return r.value;
  }
}

/** The step that stands for words nobody has turned into steps yet. */
const stepsOf = (line: EnergyLine): readonly LevelStep[] =>
  line.steps && line.steps.length > 0
    ? line.steps
    : line.correction === ''
      ? []
      : [{ title: { zh: '修正' }, unknown: { zh: line.correction } }];

/** Every parameter the corrections of a line may ask for, in the order of the steps. */
export function parametersOf(line: Pick<EnergyLine, 'steps'>): string[] {
  const out = new Set<string>();
  for (const s of line.steps ?? []) {
    for (const c of s.when ?? []) out.add(c.parameter);
    if (s.curve) out.add(s.curve.parameter);
    const { expr } = parseExpr(s.level ?? s.value ?? '0');
    for (const id of expr ? dependenciesOf(expr) : [])
      if (!['level', 'value', 'curve'].includes(id) && !Object.hasOwn(s.constants ?? {}, id)) out.add(id);
  }
  return [...out];
}

/** V501 missing, V502 out of range, V503 said by the standard but not known here in full. */
export function gapFindings(gaps: readonly Gaps[], parameters: Parameters, given: Given): Finding[] {
  const all = <T>(pick: (g: Gaps) => readonly T[]): T[] => [...new Set(gaps.flatMap(pick))];
  const nameOf = (id: string): string => parameters.get(id)?.title.zh ?? id;
  const missing = all((g) => g.missing);
  return [
    ...(missing.length > 0
      ? [finding('V501', 'warning', missing.join(','), { names: missing.map(nameOf).join('、') })]
      : []),
    ...all((g) => g.outside).map((id) => {
      const p = parameters.get(id)!;
      const value = given(id);
      const range = p.choices
        ? p.choices.map((c) => `${c.value}（${c.title.zh}）`).join('、')
        : `${p.min ?? '…'}—${p.max ?? '…'}`;
      return finding('V502', 'warning', id, {
        name: p.title.zh,
        value: value ? formatDecimal(value) : '',
        unit: p.unit === '1' ? '' : p.unit,
        range,
      });
    }),
    ...all((g) => g.unknown.map((u) => u.zh)).map((text) => finding('V503', 'warning', undefined, { text })),
  ];
}

/**
 * The levels of one works on a day, exact, in the unit of the line. A level whose corrections need a figure that is missing or out of range, or
 * that the standard corrects in a way not known here, is incomplete.
 */
export function levelsFor(line: EnergyLine, parameters: Parameters, given: Given, day: string): LevelsAnswer {
  const steps = stepsOf(line);
  const levels = levelNames[line.family].map((name): LevelAnswer => {
    const printed = line[name];
    const walk = new Walk(parameters, given);
    if (printed === null)
      return {
        name,
        printed,
        value: null,
        state: 'absent',
        steps: [],
        missing: [],
        outside: [],
        unknown: [],
      };
    const exact = walk.run(steps, 'level', decimal(printed), line.unit, name);
    const value = exact && roundLevel(exact);
    return {
      name,
      printed,
      value,
      state: value === null ? 'incomplete' : walk.steps.some((s) => s.applied) ? 'corrected' : 'printed',
      steps: walk.steps,
      ...walk.gaps,
    };
  });
  const of = (name: LevelName): Decimal | 'incomplete' | null => {
    const level = levels.find((l) => l.name === name);
    return level?.state === 'incomplete' ? 'incomplete' : (level?.value ?? null);
  };
  const from = appliesFrom(line);
  return {
    from,
    inForce: from <= day,
    levels,
    known: {
      family: line.family,
      benchmark: of('benchmark'),
      baseline: of('baseline'),
      level1: of('level1'),
      level2: of('level2'),
      level3: of('level3'),
    },
    findings: gapFindings(levels, parameters, given),
  };
}

/** The works' own figure as the standard has it compared: coal mining multiplies it by factors of its conditions. Unit of the line. */
export function ownFor(line: EnergyLine, parameters: Parameters, given: Given, value: Decimal): OwnAnswer {
  const walk = new Walk(parameters, given);
  const exact = walk.run(line.steps ?? [], 'value', value, line.unit, undefined);
  return { value: exact && roundLevel(exact), steps: walk.steps, ...walk.gaps };
}

/**
 * The form of `evaluations/<id>.yaml` of a pack, as far as benchmarking reads it, and its translation into what the engine computes. The compiler
 * has checked that the indicators exist; the evaluation itself is checked here, once, when a run starts.
 */
import { z } from 'zod';
import { finding, Problem, type Finding } from '#kernel';
import type { EvaluationDefinition, Reference, ScoreFormula, ScoreItem } from '#engine/benchmark';
import { dependenciesOf, parseExpr } from '#engine/expr';
import type { CompiledPlan } from '#engine/plan';
import { classesSchema, classFaults, indicatorsOfClasses } from './classes.ts';
import type { BenchmarkInput, InputIndicator } from './input.ts';
import { sensitivitySchema } from './sensitivity.ts';
import { weighted, weightFaults, weightsSchema } from './weights.ts';

const text = z.object({ zh: z.string(), en: z.string().optional() });
const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);
const rts = z.enum(['crs', 'vrs', 'nirs', 'ndrs']);
const orientation = z.enum(['in', 'out']);

/** A figure, or a statistic of the group (`{ group: mean, times: 1.2 }`). */
const reference = z.union([
  number,
  z.object({ group: z.enum(['mean', 'median', 'min', 'max']), times: number.optional() }),
]);

const points = z.object({ points: number });
export const itemSchema = z.strictObject({
  indicator: z.string(),
  weight: number,
  method: z.enum([
    'ratioToBase',
    'twoMinusRatio',
    'minMax',
    'fiveLevel',
    'efficacy',
    'band',
    'limit',
    'points',
  ]),
  direction: z.enum(['up', 'down']).optional(),
  base: reference.optional(),
  min: reference.optional(),
  max: reference.optional(),
  cap: number.nullable().optional(),
  floor: number.nullable().optional(),
  levels: z
    .object({ excellent: number, good: number, average: number, low: number, poor: number })
    .optional(),
  satisfactory: number.optional(),
  unacceptable: number.optional(),
  low: number.optional(),
  high: number.optional(),
  zeroBelow: number.optional(),
  zeroAbove: number.optional(),
  full: number.optional(),
  zeroAt: number.optional(),
  /** Least and most a plus or minus item may add. */
  least: number.optional(),
  most: number.optional(),
  missing: z.union([z.enum(['zero', 'exclude', 'average']), points]).optional(),
  negative: z.enum(['zero', 'asIs']).optional(),
  zero: z.union([z.enum(['zero', 'asIs']), points]).optional(),
  decimals: z.number().int().min(0).max(6).optional(),
  source: z.string().optional(),
  note: z.string().optional(),
});
type Item = z.infer<typeof itemSchema>;

export const evaluationSchema = z.looseObject({
  id: z.string(),
  title: text,
  clause: z.string().optional(),
  group: z.looseObject({
    /** Industry codes decide: the large class, refined to the middle class where that has `refineAt` enterprises. */
    by: z.string(),
    refineAt: z.number().int().positive().optional(),
    minimum: z.number().int().positive().optional(),
  }),
  dea: z.looseObject({
    inputs: z.array(z.string()).min(1).max(12),
    outputs: z.array(z.string()).min(1).max(12),
    rts: z.array(rts).min(1),
    orientation: z.array(orientation).min(1),
    /** The 追赶企业 is read under variable returns: enterprises of very different size should not chase each other's scale. */
    chase: z.object({ rts: z.literal('vrs'), orientation }),
    slacks: z.enum(['raw', 'median']).optional(),
  }),
  score: z.looseObject({
    items: z.array(itemSchema).min(1),
    decimals: z.number().int().min(0).max(6).optional(),
    weights: weightsSchema.optional(),
  }),
  classes: classesSchema.optional(),
  sensitivity: sensitivitySchema.optional(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

const issuesOf = (id: string, e: z.ZodError): Finding[] =>
  e.issues.map((i) =>
    finding('V110', 'error', `evaluations/${id}#${i.path.join('.')}`, { reason: i.message }),
  );

/** Faults of classes and weights that their form alone does not show. */
function partFaults(e: Evaluation, plan: CompiledPlan): Finding[] {
  const known = new Set(plan.indicators.map((i) => i.id));
  return [
    ...(e.classes ? classFaults(e.classes, `evaluations/${e.id}#classes`, (i) => known.has(i)) : []),
    ...weightFaults(
      e.score.weights,
      e.score.items.filter((i) => i.weight > 0).length,
      `evaluations/${e.id}#score.weights`,
    ),
  ];
}

/** The evaluation of a published plan; refused with findings when it cannot be carried out. */
export function evaluationOf(plan: CompiledPlan, pack: string, id: string): Evaluation {
  const raw = plan.evaluations.find((e) => e.id === id);
  if (!raw) throw new Problem('benchmarks.unknown-evaluation', { params: { pack, evaluation: id } });
  const parsed = evaluationSchema.safeParse(raw);
  const findings = parsed.success ? partFaults(parsed.data, plan) : issuesOf(id, parsed.error);
  if (parsed.success) {
    try {
      toDefinition(parsed.data, { indicators: indicatorsFor(plan, parsed.data) });
    } catch (e) {
      findings.push(
        finding('V110', 'error', `evaluations/${id}`, { reason: e instanceof Error ? e.message : '' }),
      );
    }
    if (findings.length === 0) return parsed.data;
  }
  throw new Problem('benchmarks.broken-definition', {
    params: { evaluation: id, count: findings.length },
    findings,
  });
}

/** The indicators an evaluation names and all that those are computed from, in a settled order. */
export function indicatorsFor(plan: CompiledPlan, e: Evaluation): InputIndicator[] {
  const wanted = [
    ...e.dea.inputs,
    ...e.dea.outputs,
    ...e.score.items.map((i) => i.indicator),
    ...indicatorsOfClasses(e.classes),
  ];
  const all = new Map(plan.indicators.map((i) => [i.id, i]));
  const out = new Map<string, InputIndicator>();
  const take = (id: string): void => {
    const i = all.get(id);
    if (!i || out.has(id)) return;
    const formula = i.formula ?? null;
    out.set(id, {
      id,
      title: i.title,
      unit: i.unit,
      direction: i.direction === 'down' ? 'down' : 'up',
      formula,
      ...(i.levels.length > 0 ? { levels: i.levels } : {}),
    });
    const expr = formula === null ? undefined : parseExpr(formula).expr;
    if (expr) for (const d of dependenciesOf(expr)) take(d);
  };
  for (const id of wanted) take(id);
  // Whatever product figures there are, they are held against the levels in force.
  for (const i of plan.indicators) if (i.levels.length > 0) take(i.id);
  return [...out.values()].toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

const referenceOf = (r: z.infer<typeof reference>): Reference =>
  typeof r === 'number' ? r : { stat: r.group, ...(r.times === undefined ? {} : { times: r.times }) };

/** A value the method cannot do without. */
function need<T>(value: T | undefined, i: Item, name: string): T {
  if (value === undefined) throw new RangeError(`${i.indicator}: ${i.method} needs ${name}`);
  return value;
}

function formulaOf(i: Item, direction: 'higher' | 'lower'): ScoreFormula {
  switch (i.method) {
    case 'ratioToBase':
      return {
        kind: 'ratio',
        base: referenceOf(need(i.base, i, 'base')),
        direction,
        ...(i.cap === undefined ? {} : { cap: i.cap }),
        ...(i.floor === undefined ? {} : { floor: i.floor }),
      };
    case 'twoMinusRatio':
      return { kind: 'two-minus-ratio', mean: referenceOf(i.base ?? { group: 'mean' }) };
    case 'minMax':
      return {
        kind: 'min-max',
        min: referenceOf(i.min ?? { group: 'min' }),
        max: referenceOf(i.max ?? { group: 'max' }),
        direction,
        ...(typeof i.floor === 'number' ? { floor: i.floor } : {}),
      };
    case 'fiveLevel':
      return { kind: 'five-level', levels: need(i.levels, i, 'levels'), direction };
    case 'efficacy':
      return {
        kind: 'efficacy',
        satisfactory: need(i.satisfactory, i, 'satisfactory'),
        unacceptable: need(i.unacceptable, i, 'unacceptable'),
      };
    case 'band':
      return {
        kind: 'band',
        low: need(i.low, i, 'low'),
        high: need(i.high, i, 'high'),
        zeroBelow: need(i.zeroBelow, i, 'zeroBelow'),
        zeroAbove: need(i.zeroAbove, i, 'zeroAbove'),
      };
    case 'limit':
      return { kind: 'limit', full: need(i.full, i, 'full'), zero: need(i.zeroAt, i, 'zeroAt') };
    case 'points':
      if (i.weight !== 0) throw new RangeError(`${i.indicator}: a plus or minus item has weight 0`);
      return {
        kind: 'points',
        ...(i.least === undefined ? {} : { min: i.least }),
        ...(i.most === undefined ? {} : { max: i.most }),
      };
  }
}

const missing = { zero: 'zero', exclude: 'exclude', average: 'group-mean' } as const;
const zero = { zero: 'zero', asIs: 'as-is' } as const;

/** An item in the engine's words. */
export function toScoreItem(i: Item, direction: 'higher' | 'lower'): ScoreItem {
  return {
    indicator: i.indicator,
    weight: i.weight,
    formula: formulaOf(i, direction),
    ...(i.missing === undefined
      ? {}
      : { missing: typeof i.missing === 'string' ? missing[i.missing] : i.missing }),
    // A minus item would be nothing without its sign.
    ...(i.negative === undefined
      ? i.method === 'points'
        ? { negative: 'as-is' as const }
        : {}
      : { negative: zero[i.negative] }),
    ...(i.zero === undefined ? {} : { zero: typeof i.zero === 'string' ? zero[i.zero] : i.zero }),
    ...(i.decimals === undefined ? {} : { decimals: i.decimals }),
  };
}

/** The evaluation in the engine's words; weights that rest on figures are put in by whoever has the figures. */
export function toDefinition(
  e: Evaluation,
  input: Pick<BenchmarkInput, 'indicators'> & Partial<Pick<BenchmarkInput, 'rts' | 'orientation'>>,
): EvaluationDefinition {
  const directions = new Map(input.indicators.map((i) => [i.id, i.direction]));
  const directionOf = (i: Item): 'higher' | 'lower' =>
    (i.direction ?? directions.get(i.indicator) ?? 'up') === 'down' ? 'lower' : 'higher';
  const items = weighted(
    e.score.weights,
    e.score.items.map((i) => toScoreItem(i, directionOf(i))),
  );
  return {
    dea: {
      inputs: e.dea.inputs,
      outputs: e.dea.outputs,
      rts: input.rts ?? e.dea.rts,
      orientations: input.orientation ?? e.dea.orientation,
      orientation: e.dea.chase.orientation,
      // Columns of different units must not outweigh each other when slacks are summed.
      slackWeights: e.dea.slacks ?? 'median',
    },
    indicators: e.score.items.map((i) => ({ id: i.indicator, direction: directionOf(i) })),
    score: {
      items,
      ...(e.score.decimals === undefined ? {} : { decimals: e.score.decimals }),
    },
    group: {
      ...(e.group.minimum === undefined ? {} : { minimum: e.group.minimum }),
      ...(e.group.refineAt === undefined ? {} : { middleFrom: e.group.refineAt }),
    },
  };
}

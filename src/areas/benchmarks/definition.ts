/**
 * The form of `evaluations/<id>.yaml` of a pack, as far as benchmarking reads it, and its translation into what the engine computes. What the
 * form alone does not show is checked in evaluation-check.ts.
 */
import { z } from 'zod';
import type { EvaluationDefinition, Reference, ScoreFormula, ScoreItem } from '#engine/benchmark';
import { dependenciesOf, parseExpr } from '#engine/expr';
import type { CompiledPlan } from '#engine/plan';
import { classesSchema, indicatorsOfClasses } from './classes.ts';
import type { BenchmarkInput, InputIndicator } from './input.ts';
import { sensitivitySchema } from './sensitivity.ts';
import { weighted, weightsSchema } from './weights.ts';

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

/** Lines of the table of standard values; the indicator's own title and 全行业 unless told. */
const standard = z.strictObject({
  scheme: z.string(),
  year: z.string(),
  indicator: z.string().default(''),
  size: z.string().default('全行业'),
});

/** TOPSIS: how columns are made comparable, how costs and distances are read; vector, their smallest value, euclidean unless told. */
const topsisSchema = z.strictObject({
  normalise: z.enum(['vector', 'sum', 'max', 'min-max']).optional(),
  cost: z.enum(['keep', 'reciprocal']).optional(),
  distance: z.enum(['euclidean', 'manhattan']).optional(),
});

/** A named scheme of the content (score-schemes.yaml, five-level-values.yaml) with the indicators of the pack its own stand for. */
const schemeSchema = z.strictObject({
  name: z.string(),
  year: z.string(),
  indicators: z.record(z.string(), z.string()),
  /** Weights, where the table gives none. */
  weights: z.record(z.string(), number).optional(),
  size: z.string().optional(),
});
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
    'growth',
    'criterion',
    'points',
  ]),
  /** The part of the score it belongs to, where the score has parts. */
  part: z.string().optional(),
  direction: z.enum(['up', 'down']).optional(),
  base: reference.optional(),
  min: reference.optional(),
  max: reference.optional(),
  cap: number.nullable().optional(),
  floor: number.nullable().optional(),
  levels: z
    .object({ excellent: number, good: number, average: number, low: number, poor: number })
    .optional(),
  /** Standard values by industry from the table, instead of `levels`; where a group has none, `base` serves, and without one the item is left out. */
  standard: standard.optional(),
  satisfactory: number.optional(),
  unacceptable: number.optional(),
  low: number.optional(),
  high: number.optional(),
  zeroBelow: number.optional(),
  zeroAbove: number.optional(),
  full: number.optional(),
  zeroAt: number.optional(),
  /** growth: share of the weight for no growth, and how many points more for every `per` per cent. */
  atBase: number.optional(),
  per: number.optional(),
  gain: number.optional(),
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
export type Item = z.infer<typeof itemSchema>;

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
    /** weightedSum unless told; scheme: the items follow from `scheme`. */
    method: z.enum(['weightedSum', 'topsis', 'scheme']).optional(),
    topsis: topsisSchema.optional(),
    scheme: schemeSchema.optional(),
    /** Scores inside the score (level and progress): the total is their sum, each stands beside it. */
    parts: z.array(z.strictObject({ id: z.string(), title: text })).optional(),
    items: z.array(itemSchema).default([]),
    /** What the weights sum to, where not to 100. */
    full: number.optional(),
    decimals: z.number().int().min(0).max(6).optional(),
    weights: weightsSchema.optional(),
  }),
  classes: classesSchema.optional(),
  sensitivity: sensitivitySchema.optional(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** Whether the score can be worked out again from the items alone: one sum, of formulas that are the same in every group. */
export const addsUp = ({ score }: Evaluation): boolean =>
  score.method !== 'topsis' && !score.parts?.length && !score.items.some((i) => i.standard);

/** An indicator of the plan as a run keeps it. */
export const toInputIndicator = (i: CompiledPlan['indicators'][number]): InputIndicator => ({
  id: i.id,
  title: i.title,
  unit: i.unit,
  direction: i.direction === 'down' ? 'down' : 'up',
  formula: i.formula ?? null,
  ...(i.levels.length > 0 ? { levels: i.levels } : {}),
});

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
    const own = toInputIndicator(i);
    out.set(id, own);
    const expr = own.formula === null ? undefined : parseExpr(own.formula).expr;
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
      // Until a group is known whose industry has standard values.
      if (i.standard)
        return i.base === undefined
          ? { kind: 'criterion', direction }
          : formulaOf({ ...i, method: 'ratioToBase' }, direction);
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
      return {
        kind: 'limit',
        full: need(i.full, i, 'full'),
        zero: need(i.zeroAt, i, 'zeroAt'),
        ...(i.floor === undefined ? {} : { floor: i.floor }),
      };
    case 'growth':
      return {
        kind: 'growth',
        atBase: need(i.atBase, i, 'atBase'),
        per: need(i.per, i, 'per'),
        points: need(i.gain, i, 'gain'),
        ...(i.cap === undefined ? {} : { cap: i.cap }),
        ...(i.floor === undefined ? {} : { floor: i.floor }),
      };
    case 'criterion':
      return { kind: 'criterion', direction };
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
      ? // No standard value is no figure to blame anybody for.
        i.standard && i.base === undefined
        ? { missing: 'exclude' as const }
        : {}
      : { missing: typeof i.missing === 'string' ? missing[i.missing] : i.missing }),
    // A minus item would be nothing without its sign; a fall is less growth, not none.
    ...(i.negative === undefined
      ? i.method === 'points' || i.method === 'growth' || i.method === 'criterion'
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
    // An indicator may be scored twice, in two parts; it is one gap.
    indicators: e.score.items
      .filter((i, k) => e.score.items.findIndex((x) => x.indicator === i.indicator) === k)
      .map((i) => ({ id: i.indicator, direction: directionOf(i) })),
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

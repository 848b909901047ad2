/** Energy per product against the levels, as it crosses the wire. */
import { z } from 'zod';
import { findingSchema } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const levelSchema = z.enum(['benchmark', 'baseline', 'level1', 'level2', 'level3']);

/** One correction as it was computed: the expression, and every figure in it. */
export const levelStepSchema = z.object({
  title: textSchema,
  /** False: its condition does not hold for these works. */
  applied: z.boolean(),
  when: z.array(
    z.object({
      parameter: z.string(),
      over: z.string().optional(),
      from: z.string().optional(),
      upTo: z.string().optional(),
      under: z.string().optional(),
      is: z.string().optional(),
    }),
  ),
  expression: z.string(),
  values: z.array(z.object({ id: z.string(), value: z.string(), unit: z.string() })),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

export const energySchema = z.object({
  indicator: z.string(),
  title: textSchema,
  value: z.string(),
  unit: z.string(),
  /** The level to reach, in the same unit; null where none is set or it is incomplete. */
  best: z.string().nullable(),
  family: z.enum(['ndrc', 'gb-limit']),
  edition: z.string(),
  /** Null: no edition was in force at the end of the year. `incomplete`: a level that decides is not known. */
  standing: z
    .enum(['level1', 'level2', 'level3', 'beyond', 'benchmark', 'baseline', 'below', 'incomplete'])
    .nullable(),
  line: z.object({
    product: z.string(),
    process: z.string(),
    indicator: z.string(),
    unit: z.string(),
    benchmark: z.string().nullable(),
    baseline: z.string().nullable(),
    level1: z.string().nullable(),
    level2: z.string().nullable(),
    level3: z.string().nullable(),
    effective: z.string().nullable(),
    standard: z.string(),
    table: z.string(),
    clause: z.string().optional(),
    correction: z.string(),
    source: z.string(),
    verified: z.string(),
  }),
  /** The levels of these works, in the unit of the line; runs made before levels were corrected have none. */
  levels: z
    .array(
      z.object({
        name: levelSchema,
        printed: z.string(),
        value: z.string().nullable(),
        state: z.enum(['printed', 'corrected', 'incomplete']),
        /** Own value less the level: positive is still to go. */
        by: z.string().nullable(),
        steps: z.array(levelStepSchema),
      }),
    )
    .default([]),
  /** Own value as the standard has it compared, where it corrects that. */
  own: z
    .object({ value: z.string().nullable(), steps: z.array(levelStepSchema) })
    .nullable()
    .default(null),
  /** Between two levels: 0 at the better one, 1 at the worse one. */
  between: z.object({ better: levelSchema, worse: levelSchema, share: z.string() }).nullable().default(null),
  inputs: z
    .array(
      z.object({
        id: z.string(),
        title: textSchema,
        unit: z.string(),
        value: z.string().nullable(),
        /** What a figure that stands for a choice means. */
        meaning: textSchema.nullable(),
      }),
    )
    .default([]),
  /** What is missing, out of range, or not known of the standard. */
  gaps: z.array(findingSchema).default([]),
});

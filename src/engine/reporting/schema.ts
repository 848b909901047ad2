/** The form of `forms/<id>.yaml` of a pack: what is reported, by whom, by when, and what is checked. Unknown keys are errors. */
import { z } from 'zod';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);
const decimal = z.string().regex(/^\d{1,20}(\.\d{1,12})?$/);
const formula = z.string().min(1).max(400);

/** Who a report is about, which also says who fills it in: `project` and `agency` reports are told apart by an item beside the subject. */
export const reporters = ['enterprise', 'project', 'park', 'agency'] as const;
export const cycles = ['month', 'quarter', 'year'] as const;

/** `hard` refuses, `soft` asks for a reason, `hint` is for the eyes of the reviewer. */
const severity = z.enum(['hard', 'soft', 'hint']);
const shared = { id, title: text.optional(), severity };

export const checkSchema = z.discriminatedUnion('kind', [
  /** 合计 = 分项, within a tolerance in the unit of the total. */
  z.strictObject({
    ...shared,
    kind: z.literal('balance'),
    total: id,
    parts: z.array(id).min(1),
    tolerance: decimal.default('0'),
  }),
  /** Two formulas over the fields held against each other; `where` must be above zero for the check to be asked. */
  z.strictObject({
    ...shared,
    kind: z.literal('relation'),
    left: formula,
    is: z.enum(['<=', '=', '>=', '>']),
    right: formula,
    tolerance: decimal.default('0'),
    where: formula.optional(),
  }),
  /** Change on the period before, or on the same period of last year, in percent; figures below `from` on both sides are let be. */
  z.strictObject({
    ...shared,
    kind: z.literal('change'),
    against: z.enum(['previous', 'lastYear']),
    fields: z.array(id).min(1),
    down: decimal,
    up: decimal,
    from: decimal.default('0'),
  }),
  /** A figure that is ten or ten thousand times what is usual (or the same part of it): typed in the wrong unit. */
  z.strictObject({
    ...shared,
    kind: z.literal('unitSlip'),
    fields: z.array(id).min(1),
    factors: z.array(z.number().int().min(2)).min(1).default([10, 10_000]),
    /** How near to the factor, as a share of it. */
    within: z.number().positive().max(0.5).default(0.3),
  }),
  /** A ratio against its own past: electricity per unit of output that jumps by more than `factor`. */
  z.strictObject({
    ...shared,
    kind: z.literal('together'),
    of: id,
    with: id,
    factor: z.number().gt(1),
  }),
  /** A ratio far from the median of the industry, by robust z of its logarithm. */
  z.strictObject({
    ...shared,
    kind: z.literal('peers'),
    ratio: formula,
    z: z.number().positive(),
    atLeast: z.number().int().min(5),
  }),
  /** Digits at the end of many reports that do not fall as chance would have it. */
  z.strictObject({
    ...shared,
    kind: z.literal('lastDigits'),
    fields: z.array(id).min(1),
    atLeast: z.number().int().min(30),
    /** Chance of as uneven an outcome among honest figures. */
    level: z.number().gt(0).lt(0.1),
  }),
]);

export const formFile = z.strictObject({
  id,
  title: text,
  /** What it is for and how it is filled in, in a sentence or two. */
  help: text,
  /** Clause of the plan that asks for it. */
  clause: z.string().min(1).optional(),
  source: z.string().min(1),
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  reporter: z.enum(reporters),
  every: z.enum(cycles),
  /** First period asked for. */
  from: z.string().regex(/^\d{4}(-(Q[1-4]|M(0[1-9]|1[0-2])))?$/),
  /** State machine of its reports. */
  review: id,
  who: z.strictObject({
    text,
    /** Only enterprises above scale in the year, or in the latest year that is known before it. */
    aboveScale: z.boolean().default(false),
  }),
  /** Last day: working days after the end of the period. */
  due: z.strictObject({ workingDays: z.number().int().min(1).max(120) }),
  /** Fields of an agency are the plan's indicators that it answers for; the form then lists none. */
  fieldsFrom: z.literal('responsible').optional(),
  sections: z
    .array(
      z.strictObject({
        id,
        title: text,
        help: text.optional(),
        fields: z
          .array(
            z.strictObject({ indicator: id, required: z.boolean().default(false), help: text.optional() }),
          )
          .min(1),
      }),
    )
    .default([]),
  checks: z.array(checkSchema).default([]),
});

export type Form = z.output<typeof formFile>;
export type Check = z.output<typeof checkSchema>;

/** The form of `assessments/<id>.yaml` of a pack: a year-end assessment (年终考核). Unknown keys are errors, as everywhere in a pack. */
import { z } from 'zod';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const basis = {
  source: z.string().min(1),
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  question: z.string().min(1).optional(),
};
/** Points or a ratio, exact. */
const number = z.string().regex(/^\d+(\.\d+)?$/);

export const itemKinds = ['quantitative', 'binding', 'qualitative'] as const;
/** 加分、扣分、一票否决 */
export const markKinds = ['bonus', 'deduction', 'veto'] as const;

export const assessmentFile = z.strictObject({
  id,
  title: text,
  clause: z.string().min(1).optional(),
  /** State machine in `reviews/`. */
  review: id,
  ...basis,
  rules: z.strictObject({
    /** 量化指标: from `floor` on in proportion, up to `most`; less earns nothing. */
    quantitative: z.strictObject({ floor: number, most: number, ...basis }),
    /** 约束性指标: earns nothing below the target, in proportion from there up to `most`. */
    binding: z.strictObject({ most: number, ...basis }),
    /** 定性目标: met or not. */
    qualitative: z.strictObject({ ...basis }),
    /** 不可抗力: less than `below` done in spite of every effort earns `share` of the points. */
    forceMajeure: z.strictObject({ below: number, share: number, ...basis }).optional(),
    /** What does not apply to a unit: the others are raised to the full mark. */
    notApplicable: z.strictObject({ ...basis }),
  }),
  groups: z
    .array(
      z.strictObject({
        id,
        title: text,
        of: z.enum(['city', 'agency']),
        /** Agencies of the group, by the names of the document; cities are those of the register. */
        members: z.array(z.string().min(1)).optional(),
        items: z
          .array(
            z.strictObject({
              id,
              title: text,
              kind: z.enum(itemKinds),
              points: number,
              /** `down`: the smaller the better, done is target ÷ actual. */
              direction: z.enum(['up', 'down']).default('up'),
              unit: z.string().default(''),
              /** A goal of the plan: the figure of each place comes from the platform where the plan says how it is worked out. */
              indicator: z.string().min(1).optional(),
              /** One item made of every measured goal the agency leads, each with the same share. */
              spread: z.literal('targets').optional(),
              ...basis,
            }),
          )
          .min(1),
        ...basis,
      }),
    )
    .min(1),
  bonus: z.strictObject({
    /** More than this in all is not given. */
    cap: number,
    items: z.array(z.strictObject({ id, title: text, most: number, ...basis })),
    ...basis,
  }),
  deductions: z.array(z.strictObject({ id, title: text, points: number, ...basis })),
  vetoes: z.array(z.strictObject({ id, title: text, /** At best this grade. */ grade: id, ...basis })),
  /** Best first; the last takes whoever is left. */
  grades: z
    .array(
      z.strictObject({
        id,
        title: text,
        atLeast: number.optional(),
        /** Share of the group at the most, rounded down. */
        quota: z
          .string()
          .regex(/^(0?\.\d+|0\.\d+|1)$/)
          .optional(),
        ...basis,
      }),
    )
    .min(2),
  appeals: z.strictObject({ workingDays: z.number().int().min(1).max(60), ...basis }),
});

export type AssessmentScheme = z.output<typeof assessmentFile>;
export type AssessmentGroup = AssessmentScheme['groups'][number];
export type AssessmentItem = AssessmentGroup['items'][number];
export type ItemKind = (typeof itemKinds)[number];
export type MarkKind = (typeof markKinds)[number];

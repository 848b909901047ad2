/** The form of `reviews/<id>.yaml` of a pack. Unknown keys are errors, as everywhere in a pack. */
import { z } from 'zod';
import { roles } from '#kernel';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

/** `to` of an act that is only put on record: whatever state the case is in, it stays there. */
export const STAY = 'stay';

const levels = ['own', 'county', 'city', 'region'] as const;
const holder = { role: z.enum(roles), level: z.enum(levels) };

/** By when a state should be left, and who is late when it is not. */
const dueSchema = z
  .strictObject({
    /** Counted from the day after the case entered the state. */
    workingDays: z.number().int().min(1).max(250).optional(),
    /** `03-31` of the case's year, or of a later one. */
    day: z
      .string()
      .regex(/^\d{2}-\d{2}$/)
      .optional(),
    yearsAfter: z.number().int().min(0).max(10).optional(),
    who: z.strictObject(holder),
  })
  .refine(
    (d) => (d.workingDays === undefined) !== (d.day === undefined),
    'workingDays or day, one of the two',
  )
  .refine((d) => d.yearsAfter === undefined || d.day !== undefined, 'yearsAfter goes with day');

const holders = z
  .array(
    z.strictObject({
      ...holder,
      /** Only where nobody of this role is there at the level named: a city for a county without an account. */
      standsIn: z.enum(levels).optional(),
      /** Only where nobody below the region holds this other role: who then puts its opinion on record. */
      absent: z.enum(roles).optional(),
    }),
  )
  .min(1);

export const reviewFile = z.strictObject({
  id,
  title: text,
  /** Clause of the plan that orders it. */
  clause: z.string().min(1).optional(),
  /** Where the order of steps comes from. */
  source: z.string().min(1),
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  states: z
    .array(
      z.strictObject({
        id,
        title: text,
        initial: z.literal(true).optional(),
        final: z.literal(true).optional(),
        /** What an area may ask of a state without knowing its name: `editable`, `accepted`, `void`. */
        marks: z.array(id).default([]),
        due: dueSchema.optional(),
      }),
    )
    .min(1),
  acts: z.array(
    z.strictObject({
      id,
      title: text,
      from: z.array(id).min(1),
      to: id,
      by: holders,
      /**
       * One signature of several: the case moves when every party that signs from this state to the same one has signed since it came there,
       * and stays until then.
       */
      signs: id.optional(),
      requires: z
        .strictObject({
          /** Fields of the case that must be filled. */
          fields: z.array(z.string().min(1)).default([]),
          /** What the act itself must bring. */
          entries: z.array(z.string().min(1)).default([]),
          reason: z.boolean().default(false),
          remarks: z.boolean().default(false),
          attachments: z.number().int().min(0).default(0),
          /** Of `documents` below: at least one file of each. */
          documents: z.array(id).default([]),
        })
        .prefault({}),
      /** Four eyes: whoever did one of these acts on the case may not do this one. */
      differs: z.array(id).default([]),
      /** What an area may ask of an act without knowing its name, as for states. */
      marks: z.array(id).optional(),
    }),
  ),
  /** Files that belong to the handling of a case: who adds them in which states. */
  documents: z
    .array(
      z.strictObject({
        id,
        title: text,
        note: text.optional(),
        by: holders,
        from: z.array(id).min(1),
        most: z.number().int().min(1).max(50).default(10),
        /** Not for the applicant's eyes. */
        internal: z.boolean().default(false),
      }),
    )
    .optional(),
});

export type Review = z.output<typeof reviewFile>;

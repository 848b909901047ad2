/** The form of `reviews/<id>.yaml` of a pack. Unknown keys are errors, as everywhere in a pack. */
import { z } from 'zod';
import { roles } from '#kernel';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

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
      }),
    )
    .min(1),
  acts: z.array(
    z.strictObject({
      id,
      title: text,
      from: z.array(id).min(1),
      to: id,
      by: z
        .array(z.strictObject({ role: z.enum(roles), level: z.enum(['own', 'county', 'city', 'region']) }))
        .min(1),
      requires: z
        .strictObject({
          /** Fields of the case that must be filled. */
          fields: z.array(z.string().min(1)).default([]),
          /** What the act itself must bring. */
          entries: z.array(z.string().min(1)).default([]),
          reason: z.boolean().default(false),
          remarks: z.boolean().default(false),
          attachments: z.number().int().min(0).default(0),
        })
        .prefault({}),
      /** Four eyes: whoever did one of these acts on the case may not do this one. */
      differs: z.array(id).default([]),
    }),
  ),
});

export type Review = z.output<typeof reviewFile>;

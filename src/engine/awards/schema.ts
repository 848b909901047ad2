/** The form of `awards/<id>.yaml` of a pack: an award scheme with its editions. Unknown keys are errors, as everywhere in a pack. */
import { z } from 'zod';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const mark = z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']);
/** Where a rule comes from; what was not published names the open question and the option taken. */
const basis = {
  source: z.string().min(1),
  mark,
  question: z.string().min(1).optional(),
  option: z.string().min(1).optional(),
};
const share = z
  .string()
  .regex(/^(0|1|0?\.\d+|0\.\d+)$/)
  .refine((s) => Number(s) >= 0 && Number(s) <= 1);
const year = z.number().int().min(1990).max(2100);

/** 产品、装备、工艺、技术、管理、营销 */
export const links = ['product', 'equipment', 'process', 'technology', 'management', 'marketing'] as const;
export type Link = (typeof links)[number];
export const ratings = ['A', 'B', 'C', 'D', 'E'] as const;
export type Rating = (typeof ratings)[number];

/** What a candidate is ranked by: where it stands, or how much it improved. */
export const measures = ['level', 'progress'] as const;
export const conflictKinds = ['enterprise', 'county', 'city', 'industry'] as const;

export const awardFile = z.strictObject({
  id,
  title: text,
  clause: z.string().min(1).optional(),
  /** State machine in `reviews/`. */
  review: id,
  ...basis,
  weights: z.strictObject({ quantitative: share, qualitative: share, ...basis }),
  experts: z.strictObject({
    /** So many must have scored a candidate, or it has no qualitative score. */
    minimum: z.number().int().min(1).max(99),
    /** So many are drawn for each candidate. */
    perCandidate: z.number().int().min(1).max(99),
    ratings: z.strictObject({ A: share, B: share, C: share, D: share, E: share }),
    links: z
      .array(z.strictObject({ id: z.enum(links), title: text, weight: z.number().positive(), anchor: text }))
      .min(1),
    /** An expert connected in one of these ways with a candidate is not drawn for it. */
    conflicts: z.array(z.enum(conflictKinds)),
    /** Whether the sheet names the enterprise; experts never see each other's marks. */
    showName: z.boolean(),
    ...basis,
  }),
  industries: z.strictObject({
    /** Fewer evaluated enterprises than this, and the industry is merged. */
    minimum: z.number().int().min(1),
    /** Each step puts together what is still too small: inside one section (门类), then all that is left. */
    merge: z.array(z.enum(['section', 'rest'])).min(1),
    ...basis,
  }),
  /** Experts see the best by each measure: so many times the places there are. */
  shortlist: z.strictObject({ timesPlaces: z.number().int().min(1).max(20), ...basis }),
  ties: z.strictObject({
    /** What decides between equal totals, in this order. */
    by: z.array(z.enum(['quantitative', 'qualitative'])),
    /** Equals across the line of the places: nobody of them is in. */
    atTheLine: z.literal('none'),
    ...basis,
  }),
  notice: z.strictObject({ workingDays: z.number().int().min(1).max(60), ...basis }),
  vetoes: z.array(
    z.strictObject({
      kind: id,
      title: text,
      /** Months before the reference day within which it counts. */
      lookBackMonths: z.number().int().min(1).max(120),
      /** A repaired one counts no longer. */
      repairable: z.boolean(),
      ...basis,
    }),
  ),
  editions: z
    .array(
      z.strictObject({
        id,
        title: text,
        years: z.strictObject({ from: year, to: year.optional() }),
        /** Everybody evaluated, or only those whose filing has its self-evaluation. */
        candidates: z.enum(['evaluated', 'selfEvaluated']),
        ...basis,
        /** In the order in which places are given. */
        awards: z
          .array(
            z.strictObject({
              id,
              title: text,
              by: z.enum(measures),
              /** Places = floor(rate × evaluated enterprises of the industry). */
              rate: share,
              /** At least this many places in an industry that is large enough. */
              atLeast: z.number().int().min(0),
              /** Whoever has one of these is passed over. */
              not: z.array(id).default([]),
              prize: z.strictObject({
                amount: z
                  .strictObject({ value: z.string().regex(/^\d+(\.\d+)?$/), unit: z.string() })
                  .optional(),
                plaque: z.boolean(),
                note: text.optional(),
              }),
              ...basis,
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** The form of `panels/<id>.yaml` of a pack: experts drawn for cases of some reviews, and what they mark. Unknown keys are errors. */
export const panelFile = z.strictObject({
  id,
  title: text,
  /** Reviews whose cases go before this panel. */
  reviews: z.array(id).min(1),
  ...basis,
  minimum: z.number().int().min(1).max(99),
  perCandidate: z.number().int().min(1).max(99),
  ratings: z.strictObject({ A: share, B: share, C: share, D: share, E: share }),
  criteria: z.array(z.strictObject({ id, title: text, weight: z.number().positive(), anchor: text })).min(1),
  conflicts: z.array(z.enum(conflictKinds)),
  showName: z.boolean(),
});
export type Panel = z.output<typeof panelFile>;

export type AwardScheme = z.output<typeof awardFile>;
export type AwardEdition = AwardScheme['editions'][number];
export type AwardRule = AwardEdition['awards'][number];

/** The form of `supervision.yaml` of a pack: who is asked for what each month, when a light changes, how documents are headed. */
import { z } from 'zod';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
export const colours = ['green', 'yellow', 'orange', 'red'] as const;

const heading = z.strictObject({
  /** 发文机关代字: what stands before the year of a document's number. */
  series: z.string().min(1).max(30),
});

export const supervisionFile = z.strictObject({
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']),
  source: z.string().min(1),
  ledger: z.strictObject({
    /** Kinds and classes of provisions that become tasks of their leading bodies. */
    kinds: z.array(z.enum(['goal', 'indicator', 'mechanism', 'funding', 'pool', 'duty', 'cadence'])).min(1),
    classes: z.array(z.enum(['executable', 'monitorable', 'rhetorical'])).min(1),
    /** Group of the plan that stands for the places, and the levels that have a ledger of their own. */
    places: z.strictObject({
      group: z.string().min(1),
      levels: z.array(z.enum(['city', 'county', 'unit'])).min(1),
    }),
  }),
  /** A month is reported up to this working day of the next one. */
  monthly: z.strictObject({ workingDay: z.number().int().min(1).max(20) }),
  lights: z.strictObject({
    /** Percentage points behind the time gone by up to which a task is yellow; beyond it is red. */
    yellow: z.number().min(0).max(100),
    /** Months without a change in what was reported before a task counts as stagnating. */
    stagnant: z.number().int().min(1).max(12),
  }),
  /** From how many working days after the last day on (before it when negative) a task bears the colour; green until then. */
  colours: z
    .array(
      z.strictObject({
        colour: z.enum(['yellow', 'orange', 'red']),
        from: z.number().int().min(-60).max(250),
      }),
    )
    .length(3)
    .refine(
      (list) => list.every((c, n) => c.colour === colours[n + 1] && (n === 0 || list[n - 1]!.from < c.from)),
      'yellow, orange, red, each later than the one before',
    ),
  documents: z.strictObject({
    organ: z.string().min(1),
    signer: z.string().min(1),
    office: z.string().min(1),
    addressee: z.string().min(1),
    copies: z.string().optional(),
    title: text,
    dispatch: heading,
    bulletin: heading,
    order: heading,
    erratum: heading,
  }),
});

export type SupervisionRules = z.output<typeof supervisionFile>;
export type Colour = (typeof colours)[number];

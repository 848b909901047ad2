/** The form of every file of a plan pack. Unknown keys are errors: a misspelt key must not pass for an omission. */
import { z } from 'zod';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
const id = z.string().min(1).max(80);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const decimal = z.string().regex(/^-?\d{1,20}(\.\d{1,12})?$/);
const year = z.number().int().min(1990).max(2100);
const span = z.tuple([z.number().int().min(0), z.number().int().min(1)]);
const ids = z.array(id);

const clause = z.strictObject({
  id,
  title: text,
  /** What an export writes as the clause; the id when left out. */
  label: z.string().optional(),
  parent: id.optional(),
  quote: z.string().min(1),
  span,
  /** All that stands under the heading; up to the next clause that is not one of its own when left out. */
  body: span.optional(),
  lead: ids.optional(),
  cooperate: ids.optional(),
  responsibility: z.strictObject({ quote: z.string().min(1), span }).optional(),
});

export const planFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: text,
  number: z.string().min(1),
  issued: day,
  horizon: z.strictObject({ from: day, to: day }),
  region: z.string().regex(/^\d{6}$/),
  source: z.strictObject({
    file: z.string(),
    kind: z.enum(['document', 'digest']),
    note: z.string().default(''),
  }),
  clauses: z.array(clause).min(1),
});

const mark = z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']);

export const agenciesFile = z.strictObject({
  agencies: z.array(
    z.strictObject({
      id,
      name: text,
      short: text.optional(),
      /** Days between which the body bore this name. */
      from: day.optional(),
      to: day.optional(),
      successor: id.optional(),
      source: z.string().min(1),
      mark,
    }),
  ),
  groups: z.array(z.strictObject({ id, name: text, short: text.optional() })).default([]),
});

export const bases = ['stock', 'flow', 'cumulative', 'parameter'] as const;
/** What an indicator of the plan may count: enterprises awarded in the year, and how far the filings of a year were carried out. */
export const counted = ['awards', 'filings'] as const;
export const indicatorsFile = z.strictObject({
  indicators: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
      title: text,
      unit: z.string(),
      period: z.enum(['year', 'half', 'quarter', 'month', 'day']),
      direction: z.enum(['up', 'down', 'band']),
      level: z.enum(['region', 'park', 'enterprise']),
      basis: z.enum(bases),
      source: z.string().min(1),
      responsible: ids.optional(),
      formula: z.string().min(1).optional(),
      aggregate: z.enum(['sum', 'ratio', 'count']).optional(),
      note: z.string().optional(),
      /** Other names under which it stands in people's tables. */
      synonyms: z.array(z.string().min(1)).optional(),
      /** A loss is a figure too; anything else below zero is an error in a table. */
      mayBeNegative: z.boolean().optional(),
      /** A count of those above a line, e.g. enterprises with an output over 50 亿元. */
      threshold: z
        .strictObject({
          indicator: id,
          over: decimal,
          unit: z.string(),
          of: z.enum(['enterprise', 'park']).default('enterprise'),
        })
        .optional(),
      /** Formula over the sums of the enterprises above scale: how the platform works a goal of the whole region out from what they filed. */
      totals: z.string().min(1).optional(),
      /** Rows of another register that it counts. */
      counts: z.enum(counted).optional(),
      /** Lines of the table of energy-efficiency levels that this indicator is held against: one product and process, as each edition names it. */
      levels: z
        .array(
          z.strictObject({
            product: z.string().min(1),
            process: z.string().default(''),
            indicator: z.string().min(1),
          }),
        )
        .min(1)
        .optional(),
      /** The stock that this yearly or new number adds to. */
      family: id.optional(),
    }),
  ),
});

const period = z.union([
  z.strictObject({ by: year }),
  z.strictObject({ year }),
  z.strictObject({ each: z.literal('year'), from: year.optional(), to: year.optional() }),
  z.strictObject({ within: z.strictObject({ years: z.number().int().positive() }) }),
  /** Holds as long as the plan does: a rate, a cap, a list. */
  z.literal('standing'),
  /** The document names no date; the end of the plan is assumed. */
  z.literal('horizon'),
]);

export const comparators = ['>=', '<=', '=', '>', '<', '≈', 'range'] as const;
const target = z.strictObject({
  comparator: z.enum(comparators).optional(),
  value: decimal.optional(),
  valueTo: decimal.optional(),
  unit: z.string().optional(),
  period,
  scope: z.enum(['累计', '新增', '每年']).optional(),
  reference: z
    .strictObject({ zh: z.string().min(1), en: z.string().optional(), indicator: id.optional() })
    .optional(),
  direction: z.enum(['up', 'down']).optional(),
});

export const kinds = ['goal', 'indicator', 'mechanism', 'funding', 'pool', 'duty', 'cadence'] as const;
export const classes = ['executable', 'monitorable', 'rhetorical'] as const;
export const provisionsFile = z.array(
  z.strictObject({
    id,
    clause: id,
    kind: z.enum(kinds),
    class: z.enum(classes),
    text,
    quote: z.string().min(1),
    span,
    indicator: id.optional(),
    target: target.optional(),
    /** Year by which a goal without a number is to be reached. */
    due: z.strictObject({ by: year }).optional(),
    lead: ids.optional(),
    cooperate: ids.optional(),
    params: z.record(z.string(), z.unknown()).optional(),
    open: ids.optional(),
    /** Length of a term that runs from the day of issue. */
    duration: z.strictObject({ years: z.number().int().positive() }).optional(),
  }),
);

export const openFile = z.array(
  z.strictObject({
    id,
    provisions: ids.min(1),
    question: text,
    why: text,
    options: z.array(
      z.strictObject({
        id,
        title: text,
        value: z.string().optional(),
        unit: z.string().optional(),
        default: z.literal(true).optional(),
        dated: day,
        source: z.string().min(1),
        mark,
      }),
    ),
  }),
);

/** What an evaluation means is checked by the room that carries it out; here it needs a name. */
export const evaluationFile = z.looseObject({ id, title: text });

export const factsFile = z.strictObject({
  facts: z.array(
    z.strictObject({
      indicator: id,
      subject: z.string().min(1),
      period: z.string().regex(/^\d{4}(-(H[12]|Q[1-4]|M(0[1-9]|1[0-2])))?$/),
      value: decimal,
      unit: z.string().min(1),
      source: z.string().min(1),
      dated: day.optional(),
      mark,
      /** Of several sources for one period, the one that is used. */
      prefer: z.literal(true).optional(),
      note: z.string().optional(),
    }),
  ),
});

/** 产品、装备、工艺、技术、管理、营销 of the filings. */
const improvementLink = z.enum(['product', 'equipment', 'process', 'technology', 'management', 'marketing']);
/** Where a gap may be closed, and which provisions pay for it: a guide, not a rule. */
export const supportFile = z.strictObject({
  mark,
  source: z.string().min(1),
  gaps: z.array(z.strictObject({ indicator: id, links: z.array(improvementLink).min(1) })),
  support: z.array(
    z.strictObject({
      provision: id,
      links: z.array(improvementLink).min(1),
      for: text,
      /** Only for gaps of these; left out: for any that lies in one of the links. */
      indicators: z.array(id).min(1).optional(),
      /** Id of the scheme that carries the provision out, once there is one. */
      scheme: id.optional(),
    }),
  ),
});
export type SupportGuide = z.infer<typeof supportFile>;

export type PlanFile = z.infer<typeof planFile>;
export type ProvisionEntry = z.infer<typeof provisionsFile>[number];
export type TargetEntry = z.infer<typeof target>;
export type OpenQuestion = z.infer<typeof openFile>[number];
export type PublishedFact = z.infer<typeof factsFile>['facts'][number];

/** The form of the files below `schemes/` of a plan pack. Unknown keys are errors: a misspelt key must not pass for an omission. */
import { z } from 'zod';
import { factTypes } from './types.ts';

const text = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
export const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** `300万元`, `20%`. */
export const quantity = z.string().regex(/^\d+(\.\d+)?\s*\S+$/u);
const mark = z.enum(['official', 'default', 'proposal']);
/** What may differ by the answer to an open question is checked after the answer is put in. */
const later = z.unknown();

const factEntry = z.strictObject({
  title: text,
  type: z.enum(factTypes),
  unit: z.string().optional(),
  options: z.record(id, z.string().min(1)).optional(),
  /** One figure a year; the one of the year claimed for counts. */
  yearly: z.literal(true).optional(),
  note: z.string().optional(),
});

const tableEntry = z.strictObject({
  title: text,
  source: z.string().min(1),
  mark,
  rows: z.array(z.strictObject({ from: day, value: quantity })).min(1),
});

export const exampleEntry = z.strictObject({
  title: z.string().min(1),
  asOf: day,
  known: z.string().optional(),
  year: z.number().int().optional(),
  project: z.string().optional(),
  choices: z.record(z.string(), z.string()).optional(),
  facts: z.record(z.string(), z.unknown()),
  awards: z.array(z.unknown()).optional(),
  source: z.string().optional(),
  expect: z.strictObject({
    eligible: z.boolean(),
    amount: quantity.optional(),
    missing: z.array(z.string()).optional(),
    refused: z.array(z.string()).optional(),
  }),
});

export const rounding = z.strictObject({
  to: z.enum(['分', '元', '百元', '千元', '万元']),
  mode: z.enum(['down', 'up', 'halfUp', 'halfEven']),
  reference: z.string().min(1),
});

const version = z.strictObject({
  id,
  from: day,
  to: day.optional(),
  /** The day on which its end became known; from the start when left out. */
  toKnown: day.optional(),
  issued: day,
  number: z.string().min(1),
  clause: z.string().min(1),
  provisions: z.array(z.string()).default([]),
  /** Words of documents other than the plan. */
  passages: z
    .array(z.strictObject({ document: z.string(), clause: z.string().default(''), quote: z.string() }))
    .default([]),
  source: z.string().min(1),
  mark,
  rounding: later.optional(),
  vetoes: later.optional(),
  conditions: z.array(later).default([]),
  amount: later,
  limits: later.optional(),
});

export const schemeFile = z.strictObject({
  id,
  title: text,
  kind: z.enum(['money', 'register']).default('money'),
  instrument: z.enum([
    '补助',
    '奖励',
    '贷款贴息',
    '综合奖补',
    '保费补贴',
    '上市奖励',
    '债券融资补贴',
    '融资租赁补贴',
    '创新券',
    '资金倾斜',
    '引导基金',
  ]),
  payee: z.enum(['enterprise', 'place', 'park', 'person']).default('enterprise'),
  grain: z.enum(['enterprise', 'project', 'title']).default('enterprise'),
  claims: z.enum(['previous-year', 'this-year']).default('previous-year'),
  note: z.string().optional(),
  /** May be paid without an application, on authoritative data alone. */
  direct: z.strictObject({ source: z.string().min(1), mark }).optional(),
  /** What an application is asked to come with; a notice may ask for something else. */
  documents: z
    .strictObject({
      source: z.string().min(1),
      mark,
      list: z
        .array(
          z.strictObject({
            id,
            title: text,
            note: text.optional(),
            required: z.boolean().default(true),
            most: z.number().int().min(1).max(50).default(10),
          }),
        )
        .min(1),
    })
    .optional(),
  facts: z.record(id, factEntry).default({}),
  tables: z.record(id, tableEntry).default({}),
  versions: z.array(version).min(1),
  examples: z.array(exampleEntry).default([]),
});

export const veto = z.strictObject({
  id,
  title: z.string().min(1),
  events: z.array(id).min(1),
  /** How far back from the day of the question: `1年`, `24月`. */
  window: z.string().regex(/^\d+(年|月)$/),
  /** An event that has been repaired no longer bars. */
  unlessRepaired: z.boolean().default(false),
  /** What it rests on, when that is not the rule's own document. */
  source: z.string().min(1).optional(),
});

/** What all schemes of a pack share. */
export const commonFile = z.strictObject({
  facts: z.record(id, factEntry).default({}),
  tables: z.record(id, tableEntry).default({}),
  vetoes: z.array(later).default([]),
});

export const strategies = ['exclusive', 'higher', 'difference', 'stack'] as const;
/** Which schemes meet and what then holds. */
export const overlapsFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      id,
      title: text,
      schemes: z.array(id).min(1),
      strategy: later,
      scope: z.enum(['project', 'enterprise']),
      perYear: quantity.optional(),
      lifetime: quantity.optional(),
      source: z.string().min(1),
      mark,
    }),
  ),
});

export const limitsForm = z.strictObject({
  perYear: quantity.optional(),
  lifetime: quantity.optional(),
  /** Number of years in which it may be granted. */
  years: z.number().int().positive().optional(),
  once: z.literal(true).optional(),
});

export type SchemeFile = z.infer<typeof schemeFile>;
export type VersionEntry = SchemeFile['versions'][number];
export type CommonFile = z.infer<typeof commonFile>;
export type OverlapsFile = z.infer<typeof overlapsFile>;
export type Example = z.infer<typeof exampleEntry>;

/** The schemes of a pack as they stand in its files: plain data, part of the published plan. */
export interface SchemeFiles {
  readonly common: CommonFile;
  readonly overlaps: OverlapsFile;
  readonly schemes: readonly SchemeFile[];
}

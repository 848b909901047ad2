/**
 * What crosses the wire about funding schemes (政策). Money is whole fen as text. Nothing is kept: an evaluation is made of what the platform
 * knows and of what the caller declares with the question.
 */
import { z } from 'zod';
import { dayText, route } from '#platform/api';
import { sandboxRoutes } from './contract-sandbox.ts';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const name = z.string().regex(/^[a-z0-9-]{1,80}$/);
const pack = name.default('ningxia-2018');
export const schemeMark = z.enum(['official', 'default', 'proposal']);

export const passageSchema = z.object({
  document: z.string(),
  clause: z.string(),
  quote: z.string(),
  provisions: z.array(z.string()),
});
/** `retold`: not from the text of the plan itself but from what others reprinted. */
const shownPassage = passageSchema.extend({ retold: z.boolean() });

/** What a scheme asks for, as a form can show it. */
export const askedSchema = z.object({
  id: z.string(),
  title: textSchema,
  type: z.string(),
  unit: z.string(),
  options: z.array(z.object({ id: z.string(), title: z.string() })),
  yearly: z.boolean(),
});

export const versionSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  issued: z.string(),
  number: z.string(),
  clause: z.string(),
  mark: schemeMark,
  source: z.string(),
  /** It holds on the day asked for. */
  inForce: z.boolean(),
  /** The open question when the document leaves the amount open. */
  open: z.string().nullable(),
  /** Conditions and vetoes in words; alternatives of each other share `alternative`. */
  conditions: z.array(z.object({ title: z.string(), need: z.string(), alternative: z.string().nullable() })),
  /** How the amount is reckoned: nodes of the rule (`rules.step.<kind>`), without figures. */
  amount: z.array(z.object({ kind: z.string(), text: z.string(), title: z.string() })),
  /** Fen as text; null where nothing bounds it. */
  capFen: z.string().nullable(),
  limits: z.object({
    once: z.boolean(),
    years: z.number().nullable(),
    perYearFen: z.string().nullable(),
    lifetimeFen: z.string().nullable(),
  }),
  passages: z.array(shownPassage),
  facts: z.array(askedSchema),
  /** What was granted before has to be known. */
  asksAwards: z.boolean(),
});

const headSchema = z.object({
  id: z.string(),
  title: textSchema,
  kind: z.enum(['money', 'register']),
  instrument: z.string(),
  payee: z.enum(['enterprise', 'place', 'park', 'person']),
  note: z.string().nullable(),
});
export const schemeSchema = headSchema.extend({
  /** The version in force on the day, else the last one. */
  version: versionSchema,
  versions: z.array(z.object({ id: z.string(), from: z.string(), to: z.string().nullable() })),
});

export const detailSchema = headSchema.extend({
  pack: z.string(),
  asOf: z.string(),
  versions: z.array(versionSchema),
  examples: z.array(
    z.object({
      title: z.string(),
      asOf: z.string(),
      eligible: z.boolean(),
      amount: z.string().nullable(),
      source: z.string().nullable(),
    }),
  ),
  questions: z.array(z.object({ id: z.string(), question: textSchema, chosen: textSchema.nullable() })),
});

interface Trace {
  kind: string;
  value?: string | null | undefined;
  title?: string | undefined;
  text?: string | undefined;
  met?: 'yes' | 'no' | 'unknown' | undefined;
  fact?: string | undefined;
  period?: string | undefined;
  revision?: number | undefined;
  known?: string | undefined;
  source?: string | undefined;
  passage?: z.output<typeof passageSchema> | undefined;
  of?: Trace[] | undefined;
}
/** The tree of an amount; `kind` is told by the book of rules. */
const traceSchema: z.ZodType<Trace> = z.lazy(() =>
  z.object({
    kind: z.string(),
    value: z.string().nullish(),
    title: z.string().optional(),
    text: z.string().optional(),
    met: z.enum(['yes', 'no', 'unknown']).optional(),
    fact: z.string().optional(),
    period: z.string().optional(),
    revision: z.number().optional(),
    known: z.string().optional(),
    source: z.string().optional(),
    passage: passageSchema.optional(),
    of: z.array(traceSchema).optional(),
  }),
);

export const evaluationSchema = z.object({
  scheme: z.string(),
  title: z.string(),
  asOf: z.string(),
  known: z.string(),
  year: z.number().int(),
  outcome: z.enum(['yes', 'no', 'unknown']),
  eligible: z.boolean(),
  amountFen: z.string(),
  open: z.string().nullable(),
  missing: z.array(
    z.object({
      condition: z.string(),
      title: z.string(),
      fact: z.string().nullable(),
      have: z.string().nullable(),
      need: z.string(),
      short: z.string().nullable(),
      unknown: z.boolean(),
      alternative: z.string().nullable(),
    }),
  ),
  worthFen: z.string().nullable(),
  more: z.array(
    z.object({
      fact: z.string(),
      title: z.string(),
      have: z.string(),
      to: z.string(),
      amountFen: z.string(),
    }),
  ),
  capFen: z.string().nullable(),
  ruleVersion: z.string(),
  mark: schemeMark,
  clause: z.string(),
  source: z.string(),
  choices: z.record(z.string(), z.string()),
  trace: traceSchema,
});

export const mineSchema = z.object({
  pack: z.string(),
  planNumber: z.string(),
  subject: z.object({ id: z.string(), name: z.string(), simulated: z.boolean() }),
  asOf: z.string(),
  known: z.string(),
  /** What is left once schemes are held against each other. */
  totalFen: z.string(),
  granted: z.array(z.object({ scheme: z.string(), amountFen: z.string(), cutBy: textSchema.nullable() })),
  items: z.array(
    z.object({
      instrument: z.string(),
      /** Ids of the facts it asks for. */
      facts: z.array(z.string()),
      evaluation: evaluationSchema,
    }),
  ),
  /** Everything that some scheme asks for, with where the platform has it from: null when it has not. */
  facts: z.array(
    askedSchema.extend({
      from: z.enum(['register', 'declared']).nullable(),
      source: textSchema.nullable(),
    }),
  ),
  awardsKnown: z.boolean(),
  /** Open questions that the evaluations hang on, with the answer in force. */
  choices: z.array(z.object({ id: z.string(), question: textSchema, option: textSchema })),
});

/** One thing that changed; what it is called stands in `sandbox.key.<key>`, `schemes.part.<part>`. */
const differenceSchema = z.object({
  part: z.enum([
    'version',
    'term',
    'words',
    'condition',
    'amount',
    'limits',
    'vetoes',
    'rounding',
    'fact',
    'scheme',
  ]),
  version: z.string().nullable(),
  path: z.string(),
  key: z.string(),
  facts: z.array(textSchema),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export const historySchema = z.object({
  id: z.string(),
  title: textSchema,
  /** The times of the rule in their order, each with what it changed in the one before. */
  versions: z.array(
    z.object({
      id: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      issued: z.string(),
      number: z.string(),
      clause: z.string(),
      mark: schemeMark,
      source: z.string(),
      changes: z.array(differenceSchema),
    }),
  ),
  /** Publications on this platform in which the scheme changed, the latest first. */
  publications: z.array(
    z.object({
      hash: z.string(),
      publishedAt: z.string(),
      first: z.boolean(),
      changes: z.array(differenceSchema),
    }),
  ),
  /** Publications that left it as it was. */
  unchanged: z.number().int(),
  /** How the open questions it asks were decided, the latest first. */
  decisions: z.array(
    z.object({
      id: z.string(),
      question: textSchema,
      option: textSchema,
      day: z.string(),
      by: z.string(),
      reason: z.string(),
    }),
  ),
});

/** What a browser computes with by itself: rules that anybody may read, and facts of the one enterprise. */
export const kitSchema = z.object({
  asOf: z.string(),
  known: z.string(),
  rules: z.object({
    /** Files of the schemes in force, as they stand in the published plan. */
    files: z.object({ common: z.unknown(), overlaps: z.unknown(), schemes: z.array(z.unknown()) }),
    number: z.string(),
    questions: z.array(
      z.object({
        id: z.string(),
        options: z.array(z.object({ id: z.string(), default: z.literal(true).optional() })),
      }),
    ),
    passages: z.record(z.string(), z.object({ clause: z.string(), quote: z.string() })),
    choices: z.record(z.string(), z.string()),
  }),
  input: z.object({
    subject: z.string(),
    facts: z.record(z.string(), z.unknown()),
    /** Earlier grants by the ledger. */
    awards: z.array(z.unknown()),
  }),
});

export const contract = {
  list: route({
    method: 'GET',
    path: '/schemes',
    summary: '资金政策：某一天施行的规定、条件、限额、依据',
    permission: 'public',
    query: z.object({ pack, asOf: dayText.optional() }),
    response: z.object({
      pack: z.string(),
      planNumber: z.string(),
      asOf: z.string(),
      /** Last day of the plan. */
      until: z.string(),
      items: z.array(schemeSchema),
    }),
  }),
  scheme: route({
    method: 'GET',
    path: '/schemes/:pack/:scheme',
    summary: '一项政策：各个时期的规定、依据的文字、算例、未定事项',
    permission: 'public',
    params: z.object({ pack: name, scheme: name }),
    query: z.object({ asOf: dayText.optional() }),
    response: detailSchema,
  }),
  mine: route({
    method: 'POST',
    path: '/schemes/evaluate',
    summary: '一家企业能享受的政策：逐项计算，可另给事实试算；什么也不保存',
    permission: 'schemes.evaluate',
    body: z.object({
      subject: z.string().uuid(),
      pack,
      asOf: dayText.optional(),
      project: z.string().trim().max(80).default(''),
      /** Declared for this question alone; goes before what the platform knows. */
      facts: z
        .record(z.string().max(80), z.unknown())
        .default({})
        .refine((f) => Object.keys(f).length <= 100),
      /** What was granted before; `[]` says nothing was, left out says nobody knows. */
      awards: z.array(z.unknown()).max(200).optional(),
    }),
    response: mineSchema,
  }),
  history: route({
    method: 'GET',
    path: '/schemes/:pack/:scheme/versions',
    summary: '一项政策的规则版本与差异：各时期之间、各次发布之间改了什么，未定事项怎么定的',
    permission: 'public',
    params: z.object({ pack: name, scheme: name }),
    response: historySchema,
  }),
  kit: route({
    method: 'GET',
    path: '/schemes/kit',
    summary: '本机试算用：公开的规则，和这家企业自己的事实',
    permission: 'schemes.evaluate',
    query: z.object({ subject: z.uuid(), pack, asOf: dayText.optional() }),
    response: kitSchema,
  }),
  ...sandboxRoutes,
};

/** What crosses the wire about the policy sandbox (政策沙盘): figures that can be turned, trials over all enterprises, their results. Money is fen as text. */
import { z } from 'zod';
import { pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,80}$/)
  .default('ningxia-2018');
const id = z.object({ id: z.uuid() });
const name = z.string().trim().min(1).max(120);
export const sandboxMark = z.enum(['official', 'default', 'proposal']);

export const parameterSchema = z.object({
  path: z.string(),
  value: z.string(),
  kind: z.enum(['ratio', 'money', 'term', 'number', 'quantity']),
  /** The word of the rule: `sandbox.key.<key>`. */
  key: z.string(),
  title: z.string().nullable(),
  facts: z.array(textSchema),
  nth: z.number().int().nullable(),
  figure: z.string(),
  unit: z.string(),
  /** Marks of a slider, in the unit; any figure may be typed. */
  least: z.number(),
  most: z.number(),
  step: z.number(),
});
export const sandboxSchemeSchema = z.object({
  id: z.string(),
  title: textSchema,
  instrument: z.string(),
  /** Open questions it asks, with the answer in force. */
  questions: z.array(z.string()),
  versions: z.array(
    z.object({
      id: z.string(),
      from: z.string(),
      to: z.string().nullable(),
      mark: sandboxMark,
      number: z.string(),
      clause: z.string(),
      source: z.string(),
      /** The open question when the amount is left open. */
      open: z.string().nullable(),
      parameters: z.array(parameterSchema),
    }),
  ),
});
export const sandboxQuestionSchema = z.object({
  id: z.string(),
  question: textSchema,
  chosen: z.string().nullable(),
  options: z.array(z.object({ id: z.string(), title: textSchema })),
});

/** A change as it is kept: with what it was, so that it reads by itself. */
export const keptChangeSchema = z.object({
  scheme: z.string(),
  schemeTitle: textSchema,
  version: z.string(),
  path: z.string(),
  was: z.string(),
  value: z.string(),
  key: z.string(),
  title: z.string().nullable(),
  facts: z.array(textSchema),
  nth: z.number().int().nullable(),
});

const sums = { nowFen: z.string(), triedFen: z.string() };
const groupSchema = z.object({
  key: z.string(),
  title: z.string(),
  ...sums,
  enterprises: z.number().int(),
  winners: z.number().int(),
  losers: z.number().int(),
  gainFen: z.string(),
  lossFen: z.string(),
});
const sideSchema = z.object({
  version: z.string().nullable(),
  open: z.string().nullable(),
  known: z.number().int(),
  unknown: z.number().int(),
  due: z.number().int(),
  fen: z.string(),
  mostFen: z.string().nullable(),
});
export const sandboxResultSchema = z.object({
  knownAt: z.string(),
  computedAt: z.string(),
  ruleHash: z.string(),
  engineVersion: z.string(),
  inputHash: z.string(),
  resultHash: z.string(),
  simulated: z.boolean(),
  subjects: z.number().int(),
  milliseconds: z.number().int(),
  years: z.array(
    z.object({
      year: z.number().int(),
      state: z.enum(['computed', 'without']),
      ...sums,
      nowDue: z.number().int(),
      triedDue: z.number().int(),
    }),
  ),
  schemes: z.array(
    z.object({
      scheme: z.string(),
      title: textSchema,
      changed: z.boolean(),
      ...sums,
      years: z.array(
        z.object({
          year: z.number().int(),
          now: sideSchema,
          tried: sideSchema,
          budgetFen: z.string().nullable(),
        }),
      ),
    }),
  ),
  total: groupSchema,
  groups: z.object({
    county: z.array(groupSchema),
    industry: z.array(groupSchema),
    size: z.array(groupSchema),
  }),
  changedCount: z.number().int(),
  /** Schemes for places, parks and persons, which are not part of it. */
  aside: z.array(textSchema),
  effect: z.object({
    /** Provisions of the plan that the changes depart from. */
    departs: z.array(z.object({ id: z.string(), clause: z.string(), quote: z.string() })),
    /** Targets of the same clauses: money changes, what is counted for them does not. */
    targets: z.array(z.object({ id: z.string(), clause: z.string(), text: textSchema })),
  }),
});

const head = {
  id: z.string(),
  pack: z.string(),
  name: z.string(),
  note: z.string(),
  years: z.array(z.number().int()),
  changes: z.array(keptChangeSchema),
  answers: z.array(
    z.object({ id: z.string(), question: textSchema, chosen: z.string(), option: textSchema }),
  ),
  createdAt: z.string(),
  createdName: z.string(),
  mine: z.boolean(),
};
const scenarioListed = z.object({
  ...head,
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  nowFen: z.string().nullable(),
  triedFen: z.string().nullable(),
  simulated: z.boolean().nullable(),
});
export const scenarioSchema = z.object({
  ...head,
  jobId: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  result: sandboxResultSchema.nullable(),
});

const changedFilter = {
  q: z.string().trim().max(80).optional(),
  county: z.string().max(20).optional(),
  industry: z.string().max(10).optional(),
  sizeClass: z.enum(['large', 'medium', 'small', 'micro']).optional(),
  way: z.enum(['gain', 'loss']).optional(),
  sort: z.enum(['', 'change', '-change', 'now', '-now', 'tried', '-tried', 'name', '-name']).default(''),
};

export const sandboxRoutes = {
  sandboxParameters: route({
    method: 'GET',
    path: '/sandbox/parameters',
    summary: '政策沙盘：可改的参数、未定事项的口径、有数据的年度',
    permission: 'schemes.sandbox',
    query: z.object({
      pack,
      /** Answers to open questions to be tried, `question:option` apart by commas: they decide which figures take part. */
      answers: z
        .string()
        .regex(/^([a-z0-9-]{1,80}:[a-z0-9-]{1,80}(,|$))*$/)
        .max(2000)
        .default(''),
    }),
    response: z.object({
      pack: z.string(),
      schemes: z.array(sandboxSchemeSchema),
      questions: z.array(sandboxQuestionSchema),
      /** Years that some enterprise has figures or applications for. */
      onFile: z.array(z.number().int()),
      /** Years to start from: the last five that can be asked with what is on file. */
      years: z.array(z.number().int()),
      lastYear: z.number().int(),
    }),
  }),
  startSandbox: route({
    method: 'POST',
    path: '/sandbox/scenarios',
    summary: '新建推演：改参数、选年度，在作业中按现有数据重算全部企业',
    permission: 'schemes.sandbox',
    body: z.object({
      id: z.uuid(),
      pack,
      name,
      note: z.string().trim().max(1000).default(''),
      years: z
        .array(z.number().int().min(1990).max(2100))
        .min(1)
        .max(5)
        .refine((y) => new Set(y).size === y.length),
      changes: z
        .array(
          z.object({
            scheme: z.string().max(80),
            version: z.string().max(80),
            path: z.string().max(200),
            value: z.string().trim().min(1).max(40),
          }),
        )
        .max(100)
        .default([])
        .refine((c) => new Set(c.map((x) => `${x.scheme} ${x.version} ${x.path}`)).size === c.length),
      answers: z.record(z.string().max(80), z.string().max(80)).default({}),
    }),
    response: z.object({ id: z.string(), jobId: z.string() }),
  }),
  scenarios: route({
    method: 'GET',
    path: '/sandbox/scenarios',
    summary: '推演清单',
    permission: 'schemes.sandbox',
    query: z.object({
      ...paging,
      pack,
      q: z.string().trim().max(80).default(''),
      mine: z.enum(['yes', 'no']).default('no'),
      sort: z.enum(['', 'name', '-name', 'createdAt', '-createdAt']).default(''),
    }),
    response: pageOf(scenarioListed),
  }),
  scenario: route({
    method: 'GET',
    path: '/sandbox/scenarios/:id',
    summary: '一次推演：改动与结果',
    permission: 'schemes.sandbox',
    params: id,
    response: scenarioSchema,
  }),
  changedEnterprises: route({
    method: 'GET',
    path: '/sandbox/scenarios/:id/enterprises',
    summary: '金额有变化的企业，逐项政策、逐年',
    permission: 'schemes.sandbox',
    params: id,
    query: z.object({ ...paging, ...changedFilter }),
    response: pageOf(
      z.object({
        id: z.string(),
        name: z.string(),
        creditCode: z.string(),
        regionName: z.string(),
        industryName: z.string(),
        size: z.enum(['large', 'medium', 'small', 'micro']).nullable(),
        simulated: z.boolean(),
        ...sums,
        changes: z.array(
          z.object({ scheme: z.string(), title: textSchema, year: z.number().int(), ...sums }),
        ),
      }),
    ),
  }),
  exportChanged: route({
    method: 'GET',
    path: '/sandbox/scenarios/:id/export',
    summary: '推演结果导出：汇总、政策分年度、地区、行业、规模、有变化的企业',
    permission: 'schemes.sandbox',
    params: id,
    query: z.object(changedFilter),
    file: true,
  }),
  verifyScenario: route({
    method: 'POST',
    path: '/sandbox/scenarios/:id/verify',
    summary: '复算：留存的输入再算一遍，是否同样的字节',
    permission: 'schemes.sandbox',
    params: id,
    response: z.object({
      same: z.boolean(),
      inputHash: z.string(),
      resultHash: z.string(),
      recomputedHash: z.string(),
    }),
  }),
  deleteScenario: route({
    method: 'DELETE',
    path: '/sandbox/scenarios/:id',
    summary: '删除自己的推演',
    permission: 'schemes.sandbox',
    params: id,
    response: z.object({ id: z.string() }),
  }),
};

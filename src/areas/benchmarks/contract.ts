/**
 * What crosses the wire about benchmark runs: start one (a job), list and open runs, results, one enterprise against its 追赶企业, verification.
 * Scores and efficiencies are statistics and travel as numbers; indicator values are decimals as text.
 */
import { z } from 'zod';
import { csvList, findingSchema, pageOf, paging, route } from '#platform/api';
import { energySchema } from './contract-energy.ts';
import { positionContract } from './contract-position.ts';
import { productivityContract } from './contract-productivity.ts';

export const rtsSchema = z.enum(['crs', 'vrs', 'nirs', 'ndrs']);
export const orientationSchema = z.enum(['in', 'out']);
export const reportFormatSchema = z.enum(['docx', 'pdf']).default('docx');
/** 领先、持平、接近、落后、差距大 */
export const gapClassSchema = z.enum(['leads', 'level', 'near', 'behind', 'far']);
const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.string().uuid();

const subjectRef = z.object({ id: z.string(), name: z.string() });

export const runSchema = z.object({
  id: z.string(),
  title: z.string(),
  year: z.number().int(),
  pack: z.string(),
  evaluation: z.string(),
  evaluationTitle: textSchema,
  rts: z.array(rtsSchema),
  orientation: z.array(orientationSchema),
  ruleHash: z.string(),
  engineVersion: z.string(),
  inputHash: z.string(),
  resultHash: z.string(),
  /** Facts as known at this moment entered the run. */
  knownAt: z.string(),
  /** Any input is simulated. */
  simulated: z.boolean(),
  subjects: z.number().int(),
  evaluated: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string(),
});

export const groupSchema = z.object({
  code: z.string(),
  title: z.string(),
  /** Industry codes that were merged into the group, when one alone was too small. */
  members: z.array(z.string()),
  subjects: z.number().int(),
  evaluated: z.number().int(),
  leaders: z.array(subjectRef.extend({ efficiency: z.number(), score: z.number().nullable() })),
  efficiency: z
    .object({
      minimum: z.number(),
      quartile1: z.number(),
      median: z.number(),
      quartile3: z.number(),
      maximum: z.number(),
      mean: z.number(),
    })
    .nullable(),
  /** Ten equal classes of technical efficiency from 0 to 1. */
  histogram: z.array(z.number().int()),
});

export const resultRowSchema = z.object({
  subject: subjectRef,
  creditCode: z.string(),
  simulated: z.boolean(),
  regionCode: z.string(),
  regionName: z.string(),
  parkCode: z.string().nullable(),
  parkName: z.string().nullable(),
  industryCode: z.string(),
  industryName: z.string(),
  groupCode: z.string(),
  groupTitle: z.string(),
  /** Place inside the group by score, from 1; null when not evaluated. */
  rank: z.number().int().nullable(),
  groupSize: z.number().int(),
  score: z.number().nullable(),
  /** Technical efficiency between 0 and 1 in the model that names the 追赶企业. */
  efficiency: z.number().nullable(),
  chase: subjectRef.nullable(),
  /** The enterprise is on the frontier of its group: it is what others chase. */
  leader: z.boolean(),
  worstGap: gapClassSchema.nullable(),
  evaluated: z.boolean(),
  /** Class by the evaluation's `classes`; null where it has none, or the enterprise none. */
  class: z.object({ id: z.string(), title: textSchema }).nullable(),
  /** Places in the group, best and worst, when the figures carry the error that the evaluation assumes. */
  rankInterval: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** Scores of the parts by part (level, progress); null where the evaluation has none. */
  parts: z.record(z.string(), z.number().nullable()).nullable(),
});

const scoreMethodSchema = z.enum(['weightedSum', 'topsis', 'scheme']);
const partSchema = z.object({
  id: z.string(),
  title: textSchema,
  /** Sum of the weights of its items. */
  weight: z.number(),
});

const neighbourSchema = z.object({
  /** Points between the two. */
  margin: z.number(),
  /** Weights at which both have the same total, the others rescaled; smallest change first. */
  swaps: z.array(z.object({ indicator: z.string(), title: textSchema, from: z.number(), to: z.number() })),
});

export const classesSchema = z.object({
  /** Whether the document fixes the classes, or they are a default or a proposal. */
  mark: z.enum(['document', 'default', 'proposal']),
  source: z.string().nullable(),
  list: z.array(
    z.object({ id: z.string(), title: textSchema, outside: z.boolean(), count: z.number().int() }),
  ),
});

export const gapSchema = z.object({
  indicator: z.string(),
  title: textSchema,
  unit: z.string(),
  direction: z.enum(['up', 'down']),
  own: z.string().nullable(),
  other: z.string().nullable(),
  absolute: z.string().nullable(),
  /** Share of the other's value by which this one falls short (positive) or leads (negative). */
  relative: z.number().nullable(),
  class: gapClassSchema.nullable(),
});

export const factRefSchema = z.object({
  indicator: z.string(),
  title: textSchema,
  period: z.string(),
  value: z.string().nullable(),
  unit: z.string(),
  revision: z.number().int(),
  sourceId: z.string(),
  source: z.string(),
  simulated: z.boolean(),
});

export const resultSchema = resultRowSchema.extend({
  run: runSchema,
  /** Why this enterprise was not evaluated, or what was unusual. */
  findings: z.array(findingSchema),
  chaseReason: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  models: z.array(
    z.object({
      rts: rtsSchema,
      orientation: orientationSchema,
      /** Farrell: at most 1 for `in`, at least 1 for `out`. */
      efficiency: z.number(),
      /** λ, or its share of the sum to two decimals where the peers' figures are not the reader's to see. */
      peers: z.array(subjectRef.extend({ lambda: z.number() })),
      /** `rounded`: targets to two figures; `ranges`: they would be one enterprise's own figures, so only the step of the change. */
      disclosure: z.enum(['exact', 'rounded', 'ranges']),
      columns: z.array(
        z.object({
          indicator: z.string(),
          title: textSchema,
          unit: z.string(),
          role: z.enum(['input', 'output']),
          value: z.number(),
          slack: z.number().nullable(),
          target: z.number().nullable(),
          /** Target ÷ own value lies between these; an open end is null. */
          range: z.object({ low: z.number().nullable(), high: z.number().nullable() }).nullable(),
        }),
      ),
    }),
  ),
  scaleEfficiency: z.number().nullable(),
  returnsToScale: z.enum(['increasing', 'constant', 'decreasing']).nullable(),
  gaps: z.array(gapSchema),
  score: z.number().nullable(),
  scoring: z.object({
    method: scoreMethodSchema,
    parts: z.array(partSchema),
    /** How the total came about, where it is not the sum of the items; null otherwise. */
    steps: z.record(z.string(), z.number()).nullable(),
  }),
  items: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      unit: z.string(),
      weight: z.number(),
      method: z.string(),
      part: z.string().nullable(),
      value: z.string().nullable(),
      score: z.number(),
      maximum: z.number(),
      /** Formula, parameters and intermediate values, as the engine traced them. */
      trace: z.unknown(),
      /** The recorded figures it rests on. */
      facts: z.array(factRefSchema),
      /** Formula of the indicator where it is derived. */
      formula: z.string().nullable(),
    }),
  ),
  /** For each score item: the place in the group if only this item reached the level of the 追赶企业. */
  whatIf: z.array(z.object({ indicator: z.string(), score: z.number(), rank: z.number().int() })),
  /** How the class came about. */
  classReason: z
    .object({
      reason: z.enum(['share', 'score', 'tie', 'veto', 'barred', 'outside']),
      because: textSchema.nullable(),
      treatedAs: z.string().nullable(),
    })
    .nullable(),
  /** How firm the place is; null for runs made before this was computed. */
  firmness: z
    .object({
      /** Places when figures nobody in the group reported count nothing, or the full mark; null where none is missing. */
      missing: z.tuple([z.number().int(), z.number().int()]).nullable(),
      upper: neighbourSchema.nullable(),
      lower: neighbourSchema.nullable(),
    })
    .nullable(),
  /** Energy-efficiency levels where product data exist. */
  energy: z.array(energySchema),
  facts: z.array(factRefSchema),
  /** The passage of the plan that orders the benchmarking. */
  passage: z.object({ pack: z.string(), clause: z.string(), quote: z.string() }).nullable(),
});

const filters = {
  q: z.string().max(100).optional(),
  group: z.string().max(20).optional(),
  region: z.string().max(20).optional(),
  park: z.string().max(60).optional(),
  gap: csvList,
  /** `yes`: evaluated only; `no`: only those that could not be. */
  evaluated: z.enum(['yes', 'no']).optional(),
  leader: z.enum(['yes', 'no']).optional(),
  class: csvList,
  sort: z
    .enum(['rank', 'efficiency', 'score', 'name', '-rank', '-efficiency', '-score', '-name'])
    .default('rank'),
};

/** What a verification compared; `same` is the verdict. */
export const verificationSchema = z.object({
  same: z.boolean(),
  /** Stored bytes still have the hashes the run states. */
  storedInput: z.boolean(),
  storedResult: z.boolean(),
  /** Recomputed from the stored inputs to the same bytes. */
  recomputed: z.boolean(),
  /** Inputs read again from the fact revisions known then have the same hash. */
  reextracted: z.boolean(),
  /** Result rows shown to people say what the stored result says. */
  rows: z.boolean(),
  expected: z.object({ inputHash: z.string(), resultHash: z.string() }),
  found: z.object({ inputHash: z.string(), resultHash: z.string(), extractedHash: z.string() }),
  /** N-codes naming what differs. */
  findings: z.array(findingSchema),
  milliseconds: z.number().int(),
});

export const contract = {
  ...positionContract,
  ...productivityContract,
  evaluations: route({
    method: 'GET',
    path: '/benchmarks/evaluations',
    summary: '可用的对标评价规则，及有数据的年份',
    permission: 'benchmarks.read',
    response: z.object({
      items: z.array(
        z.object({
          pack: z.string(),
          packTitle: textSchema,
          id: z.string(),
          title: textSchema,
          inputs: z.array(z.object({ indicator: z.string(), title: textSchema, unit: z.string() })),
          outputs: z.array(z.object({ indicator: z.string(), title: textSchema, unit: z.string() })),
          rts: z.array(rtsSchema),
          orientation: z.array(orientationSchema),
          chase: z.object({ rts: rtsSchema, orientation: orientationSchema }),
          method: scoreMethodSchema,
          parts: z.array(partSchema),
          items: z.array(
            z.object({ indicator: z.string(), title: textSchema, weight: z.number(), method: z.string() }),
          ),
          note: z.string(),
        }),
      ),
      years: z.array(z.number().int()),
    }),
  }),
  start: route({
    method: 'POST',
    path: '/benchmarks/runs',
    summary: '开始一次对标测算（作业）',
    permission: 'benchmarks.run',
    body: z.object({
      pack: z
        .string()
        .regex(/^[a-z0-9-]{1,60}$/)
        .default('ningxia-2018'),
      evaluation: z
        .string()
        .regex(/^[a-z0-9-]{1,60}$/)
        .default('benchmarking'),
      year: z.number().int().min(1990).max(2100),
      /** Left out: as the evaluation says. */
      rts: z.array(rtsSchema).min(1).max(4).optional(),
      orientation: z.array(orientationSchema).min(1).max(2).optional(),
    }),
    response: z.object({ jobId: z.string() }),
  }),
  runs: route({
    method: 'GET',
    path: '/benchmarks/runs',
    summary: '测算批次',
    permission: 'benchmarks.read',
    query: z.object({
      ...paging,
      pack: z.string().max(60).optional(),
      year: z.coerce.number().int().optional(),
      sort: z.enum(['createdAt', '-createdAt', 'year', '-year']).default('-createdAt'),
    }),
    response: pageOf(runSchema),
  }),
  run: route({
    method: 'GET',
    path: '/benchmarks/runs/:id',
    summary: '一次测算：参数、散列、规则版本、各组概况',
    permission: 'benchmarks.read',
    params: z.object({ id }),
    response: runSchema.extend({
      groups: z.array(groupSchema),
      /** The classes the run could give, best first, those outside the ranking last; null where the evaluation has none. */
      classes: classesSchema.nullable(),
      scoring: z.object({ method: scoreMethodSchema, parts: z.array(partSchema) }),
      /** What the rank intervals assume. */
      sensitivity: z
        .object({
          relativeError: z.number(),
          level: z.number(),
          draws: z.number().int(),
          seed: z.number().int(),
          source: z.string().nullable(),
        })
        .nullable(),
      /** Everything the rules said at the time, for the record. */
      definition: z.unknown(),
      findings: z.array(findingSchema),
    }),
  }),
  results: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/results',
    summary: '测算结果清单（按账号的数据范围）',
    permission: 'benchmarks.read',
    params: z.object({ id }),
    query: z.object({ ...paging, ...filters }),
    response: pageOf(resultRowSchema),
  }),
  report: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/results/:subject/report',
    summary: '一家企业的对标诊断报告（docx 或 pdf，一页）',
    permission: 'benchmarks.read',
    params: z.object({ id, subject: id }),
    query: z.object({ format: reportFormatSchema }),
    file: true,
  }),
  startReports: route({
    method: 'POST',
    path: '/benchmarks/runs/:id/reports',
    summary: '成批生成诊断报告（作业）：筛选条件与结果列表相同，只含自己看得到的企业',
    permission: 'benchmarks.read',
    params: z.object({ id }),
    body: z.object({ ...filters, format: reportFormatSchema }),
    response: z.object({ jobId: z.string() }),
  }),
  reports: route({
    method: 'GET',
    path: '/benchmarks/reports/:job',
    summary: '成批生成的诊断报告（zip），由发起人下载',
    permission: 'benchmarks.read',
    params: z.object({ job: id }),
    file: true,
  }),
  exportResults: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/export',
    summary: '导出测算结果（xlsx）',
    permission: 'benchmarks.read',
    params: z.object({ id }),
    query: z.object(filters),
    file: true,
  }),
  result: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/results/:subject',
    summary: '一家企业的对标结果：追赶企业、差距、目标、得分由来',
    permission: 'benchmarks.read',
    params: z.object({ id, subject: id }),
    response: resultSchema,
  }),
  latest: route({
    method: 'GET',
    path: '/benchmarks/latest/:subject',
    summary: '一家企业历年最近一次对标结果',
    permission: 'benchmarks.read',
    params: z.object({ subject: id }),
    response: z.object({
      items: z.array(resultRowSchema.extend({ run: runSchema })),
    }),
  }),
  compare: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/compare',
    summary: '两家企业逐项比较',
    permission: 'benchmarks.read',
    params: z.object({ id }),
    query: z.object({ a: id, b: id }),
    response: z.object({
      run: runSchema,
      a: resultRowSchema,
      b: resultRowSchema,
      sameGroup: z.boolean(),
      gaps: z.array(gapSchema),
      items: z.array(
        z.object({
          indicator: z.string(),
          title: textSchema,
          weight: z.number(),
          a: z.number().nullable(),
          b: z.number().nullable(),
        }),
      ),
    }),
  }),
  verify: route({
    method: 'POST',
    path: '/benchmarks/runs/:id/verify',
    summary: '复算：由存档的输入重算，并按当时所知的数据重新取数，逐字节比较',
    permission: 'benchmarks.verify',
    params: z.object({ id }),
    response: verificationSchema,
  }),
};

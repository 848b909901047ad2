/**
 * What crosses the wire about a place in the group: one enterprise among anonymous others (ratios and proportions, never their totals), and a
 * whole group for those who answer for it.
 */
import { z } from 'zod';
import { findingSchema, pageOf, paging, route } from '#platform/api';

const id = z.string().uuid();
const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const subjectRef = z.object({ id: z.string(), name: z.string() });
const runRef = z.object({
  id: z.string(),
  year: z.number().int(),
  title: z.string(),
  simulated: z.boolean(),
});
const nullable = z.number().nullable();
const direction = z.enum(['up', 'down']);

export const positionItemSchema = z.object({
  indicator: z.string(),
  title: textSchema,
  unit: z.string(),
  direction,
  weight: z.number(),
  formula: z.string().nullable(),
  own: nullable,
  points: nullable,
  /** Value of the 追赶企业. */
  chase: nullable,
  /** Others of the group that are worse, of all others that have a value. */
  ahead: z.number().int(),
  others: z.number().int(),
  /** Over the whole group; null where the item is a total and nobody's business. */
  group: z
    .object({
      minimum: z.number(),
      quartile1: z.number(),
      median: z.number(),
      quartile3: z.number(),
      maximum: z.number(),
    })
    .nullable(),
});

export const positionSchema = z.object({
  run: runRef,
  subject: subjectRef,
  group: z.object({ code: z.string(), title: z.string(), evaluated: z.number().int() }),
  rank: z.number().int().nullable(),
  score: nullable,
  efficiency: nullable,
  /** Under constant returns: 综合效率. */
  overall: nullable,
  items: z.array(positionItemSchema),
  /** Inputs, then outputs, of the model, with the own present figure. */
  columns: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      unit: z.string(),
      role: z.enum(['input', 'output']),
      own: z.number(),
    }),
  ),
  peers: z.array(
    subjectRef.extend({
      lambda: z.number(),
      /** Its own figures of the columns, where it agreed to show them or lies in the reader's scope. */
      figures: z.array(z.object({ indicator: z.string(), value: z.number() })).nullable(),
      /** Size beside the own one, in steps (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10); the end steps mean "or beyond". */
      size: z.number(),
      /** Each further column per unit of the first, in multiples of the own. */
      structure: z.array(
        z.object({
          indicator: z.string(),
          title: textSchema,
          role: z.enum(['input', 'output']),
          times: z.number(),
        }),
      ),
    }),
  ),
  /** The column the structure is counted per. */
  per: textSchema,
  /** Figures of the year (and of the year before where a formula asks for them) that the items are computed from. */
  figures: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      unit: z.string(),
      direction,
      own: z.string().nullable(),
      before: z.string().nullable(),
    }),
  ),
  /** Formulas by indicator, so that changed figures give changed items. */
  formulas: z.record(z.string(), z.string()),
  /** What the browser computes with; null where an item is a total, which others need not show. */
  model: z
    .object({
      /** Score items in the engine's words. */
      items: z.array(z.unknown()),
      decimals: z.number().int().nullable(),
      /** Values of the items of every other enterprise, sorted by value: places in the list say nothing. */
      others: z.array(z.array(nullable)),
      inputs: z.number().int(),
      /** Proportions of the frontier of the others, sizes removed. */
      rays: z.array(z.array(z.number())),
      /** What the model gives with nothing changed; others' ratios are rounded, so that it may be a little off what the run gave. */
      base: z.object({ score: nullable, rank: z.number().int().nullable(), efficiency: nullable }),
    })
    .nullable(),
});

export const moveSchema = z.object({
  subject: subjectRef,
  kind: z.enum(['stayed', 'entered', 'left', 'regrouped']),
  before: z.object({ rank: nullable, efficiency: nullable, score: nullable }).nullable(),
  after: z.object({ rank: nullable, efficiency: nullable, score: nullable }).nullable(),
  rank: nullable,
  efficiency: nullable,
  score: nullable,
});

export const suspectSchema = z.object({ subject: subjectRef, finding: findingSchema });

export const memberSchema = z.object({
  subject: subjectRef,
  regionCode: z.string(),
  regionName: z.string(),
  leader: z.boolean(),
  rank: z.number().int().nullable(),
  score: nullable,
  efficiency: nullable,
  superEfficiency: nullable,
  values: z.record(z.string(), nullable),
});

const spreadSchema = z.object({
  bins: z.array(z.object({ low: z.number(), high: z.number(), count: z.number().int() })),
  minimum: z.number(),
  quartile1: z.number(),
  median: z.number(),
  quartile3: z.number(),
  maximum: z.number(),
});

export const analysisSchema = z.object({
  run: runRef,
  before: runRef.nullable(),
  group: z.object({ code: z.string(), title: z.string(), evaluated: z.number().int() }),
  axes: z.array(
    z.object({
      indicator: z.string(),
      title: textSchema,
      unit: z.string(),
      kind: z.enum(['input', 'output', 'item']),
    }),
  ),
  /** Enterprises in the reader's scope, for the picture: all leaders, and of the others so many that a picture can hold. */
  rows: z.array(memberSchema),
  /** The rest of the group, without names or figures; as many as a picture can hold. */
  elsewhere: z.array(z.object({ leader: z.boolean(), score: nullable, efficiency: nullable })),
  /** How many there are of each, whatever the picture holds. */
  counts: z.object({
    members: z.number().int(),
    elsewhere: z.number().int(),
    movers: z.number().int(),
    suspects: z.number().int(),
  }),
  /** Over the whole group; null where nobody has a figure. */
  spread: z.object({ efficiency: spreadSchema.nullable(), score: spreadSchema.nullable() }),
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  /** The group is too large to measure everybody without himself at once. */
  superSkipped: z.boolean(),
});

export const shareSchema = z.enum(['anonymous', 'name', 'figures']);
const consentSchema = z.object({
  share: shareSchema,
  /** The enterprise has said nothing yet. */
  byDefault: z.boolean(),
  /** Newest first. */
  history: z.array(z.object({ share: shareSchema, at: z.string(), by: z.string() })),
});

const group = z.string().max(20);
const groupQuery = z.object({ group });
const named = { group, q: z.string().max(100).optional(), region: z.string().max(20).optional() };
const signs = <K extends string>(...keys: readonly K[]) =>
  z.enum(keys.flatMap((k) => [k, `-${k}`] as const) as [K | `-${K}`]);
const memberQuery = {
  ...named,
  leader: z.enum(['yes', 'no']).optional(),
  /** A measure, or an axis by its indicator. */
  sort: z
    .string()
    .regex(/^-?[a-zA-Z][a-zA-Z0-9-]{0,60}$/)
    .default('rank'),
};
const moverQuery = {
  ...named,
  move: z.enum(['stayed', 'entered', 'left', 'regrouped']).optional(),
  /** `change`: the largest change of place first, up or down. */
  sort: signs('change', 'rank', 'before', 'after', 'efficiency', 'score', 'name').default('change'),
};
const suspectQuery = { ...named, reason: z.enum(['V401', 'V402', 'V403']).optional() };

export const positionContract = {
  group: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/position/:subject',
    summary: '我的对标：本企业在组内的位置、参照企业、试算所用的比例（不含其他企业的总量数据）',
    permission: 'benchmarks.mine',
    params: z.object({ id, subject: id }),
    response: positionSchema,
  }),
  whatIf: route({
    method: 'POST',
    path: '/benchmarks/runs/:id/what-if/:subject',
    summary: '试算技术效率：投入产出改为现值的若干倍，其他企业不变',
    permission: 'benchmarks.mine',
    params: z.object({ id, subject: id }),
    /** Multiples of the present inputs and outputs, in the order of `columns`; read in steps of one per cent. */
    body: z.object({ columns: z.array(z.number().min(0.5).max(1.5)).min(2).max(24) }),
    /** To two decimals: enough to steer by, too little to work out somebody's figures from. */
    response: z.object({
      efficiency: nullable,
      /** Trials left today. */
      left: z.number().int(),
    }),
  }),
  consent: route({
    method: 'GET',
    path: '/benchmarks/consent/:subject',
    summary: '一家企业同意向同组企业公开到什么程度',
    permission: 'benchmarks.read',
    params: z.object({ subject: id }),
    response: consentSchema,
  }),
  setConsent: route({
    method: 'POST',
    path: '/benchmarks/consent/:subject',
    summary: '同意公开或撤回：不具名、具名不公开数据、公开数据（只能由企业自己办）',
    permission: 'benchmarks.mine',
    params: z.object({ subject: id }),
    body: z.object({ share: shareSchema }),
    response: consentSchema,
  }),
  analysis: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/analysis',
    summary: '行业分析：一组企业的分布、进退、存疑数据',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: groupQuery,
    response: analysisSchema,
  }),
  members: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/analysis/members',
    summary: '行业分析：组内企业清单（按账号的数据范围）',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: z.object({ ...paging, ...memberQuery }),
    response: pageOf(memberSchema),
  }),
  movers: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/analysis/movers',
    summary: '行业分析：两次测算之间的进退',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: z.object({ ...paging, ...moverQuery }),
    response: pageOf(moveSchema),
  }),
  suspects: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/analysis/suspects',
    summary: '行业分析：离群和存疑的数据',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: z.object({ ...paging, ...suspectQuery }),
    response: pageOf(suspectSchema),
  }),
  exportAnalysis: route({
    method: 'GET',
    path: '/benchmarks/runs/:id/analysis/export',
    summary: '导出行业分析（xlsx）：各企业、进退、存疑数据，可按名称、地区、进退、原因筛选',
    permission: 'benchmarks.analyse',
    params: z.object({ id }),
    query: z.object({
      ...named,
      move: moverQuery.move,
      reason: suspectQuery.reason,
    }),
    file: true,
  }),
};

/**
 * What crosses the wire about filings (对标备案). A draft may be incomplete: the schemas hold size and form, what must be filled in for an act
 * comes back as findings at its field. Figures are decimals as text.
 */
import { z } from 'zod';
import { csvList, findingSchema, pageOf, paging, route } from '#platform/api';
import { learnedContract } from './contract-learned.ts';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.string().uuid();
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const year = z.number().int().min(1990).max(2100);
const text = (max: number) => z.string().trim().max(max).default('');
/** Names a row inside one filing, so that a remark stays with it when rows move. */
const key = z.string().regex(/^[a-z0-9-]{1,80}$/);
/** As typed; a draft may hold half a number. */
const figure = text(40);
const day = text(10);

/** 产品、装备、工艺、技术、管理、营销 */
export const linkSchema = z.enum([
  'product',
  'equipment',
  'process',
  'technology',
  'management',
  'marketing',
]);
export const leaderKindSchema = z.enum(['peer', 'named', 'energyLevel', 'excellent']);
export const benchmarkKindSchema = z.enum([
  'nationalLeader',
  'gbLevel1',
  'energyBenchmark',
  'excellent',
  'pursued',
  'ownBest',
]);

const leaderSchema = z.object({
  kind: leaderKindSchema,
  name: text(120),
  subjectId: id.nullable().default(null),
  note: text(1000),
});

export const contentSchema = z.object({
  leader: leaderSchema.nullable().default(null),
  items: z
    .array(
      z.object({
        key,
        /** Indicator of the pack; null for one of the enterprise's own. */
        indicator: z.string().max(80).nullable().default(null),
        name: text(80),
        unit: text(20),
        direction: z.enum(['up', 'down']).default('up'),
        link: linkSchema.nullable().default(null),
        baseline: figure,
        baselineYear: year.nullable().default(null),
        benchmark: figure,
        benchmarkKind: benchmarkKindSchema.nullable().default(null),
        benchmarkYear: year.nullable().default(null),
        target: figure,
        due: day,
        weight: z.string().trim().max(40).default('1'),
        /** 重点指标 */
        mandatory: z.boolean().default(false),
        evidence: text(1000),
        /** Run that the benchmark was taken from, as the suggestion has it; dropped when the figure is no longer the run's. */
        run: id.nullable().default(null),
      }),
    )
    .max(40)
    .default([]),
  measures: z
    .array(
      z.object({
        key,
        link: linkSchema.nullable().default(null),
        title: text(200),
        owner: text(60),
        due: day,
        project: text(120),
        /** Of the project library, once the project stands there; the text remains what was written. */
        projectId: id.nullable().default(null),
        milestones: z
          .array(
            z.object({
              /** Given by the house where a row comes without. */
              key: z
                .string()
                .regex(/^[a-z0-9-]{0,80}$/)
                .default(''),
              title: text(120),
              due: day,
            }),
          )
          .max(12)
          .default([]),
      }),
    )
    .max(40)
    .default([]),
});

export const progressSchema = z.object({
  quarter: z.string().regex(/^\d{4}-Q[1-4]$/),
  measures: z
    .array(z.object({ key, percent: z.number().int().min(0).max(100).nullable(), text: text(500) }))
    .max(40),
  /** Present values of the filed indicators, where there are any. */
  values: z
    .array(z.object({ key, now: figure }))
    .max(40)
    .default([]),
});

export const remarkSchema = z.object({
  /** `leader.name`, `items.<key>.target`, `measures.<key>.owner` */
  field: z.string().trim().min(1).max(160),
  text: z.string().trim().min(2).max(500),
});

const completionSchema = z.object({
  indicators: z.string(),
  measures: z.string(),
  total: z.string(),
  complete: z.boolean(),
  /** Indicators without a present value; they count as nothing done. */
  missing: z.number().int(),
  /** Indicators whose benchmark has no evidence; they do not count. */
  declared: z.number().int(),
  items: z.array(
    z.object({
      key,
      now: z.string().nullable(),
      raw: z.string().nullable(),
      rate: z.string().nullable(),
      basis: z.enum(['progress', 'hold', 'missing']),
      counts: z.boolean(),
      /** What the enterprise reported, and what the platform measured; `source` says which of them `now` is. */
      declared: z.string().nullable(),
      measured: z.string().nullable(),
      source: z.enum(['measured', 'declared']).nullable(),
      /** What proves the benchmark: an attached file, the run it was taken from, a text, nothing. */
      evidence: z.enum(['file', 'run', 'text', 'none']),
    }),
  ),
  work: z.array(
    z.object({
      key,
      /** As reported each quarter. */
      percent: z.number().int(),
      milestones: z.number().int(),
      verified: z.number().int(),
      /** Every milestone verified. */
      finished: z.boolean(),
    }),
  ),
  /** The readings in force. */
  values: z.enum(['measuredFirst', 'declared']),
  proof: z.enum(['fileOrRun', 'text']),
});

const dueSchema = z.object({
  day: z.string(),
  /** Whose it is to keep. */
  role: z.string(),
  days: z.number().int(),
  word: z.enum(['open', 'soon', 'today', 'late']),
  /** Working days left; null where a year has no published calendar, or when late. */
  workingDays: z.number().int().nullable(),
});

/** One field that differs between two contents; of a whole row, its title on one side. */
export const changeSchema = z.object({
  field: z.string(),
  kind: z.enum(['changed', 'added', 'removed']),
  /** Title of the row it is in. */
  row: z.string(),
  before: z.string(),
  after: z.string(),
});

const subjectSchema = z.object({
  id: z.string(),
  name: z.string(),
  creditCode: z.string(),
  regionCode: z.string(),
  regionName: z.string(),
  parkCode: z.string().nullable(),
  parkName: z.string().nullable(),
  industryCode: z.string(),
  industryName: z.string(),
  simulated: z.boolean(),
});

export const filingRowSchema = z.object({
  id: z.string(),
  subject: subjectSchema,
  year: z.number().int(),
  pack: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  leader: z.string().nullable(),
  items: z.number().int(),
  measures: z.number().int(),
  finished: z.number().int(),
  /** Between 0 and 1; null before the filing was accepted. */
  completion: z.string().nullable(),
  complete: z.boolean(),
  due: dueSchema.nullable(),
  /** How often it was urged in its present state. */
  urged: z.number().int(),
  updatedAt: z.string(),
});

const stateSchema = z.object({ id: z.string(), title: textSchema, final: z.boolean(), void: z.boolean() });

const actSchema = z.object({
  id: z.string(),
  title: textSchema,
  to: z.string(),
  reason: z.boolean(),
  remarks: z.boolean(),
  entries: z.array(z.string()),
  marks: z.array(z.string()),
});

const milestoneSchema = z.object({
  measure: key,
  key,
  title: z.string(),
  due: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  verified: z.boolean(),
  /** Days since it should have been verified; 0 when it is not late. */
  late: z.number().int(),
  /** By when somebody must act on it. */
  waiting: dueSchema.nullable(),
  can: z.array(
    z.object({ id: z.string(), title: textSchema, reason: z.boolean(), attachments: z.number().int() }),
  ),
  events: z.array(
    z.object({
      actTitle: textSchema,
      toTitle: textSchema,
      at: z.string(),
      by: z.string(),
      reason: z.string(),
    }),
  ),
});

export const filingSchema = z.object({
  id: z.string(),
  subject: subjectSchema,
  year: z.number().int(),
  pack: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  version: z.number().int(),
  content: contentSchema,
  createdAt: z.string(),
  createdBy: z.string(),
  updatedAt: z.string(),
  /** The reader may change the content now. */
  editable: z.boolean(),
  /** What the reader may do now. */
  can: z.array(actSchema),
  /** The states in their order, and when the filing last entered each. */
  states: z.array(stateSchema.extend({ at: z.string().nullable() })),
  /** Remarks of the last return, while the filing is being corrected. */
  remarks: z.array(remarkSchema),
  events: z.array(
    z.object({
      seq: z.number().int(),
      act: z.string(),
      actTitle: textSchema,
      to: z.string(),
      toTitle: textSchema,
      at: z.string(),
      by: z.string(),
      reason: z.string(),
      remarks: z.array(remarkSchema),
      progress: progressSchema.nullable(),
      /** What was handed over with it, against what was handed over before. */
      changes: z.array(changeSchema),
    }),
  ),
  due: dueSchema.nullable(),
  urged: z.number().int(),
  files: z.array(
    z.object({
      id: z.string(),
      /** `items.<key>`, `measures.<key>`, `measures.<key>.<milestone>` */
      field: z.string(),
      name: z.string(),
      type: z.string(),
      size: z.number().int(),
      at: z.string(),
      by: z.string(),
      removable: z.boolean(),
    }),
  ),
  /** The reader may attach files now. */
  attachable: z.boolean(),
  milestones: z.array(milestoneSchema),
  /** What the enterprise has changed since it was returned. */
  changed: z.array(changeSchema).nullable(),
  /** An amendment that waits for the county. */
  proposal: z
    .object({
      content: contentSchema,
      changes: z.array(changeSchema),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
    })
    .nullable(),
  /** What still stands against submitting, and what is only to be known; paths as in a refusal. */
  checks: z.array(findingSchema),
  completion: completionSchema.nullable(),
  /** The same indicators as the newest run of the filing's year or later has them, to be held against what was declared. */
  measured: z
    .object({
      run: z.string(),
      year: z.number().int(),
      values: z.array(z.object({ key, value: z.string() })),
    })
    .nullable(),
  /** Quarters that may be reported now, oldest first. */
  quarters: z.array(z.string()),
  /** Days between which things are due. */
  window: z.object({ from: z.string(), to: z.string() }),
  /** Indicators of the pack that an enterprise may file. */
  indicators: z.array(
    z.object({ id: z.string(), title: textSchema, unit: z.string(), direction: z.enum(['up', 'down']) }),
  ),
  passage: z.object({ pack: z.string(), clause: z.string(), quote: z.string() }).nullable(),
});

export const completionRowSchema = z.object({
  code: z.string(),
  name: z.string(),
  /** Enterprises above scale in the year. */
  aboveScale: z.number().int(),
  filed: z.number().int(),
  accepted: z.number().int(),
  complete: z.number().int(),
  /** 对标完成率 */
  completion: z.string().nullable(),
  /** 备案覆盖面 */
  coverage: z.string().nullable(),
  /** Mean completion of the indicators of accepted filings. */
  improvement: z.string().nullable(),
  score: z.string().nullable(),
  rank: z.number().int().nullable(),
  /** Best and worst place when each park's completion may lie anywhere in its Wilson interval (95 %). */
  best: z.number().int().nullable(),
  worst: z.number().int().nullable(),
});

export const rankingSchema = z.object({
  id: z.string(),
  pack: z.string(),
  year: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string(),
  ruleHash: z.string(),
  engine: z.string(),
  inputHash: z.string(),
  resultHash: z.string(),
  simulated: z.boolean(),
  per: z.enum(['accepted', 'aboveScale']),
  rank: z.enum(['rate', 'composite']),
  items: z.array(completionRowSchema),
  total: completionRowSchema,
});

const filters = {
  q: z.string().max(100).optional(),
  year: z.coerce.number().int().optional(),
  state: csvList,
  region: z.string().max(20).optional(),
  park: z.string().max(60).optional(),
  /** `late`: past the deadline of its state; `soon`: within three days of it. */
  due: z.enum(['late', 'soon']).optional(),
  /** `me`: in a state the reader's office has to act on. */
  waiting: z.enum(['me']).optional(),
  sort: z.enum(['name', '-name', 'year', '-year', 'updatedAt', '-updatedAt']).default('-updatedAt'),
};
const one = z.object({ id });
const rankingQuery = z.object({ year: z.coerce.number().int().min(1990).max(2100), pack });

export const contract = {
  ...learnedContract,
  rules: route({
    method: 'GET',
    path: '/filings/rules',
    summary: '备案的环节，及可备案的年度',
    permission: 'filings.read',
    query: z.object({ pack }),
    response: z.object({
      pack: z.string(),
      title: textSchema,
      source: z.string(),
      states: z.array(stateSchema),
      years: z.array(z.number().int()),
    }),
  }),
  completion: route({
    method: 'GET',
    path: '/filings/completion',
    summary: '对标完成率与备案覆盖面（按园区或县区）',
    permission: 'filings.overview',
    query: z.object({
      year: z.coerce.number().int().min(1990).max(2100),
      by: z.enum(['park', 'county']).default('park'),
      pack,
    }),
    response: z.object({
      items: z.array(completionRowSchema),
      total: completionRowSchema,
      /** The readings of the plan in force. */
      per: z.enum(['accepted', 'aboveScale']),
      rank: z.enum(['rate', 'composite']),
      simulated: z.boolean(),
    }),
  }),
  ranking: route({
    method: 'GET',
    path: '/filings/ranking',
    summary: '一个年度已定稿的园区排名（最近一次），及此后数据有没有变化',
    permission: 'filings.overview',
    query: rankingQuery,
    response: z.object({
      ranking: rankingSchema.nullable(),
      /** Figures today would give another result; null for readers who do not see the whole region. */
      outdated: z.boolean().nullable(),
      history: z.array(z.object({ id: z.string(), createdAt: z.string(), createdBy: z.string() })),
      canFreeze: z.boolean(),
    }),
  }),
  freezeRanking: route({
    method: 'POST',
    path: '/filings/ranking',
    summary: '把一个年度的园区排名定稿：连同输入和规则版本保存，不再变动',
    permission: 'filings.freeze',
    body: z.object({ year, pack }),
    response: rankingSchema,
  }),
  verifyRanking: route({
    method: 'GET',
    path: '/filings/ranking/:id/verify',
    summary: '由保存的输入复算一份排名，逐字节核对',
    permission: 'filings.freeze',
    params: one,
    response: z.object({ same: z.boolean(), inputSame: z.boolean(), engineSame: z.boolean() }),
  }),
  exportRanking: route({
    method: 'GET',
    path: '/filings/ranking/:id/export',
    summary: '导出一份定稿的园区排名（xlsx）',
    permission: 'filings.overview',
    params: one,
    file: true,
  }),
  leaders: route({
    method: 'GET',
    path: '/filings/leaders',
    summary: '按名称、拼音或信用代码在企业名录里找追赶对象（只给名称、代码、地区、行业）',
    permission: 'filings.write',
    query: z.object({ q: z.string().trim().min(2).max(60) }),
    response: z.object({
      items: z.array(
        z.object({
          subjectId: z.string(),
          name: z.string(),
          creditCode: z.string(),
          regionName: z.string(),
          industryName: z.string(),
        }),
      ),
    }),
  }),
  list: route({
    method: 'GET',
    path: '/filings',
    summary: '备案清单（按账号的数据范围）',
    permission: 'filings.read',
    query: z.object({ ...paging, ...filters }),
    response: pageOf(filingRowSchema),
  }),
  export: route({
    method: 'GET',
    path: '/filings/export',
    summary: '导出备案清单（xlsx）',
    permission: 'filings.read',
    query: z.object(filters),
    file: true,
  }),
  create: route({
    method: 'POST',
    path: '/filings',
    summary: '建立本企业一个年度的备案草稿；有对标测算的，先填好建议',
    permission: 'filings.write',
    body: z.object({ year, pack }),
    response: z.object({ id: z.string() }),
  }),
  filing: route({
    method: 'GET',
    path: '/filings/:id',
    summary: '一份备案：内容、环节、意见、办理记录、现在能办什么',
    permission: 'filings.read',
    params: one,
    response: filingSchema,
  }),
  suggestion: route({
    method: 'GET',
    path: '/filings/:id/suggestion',
    summary: '由最近一次对标测算得出的建议：追赶对象、现状值、标杆值、目标值',
    permission: 'filings.read',
    params: one,
    response: z.object({
      content: contentSchema.nullable(),
      run: z.object({ id: z.string(), title: z.string(), year: z.number().int() }).nullable(),
      /** Whom or what the run names as worth pursuing: peers by weight, then energy levels to reach. */
      leaders: z.array(leaderSchema),
    }),
  }),
  save: route({
    method: 'PUT',
    path: '/filings/:id',
    summary: '保存草稿',
    permission: 'filings.write',
    params: one,
    body: z.object({ version: z.number().int(), content: contentSchema }),
    response: filingSchema,
  }),
  act: route({
    method: 'POST',
    path: '/filings/:id/acts',
    summary: '办理：提交、撤回、受理、退回、登记、季度跟进、自评……',
    permission: 'filings.act',
    params: one,
    body: z.object({
      act: z.string().max(40),
      version: z.number().int(),
      /** Made by the caller for one press of the button; the same again is done once. */
      key: id,
      reason: text(1000),
      remarks: z.array(remarkSchema).max(60).default([]),
      progress: progressSchema.nullable().default(null),
      /** The content as it is to be, for an amendment: targets, dates and measures may differ. */
      amendment: contentSchema.nullable().default(null),
    }),
    response: filingSchema,
  }),
  milestone: route({
    method: 'POST',
    path: '/filings/:id/milestones',
    summary: '一个节点的核验：企业报完成（附证明），县区核验或退回',
    permission: 'filings.act',
    params: one,
    body: z.object({
      measure: key,
      milestone: key,
      act: z.string().max(40),
      /** Made by the caller for one press of the button; the same again is done once. */
      key: id,
      reason: text(1000),
    }),
    response: filingSchema,
  }),
  attach: route({
    method: 'POST',
    path: '/filings/:id/files',
    summary: '上传依据：附在指标、措施或节点上（PDF、OFD、docx、xlsx、jpg、png，不超过20 MB）',
    permission: 'filings.write',
    params: one,
    body: z.object({ field: z.string().max(250) }),
    upload: true,
    response: filingSchema,
  }),
  file: route({
    method: 'GET',
    path: '/filings/:id/files/:file',
    summary: '下载一份依据',
    permission: 'filings.read',
    params: z.object({ id, file: id }),
    file: true,
  }),
  detach: route({
    method: 'DELETE',
    path: '/filings/:id/files/:file',
    summary: '移除一份依据（草稿、退回修改时，或节点报完成之前）',
    permission: 'filings.write',
    params: z.object({ id, file: id }),
    response: filingSchema,
  }),
};

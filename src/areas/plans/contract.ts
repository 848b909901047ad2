/**
 * What crosses the wire about plans: the document as data, its status as of a day, lint findings, open questions and their decisions.
 * Values are decimals as text, days and periods as text; texts carry Chinese and, where there is one, English.
 */
import { z } from 'zod';
import { csvList, dayText, findingSchema, pageOf, paging, route } from '#platform/api';

export const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
/** 达成、按期、预警、滞后、未到期、无数据 */
export const statusSchema = z.enum(['met', 'onTrack', 'atRisk', 'behind', 'notDue', 'noData']);
export const kindSchema = z.enum(['goal', 'indicator', 'mechanism', 'funding', 'pool', 'duty', 'cadence']);
export const classSchema = z.enum(['executable', 'monitorable', 'rhetorical']);
const span = z.tuple([z.number().int(), z.number().int()]);
const counts = z.record(z.string(), z.number().int());

export const packSchema = z.object({
  id: z.string(),
  hash: z.string(),
  title: textSchema,
  number: z.string(),
  issued: z.string(),
  horizon: z.object({ from: z.string(), to: z.string() }),
  region: z.string(),
  /** `document` (the text itself) or `digest` (our own excerpt of it), with a note saying so. */
  sourceKind: z.string(),
  sourceNote: z.string(),
  publishedAt: z.string(),
  provisions: z.number().int(),
});

/** A body as the document names it, and who does its work now. */
export const agencySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Name today when the body was renamed or merged; same as `name` otherwise. */
  now: z.string(),
  /** Day from which the successor does the work. */
  since: z.string().optional(),
});

export const targetSchema = z.object({
  comparator: z.string(),
  value: z.string().nullable(),
  valueTo: z.string().nullable(),
  unit: z.string().nullable(),
  /** Canonical text: `2020` (by or in the year), `2018..2022` (each year). */
  period: z.string(),
  year: z.number().int().nullable(),
  /** 累计、新增、每年 */
  scope: z.string().nullable(),
  /** An outside series the target is measured against (全国平均水平). */
  reference: textSchema.optional(),
  direction: z.enum(['up', 'down']).optional(),
});

/** A lint finding with the passage it is about; sentences come from the texts by `code` and `params`. */
export const planFindingSchema = findingSchema.extend({
  provisions: z.array(z.string()),
  quote: z.string(),
  span: span.nullable(),
});

const documentQuery = z.object({ asOf: dayText.optional() });
const packParams = z.object({ pack: z.string().regex(/^[a-z0-9-]{1,60}$/) });

/** A stretch of a sentence that carries the same provisions throughout. */
export const segmentSchema = z.object({
  text: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  provisions: z.array(z.string()),
});
export const sentenceSchema = z.object({
  start: z.number().int(),
  end: z.number().int(),
  segments: z.array(segmentSchema),
  /** What its provisions with a target stand at, most pressing first; empty for a sentence that promises nothing measurable. */
  statuses: z.array(statusSchema),
});
export const blockSchema = z.object({
  /** letterhead 版头 · title 标题 · addressee 主送 · heading · paragraph · responsibility 责任分工 · signature 落款 · note 附注 */
  kind: z.enum([
    'letterhead',
    'title',
    'addressee',
    'heading',
    'paragraph',
    'responsibility',
    'signature',
    'note',
  ]),
  /** 1 for 一、二、三; 2 for （一）; only for headings. */
  level: z.number().int().optional(),
  /** Clause the block belongs to; empty before the first. */
  clause: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  sentences: z.array(sentenceSchema),
});

/** What a chip on the page needs to know about a provision. */
export const chipSchema = z.object({
  id: z.string(),
  clause: z.string(),
  kind: kindSchema,
  class: classSchema,
  text: textSchema,
  status: statusSchema.nullable(),
  findings: z.number().int(),
  open: z.boolean(),
});

export const documentSchema = z.object({
  pack: packSchema,
  asOf: z.string(),
  clauses: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      title: textSchema,
      parent: z.string().nullable(),
      start: z.number().int(),
      end: z.number().int(),
      lead: z.array(agencySchema),
      cooperate: z.array(agencySchema),
      statuses: counts,
    }),
  ),
  blocks: z.array(blockSchema),
  provisions: z.array(chipSchema),
  statuses: counts,
});

export const provisionRowSchema = chipSchema.extend({
  clauseLabel: z.string(),
  indicator: z.string().nullable(),
  indicatorTitle: textSchema.nullable(),
  target: targetSchema.nullable(),
  /** The figure the status was judged by. */
  latest: z.object({ period: z.string(), value: z.string(), unit: z.string() }).nullable(),
  lead: z.array(agencySchema),
  cooperate: z.array(agencySchema),
  span,
});

export const questionSchema = z.object({
  id: z.string(),
  provisions: z.array(z.string()),
  question: textSchema,
  why: textSchema,
  options: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      value: z.string().optional(),
      unit: z.string().optional(),
      default: z.boolean(),
      dated: z.string(),
      source: z.string(),
      mark: z.string(),
    }),
  ),
  /** Option in force: the last decision, else the default, else none. */
  chosen: z.string().nullable(),
  decided: z.boolean(),
  revision: z.number().int(),
  history: z.array(
    z.object({
      revision: z.number().int(),
      option: z.string(),
      reason: z.string(),
      day: z.string(),
      by: z.string(),
      recordedAt: z.string(),
    }),
  ),
});

/** One published figure; simulated ones never get here. */
export const publishedFactSchema = z.object({
  period: z.string(),
  value: z.string(),
  unit: z.string(),
  source: z.string(),
  publishedDay: z.string().nullable(),
  note: z.string(),
  revision: z.number().int(),
  /** How firm it is by the pack: read in a source, derived from one …; null where the figure did not come with the pack. */
  mark: z.enum(['verified', 'unverified', 'default', 'derived', 'proposal']).nullable(),
  /** False for a figure that is shown beside a preferred one of another source for the same period. */
  preferred: z.boolean(),
});

/** Where a target is heading; null where it makes no sense or cannot be known. Per cents and figures are statistics, as numbers. */
const forecastSchema = z.object({
  mid: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Change a year. */
  drift: z.number(),
  /** Share of outcomes that the interval is meant to hold. */
  level: z.number(),
});
/** 公布、单位报送、由本平台数据算出 */
export const originSchema = z.enum(['published', 'reported', 'computed']);
export const lightSchema = z.enum(['green', 'yellow', 'red', 'none']);
export const lightRowSchema = z.object({
  provision: z.string(),
  clause: z.string(),
  indicator: z.string(),
  title: textSchema,
  lead: z.array(agencySchema),
  comparator: z.string(),
  target: z.string().nullable(),
  unit: z.string(),
  /** Where the target is no number: the outside series it is measured against, or which way it should go. */
  reference: textSchema.nullable(),
  direction: z.enum(['up', 'down']).nullable(),
  year: z.number().int().nullable(),
  /** The figure the light was judged by, and who gave it. */
  value: z.string().nullable(),
  period: z.string().nullable(),
  origin: originSchema.nullable(),
  simulated: z.boolean(),
  progress: z.number().nullable(),
  timeProgress: z.number().nullable(),
  neededPerYear: z.number().nullable(),
  status: statusSchema,
  light: lightSchema,
  forecast: forecastSchema.nullable(),
  /** Figures known on the day. */
  facts: z.number().int(),
});

const traceSchema: z.ZodType<unknown> = z.unknown();

export const provisionSchema = provisionRowSchema.extend({
  quote: z.string(),
  responsibility: z.string().nullable(),
  params: z.record(z.string(), z.unknown()).optional(),
  indicatorDetail: z
    .object({
      id: z.string(),
      title: textSchema,
      unit: z.string(),
      period: z.string(),
      direction: z.string(),
      basis: z.string(),
      source: z.string(),
      formula: z.string().nullable(),
      note: z.string().nullable(),
    })
    .nullable(),
  /** Every target the plan sets for the same indicator, in order of time. */
  targets: z.array(targetSchema.extend({ provision: z.string() })),
  facts: z.array(publishedFactSchema),
  forecast: forecastSchema.nullable(),
  neededPerYear: z.number().nullable(),
  /** Target path to draw beside the facts: the stated points joined by straight lines. */
  path: z.array(z.object({ period: z.string(), value: z.string() })),
  /** How the status was found, step by step. */
  statusTrace: traceSchema,
  questions: z.array(questionSchema),
  lint: z.array(planFindingSchema),
});

const filters = {
  q: z.string().max(100).optional(),
  kind: csvList,
  class: csvList,
  clause: z.string().max(40).optional(),
  agency: z.string().max(60).optional(),
  status: csvList,
  /** `yes`: only provisions with a lint finding; `no`: only those without. */
  finding: z.enum(['yes', 'no']).optional(),
  open: z.enum(['yes', 'no']).optional(),
  asOf: dayText.optional(),
};

export const contract = {
  packs: route({
    method: 'GET',
    path: '/plans',
    summary: '已发布的方案',
    permission: 'public',
    response: z.object({ items: z.array(packSchema) }),
  }),
  document: route({
    method: 'GET',
    path: '/plans/:pack/document',
    summary: '活文件：方案全文，逐句状态',
    permission: 'public',
    params: packParams,
    query: documentQuery,
    response: documentSchema,
  }),
  overview: route({
    method: 'GET',
    path: '/plans/:pack/overview',
    summary: '方案概览：按状态、种类、单位计数',
    permission: 'public',
    params: packParams,
    query: documentQuery,
    response: z.object({
      pack: packSchema,
      asOf: z.string(),
      total: z.number().int(),
      statuses: counts,
      kinds: counts,
      classes: counts,
      agencies: z.array(
        agencySchema.extend({ lead: z.number().int(), cooperate: z.number().int(), statuses: counts }),
      ),
      findings: z.number().int(),
      questions: z.object({ total: z.number().int(), decided: z.number().int() }),
    }),
  }),
  lights: route({
    method: 'GET',
    path: '/plans/:pack/lights',
    summary: '各目标的灯：现值、进度与时序进度、到期推算及区间、每年还需多少',
    permission: 'public',
    params: packParams,
    query: documentQuery,
    response: z.object({ pack: z.string(), asOf: z.string(), items: z.array(lightRowSchema) }),
  }),
  provisions: route({
    method: 'GET',
    path: '/plans/:pack/provisions',
    summary: '条款清单',
    permission: 'public',
    params: packParams,
    query: z.object({
      ...paging,
      ...filters,
      sort: z.enum(['id', 'clause', 'kind', 'status', '-id', '-clause', '-kind', '-status']).default('id'),
    }),
    response: pageOf(provisionRowSchema).extend({ asOf: z.string() }),
  }),
  exportProvisions: route({
    method: 'GET',
    path: '/plans/:pack/export',
    summary: '导出条款（xlsx 或 json）',
    permission: 'public',
    params: packParams,
    query: z.object({ ...filters, format: z.enum(['xlsx', 'json']).default('xlsx') }),
    file: true,
  }),
  provision: route({
    method: 'GET',
    path: '/plans/:pack/provisions/:id',
    summary: '一条条款：原文、责任、目标、公布数据、状态由来、检查意见、未定事项',
    permission: 'public',
    params: packParams.extend({ id: z.string().max(40) }),
    query: documentQuery,
    response: provisionSchema.extend({ asOf: z.string() }),
  }),
  findings: route({
    method: 'GET',
    path: '/plans/:pack/findings',
    summary: '方案检查意见',
    permission: 'public',
    params: packParams,
    query: z.object({ code: csvList, severity: csvList, clause: z.string().max(40).optional() }),
    response: z.object({ items: z.array(planFindingSchema), codes: counts }),
  }),
  coverage: route({
    method: 'GET',
    path: '/plans/:pack/coverage',
    summary: '覆盖率：可执行、可监测、宣示性语句各占多少',
    permission: 'public',
    params: packParams,
    response: z.object({
      sentences: z.number().int(),
      characters: z.number().int(),
      classes: z.array(
        z.object({
          class: classSchema,
          sentences: z.number().int(),
          characters: z.number().int(),
          /** Shares in percent, one decimal. */
          shareOfSentences: z.string(),
          shareOfCharacters: z.string(),
        }),
      ),
      items: z.array(
        z.object({
          start: z.number().int(),
          end: z.number().int(),
          text: z.string(),
          class: classSchema,
          provisions: z.array(z.string()),
          clause: z.string(),
        }),
      ),
    }),
  }),
  questions: route({
    method: 'GET',
    path: '/plans/:pack/questions',
    summary: '未定事项：文件没有写明之处、可选口径和现行口径',
    permission: 'public',
    params: packParams,
    response: z.object({ items: z.array(questionSchema) }),
  }),
  decide: route({
    method: 'POST',
    path: '/plans/:pack/questions/:question/decide',
    summary: '就一个未定事项选定口径，说明理由，逐次留痕',
    permission: 'plans.decide',
    params: packParams.extend({ question: z.string().max(80) }),
    body: z.object({
      option: z.string().min(1).max(80),
      reason: z.string().trim().min(2).max(2000),
      day: dayText,
      /** Revision the decider saw; a newer one refuses the act. */
      revision: z.number().int().min(0),
    }),
    response: questionSchema,
  }),
};

/** What crosses the wire about indicators, facts and imports. Values are decimals as text; null says there is no figure. */
import { z } from 'zod';
import { csvList, findingSchema, pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const indicatorId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
const periodText = z.string().regex(/^\d{4}(-(H[12]|Q[1-4]|M(0[1-9]|1[0-2])))?$/);
const uuid = z.string().uuid();
export const factStatusSchema = z.enum(['filed', 'returned', 'reviewed', 'locked']);
const decimalText = z.string().regex(/^-?\d{1,20}(\.\d{1,12})?$/);

export const definitionSchema = z.object({
  id: z.string(),
  title: textSchema,
  unit: z.string(),
  period: z.string(),
  direction: z.string(),
  level: z.string(),
  basis: z.string(),
  formula: z.string().nullable(),
  source: z.string(),
  note: z.string().nullable(),
});

export const factSchema = z.object({
  subjectId: z.string(),
  indicator: z.string(),
  period: z.string(),
  revision: z.number().int(),
  value: z.string().nullable(),
  unit: z.string(),
  status: factStatusSchema,
  sourceId: z.string(),
  source: z.string(),
  simulated: z.boolean(),
  note: z.string(),
  recordedAt: z.string(),
  recordedBy: z.string(),
});

export const derivedSchema = z.object({
  indicator: z.string(),
  title: textSchema,
  period: z.string(),
  unit: z.string(),
  value: z.string().nullable(),
  formula: z.string(),
  /** Why there is no value: `missing` an input, `zero` a divisor. */
  reason: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
    .nullable(),
  trace: z.unknown(),
  simulated: z.boolean(),
});

const mappingTarget = z.object({
  /** `creditCode`, `name`, `period`, `year`, `region`, `industry`, `ignore`, or an indicator id. */
  target: z.string().max(80),
  unit: z.string().max(20).nullable(),
});

export const importOptionsSchema = z.object({
  sheet: z.string().max(200),
  /** First and last row of the heads, from 1; null lets the program find them. */
  head: z.tuple([z.number().int().min(1), z.number().int().min(1)]).nullable(),
  /** By column letter, e.g. `C`. */
  columns: z.record(z.string(), mappingTarget),
  /** Period of rows that do not say theirs. */
  period: periodText.nullable(),
  /** What to do with enterprises that are not on the register. */
  unknown: z.enum(['skip', 'create']).default('skip'),
  /** Rows to take (sheet row numbers); null takes every row without an error. */
  rows: z.array(z.number().int()).max(100_000).nullable(),
});

export const batchSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  fileSize: z.number().int(),
  state: z.enum(['draft', 'applied', 'discarded']),
  uploadedAt: z.string(),
  uploadedBy: z.string(),
  appliedAt: z.string().nullable(),
  version: z.number().int(),
  summary: z.object({
    rows: z.number().int(),
    good: z.number().int(),
    errors: z.number().int(),
    warnings: z.number().int(),
    /** Facts written, after it was applied. */
    added: z.number().int().optional(),
    unchanged: z.number().int().optional(),
    created: z.number().int().optional(),
  }),
});

export const batchDetailSchema = batchSchema.extend({
  options: importOptionsSchema,
  sheets: z.array(z.object({ name: z.string(), rows: z.number().int() })),
  table: z.object({
    titles: z.array(z.string()),
    head: z.tuple([z.number().int(), z.number().int()]).nullable(),
    columns: z.array(
      z.object({
        letter: z.string(),
        title: z.string(),
        unit: z.string().nullable(),
        proposed: z.string(),
        /** 0–1: how sure the proposal is; 1 is an exact or remembered match. */
        confidence: z.number(),
        reason: z.string(),
      }),
    ),
  }),
  targets: z.array(z.object({ id: z.string(), title: z.string(), unit: z.string().nullable() })),
  preview: z.array(
    z.object({
      row: z.number().int(),
      cells: z.array(z.string()),
      /** What happens to the row: written, left out by choice, stopped by an error. */
      fate: z.enum(['good', 'skipped', 'error']),
      subject: z.string().nullable(),
    }),
  ),
  findings: z.array(findingSchema),
  findingsTotal: z.number().int(),
});

const batch = z.object({ id: uuid });

export const contract = {
  definitions: route({
    method: 'GET',
    path: '/indicators',
    summary: '指标目录：定义、单位、公式、出处',
    permission: 'public',
    query: z.object({ pack: z.string().max(60).optional() }),
    response: z.object({ items: z.array(definitionSchema) }),
  }),
  series: route({
    method: 'GET',
    path: '/facts',
    summary: '一个主体的数据（最新修订）',
    permission: 'facts.read',
    query: z.object({
      subject: uuid,
      indicators: csvList,
      kind: z.enum(['year', 'month', 'all']).default('year'),
    }),
    response: z.object({ items: z.array(factSchema) }),
  }),
  history: route({
    method: 'GET',
    path: '/facts/history',
    summary: '一个数据的全部修订',
    permission: 'facts.read',
    query: z.object({ subject: uuid, indicator: indicatorId, period: periodText }),
    response: z.object({ items: z.array(factSchema) }),
  }),
  derived: route({
    method: 'GET',
    path: '/facts/derived',
    summary: '派生指标：值、公式、计算过程',
    permission: 'facts.read',
    query: z.object({ subject: uuid, period: periodText }),
    response: z.object({ items: z.array(derivedSchema) }),
  }),
  file: route({
    method: 'POST',
    path: '/facts',
    summary: '填报或更正一个数据（新增一次修订）',
    permission: 'facts.file',
    body: z.object({
      subject: uuid,
      indicator: indicatorId,
      period: periodText,
      value: decimalText.nullable(),
      note: z.string().max(500).default(''),
    }),
    response: factSchema,
  }),
  setStatus: route({
    method: 'POST',
    path: '/facts/status',
    summary: '审核、退回或锁定',
    permission: 'facts.review',
    body: z.object({
      subject: uuid,
      period: periodText,
      indicators: z.array(indicatorId).min(1).max(200),
      status: factStatusSchema,
      reason: z.string().trim().max(500).default(''),
    }),
    response: z.object({ changed: z.number().int() }),
  }),
  rollup: route({
    method: 'GET',
    path: '/facts/rollup',
    summary: '按地区、园区、行业或规模汇总',
    permission: 'facts.read',
    query: z.object({
      indicator: indicatorId,
      period: periodText,
      by: z.enum(['city', 'county', 'park', 'division', 'size']).default('city'),
    }),
    response: z.object({
      indicator: definitionSchema,
      period: z.string(),
      simulated: z.boolean(),
      total: z.object({ value: z.string().nullable(), subjects: z.number().int() }),
      items: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          value: z.string().nullable(),
          subjects: z.number().int(),
        }),
      ),
    }),
  }),
  exportRollup: route({
    method: 'GET',
    path: '/facts/rollup/export',
    summary: '导出汇总（xlsx）',
    permission: 'facts.read',
    query: z.object({
      indicator: indicatorId,
      period: periodText,
      by: z.enum(['city', 'county', 'park', 'division', 'size']).default('city'),
    }),
    file: true,
  }),
  periods: route({
    method: 'GET',
    path: '/facts/periods',
    summary: '有数据的年度，及各年企业数和完整程度',
    permission: 'facts.read',
    response: z.object({
      items: z.array(
        z.object({
          year: z.number().int(),
          enterprises: z.number().int(),
          facts: z.number().int(),
          simulated: z.boolean(),
        }),
      ),
    }),
  }),
  upload: route({
    method: 'POST',
    path: '/imports',
    summary: '上传一个文件，得到预览（不入库）',
    permission: 'facts.import',
    upload: true,
    response: z.object({ id: z.string() }),
  }),
  imports: route({
    method: 'GET',
    path: '/imports',
    summary: '导入批次',
    permission: 'facts.import',
    query: z.object({ ...paging, state: z.enum(['draft', 'applied', 'discarded']).optional() }),
    response: pageOf(batchSchema),
  }),
  import: route({
    method: 'GET',
    path: '/imports/:id',
    summary: '一个导入批次：列对应、预览、逐格意见',
    permission: 'facts.import',
    params: batch,
    response: batchDetailSchema,
  }),
  remap: route({
    method: 'PUT',
    path: '/imports/:id',
    summary: '改工作表、列对应、期间或行的取舍，重新读取',
    permission: 'facts.import',
    params: batch,
    body: importOptionsSchema.extend({ version: z.number().int() }),
    response: batchDetailSchema,
  }),
  apply: route({
    method: 'POST',
    path: '/imports/:id/apply',
    summary: '入库：要么全部写入，要么一行不写',
    permission: 'facts.import',
    params: batch,
    body: z.object({ version: z.number().int() }),
    response: batchSchema,
  }),
  discard: route({
    method: 'POST',
    path: '/imports/:id/discard',
    summary: '放弃这个批次（原文件保留）',
    permission: 'facts.import',
    params: batch,
    response: batchSchema,
  }),
  original: route({
    method: 'GET',
    path: '/imports/:id/file',
    summary: '下载原文件',
    permission: 'facts.import',
    params: batch,
    file: true,
  }),
  findings: route({
    method: 'GET',
    path: '/imports/:id/findings',
    summary: '导出逐格意见（xlsx）',
    permission: 'facts.import',
    params: batch,
    file: true,
  }),
};

/** What crosses the wire about reports (月报). Figures are decimals as text; a field left out was left empty. */
import { z } from 'zod';
import { findingSchema, pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.string().uuid();
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const formId = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);
const periodText = z.string().regex(/^\d{4}(-(Q[1-4]|M(0[1-9]|1[0-2])))?$/);
const monthText = z.string().regex(/^\d{4}-M(0[1-9]|1[0-2])$/);
const itemText = z.string().max(60).default('');
/** As typed; a draft may hold half a number. */
const typed = z.record(z.string().regex(/^[a-z0-9-]{1,80}$/), z.string().trim().max(40));
const reasons = z.record(z.string().max(200), z.string().trim().max(500));
const wireValues = z.record(z.string(), z.string());

const checkWire = z.object({
  id: z.string(),
  kind: z.string(),
  severity: z.enum(['hard', 'soft', 'hint']),
  fields: z.array(z.string()),
  /** The check in figures: total and parts, both sides of a relation, limits of a change. */
  says: z.string(),
});
export const formSchema = z.object({
  id: z.string(),
  pack: z.string(),
  title: textSchema,
  help: textSchema,
  clause: z.string().nullable(),
  source: z.string(),
  mark: z.string(),
  reporter: z.enum(['enterprise', 'project', 'park', 'agency']),
  every: z.enum(['month', 'quarter', 'year']),
  from: z.string(),
  who: textSchema,
  workingDays: z.number().int(),
  sections: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      help: textSchema.nullable(),
      fields: z.array(
        z.object({
          indicator: z.string(),
          title: textSchema,
          unit: z.string(),
          required: z.boolean(),
          flow: z.boolean(),
          mayBeNegative: z.boolean(),
          help: textSchema.nullable(),
          source: z.string(),
        }),
      ),
    }),
  ),
  checks: z.array(checkWire),
  review: z.object({
    id: z.string(),
    title: textSchema,
    states: z.array(z.object({ id: z.string(), title: textSchema, void: z.boolean() })),
  }),
});

const dueSchema = z
  .object({
    day: z.string(),
    role: z.string(),
    days: z.number().int(),
    word: z.enum(['open', 'soon', 'today', 'late']),
    workingDays: z.number().int().nullable(),
  })
  .nullable();

const subjectSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  code: z.string(),
  regionName: z.string(),
  simulated: z.boolean(),
});

export const dutySchema = z.object({
  form: z.string(),
  formTitle: textSchema,
  period: z.string(),
  subject: subjectSchema,
  item: z.string(),
  itemName: z.string(),
  /** Null where nothing has been begun. */
  state: z.string().nullable(),
  stateTitle: textSchema.nullable(),
  /** Filled in and handed over; editable and void count for themselves. */
  standing: z.enum(['todo', 'returned', 'waiting', 'passed', 'locked', 'void']),
  /** Last day of handing in while it is not handed in. */
  due: dueSchema,
  late: z.boolean(),
  reminders: z.number().int(),
});

const eventSchema = z.object({
  seq: z.number().int(),
  act: z.string(),
  actTitle: textSchema,
  toTitle: textSchema,
  at: z.string(),
  by: z.string(),
  via: z.enum(['web', 'sheet', 'key', 'bulk', 'job']),
  reason: z.string(),
  /** Figures that differ from those handed in or locked before. */
  changes: z.array(
    z.object({ indicator: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
  ),
});

export const reportSchema = z.object({
  form: formSchema,
  subject: subjectSchema,
  period: z.string(),
  item: z.string(),
  itemName: z.string(),
  id: z.string().nullable(),
  state: z.string(),
  stateTitle: textSchema,
  version: z.number().int(),
  values: wireValues,
  reasons: z.record(z.string(), z.string()),
  /** On the values as they stand; hints only for those who review. */
  findings: z.array(findingSchema),
  proposal: z.object({ values: wireValues, reason: z.string(), by: z.string() }).nullable(),
  revision: z.number().int(),
  late: z.boolean(),
  due: dueSchema,
  stateDue: dueSchema,
  editable: z.boolean(),
  can: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      reason: z.boolean(),
      values: z.boolean(),
      marks: z.array(z.string()),
    }),
  ),
  states: z.array(
    z.object({ id: z.string(), title: textSchema, void: z.boolean(), at: z.string().nullable() }),
  ),
  previous: z.object({ period: z.string(), values: wireValues }),
  lastYear: z.object({ period: z.string(), values: wireValues }),
  /** Sum of the year's earlier periods, by flow; empty for yearly forms. */
  yearBefore: wireValues,
  returned: z.string().nullable(),
  events: z.array(eventSchema),
});

const rowSchema = z.object({
  id: z.string(),
  form: z.string(),
  period: z.string(),
  item: z.string(),
  itemName: z.string(),
  subject: subjectSchema,
  state: z.string(),
  stateTitle: textSchema,
  version: z.number().int(),
  late: z.boolean(),
  submittedAt: z.string().nullable(),
  revision: z.number().int(),
  findings: z.number().int(),
  reasons: z.number().int(),
  due: dueSchema,
  headline: z.array(z.object({ title: textSchema, unit: z.string(), value: z.string().nullable() })),
});

const projectSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  place: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  version: z.number().int(),
});
const projectBody = z.object({
  name: z.string().trim().min(2).max(100),
  code: z.string().trim().max(60).default(''),
  place: z.string().trim().max(100).default(''),
  from: monthText,
  to: monthText.nullable().default(null),
});

const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresDay: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  live: z.boolean(),
});

const at = z.object({ form: formId, period: periodText });
/** Whose report: one's own when left out. */
const whose = { pack, subject: id.optional(), item: itemText };
const filled = { values: typed, reasons: reasons.default({}) };
const queue = {
  pack,
  form: formId.optional(),
  period: periodText.optional(),
  state: z.string().max(40).optional(),
  standing: z.enum(['waiting', 'passed', 'locked', 'returned']).optional(),
  q: z.string().max(100).optional(),
  region: z.string().max(20).optional(),
  park: z.string().max(40).optional(),
  late: z.enum(['yes']).optional(),
  findings: z.enum(['yes', 'no']).optional(),
  sort: z.enum(['submittedAt', '-submittedAt', 'name', '-name', '-findings']).default('submittedAt'),
};
const overview = { pack, form: formId, period: periodText };
const by = z.enum(['city', 'county', 'park']).default('county');

export const contract = {
  forms: route({
    method: 'GET',
    path: '/reporting/forms',
    summary: '报表目录：表式、填报单位、期限、审核关系',
    permission: 'public',
    query: z.object({ pack }),
    response: z.object({ items: z.array(formSchema) }),
  }),
  mine: route({
    method: 'GET',
    path: '/reporting/duties',
    summary: '要我报的表：各报告期的办理情况和期限',
    permission: 'reporting.fill',
    query: z.object({ pack, year: z.coerce.number().int().min(1990).max(2100).optional() }),
    response: z.object({ items: z.array(dutySchema), years: z.array(z.number().int()) }),
  }),
  report: route({
    method: 'GET',
    path: '/reporting/reports/:form/:period',
    summary: '一份报表：数值、上期和上年同期、核对意见、能办的事',
    permission: 'reporting.read',
    params: at,
    query: z.object(whose),
    response: reportSchema,
  }),
  check: route({
    method: 'POST',
    path: '/reporting/reports/:form/:period/check',
    summary: '核对一组数，不保存',
    permission: 'reporting.fill',
    params: at,
    body: z.object({ ...whose, values: typed }),
    response: z.object({ findings: z.array(findingSchema) }),
  }),
  save: route({
    method: 'PUT',
    path: '/reporting/reports/:form/:period',
    summary: '保存草稿',
    permission: 'reporting.fill',
    params: at,
    body: z.object({ ...whose, ...filled, version: z.number().int().min(0) }),
    response: z.object({ version: z.number().int(), findings: z.array(findingSchema) }),
  }),
  submit: route({
    method: 'POST',
    path: '/reporting/reports/:form/:period/submit',
    summary: '提交；同一提交标识（key 或请求头 Idempotency-Key）重复送达只算一次',
    permission: 'reporting.fill',
    params: at,
    body: z.object({
      ...whose,
      ...filled,
      key: id,
      via: z.enum(['web', 'sheet']).default('web'),
      /** What the page showed; left out by programs, who hand in whatever the state allows. */
      version: z.number().int().min(0).optional(),
    }),
    response: z.object({
      id: z.string(),
      state: z.string(),
      version: z.number().int(),
      late: z.boolean(),
      /** This key had been handed in before. */
      repeated: z.boolean(),
      findings: z.array(findingSchema),
    }),
  }),
  template: route({
    method: 'GET',
    path: '/reporting/reports/:form/:period/template',
    summary: '下载填报模板（xlsx），带上期数和核对公式',
    permission: 'reporting.fill',
    params: at,
    query: z.object(whose),
    file: true,
  }),
  readSheet: route({
    method: 'POST',
    path: '/reporting/reports/:form/:period/sheet',
    summary: '读回填好的模板，给出数值和核对意见，不保存',
    permission: 'reporting.fill',
    params: at,
    body: z.object(whose),
    upload: true,
    response: z.object({ values: wireValues, findings: z.array(findingSchema) }),
  }),
  list: route({
    method: 'GET',
    path: '/reporting/reports',
    summary: '已报的表：筛选、分页',
    permission: 'reporting.review',
    query: z.object({ ...paging, ...queue }),
    response: pageOf(rowSchema),
  }),
  act: route({
    method: 'POST',
    path: '/reporting/report/:id/act',
    summary: '办理一份报表：通过、退回、锁定、申请更正……',
    permission: 'reporting.act',
    params: z.object({ id }),
    body: z.object({
      key: id,
      act: z.string().max(40),
      version: z.number().int(),
      reason: z.string().trim().max(500).default(''),
      values: typed.optional(),
    }),
    response: z.object({ id: z.string(), state: z.string(), version: z.number().int() }),
  }),
  preview: route({
    method: 'POST',
    path: '/reporting/bulk/preview',
    summary: '批量办理之前：哪些能办、哪些要单独看、哪些办不了',
    permission: 'reporting.review',
    body: z.object({ act: z.string().max(40), ids: z.array(id).min(1).max(200) }),
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          period: z.string(),
          version: z.number().int(),
          /** `look`: there are remarks that were answered; somebody should have read the answers. */
          fate: z.enum(['ready', 'look', 'refused']),
          findings: z.array(findingSchema),
          reasons: z.array(z.string()),
        }),
      ),
    }),
  }),
  bulk: route({
    method: 'POST',
    path: '/reporting/bulk',
    summary: '批量办理：要么全部办成，要么一份不动',
    permission: 'reporting.review',
    body: z.object({
      key: id,
      act: z.string().max(40),
      reason: z.string().trim().max(500).default(''),
      reports: z
        .array(z.object({ id, version: z.number().int() }))
        .min(1)
        .max(200),
    }),
    response: z.object({ done: z.number().int() }),
  }),
  progress: route({
    method: 'GET',
    path: '/reporting/progress',
    summary: '报送进度：应报、已报、按时、审核、锁定，按地区或园区',
    permission: 'reporting.progress',
    query: z.object({ ...overview, by }),
    response: z.object({
      due: dueSchema,
      simulated: z.boolean(),
      total: z.object({
        asked: z.number().int(),
        handed: z.number().int(),
        late: z.number().int(),
        passed: z.number().int(),
        locked: z.number().int(),
        missing: z.number().int(),
      }),
      items: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          asked: z.number().int(),
          handed: z.number().int(),
          late: z.number().int(),
          passed: z.number().int(),
          locked: z.number().int(),
          missing: z.number().int(),
        }),
      ),
      periods: z.array(z.string()),
    }),
  }),
  missing: route({
    method: 'GET',
    path: '/reporting/missing',
    summary: '还没有报的单位',
    permission: 'reporting.progress',
    query: z.object({
      ...paging,
      ...overview,
      region: z.string().max(20).optional(),
      q: z.string().max(100).optional(),
    }),
    response: pageOf(dutySchema),
  }),
  exportProgress: route({
    method: 'GET',
    path: '/reporting/progress/export',
    summary: '导出报送进度和未报名单（xlsx）',
    permission: 'reporting.progress',
    query: z.object({ ...overview, by }),
    file: true,
  }),
  remind: route({
    method: 'POST',
    path: '/reporting/remind',
    summary: '催报：给还没有报的单位记一次提醒，一天最多一次',
    permission: 'reporting.review',
    body: z.object(overview),
    response: z.object({ reminded: z.number().int() }),
  }),
  lockAll: route({
    method: 'POST',
    path: '/reporting/lock',
    summary: '锁定一个报告期审核通过的全部报表（作业）',
    permission: 'reporting.review',
    body: z.object(overview),
    response: z.object({ job: z.string() }),
  }),
  projects: route({
    method: 'GET',
    path: '/reporting/projects',
    summary: '本企业登记的在建项目',
    permission: 'reporting.projects',
    response: z.object({ items: z.array(projectSchema) }),
  }),
  addProject: route({
    method: 'POST',
    path: '/reporting/projects',
    summary: '登记在建项目',
    permission: 'reporting.projects',
    body: projectBody,
    response: projectSchema,
  }),
  changeProject: route({
    method: 'PUT',
    path: '/reporting/projects/:id',
    summary: '修改在建项目，或写明竣工停报的月份',
    permission: 'reporting.projects',
    params: z.object({ id }),
    body: projectBody.extend({ version: z.number().int() }),
    response: projectSchema,
  }),
  keys: route({
    method: 'GET',
    path: '/reporting/keys',
    summary: '本企业的报送接口密钥',
    permission: 'reporting.keys',
    response: z.object({ items: z.array(keySchema) }),
  }),
  makeKey: route({
    method: 'POST',
    path: '/reporting/keys',
    summary: '建立密钥；密钥只显示这一次',
    permission: 'reporting.keys',
    body: z.object({
      name: z.string().trim().min(2).max(60),
      days: z.number().int().min(1).max(366).default(366),
    }),
    response: z.object({ key: z.string(), made: keySchema }),
  }),
  revokeKey: route({
    method: 'POST',
    path: '/reporting/keys/:id/revoke',
    summary: '撤销密钥，立即失效',
    permission: 'reporting.keys',
    params: z.object({ id }),
    response: keySchema,
  }),
};

/**
 * What crosses the wire about funding (政策资金): what an enterprise could get, applications, and the ledger. Money is whole fen as text.
 */
import { z } from 'zod';
import { dayText, findingSchema, pageOf, paging, route } from '#platform/api';
import { directRoutes } from './contract-direct.ts';
import {
  askedDocumentSchema,
  documentSchema,
  entriesSchema,
  panelSchema,
  performanceSchema,
  reviewRoutes,
} from './contract-review.ts';
import { queueFilter, queueRoutes } from './contract-queue.ts';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const id = z.uuid();
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const scheme = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
const year = z.number().int().min(1990).max(2100);
/** As typed; cut to whole fen by the form, never by rounding. */
export const fenSchema = z.string().regex(/^[1-9]\d{0,15}$/);
const kinds = ['appropriation', 'reduction', 'commitment', 'release', 'payment', 'recovery'] as const;
export const moneyKindSchema = z.enum(kinds);

const subjectSchema = z.object({
  id: z.string(),
  name: z.string(),
  creditCode: z.string(),
  regionName: z.string(),
  simulated: z.boolean(),
});

// ── the ledger
const balancesSchema = z.object({
  appropriated: z.string(),
  available: z.string(),
  committed: z.string(),
  paid: z.string(),
  recovered: z.string(),
});
export const budgetSchema = z.object({
  id: z.string(),
  pack: z.string(),
  fund: z.string(),
  scheme: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  balances: balancesSchema,
});
const transactionSchema = z.object({
  id: z.string(),
  kind: moneyKindSchema,
  amountFen: z.string(),
  subject: z.object({ id: z.string(), name: z.string() }).nullable(),
  application: z.string().nullable(),
  reference: z.string(),
  at: z.string(),
  by: z.string(),
  postings: z.array(z.object({ account: z.string(), amountFen: z.string() })),
});
export const orderSchema = z.object({
  id: z.string(),
  budget: z.string(),
  fund: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  kind: moneyKindSchema,
  amountFen: z.string(),
  subject: z.object({ id: z.string(), name: z.string() }).nullable(),
  application: z.string().nullable(),
  reference: z.string(),
  reason: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  version: z.number().int(),
  proposedAt: z.string(),
  proposedBy: z.string(),
  decidedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedReason: z.string(),
  can: z.array(z.object({ id: z.string(), title: textSchema, reason: z.boolean() })),
});

// ── notices
export const noticeSchema = z.object({
  id: z.string(),
  pack: z.string(),
  scheme: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  route: z.string(),
  title: z.string(),
  text: z.string(),
  opens: z.string(),
  closes: z.string(),
  budget: z.string().nullable(),
  /** What an application under it must come with. */
  documents: z.array(askedDocumentSchema),
  withdrawn: z.boolean(),
  /** Applications may be handed in today. */
  open: z.boolean(),
});

// ── what somebody could get
/** Declared facts by id, in the form of a facts file; what they mean is checked against the scheme. */
const factsSchema = z
  .record(z.string().max(80), z.json())
  .refine((v) => JSON.stringify(v).length <= 40_000, 'too large')
  .default({});
const missingSchema = z.object({
  condition: z.string(),
  title: z.string(),
  fact: z.string().nullable(),
  have: z.string().nullable(),
  need: z.string(),
  short: z.string().nullable(),
  unknown: z.boolean(),
  alternative: z.string().nullable(),
});
const evaluationSchema = z.object({
  scheme: z.string(),
  title: z.string(),
  year: z.number().int(),
  asOf: z.string(),
  known: z.string(),
  outcome: z.enum(['yes', 'no', 'unknown']),
  eligible: z.boolean(),
  amountFen: z.string(),
  open: z.string().nullable(),
  missing: z.array(missingSchema),
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
  mark: z.enum(['official', 'default', 'proposal']),
  clause: z.string(),
  source: z.string(),
  choices: z.record(z.string(), z.string()),
  /** The tree of the engine: leaves are facts with their revision, or passages. */
  trace: z.json(),
});
export const askedFactSchema = z.object({
  id: z.string(),
  title: textSchema,
  type: z.string(),
  unit: z.string(),
  options: z.array(z.object({ id: z.string(), title: z.string() })),
  yearly: z.boolean(),
  /** Comes from the register or the ledger; not to be filled in. */
  authoritative: z.boolean(),
});
const mineSchema = z.object({
  asOf: z.string(),
  totalFen: z.string(),
  items: z.array(
    z.object({
      evaluation: evaluationSchema,
      instrument: z.string(),
      facts: z.array(askedFactSchema),
      /** After the schemes are held against each other; null when nothing is due. */
      grantedFen: z.string().nullable(),
      cutBy: z.string().nullable(),
      /** An open notice under which it can be applied for. */
      notice: z.string().nullable(),
      application: z.string().nullable(),
    }),
  ),
});

// ── applications
const payeeSchema = z.object({
  name: z.string().trim().min(1).max(120),
  bank: z.string().trim().min(1).max(120),
  /** Digits. Where it is read it is masked; sent back as it was shown it stays as it is. */
  account: z
    .string()
    .trim()
    .regex(/^[\d*][\d* -]{4,38}\d$/),
});
export const applicationContentSchema = z.object({
  facts: factsSchema,
  note: z.string().trim().max(4000).default(''),
  /** 承诺书: who signs for the truth of it; null until signed. */
  commitment: z
    .object({ signer: z.string().trim().min(2).max(60), day: dayText })
    .nullable()
    .default(null),
  payee: payeeSchema.nullable().default(null),
});
const remarkSchema = z.object({
  /** `facts.<id>`, `payee`, `commitment`, `note` */
  field: z.string().trim().min(1).max(160),
  text: z.string().trim().min(2).max(500),
});
const calculationSchema = z.object({
  seq: z.number().int(),
  purpose: z.enum(['submission', 'approval']),
  amountFen: z.string(),
  ruleVersion: z.string(),
  ruleHash: z.string(),
  at: z.string(),
  evaluation: evaluationSchema,
  /** What it was before schemes were held against each other, and by which group it was cut. */
  cutBy: z.string().nullable(),
});
export const applicationRowSchema = z.object({
  id: z.string(),
  subject: subjectSchema,
  pack: z.string(),
  scheme: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  project: z.string(),
  state: z.string(),
  stateTitle: textSchema,
  claimedFen: z.string().nullable(),
  approvedFen: z.string().nullable(),
  due: z.object({ day: z.string(), role: z.string(), days: z.number().int() }).nullable(),
  updatedAt: z.string(),
});
export const applicationSchema = applicationRowSchema.extend({
  notice: noticeSchema,
  version: z.number().int(),
  content: applicationContentSchema,
  editable: z.boolean(),
  facts: z.array(askedFactSchema),
  can: z.array(
    z.object({
      id: z.string(),
      title: textSchema,
      reason: z.boolean(),
      remarks: z.boolean(),
      /** Members of `entries` and ids of documents that the act must come with. */
      entries: z.array(z.string()),
      documents: z.array(z.string()),
      marks: z.array(z.string()),
    }),
  ),
  /** Money acts that may be proposed now. */
  money: z.array(moneyKindSchema),
  documents: z.array(documentSchema),
  /** Parties that have to agree in this state and whether each has; empty where one act decides. */
  signatures: z.array(z.object({ party: z.string(), title: textSchema, signed: z.boolean() })),
  /** Experts; null before the draw and for those who see nothing of it. */
  panel: panelSchema.nullable(),
  /** The site visit that counts; null before, and for the enterprise. */
  site: entriesSchema.shape.site.unwrap().nullable(),
  performance: performanceSchema,
  /** Decided to be paid back. */
  recoveryFen: z.string().nullable(),
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
      body: z.string(),
      reason: z.string(),
      remarks: z.array(remarkSchema),
      ruleHash: z.string(),
      files: z.array(z.object({ document: z.string(), id: z.string(), name: z.string() })),
    }),
  ),
  calculations: z.array(calculationSchema),
  /** Approval against submission, fen with sign; null before the approval. */
  differenceFen: z.string().nullable(),
  publicity: z.object({ from: z.string(), to: z.string().nullable() }).nullable(),
  objections: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      text: z.string(),
      at: z.string(),
      answer: z.string().nullable(),
    }),
  ),
  transactions: z.array(transactionSchema),
});

export { ledgerRowSchema } from './contract-queue.ts';
export { sheetSchema } from './contract-review.ts';

export const contract = {
  mine: route({
    method: 'GET',
    path: '/funding/mine',
    summary: '我能享受的政策：逐项算出金额、缺什么、差多少',
    permission: 'funding.read',
    query: z.object({ pack, subject: id.optional(), asOf: dayText.optional() }),
    response: mineSchema,
  }),
  notices: route({
    method: 'GET',
    path: '/funding/notices',
    summary: '申报通知',
    permission: 'funding.read',
    query: z.object({ pack }),
    response: z.object({ items: z.array(noticeSchema) }),
  }),
  publish: route({
    method: 'POST',
    path: '/funding/notices',
    summary: '发布申报通知',
    permission: 'funding.notice',
    body: z.object({
      id,
      pack,
      scheme,
      year,
      route: z.enum(['funding', 'funding-direct']).default('funding'),
      title: z.string().trim().min(4).max(120),
      text: z.string().trim().max(8000).default(''),
      opens: dayText,
      closes: dayText,
      budget: id.nullable().default(null),
      /** Those of the scheme when left out. */
      documents: z.array(askedDocumentSchema).max(30).optional(),
    }),
    response: z.object({ id: z.string() }),
  }),
  withdrawNotice: route({
    method: 'POST',
    path: '/funding/notices/:id/withdrawal',
    summary: '撤回申报通知',
    permission: 'funding.notice',
    params: z.object({ id }),
    response: z.object({ id: z.string() }),
  }),

  list: route({
    method: 'GET',
    path: '/funding/applications',
    summary: '申报清单、审核队列',
    permission: 'funding.read',
    query: z.object({ ...paging, ...queueFilter }),
    response: pageOf(applicationRowSchema),
  }),
  ...queueRoutes,
  ...directRoutes,
  create: route({
    method: 'POST',
    path: '/funding/applications',
    summary: '按申报通知新建申报',
    permission: 'funding.apply',
    body: z.object({
      /** Given by the page, so that the same press arriving twice is one draft. */
      id: id.optional(),
      notice: id,
      project: z.string().trim().max(80).default(''),
    }),
    response: z.object({ id: z.string() }),
  }),
  application: route({
    method: 'GET',
    path: '/funding/applications/:id',
    summary: '一份申报：内容、金额及来历、办理记录',
    permission: 'funding.read',
    params: z.object({ id }),
    response: applicationSchema,
  }),
  save: route({
    method: 'PUT',
    path: '/funding/applications/:id',
    summary: '保存申报内容',
    permission: 'funding.apply',
    params: z.object({ id }),
    body: z.object({ version: z.number().int(), content: applicationContentSchema }),
    response: applicationSchema,
  }),
  quote: route({
    method: 'POST',
    path: '/funding/applications/:id/quote',
    summary: '试算一份申报：按现行规则能得多少、缺什么；不留存',
    permission: 'funding.read',
    params: z.object({ id }),
    /** Without facts: those of the application as it stands. */
    body: z.object({ facts: factsSchema.unwrap().optional() }),
    response: z.object({
      /** null when what is declared cannot be read; the findings say why. */
      evaluation: evaluationSchema.nullable(),
      amountFen: z.string(),
      cutBy: textSchema.nullable(),
      findings: z.array(findingSchema),
    }),
  }),
  act: route({
    method: 'POST',
    path: '/funding/applications/:id/acts',
    summary: '办理申报',
    permission: 'funding.act',
    params: z.object({ id }),
    body: z.object({
      act: z.string().max(40),
      version: z.number().int(),
      /** The same key twice is one act. */
      key: id,
      reason: z.string().trim().max(2000).default(''),
      remarks: z.array(remarkSchema).max(50).default([]),
      entries: entriesSchema.default({}),
      /** On approval: less than computed, with the reason; the computed amount when left out. */
      amountFen: fenSchema.optional(),
    }),
    response: applicationSchema,
  }),
  attach: route({
    method: 'POST',
    path: '/funding/applications/:id/files',
    summary: '上传材料（PDF、OFD、docx、xlsx、jpg、png，不超过20 MB）',
    permission: 'funding.attach',
    params: z.object({ id }),
    body: z.object({
      document: z.string().max(40),
      /** The file that this one replaces. */
      replaces: id.optional(),
    }),
    upload: true,
    response: applicationSchema,
  }),
  file: route({
    method: 'GET',
    path: '/funding/applications/:id/files/:file',
    summary: '下载一份材料',
    permission: 'funding.read',
    params: z.object({ id, file: id }),
    file: true,
  }),
  detach: route({
    method: 'DELETE',
    path: '/funding/applications/:id/files/:file',
    summary: '撤下一份材料；交上去过的留在记录里',
    permission: 'funding.attach',
    params: z.object({ id, file: id }),
    response: applicationSchema,
  }),
  ...reviewRoutes,
  verify: route({
    method: 'GET',
    path: '/funding/applications/:id/verification',
    summary: '按留存的输入复算每一次金额',
    permission: 'funding.read',
    params: z.object({ id }),
    response: z.object({
      items: z.array(
        z.object({
          seq: z.number().int(),
          amountFen: z.string(),
          recomputedFen: z.string().nullable(),
          /** By which published version. */
          ruleHash: z.string(),
          same: z.boolean(),
        }),
      ),
    }),
  }),

  budgets: route({
    method: 'GET',
    path: '/funding/budgets',
    summary: '预算项及余额',
    permission: 'funding.ledger',
    query: z.object({ pack, year: z.coerce.number().int().optional() }),
    response: z.object({ items: z.array(budgetSchema) }),
  }),
  openBudget: route({
    method: 'POST',
    path: '/funding/budgets',
    summary: '设立预算项',
    permission: 'funding.money',
    body: z.object({ pack, fund: z.string().trim().min(2).max(80), scheme, year }),
    response: budgetSchema,
  }),
  budget: route({
    method: 'GET',
    path: '/funding/budgets/:id',
    summary: '一个预算项的账：余额、凭证、分录',
    permission: 'funding.ledger',
    params: z.object({ id }),
    response: z.object({ budget: budgetSchema, transactions: z.array(transactionSchema) }),
  }),
  orders: route({
    method: 'GET',
    path: '/funding/orders',
    summary: '资金事项：待复核和已办',
    permission: 'funding.ledger',
    query: z.object({ ...paging, state: z.string().max(40).optional(), budget: id.optional() }),
    response: pageOf(orderSchema),
  }),
  propose: route({
    method: 'POST',
    path: '/funding/orders',
    summary: '提出资金事项：预算下达、资金计划、拨付、追回等',
    permission: 'funding.money',
    body: z.object({
      /** Given by the page, so that the same press arriving twice is one order. */
      id,
      kind: moneyKindSchema,
      amountFen: fenSchema,
      /** Of an order for an application, its notice's budget. */
      budget: id.nullable().default(null),
      application: id.nullable().default(null),
      reference: z.string().trim().min(2).max(120),
      reason: z.string().trim().max(1000).default(''),
    }),
    response: orderSchema,
  }),
  decide: route({
    method: 'POST',
    path: '/funding/orders/:id/acts',
    summary: '复核放行、不予放行、撤回',
    permission: 'funding.money',
    params: z.object({ id }),
    body: z.object({
      act: z.string().max(40),
      version: z.number().int(),
      reason: z.string().trim().max(1000).default(''),
    }),
    response: orderSchema,
  }),
  exportPayments: route({
    method: 'GET',
    path: '/funding/payments/export',
    summary: '导出待拨付清单（xlsx 或 csv）；完整账号只给财政',
    permission: 'funding.payments',
    query: z.object({ budget: id.optional(), format: z.enum(['xlsx', 'csv']).default('xlsx') }),
    file: true,
  }),

  publicity: route({
    method: 'GET',
    path: '/funding/publicity',
    summary: '正在公示的拟支持项目',
    permission: 'public',
    response: z.object({
      today: z.string(),
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          regionName: z.string(),
          schemeTitle: textSchema,
          year: z.number().int(),
          project: z.string(),
          amountFen: z.string(),
          from: z.string(),
          to: z.string().nullable(),
          simulated: z.boolean(),
        }),
      ),
    }),
  }),
  object: route({
    method: 'POST',
    path: '/funding/publicity/:id/objections',
    summary: '公示期内提出实名异议',
    permission: 'public',
    params: z.object({ id }),
    body: z.object({
      id,
      name: z.string().trim().min(2).max(60),
      contact: z.string().trim().min(5).max(120),
      text: z.string().trim().min(10).max(2000),
    }),
    response: z.object({ id: z.string() }),
  }),
  answer: route({
    method: 'POST',
    path: '/funding/objections/:id/answer',
    summary: '答复异议',
    permission: 'funding.answer',
    params: z.object({ id }),
    body: z.object({ text: z.string().trim().min(2).max(2000) }),
    response: z.object({ id: z.string() }),
  }),
};

/** What crosses the wire about many applications at once: the queue of those who work on them, and who got what. Money is whole fen as text. */
import { z } from 'zod';
import { pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const scheme = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
const region = z.string().regex(/^[0-9A-Z]{2,12}$/);
const year = z.coerce.number().int().min(1990).max(2100);

export const queueFilter = {
  /** Name or credit code of the enterprise, or the project. */
  q: z.string().trim().max(80).optional(),
  state: z.string().max(40).optional(),
  scheme: scheme.optional(),
  year: year.optional(),
  region: region.optional(),
  notice: z.uuid().optional(),
  subject: z.uuid().optional(),
  due: z.enum(['late', 'soon']).optional(),
  /** `me`: what waits for an act of the reader's office. */
  waiting: z.enum(['me']).optional(),
  sort: z
    .enum(['updatedAt', '-updatedAt', 'name', '-name', 'year', '-year', 'due', '-due', 'claimed', '-claimed'])
    .default('-updatedAt'),
};

const stateSchema = z.object({
  id: z.string(),
  title: textSchema,
  marks: z.array(z.string()),
  final: z.boolean(),
});
export const waySchema = z.object({
  /** Id of the review, as notices name it. */
  id: z.string(),
  title: textSchema,
  states: z.array(stateSchema),
});

const sums = {
  applications: z.number().int(),
  /** As computed when it was handed in. */
  claimedFen: z.string(),
  approvedFen: z.string(),
  /** Committed in all, what was released again taken off. */
  committedFen: z.string(),
  paidFen: z.string(),
  recoveredFen: z.string(),
};
export const ledgerRowSchema = z.object({
  key: z.string(),
  title: textSchema,
  /** Credit code of an enterprise, city of a county. */
  note: z.string(),
  simulated: z.boolean(),
  ...sums,
});
export const ledgerFilter = {
  pack,
  by: z.enum(['scheme', 'place', 'enterprise']).default('scheme'),
  q: z.string().trim().max(80).optional(),
  scheme: scheme.optional(),
  year: year.optional(),
  region: region.optional(),
  sort: z
    .enum([
      'title',
      '-title',
      'applications',
      '-applications',
      'claimed',
      '-claimed',
      'approved',
      '-approved',
      'paid',
      '-paid',
    ])
    .default('-approved'),
};

export const queueRoutes = {
  queue: route({
    method: 'GET',
    path: '/funding/queue',
    summary: '办理概况：办理流程、各环节件数、轮到我办的、逾期的',
    permission: 'funding.read',
    response: z.object({
      ways: z.array(waySchema),
      states: z.array(z.object({ id: z.string(), title: textSchema, count: z.number().int() })),
      years: z.array(z.number().int()),
      waiting: z.number().int(),
      late: z.number().int(),
      total: z.number().int(),
    }),
  }),
  exportList: route({
    method: 'GET',
    path: '/funding/applications/export',
    summary: '导出申报清单（xlsx）',
    permission: 'funding.read',
    query: z.object(queueFilter),
    file: true,
  }),
  ledger: route({
    method: 'GET',
    path: '/funding/ledger',
    summary: '项目与资金台账：按政策、地区或企业汇总申报、核定、下达、拨付、追回',
    permission: 'funding.report',
    query: z.object({ ...paging, ...ledgerFilter }),
    response: pageOf(ledgerRowSchema).extend({ sum: z.object(sums), years: z.array(z.number().int()) }),
  }),
  exportLedger: route({
    method: 'GET',
    path: '/funding/ledger/export',
    summary: '导出项目与资金台账（xlsx）：汇总表和逐件明细',
    permission: 'funding.report',
    query: z.object(ledgerFilter),
    file: true,
  }),
};

/** What crosses the wire about money without an application (免申即享) and the ledger of who is owed what (应享台账). Money is whole fen as text. */
import { z } from 'zod';
import { dayText, pageOf, paging, route } from '#platform/api';

const textSchema = z.object({ zh: z.string(), en: z.string().optional() });
const pack = z
  .string()
  .regex(/^[a-z0-9-]{1,60}$/)
  .default('ningxia-2018');
const scheme = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);
const region = z.string().regex(/^[0-9A-Z]{2,12}$/);
const year = z.coerce.number().int().min(1990).max(2100);
const id = z.uuid();
const q = z.string().trim().max(80).optional();

export const changeKindSchema = z.enum(['new', 'raised', 'lowered', 'gone', 'altered']);
const missingSchema = z.object({
  title: z.string(),
  have: z.string().nullable(),
  need: z.string(),
  short: z.string().nullable(),
});
const subjectSchema = z.object({
  id: z.string(),
  name: z.string(),
  creditCode: z.string(),
  regionName: z.string(),
  simulated: z.boolean(),
});

export const directRunSchema = z.object({
  id: z.string(),
  asOf: z.string(),
  known: z.string(),
  finishedAt: z.string(),
  by: z.string(),
  enterprises: z.number().int(),
  questions: z.number().int(),
  owed: z.number().int(),
  added: z.number().int(),
  raised: z.number().int(),
  lowered: z.number().int(),
  gone: z.number().int(),
  altered: z.number().int(),
  warnings: z.array(z.object({ scheme: textSchema, fact: textSchema })),
});

export const directClaimSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  subject: subjectSchema,
  scheme: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  outcome: z.enum(['owed', 'barred', 'near', 'none']),
  basis: z.enum(['authoritative', 'reported']),
  amountFen: z.string(),
  asOf: z.string(),
  known: z.string(),
  ruleVersion: z.string(),
  /** Null: nothing to do about it. */
  state: z.string().nullable(),
  stateTitle: textSchema.nullable(),
  missing: z.array(missingSchema),
  confirmed: z.object({ at: z.string(), by: z.string() }).nullable(),
  decided: z.object({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
  application: z.string().nullable(),
  releasedFen: z.string().nullable(),
  /** By the last run. */
  change: z.object({ kind: changeKindSchema, beforeFen: z.string() }).nullable(),
  can: z.array(
    z.object({ id: z.string(), title: textSchema, reason: z.boolean(), marks: z.array(z.string()) }),
  ),
});

const entitlementStatus = z.enum(['paid', 'committed', 'claimed', 'unclaimed', 'none']);
export const unclaimedReason = z.enum([
  'unreleased',
  'barred',
  'short',
  'withdrawn',
  'refused',
  'window-closed',
  'not-applied',
  'unverified',
  'no-window',
]);
const sums = {
  owedFen: z.string(),
  claimedFen: z.string(),
  committedFen: z.string(),
  paidFen: z.string(),
  unclaimedFen: z.string(),
};
export const entitlementSchema = z.object({
  key: z.string(),
  subject: subjectSchema,
  scheme: z.string(),
  schemeTitle: textSchema,
  year: z.number().int(),
  ...sums,
  status: entitlementStatus,
  /** Why nothing was claimed. */
  reason: unclaimedReason.nullable(),
  /** Of the reason: the step, the body, the last day, the words. */
  detail: z.object({
    state: textSchema.nullable(),
    by: z.string().nullable(),
    day: z.string().nullable(),
    text: z.string().nullable(),
    missing: z.array(missingSchema),
  }),
  claim: z.string().nullable(),
  application: z.string().nullable(),
});
export const entitlementFilter = {
  pack,
  q,
  scheme: scheme.optional(),
  year: year.optional(),
  region: region.optional(),
  subject: id.optional(),
  status: entitlementStatus.optional(),
  reason: unclaimedReason.optional(),
  sort: z
    .enum(['name', '-name', 'year', '-year', 'owed', '-owed', 'paid', '-paid', 'unclaimed', '-unclaimed'])
    .default('-unclaimed'),
};

export const directRoutes = {
  directSchemes: route({
    method: 'GET',
    path: '/funding/direct/schemes',
    summary: '免申即享的政策：依据、要哪些数据、数据从哪里来、缺什么',
    permission: 'funding.direct',
    query: z.object({ pack }),
    response: z.object({
      at: z.string(),
      items: z.array(
        z.object({
          id: z.string(),
          title: textSchema,
          source: z.string(),
          mark: z.enum(['official', 'default', 'proposal']),
          inForce: z.boolean(),
          facts: z.array(z.object({ title: textSchema, source: z.string().nullable() })),
        }),
      ),
      authoritative: z.array(z.object({ title: z.string(), note: z.string() })),
    }),
  }),
  directRuns: route({
    method: 'GET',
    path: '/funding/direct/runs',
    summary: '免申即享历次测算',
    permission: 'funding.direct',
    query: z.object({ ...paging, pack }),
    response: pageOf(directRunSchema).extend({
      /** A run that is waiting or computing. */
      job: z.string().nullable(),
    }),
  }),
  runDirect: route({
    method: 'POST',
    path: '/funding/direct/runs',
    summary: '现在测算一次',
    permission: 'funding.direct-run',
    body: z.object({ pack, asOf: dayText.optional() }),
    response: z.object({ jobId: z.string() }),
  }),
  directClaims: route({
    method: 'GET',
    path: '/funding/direct/claims',
    summary: '拟免申即享名单及变动',
    permission: 'funding.direct',
    query: z.object({
      ...paging,
      pack,
      q,
      /** A state of the review, or `released`. */
      state: z.string().max(40).optional(),
      scheme: scheme.optional(),
      year: year.optional(),
      region: region.optional(),
      change: changeKindSchema.optional(),
      outcome: z.enum(['owed', 'barred', 'near']).optional(),
      sort: z.enum(['name', '-name', 'amount', '-amount', 'year', '-year']).default('-amount'),
    }),
    response: pageOf(directClaimSchema).extend({
      amountFen: z.string(),
      states: z.array(z.object({ id: z.string(), title: textSchema })),
    }),
  }),
  directClaim: route({
    method: 'GET',
    path: '/funding/direct/claims/:id',
    summary: '一笔应享：怎样算出、历次变动、办理记录',
    permission: 'funding.direct',
    params: z.object({ id }),
    response: directClaimSchema.extend({
      /** The engine's answer with its tree; null when it is owed no more. */
      evaluation: z.json().nullable(),
      cutBy: textSchema.nullable(),
      ruleHash: z.string(),
      inputHash: z.string(),
      changes: z.array(
        z.object({
          asOf: z.string(),
          known: z.string(),
          kind: changeKindSchema,
          beforeFen: z.string(),
          afterFen: z.string(),
          missing: z.array(missingSchema),
        }),
      ),
      events: z.array(
        z.object({
          actTitle: textSchema,
          toTitle: textSchema,
          at: z.string(),
          by: z.string(),
          body: z.string(),
          reason: z.string(),
          amountFen: z.string(),
        }),
      ),
    }),
  }),
  actDirect: route({
    method: 'POST',
    path: '/funding/direct/acts',
    summary: '确认、放行、退回、暂缓：一次办理所选各笔，有一笔不行就都不办',
    permission: 'funding.direct-act',
    body: z.object({
      pack,
      act: z.string().max(40),
      /** The same key twice is one act. */
      key: id,
      items: z
        .array(z.object({ id, version: z.number().int() }))
        .min(1)
        .max(200)
        .refine((v) => new Set(v.map((x) => x.id)).size === v.length, 'twice'),
      reason: z.string().trim().max(2000).default(''),
      /** Of a release: the line that pays, and the number of the paper. */
      budget: id.nullable().default(null),
      reference: z.string().trim().max(120).default(''),
    }),
    response: z.object({ done: z.number().int(), amountFen: z.string() }),
  }),

  entitlements: route({
    method: 'GET',
    path: '/funding/entitlements',
    summary: '应享台账：应享、已申领、已下达、已拨付、未申领及原因',
    permission: 'funding.read',
    query: z.object({ ...paging, ...entitlementFilter }),
    response: pageOf(entitlementSchema).extend({ sums: z.object(sums), years: z.array(z.number().int()) }),
  }),
  entitlementTotals: route({
    method: 'GET',
    path: '/funding/entitlements/totals',
    summary: '应享台账按政策、地区、年度汇总',
    permission: 'funding.read',
    query: z.object({ ...entitlementFilter, by: z.enum(['scheme', 'place', 'year']).default('scheme') }),
    response: z.object({
      items: z.array(z.object({ key: z.string(), title: textSchema, claims: z.number().int(), ...sums })),
    }),
  }),
  exportEntitlements: route({
    method: 'GET',
    path: '/funding/entitlements/export',
    summary: '导出应享台账（xlsx）',
    permission: 'funding.read',
    query: z.object(entitlementFilter),
    file: true,
  }),
};

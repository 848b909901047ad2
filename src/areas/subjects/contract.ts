/** What crosses the wire about registers and enterprises. */
import { z } from 'zod';
import { csvList, pageOf, paging, route } from '#platform/api';

export const sizeSchema = z.enum(['large', 'medium', 'small', 'micro']);
const code = z.string().max(40);

export const regionSchema = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(['province', 'city', 'county', 'unit']),
  parentCode: z.string().nullable(),
  path: z.string(),
  note: z.string(),
  source: z.string(),
  enterprises: z.number().int(),
});
export const industrySchema = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(['section', 'division', 'group', 'class']),
  parentCode: z.string().nullable(),
  note: z.string(),
  enterprises: z.number().int(),
});
export const parkSchema = z.object({
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  regionCode: z.string(),
  regionName: z.string(),
  level: z.string(),
  leadingIndustries: z.string(),
  note: z.string(),
  verified: z.boolean(),
  source: z.string(),
  enterprises: z.number().int(),
});
export const agencySchema = z.object({
  pack: z.string(),
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  fromDay: z.string().nullable(),
  toDay: z.string().nullable(),
  successorCode: z.string().nullable(),
  successorName: z.string().nullable(),
  source: z.string(),
});

export const enterpriseRowSchema = z.object({
  id: z.string(),
  creditCode: z.string(),
  name: z.string(),
  regionCode: z.string(),
  regionName: z.string(),
  industryCode: z.string(),
  industryName: z.string(),
  parkCode: z.string().nullable(),
  parkName: z.string().nullable(),
  size: sizeSchema.nullable(),
  /** Years in which it was above the designated size. */
  aboveScale: z.array(z.number().int()),
  simulated: z.boolean(),
});
export const enterpriseSchema = enterpriseRowSchema.extend({
  version: z.number().int(),
  createdAt: z.string(),
  industryPath: z.array(z.object({ code: z.string(), name: z.string() })),
  regionPath: z.array(z.object({ code: z.string(), name: z.string() })),
  can: z.object({ edit: z.boolean() }),
});

const filters = {
  q: z.string().trim().max(100).optional(),
  region: code.optional(),
  park: code.optional(),
  industry: z.string().max(10).optional(),
  sizeClass: csvList,
  year: z.coerce.number().int().min(1990).max(2100).optional(),
  sort: z
    .enum(['name', '-name', 'creditCode', '-creditCode', 'industry', '-industry', 'region', '-region'])
    .default('name'),
};

const writable = z.object({
  name: z.string().trim().min(2).max(120),
  regionCode: code,
  industryCode: z.string().regex(/^\d{4}$/),
  parkCode: code.nullable(),
  aboveScale: z.array(z.number().int().min(1990).max(2100)).max(60),
});

export const contract = {
  regions: route({
    method: 'GET',
    path: '/regions',
    summary: '地区',
    permission: 'public',
    response: z.object({ items: z.array(regionSchema) }),
  }),
  industries: route({
    method: 'GET',
    path: '/industries',
    summary: '行业分类（GB/T 4754-2017，B、C、D）',
    permission: 'public',
    response: z.object({ items: z.array(industrySchema) }),
  }),
  parks: route({
    method: 'GET',
    path: '/parks',
    summary: '工业园区',
    permission: 'public',
    response: z.object({ items: z.array(parkSchema) }),
  }),
  agencies: route({
    method: 'GET',
    path: '/agencies',
    summary: '机构及其承接关系',
    permission: 'public',
    response: z.object({ items: z.array(agencySchema) }),
  }),
  enterprises: route({
    method: 'GET',
    path: '/enterprises',
    summary: '企业名录（按账号的数据范围）',
    permission: 'subjects.read',
    query: z.object({ ...paging, ...filters }),
    response: pageOf(enterpriseRowSchema),
  }),
  exportEnterprises: route({
    method: 'GET',
    path: '/enterprises/export',
    summary: '导出企业名录（xlsx）',
    permission: 'subjects.read',
    query: z.object(filters),
    file: true,
  }),
  enterprise: route({
    method: 'GET',
    path: '/enterprises/:id',
    summary: '一家企业的登记信息',
    permission: 'subjects.read',
    params: z.object({ id: z.string().uuid() }),
    response: enterpriseSchema,
  }),
  createEnterprise: route({
    method: 'POST',
    path: '/enterprises',
    summary: '登记企业',
    permission: 'subjects.write',
    body: writable.extend({ creditCode: z.string().max(40) }),
    response: enterpriseSchema,
  }),
  editEnterprise: route({
    method: 'PUT',
    path: '/enterprises/:id',
    summary: '修改登记信息',
    permission: 'subjects.write',
    params: z.object({ id: z.string().uuid() }),
    body: writable.extend({ version: z.number().int() }),
    response: enterpriseSchema,
  }),
};

/** What crosses the wire about accounts, sessions and the audit log. */
import { z } from 'zod';
import { csvList, dayText, findingSchema, pageOf, paging, route } from '#platform/api';
import { roles } from '#kernel';

const roleSchema = z.enum(roles);
const username = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9._-]{2,39}$/);

export const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({
    kind: z.literal('regions'),
    paths: z
      .array(z.string().regex(/^64(\/[0-9A-Z]{2,6})*$/))
      .min(1)
      .max(60),
  }),
  z.object({ kind: z.literal('subject'), subjectId: z.string().uuid() }),
  z.object({ kind: z.literal('none') }),
]);

export const accountSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role: roleSchema,
  body: z.string().nullable(),
  scope: scopeSchema,
  disabled: z.boolean(),
  locked: z.boolean(),
  mustChangePassword: z.boolean(),
  createdAt: z.string(),
  version: z.number().int(),
  can: z.object({ disable: z.boolean(), setRole: z.boolean(), unlock: z.boolean(), reset: z.boolean() }),
});

const meSchema = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role: roleSchema,
  body: z.string().nullable(),
  scope: scopeSchema,
  subjectId: z.string().nullable(),
  mustChangePassword: z.boolean(),
  permissions: z.array(z.string()),
});

const auditRow = z.object({
  chain: z.number().int(),
  seq: z.number().int(),
  at: z.string(),
  actorName: z.string(),
  role: z.string(),
  act: z.string(),
  target: z.string(),
  success: z.boolean(),
  ip: z.string(),
  requestId: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
const auditFilters = {
  q: z.string().max(100).optional(),
  act: csvList,
  success: z.enum(['yes', 'no']).optional(),
  from: dayText.optional(),
  to: dayText.optional(),
};
const id = z.object({ id: z.string().uuid() });

export const contract = {
  me: route({
    method: 'GET',
    path: '/me',
    summary: '当前登录的账号；未登录时为空',
    permission: 'public',
    response: z.object({ account: meSchema.nullable() }),
  }),
  signIn: route({
    method: 'POST',
    path: '/session',
    summary: '登录',
    permission: 'public',
    body: z.object({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
    response: z.object({ name: z.string(), mustChangePassword: z.boolean() }),
  }),
  signOut: route({ method: 'DELETE', path: '/session', summary: '退出', permission: 'signed-in' }),
  demo: route({
    method: 'GET',
    path: '/session/demo',
    summary: '演示账号；没有演示数据时为空',
    permission: 'public',
    response: z.object({
      password: z.string().nullable(),
      accounts: z.array(z.object({ username: z.string(), name: z.string(), role: roleSchema })),
    }),
  }),
  changePassword: route({
    method: 'POST',
    path: '/me/password',
    summary: '修改口令；其他会话随即失效',
    permission: 'signed-in',
    body: z.object({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) }),
  }),
  list: route({
    method: 'GET',
    path: '/accounts',
    summary: '账号清单',
    permission: 'accounts.read',
    query: z.object({
      ...paging,
      q: z.string().max(100).optional(),
      role: csvList,
      state: z.enum(['active', 'disabled', 'locked']).optional(),
      sort: z.enum(['username', '-username', 'name', '-name', 'createdAt', '-createdAt']).default('username'),
    }),
    response: pageOf(accountSchema),
  }),
  create: route({
    method: 'POST',
    path: '/accounts',
    summary: '建立账号（尚无权限，由安全管理员授予角色与数据范围）',
    permission: 'accounts.create',
    body: z.object({ username, name: z.string().trim().min(2).max(60), body: z.string().max(60).nullable() }),
    response: z.object({ account: accountSchema, password: z.string() }),
  }),
  setRole: route({
    method: 'PUT',
    path: '/accounts/:id/role',
    summary: '授予角色与数据范围',
    permission: 'accounts.authorize',
    params: id,
    body: z.object({ role: roleSchema, scope: scopeSchema, version: z.number().int() }),
    response: accountSchema,
  }),
  setDisabled: route({
    method: 'PUT',
    path: '/accounts/:id/disabled',
    summary: '停用或启用；停用后会话随即失效',
    permission: 'accounts.create',
    params: id,
    body: z.object({ disabled: z.boolean(), version: z.number().int() }),
    response: accountSchema,
  }),
  unlock: route({
    method: 'POST',
    path: '/accounts/:id/unlock',
    summary: '解除锁定',
    permission: 'accounts.authorize',
    params: id,
    response: accountSchema,
  }),
  resetPassword: route({
    method: 'POST',
    path: '/accounts/:id/password',
    summary: '重置口令：给出一次性口令，下次登录须修改',
    permission: 'accounts.create',
    params: id,
    response: z.object({ password: z.string() }),
  }),
  audit: route({
    method: 'GET',
    path: '/audit',
    summary: '审计日志',
    permission: 'audit.read',
    query: z.object({ ...paging, ...auditFilters }),
    response: pageOf(auditRow),
  }),
  exportAudit: route({
    method: 'GET',
    path: '/audit/export',
    summary: '导出审计日志（csv）',
    permission: 'audit.read',
    query: z.object(auditFilters),
    file: true,
  }),
  verifyAudit: route({
    method: 'POST',
    path: '/audit/verify',
    summary: '校验审计日志：改动、删除、截断都能发现',
    permission: 'audit.verify',
    response: z.object({ rows: z.number().int(), findings: z.array(findingSchema) }),
  }),
};

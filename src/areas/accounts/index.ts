/** Accounts, sessions, the audit log. Words: account, role (what one may do), scope (which rows one may see), session. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, ask, defineArea } from '#platform/act';
import { contract } from './contract.ts';
import { policy } from './policy.ts';
import * as service from './service.ts';
import * as store from './store.ts';

export {
  actorOf,
  auditAnchor,
  createDemoAccounts,
  createFirstAdministrators,
  type DemoAccount,
} from './service.ts';

/** Names and the common password of the demonstration sign-ins, kept in the data folder while there is demonstration data. */
export const demoFile = (dataDir: string): string => join(dataDir, 'demo-accounts.json');

const readDemo = (dataDir: string): { password: string; usernames: string[] } | undefined =>
  existsSync(demoFile(dataDir))
    ? (JSON.parse(readFileSync(demoFile(dataDir), 'utf8')) as { password: string; usernames: string[] })
    : undefined;

const auditFilter = (q: {
  q?: string | undefined;
  act?: string[] | undefined;
  success?: 'yes' | 'no' | undefined;
  from?: string | undefined;
  to?: string | undefined;
}): store.AuditFilter => ({
  q: q.q,
  acts: q.act,
  success: q.success === undefined ? undefined : q.success === 'yes',
  from: q.from,
  to: q.to,
});

const cell = (s: string): string => `"${(/^[=+\-@\t\r]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;

export const area = defineArea({
  name: 'accounts',
  contract,
  policy,
  handlers: {
    me: ask(contract.me, (ctx) => service.me(ctx)),
    signIn: act(contract.signIn, {
      name: 'accounts.sign-in',
      prepare: async (env, { body }) => {
        const account = await service.prepareSignIn(env, body.username, body.password);
        return { account, ...(await service.openSession(env, account, env.requestId)) };
      },
      run: async (ctx, _input, { account, token, maxAgeSeconds }) => {
        ctx.session({ set: token, maxAgeSeconds });
        return { name: account.name, mustChangePassword: account.mustChangePassword };
      },
      target: ({ body }) => `account:${body.username.slice(0, 60)}`,
    }),
    signOut: act(contract.signOut, {
      name: 'accounts.sign-out',
      run: async (ctx) => {
        if (ctx.actor.sessionId) await store.deleteSession(ctx.tx, ctx.actor.sessionId);
        ctx.session({ clear: true });
        return {};
      },
    }),
    demo: ask(contract.demo, async (ctx) => {
      const demo = readDemo(ctx.house.dataDir);
      if (!demo) return { password: null, accounts: [] };
      const accounts = await store.accountsByNames(ctx.tx, demo.usernames);
      return {
        password: demo.password,
        accounts: accounts.map((a) => ({ username: a.username, name: a.name, role: a.role })),
      };
    }),
    changePassword: act(contract.changePassword, {
      name: 'accounts.change-password',
      run: async (ctx, { body }) => {
        await service.changePassword(ctx, body.current, body.next);
        return {};
      },
    }),
    list: ask(contract.list, async (ctx, { query }) => {
      const { total, items } = await store.listAccounts(ctx.tx, {
        ...query,
        q: query.q,
        roles: query.role,
        state: query.state,
        now: ctx.now,
      });
      return { total, items: items.map((a) => service.present(ctx, a)) };
    }),
    create: act(contract.create, {
      name: 'accounts.create',
      run: (ctx, { body }) => service.create(ctx, body),
      target: ({ body }) => `account:${body.username}`,
    }),
    setRole: act(contract.setRole, {
      name: 'accounts.set-role',
      run: (ctx, { params, body }) => service.setRole(ctx, params.id, body.role, body.scope, body.version),
      target: ({ params }) => `account:${params.id}`,
      detail: ({ body }) => ({ role: body.role, scope: body.scope }),
    }),
    setDisabled: act(contract.setDisabled, {
      name: 'accounts.set-disabled',
      run: (ctx, { params, body }) => service.setDisabled(ctx, params.id, body.disabled, body.version),
      target: ({ params }) => `account:${params.id}`,
      detail: ({ body }) => ({ disabled: body.disabled }),
    }),
    unlock: act(contract.unlock, {
      name: 'accounts.unlock',
      run: (ctx, { params }) => service.unlock(ctx, params.id),
      target: ({ params }) => `account:${params.id}`,
    }),
    resetPassword: act(contract.resetPassword, {
      name: 'accounts.reset-password',
      run: (ctx, { params }) => service.resetPassword(ctx, params.id),
      target: ({ params }) => `account:${params.id}`,
    }),
    audit: ask(contract.audit, (ctx, { query }) =>
      store.listAudit(ctx.tx, auditFilter(query), query.size, (query.page - 1) * query.size),
    ),
    exportAudit: ask(contract.exportAudit, async (ctx, { query }) => {
      const { items } = await store.listAudit(ctx.tx, auditFilter(query), 100_000, 0);
      const lines = items.map((r) =>
        [
          r.at,
          r.actorName,
          r.role,
          r.act,
          r.target,
          r.success ? '成功' : '失败',
          r.ip,
          r.requestId,
          JSON.stringify(r.detail),
        ]
          .map(cell)
          .join(','),
      );
      const text = `\uFEFF${['时间', '账号', '角色', '行为', '对象', '结果', '地址', '请求编号', '细节'].join(',')}\r\n${lines.join('\r\n')}\r\n`;
      return {
        name: `审计日志-${ctx.today}.csv`,
        type: 'text/csv; charset=utf-8',
        bytes: new TextEncoder().encode(text),
      };
    }),
    verifyAudit: act(contract.verifyAudit, {
      name: 'audit.verify',
      run: (ctx) => service.verifyAudit(ctx),
      detail: (_i, r) => ('rows' in r ? { rows: r.rows, findings: r.findings.length } : {}),
    }),
  },
});

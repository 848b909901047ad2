import { App, Button, Form, Input, Modal, Select, Tag, TreeSelect, Typography } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { accountSchema, scopeSchema } from '#contract/accounts';
import { roles, type Role } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { ScopeText } from '../../parts/ScopeText.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import { regionPathTree, useRegisters } from '../../parts/useRegisters.ts';

type Account = z.output<typeof accountSchema>;
type Scope = z.output<typeof scopeSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.accounts.list>[0]>['query']>;

const administrators: readonly Role[] = ['sysadmin', 'secadmin', 'auditor'];
/** The scopes that make sense for a role; the server refuses the others. */
const scopesOf = (role: Role | undefined): readonly Scope['kind'][] =>
  role === undefined
    ? []
    : administrators.includes(role)
      ? ['none']
      : role === 'enterprise'
        ? ['subject']
        : ['all', 'regions', 'none'];

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

function Create({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (name: string, password: string) => void;
}) {
  const { t } = useI18n();
  const [form] = Form.useForm<{ username: string; name: string; body: string }>();
  const draft = useDraft('account', form);
  const refused = useFormProblem(form);
  const create = useMutation({
    mutationFn: (v: { username: string; name: string; body?: string }) =>
      api.accounts.create({ body: { username: v.username, name: v.name, body: v.body?.trim() || null } }),
    onSuccess: (r) => {
      draft.forget();
      onMade(r.account.name, r.password);
    },
    onError: refused.show,
  });
  return (
    <Modal
      open
      title={t('accountPages.create')}
      okText={t('accountPages.create')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
    >
      <p className="quiet">{t('accountPages.createHint')}</p>
      {refused.text ? (
        <p role="alert" className="bad-text">
          {refused.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={draft.initial}
        onValuesChange={draft.keep}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item
          name="username"
          label={t('accountPages.username')}
          extra={t('accountPages.usernameRule')}
          rules={[
            { required: true, pattern: /^[a-z][a-z0-9._-]{2,39}$/, message: t('accountPages.usernameRule') },
          ]}
        >
          <Input autoComplete="off" maxLength={40} />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('accountPages.name')}
          rules={[{ required: true, min: 2, message: t('accountPages.nameNeeded') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="body" label={t('accountPages.bodyLabel')} extra={t('accountPages.bodyHint')}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface RightsForm {
  role: Role;
  kind: Scope['kind'];
  paths?: string[];
  subject?: string;
}

/** Role and scope of one account. Security administrators see no enterprises, so an enterprise is named by its page's address. */
function Rights({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { regions } = useRegisters();
  const [form] = Form.useForm<RightsForm>();
  const refused = useFormProblem(form);
  const role: Role | undefined = Form.useWatch('role', form);
  const kind: Scope['kind'] | undefined = Form.useWatch('kind', form);
  const save = useMutation({
    mutationFn: (v: RightsForm) => {
      const scope: Scope =
        v.kind === 'regions'
          ? { kind: 'regions', paths: v.paths ?? [] }
          : v.kind === 'subject'
            ? { kind: 'subject', subjectId: (uuid.exec(v.subject ?? '')?.[0] ?? '').toLowerCase() }
            : { kind: v.kind };
      return api.accounts.setRole({
        params: { id: account.id },
        body: { role: v.role, scope, version: account.version },
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      void message.success(t('accountPages.done'));
      onClose();
    },
    onError: refused.show,
  });
  const s = account.scope;
  return (
    <Modal
      open
      title={`${t('accountPages.setRole')}：${account.name}`}
      okText={t('common.save')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      <p className="quiet">{t('accountPages.setRoleHint')}</p>
      {refused.text ? (
        <p role="alert" className="bad-text">
          {refused.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          role: account.role,
          kind: s.kind,
          paths: s.kind === 'regions' ? s.paths : [],
          subject: s.kind === 'subject' ? s.subjectId : '',
        }}
        onValuesChange={(c: Partial<RightsForm>) => {
          // A role that does not allow the chosen scope takes the first it allows.
          if (c.role && !scopesOf(c.role).includes(form.getFieldValue('kind') as Scope['kind']))
            form.setFieldValue('kind', scopesOf(c.role)[0]);
        }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="role" label={t('accountPages.roleLabel')} rules={[{ required: true }]}>
          <Select options={roles.map((r) => ({ value: r, label: t(`accountPages.role.${r}`) }))} />
        </Form.Item>
        <Form.Item name="kind" label={t('accountPages.scopeKind')} rules={[{ required: true }]}>
          <Select
            options={scopesOf(role).map((k) => ({ value: k, label: t(`accountPages.scopeKind.${k}`) }))}
          />
        </Form.Item>
        {kind === 'regions' ? (
          <Form.Item
            name="paths"
            label={t('accountPages.regions')}
            rules={[{ required: true, type: 'array', min: 1, message: t('accountPages.regionsNeeded') }]}
          >
            <TreeSelect
              multiple
              treeDefaultExpandAll
              showSearch={{ treeNodeFilterProp: 'title' }}
              treeData={regionPathTree(regions.data?.items ?? [])}
            />
          </Form.Item>
        ) : null}
        {kind === 'subject' ? (
          <Form.Item
            name="subject"
            label={t('accountPages.enterpriseId')}
            extra={t('accountPages.pickEnterprise')}
            rules={[{ required: true, pattern: uuid, message: t('accountPages.enterpriseNeeded') }]}
          >
            <Input className="mono" />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}

/** 账号：系统管理员建立和停用，安全管理员授权和解锁 */
export default function Accounts() {
  const { t } = useI18n();
  const { can } = useSession();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [rights, setRights] = useState<Account | null>(null);
  const [state, change, reset] = useQueryState({
    q: '',
    role: '',
    state: '',
    sort: 'username',
    page: '1',
    size: '20',
  });
  const query = Object.fromEntries(
    Object.entries({
      q: state.q,
      role: state.role,
      state: state.state,
      sort: state.sort,
      page: state.page,
      size: state.size,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const list = useQuery({
    queryKey: ['accounts', query],
    queryFn: () => api.accounts.list({ query }),
    placeholderData: keepPreviousData,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ['accounts'] });
  /** Closed only by a button, since what it shows cannot be had again. */
  const showPassword = (name: string, password: string): void =>
    void modal.success({
      title: name,
      mask: { closable: false },
      okText: t('common.close'),
      content: (
        <>
          <p style={{ marginBottom: 4 }}>{t('accountPages.oneTime')}</p>
          <Typography.Paragraph copyable className="mono" style={{ fontSize: 18 }}>
            {password}
          </Typography.Paragraph>
          <p className="quiet">{t('accountPages.oneTimeHint')}</p>
        </>
      ),
    });
  const refused = (e: unknown): void => {
    void message.error(problem(e));
    void refresh();
  };
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      await refresh();
      void message.success(t('accountPages.done'));
    } catch (e) {
      refused(e);
    }
  };
  const setDisabled = (a: Account): Promise<void> =>
    act(() =>
      api.accounts.setDisabled({ params: { id: a.id }, body: { disabled: !a.disabled, version: a.version } }),
    );
  const resetPassword = async (a: Account): Promise<void> => {
    try {
      const r = await api.accounts.resetPassword({ params: { id: a.id } });
      await refresh();
      showPassword(a.name, r.password);
    } catch (e) {
      refused(e);
    }
  };
  return (
    <div className="page">
      <PageHead
        title={t('web.page.accounts')}
        hint={t('accountPages.accountsHint')}
        extra={
          can('accounts.create') ? (
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('accountPages.create')}
            </Button>
          ) : null
        }
      />
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('accountPages.searchAccount')}
          onSearch={(q) => change({ q })}
          style={{ width: 240 }}
        />
        <Select
          allowClear
          aria-label={t('accountPages.roleLabel')}
          placeholder={t('accountPages.roleLabel')}
          value={state.role || null}
          onChange={(v: string | undefined) => change({ role: v })}
          options={roles.map((r) => ({ value: r, label: t(`accountPages.role.${r}`) }))}
          popupMatchSelectWidth={180}
        />
        <Select
          allowClear
          aria-label={t('accountPages.state')}
          placeholder={t('accountPages.state')}
          value={state.state || null}
          onChange={(v: string | undefined) => change({ state: v })}
          options={(['active', 'disabled', 'locked'] as const).map((v) => ({
            value: v,
            label: t(`accountPages.state.${v}`),
          }))}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Account>
        label={t('web.page.accounts')}
        query={list}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'username' }) }}
        columns={[
          {
            key: 'username',
            title: t('accountPages.username'),
            dataIndex: 'username',
            sorter: true,
            width: 150,
          },
          { key: 'name', title: t('accountPages.name'), dataIndex: 'name', sorter: true, width: 190 },
          { key: 'body', title: t('accountPages.bodyLabel'), width: 150, render: (_, a) => a.body ?? '—' },
          {
            key: 'role',
            title: t('accountPages.roleLabel'),
            width: 140,
            render: (_, a) => t(`accountPages.role.${a.role}`),
          },
          {
            key: 'scope',
            title: t('accountPages.scope'),
            width: 180,
            render: (_, a) => <ScopeText scope={a.scope} />,
          },
          {
            key: 'state',
            title: t('accountPages.state'),
            width: 120,
            render: (_, a) => (
              <>
                {a.disabled ? (
                  <Tag className="sev-info">{t('accountPages.state.disabled')}</Tag>
                ) : a.locked ? (
                  <Tag className="sev-error">{t('accountPages.state.locked')}</Tag>
                ) : (
                  <Tag className="tag-lead">{t('accountPages.state.active')}</Tag>
                )}
                {a.mustChangePassword && !a.disabled ? (
                  <span className="quiet small">{t('accountPages.mustChange')}</span>
                ) : null}
              </>
            ),
          },
          {
            key: 'createdAt',
            title: t('accountPages.createdAt'),
            sorter: true,
            width: 150,
            className: 'num',
            render: (_, a) => formatTime(a.createdAt),
          },
          {
            key: 'act',
            title: t('common.actions'),
            width: 190,
            render: (_, a) => (
              <span className="acts">
                {a.can.setRole ? (
                  <Button size="small" onClick={() => setRights(a)}>
                    {t('accountPages.setRole')}
                  </Button>
                ) : null}
                {a.can.unlock ? (
                  <Button
                    size="small"
                    onClick={() => void act(() => api.accounts.unlock({ params: { id: a.id } }))}
                  >
                    {t('accountPages.unlock')}
                  </Button>
                ) : null}
                {a.can.reset ? (
                  <Button
                    size="small"
                    onClick={() =>
                      void modal.confirm({
                        title: t('accountPages.resetAsk', { name: a.name }),
                        okText: t('accountPages.resetPassword'),
                        cancelText: t('common.cancel'),
                        onOk: () => resetPassword(a),
                      })
                    }
                  >
                    {t('accountPages.resetPassword')}
                  </Button>
                ) : null}
                {a.can.disable ? (
                  a.disabled ? (
                    <Button size="small" onClick={() => void setDisabled(a)}>
                      {t('accountPages.enable')}
                    </Button>
                  ) : (
                    <Button
                      size="small"
                      danger
                      onClick={() =>
                        void modal.confirm({
                          title: t('accountPages.disableAsk', { name: a.name }),
                          okText: t('accountPages.disable'),
                          okButtonProps: { danger: true },
                          cancelText: t('common.cancel'),
                          onOk: () => setDisabled(a),
                        })
                      }
                    >
                      {t('accountPages.disable')}
                    </Button>
                  )
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {creating ? (
        <Create
          onClose={() => setCreating(false)}
          onMade={(name, password) => {
            setCreating(false);
            void refresh();
            showPassword(name, password);
          }}
        />
      ) : null}
      {rights ? <Rights account={rights} onClose={() => setRights(null)} /> : null}
    </div>
  );
}

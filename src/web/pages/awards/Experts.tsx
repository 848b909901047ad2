import { Alert, App, Button, Form, Input, Modal, Select, Switch, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useRegisters } from '../../parts/useRegisters.ts';
import type { Expert } from './types.ts';

type Values = Pick<Expert, 'username' | 'name' | 'organisation' | 'fields' | 'conflicts' | 'active'>;
const kinds = ['enterprise', 'county', 'city', 'industry'] as const;

function ExpertForm({ of, onClose }: { of: Expert | null; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { industries } = useRegisters();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const need = [{ required: true, message: t('awardPages.required') }];
  const save = useMutation({
    mutationFn: (v: Values) => {
      const body = {
        ...v,
        username: v.username?.trim() || null,
        organisation: v.organisation ?? '',
        fields: v.fields ?? [],
        conflicts: (v.conflicts ?? []).map((c) => ({ ...c, note: c.note ?? '' })),
      };
      return of
        ? api.awards.editExpert({ params: { id: of.id }, body: { ...body, version: of.version } })
        : api.awards.addExpert({ body });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['awards', 'experts'] });
      void message.success(t('awardPages.saved'));
      onClose();
    },
    onError: trouble.show,
  });
  return (
    <Modal
      open
      width={620}
      title={of ? t('awardPages.editExpert') : t('awardPages.addExpert')}
      okText={t('awardPages.save')}
      cancelText={t('awardPages.cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={of ?? { active: true, conflicts: [], fields: [] }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="name" label={t('awardPages.expertName')} rules={need}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="organisation" label={t('awardPages.organisation')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="username" label={t('awardPages.username')} extra={t('awardPages.usernameHint')}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="fields" label={t('awardPages.fields')} extra={t('awardPages.fieldsHint')}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={(industries.data?.items ?? [])
              .filter((i) => i.level === 'division')
              .map((i) => ({ value: i.code, label: `${i.code} ${i.name}` }))}
          />
        </Form.Item>
        <fieldset style={{ border: 0, padding: 0, margin: '0 0 16px' }}>
          <legend style={{ fontSize: 14, marginBottom: 6 }}>
            {t('awardPages.conflicts')}（{t('awardPages.conflictsHint')}）
          </legend>
          <Form.List name="conflicts">
            {(rows, { add, remove }) => (
              <>
                {rows.map((r) => (
                  <div key={r.key} style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                    <Form.Item name={[r.name, 'kind']} rules={need} style={{ flex: '1 1 200px' }}>
                      <Select
                        aria-label={t('awardPages.conflicts')}
                        options={kinds.map((k) => ({ value: k, label: t(`awardPages.conflict.${k}`) }))}
                      />
                    </Form.Item>
                    <Form.Item name={[r.name, 'code']} rules={need} style={{ flex: '1 1 150px' }}>
                      <Input
                        aria-label={t('awardPages.conflictCode')}
                        placeholder={t('awardPages.conflictCode')}
                      />
                    </Form.Item>
                    <Form.Item name={[r.name, 'note']} style={{ flex: '1 1 120px' }}>
                      <Input
                        aria-label={t('awardPages.conflictNote')}
                        placeholder={t('awardPages.conflictNote')}
                      />
                    </Form.Item>
                    <Button onClick={() => remove(r.name)}>{t('awardPages.removeRow')}</Button>
                  </div>
                ))}
                <Button onClick={() => add({ kind: 'enterprise', code: '', note: '' })}>
                  {t('awardPages.addConflict')}
                </Button>
              </>
            )}
          </Form.List>
        </fieldset>
        <Form.Item name="active" label={t('awardPages.active')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Register of experts: what they know, whom they must keep away from. */
export function Experts({ minimum }: { minimum: number }) {
  const { t } = useI18n();
  const { industries } = useRegisters();
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<'new' | Expert | null>(null);
  const q = useQuery({
    queryKey: ['awards', 'experts', text],
    queryFn: () => api.awards.experts({ query: text ? { q: text } : {} }),
    placeholderData: (before) => before,
  });
  const nameOf = new Map((industries.data?.items ?? []).map((i) => [i.code, i.name]));
  const active = (q.data?.items ?? []).filter((e) => e.active).length;
  return (
    <>
      <div className="filters">
        <Input.Search
          allowClear
          style={{ maxWidth: 280 }}
          placeholder={t('awardPages.expertName')}
          aria-label={t('awardPages.expertName')}
          onSearch={setText}
        />
        <Button type="primary" onClick={() => setAsked('new')}>
          {t('awardPages.addExpert')}
        </Button>
      </div>
      {q.data && text === '' && active < minimum ? (
        <Alert
          type="info"
          showIcon
          title={active === 0 ? t('awardPages.noExperts') : t('awardPages.noExpertsHint', { n: minimum })}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <PlainTable<Expert>
        label={t('awardPages.tabExperts')}
        query={q}
        rowKey="id"
        pageSize={20}
        columns={[
          {
            key: 'name',
            title: t('awardPages.expertName'),
            width: 150,
            render: (_, r) => (
              <>
                {r.name}
                <Simulated when={r.simulated} />
              </>
            ),
          },
          { key: 'organisation', title: t('awardPages.organisation'), dataIndex: 'organisation', width: 200 },
          {
            key: 'username',
            title: t('awardPages.username'),
            width: 130,
            render: (_, r) => r.username ?? <Tag>{t('awardPages.paper')}</Tag>,
          },
          {
            key: 'fields',
            title: t('awardPages.fields'),
            width: 240,
            render: (_, r) =>
              r.fields.length === 0
                ? t('awardPages.allFields')
                : r.fields.map((f) => nameOf.get(f) ?? f).join('、'),
          },
          {
            key: 'conflicts',
            title: t('awardPages.conflicts'),
            width: 220,
            render: (_, r) =>
              r.conflicts.length === 0 ? '—' : r.conflicts.map((c) => c.note || c.code).join('、'),
          },
          {
            key: 'active',
            title: t('awardPages.vetoState'),
            width: 90,
            render: (_, r) => (r.active ? t('awardPages.active') : t('awardPages.inactive')),
          },
          {
            key: 'edit',
            title: '',
            width: 80,
            render: (_, r) => (
              <Button size="small" onClick={() => setAsked(r)}>
                {t('awardPages.editRow')}
              </Button>
            ),
          },
        ]}
      />
      {asked ? <ExpertForm of={asked === 'new' ? null : asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

import { Alert, App, Button, Form, InputNumber, Modal, Tabs, Tag } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import { RulesView } from './RulesView.tsx';
import type { RoundRow } from './types.ts';

function Open({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const go = useNavigate();
  const [form] = Form.useForm<{ year: number }>();
  const trouble = useFormProblem(form);
  const open = useMutation({
    mutationFn: (v: { year: number }) => api.assessment.open({ body: { year: v.year } }),
    onSuccess: ({ id }) => {
      void message.success(t('assessmentPages.opened'));
      void go(`/assessments/${id}`);
    },
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={t('assessmentPages.open')}
      okText={t('assessmentPages.openOk')}
      cancelText={t('common.cancel')}
      confirmLoading={open.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="quiet">{t('assessmentPages.openHint')}</p>
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ year: 2020 }}
        onFinish={(v: { year: number }) => open.mutate(v)}
      >
        <Form.Item
          name="year"
          label={t('assessmentPages.year')}
          rules={[{ required: true, message: t('assessmentPages.required') }]}
        >
          <InputNumber min={1990} max={2100} precision={0} style={{ width: 140 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Rounds() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const q = useQuery({
    queryKey: ['assessment', 'rounds'],
    queryFn: () => api.assessment.rounds({ query: {} }),
  });
  if (q.data && q.data.items.length === 0)
    return (
      <section className="panel">
        <p>{t('assessmentPages.noRounds')}</p>
        <p className="quiet">
          {can('assessment.run') ? t('assessmentPages.noRoundsHint') : t('assessmentPages.noRoundsReader')}
        </p>
      </section>
    );
  return (
    <PlainTable<RoundRow>
      label={t('assessmentPages.rounds')}
      query={q}
      rowKey="id"
      columns={[
        { key: 'year', title: t('assessmentPages.year'), dataIndex: 'year', width: 80, className: 'num' },
        {
          key: 'title',
          title: t('assessmentPages.round'),
          render: (_, r) => (
            <>
              <Link to={`/assessments/${r.id}`}>{r.title}</Link> <Simulated when={r.simulated} />
            </>
          ),
        },
        {
          key: 'state',
          title: t('assessmentPages.state'),
          width: 180,
          render: (_, r) => <Tag>{data(r.stateTitle)}</Tag>,
        },
        {
          key: 'units',
          title: t('assessmentPages.units'),
          width: 110,
          align: 'right',
          className: 'num',
          dataIndex: 'units',
        },
        {
          key: 'own',
          title: t('assessmentPages.ownSheet'),
          width: 200,
          render: (_, r) =>
            r.own && r.told ? <Link to={`/assessments/${r.id}/${r.own.id}`}>{r.own.name}</Link> : '—',
        },
        {
          key: 'updated',
          title: t('assessmentPages.updated'),
          width: 160,
          className: 'num',
          render: (_, r) => formatTime(r.updatedAt),
        },
      ]}
    />
  );
}

/** 年终考核: the years, and the scheme they go by. */
export default function Assessments() {
  const { t } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ tab: 'rounds' });
  const [opening, setOpening] = useState(false);
  const schemes = useQuery({
    queryKey: ['assessment', 'schemes'],
    queryFn: () => api.assessment.schemes({ query: {} }),
    staleTime: 600_000,
  });
  const rules = schemes.data?.items[0];
  return (
    <div className="page">
      <PageHead
        title={t('assessmentPages.title')}
        hint={t('assessmentPages.hint')}
        extra={
          can('assessment.run') ? (
            <Button type="primary" onClick={() => setOpening(true)}>
              {t('assessmentPages.open')}
            </Button>
          ) : null
        }
      />
      <Tabs
        activeKey={state.tab}
        onChange={(tab) => change({ tab })}
        destroyOnHidden
        items={[
          { key: 'rounds', label: t('assessmentPages.rounds'), children: <Rounds /> },
          {
            key: 'rules',
            label: t('assessmentPages.rules'),
            children: rules ? <RulesView rules={rules} /> : null,
          },
        ]}
      />
      {opening ? <Open onClose={() => setOpening(false)} /> : null}
    </div>
  );
}

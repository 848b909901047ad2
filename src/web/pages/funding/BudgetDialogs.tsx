import { Alert, App, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { fenOf } from './fen.ts';
import type { Budget } from './types.ts';

/** Proposes that a budget line be given money, or some be taken back. */
export function ProposeBudget({ of, onClose }: { of: Budget; onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ kind: 'appropriation' | 'reduction'; yuan: string; reference: string }>();
  const [id] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: async () => {
      const { kind, yuan, reference } = await form.validateFields();
      return api.funding.propose({ body: { id, kind, amountFen: fenOf(yuan)!, budget: of.id, reference } });
    },
    onSuccess: async () => {
      void message.success(t('fundingPages.proposed'));
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${of.fund} · ${data(of.schemeTitle)} · ${of.year}`}
      okText={t('fundingPages.propose')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <Form form={form} layout="vertical" initialValues={{ kind: 'appropriation' }}>
        <Form.Item name="kind" label={t('fundingPages.what')}>
          <Select
            options={(['appropriation', 'reduction'] as const).map((k) => ({
              value: k,
              label: t(`funding.kind.${k}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="yuan"
          label={t('fundingPages.amountYuan')}
          rules={[
            {
              validator: (_, v: string | undefined) =>
                fenOf(v ?? '') ? Promise.resolve() : Promise.reject(new Error(t('fundingPages.amountForm'))),
            },
          ]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
        <Form.Item
          name="reference"
          label={t('fundingPages.reference')}
          rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
        >
          <Input maxLength={120} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** A new line: fund × scheme × year. */
export function OpenBudget({ onClose }: { onClose: () => void }) {
  const { t, data } = useI18n();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ fund: string; scheme: string; year: string }>();
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
  });
  const send = useMutation({
    mutationFn: async () => {
      const v = await form.validateFields();
      return api.funding.openBudget({ body: { fund: v.fund, scheme: v.scheme, year: Number(v.year) } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  const required = { required: true, message: t('fundingPages.required') };
  return (
    <Modal
      open
      title={t('fundingPages.openBudget')}
      okText={t('fundingPages.openBudget')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <Form form={form} layout="vertical">
        <Form.Item name="fund" label={t('funding.export.fund')} rules={[{ ...required, min: 2 }]}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="scheme" label={t('funding.export.scheme')} rules={[required]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(schemes.data?.items ?? [])
              .filter((s) => s.kind === 'money')
              .map((s) => ({ value: s.id, label: data(s.title) }))}
          />
        </Form.Item>
        <Form.Item
          name="year"
          label={t('fundingPages.budgetYear')}
          rules={[{ required: true, pattern: /^20\d\d$/, message: t('fundingPages.required') }]}
        >
          <Input inputMode="numeric" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

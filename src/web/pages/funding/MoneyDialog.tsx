import { Alert, App, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { fenOf, yuanText } from './fen.ts';
import type { Application, MoneyKind } from './types.ts';

interface Values {
  yuan: string;
  reference: string;
  reason?: string;
  budget?: string;
}

/** What is committed and not yet paid, and what was paid and not taken back; both from the vouchers. */
function standing(a: Application): { committed: bigint; paid: bigint } {
  const of = (kind: MoneyKind): bigint =>
    a.transactions.reduce((n, x) => (x.kind === kind ? n + BigInt(x.amountFen) : n), 0n);
  return {
    committed: of('commitment') - of('release') - of('payment'),
    paid: of('payment') - of('recovery'),
  };
}

/** Proposes a money act for an application; a second person releases it on the page of the funds. */
export function MoneyDialog({ a, kind, onClose }: { a: Application; kind: MoneyKind; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [id] = useState(() => crypto.randomUUID());
  const { committed, paid } = standing(a);
  const due = String(kind === 'commitment' ? (a.approvedFen ?? '0') : kind === 'recovery' ? paid : committed);
  const whole = kind !== 'recovery';
  const asksBudget = a.notice.budget === null;
  const budgets = useQuery({
    queryKey: ['funding', 'budgets'],
    queryFn: () => api.funding.budgets({ query: {} }),
    enabled: asksBudget,
  });
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.funding.propose({
        body: {
          id,
          kind,
          amountFen: whole ? due : fenOf(v.yuan)!,
          application: a.id,
          budget: v.budget ?? null,
          reference: v.reference.trim(),
          reason: v.reason?.trim() ?? '',
        },
      }),
    onSuccess: async () => {
      void message.success(t('fundingPages.proposed'));
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${t('fundingPages.propose')}：${t(`funding.kind.${kind}`)}`}
      okText={t('fundingPages.propose')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <p className="quiet">{t('fundingPages.fourEyes')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ yuan: yuanText(due), reference: '', reason: '' }}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item
          name="yuan"
          label={t('fundingPages.amountYuan')}
          extra={whole ? t('fundingPages.whole') : t('fundingPages.part', { amount: fenText(due) })}
          rules={[
            {
              validator: (_, v: string | undefined) =>
                fenOf(v ?? '') ? Promise.resolve() : Promise.reject(new Error(t('fundingPages.amountForm'))),
            },
          ]}
        >
          <Input inputMode="decimal" readOnly={whole} />
        </Form.Item>
        {asksBudget ? (
          <Form.Item
            name="budget"
            label={t('fundingPages.budgetOf')}
            rules={[{ required: true, message: t('fundingPages.required') }]}
          >
            <Select
              options={(budgets.data?.items ?? [])
                .filter((b) => b.scheme === a.scheme)
                .map((b) => ({
                  value: b.id,
                  label: t('fundingPages.budgetLeft', {
                    fund: b.fund,
                    year: b.year,
                    amount: fenText(b.balances.available),
                  }),
                }))}
            />
          </Form.Item>
        ) : null}
        <Form.Item
          name="reference"
          label={t('fundingPages.reference')}
          rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
        >
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="reason" label={t('fundingPages.why')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

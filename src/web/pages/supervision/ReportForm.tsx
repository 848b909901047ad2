import { App, Button, Form, Input, Select } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import type { Entry } from './types.ts';

interface Values {
  month: number;
  value: string;
  percent: string;
  progress: string;
  problem: string;
  asked: string;
  next: string;
  reason: string;
}

const number = /^-?\d{1,15}(\.\d{1,6})?$/;

/** The month that is asked for, with what was said last beside it; a month reported before is corrected with its reason. */
export function ReportForm({ e }: { e: Entry }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`report-${e.id}-${e.reports.length}`, form);
  const problem = useFormProblem(form);
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const month = Form.useWatch('month', form) ?? e.months[0]!.month;
  const { counted } = e;
  const before = e.reports.find((r) => r.month === month);
  const last = e.reports.find((r) => r.month < month);
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.supervision.report({
        params: { id: e.id },
        body: {
          key,
          month: v.month,
          value: v.value?.trim() ? v.value.trim() : null,
          percent: counted || !v.percent?.trim() ? null : v.percent.trim(),
          progress: v.progress,
          problem: v.problem ?? '',
          asked: v.asked ?? '',
          next: v.next ?? '',
          reason: v.reason ?? '',
        },
      }),
    onSuccess: () => {
      draft.forget();
      void message.success(t('supervisionPages.reported'));
      void queries.invalidateQueries({ queryKey: ['supervision'] });
    },
    onError: problem.show,
  });
  const decimal = { pattern: number, message: t('supervisionPages.notANumber') };
  const due = e.months.find((m) => m.month === month)?.due;
  return (
    <section className="panel" aria-label={t('supervisionPages.report')}>
      <h2>{t('supervisionPages.report')}</h2>
      {problem.text ? (
        <p role="alert" className="bad-text">
          {problem.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          month: (e.months.findLast((m) => !m.reported) ?? e.months[0]!).month,
          ...draft.initial,
        }}
        onValuesChange={draft.keep}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item
          name="month"
          label={t('supervisionPages.monthLabel')}
          extra={due ? t('supervisionPages.dueBy', { day: due }) : null}
        >
          <Select
            options={e.months.map((m) => ({
              value: m.month,
              label: `${t('supervisionPages.month', { month: m.month })}${m.reported ? `（${t('supervisionPages.isReported')}）` : ''}`,
            }))}
          />
        </Form.Item>
        {counted ? (
          <Form.Item
            name="value"
            label={t('supervisionPages.valueLabel', { unit: e.unit, target: e.target ?? '' })}
            rules={[{ required: true, message: t('supervisionPages.required') }, decimal]}
            extra={
              last?.value
                ? t('supervisionPages.lastValue', { month: last.month, value: `${last.value}${e.unit}` })
                : null
            }
          >
            <Input inputMode="decimal" maxLength={20} />
          </Form.Item>
        ) : (
          <Form.Item
            name="percent"
            label={t('supervisionPages.percentLabel')}
            rules={[{ required: true, message: t('supervisionPages.required') }, decimal]}
            extra={
              last ? t('supervisionPages.lastValue', { month: last.month, value: `${last.percent}%` }) : null
            }
          >
            <Input inputMode="decimal" maxLength={10} suffix="%" />
          </Form.Item>
        )}
        <Form.Item
          name="progress"
          label={t('supervisionPages.field.progress')}
          rules={[{ required: true, whitespace: true, message: t('supervisionPages.required') }]}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        {(['problem', 'asked', 'next'] as const).map((k) => (
          <Form.Item key={k} name={k} label={t(`supervisionPages.field.${k}`)}>
            <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} />
          </Form.Item>
        ))}
        {before ? (
          <Form.Item
            name="reason"
            label={t('supervisionPages.field.reason')}
            extra={t('supervisionPages.correcting', { month })}
            rules={[{ required: true, whitespace: true, message: t('supervisionPages.required') }]}
          >
            <Input maxLength={500} />
          </Form.Item>
        ) : null}
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t(before ? 'supervisionPages.sendCorrection' : 'supervisionPages.send')}
        </Button>
      </Form>
    </section>
  );
}

import { Alert, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import type { Act, Round } from './types.ts';

interface Values {
  reason?: string;
  number?: string;
  appealsTo?: string;
}

/** One act on a round with what it needs: a reason, the last day of appeals, the number of the circular. */
export function ActDialog({
  round,
  act,
  onDone,
  onClose,
}: {
  round: Round;
  act: Act;
  onDone: (next: Round) => void;
  onClose: () => void;
}) {
  const { t, data, finding } = useI18n();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const draft = useDraft<Values>(`assessment-act-${round.id}-${act.id}-${round.version}`, form);
  // One key for one intention: pressed twice, or sent again after a lost connection, it is done once.
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const tells = act.marks.includes('tell');
  const run = useMutation({
    mutationFn: (v: Values) =>
      api.assessment.act({
        params: { id: round.id },
        body: {
          key,
          version: round.version,
          act: act.id,
          reason: v.reason ?? '',
          number: v.number ?? '',
          ...(tells && v.appealsTo ? { appealsTo: v.appealsTo } : {}),
        },
      }),
    onSuccess: (next) => {
      draft.forget();
      onDone(next);
    },
    onError: trouble.show,
  });
  const against = round.hindrances.find((h) => h.act === act.id)?.findings ?? [];
  return (
    <Modal
      open
      title={data(act.title)}
      okText={t('assessmentPages.confirm')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: against.some((f) => f.severity === 'error'), loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {against.map((f) => (
        <Alert
          key={f.code}
          type={f.severity === 'error' ? 'error' : 'info'}
          showIcon
          title={finding(f.code, f.params).message}
          description={finding(f.code, f.params).action}
          style={{ marginBottom: 10 }}
        />
      ))}
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 10 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ appealsTo: round.appealsProposal ?? undefined, ...draft.initial }}
        onValuesChange={() => draft.keep()}
        onFinish={(v) => run.mutate(v)}
      >
        {tells ? (
          <Form.Item
            name="appealsTo"
            label={t('assessmentPages.appealsTo')}
            extra={t('assessmentPages.appealsToHint', { n: round.rules.appealDays })}
            rules={[{ required: true, message: t('assessmentPages.required') }]}
          >
            <Input type="date" />
          </Form.Item>
        ) : null}
        {act.marks.includes('issue') ? (
          <Form.Item
            name="number"
            label={t('assessmentPages.number')}
            extra={t('assessmentPages.numberHint')}
          >
            <Input maxLength={40} />
          </Form.Item>
        ) : null}
        <Form.Item
          name="reason"
          label={t('assessmentPages.reason')}
          rules={
            act.reason
              ? [{ required: true, whitespace: true, message: t('assessmentPages.reasonMissing') }]
              : []
          }
        >
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 3 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

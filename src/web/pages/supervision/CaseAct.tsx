import { Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import type { Case } from './types.ts';

interface Values {
  reason: string;
  day: string;
}

/** One act with what it needs. Pressed twice, or sent again after a lost connection, it is done once. */
export function CaseAct({
  c,
  act,
  onDone,
  onClose,
}: {
  c: Case;
  act: Case['can'][number];
  onDone: (c: Case) => void;
  onClose: () => void;
}) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`case-act-${c.id}-${act.id}-${c.version}`, form);
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const run = useMutation({
    mutationFn: (v: Values) =>
      api.supervision.act({
        params: { id: c.id },
        body: { act: act.id, version: c.version, key, reason: v.reason ?? '', day: v.day ? v.day : null },
      }),
    onSuccess: (next) => {
      draft.forget();
      onDone(next);
    },
    onError: (e) => {
      if (!(e instanceof ApiProblem)) return;
      form.setFields(
        (e.body.findings ?? []).flatMap((f) => {
          const name =
            f.path === 'reason' ? 'reason' : f.path === 'day' || f.path === 'body.day' ? 'day' : null;
          return name ? [{ name: name as 'day', errors: [finding(f.code, f.params).message] }] : [];
        }),
      );
    },
  });
  const listed = run.error instanceof ApiProblem ? (run.error.body.findings ?? []) : [];
  return (
    <Modal
      open
      title={data(act.title)}
      okText={data(act.title)}
      okButtonProps={{ danger: act.danger }}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={run.isPending}
    >
      {run.error ? (
        <div role="alert" className="bad-text">
          {problem(run.error)}
          <ul style={{ margin: '4px 0', paddingLeft: 20 }}>
            {listed.map((f) => (
              <li key={f.code}>{finding(f.code, f.params).message}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {act.attachments > c.files.length ? (
        <p className="bad-text">{t('supervisionPages.needsEvidence', { count: act.attachments })}</p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={draft.initial}
        onValuesChange={draft.keep}
        onFinish={(v) => run.mutate(v)}
      >
        {act.day ? (
          <Form.Item
            name="day"
            label={t('supervisionPages.newDeadline')}
            rules={[{ required: true, message: t('supervisionPages.required') }]}
            extra={t('supervisionPages.nowDeadline', { day: c.deadline ?? '—' })}
          >
            <Input type="date" style={{ maxWidth: 180 }} />
          </Form.Item>
        ) : null}
        <Form.Item
          name="reason"
          label={t(act.reason ? 'supervisionPages.reason' : 'supervisionPages.reasonOptional')}
          rules={
            act.reason ? [{ required: true, whitespace: true, message: t('supervisionPages.required') }] : []
          }
        >
          <Input.TextArea maxLength={3000} autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

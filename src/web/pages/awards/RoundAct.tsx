import { Alert, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import type { Round, RoundAct as Act } from './types.ts';

interface Values {
  reason: string;
  from: string;
  to: string;
}

/** One act on a round with what it needs: an opinion, the days of a notice. */
export function RoundAct({
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
  const problem = useProblemText();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`award-act-${round.id}-${act.id}-${round.version}`, form);
  // One key for one intention: pressed twice, or sent again after a lost connection, it is done once.
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const notice = act.entries.includes('notice');
  const run = useMutation({
    mutationFn: (v: Values) =>
      api.awards.act({
        params: { id: round.id },
        body: {
          act: act.id,
          version: round.version,
          key,
          reason: v.reason ?? '',
          notice: notice ? { from: v.from, to: v.to } : null,
        },
      }),
    onSuccess: (next) => {
      draft.forget();
      onDone(next);
    },
  });
  const against = round.hindrances.find((h) => h.act === act.id)?.findings ?? [];
  const hinders = against.filter((f) => f.severity === 'error');
  return (
    <Modal
      open
      title={data(act.title)}
      okText={t('awardPages.confirm')}
      cancelText={t('awardPages.cancel')}
      okButtonProps={{ disabled: hinders.length > 0, loading: run.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {against.map((f) => (
        <Alert
          key={`${f.code}${f.path ?? ''}`}
          type={f.severity === 'error' ? 'error' : 'info'}
          showIcon
          title={finding(f.code, f.params).message}
          style={{ marginBottom: 10 }}
        />
      ))}
      {run.error ? (
        <Alert type="error" showIcon title={problem(run.error)} style={{ marginBottom: 10 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ ...round.noticeProposal, ...draft.initial }}
        onValuesChange={() => draft.keep()}
        onFinish={(v) => run.mutate(v)}
      >
        {notice ? (
          <>
            <p className="quiet">{t('awardPages.noticeHint', { n: round.rules.notice.workingDays })}</p>
            <div style={{ display: 'flex', gap: 12 }}>
              {(['from', 'to'] as const).map((k) => (
                <Form.Item
                  key={k}
                  name={k}
                  style={{ flex: 1 }}
                  label={k === 'from' ? t('awardPages.noticeFrom') : t('awardPages.noticeTo')}
                  rules={[{ required: true, message: t('awardPages.noticeMissing') }]}
                >
                  <Input type="date" />
                </Form.Item>
              ))}
            </div>
          </>
        ) : null}
        <Form.Item
          name="reason"
          label={t('awardPages.actReason')}
          extra={t('awardPages.actReasonHint')}
          rules={
            act.reason
              ? [{ required: true, whitespace: true, message: t('awardPages.actReasonMissing') }]
              : []
          }
        >
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 3 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

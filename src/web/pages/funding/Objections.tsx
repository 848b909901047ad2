import { App, Button, Form, Input, Modal } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import type { Application } from './types.ts';

type Objection = Application['objections'][number];

function Answer({ o, onClose }: { o: Objection; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ text: string }>();
  const send = useMutation({
    mutationFn: (v: { text: string }) => api.funding.answer({ params: { id: o.id }, body: v }),
    onSuccess: async () => {
      void message.success(t('fundingPages.answered'));
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('fundingPages.answerTitle', { name: o.name })}
      okText={t('fundingPages.answer')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {send.error ? (
        <p role="alert" className="bad-text">
          {problem(send.error)}
        </p>
      ) : null}
      <p>{o.text}</p>
      <Form form={form} layout="vertical" onFinish={(v) => send.mutate(v)}>
        <Form.Item
          name="text"
          label={t('fundingPages.answerText')}
          rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 10 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What was said against an application while it was public, and what was answered. */
export function Objections({ a }: { a: Application }) {
  const { t } = useI18n();
  const { can } = useSession();
  const [about, setAbout] = useState<Objection | null>(null);
  if (a.objections.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('fundingPages.objections')}</h2>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {a.objections.map((o) => (
          <li key={o.id} style={{ marginBottom: 8 }}>
            <b>{o.name}</b> <span className="quiet small num">{formatTime(o.at)}</span>
            <div style={{ overflowWrap: 'anywhere' }}>{o.text}</div>
            {o.answer !== null ? (
              <div className="quiet">{t('fundingPages.answerWas', { text: o.answer })}</div>
            ) : can('funding.answer') ? (
              <Button
                size="small"
                onClick={() => setAbout(o)}
                aria-label={`${t('fundingPages.answer')} ${o.name}`}
              >
                {t('fundingPages.answer')}
              </Button>
            ) : (
              <div className="bad-text">{t('fundingPages.unanswered')}</div>
            )}
          </li>
        ))}
      </ul>
      {about ? <Answer o={about} onClose={() => setAbout(null)} /> : null}
    </section>
  );
}

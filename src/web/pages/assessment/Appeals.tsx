import { Alert, App, Button, Form, Input, Modal, Radio } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import type { Appeal, Round } from './types.ts';

interface Values {
  upheld: 'yes' | 'no';
  text: string;
}

function Answer({ of, onClose }: { of: Appeal; onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const need = [{ required: true, message: t('assessmentPages.required') }];
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.assessment.answer({ params: { id: of.id }, body: { upheld: v.upheld === 'yes', text: v.text } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['assessment'] });
      void message.success(t('assessmentPages.saved'));
      onClose();
    },
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={`${t('assessmentPages.answer')} · ${of.unit.name}${of.itemTitle ? ` · ${data(of.itemTitle)}` : ''}`}
      okText={t('assessmentPages.save')}
      cancelText={t('common.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <blockquote className="quote">{of.text}</blockquote>
      <Form<Values> form={form} layout="vertical" onFinish={(v) => send.mutate(v)}>
        <Form.Item name="upheld" label={t('assessmentPages.outcome')} rules={need}>
          <Radio.Group
            options={(['yes', 'no'] as const).map((value) => ({
              value,
              label: t(`assessmentPages.upheld.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="text" label={t('assessmentPages.answerText')} rules={need}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 3 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Appeals of a round: who, against what, and how it was answered. */
export function Appeals({ round }: { round: Round }) {
  const { t, data } = useI18n();
  const [asked, setAsked] = useState<Appeal | null>(null);
  const q = useQuery({
    queryKey: ['assessment', 'appeals', round.id, round.version],
    queryFn: () => api.assessment.appeals({ params: { id: round.id } }),
  });
  return (
    <>
      <PlainTable<Appeal>
        label={t('assessmentPages.appeals')}
        query={q}
        rowKey="id"
        columns={[
          {
            key: 'number',
            title: t('assessmentPages.serial'),
            width: 70,
            className: 'num',
            dataIndex: 'number',
          },
          {
            key: 'unit',
            title: t('assessmentPages.unit'),
            width: 190,
            render: (_, a) => (
              <>
                {a.unit.name}
                <div className="quiet small">
                  {a.itemTitle ? data(a.itemTitle) : t('assessmentPages.wholeSheet')}
                </div>
              </>
            ),
          },
          {
            key: 'text',
            title: t('assessmentPages.appealText'),
            width: 340,
            render: (_, a) => (
              <>
                <span style={{ whiteSpace: 'pre-wrap' }}>{a.text}</span>
                <div className="quiet small">
                  {a.by} · {formatTime(a.at)}
                </div>
              </>
            ),
          },
          {
            key: 'answer',
            title: t('assessmentPages.answer'),
            width: 320,
            render: (_, a) =>
              a.answer ? (
                <>
                  <strong>{t(`assessmentPages.upheld.${a.answer.upheld ? 'yes' : 'no'}`)}</strong>{' '}
                  {a.answer.text}
                  <div className="quiet small">
                    {a.answer.by} · {formatTime(a.answer.at)}
                  </div>
                </>
              ) : round.appealing ? (
                <Button size="small" onClick={() => setAsked(a)}>
                  {t('assessmentPages.answer')}
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {asked ? <Answer of={asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

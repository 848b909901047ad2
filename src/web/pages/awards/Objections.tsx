import { Alert, App, Button, Form, Input, Modal, Radio } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { EnterprisePicker } from './EnterprisePicker.tsx';
import type { Objection, Round } from './types.ts';

const effects = ['none', 'exclude', 'correct'] as const;
interface AnswerValues {
  text: string;
  effect: (typeof effects)[number];
  subjectId?: string;
}
interface EntryValues {
  name: string;
  contact: string;
  about: string;
  text: string;
  subjectId?: string;
  receivedDay: string;
}

function useAfter(onClose: () => void) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['awards'] });
    void message.success(t('awardPages.saved'));
    onClose();
  };
}

function Answer({ of, onClose }: { of: Objection; onClose: () => void }) {
  const { t } = useI18n();
  const [form] = Form.useForm<AnswerValues>();
  const trouble = useFormProblem(form);
  const send = useMutation({
    mutationFn: (v: AnswerValues) =>
      api.awards.answer({
        params: { id: of.id },
        body: { text: v.text, effect: v.effect, subjectId: v.subjectId ?? of.subject?.id ?? null },
      }),
    onSuccess: useAfter(onClose),
    onError: trouble.show,
  });
  const effect = Form.useWatch('effect', form);
  return (
    <Modal
      open
      title={t('awardPages.answer')}
      okText={t('awardPages.save')}
      cancelText={t('awardPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <blockquote className="quote">{of.text}</blockquote>
      <Form<AnswerValues>
        form={form}
        layout="vertical"
        initialValues={{ effect: 'none' }}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item
          name="text"
          label={t('awardPages.answerText')}
          rules={[{ required: true, message: t('awardPages.required') }]}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 4 }} />
        </Form.Item>
        <Form.Item name="effect" label={t('awardPages.effect')}>
          <Radio.Group
            style={{ display: 'grid', gap: 6 }}
            options={effects.map((e) => ({ value: e, label: t(`awardPages.effect.${e}`) }))}
          />
        </Form.Item>
        {effect !== undefined && effect !== 'none' && of.subject === null ? (
          <Form.Item
            name="subjectId"
            label={t('awardPages.about')}
            rules={[{ required: true, message: t('awardPages.required') }]}
          >
            <EnterprisePicker />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}

function Entry({ round, onClose }: { round: Round; onClose: () => void }) {
  const { t } = useI18n();
  const [form] = Form.useForm<EntryValues>();
  const trouble = useFormProblem(form);
  const need = [{ required: true, message: t('awardPages.required') }];
  const send = useMutation({
    mutationFn: (v: EntryValues) =>
      api.awards.enterObjection({
        params: { id: round.id },
        body: { ...v, about: v.about ?? '', subjectId: v.subjectId ?? null },
      }),
    onSuccess: useAfter(onClose),
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={t('awardPages.enterObjection')}
      okText={t('awardPages.save')}
      cancelText={t('awardPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<EntryValues> form={form} layout="vertical" onFinish={(v) => send.mutate(v)}>
        <Form.Item name="name" label={t('awardPages.objector')} rules={need}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="contact" label={t('awardPages.contact')} rules={need}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="subjectId" label={t('awardPages.about')}>
          <EnterprisePicker />
        </Form.Item>
        <Form.Item name="receivedDay" label={t('awardPages.received')} rules={need}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('awardPages.objectionText')}
          rules={[{ required: true, min: 10, message: t('awardPages.tooShort', { n: 10 }) }]}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 4 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Objections one by one: who, what about, what was found, what follows. */
export function Objections({ round }: { round: Round }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState<'new' | Objection | null>(null);
  const q = useQuery({
    queryKey: ['awards', 'objections', round.id, round.version],
    queryFn: () => api.awards.objections({ params: { id: round.id } }),
  });
  return (
    <>
      <p className="quiet">{t('awardPages.objectionsHint')}</p>
      <div className="filters">
        <Button onClick={() => setAsked('new')}>{t('awardPages.enterObjection')}</Button>
      </div>
      <PlainTable<Objection>
        label={t('awardPages.tabObjections')}
        query={q}
        rowKey="id"
        columns={[
          {
            key: 'number',
            title: t('awardPages.objectionNumber'),
            dataIndex: 'number',
            width: 64,
            className: 'num',
          },
          {
            key: 'name',
            title: t('awardPages.objector'),
            width: 160,
            render: (_, r) => (
              <>
                {r.name}
                <div className="quiet small">{r.contact}</div>
              </>
            ),
          },
          {
            key: 'about',
            title: t('awardPages.about'),
            width: 200,
            render: (_, r) => r.subject?.name ?? (r.about || '—'),
          },
          {
            key: 'text',
            title: t('awardPages.objectionText'),
            width: 320,
            render: (_, r) => <span style={{ whiteSpace: 'pre-wrap' }}>{r.text}</span>,
          },
          {
            key: 'received',
            title: t('awardPages.received'),
            width: 120,
            className: 'num',
            render: (_, r) => (
              <>
                {r.receivedDay}
                <div className="quiet small">{t(`awardPages.channel.${r.channel}`)}</div>
              </>
            ),
          },
          {
            key: 'answer',
            title: t('awardPages.answer'),
            width: 320,
            render: (_, r) =>
              r.answer ? (
                <>
                  {r.answer.text}
                  <div className="quiet small">
                    {t(`awardPages.effect.${r.answer.effect}`)} ·{' '}
                    {t('awardPages.answered', { by: r.answer.by, at: formatTime(r.answer.at) })}
                  </div>
                </>
              ) : (
                <Button size="small" onClick={() => setAsked(r)}>
                  {t('awardPages.answer')}
                </Button>
              ),
          },
        ]}
      />
      {asked === 'new' ? <Entry round={round} onClose={() => setAsked(null)} /> : null}
      {asked !== null && asked !== 'new' ? <Answer of={asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}

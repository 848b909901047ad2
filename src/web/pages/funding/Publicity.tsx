import { Alert, App, Button, Form, Input, Modal } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState, useProblemText } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';

interface Said {
  name: string;
  contact: string;
  text: string;
}

function Objection({ of, onClose }: { of: { id: string; name: string }; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const [form] = Form.useForm<Said>();
  // One id for the whole form: pressing twice is one objection.
  const [id] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: async () =>
      api.funding.object({ params: { id: of.id }, body: { id, ...(await form.validateFields()) } }),
    onSuccess: () => {
      void message.success(t('fundingPages.objected'));
      onClose();
    },
  });
  const required = [{ required: true, message: t('fundingPages.required') }];
  return (
    <Modal
      open
      title={t('fundingPages.objectTo', { name: of.name })}
      okText={t('fundingPages.objectDo')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <p className="quiet">{t('fundingPages.objectHint')}</p>
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Said> form={form} layout="vertical">
        <Form.Item name="name" label={t('fundingPages.yourName')} rules={required}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="contact" label={t('fundingPages.yourContact')} rules={required}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('fundingPages.objection')}
          rules={[{ required: true, min: 10, message: t('fundingPages.objectionShort') }]}
        >
          <Input.TextArea rows={5} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Public: what is about to be granted, while its notice runs. */
export default function Publicity() {
  const { t, data } = useI18n();
  const [about, setAbout] = useState<{ id: string; name: string } | null>(null);
  const q = useQuery({ queryKey: ['funding', 'publicity'], queryFn: () => api.funding.publicity() });
  return (
    <div className="page">
      <PageHead title={t('fundingPages.publicityTitle')} hint={t('fundingPages.publicityHint')} />
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.data?.items.length === 0 ? (
        <section className="panel">
          <p style={{ margin: 0 }}>{t('fundingPages.nothingPublic')}</p>
        </section>
      ) : null}
      {q.data?.items.map((i) => (
        <section className="panel" key={i.id}>
          <h2>
            {i.name} <Simulated when={i.simulated} />
          </h2>
          <p>
            {data(i.schemeTitle)} · {t('fundingPages.ofYear', { year: i.year })}
            {i.project === '' ? '' : ` · ${i.project}`} · {i.regionName}
          </p>
          <p>
            <b className="num">{fenText(i.amountFen)}</b>
          </p>
          <p className="quiet num">
            {i.to === null
              ? t('fundingPages.noticeOpenEnd', { from: i.from })
              : t('fundingPages.noticeRuns', { from: i.from, to: i.to })}
          </p>
          <Button onClick={() => setAbout({ id: i.id, name: i.name })}>{t('fundingPages.object')}</Button>
        </section>
      ))}
      {about ? <Objection of={about} onClose={() => setAbout(null)} /> : null}
    </div>
  );
}

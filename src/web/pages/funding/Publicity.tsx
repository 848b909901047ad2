import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { SearchFilter } from '../../parts/filters.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

type Item = Awaited<ReturnType<typeof api.funding.publicity>>['items'][number];

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
  const [state, change] = useQueryState({ q: '', scheme: '' });
  const q = useQuery({ queryKey: ['funding', 'publicity'], queryFn: () => api.funding.publicity() });
  const all = q.data?.items ?? [];
  const items = all.filter(
    (i) =>
      (state.q === '' || `${i.name} ${i.project} ${i.regionName}`.includes(state.q)) &&
      (state.scheme === '' || data(i.schemeTitle) === state.scheme),
  );
  return (
    <div className="page">
      <PageHead title={t('fundingPages.publicityTitle')} hint={t('fundingPages.publicityHint')} />
      <div className="filters">
        <SearchFilter
          q={state.q}
          placeholder={t('fundingPages.searchPublic')}
          onSearch={(v) => change({ q: v })}
        />
        <Select
          allowClear
          aria-label={t('funding.list.scheme')}
          placeholder={t('funding.list.scheme')}
          value={state.scheme || null}
          onChange={(v: string | undefined) => change({ scheme: v })}
          options={[...new Set(all.map((i) => data(i.schemeTitle)))].map((v) => ({ value: v, label: v }))}
          popupMatchSelectWidth={300}
        />
      </div>
      <PlainTable<Item>
        query={{ ...q, data: q.data ? { items } : undefined }}
        rowKey="id"
        label={t('fundingPages.publicityTitle')}
        pageSize={50}
        empty={t('fundingPages.nothingPublic')}
        columns={[
          {
            title: t('funding.list.name'),
            width: 280,
            render: (_, i) => (
              <>
                {i.name} <Simulated when={i.simulated} />
                {i.project === '' ? null : <div className="small quiet">{i.project}</div>}
                <div className="narrow-only" style={{ flexWrap: 'wrap', gap: '0 8px' }}>
                  <b className="num">{fenText(i.amountFen)}</b>
                  <Button
                    type="link"
                    size="small"
                    style={{ padding: 0, height: 'auto' }}
                    aria-label={`${t('fundingPages.object')} ${i.name}`}
                    onClick={() => setAbout({ id: i.id, name: i.name })}
                  >
                    {t('fundingPages.object')}
                  </Button>
                </div>
              </>
            ),
          },
          { title: t('funding.list.scheme'), width: 220, render: (_, i) => data(i.schemeTitle) },
          { title: t('funding.list.year'), dataIndex: 'year', width: 90, className: 'num' },
          { title: t('funding.list.region'), dataIndex: 'regionName', width: 110 },
          {
            title: t('fundingPages.toGrant'),
            width: 130,
            align: 'right',
            render: (_, i) => <b className="num">{fenText(i.amountFen)}</b>,
          },
          {
            title: t('fundingPages.noticeDays'),
            width: 240,
            className: 'num',
            render: (_, i) =>
              i.to === null
                ? t('fundingPages.noticeOpenEnd', { from: i.from })
                : t('fundingPages.window', { opens: i.from, closes: i.to }),
          },
          {
            title: t('fundingPages.acts'),
            width: 110,
            render: (_, i) => (
              <Button
                size="small"
                aria-label={`${t('fundingPages.object')} ${i.name}`}
                onClick={() => setAbout({ id: i.id, name: i.name })}
              >
                {t('fundingPages.object')}
              </Button>
            ),
          },
        ]}
      />
      {about ? <Objection of={about} onClose={() => setAbout(null)} /> : null}
    </div>
  );
}

import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { today } from '../../parts/format.ts';
import { useDraft } from '../../parts/useDraft.ts';
import { NoticeText } from './NoticeText.tsx';

interface Values {
  scheme: string;
  year: string;
  route: 'funding' | 'funding-direct';
  title: string;
  opens: string;
  closes: string;
  budget?: string;
  about: string;
  documents: string;
  contact: string;
}

/** Publishes a notice: fill in, look at it as others will see it, publish. */
export function PublishNotice({ onClose }: { onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>('fund-notice', form);
  const [shown, setShown] = useState<Values | null>(null);
  const [id] = useState(() => crypto.randomUUID());
  const [thisYear] = useState(() => today().slice(0, 4));
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
    staleTime: 600_000,
  });
  const budgets = useQuery({
    queryKey: ['funding', 'budgets'],
    queryFn: () => api.funding.budgets({ query: {} }),
  });
  const scheme = Form.useWatch('scheme', form);
  const eligible = (schemes.data?.items ?? []).filter((s) => s.kind === 'money' && s.payee === 'enterprise');
  const textOf = (v: Values): string =>
    (
      [
        ['about', v.about],
        ['documents', v.documents],
        ['contact', v.contact],
      ] as const
    )
      .filter(([, x]) => (x ?? '').trim() !== '')
      .map(([k, x]) => `${t(`fundingPages.notice.${k}`)}\n${x.trim()}`)
      .join('\n\n');
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.funding.publish({
        body: {
          id,
          scheme: v.scheme,
          year: Number(v.year),
          route: v.route,
          title: v.title,
          opens: v.opens,
          closes: v.closes,
          text: textOf(v),
          budget: v.budget ?? null,
        },
      }),
    onSuccess: () => {
      draft.forget();
      void message.success(t('fundingPages.published'));
      void queries.invalidateQueries({ queryKey: ['funding', 'notices'] });
      onClose();
    },
    onError: (e) => {
      // What is wrong is in the form: back to it.
      if (e instanceof ApiProblem) setShown(null);
    },
  });
  const required = { required: true, message: t('fundingPages.required') };
  const title = (s: string): string => {
    const found = eligible.find((x) => x.id === s);
    return found ? data(found.title) : s;
  };
  return (
    <Modal
      open
      width={760}
      title={shown ? t('fundingPages.previewTitle') : t('fundingPages.publish')}
      onCancel={onClose}
      footer={
        shown ? (
          <>
            <Button onClick={() => setShown(null)}>{t('fundingPages.edit')}</Button>
            <Button type="primary" loading={send.isPending} onClick={() => send.mutate(shown)}>
              {t('fundingPages.publishNow')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('fundingPages.cancel')}</Button>
            <Button type="primary" onClick={() => form.submit()}>
              {t('fundingPages.preview')}
            </Button>
          </>
        )
      }
    >
      {send.error ? (
        <p role="alert" className="bad-text">
          {problem(send.error)}
        </p>
      ) : null}
      {shown ? (
        <>
          <h2 style={{ fontSize: 18 }}>{shown.title}</h2>
          <NoticeText
            notice={{
              ...shown,
              year: Number(shown.year),
              schemeTitle: { zh: title(shown.scheme) },
              text: textOf(shown),
            }}
          />
        </>
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        style={shown ? { display: 'none' } : {}}
        initialValues={{
          route: 'funding',
          year: thisYear,
          documents: t('fundingPages.notice.documentsDefault'),
          ...draft.initial,
        }}
        onValuesChange={() => draft.keep()}
        onFinish={setShown}
      >
        <Form.Item name="scheme" label={t('funding.list.scheme')} rules={[required]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={eligible.map((s) => ({ value: s.id, label: data(s.title) }))}
            onChange={(s: string) => {
              if (!form.isFieldTouched('title'))
                form.setFieldValue('title', t('fundingPages.titleOf', { scheme: title(s) }));
              form.setFieldValue('budget', undefined);
            }}
          />
        </Form.Item>
        <div className="fields">
          <Form.Item
            name="year"
            label={t('funding.list.year')}
            rules={[{ required: true, pattern: /^20\d\d$/, message: t('fundingPages.yearForm') }]}
          >
            <Input inputMode="numeric" maxLength={4} />
          </Form.Item>
          <Form.Item name="opens" label={t('fundingPages.opens')} rules={[required]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item
            name="closes"
            label={t('fundingPages.closes')}
            dependencies={['opens']}
            rules={[
              required,
              ({ getFieldValue }) => ({
                validator: (_, v: string | undefined) =>
                  !v || v >= String(getFieldValue('opens') ?? '')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('fundingPages.closesBefore'))),
              }),
            ]}
          >
            <Input type="date" />
          </Form.Item>
        </div>
        <Form.Item
          name="title"
          label={t('fundingPages.noticeTitle')}
          rules={[{ required: true, min: 4, message: t('fundingPages.titleShort') }]}
        >
          <Input maxLength={120} />
        </Form.Item>
        <div className="fields">
          <Form.Item name="route" label={t('fundingPages.route')} extra={t('fundingPages.routeHint')}>
            <Select
              options={[
                { value: 'funding', label: t('fundingPages.routePlain') },
                { value: 'funding-direct', label: t('fundingPages.routeDirect') },
              ]}
            />
          </Form.Item>
          <Form.Item name="budget" label={t('fundingPages.budgetOf')} extra={t('fundingPages.budgetHint')}>
            <Select
              allowClear
              options={(budgets.data?.items ?? [])
                .filter((b) => b.scheme === scheme)
                .map((b) => ({ value: b.id, label: `${b.fund} · ${b.year}` }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="about" label={t('fundingPages.notice.about')}>
          <Input.TextArea maxLength={3000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="documents" label={t('fundingPages.notice.documents')}>
          <Input.TextArea maxLength={3000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="contact" label={t('fundingPages.notice.contact')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 3 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

import { App, Button, Checkbox, Form, Input, Modal, Select } from 'antd';
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
  documents?: { title: string; required: boolean }[];
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
        ['contact', v.contact],
      ] as const
    )
      .filter(([, x]) => (x ?? '').trim() !== '')
      .map(([k, x]) => `${t(`fundingPages.notice.${k}`)}\n${x.trim()}`)
      .join('\n\n');
  const documentsOf = (v: Values) =>
    (v.documents ?? []).map((d, n) => ({
      id: `document-${n + 1}`,
      title: { zh: d.title.trim() },
      note: null,
      required: d.required,
      most: 10,
    }));
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
          ...((v.documents ?? []).length > 0 ? { documents: documentsOf(v) } : {}),
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
              documents: documentsOf(shown),
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
        <Form.List name="documents">
          {(rows, { add, remove }) => (
            <div style={{ marginBottom: 18 }}>
              <div style={{ marginBottom: 4 }}>{t('fundingPages.notice.documents')}</div>
              {rows.length === 0 ? (
                <p className="quiet small">{t('fundingPages.documentsOfScheme')}</p>
              ) : null}
              {rows.map(({ key, name }) => (
                <div key={key} style={{ display: 'flex', gap: 10, alignItems: 'start' }}>
                  <Form.Item
                    name={[name, 'title']}
                    style={{ flex: 1, marginBottom: 8 }}
                    rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
                  >
                    <Input maxLength={60} aria-label={t('fundingPages.documentTitle', { n: name + 1 })} />
                  </Form.Item>
                  <Form.Item name={[name, 'required']} valuePropName="checked" style={{ marginBottom: 8 }}>
                    <Checkbox>{t('fundingPages.mustHave')}</Checkbox>
                  </Form.Item>
                  <Button
                    aria-label={t('fundingPages.removeRow', { n: name + 1 })}
                    onClick={() => remove(name)}
                  >
                    ×
                  </Button>
                </div>
              ))}
              <Button size="small" onClick={() => add({ title: '', required: true })}>
                {t('fundingPages.addDocument')}
              </Button>
            </div>
          )}
        </Form.List>
        <Form.Item name="contact" label={t('fundingPages.notice.contact')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 3 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

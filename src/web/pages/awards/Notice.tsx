import { Alert, Button, Form, Input, Table, Tag } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';

interface Values {
  name: string;
  contact: string;
  about: string;
  text: string;
}

function Objection({ notice }: { notice: string }) {
  const { t } = useI18n();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`objection-${notice}`, form);
  const trouble = useFormProblem(form);
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.awards.object({ params: { id: notice }, body: { ...v, about: v.about ?? '' } }),
    onSuccess: () => {
      draft.forget();
      trouble.clear();
    },
    onError: trouble.show,
  });
  if (send.data)
    return (
      <Alert
        type="success"
        showIcon
        title={t('awardPages.objectSent', { n: send.data.number, day: send.data.day })}
      />
    );
  const least = (n: number) => [{ required: true, min: n, message: t('awardPages.tooShort', { n }) }];
  return (
    <>
      <p className="quiet">{t('awardPages.objectHint')}</p>
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        style={{ maxWidth: 620 }}
        initialValues={draft.initial}
        onValuesChange={() => draft.keep()}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item name="name" label={t('awardPages.objector')} rules={least(2)}>
          <Input maxLength={60} autoComplete="name" />
        </Form.Item>
        <Form.Item name="contact" label={t('awardPages.contact')} rules={least(5)}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="about" label={t('awardPages.about')}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="text" label={t('awardPages.objectionText')} rules={least(10)}>
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 4 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={send.isPending}>
          {t('awardPages.objectSend')}
        </Button>
      </Form>
    </>
  );
}

/** One public notice: the lists, and during the notice the way to object. */
export default function Notice() {
  const { id = '' } = useParams();
  const { t, data } = useI18n();
  const [objecting, setObjecting] = useState(false);
  const q = useQuery({
    queryKey: ['awards', 'notice', id],
    queryFn: () => api.awards.notice({ params: { id } }),
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const n = q.data;
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {n.title} <Simulated when={n.simulated} />
          </>
        }
        hint={
          <span className="num">
            <Tag>{t(`awardPages.kind.${n.kind}`)}</Tag>
            {n.from && n.to
              ? `${n.open ? t('awardPages.noticeOpen', { to: n.to }) : t('awardPages.noticeClosed', { from: n.from, to: n.to })} · `
              : ''}
            {t('awardPages.publishedAt', { at: formatTime(n.publishedAt) })}
          </span>
        }
        extra={
          n.open && !objecting ? (
            <Button type="primary" onClick={() => setObjecting(true)}>
              {t('awardPages.object')}
            </Button>
          ) : null
        }
      />
      {n.kind === 'withdrawn' ? (
        <Alert
          type="warning"
          showIcon
          title={t('awardPages.withdrawnWhy', { text: n.text })}
          style={{ marginBottom: 14 }}
        />
      ) : null}
      {objecting ? (
        <section className="panel" style={{ marginBottom: 14 }}>
          <h2>{t('awardPages.objectTitle')}</h2>
          <Objection notice={n.id} />
        </section>
      ) : null}
      {n.lists.map((l) => (
        <section key={l.award} style={{ marginBottom: 18 }}>
          <h2 style={{ fontSize: 16, margin: '0 0 8px' }}>
            {t('awardPages.listOf', { title: data(l.title), n: l.entries.length })}
            {l.amount ? <span className="quiet"> {t('awardPages.prize', l.amount)}</span> : null}
          </h2>
          <TableFrame label={data(l.title)}>
            <Table
              size="middle"
              rowKey="creditCode"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={l.entries}
              locale={{ emptyText: t('awardPages.noEntries') }}
              columns={[
                {
                  key: 'name',
                  title: t('awardPages.enterprise'),
                  width: 300,
                  render: (_, r) => (
                    <>
                      {r.name}
                      <Simulated when={r.simulated} />
                    </>
                  ),
                },
                {
                  key: 'code',
                  title: t('awardPages.code'),
                  dataIndex: 'creditCode',
                  width: 200,
                  className: 'num',
                },
                { key: 'region', title: t('awardPages.region'), dataIndex: 'regionName', width: 120 },
                { key: 'industry', title: t('awardPages.industry'), dataIndex: 'industryName', width: 240 },
              ]}
            />
          </TableFrame>
        </section>
      ))}
    </div>
  );
}

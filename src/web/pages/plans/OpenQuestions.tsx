import { App, Button, DatePicker, Form, Input, Modal, Radio, Skeleton, Tag, Timeline } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import type { z } from 'zod';
import type { questionSchema } from '#contract/plans';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState, useProblemText } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PackSelect } from './PackBar.tsx';
import { usePack } from './usePack.ts';

type Question = z.output<typeof questionSchema>;

function DecideForm({ pack, question, onDone }: { pack: string; question: Question; onDone: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const problem = useProblemText();
  const [form] = Form.useForm<{ option: string; reason: string; day: Dayjs }>();
  const decide = useMutation({
    mutationFn: (v: { option: string; reason: string; day: Dayjs }) =>
      api.plans.decide({
        params: { pack, question: question.id },
        body: {
          option: v.option,
          reason: v.reason,
          day: v.day.format('YYYY-MM-DD'),
          revision: question.revision,
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['plans'] });
      void message.success(t('planPages.decided'));
      onDone();
    },
  });
  return (
    <Modal
      open
      title={data(question.question)}
      okText={t('planPages.decideNow')}
      onCancel={onDone}
      onOk={() => form.submit()}
      confirmLoading={decide.isPending}
    >
      {decide.error ? (
        <p role="alert" className="bad-text">
          {problem(decide.error)}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ option: question.chosen ?? undefined, day: dayjs() }}
        onFinish={(v) => decide.mutate(v)}
      >
        <Form.Item
          name="option"
          label={t('planPages.option')}
          rules={[{ required: true, message: t('planPages.chooseOption') }]}
        >
          <Radio.Group>
            {question.options.map((o) => (
              <Radio key={o.id} value={o.id} style={{ display: 'block', marginBottom: 6 }}>
                {data(o.title)}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item
          name="day"
          label={t('planPages.decisionDay')}
          rules={[{ required: true, message: t('planPages.chooseDay') }]}
        >
          <DatePicker allowClear={false} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('planPages.reason')}
          rules={[{ required: true, min: 2, message: t('planPages.giveReason') }]}
        >
          <Input.TextArea rows={3} maxLength={2000} showCount placeholder={t('planPages.reasonHint')} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** 未定事项: what the document leaves open, the options practice offers, and which is in force. */
export default function OpenQuestions() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const { list, pack, set } = usePack();
  const [deciding, setDeciding] = useState<Question | null>(null);
  const q = useQuery({
    queryKey: ['plans', 'questions', pack?.id],
    queryFn: () => api.plans.questions({ params: { pack: pack!.id } }),
    enabled: pack !== undefined,
  });
  // `#id` names one question: links from schemes and awards lead to it.
  const { hash } = useLocation();
  const ready = q.data !== undefined;
  useEffect(() => {
    if (ready && hash !== '') document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [ready, hash]);
  return (
    <div className="page">
      <PageHead
        title={t('web.page.open')}
        hint={t('planPages.openHint')}
        extra={<PackSelect list={list} pack={pack} set={set} />}
      />
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.isPending ? <Skeleton active /> : null}
      <div className="cards">
        {q.data?.items.map((x) => (
          <article key={x.id} id={x.id} className="panel" style={{ margin: 0, scrollMarginTop: 70 }}>
            <h2>{data(x.question)}</h2>
            <p className="quiet" style={{ marginTop: 0 }}>
              {data(x.why)} <span className="num">{x.provisions.join(' ')}</span>
            </p>
            {x.options.length === 0 ? <p className="quiet">{t('planPages.noOptions')}</p> : null}
            <ul className="options">
              {x.options.map((o) => (
                <li key={o.id} className={x.chosen === o.id ? 'option-on' : ''}>
                  <div>
                    {data(o.title)}
                    {o.default ? <Tag style={{ marginLeft: 6 }}>{t('planPages.default')}</Tag> : null}
                    {x.chosen === o.id ? (
                      <Tag color="blue" style={{ marginLeft: 6 }}>
                        {x.decided ? t('planPages.inForceDecided') : t('planPages.inForceDefault')}
                      </Tag>
                    ) : null}
                  </div>
                  <div className="quiet small">
                    {o.source}
                    {o.dated === '' ? '' : ` · ${o.dated}`}
                  </div>
                </li>
              ))}
            </ul>
            {x.history.length > 0 ? (
              <Timeline
                style={{ marginTop: 12 }}
                items={x.history.map((h) => ({
                  key: h.revision,
                  content: `${h.day} ${h.by}：${data(x.options.find((o) => o.id === h.option)?.title ?? { zh: h.option })}——${h.reason}`,
                }))}
              />
            ) : null}
            {can('plans.decide') ? (
              <Button onClick={() => setDeciding(x)}>{t('planPages.decideNow')}</Button>
            ) : null}
          </article>
        ))}
      </div>
      {deciding && pack ? (
        <DecideForm pack={pack.id} question={deciding} onDone={() => setDeciding(null)} />
      ) : null}
    </div>
  );
}

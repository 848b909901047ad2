import { App, Button, Form, Input, Modal, Pagination, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import type { Meeting } from './types.ts';
import { useRules } from './useRules.ts';

interface Values {
  title: string;
  heldOn: string;
  chair: string;
  attendees: string;
  note: string;
  resolutions: { text: string; owner: string; deadline: string }[];
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const rules = useRules();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>('meeting', form);
  const problem = useFormProblem(form);
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const add = useMutation({
    mutationFn: (v: Values) =>
      api.supervision.addMeeting({
        body: {
          id,
          title: v.title,
          heldOn: v.heldOn,
          chair: v.chair,
          attendees: v.attendees ?? '',
          note: v.note ?? '',
          resolutions: (v.resolutions ?? []).map((r) => ({
            text: r.text,
            owner: r.owner,
            deadline: r.deadline ? r.deadline : null,
          })),
        },
      }),
    onSuccess: () => {
      draft.forget();
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      onClose();
    },
    onError: problem.show,
  });
  const required = { required: true, message: t('supervisionPages.required') };
  return (
    <Modal
      open
      width={760}
      title={t('supervisionPages.newMeeting')}
      okText={t('common.save')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={add.isPending}
    >
      {problem.text ? (
        <p role="alert" className="bad-text">
          {problem.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ resolutions: [{}], ...draft.initial }}
        onValuesChange={draft.keep}
        onFinish={(v) => add.mutate(v)}
      >
        <Form.Item name="title" label={t('supervisionPages.meetingTitle')} rules={[required]}>
          <Input maxLength={200} />
        </Form.Item>
        <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
          <Form.Item name="heldOn" label={t('supervisionPages.heldOn')} rules={[required]}>
            <Input type="date" />
          </Form.Item>
          <Form.Item
            name="chair"
            label={t('supervisionPages.chair')}
            rules={[required]}
            style={{ flex: '1 1 200px' }}
          >
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item name="attendees" label={t('supervisionPages.attendees')}>
          <Input maxLength={1000} />
        </Form.Item>
        <Form.Item name="note" label={t('supervisionPages.minutes')}>
          <Input.TextArea maxLength={3000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <h3 style={{ fontSize: 15 }}>{t('supervisionPages.resolutions')}</h3>
        <Form.List name="resolutions">
          {(rows, { add: more, remove }) => (
            <>
              {rows.map(({ key, name }, n) => (
                <fieldset key={key} style={{ border: 0, padding: 0, margin: 0 }}>
                  <legend className="quiet small">{t('supervisionPages.resolutionOf', { n: n + 1 })}</legend>
                  <Form.Item
                    name={[name, 'text']}
                    label={t('supervisionPages.resolutionText')}
                    rules={[required]}
                  >
                    <Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 4 }} />
                  </Form.Item>
                  <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap', alignItems: 'center' }}>
                    <Form.Item
                      name={[name, 'owner']}
                      label={t('supervisionPages.host')}
                      rules={[required]}
                      style={{ flex: '1 1 220px' }}
                    >
                      <Select
                        showSearch={{ optionFilterProp: 'label' }}
                        options={(rules.data?.owners ?? []).map((o) => ({ value: o.id, label: o.name }))}
                      />
                    </Form.Item>
                    <Form.Item name={[name, 'deadline']} label={t('supervision.column.deadline')}>
                      <Input type="date" />
                    </Form.Item>
                    <Button onClick={() => remove(name)}>{t('supervisionPages.removeResolution')}</Button>
                  </div>
                </fieldset>
              ))}
              <Button onClick={() => more({})}>{t('supervisionPages.moreResolution')}</Button>
            </>
          )}
        </Form.List>
      </Form>
    </Modal>
  );
}

function MeetingCard({ m }: { m: Meeting }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const raise = useMutation({
    mutationFn: (seq: number) => api.supervision.raise({ params: { id: m.id }, body: { seq } }),
    onSuccess: (c) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void navigate(`/supervision/cases/${c.id}`);
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <section className="panel">
      <h2>{m.title}</h2>
      <p className="quiet num">
        {m.heldOn} · {t('supervisionPages.chair')}：{m.chair}
        {m.attendees ? ` · ${m.attendees}` : ''}
      </p>
      {m.note ? <p style={{ whiteSpace: 'pre-line' }}>{m.note}</p> : null}
      {m.resolutions.length === 0 ? <p className="quiet">{t('supervisionPages.noResolutions')}</p> : null}
      <ol style={{ paddingLeft: 24, margin: 0 }}>
        {m.resolutions.map((r) => (
          <li key={r.seq} style={{ marginBottom: 8 }}>
            {r.text}
            <div className="quiet small num">
              {r.owner.name}
              {r.deadline ? ` · ${t('supervisionPages.by', { day: r.deadline })}` : ''}
            </div>
            {r.case ? (
              <Link to={`/supervision/cases/${r.case.id}`}>
                {t('supervisionPages.order')}（{data(r.case.stateTitle)}）
              </Link>
            ) : can('supervision.manage') ? (
              <Button
                size="small"
                loading={raise.isPending && raise.variables === r.seq}
                onClick={() => raise.mutate(r.seq)}
              >
                {t('supervisionPages.raise')}
              </Button>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** 领导小组会议：议定事项，和它们成了哪件督办单。 */
export default function Meetings() {
  const { t } = useI18n();
  const { can } = useSession();
  const [adding, setAdding] = useState(false);
  const [state, change] = useQueryState({ page: '1' });
  const query = { page: Number(state.page), size: 10 };
  const q = useQuery({
    queryKey: ['supervision', 'meetings', query],
    queryFn: () => api.supervision.meetings({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={q}>
      {(d) => (
        <div className="page">
          <PageHead
            title={t('web.page.meetings')}
            hint={t('supervisionPages.meetingsHint')}
            extra={
              can('supervision.manage') ? (
                <Button type="primary" onClick={() => setAdding(true)}>
                  {t('supervisionPages.newMeeting')}
                </Button>
              ) : null
            }
          />
          {d.items.length === 0 ? <p>{t('supervisionPages.noMeetings')}</p> : null}
          {d.items.map((m) => (
            <MeetingCard key={m.id} m={m} />
          ))}
          {d.total > query.size ? (
            <Pagination
              style={{ marginTop: 14 }}
              current={query.page}
              pageSize={query.size}
              total={d.total}
              showSizeChanger={false}
              onChange={(p) => change({ page: String(p) })}
            />
          ) : null}
          {adding ? <Add onClose={() => setAdding(false)} /> : null}
        </div>
      )}
    </Loaded>
  );
}

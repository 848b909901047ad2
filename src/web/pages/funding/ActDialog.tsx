import { Alert, Button, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { ActEntries, toEntries, useFirstEntries, type EntryValues } from './ActEntries.tsx';
import { DocumentFiles } from './Documents.tsx';
import { fenOf, yuanText } from './fen.ts';
import { declaredFacts, type Application, type ApplicationAct } from './types.ts';

interface Values extends EntryValues {
  reason: string;
  remarks: { field: string; text: string }[];
  yuan?: string;
}

/** One act with what it needs: an opinion, remarks at fields, an amount where it approves. What was typed is kept until it is done. */
export function ActDialog({
  a,
  act,
  firstField,
  before,
  onDone,
  onRefused,
  onFiles,
  onClose,
}: {
  a: Application;
  act: ApplicationAct;
  /** Field that the first remark is about. */
  firstField: string | undefined;
  /** Saves what is typed first; gives the version to act on. */
  before: (() => Promise<number>) | undefined;
  onDone: (a: Application) => void;
  onRefused: (error: unknown) => void;
  /** A file was added to the application from here. */
  onFiles: (a: Application) => void;
  onClose: () => void;
}) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`funding-act-${a.id}-${act.id}-${a.events.length}`, form);
  // One key for one intention: pressed twice, or sent again after a lost connection, it is done once.
  const [key] = useState(() => crypto.randomUUID());
  const first = useFirstEntries(a);
  const approves = act.marks.includes('approve');
  const quote = useQuery({
    queryKey: ['funding', 'quote', a.id, a.version, 'kept'],
    queryFn: () => api.funding.quote({ params: { id: a.id }, body: {} }),
    enabled: approves,
  });
  const due = quote.data?.evaluation?.eligible === true ? quote.data.amountFen : undefined;
  const run = useMutation({
    mutationFn: async (v: Values) => {
      const version = before ? await before() : a.version;
      const amountFen = approves && v.yuan ? fenOf(v.yuan) : undefined;
      return api.funding.act({
        params: { id: a.id },
        body: {
          act: act.id,
          version,
          key,
          reason: v.reason ?? '',
          remarks: (v.remarks ?? []).filter((r) => r?.field),
          entries: toEntries(act.entries, v),
          ...(amountFen ? { amountFen } : {}),
        },
      });
    },
    onSuccess: (done) => {
      draft.forget();
      onDone(done);
    },
    onError: onRefused,
  });
  const options = [
    ...declaredFacts(a).map((f) => ({ value: `facts.${f.id}`, label: data(f.title) })),
    ...a.documents
      .filter((d) => d.kind === 'applicant')
      .map((d) => ({ value: `documents.${d.id}`, label: data(d.title) })),
    { value: 'note', label: t('fundingPages.note') },
    { value: 'payee', label: t('fundingPages.payee') },
    { value: 'commitment', label: t('fundingPages.promise') },
  ];
  const listed = run.error instanceof ApiProblem ? (run.error.body.findings ?? []) : [];
  return (
    <Modal
      open
      title={data(act.title)}
      okText={data(act.title)}
      cancelText={t('fundingPages.cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={run.isPending}
      width={act.entries.length > 0 ? 820 : 620}
    >
      {run.error ? (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={problem(run.error)}
          description={
            listed.length > 0 ? (
              <ul style={{ margin: 0, paddingLeft: 18 }}>
                {listed.slice(0, 8).map((x) => (
                  <li key={`${x.code}${x.path ?? ''}`}>{finding(x.code, x.params).message}</li>
                ))}
              </ul>
            ) : null
          }
        />
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          reason: '',
          remarks: act.remarks ? [{ field: firstField, text: '' }] : [],
          ...first(act.entries),
          ...draft.initial,
        }}
        onValuesChange={() => draft.keep()}
        onFinish={(v) => run.mutate(v)}
      >
        {approves ? (
          <>
            <p>
              {quote.isPending
                ? t('fundingPages.reckoning')
                : due === undefined
                  ? t('fundingPages.dueUnknown')
                  : t('fundingPages.dueNow', { amount: fenText(due) })}{' '}
              <span className="quiet small">
                {a.claimedFen === null ? '' : t('fundingPages.claimedWas', { amount: fenText(a.claimedFen) })}
              </span>
            </p>
            <Form.Item
              name="yuan"
              label={t('fundingPages.approvedYuan')}
              extra={t('fundingPages.approvedHint')}
              rules={[
                {
                  validator: (_, v: string | undefined) => {
                    if (!v) return Promise.resolve();
                    const fen = fenOf(v);
                    if (!fen) return Promise.reject(new Error(t('fundingPages.amountForm')));
                    return due !== undefined && BigInt(fen) > BigInt(due)
                      ? Promise.reject(new Error(t('fundingPages.moreThanDue', { amount: fenText(due) })))
                      : Promise.resolve();
                  },
                },
              ]}
            >
              <Input
                inputMode="decimal"
                placeholder={due === undefined ? '' : yuanText(due)}
                style={{ maxWidth: 260 }}
                suffix={t('fundingPages.yuan')}
              />
            </Form.Item>
          </>
        ) : null}
        <ActEntries asked={act.entries} />
        {act.remarks ? (
          <Form.List name="remarks">
            {(rows, { add, remove }) => (
              <>
                <p className="quiet">{t('fundingPages.remarksHint')}</p>
                {rows.map(({ key: at, name }) => (
                  <div key={at} style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                    <Form.Item
                      name={[name, 'field']}
                      label={t('filingPages.remarkField')}
                      style={{ flex: '1 1 200px' }}
                      rules={[{ required: true, message: t('fundingPages.required') }]}
                    >
                      <Select
                        showSearch={{ optionFilterProp: 'label' }}
                        options={options}
                        popupMatchSelectWidth={300}
                      />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'text']}
                      label={t('filingPages.remarkText')}
                      style={{ flex: '2 1 220px' }}
                      rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
                    >
                      <Input maxLength={500} />
                    </Form.Item>
                    {rows.length > 1 ? (
                      <Button
                        aria-label={t('filingPages.removeRemark')}
                        style={{ alignSelf: 'center' }}
                        onClick={() => remove(name)}
                      >
                        ×
                      </Button>
                    ) : null}
                  </div>
                ))}
                <Button size="small" onClick={() => add({ text: '' })} style={{ marginBottom: 12 }}>
                  {t('filingPages.addRemark')}
                </Button>
              </>
            )}
          </Form.List>
        ) : null}
        {a.documents
          .filter((d) => act.documents.includes(d.id))
          .map((d) => (
            <div key={d.id} style={{ marginBottom: 14 }}>
              <div>
                <span className="bad-text">*</span> {data(d.title)}
              </div>
              <DocumentFiles a={a} d={d} onChange={onFiles} />
            </div>
          ))}
        <Form.Item
          name="reason"
          label={t(act.reason ? 'fundingPages.opinion' : 'fundingPages.opinionFree')}
          rules={
            act.reason
              ? [{ required: true, whitespace: true, message: t('fundingPages.opinionMissing') }]
              : []
          }
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 10 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

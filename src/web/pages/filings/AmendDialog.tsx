import { Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { grid, MeasureFields } from './MeasureFields.tsx';
import { fieldPath, type Content, type Filing, type FilingAct } from './types.ts';

interface Values {
  items: { target: string; due: string }[];
  measures: Content['measures'];
  reason: string;
}

/** An amendment in execution: targets, dates and measures, with the reason. What was accepted besides is shown, not changed. */
export function AmendDialog({
  f,
  act,
  onDone,
  onClose,
}: {
  f: Filing;
  act: FilingAct;
  onDone: (f: Filing) => void;
  onClose: () => void;
}) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`filing-amend-${f.id}-${f.version}`, form);
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const run = useMutation({
    mutationFn: (v: Values) =>
      api.filings.act({
        params: { id: f.id },
        body: {
          act: act.id,
          version: f.version,
          key,
          reason: v.reason,
          amendment: {
            leader: f.content.leader,
            // Rows stand in the order of the filing; what may not change is the filing's, not the form's.
            items: f.content.items.map((i, n) => ({ ...i, ...v.items[n] })),
            measures: v.measures,
          },
        },
      }),
    onSuccess: (next) => {
      draft.forget();
      onDone(next);
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return;
      form.setFields(
        (error.body.findings ?? []).flatMap((x) =>
          (x.path ?? '').startsWith('amendment.') || x.path === 'reason'
            ? [
                {
                  name: fieldPath(x.path ?? '', 'amendment') as never,
                  errors: [finding(x.code, x.params).message],
                },
              ]
            : [],
        ),
      );
    },
  });
  const listed = run.error instanceof ApiProblem ? (run.error.body.findings ?? []) : [];
  return (
    <Modal
      open
      title={data(act.title)}
      okText={data(act.title)}
      width={860}
      confirmLoading={run.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {run.error ? (
        <div role="alert" className="bad-text">
          {problem(run.error)}
          <ul style={{ margin: '4px 0', paddingLeft: 20 }}>
            {listed.slice(0, 6).map((x) => (
              <li key={`${x.code}${x.path}`}>{finding(x.code, x.params).message}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <p className="quiet">{t('filingPages.amendHint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          items: f.content.items.map((i) => ({ target: i.target, due: i.due })),
          measures: f.content.measures,
          reason: '',
          ...draft.initial,
        }}
        onValuesChange={draft.keep}
        // Hidden fields included: the keys of rows travel with them.
        onFinish={() => run.mutate(form.getFieldsValue(true) as Values)}
      >
        <Form.Item name="reason" label={t('filingPages.reason')} required>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        {f.content.items.map((i, n) => (
          <div key={i.key} role="group" aria-label={i.name} style={{ marginBottom: 4 }}>
            <b>{i.name}</b>{' '}
            <span className="quiet small">
              {t('filingPages.baseline')} {i.baseline} · {t('filingPages.benchmark')} {i.benchmark} {i.unit}
            </span>
            <div style={grid}>
              <Form.Item name={['items', n, 'target']} label={t('filingPages.target')}>
                <Input inputMode="decimal" maxLength={40} />
              </Form.Item>
              <Form.Item name={['items', n, 'due']} label={t('filingPages.due')}>
                <Input type="date" min={f.window.from} max={f.window.to} />
              </Form.Item>
            </div>
          </div>
        ))}
        <MeasureFields f={f} form={form} remark={() => ({})} />
      </Form>
    </Modal>
  );
}

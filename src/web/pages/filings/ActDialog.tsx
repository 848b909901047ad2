import { Button, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { fieldPath, type Filing, type FilingAct } from './types.ts';

interface Values {
  reason: string;
  remarks: { field: string; text: string }[];
  quarter: string;
  measures: { percent: number | null; text: string }[];
  values: { now: string }[];
}

/** Every field a remark may be about, in words. */
function useFieldOptions(f: Filing) {
  const { t } = useI18n();
  const { leader, items, measures } = f.content;
  const option = (value: string, label: string) => ({ value, label });
  return [
    {
      label: t('filingPages.leader'),
      options: [
        ...(leader
          ? [
              option('leader.name', t('filingPages.leaderName')),
              option('leader.note', t('filingPages.leaderNote')),
            ]
          : []),
        option('items', t('filingPages.items')),
        option('measures', t('filingPages.measures')),
      ],
    },
    ...items.map((i) => ({
      label: i.name,
      options: (
        ['target', 'baseline', 'benchmark', 'due', 'evidence', 'name', 'unit', 'weight'] as const
      ).map((k) => option(`items.${i.key}.${k}`, `${i.name} · ${t(`filingPages.${k}`)}`)),
    })),
    ...measures.map((m) => ({
      label: m.title,
      options: [
        option(`measures.${m.key}.title`, `${m.title} · ${t('filingPages.measureTitle')}`),
        option(`measures.${m.key}.owner`, `${m.title} · ${t('filingPages.owner')}`),
        option(`measures.${m.key}.due`, `${m.title} · ${t('filingPages.due')}`),
        option(`measures.${m.key}.milestones`, `${m.title} · ${t('filingPages.milestones')}`),
      ],
    })),
  ];
}

/** One act with what it needs: a reason, remarks at fields, the progress of a quarter. What was typed is kept until it is done. */
export function ActDialog({
  f,
  act,
  firstField,
  before,
  onDone,
  onRefused,
  onClose,
}: {
  f: Filing;
  act: FilingAct;
  /** Field that the first remark is about. */
  firstField: string | undefined;
  /** Done before the act; gives the version to act on. */
  before: (() => Promise<number>) | undefined;
  onDone: (f: Filing) => void;
  /** Findings that belong to the content, for the form behind. */
  onRefused: (error: unknown) => void;
  onClose: () => void;
}) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const options = useFieldOptions(f);
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`filing-act-${f.id}-${act.id}-${f.events.length}`, form);
  // One key for one intention: pressed twice, or sent again after a lost connection, it is done once.
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const measured = new Map(f.measured?.values.map((v) => [v.key, v.value]));
  const follow = act.entries.includes('progress');
  const reported = f.events.flatMap((e) => (e.progress ? [e.progress] : []));
  const last = reported.at(-1);
  const final = f.states.find((s) => s.id === act.to)?.final ?? false;
  const quarters = [...new Set([...(final && last ? [last.quarter] : []), ...f.quarters])].toSorted();
  const run = useMutation({
    mutationFn: async (v: Values) => {
      const version = before ? await before() : f.version;
      return api.filings.act({
        params: { id: f.id },
        body: {
          act: act.id,
          version,
          key,
          reason: v.reason ?? '',
          remarks: (v.remarks ?? []).filter((r) => r?.field),
          // Rows stand in the order of the filing; their keys are the filing's, not the form's.
          progress: follow
            ? {
                quarter: v.quarter,
                measures: f.content.measures.map((m, n) => ({
                  key: m.key,
                  percent: v.measures?.[n]?.percent ?? null,
                  text: v.measures?.[n]?.text ?? '',
                })),
                values: f.content.items.map((i, n) => ({ key: i.key, now: v.values?.[n]?.now ?? '' })),
              }
            : null,
        },
      });
    },
    onSuccess: (done) => {
      draft.forget();
      onDone(done);
    },
    onError: (error) => {
      onRefused(error);
      if (!(error instanceof ApiProblem)) return;
      form.setFields(
        (error.body.findings ?? []).flatMap((x) => {
          const path = fieldPath(x.path ?? '', 'progress');
          return path[0] === 'content'
            ? []
            : [{ name: path as never, errors: [finding(x.code, x.params).message] }];
        }),
      );
    },
  });
  const quarterText = (q: string): string =>
    t('filingPages.quarterOf', { year: q.slice(0, 4), q: q.slice(6) });
  const to = f.states.find((s) => s.id === act.to);
  const listed =
    run.error instanceof ApiProblem
      ? (run.error.body.findings ?? []).filter(
          (x) => x.path === 'act' || (x.path ?? '').startsWith('content'),
        )
      : [];
  return (
    <Modal
      open
      title={data(act.title)}
      okText={data(act.title)}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={run.isPending}
      width={follow ? 720 : 560}
    >
      {run.error ? (
        <div role="alert" className="bad-text">
          {problem(run.error)}
          {listed.length > 0 ? (
            <ul style={{ margin: '4px 0', paddingLeft: 20 }}>
              {listed.slice(0, 6).map((x) => (
                <li key={`${x.code}${x.path}`}>{finding(x.code, x.params).message}</li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
      <p className="quiet">
        {act.to === f.state
          ? t('filingPages.actStays', { state: data(f.stateTitle) })
          : t('filingPages.actTo', { state: to ? data(to.title) : act.to })}
      </p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          reason: '',
          remarks: act.remarks ? [{ field: firstField, text: '' }] : [],
          quarter: quarters.find((q) => q === last?.quarter && final) ?? f.quarters[0],
          measures: f.content.measures.map((m) => ({
            percent: last?.measures.find((x) => x.key === m.key)?.percent ?? 0,
            text: '',
          })),
          values: f.content.items.map((i) => ({
            now: last?.values.find((x) => x.key === i.key)?.now ?? '',
          })),
          ...draft.initial,
        }}
        onValuesChange={draft.keep}
        onFinish={(v) => run.mutate(v)}
      >
        {follow ? (
          <>
            <Form.Item name="quarter" label={t('filingPages.quarter')}>
              <Select options={quarters.map((q) => ({ value: q, label: quarterText(q) }))} />
            </Form.Item>
            <h3 style={{ fontSize: 15 }}>{t('filingPages.followMeasures')}</h3>
            <Form.List name="measures">
              {(rows) =>
                rows.map(({ key: at, name }) => {
                  const title = f.content.measures[name]?.title ?? '';
                  return (
                    <fieldset key={at} style={{ border: 0, padding: 0, margin: 0 }}>
                      <legend
                        style={{
                          fontSize: 14,
                          padding: 0,
                          border: 0,
                          color: 'var(--ink)',
                          margin: '0 0 6px',
                        }}
                      >
                        {title}
                      </legend>
                      <div style={{ display: 'flex', gap: 12, flexWrap: 'wrap' }}>
                        <Form.Item name={[name, 'percent']} label={t('filingPages.percent')}>
                          <InputNumber min={0} max={100} precision={0} suffix="%" />
                        </Form.Item>
                        <Form.Item
                          name={[name, 'text']}
                          label={t('filingPages.progressText')}
                          style={{ flex: '1 1 260px' }}
                        >
                          <Input maxLength={500} />
                        </Form.Item>
                      </div>
                    </fieldset>
                  );
                })
              }
            </Form.List>
            <h3 style={{ fontSize: 15 }}>
              {t(final ? 'filingPages.followValuesAll' : 'filingPages.followValues')}
            </h3>
            <Form.List name="values">
              {(rows) => (
                <div
                  style={{
                    display: 'grid',
                    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 200px), 1fr))',
                    gap: '0 14px',
                  }}
                >
                  {rows.map(({ key: at, name }) => {
                    const i = f.content.items[name];
                    return (
                      <Form.Item key={at} name={[name, 'now']} label={i ? `${i.name}（${i.unit}）` : ''}>
                        <Input
                          inputMode="decimal"
                          maxLength={40}
                          placeholder={
                            i && measured.has(i.key)
                              ? t('filingPages.measuredAt', {
                                  year: f.measured?.year ?? '',
                                  value: measured.get(i.key)!,
                                })
                              : ''
                          }
                        />
                      </Form.Item>
                    );
                  })}
                </div>
              )}
            </Form.List>
          </>
        ) : null}
        {act.remarks ? (
          <>
            <p className="quiet">{t('filingPages.remarksHint')}</p>
            <Form.List name="remarks">
              {(rows, { add, remove }) => (
                <>
                  {rows.map(({ key: at, name }) => (
                    <div key={at} style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                      <Form.Item
                        name={[name, 'field']}
                        label={t('filingPages.remarkField')}
                        style={{ flex: '1 1 200px' }}
                      >
                        <Select
                          showSearch={{ optionFilterProp: 'label' }}
                          options={options}
                          popupMatchSelectWidth={320}
                        />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'text']}
                        label={t('filingPages.remarkText')}
                        style={{ flex: '2 1 220px' }}
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
          </>
        ) : null}
        <Form.Item
          name="reason"
          label={t(
            act.reason ? (follow ? 'filingPages.selfNote' : 'filingPages.reason') : 'filingPages.note',
          )}
          {...(act.reason ? { required: true } : {})}
        >
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

import { Alert, App, Button, Form, Input, Modal, Select, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import type { Mark, Round } from './types.ts';

const kinds = ['bonus', 'deduction', 'veto'] as const;
interface Values {
  unit: string;
  kind: (typeof kinds)[number];
  rule: string;
  value: string;
  source: string;
  note?: string;
}

function useSaved(onClose: () => void) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: ['assessment'] });
    void message.success(t('assessmentPages.saved'));
    onClose();
  };
}

function New({ round, onClose }: { round: Round; onClose: () => void }) {
  const { t, data } = useI18n();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const kind = Form.useWatch('kind', form) ?? 'bonus';
  const rules = {
    bonus: round.rules.bonus.items,
    deduction: round.rules.deductions,
    veto: round.rules.vetoes,
  }[kind];
  const need = [{ required: true, message: t('assessmentPages.required') }];
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.assessment.mark({
        params: { id: round.id },
        body: { id, ...v, value: v.kind === 'veto' ? '1' : v.value, note: v.note ?? '' },
      }),
    onSuccess: useSaved(onClose),
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={t('assessmentPages.newMark')}
      okText={t('assessmentPages.save')}
      cancelText={t('common.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'bonus' }}
        onValuesChange={(c: Partial<Values>) => {
          if (c.kind) form.setFieldValue('rule', undefined);
        }}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item name="unit" label={t('assessmentPages.unit')} rules={need}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={round.groups.map((g) => ({
              label: data(g.title),
              options: g.units.map((u) => ({ value: u.id, label: u.name })),
            }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('assessmentPages.markKind')}>
          <Select options={kinds.map((value) => ({ value, label: t(`assessmentPages.mark.${value}`) }))} />
        </Form.Item>
        <Form.Item name="rule" label={t('assessmentPages.markRule')} rules={need}>
          <Select options={rules.map((r) => ({ value: r.id, label: data(r.title) }))} />
        </Form.Item>
        {kind === 'veto' ? null : (
          <Form.Item
            name="value"
            label={kind === 'bonus' ? t('assessmentPages.markPoints') : t('assessmentPages.markTimes')}
            rules={[...need, { pattern: /^\d{1,3}(\.\d{1,2})?$/, message: t('assessmentPages.notNumber') }]}
          >
            <Input inputMode="decimal" />
          </Form.Item>
        )}
        <Form.Item name="source" label={t('assessmentPages.markSource')} rules={need}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="note" label={t('assessmentPages.note')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Withdraw({ round, mark, onClose }: { round: Round; mark: Mark; onClose: () => void }) {
  const { t, data } = useI18n();
  const [form] = Form.useForm<{ reason: string }>();
  const trouble = useFormProblem(form);
  const send = useMutation({
    mutationFn: (v: { reason: string }) =>
      api.assessment.withdrawMark({ params: { id: round.id, mark: mark.id }, body: v }),
    onSuccess: useSaved(onClose),
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={`${t('assessmentPages.withdraw')} · ${mark.unit.name} · ${data(mark.title)}`}
      okText={t('assessmentPages.withdraw')}
      cancelText={t('common.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form form={form} layout="vertical" onFinish={(v: { reason: string }) => send.mutate(v)}>
        <Form.Item
          name="reason"
          label={t('assessmentPages.reason')}
          rules={[{ required: true, min: 2, message: t('assessmentPages.reasonMissing') }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Bonus, deductions and vetoes with their documents; what was withdrawn stays to be read. */
export function Marks({ round }: { round: Round }) {
  const { t, data } = useI18n();
  const [asked, setAsked] = useState<'new' | Mark | null>(null);
  const q = useQuery({
    queryKey: ['assessment', 'marks', round.id, round.version],
    queryFn: () => api.assessment.marks({ params: { id: round.id } }),
  });
  return (
    <>
      {round.entering ? (
        <div className="filters">
          <Button onClick={() => setAsked('new')}>{t('assessmentPages.newMark')}</Button>
        </div>
      ) : null}
      <PlainTable<Mark>
        label={t('assessmentPages.marks')}
        query={q}
        rowKey="id"
        columns={[
          { key: 'unit', title: t('assessmentPages.unit'), width: 180, render: (_, m) => m.unit.name },
          {
            key: 'kind',
            title: t('assessmentPages.markKind'),
            width: 110,
            render: (_, m) => <Tag>{t(`assessmentPages.mark.${m.kind}`)}</Tag>,
          },
          { key: 'rule', title: t('assessmentPages.markRule'), width: 260, render: (_, m) => data(m.title) },
          {
            key: 'value',
            title: t('assessmentPages.value'),
            width: 90,
            align: 'right',
            className: 'num',
            render: (_, m) => (m.kind === 'veto' ? '—' : m.value),
          },
          {
            key: 'source',
            title: t('assessmentPages.markSource'),
            width: 260,
            render: (_, m) => (
              <>
                {m.source}
                <div className="quiet small">
                  {m.by} · {formatTime(m.at)}
                </div>
              </>
            ),
          },
          {
            key: 'withdrawn',
            title: t('assessmentPages.handle'),
            width: 200,
            render: (_, m) =>
              m.withdrawn ? (
                <span className="quiet">
                  {t('assessmentPages.withdrawn', { by: m.withdrawn.by, reason: m.withdrawn.reason })}
                </span>
              ) : round.entering ? (
                <Button size="small" onClick={() => setAsked(m)}>
                  {t('assessmentPages.withdraw')}
                </Button>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {asked === 'new' ? <New round={round} onClose={() => setAsked(null)} /> : null}
      {asked !== null && asked !== 'new' ? (
        <Withdraw round={round} mark={asked} onClose={() => setAsked(null)} />
      ) : null}
    </>
  );
}

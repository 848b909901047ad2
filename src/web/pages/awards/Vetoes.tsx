import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import { EnterprisePicker } from './EnterprisePicker.tsx';
import type { Veto } from './types.ts';

type Kinds = Awaited<ReturnType<typeof api.awards.vetoes>>['kinds'];
interface Values {
  subjectId: string;
  kind: string;
  day: string;
  source: string;
  note: string;
}

/** A new veto, or the repair of one. */
function VetoForm({ kinds, of, onClose }: { kinds: Kinds; of: Veto | null; onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const need = [{ required: true, message: t('awardPages.required') }];
  const save = useMutation({
    mutationFn: (v: Values) => {
      const { day, source } = v;
      const note = v.note ?? '';
      return of
        ? api.awards.repairVeto({ params: { id: of.id }, body: { day, source, note } })
        : api.awards.addVeto({ body: { subjectId: v.subjectId, kind: v.kind, day, source, note } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['awards', 'vetoes'] });
      void message.success(t('awardPages.saved'));
      onClose();
    },
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={of ? t('awardPages.repairTitle') : t('awardPages.addVeto')}
      okText={t('awardPages.save')}
      cancelText={t('awardPages.cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      {of ? (
        <p>
          <b>{of.subject.name}</b> · {data(of.kindTitle)} · {of.day}
        </p>
      ) : null}
      <Form<Values> form={form} layout="vertical" onFinish={(v) => save.mutate(v)}>
        {of ? null : (
          <>
            <Form.Item name="subjectId" label={t('awardPages.enterprise')} rules={need}>
              <EnterprisePicker />
            </Form.Item>
            <Form.Item name="kind" label={t('awardPages.vetoKind')} rules={need}>
              <Select options={kinds.map((k) => ({ value: k.kind, label: data(k.title) }))} />
            </Form.Item>
          </>
        )}
        <Form.Item name="day" label={of ? t('awardPages.repairDay') : t('awardPages.vetoDay')} rules={need}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="source"
          label={t('awardPages.vetoSource')}
          extra={t('awardPages.vetoSourceHint')}
          rules={need}
        >
          <Input maxLength={300} />
        </Form.Item>
        <Form.Item name="note" label={t('awardPages.note')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Register of what keeps an enterprise out. */
export function Vetoes() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ tab: '', q: '', kind: '', page: '1', size: '20' });
  const [asked, setAsked] = useState<'new' | Veto | null>(null);
  const q = useQuery({
    queryKey: ['awards', 'vetoes', state],
    queryFn: () =>
      api.awards.vetoes({
        query: {
          page: Number(state.page),
          size: Number(state.size),
          ...(state.q ? { q: state.q } : {}),
          ...(state.kind ? { kind: state.kind } : {}),
        },
      }),
    placeholderData: (before) => before,
  });
  const kinds = q.data?.kinds ?? [];
  const repairable = new Set(kinds.filter((k) => k.repairable).map((k) => k.kind));
  return (
    <>
      <p className="quiet">{t('awardPages.vetoHint')}</p>
      <div className="filters">
        <Input.Search
          allowClear
          style={{ maxWidth: 280 }}
          defaultValue={state.q}
          placeholder={t('awardPages.search')}
          aria-label={t('awardPages.search')}
          onSearch={(v) => change({ q: v })}
        />
        <Select
          allowClear
          value={state.kind || null}
          placeholder={t('awardPages.anyKind')}
          aria-label={t('awardPages.vetoKind')}
          onChange={(v: string | null) => change({ kind: v ?? undefined })}
          options={kinds.map((k) => ({ value: k.kind, label: data(k.title) }))}
          style={{ minWidth: 200 }}
        />
        {can('awards.run') ? (
          <Button type="primary" onClick={() => setAsked('new')}>
            {t('awardPages.addVeto')}
          </Button>
        ) : null}
      </div>
      <DataTable<Veto>
        label={t('awardPages.tabVetoes')}
        query={q}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        empty={t('awardPages.noVetoes')}
        columns={[
          { key: 'name', title: t('awardPages.enterprise'), width: 260, render: (_, r) => r.subject.name },
          { key: 'region', title: t('awardPages.region'), dataIndex: 'regionName', width: 100 },
          { key: 'kind', title: t('awardPages.vetoKind'), width: 180, render: (_, r) => data(r.kindTitle) },
          { key: 'day', title: t('awardPages.vetoDay'), dataIndex: 'day', width: 110, className: 'num' },
          { key: 'source', title: t('awardPages.vetoSource'), dataIndex: 'source', width: 260 },
          {
            key: 'repair',
            title: t('awardPages.vetoState'),
            width: 170,
            render: (_, r) =>
              r.repair ? (
                t('awardPages.repaired', { day: r.repair.day })
              ) : !repairable.has(r.kind) ? (
                t('awardPages.notRepairable')
              ) : can('awards.run') ? (
                <Button size="small" onClick={() => setAsked(r)}>
                  {t('awardPages.repair')}
                </Button>
              ) : (
                t('awardPages.inForce')
              ),
          },
        ]}
      />
      {asked ? (
        <VetoForm kinds={kinds} of={asked === 'new' ? null : asked} onClose={() => setAsked(null)} />
      ) : null}
    </>
  );
}

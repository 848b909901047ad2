import { Alert, App, Button, Checkbox, Form, Input, Modal, Radio, Select, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { shortDecimal } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import type { Entry, Round, Scheme } from './types.ts';

type Item = Scheme['groups'][number]['items'][number];
interface Row {
  readonly key: string;
  readonly unit: { id: string; name: string };
  readonly item: Item;
  readonly part: string;
  readonly title: string;
  readonly entry: Entry | undefined;
}
interface Values {
  applies: 'yes' | 'no';
  target?: string;
  actual?: string;
  met?: 'yes' | 'no';
  forceMajeure?: boolean;
  source?: string;
  note?: string;
}

function Edit({ round, row, onClose }: { round: Round; row: Row; onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const e = row.entry;
  const applies = Form.useWatch('applies', form) ?? 'yes';
  const text = (v: string | undefined): string | null =>
    v === undefined || v.trim() === '' ? null : v.trim();
  const save = useMutation({
    mutationFn: (v: Values) =>
      api.assessment.enter({
        params: { id: round.id },
        body: {
          unit: row.unit.id,
          item: row.item.id,
          part: row.part,
          revision: e?.revision ?? 0,
          applies: v.applies === 'yes',
          target: v.applies === 'yes' ? text(v.target) : null,
          actual: v.applies === 'yes' ? text(v.actual) : null,
          met: v.applies === 'yes' && v.met !== undefined ? v.met === 'yes' : null,
          forceMajeure: v.applies === 'yes' && (v.forceMajeure ?? false),
          source: v.source ?? '',
          note: v.note ?? '',
        },
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['assessment'] });
      void message.success(t('assessmentPages.saved'));
      onClose();
    },
    onError: trouble.show,
  });
  const number = {
    pattern: /^-?\d{1,15}(\.\d{1,6})?$/,
    message: t('assessmentPages.notNumber'),
  };
  return (
    <Modal
      open
      title={`${row.unit.name} · ${row.title}`}
      okText={t('assessmentPages.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{
          applies: e && !e.applies ? 'no' : 'yes',
          target: e?.target ?? undefined,
          actual: e?.actual ?? undefined,
          met: e?.met == null ? undefined : e.met ? 'yes' : 'no',
          forceMajeure: e?.forceMajeure ?? false,
          source: e?.source,
          note: e?.note,
        }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="applies" label={t('assessmentPages.applies')}>
          <Radio.Group
            options={(['yes', 'no'] as const).map((value) => ({
              value,
              label: t(`assessmentPages.applies.${value}`),
            }))}
          />
        </Form.Item>
        {applies === 'no' ? null : row.item.kind === 'qualitative' ? (
          <Form.Item name="met" label={t('assessmentPages.met')}>
            <Radio.Group
              options={(['yes', 'no'] as const).map((value) => ({
                value,
                label: t(`assessmentPages.met.${value}`),
              }))}
            />
          </Form.Item>
        ) : (
          <>
            <Form.Item
              name="target"
              label={t('assessmentPages.targetOf', { unit: row.item.unit })}
              rules={[number]}
            >
              <Input inputMode="decimal" />
            </Form.Item>
            <Form.Item
              name="actual"
              label={t('assessmentPages.actualOf', { unit: row.item.unit })}
              rules={[number]}
            >
              <Input inputMode="decimal" />
            </Form.Item>
            <Form.Item name="forceMajeure" valuePropName="checked">
              <Checkbox>{t('assessmentPages.forceMajeure')}</Checkbox>
            </Form.Item>
          </>
        )}
        <Form.Item name="source" label={t('assessmentPages.source')} extra={t('assessmentPages.sourceHint')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="note" label={t('assessmentPages.note')}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
        {e ? (
          <p className="quiet small">
            {t('assessmentPages.lastBy', { by: e.by, n: e.revision })} {data(row.item.title)}
          </p>
        ) : null}
      </Form>
    </Modal>
  );
}

/** Every figure of a group: what was set, what was done, from where; what is missing first to be seen. */
export function Figures({ round }: { round: Round }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [state, change] = useQueryState({ group: '', unit: '', missing: '' });
  const [editing, setEditing] = useState<Row | null>(null);
  const q = useQuery({
    queryKey: ['assessment', 'entries', round.id, round.version],
    queryFn: () => api.assessment.entries({ params: { id: round.id } }),
  });
  const gather = useMutation({
    mutationFn: () => api.assessment.gather({ params: { id: round.id } }),
    onSuccess: async (r) => {
      await queries.invalidateQueries({ queryKey: ['assessment'] });
      void message.success(t('assessmentPages.gathered', { added: r.added, kept: r.kept }));
    },
    onError: (e) => void message.error(problem(e)),
  });
  const group = round.groups.find((g) => g.id === state.group) ?? round.groups[0]!;
  const items = round.rules.groups.find((g) => g.id === group.id)!.items;
  const entries = q.data?.items ?? [];
  const missing = (r: Row): boolean =>
    !r.entry ||
    (r.entry.applies &&
      (r.item.kind === 'qualitative'
        ? r.entry.met === null
        : r.entry.actual === null || r.entry.target === null));
  const rows = group.units
    .flatMap((unit) =>
      items.flatMap((item): Row[] => {
        const own = entries.filter((e) => e.unit === unit.id && e.item === item.id);
        if (own.length === 0)
          return [
            {
              key: `${unit.id} ${item.id}`,
              unit,
              item,
              part: '',
              title: data(item.title),
              entry: undefined,
            },
          ];
        return own.map((entry) => ({
          key: `${unit.id} ${item.id} ${entry.part}`,
          unit,
          item,
          part: entry.part,
          title: entry.part === '' ? data(item.title) : `${entry.title}（${entry.part}）`,
          entry,
        }));
      }),
    )
    .filter((r) => (state.unit === '' || r.unit.id === state.unit) && (state.missing === '' || missing(r)));
  return (
    <>
      <div className="filters">
        <Select
          aria-label={t('assessmentPages.group')}
          value={group.id}
          onChange={(v: string) => change({ group: v, unit: '' })}
          options={round.groups.map((g) => ({ value: g.id, label: data(g.title) }))}
        />
        <Select
          aria-label={t('assessmentPages.unit')}
          value={state.unit}
          onChange={(unit: string) => change({ unit })}
          style={{ minWidth: 180 }}
          options={[
            { value: '', label: t('assessmentPages.allUnits') },
            ...group.units.map((u) => ({ value: u.id, label: u.name })),
          ]}
        />
        <Select
          aria-label={t('assessmentPages.missing')}
          value={state.missing}
          onChange={(v: string) => change({ missing: v })}
          options={[
            { value: '', label: t('assessmentPages.allFigures') },
            { value: 'yes', label: t('assessmentPages.onlyMissing') },
          ]}
        />
        {round.entering ? (
          <Button type="primary" loading={gather.isPending} onClick={() => gather.mutate()}>
            {t('assessmentPages.gather')}
          </Button>
        ) : null}
      </div>
      <PlainTable<Row>
        label={t('assessmentPages.figures')}
        query={{ ...q, data: q.data ? { items: rows } : undefined }}
        rowKey="key"
        pageSize={30}
        columns={[
          { key: 'unit', title: t('assessmentPages.unit'), width: 170, render: (_, r) => r.unit.name },
          {
            key: 'item',
            title: t('assessmentPages.item'),
            width: 300,
            render: (_, r) => (
              <>
                {r.title} <Tag>{t(`assessmentPages.kind.${r.item.kind}`)}</Tag>
              </>
            ),
          },
          {
            key: 'target',
            title: t('assessmentPages.target'),
            width: 110,
            align: 'right',
            className: 'num',
            render: (_, r) => (r.entry?.target == null ? '—' : shortDecimal(r.entry.target)),
          },
          {
            key: 'actual',
            title: t('assessmentPages.actual'),
            width: 130,
            align: 'right',
            className: 'num',
            render: (_, r) =>
              r.entry && !r.entry.applies ? (
                t('assessmentPages.applies.no')
              ) : r.item.kind === 'qualitative' ? (
                r.entry?.met == null ? (
                  '—'
                ) : (
                  t(`assessmentPages.met.${r.entry.met ? 'yes' : 'no'}`)
                )
              ) : r.entry?.actual == null ? (
                '—'
              ) : (
                <>
                  {shortDecimal(r.entry.actual)} <Simulated when={r.entry.simulated} />
                </>
              ),
          },
          {
            key: 'source',
            title: t('assessmentPages.source'),
            width: 260,
            render: (_, r) =>
              r.entry ? (
                <>
                  <Tag>{t(`assessmentPages.origin.${r.entry.origin}`)}</Tag>
                  <span className="small">{r.entry.source}</span>
                </>
              ) : (
                <span className="quiet">{t('assessmentPages.noFigure')}</span>
              ),
          },
          ...(round.entering
            ? [
                {
                  key: 'edit',
                  title: t('assessmentPages.handle'),
                  width: 90,
                  render: (_: unknown, r: Row) => (
                    <Button size="small" onClick={() => setEditing(r)}>
                      {t('assessmentPages.edit')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {editing ? <Edit round={round} row={editing} onClose={() => setEditing(null)} /> : null}
    </>
  );
}

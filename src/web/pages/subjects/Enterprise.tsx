import { App, Button, Drawer, Empty, Form, Input, Modal, Select, Table, Tabs, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { z } from 'zod';
import type { definitionSchema, factSchema, factStatusSchema } from '#contract/indicators';
import type { enterpriseSchema } from '#contract/subjects';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatDecimal, formatNumber, formatTime, shortDecimal } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TraceTree } from '../../parts/TraceTree.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { EnterpriseFields, yearsOf, type EnterpriseForm } from './Enterprises.tsx';

type Fact = z.output<typeof factSchema>;
type Definition = z.output<typeof definitionSchema>;
type Status = z.output<typeof factStatusSchema>;
type Detail = z.output<typeof enterpriseSchema>;
/** The latest year that can have yearly figures. */
const LAST_YEAR = new Date().getFullYear() - 1;

function Edit({ e, onClose }: { e: Detail; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<EnterpriseForm>();
  const refused = useFormProblem(form);
  const save = useMutation({
    mutationFn: (v: EnterpriseForm) =>
      api.subjects.editEnterprise({
        params: { id: e.id },
        body: {
          name: v.name,
          regionCode: v.regionCode,
          industryCode: v.industryCode,
          parkCode: v.parkCode ?? null,
          aboveScale: yearsOf(v.years),
          version: e.version,
        },
      }),
    onSuccess: () => {
      void message.success(t('subjectPages.saved'));
      void queries.invalidateQueries({ queryKey: ['enterprise', e.id] });
      onClose();
    },
    onError: refused.show,
  });
  return (
    <Modal
      open
      title={t('subjectPages.editTitle')}
      okText={t('common.save')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      {refused.text ? (
        <p role="alert" className="bad-text">
          {refused.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          name: e.name,
          regionCode: e.regionCode,
          industryCode: e.industryCode,
          parkCode: e.parkCode,
          years: e.aboveScale.join(', '),
        }}
        onFinish={(v) => save.mutate(v)}
      >
        <EnterpriseFields withCode={false} />
      </Form>
    </Modal>
  );
}

/** Every revision of one figure, newest first, and a way to write the next one. */
function FactDrawer({
  subject,
  definition,
  period,
  onClose,
}: {
  subject: string;
  definition: Definition;
  period: string;
  onClose: () => void;
}) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ value: string; note: string }>();
  const refused = useFormProblem(form);
  const history = useQuery({
    queryKey: ['facts', 'history', subject, definition.id, period],
    queryFn: () => api.indicators.history({ query: { subject, indicator: definition.id, period } }),
  });
  const file = useMutation({
    mutationFn: (v: { value?: string; note?: string }) =>
      api.indicators.file({
        body: {
          subject,
          indicator: definition.id,
          period,
          value: v.value?.trim() ? v.value.trim().replaceAll(',', '') : null,
          note: v.note ?? '',
        },
      }),
    onSuccess: () => {
      refused.clear();
      form.resetFields();
      void message.success(t('subjectPages.saved'));
      void queries.invalidateQueries({ queryKey: ['facts'] });
    },
    onError: refused.show,
  });
  return (
    <Drawer
      open
      onClose={onClose}
      size={Math.min(520, window.innerWidth)}
      title={t('subjectPages.historyOf', { indicator: data(definition.title), period })}
      destroyOnHidden
    >
      {can('facts.file') ? (
        <Form form={form} layout="vertical" onFinish={(v) => file.mutate(v)}>
          {refused.text ? (
            <p role="alert" className="bad-text">
              {refused.text}
            </p>
          ) : null}
          <Form.Item
            name="value"
            label={t('subjectPages.newValue', { unit: definition.unit })}
            extra={t('subjectPages.valueHint')}
            rules={[{ pattern: /^-?[\d,]{1,25}(\.\d{1,12})?$/, message: t('subjectPages.valueBad') }]}
          >
            <Input inputMode="decimal" />
          </Form.Item>
          <Form.Item name="note" label={t('subjectPages.note')} extra={t('subjectPages.noteHint')}>
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={file.isPending}>
            {t('common.save')}
          </Button>
        </Form>
      ) : null}
      <h3>{t('subjectPages.history')}</h3>
      <ul className="evidence">
        {(history.data?.items ?? []).map((f) => (
          <li key={f.revision}>
            <b className="num">
              {f.value === null ? t('subjectPages.withdrawn') : `${formatDecimal(f.value)} ${f.unit}`}
            </b>{' '}
            <Tag>{t(`subjectPages.status.${f.status}`)}</Tag>
            <Simulated when={f.simulated} />
            <div className="quiet small">
              {t('subjectPages.revisions', { n: f.revision })} · {f.source} · {f.recordedBy} ·{' '}
              {formatTime(f.recordedAt)}
            </div>
            {f.note ? <div className="small">{f.note}</div> : null}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}

function SetStatus({
  subject,
  facts,
  period,
  onClose,
}: {
  subject: string;
  facts: readonly Fact[];
  period: string;
  onClose: () => void;
}) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ status: Status; reason: string }>();
  const refused = useFormProblem(form);
  const save = useMutation({
    mutationFn: (v: { status: Status; reason?: string }) =>
      api.indicators.setStatus({
        body: {
          subject,
          period,
          indicators: facts.map((f) => f.indicator),
          status: v.status,
          reason: v.reason ?? '',
        },
      }),
    onSuccess: (r) => {
      void message.success(t('subjectPages.changed', { n: r.changed }));
      void queries.invalidateQueries({ queryKey: ['facts'] });
      onClose();
    },
    onError: refused.show,
  });
  return (
    <Modal
      open
      title={t('subjectPages.setStatusTitle', { period })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('common.save')}
      confirmLoading={save.isPending}
    >
      {refused.text ? (
        <p role="alert" className="bad-text">
          {refused.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ status: 'reviewed' }}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="status" label={t('subjectPages.chooseStatus')}>
          <Select
            options={(['reviewed', 'returned', 'locked', 'filed'] as const).map((s) => ({
              value: s,
              label: t(`subjectPages.status.${s}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="reason" label={t('subjectPages.note')} extra={t('subjectPages.reasonNeeded')}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Indicators down, years across: what was reported, with a way to every revision. */
function Facts({ id, definitions }: { id: string; definitions: readonly Definition[] }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [picked, setPicked] = useState<{ definition: Definition; period: string } | null>(null);
  const [reviewing, setReviewing] = useState<string | null>(null);
  const facts = useQuery({
    queryKey: ['facts', 'series', id],
    queryFn: () => api.indicators.series({ query: { subject: id, kind: 'year' } }),
  });
  if (facts.error) return <ErrorState error={facts.error} retry={() => void facts.refetch()} />;
  const items = facts.data?.items ?? [];
  const years = [
    ...new Set([...items.map((f) => f.period), ...(can('facts.file') ? [String(LAST_YEAR)] : [])]),
  ].toSorted();
  const at = new Map(items.map((f) => [`${f.indicator} ${f.period}`, f]));
  const base = definitions.filter((d) => d.formula === null);
  return (
    <>
      <div className="scroll-x table-card" role="region" aria-label={t('subjectPages.facts')} tabIndex={0}>
        <Table<Definition>
          size="small"
          rowKey="id"
          loading={facts.isPending}
          dataSource={[...base]}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty description={t('subjectPages.noFacts')} /> }}
          columns={[
            {
              key: 'name',
              title: t('subjectPages.indicator'),
              fixed: 'left',
              width: 190,
              render: (_, d) => `${data(d.title)}（${d.unit}）`,
            },
            ...years.map((y) => ({
              key: y,
              title: can('facts.review') ? (
                <button
                  type="button"
                  className="link-text"
                  onClick={() => setReviewing(y)}
                  title={t('subjectPages.setStatus')}
                >
                  {y}
                </button>
              ) : (
                y
              ),
              width: 130,
              align: 'right' as const,
              className: 'num',
              render: (_: unknown, d: Definition) => {
                const f = at.get(`${d.id} ${y}`);
                return (
                  <button
                    type="button"
                    className="link-text"
                    onClick={() => setPicked({ definition: d, period: y })}
                    aria-label={`${data(d.title)} ${y}`}
                  >
                    {f && f.value !== null ? formatDecimal(f.value) : '—'}
                    {f && f.status !== 'locked' ? (
                      <span className="quiet small"> {t(`subjectPages.status.${f.status}`)}</span>
                    ) : null}
                  </button>
                );
              },
            })),
          ]}
        />
      </div>
      <p className="quiet small">
        {t('common.status')}：
        {(['filed', 'returned', 'reviewed', 'locked'] as const)
          .map((s) => t(`subjectPages.status.${s}`))
          .join(' → ')}{' '}
        <Simulated when={items.some((f) => f.simulated)} />
      </p>
      {picked ? (
        <FactDrawer
          subject={id}
          definition={picked.definition}
          period={picked.period}
          onClose={() => setPicked(null)}
        />
      ) : null}
      {reviewing ? (
        <SetStatus
          subject={id}
          period={reviewing}
          facts={items.filter((f) => f.period === reviewing)}
          onClose={() => setReviewing(null)}
        />
      ) : null}
    </>
  );
}

function Derived({ id, years }: { id: string; years: readonly number[] }) {
  const { t, data } = useI18n();
  const [year, setYear] = useState(String(years.at(-1) ?? LAST_YEAR));
  const derived = useQuery({
    queryKey: ['facts', 'derived', id, year],
    queryFn: () => api.indicators.derived({ query: { subject: id, period: year } }),
  });
  if (derived.error) return <ErrorState error={derived.error} retry={() => void derived.refetch()} />;
  return (
    <>
      <div className="filters">
        <Select
          aria-label={t('common.year')}
          value={year}
          onChange={setYear}
          options={years.map((y) => ({ value: String(y), label: t('subjectPages.year', { year: y }) }))}
        />
      </div>
      <div className="scroll-x table-card">
        <Table
          size="small"
          rowKey="indicator"
          loading={derived.isPending}
          dataSource={derived.data?.items ?? []}
          pagination={false}
          scroll={{ x: 'max-content' }}
          expandable={{ expandedRowRender: (r) => <TraceTree value={r.trace} /> }}
          columns={[
            {
              key: 'name',
              title: t('subjectPages.indicator'),
              render: (_, r) => (
                <>
                  {data(r.title)} <Simulated when={r.simulated} />
                </>
              ),
            },
            {
              key: 'value',
              title: t('common.value'),
              align: 'right',
              className: 'num',
              render: (_, r) =>
                r.value !== null ? (
                  <span title={r.value}>
                    {shortDecimal(r.value)} {r.unit}
                  </span>
                ) : (
                  <span className="quiet">
                    {r.reason?.code === 'zero'
                      ? t('subjectPages.zero')
                      : t('subjectPages.missing', { indicator: String(r.reason?.params['indicator'] ?? '') })}
                  </span>
                ),
            },
            {
              key: 'formula',
              title: t('subjectPages.formula'),
              render: (_, r) => <span className="mono">{r.formula}</span>,
            },
          ]}
        />
      </div>
    </>
  );
}

function Results({ id }: { id: string }) {
  const { t } = useI18n();
  const latest = useQuery({
    queryKey: ['benchmarks', 'latest', id],
    queryFn: () => api.benchmarks.latest({ params: { subject: id } }),
  });
  if (latest.error) return <ErrorState error={latest.error} retry={() => void latest.refetch()} />;
  const items = latest.data?.items ?? [];
  if (!latest.isPending && items.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('subjectPages.noResults')} />;
  return (
    <ul className="evidence">
      {items.map((r) => (
        <li key={r.run.id}>
          <Link to={`/benchmark/runs/${r.run.id}/${id}`}>{r.run.title}</Link>{' '}
          <Simulated when={r.run.simulated} />
          <div className="quiet">
            {r.groupTitle} · {r.rank === null ? '—' : `${r.rank} / ${r.groupSize}`} ·{' '}
            {t('benchmarkPages.efficiency')} {formatNumber(r.efficiency, 3)} · {t('benchmarkPages.score')}{' '}
            {formatNumber(r.score, 1)}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** 一家企业：登记信息、数据、派生指标、对标结果 */
export default function Enterprise() {
  const { t } = useI18n();
  const { can } = useSession();
  const { id = '' } = useParams();
  const [editing, setEditing] = useState(false);
  const q = useQuery({
    queryKey: ['enterprise', id],
    queryFn: () => api.subjects.enterprise({ params: { id } }),
  });
  const definitions = useQuery({
    queryKey: ['definitions'],
    queryFn: () => api.indicators.definitions({ query: {} }),
    staleTime: 600_000,
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const e = q.data;
  const own = (definitions.data?.items ?? []).filter((d) => d.level === 'enterprise');
  const years = e.aboveScale.length > 0 ? e.aboveScale : [LAST_YEAR];
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {e.name} <Simulated when={e.simulated} />
          </>
        }
        hint={<span className="num">{e.creditCode}</span>}
        extra={e.can.edit ? <Button onClick={() => setEditing(true)}>{t('subjectPages.edit')}</Button> : null}
      />
      <section className="panel" style={{ marginBottom: 14 }}>
        <dl className="facts">
          <dt>{t('subjectPages.region')}</dt>
          <dd>{e.regionPath.map((r) => r.name).join(' / ')}</dd>
          <dt>{t('subjectPages.park')}</dt>
          <dd>{e.parkName ?? t('subjectPages.outsidePark')}</dd>
          <dt>{t('subjectPages.industry')}</dt>
          <dd>{e.industryPath.map((i) => `${i.code} ${i.name}`).join(' / ')}</dd>
          <dt>{t('subjectPages.size')}</dt>
          <dd>{e.size ? t(`subjectPages.size.${e.size}`) : '—'}</dd>
          <dt>{t('subjectPages.aboveScaleYear')}</dt>
          <dd className="num">{e.aboveScale.join('、') || '—'}</dd>
        </dl>
      </section>
      <Tabs
        items={[
          ...(can('facts.read')
            ? [
                {
                  key: 'facts',
                  label: t('subjectPages.facts'),
                  children: <Facts id={id} definitions={own} />,
                },
              ]
            : []),
          ...(can('facts.read')
            ? [
                {
                  key: 'derived',
                  label: t('subjectPages.derived'),
                  children: <Derived id={id} years={years} />,
                },
              ]
            : []),
          ...(can('benchmarks.read')
            ? [{ key: 'results', label: t('subjectPages.results'), children: <Results id={id} /> }]
            : []),
        ]}
      />
      {editing ? <Edit e={e} onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

import { Alert, App, Button, Form, Input, Modal, Select, Space } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState, useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';

type Budget = Awaited<ReturnType<typeof api.funding.budgets>>['items'][number];
type Order = Awaited<ReturnType<typeof api.funding.orders>>['items'][number];

/** One money act that waits: what it is, who proposed it, and what the reader may do about it. */
function Waiting({ o }: { o: Order }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (act: string) =>
      api.funding.decide({ params: { id: o.id }, body: { act, version: o.version, reason } }),
    onSuccess: async (done) => {
      void message.success(data(done.stateTitle));
      await queries.invalidateQueries({ queryKey: ['funding'] });
    },
  });
  return (
    <section className="panel">
      <h2>
        {t(`funding.kind.${o.kind}`)} <span className="num">{fenText(o.amountFen)}</span>
      </h2>
      <p>
        {o.fund} · {data(o.schemeTitle)} · {o.year}
        {o.subject ? ` · ${o.subject.name}` : ''} · {o.reference}
      </p>
      <p className="quiet num">
        {t('fundingPages.proposedBy', { name: o.proposedBy, at: formatTime(o.proposedAt) })}
      </p>
      {decide.error ? (
        <Alert type="error" showIcon title={problem(decide.error)} style={{ marginBottom: 12 }} />
      ) : null}
      {o.can.length === 0 ? (
        <p className="quiet">{t('fundingPages.notYours')}</p>
      ) : (
        <Space wrap>
          {o.can.some((a) => a.reason) ? (
            <Input
              aria-label={t('fundingPages.reason')}
              placeholder={t('fundingPages.reason')}
              value={reason}
              maxLength={1000}
              style={{ width: 300, maxWidth: '100%' }}
              onChange={(e) => setReason(e.target.value)}
            />
          ) : null}
          {o.can.map((a) => (
            <Button
              key={a.id}
              type={a.reason ? 'default' : 'primary'}
              disabled={a.reason && reason.trim() === ''}
              loading={decide.isPending}
              onClick={() => decide.mutate(a.id)}
            >
              {data(a.title)}
            </Button>
          ))}
        </Space>
      )}
    </section>
  );
}

/** Yuan as typed to whole fen; nothing is rounded. */
const fenOf = (yuan: string): string | undefined => {
  const m = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(yuan.trim());
  const fen = m && BigInt(m[1]! + (m[2] ?? '').padEnd(2, '0'));
  return fen ? String(fen) : undefined;
};

/** Proposes that a budget line be given money, or some be taken back. */
function Propose({ of, onClose }: { of: Budget; onClose: () => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ kind: 'appropriation' | 'reduction'; yuan: string; reference: string }>();
  const [id] = useState(() => crypto.randomUUID());
  const send = useMutation({
    mutationFn: async () => {
      const { kind, yuan, reference } = await form.validateFields();
      return api.funding.propose({ body: { id, kind, amountFen: fenOf(yuan)!, budget: of.id, reference } });
    },
    onSuccess: async () => {
      void message.success(t('fundingPages.proposed'));
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${of.fund} · ${data(of.schemeTitle)} · ${of.year}`}
      okText={t('fundingPages.propose')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <Form form={form} layout="vertical" initialValues={{ kind: 'appropriation' }}>
        <Form.Item name="kind" label={t('fundingPages.what')}>
          <Select
            options={(['appropriation', 'reduction'] as const).map((k) => ({
              value: k,
              label: t(`funding.kind.${k}`),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="yuan"
          label={t('fundingPages.amountYuan')}
          rules={[
            {
              validator: (_, v: string | undefined) =>
                fenOf(v ?? '') ? Promise.resolve() : Promise.reject(new Error(t('fundingPages.amountForm'))),
            },
          ]}
        >
          <Input inputMode="decimal" />
        </Form.Item>
        <Form.Item
          name="reference"
          label={t('fundingPages.reference')}
          rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
        >
          <Input maxLength={120} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** A new line: fund × scheme × year. */
function OpenBudget({ onClose }: { onClose: () => void }) {
  const { t, data } = useI18n();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ fund: string; scheme: string; year: string }>();
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
  });
  const send = useMutation({
    mutationFn: async () => {
      const v = await form.validateFields();
      return api.funding.openBudget({ body: { fund: v.fund, scheme: v.scheme, year: Number(v.year) } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onClose();
    },
  });
  const required = { required: true, message: t('fundingPages.required') };
  return (
    <Modal
      open
      title={t('fundingPages.openBudget')}
      okText={t('fundingPages.openBudget')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.error ? (
        <Alert type="error" showIcon title={problem(send.error)} style={{ marginBottom: 12 }} />
      ) : null}
      <Form form={form} layout="vertical">
        <Form.Item name="fund" label={t('funding.export.fund')} rules={[{ ...required, min: 2 }]}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="scheme" label={t('funding.export.scheme')} rules={[required]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(schemes.data?.items ?? [])
              .filter((s) => s.kind === 'money')
              .map((s) => ({ value: s.id, label: data(s.title) }))}
          />
        </Form.Item>
        <Form.Item
          name="year"
          label={t('fundingPages.budgetYear')}
          rules={[{ required: true, pattern: /^20\d\d$/, message: t('fundingPages.required') }]}
        >
          <Input inputMode="numeric" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Vouchers of a line, newest first. */
function Vouchers({ id }: { id: string }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['funding', 'budget', id],
    queryFn: () => api.funding.budget({ params: { id } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (q.data?.transactions.length === 0) return <p className="quiet">{t('fundingPages.noVouchers')}</p>;
  return (
    <ul className="num" style={{ margin: 0 }}>
      {q.data?.transactions.map((x) => (
        <li key={x.id}>
          {formatTime(x.at)} {t(`funding.kind.${x.kind}`)} {fenText(x.amountFen)} {x.subject?.name ?? ''}{' '}
          {x.reference} {x.by}
        </li>
      ))}
    </ul>
  );
}

/** Budgets with what is left of them, and the money acts that wait for a second person. */
export default function Funds() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [given, setGiven] = useState<Budget | null>(null);
  const [opening, setOpening] = useState(false);
  const budgets = useQuery({
    queryKey: ['funding', 'budgets'],
    queryFn: () => api.funding.budgets({ query: {} }),
  });
  const orders = useQuery({
    queryKey: ['funding', 'orders'],
    queryFn: () => api.funding.orders({ query: { state: 'proposed', size: 100 } }),
  });
  const figure = (of: keyof Budget['balances']) => ({
    title: t(`fundingPages.account.${of}`),
    align: 'right' as const,
    render: (_: unknown, b: Budget) => <span className="num">{fenText(b.balances[of])}</span>,
  });
  const may = can('funding.money');
  return (
    <div className="page">
      <PageHead title={t('fundingPages.fundsTitle')} hint={t('fundingPages.fundsHint')} />
      <h2>{t('fundingPages.waiting')}</h2>
      {orders.error ? <ErrorState error={orders.error} retry={() => void orders.refetch()} /> : null}
      {orders.data?.items.length === 0 ? <p className="quiet">{t('fundingPages.nothingWaits')}</p> : null}
      {orders.data?.items.map((o) => (
        <Waiting key={o.id} o={o} />
      ))}
      <h2>{t('fundingPages.budgets')}</h2>
      <Space wrap style={{ marginBottom: 12 }}>
        {may ? <Button onClick={() => setOpening(true)}>{t('fundingPages.openBudget')}</Button> : null}
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button
            key={format}
            onClick={() =>
              void saveFile(
                api.funding.exportPayments({ query: { format } }),
                `${t('fundingPages.toPay')}.${format}`,
              )
            }
          >
            {t('fundingPages.exportToPay', { format })}
          </Button>
        ))}
      </Space>
      <PlainTable<Budget>
        query={budgets}
        rowKey="id"
        label={t('fundingPages.budgets')}
        expandable={{ expandedRowRender: (b) => <Vouchers id={b.id} /> }}
        columns={[
          { title: t('funding.export.fund'), dataIndex: 'fund' },
          { title: t('funding.export.scheme'), render: (_, b) => data(b.schemeTitle) },
          { title: t('fundingPages.budgetYear'), dataIndex: 'year' },
          figure('appropriated'),
          figure('available'),
          figure('committed'),
          figure('paid'),
          figure('recovered'),
          ...(may
            ? [
                {
                  title: t('fundingPages.acts'),
                  render: (_: unknown, b: Budget) => (
                    <Button size="small" onClick={() => setGiven(b)}>
                      {t('fundingPages.propose')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {given ? <Propose of={given} onClose={() => setGiven(null)} /> : null}
      {opening ? <OpenBudget onClose={() => setOpening(false)} /> : null}
    </div>
  );
}

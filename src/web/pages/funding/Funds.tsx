import { Button, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { OpenBudget, ProposeBudget } from './BudgetDialogs.tsx';
import type { Budget, Order } from './types.ts';
import { Vouchers } from './Vouchers.tsx';
import { WaitingOrder } from './WaitingOrder.tsx';

const accounts = ['appropriated', 'available', 'committed', 'paid', 'recovered'] as const;
const decided = ['released', 'refused', 'withdrawn'] as const;

/** Money acts that were decided, newest first. */
function Decided({ budgets }: { budgets: readonly Budget[] }) {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({ order: 'released', budget: '', page: '1', size: '20' });
  const query = {
    state: state.order,
    page: Number(state.page),
    size: Number(state.size),
    ...(state.budget === '' ? {} : { budget: state.budget }),
  };
  const orders = useQuery({
    queryKey: ['funding', 'orders', query],
    queryFn: () => api.funding.orders({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <h2>{t('fundingPages.decided')}</h2>
      <div className="filters">
        <Select
          aria-label={t('fundingPages.result')}
          value={state.order}
          onChange={(v: string) => change({ order: v })}
          options={decided.map((v) => ({ value: v, label: t(`fundingPages.result.${v}`) }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('fundingPages.budgets')}
          placeholder={t('fundingPages.budgets')}
          value={state.budget || null}
          onChange={(v: string | undefined) => change({ budget: v })}
          options={budgets.map((b) => ({
            value: b.id,
            label: `${b.fund} · ${data(b.schemeTitle)} · ${b.year}`,
          }))}
          popupMatchSelectWidth={360}
        />
      </div>
      <DataTable<Order>
        label={t('fundingPages.decided')}
        query={orders}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        empty={t('fundingPages.noneDecided')}
        emptyHint={t('fundingPages.noneDecidedHint')}
        columns={[
          {
            title: t('fundingPages.what'),
            width: 170,
            render: (_, o) => (
              <>
                {t(`funding.kind.${o.kind}`)}
                <div className="num">
                  <b>{fenText(o.amountFen)}</b>
                </div>
              </>
            ),
          },
          {
            title: t('fundingPages.whom'),
            width: 260,
            render: (_, o) => (
              <>
                {o.subject && o.application ? (
                  <Link to={`/funding/${o.application}`}>{o.subject.name}</Link>
                ) : (
                  o.fund
                )}
                <div className="small quiet">
                  {data(o.schemeTitle)} · {o.year}
                </div>
              </>
            ),
          },
          { title: t('fundingPages.reference'), width: 180, dataIndex: 'reference' },
          {
            title: t('fundingPages.proposer'),
            width: 190,
            render: (_, o) => (
              <>
                {o.proposedBy}
                <div className="small quiet num">{formatTime(o.proposedAt)}</div>
              </>
            ),
          },
          {
            title: t('fundingPages.decider'),
            width: 190,
            render: (_, o) => (
              <>
                {o.decidedBy ?? '—'}
                <div className="small quiet num">{formatTime(o.decidedAt)}</div>
              </>
            ),
          },
          { title: t('fundingPages.why'), width: 200, render: (_, o) => o.decidedReason || o.reason || '—' },
        ]}
      />
    </>
  );
}

/** 预算与拨付: what is left of every line, the money acts that wait for a second person, and those that were decided. */
export default function Funds() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ year: '' });
  const [given, setGiven] = useState<Budget | null>(null);
  const [opening, setOpening] = useState(false);
  const budgets = useQuery({
    queryKey: ['funding', 'budgets'],
    queryFn: () => api.funding.budgets({ query: {} }),
  });
  const orders = useQuery({
    queryKey: ['funding', 'orders', 'proposed'],
    queryFn: () => api.funding.orders({ query: { state: 'proposed', size: 200 } }),
  });
  const all = budgets.data?.items ?? [];
  const items = all.filter((b) => state.year === '' || String(b.year) === state.year);
  const total = (of: keyof Budget['balances']): string =>
    String(items.reduce((n, b) => n + BigInt(b.balances[of]), 0n));
  const may = can('funding.money');
  return (
    <div className="page">
      <PageHead
        title={t('fundingPages.fundsTitle')}
        hint={t('fundingPages.fundsHint')}
        extra={
          <>
            {may ? (
              <Button type="primary" onClick={() => setOpening(true)}>
                {t('fundingPages.openBudget')}
              </Button>
            ) : null}
            {(can('funding.payments') ? (['xlsx', 'csv'] as const) : []).map((format) => (
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
          </>
        }
      />
      <div className="stats">
        {accounts.map((a) => (
          <div className="stat" key={a}>
            <b>{fenText(total(a))}</b>
            <span>{t(`fundingPages.account.${a}`)}</span>
          </div>
        ))}
      </div>
      <h2>
        {t('fundingPages.waiting')}
        {orders.data && orders.data.total > 0 ? ` ${orders.data.total}` : ''}
      </h2>
      {orders.error ? <ErrorState error={orders.error} retry={() => void orders.refetch()} /> : null}
      {orders.data?.items.length === 0 ? <p className="quiet">{t('fundingPages.nothingWaits')}</p> : null}
      <div className="cards" style={{ marginBottom: 18 }}>
        {orders.data?.items.map((o) => (
          <WaitingOrder key={o.id} o={o} />
        ))}
      </div>
      <h2>{t('fundingPages.budgets')}</h2>
      <div className="filters">
        <Select
          allowClear
          aria-label={t('fundingPages.budgetYear')}
          placeholder={t('fundingPages.budgetYear')}
          value={state.year || null}
          onChange={(v: string | undefined) => change({ year: v })}
          options={[...new Set(all.map((b) => b.year))]
            .toSorted((x, y) => y - x)
            .map((y) => ({ value: String(y), label: String(y) }))}
        />
      </div>
      <PlainTable<Budget>
        query={{ ...budgets, data: budgets.data ? { items } : undefined }}
        rowKey="id"
        label={t('fundingPages.budgets')}
        pageSize={20}
        empty={t('fundingPages.noBudgets')}
        emptyHint={may ? t('fundingPages.noBudgetsHint') : null}
        expandable={{ expandedRowRender: (b) => <Vouchers id={b.id} /> }}
        columns={[
          {
            title: t('funding.export.fund'),
            width: 240,
            render: (_, b) => (
              <>
                {b.fund}
                <div className="small quiet">
                  {data(b.schemeTitle)} · {b.year}
                </div>
              </>
            ),
          },
          ...accounts.map((of) => ({
            title: t(`fundingPages.account.${of}`),
            align: 'right' as const,
            width: 130,
            render: (_: unknown, b: Budget) => <span className="num">{fenText(b.balances[of])}</span>,
          })),
          ...(may
            ? [
                {
                  title: t('fundingPages.acts'),
                  width: 90,
                  render: (_: unknown, b: Budget) => (
                    <Button
                      size="small"
                      onClick={() => setGiven(b)}
                      aria-label={`${t('fundingPages.propose')} ${b.fund} ${data(b.schemeTitle)} ${b.year}`}
                    >
                      {t('fundingPages.propose')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <div style={{ marginTop: 18 }}>
        <Decided budgets={all} />
      </div>
      {given ? <ProposeBudget of={given} onClose={() => setGiven(null)} /> : null}
      {opening ? <OpenBudget onClose={() => setOpening(false)} /> : null}
    </div>
  );
}

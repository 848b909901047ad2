import { Button, Select, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { useSession } from '../../../app/session.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { RegionFilter, SearchFilter } from '../../../parts/filters.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Simulated } from '../../../parts/Simulated.tsx';
import { useQueryState } from '../../../parts/useQueryState.ts';
import { ActBar } from './ActBar.tsx';
import { ClaimView } from './ClaimView.tsx';
import { LastRun } from './LastRun.tsx';
import { StartRun } from './StartRun.tsx';
import { changeKinds, type Claim } from './types.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.funding.directClaims>[0]>['query']>;
const outcomes = ['owed', 'barred', 'near'] as const;

/** 免申即享: what the last night found to be due, for one person to confirm and another to release. */
export default function Direct() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [starting, setStarting] = useState(false);
  const [chosen, setChosen] = useState<readonly Claim[]>([]);
  const [state, change, reset] = useQueryState({
    q: '',
    state: '',
    scheme: '',
    region: '',
    change: '',
    outcome: '',
    sort: '-amount',
    page: '1',
    size: '20',
  });
  const { page, size, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== ''));
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['funding', 'direct', 'claims', query],
    queryFn: () => api.funding.directClaims({ query }),
    placeholderData: keepPreviousData,
  });
  const schemes = useQuery({
    queryKey: ['funding', 'direct', 'schemes'],
    queryFn: () => api.funding.directSchemes({ query: {} }),
  });
  const may = can('funding.direct-act');
  // As they stand now: after an act of somebody else the version is another one.
  const there = new Map((list.data?.items ?? []).map((c) => [c.id, c]));
  const picked = chosen.map((c) => there.get(c.id) ?? c);
  const open = (list.data?.items ?? []).filter((c) => c.can.length > 0);
  const word = (c: Claim): string =>
    c.application
      ? t('directPages.released')
      : c.stateTitle
        ? data(c.stateTitle)
        : t(`directPages.outcome.${c.outcome}`);
  return (
    <div className="page">
      <PageHead
        title={t('web.page.direct')}
        hint={t('directPages.hint')}
        extra={
          can('funding.direct-run') ? (
            <Button onClick={() => setStarting(true)}>{t('directPages.runNow')}</Button>
          ) : null
        }
      />
      <LastRun onChange={(kind) => change({ change: kind, state: '', outcome: '' })} />
      <div className="filters">
        <SearchFilter q={state.q} placeholder={t('directPages.search')} onSearch={(q) => change({ q })} />
        <Select
          allowClear
          aria-label={t('directPages.state')}
          placeholder={t('directPages.state')}
          value={state.state || null}
          onChange={(v: string | undefined) => change({ state: v })}
          options={[
            ...(list.data?.states ?? []).map((s) => ({ value: s.id, label: data(s.title) })),
            { value: 'released', label: t('directPages.released') },
          ]}
        />
        <Select
          allowClear
          aria-label={t('direct.column.scheme')}
          placeholder={t('direct.column.scheme')}
          value={state.scheme || null}
          onChange={(v: string | undefined) => change({ scheme: v })}
          options={(schemes.data?.items ?? []).map((s) => ({ value: s.id, label: data(s.title) }))}
          popupMatchSelectWidth={260}
        />
        <RegionFilter region={state.region} onChange={(region) => change({ region })} />
        <Select
          allowClear
          aria-label={t('directPages.changed')}
          placeholder={t('directPages.changed')}
          value={state.change || null}
          onChange={(v: string | undefined) => change({ change: v })}
          options={changeKinds.map((k) => ({ value: k, label: t(`directPages.change.${k}`) }))}
        />
        <Select
          allowClear
          aria-label={t('directPages.found')}
          placeholder={t('directPages.found')}
          value={state.outcome || null}
          onChange={(v: string | undefined) => change({ outcome: v })}
          options={outcomes.map((k) => ({ value: k, label: t(`directPages.outcome.${k}`) }))}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
        {may && open.length > 0 ? (
          <Button onClick={() => setChosen(open)}>
            {t('directPages.choosePage', { count: open.length })}
          </Button>
        ) : null}
      </div>
      {picked.length > 0 ? <ActBar chosen={picked} onChange={setChosen} /> : null}
      <DataTable<Claim>
        label={t('web.page.direct')}
        query={list}
        rowKey="id"
        page={Number(page)}
        size={Number(size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-amount' }) }}
        empty={t('directPages.none')}
        emptyHint={t('directPages.noneHint')}
        expandable={{ expandedRowRender: (c) => <ClaimView id={c.id} /> }}
        {...(may
          ? {
              rowSelection: {
                hideSelectAll: true,
                columnTitle: <span aria-hidden />,
                selectedRowKeys: picked.map((c) => c.id),
                onChange: (_: unknown, rows: Claim[]) => setChosen(rows.filter(Boolean)),
                getCheckboxProps: (c: Claim) => ({
                  disabled: c.can.length === 0,
                  'aria-label': c.subject.name,
                }),
              },
            }
          : {})}
        columns={[
          {
            key: 'name',
            title: t('direct.column.name'),
            sorter: true,
            width: 240,
            render: (_, c) => (
              <>
                <Link to={`/enterprises/${c.subject.id}`}>{c.subject.name}</Link>{' '}
                <Simulated when={c.subject.simulated} />
                <div className="small quiet">{c.subject.regionName}</div>
              </>
            ),
          },
          {
            key: 'scheme',
            title: t('direct.column.scheme'),
            width: 180,
            render: (_, c) => <Link to={`/policies/${c.scheme}?asOf=${c.asOf}`}>{data(c.schemeTitle)}</Link>,
          },
          {
            key: 'year',
            title: t('direct.column.year'),
            sorter: true,
            width: 80,
            dataIndex: 'year',
            className: 'num',
          },
          {
            key: 'amount',
            title: t('directPages.owed'),
            sorter: true,
            width: 140,
            align: 'right',
            render: (_, c) => (
              <span className="num">
                {fenText(c.amountFen)}
                {c.releasedFen !== null && c.releasedFen !== c.amountFen ? (
                  <div className="small quiet">
                    {t('directPages.releasedWas', { amount: fenText(c.releasedFen) })}
                  </div>
                ) : null}
              </span>
            ),
          },
          {
            key: 'change',
            title: t('directPages.changed'),
            width: 130,
            render: (_, c) =>
              c.change ? (
                <>
                  <Tag>{t(`directPages.change.${c.change.kind}`)}</Tag>
                  {c.change.kind === 'raised' || c.change.kind === 'lowered' ? (
                    <div className="small quiet num">
                      {t('directPages.was', { amount: fenText(c.change.beforeFen) })}
                    </div>
                  ) : null}
                </>
              ) : (
                '—'
              ),
          },
          {
            key: 'state',
            title: t('directPages.state'),
            width: 190,
            render: (_, c) => (
              <>
                {word(c)}
                {c.basis === 'reported' && c.outcome === 'owed' ? (
                  <div className="small quiet">{t('direct.reason.unverified')}</div>
                ) : c.confirmed ? (
                  <div className="small quiet">{t('directPages.confirmedBy', { name: c.confirmed.by })}</div>
                ) : c.decided ? (
                  <div className="small quiet">
                    {c.decided.by} {c.decided.reason}
                  </div>
                ) : null}
              </>
            ),
          },
        ]}
      />
      {starting ? <StartRun onClose={() => setStarting(false)} /> : null}
    </div>
  );
}

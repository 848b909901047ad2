import { Alert, Button, Segmented, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api, saveFile } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { useSession } from '../../../app/session.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { RegionFilter, SearchFilter } from '../../../parts/filters.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { PlainTable } from '../../../parts/PlainTable.tsx';
import { Simulated } from '../../../parts/Simulated.tsx';
import { useQueryState } from '../../../parts/useQueryState.ts';
import { MissingLines } from './Missing.tsx';
import type { Entitlement } from './types.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.funding.entitlements>[0]>['query']>;
type Total = Awaited<ReturnType<typeof api.funding.entitlementTotals>>['items'][number];
const views = ['list', 'scheme', 'place', 'year'] as const;
const figures = ['owed', 'claimed', 'committed', 'paid', 'unclaimed'] as const;
const statuses = ['unclaimed', 'claimed', 'committed', 'paid', 'none'] as const;
const reasons = [
  'unreleased',
  'not-applied',
  'window-closed',
  'no-window',
  'unverified',
  'withdrawn',
  'refused',
  'barred',
  'short',
] as const;

/** Why nothing was claimed, with what goes with it. */
function Why({ e }: { e: Entitlement }) {
  const { t, data } = useI18n();
  if (e.reason === null) return <>—</>;
  const d = e.detail;
  const notes = [d.state ? data(d.state) : null, d.by, d.day, d.text].filter((x) => x !== null && x !== '');
  return (
    <>
      {t(`direct.reason.${e.reason}`)}
      {notes.length > 0 ? <div className="small quiet">{notes.join(' · ')}</div> : null}
      <div className="small quiet">
        <MissingLines missing={d.missing} />
      </div>
    </>
  );
}

/** 应享台账: owed, claimed, committed, paid, and why something was never claimed; an enterprise sees its own. */
export default function Entitlements() {
  const { t, data } = useI18n();
  const { me } = useSession();
  const enterprise = me?.role === 'enterprise';
  const [state, change, reset] = useQueryState({
    view: 'list',
    q: '',
    scheme: '',
    year: '',
    region: '',
    status: '',
    reason: '',
    sort: '-unclaimed',
    page: '1',
    size: '20',
  });
  const { page, size, view, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')) as Query;
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['funding', 'entitlements', query],
    queryFn: () => api.funding.entitlements({ query }),
    placeholderData: keepPreviousData,
  });
  const by = view === 'list' ? undefined : (view as 'scheme' | 'place' | 'year');
  const totals = useQuery({
    queryKey: ['funding', 'entitlements', 'totals', by, filters],
    queryFn: () => api.funding.entitlementTotals({ query: { ...filters, by: by! } }),
    enabled: by !== undefined,
  });
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
    staleTime: 600_000,
  });
  const figure = (f: (typeof figures)[number]) => ({
    key: f,
    title: t(`directPages.figure.${f}`),
    align: 'right' as const,
    width: 104,
    render: (_: unknown, r: Entitlement | Total) => <span className="num">{fenText(r[`${f}Fen`])}</span>,
  });
  const sums = list.data?.sums;
  return (
    <div className="page">
      <PageHead
        title={t('web.page.entitlements')}
        hint={enterprise ? t('directPages.ownHint') : t('directPages.ledgerHint')}
        extra={
          <Button
            onClick={() =>
              void saveFile(
                api.funding.exportEntitlements({ query: filters }),
                `${t('web.page.entitlements')}.xlsx`,
              )
            }
          >
            {t('common.export')}
          </Button>
        }
      />
      {enterprise && sums ? (
        <Alert
          showIcon
          type="info"
          style={{ marginBottom: 16 }}
          title={
            sums.unclaimedFen === '0'
              ? t('directPages.allClaimed')
              : t('directPages.unclaimed', { amount: fenText(sums.unclaimedFen) })
          }
          action={<Link to="/policies/mine">{t('web.page.myPolicies')}</Link>}
        />
      ) : null}
      {sums ? (
        <div className="stats">
          {figures.map((f) => (
            <div className="stat" key={f}>
              <b>{fenText(sums[`${f}Fen`])}</b>
              <span>{t(`directPages.figure.${f}`)}</span>
            </div>
          ))}
        </div>
      ) : null}
      <div className="filters">
        <Segmented
          aria-label={t('directPages.view')}
          value={view}
          onChange={(v) => change({ view: v })}
          options={views
            .filter((v) => !enterprise || v !== 'place')
            .map((v) => ({ value: v, label: t(`directPages.view.${v}`) }))}
          style={{ flex: 'none' }}
        />
        {enterprise ? null : (
          <SearchFilter q={state.q} placeholder={t('directPages.search')} onSearch={(q) => change({ q })} />
        )}
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('direct.column.scheme')}
          placeholder={t('direct.column.scheme')}
          value={state.scheme || null}
          onChange={(v: string | undefined) => change({ scheme: v })}
          options={(schemes.data?.items ?? [])
            .filter((s) => s.kind === 'money')
            .map((s) => ({ value: s.id, label: data(s.title) }))}
          popupMatchSelectWidth={300}
        />
        <Select
          allowClear
          aria-label={t('direct.column.year')}
          placeholder={t('direct.column.year')}
          value={state.year || null}
          onChange={(v: string | undefined) => change({ year: v })}
          options={(list.data?.years ?? []).map((y) => ({ value: String(y), label: String(y) }))}
        />
        {enterprise ? null : <RegionFilter region={state.region} onChange={(region) => change({ region })} />}
        <Select
          allowClear
          aria-label={t('direct.column.status')}
          placeholder={t('direct.column.status')}
          value={state.status || null}
          onChange={(v: string | undefined) => change({ status: v })}
          options={statuses.map((s) => ({ value: s, label: t(`direct.status.${s}`) }))}
        />
        <Select
          allowClear
          aria-label={t('direct.column.reason')}
          placeholder={t('direct.column.reason')}
          value={state.reason || null}
          onChange={(v: string | undefined) => change({ reason: v })}
          options={reasons.map((r) => ({ value: r, label: t(`direct.reason.${r}`) }))}
          popupMatchSelectWidth={240}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      {by === undefined ? (
        <DataTable<Entitlement>
          label={t('web.page.entitlements')}
          query={list}
          rowKey="key"
          page={Number(page)}
          size={Number(size)}
          onPage={(p, s) => change({ page: String(p), size: String(s) })}
          sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-unclaimed' }) }}
          empty={enterprise ? t('directPages.ownNone') : t('directPages.ledgerNone')}
          emptyHint={enterprise ? t('directPages.ownNoneHint') : t('directPages.ledgerNoneHint')}
          columns={[
            {
              key: 'name',
              title: t('direct.column.name'),
              sorter: true,
              width: 210,
              render: (_, e) => (
                <>
                  <Link to={`/enterprises/${e.subject.id}`}>{e.subject.name}</Link>{' '}
                  <Simulated when={e.subject.simulated} />
                  <div className="small quiet">{e.subject.regionName}</div>
                </>
              ),
            },
            {
              key: 'scheme',
              title: t('direct.column.scheme'),
              width: 150,
              render: (_, e) => (
                <>
                  {data(e.schemeTitle)}
                  <div className="small quiet num">{t('directPages.ofYear', { year: e.year })}</div>
                </>
              ),
            },
            ...figures.map((f) => ({
              ...figure(f),
              sorter: f === 'owed' || f === 'paid' || f === 'unclaimed',
            })),
            {
              key: 'status',
              title: t('direct.column.status'),
              width: 100,
              render: (_, e) =>
                e.application ? (
                  <Link to={`/funding/${e.application}`}>{t(`direct.status.${e.status}`)}</Link>
                ) : (
                  t(`direct.status.${e.status}`)
                ),
            },
            { key: 'reason', title: t('direct.column.reason'), width: 230, render: (_, e) => <Why e={e} /> },
          ]}
        />
      ) : (
        <PlainTable<Total>
          label={t(`directPages.view.${by}`)}
          query={totals}
          rowKey="key"
          pageSize={50}
          columns={[
            { key: 'title', title: t(`directPages.view.${by}`), render: (_, r) => data(r.title) },
            {
              key: 'claims',
              title: t('directPages.claims'),
              dataIndex: 'claims',
              align: 'right',
              className: 'num',
            },
            ...figures.map(figure),
          ]}
        />
      )}
    </div>
  );
}

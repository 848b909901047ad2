import { Button, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { RegionFilter, SearchFilter } from '../../parts/filters.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DueMark } from './DueMark.tsx';
import { money } from './fen.ts';
import type { ApplicationRow, Queue } from './types.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.funding.list>[0]>['query']>;

/** How much waits, and a press to see only that. */
function Tiles({
  queue,
  waiting,
  due,
  onPick,
}: {
  queue: Queue;
  waiting: string;
  due: string;
  onPick: (change: { waiting: string; due: string; state: string }) => void;
}) {
  const { t } = useI18n();
  const tiles = [
    { key: 'all', count: queue.total, on: waiting === '' && due === '', pick: { waiting: '', due: '' } },
    { key: 'waiting', count: queue.waiting, on: waiting === 'me', pick: { waiting: 'me', due: '' } },
    { key: 'late', count: queue.late, on: due === 'late', pick: { waiting: '', due: 'late' } },
  ] as const;
  return (
    <div className="stats">
      {tiles.map((x) => (
        <button
          key={x.key}
          type="button"
          className="stat stat-pick"
          aria-pressed={x.on}
          onClick={() => onPick({ ...x.pick, state: '' })}
        >
          <b>{x.count}</b>
          <span>{t(`fundingPages.tile.${x.key}`)}</span>
        </button>
      ))}
    </div>
  );
}

/** 资金申报: an enterprise's own; for the authorities what is in their scope, with what waits for them first at hand. */
export default function Applications() {
  const { t, data } = useI18n();
  const { me } = useSession();
  const navigate = useNavigate();
  const own = me?.role === 'enterprise';
  const [state, change, reset] = useQueryState({
    q: '',
    state: '',
    scheme: '',
    year: '',
    region: '',
    notice: '',
    subject: '',
    due: '',
    waiting: '',
    sort: '-updatedAt',
    page: '1',
    size: '20',
  });
  const { page, size, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')) as Query;
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['funding', 'list', query],
    queryFn: () => api.funding.list({ query }),
    placeholderData: keepPreviousData,
  });
  const queue = useQuery({ queryKey: ['funding', 'queue'], queryFn: () => api.funding.queue() });
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
    staleTime: 600_000,
  });
  const title = own ? t('fundingPages.mineTitle') : t('fundingPages.queueTitle');
  return (
    <div className="page">
      <PageHead
        title={title}
        hint={own ? t('fundingPages.mineHint') : t('fundingPages.queueHint')}
        extra={
          <>
            {own ? (
              <Button type="primary" onClick={() => void navigate('/funding/notices')}>
                {t('fundingPages.newApplication')}
              </Button>
            ) : null}
            <Button
              onClick={() => void saveFile(api.funding.exportList({ query: filters }), `${title}.xlsx`)}
            >
              {t('common.export')}
            </Button>
          </>
        }
      />
      {queue.data ? (
        <Tiles queue={queue.data} waiting={state.waiting} due={state.due} onPick={change} />
      ) : null}
      <div className="filters">
        <SearchFilter q={state.q} placeholder={t('fundingPages.search')} onSearch={(q) => change({ q })} />
        <Select
          allowClear
          aria-label={t('fundingPages.state')}
          placeholder={t('fundingPages.state')}
          value={state.state || null}
          onChange={(v: string | undefined) => change({ state: v })}
          options={(queue.data?.states ?? []).map((s) => ({
            value: s.id,
            label: s.count > 0 ? `${data(s.title)}（${s.count}）` : data(s.title),
          }))}
          popupMatchSelectWidth={220}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('funding.list.scheme')}
          placeholder={t('funding.list.scheme')}
          value={state.scheme || null}
          onChange={(v: string | undefined) => change({ scheme: v })}
          options={(schemes.data?.items ?? [])
            .filter((s) => s.kind === 'money')
            .map((s) => ({ value: s.id, label: data(s.title) }))}
          popupMatchSelectWidth={300}
        />
        <Select
          allowClear
          aria-label={t('funding.list.year')}
          placeholder={t('funding.list.year')}
          value={state.year || null}
          onChange={(v: string | undefined) => change({ year: v })}
          options={(queue.data?.years ?? []).map((y) => ({ value: String(y), label: String(y) }))}
        />
        {own ? null : <RegionFilter region={state.region} onChange={(region) => change({ region })} />}
        <Select
          allowClear
          aria-label={t('filingPages.dueFilter')}
          placeholder={t('filingPages.dueFilter')}
          value={state.due || null}
          onChange={(v: string | undefined) => change({ due: v })}
          options={(['late', 'soon'] as const).map((v) => ({
            value: v,
            label: t(`filingPages.dueFilter.${v}`),
          }))}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<ApplicationRow>
        label={title}
        query={list}
        rowKey="id"
        page={Number(page)}
        size={Number(size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-updatedAt' }) }}
        empty={own ? t('fundingPages.noneMine') : t('fundingPages.noneQueue')}
        emptyHint={
          own ? (
            <Link to="/policies/mine">{t('fundingPages.noneMineHint')}</Link>
          ) : (
            t('fundingPages.noneQueueHint')
          )
        }
        onRow={(r) => void navigate(`/funding/${r.id}`)}
        columns={[
          {
            key: own ? 'scheme' : 'name',
            title: own ? t('funding.list.scheme') : t('funding.list.name'),
            sorter: !own,
            width: 250,
            render: (_, r) => (
              <>
                <Link to={`/funding/${r.id}`} onClick={(e) => e.stopPropagation()}>
                  {own ? data(r.schemeTitle) : r.subject.name}
                </Link>{' '}
                {own ? null : <Simulated when={r.subject.simulated} />}
                {r.project === '' ? null : <div className="small quiet">{r.project}</div>}
                {/* What a telephone shows without moving the table. */}
                <div className="narrow-only" style={{ flexWrap: 'wrap', gap: '0 6px', maxWidth: 240 }}>
                  <span className="quiet small">{data(r.stateTitle)}</span>
                  {r.due ? <DueMark due={r.due} /> : null}
                </div>
              </>
            ),
          },
          ...(own
            ? []
            : [
                {
                  key: 'scheme',
                  title: t('funding.list.scheme'),
                  width: 190,
                  render: (_: unknown, r: ApplicationRow) => data(r.schemeTitle),
                },
                {
                  key: 'region',
                  title: t('funding.list.region'),
                  width: 100,
                  render: (_: unknown, r: ApplicationRow) => r.subject.regionName,
                },
              ]),
          {
            key: 'year',
            title: t('funding.list.year'),
            dataIndex: 'year',
            sorter: true,
            width: 90,
            className: 'num',
          },
          { key: 'state', title: t('fundingPages.state'), width: 130, render: (_, r) => data(r.stateTitle) },
          {
            key: 'due',
            title: t('filingPages.dueTitle'),
            sorter: true,
            width: 180,
            render: (_, r) => <DueMark due={r.due} who />,
          },
          {
            key: 'claimed',
            title: t('fundingPages.claimed'),
            sorter: true,
            align: 'right',
            width: 120,
            className: 'num',
            render: (_, r) => money(r.claimedFen),
          },
          {
            key: 'approved',
            title: t('fundingPages.approved'),
            align: 'right',
            width: 120,
            className: 'num',
            render: (_, r) => money(r.approvedFen),
          },
          {
            key: 'updatedAt',
            title: t('funding.list.updated'),
            sorter: true,
            width: 140,
            className: 'num',
            render: (_, r) => formatTime(r.updatedAt),
          },
        ]}
      />
    </div>
  );
}

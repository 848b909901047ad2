import { Button, Segmented, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { ledgerRowSchema } from '#contract/funding';
import { fenText } from '#locales';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { RegionFilter, SearchFilter } from '../../parts/filters.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

type Row = z.output<typeof ledgerRowSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.funding.ledger>[0]>['query']>;
const ways = ['scheme', 'place', 'enterprise'] as const;
const figures = ['claimed', 'approved', 'committed', 'paid', 'recovered'] as const;

/** 项目与资金台账: who got what; each line leads to its applications. */
export default function Ledger() {
  const { t, data } = useI18n();
  const [state, change, reset] = useQueryState({
    by: 'scheme',
    q: '',
    scheme: '',
    year: '',
    region: '',
    sort: '-approved',
    page: '1',
    size: '20',
  });
  const { page, size, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')) as Query;
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['funding', 'ledger', query],
    queryFn: () => api.funding.ledger({ query }),
    placeholderData: keepPreviousData,
  });
  const schemes = useQuery({
    queryKey: ['schemes', 'list', ''],
    queryFn: () => api.schemes.list({ query: {} }),
    staleTime: 600_000,
  });
  const by = state.by as (typeof ways)[number];
  /** The applications behind a line: its own key, and the filters in force. */
  const behind = (r: Row): string => {
    const of = { scheme: 'scheme', place: 'region', enterprise: 'subject' } as const;
    const params = new URLSearchParams(
      Object.entries({
        scheme: state.scheme,
        year: state.year,
        region: state.region,
        [of[by]]: r.key,
      }).filter(([, v]) => v !== ''),
    );
    return `/funding?${params.toString()}`;
  };
  return (
    <div className="page">
      <PageHead
        title={t('web.page.fundLedger')}
        hint={t('fundingPages.ledgerHint')}
        extra={
          <Button
            onClick={() =>
              void saveFile(api.funding.exportLedger({ query: filters }), `${t('web.page.fundLedger')}.xlsx`)
            }
          >
            {t('common.export')}
          </Button>
        }
      />
      {list.data ? (
        <div className="stats">
          {figures.map((f) => (
            <div className="stat" key={f}>
              <b>{fenText(list.data.sum[`${f}Fen`])}</b>
              <span>{t(`fundingPages.ledger.${f}`)}</span>
            </div>
          ))}
        </div>
      ) : null}
      <div className="filters">
        <Segmented
          aria-label={t('fundingPages.ledgerBy')}
          value={by}
          onChange={(v) => change({ by: v })}
          options={ways.map((v) => ({ value: v, label: t(`fundingPages.ledgerBy.${v}`) }))}
          style={{ flex: 'none' }}
        />
        <SearchFilter q={state.q} placeholder={t('fundingPages.search')} onSearch={(q) => change({ q })} />
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
          options={(list.data?.years ?? []).map((y) => ({ value: String(y), label: String(y) }))}
        />
        <RegionFilter region={state.region} onChange={(region) => change({ region })} />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Row>
        label={t('web.page.fundLedger')}
        query={list}
        rowKey="key"
        page={Number(page)}
        size={Number(size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-approved' }) }}
        empty={t('fundingPages.ledgerNone')}
        emptyHint={t('fundingPages.ledgerNoneHint')}
        columns={[
          {
            key: 'title',
            title: t(`fundingPages.ledgerBy.${by}`),
            sorter: true,
            width: 260,
            render: (_, r) => (
              <>
                {by === 'enterprise' ? (
                  <Link to={`/enterprises/${r.key}`}>{data(r.title)}</Link>
                ) : by === 'scheme' ? (
                  <Link to={`/policies/${r.key}`}>{data(r.title)}</Link>
                ) : (
                  data(r.title)
                )}{' '}
                <Simulated when={r.simulated} />
                {r.note === '' ? null : <div className="small quiet num">{r.note}</div>}
              </>
            ),
          },
          {
            key: 'applications',
            title: t('fundingPages.ledger.applications'),
            sorter: true,
            align: 'right',
            width: 100,
            className: 'num',
            render: (_, r) => (
              <Link
                to={behind(r)}
                aria-label={t('fundingPages.behind', { name: data(r.title), n: r.applications })}
              >
                {r.applications}
              </Link>
            ),
          },
          ...figures.map((f) => ({
            key: f,
            title: t(`fundingPages.ledger.${f}`),
            sorter: f === 'claimed' || f === 'approved' || f === 'paid',
            align: 'right' as const,
            width: 140,
            className: 'num',
            render: (_: unknown, r: Row) => fenText(r[`${f}Fen`]),
          })),
        ]}
      />
    </div>
  );
}

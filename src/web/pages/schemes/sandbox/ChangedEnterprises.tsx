import { Button, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api, saveFile } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { ErrorState } from '../../../parts/ErrorState.tsx';
import { SearchFilter } from '../../../parts/filters.tsx';
import { Simulated } from '../../../parts/Simulated.tsx';
import { useQueryState } from '../../../parts/useQueryState.ts';
import { differenceOf, signedFen, type Result } from './words.ts';

type Row = Awaited<ReturnType<typeof api.schemes.changedEnterprises>>['items'][number];
const SIZES = ['large', 'medium', 'small', 'micro'] as const;

/** Who gets another sum than by the rules in force, filtered, sorted, paged, exported as filtered. */
export function ChangedEnterprises({ id, name, r }: { id: string; name: string; r: Result }) {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({
    q: '',
    county: '',
    industry: '',
    sizeClass: '',
    way: '',
    sort: '',
    page: '1',
    size: '20',
  });
  const filter = {
    ...(state.q === '' ? {} : { q: state.q }),
    ...(state.county === '' ? {} : { county: state.county }),
    ...(state.industry === '' ? {} : { industry: state.industry }),
    ...(state.sizeClass === '' ? {} : { sizeClass: state.sizeClass as 'large' }),
    ...(state.way === '' ? {} : { way: state.way as 'gain' }),
    sort: state.sort as '',
  };
  const query = useQuery({
    queryKey: ['schemes', 'scenario', id, 'enterprises', state],
    queryFn: () =>
      api.schemes.changedEnterprises({
        params: { id },
        query: { ...filter, page: state.page, size: state.size },
      }),
    placeholderData: keepPreviousData,
  });
  const file = useMutation({
    mutationFn: () =>
      saveFile(
        api.schemes.exportChanged({ params: { id }, query: filter }),
        `${t('sandbox.export.file', { name })}.xlsx`,
      ),
  });
  const touched = (kind: 'county' | 'industry') =>
    r.groups[kind].filter((g) => g.winners + g.losers > 0).map((g) => ({ value: g.key, label: g.title }));
  return (
    <section style={{ margin: '14px 0' }}>
      <h2>
        {t('sandbox.enterprises')} <span className="quiet num">{r.changedCount}</span>
      </h2>
      <div className="filters">
        <SearchFilter q={state.q} placeholder={t('sandbox.enterprise')} onSearch={(q) => change({ q })} />
        <Select
          allowClear
          aria-label={t('sandbox.region')}
          placeholder={t('sandbox.region')}
          value={state.county || null}
          onChange={(v: string | undefined) => change({ county: v })}
          options={touched('county')}
        />
        <Select
          allowClear
          aria-label={t('sandbox.industry')}
          placeholder={t('sandbox.industry')}
          value={state.industry || null}
          onChange={(v: string | undefined) => change({ industry: v })}
          options={touched('industry')}
          popupMatchSelectWidth={260}
        />
        <Select
          allowClear
          aria-label={t('sandbox.size')}
          placeholder={t('sandbox.size')}
          value={state.sizeClass || null}
          onChange={(v: string | undefined) => change({ sizeClass: v })}
          options={SIZES.map((s) => ({ value: s, label: t(`sandbox.size.${s}`) }))}
        />
        <Select
          aria-label={t('sandbox.way')}
          value={state.way}
          onChange={(way: string) => change({ way })}
          options={[
            { value: '', label: t('sandbox.anyWay') },
            { value: 'gain', label: t('sandbox.way.gain') },
            { value: 'loss', label: t('sandbox.way.loss') },
          ]}
        />
        <Button onClick={() => file.mutate()} loading={file.isPending}>
          {t('sandbox.export')}
        </Button>
      </div>
      {file.error ? <ErrorState error={file.error} /> : null}
      <DataTable<Row>
        label={t('sandbox.enterprises')}
        query={query}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort }) }}
        empty={t('sandbox.enterprisesNone')}
        emptyHint={t('sandbox.enterprisesNoneHint')}
        expandable={{
          expandedRowRender: (e) => (
            <ul style={{ margin: 0, paddingLeft: 18 }}>
              {e.changes.map((c) => (
                <li key={`${c.scheme} ${c.year}`} className="num">
                  {t('sandbox.detail', {
                    scheme: data(c.title),
                    year: c.year,
                    now: fenText(c.nowFen),
                    tried: fenText(c.triedFen),
                  })}
                </li>
              ))}
            </ul>
          ),
        }}
        columns={[
          {
            key: 'name',
            title: t('sandbox.enterprise'),
            sorter: true,
            render: (_, e) => (
              <>
                <Link to={`/enterprises/${e.id}`} style={{ textDecoration: 'underline' }}>
                  {e.name}
                </Link>{' '}
                <Simulated when={e.simulated} />
              </>
            ),
          },
          { key: 'region', title: t('sandbox.region'), dataIndex: 'regionName' },
          { key: 'industry', title: t('sandbox.industry'), dataIndex: 'industryName' },
          {
            key: 'size',
            title: t('sandbox.size'),
            render: (_, e) => t(`sandbox.size.${e.size ?? 'none'}`),
          },
          {
            key: 'now',
            title: t('sandbox.now'),
            align: 'right',
            sorter: true,
            render: (_, e) => <span className="num">{fenText(e.nowFen)}</span>,
          },
          {
            key: 'tried',
            title: t('sandbox.tried'),
            align: 'right',
            sorter: true,
            render: (_, e) => <span className="num">{fenText(e.triedFen)}</span>,
          },
          {
            key: 'change',
            title: t('sandbox.difference'),
            align: 'right',
            sorter: true,
            render: (_, e) => <span className="num">{signedFen(differenceOf(e))}</span>,
          },
        ]}
      />
    </section>
  );
}

import { Button, Select, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { z } from 'zod';
import type { contract, placeSchema } from '#contract/targets';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { shortDecimal } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { usePack } from './usePack.ts';

type Measure = z.output<typeof contract.measure.response>;
type Place = z.output<typeof placeSchema>;
type Behind = z.output<typeof contract.behind.response>['items'][number];
const kinds = ['city', 'county', 'park', 'division', 'size'] as const;

/** How the platform works the figure out, in words, and the sums a formula rests on. */
function How({ m }: { m: Measure }) {
  const { t, data } = useI18n();
  const how = m.how;
  const titles = new Map(m.inputs.map((i) => [i.indicator, data(i.title)]));
  // The formula read as people write it: names for ids, the signs of arithmetic.
  const words: Record<string, string> = { prev: t('targets.lastYear'), abs: t('targets.absolute') };
  const inWords = (formula: string): string =>
    formula
      .replace(/[a-z][a-z0-9]*(?:-[a-z0-9]+)*/g, (id) => words[id] ?? titles.get(id) ?? id)
      .replaceAll(' * ', ' × ')
      .replaceAll(' / ', ' ÷ ');
  return (
    <section className="panel" style={{ marginBottom: 14 }}>
      <h2>{t('targets.how')}</h2>
      {how === null ? <p className="quiet">{t('targets.how.none')}</p> : null}
      {how?.kind === 'threshold' ? (
        <p>{t(`targets.how.${how.of}`, { indicator: data(how.title), over: how.over, unit: how.unit })}</p>
      ) : null}
      {how?.kind === 'counts' ? <p>{t(`targets.how.${how.register}`)}</p> : null}
      {how?.kind === 'totals' ? (
        <>
          <p>{t('targets.how.totals')}</p>
          <p className="num">{inWords(how.formula)}</p>
          <PlainTable<Measure['inputs'][number]>
            label={t('targets.how')}
            query={{ data: { items: m.inputs }, isPending: false, error: null, refetch: () => undefined }}
            rowKey={(r) => `${r.indicator} ${r.period}`}
            columns={[
              { key: 'title', title: t('targets.input'), render: (_, r) => data(r.title) },
              { key: 'period', title: t('targets.year'), width: 90, className: 'num', dataIndex: 'period' },
              {
                key: 'value',
                title: t('targets.value'),
                align: 'right',
                className: 'num',
                render: (_, r) => `${shortDecimal(r.value)} ${r.unit}`,
              },
              {
                key: 'subjects',
                title: t('targets.ofSubjects'),
                align: 'right',
                className: 'num',
                dataIndex: 'subjects',
              },
            ]}
          />
        </>
      ) : null}
    </section>
  );
}

function Sheet({ pack, indicator, m }: { pack: string; indicator: string; m: Measure }) {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({ year: '', by: 'city' });
  const [page, setPage] = useState({ page: 1, size: 20 });
  const by = kinds.find((k) => k === state.by) ?? 'city';
  const year = m.year;
  const at = { pack, indicator };
  const split = useQuery({
    queryKey: ['targets', 'places', pack, indicator, year, by],
    queryFn: () => api.targets.places({ params: at, query: { year: year!, by } }),
    enabled: year !== null,
    placeholderData: keepPreviousData,
  });
  const behind = useQuery({
    queryKey: ['targets', 'behind', pack, indicator, year, page],
    queryFn: () => api.targets.behind({ params: at, query: { year: year!, ...page } }),
    enabled: year !== null,
    placeholderData: keepPreviousData,
  });
  const years = m.series.filter((s) => s.origin === 'computed').map((s) => s.period);
  const placeName = (p: Place): string => {
    if (by !== 'size') return p.name || p.code;
    const size = (['large', 'medium', 'small', 'micro'] as const).find((s) => s === p.code);
    return size ? t(`subjectPages.size.${size}`) : '—';
  };
  const splits = m.how?.kind === 'totals' || (m.how?.kind === 'threshold' && m.how.of === 'enterprise');
  const lists = splits || m.how?.kind === 'threshold';
  return (
    <div className="page">
      <PageHead
        title={t('targets.title', { name: data(m.indicator.title) })}
        hint={
          <>
            <Link to="/plan/lights?figures=all">{t('targets.back')}</Link> · {m.indicator.source} ·{' '}
            {m.indicator.unit}
          </>
        }
        extra={
          lists && year !== null ? (
            <Button
              onClick={() =>
                void saveFile(
                  api.targets.exportBehind({ params: at, query: { year, by } }),
                  `${data(m.indicator.title)}-${year}.xlsx`,
                )
              }
            >
              {t('targets.export')}
            </Button>
          ) : null
        }
      />
      <section className="panel" style={{ marginBottom: 14 }}>
        <h2>{t('targets.series')}</h2>
        <PlainTable<Measure['series'][number]>
          label={t('targets.series')}
          query={{ data: { items: m.series }, isPending: false, error: null, refetch: () => undefined }}
          rowKey={(r) => `${r.period} ${r.origin} ${r.source}`}
          columns={[
            { key: 'period', title: t('targets.period'), width: 110, className: 'num', dataIndex: 'period' },
            {
              key: 'value',
              title: t('targets.value'),
              width: 150,
              align: 'right',
              className: 'num',
              render: (_, r) => `${shortDecimal(r.value)} ${m.indicator.unit}`,
            },
            {
              key: 'origin',
              title: t('targets.origin'),
              width: 150,
              render: (_, r) => (
                <>
                  <Tag>{t(`targets.origin.${r.origin}`)}</Tag>
                  <Simulated when={r.simulated} />
                </>
              ),
            },
            { key: 'source', title: t('targets.source'), dataIndex: 'source' },
            {
              key: 'subjects',
              title: t('targets.ofSubjects'),
              width: 140,
              align: 'right',
              className: 'num',
              render: (_, r) => r.subjects ?? '—',
            },
          ]}
        />
      </section>
      {years.length > 0 ? (
        <div className="filters">
          <Select
            aria-label={t('targets.year')}
            value={year === null ? null : String(year)}
            placeholder={t('targets.year')}
            onChange={(v: string) => {
              setPage({ ...page, page: 1 });
              change({ year: v });
            }}
            options={years.map((y) => ({ value: y, label: y }))}
          />
        </div>
      ) : null}
      <How m={m} />
      {splits ? (
        <section className="panel" style={{ marginBottom: 14 }}>
          <h2>{t('targets.places')}</h2>
          <div className="filters">
            <Select
              aria-label={t('targets.places')}
              value={by}
              onChange={(v: string) => change({ by: v })}
              options={kinds.map((k) => ({ value: k, label: t(`targets.by.${k}`) }))}
            />
          </div>
          <PlainTable<Place>
            label={t('targets.places')}
            query={split}
            rowKey="code"
            pageSize={15}
            columns={[
              { key: 'name', title: t(`targets.by.${by}`), render: (_, r) => placeName(r) },
              {
                key: 'value',
                title: t('targets.value'),
                align: 'right',
                className: 'num',
                sorter: (a, b) => Number(a.value ?? 0) - Number(b.value ?? 0),
                render: (_, r) => (r.value === null ? '—' : `${shortDecimal(r.value)} ${m.indicator.unit}`),
              },
              {
                key: 'subjects',
                title: t('targets.subjects'),
                align: 'right',
                className: 'num',
                dataIndex: 'subjects',
              },
            ]}
          />
        </section>
      ) : null}
      {lists ? (
        <section className="panel" style={{ marginBottom: 14 }}>
          <h2>{t(behind.data?.of === 'park' ? 'targets.behindParks' : 'targets.behind')}</h2>
          <p className="quiet small">
            {t('targets.behindHint', { indicator: behind.data ? data(behind.data.title) : '' })}
          </p>
          <DataTable<Behind>
            label={t('targets.behind')}
            query={behind}
            rowKey="id"
            page={page.page}
            size={page.size}
            onPage={(p, size) => setPage({ page: p, size })}
            empty={t('targets.noBehind')}
            emptyHint=" "
            columns={[
              {
                key: 'name',
                title: t('targets.name'),
                render: (_, r) => (
                  <>
                    {behind.data?.of === 'park' ? r.name : <Link to={`/enterprises/${r.id}`}>{r.name}</Link>}{' '}
                    <Simulated when={r.simulated} />
                  </>
                ),
              },
              { key: 'place', title: t('targets.place'), dataIndex: 'place' },
              {
                key: 'value',
                title: behind.data ? `${data(behind.data.title)}（${behind.data.unit}）` : t('targets.value'),
                align: 'right',
                className: 'num',
                render: (_, r) => shortDecimal(r.value),
              },
            ]}
          />
        </section>
      ) : null}
    </div>
  );
}

/** Where the figure of a goal comes from: year by year, how it is worked out, split by place, and who stands behind it. */
export default function Figure() {
  const { indicator = '' } = useParams();
  const { pack } = usePack();
  const [state] = useQueryState({ year: '', by: 'city' });
  const q = useQuery({
    queryKey: ['targets', 'measure', pack?.id, indicator, state.year],
    queryFn: () =>
      api.targets.measure({
        params: { pack: pack!.id, indicator },
        query: state.year === '' ? {} : { year: Number(state.year) },
      }),
    enabled: pack !== undefined,
    placeholderData: keepPreviousData,
  });
  return <Loaded query={q}>{(m) => <Sheet pack={pack!.id} indicator={indicator} m={m} />}</Loaded>;
}

import { Alert, Input, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { formatNumber } from '../../parts/format.ts';
import { formatFigure, signed } from './mine-figure.ts';
import type { Analysis } from './mine-types.ts';

type Member = Awaited<ReturnType<typeof api.benchmarks.members>>['items'][number];
type Move = Awaited<ReturnType<typeof api.benchmarks.movers>>['items'][number];
type Suspect = Awaited<ReturnType<typeof api.benchmarks.suspects>>['items'][number];
type MoverSort = NonNullable<NonNullable<Parameters<typeof api.benchmarks.movers>[0]>['query']>['sort'];
const kinds = ['stayed', 'entered', 'left', 'regrouped'] as const;
const reasons = ['V401', 'V402', 'V403'] as const;

export interface Filters {
  q: string;
  region: string;
  move: string;
  reason: string;
}
type Change = (change: Partial<Filters>) => void;

/** What the three lists and the export are narrowed by. */
export const narrowed = (group: string, f: Pick<Filters, 'q' | 'region'>) => ({
  group,
  ...(f.q.trim() ? { q: f.q.trim() } : {}),
  ...(f.region ? { region: f.region } : {}),
});

/** The export holds what the lists show. */
export const exportOf = (group: string, f: Filters) => ({
  ...narrowed(group, f),
  ...(f.move ? { move: f.move as Move['kind'] } : {}),
  ...(f.reason ? { reason: f.reason as (typeof reasons)[number] } : {}),
});

/** Page and size of one list; another filter begins at the first page. */
function usePaging(filters: string) {
  const [at, set] = useState({ page: 1, size: 20, filters });
  return {
    page: at.filters === filters ? at.page : 1,
    size: at.size,
    onPage: (page: number, size: number) => set({ page, size, filters }),
  };
}

function Search({ q, onChange }: { q: string; onChange: Change }) {
  const { t } = useI18n();
  return (
    <Input.Search
      allowClear
      key={q}
      defaultValue={q}
      aria-label={t('minePages.search')}
      placeholder={t('minePages.search')}
      onSearch={(value) => onChange({ q: value })}
      style={{ width: 220 }}
    />
  );
}

const tone = (n: number | null): string => (n === null || n === 0 ? '' : n > 0 ? 'mine-up' : 'mine-down');
const figure = { align: 'right' as const, className: 'num', sorter: true };

/** Everybody of the group in the reader's scope, with the two measures of the picture. */
export function AnalysisMembers({ a, x, y, region }: { a: Analysis; x: string; y: string; region: string }) {
  const { t, data } = useI18n();
  const [sort, setSort] = useState('rank');
  const filter = narrowed(a.group.code, { q: '', region });
  const { page, size, onPage } = usePaging(JSON.stringify([a.run.id, filter, sort]));
  const query = useQuery({
    queryKey: ['benchmarks', 'members', a.run.id, filter, sort, page, size],
    queryFn: () =>
      api.benchmarks.members({ params: { id: a.run.id }, query: { ...filter, sort, page, size } }),
    placeholderData: keepPreviousData,
  });
  const measures = ['score', 'efficiency'] as const;
  // Each axis once, and the two that every list has.
  const axes = [...new Set([...measures, x, y])];
  const titleOf = (axis: string): string => {
    if (axis === 'score' || axis === 'efficiency') return t(`minePages.${axis}`);
    const i = a.axes.find((k) => k.indicator === axis);
    return i ? `${data(i.title)}（${i.unit}）` : axis;
  };
  return (
    <DataTable<Member & { id: string }>
      label={t('minePages.listLabel')}
      query={{
        ...query,
        data: query.data && {
          total: query.data.total,
          items: query.data.items.map((m) => ({ ...m, id: m.subject.id })),
        },
      }}
      rowKey="id"
      page={page}
      size={size}
      onPage={onPage}
      sorting={{ sort, onSort: (s) => setSort(s || 'rank') }}
      columns={[
        {
          title: t('minePages.enterprise'),
          key: 'name',
          sorter: true,
          render: (_, m) => <Link to={`/benchmark/runs/${a.run.id}/${m.subject.id}`}>{m.subject.name}</Link>,
        },
        { title: t('minePages.place'), key: 'region', sorter: true, render: (_, m) => m.regionName },
        { title: t('minePages.rank'), key: 'rank', ...figure, render: (_, m) => m.rank ?? '—' },
        ...axes.map((axis) => ({
          title: titleOf(axis),
          key: axis,
          ...figure,
          render: (_: unknown, m: Member) =>
            formatFigure(axis === 'score' || axis === 'efficiency' ? m[axis] : m.values[axis]),
        })),
        {
          title: t('minePages.superEfficiency'),
          key: 'superEfficiency',
          ...figure,
          render: (_, m) => formatNumber(m.superEfficiency, 3),
        },
        { title: t('minePages.leaders'), render: (_, m) => (m.leader ? t('common.yes') : '') },
      ]}
    />
  );
}

/** Who won and lost places, who came and went. */
export function AnalysisMovers({
  a,
  filters,
  onChange,
}: {
  a: Analysis;
  filters: Filters;
  onChange: Change;
}) {
  const { t } = useI18n();
  const [sort, setSort] = useState<MoverSort>('change');
  const filter = {
    ...narrowed(a.group.code, filters),
    ...(filters.move ? { move: filters.move as Move['kind'] } : {}),
  };
  const { page, size, onPage } = usePaging(JSON.stringify([a.run.id, filter, sort]));
  const query = useQuery({
    queryKey: ['benchmarks', 'movers', a.run.id, filter, sort, page, size],
    queryFn: () =>
      api.benchmarks.movers({
        params: { id: a.run.id },
        query: { ...filter, ...(sort ? { sort } : {}), page, size },
      }),
    placeholderData: keepPreviousData,
    enabled: a.before !== null,
  });
  return (
    <section className="panel">
      <h2>{t('minePages.movers')}</h2>
      {a.before === null ? (
        <Alert type="info" showIcon title={t('minePages.moversNone')} />
      ) : (
        <>
          <p className="quiet">{t('minePages.moversHint', { year: a.before.year })}</p>
          <div className="filters">
            <Search q={filters.q} onChange={onChange} />
            <Select
              allowClear
              aria-label={t('minePages.moveFilter')}
              placeholder={t('minePages.moveFilter')}
              value={filters.move || null}
              onChange={(move: string | null | undefined) => onChange({ move: move ?? '' })}
              options={kinds.map((k) => ({ value: k, label: t(`minePages.move.${k}`) }))}
            />
          </div>
          <DataTable<Move & { id: string }>
            label={t('minePages.movers')}
            query={{
              ...query,
              data: query.data && {
                total: query.data.total,
                items: query.data.items.map((m) => ({ ...m, id: m.subject.id })),
              },
            }}
            rowKey="id"
            page={page}
            size={size}
            onPage={onPage}
            empty={t('minePages.moversEmpty')}
            sorting={{ sort: sort ?? 'change', onSort: (s) => setSort((s || 'change') as MoverSort) }}
            columns={[
              {
                title: t('minePages.enterprise'),
                key: 'name',
                sorter: true,
                render: (_, m) => (
                  <Link to={`/benchmark/runs/${(m.after ? a.run : a.before!).id}/${m.subject.id}`}>
                    {m.subject.name}
                  </Link>
                ),
              },
              { title: t('minePages.move'), render: (_, m) => t(`minePages.move.${m.kind}`) },
              {
                title: t('minePages.rankBefore'),
                key: 'before',
                ...figure,
                render: (_, m) => m.before?.rank ?? '—',
              },
              {
                title: t('minePages.rankAfter'),
                key: 'after',
                ...figure,
                render: (_, m) => m.after?.rank ?? '—',
              },
              {
                title: t('minePages.rankChange'),
                key: 'rank',
                ...figure,
                render: (_, m) => <span className={tone(m.rank)}>{signed(m.rank)}</span>,
              },
              {
                title: t('minePages.efficiencyChange'),
                key: 'efficiency',
                ...figure,
                render: (_, m) => <span className={tone(m.efficiency)}>{signed(m.efficiency, 3)}</span>,
              },
              {
                title: t('minePages.scoreChange'),
                key: 'score',
                ...figure,
                render: (_, m) => <span className={tone(m.score)}>{signed(m.score, 1)}</span>,
              },
            ]}
          />
        </>
      )}
    </section>
  );
}

/** Figures worth a question, with the reason and the way to the enterprise. */
export function AnalysisSuspects({
  a,
  filters,
  onChange,
}: {
  a: Analysis;
  filters: Filters;
  onChange: Change;
}) {
  const { t, finding } = useI18n();
  const filter = {
    ...narrowed(a.group.code, filters),
    ...(filters.reason ? { reason: filters.reason as (typeof reasons)[number] } : {}),
  };
  const { page, size, onPage } = usePaging(JSON.stringify([a.run.id, filter]));
  const query = useQuery({
    queryKey: ['benchmarks', 'suspects', a.run.id, filter, page, size],
    queryFn: () => api.benchmarks.suspects({ params: { id: a.run.id }, query: { ...filter, page, size } }),
    placeholderData: keepPreviousData,
    enabled: a.counts.suspects > 0,
  });
  return (
    <section className="panel">
      <h2>
        {t('minePages.suspects')}
        {a.counts.suspects > 0 ? (
          <span className="num quiet"> {formatNumber(a.counts.suspects, 0)}</span>
        ) : null}
      </h2>
      <p className="quiet">{t('minePages.suspectsHint')}</p>
      {a.superSkipped ? (
        <Alert type="info" showIcon title={t('minePages.suspectsTooLarge')} style={{ marginBottom: 10 }} />
      ) : null}
      {a.counts.suspects === 0 ? (
        <p>{t('minePages.suspectsNone')}</p>
      ) : (
        <>
          <div className="filters">
            <Search q={filters.q} onChange={onChange} />
            <Select
              allowClear
              aria-label={t('minePages.reasonFilter')}
              placeholder={t('minePages.reasonFilter')}
              value={filters.reason || null}
              onChange={(reason: string | null | undefined) => onChange({ reason: reason ?? '' })}
              options={reasons.map((k) => ({ value: k, label: t(`minePages.reason.${k}`) }))}
            />
          </div>
          <DataTable<Suspect & { id: string }>
            label={t('minePages.suspects')}
            query={{
              ...query,
              data: query.data && {
                total: query.data.total,
                items: query.data.items.map((s) => ({
                  ...s,
                  id: `${s.subject.id} ${s.finding.code} ${s.finding.params?.['indicator'] ?? ''}`,
                })),
              },
            }}
            rowKey="id"
            page={page}
            size={size}
            onPage={onPage}
            empty={t('minePages.moversEmpty')}
            columns={[
              {
                title: t('minePages.enterprise'),
                width: 230,
                render: (_, s) => <Link to={`/enterprises/${s.subject.id}`}>{s.subject.name}</Link>,
              },
              {
                title: t('minePages.reason'),
                render: (_, s) => (
                  <div className="mine-reason">{finding(s.finding.code, s.finding.params).message}</div>
                ),
              },
            ]}
          />
        </>
      )}
    </section>
  );
}

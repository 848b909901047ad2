import { Alert, Button } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatNumber, formatTime } from '../../parts/format.ts';
import { JobProgress } from '../../parts/JobProgress.tsx';

type Answer = Awaited<ReturnType<typeof api.benchmarks.productivity>>;
type Change = Answer['items'][number];
const factors = ['index', 'efficiencyChange', 'technicalChange', 'pureChange', 'scaleChange'] as const;

const tone = (x: number | null): string => (x === null || x === 1 ? '' : x > 1 ? 'mine-up' : 'mine-down');

/** 生产率变动: the Malmquist index of a group since the last earlier year, with what it is made of. */
export function AnalysisProductivity({ run, group }: { run: string; group: string }) {
  const { t, finding } = useI18n();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [job, setJob] = useState<string | null>(null);
  const [sort, setSort] = useState('-index');
  const [at, setAt] = useState({ page: 1, size: 10, group });
  const page = at.group === group ? at.page : 1;
  const q = useQuery({
    queryKey: ['benchmarks', 'productivity', run, group, sort, page, at.size],
    queryFn: () =>
      api.benchmarks.productivity({ params: { id: run }, query: { group, sort, page, size: at.size } }),
    placeholderData: keepPreviousData,
  });
  const start = useMutation({
    mutationFn: () => api.benchmarks.startProductivity({ params: { id: run } }),
    onSuccess: (r) => setJob(r.jobId),
  });
  const a = q.data;
  // Without an earlier year the list of movers says so already.
  if (!a?.before || a.state === 'none') return null;
  const year = a.before.year;
  const begin = (text: string) => (
    <Button onClick={() => start.mutate()} loading={start.isPending}>
      {text}
    </Button>
  );
  return (
    <section className="panel">
      <h2>{t('minePages.productivity')}</h2>
      <p className="quiet">{t('minePages.productivityHint', { year })}</p>
      {start.error ? (
        <p role="alert" className="bad-text">
          {problem(start.error)}
        </p>
      ) : null}
      {job ? (
        <JobProgress
          id={job}
          onDone={() => {
            setJob(null);
            void queries.invalidateQueries({ queryKey: ['benchmarks', 'productivity'] });
          }}
          onClose={() => setJob(null)}
        />
      ) : a.state === 'missing' ? (
        <>
          <p>{t('minePages.productivityMissing', { year })}</p>
          {begin(t('minePages.productivityStart'))}
        </>
      ) : (
        <>
          {a.findings.map((f) => (
            <Alert
              key={`${f.code}${f.path ?? ''}`}
              type="warning"
              showIcon
              title={finding(f.code, f.params).message}
              style={{ marginBottom: 10 }}
            />
          ))}
          {a.mean ? (
            <>
              <p style={{ marginBottom: 4 }}>
                {t('minePages.productivityMean', { compared: a.compared, better: a.better, worse: a.worse })}
              </p>
              <div className="chase-stats" style={{ marginBottom: 12 }}>
                {factors.map((f) => (
                  <div key={f}>
                    <b className={`num ${tone(a.mean![f])}`}>{formatNumber(a.mean![f], 3)}</b>
                    <span>{t(`minePages.factor.${f}`)}</span>
                  </div>
                ))}
              </div>
            </>
          ) : (
            <p>{t('minePages.productivityFew')}</p>
          )}
          <DataTable<Change & { id: string }>
            label={t('minePages.productivity')}
            query={{
              ...q,
              data: { total: a.total, items: a.items.map((i) => ({ ...i, id: i.subject.id })) },
            }}
            rowKey="id"
            page={page}
            size={at.size}
            onPage={(p, size) => setAt({ page: p, size, group })}
            empty={t('minePages.moversEmpty')}
            sorting={{ sort, onSort: (s) => setSort(s || '-index') }}
            columns={[
              {
                title: t('minePages.enterprise'),
                key: 'name',
                sorter: true,
                render: (_, i) => <Link to={`/benchmark/runs/${run}/${i.subject.id}`}>{i.subject.name}</Link>,
              },
              ...factors.map((f) => ({
                title: t(`minePages.factor.${f}`),
                key: f,
                align: 'right' as const,
                className: 'num',
                sorter: true,
                render: (_: unknown, i: Change) => (
                  <span className={tone(i[f])}>{formatNumber(i[f], 3)}</span>
                ),
              })),
            ]}
          />
          <p className="quiet small" style={{ marginTop: 8 }}>
            {t('minePages.productivityAt', { at: formatTime(a.computedAt ?? '') })}{' '}
            {begin(t('minePages.productivityAgain'))}
          </p>
        </>
      )}
    </section>
  );
}

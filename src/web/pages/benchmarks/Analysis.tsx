import { Button, Empty, Select, Skeleton } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { AnalysisMovers, AnalysisSuspects, exportOf } from './AnalysisLists.tsx';
import { AnalysisProductivity } from './AnalysisProductivity.tsx';
import { AnalysisScatter } from './AnalysisScatter.tsx';
import { AnalysisSpread } from './AnalysisSpread.tsx';
import './mine.css';

/** 行业分析: one group of one run, for those who answer for it. */
export default function Analysis() {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({
    run: '',
    group: '',
    x: 'score',
    y: 'efficiency',
    region: '',
    table: '',
    q: '',
    move: '',
    reason: '',
  });
  const runs = useQuery({
    queryKey: ['benchmarks', 'runs', 'analysis'],
    queryFn: () => api.benchmarks.runs({ query: { size: 100, sort: '-year' } }),
  });
  // The newest benchmarking; the other evaluations are there to be picked.
  const runId =
    state.run || (runs.data?.items.find((r) => r.evaluation === 'benchmarking') ?? runs.data?.items[0])?.id;
  const run = useQuery({
    queryKey: ['benchmarks', 'run', runId],
    queryFn: () => api.benchmarks.run({ params: { id: runId! } }),
    enabled: runId !== undefined,
  });
  const groups = run.data?.groups.filter((g) => g.evaluated > 0) ?? [];
  const group =
    groups.find((g) => g.code === state.group)?.code ??
    groups.toSorted((a, b) => b.evaluated - a.evaluated)[0]?.code;
  const q = useQuery({
    queryKey: ['benchmarks', 'analysis', runId, group],
    queryFn: () => api.benchmarks.analysis({ params: { id: runId! }, query: { group: group! } }),
    enabled: runId !== undefined && group !== undefined,
    placeholderData: keepPreviousData,
  });
  const error = runs.error ?? run.error ?? q.error;
  const a = q.data;
  const none = runs.data?.items.length === 0;
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {t('minePages.analysis')} <Simulated when={a?.run.simulated ?? false} />
          </>
        }
        hint={t('minePages.analysisHint')}
        extra={
          a ? (
            <Button
              onClick={() =>
                void saveFile(
                  api.benchmarks.exportAnalysis({
                    params: { id: a.run.id },
                    query: exportOf(a.group.code, state),
                  }),
                  `${t('minePages.file', { year: a.run.year, group: a.group.title })}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
          ) : null
        }
      />
      {error ? (
        <ErrorState
          error={error}
          retry={() => void (runs.error ? runs.refetch() : run.error ? run.refetch() : q.refetch())}
        />
      ) : none ? (
        <div className="panel">
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={
              <>
                <b>{t('minePages.noRuns')}</b>
                <div>{t('minePages.noRunsHint')}</div>
              </>
            }
          >
            <Link to="/benchmark">
              <Button type="primary">{t('minePages.toRuns')}</Button>
            </Link>
          </Empty>
        </div>
      ) : (
        <>
          <div className="filters">
            <Select
              aria-label={t('minePages.pickRun')}
              value={runId ?? null}
              loading={runs.isPending}
              onChange={(id) => change({ run: id ?? '', group: '' })}
              popupMatchSelectWidth={false}
              style={{ minWidth: 240 }}
              options={(runs.data?.items ?? []).map((r) => ({
                value: r.id,
                label: `${t('benchmarkPages.runTitle', { year: r.year, title: data(r.evaluationTitle) })} · ${formatTime(r.createdAt)}`,
              }))}
            />
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={t('minePages.pickGroup')}
              value={group ?? null}
              loading={run.isPending}
              onChange={(g) => change({ group: g ?? '', region: '' })}
              popupMatchSelectWidth={false}
              style={{ minWidth: 260 }}
              options={groups.map((g) => ({
                value: g.code,
                label: `${g.code} ${g.title}（${g.evaluated}）`,
              }))}
            />
          </div>
          {run.data && groups.length === 0 ? (
            <div className="panel">
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('minePages.noGroup')} />
            </div>
          ) : a ? (
            <>
              <AnalysisScatter
                a={a}
                x={state.x}
                y={state.y}
                region={state.region}
                table={state.table}
                onChange={change}
              />
              <AnalysisSpread a={a} />
              <AnalysisMovers a={a} filters={state} onChange={change} />
              <AnalysisProductivity run={a.run.id} group={a.group.code} />
              <AnalysisSuspects a={a} filters={state} onChange={change} />
            </>
          ) : (
            <Skeleton active paragraph={{ rows: 12 }} />
          )}
        </>
      )}
    </div>
  );
}

import { App, Button, Progress, Select, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { jobSchema } from '#contract/work';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

type Job = z.output<typeof jobSchema>;
const states = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
const busy = (j: Job): boolean => j.state === 'queued' || j.state === 'running';

/** 作业：后台计算的进度，可取消 */
export default function Jobs() {
  const { t, label, problem } = useI18n();
  const { message } = App.useApp();
  const problemOf = useProblemText();
  const queries = useQueryClient();
  const [state, change, reset] = useQueryState({ state: '', page: '1', size: '20' });
  const wanted = states.find((s) => s === state.state);
  const query = { page: Number(state.page), size: Number(state.size), ...(wanted ? { state: wanted } : {}) };
  const jobs = useQuery({
    queryKey: ['jobs', query],
    queryFn: () => api.work.jobs({ query }),
    placeholderData: keepPreviousData,
    // Only while something moves is it worth asking again.
    refetchInterval: (q) => (q.state.data?.items.some(busy) ? 1500 : false),
  });
  const schedules = useQuery({ queryKey: ['job-schedules'], queryFn: () => api.work.schedules() });
  const cancel = useMutation({
    mutationFn: (id: string) => api.work.cancel({ params: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (e) => void message.error(problemOf(e)),
  });
  return (
    <div className="page">
      <PageHead title={t('web.page.jobs')} hint={t('accountPages.jobsHint')} />
      {schedules.data && schedules.data.items.length > 0 ? (
        <section className="panel" aria-label={t('accountPages.schedules')} style={{ marginBottom: 16 }}>
          <h2>{t('accountPages.schedules')}</h2>
          <ul style={{ margin: 0 }}>
            {schedules.data.items.map((s) => (
              <li key={s.kind}>
                {label('accountPages', `jobKind.${s.kind}`)}：
                {t('accountPages.schedule', { at: s.at, next: formatTime(s.nextAt) })}
                {s.lastState === null
                  ? ''
                  : t('accountPages.scheduleLast', { day: s.lastDay, state: t(`jobs.state.${s.lastState}`) })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <div className="filters">
        <Select
          allowClear
          aria-label={t('accountPages.state')}
          placeholder={t('accountPages.state')}
          value={wanted ?? null}
          onChange={(s: string | undefined) => change({ state: s })}
          options={states.map((s) => ({ value: s, label: t(`jobs.state.${s}`) }))}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Job>
        label={t('web.page.jobs')}
        query={{ ...jobs, isFetching: false }}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        empty={t('accountPages.noJobs')}
        emptyHint={t('accountPages.noJobsHint')}
        columns={[
          {
            key: 'kind',
            title: t('accountPages.job'),
            width: 140,
            render: (_, j) => label('accountPages', `jobKind.${j.kind}`),
          },
          {
            key: 'state',
            title: t('accountPages.state'),
            width: 100,
            render: (_, j) => <Tag className={`job-${j.state}`}>{t(`jobs.state.${j.state}`)}</Tag>,
          },
          {
            key: 'progress',
            title: t('accountPages.progress'),
            width: 260,
            render: (_, j) =>
              j.state === 'failed' ? (
                <span className="bad-text">
                  {problem(j.problem?.code ?? 'request.unexpected', j.problem?.params)}
                </span>
              ) : busy(j) ? (
                <>
                  <Progress percent={j.progress} size="small" aria-label={t('accountPages.progress')} />
                  <span className="quiet small">{j.note}</span>
                </>
              ) : typeof j.result?.['runId'] === 'string' ? (
                <Link to={`/benchmark/runs/${j.result['runId']}`}>{t('accountPages.openResult')}</Link>
              ) : (
                '—'
              ),
          },
          { key: 'createdBy', title: t('accountPages.createdBy'), dataIndex: 'createdBy', width: 150 },
          {
            key: 'createdAt',
            title: t('accountPages.submittedAt'),
            width: 150,
            className: 'num',
            render: (_, j) => formatTime(j.createdAt),
          },
          {
            key: 'finishedAt',
            title: t('accountPages.finishedAt'),
            width: 150,
            className: 'num',
            render: (_, j) => formatTime(j.finishedAt),
          },
          {
            key: 'act',
            title: t('common.actions'),
            width: 110,
            render: (_, j) =>
              busy(j) ? (
                <Button
                  size="small"
                  loading={cancel.isPending && cancel.variables === j.id}
                  onClick={() => cancel.mutate(j.id)}
                >
                  {t('jobs.cancel')}
                </Button>
              ) : null,
          },
        ]}
      />
    </div>
  );
}

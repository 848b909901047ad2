import { App, Button, Modal, Segmented, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { SearchFilter } from '../../parts/filters.tsx';
import { formatPercent } from '../../parts/format.ts';
import { JobProgress } from '../../parts/JobProgress.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DueTag } from '../filings/DueTag.tsx';
import { Standing } from './Duties.tsx';
import { periodText } from './period.ts';
import { reportPath, type Duty } from './types.ts';

type Place = Awaited<ReturnType<typeof api.reporting.progress>>['items'][number];

/** 报送进度：谁没有报，哪里没有报 */
export default function Progress() {
  const { t, data, locale } = useI18n();
  const { can, me } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [job, setJob] = useState<string | null>(null);
  const [state, change] = useQueryState({
    form: 'enterprise-monthly',
    period: '',
    by: 'county',
    q: '',
    region: '',
    page: '1',
    size: '20',
  });
  const forms = useQuery({
    queryKey: ['reporting', 'forms'],
    queryFn: () => api.reporting.forms(),
    staleTime: 600_000,
  });
  const form = forms.data?.items.find((f) => f.id === state.form);
  const period = state.period || (form ? latest(form.every) : '');
  const ready = form !== undefined;
  const at = { form: state.form, period };
  const by = state.by as 'city' | 'county' | 'park';
  const q = useQuery({
    queryKey: ['reporting', 'progress', at, by],
    queryFn: () => api.reporting.progress({ query: { ...at, by } }),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  const missingQuery = {
    ...at,
    page: Number(state.page),
    size: Number(state.size),
    ...(state.q ? { q: state.q } : {}),
    ...(state.region ? { region: state.region } : {}),
  };
  const list = useQuery({
    queryKey: ['reporting', 'missing', missingQuery],
    queryFn: () => api.reporting.missing({ query: missingQuery }),
    enabled: ready,
    placeholderData: keepPreviousData,
  });
  const remind = useMutation({
    mutationFn: () => api.reporting.remind({ body: at }),
    onSuccess: (r) => {
      void message.success(
        r.reminded === 0
          ? t('reportingPages.nobodyReminded')
          : t('reportingPages.reminded', { count: r.reminded }),
      );
      void queries.invalidateQueries({ queryKey: ['reporting', 'missing'] });
    },
    onError: (e) => void message.error(problem(e)),
  });
  const lock = useMutation({
    mutationFn: () => api.reporting.lockAll({ body: at }),
    onSuccess: (r) => setJob(r.job),
    onError: (e) => void message.error(problem(e)),
  });
  const total = q.data?.total;
  const share = (n: number, of: number): string => (of === 0 ? '—' : formatPercent(n / of));
  return (
    <div className="page">
      <PageHead
        title={t('web.page.reportProgress')}
        hint={t('reportingPages.progressHint')}
        extra={
          <>
            {can('reporting.review') ? (
              <Button loading={remind.isPending} disabled={!total?.missing} onClick={() => remind.mutate()}>
                {t('reportingPages.remind')}
              </Button>
            ) : null}
            {me?.role === 'department' ? (
              <Button
                loading={lock.isPending}
                disabled={!total || total.passed === total.locked}
                onClick={() => lock.mutate()}
              >
                {t('reportingPages.lockAll')}
              </Button>
            ) : null}
            <Button
              disabled={!ready}
              onClick={() =>
                void saveFile(
                  api.reporting.exportProgress({ query: { ...at, by } }),
                  `${t('web.page.reportProgress')}-${period}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
          </>
        }
      />
      <div className="filters">
        <Select
          aria-label={t('reportingPages.form')}
          value={state.form}
          onChange={(v: string) => change({ form: v, period: '' })}
          options={(forms.data?.items ?? []).map((f) => ({ value: f.id, label: data(f.title) }))}
          popupMatchSelectWidth={180}
        />
        <Select
          showSearch
          aria-label={t('common.period')}
          value={period}
          onChange={(v: string) => change({ period: v })}
          options={(q.data?.periods ?? [period]).map((p) => ({ value: p, label: periodText(locale, p) }))}
          popupMatchSelectWidth={160}
        />
        <Segmented
          aria-label={t('reportingPages.byPlace')}
          value={state.by}
          onChange={(v) => change({ by: v })}
          options={(['city', 'county', 'park'] as const).map((v) => ({
            value: v,
            label: t(`reportingPages.by.${v}`),
          }))}
          style={{ flex: 'none' }}
        />
        <span>
          <DueTag due={q.data?.due ?? null} /> <Simulated when={q.data?.simulated ?? false} />
        </span>
      </div>
      {total ? (
        <div className="stats">
          {(['asked', 'handed', 'missing', 'late', 'passed', 'locked'] as const).map((k) => (
            <div className="stat" key={k}>
              <b className={k === 'missing' && total.missing > 0 ? 'bad-text' : ''}>{total[k]}</b>
              <span>
                {t(`reporting.export.${k}`)}
                {k === 'asked' ? '' : ` · ${share(total[k], total.asked)}`}
              </span>
            </div>
          ))}
        </div>
      ) : null}
      <PlainTable<Place>
        label={t('web.page.reportProgress')}
        query={q}
        rowKey="code"
        pageSize={30}
        empty={t('reportingPages.nobodyAsked')}
        columns={[
          { title: t('reporting.export.place'), dataIndex: 'name', width: 160 },
          ...(['asked', 'handed', 'missing', 'late', 'passed', 'locked'] as const).map((k) => ({
            title: t(`reporting.export.${k}`),
            dataIndex: k,
            width: 90,
            align: 'right' as const,
            className: 'num',
          })),
          {
            title: t('reportingPages.rate'),
            width: 100,
            align: 'right' as const,
            className: 'num',
            render: (_: unknown, r: Place) => share(r.handed, r.asked),
          },
        ]}
      />
      <h2 style={{ marginTop: 20 }}>{t('reportingPages.missingTitle')}</h2>
      <div className="filters">
        <SearchFilter
          q={state.q}
          placeholder={t('reportingPages.search')}
          onSearch={(x) => change({ q: x })}
        />
      </div>
      <DataTable<Duty & { key: string }>
        label={t('reportingPages.missingTitle')}
        query={{
          ...list,
          data: list.data && {
            total: list.data.total,
            items: list.data.items.map((d) => ({ ...d, key: `${d.subject.id} ${d.item}` })),
          },
        }}
        rowKey="key"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        empty={t('reportingPages.nobodyMissing')}
        emptyHint=""
        onRow={(d) => void navigate(reportPath(d))}
        columns={[
          {
            key: 'name',
            title: t('reportingPages.reporter'),
            width: 280,
            render: (_, d) => (
              <>
                {d.subject.name} <Simulated when={d.subject.simulated} />
                {d.itemName ? <div className="quiet small">{d.itemName}</div> : null}
              </>
            ),
          },
          {
            key: 'region',
            title: t('reporting.export.place'),
            width: 120,
            render: (_, d) => d.subject.regionName,
          },
          { key: 'state', title: t('common.status'), width: 160, render: (_, d) => <Standing duty={d} /> },
          {
            key: 'reminders',
            title: t('reportingPages.reminders'),
            width: 100,
            className: 'num',
            render: (_, d) => (d.reminders === 0 ? '—' : t('reportingPages.times', { count: d.reminders })),
          },
        ]}
      />
      {job ? (
        <Modal open footer={null} title={t('reportingPages.lockAll')} onCancel={() => setJob(null)}>
          <JobProgress
            id={job}
            onDone={() => void queries.invalidateQueries({ queryKey: ['reporting'] })}
            onClose={() => setJob(null)}
          />
        </Modal>
      ) : null}
    </div>
  );
}

/** The latest period that has ended, by the calendar of the reader's China. */
function latest(every: 'month' | 'quarter' | 'year'): string {
  const [y, m] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
    .format(new Date())
    .split('-')
    .map(Number) as [number, number];
  if (every === 'year') return String(y - 1);
  if (every === 'month') return m === 1 ? `${y - 1}-M12` : `${y}-M${String(m - 1).padStart(2, '0')}`;
  const quarter = Math.ceil(m / 3);
  return quarter === 1 ? `${y - 1}-Q4` : `${y}-Q${quarter - 1}`;
}

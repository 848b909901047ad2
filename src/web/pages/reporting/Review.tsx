import { App, Button, Modal, Segmented, Select, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { PlaceFilters, SearchFilter } from '../../parts/filters.tsx';
import { formatDecimal, formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DueTag } from '../filings/DueTag.tsx';
import { periodText } from './period.ts';
import { ActDialog } from './Report.tsx';
import { reportPath } from './types.ts';
import './report.css';

type Query = NonNullable<NonNullable<Parameters<typeof api.reporting.list>[0]>['query']>;
type Row = Awaited<ReturnType<typeof api.reporting.list>>['items'][number];

/** What a bulk act would do to each of the reports that were picked, before it is done to those that can take it. */
function Bulk({
  act,
  ids,
  onClose,
}: {
  act: { id: string; title: { zh: string; en?: string | undefined } };
  ids: readonly string[];
  onClose: (done: boolean) => void;
}) {
  const { t, data, finding, locale } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const [key] = useState(() => crypto.randomUUID());
  const q = useQuery({
    queryKey: ['reporting', 'preview', act.id, ids],
    queryFn: () => api.reporting.preview({ body: { act: act.id, ids: [...ids] } }),
    staleTime: 0,
  });
  const items = q.data?.items ?? [];
  const takes = items.filter((i) => i.fate !== 'refused');
  const run = useMutation({
    mutationFn: () =>
      api.reporting.bulk({
        body: { key, act: act.id, reports: takes.map((i) => ({ id: i.id, version: i.version })) },
      }),
    onSuccess: (r) => {
      void message.success(t('reportingPages.bulkDone', { act: data(act.title), count: r.done }));
      onClose(true);
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Modal
      open
      width={720}
      title={t('reportingPages.bulkTitle', { act: data(act.title), count: ids.length })}
      okText={t('reportingPages.bulkDo', { act: data(act.title), count: takes.length })}
      okButtonProps={{ disabled: takes.length === 0 }}
      confirmLoading={run.isPending}
      onOk={() => run.mutate()}
      onCancel={() => onClose(false)}
    >
      {q.error ? <p className="bad-text">{problem(q.error)}</p> : null}
      <p className="quiet">{t('reportingPages.bulkHint')}</p>
      <ul style={{ maxHeight: 360, overflowY: 'auto', paddingLeft: 18 }}>
        {items.map((i) => (
          <li key={i.id} style={{ marginBottom: 6 }}>
            {i.name} <span className="quiet small">{periodText(locale, i.period)}</span>{' '}
            <Tag color={i.fate === 'refused' ? 'red' : i.fate === 'look' ? 'gold' : 'green'}>
              {t(`reportingPages.fate.${i.fate}`)}
            </Tag>
            {i.findings.map((f) => (
              <div key={f.code} className="bad-text small">
                {finding(f.code, f.params).message}
              </div>
            ))}
            {i.reasons.map((reason) => (
              <div key={reason} className="small">
                <span className="quiet">{t('reportingPages.reason')}</span> {reason}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

/** 报表审核：待办队列，逐份或成批办理 */
export default function Review() {
  const { t, data, locale } = useI18n();
  const { me } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [bulk, setBulk] = useState<{ id: string; title: { zh: string; en?: string | undefined } } | null>(
    null,
  );
  const [returning, setReturning] = useState(false);
  // A county passes, the region locks: each begins with what waits for it.
  const first = me?.role === 'department' ? 'passed' : 'waiting';
  const [state, change, reset] = useQueryState({
    standing: first,
    form: '',
    q: '',
    region: '',
    park: '',
    findings: '',
    late: '',
    sort: 'submittedAt',
    page: '1',
    size: '20',
  });
  const forms = useQuery({
    queryKey: ['reporting', 'forms'],
    queryFn: () => api.reporting.forms(),
    staleTime: 600_000,
  });
  const filters = Object.fromEntries(
    Object.entries({
      standing: state.standing === 'all' ? '' : state.standing,
      form: state.form,
      q: state.q,
      region: state.region,
      park: state.park,
      findings: state.findings,
      late: state.late,
      sort: state.sort,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const query = { ...filters, page: Number(state.page), size: Number(state.size) } as Query;
  const list = useQuery({
    queryKey: ['reporting', 'list', query],
    queryFn: () => api.reporting.list({ query }),
    placeholderData: keepPreviousData,
  });
  const titles = new Map((forms.data?.items ?? []).map((f) => [f.id, f.title]));
  const rows = list.data?.items ?? [];
  const chosen = rows.filter((r) => picked.includes(r.id));
  const done = (): void => {
    setPicked([]);
    void queries.invalidateQueries({ queryKey: ['reporting'] });
  };
  const back = useMutation({
    mutationFn: (reason: string) =>
      api.reporting.bulk({
        body: {
          key: crypto.randomUUID(),
          act: 'return',
          reason,
          reports: chosen.map((r) => ({ id: r.id, version: r.version })),
        },
      }),
    onSuccess: (r) => {
      setReturning(false);
      void message.success(
        t('reportingPages.bulkDone', { act: t('reportingPages.sendBack'), count: r.done }),
      );
      done();
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <div className="page">
      <PageHead title={t('web.page.reportReview')} hint={t('reportingPages.reviewHint')} />
      <div className="filters">
        <Segmented
          aria-label={t('common.status')}
          value={state.standing}
          onChange={(standing) => {
            setPicked([]);
            change({ standing });
          }}
          options={(['waiting', 'passed', 'locked', 'returned', 'all'] as const).map((v) => ({
            value: v,
            label: t(`reportingPages.standing.${v}`),
          }))}
          style={{ flex: 'none', maxWidth: '100%', overflowX: 'auto' }}
        />
        <Select
          allowClear
          aria-label={t('reportingPages.form')}
          placeholder={t('reportingPages.form')}
          value={state.form || null}
          onChange={(form: string | undefined) => change({ form })}
          options={(forms.data?.items ?? []).map((f) => ({ value: f.id, label: data(f.title) }))}
          popupMatchSelectWidth={180}
        />
        <Select
          allowClear
          aria-label={t('reportingPages.remarks')}
          placeholder={t('reportingPages.remarks')}
          value={state.findings || null}
          onChange={(v: string | undefined) => change({ findings: v })}
          options={(['yes', 'no'] as const).map((v) => ({
            value: v,
            label: t(`reportingPages.remarks.${v}`),
          }))}
        />
        <SearchFilter q={state.q} placeholder={t('reportingPages.search')} onSearch={(q) => change({ q })} />
        <PlaceFilters region={state.region} park={state.park} onChange={change} />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      {chosen.length > 0 ? (
        <div className="report-bar" role="region" aria-label={t('reportingPages.bulk')}>
          <span>{t('reportingPages.picked', { count: chosen.length })}</span>
          <Button
            type="primary"
            onClick={() => setBulk({ id: 'approve', title: { zh: '通过', en: 'Pass' } })}
          >
            {t('reportingPages.bulkPass')}
          </Button>
          <Button onClick={() => setBulk({ id: 'lock', title: { zh: '锁定', en: 'Lock' } })}>
            {t('reportingPages.bulkLock')}
          </Button>
          <Button onClick={() => setReturning(true)}>{t('reportingPages.sendBack')}</Button>
        </div>
      ) : null}
      <DataTable<Row>
        label={t('web.page.reportReview')}
        query={list}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => {
          setPicked([]);
          change({ page: String(page), size: String(size) });
        }}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'submittedAt' }) }}
        rowSelection={{
          selectedRowKeys: [...picked],
          onChange: (keys) => setPicked(keys.map(String)),
          // Picking all stands in the bar below, where it can be reached without entering the head of the table.
          hideSelectAll: true,
          getCheckboxProps: (r) =>
            ({ 'aria-label': t('reportingPages.pick', { name: r.subject.name }) }) as object,
        }}
        empty={t('reportingPages.noQueue')}
        emptyHint={t('reportingPages.noQueueHint')}
        onRow={(r) => void navigate(reportPath(r))}
        columns={[
          {
            key: 'name',
            title: t('reportingPages.reporter'),
            sorter: true,
            width: 270,
            render: (_, r) => (
              <>
                <Link to={reportPath(r)}>{r.subject.name}</Link> <Simulated when={r.subject.simulated} />
                <div className="quiet small">
                  {periodText(locale, r.period)} {data(titles.get(r.form) ?? { zh: r.form })}
                  {r.itemName ? ` · ${r.itemName}` : ''}
                </div>
              </>
            ),
          },
          {
            key: 'headline',
            title: t('reportingPages.headline'),
            width: 250,
            render: (_, r) =>
              r.headline.map((x) => (
                <div key={x.title.zh} className="small">
                  <span className="quiet">{data(x.title)}</span>{' '}
                  <span className="num">{x.value === null ? '—' : formatDecimal(x.value)}</span>{' '}
                  <span className="quiet">{x.unit}</span>
                </div>
              )),
          },
          {
            key: 'findings',
            title: t('reportingPages.remarks'),
            width: 150,
            render: (_, r) =>
              r.findings === 0 ? (
                <span className="quiet">{t('reportingPages.noRemarks')}</span>
              ) : (
                <span className="chip chip-atRisk">
                  <i aria-hidden="true" />
                  {t('reportingPages.remarksWithReasons', { count: r.findings })}
                </span>
              ),
          },
          {
            key: 'state',
            title: t('common.status'),
            width: 150,
            render: (_, r) => (
              <>
                {data(r.stateTitle)}
                {r.late ? <div className="quiet small">{t('reportingPages.wasLate')}</div> : null}
              </>
            ),
          },
          {
            key: 'due',
            title: t('reportingPages.stateDue'),
            width: 240,
            render: (_, r) => <DueTag due={r.due} />,
          },
          {
            key: 'region',
            title: t('subjectPages.region'),
            width: 110,
            render: (_, r) => r.subject.regionName,
          },
          {
            key: 'submittedAt',
            title: t('reportingPages.submittedAt'),
            sorter: true,
            width: 150,
            className: 'num',
            render: (_, r) => formatTime(r.submittedAt),
          },
        ]}
      />
      {rows.length > 0 ? (
        <p>
          <Button onClick={() => setPicked(picked.length === rows.length ? [] : rows.map((r) => r.id))}>
            {picked.length === rows.length ? t('reportingPages.pickNone') : t('reportingPages.pickAll')}
          </Button>
        </p>
      ) : null}
      {bulk ? (
        <Bulk
          act={bulk}
          ids={picked}
          onClose={(was) => {
            setBulk(null);
            if (was) done();
          }}
        />
      ) : null}
      {returning ? (
        <ActDialog
          act={{ title: { zh: '退回', en: 'Send back' }, reason: true }}
          busy={back.isPending}
          onClose={() => setReturning(false)}
          onDo={(reason) => back.mutate(reason)}
        />
      ) : null}
    </div>
  );
}

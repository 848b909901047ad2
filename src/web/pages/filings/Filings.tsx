import { App, Button, Form, Modal, Segmented, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { filingRowSchema } from '#contract/filings';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { PlaceFilters, SearchFilter } from '../../parts/filters.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatPercent, formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DueTag } from './DueTag.tsx';
import { Overview } from './Overview.tsx';
import { Ranking } from './Ranking.tsx';

type Row = z.output<typeof filingRowSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.filings.list>[0]>['query']>;

function Create({ years, onClose }: { years: readonly number[]; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (v: { year: number }) => api.filings.create({ body: v }),
    onSuccess: (r) => {
      void message.success(t('filingPages.created'));
      void queries.invalidateQueries({ queryKey: ['filings'] });
      void navigate(`/filings/${r.id}`);
    },
  });
  const [form] = Form.useForm<{ year: number }>();
  return (
    <Modal
      open
      title={t('filingPages.createTitle')}
      okText={t('common.confirm')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
    >
      {create.error ? (
        <p role="alert" className="bad-text">
          {problem(create.error)}
        </p>
      ) : null}
      <p className="quiet">{t('filingPages.createHint')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ year: years.at(-1) }}
        onFinish={(v) => create.mutate(v)}
      >
        <Form.Item name="year" label={t('filingPages.year')}>
          <Select options={years.map((y) => ({ value: y, label: String(y) }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** 对标备案 */
export default function Filings() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const [state, change, reset] = useQueryState({
    view: 'list',
    q: '',
    year: '',
    state: '',
    region: '',
    park: '',
    due: '',
    waiting: '',
    sort: '-updatedAt',
    page: '1',
    size: '20',
  });
  const rules = useQuery({
    queryKey: ['filings', 'rules'],
    queryFn: () => api.filings.rules(),
    staleTime: 600_000,
  });
  const years = rules.data?.years ?? [];
  const filters = Object.fromEntries(
    Object.entries({
      q: state.q,
      year: state.year,
      state: state.state,
      region: state.region,
      park: state.park,
      due: state.due,
      waiting: state.waiting,
      sort: state.sort,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const query = { ...filters, page: Number(state.page), size: Number(state.size) } as Query;
  const listed = state.view === 'list';
  const list = useQuery({
    queryKey: ['filings', 'list', query],
    queryFn: () => api.filings.list({ query }),
    placeholderData: keepPreviousData,
    enabled: listed,
  });
  return (
    <div className="page">
      <PageHead
        title={t('web.page.filings')}
        hint={t('filingPages.hint')}
        extra={
          <>
            {can('filings.write') ? (
              <Button type="primary" disabled={years.length === 0} onClick={() => setAdding(true)}>
                {t('filingPages.create')}
              </Button>
            ) : null}
            {listed ? (
              <Button
                onClick={() =>
                  void saveFile(api.filings.export({ query: filters }), `${t('web.page.filings')}.xlsx`)
                }
              >
                {t('common.export')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="filters">
        {can('filings.overview') ? (
          <Segmented
            aria-label={t('filingPages.view')}
            value={state.view}
            onChange={(view) => change({ view })}
            options={(['list', 'park', 'county', 'ranking'] as const).map((v) => ({
              value: v,
              label: t(`filingPages.view.${v}`),
            }))}
            style={{ flex: 'none', maxWidth: '100%', overflowX: 'auto' }}
          />
        ) : null}
        <Select
          allowClear={listed}
          aria-label={t('filingPages.year')}
          placeholder={t('filingPages.year')}
          value={state.year || (listed ? null : String(years.at(-1) ?? '')) || null}
          onChange={(v: string | undefined) => change({ year: v })}
          options={years.map((y) => ({ value: String(y), label: String(y) }))}
        />
        {listed ? (
          <>
            <SearchFilter q={state.q} placeholder={t('filingPages.search')} onSearch={(q) => change({ q })} />
            <Select
              allowClear
              aria-label={t('filingPages.state')}
              placeholder={t('filingPages.state')}
              value={state.state || null}
              onChange={(v: string | undefined) => change({ state: v })}
              options={(rules.data?.states ?? []).map((s) => ({ value: s.id, label: data(s.title) }))}
              popupMatchSelectWidth={180}
            />
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
            <Select
              allowClear
              aria-label={t('filingPages.waiting')}
              placeholder={t('filingPages.waiting')}
              value={state.waiting || null}
              onChange={(v: string | undefined) => change({ waiting: v })}
              options={[{ value: 'me', label: t('filingPages.waiting.me') }]}
            />
            <PlaceFilters region={state.region} park={state.park} onChange={change} />
            <Button onClick={reset} style={{ minWidth: 0 }}>
              {t('common.reset')}
            </Button>
          </>
        ) : null}
      </div>
      {listed ? (
        <DataTable<Row>
          label={t('web.page.filings')}
          query={list}
          rowKey="id"
          page={Number(state.page)}
          size={Number(state.size)}
          onPage={(page, size) => change({ page: String(page), size: String(size) })}
          sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-updatedAt' }) }}
          empty={t('filingPages.noFilings')}
          emptyHint={t('filingPages.noFilingsHint')}
          onRow={(r) => void navigate(`/filings/${r.id}`)}
          columns={[
            {
              key: 'name',
              title: t('filingPages.enterprise'),
              sorter: true,
              width: 270,
              render: (_, r) => (
                <>
                  <Link to={`/filings/${r.id}`}>{r.subject.name}</Link>
                  <Simulated when={r.subject.simulated} />
                  {/* What a telephone shows without moving the table. */}
                  <div className="narrow-only" style={{ flexWrap: 'wrap', gap: '0 6px', maxWidth: 240 }}>
                    <span className="quiet small">{data(r.stateTitle)}</span>
                    {r.due ? <DueTag due={r.due} /> : null}
                  </div>
                </>
              ),
            },
            {
              key: 'year',
              title: t('filingPages.year'),
              dataIndex: 'year',
              sorter: true,
              width: 80,
              className: 'num',
            },
            {
              key: 'state',
              title: t('filingPages.state'),
              width: 130,
              render: (_, r) => data(r.stateTitle),
            },
            {
              key: 'due',
              title: t('filingPages.dueTitle'),
              width: 220,
              render: (_, r) => (
                <>
                  <DueTag due={r.due} who />
                  {r.urged > 0 ? (
                    <div className="bad-text small">{t('filingPages.urged', { count: r.urged })}</div>
                  ) : null}
                </>
              ),
            },
            { key: 'leader', title: t('filingPages.leader'), width: 220, render: (_, r) => r.leader ?? '—' },
            {
              key: 'scale',
              title: t('filingPages.scale'),
              width: 170,
              className: 'num',
              render: (_, r) =>
                t('filingPages.scaleOf', { items: r.items, finished: r.finished, measures: r.measures }),
            },
            {
              key: 'completion',
              title: t('filingPages.completion'),
              width: 120,
              align: 'right',
              className: 'num',
              render: (_, r) =>
                r.completion === null ? (
                  t('filingPages.notYet')
                ) : (
                  <>
                    {formatPercent(Number(r.completion))}
                    {r.complete ? ` ${t('filingPages.isComplete')}` : ''}
                  </>
                ),
            },
            {
              key: 'region',
              title: t('filingPages.region'),
              width: 110,
              render: (_, r) => r.subject.regionName,
            },
            {
              key: 'updatedAt',
              title: t('filingPages.updatedAt'),
              sorter: true,
              width: 150,
              className: 'num',
              render: (_, r) => formatTime(r.updatedAt),
            },
          ]}
        />
      ) : state.view === 'ranking' ? (
        <Ranking year={Number(state.year) || (years.at(-1) ?? 0)} />
      ) : (
        <Overview
          by={state.view === 'county' ? 'county' : 'park'}
          year={Number(state.year) || (years.at(-1) ?? 0)}
        />
      )}
      {adding ? <Create years={years} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

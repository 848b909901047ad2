import { Alert, App, Button, Input, Select, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { z } from 'zod';
import type { groupSchema, resultRowSchema, verificationSchema } from '#contract/benchmarks';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatNumber, formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { Assumptions, RankInterval } from './Firmness.tsx';
import { ReportsButton } from './ReportButton.tsx';
import { GapTag } from './GapTag.tsx';

type Row = z.output<typeof resultRowSchema>;
type Group = z.output<typeof groupSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.benchmarks.results>[0]>['query']>;

/** Ten classes of efficiency as a small histogram; the words carry the same facts. */
function Histogram({ bins, label }: { bins: readonly number[]; label: string }) {
  const top = Math.max(1, ...bins);
  return (
    <span className="histo" role="img" aria-label={label}>
      {bins.map((n, i) => (
        // eslint-disable-next-line react/no-array-index-key
        <i
          key={i}
          style={{ height: `${Math.max(n === 0 ? 4 : 12, (n / top) * 100)}%`, opacity: n === 0 ? 0.25 : 1 }}
        />
      ))}
    </span>
  );
}

function Verified({ v }: { v: z.output<typeof verificationSchema> }) {
  const { t, finding } = useI18n();
  return (
    <Alert
      type={v.same ? 'success' : 'error'}
      showIcon
      title={
        v.same
          ? t('benchmarkPages.verifiedSame', { ms: v.milliseconds })
          : t('benchmarkPages.verifiedDiffers')
      }
      description={v.findings.map((f) => (
        <div key={`${f.code}${f.path ?? ''}`}>{finding(f.code, f.params).message}</div>
      ))}
      style={{ marginBottom: 14 }}
    />
  );
}

export default function Run() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const { run: id = '' } = useParams();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const problem = useProblemText();
  const [state, change, reset] = useQueryState({
    q: '',
    group: '',
    gap: '',
    evaluated: '',
    leader: '',
    class: '',
    sort: 'rank',
    page: '1',
    size: '20',
  });
  const [showRecord, setShowRecord] = useState(false);
  const run = useQuery({
    queryKey: ['benchmarks', 'run', id],
    queryFn: () => api.benchmarks.run({ params: { id } }),
  });
  const filters = Object.fromEntries(
    Object.entries({
      q: state.q,
      group: state.group,
      gap: state.gap,
      evaluated: state.evaluated,
      leader: state.leader,
      class: state.class,
      sort: state.sort,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const query = { ...filters, page: Number(state.page), size: Number(state.size) };
  const rows = useQuery({
    queryKey: ['benchmarks', 'results', id, query],
    queryFn: () => api.benchmarks.results({ params: { id }, query }),
    placeholderData: keepPreviousData,
  });
  const verify = useMutation({
    mutationFn: () => api.benchmarks.verify({ params: { id } }),
    onError: (e) => void message.error(problem(e)),
  });

  if (run.error || !run.data) return <Awaiting query={run} />;
  const r = run.data;
  const group: Group | undefined = r.groups.find((g) => g.code === state.group);
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {t('benchmarkPages.runTitle', { year: r.year, title: data(r.evaluationTitle) })}{' '}
            <Simulated when={r.simulated} />
          </>
        }
        hint={t('benchmarkPages.runHint', {
          evaluated: r.evaluated,
          subjects: r.subjects,
          groups: r.groups.length,
          at: formatTime(r.knownAt),
        })}
        extra={
          <>
            <Button onClick={() => setShowRecord(!showRecord)} aria-expanded={showRecord}>
              {t('benchmarkPages.record')}
            </Button>
            {can('benchmarks.verify') ? (
              <Button onClick={() => verify.mutate()} loading={verify.isPending}>
                {t('benchmarkPages.verify')}
              </Button>
            ) : null}
            <Button
              onClick={() =>
                void saveFile(
                  api.benchmarks.exportResults({ params: { id }, query: filters }),
                  `${t('web.page.benchmark')}-${r.year}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
            <ReportsButton run={id} filters={filters} />
          </>
        }
      />
      {verify.data ? <Verified v={verify.data} /> : null}
      {showRecord ? (
        <dl className="facts panel" style={{ marginBottom: 14 }}>
          <dt>{t('benchmarkPages.runId')}</dt>
          <dd className="mono">{r.id}</dd>
          <dt>{t('benchmarkPages.knownAt')}</dt>
          <dd>{formatTime(r.knownAt)}</dd>
          <dt>{t('benchmarkPages.ruleHash')}</dt>
          <dd className="mono">{r.ruleHash}</dd>
          <dt>{t('benchmarkPages.inputHash')}</dt>
          <dd className="mono">{r.inputHash}</dd>
          <dt>{t('benchmarkPages.resultHash')}</dt>
          <dd className="mono">{r.resultHash}</dd>
          <dt>{t('benchmarkPages.engineVersion')}</dt>
          <dd>{r.engineVersion}</dd>
          <dt>{t('benchmarkPages.createdBy')}</dt>
          <dd>{r.createdBy}</dd>
        </dl>
      ) : null}
      <div className="groups" role="group" aria-label={t('benchmarkPages.groups')}>
        {r.groups
          .filter((g) => g.evaluated > 0)
          .map((g) => (
            <button
              key={g.code}
              type="button"
              className="group-card"
              aria-pressed={state.group === g.code}
              onClick={() => change({ group: state.group === g.code ? '' : g.code })}
            >
              <span className="group-name">{g.title}</span>
              <span className="quiet num">
                {t('benchmarkPages.groupCount', {
                  n: g.evaluated,
                  median: formatNumber(g.efficiency?.median),
                })}
              </span>
              <Histogram
                bins={g.histogram}
                label={t('benchmarkPages.histogram', { title: g.title, bins: g.histogram.join('、') })}
              />
            </button>
          ))}
      </div>
      {group ? (
        <div className="panel" style={{ marginBottom: 12 }}>
          <h2>{group.title}</h2>
          {t('benchmarkPages.leaders')}
          {group.leaders.map((l) => (
            <Tag key={l.id} style={{ marginBottom: 4 }}>
              <Link to={`/benchmark/runs/${id}/${l.id}`}>{l.name}</Link>{' '}
              <span className="num">{formatNumber(l.score, 1)}</span>
            </Tag>
          ))}
        </div>
      ) : null}
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('benchmarkPages.searchEnterprise')}
          onSearch={(q) => change({ q })}
          style={{ width: 240 }}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('benchmarkPages.group')}
          placeholder={t('benchmarkPages.group')}
          value={state.group || null}
          onChange={(g: string | undefined) => change({ group: g })}
          popupMatchSelectWidth={false}
          style={{ minWidth: 200 }}
          options={r.groups.map((g) => ({ value: g.code, label: `${g.code} ${g.title}` }))}
        />
        <Select
          allowClear
          aria-label={t('benchmarkPages.gap')}
          placeholder={t('benchmarkPages.gap')}
          value={state.gap || null}
          onChange={(g: string | undefined) => change({ gap: g })}
          options={(['leads', 'level', 'near', 'behind', 'far'] as const).map((g) => ({
            value: g,
            label: t(`benchmarkPages.gapClass.${g}`),
          }))}
        />
        <Select
          allowClear
          aria-label={t('benchmarkPages.leaderFilter')}
          placeholder={t('benchmarkPages.leaderFilter')}
          value={state.leader || null}
          onChange={(g: string | undefined) => change({ leader: g })}
          options={[
            { value: 'yes', label: t('benchmarkPages.onFrontier') },
            { value: 'no', label: t('benchmarkPages.offFrontier') },
          ]}
        />
        {r.classes ? (
          <Select
            allowClear
            aria-label={t('benchmarkPages.class')}
            placeholder={t('benchmarkPages.class')}
            value={state.class || null}
            onChange={(c: string | undefined) => change({ class: c })}
            options={r.classes.list.map((c) => ({
              value: c.id,
              label: t('benchmarkPages.classCount', { title: data(c.title), n: c.count }),
            }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 110 }}
          />
        ) : null}
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      {r.scoring.method === 'weightedSum' && r.scoring.parts.length === 0 ? null : (
        <p className="quiet small" style={{ margin: '0 0 4px' }}>
          {t('benchmarkPages.scoreMethod')}：{t(`benchmarkPages.method.${r.scoring.method}`)}
          {r.scoring.parts.length > 0
            ? `：${r.scoring.parts.map((p) => t('benchmarkPages.partOf', { title: data(p.title), weight: p.weight })).join('＋')}`
            : ''}
        </p>
      )}
      <Assumptions run={r} />
      <DataTable<Row & { key: string }>
        label={t('benchmarkPages.results')}
        query={{
          ...rows,
          data: rows.data
            ? { total: rows.data.total, items: rows.data.items.map((x) => ({ ...x, key: x.subject.id })) }
            : undefined,
        }}
        rowKey="key"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'rank' }) }}
        onRow={(x) => void navigate(`/benchmark/runs/${id}/${x.subject.id}`)}
        columns={[
          {
            key: 'rank',
            title: t('benchmarkPages.rank'),
            sorter: true,
            width: 110,
            className: 'num',
            render: (_, x) =>
              x.rank === null ? (
                '—'
              ) : (
                <>
                  {x.rank} / {x.groupSize} <RankInterval of={x.rankInterval} quietWhenFirm />
                </>
              ),
          },
          {
            key: 'name',
            title: t('benchmarkPages.enterprise'),
            sorter: true,
            width: 250,
            render: (_, x) => (
              <>
                <Link to={`/benchmark/runs/${id}/${x.subject.id}`}>{x.subject.name}</Link>
                <Simulated when={x.simulated} />
              </>
            ),
          },
          ...(r.classes
            ? [
                {
                  key: 'class',
                  title: t('benchmarkPages.class'),
                  width: 76,
                  render: (_: unknown, x: Row) => (x.class ? <Tag>{data(x.class.title)}</Tag> : '—'),
                },
              ]
            : []),
          { key: 'group', title: t('benchmarkPages.group'), dataIndex: 'groupTitle', width: 164 },
          { key: 'region', title: t('benchmarkPages.place'), width: 110, dataIndex: 'regionName' },
          {
            key: 'efficiency',
            title: t('benchmarkPages.efficiency'),
            sorter: true,
            width: 122,
            className: 'num',
            render: (_, x) => (
              <>
                {formatNumber(x.efficiency, 3)}{' '}
                {x.leader ? <span className="quiet small">{t('benchmarkPages.frontierTag')}</span> : null}
              </>
            ),
          },
          {
            key: 'score',
            title: t('benchmarkPages.score'),
            sorter: true,
            width: 106,
            className: 'num',
            render: (_, x) => formatNumber(x.score, 1),
          },
          ...r.scoring.parts.map((p) => ({
            key: `part-${p.id}`,
            title: data(p.title),
            width: 76,
            className: 'num',
            render: (_: unknown, x: Row) => formatNumber(x.parts?.[p.id], 1),
          })),
          {
            key: 'chase',
            title: t('benchmarkPages.chase'),
            width: 210,
            render: (_, x) =>
              x.chase ? (
                x.chase.name
              ) : x.leader ? (
                <Tag className="tag-lead">{t('benchmarkPages.isLeader')}</Tag>
              ) : (
                '—'
              ),
          },
          {
            key: 'gap',
            title: t('benchmarkPages.worstGap'),
            width: 100,
            render: (_, x) => (x.worstGap ? <GapTag gap={x.worstGap} /> : null),
          },
        ]}
      />
    </div>
  );
}

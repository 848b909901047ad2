import { Alert, Collapse, Segmented, Select, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import type { z } from 'zod';
import type { gapSchema, resultSchema } from '#contract/benchmarks';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatDecimal, formatNumber, formatPercent, shortDecimal } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TraceTree } from '../../parts/TraceTree.tsx';
import { EnergyLevels } from './EnergyLevels.tsx';
import { ClassReason, Firmness, RankInterval } from './Firmness.tsx';
import { GapTag } from './GapTag.tsx';
import { ReportButton } from './ReportButton.tsx';
import { stepChange, stepFigure } from './step.ts';

type Result = z.output<typeof resultSchema>;
type Gap = z.output<typeof gapSchema>;
type Column = Result['models'][number]['columns'][number];

/** Own value against the other's, as two bars on one scale. */
export function GapBars({ gaps, own, other }: { gaps: readonly Gap[]; own: string; other: string }) {
  const { t, data } = useI18n();
  return (
    <ul className="gaps">
      {gaps.map((g) => {
        const a = g.own === null ? null : Number(g.own);
        const b = g.other === null ? null : Number(g.other);
        const top = Math.max(Math.abs(a ?? 0), Math.abs(b ?? 0)) || 1;
        const width = (n: number | null) => `${n === null ? 0 : Math.max(1, (Math.max(0, n) / top) * 100)}%`;
        return (
          <li key={g.indicator}>
            <div className="gap-head">
              <b>{data(g.title)}</b>
              <span className="quiet">
                {g.unit} · {t(`benchmarkPages.better.${g.direction}`)}
              </span>
              <span style={{ marginLeft: 'auto' }}>
                {g.relative === null ? null : (
                  <span className="num">
                    {g.relative < 0
                      ? t('benchmarkPages.ahead', { share: formatPercent(-g.relative) })
                      : t('benchmarkPages.relative', { share: formatPercent(g.relative) })}{' '}
                  </span>
                )}
                {g.class ? <GapTag gap={g.class} /> : null}
              </span>
            </div>
            <div className="gap-bar">
              <span className="gap-who">{own}</span>
              <i className="bar-own" style={{ width: width(a) }} />
              <span className="num">{shortDecimal(g.own)}</span>
            </div>
            <div className="gap-bar">
              <span className="gap-who">{other}</span>
              <i className="bar-other" style={{ width: width(b) }} />
              <span className="num">{shortDecimal(g.other)}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

function Models({ r }: { r: Result }) {
  const { t, data } = useI18n();
  const { me } = useSession();
  const [which, setWhich] = useState(() => {
    const i = r.models.findIndex((m) => m.rts === 'vrs' && m.orientation === 'out');
    return String(Math.max(0, i));
  });
  const m = r.models[Number(which)];
  if (!m) return null;
  return (
    <section className="panel">
      <h2>{t('benchmarkPages.targets')}</h2>
      <p className="quiet">{t('benchmarkPages.targetsHint')}</p>
      <Segmented
        aria-label={t('benchmarkPages.models')}
        value={which}
        onChange={setWhich}
        options={r.models.map((x, i) => ({
          value: String(i),
          label: `${t(`benchmarkPages.rts.${x.rts}`)} · ${t(`benchmarkPages.orientation.${x.orientation}`)}`,
        }))}
        style={{ marginBottom: 12, maxWidth: '100%', overflowX: 'auto' }}
      />
      <p>
        {t('benchmarkPages.efficiencyIs', {
          value: formatNumber(m.efficiency, m.disclosure === 'exact' ? 4 : 2),
        })}
        {m.peers.length > 0 ? (
          <>
            {t('benchmarkPages.peersAre')}
            {m.peers.map((p, i) => (
              <span key={p.id}>
                {i > 0 ? '、' : ''}
                {me?.subjectId ? (
                  p.name
                ) : (
                  <Link to={`/benchmark/runs/${r.run.id}/${p.id}`}>{p.name}</Link>
                )}{' '}
                <span className="num quiet">
                  {m.disclosure === 'exact'
                    ? `λ ${formatNumber(p.lambda, 3)}`
                    : t('minePages.peerWeight', { share: formatPercent(p.lambda, 0) })}
                </span>
              </span>
            ))}
          </>
        ) : null}
      </p>
      {m.disclosure === 'exact' ? null : (
        <Alert
          type="info"
          showIcon
          title={t(`reports.disclosure.${m.disclosure}`)}
          style={{ marginBottom: 10 }}
        />
      )}
      <div className="scroll-x">
        <Table
          size="small"
          rowKey="indicator"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={m.columns}
          columns={[
            { title: t('benchmarkPages.column'), render: (_, c) => `${data(c.title)}（${c.unit}）` },
            { title: t('benchmarkPages.role'), render: (_, c) => t(`benchmarkPages.role.${c.role}`) },
            {
              title: t('benchmarkPages.now'),
              align: 'right',
              className: 'num',
              render: (_, c) => formatNumber(c.value),
            },
            ...(m.disclosure === 'exact'
              ? [
                  {
                    title: t('benchmarkPages.slack'),
                    align: 'right' as const,
                    className: 'num',
                    render: (_: unknown, c: Column) => formatNumber(c.slack),
                  },
                ]
              : []),
            {
              title: t('benchmarkPages.target'),
              align: 'right',
              className: 'num',
              render: (_, c) => <b>{c.range ? stepFigure(t, c.value, c.range) : formatNumber(c.target)}</b>,
            },
            {
              title: t('benchmarkPages.change'),
              align: 'right',
              className: 'num',
              render: (_, c) =>
                c.range
                  ? stepChange(t, c.range)
                  : c.value === 0 || c.target === null
                    ? '—'
                    : formatPercent(
                        (c.target - c.value) / Math.abs(c.value),
                        m.disclosure === 'exact' ? 1 : 0,
                      ),
            },
          ]}
        />
      </div>
    </section>
  );
}

/** The item is out of the total: no figure, by its own rule. */
const isOut = (trace: unknown): boolean =>
  typeof trace === 'object' && trace !== null && 'counted' in trace && trace.counted === false;

/** How the total follows from the items, where it is not simply their sum. */
function ScoreMeans({ r }: { r: Result }) {
  const { t, data } = useI18n();
  const { parts, method, steps } = r.scoring;
  if (parts.length > 0)
    return (
      <p className="quiet">
        {t('benchmarkPages.partsSum', {
          parts: parts
            .map(
              (p) =>
                `${t('benchmarkPages.partOf', { title: data(p.title), weight: p.weight })} ${formatNumber(r.parts?.[p.id], 2)}`,
            )
            .join('＋'),
        })}
        {r.parts && Object.values(r.parts).includes(null) ? t('benchmarkPages.partNone') : ''}
      </p>
    );
  return method === 'topsis' && steps ? (
    <p className="quiet">
      {t('benchmarkPages.topsisMeans', {
        ideal: formatNumber(steps['toIdeal'], 4),
        anti: formatNumber(steps['toAntiIdeal'], 4),
        score: formatNumber(r.score, 2),
      })}
    </p>
  ) : null;
}

function Score({ r }: { r: Result }) {
  const { t, data } = useI18n();
  return (
    <section className="panel">
      <h2>{t('benchmarkPages.scoreOpen', { score: formatNumber(r.score, 1) })}</h2>
      <ScoreMeans r={r} />
      <Collapse
        size="small"
        items={r.items.map((i) => {
          const what = r.whatIf.find((w) => w.indicator === i.indicator);
          return {
            key: i.indicator,
            label: (
              <span className="score-line">
                <span>
                  {i.part === null ? null : (
                    <span className="quiet">
                      {data(r.scoring.parts.find((p) => p.id === i.part)?.title ?? { zh: i.part })} ·{' '}
                    </span>
                  )}
                  {data(i.title)}
                </span>
                <span className="quiet num">
                  {shortDecimal(i.value)} {i.unit}
                </span>
                <span className="score-bar" aria-hidden="true">
                  <i
                    style={{ width: `${i.maximum === 0 ? 0 : Math.min(100, (i.score / i.maximum) * 100)}%` }}
                  />
                </span>
                <b className="num">
                  {isOut(i.trace)
                    ? t('benchmarkPages.notCounted')
                    : r.scoring.method === 'topsis'
                      ? t('benchmarkPages.topsisItem', {
                          share: formatNumber(i.maximum === 0 ? 0 : i.score / i.maximum, 2),
                          weight: formatNumber(i.weight, 1),
                        })
                      : t('benchmarkPages.points', {
                          score: formatNumber(i.score, 2),
                          max: formatNumber(i.maximum, 1),
                        })}
                </b>
              </span>
            ),
            children: (
              <>
                {i.formula ? <p className="mono">{i.formula}</p> : null}
                {what ? (
                  <p>{t('benchmarkPages.whatIf', { score: formatNumber(what.score, 1), rank: what.rank })}</p>
                ) : null}
                <TraceTree value={i.trace} />
                <Facts facts={i.facts} />
              </>
            ),
          };
        })}
      />
    </section>
  );
}

function Facts({ facts }: { facts: Result['facts'] }) {
  const { t, data } = useI18n();
  return (
    <div className="scroll-x">
      <Table
        size="small"
        pagination={false}
        rowKey={(f) => `${f.indicator}${f.period}`}
        scroll={{ x: 'max-content' }}
        dataSource={facts}
        columns={[
          { title: t('benchmarkPages.column'), render: (_, f) => data(f.title) },
          { title: t('common.period'), dataIndex: 'period', className: 'num' },
          {
            title: t('common.value'),
            align: 'right',
            className: 'num',
            render: (_, f) => `${formatDecimal(f.value)} ${f.unit}`,
          },
          { title: t('benchmarkPages.revision'), className: 'num', dataIndex: 'revision' },
          {
            title: t('common.source'),
            render: (_, f) => (
              <>
                {f.source} <Simulated when={f.simulated} />
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

/** One enterprise: whom to chase, by how much, and how. */
export default function EnterpriseResult() {
  const { t, data, finding } = useI18n();
  const { me } = useSession();
  // An enterprise opens its own result and no other's; what it is told of efficiencies has two decimals.
  const outsider = (me?.subjectId ?? null) !== null;
  const digits = outsider ? 2 : 3;
  const { run = '', subject = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const against = params.get('against');
  const q = useQuery({
    queryKey: ['benchmarks', 'result', run, subject],
    queryFn: () => api.benchmarks.result({ params: { id: run, subject } }),
  });
  const rules = useQuery({
    queryKey: ['benchmarks', 'run', run],
    queryFn: () => api.benchmarks.run({ params: { id: run } }),
  });
  const group = q.data?.groupCode;
  const others = useQuery({
    queryKey: ['benchmarks', 'results', run, 'group', group],
    queryFn: () =>
      api.benchmarks.results({ params: { id: run }, query: { group: group!, size: 200, evaluated: 'yes' } }),
    enabled: group !== undefined,
  });
  const compare = useQuery({
    queryKey: ['benchmarks', 'compare', run, subject, against],
    queryFn: () => api.benchmarks.compare({ params: { id: run }, query: { a: subject, b: against! } }),
    enabled: against !== null,
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const r = q.data;
  const chaseName = r.chase?.name ?? '—';
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {r.subject.name} <Simulated when={r.simulated} />
          </>
        }
        hint={
          <>
            <Link to={`/benchmark/runs/${run}?group=${r.groupCode}`}>{r.groupTitle}</Link> · {r.regionName}{' '}
            {r.parkName ? `· ${r.parkName}` : ''} · {t('benchmarkPages.yearOf', { year: r.run.year })} ·{' '}
            <Link to={`/enterprises/${r.subject.id}`}>{t('benchmarkPages.register')}</Link>
          </>
        }
        extra={<ReportButton run={r.run.id} subject={r.subject.id} name={r.subject.name} />}
      />
      {r.findings.map((f) => {
        const text = finding(f.code, f.params);
        return (
          <Alert
            key={`${f.code}${f.path ?? ''}`}
            type={f.severity === 'error' ? 'error' : f.severity === 'warning' ? 'warning' : 'info'}
            showIcon
            title={text.message}
            description={text.action === '' ? undefined : text.action}
            style={{ marginBottom: 10 }}
          />
        );
      })}
      {r.evaluated ? (
        <>
          <div className="chase panel">
            <div>
              <span className="quiet">{t('benchmarkPages.chase')}</span>
              <strong>{r.chase ? chaseName : t('benchmarkPages.isLeader')}</strong>
              {r.chaseReason ? <p>{finding(r.chaseReason.code, r.chaseReason.params).message}</p> : null}
              {r.chase && !outsider ? (
                <Link to={`/benchmark/runs/${run}/${r.chase.id}`}>{t('benchmarkPages.seeChase')}</Link>
              ) : null}
              <ClassReason r={r} />
            </div>
            <div className="chase-stats">
              <div>
                <b className="num">{formatNumber(r.efficiency, digits)}</b>
                <span>{t('benchmarkPages.efficiency')}</span>
              </div>
              <div>
                <b className="num">{formatNumber(r.score, 1)}</b>
                <span>{t('benchmarkPages.score')}</span>
              </div>
              {r.scoring.parts.map((p) => (
                <div key={p.id}>
                  <b className="num">{formatNumber(r.parts?.[p.id], 1)}</b>
                  <span>{data(p.title)}</span>
                </div>
              ))}
              <div>
                <b className="num">
                  {r.rank ?? '—'}
                  <small> / {r.groupSize}</small>
                </b>
                <span>
                  {t('benchmarkPages.rank')} <RankInterval of={r.rankInterval} />
                </span>
              </div>
              {r.class ? (
                <div>
                  <b>{data(r.class.title)}</b>
                  <span>
                    {t(
                      rules.data?.classes?.mark === 'proposal'
                        ? 'benchmarkPages.classProposed'
                        : 'benchmarkPages.class',
                    )}
                  </span>
                </div>
              ) : null}
              <div>
                <b className="num">{formatNumber(r.scaleEfficiency, digits)}</b>
                <span>
                  {t('benchmarkPages.scaleEfficiency')}
                  {r.returnsToScale ? `（${t(`benchmarkPages.returns.${r.returnsToScale}`)}）` : ''}
                </span>
              </div>
            </div>
          </div>
          <section className="panel">
            <h2>
              {t('benchmarkPages.gapTo', {
                name: against && compare.data ? compare.data.b.subject.name : chaseName,
              })}
            </h2>
            {outsider ? null : (
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                aria-label={t('benchmarkPages.compareWith')}
                placeholder={t('benchmarkPages.compareWith')}
                value={against}
                onChange={(v: string | undefined) => setParams(v ? { against: v } : {}, { replace: true })}
                options={(others.data?.items ?? [])
                  .filter((o) => o.subject.id !== subject)
                  .map((o) => ({ value: o.subject.id, label: o.subject.name }))}
                style={{ width: 320, maxWidth: '100%', marginBottom: 10 }}
              />
            )}
            <GapBars
              gaps={against && compare.data ? compare.data.gaps : r.gaps}
              own={t('benchmarkPages.own')}
              other={against && compare.data ? compare.data.b.subject.name : chaseName}
            />
          </section>
          <Models r={r} />
          <Score r={r} />
          <Firmness r={r} assumes={rules.data?.sensitivity ?? null} />
          <EnergyLevels energy={r.energy} />
          <section className="panel">
            <h2>{t('benchmarkPages.inputsUsed')}</h2>
            <Facts facts={r.facts} />
            {r.passage ? (
              <>
                <p className="quiet" style={{ marginBottom: 4 }}>
                  {t('benchmarkPages.basis', { clause: r.passage.clause })}
                </p>
                <blockquote className="quote" lang="zh-CN">
                  {r.passage.quote}
                </blockquote>
              </>
            ) : null}
            <p className="quiet small">
              {data(r.run.evaluationTitle)} · <span className="mono">{r.run.resultHash.slice(0, 16)}</span>
            </p>
          </section>
        </>
      ) : null}
    </div>
  );
}

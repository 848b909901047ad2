import { Alert, Collapse, Descriptions, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { z } from 'zod';
import type { agencySchema, provisionSchema, targetSchema } from '#contract/plans';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { StatusChip } from '../../parts/StatusChip.tsx';
import { StatusSteps } from './StatusSteps.tsx';

const Chart = lazy(() => import('../../parts/Chart.tsx'));

type Provision = z.output<typeof provisionSchema>;
type Target = z.output<typeof targetSchema>;
type Agency = z.output<typeof agencySchema>;

/** ≥ 70 家（2022 年，累计） */
export function useTargetText(): (target: Target) => string {
  const { t, data } = useI18n();
  return (x) => {
    const period = x.period.includes('..') ? x.period.replace('..', '–') : x.period;
    const scope =
      x.scope === '新增' || x.scope === '每年' || x.scope === '累计' ? t(`planPages.scope.${x.scope}`) : '';
    const what =
      x.value !== null
        ? x.valueTo !== null
          ? `${x.value}–${x.valueTo} ${x.unit ?? ''}`
          : `${{ '>=': '≥', '<=': '≤' }[x.comparator] ?? x.comparator} ${x.value} ${x.unit ?? ''}`
        : x.reference
          ? `${{ '>=': '≥', '<=': '≤' }[x.comparator] ?? x.comparator} ${data(x.reference)}`
          : x.direction
            ? t(`planPages.direction.${x.direction}`)
            : '—';
    return t('planPages.targetText', { what, period, scope: scope === '' ? '' : `，${scope}` });
  };
}

export function Agencies({ list }: { list: readonly Agency[] }) {
  const { t } = useI18n();
  if (list.length === 0) return <span>{t('planPages.nobody')}</span>;
  return (
    <div className="agencies">
      {list.map((a) => (
        <Tag key={a.id}>
          {a.name}
          {a.now !== a.name ? t('planPages.now', { name: a.now }) : ''}
        </Tag>
      ))}
    </div>
  );
}

function Trajectory({ p }: { p: Provision }) {
  const { t, data } = useI18n();
  if (p.facts.length === 0 && p.path.length === 0) return null;
  const named = [...new Set([...p.facts.map((f) => f.period), ...p.path.map((x) => x.period)])].toSorted();
  // Years without a figure keep their place, so that a slope means the same everywhere.
  const periods = named.every((x) => /^\d{4}$/.test(x))
    ? Array.from({ length: Number(named.at(-1)) - Number(named[0]) + 1 }, (_, i) =>
        String(Number(named[0]) + i),
      )
    : named;
  const byPeriod = (points: readonly { period: string; value: string }[]) =>
    periods.map((x) => Number(points.find((q) => q.period === x)?.value ?? NaN));
  const due = p.target?.period && /^\d{4}$/.test(p.target.period) ? p.target.period : undefined;
  const last = p.facts.findLast((f) => f.preferred);
  const clean = (values: number[]) => values.map((v) => (Number.isNaN(v) ? null : v));
  return (
    <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: 220 }} />}>
      <Chart
        height={230}
        label={t('planPages.chartLabel', { title: data(p.indicatorTitle ?? p.text) })}
        option={{
          grid: { left: 8, right: 16, top: 34, bottom: 4, containLabel: true },
          legend: { top: 0, itemWidth: 16, textStyle: { color: '#55606e' } },
          tooltip: { trigger: 'axis' },
          xAxis: { type: 'category', data: periods, axisLabel: { color: '#55606e' } },
          yAxis: {
            type: 'value',
            name: p.target?.unit ?? '',
            scale: true,
            axisLabel: { color: '#55606e' },
            splitLine: { lineStyle: { color: '#e9e6de' } },
          },
          series: [
            {
              name: t('planPages.targetPath'),
              type: 'line',
              data: clean(byPeriod(p.path)),
              connectNulls: true,
              lineStyle: { type: 'dashed', color: '#9f1f1a' },
              itemStyle: { color: '#9f1f1a' },
              symbol: 'diamond',
              symbolSize: 8,
            },
            {
              name: t('planPages.published'),
              type: 'line',
              data: clean(byPeriod(p.facts.filter((f) => f.preferred))),
              connectNulls: true,
              lineStyle: { color: '#1c4f7c', width: 2 },
              itemStyle: { color: '#1c4f7c' },
              symbolSize: 7,
            },
            // From the last figure to where the trend leads on the due day.
            ...(p.forecast && last && due && last.period < due
              ? [
                  {
                    name: t('planPages.forecast'),
                    type: 'line',
                    data: clean(
                      byPeriod([
                        { period: last.period, value: last.value },
                        { period: due, value: String(p.forecast.mid) },
                      ]),
                    ),
                    connectNulls: true,
                    lineStyle: { type: 'dotted', color: '#1c4f7c', width: 2 },
                    itemStyle: { color: '#fff', borderColor: '#1c4f7c' },
                    symbolSize: 7,
                  },
                ]
              : []),
          ],
        }}
      />
    </Suspense>
  );
}

/** One provision, whole: number, owner, evidence, how the status was found, what is open, what the check found. */
export function ProvisionDetail({ pack, id, asOf }: { pack: string; id: string; asOf: string | undefined }) {
  const { t, data, finding } = useI18n();
  const targetText = useTargetText();
  const q = useQuery({
    queryKey: ['plans', 'provision', pack, id, asOf],
    queryFn: () => api.plans.provision({ params: { pack, id }, query: { asOf } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active />;
  const p = q.data;
  return (
    <section className="provision" aria-label={data(p.text)}>
      <header>
        <h2>{data(p.text)}</h2>
        <div className="provision-tags">
          {p.status ? <StatusChip status={p.status} /> : null}
          <Tag>{t(`planPages.kind.${p.kind}`)}</Tag>
          <Tag>{t(`planPages.class.${p.class}`)}</Tag>
          <span className="num quiet">
            {p.clauseLabel} · {p.id}
          </span>
        </div>
      </header>
      <blockquote className="quote" lang="zh-CN">
        {p.quote}
      </blockquote>
      <Descriptions
        column={1}
        size="small"
        items={[
          ...(p.indicatorTitle
            ? [{ key: 'i', label: t('planPages.indicator'), children: data(p.indicatorTitle) }]
            : []),
          ...(p.targets.length > 0
            ? [
                {
                  key: 't',
                  label: t('planPages.target'),
                  children: (
                    <div>
                      {p.targets.map((x) => (
                        <div key={`${x.provision}${x.period}`} className="num">
                          {targetText(x)}
                        </div>
                      ))}
                    </div>
                  ),
                },
              ]
            : []),
          ...(p.latest
            ? [
                {
                  key: 'l',
                  label: t('planPages.latest'),
                  children: (
                    <span className="num">{`${p.latest.value} ${p.latest.unit}（${p.latest.period}）`}</span>
                  ),
                },
              ]
            : []),
          { key: 'lead', label: t('planPages.lead'), children: <Agencies list={p.lead} /> },
          ...(p.cooperate.length > 0
            ? [{ key: 'co', label: t('planPages.cooperate'), children: <Agencies list={p.cooperate} /> }]
            : []),
        ]}
      />
      <Trajectory p={p} />
      <h3>{t('planPages.evidence')}</h3>
      {p.facts.length === 0 ? (
        <p className="quiet">{t('planPages.noEvidence')}</p>
      ) : (
        <ul className="evidence">
          {p.facts.map((f) => (
            <li key={`${f.period}${f.source}${f.revision}`}>
              <b className="num">
                {f.period}：{f.value} {f.unit}
              </b>
              {f.mark === null || f.mark === 'verified' ? null : <Tag>{t(`planPages.mark.${f.mark}`)}</Tag>}
              {f.preferred ? null : <Tag>{t('planPages.otherSource')}</Tag>}
              <div className="quiet">
                {f.source}
                {f.publishedDay ? ` · ${f.publishedDay}` : ''}
                {f.note === '' ? '' : ` · ${f.note}`}
              </div>
            </li>
          ))}
        </ul>
      )}
      {p.lint.map((f) => {
        const text = finding(f.code, f.params);
        return (
          <Alert
            key={`${f.code}${f.path ?? ''}`}
            type={f.severity === 'error' ? 'error' : f.severity === 'warning' ? 'warning' : 'info'}
            title={`${f.code} ${text.title}`}
            description={
              <>
                <div>{text.message}</div>
                {text.action === '' ? null : <div style={{ marginTop: 4 }}>{text.action}</div>}
              </>
            }
            style={{ marginBottom: 8 }}
          />
        );
      })}
      <Collapse
        size="small"
        items={[
          ...(p.questions.length > 0
            ? [
                {
                  key: 'open',
                  label: t('planPages.openCount', { n: p.questions.length }),
                  children: p.questions.map((x) => (
                    <div key={x.id} style={{ marginBottom: 10 }}>
                      <b>{data(x.question)}</b>
                      <div className="quiet">{data(x.why)}</div>
                      {x.options.map((o) => (
                        <div key={o.id}>
                          {x.chosen === o.id ? '● ' : '○ '}
                          {data(o.title)}
                          {o.default ? <Tag style={{ marginLeft: 6 }}>{t('planPages.default')}</Tag> : null}
                        </div>
                      ))}
                    </div>
                  )),
                },
              ]
            : []),
          { key: 'why', label: t('planPages.whyStatus'), children: <StatusSteps steps={p.statusTrace} /> },
        ]}
      />
    </section>
  );
}

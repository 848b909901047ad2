import { Alert, Segmented, Skeleton, Tag } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { useI18n } from '../../../app/i18n.tsx';
import { PlainTable } from '../../../parts/PlainTable.tsx';
import {
  differenceOf,
  inWan,
  parameterTitle,
  signedFen,
  type Group,
  type Result,
  type Scenario,
} from './words.ts';

const Chart = lazy(() => import('../../../parts/Chart.tsx'));
const NOW = '#8fa9bf';
const TRIED = '#1c4f7c';
const ready = <T,>(items: readonly T[]) => ({
  data: { items },
  isPending: false,
  error: null,
  refetch: () => undefined,
});

export function Sums({ r }: { r: Result }) {
  const { t } = useI18n();
  const d = differenceOf(r.total);
  const abs = fenText(String(d < 0n ? -d : d));
  return (
    <div className="stats">
      <div className="stat">
        <b>{fenText(r.total.nowFen)}</b>
        <span>{t('sandbox.now')}</span>
      </div>
      <div className="stat">
        <b>{fenText(r.total.triedFen)}</b>
        <span>
          {t('sandbox.tried')} ·{' '}
          {d === 0n ? t('sandbox.same') : t(d > 0n ? 'sandbox.more' : 'sandbox.less', { amount: abs })}
        </span>
      </div>
      {(
        [
          ['winners', r.total.winners, r.total.gainFen],
          ['losers', r.total.losers, r.total.lossFen],
        ] as const
      ).map(([who, n, fen]) => (
        <div className="stat" key={who}>
          <b>{n}</b>
          <span>
            {t(`sandbox.${who}`)}
            {n === 0 ? '' : ` · ${fenText(fen)}`}
          </span>
        </div>
      ))}
    </div>
  );
}

export function Changes({ s }: { s: Scenario }) {
  const { t, data, locale } = useI18n();
  return (
    <section className="panel">
      <h2>{t('sandbox.changes')}</h2>
      {s.changes.length + s.answers.length === 0 ? (
        <p style={{ margin: 0 }}>{t('sandbox.noChanges')}</p>
      ) : (
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {s.changes.map((c) => (
            <li key={`${c.scheme} ${c.version} ${c.path}`}>
              {data(c.schemeTitle)}（{c.version}）{parameterTitle(locale, data, c)}：
              <span className="num">
                {c.was} → <b>{c.value}</b>
              </span>
            </li>
          ))}
          {s.answers.map((a) => (
            <li key={a.id}>
              {data(a.question)} → <b>{data(a.option)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function ByYear({ r }: { r: Result }) {
  const { t } = useI18n();
  const option = useMemo(
    () => ({
      grid: { left: 64, right: 12, top: 34, bottom: 28 },
      legend: { top: 0, itemGap: 28, textStyle: { fontFamily: 'sans-serif' } },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: r.years.map((y) => String(y.year)) },
      yAxis: { type: 'value', name: '万元', splitLine: { lineStyle: { color: '#e3e6ea' } } },
      series: (
        [
          ['sandbox.now', 'nowFen', NOW],
          ['sandbox.tried', 'triedFen', TRIED],
        ] as const
      ).map(([name, key, color]) => ({
        type: 'bar',
        name: t(name),
        data: r.years.map((y) => (y.state === 'without' ? null : inWan(y[key]))),
        itemStyle: { color },
      })),
    }),
    [r, t],
  );
  const without = r.years.filter((y) => y.state === 'without').map((y) => y.year);
  return (
    <section className="panel">
      <h2>{t('sandbox.spendByYear')}</h2>
      {without.length > 0 ? (
        <Alert
          type="info"
          showIcon
          title={t('sandbox.yearWithout', { years: without.join('、') })}
          style={{ marginBottom: 10 }}
        />
      ) : null}
      <div className="sandbox-two">
        <Suspense fallback={<Skeleton active />}>
          <Chart
            option={option}
            height={240}
            label={t('sandbox.spendChart', {
              rows: r.years.map((y) => `${y.year}：${fenText(y.nowFen)}、${fenText(y.triedFen)}`).join('；'),
            })}
          />
        </Suspense>
        <PlainTable
          label={t('sandbox.spendByYear')}
          query={ready(r.years)}
          rowKey="year"
          columns={[
            {
              key: 'year',
              title: t('sandbox.year'),
              render: (_, y) => <span className="num">{y.year}</span>,
            },
            ...(['nowFen', 'triedFen'] as const).map((key) => ({
              key,
              title: t(key === 'nowFen' ? 'sandbox.now' : 'sandbox.tried'),
              align: 'right' as const,
              render: (_: unknown, y: Result['years'][number]) =>
                y.state === 'without' ? (
                  t('sandbox.year.without')
                ) : (
                  <span className="num">{fenText(y[key])}</span>
                ),
            })),
            {
              key: 'difference',
              title: t('sandbox.difference'),
              align: 'right',
              render: (_, y) => <span className="num">{signedFen(differenceOf(y))}</span>,
            },
            {
              key: 'due',
              title: t('sandbox.due'),
              align: 'right',
              render: (_, y) => (
                <span className="num">
                  {y.nowDue} → {y.triedDue}
                </span>
              ),
            },
          ]}
        />
      </div>
    </section>
  );
}

type SchemeYear = Result['schemes'][number]['years'][number];
const stateOf = (s: SchemeYear['tried']): 'none' | 'open' | 'without' | 'computed' =>
  s.version === null ? 'none' : s.open !== null ? 'open' : s.known === 0 ? 'without' : 'computed';

export function ByScheme({ r }: { r: Result }) {
  const { t, data } = useI18n();
  const most = (fen: string | null) => (fen === null ? t('sandbox.noCap') : fenText(fen));
  const over = (y: SchemeYear): bigint =>
    y.budgetFen === null ? 0n : BigInt(y.tried.fen) - BigInt(y.budgetFen);
  const rows = r.schemes.toSorted(
    (a, b) => Number(b.changed) - Number(a.changed) || (BigInt(b.triedFen) > BigInt(a.triedFen) ? 1 : -1),
  );
  return (
    <section className="panel">
      <h2>{t('sandbox.byScheme')}</h2>
      <p className="quiet small">
        {t('sandbox.most')}：{t('sandbox.mostHint')}
      </p>
      <PlainTable
        label={t('sandbox.byScheme')}
        query={ready(rows)}
        rowKey="scheme"
        pageSize={10}
        expandable={{
          expandedRowRender: (x: Result['schemes'][number]) => (
            <PlainTable
              label={`${data(x.title)} ${t('sandbox.spendByYear')}`}
              query={ready(x.years)}
              rowKey="year"
              columns={[
                { key: 'year', title: t('sandbox.year'), dataIndex: 'year' },
                {
                  key: 'state',
                  title: t('sandbox.state'),
                  render: (_, y) => t(`sandbox.side.${stateOf(y.tried)}`),
                },
                {
                  key: 'now',
                  title: t('sandbox.now'),
                  align: 'right',
                  render: (_, y) => <span className="num">{fenText(y.now.fen)}</span>,
                },
                {
                  key: 'tried',
                  title: t('sandbox.tried'),
                  align: 'right',
                  render: (_, y) => <span className="num">{fenText(y.tried.fen)}</span>,
                },
                {
                  key: 'due',
                  title: t('sandbox.due'),
                  align: 'right',
                  render: (_, y) => (
                    <span className="num">
                      {y.now.due} → {y.tried.due}
                    </span>
                  ),
                },
                {
                  key: 'unknown',
                  title: t('sandbox.unknown'),
                  align: 'right',
                  render: (_, y) => <span className="num">{y.tried.unknown}</span>,
                },
                {
                  key: 'most',
                  title: t('sandbox.most'),
                  align: 'right',
                  render: (_, y) =>
                    stateOf(y.tried) === 'none' || stateOf(y.tried) === 'open' ? (
                      '—'
                    ) : (
                      <span className="num">{most(y.tried.mostFen)}</span>
                    ),
                },
                {
                  key: 'budget',
                  title: t('sandbox.budget'),
                  align: 'right',
                  render: (_, y) =>
                    y.budgetFen === null ? (
                      '—'
                    ) : (
                      <span className="num">
                        {fenText(y.budgetFen)}
                        {over(y) > 0n ? (
                          <span className="bad-text">
                            {' '}
                            {t('sandbox.overBudget', { amount: fenText(String(over(y))) })}
                          </span>
                        ) : null}
                      </span>
                    ),
                },
              ]}
            />
          ),
        }}
        columns={[
          {
            key: 'scheme',
            title: t('sandbox.scheme'),
            render: (_, x) => (
              <>
                <Link to={`/policies/${x.scheme}`} style={{ textDecoration: 'underline' }}>
                  {data(x.title)}
                </Link>{' '}
                {x.changed ? <Tag className="sandbox-mark">{t('sandbox.changes')}</Tag> : null}
                {x.years.some((y) => over(y) > 0n) ? (
                  <span className="bad-text small">{t('sandbox.overBudget', { amount: '' }).trim()}</span>
                ) : null}
              </>
            ),
          },
          {
            key: 'now',
            title: t('sandbox.now'),
            align: 'right',
            render: (_, x) => <span className="num">{fenText(x.nowFen)}</span>,
          },
          {
            key: 'tried',
            title: t('sandbox.tried'),
            align: 'right',
            render: (_, x) => <span className="num">{fenText(x.triedFen)}</span>,
          },
          {
            key: 'difference',
            title: t('sandbox.difference'),
            align: 'right',
            render: (_, x) => <span className="num">{signedFen(differenceOf(x))}</span>,
          },
          {
            key: 'state',
            title: t('sandbox.state'),
            render: (_, x) =>
              [...new Set(x.years.map((y) => t(`sandbox.side.${stateOf(y.tried)}`)))].join('、'),
          },
        ]}
      />
    </section>
  );
}

const size = (n: bigint): bigint => (n < 0n ? -n : n);
/** The largest change first, whichever way it goes. */
function byChange(a: Group, b: Group): number {
  const [x, y] = [size(differenceOf(a)), size(differenceOf(b))];
  if (x !== y) return y > x ? 1 : -1;
  return BigInt(b.triedFen) > BigInt(a.triedFen) ? 1 : -1;
}

export function ByGroup({ r }: { r: Result }) {
  const { t } = useI18n();
  const [by, setBy] = useState<'county' | 'industry' | 'size'>('county');
  const rows = useMemo(() => r.groups[by].toSorted(byChange), [r, by]);
  const top = useMemo(() => rows.filter((g) => differenceOf(g) !== 0n).slice(0, 12), [rows]);
  const option = useMemo(
    () => ({
      grid: { left: 130, right: 20, top: 8, bottom: 28 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'value', name: '', splitLine: { lineStyle: { color: '#e3e6ea' } } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: top.map((g) => g.title),
        axisLabel: { width: 118, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          name: '万元',
          data: top.map((g) => inWan(differenceOf(g))),
          itemStyle: { color: TRIED },
        },
      ],
    }),
    [top],
  );
  return (
    <section className="panel">
      <h2>{t('sandbox.byGroup')}</h2>
      <Segmented
        value={by}
        onChange={setBy}
        options={(['county', 'industry', 'size'] as const).map((k) => ({
          value: k,
          label: t(`sandbox.by.${k}`),
        }))}
        style={{ marginBottom: 10 }}
      />
      {top.length > 0 ? (
        <Suspense fallback={<Skeleton active />}>
          <Chart
            option={option}
            height={Math.max(120, 40 + 26 * top.length)}
            label={t('sandbox.groupChart', {
              by: t(`sandbox.by.${by}`),
              rows: top.map((g) => `${g.title}：${signedFen(differenceOf(g))}`).join('；'),
            })}
          />
        </Suspense>
      ) : null}
      <PlainTable<Group>
        label={t('sandbox.byGroup')}
        query={ready(rows)}
        rowKey="key"
        pageSize={12}
        columns={[
          {
            key: 'title',
            title: t(
              by === 'county' ? 'sandbox.region' : by === 'industry' ? 'sandbox.industry' : 'sandbox.size',
            ),
            dataIndex: 'title',
          },
          {
            key: 'enterprises',
            title: t('sandbox.enterprise'),
            align: 'right',
            render: (_, g) => <span className="num">{g.enterprises}</span>,
          },
          {
            key: 'now',
            title: t('sandbox.now'),
            align: 'right',
            render: (_, g) => <span className="num">{fenText(g.nowFen)}</span>,
          },
          {
            key: 'tried',
            title: t('sandbox.tried'),
            align: 'right',
            render: (_, g) => <span className="num">{fenText(g.triedFen)}</span>,
          },
          {
            key: 'difference',
            title: t('sandbox.difference'),
            align: 'right',
            render: (_, g) => <span className="num">{signedFen(differenceOf(g))}</span>,
          },
          {
            key: 'winners',
            title: t('sandbox.winners'),
            render: (_, g) =>
              g.winners === 0
                ? t('sandbox.nobody')
                : t('sandbox.winnersOf', { n: g.winners, amount: fenText(g.gainFen) }),
          },
          {
            key: 'losers',
            title: t('sandbox.losers'),
            render: (_, g) =>
              g.losers === 0
                ? t('sandbox.nobody')
                : t('sandbox.losersOf', { n: g.losers, amount: fenText(g.lossFen) }),
          },
        ]}
      />
    </section>
  );
}

export function Effect({ r }: { r: Result }) {
  const { t, data } = useI18n();
  const { departs, targets } = r.effect;
  return (
    <section className="panel">
      <h2>{t('sandbox.effect')}</h2>
      <h3>{t('sandbox.departs')}</h3>
      {departs.length === 0 ? (
        <p className="quiet">{t('sandbox.departsNone')}</p>
      ) : (
        departs.map((d) => (
          <blockquote className="quote" key={d.id}>
            {d.quote}{' '}
            <span className="small quiet">
              <Link to={`/?open=${d.id}`}>
                {d.id} {d.clause}
              </Link>
            </span>
          </blockquote>
        ))
      )}
      <h3>{t('sandbox.targets')}</h3>
      <p>{t('sandbox.targetsHint')}</p>
      {targets.length === 0 ? (
        <p className="quiet">{t('sandbox.targetsNone')}</p>
      ) : (
        <ul style={{ paddingLeft: 18, margin: 0 }}>
          {targets.map((x) => (
            <li key={x.id}>
              {data(x.text)}{' '}
              <Link to={`/?open=${x.id}`} className="small" style={{ textDecoration: 'underline' }}>
                {x.id} {x.clause}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

import { Input, Select, Table } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { ColourMark, LightMark } from './Marks.tsx';
import { one, type Overview as Data } from './types.ts';
import { useRules } from './useRules.ts';
import './overview.css';

function Panel({
  title,
  to,
  more,
  children,
}: {
  title: string;
  to?: string;
  more?: string;
  children: ReactNode;
}) {
  return (
    <section className="panel">
      <h2 style={{ display: 'flex', justifyContent: 'space-between', gap: 10, flexWrap: 'wrap' }}>
        {title}
        {to ? (
          <Link to={to} style={{ fontSize: 14, fontWeight: 400 }}>
            {more}
          </Link>
        ) : null}
      </h2>
      {children}
    </section>
  );
}

/** What is asked of the reader: months to report, orders whose next step is his. */
function Mine({ v }: { v: Data }) {
  const { t, data } = useI18n();
  const { mine } = v;
  const nothing = mine.report === 0 && mine.cases.length === 0;
  return (
    <Panel
      title={t('supervisionPages.mine')}
      {...(mine.owners.length > 0
        ? { to: '/supervision/ledger?mine=true', more: t('supervisionPages.myTasks') }
        : {})}
    >
      {mine.owners.length > 0 ? (
        <p className="quiet" style={{ marginTop: 0 }}>
          {t('supervisionPages.actsFor', { names: mine.owners.map((o) => o.name).join('、') })}
        </p>
      ) : null}
      {nothing ? <p>{t('supervisionPages.nothingAsked')}</p> : null}
      <ul className="evidence">
        {mine.report > 0 && mine.month !== null ? (
          <li>
            <Link to="/supervision/ledger?mine=true">
              {t('supervisionPages.toReport', { month: mine.month, count: mine.report })}
            </Link>
            {mine.due ? (
              <span className="quiet num"> {t('supervisionPages.by', { day: mine.due })}</span>
            ) : null}
          </li>
        ) : null}
        {mine.cases.map((c) => (
          <li key={c.id}>
            <Link to={`/supervision/cases/${c.id}`}>
              {data(c.act)}：{c.title}
            </Link>
            {c.day ? <span className="quiet num"> {t('supervisionPages.by', { day: c.day })}</span> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Stats({ v }: { v: Data }) {
  const { t } = useI18n();
  const when = `asOf=${v.asOf}`;
  const stats = [
    ['red', v.ledger.lights['red'] ?? 0, `/supervision/ledger?light=red&${when}`],
    ['stagnant', v.ledger.faults['stagnant'] ?? 0, `/supervision/ledger?fault=stagnant&${when}`],
    ['unreported', v.ledger.faults['unreported'] ?? 0, `/supervision/ledger?fault=unreported&${when}`],
    ['lateCases', v.cases.late, `/supervision/cases?${when}`],
    ['targets', v.targets.counts['red'] ?? 0, `/plan/lights?light=red&${when}`],
  ] as const;
  return (
    <div className="stats">
      {stats.map(([k, n, to]) => (
        <Link key={k} to={to} className="stat" style={{ textDecoration: 'none', color: 'inherit' }}>
          <b className="num" style={n > 0 ? { color: 'var(--bad)' } : {}}>
            {n}
          </b>
          <span>{t(`supervisionPages.stat.${k}`)}</span>
        </Link>
      ))}
    </div>
  );
}

function Body({ v }: { v: Data }) {
  const { t, data } = useI18n();
  const slow = v.owners.filter((o) => o.red + o.yellow + o.late + o.unreported > 0);
  return (
    <>
      <Stats v={v} />
      <div className="slip-columns">
        <div>
          <Panel
            title={t('supervisionPages.slipping')}
            to={`/supervision/ledger?asOf=${v.asOf}`}
            more={t('supervisionPages.wholeLedger', { count: v.ledger.total })}
          >
            {v.ledger.total === 0 ? <p>{t('supervisionPages.noLedger')}</p> : null}
            {v.ledger.worst.length + v.cases.worst.length + v.targets.worst.length === 0 &&
            v.ledger.total > 0 ? (
              <p>{t('supervisionPages.nothingSlipping')}</p>
            ) : null}
            <ul className="evidence">
              {v.cases.worst.map((c) => (
                <li key={c.id} className="slip">
                  <div>
                    <ColourMark c={c} />
                  </div>
                  <div>
                    <Link to={`/supervision/cases/${c.id}`}>{c.title}</Link>
                    <div className="quiet small">
                      {t('supervisionPages.order')} · {c.owner.name}
                      {c.urged > 0 ? ` · ${t('supervisionPages.urged', { count: c.urged })}` : ''}
                    </div>
                  </div>
                </li>
              ))}
              {v.ledger.worst.map((e) => (
                <li key={e.id} className="slip">
                  <div>
                    <LightMark e={e} />
                  </div>
                  <div>
                    <Link to={`/supervision/ledger?entry=${e.id}&asOf=${v.asOf}`}>{e.title}</Link>
                    <div className="quiet small num">
                      {e.owner.name} ·{' '}
                      {t('supervisionPages.doneOf', { percent: one(e.percent), time: one(e.timeProgress) })}
                    </div>
                  </div>
                </li>
              ))}
              {v.targets.worst.map((x) => (
                <li key={x.provision} className="slip">
                  <div>
                    <LightMark e={{ light: x.light, faults: [] }} />
                  </div>
                  <div>
                    <Link to={`/plan/lights?light=${x.light}&asOf=${v.asOf}`}>{data(x.title)}</Link>
                    <div className="quiet small num">
                      {t('supervisionPages.target')} · {x.owners.join('、')} ·{' '}
                      {t('supervisionPages.presentOf', {
                        value: x.value ?? '—',
                        target: x.target ?? '—',
                        unit: x.unit,
                      })}
                      {x.neededPerYear
                        ? ` · ${t('supervisionPages.neededPerYear', { value: one(x.neededPerYear), unit: x.unit })}`
                        : ''}
                    </div>
                  </div>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <div>
          <Mine v={v} />
          {v.asked.length > 0 ? (
            <Panel title={t('supervisionPages.asked', { count: v.asked.length })}>
              <ul className="evidence">
                {v.asked.slice(0, 5).map((a) => (
                  <li key={a.entry}>
                    <Link to={`/supervision/ledger?entry=${a.entry}&asOf=${v.asOf}`}>{a.text}</Link>
                    <div className="quiet small">
                      {a.owner.name} · {a.title} · {t('supervisionPages.month', { month: a.month })}
                    </div>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
      </div>
      <h2 style={{ fontSize: 17, margin: '20px 0 10px' }}>{t('supervisionPages.whose')}</h2>
      <TableFrame label={t('supervisionPages.whose')}>
        <Table
          size="middle"
          rowKey={(o) => o.owner.id}
          dataSource={slow}
          scroll={{ x: 'max-content' }}
          pagination={{ pageSize: 10, showSizeChanger: false, responsive: true, hideOnSinglePage: true }}
          locale={{ emptyText: t('supervisionPages.nothingSlipping') }}
          columns={[
            {
              key: 'owner',
              title: t('supervision.column.owner'),
              render: (_, o) => (
                <Link to={`/supervision/ledger?owner=${o.owner.id}&asOf=${v.asOf}`}>{o.owner.name}</Link>
              ),
            },
            ...(['entries', 'red', 'yellow', 'green', 'unreported', 'cases', 'late'] as const).map((k) => ({
              key: k,
              title: t(`supervisionPages.count.${k}`),
              align: 'right' as const,
              className: 'num',
              width: 88,
              render: (_: unknown, o: Data['owners'][number]) =>
                o[k] > 0 && (k === 'red' || k === 'late') ? <b className="bad-text">{o[k]}</b> : o[k],
            })),
          ]}
        />
      </TableFrame>
    </>
  );
}

/** 调度督办: read in a minute — what is slipping, whose it is, what is asked of me. */
export default function Overview() {
  const { t } = useI18n();
  const rules = useRules();
  const [state, change] = useQueryState({ year: '', asOf: '' });
  const query = {
    ...(state.year === '' ? {} : { year: Number(state.year) }),
    ...(state.asOf === '' ? {} : { asOf: state.asOf }),
  };
  const q = useQuery({
    queryKey: ['supervision', 'overview', query],
    queryFn: () => api.supervision.overview({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={q}>
      {(v) => (
        <div className="page">
          <PageHead
            title={
              <>
                {t('web.page.supervision')} <Simulated when={v.simulated} />
              </>
            }
            hint={t('supervisionPages.hint', { year: v.year, day: v.asOf })}
          />
          <div className="filters">
            <Select
              aria-label={t('supervisionPages.year')}
              value={String(v.year)}
              onChange={(year) => change({ year, asOf: '' })}
              options={(rules.data?.years ?? [{ year: v.year, ledger: true }]).map((y) => ({
                value: String(y.year),
                label: y.ledger ? String(y.year) : t('supervisionPages.yearWithout', { year: y.year }),
              }))}
            />
            <Input
              type="date"
              style={{ maxWidth: 170 }}
              aria-label={t('planPages.asOfDay')}
              title={t('planPages.asOfDay')}
              value={v.asOf}
              onChange={(e) => change({ asOf: e.target.value })}
            />
          </div>
          <Body v={v} />
        </div>
      )}
    </Loaded>
  );
}

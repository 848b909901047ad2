import { Button, Descriptions, Timeline } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { CaseDialog } from './CaseDialog.tsx';
import { LightMark } from './Marks.tsx';
import { ReportForm } from './ReportForm.tsx';
import { one } from './types.ts';

/** One task: where it stands, what was reported month by month, and the form for the month that is asked for. */
export function EntryPanel({ id, asOf }: { id: string; asOf: string | undefined }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [raising, setRaising] = useState(false);
  const q = useQuery({
    queryKey: ['supervision', 'entry', id, asOf],
    queryFn: () => api.supervision.entry({ params: { id }, query: asOf === undefined ? {} : { asOf } }),
  });
  return (
    <Loaded query={q}>
      {(e) => (
        <>
          <h3 style={{ marginTop: 0 }}>
            {e.title} <Simulated when={e.simulated} />
          </h3>
          <LightMark e={e} />
          <Descriptions
            size="small"
            column={1}
            style={{ margin: '12px 0' }}
            items={[
              {
                key: 'owner',
                label: t('supervision.column.owner'),
                children: `${e.owner.name}（${t(`supervision.role.${e.role}`)}）`,
              },
              { key: 'task', label: t('supervision.column.clause'), children: `${e.clause} · ${e.task}` },
              {
                key: 'target',
                label: t('supervision.column.target'),
                children:
                  e.target === null
                    ? t('supervisionPages.noNumber')
                    : `${e.comparator ?? ''}${e.target}${e.unit}`,
              },
              {
                key: 'pace',
                label: t('supervision.column.percent'),
                children: t('supervisionPages.doneOf', {
                  percent: one(e.percent),
                  time: one(e.timeProgress),
                }),
              },
              ...(e.missing.length > 0
                ? [
                    {
                      key: 'missing',
                      label: t('supervisionPages.missing'),
                      children: e.missing.map((m) => t('supervisionPages.month', { month: m })).join('、'),
                    },
                  ]
                : []),
              ...(e.quote ? [{ key: 'quote', label: t('supervisionPages.quote'), children: e.quote }] : []),
            ]}
          />
          {e.chases.length > 0 ? (
            <p className="bad-text">
              {t('supervisionPages.chasedLast', {
                count: e.chases.length,
                at: formatTime(e.chases[0]!.at),
                by: e.chases[0]!.by,
              })}
            </p>
          ) : null}
          {e.cases.map((c) => (
            <p key={c.id}>
              {t('supervisionPages.order')}：<Link to={`/supervision/cases/${c.id}`}>{c.title}</Link>（
              {data(c.stateTitle)}）
            </p>
          ))}
          {can('supervision.manage') ? (
            <Button size="small" onClick={() => setRaising(true)}>
              {t('supervisionPages.raise')}
            </Button>
          ) : null}
          {e.months.length > 0 ? <ReportForm key={e.reports.length} e={e} /> : null}
          <h3>{t('supervisionPages.reports')}</h3>
          {e.reports.length === 0 ? <p className="quiet">{t('supervisionPages.noReports')}</p> : null}
          <Timeline
            items={e.reports.map((r) => ({
              key: `${r.month}-${r.revision}`,
              content: (
                <>
                  <b className="num">
                    {t('supervisionPages.month', { month: r.month })} · {one(Number(r.percent))}%
                    {r.value === null ? '' : ` · ${r.value}${e.unit}`}
                  </b>{' '}
                  {r.revision > 1 ? t('supervisionPages.revision', { n: r.revision }) : ''}{' '}
                  {r.late ? <span className="bad-text small">{t('supervisionPages.lateReport')}</span> : null}
                  <div style={{ whiteSpace: 'pre-line' }}>{r.progress}</div>
                  {(['problem', 'asked', 'next', 'reason'] as const).map((k) =>
                    r[k] === '' ? null : (
                      <div key={k}>
                        <span className="quiet">{t(`supervisionPages.field.${k}`)}：</span>
                        {r[k]}
                      </div>
                    ),
                  )}
                  <div className="quiet small num">
                    {r.by} · {formatTime(r.at)}
                  </div>
                </>
              ),
            }))}
          />
          {raising ? (
            <CaseDialog
              from={{
                owner: e.owner.id,
                source: 'ledger',
                sourceRef: e.id,
                title: e.title,
                sourceText: `${e.task} ${e.title}`,
              }}
              onClose={() => setRaising(false)}
            />
          ) : null}
        </>
      )}
    </Loaded>
  );
}

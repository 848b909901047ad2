import { Button, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DueTag } from '../filings/DueTag.tsx';
import { periodText } from './period.ts';
import { reportPath, type Duty } from './types.ts';

export const standingChip = {
  todo: 'notDue',
  returned: 'behind',
  waiting: 'onTrack',
  passed: 'met',
  locked: 'met',
  void: 'noData',
} as const;

/** Where a report stands, in one word with a shape. */
export function Standing({
  duty,
}: {
  duty: Pick<Duty, 'standing' | 'late' | 'due' | 'stateTitle' | 'state'>;
}) {
  const { t, data } = useI18n();
  const overdue = duty.standing === 'todo' && duty.due?.word === 'late';
  return (
    <>
      <span className={`chip chip-${overdue ? 'behind' : standingChip[duty.standing]}`}>
        <i aria-hidden="true" />
        {overdue
          ? t('reportingPages.overdue')
          : duty.stateTitle
            ? data(duty.stateTitle)
            : t('reportingPages.todo')}
      </span>
      {duty.late && !overdue && duty.standing !== 'void' ? (
        <span className="quiet small"> {t('reportingPages.wasLate')}</span>
      ) : null}
    </>
  );
}

/** 月报：要我报的表 */
export default function Duties() {
  const { t, data, locale } = useI18n();
  const { can } = useSession();
  const navigate = useNavigate();
  const [state, change] = useQueryState({ year: '', form: '', open: '', page: '1', size: '20' });
  const q = useQuery({
    queryKey: ['reporting', 'mine', state.year],
    queryFn: () => api.reporting.mine({ query: state.year === '' ? {} : { year: Number(state.year) } }),
  });
  const all = q.data?.items ?? [];
  const forms = [...new Map(all.map((d) => [d.form, data(d.formTitle)])).entries()];
  const shown = all.filter(
    (d) =>
      (state.form === '' || d.form === state.form) &&
      (state.open === '' || d.standing === 'todo' || d.standing === 'returned'),
  );
  const open = all.filter((d) => d.standing === 'todo' || d.standing === 'returned');
  const late = open.filter((d) => d.due?.word === 'late' || d.standing === 'returned');
  const [page, size] = [Number(state.page), Number(state.size)];
  return (
    <div className="page">
      <PageHead
        title={t('web.page.reports')}
        hint={t('reportingPages.dutiesHint')}
        extra={
          <>
            {can('reporting.projects') ? (
              <Link to="/reports/projects">
                <Button>{t('reportingPages.projects')}</Button>
              </Link>
            ) : null}
            {can('reporting.keys') ? (
              <Link to="/reports/keys">
                <Button>{t('reportingPages.keys')}</Button>
              </Link>
            ) : null}
          </>
        }
      />
      <div className="stats">
        <div className="stat">
          <b>{open.length}</b>
          <span>{t('reportingPages.open')}</span>
        </div>
        <div className="stat">
          <b className={late.length > 0 ? 'bad-text' : ''}>{late.length}</b>
          <span>{t('reportingPages.lateOrReturned')}</span>
        </div>
        <div className="stat">
          <b>{all.length - open.length}</b>
          <span>{t('reportingPages.handed')}</span>
        </div>
      </div>
      <div className="filters">
        <Select
          aria-label={t('common.year')}
          value={state.year}
          onChange={(year: string) => change({ year })}
          options={[
            { value: '', label: t('reportingPages.recent') },
            ...(q.data?.years ?? []).map((y) => ({ value: String(y), label: String(y) })),
          ]}
        />
        <Select
          aria-label={t('reportingPages.form')}
          value={state.form}
          onChange={(form: string) => change({ form })}
          options={[
            { value: '', label: t('reportingPages.allForms') },
            ...forms.map(([value, label]) => ({ value, label })),
          ]}
          popupMatchSelectWidth={180}
        />
        <Select
          aria-label={t('common.status')}
          value={state.open}
          onChange={(v: string) => change({ open: v })}
          options={[
            { value: '', label: t('common.all') },
            { value: 'yes', label: t('reportingPages.onlyOpen') },
          ]}
        />
      </div>
      <DataTable<Duty & { key: string }>
        label={t('web.page.reports')}
        query={{
          ...q,
          data: q.data && {
            total: shown.length,
            items: shown
              .slice((page - 1) * size, page * size)
              .map((d) => ({ ...d, key: [d.form, d.period, d.subject.id, d.item].join(' ') })),
          },
        }}
        rowKey="key"
        page={page}
        size={size}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        empty={t('reportingPages.noDuties')}
        emptyHint={t('reportingPages.noDutiesHint')}
        onRow={(d) => void navigate(reportPath(d))}
        columns={[
          {
            key: 'period',
            title: t('common.period'),
            width: 230,
            render: (_, d) => (
              <>
                <Link to={reportPath(d)}>
                  {periodText(locale, d.period)} {data(d.formTitle)}
                </Link>
                {d.itemName || d.subject.kind === 'park' ? (
                  <div className="quiet small">{d.itemName || d.subject.name}</div>
                ) : null}
                <div className="narrow-only" style={{ gap: '0 6px', flexWrap: 'wrap' }}>
                  <Standing duty={d} />
                </div>
              </>
            ),
          },
          { key: 'state', title: t('common.status'), width: 190, render: (_, d) => <Standing duty={d} /> },
          {
            key: 'due',
            title: t('reportingPages.due'),
            width: 260,
            render: (_, d) => <DueTag due={d.due} />,
          },
          {
            key: 'reminders',
            title: t('reportingPages.reminders'),
            width: 100,
            className: 'num',
            render: (_, d) => (d.reminders === 0 ? '—' : t('reportingPages.times', { count: d.reminders })),
          },
        ]}
      />
    </div>
  );
}

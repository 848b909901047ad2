import { Skeleton } from 'antd';
import { useQueries } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { PlainKey } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';

interface Task {
  readonly key: string;
  readonly title: PlainKey;
  readonly access: string;
  readonly to: string;
  /** Where what is late can be seen alone. */
  readonly toLate?: string;
  count(): Promise<{ count: number; late?: number }>;
}

const totalOf = async (list: Promise<{ total: number }>): Promise<number> => (await list).total;

/** What may wait for somebody, in the order people look at it; each by the list that shows it. */
const tasks: readonly Task[] = [
  {
    key: 'filings',
    title: 'web.page.filings',
    access: 'filings.read',
    to: '/filings?waiting=me',
    toLate: '/filings?waiting=me&due=late',
    count: async () => ({
      count: await totalOf(api.filings.list({ query: { waiting: 'me', size: 1 } })),
      late: await totalOf(api.filings.list({ query: { waiting: 'me', due: 'late', size: 1 } })),
    }),
  },
  {
    key: 'funding',
    title: 'web.page.funding',
    access: 'funding.read',
    to: '/funding?waiting=me',
    toLate: '/funding?waiting=me&due=late',
    count: async () => ({
      count: (await api.funding.queue()).waiting,
      late: await totalOf(api.funding.list({ query: { waiting: 'me', due: 'late', size: 1 } })),
    }),
  },
  {
    key: 'orders',
    title: 'deskPages.task.orders',
    access: 'funding.money',
    to: '/funds',
    count: async () => ({
      count: await totalOf(api.funding.orders({ query: { state: 'proposed', size: 1 } })),
    }),
  },
  {
    key: 'supervision',
    title: 'web.page.supervision',
    access: 'supervision.read',
    to: '/supervision',
    count: async () => {
      const { mine } = await api.supervision.overview();
      return { count: mine.report + mine.cases.length };
    },
  },
  {
    key: 'reports',
    title: 'web.page.reports',
    access: 'reporting.fill',
    to: '/reports',
    count: async () => {
      const open = (await api.reporting.mine()).items.filter(
        (d) => d.standing === 'todo' || d.standing === 'returned',
      );
      return { count: open.length, late: open.filter((d) => d.late).length };
    },
  },
  {
    key: 'reportReview',
    title: 'web.page.reportReview',
    access: 'reporting.review',
    to: '/reports/review',
    count: async () => ({
      count: await totalOf(api.reporting.list({ query: { standing: 'waiting', size: 1 } })),
    }),
  },
  {
    key: 'direct',
    title: 'web.page.direct',
    access: 'funding.direct',
    to: '/funding/direct',
    count: async () => ({
      count:
        (await totalOf(api.funding.directClaims({ query: { state: 'proposed', size: 1 } }))) +
        (await totalOf(api.funding.directClaims({ query: { state: 'confirmed', size: 1 } }))),
    }),
  },
  {
    key: 'sheets',
    title: 'web.page.sheets',
    access: 'awards.score',
    to: '/sheets',
    count: async () => ({
      count: (await api.awards.sheets()).items
        .filter((s) => s.open)
        .reduce((n, s) => n + s.assigned - s.scored, 0),
    }),
  },
];

/** 待我办理: how much waits for the reader, and how much of it is late. */
export function Tasks() {
  const { t } = useI18n();
  const { can } = useSession();
  const own = tasks.filter((x) => can(x.access));
  const found = useQueries({
    queries: own.map((x) => ({ queryKey: ['desk', 'task', x.key], queryFn: () => x.count() })),
  });
  if (own.length === 0) return null;
  const rows = own.flatMap((task, n) => {
    const q = found[n]!;
    return q.data && q.data.count > 0 ? [{ ...task, ...q.data }] : [];
  });
  const settled = found.every((q) => !q.isPending);
  return (
    <section className="panel" style={{ margin: '0 0 14px' }}>
      <h2 style={{ margin: '0 0 8px', fontSize: 16 }}>{t('deskPages.tasks')}</h2>
      {rows.length === 0 ? (
        settled ? (
          <p className="quiet" style={{ margin: 0 }}>
            {found.some((q) => q.error) ? t('deskPages.tasksFailed') : t('deskPages.noTasks')}
          </p>
        ) : (
          <Skeleton active title={false} paragraph={{ rows: 1 }} />
        )
      ) : (
        <div className="stats" style={{ marginBottom: 0 }}>
          {rows.map((r) => (
            <div key={r.key} className="stat">
              <b>
                <Link to={r.to}>{r.count}</Link>
              </b>
              <span>{t(r.title)}</span>
              {r.late !== undefined && r.late > 0 ? (
                <div className="small">
                  {r.toLate ? (
                    <Link to={r.toLate} className="bad-text">
                      {t('deskPages.late', { n: r.late })}
                    </Link>
                  ) : (
                    <span className="bad-text">{t('deskPages.late', { n: r.late })}</span>
                  )}
                </div>
              ) : null}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

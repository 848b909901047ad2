import { Button, Empty, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { pages } from '../../app/pages.ts';
import { useSession } from '../../app/session.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatNumber, formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { ScopeText } from '../../parts/ScopeText.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StatusChip } from '../../parts/StatusChip.tsx';
import { Tasks } from './Tasks.tsx';
import { OwnEntitlements } from '../funding/direct/OwnEntitlements.tsx';

const statuses = ['behind', 'atRisk', 'onTrack', 'met', 'notDue', 'noData'] as const;

function Card({ title, extra, children }: { title: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel" style={{ margin: 0 }}>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8, marginBottom: 8 }}>
        <h2 style={{ margin: 0, fontSize: 16 }}>{title}</h2>
        {extra}
      </div>
      {children}
    </section>
  );
}

/** What an enterprise wants to know first: whom to chase, and how far. */
function OwnResults({ subject }: { subject: string }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['benchmarks', 'latest', subject],
    queryFn: () => api.benchmarks.latest({ params: { subject } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const r = q.data.items[0];
  return (
    <Card
      title={t('deskPages.ownResults')}
      extra={<Link to={`/enterprises/${subject}`}>{t('subjectPages.facts')}</Link>}
    >
      {!r ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          description={
            <>
              <div>{t('deskPages.noResults')}</div>
              <div>{t('deskPages.noResultsHint')}</div>
            </>
          }
        />
      ) : (
        <>
          <p style={{ fontSize: 18, margin: '0 0 6px' }}>
            <b>{r.leader ? t('deskPages.isLeader') : t('deskPages.chase', { name: r.chase?.name ?? '—' })}</b>{' '}
            <Simulated when={r.run.simulated} />
          </p>
          <p className="quiet" style={{ margin: '0 0 10px' }}>
            {r.run.title} ·{' '}
            {r.rank === null
              ? '—'
              : t('deskPages.rankIn', { group: r.groupTitle, rank: r.rank, size: r.groupSize })}{' '}
            · {t('deskPages.efficiency', { value: formatNumber(r.efficiency, 3) })} ·{' '}
            {t('deskPages.score', { value: formatNumber(r.score, 1) })}
          </p>
          <Link to={`/benchmark/runs/${r.run.id}/${subject}`}>
            <Button type="primary">{t('deskPages.openResult')}</Button>
          </Link>
        </>
      )}
    </Card>
  );
}

function PlanStatus() {
  const { t, data } = useI18n();
  const packs = useQuery({ queryKey: ['plans'], queryFn: () => api.plans.packs() });
  const pack = packs.data?.items[0];
  const q = useQuery({
    queryKey: ['plans', 'overview', pack?.id],
    queryFn: () => api.plans.overview({ params: { pack: pack!.id } }),
    enabled: pack !== undefined,
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  return (
    <Card title={t('deskPages.planStatus')} extra={<Link to="/">{t('web.page.document')}</Link>}>
      {q.data ? (
        <>
          <p className="quiet" style={{ marginTop: 0 }}>
            {data(q.data.pack.title)}
          </p>
          <div style={{ display: 'flex', gap: 10, flexWrap: 'wrap' }}>
            {statuses
              .filter((s) => (q.data.statuses[s] ?? 0) > 0)
              .map((s) => (
                <Link key={s} to={`/plan/provisions?status=${s}`} style={{ textDecoration: 'none' }}>
                  <StatusChip status={s} /> <b className="num">{q.data.statuses[s]}</b>
                </Link>
              ))}
          </div>
        </>
      ) : (
        <Skeleton active paragraph={{ rows: 1 }} />
      )}
    </Card>
  );
}

function LatestRuns() {
  const { t } = useI18n();
  const { can } = useSession();
  const q = useQuery({
    queryKey: ['benchmarks', 'runs', 'desk'],
    queryFn: () => api.benchmarks.runs({ query: { size: 5 } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  const items = q.data?.items ?? [];
  return (
    <Card title={t('deskPages.latestRuns')} extra={<Link to="/benchmark">{t('common.all')}</Link>}>
      {items.length === 0 && q.data ? (
        <p className="quiet">
          {t('deskPages.noRuns')}{' '}
          {can('benchmarks.run') ? <Link to="/benchmark">{t('deskPages.startRun')}</Link> : null}
        </p>
      ) : (
        <ul className="evidence">
          {items.map((r) => (
            <li key={r.id}>
              <Link to={`/benchmark/runs/${r.id}`}>{r.title}</Link> <Simulated when={r.simulated} />
              <div className="quiet small">
                {r.evaluated} / {r.subjects} · {formatTime(r.createdAt)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Drafts() {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['imports', 'drafts'],
    queryFn: () => api.indicators.imports({ query: { state: 'draft', size: 5 } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  const items = q.data?.items ?? [];
  return (
    <Card title={t('deskPages.drafts')} extra={<Link to="/facts/import">{t('deskPages.toImport')}</Link>}>
      {items.length === 0 ? <p className="quiet">{t('deskPages.noDrafts')}</p> : null}
      <ul className="evidence">
        {items.map((b) => (
          <li key={b.id}>
            <Link to={`/facts/import/${b.id}`}>
              {t('deskPages.draftLine', { name: b.fileName, rows: b.summary.rows, errors: b.summary.errors })}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Years({ own }: { own: boolean }) {
  const { t } = useI18n();
  const q = useQuery({ queryKey: ['facts', 'periods'], queryFn: () => api.indicators.periods() });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  const items = (q.data?.items ?? []).toReversed().slice(0, 4);
  return (
    <Card title={t('deskPages.data')} extra={<Link to="/facts/rollup">{t('web.page.rollup')}</Link>}>
      {q.data && items.length === 0 ? <p className="quiet">{t('deskPages.noData')}</p> : null}
      <ul className="evidence">
        {items.map((y) => (
          <li key={y.year} className="num">
            {own
              ? t('deskPages.ownYearLine', { year: y.year, facts: y.facts })
              : t('deskPages.yearLine', { year: y.year, enterprises: y.enterprises, facts: y.facts })}{' '}
            <Simulated when={y.simulated} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** 工作台: for each body what it has to do first. */
export default function Desk() {
  const { t } = useI18n();
  const { me, can } = useSession();
  if (!me) return null;
  const admin = me.role === 'sysadmin' || me.role === 'secadmin' || me.role === 'auditor';
  return (
    <div className="page">
      <PageHead
        title={t('deskPages.hello', { name: me.name })}
        hint={
          <>
            <Tag>{t(`accountPages.role.${me.role}`)}</Tag> <ScopeText scope={me.scope} />
          </>
        }
      />
      <Tasks />
      {me.subjectId ? (
        <div style={{ marginBottom: 14 }}>
          <OwnResults subject={me.subjectId} />
        </div>
      ) : null}
      {admin ? <p className="quiet">{t('deskPages.adminTask')}</p> : null}
      {me.role === 'expert' ? <p className="quiet">{t('deskPages.expertTask')}</p> : null}
      <div className="cards">
        <PlanStatus />
        {me.subjectId ? <OwnEntitlements /> : null}
        {can('benchmarks.read') ? <LatestRuns /> : null}
        {can('facts.import') ? <Drafts /> : null}
        {can('facts.read') ? <Years own={me.subjectId !== null} /> : null}
        <Card title={t('deskPages.quick')}>
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
            {pages
              .filter((p) => p.menu && p.path !== '/desk' && can(p.access))
              .slice(0, 12)
              .map((p) => (
                <Link key={p.path} to={p.path}>
                  <Button size="small">{t(p.title)}</Button>
                </Link>
              ))}
          </div>
        </Card>
      </div>
    </div>
  );
}

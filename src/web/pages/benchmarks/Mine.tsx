import { Alert, Button, Empty, Select, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatNumber } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { MineConsent } from './MineConsent.tsx';
import { MineEnergy } from './MineEnergy.tsx';
import { MineGaps } from './MineGaps.tsx';
import { MineLearned } from './MineLearned.tsx';
import { MinePeers } from './MinePeers.tsx';
import { MinePosition } from './MinePosition.tsx';
import { MineTrend } from './MineTrend.tsx';
import { MineWhatIf } from './MineWhatIf.tsx';
import type { Latest } from './mine-types.ts';
import './mine.css';

/** Nothing to show yet, and what to do about it. */
function Nothing({ title, hint, to, action }: { title: string; hint: string; to?: string; action?: string }) {
  return (
    <div className="panel">
      <Empty
        image={Empty.PRESENTED_IMAGE_SIMPLE}
        description={
          <>
            <b>{title}</b>
            <div>{hint}</div>
          </>
        }
      >
        {to && action ? (
          <Link to={to}>
            <Button type="primary">{action}</Button>
          </Link>
        ) : null}
      </Empty>
    </div>
  );
}

/** One year: place, strengths, whom to chase, gaps, trial. */
function Year({ run, subject, all }: { run: string; subject: string; all: Latest }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['benchmarks', 'group', run, subject],
    queryFn: () => api.benchmarks.group({ params: { id: run, subject } }),
  });
  const learned = useQuery({
    queryKey: ['filings', 'learned', run, subject],
    queryFn: () => api.filings.learned({ params: { run, subject } }),
    staleTime: 300_000,
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active paragraph={{ rows: 12 }} />;
  const p = q.data;
  return (
    <>
      <div className="stats">
        <div className="stat">
          <b>
            {p.rank ?? '—'} <small className="quiet">/ {p.group.evaluated}</small>
          </b>
          <span>{t('minePages.rankOf')}</span>
        </div>
        <div className="stat">
          <b>{formatNumber(p.score, 1)}</b>
          <span>{t('minePages.score')}</span>
        </div>
        <div className="stat">
          <b>{formatNumber(p.efficiency, 2)}</b>
          <span>{t('minePages.efficiency')}</span>
        </div>
        <div className="stat">
          <b>{formatNumber(p.overall, 3)}</b>
          <span>{t('minePages.overall')}</span>
        </div>
      </div>
      <p className="quiet">
        {t('minePages.group', { title: p.group.title, n: p.group.evaluated })} ·{' '}
        <Link to={`/benchmark/runs/${run}/${subject}`}>{t('minePages.full')}</Link>
        <br />
        {t('minePages.efficiencyHint')}
      </p>
      <MinePosition p={p} />
      <MinePeers p={p} />
      <MineGaps key={`gaps ${run}`} p={p} learned={learned.data} />
      <MineLearned q={learned} />
      <MineEnergy run={run} subject={subject} />
      <MineWhatIf p={p} />
      <MineTrend items={all} />
    </>
  );
}

/** 我的对标: what a factory director wants to know. */
export default function Mine() {
  const { t } = useI18n();
  const { me } = useSession();
  const [state, change] = useQueryState({ year: '' });
  const subject = me?.subjectId ?? null;
  const q = useQuery({
    queryKey: ['benchmarks', 'latest', subject],
    queryFn: () => api.benchmarks.latest({ params: { subject: subject! } }),
    enabled: subject !== null,
  });
  const all = q.data?.items.toSorted((a, b) => b.run.year - a.run.year) ?? [];
  const chosen = all.find((r) => String(r.run.year) === state.year) ?? all.find((r) => r.evaluated) ?? all[0];
  const newest = all[0];
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {t('minePages.mine')}
            {chosen ? (
              <>
                {' '}
                <span className="quiet">{chosen.subject.name}</span>{' '}
                <Simulated when={chosen.simulated || chosen.run.simulated} />
              </>
            ) : null}
          </>
        }
        hint={t('minePages.mineHint')}
        extra={
          chosen ? (
            <Select
              aria-label={t('minePages.year')}
              value={String(chosen.run.year)}
              onChange={(year) => change({ year })}
              options={all.map((r) => ({
                value: String(r.run.year),
                label: t('benchmarkPages.yearOf', { year: r.run.year }),
              }))}
              style={{ minWidth: 120 }}
            />
          ) : null
        }
      />
      {subject === null ? (
        <Nothing title={t('minePages.noSubject')} hint={t('minePages.noSubjectHint')} />
      ) : q.error ? (
        <ErrorState error={q.error} retry={() => void q.refetch()} />
      ) : !q.data ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : !chosen ? (
        <Nothing
          title={t('minePages.noRun')}
          hint={t('minePages.noRunHint')}
          to={`/enterprises/${subject}`}
          action={t('minePages.toFacts')}
        />
      ) : chosen.evaluated ? (
        <>
          {newest && !newest.evaluated && newest !== chosen ? (
            <Alert
              type="info"
              showIcon
              title={t('minePages.notMeasured', { year: newest.run.year })}
              description={t('minePages.notMeasuredHint')}
              action={
                <Link to={`/benchmark/runs/${newest.run.id}/${subject}`}>
                  <Button size="small">{t('minePages.seeWhy')}</Button>
                </Link>
              }
              style={{ marginBottom: 14 }}
            />
          ) : null}
          <Year key={chosen.run.id} run={chosen.run.id} subject={subject} all={all} />
        </>
      ) : (
        <Nothing
          title={t('minePages.notMeasured', { year: chosen.run.year })}
          hint={t('minePages.notMeasuredHint')}
          to={`/benchmark/runs/${chosen.run.id}/${subject}`}
          action={t('minePages.seeWhy')}
        />
      )}
      {subject === null ? null : <MineConsent subject={subject} />}
    </div>
  );
}

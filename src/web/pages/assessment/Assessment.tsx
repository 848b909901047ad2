import { Alert, App, Button, Tabs, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Awaiting } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StateSteps } from '../../parts/StateSteps.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { ActDialog } from './ActDialog.tsx';
import { Appeals } from './Appeals.tsx';
import { Figures } from './Figures.tsx';
import { Marks } from './Marks.tsx';
import { Ranking } from './Ranking.tsx';
import { RulesView } from './RulesView.tsx';
import type { Act } from './types.ts';

/** One year's assessment from figures to circular. */
export default function Assessment() {
  const { id = '' } = useParams();
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [state, change] = useQueryState({ tab: '' });
  const [acting, setActing] = useState<Act | null>(null);
  const q = useQuery({
    queryKey: ['assessment', 'round', id],
    queryFn: () => api.assessment.round({ params: { id } }),
  });
  const verify = useMutation({
    mutationFn: () => api.assessment.verify({ params: { id } }),
    onSuccess: (v) =>
      void (v.same
        ? message.success(t('assessmentPages.verifySame', { n: v.runs.length }))
        : message.error(t('assessmentPages.verifyDiffers'), 10)),
    onError: (e) => void message.error(problem(e)),
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const r = q.data;
  const placeOf = (s: string): number => r.states.findIndex((x) => x.id === s);
  // Of what can be done, the act that takes the round on is the one to be seen first.
  const forward = r.can.find(
    (a) => placeOf(a.to) > placeOf(r.state) && !r.states.find((s) => s.id === a.to)?.void,
  );
  const tabs = [
    { key: 'ranking', label: t('assessmentPages.ranking'), children: <Ranking round={r} /> },
    ...(r.runs
      ? [
          {
            key: 'figures',
            label:
              r.counts.missing > 0
                ? t('assessmentPages.figuresMissing', { n: r.counts.missing })
                : t('assessmentPages.figures'),
            children: <Figures round={r} />,
          },
          { key: 'marks', label: t('assessmentPages.marks'), children: <Marks round={r} /> },
          {
            key: 'appeals',
            label: t('assessmentPages.appealsOf', { n: r.counts.appeals }),
            children: <Appeals round={r} />,
          },
        ]
      : []),
    { key: 'rules', label: t('assessmentPages.rules'), children: <RulesView rules={r.rules} /> },
    ...(r.runs
      ? [
          {
            key: 'history',
            label: t('assessmentPages.history'),
            children: (
              <section className="panel">
                {r.events.length === 0 ? <p>{t('assessmentPages.noHistory')}</p> : null}
                <ol className="history" style={{ paddingLeft: 18, margin: 0 }}>
                  {r.events.map((e) => (
                    <li key={e.seq} style={{ marginBottom: 8 }}>
                      {data(e.actTitle)} → {data(e.toTitle)}
                      <div className="quiet small num">
                        {e.by} · {formatTime(e.at)}
                        {e.reason === '' ? '' : ` · ${e.reason}`}
                      </div>
                    </li>
                  ))}
                </ol>
              </section>
            ),
          },
        ]
      : []),
  ];
  const first = r.entering ? 'figures' : 'ranking';
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {r.title} <Simulated when={r.simulated} />
          </>
        }
        hint={
          <>
            <Link to="/assessments">{t('assessmentPages.title')}</Link> <Tag>{data(r.stateTitle)}</Tag>
            {r.appealsTo !== null && r.appealing
              ? t('assessmentPages.appealsUntil', { to: r.appealsTo })
              : ''}
            {r.own && r.told ? (
              <Link to={`/assessments/${r.id}/${r.own.id}`}>
                {t('assessmentPages.toOwn', { name: r.own.name })}
              </Link>
            ) : null}
          </>
        }
        extra={
          <>
            {r.counts.runs > 0 || r.issued ? (
              <Button loading={verify.isPending} onClick={() => verify.mutate()}>
                {t('assessmentPages.verify')}
              </Button>
            ) : null}
            {r.can.map((a) => (
              <Button key={a.id} type={a === forward ? 'primary' : 'default'} onClick={() => setActing(a)}>
                {data(a.title)}
              </Button>
            ))}
          </>
        }
      />
      <StateSteps
        states={r.states}
        state={r.state}
        label={t('assessmentPages.way')}
        now={t('assessmentPages.now')}
      />
      {r.entering && r.counts.figures === 0 ? (
        <Alert
          type="info"
          showIcon
          title={t('assessmentPages.startHint')}
          style={{ marginBottom: 12, marginTop: 12 }}
        />
      ) : null}
      <Tabs
        activeKey={tabs.some((x) => x.key === state.tab) ? state.tab : first}
        onChange={(tab) => change({ tab })}
        items={tabs}
        destroyOnHidden
      />
      {acting ? (
        <ActDialog
          round={r}
          act={acting}
          onClose={() => setActing(null)}
          onDone={(next) => {
            setActing(null);
            queries.setQueryData(['assessment', 'round', id], next);
            void queries.invalidateQueries({ queryKey: ['assessment'] });
          }}
        />
      ) : null}
    </div>
  );
}

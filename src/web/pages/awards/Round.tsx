import { Alert, App, Button, Skeleton, Tabs, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState, useProblemText } from '../../parts/ErrorState.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StateSteps } from '../../parts/StateSteps.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { Candidates } from './Candidates.tsx';
import { ListsView } from './ListsView.tsx';
import { Objections } from './Objections.tsx';
import { RoundAct } from './RoundAct.tsx';
import { RoundExperts } from './RoundExperts.tsx';
import { RulesView } from './RulesView.tsx';
import type { Round as RoundData, RoundAct as Act } from './types.ts';

function Counts({ r }: { r: RoundData }) {
  const { t } = useI18n();
  const c = r.counts;
  const cells: [string, string][] = [
    [t('awardPages.countCandidates'), String(c.candidates)],
    [t('awardPages.countVetoed'), String(c.vetoed)],
    [t('awardPages.countShortlisted'), String(c.shortlisted)],
    [t('awardPages.countExperts'), String(c.experts)],
    [t('awardPages.countScored'), t('awardPages.countScoredOf', { done: c.scored, all: c.assignments })],
    [t('awardPages.countObjections'), `${c.objections}（${c.unanswered}）`],
  ];
  return (
    <div className="stats">
      {cells.map(([label, value]) => (
        <div className="stat" key={label}>
          <b>{value}</b>
          <span>{label}</span>
        </div>
      ))}
    </div>
  );
}

/** One round for everybody concerned; what the reader sees of it is decided by the server. */
export default function Round() {
  const { id = '' } = useParams();
  const { t, data, finding } = useI18n();
  const { can } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [state, change] = useQueryState({ tab: '' });
  const [asked, setAsked] = useState<Act | null>(null);
  const q = useQuery({
    queryKey: ['awards', 'round', id],
    queryFn: () => api.awards.round({ params: { id } }),
  });
  const r = q.data;
  const listed = r?.states.find((s) => s.id === r.state)?.marks.includes('listed') ?? false;
  const readable = r !== undefined && listed && (r.public || can('awards.run'));
  const lists = useQuery({
    queryKey: ['awards', 'lists', id, r?.version],
    queryFn: () => api.awards.lists({ params: { id } }),
    enabled: readable,
  });
  const verify = useMutation({
    mutationFn: () => api.awards.verify({ params: { id } }),
    onSuccess: (v) =>
      void (v.same
        ? message.success(t('awardPages.verifySame', { n: v.results.length }))
        : message.error(t('awardPages.verifyDiffers'), 10)),
    onError: (e) => void message.error(problem(e)),
  });
  if (q.error || !r) return <Awaiting query={q} />;
  const runs = can('awards.run');
  const placeOf = (state: string): number => r.states.findIndex((s) => s.id === state);
  // Of what can be done, the act that takes the round on is the one to be seen first.
  const forward = r.can.find(
    (a) => placeOf(a.to) > placeOf(r.state) && !r.states.find((s) => s.id === a.to)?.void,
  );
  const tabs = [
    {
      key: 'lists',
      label: t('awardPages.tabLists'),
      children: !readable ? (
        <section className="panel">
          <p>{runs ? t('awardPages.noLists') : t('awardPages.hidden')}</p>
          {runs ? <p className="quiet">{t('awardPages.noListsHint')}</p> : null}
        </section>
      ) : lists.error ? (
        <ErrorState error={lists.error} retry={() => void lists.refetch()} />
      ) : lists.data ? (
        <ListsView lists={lists.data} round={r.id} />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      ),
    },
    ...(runs || r.public
      ? [
          {
            key: 'candidates',
            label: t('awardPages.tabCandidates'),
            children: <Candidates round={r} lists={lists.data} />,
          },
        ]
      : []),
    ...(runs
      ? [
          { key: 'work', label: t('awardPages.tabWork'), children: <RoundExperts round={r} /> },
          {
            key: 'objections',
            label: t('awardPages.tabObjections'),
            children: <Objections round={r} />,
          },
          {
            key: 'history',
            label: t('awardPages.tabHistory'),
            children: (
              <section className="panel">
                <ol style={{ margin: 0, paddingLeft: 20 }}>
                  {r.events.toReversed().map((e) => (
                    <li key={e.seq} style={{ marginBottom: 8 }}>
                      <b>{data(e.actTitle)}</b> → {data(e.toTitle)}{' '}
                      <span className="quiet small">
                        {e.by} · {formatTime(e.at)}
                      </span>
                      {e.reason ? <div>{e.reason}</div> : null}
                    </li>
                  ))}
                </ol>
              </section>
            ),
          },
        ]
      : []),
    {
      key: 'rules',
      label: t('awardPages.tabRules'),
      children: <RulesView rules={r.rules} editions={[r.editionRules]} />,
    },
  ];
  const keep = (next: RoundData): void => {
    queries.setQueryData(['awards', 'round', id], next);
    void queries.invalidateQueries({ queryKey: ['awards'] });
  };
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
            <Tag>{data(r.stateTitle)}</Tag>
            {data(r.editionRules.title)} · {t('awardPages.runTitle')}：
            <Link to={`/benchmark/runs/${r.run.id}`}>{r.run.title}</Link>
            {r.noticeFrom ? ` · ${t('awardPages.noticeDays')} ${r.noticeFrom} — ${r.noticeTo ?? ''}` : ''}
          </>
        }
        extra={
          <>
            {readable ? (
              <Button
                onClick={() =>
                  void saveFile(api.awards.export({ params: { id } }), `${r.title}.xlsx`).catch(
                    (e: unknown) => void message.error(problem(e)),
                  )
                }
              >
                {t('awardPages.export')}
              </Button>
            ) : null}
            {runs && listed
              ? (['notice', 'result'] as const).map((kind) => (
                  <Button
                    key={kind}
                    onClick={() =>
                      void saveFile(
                        api.awards.document({ params: { id }, query: { kind } }),
                        `${r.title}${t(`awardPages.document.${kind}`)}.docx`,
                      ).catch((e: unknown) => void message.error(problem(e)))
                    }
                  >
                    {t(`awardPages.document.${kind}`)}
                  </Button>
                ))
              : null}
            {runs && listed ? (
              <Button loading={verify.isPending} onClick={() => verify.mutate()}>
                {t('awardPages.verify')}
              </Button>
            ) : null}
          </>
        }
      />
      <StateSteps
        states={r.states}
        state={r.state}
        label={t('awardPages.steps')}
        now={t('awardPages.stepNow')}
      />
      {runs ? (
        <section className="panel" style={{ marginBottom: 14 }}>
          <h2>{t('awardPages.acts')}</h2>
          {r.can.length === 0 ? <p className="quiet">{t('awardPages.noActs')}</p> : null}
          <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            {r.can.map((a) => (
              <Button
                key={a.id}
                type={a.id === forward?.id ? 'primary' : 'default'}
                onClick={() => setAsked(a)}
              >
                {data(a.title)}
              </Button>
            ))}
          </div>
          {r.hindrances
            .filter((h) => r.can.some((a) => a.id === h.act))
            .flatMap((h) => h.findings.filter((f) => f.severity === 'error').map((f) => ({ h, f })))
            .map(({ h, f }) => (
              <Alert
                key={`${h.act}${f.code}${f.path ?? ''}`}
                type="warning"
                showIcon
                style={{ marginTop: 10 }}
                title={t('awardPages.hinders', {
                  act: data(r.can.find((a) => a.id === h.act)!.title),
                })}
                description={finding(f.code, f.params).message}
              />
            ))}
        </section>
      ) : null}
      {runs ? <Counts r={r} /> : null}
      <Tabs
        activeKey={tabs.some((x) => x.key === state.tab) ? state.tab : 'lists'}
        onChange={(tab) => change({ tab })}
        items={tabs}
        destroyOnHidden
      />
      {r.passage ? (
        <section className="panel" style={{ marginTop: 14 }}>
          <p className="quiet" style={{ marginBottom: 4 }}>
            {t('awardPages.basis', { clause: r.passage.clause })}
          </p>
          <blockquote className="quote" lang="zh-CN">
            {r.passage.quote}
          </blockquote>
        </section>
      ) : null}
      {asked ? (
        <RoundAct
          round={r}
          act={asked}
          onDone={(next) => {
            setAsked(null);
            keep(next);
            void message.success(t('awardPages.actDone', { act: data(asked.title) }));
          }}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </div>
  );
}

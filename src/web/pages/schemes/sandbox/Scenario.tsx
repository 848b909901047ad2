import { Alert, App, Button, Popconfirm } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, saveFile } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { ErrorState, useProblemText } from '../../../parts/ErrorState.tsx';
import { formatTime } from '../../../parts/format.ts';
import { JobProgress } from '../../../parts/JobProgress.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Simulated } from '../../../parts/Simulated.tsx';
import { ChangedEnterprises } from './ChangedEnterprises.tsx';
import { ByGroup, ByScheme, ByYear, Changes, Effect, Sums } from './ResultParts.tsx';
import './sandbox.css';
import type { Result, Scenario as Kept } from './words.ts';

/** Where the figures come from, and the proof that they can be computed again. */
function Basis({ s, r }: { s: Kept; r: Result }) {
  const { t, data } = useI18n();
  const problem = useProblemText();
  const verify = useMutation({
    mutationFn: () => api.schemes.verifyScenario({ params: { id: s.id } }),
  });
  return (
    <section className="panel">
      <h2>{t('sandbox.basis')}</h2>
      <p>{t('sandbox.basis.facts', { known: formatTime(r.knownAt) })}</p>
      <p>{t('sandbox.basis.grants')}</p>
      {r.aside.length > 0 ? <p>{t('sandbox.aside', { list: r.aside.map(data).join('、') })}</p> : null}
      <p className="quiet">
        {t('sandbox.basis.count', { subjects: r.subjects, ms: r.milliseconds })}{' '}
        <span className="mono">
          {t('sandbox.hashes', {
            input: r.inputHash.slice(0, 12),
            result: r.resultHash.slice(0, 12),
            rule: r.ruleHash.slice(0, 12),
          })}
        </span>
      </p>
      <Button onClick={() => verify.mutate()} loading={verify.isPending}>
        {t('sandbox.verify')}
      </Button>
      {verify.data ? (
        <Alert
          type={verify.data.same ? 'success' : 'error'}
          showIcon
          title={t(verify.data.same ? 'sandbox.verified' : 'sandbox.notVerified')}
          style={{ marginTop: 10 }}
        />
      ) : null}
      {verify.error ? (
        <Alert type="error" showIcon title={problem(verify.error)} style={{ marginTop: 10 }} />
      ) : null}
    </section>
  );
}

function Told({ s }: { s: Kept }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const r = s.result;
  const drop = useMutation({
    mutationFn: () => api.schemes.deleteScenario({ params: { id: s.id } }),
    onSuccess: async () => {
      void message.success(t('sandbox.removed'));
      await queries.invalidateQueries({ queryKey: ['schemes', 'scenarios'] });
      void navigate('/policies/sandbox');
    },
  });
  const file = useMutation({
    mutationFn: () =>
      saveFile(
        api.schemes.exportChanged({ params: { id: s.id }, query: {} }),
        `${t('sandbox.export.file', { name: s.name })}.xlsx`,
      ),
  });
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {s.name} <Simulated when={r?.simulated === true} />
          </>
        }
        hint={
          <>
            {t('sandbox.by', { name: s.createdName, day: formatTime(s.createdAt) })}
            {s.note === '' ? '' : ` · ${s.note}`}
          </>
        }
        extra={
          <>
            <Button onClick={() => navigate('/policies/sandbox')}>{t('sandbox.back')}</Button>
            <Button onClick={() => navigate(`/policies/sandbox/new?from=${s.id}`)}>
              {t('sandbox.newFrom')}
            </Button>
            {r ? (
              <Button onClick={() => file.mutate()} loading={file.isPending}>
                {t('sandbox.export')}
              </Button>
            ) : null}
            {s.mine ? (
              <Popconfirm title={t('sandbox.removeSure')} onConfirm={() => drop.mutate()}>
                <Button danger loading={drop.isPending}>
                  {t('sandbox.remove')}
                </Button>
              </Popconfirm>
            ) : null}
          </>
        }
      />
      {drop.error ? <ErrorState error={drop.error} /> : null}
      {file.error ? <ErrorState error={file.error} /> : null}
      {r ? (
        <>
          <Sums r={r} />
          <Changes s={s} />
          <ByYear r={r} />
          <ByScheme r={r} />
          <ByGroup r={r} />
          <ChangedEnterprises id={s.id} name={s.name} r={r} />
          <Effect r={r} />
          <Basis s={s} r={r} />
        </>
      ) : (
        <>
          <section className="panel">
            <h2>{t('sandbox.running')}</h2>
            <JobProgress
              id={s.jobId}
              onDone={() => void queries.invalidateQueries({ queryKey: ['schemes', 'scenario', s.id] })}
              onClose={() => void navigate('/policies/sandbox')}
            />
          </section>
          <Changes s={s} />
        </>
      )}
    </div>
  );
}

/** One trial: what was changed, what it costs and to whom it makes a difference. */
export default function Scenario() {
  const { id } = useParams();
  const query = useQuery({
    queryKey: ['schemes', 'scenario', id],
    queryFn: () => api.schemes.scenario({ params: { id: id! } }),
  });
  return <Loaded query={query}>{(s) => <Told s={s} />}</Loaded>;
}

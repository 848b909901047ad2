import { Alert, App, Button, Popconfirm } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Simulated } from '../../parts/Simulated.tsx';
import { PlaceTable } from './PlaceTable.tsx';

/** The ranking of parks of a year that was made final: what the funds go by, with the way to compute it again. */
export function Ranking({ year }: { year: number }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const q = useQuery({
    queryKey: ['filings', 'ranking', year],
    queryFn: () => api.filings.ranking({ query: { year } }),
    enabled: year > 0,
  });
  const fail = (e: unknown): void => void message.error(problem(e));
  const freeze = useMutation({
    mutationFn: () => api.filings.freezeRanking({ body: { year } }),
    onSuccess: () => {
      void message.success(t('filingPages.frozen'));
      void queries.invalidateQueries({ queryKey: ['filings', 'ranking', year] });
    },
    onError: fail,
  });
  const verify = useMutation({
    mutationFn: (id: string) => api.filings.verifyRanking({ params: { id } }),
    onSuccess: (r) =>
      r.same && r.inputSame
        ? void message.success(t('filingPages.verifiedSame'))
        : void message.error(t('filingPages.verifiedOther')),
    onError: fail,
  });
  const r = q.data?.ranking;
  return (
    <>
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center', marginBottom: 8 }}>
        {q.data?.canFreeze ? (
          <Popconfirm
            title={t('filingPages.freezeTitle', { year })}
            description={t('filingPages.freezeHint')}
            onConfirm={() => freeze.mutate()}
          >
            <Button type="primary" loading={freeze.isPending}>
              {t(r ? 'filingPages.freezeAgain' : 'filingPages.freeze')}
            </Button>
          </Popconfirm>
        ) : null}
        {r ? (
          <>
            {q.data?.canFreeze ? (
              <Button loading={verify.isPending} onClick={() => verify.mutate(r.id)}>
                {t('filingPages.verify')}
              </Button>
            ) : null}
            <Button
              onClick={() =>
                void saveFile(
                  api.filings.exportRanking({ params: { id: r.id } }),
                  `${t('filings.ranking.file', { year })}.xlsx`,
                ).catch(fail)
              }
            >
              {t('common.export')}
            </Button>
            <span className="quiet">
              {t('filingPages.frozenBy', { by: r.createdBy, at: formatTime(r.createdAt) })}{' '}
              <Simulated when={r.simulated} />
            </span>
          </>
        ) : null}
      </div>
      {q.data?.outdated ? (
        <Alert type="warning" showIcon title={t('filingPages.outdated')} style={{ marginBottom: 10 }} />
      ) : null}
      {q.data && !r ? (
        <p className="quiet">
          {t('filingPages.notFrozen', { year })}{' '}
          <Link to={`/filings?view=park&year=${year}`}>{t('filingPages.seeLive')}</Link>
        </p>
      ) : (
        <PlaceTable
          label={t('filingPages.view.ranking')}
          query={{ ...q, data: r ?? undefined }}
          by="park"
          year={year}
        />
      )}
    </>
  );
}

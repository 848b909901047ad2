import { App, Radio, Skeleton } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState, useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';

const shares = ['anonymous', 'name', 'figures'] as const;

/** What others of the group may see of this enterprise: its own word, changed at any time. */
export function MineConsent({ subject }: { subject: string }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const client = useQueryClient();
  const key = ['benchmarks', 'consent', subject];
  const q = useQuery({ queryKey: key, queryFn: () => api.benchmarks.consent({ params: { subject } }) });
  const save = useMutation({
    mutationFn: (share: (typeof shares)[number]) =>
      api.benchmarks.setConsent({ params: { subject }, body: { share } }),
    onSuccess: (r) => {
      client.setQueryData(key, r);
      void message.success(t('minePages.consentSaved'));
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <section className="panel">
      <h2>{t('minePages.consent')}</h2>
      <p className="quiet">{t('minePages.consentHint')}</p>
      {q.error ? (
        <ErrorState error={q.error} retry={() => void q.refetch()} />
      ) : !q.data ? (
        <Skeleton active paragraph={{ rows: 2 }} />
      ) : (
        <>
          <Radio.Group
            aria-label={t('minePages.consent')}
            value={save.isPending ? save.variables : q.data.share}
            disabled={save.isPending}
            onChange={(e) => save.mutate(e.target.value as (typeof shares)[number])}
            style={{ display: 'grid', gap: 8 }}
            options={shares.map((s) => ({
              value: s,
              label: (
                <>
                  <b>{t(`minePages.share.${s}`)}</b>{' '}
                  <span className="quiet">{t(`minePages.shareHint.${s}`)}</span>
                </>
              ),
            }))}
          />
          <p className="quiet small" style={{ margin: '10px 0 0' }}>
            {q.data.history[0]
              ? t('minePages.consentSince', {
                  at: formatTime(q.data.history[0].at),
                  by: q.data.history[0].by,
                })
              : t('minePages.consentDefault')}
          </p>
        </>
      )}
    </section>
  );
}

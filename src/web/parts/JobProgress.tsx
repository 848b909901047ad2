import { Button, Progress } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../api.ts';
import { useI18n } from '../app/i18n.tsx';
import { ErrorState } from './ErrorState.tsx';

/** A long job: where it is, what it is doing, a way to stop it, and why it failed if it did. */
export function JobProgress({
  id,
  onDone,
  onClose,
}: {
  id: string;
  onDone: (result: Readonly<Record<string, unknown>>) => void;
  onClose: () => void;
}) {
  const { t, problem } = useI18n();
  const done = useRef(false);
  const q = useQuery({
    queryKey: ['job', id],
    queryFn: () => api.work.job({ params: { id } }),
    refetchInterval: (x) =>
      x.state.data && ['done', 'failed', 'cancelled'].includes(x.state.data.state)
        ? false
        : // Short jobs are over before anybody has looked away; long ones need not be asked twenty times a second.
          x.state.dataUpdateCount < 30
          ? 50
          : 500,
    staleTime: 0,
  });
  const cancel = useMutation({ mutationFn: () => api.work.cancel({ params: { id } }) });
  const job = q.data;
  useEffect(() => {
    if (job?.state !== 'done' || done.current) return;
    done.current = true;
    onDone(job.result ?? {});
  }, [job, onDone]);
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!job) return <Progress percent={0} />;
  return (
    <div aria-live="polite">
      <Progress
        percent={job.progress}
        status={job.state === 'failed' ? 'exception' : job.state === 'done' ? 'success' : 'active'}
      />
      <p>
        {job.state === 'failed'
          ? problem(job.problem?.code ?? 'request.unexpected', job.problem?.params)
          : job.state === 'cancelled'
            ? t('jobs.cancelled')
            : job.note || t(`jobs.state.${job.state}`)}
      </p>
      {job.state === 'queued' || job.state === 'running' ? (
        <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
          {t('jobs.cancel')}
        </Button>
      ) : (
        <Button onClick={onClose}>{t('common.close')}</Button>
      )}
    </div>
  );
}

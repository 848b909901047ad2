import { Button, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { JobProgress } from '../../parts/JobProgress.tsx';

/** 对标诊断报告 of one enterprise. */
export function ReportButton({ run, subject, name }: { run: string; subject: string; name: string }) {
  const { t } = useI18n();
  return (
    <Button
      onClick={() =>
        void saveFile(
          api.benchmarks.report({ params: { id: run, subject } }),
          `${t('reports.title')}-${name}.docx`,
        )
      }
    >
      {t('reports.title')}
    </Button>
  );
}

/** The reports of all enterprises that the list shows, as a job that says how far it is. */
export function ReportsButton({
  run,
  filters,
}: {
  run: string;
  filters: NonNullable<Parameters<typeof api.benchmarks.startReports>[0]>['body'];
}) {
  const { t } = useI18n();
  const [job, setJob] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: () => api.benchmarks.startReports({ params: { id: run }, body: filters }),
    onSuccess: (r) => setJob(r.jobId),
  });
  return (
    <>
      <Button onClick={() => start.mutate()} loading={start.isPending}>
        {t('reports.batch')}
      </Button>
      <Modal
        open={job !== null || start.error !== null}
        title={t('reports.batch')}
        footer={null}
        onCancel={() => {
          setJob(null);
          start.reset();
        }}
      >
        <p className="quiet">{t('reports.batchHint')}</p>
        {start.error ? <ErrorState error={start.error} /> : null}
        {job ? (
          <JobProgress
            id={job}
            onDone={() =>
              void saveFile(api.benchmarks.reports({ params: { job } }), `${t('reports.title')}.zip`)
            }
            onClose={() => setJob(null)}
          />
        ) : null}
      </Modal>
    </>
  );
}

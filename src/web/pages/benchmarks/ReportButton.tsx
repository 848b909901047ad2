import { Button, Dropdown, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { JobProgress } from '../../parts/JobProgress.tsx';

const formats = ['docx', 'pdf'] as const;
type Format = (typeof formats)[number];

/** A button that asks in which format. */
function FormatButton({
  label,
  loading,
  pick,
}: {
  label: string;
  loading?: boolean;
  pick: (f: Format) => void;
}) {
  const { t } = useI18n();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: formats.map((key) => ({ key, label: t(`reports.format.${key}`) })),
        onClick: ({ key }) => pick(key as Format),
      }}
    >
      <Button loading={loading ?? false} aria-haspopup="menu">
        {label}
      </Button>
    </Dropdown>
  );
}

/** 对标诊断报告 of one enterprise. */
export function ReportButton({ run, subject, name }: { run: string; subject: string; name: string }) {
  const { t } = useI18n();
  return (
    <FormatButton
      label={t('reports.title')}
      pick={(format) =>
        void saveFile(
          api.benchmarks.report({ params: { id: run, subject }, query: { format } }),
          `${t('reports.title')}-${name}.${format}`,
        )
      }
    />
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
    mutationFn: (format: Format) =>
      api.benchmarks.startReports({ params: { id: run }, body: { ...filters, format } }),
    onSuccess: (r) => setJob(r.jobId),
  });
  return (
    <>
      <FormatButton
        label={t('reports.batch')}
        loading={start.isPending}
        pick={(format) => start.mutate(format)}
      />
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

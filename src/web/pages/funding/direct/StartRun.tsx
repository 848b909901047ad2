import { Alert, App, Button, DatePicker, Form, Modal } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { useProblemText } from '../../../parts/ErrorState.tsx';
import { today } from '../../../parts/format.ts';
import { JobProgress } from '../../../parts/JobProgress.tsx';

/** Computes now instead of at night, by the rules of today or of a day before. */
export function StartRun({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [asOf, setAsOf] = useState<string | undefined>();
  const start = useMutation({
    mutationFn: () => api.funding.runDirect({ body: asOf === undefined ? {} : { asOf } }),
  });
  const job = start.data?.jobId;
  return (
    <Modal open title={t('directPages.runNow')} footer={null} onCancel={onClose}>
      {start.error ? (
        <Alert type="error" showIcon title={problem(start.error)} style={{ marginBottom: 12 }} />
      ) : null}
      {job ? (
        <JobProgress
          id={job}
          onDone={() => {
            void message.success(t('directPages.ran'));
            void queries.invalidateQueries({ queryKey: ['funding'] });
            onClose();
          }}
          onClose={onClose}
        />
      ) : (
        <Form layout="vertical">
          <p className="quiet">{t('directPages.runHint')}</p>
          <Form.Item label={t('directPages.runAsOf')} htmlFor="direct-as-of">
            <DatePicker
              id="direct-as-of"
              disabledDate={(d: Dayjs) => d.format('YYYY-MM-DD') > today()}
              placeholder={t('directPages.runToday')}
              onChange={(_, text) => setAsOf(typeof text === 'string' && text !== '' ? text : undefined)}
              style={{ width: '100%' }}
            />
          </Form.Item>
          <Button type="primary" loading={start.isPending} onClick={() => start.mutate()}>
            {t('directPages.runStart')}
          </Button>
        </Form>
      )}
    </Modal>
  );
}

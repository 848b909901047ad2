import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { ListsView } from './ListsView.tsx';
import type { Lists, Scheme } from './types.ts';

interface Values {
  year: number;
  edition?: string;
  asOf?: string;
}

/** Opens a round, or tries its lists first without keeping anything. */
export function OpenRound({
  years,
  scheme,
  onClose,
}: {
  years: readonly number[];
  scheme: Scheme | undefined;
  onClose: () => void;
}) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [tried, setTried] = useState<Lists | null>(null);
  const body = async () => {
    const v = await form.validateFields();
    return {
      year: v.year,
      ...(v.edition ? { edition: v.edition } : {}),
      ...(v.asOf ? { asOf: v.asOf } : {}),
    };
  };
  const trial = useMutation({
    mutationFn: async () => api.awards.trial({ body: await body() }),
    onSuccess: setTried,
  });
  const open = useMutation({
    mutationFn: async () => api.awards.open({ body: await body() }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['awards'] });
      void message.success(t('awardPages.opened'));
      void navigate(`/awards/${id}`);
    },
  });
  const refused = trial.error ?? open.error;
  return (
    <Modal
      open
      width={tried ? 1080 : 560}
      title={t('awardPages.openTitle')}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('awardPages.cancel')}
        </Button>,
        <Button key="trial" loading={trial.isPending} onClick={() => trial.mutate()}>
          {t('awardPages.trial')}
        </Button>,
        <Button key="open" type="primary" loading={open.isPending} onClick={() => open.mutate()}>
          {t('awardPages.openDo')}
        </Button>,
      ]}
    >
      <p className="quiet">{t('awardPages.openHint')}</p>
      {refused ? <Alert type="error" showIcon title={problem(refused)} style={{ marginBottom: 12 }} /> : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ year: years.at(-1) }}
        onValuesChange={() => setTried(null)}
      >
        <Form.Item
          name="year"
          label={t('awardPages.openYear')}
          rules={[{ required: true, message: t('awardPages.required') }]}
        >
          <Select options={years.toReversed().map((y) => ({ value: y, label: String(y) }))} />
        </Form.Item>
        <Form.Item name="edition" label={t('awardPages.openEdition')}>
          <Select
            allowClear
            placeholder={t('awardPages.openEditionAuto')}
            options={(scheme?.editions ?? []).map((e) => ({ value: e.id, label: data(e.title) }))}
          />
        </Form.Item>
        <Form.Item name="asOf" label={t('awardPages.openAsOf')} extra={t('awardPages.openAsOfHint')}>
          <Input type="date" />
        </Form.Item>
      </Form>
      {tried ? (
        <>
          <h2 style={{ fontSize: 16 }}>{t('awardPages.trialTitle')}</h2>
          <ListsView lists={tried} round={null} />
        </>
      ) : null}
    </Modal>
  );
}

import { Form, Input, Modal, Select } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import type { Case } from './types.ts';
import { useRules } from './useRules.ts';

interface Values {
  owner: string;
  title: string;
  requirement: string;
  source: 'plan' | 'ledger' | 'instruction' | 'other';
  sourceText: string;
  cooperating: string;
  deadline: string;
}
export interface From {
  readonly owner: string;
  readonly source: 'plan' | 'ledger';
  readonly sourceRef: string;
  readonly title: string;
  readonly sourceText: string;
}

/** Drafts an order, or changes one that is not registered yet. */
export function CaseDialog({ from, change, onClose }: { from?: From; change?: Case; onClose: () => void }) {
  const { t } = useI18n();
  const rules = useRules();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(
    `case-${change?.id ?? from?.sourceRef ?? 'new'}-${change?.version ?? 0}`,
    form,
  );
  const problem = useFormProblem(form);
  const [id] = useState(() => change?.id ?? uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const save = useMutation({
    mutationFn: (v: Values) => {
      const content = {
        title: v.title,
        requirement: v.requirement,
        sourceText: v.sourceText ?? '',
        cooperating: v.cooperating ?? '',
        deadline: v.deadline ? v.deadline : null,
      };
      return change
        ? api.supervision.saveCase({ params: { id }, body: { version: change.version, ...content } })
        : api.supervision.createCase({
            body: {
              id,
              owner: v.owner,
              source: from?.source ?? v.source,
              sourceRef: from?.sourceRef ?? '',
              ...content,
            },
          });
    },
    onSuccess: (c) => {
      draft.forget();
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      onClose();
      if (!change) void navigate(`/supervision/cases/${c.id}`);
    },
    onError: problem.show,
  });
  const required = { required: true, message: t('supervisionPages.required') };
  return (
    <Modal
      open
      title={t(change ? 'supervisionPages.changeCase' : 'supervisionPages.newCase')}
      okText={t('common.save')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      {problem.text ? (
        <p role="alert" className="bad-text">
          {problem.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          source: 'instruction',
          ...from,
          ...change,
          owner: change?.owner.id ?? from?.owner,
          ...draft.initial,
        }}
        onValuesChange={draft.keep}
        onFinish={(v) => save.mutate(v)}
      >
        <Form.Item name="title" label={t('supervision.column.caseTitle')} rules={[required]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="owner" label={t('supervisionPages.host')} rules={[required]}>
          <Select
            disabled={change !== undefined || from !== undefined}
            showSearch={{ optionFilterProp: 'label' }}
            options={(rules.data?.owners ?? []).map((o) => ({ value: o.id, label: o.name }))}
          />
        </Form.Item>
        <Form.Item name="requirement" label={t('supervisionPages.requirement')} rules={[required]}>
          <Input.TextArea maxLength={3000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item name="deadline" label={t('supervision.column.deadline')} rules={[required]}>
          <Input type="date" style={{ maxWidth: 180 }} />
        </Form.Item>
        {change || from ? null : (
          <Form.Item name="source" label={t('supervision.column.source')}>
            <Select
              options={(['instruction', 'plan', 'other'] as const).map((s) => ({
                value: s,
                label: t(`supervision.source.${s}`),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="sourceText" label={t('supervisionPages.sourceText')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 4 }} />
        </Form.Item>
        <Form.Item name="cooperating" label={t('supervisionPages.cooperating')}>
          <Input maxLength={300} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

import { App, Button, Form, Input, Modal } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import type { FundNotice } from './types.ts';

/** Notices under which the signed-in enterprise may apply. */
export function useNotices(enabled = true) {
  return useQuery({
    queryKey: ['funding', 'notices'],
    queryFn: () => api.funding.notices(),
    enabled,
    staleTime: 60_000,
  });
}

/** 一键申报: names the project, makes the draft, and takes along what was typed for a trial. */
export function ApplyButton({
  notice,
  facts = {},
  primary = true,
}: {
  notice: FundNotice;
  facts?: Readonly<Record<string, unknown>>;
  primary?: boolean;
}) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        size="small"
        type={primary ? 'primary' : 'default'}
        onClick={() => setAsking(true)}
        aria-label={`${t('fundingPages.apply')} ${notice.title}`}
      >
        {t('fundingPages.apply')}
      </Button>
      {asking ? <Begin notice={notice} facts={facts} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Begin({
  notice,
  facts,
  onClose,
}: {
  notice: FundNotice;
  facts: Readonly<Record<string, unknown>>;
  onClose: () => void;
}) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ project: string }>();
  // One id for one intention: pressed twice it is one draft.
  const [id] = useState(() => crypto.randomUUID());
  const create = useMutation({
    mutationFn: async ({ project }: { project?: string }) => {
      const made = await api.funding.create({
        body: { id, notice: notice.id, project: project?.trim() ?? '' },
      });
      if (Object.keys(facts).length > 0) {
        // What was typed for the trial is a help and no more: without it the draft is made all the same.
        const a = await api.funding.application({ params: made });
        const asked = new Set(a.facts.filter((f) => !f.authoritative).map((f) => f.id));
        const taken = Object.fromEntries(Object.entries(facts).filter(([k]) => asked.has(k)));
        await api.funding
          .save({
            params: made,
            body: { version: a.version, content: { ...a.content, facts: taken as never } },
          })
          .catch(() => undefined);
      }
      return made;
    },
    onSuccess: ({ id }) => {
      void message.success(t('fundingPages.draftMade'));
      void queries.invalidateQueries({ queryKey: ['funding'] });
      void navigate(`/funding/${id}`);
    },
  });
  return (
    <Modal
      open
      title={notice.title}
      okText={t('fundingPages.begin')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {create.error ? (
        <p role="alert" className="bad-text">
          {problem(create.error)}
        </p>
      ) : null}
      <p className="quiet">
        {data(notice.schemeTitle)} · {t('fundingPages.ofYear', { year: notice.year })} ·{' '}
        {t('fundingPages.window', { opens: notice.opens, closes: notice.closes })}
      </p>
      <Form form={form} layout="vertical" initialValues={{ project: '' }} onFinish={(v) => create.mutate(v)}>
        <Form.Item name="project" label={t('fundingPages.project')} extra={t('fundingPages.projectHint')}>
          <Input maxLength={80} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** On the card of a scheme: apply under its open notice, or go on with what was begun. Nothing where neither is so. */
export function SchemeApply({
  scheme,
  facts,
}: {
  scheme: string;
  facts?: Readonly<Record<string, unknown>>;
}) {
  const { t } = useI18n();
  const { can } = useSession();
  const navigate = useNavigate();
  const may = can('funding.apply');
  const notices = useNotices(may);
  const mine = useQuery({
    queryKey: ['funding', 'mine'],
    queryFn: () => api.funding.mine({ query: {} }),
    enabled: may,
    staleTime: 60_000,
  });
  if (!may) return null;
  const own = mine.data?.items.find((i) => i.evaluation.scheme === scheme);
  const notice = notices.data?.items.find((n) => n.id === own?.notice);
  return (
    <>
      {notice ? <ApplyButton notice={notice} {...(facts ? { facts } : {})} /> : null}{' '}
      {own?.application ? (
        <Button size="small" onClick={() => void navigate(`/funding/${own.application}`)}>
          {t('fundingPages.seeMine')}
        </Button>
      ) : null}
    </>
  );
}

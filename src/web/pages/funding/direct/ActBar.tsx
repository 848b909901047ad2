import { Alert, App, Button, Form, Input, Modal, Select, Space } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api, ApiProblem } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { useProblemText } from '../../../parts/ErrorState.tsx';
import type { Claim } from './types.ts';

type Act = Claim['can'][number];

/** Acts that are open for every one of the chosen. */
const common = (chosen: readonly Claim[]): Act[] =>
  (chosen[0]?.can ?? []).filter((a) => chosen.every((c) => c.can.some((x) => x.id === a.id)));

/** What is chosen, what it adds up to, and what may be done with all of it. */
export function ActBar({
  chosen,
  onChange,
}: {
  chosen: readonly Claim[];
  onChange: (left: readonly Claim[]) => void;
}) {
  const { t, data } = useI18n();
  const [act, setAct] = useState<Act | null>(null);
  const acts = common(chosen);
  const sum = chosen.reduce((n, c) => n + BigInt(c.amountFen), 0n);
  return (
    <section
      className="panel"
      style={{ marginBottom: 16 }}
      aria-label={t('directPages.chosen', { count: chosen.length, amount: fenText(String(sum)) })}
    >
      <Space wrap>
        <span className="num">
          {t('directPages.chosen', { count: chosen.length, amount: fenText(String(sum)) })}
        </span>
        {acts.map((a) => (
          <Button key={a.id} type={a.reason ? 'default' : 'primary'} onClick={() => setAct(a)}>
            {data(a.title)}
          </Button>
        ))}
        {acts.length === 0 ? <span className="quiet">{t('directPages.noCommonAct')}</span> : null}
        <Button onClick={() => onChange([])}>{t('directPages.chooseNone')}</Button>
      </Space>
      {act ? (
        <ActDialog
          act={act}
          chosen={chosen}
          onClose={() => setAct(null)}
          onDone={() => {
            setAct(null);
            onChange([]);
          }}
          onDrop={(ids) => onChange(chosen.filter((c) => !ids.has(c.id)))}
        />
      ) : null}
    </section>
  );
}

interface Said {
  reason?: string;
  budget?: string;
  reference?: string;
}

function ActDialog({
  act,
  chosen,
  onClose,
  onDone,
  onDrop,
}: {
  act: Act;
  chosen: readonly Claim[];
  onClose: () => void;
  onDone: () => void;
  onDrop: (ids: ReadonlySet<string>) => void;
}) {
  const { t, data, finding } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Said>();
  const releases = act.marks.includes('entitle');
  const schemes = new Set(chosen.map((c) => c.scheme));
  // One key while what is chosen stays the same: pressing twice is one act.
  const [keyOf] = useState(() => new Map<string, string>());
  const budgets = useQuery({
    queryKey: ['funding', 'budgets'],
    queryFn: () => api.funding.budgets({ query: {} }),
    enabled: releases,
  });
  const send = useMutation({
    mutationFn: async () => {
      const said = await form.validateFields();
      const items = chosen.map(({ id, version }) => ({ id, version }));
      const of = JSON.stringify([items, said]);
      const key = keyOf.get(of) ?? crypto.randomUUID();
      keyOf.set(of, key);
      return api.funding.actDirect({
        body: {
          act: act.id,
          key,
          items,
          reason: said.reason ?? '',
          budget: said.budget ?? null,
          reference: said.reference ?? '',
        },
      });
    },
    onSuccess: async (r) => {
      void message.success(
        t('directPages.done', { act: data(act.title), count: r.done, amount: fenText(r.amountFen) }),
      );
      await queries.invalidateQueries({ queryKey: ['funding'] });
      onDone();
    },
  });
  const findings = send.error instanceof ApiProblem ? (send.error.body.findings ?? []) : [];
  const bad = new Set(
    findings.flatMap((f) => (f.path?.startsWith('items.') ? [f.path.slice('items.'.length)] : [])),
  );
  const sum = chosen.reduce((n, c) => n + BigInt(c.amountFen), 0n);
  return (
    <Modal
      open
      title={t('directPages.actTitle', { act: data(act.title), count: chosen.length })}
      okText={data(act.title)}
      cancelText={t('directPages.cancel')}
      confirmLoading={send.isPending}
      okButtonProps={{ disabled: releases && schemes.size > 1 }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.error instanceof ApiProblem ? (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={problem(send.error)}
          description={
            findings.length > 0 ? (
              <>
                {findings.map((f) => (
                  <div key={`${f.code} ${f.path}`}>{finding(f.code, f.params).message}</div>
                ))}
                {bad.size > 0 && bad.size < chosen.length ? (
                  <Button
                    size="small"
                    style={{ marginTop: 8 }}
                    onClick={() => {
                      onDrop(bad);
                      send.reset();
                    }}
                  >
                    {t('directPages.drop', { count: bad.size })}
                  </Button>
                ) : null}
              </>
            ) : null
          }
        />
      ) : null}
      <p>{t('directPages.actSum', { count: chosen.length, amount: fenText(String(sum)) })}</p>
      {releases ? <p className="quiet">{t('directPages.releaseHint')}</p> : null}
      {releases && schemes.size > 1 ? (
        <Alert type="warning" showIcon title={t('directPages.oneScheme')} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Said> form={form} layout="vertical">
        {releases ? (
          <>
            <Form.Item
              name="budget"
              label={t('directPages.budget')}
              rules={[{ required: true, message: t('directPages.required') }]}
              extra={
                budgets.data && !budgets.data.items.some((b) => schemes.has(b.scheme))
                  ? t('directPages.noBudget')
                  : undefined
              }
            >
              <Select
                options={(budgets.data?.items ?? [])
                  .filter((b) => schemes.has(b.scheme))
                  .map((b) => ({
                    value: b.id,
                    label: t('directPages.budgetOption', {
                      fund: b.fund,
                      year: b.year,
                      available: fenText(b.balances.available),
                    }),
                  }))}
              />
            </Form.Item>
            <Form.Item
              name="reference"
              label={t('directPages.reference')}
              rules={[{ required: true, min: 2, message: t('directPages.required') }]}
            >
              <Input maxLength={120} />
            </Form.Item>
          </>
        ) : null}
        {act.reason ? (
          <Form.Item
            name="reason"
            label={t('directPages.reason')}
            rules={[{ required: true, message: t('directPages.required') }]}
          >
            <Input.TextArea rows={3} maxLength={2000} />
          </Form.Item>
        ) : null}
      </Form>
    </Modal>
  );
}

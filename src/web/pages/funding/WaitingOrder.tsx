import { Alert, App, Button, Input, Space } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import type { Order } from './types.ts';

/** One money act that waits: what it is, who proposed it, and what the reader may do about it. */
export function WaitingOrder({ o }: { o: Order }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (act: string) =>
      api.funding.decide({ params: { id: o.id }, body: { act, version: o.version, reason } }),
    onSuccess: async (done) => {
      void message.success(data(done.stateTitle));
      await queries.invalidateQueries({ queryKey: ['funding'] });
    },
  });
  return (
    <section className="panel">
      <h2>
        {t(`funding.kind.${o.kind}`)} <span className="num">{fenText(o.amountFen)}</span>
      </h2>
      <p>
        {o.fund} · {data(o.schemeTitle)} · {o.year}
        {o.subject && o.application ? (
          <>
            {' · '}
            <Link to={`/funding/${o.application}`}>{o.subject.name}</Link>
          </>
        ) : null}{' '}
        · {o.reference}
      </p>
      {o.reason ? <p>{o.reason}</p> : null}
      <p className="quiet num">
        {t('fundingPages.proposedBy', { name: o.proposedBy, at: formatTime(o.proposedAt) })}
      </p>
      {decide.error ? (
        <Alert type="error" showIcon title={problem(decide.error)} style={{ marginBottom: 12 }} />
      ) : null}
      {o.can.length === 0 ? (
        <p className="quiet">{t('fundingPages.notYours')}</p>
      ) : (
        <Space wrap>
          {o.can.some((a) => a.reason) ? (
            <Input
              aria-label={t('fundingPages.reason')}
              placeholder={t('fundingPages.reason')}
              value={reason}
              maxLength={1000}
              style={{ width: 300, maxWidth: '100%' }}
              onChange={(e) => setReason(e.target.value)}
            />
          ) : null}
          {o.can.map((a) => (
            <Button
              key={a.id}
              type={a.reason ? 'default' : 'primary'}
              disabled={a.reason && reason.trim() === ''}
              loading={decide.isPending}
              onClick={() => decide.mutate(a.id)}
            >
              {data(a.title)}
            </Button>
          ))}
        </Space>
      )}
    </section>
  );
}

import { App, Button, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { DueTag } from './DueTag.tsx';
import { Files } from './Files.tsx';
import type { Filing, Milestone } from './types.ts';

type Asked = { m: Milestone; act: Milestone['can'][number] };

function MilestoneDialog({
  f,
  asked: { m, act },
  onDone,
  onClose,
}: {
  f: Filing;
  asked: Asked;
  onDone: (f: Filing) => void;
  onClose: () => void;
}) {
  const { t, data } = useI18n();
  const problem = useProblemText();
  const [reason, setReason] = useState('');
  const [key] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const run = useMutation({
    mutationFn: () =>
      api.filings.milestone({
        params: { id: f.id },
        body: { measure: m.measure, milestone: m.key, act: act.id, key, reason },
      }),
    onSuccess: onDone,
  });
  return (
    <Modal
      open
      title={`${data(act.title)}：${m.title}`}
      okText={data(act.title)}
      okButtonProps={{ disabled: act.reason && reason.trim() === '' }}
      confirmLoading={run.isPending}
      onOk={() => run.mutate()}
      onCancel={onClose}
    >
      {run.error ? (
        <p role="alert" className="bad-text">
          {problem(run.error)}
        </p>
      ) : null}
      <label>
        {t(act.reason ? 'filingPages.reason' : 'filingPages.note')}
        <Input.TextArea
          value={reason}
          maxLength={1000}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(e) => setReason(e.target.value)}
          style={{ marginTop: 6 }}
        />
      </label>
    </Modal>
  );
}

/** Milestones one by one: the enterprise reports with evidence, the county verifies or returns. */
export function Milestones({ f, onChange }: { f: Filing; onChange: (f: Filing) => void }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const [asked, setAsked] = useState<Asked | null>(null);
  if (f.milestones.length === 0) return null;
  const done = f.milestones.filter((m) => m.verified).length;
  return (
    <section className="panel" aria-label={t('filingPages.verification')}>
      <h2>{t('filingPages.verification')}</h2>
      <p className="quiet">
        {t('filingPages.verificationHint')}{' '}
        {t('filingPages.verifiedOf', { done, count: f.milestones.length })}
      </p>
      {f.content.measures.map((measure) => (
        <div key={measure.key} style={{ borderTop: '1px solid var(--line)', padding: '10px 0' }}>
          <h3 style={{ fontSize: 15, margin: '0 0 6px' }}>{measure.title}</h3>
          {f.milestones
            .filter((m) => m.measure === measure.key)
            .map((m) => {
              const place = `measures.${m.measure}.${m.key}`;
              const files = f.files.filter((x) => x.field === place).length;
              return (
                <div
                  key={m.key}
                  role="group"
                  aria-label={m.title}
                  style={{
                    display: 'grid',
                    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 250px), 1fr))',
                    gap: '4px 16px',
                    padding: '6px 0 8px 12px',
                    borderLeft: `3px solid ${m.verified ? 'var(--good)' : 'var(--line)'}`,
                    marginBottom: 6,
                  }}
                >
                  <div>
                    <div>{m.title}</div>
                    <div className="quiet small num">{t('filingPages.due.by', { day: m.due })}</div>
                  </div>
                  <div>
                    <span
                      className={`chip chip-${m.verified ? 'met' : m.state === 'returned' ? 'behind' : m.waiting ? 'onTrack' : 'notDue'}`}
                    >
                      <i aria-hidden="true" />
                      {data(m.stateTitle)}
                    </span>{' '}
                    {m.late > 0 && !m.waiting ? (
                      <span className="chip chip-behind">
                        <i aria-hidden="true" />
                        {t('filingPages.due.late', { days: m.late })}
                      </span>
                    ) : null}
                    {m.waiting ? <DueTag due={m.waiting} /> : null}
                    {m.events.length > 0 ? (
                      <div className="quiet small">
                        {data(m.events.at(-1)!.actTitle)} · {m.events.at(-1)!.by} ·{' '}
                        {formatTime(m.events.at(-1)!.at)}
                        {m.events.at(-1)!.reason ? `：${m.events.at(-1)!.reason}` : ''}
                      </div>
                    ) : null}
                  </div>
                  <div>
                    <Files
                      f={f}
                      field={place}
                      label={m.title}
                      onChange={onChange}
                      add={f.attachable && !m.verified && !f.editable}
                    />
                  </div>
                  <div style={{ display: 'flex', gap: 6, flexWrap: 'wrap', alignItems: 'start' }}>
                    {m.can.map((a) => {
                      const missing = files < a.attachments;
                      return (
                        <Button
                          key={a.id}
                          size="small"
                          type={a.reason ? 'default' : 'primary'}
                          disabled={missing}
                          title={missing ? t('filingPages.evidenceFirst') : ''}
                          onClick={() => setAsked({ m, act: a })}
                        >
                          {data(a.title)}
                        </Button>
                      );
                    })}
                    {m.can.some((a) => files < a.attachments) ? (
                      <span className="quiet small">{t('filingPages.evidenceFirst')}</span>
                    ) : null}
                  </div>
                </div>
              );
            })}
        </div>
      ))}
      {asked ? (
        <MilestoneDialog
          f={f}
          asked={asked}
          onClose={() => setAsked(null)}
          onDone={(next) => {
            setAsked(null);
            onChange(next);
            void message.success(t('filingPages.actDone', { act: data(asked.act.title) }));
          }}
        />
      ) : null}
    </section>
  );
}

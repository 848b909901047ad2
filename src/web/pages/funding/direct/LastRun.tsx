import { Button, Drawer, Empty, Skeleton, Space, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { ErrorState } from '../../../parts/ErrorState.tsx';
import { formatTime } from '../../../parts/format.ts';
import { changeKinds, type Run } from './types.ts';

const counts = {
  new: 'added',
  raised: 'raised',
  lowered: 'lowered',
  gone: 'gone',
  altered: 'altered',
} as const;

/** What the last run found and changed; a count leads to what it counts. */
export function LastRun({ onChange }: { onChange: (kind: string) => void }) {
  const { t, data } = useI18n();
  const [open, setOpen] = useState<'runs' | 'schemes' | null>(null);
  const q = useQuery({
    queryKey: ['funding', 'direct', 'runs'],
    queryFn: () => api.funding.directRuns({ query: { size: 30 } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const last = q.data.items[0];
  return (
    <section className="panel" aria-label={t('directPages.lastRun')} style={{ marginBottom: 16 }}>
      <h2>{t('directPages.lastRun')}</h2>
      {q.data.job ? <p>{t('directPages.running')}</p> : null}
      {last ? (
        <>
          <p className="num">
            {t('directPages.runLine', {
              at: formatTime(last.finishedAt),
              by: last.by,
              asOf: last.asOf,
              enterprises: last.enterprises,
              owed: last.owed,
            })}
          </p>
          <Space wrap>
            {changeKinds.map((k) => (
              <Button key={k} size="small" disabled={last[counts[k]] === 0} onClick={() => onChange(k)}>
                {t(`directPages.change.${k}`)} {last[counts[k]]}
              </Button>
            ))}
          </Space>
          {last.warnings.map((w) => (
            <p className="quiet" key={`${w.scheme.zh} ${w.fact.zh}`} style={{ margin: '8px 0 0' }}>
              {t('directPages.warning', { scheme: data(w.scheme), fact: data(w.fact) })}
            </p>
          ))}
        </>
      ) : (
        <p>{t('directPages.noRun')}</p>
      )}
      <Space wrap style={{ marginTop: 12 }}>
        <Button onClick={() => setOpen('runs')}>{t('directPages.history')}</Button>
        <Button onClick={() => setOpen('schemes')}>{t('directPages.schemes')}</Button>
      </Space>
      {open === 'runs' ? (
        <Drawer
          open
          title={t('directPages.history')}
          size={Math.min(720, window.innerWidth)}
          onClose={() => setOpen(null)}
        >
          {q.data.items.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} /> : null}
          {q.data.items.map((r) => (
            <PastRun key={r.id} r={r} />
          ))}
        </Drawer>
      ) : null}
      {open === 'schemes' ? <Schemes onClose={() => setOpen(null)} /> : null}
    </section>
  );
}

function PastRun({ r }: { r: Run }) {
  const { t } = useI18n();
  return (
    <p className="num">
      {t('directPages.runLine', {
        at: formatTime(r.finishedAt),
        by: r.by,
        asOf: r.asOf,
        enterprises: r.enterprises,
        owed: r.owed,
      })}
      <br />
      <span className="quiet">
        {changeKinds.map((k) => `${t(`directPages.change.${k}`)} ${r[counts[k]]}`).join(' · ')}
      </span>
    </p>
  );
}

/** Which schemes are paid without an application, and what they rest on. */
function Schemes({ onClose }: { onClose: () => void }) {
  const { t, data } = useI18n();
  const q = useQuery({
    queryKey: ['funding', 'direct', 'schemes'],
    queryFn: () => api.funding.directSchemes({ query: {} }),
  });
  return (
    <Drawer open title={t('directPages.schemes')} size={Math.min(720, window.innerWidth)} onClose={onClose}>
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.data ? <p>{t('directPages.everyNight', { at: q.data.at })}</p> : null}
      {q.data?.items.map((s) => (
        <section key={s.id}>
          <h3>
            {data(s.title)} {s.inForce ? null : <Tag>{t('directPages.notInForce')}</Tag>}
          </h3>
          <ul>
            {s.facts.map((f) => (
              <li key={f.title.zh}>
                {data(f.title)}：{f.source ?? t('directPages.noSource')}
              </li>
            ))}
          </ul>
          <p className="quiet small">{s.source}</p>
        </section>
      ))}
      {q.data ? (
        <>
          <h3>{t('directPages.authoritative')}</h3>
          <ul>
            {[...new Map(q.data.authoritative.map((a) => [a.title, a])).values()].map((a) => (
              <li key={a.title}>
                {a.title}
                {a.note === '' ? '' : `（${a.note}）`}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Drawer>
  );
}

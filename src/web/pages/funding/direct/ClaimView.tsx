import { Button, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { ErrorState } from '../../../parts/ErrorState.tsx';
import { formatTime } from '../../../parts/format.ts';
import { Reckoning } from '../Reckoning.tsx';
import type { Calculation } from '../types.ts';
import { MissingLines } from './Missing.tsx';

/** One claim opened: how it came about, what nights changed, who did what. */
export function ClaimView({ id }: { id: string }) {
  const { t, data } = useI18n();
  const [open, setOpen] = useState(false);
  const q = useQuery({
    queryKey: ['funding', 'direct', 'claim', id],
    queryFn: () => api.funding.directClaim({ params: { id } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!q.data) return <Skeleton active paragraph={{ rows: 3 }} />;
  const c = q.data;
  return (
    <div>
      {c.missing.length > 0 ? <MissingLines missing={c.missing} /> : null}
      <p className="num">
        {t('directPages.byRule', { version: c.ruleVersion, day: c.asOf, known: formatTime(c.known) })}{' '}
        {c.evaluation ? (
          <Button size="small" onClick={() => setOpen(true)}>
            {t('directPages.howComputed')}
          </Button>
        ) : null}{' '}
        {c.application ? (
          <Link to={`/funding/${c.application}`}>{t('directPages.toApplication')}</Link>
        ) : null}
      </p>
      <p className="quiet small num" style={{ overflowWrap: 'anywhere' }}>
        {t('directPages.hashes', { rule: c.ruleHash.slice(0, 16), input: c.inputHash.slice(0, 16) })}
      </p>
      <ul className="num" style={{ margin: 0 }}>
        {c.changes.map((x) => (
          <li key={x.known}>
            {formatTime(x.known)} {t(`directPages.change.${x.kind}`)} {fenText(x.beforeFen)} →{' '}
            {fenText(x.afterFen)} <MissingLines missing={x.missing} />
          </li>
        ))}
        {c.events.map((e) => (
          <li key={`${e.at} ${e.toTitle.zh}`}>
            {formatTime(e.at)} {data(e.actTitle)} → {data(e.toTitle)} · {e.by}
            {e.reason === '' ? '' : ` · ${e.reason}`}
          </li>
        ))}
      </ul>
      {open && c.evaluation ? (
        <Reckoning
          evaluation={c.evaluation as Calculation['evaluation']}
          title={`${c.subject.name} · ${data(c.schemeTitle)}`}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { formatTime } from '../../parts/format.ts';
import type { Application } from './types.ts';

/** Money of one application: what waits for a second person, and what was booked. */
export function MoneyPanel({ a }: { a: Application }) {
  const { t } = useI18n();
  const { can } = useSession();
  const orders = useQuery({
    queryKey: ['funding', 'orders', 'proposed'],
    queryFn: () => api.funding.orders({ query: { state: 'proposed', size: 200 } }),
    enabled: can('funding.ledger'),
  });
  const waiting = (orders.data?.items ?? []).filter((o) => o.application === a.id);
  if (waiting.length === 0 && a.transactions.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('fundingPages.moneyTitle')}</h2>
      {waiting.map((o) => (
        <p key={o.id}>
          <span className="chip chip-atRisk">
            <i aria-hidden="true" />
            {t('fundingPages.waitsFor')}
          </span>{' '}
          {t(`funding.kind.${o.kind}`)} <b className="num">{fenText(o.amountFen)}</b> · {o.reference} ·{' '}
          {t('fundingPages.proposedBy', { name: o.proposedBy, at: formatTime(o.proposedAt) })}{' '}
          <Link to="/funds">{t('fundingPages.toFunds')}</Link>
        </p>
      ))}
      <ul className="num" style={{ margin: 0, paddingLeft: 20 }}>
        {a.transactions.map((x) => (
          <li key={x.id}>
            {t(`funding.kind.${x.kind}`)} <b>{fenText(x.amountFen)}</b>{' '}
            <span className="quiet">
              {formatTime(x.at)} · {x.reference} · {t('fundingPages.releasedBy', { name: x.by })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

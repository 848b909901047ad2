import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';

/** On the desk of an enterprise: what it is owed and never claimed, and what waits for it, such as an account to be checked. */
export function OwnEntitlements() {
  const { t } = useI18n();
  const owed = useQuery({
    queryKey: ['funding', 'entitlements', 'own'],
    queryFn: () => api.funding.entitlements({ query: { size: 1 } }),
  });
  const waiting = useQuery({
    queryKey: ['funding', 'list', 'own'],
    queryFn: () => api.funding.list({ query: { waiting: 'me', size: 1 } }),
  });
  if (!owed.data) return null;
  const { unclaimedFen } = owed.data.sums;
  return (
    <section className="panel" style={{ margin: 0 }}>
      <h2 style={{ margin: '0 0 8px', fontSize: 16 }}>{t('directPages.ownCard')}</h2>
      <p style={{ fontSize: 18, margin: '0 0 6px' }}>
        {unclaimedFen === '0'
          ? t('directPages.allClaimed')
          : t('directPages.unclaimed', { amount: fenText(unclaimedFen) })}
      </p>
      {waiting.data && waiting.data.total > 0 ? (
        <p>
          <Link to="/funding?waiting=me">{t('directPages.ownWaiting', { count: waiting.data.total })}</Link>
        </p>
      ) : null}
      <Link to="/funding/entitlements">{t('directPages.toLedger')}</Link>
    </section>
  );
}

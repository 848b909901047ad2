import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';

/** Vouchers of a line, newest first. */
export function Vouchers({ id }: { id: string }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['funding', 'budget', id],
    queryFn: () => api.funding.budget({ params: { id } }),
  });
  if (q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (q.data?.transactions.length === 0) return <p className="quiet">{t('fundingPages.noVouchers')}</p>;
  return (
    <ul className="num" style={{ margin: 0, paddingLeft: 18 }}>
      {q.data?.transactions.map((x) => (
        <li key={x.id}>
          {formatTime(x.at)} {t(`funding.kind.${x.kind}`)} <b>{fenText(x.amountFen)}</b>{' '}
          {x.subject && x.application ? <Link to={`/funding/${x.application}`}>{x.subject.name}</Link> : null}{' '}
          {x.reference} <span className="quiet">{t('fundingPages.releasedBy', { name: x.by })}</span>
        </li>
      ))}
    </ul>
  );
}

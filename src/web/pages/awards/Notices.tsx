import { Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';

/** Public: notices and results, newest first. */
export default function Notices() {
  const { t } = useI18n();
  const q = useQuery({ queryKey: ['awards', 'notices'], queryFn: () => api.awards.notices() });
  return (
    <div className="page">
      <PageHead title={t('awardPages.noticesTitle')} hint={t('awardPages.noticesHint')} />
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.data?.items.length === 0 ? (
        <section className="panel">
          <p>{t('awardPages.noNotices')}</p>
          <p className="quiet">{t('awardPages.noNoticesHint')}</p>
        </section>
      ) : null}
      {q.data?.items.map((n) => (
        <section className="panel" key={n.id}>
          <h2>
            <Link to={`/notices/${n.id}`}>{n.title}</Link> <Tag>{t(`awardPages.kind.${n.kind}`)}</Tag>
            <Simulated when={n.simulated} />
          </h2>
          <p className="quiet num" style={{ margin: 0 }}>
            {n.kind === 'notice' && n.from && n.to
              ? `${n.open ? t('awardPages.noticeOpen', { to: n.to }) : t('awardPages.noticeClosed', { from: n.from, to: n.to })} · `
              : ''}
            {t('awardPages.publishedAt', { at: formatTime(n.publishedAt) })}
          </p>
        </section>
      ))}
    </div>
  );
}

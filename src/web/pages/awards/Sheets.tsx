import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';

/** What an expert has to mark. */
export default function Sheets() {
  const { t, data } = useI18n();
  const q = useQuery({ queryKey: ['awards', 'sheets'], queryFn: () => api.awards.sheets() });
  return (
    <div className="page">
      <PageHead title={t('awardPages.sheetsTitle')} hint={t('awardPages.sheetsHint')} />
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.data?.items.length === 0 ? (
        <section className="panel">
          <p>{t('awardPages.noSheets')}</p>
          <p className="quiet">{t('awardPages.noSheetsHint')}</p>
        </section>
      ) : null}
      {q.data?.items.map((s) => (
        <section className="panel" key={s.round.id}>
          <h2>
            {s.round.title} <Simulated when={s.round.simulated} />
          </h2>
          <p className="quiet num">
            {data(s.round.stateTitle)} · {t('awardPages.sheetProgress', { done: s.scored, all: s.assigned })}
          </p>
          <Link to={`/sheets/${s.round.id}`}>
            {s.open ? t('awardPages.openSheet') : t('awardPages.seeSheet')}
          </Link>
        </section>
      ))}
    </div>
  );
}

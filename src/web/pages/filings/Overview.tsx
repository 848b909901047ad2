import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { PlaceTable } from './PlaceTable.tsx';

/** 对标完成率 as of now, with coverage beside it, so that nobody wins by filing few. */
export function Overview({ by, year }: { by: 'park' | 'county'; year: number }) {
  const { t } = useI18n();
  const q = useQuery({
    queryKey: ['filings', 'completion', by, year],
    queryFn: () => api.filings.completion({ query: { by, year } }),
    enabled: year > 0,
  });
  return (
    <>
      <p className="quiet">
        {q.data ? `${t(`filingPages.per.${q.data.per}`)}；${t(`filingPages.rankBy.${q.data.rank}`)}。` : ''}
        {t('filingPages.overviewHint')} <Simulated when={q.data?.simulated ?? false} />
      </p>
      <PlaceTable label={t(`filingPages.view.${by}`)} query={q} by={by} year={year} />
    </>
  );
}

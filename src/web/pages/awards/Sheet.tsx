import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { SheetForm } from './SheetForm.tsx';

/** The expert's own sheet in one round. */
export default function Sheet() {
  const { id = '' } = useParams();
  const { t } = useI18n();
  const params = { id };
  const q = useQuery({
    queryKey: ['awards', 'sheet', id],
    queryFn: () => api.awards.sheet({ params }),
    refetchOnWindowFocus: false,
  });
  if (q.error)
    return (
      <div className="page">
        <ErrorState error={q.error} retry={() => void q.refetch()} />
      </div>
    );
  if (!q.data)
    return (
      <div className="page">
        <Skeleton active paragraph={{ rows: 10 }} />
      </div>
    );
  return (
    <SheetForm
      sheet={q.data}
      name="sheet"
      title={t('awardPages.sheetTitle', { title: q.data.round.title })}
      save={(items) => api.awards.score({ params, body: { items } })}
      onRecuse={(assignment, reason) => api.awards.recuse({ params, body: { assignment, reason } })}
    />
  );
}

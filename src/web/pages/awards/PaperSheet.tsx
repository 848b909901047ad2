import { Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { SheetForm } from './SheetForm.tsx';

/** Marks of an expert without an account, entered from paper by those who run the round. */
export default function PaperSheet() {
  const { id = '', expert = '' } = useParams();
  const { t } = useI18n();
  const params = { id, expert };
  const q = useQuery({
    queryKey: ['awards', 'paper', id, expert],
    queryFn: () => api.awards.paperSheet({ params }),
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
      name="paper"
      title={t('awardPages.paperTitle', { name: q.data.expert.name })}
      save={(items) => api.awards.enterPaper({ params, body: { items } })}
    />
  );
}

import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
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
  return (
    <Loaded query={q}>
      {(sheet) => (
        <SheetForm
          sheet={sheet}
          name="sheet"
          title={t('awardPages.sheetTitle', { title: sheet.round.title })}
          save={(items) => api.awards.score({ params, body: { items } })}
          onRecuse={(assignment, reason) => api.awards.recuse({ params, body: { assignment, reason } })}
        />
      )}
    </Loaded>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
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
  return (
    <Loaded query={q}>
      {(sheet) => (
        <SheetForm
          sheet={sheet}
          name="paper"
          title={t('awardPages.paperTitle', { name: sheet.expert.name })}
          save={(items) => api.awards.enterPaper({ params, body: { items } })}
        />
      )}
    </Loaded>
  );
}

import { useI18n } from '../../app/i18n.tsx';
import type { Due } from './types.ts';

const chip = { late: 'behind', today: 'atRisk', soon: 'atRisk', open: 'notDue' } as const;

/** 剩余 / 今天到期 / 逾期: the word and the days carry the meaning, colour and shape only help. */
export function DueTag({ due, who = false }: { due: Due | null; who?: boolean }) {
  const { t } = useI18n();
  if (!due) return <span className="quiet">—</span>;
  const { days, workingDays, word } = due;
  const text =
    word === 'late'
      ? t('filingPages.due.late', { days: -days })
      : word === 'today'
        ? t('filingPages.due.today')
        : workingDays === null
          ? t('filingPages.due.left', { days })
          : t('filingPages.due.leftWorking', { days: workingDays });
  return (
    <>
      <span className={`chip chip-${chip[word]}`}>
        <i aria-hidden="true" />
        {text}
      </span>{' '}
      <span className="quiet small num" style={{ whiteSpace: 'nowrap' }}>
        {who ? `${t(`filingPages.dueRole.${due.role as 'enterprise'}`)} · ` : ''}
        {t('filingPages.due.by', { day: due.day })}
      </span>
    </>
  );
}

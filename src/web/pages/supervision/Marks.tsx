import { useI18n } from '../../app/i18n.tsx';
import type { CaseRow, EntryRow } from './types.ts';

const chip = { green: 'onTrack', yellow: 'atRisk', orange: 'atRisk', red: 'behind', none: 'notDue' } as const;

/** 达到进度 / 预警 / 滞后 and why: the words carry the meaning, colour and shape only help. */
export function LightMark({ e }: { e: Pick<EntryRow, 'light' | 'faults'> }) {
  const { t } = useI18n();
  return (
    <>
      <span className={`chip chip-${chip[e.light]}`}>
        <i aria-hidden="true" />
        {t(`supervision.light.${e.light}`)}
      </span>
      {e.faults.length > 0 ? (
        <div className="quiet small">{e.faults.map((f) => t(`supervision.fault.${f}`)).join('、')}</div>
      ) : null}
    </>
  );
}

/** The colour of an order with the working days it has left or is late by. */
export function ColourMark({ c }: { c: Pick<CaseRow, 'colour' | 'left' | 'deadline'> }) {
  const { t } = useI18n();
  if (c.left === null) return <span className="quiet num">{c.deadline ?? '—'}</span>;
  return (
    <>
      <span className={`chip chip-${chip[c.colour]}`}>
        <i aria-hidden="true" />
        {t(`supervision.colour.${c.colour}`)} ·{' '}
        {c.left < 0
          ? t('supervisionPages.late', { days: -c.left })
          : c.left === 0
            ? t('supervisionPages.today')
            : t('supervisionPages.left', { days: c.left })}
      </span>
      <div className="quiet small num">{t('supervisionPages.by', { day: c.deadline ?? '—' })}</div>
    </>
  );
}

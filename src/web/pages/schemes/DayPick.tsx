import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useI18n } from '../../app/i18n.tsx';

/** The day whose rules are asked for. */
export function DayPick({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const { t } = useI18n();
  return (
    <DatePicker
      aria-label={t('schemes.asOf')}
      placeholder={t('schemes.asOf')}
      value={day === '' ? null : dayjs(day)}
      onChange={(d) => onDay(d ? d.format('YYYY-MM-DD') : '')}
    />
  );
}

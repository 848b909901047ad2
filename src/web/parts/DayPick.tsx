import { DatePicker } from 'antd';
import dayjs from 'dayjs';

/** A day to look back from; empty text: none was picked. */
export function DayPick({ day, onDay, label }: { day: string; onDay: (day: string) => void; label: string }) {
  return (
    <DatePicker
      aria-label={label}
      placeholder={label}
      value={day === '' ? null : dayjs(day)}
      onChange={(d) => onDay(d ? d.format('YYYY-MM-DD') : '')}
    />
  );
}

import { useI18n } from '../app/i18n.tsx';

export const statuses = ['met', 'onTrack', 'atRisk', 'behind', 'notDue', 'noData'] as const;
export type Status = (typeof statuses)[number];

/** 达成 / 按期 / 预警 / 滞后 / 未到期 / 无数据: shape and word carry the meaning, colour only helps. */
export function StatusChip({ status, quiet = false }: { status: Status; quiet?: boolean }) {
  const { t } = useI18n();
  return (
    <span className={`chip chip-${status}${quiet ? ' chip-quiet' : ''}`}>
      <i aria-hidden="true" />
      {t(`web.status.${status}`)}
    </span>
  );
}

import { Tag, Tooltip } from 'antd';
import { useI18n } from '../app/i18n.tsx';

/** Beside every simulated value, so that nobody takes it for a real enterprise's. */
export function Simulated({ when = true }: { when?: boolean }) {
  const { t } = useI18n();
  if (!when) return null;
  return (
    <Tooltip title={t('common.simulatedHint')}>
      <Tag className="tag-sim">{t('common.simulated')}</Tag>
    </Tooltip>
  );
}

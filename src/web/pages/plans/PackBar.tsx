import { Select } from 'antd';
import { useI18n } from '../../app/i18n.tsx';
import type { usePack } from './usePack.ts';

/** Which plan is being read; hidden while there is only one. */
export function PackSelect({ list, pack, set }: Pick<ReturnType<typeof usePack>, 'list' | 'pack' | 'set'>) {
  const { t, data } = useI18n();
  if (list.length < 2) return null;
  return (
    <Select
      aria-label={t('planPages.plan')}
      value={pack?.id ?? null}
      onChange={(plan) => set({ plan, asOf: undefined })}
      options={list.map((p) => ({ value: p.id, label: `${p.number} ${data(p.title)}` }))}
      popupMatchSelectWidth={false}
      style={{ maxWidth: 320, minWidth: 180 }}
    />
  );
}

import { useI18n } from '../../app/i18n.tsx';

export function GapTag({ gap }: { gap: 'leads' | 'level' | 'near' | 'behind' | 'far' }) {
  const { t } = useI18n();
  return <span className={`gap gap-${gap}`}>{t(`benchmarkPages.gapClass.${gap}`)}</span>;
}

import { lookUp } from '#locales';
import { useI18n } from '../../app/i18n.tsx';

interface Step {
  code: string;
  params: Record<string, string | number>;
}

/** How a light was found, sentence by sentence, as the engine reasoned. */
export function StatusSteps({ steps }: { steps: unknown }) {
  const { t, locale } = useI18n();
  const list = Array.isArray(steps) ? (steps as Step[]) : [];
  if (list.length === 0) return <span className="quiet">{t('common.none')}</span>;
  return (
    <ol className="trace" style={{ paddingLeft: 18, listStyle: 'decimal' }}>
      {list.map((s) => (
        <li key={s.code}>{lookUp(locale, 'planFindings', `status.${s.code}`, s.params) ?? s.code}</li>
      ))}
    </ol>
  );
}

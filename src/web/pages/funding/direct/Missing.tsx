import { useI18n } from '../../../app/i18n.tsx';
import type { Claim } from './types.ts';

/** What is missing, one line each: what there is, what it takes, how far. */
export function MissingLines({ missing }: { missing: Claim['missing'] }) {
  const { t } = useI18n();
  return (
    <>
      {missing.map((m) => (
        <div key={`${m.title} ${m.need}`}>
          {m.have === null && m.need === ''
            ? m.title
            : t('directPages.missing', { title: m.title, have: m.have ?? '—', need: m.need })}
          {m.short === null ? '' : t('directPages.short', { short: m.short })}
        </div>
      ))}
    </>
  );
}

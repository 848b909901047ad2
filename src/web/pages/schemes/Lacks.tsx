import { lookUp } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import { told } from './entries.ts';
import type { Evaluation } from './types.ts';

/** What an enterprise lacks for a scheme, condition by condition; nothing where it lacks nothing. */
export function Lacks({ e }: { e: Evaluation }) {
  const { t, locale } = useI18n();
  if (e.outcome === 'yes' || e.missing.length === 0) return null;
  const say = (m: Evaluation['missing'][number]): string => {
    // What is only not told needs no condition read out beside it.
    if (m.condition === 'awards') return t('schemes.awardsMissing');
    if (m.unknown && m.alternative === null && (m.condition === 'amount' || told(m)))
      return t('schemes.factMissing', { title: m.title });
    // Limits have sentences of their own; their title is a code.
    const own = lookUp(locale, 'rules', `limit.${m.condition}`);
    const kind = m.unknown
      ? 'unknown'
      : own !== undefined
        ? m.condition
        : m.short === null
          ? 'plain'
          : 'short';
    const none = t('rules.unknown');
    const params = { title: own ?? m.title, have: m.have ?? none, need: m.need, short: m.short ?? '' };
    return `${m.alternative === null ? '' : t('schemes.or')}${lookUp(locale, 'rules', `missing.${kind}`, params) ?? m.title}`;
  };
  return (
    <>
      <p style={{ margin: '6px 0 2px' }}>
        {e.outcome === 'unknown' ? t('schemes.missingData') : t('schemes.missing')}
      </p>
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {e.missing.map((m) => (
          <li key={`${m.condition} ${m.title}`}>{say(m)}</li>
        ))}
      </ul>
    </>
  );
}

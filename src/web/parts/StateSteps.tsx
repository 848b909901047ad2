import { useI18n } from '../app/i18n.tsx';
import { formatTime } from './format.ts';

interface Step {
  id: string;
  title: { zh: string; en?: string | undefined };
  void: boolean;
  at: string | null;
}

/** The way of a case: what lies behind, where it is, what comes. By-ways are left out unless the case stands there. */
export function StateSteps({
  states,
  state,
  label,
  now,
  aside = [],
}: {
  states: readonly Step[];
  state: string;
  label: string;
  now: string;
  /** States that are by-ways though they are not void. */
  aside?: readonly string[];
}) {
  const { data } = useI18n();
  const shown = states.filter((s) => s.id === state || !(s.void || aside.includes(s.id)));
  const at = shown.findIndex((s) => s.id === state);
  return (
    <ol className="steps" aria-label={label}>
      {shown.map((s, n) => (
        <li
          key={s.id}
          className={`${n < at ? 'past' : n === at ? 'now' : ''}${Math.abs(n - at) > 1 ? ' far' : ''}`}
          {...(n === at ? { 'aria-current': 'step' as const } : {})}
        >
          {data(s.title)}
          <div className="quiet small num">
            {n === at ? now : ''}
            {n <= at && s.at
              ? `${n === at ? ' · ' : ''}${formatTime(s.at).slice(0, 10)}`
              : n === at
                ? ''
                : '—'}
          </div>
        </li>
      ))}
    </ol>
  );
}

import { fenText, lookUp } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import type { Answered } from './types.ts';

/** The amount while a slider moves: what it comes to, what stands in the way next, what more would bring and up to where. */
export function LiveAnswer({
  e,
  before,
  totalFen,
  milliseconds,
}: {
  e: Answered;
  /** The same before anything was moved. */
  before: Answered;
  totalFen: string;
  milliseconds: number;
}) {
  const { t, locale } = useI18n();
  const sum = (x: Answered): string =>
    x.open !== null
      ? t('schemes.amountOpen')
      : x.outcome === 'unknown'
        ? t('schemes.liveUnknown')
        : fenText(x.outcome === 'yes' ? x.amountFen : '0');
  const worth = e.outcome !== 'yes' && e.worthFen !== null && e.worthFen !== '0' ? e.worthFen : null;
  // What can be told comes before what is only missing.
  const next = e.missing.find((m) => !m.unknown) ?? e.missing[0];
  const say = (m: Answered['missing'][number]): string => {
    const own = lookUp(locale, 'rules', `limit.${m.condition}`);
    if (m.condition === 'awards') return t('schemes.awardsMissing');
    if (m.unknown) return t('schemes.factMissing', { title: m.title });
    const kind = own !== undefined ? m.condition : m.short === null ? 'plain' : 'short';
    return (
      lookUp(locale, 'rules', `missing.${kind}`, {
        title: own ?? m.title,
        have: m.have ?? t('rules.unknown'),
        need: m.need,
        short: m.short ?? '',
      }) ?? m.title
    );
  };
  return (
    <section className="live-answer" aria-label={t('schemes.live')}>
      <h3>{t('schemes.live')}</h3>
      <p className="live-sum num" aria-live="polite">
        <b>{sum(e)}</b> <span className="quiet">{t('schemes.liveBefore', { amount: sum(before) })}</span>
      </p>
      {e.outcome !== 'yes' && next ? (
        <p>
          {t('schemes.liveNext')}
          {say(next)}
          {e.missing.length > 1 ? t('schemes.liveOthers', { n: e.missing.length - 1 }) : ''}
        </p>
      ) : null}
      {worth ? <p className="num">{t('schemes.worth', { amount: fenText(worth) })}</p> : null}
      {e.outcome === 'yes' && e.open === null ? (
        e.more.length === 0 ? (
          <p>{t('schemes.liveTop')}</p>
        ) : (
          e.more.map((m) => (
            <p key={m.fact} className="num">
              {t('schemes.more', { title: m.title, have: m.have, to: m.to, amount: fenText(m.amountFen) })}
            </p>
          ))
        )
      ) : null}
      {e.capFen === null ? null : (
        <p className="quiet num">{t('schemes.cap', { amount: fenText(e.capFen) })}</p>
      )}
      <p className="quiet small num" style={{ margin: 0 }}>
        {t('schemes.liveTotal', { amount: fenText(totalFen) })} ·{' '}
        {t('schemes.liveMs', { ms: Math.max(1, Math.round(milliseconds)) })}
      </p>
    </section>
  );
}

import { Segmented } from 'antd';
import { useState } from 'react';
import { waysTo, type Side } from '#engine/benchmark';
import { useI18n } from '../../app/i18n.tsx';
import { formatFigure, isMoney } from './mine-figure.ts';
import { SupportLink, supportFor } from './MineLearned.tsx';
import type { Learned, Position } from './mine-types.ts';

type Item = Position['items'][number];
const aims = ['chase', 'quarter', 'best'] as const;
type Aim = (typeof aims)[number];

const targetOf = (i: Item, aim: Aim): number | null => {
  if (aim === 'chase') return i.chase;
  if (!i.group) return null;
  const up = i.direction === 'up';
  if (aim === 'best') return up ? i.group.maximum : i.group.minimum;
  return up ? i.group.quartile3 : i.group.quartile1;
};

/** Nothing left to close; these come last. */
const reached = (i: Item, aim: Aim): boolean => {
  const target = targetOf(i, aim);
  return i.own === null || target === null || (i.direction === 'up' ? i.own >= target : i.own <= target);
};

/** More than this on a card hides the gap itself; all of them stand in a section of their own. */
const FEW = 3;

/** From which links the gap may be closed, and what the plan pays there. */
function Pays({ learned, indicator }: { learned: Learned; indicator: string }) {
  const { t } = useI18n();
  const { links, support } = supportFor(learned, indicator);
  if (links.length === 0) return null;
  return (
    <p className="small" style={{ margin: '6px 0' }}>
      {t('minePages.startFrom', { links: links.map((l) => t(`filings.link.${l}`)).join('、') })}
      {support.length > 0 ? (
        <>
          {' '}
          {t('minePages.pays')}
          {support.slice(0, FEW).map((s, n) => (
            <span key={s.provision}>
              {n > 0 ? '、' : ''}
              <SupportLink pack={learned.pack} of={s} />
            </span>
          ))}
          {support.length > FEW ? (
            <>
              {' '}
              <a href="#support">{t('minePages.paysMore', { n: support.length })}</a>
            </>
          ) : null}
        </>
      ) : null}
    </p>
  );
}

function Gap({ p, item, aim, learned }: { p: Position; item: Item; aim: Aim; learned: Learned | undefined }) {
  const { t, data } = useI18n();
  const target = targetOf(item, aim);
  const { own } = item;
  const gap = own === null || target === null ? null : item.direction === 'up' ? target - own : own - target;
  const ways = gap !== null && gap > 0 ? waysTo(item.formula, p.figures, target!) : null;
  const figure = (id: string) => p.figures.find((f) => f.indicator === id);
  const name = (id: string): string => {
    const f = figure(id);
    return f ? data(f.title) : id;
  };
  const unit = (side: Side): string => figure(side.indicator)?.unit ?? '';
  const words = (side: Side) => ({
    over: ways ? name(ways.over.indicator) : '',
    under: ways ? name(ways.per) : '',
    gap: formatFigure(Math.abs(side.needed - side.now)),
    unit: unit(side),
    needed: `${formatFigure(side.needed)} ${unit(side)}`,
  });
  // Nobody is told to sell less so that research weighs more: what is better large, or is an output, is not asked to shrink.
  const sensible = (side: Side): boolean => {
    const role = p.columns.find((c) => c.indicator === side.indicator)?.role;
    const small = role === 'input' || (role === undefined && figure(side.indicator)?.direction === 'down');
    return side.needed < side.now ? small : !small;
  };
  return (
    <li>
      <h3>{data(item.title)}</h3>
      <div className="mine-three">
        <div>
          <b>{formatFigure(own)}</b>
          <span>{t('minePages.now')}</span>
        </div>
        <div>
          <b>{formatFigure(target)}</b>
          <span>{t('minePages.target')}</span>
        </div>
        <div>
          <b className={gap === null ? '' : gap > 0 ? 'mine-down' : 'mine-up'}>
            {gap === null ? '—' : gap > 0 ? formatFigure(gap) : t('minePages.reached')}
          </b>
          <span>
            {t('minePages.gap')}（{item.unit}）
          </span>
        </div>
      </div>
      {target === null ? <p className="quiet small">{t('minePages.noAim')}</p> : null}
      {ways && isMoney(unit(ways.over)) ? (
        <p style={{ margin: '6px 0' }}>
          {t('minePages.moneyYear')}{' '}
          <b className="num">
            {formatFigure(Math.abs(ways.over.needed - ways.over.now))} {unit(ways.over)}
          </b>
          <span className="quiet small">
            {' '}
            {t('minePages.moneyHint', { under: name(ways.per), over: name(ways.over.indicator) })}
          </span>
        </p>
      ) : null}
      {ways ? (
        <ul className="small">
          <li>
            {t(
              ways.over.needed > ways.over.now ? 'minePages.wayRaise' : 'minePages.wayLowerOver',
              words(ways.over),
            )}
          </li>
          {ways.under && sensible(ways.under) ? (
            <li>
              {t(
                ways.under.needed > ways.under.now ? 'minePages.wayRaiseUnder' : 'minePages.wayLower',
                words(ways.under),
              )}
            </li>
          ) : null}
        </ul>
      ) : gap !== null && gap > 0 ? (
        <p className="quiet small">{t('minePages.notDerivable')}</p>
      ) : null}
      {learned && gap !== null && gap > 0 ? <Pays learned={learned} indicator={item.indicator} /> : null}
      <span className="quiet small">
        {t('minePages.points', { points: formatFigure(item.points), weight: formatFigure(item.weight) })}
      </span>
    </li>
  );
}

/** How far each item is from what to aim at, in its unit and in money, and what closing it takes. */
export function MineGaps({ p, learned }: { p: Position; learned: Learned | undefined }) {
  const { t } = useI18n();
  const chased = p.items.some((i) => i.chase !== null);
  const [aim, setAim] = useState<Aim>(chased ? 'chase' : 'quarter');
  return (
    <section className="panel">
      <h2>{t('minePages.gaps')}</h2>
      <p className="quiet">{t('minePages.gapsHint')}</p>
      <Segmented<Aim>
        aria-label={t('minePages.aim')}
        value={aim}
        onChange={setAim}
        options={aims
          .filter((a) => a !== 'chase' || chased)
          .map((a) => ({ value: a, label: t(`minePages.aim.${a}`) }))}
        style={{ marginBottom: 12, maxWidth: '100%', overflowX: 'auto' }}
      />
      <ul className="mine-cards">
        {p.items
          .toSorted((a, b) => Number(reached(a, aim)) - Number(reached(b, aim)))
          .map((i) => (
            <Gap key={i.indicator} p={p} item={i} aim={aim} learned={learned} />
          ))}
      </ul>
    </section>
  );
}

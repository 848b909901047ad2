import { Skeleton, Table } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { formatPercent } from '../../parts/format.ts';
import { formatFigure } from './mine-figure.ts';
import type { Position } from './mine-types.ts';

const Radar = lazy(() => import('./MineRadar.tsx'));

type Item = Position['items'][number];

/** Values at worst, a quarter, half, three quarters and best of the group, in this order. */
const marksOf = (i: Item): number[] | null => {
  if (!i.group) return null;
  const g = [i.group.minimum, i.group.quartile1, i.group.median, i.group.quartile3, i.group.maximum];
  return i.direction === 'down' ? g.toReversed() : g;
};
const shareOf = (i: Item): number | null => (i.own === null || i.others === 0 ? null : i.ahead / i.others);

function Bar({ item }: { item: Item }) {
  const { t, data } = useI18n();
  const share = shareOf(item);
  const marks = marksOf(item);
  const names = [
    t('minePages.worst'),
    t('minePages.quarter'),
    t('minePages.half'),
    t('minePages.threeQuarters'),
    t('minePages.best'),
  ];
  return (
    <li>
      <div className="mine-bar-head">
        <b>{data(item.title)}</b>
        <span className="num">
          {formatFigure(item.own)} {item.unit}
        </span>
        <span className="quiet">
          {item.own === null
            ? t('minePages.noValue')
            : share === null
              ? t('minePages.onlyOne')
              : t('minePages.better', {
                  share: formatPercent(share, 0),
                  n: item.others,
                  ahead: item.ahead,
                })}
        </span>
      </div>
      {share === null ? null : (
        <div className="mine-track" aria-hidden="true">
          <b style={{ width: `${Math.max(1, share * 100)}%` }} />
          {[25, 50, 75].map((at) => (
            <i key={at} style={{ left: `${at}%` }} />
          ))}
        </div>
      )}
      {marks ? (
        <div className="mine-ticks num">
          {marks.map((v, k) => (
            <span
              key={names[k]}
              style={{ left: `${k * 25}%` }}
              title={names[k]}
              {...(k % 2 === 1 ? { className: 'mine-far' } : {})}
            >
              {k % 2 === 0 ? `${names[k]} ` : ''}
              {formatFigure(v)}
            </span>
          ))}
        </div>
      ) : (
        <p className="quiet small">{t('minePages.totalItem')}</p>
      )}
    </li>
  );
}

/** Where the enterprise stands, item by item, and the same as one picture and as a table. */
export function MinePosition({ p }: { p: Position }) {
  const { t, data } = useI18n();
  const axes = useMemo(
    () =>
      p.items.flatMap((i) => {
        const share = shareOf(i);
        return share === null ? [] : [{ title: data(i.title), place: share * 100 }];
      }),
    [p, data],
  );
  return (
    <div className="mine-two">
      <section className="panel">
        <h2>{t('minePages.position')}</h2>
        <p className="quiet">{t('minePages.positionHint')}</p>
        <ul className="mine-bars">
          {p.items.map((i) => (
            <Bar key={i.indicator} item={i} />
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{t('minePages.radar')}</h2>
        <p className="quiet">{t('minePages.radarHint')}</p>
        {axes.length < 3 ? (
          <p>{t('minePages.radarFew')}</p>
        ) : (
          <Suspense fallback={<Skeleton active />}>
            <Radar
              axes={axes}
              own={t('minePages.own')}
              median={t('minePages.half')}
              label={t('minePages.radarLabel', {
                n: axes.length,
                list: axes.map((a) => `${a.title} ${Math.round(a.place)}`).join('、'),
              })}
            />
          </Suspense>
        )}
        <details className="mine-twin">
          <summary>{t('minePages.table')}</summary>
          <div className="scroll-x" role="region" aria-label={t('minePages.position')} tabIndex={0}>
            <Table<Item>
              size="small"
              rowKey="indicator"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={p.items}
              columns={[
                { title: t('minePages.item'), render: (_, i) => `${data(i.title)}（${i.unit}）` },
                {
                  title: t('minePages.own'),
                  align: 'right',
                  className: 'num',
                  render: (_, i) => formatFigure(i.own),
                },
                {
                  title: t('minePages.placeIn'),
                  align: 'right',
                  className: 'num',
                  render: (_, i) => {
                    const share = shareOf(i);
                    return share === null ? '—' : Math.round(share * 100);
                  },
                },
                ...([0, 1, 2, 3, 4] as const).map((k) => ({
                  title: [
                    t('minePages.worst'),
                    t('minePages.quarter'),
                    t('minePages.half'),
                    t('minePages.threeQuarters'),
                    t('minePages.best'),
                  ][k]!,
                  align: 'right' as const,
                  className: 'num',
                  render: (_: unknown, i: Item) => formatFigure(marksOf(i)?.[k]),
                })),
                {
                  title: t('minePages.chase'),
                  align: 'right',
                  className: 'num',
                  render: (_, i) => formatFigure(i.chase),
                },
              ]}
            />
          </div>
        </details>
      </section>
    </div>
  );
}

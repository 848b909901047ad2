import { useI18n } from '../../app/i18n.tsx';
import { formatNumber, formatPercent } from '../../parts/format.ts';
import { formatFigure } from './mine-figure.ts';
import type { Position } from './mine-types.ts';

type Peer = Position['peers'][number];

/** Whom to learn from, in words: how much of the target is theirs, why they are comparable. */
export function MinePeers({ p }: { p: Position }) {
  const { t, data } = useI18n();
  const peers = p.peers.filter((x) => x.id !== p.subject.id);
  const size = (x: Peer): string =>
    x.size >= 10
      ? t('minePages.sizeMuchLarger')
      : x.size > 1
        ? t('minePages.sizeLarger', { times: x.size })
        : x.size === 1
          ? t('minePages.sizeSame')
          : x.size <= 0.1
            ? t('minePages.sizeMuchSmaller')
            : t('minePages.sizeSmaller', { share: formatPercent(x.size, 0) });
  return (
    <section className="panel">
      <h2>{t('minePages.peers')}</h2>
      {peers.length === 0 ? (
        <p>{t('minePages.peersNone')}</p>
      ) : (
        <>
          <p className="quiet">{t('minePages.peersHint')}</p>
          <ul className="mine-cards">
            {peers.map((x) => (
              <li key={x.id}>
                <h3>{x.name}</h3>
                <div className="mine-weight" aria-hidden="true">
                  <i style={{ width: `${Math.min(100, x.lambda * 100)}%` }} />
                </div>
                <span>
                  {t('minePages.peerWeightHint', {
                    share: x.lambda < 0.01 ? t('minePages.lessThanOne') : formatPercent(x.lambda, 0),
                    lambda: formatNumber(x.lambda, 2),
                  })}
                </span>
                <ul>
                  <li>{t('minePages.peerSame', { title: p.group.title })}</li>
                  <li>{size(x)}</li>
                  {x.structure.map((s) => (
                    <li key={s.indicator}>
                      {t(s.role === 'input' ? 'minePages.structureInput' : 'minePages.structureOutput', {
                        unit: p.columns[0]?.unit ?? data(p.per),
                        title: data(s.title),
                        times: formatNumber(s.times, 2),
                      })}
                    </li>
                  ))}
                  {x.figures ? (
                    <li>
                      {t('minePages.peerFigures')}
                      {p.columns
                        .map((c) => {
                          const f = x.figures?.find((y) => y.indicator === c.indicator);
                          return f ? `${data(c.title)} ${formatFigure(f.value)} ${c.unit}` : '';
                        })
                        .filter((s) => s !== '')
                        .join('；')}
                    </li>
                  ) : null}
                </ul>
              </li>
            ))}
          </ul>
          <p className="quiet small" style={{ marginBottom: 0 }}>
            {t('minePages.sizeNote')}
          </p>
        </>
      )}
    </section>
  );
}

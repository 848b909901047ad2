import { Link } from 'react-router';
import type { z } from 'zod';
import type { completionRowSchema } from '#contract/filings';
import { useI18n } from '../../app/i18n.tsx';
import { formatPercent } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';

type Row = z.output<typeof completionRowSchema>;
interface Places {
  readonly items: readonly Row[];
  readonly total: Row;
  readonly per: 'accepted' | 'aboveScale';
  readonly rank: 'rate' | 'composite';
}

const share = (s: string | null): string => (s === null ? '—' : formatPercent(Number(s)));
const points = (s: string | null): string => (s === null ? '—' : (Number(s) * 100).toFixed(2));

/** How one park came to its place, in words and figures. */
function Explanation({ r, q, by, year }: { r: Row; q: Places; by: 'park' | 'county'; year: number }) {
  const { t } = useI18n();
  const whom = q.per === 'accepted' ? r.accepted : r.aboveScale;
  return (
    <div style={{ position: 'sticky', left: 8, maxWidth: 'min(760px, calc(100vw - 76px))' }}>
      <p style={{ margin: '0 0 4px' }}>
        {t('filingPages.explain.completion', {
          share: share(r.completion),
          complete: r.complete,
          of: whom,
        })}{' '}
        {t('filingPages.explain.coverage', {
          share: share(r.coverage),
          accepted: r.accepted,
          of: r.aboveScale,
        })}{' '}
        {t('filingPages.explain.improvement', { share: share(r.improvement), accepted: r.accepted })}
      </p>
      {r.score === null ? (
        <p style={{ margin: '0 0 4px' }}>{t('filingPages.explain.none')}</p>
      ) : (
        <p style={{ margin: '0 0 4px' }}>
          {t('filingPages.explain.score', {
            a: share(r.completion),
            b: share(r.coverage),
            c: share(r.improvement ?? '0'),
            score: points(r.score),
          })}
          {q.rank === 'rate' ? t('filingPages.explain.byRate') : ''}
        </p>
      )}
      {r.best !== null && r.worst !== null ? (
        <p style={{ margin: '0 0 4px' }}>
          {r.best === r.worst
            ? t('filingPages.explain.fixed', { best: r.best })
            : t('filingPages.explain.interval', { best: r.best, worst: r.worst, of: whom })}
        </p>
      ) : null}
      <Link to={`/filings?year=${year}&${by === 'park' ? 'park' : 'region'}=${encodeURIComponent(r.code)}`}>
        {t('filingPages.explain.list', { count: r.filed })}
      </Link>
    </div>
  );
}

/** Places with rate, coverage and interval side by side; each opens to how it came about. */
export function PlaceTable({
  label,
  query,
  by,
  year,
}: {
  label: string;
  query: { data: Places | undefined; isPending: boolean; error: unknown; refetch: () => unknown };
  by: 'park' | 'county';
  year: number;
}) {
  const { t } = useI18n();
  const places = query.data;
  const rows = places && { items: places.items.length > 0 ? [...places.items, places.total] : [] };
  const right = { align: 'right', className: 'num' } as const;
  return (
    <PlainTable
      label={label}
      query={{ ...query, data: rows }}
      rowKey={(r) => r.code || 'total'}
      expandable={{
        rowExpandable: (r) => r.code !== '',
        expandedRowRender: (r) => (places ? <Explanation r={r} q={places} by={by} year={year} /> : null),
      }}
      columns={[
        {
          key: 'rank',
          title: t('filingPages.rank'),
          width: 110,
          className: 'num',
          render: (_, r) => (
            <>
              {r.rank ?? '—'}
              {r.best !== null && (r.best !== r.rank || r.worst !== r.rank) ? (
                <span className="quiet small">
                  {' '}
                  {t('filingPages.between', { best: r.best, worst: r.worst ?? '' })}
                </span>
              ) : null}
            </>
          ),
        },
        {
          key: 'name',
          title: t('filingPages.place'),
          width: 220,
          render: (_, r) => (r.code === '' ? <b>{t('filingPages.total')}</b> : r.name),
        },
        {
          key: 'score',
          title: t('filingPages.score'),
          width: 100,
          ...right,
          render: (_, r) =>
            r.code === '' ? '—' : places?.rank === 'composite' ? <b>{points(r.score)}</b> : points(r.score),
        },
        {
          key: 'completion',
          title: t('filingPages.rate'),
          width: 110,
          ...right,
          render: (_, r) => (places?.rank === 'rate' ? <b>{share(r.completion)}</b> : share(r.completion)),
        },
        {
          key: 'coverage',
          title: t('filingPages.coverage'),
          width: 110,
          ...right,
          render: (_, r) => share(r.coverage),
        },
        {
          key: 'improvement',
          title: t('filingPages.improvement'),
          width: 120,
          ...right,
          render: (_, r) => share(r.improvement),
        },
        ...(['aboveScale', 'filed', 'accepted', 'complete'] as const).map((k) => ({
          key: k,
          title: t(`filingPages.${k}`),
          dataIndex: k,
          width: 90,
          ...right,
        })),
      ]}
    />
  );
}

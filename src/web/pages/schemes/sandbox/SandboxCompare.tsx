import { Alert } from 'antd';
import { useQueries } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { PlainTable } from '../../../parts/PlainTable.tsx';
import { Changes, Sums } from './ResultParts.tsx';
import './sandbox.css';
import { signedFen, type Scenario } from './words.ts';

interface Line {
  readonly key: string;
  readonly title: string;
  readonly now: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** Rows of both by key: what each comes to under its own changes. */
function lines<T extends { nowFen: string; triedFen: string }>(
  a: readonly T[],
  b: readonly T[],
  keyOf: (x: T) => string,
  titleOf: (x: T) => string,
): Line[] {
  const other = new Map(b.map((x) => [keyOf(x), x]));
  const own = new Map(a.map((x) => [keyOf(x), x]));
  return [...new Set([...own.keys(), ...other.keys()])].map((key) => {
    const [x, y] = [own.get(key), other.get(key)];
    return {
      key,
      title: titleOf((x ?? y)!),
      now: (x ?? y)!.nowFen,
      a: x?.triedFen ?? null,
      b: y?.triedFen ?? null,
    };
  });
}

function Side({ label, s }: { label: string; s: Scenario }) {
  return (
    <div className="panel">
      <h2>
        {label} <Link to={`/policies/sandbox/${s.id}`}>{s.name}</Link>
      </h2>
      {s.result ? <Sums r={s.result} /> : null}
      <Changes s={s} />
    </div>
  );
}

/** Two trials side by side: their changes, and what each comes to by year, scheme, place, industry and size. */
function Both({ a, b }: { a: Scenario; b: Scenario }) {
  const { t, data } = useI18n();
  const [x, y] = [a.result, b.result];
  if (!x || !y)
    return (
      <div className="page">
        <Alert type="info" showIcon title={t('sandbox.compareTwo')} />
      </div>
    );
  const same =
    a.years.join() === b.years.join() && x.total.nowFen === y.total.nowFen && x.subjects === y.subjects;
  const columns = [
    { key: 'now', of: (l: Line) => l.now, title: t('sandbox.now') },
    { key: 'a', of: (l: Line) => l.a, title: t('sandbox.first') },
    { key: 'b', of: (l: Line) => l.b, title: t('sandbox.second') },
  ];
  const parts = [
    [
      'spendByYear',
      'year',
      lines(
        x.years,
        y.years,
        (v) => String(v.year),
        (v) => String(v.year),
      ),
    ],
    [
      'byScheme',
      'scheme',
      lines(
        x.schemes,
        y.schemes,
        (v) => v.scheme,
        (v) => data(v.title),
      ),
    ],
    [
      'by.county',
      'region',
      lines(
        x.groups.county,
        y.groups.county,
        (v) => v.key,
        (v) => v.title,
      ),
    ],
    [
      'by.industry',
      'industry',
      lines(
        x.groups.industry,
        y.groups.industry,
        (v) => v.key,
        (v) => v.title,
      ),
    ],
    [
      'by.size',
      'size',
      lines(
        x.groups.size,
        y.groups.size,
        (v) => v.key,
        (v) => v.title,
      ),
    ],
  ] as const;
  return (
    <div className="page">
      <PageHead
        title={t('sandbox.compareTitle')}
        extra={<Link to="/policies/sandbox">{t('sandbox.back')}</Link>}
      />
      {same ? null : (
        <Alert type="warning" showIcon title={t('sandbox.compareInputs')} style={{ marginBottom: 12 }} />
      )}
      <div className="sandbox-two" style={{ marginBottom: 14 }}>
        <Side label={t('sandbox.first')} s={a} />
        <Side label={t('sandbox.second')} s={b} />
      </div>
      {parts.map(([title, head, rows]) => (
        <section className="panel" key={title}>
          <h2>{t(`sandbox.${title}`)}</h2>
          <PlainTable<Line>
            label={t(`sandbox.${title}`)}
            query={{
              data: {
                items: rows.filter((l) => l.now !== '0' || (l.a ?? '0') !== '0' || (l.b ?? '0') !== '0'),
              },
              isPending: false,
              error: null,
              refetch: () => undefined,
            }}
            rowKey="key"
            pageSize={12}
            columns={[
              { key: 'title', title: t(`sandbox.${head}`), dataIndex: 'title' },
              ...columns.map((c) => ({
                key: c.key,
                title: c.title,
                align: 'right' as const,
                render: (_: unknown, l: Line) => {
                  const fen = c.of(l);
                  return <span className="num">{fen === null ? '—' : fenText(fen)}</span>;
                },
              })),
              {
                key: 'difference',
                title: t('sandbox.difference2'),
                align: 'right',
                render: (_, l) => (
                  <span className="num">
                    {l.a === null || l.b === null || !same ? '—' : signedFen(BigInt(l.b) - BigInt(l.a))}
                  </span>
                ),
              },
            ]}
          />
        </section>
      ))}
    </div>
  );
}

export default function SandboxCompare() {
  const { t } = useI18n();
  const [params] = useSearchParams();
  const ids = [params.get('a'), params.get('b')];
  const [a, b] = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['schemes', 'scenario', id],
      queryFn: () => api.schemes.scenario({ params: { id: id! } }),
      enabled: id !== null,
    })),
  });
  if (ids.includes(null))
    return (
      <div className="page">
        <Alert type="info" showIcon title={t('sandbox.compareTwo')} />
      </div>
    );
  return <Loaded query={a!}>{(x) => <Loaded query={b!}>{(y) => <Both a={x} b={y} />}</Loaded>}</Loaded>;
}

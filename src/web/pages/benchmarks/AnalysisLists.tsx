import { Alert, Input, Select, Table } from 'antd';
import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import { formatNumber } from '../../parts/format.ts';
import { signed } from './mine-figure.ts';
import type { Analysis } from './mine-types.ts';

type Move = Analysis['movers'][number];
type Suspect = Analysis['suspects'][number];
const kinds = ['stayed', 'entered', 'left', 'regrouped'] as const;
const reasons = ['V401', 'V402', 'V403'] as const;

interface Filters {
  q: string;
  move: string;
  reason: string;
}
type Change = (change: Partial<Filters>) => void;

function Search({ q, onChange }: { q: string; onChange: Change }) {
  const { t } = useI18n();
  return (
    <Input.Search
      allowClear
      key={q}
      defaultValue={q}
      aria-label={t('minePages.search')}
      placeholder={t('minePages.search')}
      onSearch={(value) => onChange({ q: value })}
      style={{ width: 220 }}
    />
  );
}

const tone = (n: number | null): string => (n === null || n === 0 ? '' : n > 0 ? 'mine-up' : 'mine-down');
const byNumber = (of: (m: Move) => number | null | undefined) => (a: Move, b: Move) =>
  (of(a) ?? -Infinity) - (of(b) ?? -Infinity);

/** Who won and lost places, who came and went. */
export function AnalysisMovers({
  a,
  filters,
  onChange,
}: {
  a: Analysis;
  filters: Filters;
  onChange: Change;
}) {
  const { t } = useI18n();
  const shown = a.movers
    .filter(
      (m) => (filters.move === '' || m.kind === filters.move) && m.subject.name.includes(filters.q.trim()),
    )
    .toSorted((x, y) => Math.abs(y.rank ?? 0) - Math.abs(x.rank ?? 0));
  return (
    <section className="panel">
      <h2>{t('minePages.movers')}</h2>
      {a.before === null ? (
        <Alert type="info" showIcon title={t('minePages.moversNone')} />
      ) : (
        <>
          <p className="quiet">{t('minePages.moversHint', { year: a.before.year })}</p>
          <div className="filters">
            <Search q={filters.q} onChange={onChange} />
            <Select
              allowClear
              aria-label={t('minePages.moveFilter')}
              placeholder={t('minePages.moveFilter')}
              value={filters.move || null}
              onChange={(move: string | null | undefined) => onChange({ move: move ?? '' })}
              options={kinds.map((k) => ({ value: k, label: t(`minePages.move.${k}`) }))}
            />
          </div>
          <div className="scroll-x" role="region" aria-label={t('minePages.movers')} tabIndex={0}>
            <Table<Move>
              size="small"
              rowKey={(m) => m.subject.id}
              dataSource={shown}
              locale={{ emptyText: t('minePages.moversEmpty') }}
              pagination={{ pageSize: 10, showSizeChanger: false, responsive: true }}
              scroll={{ x: 'max-content' }}
              columns={[
                {
                  title: t('minePages.enterprise'),
                  render: (_, m) => (
                    <Link to={`/benchmark/runs/${(m.after ? a.run : a.before!).id}/${m.subject.id}`}>
                      {m.subject.name}
                    </Link>
                  ),
                },
                { title: t('minePages.move'), render: (_, m) => t(`minePages.move.${m.kind}`) },
                {
                  title: t('minePages.rankBefore'),
                  align: 'right',
                  className: 'num',
                  sorter: byNumber((m) => m.before?.rank),
                  render: (_, m) => m.before?.rank ?? '—',
                },
                {
                  title: t('minePages.rankAfter'),
                  align: 'right',
                  className: 'num',
                  sorter: byNumber((m) => m.after?.rank),
                  render: (_, m) => m.after?.rank ?? '—',
                },
                {
                  title: t('minePages.rankChange'),
                  align: 'right',
                  className: 'num',
                  sorter: byNumber((m) => m.rank),
                  render: (_, m) => <span className={tone(m.rank)}>{signed(m.rank)}</span>,
                },
                {
                  title: t('minePages.efficiencyChange'),
                  align: 'right',
                  className: 'num',
                  sorter: byNumber((m) => m.efficiency),
                  render: (_, m) => <span className={tone(m.efficiency)}>{signed(m.efficiency, 3)}</span>,
                },
                {
                  title: t('minePages.scoreChange'),
                  align: 'right',
                  className: 'num',
                  sorter: byNumber((m) => m.score),
                  render: (_, m) => <span className={tone(m.score)}>{signed(m.score, 1)}</span>,
                },
              ]}
            />
          </div>
        </>
      )}
    </section>
  );
}

/** Figures worth a question, with the reason and the way to the enterprise. */
export function AnalysisSuspects({
  a,
  filters,
  onChange,
}: {
  a: Analysis;
  filters: Filters;
  onChange: Change;
}) {
  const { t, finding } = useI18n();
  const shown = a.suspects.filter(
    (s) =>
      (filters.reason === '' || s.finding.code === filters.reason) &&
      s.subject.name.includes(filters.q.trim()),
  );
  return (
    <section className="panel">
      <h2>
        {t('minePages.suspects')}
        {a.suspects.length > 0 ? (
          <span className="num quiet"> {formatNumber(a.suspects.length, 0)}</span>
        ) : null}
      </h2>
      <p className="quiet">{t('minePages.suspectsHint')}</p>
      {a.superSkipped ? (
        <Alert type="info" showIcon title={t('minePages.suspectsTooLarge')} style={{ marginBottom: 10 }} />
      ) : null}
      {a.suspects.length === 0 ? (
        <p>{t('minePages.suspectsNone')}</p>
      ) : (
        <>
          <div className="filters">
            <Search q={filters.q} onChange={onChange} />
            <Select
              allowClear
              aria-label={t('minePages.reasonFilter')}
              placeholder={t('minePages.reasonFilter')}
              value={filters.reason || null}
              onChange={(reason: string | null | undefined) => onChange({ reason: reason ?? '' })}
              options={reasons.map((k) => ({ value: k, label: t(`minePages.reason.${k}`) }))}
            />
          </div>
          <div className="scroll-x" role="region" aria-label={t('minePages.suspects')} tabIndex={0}>
            <Table<Suspect>
              size="small"
              rowKey={(s) => `${s.subject.id} ${s.finding.code} ${s.finding.params?.['indicator'] ?? ''}`}
              dataSource={shown}
              locale={{ emptyText: t('minePages.moversEmpty') }}
              pagination={{ pageSize: 10, showSizeChanger: false, responsive: true }}
              columns={[
                {
                  title: t('minePages.enterprise'),
                  width: 230,
                  render: (_, s) => <Link to={`/enterprises/${s.subject.id}`}>{s.subject.name}</Link>,
                },
                {
                  title: t('minePages.reason'),
                  render: (_, s) => finding(s.finding.code, s.finding.params).message,
                },
              ]}
            />
          </div>
        </>
      )}
    </section>
  );
}

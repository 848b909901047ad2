import { Button, Progress, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { formatDecimal, formatPercent } from '../../parts/format.ts';
import { LinksCovered } from './FilingForm.tsx';
import type { Filing } from './types.ts';

/** The content of a filing as others read it, with what has been reached since. */
export function FilingView({ f, onRemark }: { f: Filing; onRemark: ((field: string) => void) | undefined }) {
  const { t } = useI18n();
  const { leader, items, measures } = f.content;
  const done = new Map(f.completion?.items.map((i) => [i.key, i]));
  const measured = new Map(f.measured?.values.map((v) => [v.key, v.value]));
  const work = new Map(f.completion?.work.map((w) => [w.key, w.percent]));
  const remarkButton = (field: string): ReactNode =>
    onRemark ? (
      <Button size="small" onClick={() => onRemark(field)}>
        {t('filingPages.remarkRow')}
      </Button>
    ) : null;
  const right = { align: 'right', className: 'num' } as const;
  return (
    <>
      <section className="panel">
        <h2>{t('filingPages.leader')}</h2>
        {leader ? (
          <>
            <p style={{ margin: '0 0 4px' }}>
              <b>{leader.name || '—'}</b> <Tag>{t(`filings.leader.${leader.kind}`)}</Tag>{' '}
              {remarkButton('leader.name')}
            </p>
            {leader.note ? <p className="quiet">{leader.note}</p> : null}
          </>
        ) : (
          <p className="quiet">—</p>
        )}
      </section>
      <section className="panel">
        <h2>{t('filingPages.items')}</h2>
        <div className="scroll-x" role="region" aria-label={t('filingPages.items')} tabIndex={0}>
          <Table
            size="small"
            rowKey="key"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={items}
            columns={[
              {
                title: t('filingPages.name'),
                width: 210,
                render: (_, i) => (
                  <>
                    {i.name || '—'}{' '}
                    {i.mandatory ? <Tag color="blue">{t('filingPages.mandatory')}</Tag> : null}
                    <div className="quiet small">
                      {[
                        i.unit,
                        t(`filingPages.direction.${i.direction}`),
                        i.link && t(`filings.link.${i.link}`),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                  </>
                ),
              },
              {
                title: t('filingPages.baseline'),
                ...right,
                render: (_, i) => (
                  <>
                    {formatDecimal(i.baseline)}
                    {i.baselineYear ? <div className="quiet small">{i.baselineYear}</div> : null}
                  </>
                ),
              },
              {
                title: t('filingPages.benchmark'),
                ...right,
                render: (_, i) => (
                  <>
                    {formatDecimal(i.benchmark)}
                    <div className="quiet small">
                      {i.benchmarkKind ? t(`filings.benchmarkKind.${i.benchmarkKind}`) : ''}{' '}
                      {i.benchmarkYear ?? ''}
                    </div>
                  </>
                ),
              },
              {
                title: t('filingPages.target'),
                ...right,
                render: (_, i) => <b>{formatDecimal(i.target)}</b>,
              },
              { title: t('filingPages.due'), className: 'num', dataIndex: 'due' },
              { title: t('filingPages.weight'), ...right, dataIndex: 'weight' },
              ...(f.completion
                ? [
                    {
                      title: t('filingPages.now'),
                      ...right,
                      render: (_: unknown, i: (typeof items)[number]) => (
                        <>
                          {formatDecimal(done.get(i.key)?.now ?? null)}
                          {measured.has(i.key) ? (
                            <div className="quiet small">
                              {t('filingPages.measuredAt', {
                                year: f.measured?.year ?? '',
                                value: formatDecimal(measured.get(i.key)),
                              })}
                            </div>
                          ) : null}
                        </>
                      ),
                    },
                    {
                      title: t('filingPages.completion'),
                      ...right,
                      render: (_: unknown, i: (typeof items)[number]) => {
                        const rate = done.get(i.key)?.rate;
                        return rate === null || rate === undefined ? '—' : formatPercent(Number(rate));
                      },
                    },
                  ]
                : []),
              {
                title: t('filingPages.evidence'),
                width: 240,
                render: (_, i) => <span className="quiet small">{i.evidence || '—'}</span>,
              },
              ...(onRemark
                ? [
                    {
                      title: t('filingPages.remarks'),
                      render: (_: unknown, i: (typeof items)[number]) =>
                        remarkButton(`items.${i.key}.target`),
                    },
                  ]
                : []),
            ]}
          />
        </div>
      </section>
      <section className="panel">
        <h2>{t('filingPages.measures')}</h2>
        <LinksCovered measures={measures} />
        <div className="scroll-x" role="region" aria-label={t('filingPages.measures')} tabIndex={0}>
          <Table
            size="small"
            rowKey="key"
            pagination={false}
            scroll={{ x: 'max-content' }}
            dataSource={measures}
            columns={[
              {
                title: t('filingPages.measureTitle'),
                width: 280,
                render: (_, m) => (
                  <>
                    {m.title || '—'}
                    {m.milestones.map((s) => (
                      <div key={`${s.title}${s.due}`} className="quiet small">
                        {s.due} {s.title}
                      </div>
                    ))}
                  </>
                ),
              },
              {
                title: t('filingPages.linkOf'),
                width: 90,
                render: (_, m) => (m.link ? t(`filings.link.${m.link}`) : '—'),
              },
              { title: t('filingPages.owner'), width: 120, render: (_, m) => m.owner || '—' },
              { title: t('filingPages.due'), width: 120, className: 'num', dataIndex: 'due' },
              { title: t('filingPages.project'), width: 160, render: (_, m) => m.project || '—' },
              ...(f.completion
                ? [
                    {
                      title: t('filingPages.percent'),
                      width: 150,
                      render: (_: unknown, m: (typeof measures)[number]) => (
                        <Progress
                          percent={work.get(m.key) ?? 0}
                          size="small"
                          aria-label={`${m.title} ${t('filingPages.percent')}`}
                        />
                      ),
                    },
                  ]
                : []),
              ...(onRemark
                ? [
                    {
                      title: t('filingPages.remarks'),
                      render: (_: unknown, m: (typeof measures)[number]) =>
                        remarkButton(`measures.${m.key}.title`),
                    },
                  ]
                : []),
            ]}
          />
        </div>
      </section>
    </>
  );
}

/** How far it is, in three figures, and what to know when reading them. */
export function CompletionPanel({ f }: { f: Filing }) {
  const { t } = useI18n();
  const c = f.completion;
  if (!c) return null;
  return (
    <section className="panel">
      <div className="stats" style={{ marginBottom: 6 }}>
        {(
          [
            ['completionIs', c.total],
            ['completionItems', c.indicators],
            ['completionMeasures', c.measures],
          ] as const
        ).map(([k, v]) => (
          <div className="stat" key={k}>
            <b>{formatPercent(Number(v))}</b>
            <span>
              {t(`filingPages.${k}`)}
              {k === 'completionIs' && c.complete ? ` · ${t('filingPages.isComplete')}` : ''}
            </span>
          </div>
        ))}
      </div>
      {c.missing > 0 ? <p className="quiet">{t('filingPages.missingValues', { count: c.missing })}</p> : null}
      {c.declared > 0 ? (
        <p className="quiet">{t('filingPages.declaredOnly', { count: c.declared })}</p>
      ) : null}
    </section>
  );
}

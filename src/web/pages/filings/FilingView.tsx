import { Button, Progress, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { formatDecimal, formatPercent } from '../../parts/format.ts';
import { Files } from './Files.tsx';
import { LinksCovered } from './MeasureFields.tsx';
import type { Filing } from './types.ts';

/** The content of a filing as others read it, with what has been reached since. */
export function FilingView({
  f,
  onRemark,
  onFiles,
}: {
  f: Filing;
  onRemark: ((field: string) => void) | undefined;
  onFiles: (f: Filing) => void;
}) {
  const { t } = useI18n();
  const { leader, items, measures } = f.content;
  const done = new Map(f.completion?.items.map((i) => [i.key, i]));
  const work = new Map(f.completion?.work.map((w) => [w.key, w]));
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
                          <Sources i={done.get(i.key)} year={f.measured?.year} />
                        </>
                      ),
                    },
                    {
                      title: t('filingPages.completion'),
                      ...right,
                      render: (_: unknown, i: (typeof items)[number]) => {
                        const own = done.get(i.key);
                        return (
                          <>
                            {own?.rate ? formatPercent(Number(own.rate)) : '—'}
                            {own && !own.counts ? (
                              <div className="small" style={{ color: 'var(--warn)' }}>
                                {t('filingPages.notCounted')}
                              </div>
                            ) : null}
                          </>
                        );
                      },
                    },
                  ]
                : []),
              {
                title: t('filingPages.evidence'),
                width: 240,
                render: (_, i) => (
                  <>
                    <div className="quiet small">{i.evidence || '—'}</div>
                    <Files
                      f={f}
                      field={`items.${i.key}`}
                      label={i.name}
                      onChange={onFiles}
                      add={f.attachable && !f.editable}
                    />
                  </>
                ),
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
                      <div key={s.key} className="quiet small">
                        {s.due} {s.title}
                      </div>
                    ))}
                    <Files f={f} field={`measures.${m.key}`} label={m.title} onChange={onFiles} add={false} />
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
                      render: (_: unknown, m: (typeof measures)[number]) => {
                        const own = work.get(m.key);
                        return (
                          <>
                            <Progress
                              percent={own?.percent ?? 0}
                              size="small"
                              status="normal"
                              aria-label={`${m.title} ${t('filingPages.percent')}`}
                            />
                            {own ? (
                              <div className="quiet small num">
                                {t('filingPages.verifiedOf', { done: own.verified, count: own.milestones })}
                              </div>
                            ) : null}
                          </>
                        );
                      },
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

/** Whose figure the present value is, and the other beside it. */
function Sources({
  i,
  year,
}: {
  i: NonNullable<Filing['completion']>['items'][number] | undefined;
  year: number | undefined;
}) {
  const { t } = useI18n();
  if (!i?.source) return null;
  const measured = t('filingPages.measuredAt', { year: year ?? '', value: formatDecimal(i.measured) });
  const declared = t('filingPages.declaredAs', { value: formatDecimal(i.declared) });
  return (
    <div className="quiet small">
      {i.source === 'measured' ? (
        <>
          {t('filingPages.source.measured', { year: year ?? '' })}
          {i.declared === null ? null : <div>{declared}</div>}
        </>
      ) : (
        <>
          {t('filingPages.source.declared')}
          {i.measured === null ? null : <div>{measured}</div>}
        </>
      )}
    </div>
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
      <p className="quiet">
        {t(`filingPages.values.${c.values}`)} {t(`filingPages.proof.${c.proof}`)}
      </p>
      {c.missing > 0 ? <p className="quiet">{t('filingPages.missingValues', { count: c.missing })}</p> : null}
      {c.declared > 0 ? (
        <p className="quiet">{t('filingPages.declaredOnly', { count: c.declared })}</p>
      ) : null}
    </section>
  );
}

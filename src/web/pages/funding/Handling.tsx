import { Tag } from 'antd';
import { Link } from 'react-router';
import { fenText, formatNumber } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { formatTime } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import type { Application } from './types.ts';

/** Who has to agree before it goes on, and who has. */
export function Signatures({ a }: { a: Application }) {
  const { t, data } = useI18n();
  if (a.signatures.length === 0) return null;
  return (
    <p style={{ margin: '10px 0 0', display: 'flex', gap: 12, flexWrap: 'wrap' }}>
      {a.signatures.map((s) => (
        <span key={s.party} className={`chip chip-${s.signed ? 'met' : 'notDue'}`}>
          <i aria-hidden="true" />
          {s.signed
            ? t('fundingPages.signed', { act: data(s.title) })
            : t('fundingPages.unsigned', { act: data(s.title) })}
        </span>
      ))}
    </p>
  );
}

type Panel = NonNullable<Application['panel']>;

/** The experts of an application: how far they are, and, once they are done, what they found. */
export function PanelView({ panel }: { panel: Panel }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const table = <T extends object>(items: readonly T[]) => ({
    data: { items },
    isPending: false,
    error: null,
    refetch: () => undefined,
  });
  const runs = can('funding.panel');
  const { result } = panel;
  return (
    <section className="panel">
      <h2>{t('fundingPages.panel')}</h2>
      <p className="quiet small num">
        {t('fundingPages.panelDrawn', {
          at: formatTime(panel.drawnAt),
          seed: panel.seed,
          minimum: panel.minimum,
        })}
      </p>
      <PlainTable<Panel['seats'][number]>
        query={table(panel.seats)}
        rowKey="seat"
        label={t('fundingPages.panel')}
        columns={[
          { title: t('fundingPages.seat'), dataIndex: 'number', width: 80, className: 'num' },
          ...(runs
            ? [
                {
                  title: t('fundingPages.expert'),
                  width: 220,
                  render: (_: unknown, s: Panel['seats'][number]) => (
                    <>
                      {s.name}
                      <div className="small quiet">{s.organisation}</div>
                    </>
                  ),
                },
              ]
            : []),
          {
            title: t('fundingPages.seatState'),
            width: 140,
            render: (_, s) => t(`fundingPages.seatState.${s.state}`),
          },
          {
            title: t('fundingPages.score'),
            width: 160,
            className: 'num',
            render: (_, s) => {
              const m = result?.marks.find((x) => x.number === s.number);
              return m ? (
                <>
                  {formatNumber(m.score, 1)}
                  {m.outlier ? <Tag style={{ marginLeft: 6 }}>{t('fundingPages.outlier')}</Tag> : null}
                </>
              ) : runs && s.paper && s.state !== 'final' && s.state !== 'recused' ? (
                <Link to={`/funding/seats/${s.seat}`}>{t('fundingPages.enterPaper')}</Link>
              ) : (
                '—'
              );
            },
          },
          {
            title: t('fundingPages.expertNote'),
            render: (_, s) => result?.marks.find((x) => x.number === s.number)?.note || '—',
          },
        ]}
      />
      {result ? (
        <p style={{ marginTop: 10 }}>
          <b>
            {result.score === null
              ? t('fundingPages.noScore')
              : t('fundingPages.panelScore', {
                  score: formatNumber(result.score, 1),
                  experts: result.experts,
                })}
          </b>{' '}
          <span className="quiet">
            {result.criteria
              .map((c) => `${data(c.title)} ${c.mean === null ? '—' : formatNumber(c.mean, 1)}`)
              .join(' · ')}
          </span>
        </p>
      ) : null}
    </section>
  );
}

/** The site visit that counts. */
export function SiteView({ site }: { site: NonNullable<Application['site']> }) {
  const { t } = useI18n();
  return (
    <section className="panel">
      <h2>{t('fundingPages.site')}</h2>
      <p>
        {site.day} · {site.inspectors.map((i) => `${i.name}（${i.organisation}）`).join('、')} ·{' '}
        <b>{t(`fundingPages.conclusion.${site.conclusion}`)}</b>
      </p>
      <ul style={{ margin: 0, paddingLeft: 20 }}>
        {site.items.map((i) => (
          <li key={i.item}>
            {i.item}：
            <span className={i.agrees ? '' : 'bad-text'}>
              {i.agrees ? t('fundingPages.agrees') : t('fundingPages.agreesNot')}
            </span>
            {i.found ? `，${i.found}` : ''}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What came of the money, as the enterprise says and as the department finds. */
export function PerformanceView({ a }: { a: Application }) {
  const { t } = useI18n();
  const { assessment, evaluation } = a.performance;
  if (!assessment && !evaluation && a.recoveryFen === null) return null;
  return (
    <section className="panel">
      <h2>{t('fundingPages.performance')}</h2>
      {assessment ? (
        <>
          <p>
            {t('fundingPages.ownPoints')} <b className="num">{assessment.points}</b>{' '}
            <Tag>{t(`fundingPages.grade.${assessment.grade}`)}</Tag>
          </p>
          <ul style={{ margin: '0 0 8px', paddingLeft: 20 }}>
            {assessment.goals.map((g) => (
              <li key={g.goal}>{t('fundingPages.goalLine', g)}</li>
            ))}
          </ul>
          <p style={{ whiteSpace: 'pre-wrap' }}>{assessment.summary}</p>
        </>
      ) : null}
      {evaluation ? (
        <>
          <p>
            {t('fundingPages.points')} <b className="num">{evaluation.points}</b>{' '}
            <Tag>{t(`fundingPages.grade.${evaluation.grade}`)}</Tag>
          </p>
          <p style={{ whiteSpace: 'pre-wrap' }}>{evaluation.text}</p>
        </>
      ) : null}
      {a.recoveryFen === null ? null : (
        <p className="bad-text">{t('fundingPages.toRecover', { amount: fenText(a.recoveryFen) })}</p>
      )}
    </section>
  );
}

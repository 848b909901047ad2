import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Reckoning } from './Reckoning.tsx';
import type { Application, Calculation } from './types.ts';
import { useFactText } from './useFactText.ts';

/** Whole fen with its sign. */
const signed = (fen: string): string =>
  fen.startsWith('-') ? `−${fenText(fen.slice(1))}` : `+${fenText(fen)}`;

/** What was handed in, for reading: facts, the note, the account, the promise. */
export function ContentView({
  a,
  onRemark,
}: {
  a: Application;
  /** A press of a reviewer: this field is to be corrected. */
  onRemark?: ((field: string) => void) | undefined;
}) {
  const { t } = useI18n();
  const lines = useFactText();
  const { commitment, payee, note } = a.content;
  const rows: { field: string; title: string; value: string }[] = [
    ...lines(a).map((l) => ({ field: `facts.${l.id}`, title: l.title, value: l.value })),
    { field: 'note', title: t('fundingPages.note'), value: note || '—' },
    {
      field: 'payee',
      title: t('fundingPages.payee'),
      value: payee ? `${payee.name} · ${payee.bank} · ${payee.account}` : '—',
    },
    {
      field: 'commitment',
      title: t('fundingPages.promise'),
      value: commitment ? t('fundingPages.signedBy', { name: commitment.signer, day: commitment.day }) : '—',
    },
  ];
  return (
    <section className="panel">
      <h2>{t('fundingPages.content')}</h2>
      <dl className="facts">
        {rows.map((r) => (
          <div key={r.field} style={{ display: 'contents' }}>
            <dt>{r.title}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>
              {r.value}{' '}
              {onRemark ? (
                <Button
                  size="small"
                  type="link"
                  aria-label={`${t('fundingPages.remark')} ${r.title}`}
                  onClick={() => onRemark(r.field)}
                >
                  {t('fundingPages.remark')}
                </Button>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Amounts as they were computed, each with its way and whether it comes out the same again. */
export function Calculations({ a }: { a: Application }) {
  const { t, data } = useI18n();
  const [opened, setOpened] = useState<Calculation | null>(null);
  const [asked, setAsked] = useState(false);
  const verified = useQuery({
    queryKey: ['funding', 'verify', a.id, a.version],
    queryFn: () => api.funding.verify({ params: { id: a.id } }),
    enabled: asked,
  });
  if (a.calculations.length === 0) return null;
  const result = (seq: number) => verified.data?.items.find((v) => v.seq === seq);
  return (
    <section className="panel">
      <h2>{t('fundingPages.amounts')}</h2>
      <PlainTable<Calculation>
        query={{ data: { items: a.calculations }, isPending: false, error: null, refetch: () => undefined }}
        rowKey="seq"
        label={t('fundingPages.amounts')}
        columns={[
          {
            title: t('fundingPages.purpose'),
            render: (_, c) => t(`fundingPages.purpose.${c.purpose}`),
          },
          {
            title: t('fundingPages.computed'),
            align: 'right',
            className: 'num',
            render: (_, c) => <b>{fenText(c.amountFen)}</b>,
          },
          {
            title: t('fundingPages.rule'),
            render: (_, c) => (
              <>
                {c.evaluation.clause} · {c.ruleVersion}
                <div className="small quiet">{t('fundingPages.asOf', { day: c.evaluation.asOf })}</div>
              </>
            ),
          },
          { title: t('fundingPages.at'), className: 'num', render: (_, c) => formatTime(c.at) },
          {
            title: t('fundingPages.verified'),
            render: (_, c) => {
              const v = result(c.seq);
              return v === undefined ? (
                <span className="quiet">—</span>
              ) : v.same ? (
                <span className="chip chip-met">
                  <i aria-hidden="true" />
                  {t('fundingPages.same')}
                </span>
              ) : v.recomputedFen === null ? (
                t('fundingPages.otherRules')
              ) : (
                <span className="bad-text">
                  {t('fundingPages.differs', { amount: fenText(v.recomputedFen) })}
                </span>
              );
            },
          },
          {
            title: t('fundingPages.acts'),
            render: (_, c) => (
              <Button
                size="small"
                onClick={() => setOpened(c)}
                aria-label={`${t('schemes.explain')} ${t(`fundingPages.purpose.${c.purpose}`)} ${c.seq}`}
              >
                {t('schemes.explain')}
              </Button>
            ),
          },
        ]}
      />
      {verified.error ? <ErrorState error={verified.error} retry={() => void verified.refetch()} /> : null}
      <p style={{ marginTop: 10 }}>
        <Button size="small" loading={verified.isFetching} onClick={() => setAsked(true)}>
          {t('fundingPages.verify')}
        </Button>{' '}
        <span className="quiet small">{t('fundingPages.verifyHint')}</span>
      </p>
      {a.differenceFen !== null && a.differenceFen !== '0' ? (
        <p>{t('fundingPages.difference', { amount: signed(a.differenceFen) })}</p>
      ) : null}
      {opened ? (
        <Reckoning
          evaluation={opened.evaluation}
          title={`${data(a.schemeTitle)} · ${t(`fundingPages.purpose.${opened.purpose}`)}`}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </section>
  );
}

/** Everything that was done, newest first. */
export function Timeline({ a }: { a: Application }) {
  const { t, data } = useI18n();
  return (
    <section className="panel">
      <h2>{t('fundingPages.history')}</h2>
      {a.events.length === 0 ? <p className="quiet">{t('filingPages.noHistory')}</p> : null}
      <ol reversed style={{ margin: 0, paddingLeft: 24 }}>
        {a.events.toReversed().map((e) => (
          <li key={e.seq} style={{ marginBottom: 8 }}>
            <b>{data(e.actTitle)}</b> → {data(e.toTitle)}{' '}
            <span className="quiet small">
              {e.body ? `${e.body} · ` : ''}
              {t('filingPages.by', { by: e.by, at: formatTime(e.at) })}
            </span>
            {e.reason ? <div style={{ whiteSpace: 'pre-wrap' }}>{e.reason}</div> : null}
            {e.files.length > 0 ? (
              <div className="quiet small">
                {t('fundingPages.filesThen', { list: e.files.map((f) => f.name).join('、') })}
              </div>
            ) : null}
            {e.remarks.map((r) => (
              <div key={`${r.field}${r.text}`} className="quiet">
                {t('filingPages.remarkAt', { text: r.text })}
              </div>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

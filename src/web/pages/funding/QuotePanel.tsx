import { Alert, Button } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { Lacks } from '../schemes/Lacks.tsx';
import { Reckoning } from './Reckoning.tsx';
import { evaluationOf, type Application, type Content } from './types.ts';

/** What stays when somebody stops typing. */
function useSettled<T>(value: T, wait: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait);
    return () => clearTimeout(timer);
  }, [value, wait]);
  return settled;
}

export function useQuote(a: Application, facts: Content['facts']) {
  const key = useSettled(JSON.stringify(facts), 400);
  return useQuery({
    queryKey: ['funding', 'quote', a.id, key],
    queryFn: () =>
      api.funding.quote({
        params: { id: a.id },
        body: { facts: JSON.parse(key) as Content['facts'] },
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The amount as the rules give it for what stands in the form, what is missing for it, and how it is reckoned. */
export function QuotePanel({ query }: { query: ReturnType<typeof useQuote> }) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const [opened, setOpened] = useState(false);
  const q = query.data;
  const e = q?.evaluation;
  return (
    <section className="panel" aria-label={t('fundingPages.quote')}>
      <h2>{t('fundingPages.quote')}</h2>
      {query.error ? <Alert type="warning" showIcon title={problem(query.error)} /> : null}
      <div aria-live="polite" style={{ opacity: query.isFetching ? 0.75 : 1 }}>
        {!q && !query.error ? <p className="quiet">{t('fundingPages.reckoning')}</p> : null}
        {q && !e ? (
          <>
            <p>{t('fundingPages.unreadable')}</p>
            <ul style={{ margin: 0, paddingLeft: 18 }}>
              {q.findings.map((f) => {
                const text = finding(f.code, f.params);
                return (
                  <li key={`${f.code} ${f.path}`} className="bad-text">
                    {text.message}
                    {text.action}
                  </li>
                );
              })}
            </ul>
          </>
        ) : null}
        {q && e ? (
          <>
            <p className="amount num">{e.open === null ? fenText(q.amountFen) : t('schemes.amountOpen')}</p>
            <p className="small quiet">
              {e.eligible ? t('fundingPages.quoteHint') : t('fundingPages.notYet')}
              {e.eligible || e.worthFen === null || e.worthFen === '0'
                ? ''
                : ` ${t('schemes.worth', { amount: fenText(e.worthFen) })}`}
            </p>
            {q.cutBy ? (
              <p>{t('schemes.afterOverlap', { amount: fenText(q.amountFen), group: data(q.cutBy) })}</p>
            ) : null}
            <Lacks e={evaluationOf(e)} />
            {e.more.map((m) => (
              <p key={m.fact} className="small">
                {t('schemes.more', { title: m.title, have: m.have, to: m.to, amount: fenText(m.amountFen) })}
              </p>
            ))}
            <Button size="small" style={{ marginTop: 8 }} onClick={() => setOpened(true)}>
              {t('schemes.explain')}
            </Button>
          </>
        ) : null}
      </div>
      {opened && e ? (
        <Reckoning evaluation={e} title={t('fundingPages.quote')} onClose={() => setOpened(false)} />
      ) : null}
    </section>
  );
}

import { Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import type { Version } from './types.ts';
import { Amount, Conditions, Quoted, Term } from './Words.tsx';

function Side({ v }: { v: Version }) {
  const { t, data } = useI18n();
  return (
    <section className="panel" style={{ margin: 0 }}>
      <h2>
        <Term v={v} /> {v.inForce ? <Tag color="blue">{t('schemes.inForce')}</Tag> : null}
        <Tag>{t(`schemes.mark.${v.mark}`)}</Tag>
      </h2>
      <p className="quiet">
        {v.number} {v.clause}
        <br />
        {t('schemes.source', { source: v.source })}
      </p>
      <h3>{t('schemes.conditions')}</h3>
      <Conditions v={v} />
      <h3>{t('schemes.how')}</h3>
      <Amount v={v} />
      <h3>{t('schemes.askedFacts')}</h3>
      <p>{v.facts.map((f) => data(f.title)).join('、')}</p>
      <h3>{t('schemes.basis')}</h3>
      {v.passages.map((p) => (
        <Quoted key={`${p.document} ${p.clause} ${p.quote}`} p={p} retold={p.retold} />
      ))}
    </section>
  );
}

/** One scheme: its versions side by side, worked examples, what is left open. */
export default function Policy() {
  const { t, data } = useI18n();
  const { scheme } = useParams();
  const [params] = useSearchParams();
  const asOf = params.get('asOf');
  const q = useQuery({
    queryKey: ['schemes', 'one', scheme, asOf],
    queryFn: () =>
      api.schemes.scheme({
        params: { pack: 'ningxia-2018', scheme: scheme! },
        query: asOf === null ? {} : { asOf },
      }),
  });
  if (q.error)
    return (
      <div className="page">
        <ErrorState error={q.error} />
      </div>
    );
  if (!q.data)
    return (
      <div className="page">
        <Skeleton active paragraph={{ rows: 10 }} />
      </div>
    );
  const s = q.data;
  return (
    <div className="page">
      <PageHead
        title={data(s.title)}
        hint={
          <>
            {s.instrument} · {t(`schemes.payee.${s.payee}`)}
            {s.note === null ? '' : ` · ${s.note}`}
          </>
        }
        extra={
          <>
            <Link to={`/policies/${s.id}/versions`}>{t('schemes.toVersions')}</Link>
            <Link to="/policies">{t('schemes.back')}</Link>
          </>
        }
      />
      <div className="cards" style={{ marginBottom: 14 }}>
        {s.versions.map((v) => (
          <Side key={v.id} v={v} />
        ))}
      </div>
      {s.questions.length > 0 ? (
        <section className="panel">
          <h2>{t('schemes.questions')}</h2>
          <ul style={{ paddingLeft: 18, margin: 0 }}>
            {s.questions.map((x) => (
              <li key={x.id}>
                <Link to={`/plan/open#${x.id}`}>{data(x.question)}</Link>{' '}
                <span className="quiet">
                  {x.chosen ? t('schemes.chosen', { option: data(x.chosen) }) : t('schemes.notChosen')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {s.examples.length > 0 ? (
        <section className="panel">
          <h2>{t('schemes.examples')}</h2>
          <ul style={{ paddingLeft: 18, margin: 0 }}>
            {s.examples.map((x) => (
              <li key={`${x.title} ${x.asOf}`}>
                {x.title}{' '}
                <span className="quiet num">
                  {t('schemes.exampleAsOf', { day: x.asOf })} ·{' '}
                  {!x.eligible
                    ? t('schemes.exampleNo')
                    : x.amount === null || x.amount === '0元'
                      ? t('schemes.exampleOpen')
                      : t('schemes.exampleYes', { amount: x.amount })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

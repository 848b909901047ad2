import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import type { FundNotice } from './types.ts';

/** A notice as it is read, published or not yet. */
export function NoticeText({
  notice: n,
}: {
  notice: Pick<
    FundNotice,
    'scheme' | 'schemeTitle' | 'year' | 'route' | 'text' | 'opens' | 'closes' | 'documents'
  >;
}) {
  const { t, data } = useI18n();
  const rows = [
    [
      t('funding.list.scheme'),
      <Link key="s" to={`/policies/${n.scheme}?asOf=${n.opens}`} style={{ textDecoration: 'underline' }}>
        {data(n.schemeTitle)}
      </Link>,
    ],
    [t('funding.list.year'), String(n.year)],
    [t('fundingPages.windowTitle'), t('fundingPages.window', { opens: n.opens, closes: n.closes })],
    [
      t('fundingPages.route'),
      n.route === 'funding-direct' ? t('fundingPages.routeDirect') : t('fundingPages.routePlain'),
    ],
  ] as const;
  return (
    <>
      <dl className="facts">
        {rows.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {n.documents.length > 0 ? (
        <>
          <h3 style={{ marginTop: 14 }}>{t('fundingPages.documents')}</h3>
          <ol style={{ margin: 0, paddingLeft: 24 }}>
            {n.documents.map((d) => (
              <li key={d.id}>
                {data(d.title)}{' '}
                <span className="small quiet">
                  {d.required ? t('fundingPages.mustHave') : t('fundingPages.mayHave')}
                </span>
                {d.note ? <div className="small quiet">{data(d.note)}</div> : null}
              </li>
            ))}
          </ol>
        </>
      ) : null}
      {n.text === '' ? (
        <p className="quiet" style={{ marginTop: 14 }}>
          {t('fundingPages.noText')}
        </p>
      ) : (
        <div style={{ marginTop: 14, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{n.text}</div>
      )}
    </>
  );
}

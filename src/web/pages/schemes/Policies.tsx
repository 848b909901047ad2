import { Alert, Button, Checkbox, Empty, Select, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DayPick } from '../../parts/DayPick.tsx';
import type { SchemeRow } from './types.ts';
import { Conditions, Term } from './Words.tsx';

function Card({ s, day }: { s: SchemeRow; day: string }) {
  const { t, data } = useI18n();
  const v = s.version;
  return (
    <article className="panel" style={{ margin: 0 }}>
      <h2>
        <Link to={`/policies/${s.id}${day === '' ? '' : `?asOf=${day}`}`}>{data(s.title)}</Link>
      </h2>
      <p>
        <Tag>{s.instrument}</Tag>
        <Tag>{t(`schemes.payee.${s.payee}`)}</Tag>
        <Tag>{t(`schemes.mark.${v.mark}`)}</Tag>
        {v.inForce ? null : <Tag>{t('schemes.notInForce')}</Tag>}
      </p>
      <p>
        <b className="num">
          {s.kind === 'register'
            ? t('schemes.register')
            : v.open !== null
              ? t('schemes.openAmount')
              : v.capFen === null
                ? t('schemes.noCap')
                : t('schemes.cap', { amount: fenText(v.capFen) })}
        </b>
      </p>
      <Conditions v={v} />
      <p className="small quiet" style={{ margin: '8px 0 0' }}>
        {v.number} {v.clause} · <Term v={v} />
        {s.versions.length > 1 ? ` · ${t('schemes.versions', { n: s.versions.length })}` : ''}
      </p>
    </article>
  );
}

/** Public: what the plan pays, by instrument and clause, as it holds on a day. */
export default function Policies() {
  const { t } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ asOf: '', instrument: '', clause: '', all: '' });
  const q = useQuery({
    queryKey: ['schemes', 'list', state.asOf],
    queryFn: () => api.schemes.list({ query: state.asOf === '' ? {} : { asOf: state.asOf } }),
    placeholderData: (before) => before,
  });
  const items = q.data?.items ?? [];
  const shown = items.filter(
    (s) =>
      (state.all !== '' || s.version.inForce) &&
      (state.instrument === '' || s.instrument === state.instrument) &&
      (state.clause === '' || s.version.clause === state.clause),
  );
  const options = (of: (s: SchemeRow) => string, any: string) => [
    { value: '', label: any },
    ...[...new Set(items.map(of))].map((value) => ({ value, label: value })),
  ];
  return (
    <div className="page">
      <PageHead
        title={t('schemes.listTitle')}
        hint={t('schemes.listHint')}
        extra={
          can('schemes.evaluate') ? (
            <Link to="/policies/mine">
              <Button type="primary">{t('schemes.toMine')}</Button>
            </Link>
          ) : null
        }
      />
      <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center', marginBottom: 14 }}>
        <DayPick
          label={t('schemes.asOf')}
          day={q.data?.asOf ?? state.asOf}
          onDay={(asOf) => change({ asOf })}
        />
        <Select
          aria-label={t('schemes.instrument')}
          value={state.instrument}
          onChange={(instrument) => change({ instrument })}
          options={options((s) => s.instrument, t('schemes.anyInstrument'))}
          style={{ minWidth: 150 }}
        />
        <Select
          aria-label={t('schemes.clause')}
          value={state.clause}
          onChange={(clause) => change({ clause })}
          options={options((s) => s.version.clause, t('schemes.anyClause'))}
          style={{ minWidth: 150, maxWidth: '100%' }}
        />
        <Checkbox checked={state.all === ''} onChange={(e) => change({ all: e.target.checked ? '' : 'yes' })}>
          {t('schemes.onlyInForce')}
        </Checkbox>
        <span className="quiet">{t('schemes.count', { n: shown.length })}</span>
      </div>
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.data && state.asOf === '' && q.data.asOf === q.data.until ? (
        <Alert
          type="info"
          showIcon
          title={t('schemes.planEnded', { until: q.data.until })}
          style={{ marginBottom: 14 }}
        />
      ) : null}
      {!q.data && !q.error ? <Skeleton active paragraph={{ rows: 10 }} /> : null}
      {q.data && shown.length === 0 ? (
        <div className="panel">
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={`${t('schemes.none')}。${t('schemes.noneHint')}`}
          />
        </div>
      ) : null}
      <div className="cards">
        {shown.map((s) => (
          <Card key={s.id} s={s} day={state.asOf} />
        ))}
      </div>
    </div>
  );
}

import { Button, Empty, Skeleton, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fenText } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { EnterprisePicker } from '../awards/EnterprisePicker.tsx';
import { DayPick } from '../../parts/DayPick.tsx';
import { SchemeApply } from '../funding/Apply.tsx';
import { Explanation } from './Explanation.tsx';
import { Lacks } from './Lacks.tsx';
import type { Evaluation, Item, Mine } from './types.ts';
import { WhatIf, type Tried } from './WhatIf.tsx';

const groups = ['could', 'lacking', 'unknown'] as const;
const groupOf = (e: Evaluation): (typeof groups)[number] =>
  e.outcome === 'yes' ? 'could' : e.outcome === 'no' ? 'lacking' : 'unknown';

function Card({
  item,
  mine,
  onExplain,
  onFill,
  tried,
}: {
  item: Item;
  mine: Mine;
  tried: Tried | null;
  onExplain: () => void;
  onFill: () => void;
}) {
  const { t, data } = useI18n();
  const e = item.evaluation;
  const granted = mine.granted.find((g) => g.scheme === e.scheme);
  const worth = e.outcome !== 'yes' && e.worthFen !== null && e.worthFen !== '0' ? e.worthFen : null;
  return (
    <article className="panel" style={{ margin: 0 }} data-scheme={e.scheme}>
      <h3 style={{ margin: '0 0 6px' }}>{e.title}</h3>
      <p style={{ margin: '0 0 6px' }}>
        <Tag>{item.instrument}</Tag>
        <Tag>{t(`schemes.mark.${e.mark}`)}</Tag>
        <span className="small quiet">
          {e.clause} · {t('schemes.year', { year: e.year })}
        </span>
      </p>
      {e.outcome === 'yes' ? (
        <p style={{ margin: 0 }}>
          <b className="num">
            {e.open === null
              ? t('schemes.amount', { amount: fenText(e.amountFen) })
              : t('schemes.amountOpen')}
          </b>
        </p>
      ) : null}
      {granted && granted.cutBy ? (
        <p style={{ margin: 0 }}>
          {t('schemes.afterOverlap', { amount: fenText(granted.amountFen), group: data(granted.cutBy) })}
        </p>
      ) : null}
      {worth ? (
        <p style={{ margin: 0 }}>
          <b className="num">{t('schemes.worth', { amount: fenText(worth) })}</b>
        </p>
      ) : null}
      <Lacks e={e} />
      {e.more.map((m) => (
        <p key={m.fact} style={{ margin: '4px 0 0' }}>
          {t('schemes.more', { title: m.title, have: m.have, to: m.to, amount: fenText(m.amountFen) })}
        </p>
      ))}
      <p style={{ margin: '10px 0 0' }}>
        <Button size="small" onClick={onExplain} aria-label={`${t('schemes.explain')} ${e.title}`}>
          {t('schemes.explain')}
        </Button>{' '}
        {e.outcome === 'unknown' ? (
          <Button size="small" onClick={onFill} aria-label={`${t('schemes.whatIf')} ${e.title}`}>
            {t('schemes.whatIf')}
          </Button>
        ) : null}{' '}
        <SchemeApply scheme={e.scheme} {...(tried ? { facts: tried.facts } : {})} />
      </p>
    </article>
  );
}

function Found({ subject, asOf, onDay }: { subject: string; asOf: string; onDay: (day: string) => void }) {
  const { t } = useI18n();
  const [tried, setTried] = useState<Tried | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [scheme, setScheme] = useState('');
  const q = useQuery({
    queryKey: ['schemes', 'mine', subject, asOf, tried],
    queryFn: () =>
      api.schemes.mine({
        body: {
          subject,
          ...(asOf === '' ? {} : { asOf }),
          ...(tried ? { facts: tried.facts, ...(tried.noAwards ? { awards: [] } : {}) } : {}),
        },
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  // A refused trial leaves what was last computed standing, with what to correct beside the fields.
  const [last, setLast] = useState<Mine | null>(null);
  if (q.data && q.data !== last) setLast(q.data);
  const mine = q.data ?? last;
  if (!mine && q.error) return <ErrorState error={q.error} retry={() => void q.refetch()} />;
  if (!mine) return <Skeleton active paragraph={{ rows: 10 }} />;
  const shown = opened === null ? undefined : mine.items.find((i) => i.evaluation.scheme === opened);
  const of = (g: (typeof groups)[number]) => mine.items.filter((i) => groupOf(i.evaluation) === g);
  const none = { could: 'couldNone', lacking: 'lackingNone', unknown: 'unknownNone' } as const;
  const fill = (id: string): void => {
    setScheme(id);
    document.getElementById('what-if')?.scrollIntoView({ block: 'start' });
  };
  return (
    <>
      <p>
        <b>{mine.subject.name}</b> <Simulated when={mine.subject.simulated} />{' '}
        <DayPick label={t('schemes.asOf')} day={mine.asOf} onDay={onDay} />
      </p>
      <div className="stats">
        <div className="stat">
          <b>{fenText(mine.totalFen)}</b>
          <span>{tried ? t('schemes.totalTried') : t('schemes.total')}</span>
        </div>
        {groups.map((g) => (
          <div className="stat" key={g}>
            <b>{of(g).length}</b>
            <span>{t(`schemes.${g}`)}</span>
          </div>
        ))}
      </div>
      {groups.map((g) => (
        <section key={g} style={{ marginBottom: 18 }}>
          <h2>
            {t(`schemes.${g}`)} <span className="quiet">{t('schemes.items', { n: of(g).length })}</span>
          </h2>
          {of(g).length === 0 ? <p className="quiet">{t(`schemes.${none[g]}`)}</p> : null}
          <div className="cards">
            {of(g).map((i) => (
              <Card
                key={i.evaluation.scheme}
                item={i}
                mine={mine}
                tried={tried}
                onExplain={() => setOpened(i.evaluation.scheme)}
                onFill={() => fill(i.evaluation.scheme)}
              />
            ))}
          </div>
        </section>
      ))}
      <WhatIf
        key={mine.asOf}
        mine={mine}
        scheme={scheme}
        onScheme={setScheme}
        onTry={setTried}
        tried={tried}
        busy={q.isFetching}
        error={q.error}
      />
      {shown ? (
        <Explanation
          item={shown}
          facts={mine.facts}
          planNumber={mine.planNumber}
          choices={mine.choices}
          onClose={() => setOpened(null)}
        />
      ) : null}
    </>
  );
}

/** 我能享受的政策: for an enterprise its own; for the authorities any in their scope. */
export default function MyPolicies() {
  const { t } = useI18n();
  const { me } = useSession();
  const [state, change] = useQueryState({ subject: '', asOf: '' });
  const own = me?.subjectId ?? null;
  const enterprise = me?.role === 'enterprise';
  const subject = enterprise ? own : state.subject || null;
  return (
    <div className="page">
      <PageHead
        title={enterprise ? t('schemes.mineTitle') : t('schemes.mineTitleOf')}
        hint={t('schemes.mineHint')}
      />
      {enterprise ? null : (
        <div style={{ marginBottom: 14, maxWidth: 480 }}>
          <label htmlFor="policies-enterprise">{t('schemes.pick')}</label>
          <div style={{ display: 'grid' }}>
            <EnterprisePicker
              id="policies-enterprise"
              {...(subject ? { value: subject } : {})}
              onChange={(id) => change({ subject: id ?? '' })}
            />
          </div>
        </div>
      )}
      {subject === null ? (
        <div className="panel">
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={
              enterprise ? t('schemes.noSubject') : `${t('schemes.pickFirst')}。${t('schemes.pickFirstHint')}`
            }
          />
        </div>
      ) : (
        <Found key={subject} subject={subject} asOf={state.asOf} onDay={(asOf) => change({ asOf })} />
      )}
    </div>
  );
}

import { Button, Tabs, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { Experts } from './Experts.tsx';
import { OpenRound } from './OpenRound.tsx';
import { RulesView } from './RulesView.tsx';
import type { RoundRow, Scheme } from './types.ts';
import { Vetoes } from './Vetoes.tsx';

function Rounds({ scheme }: { scheme: Scheme | undefined }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const q = useQuery({ queryKey: ['awards', 'rounds'], queryFn: () => api.awards.rounds({ query: {} }) });
  const titleOf = new Map(
    (scheme?.editions ?? []).flatMap((e) => e.awards).map((a) => [a.id, data(a.title)]),
  );
  if (q.data && q.data.items.length === 0)
    return (
      <section className="panel">
        <p>{t('awardPages.noRounds')}</p>
        <p className="quiet">
          {can('awards.run') ? t('awardPages.noRoundsHint') : t('awardPages.noRoundsReader')}
        </p>
      </section>
    );
  return (
    <PlainTable<RoundRow>
      label={t('awardPages.tabRounds')}
      query={q}
      rowKey="id"
      columns={[
        { key: 'year', title: t('awardPages.year'), dataIndex: 'year', width: 72, className: 'num' },
        {
          key: 'title',
          title: t('awardPages.round'),
          width: 300,
          render: (_, r) => (
            <>
              <Link to={`/awards/${r.id}`}>{r.title}</Link>
              <Simulated when={r.simulated} />
            </>
          ),
        },
        {
          key: 'state',
          title: t('awardPages.state'),
          width: 110,
          render: (_, r) => <Tag>{data(r.stateTitle)}</Tag>,
        },
        {
          key: 'evaluated',
          title: t('awardPages.evaluated'),
          width: 100,
          align: 'right',
          className: 'num',
          render: (_, r) => t('awardPages.firms', { n: r.evaluated }),
        },
        {
          key: 'winners',
          title: t('awardPages.winners'),
          width: 200,
          className: 'num',
          render: (_, r) =>
            r.winners === null
              ? can('awards.run')
                ? t('awardPages.noneYet')
                : t('awardPages.notYet')
              : Object.entries(r.winners)
                  .map(([id, n]) => `${titleOf.get(id) ?? id} ${n}`)
                  .join(' · '),
        },
        {
          key: 'notice',
          title: t('awardPages.noticeDays'),
          width: 200,
          className: 'num',
          render: (_, r) => (r.noticeFrom ? `${r.noticeFrom} — ${r.noticeTo ?? ''}` : '—'),
        },
        {
          key: 'updated',
          title: t('awardPages.updated'),
          width: 150,
          className: 'num',
          render: (_, r) => formatTime(r.updatedAt),
        },
      ]}
    />
  );
}

/** 评价与奖励: rounds, the rules, and for those who run them the experts and the vetoes. */
export default function Awards() {
  const { t } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ tab: 'rounds' });
  const [opening, setOpening] = useState(false);
  const schemes = useQuery({
    queryKey: ['awards', 'schemes'],
    queryFn: () => api.awards.schemes({ query: {} }),
    staleTime: 600_000,
  });
  const periods = useQuery({
    queryKey: ['indicators', 'periods'],
    queryFn: () => api.indicators.periods(),
    enabled: can('awards.run'),
  });
  const scheme = schemes.data?.items[0];
  const items = [
    { key: 'rounds', label: t('awardPages.tabRounds'), children: <Rounds scheme={scheme} /> },
    {
      key: 'schemes',
      label: t('awardPages.tabSchemes'),
      children: scheme ? <RulesView rules={scheme.rules} editions={scheme.editions} /> : null,
    },
    ...(can('awards.run')
      ? [
          {
            key: 'experts',
            label: t('awardPages.tabExperts'),
            children: <Experts minimum={scheme?.rules.experts.minimum ?? 1} />,
          },
        ]
      : []),
    ...(can('awards.vetoes')
      ? [{ key: 'vetoes', label: t('awardPages.tabVetoes'), children: <Vetoes /> }]
      : []),
  ];
  return (
    <div className="page">
      <PageHead
        title={t('awardPages.title')}
        hint={can('awards.run') ? t('awardPages.hint') : t('awardPages.hintReader')}
        extra={
          can('awards.run') ? (
            <Button type="primary" onClick={() => setOpening(true)}>
              {t('awardPages.open')}
            </Button>
          ) : null
        }
      />
      <Tabs
        activeKey={items.some((i) => i.key === state.tab) ? state.tab : 'rounds'}
        onChange={(tab) => change({ tab })}
        items={items}
        destroyOnHidden
      />
      {opening ? (
        <OpenRound
          years={(periods.data?.items ?? []).map((p) => p.year)}
          scheme={scheme}
          onClose={() => setOpening(false)}
        />
      ) : null}
    </div>
  );
}

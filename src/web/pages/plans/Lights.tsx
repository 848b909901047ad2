import { Drawer, Segmented, Select, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { contract } from '#contract/plans';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { shortDecimal } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StatusChip } from '../../parts/StatusChip.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { DayPick } from '../../parts/DayPick.tsx';
import { PackSelect } from './PackBar.tsx';
import { ProvisionDetail } from './ProvisionDetail.tsx';
import { usePack } from './usePack.ts';

type Row = z.output<typeof contract.lights.response>['items'][number];
const order = { red: 0, yellow: 1, green: 2, none: 3 } as const;
const lights = ['all', 'red', 'yellow', 'green', 'none'] as const;
const one = (x: number): string => String(Math.round(x * 10) / 10);

/** How far, beside how much time is gone. */
function Bar({ r }: { r: Row }) {
  const { t } = useI18n();
  if (r.progress === null || r.timeProgress === null) return <span className="quiet">—</span>;
  const text = t('planPages.progressOf', { progress: one(r.progress), time: one(r.timeProgress) });
  return (
    <div>
      <div className={`pace pace-${r.light}`} role="img" aria-label={text}>
        <i style={{ width: `${Math.max(0, Math.min(100, r.progress))}%` }} />
        <b style={{ left: `${r.timeProgress}%` }} />
      </div>
      <div className="quiet small num">{text}</div>
    </div>
  );
}

/** Every measured target in one list, the most pressing first: where it stands and where it is heading. */
export default function Lights() {
  const { t, data } = useI18n();
  const { list, pack, asOf, set } = usePack();
  const { can } = useSession();
  const [state, change] = useQueryState({ light: 'all', figures: 'published', lead: '' });
  const own = can('targets.read') && state.figures === 'all';
  const [picked, setPicked] = useState<string | null>(null);
  const q = useQuery({
    queryKey: ['plans', 'lights', pack?.id, asOf, own],
    queryFn: () =>
      (own ? api.targets : api.plans).lights({
        params: { pack: pack!.id },
        query: asOf === undefined ? {} : { asOf },
      }),
    enabled: pack !== undefined,
    placeholderData: keepPreviousData,
  });
  const rows = q.data?.items ?? [];
  const leads = new Map(rows.flatMap((r) => r.lead.map((a) => [a.id, a.now])));
  const all = rows
    .filter((r) => state.lead === '' || r.lead.some((a) => a.id === state.lead))
    .toSorted((a, b) => order[a.light] - order[b.light]);
  const shown = state.light === 'all' ? all : all.filter((r) => r.light === state.light);
  const count = (light: (typeof lights)[number]): number =>
    light === 'all' ? all.length : all.filter((r) => r.light === light).length;
  const signs: Record<string, string> = { '>=': '≥', '<=': '≤', '≈': '≈', '=': '', range: '' };
  const aimOf = (r: Row): string => {
    if (r.target !== null) return ` · ${signs[r.comparator] ?? r.comparator}${r.target} ${r.unit}`;
    if (r.reference) return ` · ${t('targets.against', { reference: data(r.reference) })}`;
    return r.direction === null ? '' : ` · ${t(`targets.direction.${r.direction}`)}`;
  };
  return (
    <div className="page">
      <PageHead
        title={t('web.page.lights')}
        hint={t(own ? 'targets.allHint' : 'planPages.lightsHint')}
        extra={<PackSelect list={list} pack={pack} set={set} />}
      />
      <div className="filters">
        <Select
          aria-label={t('planPages.light')}
          value={state.light}
          onChange={(light) => change({ light })}
          options={lights.map((l) => ({ value: l, label: `${t(`planPages.light.${l}`)} ${count(l)}` }))}
        />
        <Select
          aria-label={t('targets.lead')}
          value={state.lead}
          onChange={(lead) => change({ lead })}
          style={{ minWidth: 170 }}
          options={[
            { value: '', label: t('targets.allLeads') },
            ...[...leads].map(([value, label]) => ({ value, label })),
          ]}
        />
        <DayPick
          label={t('planPages.asOfDay')}
          day={asOf ?? q.data?.asOf ?? ''}
          onDay={(day) => set({ asOf: day === '' ? undefined : day })}
        />
        {can('targets.read') ? (
          <Segmented
            aria-label={t('targets.figures')}
            value={own ? 'all' : 'published'}
            onChange={(figures) => change({ figures })}
            options={(['published', 'all'] as const).map((value) => ({
              value,
              label: t(`targets.figures.${value}`),
            }))}
          />
        ) : null}
      </div>
      <PlainTable<Row>
        label={t('web.page.lights')}
        query={{ ...q, data: q.data ? { items: shown } : undefined }}
        rowKey="provision"
        columns={[
          {
            key: 'light',
            title: t('planPages.light'),
            width: 96,
            render: (_, r) => <StatusChip status={r.status} />,
          },
          {
            key: 'title',
            title: t('planPages.targetPath'),
            width: 300,
            render: (_, r) => (
              <>
                <button type="button" className="link-text" onClick={() => setPicked(r.provision)}>
                  {data(r.title)}
                </button>
                <div className="quiet small num">
                  {r.clause}
                  {aimOf(r)}
                  {r.year === null ? '' : t('planPages.byYear', { year: r.year })}
                </div>
              </>
            ),
          },
          {
            key: 'value',
            title: t('planPages.present'),
            width: own ? 210 : 130,
            className: 'num',
            render: (_, r) =>
              r.value === null ? (
                <span className="quiet">—</span>
              ) : (
                <>
                  {shortDecimal(r.value)} {r.unit}
                  <div className="quiet small">
                    {r.period}{' '}
                    {own && r.origin !== null && r.origin !== 'published' ? (
                      <>
                        <Tag>{t(`targets.origin.${r.origin}`)}</Tag>
                        <Simulated when={r.simulated} />
                      </>
                    ) : null}
                    {own ? (
                      <Link to={`/plan/figures/${r.indicator}?plan=${pack?.id ?? ''}`}>
                        {t('targets.open')}
                      </Link>
                    ) : null}
                  </div>
                </>
              ),
          },
          { key: 'pace', title: t('planPages.paceColumn'), width: 200, render: (_, r) => <Bar r={r} /> },
          {
            key: 'forecast',
            title: t('planPages.forecastColumn'),
            width: 180,
            className: 'num',
            render: (_, r) =>
              r.forecast === null ? (
                <span className="quiet">—</span>
              ) : (
                <>
                  {one(r.forecast.mid)} {r.unit}
                  {r.forecast.low === null || r.forecast.high === null ? null : (
                    <div className="quiet small">
                      {one(r.forecast.low)}—{one(r.forecast.high)}
                    </div>
                  )}
                </>
              ),
          },
          {
            key: 'needed',
            title: t('planPages.needed'),
            width: 120,
            align: 'right',
            className: 'num',
            render: (_, r) =>
              r.neededPerYear === null || r.neededPerYear === 0 ? '—' : `${one(r.neededPerYear)} ${r.unit}`,
          },
        ]}
      />
      <Drawer
        open={picked !== null}
        onClose={() => setPicked(null)}
        size={Math.min(560, window.innerWidth)}
        title={t('planPages.promise')}
        destroyOnHidden
      >
        {picked && pack ? <ProvisionDetail pack={pack.id} id={picked} asOf={asOf} /> : null}
      </Drawer>
    </div>
  );
}

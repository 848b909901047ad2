import { Drawer, Input, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { contract } from '#contract/plans';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { StatusChip } from '../../parts/StatusChip.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
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
  const [state, change] = useQueryState({ light: 'all' });
  const [picked, setPicked] = useState<string | null>(null);
  const q = useQuery({
    queryKey: ['plans', 'lights', pack?.id, asOf],
    queryFn: () =>
      api.plans.lights({ params: { pack: pack!.id }, query: asOf === undefined ? {} : { asOf } }),
    enabled: pack !== undefined,
    placeholderData: keepPreviousData,
  });
  const all = (q.data?.items ?? []).toSorted((a, b) => order[a.light] - order[b.light]);
  const shown = state.light === 'all' ? all : all.filter((r) => r.light === state.light);
  const count = (light: (typeof lights)[number]): number =>
    light === 'all' ? all.length : all.filter((r) => r.light === light).length;
  return (
    <div className="page">
      <PageHead
        title={t('web.page.lights')}
        hint={t('planPages.lightsHint')}
        extra={<PackSelect list={list} pack={pack} set={set} />}
      />
      <div className="filters">
        <Select
          aria-label={t('planPages.light')}
          value={state.light}
          onChange={(light) => change({ light })}
          options={lights.map((l) => ({ value: l, label: `${t(`planPages.light.${l}`)} ${count(l)}` }))}
        />
        <Input
          type="date"
          style={{ maxWidth: 170 }}
          aria-label={t('planPages.asOfDay')}
          title={t('planPages.asOfDay')}
          value={asOf ?? q.data?.asOf ?? ''}
          onChange={(e) => set({ asOf: e.target.value === '' ? undefined : e.target.value })}
        />
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
                  {r.target === null ? '' : ` · ${r.comparator}${r.target} ${r.unit}`}
                  {r.year === null ? '' : t('planPages.byYear', { year: r.year })}
                </div>
              </>
            ),
          },
          {
            key: 'value',
            title: t('planPages.present'),
            width: 130,
            className: 'num',
            render: (_, r) =>
              r.value === null ? (
                <span className="quiet">—</span>
              ) : (
                <>
                  {r.value} {r.unit}
                  <div className="quiet small">{r.period}</div>
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

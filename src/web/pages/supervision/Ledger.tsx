import { App, Button, Drawer, Input, Segmented, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '#kernel';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { SearchFilter } from '../../parts/filters.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { Desks } from './Desks.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import { LightMark } from './Marks.tsx';
import { faults, lights, one, type EntryRow } from './types.ts';
import { useRules } from './useRules.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.supervision.ledger>[0]>['query']>;

/** Makes the year's ledger, says what came and what left; pressed again it adds nothing. */
function MakeLedger({ year }: { year: number }) {
  const { t } = useI18n();
  const { modal, message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => api.supervision.createLedger({ body: { year } }),
    onSuccess: (r) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      if (r.news.length === 0 && r.retired === 0)
        void message.success(t('supervisionPages.made', { added: r.added, kept: r.kept }));
      else
        modal.info({
          title: t('supervisionPages.made', { added: r.added, kept: r.kept }),
          content: (
            <>
              {r.retired > 0 ? <p>{t('supervisionPages.retired', { count: r.retired })}</p> : null}
              <ul className="evidence" style={{ maxHeight: 320, overflow: 'auto' }}>
                {r.news.map((n) => (
                  <li key={`${n.task}${n.owner}`}>
                    {n.title}
                    <div className="quiet small">
                      {n.task} · {n.owner}
                    </div>
                  </li>
                ))}
              </ul>
            </>
          ),
        });
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Button loading={make.isPending} onClick={() => make.mutate()}>
      {t('supervisionPages.make', { year })}
    </Button>
  );
}

function Chase({ year, month }: { year: number; month: number }) {
  const { t } = useI18n();
  const { modal, message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const chase = useMutation({
    // One key for one confirmed press: sent again after a lost connection nobody is chased twice.
    mutationFn: (key: string) => api.supervision.chase({ body: { key, year, month } }),
    onSuccess: (r) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void message.success(t('supervisionPages.chased', { count: r.chased }));
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Button
      loading={chase.isPending}
      onClick={() =>
        modal.confirm({
          title: t('supervisionPages.chase', { month }),
          content: t('supervisionPages.chaseHint', { year, month }),
          onOk: () => chase.mutateAsync(uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))),
        })
      }
    >
      {t('supervisionPages.chase', { month })}
    </Button>
  );
}

/** 台账: every task of the year with its owner, how far it is beside the time gone, and what is the matter. */
export default function Ledger() {
  const { t } = useI18n();
  const { can } = useSession();
  const rules = useRules();
  const [desks, setDesks] = useState(false);
  const [state, change, reset] = useQueryState({
    year: '',
    asOf: '',
    q: '',
    owner: '',
    clause: '',
    light: '',
    fault: '',
    mine: '',
    entry: '',
    sort: 'light',
    page: '1',
    size: '20',
  });
  const { entry, page, size, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')) as Query;
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['supervision', 'ledger', query],
    queryFn: () => api.supervision.ledger({ query }),
    placeholderData: keepPreviousData,
  });
  const year = list.data?.year ?? (Number(state.year) || rules.data?.year);
  const made = rules.data?.years.find((y) => y.year === year)?.ledger;
  const over = list.data ? Number(list.data.asOf.slice(5, 7)) - (isMonthEnd(list.data.asOf) ? 0 : 1) : 0;
  return (
    <div className="page">
      <PageHead
        title={t('web.page.ledger')}
        hint={
          list.data
            ? t('supervisionPages.ledgerHint', {
                year: list.data.year,
                day: list.data.asOf,
                workingDay: rules.data?.workingDay ?? 5,
              })
            : ''
        }
        extra={
          <>
            {can('supervision.manage') && year !== undefined ? (
              <>
                <MakeLedger year={year} />
                {made && over > 0 ? <Chase year={year} month={over} /> : null}
                <Button onClick={() => setDesks(true)}>{t('supervisionPages.desks')}</Button>
              </>
            ) : null}
            <Button
              onClick={() =>
                void saveFile(
                  api.supervision.exportLedger({ query: filters }),
                  `${t('web.page.ledger')}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
          </>
        }
      />
      <div className="filters">
        {rules.data && rules.data.mine.length > 0 ? (
          <Segmented
            aria-label={t('supervisionPages.whoseTasks')}
            value={state.mine}
            onChange={(mine) => change({ mine })}
            options={[
              { value: '', label: t('supervisionPages.allTasks') },
              { value: 'true', label: t('supervisionPages.myTasks') },
            ]}
            style={{ flex: 'none' }}
          />
        ) : null}
        <Select
          aria-label={t('supervisionPages.year')}
          value={year === undefined ? null : String(year)}
          onChange={(v: string) => change({ year: v, asOf: '' })}
          options={(rules.data?.years ?? []).map((y) => ({ value: String(y.year), label: String(y.year) }))}
        />
        <SearchFilter
          q={state.q}
          placeholder={t('supervisionPages.search')}
          onSearch={(q) => change({ q })}
        />
        <Select
          allowClear
          aria-label={t('supervisionPages.light')}
          placeholder={t('supervisionPages.light')}
          value={state.light || null}
          onChange={(v: string | undefined) => change({ light: v })}
          options={lights.map((l) => ({ value: l, label: t(`supervision.light.${l}`) }))}
        />
        <Select
          allowClear
          aria-label={t('supervisionPages.fault')}
          placeholder={t('supervisionPages.fault')}
          value={state.fault || null}
          onChange={(v: string | undefined) => change({ fault: v })}
          options={faults.map((f) => ({ value: f, label: t(`supervision.fault.${f}`) }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('supervision.column.owner')}
          placeholder={t('supervision.column.owner')}
          value={state.owner || null}
          onChange={(v: string | undefined) => change({ owner: v })}
          options={(rules.data?.owners ?? []).map((o) => ({ value: o.id, label: o.name }))}
          popupMatchSelectWidth={260}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('supervision.column.clause')}
          placeholder={t('supervision.column.clause')}
          value={state.clause || null}
          onChange={(v: string | undefined) => change({ clause: v })}
          options={(rules.data?.clauses ?? []).map((c) => ({ value: c.id, label: c.title }))}
          popupMatchSelectWidth={300}
        />
        <Input
          type="date"
          style={{ maxWidth: 170 }}
          aria-label={t('planPages.asOfDay')}
          title={t('planPages.asOfDay')}
          value={state.asOf || (list.data?.asOf ?? '')}
          onChange={(e) => change({ asOf: e.target.value })}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<EntryRow>
        label={t('web.page.ledger')}
        query={list}
        rowKey="id"
        page={Number(page)}
        size={Number(size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'light' }) }}
        empty={made === false ? t('supervisionPages.noLedger') : t('common.emptyList')}
        emptyHint={
          made === false && can('supervision.manage') ? t('supervisionPages.noLedgerHint') : undefined
        }
        columns={[
          {
            key: 'task',
            title: t('supervision.column.title'),
            sorter: true,
            width: 330,
            render: (_, e) => (
              <div style={{ maxWidth: 330, whiteSpace: 'normal' }}>
                <button type="button" className="link-text" onClick={() => change({ entry: e.id, page })}>
                  {e.title}
                </button>{' '}
                <Simulated when={e.simulated} />
                <div className="quiet small">
                  {e.task} · {t(`supervision.role.${e.role}`)}
                  <span className="narrow-only">
                    {' '}
                    · {e.owner.name} · {t(`supervision.light.${e.light}`)}
                  </span>
                </div>
              </div>
            ),
          },
          {
            key: 'owner',
            title: t('supervision.column.owner'),
            sorter: true,
            width: 180,
            render: (_, e) => e.owner.name,
          },
          {
            key: 'light',
            title: t('supervision.column.light'),
            sorter: true,
            width: 130,
            render: (_, e) => <LightMark e={e} />,
          },
          {
            key: 'target',
            title: t('supervision.column.target'),
            width: 120,
            className: 'num',
            render: (_, e) => (e.target === null ? '—' : `${e.comparator ?? ''}${e.target}${e.unit}`),
          },
          {
            key: 'percent',
            title: t('supervision.column.percent'),
            sorter: true,
            width: 120,
            align: 'right',
            className: 'num',
            render: (_, e) => (e.reported === null ? '—' : one(e.percent)),
          },
          {
            key: 'gap',
            title: t('supervision.column.gap'),
            sorter: true,
            width: 140,
            align: 'right',
            className: 'num',
            render: (_, e) => (e.light === 'none' ? '—' : one(e.gap)),
          },
          {
            key: 'reported',
            title: t('supervision.column.month'),
            width: 110,
            className: 'num',
            render: (_, e) => (
              <>
                {e.reported === null ? '—' : t('supervisionPages.month', { month: e.reported })}
                {e.chased > 0 ? (
                  <div className="bad-text small">
                    {t('supervisionPages.chasedTimes', { count: e.chased })}
                  </div>
                ) : null}
              </>
            ),
          },
          {
            key: 'problem',
            title: t('supervision.column.problem'),
            width: 220,
            render: (_, e) => <div style={{ maxWidth: 220, whiteSpace: 'normal' }}>{e.problem || '—'}</div>,
          },
        ]}
      />
      <Drawer
        open={entry !== ''}
        onClose={() => change({ entry: '', page })}
        size={Math.min(640, window.innerWidth)}
        title={t('supervisionPages.entry')}
        destroyOnHidden
      >
        {entry === '' ? null : <EntryPanel id={entry} asOf={list.data?.asOf} />}
      </Drawer>
      <Drawer
        open={desks}
        onClose={() => setDesks(false)}
        size={Math.min(640, window.innerWidth)}
        title={t('supervisionPages.desks')}
        destroyOnHidden
      >
        {desks ? <Desks /> : null}
      </Drawer>
    </div>
  );
}

/** The last day of its month. */
const isMonthEnd = (day: string): boolean =>
  new Date(Date.parse(day) + 86_400_000).toISOString().slice(8, 10) === '01';

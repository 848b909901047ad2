import { Button, Input, Segmented, Select } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { SearchFilter } from '../../parts/filters.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { CaseDialog } from './CaseDialog.tsx';
import { ColourMark } from './Marks.tsx';
import { colours, type CaseRow } from './types.ts';
import { useRules } from './useRules.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.supervision.cases>[0]>['query']>;

/** 督办单 */
export default function Cases() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const rules = useRules();
  const [adding, setAdding] = useState(false);
  const [state, change, reset] = useQueryState({
    asOf: '',
    q: '',
    owner: '',
    state: '',
    colour: '',
    mine: '',
    sort: '-colour',
    page: '1',
    size: '20',
  });
  const { page, size, ...rest } = state;
  const filters = Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')) as Query;
  const query = { ...filters, page: Number(page), size: Number(size) } as Query;
  const list = useQuery({
    queryKey: ['supervision', 'cases', query],
    queryFn: () => api.supervision.cases({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <PageHead
        title={t('web.page.cases')}
        hint={list.data ? t('supervisionPages.casesHint', { day: list.data.asOf }) : ''}
        extra={
          <>
            {can('supervision.manage') ? (
              <Button type="primary" onClick={() => setAdding(true)}>
                {t('supervisionPages.newCase')}
              </Button>
            ) : null}
            <Button
              onClick={() =>
                void saveFile(api.supervision.exportCases({ query: filters }), `${t('web.page.cases')}.xlsx`)
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
              { value: '', label: t('supervisionPages.allCases') },
              { value: 'true', label: t('supervisionPages.myCases') },
            ]}
            style={{ flex: 'none' }}
          />
        ) : null}
        <SearchFilter
          q={state.q}
          placeholder={t('supervisionPages.searchCases')}
          onSearch={(q) => change({ q })}
        />
        <Select
          allowClear
          aria-label={t('supervision.column.colour')}
          placeholder={t('supervision.column.colour')}
          value={state.colour || null}
          onChange={(v: string | undefined) => change({ colour: v })}
          options={colours.map((c) => ({ value: c, label: t(`supervision.colour.${c}`) }))}
        />
        <Select
          allowClear
          aria-label={t('supervision.column.state')}
          placeholder={t('supervision.column.state')}
          value={state.state || null}
          onChange={(v: string | undefined) => change({ state: v })}
          options={(rules.data?.states ?? []).map((s) => ({ value: s.id, label: data(s.title) }))}
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
      <DataTable<CaseRow>
        label={t('web.page.cases')}
        query={list}
        rowKey="id"
        page={Number(page)}
        size={Number(size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-colour' }) }}
        empty={t('supervisionPages.noCases')}
        emptyHint={can('supervision.manage') ? t('supervisionPages.noCasesHint') : t('common.emptyListHint')}
        columns={[
          {
            key: 'title',
            title: t('supervision.column.caseTitle'),
            width: 320,
            render: (_, c) => (
              <div style={{ maxWidth: 320, whiteSpace: 'normal' }}>
                <Link to={`/supervision/cases/${c.id}`}>{c.title}</Link> <Simulated when={c.simulated} />
                <div className="quiet small">
                  {t(`supervision.source.${c.source}`)}
                  <span className="narrow-only">
                    {' '}
                    · {c.owner.name} · {data(c.stateTitle)}
                  </span>
                </div>
              </div>
            ),
          },
          { key: 'owner', title: t('supervisionPages.host'), width: 190, render: (_, c) => c.owner.name },
          {
            key: 'colour',
            title: t('supervision.column.deadline'),
            sorter: true,
            width: 210,
            render: (_, c) => <ColourMark c={c} />,
          },
          {
            key: 'state',
            title: t('supervision.column.state'),
            width: 150,
            render: (_, c) => (
              <>
                {data(c.stateTitle)}
                {c.due && c.due.day !== c.deadline ? (
                  <div className={`small num ${c.due.late ? 'bad-text' : 'quiet'}`}>
                    {t(`supervisionPages.who.${c.due.who}`)} {t('supervisionPages.by', { day: c.due.day })}
                  </div>
                ) : null}
              </>
            ),
          },
          {
            key: 'urged',
            title: t('supervision.column.urged'),
            width: 96,
            align: 'right',
            className: 'num',
            dataIndex: 'urged',
          },
        ]}
      />
      {adding ? <CaseDialog onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

import { Button, Drawer, Input, Select, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { provisionRowSchema } from '#contract/plans';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { StatusChip, statuses } from '../../parts/StatusChip.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { PackSelect } from './PackBar.tsx';
import { ProvisionDetail, useTargetText } from './ProvisionDetail.tsx';
import { usePack } from './usePack.ts';

type Row = z.output<typeof provisionRowSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.plans.provisions>[0]>['query']>;

const kinds = ['goal', 'indicator', 'mechanism', 'funding', 'pool', 'duty', 'cadence'] as const;
const classes = ['executable', 'monitorable', 'rhetorical'] as const;

export default function Provisions() {
  const { t, data } = useI18n();
  const targetText = useTargetText();
  const { list, pack, asOf, set } = usePack();
  const [state, change, reset] = useQueryState({
    q: '',
    kind: '',
    class: '',
    status: '',
    finding: '',
    open: '',
    sort: 'id',
    page: '1',
    size: '20',
  });
  const [picked, setPicked] = useState<string | null>(null);
  const query = {
    q: state.q,
    kind: state.kind,
    class: state.class,
    status: state.status,
    ...(state.finding === '' ? {} : { finding: state.finding }),
    ...(state.open === '' ? {} : { open: state.open }),
    sort: state.sort,
    page: Number(state.page),
    size: Number(state.size),
    ...(asOf ? { asOf } : {}),
  } as Query;
  const rows = useQuery({
    queryKey: ['plans', 'provisions', pack?.id, query],
    queryFn: () => api.plans.provisions({ params: { pack: pack!.id }, query }),
    enabled: pack !== undefined,
    placeholderData: keepPreviousData,
  });
  const { sort: _sort, page: _page, size: _size, ...filters } = query;
  return (
    <div className="page">
      <PageHead
        title={t('web.page.provisions')}
        hint={t('planPages.provisionsHint')}
        extra={
          <>
            <PackSelect list={list} pack={pack} set={set} />
            <Button
              disabled={!pack}
              onClick={() =>
                void saveFile(
                  api.plans.exportProvisions({ params: { pack: pack!.id }, query: filters }),
                  `${t('web.page.provisions')}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
          </>
        }
      />
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('planPages.searchProvisions')}
          onSearch={(q) => change({ q })}
          style={{ width: 240 }}
        />
        <Select
          allowClear
          aria-label={t('planPages.kindLabel')}
          placeholder={t('planPages.kindLabel')}
          value={state.kind || null}
          onChange={(kind: string | undefined) => change({ kind })}
          options={kinds.map((k) => ({ value: k, label: t(`planPages.kind.${k}`) }))}
        />
        <Select
          allowClear
          aria-label={t('planPages.classLabel')}
          placeholder={t('planPages.classLabel')}
          value={state.class || null}
          onChange={(c: string | undefined) => change({ class: c })}
          options={classes.map((k) => ({ value: k, label: t(`planPages.class.${k}`) }))}
        />
        <Select
          allowClear
          aria-label={t('common.status')}
          placeholder={t('common.status')}
          value={state.status || null}
          onChange={(status: string | undefined) => change({ status })}
          options={statuses.map((k) => ({ value: k, label: t(`web.status.${k}`) }))}
        />
        <Select
          allowClear
          aria-label={t('planPages.findingFilter')}
          placeholder={t('planPages.findingFilter')}
          value={state.finding || null}
          onChange={(finding: string | undefined) => change({ finding })}
          options={[
            { value: 'yes', label: t('planPages.withFinding') },
            { value: 'no', label: t('planPages.withoutFinding') },
          ]}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Row>
        label={t('web.page.provisions')}
        query={rows}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'id' }) }}
        onRow={(r) => setPicked(r.id)}
        columns={[
          {
            key: 'id',
            title: t('planPages.number'),
            dataIndex: 'id',
            sorter: true,
            width: 86,
            className: 'num',
          },
          { key: 'clause', title: t('planPages.clause'), dataIndex: 'clauseLabel', sorter: true, width: 92 },
          {
            key: 'kind',
            title: t('planPages.kindLabel'),
            sorter: true,
            width: 86,
            render: (_, r) => t(`planPages.kind.${r.kind}`),
          },
          {
            key: 'text',
            title: t('planPages.provision'),
            width: 380,
            render: (_, r) => (
              <button type="button" className="link-text" onClick={() => setPicked(r.id)}>
                {data(r.text)}
              </button>
            ),
          },
          {
            key: 'target',
            title: t('planPages.target'),
            width: 190,
            className: 'num',
            render: (_, r) => (r.target ? targetText(r.target) : ''),
          },
          {
            key: 'lead',
            title: t('planPages.lead'),
            width: 170,
            render: (_, r) => r.lead.map((a) => a.name.replace(/^自治区/, '')).join('、'),
          },
          {
            key: 'status',
            title: t('common.status'),
            sorter: true,
            width: 130,
            render: (_, r) => (
              <>
                {r.status ? <StatusChip status={r.status} quiet /> : null}
                {r.findings > 0 ? <Tag>{t('planPages.findingCount', { n: r.findings })}</Tag> : null}
              </>
            ),
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

import { Button, Checkbox, Tag } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { fenText } from '#locales';
import { api } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { SearchFilter } from '../../../parts/filters.tsx';
import { formatTime } from '../../../parts/format.ts';
import { PageHead } from '../../../parts/PageHead.tsx';
import { Simulated } from '../../../parts/Simulated.tsx';
import { useQueryState } from '../../../parts/useQueryState.ts';
import { differenceOf, signedFen, type Listed } from './words.ts';

/** 政策沙盘: the trials so far, two of which can be compared, and the way to a new one. */
export default function Sandbox() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [state, change] = useQueryState({ q: '', mine: 'no', sort: '', page: '1', size: '20' });
  const [picked, setPicked] = useState<string[]>([]);
  const query = useQuery({
    queryKey: ['schemes', 'scenarios', state],
    queryFn: () =>
      api.schemes.scenarios({
        query: {
          q: state.q,
          mine: state.mine as 'yes' | 'no',
          sort: state.sort as '',
          page: state.page,
          size: state.size,
        },
      }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <PageHead
        title={t('sandbox.title')}
        hint={t('sandbox.hint')}
        extra={
          <Button type="primary" onClick={() => navigate('/policies/sandbox/new')}>
            {t('sandbox.newTitle')}
          </Button>
        }
      />
      <div className="filters">
        <SearchFilter q={state.q} placeholder={t('sandbox.name')} onSearch={(q) => change({ q })} />
        <Checkbox
          checked={state.mine === 'yes'}
          onChange={(e) => change({ mine: e.target.checked ? 'yes' : 'no' })}
          style={{ alignSelf: 'center' }}
        >
          {t('sandbox.mineOnly')}
        </Checkbox>
        <Button
          disabled={picked.length !== 2}
          title={t('sandbox.compareHint')}
          onClick={() => navigate(`/policies/sandbox/compare?a=${picked[0]}&b=${picked[1]}`)}
        >
          {t('sandbox.compare')}
        </Button>
      </div>
      <DataTable<Listed>
        label={t('sandbox.list')}
        query={query}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort }) }}
        empty={t('sandbox.none')}
        emptyHint={t('sandbox.noneHint')}
        rowSelection={{
          hideSelectAll: true,
          columnTitle: t('sandbox.compare'),
          columnWidth: 90,
          selectedRowKeys: picked,
          // The two ticked last.
          onChange: (keys) => setPicked(keys.map(String).slice(-2)),
          getCheckboxProps: (r) => ({
            disabled: r.state !== 'done',
            'aria-label': `${t('sandbox.compare')} ${r.name}`,
          }),
        }}
        columns={[
          {
            key: 'name',
            title: t('sandbox.name'),
            sorter: true,
            render: (_, r) => (
              <>
                <Link to={`/policies/sandbox/${r.id}`} style={{ textDecoration: 'underline' }}>
                  {r.name}
                </Link>{' '}
                <Simulated when={r.simulated === true} />
              </>
            ),
          },
          {
            key: 'changes',
            title: t('sandbox.changes'),
            render: (_, r) => t('sandbox.changedCount', { n: r.changes.length + r.answers.length }),
          },
          {
            key: 'years',
            title: t('sandbox.years'),
            render: (_, r) => <span className="num">{r.years.join('、')}</span>,
          },
          {
            key: 'now',
            title: t('sandbox.now'),
            align: 'right',
            render: (_, r) => <span className="num">{r.nowFen === null ? '—' : fenText(r.nowFen)}</span>,
          },
          {
            key: 'difference',
            title: t('sandbox.difference'),
            align: 'right',
            render: (_, r) =>
              r.nowFen === null || r.triedFen === null ? (
                <Tag>{t(`jobs.state.${r.state}`)}</Tag>
              ) : (
                <span className="num">
                  {signedFen(differenceOf({ nowFen: r.nowFen, triedFen: r.triedFen }))}
                </span>
              ),
          },
          {
            key: 'createdAt',
            title: t('sandbox.by', { name: '', day: '' }).trim(),
            sorter: true,
            render: (_, r) => (
              <span className="num">
                {r.createdName} {formatTime(r.createdAt)}
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}

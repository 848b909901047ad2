import { Input, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { definitionSchema } from '#contract/indicators';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

type Definition = z.output<typeof definitionSchema>;
const levels = ['region', 'park', 'enterprise'] as const;
const directions = ['up', 'down', 'band'] as const;
const bases = ['stock', 'flow', 'cumulative', 'parameter'] as const;

/** 指标目录 */
export default function Indicators() {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({ q: '', level: '' });
  const q = useQuery({
    queryKey: ['definitions'],
    queryFn: () => api.indicators.definitions({ query: {} }),
    staleTime: 600_000,
  });
  const word = state.q.trim().toLowerCase();
  const items = (q.data?.items ?? []).filter(
    (d) =>
      (state.level === '' || d.level === state.level) &&
      (word === '' ||
        [data(d.title), d.id, d.formula ?? '', d.source].some((x) => x.toLowerCase().includes(word))),
  );
  return (
    <div className="page">
      <PageHead title={t('web.page.indicators')} hint={t('factPages.indicatorsHint')} />
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('factPages.searchIndicator')}
          onSearch={(x) => change({ q: x })}
          style={{ width: 260 }}
        />
        <Select
          allowClear
          aria-label={t('factPages.level')}
          placeholder={t('factPages.level')}
          value={state.level || null}
          onChange={(v: string | undefined) => change({ level: v })}
          options={levels.map((l) => ({ value: l, label: t(`factPages.level.${l}`) }))}
        />
      </div>
      <PlainTable<Definition>
        label={t('web.page.indicators')}
        query={{ ...q, data: q.data ? { items } : undefined }}
        rowKey="id"
        pageSize={50}
        columns={[
          { key: 'title', title: t('factPages.indicator'), width: 260, render: (_, d) => data(d.title) },
          { key: 'unit', title: t('common.unit'), dataIndex: 'unit', width: 100 },
          {
            key: 'level',
            title: t('factPages.level'),
            width: 80,
            render: (_, d) => t(`factPages.level.${levels.find((l) => l === d.level) ?? 'region'}`),
          },
          {
            key: 'direction',
            title: t('factPages.direction'),
            width: 110,
            render: (_, d) => t(`factPages.direction.${directions.find((x) => x === d.direction) ?? 'up'}`),
          },
          {
            key: 'basis',
            title: t('factPages.basis'),
            width: 110,
            render: (_, d) => t(`factPages.basis.${bases.find((x) => x === d.basis) ?? 'flow'}`),
          },
          {
            key: 'formula',
            title: t('factPages.formula'),
            width: 300,
            render: (_, d) =>
              d.formula === null ? (
                <span className="quiet">{t('factPages.filed')}</span>
              ) : (
                <span className="mono">{d.formula}</span>
              ),
          },
          {
            key: 'source',
            title: t('common.source'),
            dataIndex: 'source',
            render: (v: string) => <span className="quiet small">{v}</span>,
          },
        ]}
      />
    </div>
  );
}

import { Button, Empty, Select, Table } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { shortDecimal } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

const Chart = lazy(() => import('../../parts/Chart.tsx'));
const kinds = ['city', 'county', 'park', 'division', 'size'] as const;
type By = (typeof kinds)[number];
const filterOf: Record<By, string | null> = {
  city: 'region',
  county: 'region',
  park: 'park',
  division: 'industry',
  size: 'sizeClass',
};

/** 指标汇总 */
export default function Rollup() {
  const { t, data } = useI18n();
  const [state, change] = useQueryState({ indicator: 'gross-output', year: '', by: 'city' });
  const periods = useQuery({ queryKey: ['facts', 'periods'], queryFn: () => api.indicators.periods() });
  const definitions = useQuery({
    queryKey: ['definitions'],
    queryFn: () => api.indicators.definitions({ query: {} }),
    staleTime: 600_000,
  });
  const years = periods.data?.items ?? [];
  const most = Math.max(0, ...years.map((y) => y.enterprises));
  // The latest year that most have reported for: a year with one early figure says nothing yet.
  const year = state.year || String(years.findLast((y) => y.enterprises * 2 >= most)?.year ?? '');
  const by = kinds.find((k) => k === state.by) ?? 'city';
  const query = { indicator: state.indicator, period: year, by };
  const q = useQuery({
    queryKey: ['facts', 'rollup', query],
    queryFn: () => api.indicators.rollup({ query }),
    enabled: year !== '',
  });
  const name = (i: { code: string; name: string }): string =>
    by === 'size'
      ? i.code === 'large' || i.code === 'medium' || i.code === 'small' || i.code === 'micro'
        ? t(`subjectPages.size.${i.code}`)
        : '—'
      : i.name || i.code;
  const items = (q.data?.items ?? []).toSorted((a, b) => Number(b.value ?? 0) - Number(a.value ?? 0));
  const title = q.data ? data(q.data.indicator.title) : '';
  const shown = items.slice(0, 15);
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {t('web.page.rollup')} <Simulated when={q.data?.simulated ?? false} />
          </>
        }
        hint={t('factPages.rollupHint')}
        extra={
          <Button
            disabled={!q.data}
            onClick={() => void saveFile(api.indicators.exportRollup({ query }), `${title}-${year}.xlsx`)}
          >
            {t('common.export')}
          </Button>
        }
      />
      <div className="filters">
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('factPages.indicator')}
          value={state.indicator}
          onChange={(v: string) => change({ indicator: v })}
          options={(definitions.data?.items ?? [])
            .filter((d) => d.level === 'enterprise')
            .map((d) => ({ value: d.id, label: `${data(d.title)}（${d.unit}）` }))}
          style={{ minWidth: 230 }}
        />
        <Select
          aria-label={t('factPages.year')}
          value={year || null}
          placeholder={t('factPages.year')}
          onChange={(v: string) => change({ year: v })}
          options={(periods.data?.items ?? []).map((p) => ({ value: String(p.year), label: String(p.year) }))}
        />
        <Select
          aria-label={t('factPages.by')}
          value={by}
          onChange={(v: By) => change({ by: v })}
          options={kinds.map((k) => ({ value: k, label: t(`factPages.by.${k}`) }))}
        />
      </div>
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {!q.error && !q.isPending && items.length === 0 ? (
        <Empty
          description={
            <>
              <div>{t('factPages.noRollup')}</div>
              <div>{t('factPages.noRollupHint')}</div>
            </>
          }
        />
      ) : null}
      {items.length > 0 && q.data ? (
        <>
          <section className="panel" style={{ marginBottom: 14 }}>
            <Suspense fallback={<div style={{ height: 280 }} />}>
              <Chart
                label={t('factPages.chart', { title, year, by: t(`factPages.by.${by}`) })}
                height={Math.max(180, shown.length * 26 + 40)}
                option={{
                  grid: { left: 24, right: 70, top: 8, bottom: 8, containLabel: true },
                  xAxis: {
                    type: 'value',
                    splitLine: { lineStyle: { color: '#eceff2' } },
                    axisLabel: { show: false },
                  },
                  yAxis: {
                    type: 'category',
                    inverse: true,
                    data: shown.map(name),
                    axisTick: { show: false },
                  },
                  series: [
                    {
                      type: 'bar',
                      data: shown.map((i) => Number(i.value ?? 0)),
                      itemStyle: { color: '#1c4f7c' },
                      barMaxWidth: 16,
                      label: {
                        show: true,
                        position: 'right',
                        formatter: (p: { dataIndex: number }) => shortDecimal(shown[p.dataIndex]?.value),
                      },
                    },
                  ],
                }}
              />
            </Suspense>
          </section>
          <div className="scroll-x table-card" role="region" aria-label={t('web.page.rollup')} tabIndex={0}>
            <Table
              size="middle"
              rowKey="code"
              dataSource={items}
              pagination={false}
              scroll={{ x: 'max-content' }}
              columns={[
                { key: 'name', title: t('factPages.group'), render: (_, i) => name(i) },
                {
                  key: 'value',
                  title: `${title}（${q.data.indicator.unit}）`,
                  align: 'right',
                  className: 'num',
                  render: (_, i) => <span title={i.value ?? ''}>{shortDecimal(i.value)}</span>,
                },
                {
                  key: 'subjects',
                  title: t('factPages.enterprises'),
                  align: 'right',
                  className: 'num',
                  render: (_, i) =>
                    i.code && filterOf[by] ? (
                      <Link to={`/enterprises?${filterOf[by]}=${i.code}`}>{i.subjects}</Link>
                    ) : (
                      i.subjects
                    ),
                },
              ]}
              summary={() => (
                <Table.Summary.Row>
                  <Table.Summary.Cell index={0}>
                    <b>{t('factPages.total')}</b>
                  </Table.Summary.Cell>
                  <Table.Summary.Cell index={1} align="right">
                    <b className="num">{shortDecimal(q.data.total.value)}</b>
                  </Table.Summary.Cell>
                  <Table.Summary.Cell index={2} align="right">
                    <b className="num">{q.data.total.subjects}</b>
                  </Table.Summary.Cell>
                </Table.Summary.Row>
              )}
            />
          </div>
        </>
      ) : null}
    </div>
  );
}

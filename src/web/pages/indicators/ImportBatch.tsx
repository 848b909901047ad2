import { Alert, App, Button, Checkbox, Input, InputNumber, Popconfirm, Select, Table, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { z } from 'zod';
import type { batchDetailSchema, importOptionsSchema } from '#contract/indicators';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { Awaiting } from '../../parts/Loaded.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';

type Detail = z.output<typeof batchDetailSchema>;
type Options = z.output<typeof importOptionsSchema>;

const reasons = ['remembered', 'exact', 'synonym', 'similar', 'none'] as const;

/** Which sheet, which rows are heads, what each column is. Changes take effect when the file is read again. */
function Choices({ b, options, set }: { b: Detail; options: Options; set: (o: Partial<Options>) => void }) {
  const { t } = useI18n();
  const targets = [
    { value: 'ignore', label: t('factPages.ignore') },
    ...b.targets.map((x) => ({ value: x.id, label: x.unit ? `${x.title}（${x.unit}）` : x.title })),
  ];
  return (
    <section className="panel" style={{ marginBottom: 14 }}>
      <h2>{t('factPages.mapping')}</h2>
      <div className="filters" style={{ alignItems: 'flex-end' }}>
        <label>
          <span className="quiet small">{t('factPages.sheet')}</span>
          <br />
          <Select
            aria-label={t('factPages.sheet')}
            value={options.sheet}
            onChange={(sheet: string) => set({ sheet, head: null, columns: {}, rows: null })}
            options={b.sheets.map((s) => ({
              value: s.name,
              label: t('factPages.sheetOption', { name: s.name, rows: s.rows }),
            }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 160 }}
          />
        </label>
        <label>
          <span className="quiet small">
            {t('factPages.headRows')}
            {b.table.head && !options.head
              ? `（${t('factPages.headFound', { from: b.table.head[0], to: b.table.head[1] })}）`
              : ''}
          </span>
          <br />
          <InputNumber
            min={1}
            aria-label={t('factPages.headFrom')}
            value={(options.head ?? b.table.head)?.[0] ?? null}
            onChange={(v) =>
              set({
                head: v ? [v, Math.max(v, (options.head ?? b.table.head)?.[1] ?? v)] : null,
                columns: {},
              })
            }
          />
          {' – '}
          <InputNumber
            min={1}
            aria-label={t('factPages.headTo')}
            value={(options.head ?? b.table.head)?.[1] ?? null}
            onChange={(v) =>
              set({
                head: v ? [Math.min(v, (options.head ?? b.table.head)?.[0] ?? v), v] : null,
                columns: {},
              })
            }
          />
        </label>
        <label>
          <span className="quiet small">{t('factPages.period')}</span>
          <br />
          <Input
            aria-label={t('factPages.period')}
            placeholder={t('factPages.periodHint')}
            value={options.period ?? ''}
            onChange={(e) => set({ period: e.target.value.trim() || null })}
            style={{ width: 250 }}
          />
        </label>
        <label>
          <span className="quiet small">{t('factPages.unknown')}</span>
          <br />
          <Select
            aria-label={t('factPages.unknown')}
            value={options.unknown}
            onChange={(unknown: 'skip' | 'create') => set({ unknown })}
            options={(['skip', 'create'] as const).map((u) => ({
              value: u,
              label: t(`factPages.unknown.${u}`),
            }))}
            style={{ minWidth: 150 }}
          />
        </label>
      </div>
      <div className="scroll-x">
        <Table
          size="small"
          rowKey="letter"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={b.table.columns}
          columns={[
            { key: 'letter', title: t('factPages.column'), dataIndex: 'letter', width: 60 },
            { key: 'title', title: t('factPages.columnTitle'), dataIndex: 'title', width: 240 },
            {
              key: 'to',
              title: t('factPages.mapTo'),
              width: 250,
              render: (_, c) => (
                <Select
                  aria-label={`${c.letter} ${t('factPages.mapTo')}`}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={options.columns[c.letter]?.target ?? c.proposed}
                  onChange={(target: string) =>
                    set({
                      columns: {
                        ...options.columns,
                        [c.letter]: { target, unit: options.columns[c.letter]?.unit ?? c.unit },
                      },
                    })
                  }
                  options={targets}
                  style={{ width: 230 }}
                />
              ),
            },
            {
              key: 'unit',
              title: t('factPages.columnUnit'),
              width: 130,
              render: (_, c) => (
                <Input
                  aria-label={`${c.letter} ${t('factPages.columnUnit')}`}
                  value={options.columns[c.letter]?.unit ?? ''}
                  placeholder={t('factPages.noUnit')}
                  onChange={(e) =>
                    set({
                      columns: {
                        ...options.columns,
                        [c.letter]: {
                          target: options.columns[c.letter]?.target ?? c.proposed,
                          unit: e.target.value.trim() || null,
                        },
                      },
                    })
                  }
                  style={{ width: 110 }}
                />
              ),
            },
            {
              key: 'sure',
              title: t('factPages.sure'),
              render: (_, c) => {
                const reason = reasons.find((r) => r === c.reason) ?? 'none';
                return (
                  <span className={reason === 'similar' || reason === 'none' ? 'quiet' : ''}>
                    {t(`factPages.reason.${reason}`)}
                  </span>
                );
              },
            },
          ]}
        />
      </div>
    </section>
  );
}

/** 一个批次：核对列、看意见、入库或放弃 */
export default function ImportBatch() {
  const { t, finding } = useI18n();
  const { batch: id = '' } = useParams();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const q = useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: () => api.indicators.import({ params: { id } }),
    staleTime: 10_000,
  });
  const [changes, setChanges] = useState<Partial<Options>>({});
  const settle = (): void => {
    setChanges({});
    void queries.invalidateQueries({ queryKey: ['imports'] });
    void queries.invalidateQueries({ queryKey: ['facts'] });
  };
  const onError = (e: unknown): void => {
    void modal.error({ title: problem(e) });
    void q.refetch();
  };
  const reread = useMutation({
    mutationFn: (b: Detail) =>
      api.indicators.remap({ params: { id }, body: { ...b.options, ...changes, version: b.version } }),
    onSuccess: (b) => {
      queries.setQueryData(['imports', 'one', id], b);
      setChanges({});
    },
    onError,
  });
  const apply = useMutation({
    mutationFn: (b: Detail) => api.indicators.apply({ params: { id }, body: { version: b.version } }),
    onSuccess: (b) => {
      void message.success(
        t('factPages.applied', {
          added: b.summary.added ?? 0,
          unchanged: b.summary.unchanged ?? 0,
          created: b.summary.created ?? 0,
        }),
      );
      settle();
    },
    onError,
  });
  const discard = useMutation({
    mutationFn: () => api.indicators.discard({ params: { id } }),
    onSuccess: () => {
      void message.info(t('factPages.discarded'));
      settle();
    },
    onError,
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const b = q.data;
  const draft = b.state === 'draft';
  const options: Options = { ...b.options, ...changes };
  const changed = Object.keys(changes).length > 0;
  const chosen = new Set(options.rows ?? b.preview.filter((p) => p.fate === 'good').map((p) => p.row));
  const pick = (row: number, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(row);
    else next.delete(row);
    setChanges({ ...changes, rows: [...next].toSorted((x, y) => x - y) });
  };
  return (
    <div className="page">
      <PageHead
        title={b.fileName}
        hint={
          draft
            ? t('factPages.batchHint')
            : `${t(`factPages.state.${b.state}`)} · ${formatTime(b.appliedAt ?? b.uploadedAt)} · ${b.uploadedBy}`
        }
        extra={
          <>
            <Button onClick={() => void saveFile(api.indicators.original({ params: { id } }), b.fileName)}>
              {t('factPages.original')}
            </Button>
            {draft ? (
              <>
                <Popconfirm
                  title={t('factPages.discardAsk', { name: b.fileName })}
                  onConfirm={() => discard.mutate()}
                >
                  <Button danger loading={discard.isPending}>
                    {t('factPages.discard')}
                  </Button>
                </Popconfirm>
                {changed ? (
                  <Button type="primary" loading={reread.isPending} onClick={() => reread.mutate(b)}>
                    {t('factPages.reread')}
                  </Button>
                ) : (
                  <Popconfirm
                    title={t('factPages.applyAsk', { n: b.summary.good })}
                    onConfirm={() => apply.mutate(b)}
                    disabled={b.summary.good === 0}
                  >
                    <Button type="primary" disabled={b.summary.good === 0} loading={apply.isPending}>
                      {t('factPages.apply', { n: b.summary.good })}
                    </Button>
                  </Popconfirm>
                )}
              </>
            ) : null}
          </>
        }
      />
      {changed ? (
        <Alert type="info" showIcon title={t('factPages.changedHint')} style={{ marginBottom: 12 }} />
      ) : null}
      {b.state === 'applied' ? (
        <Alert
          type="success"
          showIcon
          title={t('factPages.applied', {
            added: b.summary.added ?? 0,
            unchanged: b.summary.unchanged ?? 0,
            created: b.summary.created ?? 0,
          })}
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <div className="stats">
        <div className="stat">
          <b>{b.summary.rows}</b>
          <span>{t('factPages.rows')}</span>
        </div>
        <div className="stat">
          <b>{b.summary.good}</b>
          <span>{t('factPages.fate.good')}</span>
        </div>
        <div className="stat">
          <b>{b.summary.errors}</b>
          <span>{t('factPages.errors')}</span>
        </div>
        <div className="stat">
          <b>{b.summary.warnings}</b>
          <span>{t('factPages.warnings')}</span>
        </div>
      </div>
      {draft ? <Choices b={b} options={options} set={(o) => setChanges({ ...changes, ...o })} /> : null}
      <section className="panel" style={{ marginBottom: 14 }}>
        <h2>
          {t('factPages.findings', { n: b.findingsTotal })}{' '}
          {b.findingsTotal > 0 ? (
            <Button
              size="small"
              onClick={() => void saveFile(api.indicators.findings({ params: { id } }), `${b.fileName}.xlsx`)}
            >
              {t('factPages.exportFindings')}
            </Button>
          ) : null}
        </h2>
        {b.findings.length === 0 ? <p className="quiet">{t('factPages.noFindings')}</p> : null}
        {b.findingsTotal > b.findings.length ? (
          <p className="quiet">{t('factPages.findingsMore', { shown: b.findings.length })}</p>
        ) : null}
        {b.findings.length > 0 ? (
          <div className="scroll-x">
            <Table
              size="small"
              rowKey={(f) => `${f.code} ${f.path ?? ''} ${JSON.stringify(f.params ?? {})}`}
              dataSource={b.findings}
              pagination={{ pageSize: 10, showSizeChanger: false }}
              scroll={{ x: 'max-content' }}
              columns={[
                {
                  key: 'severity',
                  width: 90,
                  title: t('planPages.severity'),
                  render: (_, f) => (
                    <Tag className={`sev-${f.severity}`}>{t(`planPages.severity.${f.severity}`)}</Tag>
                  ),
                },
                {
                  key: 'path',
                  width: 150,
                  title: t('factPages.where'),
                  dataIndex: 'path',
                  className: 'mono',
                },
                {
                  key: 'message',
                  width: 420,
                  title: t('factPages.problem'),
                  render: (_, f) => finding(f.code, f.params).message,
                },
                {
                  key: 'fix',
                  title: t('factPages.what'),
                  render: (_, f) => finding(f.code, f.params).action,
                },
              ]}
            />
          </div>
        ) : null}
      </section>
      <section className="panel">
        <h2>{t('factPages.preview', { n: b.preview.length })}</h2>
        <div
          className="scroll-x"
          role="region"
          aria-label={t('factPages.preview', { n: b.preview.length })}
          tabIndex={0}
        >
          <Table
            size="small"
            rowKey="row"
            dataSource={b.preview}
            pagination={{ pageSize: 20, showSizeChanger: false }}
            scroll={{ x: 'max-content' }}
            columns={[
              ...(draft
                ? [
                    {
                      key: 'pick',
                      title: '',
                      width: 44,
                      render: (_: unknown, r: Detail['preview'][number]) => (
                        <Checkbox
                          aria-label={`${r.row}`}
                          disabled={r.fate === 'error' || (r.fate === 'skipped' && !b.options.rows)}
                          checked={chosen.has(r.row)}
                          onChange={(e) => pick(r.row, e.target.checked)}
                        />
                      ),
                    },
                  ]
                : []),
              { key: 'row', title: '#', dataIndex: 'row', width: 60, className: 'num' },
              {
                key: 'fate',
                title: t('factPages.fate'),
                width: 90,
                render: (_, r) => (
                  <Tag className={r.fate === 'error' ? 'sev-error' : ''}>{t(`factPages.fate.${r.fate}`)}</Tag>
                ),
              },
              ...b.table.columns.map((c, i) => ({
                key: c.letter,
                title: c.title || c.letter,
                width: 150,
                ellipsis: true,
                render: (_: unknown, r: Detail['preview'][number]) => r.cells[i] ?? '',
              })),
            ]}
          />
        </div>
      </section>
    </div>
  );
}

import { Alert, App, Button, Input, Select, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { TraceTree } from '../../parts/TraceTree.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { acts } from './acts.ts';

type Query = NonNullable<NonNullable<Parameters<typeof api.accounts.audit>[0]>['query']>;
type Row = Awaited<ReturnType<typeof api.accounts.audit>>['items'][number] & { key: string };

/** 审计日志：查阅、导出、校验 */
export default function Audit() {
  const { t, label, finding } = useI18n();
  const { can } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const [state, change, reset] = useQueryState({
    q: '',
    act: '',
    success: '',
    from: '',
    to: '',
    page: '1',
    size: '20',
  });
  const filters = Object.fromEntries(
    Object.entries({
      q: state.q,
      act: state.act,
      success: state.success,
      from: state.from,
      to: state.to,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const query = { ...filters, page: Number(state.page), size: Number(state.size) };
  const list = useQuery({
    queryKey: ['audit', query],
    queryFn: () => api.accounts.audit({ query }),
    placeholderData: keepPreviousData,
  });
  const verify = useMutation({
    mutationFn: () => api.accounts.verifyAudit(),
    onError: (e) => void message.error(problem(e)),
  });
  const save = useMutation({
    mutationFn: () => saveFile(api.accounts.exportAudit({ query: filters }), `${t('web.page.audit')}.csv`),
    onError: (e) => void message.error(problem(e)),
  });
  const whole = verify.data && verify.data.findings.length === 0;
  return (
    <div className="page">
      <PageHead
        title={t('web.page.audit')}
        hint={t('accountPages.auditHint')}
        extra={
          <>
            {can('audit.verify') ? (
              <Button type="primary" loading={verify.isPending} onClick={() => verify.mutate()}>
                {t('accountPages.verify')}
              </Button>
            ) : null}
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              {t('accountPages.exportCsv')}
            </Button>
          </>
        }
      />
      <div aria-live="polite">
        {verify.data ? (
          <Alert
            type={whole ? 'success' : 'error'}
            showIcon
            style={{ marginBottom: 12 }}
            title={
              whole
                ? t('accountPages.verifiedOk', { rows: verify.data.rows })
                : t('accountPages.verifiedBad', { rows: verify.data.rows, n: verify.data.findings.length })
            }
            description={
              whole ? undefined : (
                <ul className="plain">
                  {verify.data.findings.map((f) => {
                    const text = finding(f.code, f.params);
                    return (
                      <li key={`${f.code}${f.path ?? ''}${JSON.stringify(f.params)}`}>
                        <b>{text.title}</b>：{text.message}。{text.action}
                      </li>
                    );
                  })}
                </ul>
              )
            }
          />
        ) : null}
      </div>
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('accountPages.searchAudit')}
          onSearch={(q) => change({ q })}
          style={{ width: 240 }}
        />
        <Select
          mode="multiple"
          allowClear
          maxTagCount={1}
          aria-label={t('accountPages.act')}
          placeholder={t('accountPages.act')}
          value={state.act === '' ? [] : state.act.split(',')}
          onChange={(v: string[]) => change({ act: v.join(',') })}
          options={acts.map((a) => ({ value: a, label: label('accountPages', `act.${a}`) }))}
          optionFilterProp="label"
          style={{ minWidth: 170 }}
        />
        <Select
          allowClear
          aria-label={t('accountPages.success')}
          placeholder={t('accountPages.success')}
          value={state.success || null}
          onChange={(v: string | undefined) => change({ success: v })}
          options={(['yes', 'no'] as const).map((v) => ({ value: v, label: t(`accountPages.success.${v}`) }))}
        />
        <label className="day">
          {t('accountPages.auditFrom')}
          <Input
            type="date"
            value={state.from}
            max={state.to || undefined}
            onChange={(e) => change({ from: e.target.value })}
          />
        </label>
        <label className="day">
          {t('accountPages.auditTo')}
          <Input
            type="date"
            value={state.to}
            min={state.from || undefined}
            onChange={(e) => change({ to: e.target.value })}
          />
        </label>
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Row>
        label={t('web.page.audit')}
        query={{
          ...list,
          data: list.data
            ? {
                total: list.data.total,
                items: list.data.items.map((r) => ({ ...r, key: `${r.chain}-${r.seq}` })),
              }
            : undefined,
        }}
        rowKey="key"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        expandable={{
          expandedRowRender: (r) => (
            <>
              <TraceTree value={r.detail} />
              <p className="quiet small mono" style={{ margin: '6px 0 0' }}>
                {t('accountPages.requestId')} {r.requestId} ·{' '}
                {t('accountPages.chainSeq', { chain: r.chain, seq: r.seq })}
              </p>
            </>
          ),
        }}
        columns={[
          {
            key: 'at',
            title: t('accountPages.at'),
            width: 150,
            className: 'num',
            render: (_, r) => formatTime(r.at),
          },
          {
            key: 'actor',
            title: t('accountPages.actor'),
            width: 220,
            render: (_, r) => (
              <>
                {r.actorName === '' ? t('accountPages.visitor') : r.actorName}{' '}
                <span className="quiet small">{label('accountPages', `role.${r.role}`)}</span>
              </>
            ),
          },
          {
            key: 'act',
            title: t('accountPages.act'),
            width: 130,
            render: (_, r) => label('accountPages', `act.${r.act}`),
          },
          {
            key: 'target',
            title: t('accountPages.target'),
            width: 300,
            render: (_, r) => <span className="mono">{r.target || '—'}</span>,
          },
          {
            key: 'success',
            title: t('accountPages.success'),
            width: 80,
            render: (_, r) => (
              <Tag className={r.success ? 'tag-lead' : 'sev-error'}>
                {t(`accountPages.success.${r.success ? 'yes' : 'no'}`)}
              </Tag>
            ),
          },
          { key: 'ip', title: t('accountPages.ip'), dataIndex: 'ip', width: 130, className: 'num' },
        ]}
      />
    </div>
  );
}

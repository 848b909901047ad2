import { Drawer, Empty, Select, Skeleton, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { PackSelect } from './PackBar.tsx';
import { ProvisionDetail } from './ProvisionDetail.tsx';
import { usePack } from './usePack.ts';

/** 文件体检: what the linter found before the plan was run, each with its passage and what must be decided. */
export default function Findings() {
  const { t, finding } = useI18n();
  const { list, pack, set } = usePack();
  const [state, change] = useQueryState({ code: '', severity: '' });
  const [picked, setPicked] = useState<string | null>(null);
  const q = useQuery({
    queryKey: ['plans', 'findings', pack?.id, state],
    queryFn: () => api.plans.findings({ params: { pack: pack!.id }, query: state }),
    enabled: pack !== undefined,
  });
  const codes = useQuery({
    queryKey: ['plans', 'findings', pack?.id, 'codes'],
    queryFn: () => api.plans.findings({ params: { pack: pack!.id } }),
    enabled: pack !== undefined,
  });
  return (
    <div className="page">
      <PageHead
        title={t('web.page.findings')}
        hint={t('planPages.findingsHint')}
        extra={<PackSelect list={list} pack={pack} set={set} />}
      />
      <div className="filters">
        <Select
          allowClear
          aria-label={t('planPages.findingCode')}
          placeholder={t('planPages.findingCode')}
          value={state.code || null}
          onChange={(code: string | undefined) => change({ code })}
          popupMatchSelectWidth={false}
          style={{ minWidth: 220 }}
          options={Object.entries(codes.data?.codes ?? {})
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([code, n]) => ({ value: code, label: `${code} ${finding(code).title}（${n}）` }))}
        />
        <Select
          allowClear
          aria-label={t('planPages.severity')}
          placeholder={t('planPages.severity')}
          value={state.severity || null}
          onChange={(severity: string | undefined) => change({ severity })}
          options={(['error', 'warning', 'info'] as const).map((s) => ({
            value: s,
            label: t(`planPages.severity.${s}`),
          }))}
        />
      </div>
      {q.error ? <ErrorState error={q.error} retry={() => void q.refetch()} /> : null}
      {q.isPending ? <Skeleton active /> : null}
      {q.data?.items.length === 0 ? <Empty description={t('planPages.noFindings')} /> : null}
      {q.data?.items.map((f) => {
        const text = finding(f.code, f.params);
        return (
          <article key={`${f.code}${f.path ?? ''}${f.provisions.join()}`} className="panel finding">
            <header>
              <Tag className={`sev-${f.severity}`}>{t(`planPages.severity.${f.severity}`)}</Tag>
              <b>
                {f.code} {text.title}
              </b>
              <span style={{ marginLeft: 'auto' }}>
                {f.provisions.map((p) => (
                  <button
                    key={p}
                    type="button"
                    className="link-text num"
                    onClick={() => setPicked(p)}
                    style={{ marginLeft: 8 }}
                  >
                    {p}
                  </button>
                ))}
              </span>
            </header>
            <p>{text.message}</p>
            {f.quote === '' ? null : (
              <blockquote className="quote" lang="zh-CN">
                {f.quote}
              </blockquote>
            )}
            {text.action === '' ? null : (
              <p className="decide">
                <b>{t('planPages.decide')}</b>
                {text.action}
              </p>
            )}
          </article>
        );
      })}
      <Drawer
        open={picked !== null}
        onClose={() => setPicked(null)}
        size={Math.min(560, window.innerWidth)}
        title={t('planPages.promise')}
        destroyOnHidden
      >
        {picked && pack ? <ProvisionDetail pack={pack.id} id={picked} asOf={undefined} /> : null}
      </Drawer>
    </div>
  );
}

import { App, Button, Drawer, Select } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { uuidV7 } from '#kernel';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { Content } from './Content.tsx';
import type { Document } from './types.ts';
import { useRules } from './useRules.ts';

type Head = Pick<
  Document,
  'id' | 'kind' | 'number' | 'title' | 'issuedAt' | 'by' | 'corrected' | 'simulated'
>;
const kinds = ['dispatch', 'bulletin', 'order', 'erratum'] as const;

/** Periods of a year that are over on a day, newest first. */
const periodsOf = (kind: 'dispatch' | 'bulletin', year: number, asOf: string): string[] => {
  const months =
    Number(asOf.slice(0, 4)) > year ? 12 : Number(asOf.slice(0, 4)) < year ? 0 : Number(asOf.slice(5, 7));
  return kind === 'bulletin'
    ? [4, 3, 2, 1].filter((n) => n * 3 <= months).map((n) => `${year}-Q${n}`)
    : Array.from({ length: months }, (_, n) => `${year}-M${String(months - n).padStart(2, '0')}`);
};

/** The draft as it would be issued: looked at first, then signed. */
function Draft({
  kind,
  period,
  onClose,
}: {
  kind: 'dispatch' | 'bulletin';
  period: string;
  onClose: () => void;
}) {
  const { t } = useI18n();
  const { can } = useSession();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const query = { kind, period };
  const q = useQuery({
    queryKey: ['supervision', 'draft', query],
    queryFn: () => api.supervision.draft({ query }),
    gcTime: 0,
  });
  const issue = useMutation({
    mutationFn: (v: { id: string; inputHash: string }) => api.supervision.issue({ body: { ...v, ...query } }),
    onSuccess: (d) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void navigate(`/supervision/documents/${d.id}`);
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Drawer
      open
      onClose={onClose}
      size={Math.min(960, window.innerWidth)}
      title={t('supervisionPages.draftTitle')}
      extra={
        q.data ? (
          <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
            <Button
              onClick={() =>
                void saveFile(
                  api.supervision.draftFile({ query }),
                  `${q.data.title}（${t('supervision.draft')}）.${kind === 'bulletin' ? 'docx' : 'xlsx'}`,
                )
              }
            >
              {t('supervisionPages.download')}
            </Button>
            {can('supervision.issue') ? (
              <Button
                type="primary"
                loading={issue.isPending}
                onClick={() =>
                  modal.confirm({
                    title: t('supervisionPages.issue'),
                    content: t('supervisionPages.issueHint'),
                    onOk: () =>
                      issue.mutateAsync({
                        id: uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))),
                        inputHash: q.data.inputHash,
                      }),
                  })
                }
              >
                {t('supervisionPages.issue')}
              </Button>
            ) : null}
          </div>
        ) : null
      }
    >
      <Loaded query={q}>
        {(d) => (
          <>
            <p className="quiet">
              {t('supervisionPages.draftHint', { title: d.title, count: d.figures.length })}
            </p>
            <Content content={d.content} title={d.title} />
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

/** 公文: what was issued, and what may be drafted from the figures. */
export default function Documents() {
  const { t } = useI18n();
  const { can } = useSession();
  const rules = useRules();
  const [state, change] = useQueryState({ kind: '', year: '', page: '1', size: '20', draft: '', period: '' });
  const [making, setMaking] = useState<'dispatch' | 'bulletin'>('bulletin');
  const [picked, setPicked] = useState('');
  const query = {
    ...(state.kind === '' ? {} : { kind: state.kind as 'bulletin' }),
    page: Number(state.page),
    size: Number(state.size),
  };
  const list = useQuery({
    queryKey: ['supervision', 'documents', query],
    queryFn: () => api.supervision.documents({ query }),
    placeholderData: keepPreviousData,
  });
  const periods = rules.data ? periodsOf(making, rules.data.year, rules.data.asOf) : [];
  const period = periods.includes(picked) ? picked : (periods[0] ?? '');
  const periodText = (p: string): string =>
    p[5] === 'Q'
      ? t('supervisionPages.quarterOf', { year: p.slice(0, 4), q: p.slice(6) })
      : t('supervisionPages.monthOf', { year: p.slice(0, 4), month: Number(p.slice(6)) });
  return (
    <div className="page">
      <PageHead title={t('web.page.documents')} hint={t('supervisionPages.documentsHint')} />
      {can('supervision.manage') ? (
        <section className="panel" aria-label={t('supervisionPages.makeDocument')}>
          <h2>{t('supervisionPages.makeDocument')}</h2>
          <div className="filters" style={{ marginBottom: 0 }}>
            <Select
              aria-label={t('supervisionPages.kind')}
              value={making}
              onChange={setMaking}
              options={(['bulletin', 'dispatch'] as const).map((k) => ({
                value: k,
                label: t(`supervisionPages.kind.${k}`),
              }))}
            />
            <Select
              aria-label={t('supervisionPages.period')}
              value={period || null}
              placeholder={t('supervisionPages.noPeriod')}
              onChange={setPicked}
              options={periods.map((p) => ({ value: p, label: periodText(p) }))}
              popupMatchSelectWidth={200}
            />
            <Button type="primary" disabled={period === ''} onClick={() => change({ draft: making, period })}>
              {t('supervisionPages.preview')}
            </Button>
          </div>
        </section>
      ) : null}
      <div className="filters" style={{ marginTop: 14 }}>
        <Select
          allowClear
          aria-label={t('supervisionPages.kindFilter')}
          placeholder={t('supervisionPages.kindFilter')}
          value={state.kind || null}
          onChange={(v: string | undefined) => change({ kind: v })}
          options={kinds.map((k) => ({ value: k, label: t(`supervisionPages.kind.${k}`) }))}
        />
      </div>
      <DataTable<Head>
        label={t('web.page.documents')}
        query={list}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(p, s) => change({ page: String(p), size: String(s) })}
        empty={t('supervisionPages.noDocuments')}
        emptyHint={
          can('supervision.manage') ? t('supervisionPages.noDocumentsHint') : t('common.emptyListHint')
        }
        columns={[
          {
            key: 'title',
            title: t('supervisionPages.documentTitle'),
            width: 420,
            render: (_, d) => (
              <div style={{ maxWidth: 420, whiteSpace: 'normal' }}>
                <Link to={`/supervision/documents/${d.id}`}>{d.title}</Link> <Simulated when={d.simulated} />
                {d.corrected ? <div className="bad-text small">{t('supervisionPages.corrected')}</div> : null}
                <div className="quiet small narrow-only">{d.number}</div>
              </div>
            ),
          },
          {
            key: 'number',
            title: t('supervisionPages.number'),
            width: 200,
            className: 'num',
            dataIndex: 'number',
          },
          {
            key: 'kind',
            title: t('supervisionPages.kind'),
            width: 120,
            render: (_, d) => t(`supervisionPages.kind.${d.kind}`),
          },
          {
            key: 'issuedAt',
            title: t('supervisionPages.issuedAt'),
            width: 160,
            className: 'num',
            render: (_, d) => formatTime(d.issuedAt),
          },
          { key: 'by', title: t('supervisionPages.issuedBy'), width: 150, dataIndex: 'by' },
        ]}
      />
      {state.draft !== '' && state.period !== '' ? (
        <Draft
          kind={state.draft as 'bulletin'}
          period={state.period}
          onClose={() => change({ draft: '', period: '' })}
        />
      ) : null}
    </div>
  );
}

import { App, Button, Modal, Select } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { today } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { ApplyButton, useNotices } from './Apply.tsx';
import { NoticeText } from './NoticeText.tsx';
import { PublishNotice } from './PublishNotice.tsx';
import type { FundNotice } from './types.ts';

const stands = ['open', 'soon', 'closed', 'withdrawn'] as const;
/** Colours that say nothing by themselves: the word is there. */
const chips = { open: 'met', soon: 'notDue', closed: 'noData', withdrawn: 'noData' } as const;
const standOf = (n: FundNotice): (typeof stands)[number] =>
  n.withdrawn ? 'withdrawn' : n.open ? 'open' : n.opens > today() ? 'soon' : 'closed';

function Withdraw({ notice }: { notice: FundNotice }) {
  const { t } = useI18n();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => api.funding.withdrawNotice({ params: { id: notice.id } }),
    onSuccess: () => {
      void message.success(t('fundingPages.noticeWithdrawn'));
      void queries.invalidateQueries({ queryKey: ['funding', 'notices'] });
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Button
      size="small"
      loading={withdraw.isPending}
      aria-label={`${t('fundingPages.withdrawNotice')} ${notice.title}`}
      onClick={() =>
        void modal.confirm({
          title: t('fundingPages.withdrawTitle', { title: notice.title }),
          content: t('fundingPages.withdrawHint'),
          okText: t('fundingPages.withdrawNotice'),
          cancelText: t('fundingPages.cancel'),
          onOk: () => withdraw.mutate(),
        })
      }
    >
      {t('fundingPages.withdrawNotice')}
    </Button>
  );
}

/** Draws experts for every application under a notice that waits for them. */
function Draw({ notice }: { notice: FundNotice }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [id] = useState(() => crypto.randomUUID());
  const draw = useMutation({
    mutationFn: () => api.funding.drawAll({ params: { id: notice.id }, body: { id } }),
    onSuccess: (r) => {
      void message.success(t('fundingPages.drawn', { drawn: r.drawn, short: r.short }));
      void queries.invalidateQueries({ queryKey: ['funding'] });
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Button
      size="small"
      loading={draw.isPending}
      aria-label={`${t('fundingPages.drawAll')} ${notice.title}`}
      onClick={() => draw.mutate()}
    >
      {t('fundingPages.drawAll')}
    </Button>
  );
}

/** 申报通知: what may be applied for now, and until when. */
export default function FundNotices() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const [state, change] = useQueryState({ stand: '', scheme: '', year: '', notice: '' });
  const [publishing, setPublishing] = useState(false);
  const q = useNotices();
  const all = q.data?.items ?? [];
  const items = all.filter(
    (n) =>
      (state.stand === '' || standOf(n) === state.stand) &&
      (state.scheme === '' || n.scheme === state.scheme) &&
      (state.year === '' || String(n.year) === state.year),
  );
  const opened = all.find((n) => n.id === state.notice);
  const apply = can('funding.apply');
  const publish = can('funding.notice');
  return (
    <div className="page">
      <PageHead
        title={t('web.page.fundNotices')}
        hint={apply ? t('fundingPages.noticesHintOwn') : t('fundingPages.noticesHint')}
        extra={
          publish ? (
            <Button type="primary" onClick={() => setPublishing(true)}>
              {t('fundingPages.publish')}
            </Button>
          ) : null
        }
      />
      <div className="filters">
        <Select
          allowClear
          aria-label={t('fundingPages.stand')}
          placeholder={t('fundingPages.stand')}
          value={state.stand || null}
          onChange={(v: string | undefined) => change({ stand: v })}
          options={stands.map((v) => ({ value: v, label: t(`fundingPages.stand.${v}`) }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('funding.list.scheme')}
          placeholder={t('funding.list.scheme')}
          value={state.scheme || null}
          onChange={(v: string | undefined) => change({ scheme: v })}
          options={[...new Map(all.map((n) => [n.scheme, data(n.schemeTitle)])).entries()].map(
            ([value, label]) => ({ value, label }),
          )}
          popupMatchSelectWidth={300}
        />
        <Select
          allowClear
          aria-label={t('funding.list.year')}
          placeholder={t('funding.list.year')}
          value={state.year || null}
          onChange={(v: string | undefined) => change({ year: v })}
          options={[...new Set(all.map((n) => n.year))]
            .toSorted((x, y) => y - x)
            .map((y) => ({ value: String(y), label: String(y) }))}
        />
      </div>
      <PlainTable<FundNotice>
        query={{ ...q, data: q.data ? { items } : undefined }}
        rowKey="id"
        label={t('web.page.fundNotices')}
        pageSize={20}
        empty={t('fundingPages.noNotices')}
        emptyHint={publish ? t('fundingPages.noNoticesPublish') : t('fundingPages.noNoticesWait')}
        columns={[
          {
            title: t('fundingPages.noticeTitle'),
            width: 320,
            render: (_, n) => (
              <>
                <Button
                  type="link"
                  style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'left' }}
                  onClick={() => change({ notice: n.id })}
                >
                  {n.title}
                </Button>
                <div className="narrow-only small quiet num">
                  {t('fundingPages.window', { opens: n.opens, closes: n.closes })}
                </div>
              </>
            ),
          },
          {
            title: t('fundingPages.stand'),
            width: 100,
            render: (_, n) => (
              <span className={`chip chip-${chips[standOf(n)]}`}>
                <i aria-hidden="true" />
                {t(`fundingPages.stand.${standOf(n)}`)}
              </span>
            ),
          },
          {
            title: t('fundingPages.windowTitle'),
            width: 220,
            className: 'num',
            render: (_, n) => t('fundingPages.window', { opens: n.opens, closes: n.closes }),
          },
          {
            title: t('funding.list.scheme'),
            width: 240,
            render: (_, n) => <Link to={`/policies/${n.scheme}?asOf=${n.opens}`}>{data(n.schemeTitle)}</Link>,
          },
          { title: t('funding.list.year'), dataIndex: 'year', width: 90, className: 'num' },
          {
            title: t('fundingPages.acts'),
            width: 190,
            render: (_, n) => (
              <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                {apply && n.open ? <ApplyButton notice={n} /> : null}
                {apply ? null : (
                  <Link to={`/funding?notice=${n.id}`}>{t('fundingPages.applicationsOf')}</Link>
                )}
                {can('funding.panel') && !n.open ? <Draw notice={n} /> : null}
                {publish && !n.withdrawn ? <Withdraw notice={n} /> : null}
              </div>
            ),
          },
        ]}
      />
      {opened ? (
        <Modal
          open
          width={760}
          title={opened.title}
          footer={apply && opened.open ? <ApplyButton notice={opened} /> : null}
          onCancel={() => change({ notice: '' })}
        >
          <NoticeText notice={opened} />
        </Modal>
      ) : null}
      {publishing ? <PublishNotice onClose={() => setPublishing(false)} /> : null}
    </div>
  );
}

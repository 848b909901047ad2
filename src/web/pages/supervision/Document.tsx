import { Alert, App, Button, Input, Modal, Table } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { uuidV7 } from '#kernel';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { Content } from './Content.tsx';
import type { Document as Data } from './types.ts';

/** Where a figure comes from, as a link where there is a page of it. */
function Source({ source }: { source: string }) {
  const { t } = useI18n();
  const [kind = '', rest = ''] = source.split(/:(.*)/s);
  const id = rest.split(/[@#]/)[0] ?? '';
  if (kind === 'provision')
    return <Link to={`/plan/provisions?q=${id}`}>{source.slice(kind.length + 1)}</Link>;
  if (kind === 'entry')
    return (
      <Link to={`/supervision/ledger?entry=${id}`}>
        {t('supervisionPages.entryRevision', { n: source.split('#')[1] ?? '' })}
      </Link>
    );
  if (kind === 'ledger')
    return (
      <Link to={`/supervision/ledger?year=${id}&asOf=${source.split('@')[1] ?? ''}`}>
        {t('web.page.ledger')}
      </Link>
    );
  if (source.startsWith('cases@'))
    return <Link to={`/supervision/cases?asOf=${source.slice(6)}`}>{t('web.page.cases')}</Link>;
  if (kind === 'case') return <Link to={`/supervision/cases/${id}`}>{t('supervisionPages.order')}</Link>;
  return <span className="num">{source}</span>;
}

/** Whether it is still what was issued, and what the figures say now; from there an erratum. */
function Check({ d }: { d: Data }) {
  const { t } = useI18n();
  const { can } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const q = useQuery({
    queryKey: ['supervision', 'check', d.id],
    queryFn: () => api.supervision.checkDocument({ params: { id: d.id } }),
    enabled: false,
  });
  const correct = useMutation({
    mutationFn: () => api.supervision.correct({ params: { id: d.id }, body: { id, reason } }),
    onSuccess: (e) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void navigate(`/supervision/documents/${e.id}`);
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <section className="panel">
      <h2>{t('supervisionPages.check')}</h2>
      <p className="quiet">{t('supervisionPages.checkHint')}</p>
      <Button loading={q.isFetching} onClick={() => void q.refetch()}>
        {t('supervisionPages.checkNow')}
      </Button>
      {q.error ? <p className="bad-text">{problem(q.error)}</p> : null}
      {q.data ? (
        <div style={{ marginTop: 12 }}>
          <Alert
            type={q.data.intact && q.data.rewritten ? 'success' : 'error'}
            showIcon
            title={t(
              q.data.intact && q.data.rewritten ? 'supervisionPages.intact' : 'supervisionPages.notIntact',
            )}
          />
          {q.data.changes.length === 0 ? (
            <p>{t('supervisionPages.noChanges')}</p>
          ) : (
            <>
              <p>{t('supervisionPages.changes', { count: q.data.changes.length })}</p>
              <TableFrame label={t('supervisionPages.check')}>
                <Table
                  size="small"
                  rowKey="id"
                  scroll={{ x: 'max-content' }}
                  dataSource={q.data.changes}
                  pagination={{ pageSize: 10, showSizeChanger: false, hideOnSinglePage: true }}
                  columns={[
                    { key: 'label', title: t('supervision.erratum.figure'), dataIndex: 'label' },
                    {
                      key: 'before',
                      title: t('supervision.erratum.before'),
                      className: 'num',
                      render: (_, c) => (c.before === null ? '—' : `${c.before}${c.unit}`),
                    },
                    {
                      key: 'after',
                      title: t('supervisionPages.nowSays'),
                      className: 'num',
                      render: (_, c) => (c.after === null ? '—' : `${c.after}${c.unit}`),
                    },
                  ]}
                />
              </TableFrame>
              {can('supervision.issue') ? (
                <Button style={{ marginTop: 10 }} onClick={() => setAsking(true)}>
                  {t('supervisionPages.correct')}
                </Button>
              ) : null}
            </>
          )}
        </div>
      ) : null}
      {asking ? (
        <Modal
          open
          title={t('supervisionPages.correct')}
          okText={t('supervisionPages.issue')}
          okButtonProps={{ disabled: reason.trim() === '' }}
          confirmLoading={correct.isPending}
          onCancel={() => setAsking(false)}
          onOk={() => correct.mutate()}
        >
          <p className="quiet">{t('supervisionPages.correctHint')}</p>
          <Input.TextArea
            aria-label={t('supervisionPages.field.reason')}
            placeholder={t('supervisionPages.field.reason')}
            maxLength={500}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
            autoSize={{ minRows: 2, maxRows: 5 }}
          />
        </Modal>
      ) : null}
    </section>
  );
}

/** One issued document: what it says, where each number comes from, whether it still holds. */
export default function Document() {
  const { t } = useI18n();
  const { can } = useSession();
  const { id } = useParams();
  const q = useQuery({
    queryKey: ['supervision', 'document', id],
    queryFn: () => api.supervision.document({ params: { id: id! } }),
  });
  return (
    <Loaded query={q}>
      {(d) => (
        <div className="page">
          <PageHead
            title={
              <>
                {d.title} <Simulated when={d.simulated} />
              </>
            }
            hint={t('supervisionPages.issuedHint', {
              number: d.number,
              at: formatTime(d.issuedAt),
              by: d.by,
            })}
            extra={
              <Button
                type="primary"
                onClick={() =>
                  void saveFile(
                    api.supervision.documentFile({ params: { id: d.id } }),
                    `${d.number} ${d.title}.${'paper' in d.content ? 'docx' : 'xlsx'}`,
                  )
                }
              >
                {t('supervisionPages.download')}
              </Button>
            }
          />
          {d.errata.map((e) => (
            <Alert
              key={e.id}
              type="warning"
              showIcon
              style={{ marginBottom: 12 }}
              title={
                <>
                  {t('supervisionPages.correctedBy', { day: e.issuedDay })}{' '}
                  <Link to={`/supervision/documents/${e.id}`} style={{ textDecoration: 'underline' }}>
                    {e.number}
                  </Link>
                </>
              }
            />
          ))}
          {d.corrects ? (
            <p>
              {t('supervisionPages.correctsWhich')}{' '}
              <Link to={`/supervision/documents/${d.corrects.id}`}>{d.corrects.number}</Link>
            </p>
          ) : null}
          <Content content={d.content} title={d.title} />
          <section className="panel" style={{ marginTop: 14 }}>
            <h2>{t('supervisionPages.figures', { count: d.figures.length })}</h2>
            <p className="quiet small num" style={{ overflowWrap: 'anywhere' }}>
              {t('supervisionPages.hashes', { input: d.inputHash, content: d.contentHash })}
            </p>
            <TableFrame label={t('supervisionPages.figures', { count: d.figures.length })}>
              <Table
                size="small"
                rowKey="id"
                scroll={{ x: 'max-content' }}
                dataSource={d.figures}
                pagination={{
                  pageSize: 10,
                  showSizeChanger: false,
                  responsive: true,
                  hideOnSinglePage: true,
                }}
                columns={[
                  {
                    key: 'label',
                    title: t('supervision.erratum.figure'),
                    render: (_, f) => <div style={{ maxWidth: 380, whiteSpace: 'normal' }}>{f.label}</div>,
                  },
                  {
                    key: 'value',
                    title: t('supervisionPages.value'),
                    className: 'num',
                    render: (_, f) => `${f.value}${f.unit}`,
                  },
                  {
                    key: 'source',
                    title: t('supervisionPages.figureSource'),
                    render: (_, f) => <Source source={f.source} />,
                  },
                ]}
              />
            </TableFrame>
          </section>
          {can('supervision.manage') ? <Check d={d} /> : null}
        </div>
      )}
    </Loaded>
  );
}

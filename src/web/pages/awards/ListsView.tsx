import { Alert, Table } from 'antd';
import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { Simulated } from '../../parts/Simulated.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { score, type Lists } from './types.ts';

type List = Lists['lists'][number];
type Entry = List['entries'][number];
type Industry = Lists['industries'][number];

const right = { align: 'right' as const, className: 'num' };

function Winners({ list, round }: { list: List; round: string | null }) {
  const { t, data } = useI18n();
  const { amount, plaque } = list.award;
  return (
    <section style={{ marginBottom: 18 }}>
      <h2 style={{ fontSize: 16, margin: '0 0 4px' }}>
        {t('awardPages.listOf', { title: data(list.award.title), n: list.entries.length })}
      </h2>
      <p className="quiet" style={{ margin: '0 0 8px' }}>
        {t('awardPages.places', { n: list.places })}
        {amount ? ` · ${t('awardPages.prize', amount)}` : ''}
        {plaque ? ` · ${t('awardPages.plaque')}` : ''}
      </p>
      <TableFrame label={data(list.award.title)}>
        <Table<Entry>
          size="middle"
          rowKey={(r) => r.subject.id}
          dataSource={list.entries}
          pagination={list.entries.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('awardPages.noEntries') }}
          columns={[
            { key: 'place', title: t('awardPages.place'), dataIndex: 'place', width: 64, className: 'num' },
            {
              key: 'name',
              title: t('awardPages.enterprise'),
              width: 280,
              render: (_, r) => (
                <>
                  {round ? (
                    <Link to={`/awards/${round}/${r.subject.id}`}>{r.subject.name}</Link>
                  ) : (
                    r.subject.name
                  )}
                  <Simulated when={r.simulated} />
                </>
              ),
            },
            { key: 'group', title: t('awardPages.group'), dataIndex: 'groupTitle', width: 220 },
            { key: 'region', title: t('awardPages.region'), dataIndex: 'regionName', width: 100 },
            {
              key: 'total',
              title: t('awardPages.total'),
              width: 84,
              ...right,
              render: (_, r) => <b>{score(r.total)}</b>,
            },
            {
              key: 'quantitative',
              title: t('awardPages.quantitative'),
              width: 84,
              ...right,
              render: (_, r) => score(r.quantitative),
            },
            {
              key: 'qualitative',
              title: t('awardPages.qualitative'),
              width: 84,
              ...right,
              render: (_, r) => score(r.qualitative),
            },
            {
              key: 'interval',
              title: t('awardPages.interval'),
              width: 100,
              ...right,
              render: (_, r) => (r.rankInterval ? r.rankInterval.join('—') : '—'),
            },
            {
              key: 'distance',
              title: t('awardPages.distance'),
              width: 110,
              ...right,
              render: (_, r) => score(r.distance),
            },
          ]}
        />
      </TableFrame>
    </section>
  );
}

/** Lists of a round or of a trial, and how many places each industry had. */
export function ListsView({ lists, round }: { lists: Lists; round: string | null }) {
  const { t, data, finding } = useI18n();
  return (
    <>
      {lists.findings.map((f) => {
        const said = finding(f.code, f.params);
        return (
          <Alert
            key={`${f.code}${f.path ?? ''}`}
            type={f.severity === 'error' ? 'error' : f.severity === 'warning' ? 'warning' : 'info'}
            showIcon
            title={said.message}
            style={{ marginBottom: 10 }}
          />
        );
      })}
      <p className="quiet">
        {lists.kind === 'trial' ? t('awardPages.trialNote') : t('awardPages.intervalHint')}
      </p>
      {lists.lists.map((l) => (
        <Winners key={l.award.id} list={l} round={round} />
      ))}
      <h2 style={{ fontSize: 16, margin: '0 0 4px' }}>{t('awardPages.quotas')}</h2>
      <p className="quiet" style={{ margin: '0 0 8px' }}>
        {t('awardPages.quotasHint')}
      </p>
      <TableFrame label={t('awardPages.quotas')}>
        <Table<Industry>
          size="middle"
          rowKey="group"
          dataSource={lists.industries}
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            {
              key: 'title',
              title: t('awardPages.group'),
              width: 260,
              render: (_, r) => (
                <>
                  {r.title}
                  {r.merged === 'none' ? null : (
                    <div className="quiet small">
                      {t('awardPages.merged')}：
                      {r.divisions.map((d) => `${d.title} ${d.evaluated}`).join('、')}
                    </div>
                  )}
                </>
              ),
            },
            {
              key: 'evaluated',
              title: t('awardPages.evaluated'),
              dataIndex: 'evaluated',
              width: 90,
              ...right,
            },
            ...lists.lists.map((l) => ({
              key: l.award.id,
              title: data(l.award.title),
              width: 300,
              render: (_: unknown, r: Industry) => {
                const a = r.awards.find((x) => x.award === l.award.id);
                if (!a) return '—';
                return (
                  <span className="num">
                    {t('awardPages.places', { n: a.places })}
                    <span className="quiet">
                      （{score(a.exact)}，{t(`awardPages.reason.${a.reason}`)}）
                    </span>
                    <div className="quiet small">
                      {t('awardPages.lastIn')} {score(a.lastIn)} · {t('awardPages.firstOut')}{' '}
                      {score(a.firstOut)}
                      {a.tied > 0 ? ` · ${t('awardPages.tied')} ${a.tied}` : ''}
                    </div>
                  </span>
                );
              },
            })),
          ]}
        />
      </TableFrame>
      {lists.kind === 'round' ? (
        <p className="quiet small num" style={{ overflowWrap: 'anywhere' }}>
          {t('awardPages.computed', {
            seq: lists.seq,
            at: formatTime(lists.computedAt),
            input: lists.inputHash.slice(0, 12),
            result: lists.resultHash.slice(0, 12),
          })}
        </p>
      ) : null}
    </>
  );
}

import { Input, Select, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { score, type Candidate, type Lists, type Round } from './types.ts';

const outcomes = [
  'awarded',
  'belowLine',
  'tiedAtLine',
  'hasOther',
  'notShortlisted',
  'fewExperts',
  'noMeasure',
  'noPlaces',
  'vetoed',
  'excluded',
  'notFiled',
  'unscored',
] as const;

/** Everybody who was looked at, with the outcome for each award. */
export function Candidates({ round, lists }: { round: Round; lists: Lists | undefined }) {
  const { t, data } = useI18n();
  const navigate = useNavigate();
  const [state, change] = useQueryState({
    tab: '',
    q: '',
    group: '',
    award: '',
    outcome: '',
    shortlisted: '',
    page: '1',
    size: '20',
  });
  const awards = round.editionRules.awards;
  const q = useQuery({
    queryKey: ['awards', 'candidates', round.id, round.version, state],
    queryFn: () =>
      api.awards.candidates({
        params: { id: round.id },
        query: {
          page: Number(state.page),
          size: Number(state.size),
          ...(state.q ? { q: state.q } : {}),
          ...(state.group ? { group: state.group } : {}),
          ...(state.award ? { award: state.award } : {}),
          ...(state.outcome ? { outcome: state.outcome } : {}),
          ...(state.shortlisted === 'yes' ? { shortlisted: 'yes' as const } : {}),
        },
      }),
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className="filters">
        <Input.Search
          allowClear
          style={{ maxWidth: 280 }}
          defaultValue={state.q}
          placeholder={t('awardPages.search')}
          aria-label={t('awardPages.search')}
          onSearch={(v) => change({ q: v })}
        />
        <Select
          allowClear
          style={{ minWidth: 200 }}
          value={state.group || null}
          placeholder={t('awardPages.anyGroup')}
          aria-label={t('awardPages.group')}
          onChange={(v: string | null) => change({ group: v ?? undefined })}
          options={(lists?.industries ?? []).map((g) => ({ value: g.group, label: g.title }))}
        />
        <Select
          allowClear
          value={state.award || null}
          placeholder={t('awardPages.anyAward')}
          aria-label={t('awardPages.anyAward')}
          onChange={(v: string | null) => change({ award: v ?? undefined })}
          options={awards.map((a) => ({ value: a.id, label: data(a.title) }))}
        />
        <Select
          allowClear
          style={{ minWidth: 180 }}
          value={state.outcome || null}
          placeholder={t('awardPages.anyOutcome')}
          aria-label={t('awardPages.result')}
          onChange={(v: string | null) => change({ outcome: v ?? undefined })}
          options={outcomes.map((o) => ({ value: o, label: t(`awardPages.outcome.${o}`) }))}
        />
        <Tag.CheckableTag
          checked={state.shortlisted === 'yes'}
          onChange={(on) => change({ shortlisted: on ? 'yes' : undefined })}
          style={{
            display: 'inline-flex',
            alignItems: 'center',
            minWidth: 0,
            border: '1px solid var(--line)',
          }}
        >
          {t('awardPages.onlyShortlisted')}
        </Tag.CheckableTag>
      </div>
      <DataTable<Candidate & { key: string }>
        label={t('awardPages.tabCandidates')}
        query={{
          ...q,
          data: q.data && {
            total: q.data.total,
            items: q.data.items.map((c) => ({ ...c, key: c.subject.id })),
          },
        }}
        rowKey="key"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        empty={t('awardPages.noCandidates')}
        onRow={(r) => void navigate(`/awards/${round.id}/${r.subject.id}`)}
        columns={[
          {
            key: 'name',
            title: t('awardPages.enterprise'),
            width: 270,
            render: (_, r) => (
              <>
                <Link to={`/awards/${round.id}/${r.subject.id}`}>{r.subject.name}</Link>
                <Simulated when={r.simulated} />
              </>
            ),
          },
          { key: 'region', title: t('awardPages.region'), dataIndex: 'regionName', width: 100 },
          { key: 'industry', title: t('awardPages.industry'), dataIndex: 'industryName', width: 190 },
          ...(['level', 'progress', 'qualitative'] as const).map((k) => ({
            key: k,
            title: t(`awardPages.${k}`),
            width: 84,
            align: 'right' as const,
            className: 'num',
            render: (_: unknown, r: Candidate) => score(r[k]),
          })),
          ...awards.map((a) => ({
            key: a.id,
            title: data(a.title),
            width: 200,
            render: (_: unknown, r: Candidate) => {
              const o = r.outcomes.find((x) => x.award === a.id);
              if (!o) return t(`awardPages.standing.${r.standing}`);
              return (
                <>
                  {o.outcome === 'awarded' ? (
                    <b style={{ color: 'var(--good)' }}>{t('awardPages.outcome.awarded')}</b>
                  ) : (
                    t(`awardPages.outcome.${o.outcome}`)
                  )}
                  {o.rank === null ? null : (
                    <span className="quiet num">
                      {' '}
                      {o.rank}/{o.of}
                    </span>
                  )}
                </>
              );
            },
          })),
        ]}
      />
    </>
  );
}

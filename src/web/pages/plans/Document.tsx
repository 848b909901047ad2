import { Alert, Drawer, Input, Segmented, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { statuses, type Status } from '../../parts/StatusChip.tsx';
import { DocumentView } from './DocumentView.tsx';
import { PackSelect } from './PackBar.tsx';
import { ProvisionDetail } from './ProvisionDetail.tsx';
import { usePack } from './usePack.ts';

/** The latest year that is over. */
const LAST_YEAR = new Date().getFullYear() - 1;

/** 活文件: the public home page. */
export default function Document() {
  const { t, data, locale } = useI18n();
  const { packs, list, pack, asOf, set } = usePack();
  const [find, setFind] = useState('');
  const [only, setOnly] = useState<Status | null>(null);
  const [picked, setPicked] = useState<{ provisions: readonly string[]; start: number } | null>(null);

  const doc = useQuery({
    queryKey: ['plans', 'document', pack?.id, asOf],
    queryFn: () => api.plans.document({ params: { pack: pack!.id }, query: { asOf } }),
    enabled: pack !== undefined,
    placeholderData: (old) => old,
  });
  // `?open=N044` comes from another page: the passage is shown with its promise opened beside it.
  const [params] = useSearchParams();
  const wanted = params.get('open');
  const shown = useRef<string | null>(null);
  const read = doc.data?.blocks;
  useEffect(() => {
    // Once: when the text is read again for another day, the reader has moved on.
    if (!wanted || !read || shown.current === wanted) return;
    const block = read.find((b) =>
      b.sentences.some((s) => s.segments.some((x) => x.provisions.includes(wanted))),
    );
    const segment = block?.sentences.flatMap((s) => s.segments).find((x) => x.provisions.includes(wanted));
    if (!block || !segment) return;
    setPicked({ provisions: [wanted], start: segment.start });
    document.getElementById(`at-${block.start}`)?.scrollIntoView({ block: 'center' });
    shown.current = wanted;
  }, [wanted, read]);
  const onPick = useCallback(
    (provisions: readonly string[], start: number) => setPicked({ provisions, start }),
    [],
  );

  // A year-end for every year the plan runs through, then today.
  const days = useMemo(() => {
    if (!pack) return [];
    const from = Number(pack.horizon.from.slice(0, 4));
    const to = Math.min(Number(pack.horizon.to.slice(0, 4)), LAST_YEAR);
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => `${from + i}-12-31`);
  }, [pack]);

  if (packs.error || doc.error)
    return (
      <div className="page">
        <ErrorState
          error={packs.error ?? doc.error}
          retry={() => void (packs.error ? packs : doc).refetch()}
        />
      </div>
    );
  if (!doc.data)
    return (
      <div className="page">
        <Skeleton active paragraph={{ rows: 12 }} />
      </div>
    );

  const { clauses, blocks, statuses: counts } = doc.data;
  const rail = clauses.filter((c) => /^[一二三四五六七八九十]+$/.test(c.id) || c.id === c.label);
  return (
    <div className="doc-page">
      <nav className="doc-rail" aria-label={t('planPages.contents')}>
        {rail.map((c) => {
          // The clause's first block, so that the link lands on its heading.
          const at = blocks.find((b) => b.start >= c.start && b.start < c.end)?.start ?? c.start;
          return (
            <a key={c.id} href={`#at-${at}`} className={c.parent ? 'lvl2' : ''}>
              <span>
                {c.parent ? c.label.replace(/^.*（/, '（') : ''}
                {data(c.title)}
              </span>
              <span className="dots" aria-hidden="true">
                {statuses
                  .filter((s) => s !== 'noData' && s !== 'notDue' && (c.statuses[s] ?? 0) > 0)
                  .map((s) => (
                    <i key={s} className={`dot-${s}`} title={t(`web.status.${s}`)} />
                  ))}
              </span>
            </a>
          );
        })}
      </nav>
      <div style={{ minWidth: 0 }}>
        <div className="doc-bar">
          <PackSelect list={list} pack={pack} set={set} />
          <Segmented
            aria-label={t('common.asOf')}
            value={asOf ?? 'today'}
            onChange={(v) => set({ asOf: v === 'today' ? undefined : v })}
            options={[
              ...days.map((d) => ({ value: d, label: t('planPages.endOf', { year: d.slice(0, 4) }) })),
              { value: 'today', label: t('common.today') },
            ]}
          />
          <div className="doc-legend" role="group" aria-label={t('planPages.filterByStatus')}>
            {statuses
              .filter((s) => (counts[s] ?? 0) > 0)
              .map((s) => (
                <button
                  key={s}
                  type="button"
                  aria-pressed={only === s}
                  onClick={() => setOnly(only === s ? null : s)}
                >
                  <span className={`chip chip-${s}`}>
                    <i aria-hidden="true" />
                    {t(`web.status.${s}`)} {counts[s]}
                  </span>
                </button>
              ))}
          </div>
          <Input.Search
            allowClear
            aria-label={t('planPages.findInText')}
            placeholder={t('planPages.findInText')}
            onSearch={(v) => setFind(v.trim())}
            onChange={(e) => {
              if (e.target.value === '') setFind('');
            }}
            style={{ width: 190, marginLeft: 'auto' }}
          />
        </div>
        {pack?.sourceKind === 'digest' ? (
          <Alert
            type="info"
            showIcon
            title={t('planPages.digest')}
            description={pack.sourceNote}
            style={{ marginBottom: 12 }}
          />
        ) : null}
        {locale === 'en' ? (
          <Alert type="info" title={t('planPages.chineseText')} style={{ marginBottom: 12 }} />
        ) : null}
        <div className="doc-sheet">
          <DocumentView
            blocks={blocks}
            find={find}
            only={only}
            picked={picked?.start ?? null}
            onPick={onPick}
          />
        </div>
      </div>
      <Drawer
        open={picked !== null}
        onClose={() => setPicked(null)}
        title={t('planPages.promise')}
        size={Math.min(560, window.innerWidth)}
        destroyOnHidden
        mask={{ enabled: window.innerWidth < 900 } as never}
      >
        {picked && pack
          ? picked.provisions.map((id) => <ProvisionDetail key={id} pack={pack.id} id={id} asOf={asOf} />)
          : null}
      </Drawer>
    </div>
  );
}

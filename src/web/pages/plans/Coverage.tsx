import { Empty, Segmented, Skeleton } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { ErrorState } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PackSelect } from './PackBar.tsx';
import { usePack } from './usePack.ts';

/** How much of the document can be carried out, how much can only be followed, how much is declaration. */
export default function Coverage() {
  const { t } = useI18n();
  const { list, pack, set } = usePack();
  const [only, setOnly] = useState<string>('executable');
  const q = useQuery({
    queryKey: ['plans', 'coverage', pack?.id],
    queryFn: () => api.plans.coverage({ params: { pack: pack!.id } }),
    enabled: pack !== undefined,
  });
  if (q.error)
    return (
      <div className="page">
        <ErrorState error={q.error} retry={() => void q.refetch()} />
      </div>
    );
  const items = q.data?.items.filter((i) => i.class === only) ?? [];
  return (
    <div className="page">
      <PageHead
        title={t('web.page.coverage')}
        hint={t('planPages.coverageHint')}
        extra={<PackSelect list={list} pack={pack} set={set} />}
      />
      {q.data ? (
        <>
          <div className="stats">
            {q.data.classes.map((c) => (
              <div key={c.class} className="stat">
                <b>{c.shareOfSentences}%</b>
                <span>
                  {t('planPages.classShare', {
                    name: t(`planPages.class.${c.class}`),
                    n: c.sentences,
                    chars: c.shareOfCharacters,
                  })}
                </span>
              </div>
            ))}
          </div>
          <div
            className="cover-bar"
            role="img"
            aria-label={q.data.classes
              .map((c) => `${t(`planPages.class.${c.class}`)} ${c.shareOfSentences}%`)
              .join('，')}
          >
            {q.data.classes.map((c) => (
              <i key={c.class} className={`cover-${c.class}`} style={{ flexGrow: c.sentences }} />
            ))}
          </div>
          <Segmented
            aria-label={t('planPages.classLabel')}
            value={only}
            onChange={setOnly}
            options={q.data.classes.map((c) => ({
              value: c.class,
              label: `${t(`planPages.class.${c.class}`)} ${c.sentences}`,
            }))}
            style={{ margin: '14px 0' }}
          />
          {items.length === 0 ? <Empty /> : null}
          <ol className="cover-list" lang="zh-CN">
            {items.map((i) => (
              <li key={i.start}>
                <span>{i.text}</span>
                <span className="quiet num">
                  {i.clause} {i.provisions.join(' ')}
                </span>
              </li>
            ))}
          </ol>
        </>
      ) : (
        <Skeleton active />
      )}
    </div>
  );
}

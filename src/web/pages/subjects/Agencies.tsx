import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { agencySchema } from '#contract/subjects';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';

/** 机构：方案所列单位和机构改革后的承接 */
export default function Agencies() {
  const { t } = useI18n();
  const agencies = useQuery({
    queryKey: ['agencies'],
    queryFn: () => api.subjects.agencies(),
    staleTime: 3_600_000,
  });
  return (
    <div className="page">
      <PageHead title={t('web.page.agencies')} hint={t('subjectPages.agenciesHint')} />
      <PlainTable<z.output<typeof agencySchema>>
        label={t('web.page.agencies')}
        query={agencies}
        rowKey={(r) => `${r.pack}/${r.code}`}
        columns={[
          { key: 'name', title: t('web.page.agencies'), dataIndex: 'name', width: 260 },
          {
            key: 'from',
            title: t('subjectPages.from'),
            width: 120,
            className: 'num',
            render: (_, r) => r.fromDay ?? '—',
          },
          {
            key: 'to',
            title: t('subjectPages.to'),
            width: 120,
            className: 'num',
            render: (_, r) => r.toDay ?? '—',
          },
          {
            key: 'successor',
            title: t('subjectPages.successor'),
            width: 220,
            render: (_, r) => r.successorName ?? '—',
          },
          { key: 'pack', title: t('subjectPages.plan'), dataIndex: 'pack', width: 130 },
          {
            key: 'source',
            title: t('subjectPages.sourceLabel'),
            dataIndex: 'source',
            render: (v: string) => <span className="quiet small">{v}</span>,
          },
        ]}
      />
    </div>
  );
}

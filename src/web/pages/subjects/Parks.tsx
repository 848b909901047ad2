import { Tag } from 'antd';
import { Link } from 'react-router';
import type { z } from 'zod';
import type { parkSchema } from '#contract/subjects';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useRegisters } from '../../parts/useRegisters.ts';

/** 园区 */
export default function Parks() {
  const { t } = useI18n();
  const { can } = useSession();
  const { parks } = useRegisters();
  return (
    <div className="page">
      <PageHead title={t('web.page.parks')} hint={t('subjectPages.parksHint')} />
      <PlainTable<z.output<typeof parkSchema>>
        label={t('web.page.parks')}
        query={parks}
        rowKey="code"
        columns={[
          { key: 'name', title: t('subjectPages.park'), dataIndex: 'name', width: 240 },
          { key: 'region', title: t('subjectPages.region'), dataIndex: 'regionName', width: 120 },
          { key: 'kind', title: t('subjectPages.parkKind'), dataIndex: 'kind', width: 170 },
          { key: 'level', title: t('subjectPages.level'), dataIndex: 'level', width: 130 },
          {
            key: 'enterprises',
            title: t('subjectPages.enterprises'),
            width: 90,
            className: 'num',
            render: (_, r) =>
              can('subjects.read') && r.enterprises > 0 ? (
                <Link to={`/enterprises?park=${r.code}`}>{r.enterprises}</Link>
              ) : (
                r.enterprises
              ),
          },
          {
            key: 'verified',
            title: t('subjectPages.verified'),
            width: 90,
            render: (_, r) => (
              <Tag>{r.verified ? t('subjectPages.isVerified') : t('subjectPages.notVerified')}</Tag>
            ),
          },
          {
            key: 'leading',
            title: t('subjectPages.leading'),
            dataIndex: 'leadingIndustries',
            width: 280,
            render: (v: string) => v || '—',
          },
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

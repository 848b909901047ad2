import { Link } from 'react-router';
import type { z } from 'zod';
import type { regionSchema } from '#contract/subjects';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useRegisters } from '../../parts/useRegisters.ts';

/** 地区：行政区划和报送单位 */
export default function Regions() {
  const { t } = useI18n();
  const { can } = useSession();
  const { regions } = useRegisters();
  return (
    <div className="page">
      <PageHead title={t('web.page.regions')} hint={t('subjectPages.regionsHint')} />
      <PlainTable<z.output<typeof regionSchema>>
        label={t('web.page.regions')}
        query={regions}
        rowKey="code"
        columns={[
          {
            key: 'name',
            title: t('subjectPages.region'),
            width: 220,
            render: (_, r) => (
              <span style={{ paddingLeft: r.level === 'province' ? 0 : r.level === 'county' ? 40 : 20 }}>
                {r.name}
              </span>
            ),
          },
          { key: 'code', title: t('subjectPages.code'), dataIndex: 'code', width: 110, className: 'num' },
          {
            key: 'level',
            title: t('subjectPages.level'),
            width: 130,
            render: (_, r) => t(`subjectPages.level.${r.level}`),
          },
          {
            key: 'enterprises',
            title: t('subjectPages.enterprises'),
            width: 110,
            className: 'num',
            render: (_, r) =>
              can('subjects.read') && r.enterprises > 0 ? (
                <Link to={`/enterprises?region=${r.code}`}>{r.enterprises}</Link>
              ) : (
                r.enterprises
              ),
          },
          { key: 'note', title: t('subjectPages.note2'), dataIndex: 'note' },
        ]}
      />
    </div>
  );
}

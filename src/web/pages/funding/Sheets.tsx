import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';

type Row = Awaited<ReturnType<typeof api.funding.sheets>>['items'][number];

/** 资金评审: the sheets that were drawn for the signed-in expert. */
export default function Sheets() {
  const { t, data } = useI18n();
  const q = useQuery({ queryKey: ['funding', 'sheets'], queryFn: () => api.funding.sheets() });
  return (
    <div className="page">
      <PageHead title={t('web.page.fundSheets')} hint={t('fundingPages.sheetsHint')} />
      <PlainTable<Row>
        query={q}
        rowKey="seat"
        label={t('web.page.fundSheets')}
        pageSize={50}
        empty={t('fundingPages.noSheets')}
        emptyHint={t('fundingPages.noSheetsHint')}
        columns={[
          {
            title: t('fundingPages.sheetOf'),
            width: 320,
            render: (_, r) => (
              <>
                <Link to={`/funding/sheets/${r.seat}`}>{data(r.schemeTitle)}</Link>
                <div className="small quiet">{[r.name, r.project].filter(Boolean).join(' · ')}</div>
                <div className="narrow-only small">{t(`fundingPages.seatState.${r.state}`)}</div>
              </>
            ),
          },
          { title: t('funding.list.year'), dataIndex: 'year', width: 100, className: 'num' },
          {
            title: t('fundingPages.seatState'),
            width: 120,
            render: (_, r) => t(`fundingPages.seatState.${r.state}`),
          },
          {
            title: t('filingPages.dueTitle'),
            width: 140,
            className: 'num',
            render: (_, r) => r.due ?? '—',
          },
        ]}
      />
    </div>
  );
}

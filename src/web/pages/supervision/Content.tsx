import { Table, Tabs } from 'antd';
import { useI18n } from '../../app/i18n.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { PaperView } from '../../parts/PaperView.tsx';
import type { Document, Sheet } from './types.ts';

function SheetView({ s }: { s: Sheet }) {
  return (
    <TableFrame label={s.name}>
      <Table
        size="small"
        scroll={{ x: 'max-content' }}
        rowKey={(r) => r.n}
        dataSource={s.rows.map((cells, n) => ({ n, cells }))}
        pagination={{ pageSize: 20, showSizeChanger: false, responsive: true, hideOnSinglePage: true }}
        columns={s.columns.map((c, i) => ({
          key: c.title,
          title: c.title,
          render: (_: unknown, r: { cells: Sheet['rows'][number] }) => (
            <div style={{ maxWidth: 260, whiteSpace: 'normal' }}>{r.cells[i] ?? ''}</div>
          ),
        }))}
      />
    </TableFrame>
  );
}

/** What a document says: on paper, or sheet by sheet. */
export function Content({ content, title }: { content: Document['content']; title: string }) {
  const { t } = useI18n();
  return 'paper' in content ? (
    <PaperView d={content.paper} label={title} />
  ) : (
    <Tabs
      aria-label={t('supervisionPages.sheets')}
      items={content.sheets.map((s) => ({ key: s.name, label: s.name, children: <SheetView s={s} /> }))}
    />
  );
}

import { Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../app/i18n.tsx';
import { ErrorState } from './ErrorState.tsx';
import { TableFrame } from './TableFrame.tsx';

/** A register that is read whole: no paging by the server, the same frame as every list. */
export function PlainTable<T extends object>({
  query,
  columns,
  rowKey,
  label,
  pageSize,
  expandable,
  empty,
  emptyHint,
}: {
  query: {
    data: { items: readonly T[] } | undefined;
    isPending: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  columns: NonNullable<TableProps<T>['columns']>;
  rowKey: NonNullable<TableProps<T>['rowKey']>;
  label: string;
  pageSize?: number;
  expandable?: TableProps<T>['expandable'];
  empty?: ReactNode;
  emptyHint?: ReactNode;
}) {
  const { t } = useI18n();
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <TableFrame label={label}>
      <Table<T>
        size="middle"
        rowKey={rowKey}
        dataSource={[...(query.data?.items ?? [])]}
        columns={columns}
        loading={query.isPending}
        scroll={{ x: 'max-content' }}
        {...(expandable ? { expandable } : {})}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={
                <>
                  <div>{empty ?? t('common.emptyList')}</div>
                  {emptyHint ? <div style={{ marginTop: 4 }}>{emptyHint}</div> : null}
                </>
              }
            />
          ),
        }}
        pagination={
          pageSize
            ? {
                pageSize,
                responsive: true,
                showSizeChanger: false,
                showTotal: (total, [from, to]) => t('common.pageTotal', { from, to, total }),
              }
            : false
        }
      />
    </TableFrame>
  );
}

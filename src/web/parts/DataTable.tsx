import { Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../app/i18n.tsx';
import { ErrorState } from './ErrorState.tsx';
import { TableFrame } from './TableFrame.tsx';

export interface Sorting {
  /** `name` or `-name`. */
  sort: string;
  onSort(sort: string): void;
}

/** One table for every list: paging by the server, sorting in the address, an empty state that says what to do, an error that can be retried. */
export function DataTable<T extends object>({
  query,
  columns,
  rowKey,
  page,
  size = 20,
  onPage,
  sorting,
  empty,
  emptyHint,
  onRow,
  expandable,
  rowSelection,
  label,
}: {
  query: {
    data: { total: number; items: T[] } | undefined;
    isPending: boolean;
    isFetching?: boolean;
    error: unknown;
    refetch: () => unknown;
  };
  columns: TableProps<T>['columns'];
  rowKey: keyof T & string;
  page: number;
  size?: number;
  onPage(page: number, size: number): void;
  sorting?: Sorting;
  empty?: ReactNode;
  emptyHint?: ReactNode;
  onRow?: (row: T) => void;
  expandable?: TableProps<T>['expandable'];
  rowSelection?: TableProps<T>['rowSelection'];
  label: string;
}) {
  const { t } = useI18n();
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const sorted = columns?.map((c) =>
    sorting && c.key && c.sorter
      ? {
          ...c,
          sortOrder:
            sorting.sort === c.key
              ? ('ascend' as const)
              : sorting.sort === `-${String(c.key)}`
                ? ('descend' as const)
                : null,
        }
      : c,
  );
  return (
    <TableFrame label={label}>
      <Table<T>
        size="middle"
        rowKey={rowKey}
        dataSource={query.data?.items ?? []}
        columns={sorted ?? []}
        loading={query.isPending || Boolean(query.isFetching)}
        scroll={{ x: 'max-content' }}
        {...(expandable ? { expandable } : {})}
        {...(rowSelection ? { rowSelection } : {})}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={
                <>
                  <div>{empty ?? t('common.emptyList')}</div>
                  <div style={{ marginTop: 4 }}>{emptyHint ?? t('common.emptyListHint')}</div>
                </>
              }
            />
          ),
        }}
        {...(onRow
          ? {
              onRow: (row: T) => ({
                onClick: () => onRow(row),
                style: { cursor: 'pointer' },
              }),
            }
          : {})}
        onChange={(_p, _f, s) => {
          const one = Array.isArray(s) ? s[0] : s;
          if (sorting)
            sorting.onSort(one?.order ? `${one.order === 'descend' ? '-' : ''}${String(one.columnKey)}` : '');
        }}
        pagination={{
          current: page,
          pageSize: size,
          total: query.data?.total ?? 0,
          showSizeChanger: true,
          pageSizeOptions: [20, 50, 100],
          responsive: true,
          hideOnSinglePage: false,
          showTotal: (total, [from, to]) => t('common.pageTotal', { from, to, total }),
          onChange: onPage,
        }}
      />
    </TableFrame>
  );
}

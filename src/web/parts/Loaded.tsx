import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState.tsx';

interface Answer<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** A page whose answer is not there: what went wrong with a way to try again, or the outline of a page while it comes. */
export function Awaiting({ query }: { query: Answer<unknown> }) {
  return (
    <div className="page">
      {query.error ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </div>
  );
}

/** A page that stands on one answer, in place of an early return. */
export function Loaded<T>({ query, children }: { query: Answer<T>; children: (data: T) => ReactNode }) {
  return query.error || query.data === undefined ? <Awaiting query={query} /> : children(query.data);
}

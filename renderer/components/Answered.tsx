import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Bones } from './Bones.tsx';
import { ErrorState } from './ErrorState.tsx';

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError'> & { refetch: () => Promise<unknown> };
  /** instead of lines of bones */
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}

/** An answer once it is there; what stood before stays while a newer one is on its way, even where that fails. */
export function Answered<T>({ query, skeleton, children }: Props<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <>{skeleton ?? <Bones />}</>;
}

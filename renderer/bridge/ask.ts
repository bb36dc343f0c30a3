import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useMutation,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import type { AttentionItem, SessionState, SyncState } from '#core/engine/bridge.ts';
import { type BridgeFailure, failureOf } from './failure.ts';
import { call, type Link, linkNow, onLink } from './port.ts';

export interface AskOptions {
  enabled?: boolean;
  /** 'server': answered by the server alone, refused as `unavailable` when offline */
  where?: 'server';
  /** refetched when one of these changes; absent: when anything does */
  tables?: readonly string[];
  /** false: show nothing rather than the former input's answer while the new one is on its way */
  keep?: boolean;
  /** milliseconds; for answers that age by the clock alone */
  every?: number;
}

export const ask = async <T>(name: string, input: unknown = {}, where?: 'server'): Promise<T> =>
  (await call(where ? 'askServer' : 'ask', { name, input }).catch(rethrow)) as T;

export const runCommand = async <R = unknown>(name: string, input: unknown): Promise<R> =>
  (await call('run', { name, input }).catch(rethrow)) as R;

function rethrow(cause: unknown): never {
  throw failureOf(cause);
}

const askKey = (name: string, input: unknown, where?: 'server') => ['ask', name, input, where ?? 'here'] as const;

/** A question to the local database (or the server), kept fresh by the host's `changed` events. */
export function useAsk<T>(name: string, input: unknown = {}, options: AskOptions = {}): UseQueryResult<T, BridgeFailure> {
  const { enabled = true, where, tables, keep = true, every } = options;
  return useQuery<T, BridgeFailure>({
    queryKey: askKey(name, input, where),
    queryFn: () => ask<T>(name, input, where),
    enabled,
    meta: { tables },
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
}

interface Page<T> {
  data: T[];
  /** after which the next begins; null: this is the last */
  next: object | null;
}

export interface Pages<T> {
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>, BridgeFailure>;
  rows: T[];
  /** asks for the next page; null where there is none, or it is on its way */
  more: (() => void) | null;
}

/** A list that is answered page by page, as far as somebody has gone; kept fresh as a whole. */
export function useAskPages<T>(name: string, input: object, { tables }: Pick<AskOptions, 'tables'> = {}): Pages<T> {
  const query = useInfiniteQuery<Page<T>, BridgeFailure, InfiniteData<Page<T>>, readonly unknown[], object | null>({
    queryKey: [...askKey(name, input), 'pages'],
    queryFn: ({ pageParam }) => ask<Page<T>>(name, { ...input, ...(pageParam && { after: pageParam }) }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    meta: { tables },
  });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return { query, rows, more: hasNextPage && !isFetching ? () => void fetchNextPage() : null };
}

/** The same for lists of questions (`useQueries`). */
export const askQuery = <T>(name: string, input: unknown) => ({
  queryKey: askKey(name, input),
  queryFn: () => ask<T>(name, input),
});

export interface Runner<I, R> {
  run: (input: I) => Promise<R>;
  running: boolean;
  error: BridgeFailure | null;
}

/** A command. Rejects with BridgeFailure; offline commands answer as soon as they are in the local database. */
export function useRun<I, R = unknown>(name: string): Runner<I, R> {
  const { mutateAsync, isPending, error } = useMutation<R, BridgeFailure, I>({ mutationFn: (input) => runCommand<R>(name, input) });
  return { run: mutateAsync, running: isPending, error };
}

export const useSession = (): UseQueryResult<SessionState, BridgeFailure> =>
  useQuery<SessionState, BridgeFailure>({ queryKey: ['session'], queryFn: () => call('session.state', {}) });

export function useSync(): SyncState {
  const { data } = useQuery<SyncState, BridgeFailure>({ queryKey: ['sync'], queryFn: () => call('sync.state', {}) });
  return data ?? { state: 'synced', stuck: null, waiting: 0, attention: 0, offlineSince: null, lastContactAt: null };
}

export const useAttention = (): UseQueryResult<AttentionItem[], BridgeFailure> =>
  useQuery<AttentionItem[], BridgeFailure>({ queryKey: ['attention'], queryFn: () => call('attention.list', {}) });

export const useLink = (): Link => useSyncExternalStore(onLink, linkNow);

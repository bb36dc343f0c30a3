import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { ask } from './ask.ts';
import type { BridgeFailure } from './failure.ts';

/** Rows asked for at once, and how far one scrolls until the next are: a window always reaches beyond what is seen. */
const STEP = 100;
const WINDOW = 4 * STEP;

interface Page<T> {
  data: T[];
  total: number;
}

export interface ListWindow<T> {
  rows: readonly T[];
  /** where the rows begin in the whole list */
  offset: number;
  total: number;
  /** false until the first answer */
  ready: boolean;
  error: BridgeFailure | null;
  retry: () => void;
  onSeen: (from: number, to: number) => void;
}

const none: readonly never[] = [];

/** The stretch of a long list around what is seen; the last one stays until the next is there. */
export function useListWindow<T>(name: string, input: Record<string, unknown>): ListWindow<T> {
  const [start, setStart] = useState(0);
  const asked = { ...input, offset: start, limit: WINDOW };
  const query = useQuery<Page<T> & { offset: number }, BridgeFailure>({
    queryKey: ['ask', name, asked, 'window'],
    queryFn: async () => ({ ...(await ask<Page<T>>(name, asked)), offset: start }),
    placeholderData: keepPreviousData,
  });
  const onSeen = useCallback((from: number) => setStart(Math.max(0, Math.floor(from / STEP) - 1) * STEP), []);
  const { data, error, refetch } = query;
  return {
    rows: data?.data ?? none,
    offset: data?.offset ?? 0,
    total: data?.total ?? 0,
    ready: data !== undefined,
    error: data === undefined ? error : null,
    retry: () => void refetch(),
    onSeen,
  };
}

import { useRef, useState } from 'react';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import { ask } from '../../bridge/ask.ts';
import { toast } from '../../components/toasts.ts';
import { locale } from '../../components/locale.ts';

const PAGE = 1_000;

export interface Export {
  /** null while none runs */
  progress: { done: number; total: number } | null;
  start: (input: Record<string, unknown>) => Promise<void>;
  cancel: () => void;
}

/** Every booking that the filters leave, page by page; can be stopped. */
export async function allBookings(
  input: Record<string, unknown>,
  { onProgress, isCancelled = () => false }: { onProgress?: (done: number, total: number) => void; isCancelled?: () => boolean } = {},
): Promise<BookingSummary[]> {
  const all: BookingSummary[] = [];
  for (;;) {
    const { data, total } = await ask<{ data: BookingSummary[]; total: number }>('bookings.list', {
      ...input,
      offset: all.length,
      limit: PAGE,
    });
    all.push(...data);
    onProgress?.(all.length, total);
    if (data.length === 0 || all.length >= total || isCancelled()) return all;
  }
}

export function useExport(): Export {
  const [progress, setProgress] = useState<Export['progress']>(null);
  const cancelled = useRef(false);
  const start = async (input: Record<string, unknown>) => {
    cancelled.current = false;
    setProgress({ done: 0, total: 0 });
    try {
      const all = await allBookings(input, {
        onProgress: (done, total) => setProgress({ done, total }),
        isCancelled: () => cancelled.current,
      });
      if (cancelled.current) return;
      const { csvOf } = await import('./csv.ts');
      saveFile(`bookings-${new Date().toISOString().slice(0, 10)}.csv`, csvOf(all));
      toast.ok(`${all.length.toLocaleString(locale)} bookings exported.`);
    } catch (error) {
      toast.problem(error);
    } finally {
      setProgress(null);
    }
  };
  return { progress, start, cancel: () => (cancelled.current = true) };
}

/** The mark in front lets spreadsheets read it as UTF-8. */
function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

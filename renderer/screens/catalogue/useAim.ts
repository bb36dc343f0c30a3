import { useSearch } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';
import type { EditorPart } from './editorParts.ts';

interface Aim<E> {
  ref: RefObject<E | null>;
  /** somebody came to see this part: it is in view, and the keyboard goes on from its heading */
  isAim: boolean;
}

export function useAim<E extends HTMLElement>(part: EditorPart | undefined): Aim<E> {
  const { at } = useSearch({ strict: false }) as { at?: string };
  const ref = useRef<E>(null);
  const isAim = part !== undefined && at === part;
  useEffect(() => {
    if (!isAim) return;
    ref.current?.scrollIntoView({ block: 'start' });
    ref.current?.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true });
  }, [isAim]);
  return { ref, isAim };
}

/** Dragging a row of a list to another place, by pointer. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface Options {
  list: RefObject<HTMLElement | null>;
  onDrop: (from: number, to: number) => void;
}

interface Drag {
  from: number;
  to: number;
}

export function useRowDrag({ list, onDrop }: Options) {
  const [at, setAt] = useState<Drag | null>(null);
  const held = useRef<Drag | null>(null);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });

  useEffect(() => {
    const show = (next: Drag | null) => {
      held.current = next;
      setAt(next);
    };
    const onMove = (event: globalThis.PointerEvent) => {
      const drag = held.current;
      if (!drag || !list.current) return;
      const boxes = [...list.current.children].map((row) => row.getBoundingClientRect());
      const to = boxes.findIndex((box) => event.clientY < box.bottom);
      show({ from: drag.from, to: to === -1 ? boxes.length - 1 : to });
    };
    const onUp = () => {
      const drag = held.current;
      show(null);
      if (drag) drop.current(drag.from, drag.to);
    };
    const onCancel = () => show(null);
    const onKey = (key: KeyboardEvent) => {
      if (key.key === 'Escape' && held.current) onCancel();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onCancel);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onCancel);
      window.removeEventListener('keydown', onKey);
    };
  }, [list]);

  return {
    at,
    press(event: PointerEvent, index: number) {
      if (event.button !== 0) return;
      event.preventDefault();
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
      held.current = { from: index, to: index };
      setAt(held.current);
    },
  };
}

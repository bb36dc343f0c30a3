/** Bringing a list into another order: by its handles with mouse, pen or finger, or with the arrow keys on them. */
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { moved } from './moved.ts';

interface Drag {
  from: number;
  to: number;
}

export interface Reorder<T> {
  /** as it would stand if let go now; `index` is where it stands in the list as it is */
  shown: { one: T; index: number }[];
  /** of the handle of the one shown at this place */
  handle: (place: number) => {
    'data-handle': number;
    style: { cursor: string; touchAction: 'none' };
    onPointerDown: (at: PointerEvent<HTMLElement>) => void;
    onPointerMove: (at: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
    onKeyDown: (at: KeyboardEvent<HTMLElement>) => void;
  };
  /** of what moves, which must hold the handle */
  item: (place: number) => { 'data-place': number; 'data-dragged': true | undefined };
}

const steps: Record<string, number> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** The list's element carries `data-reorder`. */
export function useReorder<T>(list: readonly T[], onOrder: (list: T[], from: number, to: number) => void): Reorder<T> {
  const [drag, setDrag] = useState<Drag | null>(null);
  const indexed = list.map((one, index) => ({ one, index }));
  const settle = ({ from, to }: Drag) => {
    setDrag(null);
    if (from !== to) onOrder(moved(list, from, to), from, to);
  };
  return {
    shown: drag ? moved(indexed, drag.from, drag.to) : indexed,
    item: (place) => ({ 'data-place': place, 'data-dragged': drag?.to === place || undefined }),
    handle: (place) => ({
      'data-handle': place,
      style: { cursor: drag ? 'grabbing' : 'grab', touchAction: 'none' },
      onPointerDown(at) {
        if (at.button !== 0) return;
        // Rows are keyed by their place, so that this very element stays while what is in them changes places.
        at.currentTarget.setPointerCapture(at.pointerId);
        setDrag({ from: place, to: place });
      },
      onPointerMove(at) {
        if (!drag) return;
        const to = placeUnder(at);
        if (to !== null && to !== drag.to) setDrag({ ...drag, to });
      },
      onPointerUp: () => drag && settle(drag),
      onPointerCancel: () => setDrag(null),
      onKeyDown(at) {
        const step = steps[at.key];
        if (at.key === 'Escape' && drag) {
          at.stopPropagation();
          setDrag(null);
        }
        if (step === undefined) return;
        at.preventDefault();
        const to = place + step;
        if (to < 0 || to >= list.length) return;
        const home = at.currentTarget.closest('[data-reorder]');
        settle({ from: place, to });
        focusHandle(home, to);
      },
    }),
  };
}

function placeUnder({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): number | null {
  const home = currentTarget.closest('[data-reorder]');
  const item = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-place]');
  return item && home?.contains(item) ? Number(item.dataset['place']) : null;
}

/** After the rows have changed places. */
function focusHandle(home: Element | null, place: number): void {
  requestAnimationFrame(() => home?.querySelector<HTMLElement>(`[data-handle="${place}"]`)?.focus());
}

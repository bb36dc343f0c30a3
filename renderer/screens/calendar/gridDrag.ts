/**
 * Moving, stretching and drawing on the grid, by pointer or keyboard. One drag at a time; it lives in wall minutes of a column
 * until it lands. Touch scrolls the day instead: there a tap opens or creates.
 */
import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { DAY_MINUTES } from './days.ts';
import type { CalendarEvent } from './events.ts';
import { nearestEnd, nextEnd } from './lengths.ts';

export const HOUR_PX = 56;
const SNAP_MINUTES = 15;
const CLICK_PX = 4;
const EDGE_PX = 36;

export type DragMode = 'move' | 'stretch' | 'create';

export interface Drag {
  mode: DragMode;
  /** null: drawing a new one */
  event: CalendarEvent | null;
  column: number;
  from: number;
  to: number;
  byKeyboard: boolean;
  /** dropped, and waiting for the answer */
  landing: boolean;
}

interface Press {
  mode: DragMode;
  event: CalendarEvent | null;
  x: number;
  y: number;
  column: number;
  /** minutes between the event's start and the pointer */
  grab: number;
  from: number;
  to: number;
  started: boolean;
}

interface Options {
  grid: RefObject<HTMLDivElement | null>;
  scroller: RefObject<HTMLDivElement | null>;
  columns: number;
  onDrop: (drag: Drag) => Promise<void>;
  /** the start to which a move is drawn, unless Shift is held */
  snapTo: (column: number, minutes: number) => number | null;
  /** the ends that an event may have, as minutes of its day, ascending */
  endsOf: (event: CalendarEvent, at: { column: number; from: number }) => readonly number[];
}

export interface GridDrag {
  drag: Drag | null;
  press: (at: PointerEvent, mode: DragMode, place: { event: CalendarEvent | null; column: number; from: number; to: number }) => void;
  onKeyDown: (key: KeyboardEvent, place: { event: CalendarEvent; column: number; from: number; to: number }) => void;
  /** true right after a drag: the click that ends it is not a click */
  justDragged: () => boolean;
}

const snap = (minutes: number) => Math.round(minutes / SNAP_MINUTES) * SNAP_MINUTES;
const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

type Rules = Pick<Options, 'snapTo' | 'endsOf'>;

function reach(press: Press, at: { column: number; minutes: number }, { snapTo, endsOf }: Rules): Drag {
  const base = { mode: press.mode, event: press.event, byKeyboard: false, landing: false };
  if (press.mode === 'move') {
    const length = press.to - press.from;
    const wanted = at.minutes - press.grab;
    const from = clamp(snapTo(at.column, Math.max(0, wanted)) ?? snap(wanted), 0, DAY_MINUTES - SNAP_MINUTES);
    return { ...base, column: at.column, from, to: from + length };
  }
  if (press.mode === 'stretch') {
    const ends = press.event ? endsOf(press.event, press) : [];
    return { ...base, column: press.column, from: press.from, to: nearestEnd(ends, at.minutes) };
  }
  const anchor = snap(press.from);
  const other = snap(at.minutes);
  return {
    ...base,
    column: press.column,
    from: clamp(Math.min(anchor, other), 0, DAY_MINUTES),
    to: clamp(Math.max(anchor + SNAP_MINUTES, other), 0, DAY_MINUTES),
  };
}

export function useGridDrag({ grid, scroller, columns, onDrop, snapTo, endsOf }: Options): GridDrag {
  const [drag, setDrag] = useState<Drag | null>(null);
  const pressed = useRef<Press | null>(null);
  const ended = useRef(0);
  const current = useRef<Drag | null>(null);
  const latest = useRef({ onDrop, snapTo, endsOf });
  useEffect(() => {
    latest.current = { onDrop, snapTo, endsOf };
  });

  const show = useCallback((next: Drag | null) => {
    current.current = next;
    setDrag(next);
  }, []);

  const land = useCallback(async () => {
    const landed = current.current;
    pressed.current = null;
    if (!landed || landed.landing) return;
    show({ ...landed, landing: true });
    try {
      await latest.current.onDrop(landed);
    } finally {
      show(null);
    }
  }, [show]);

  useEffect(() => {
    const place = (x: number, y: number) => {
      const box = grid.current?.getBoundingClientRect();
      if (!box) return { column: 0, minutes: 0 };
      return { column: clamp(Math.floor(((x - box.left) / box.width) * columns), 0, columns - 1), minutes: ((y - box.top) / HOUR_PX) * 60 };
    };
    const onMove = (at: globalThis.PointerEvent) => {
      const press = pressed.current;
      if (!press || current.current?.landing) return;
      if (!press.started && Math.hypot(at.clientX - press.x, at.clientY - press.y) < CLICK_PX) return;
      press.started = true;
      const view = scroller.current;
      if (view) {
        const box = view.getBoundingClientRect();
        if (at.clientY > box.bottom - EDGE_PX) view.scrollTop += 12;
        else if (at.clientY < box.top + EDGE_PX + 40) view.scrollTop -= 12;
      }
      const { current: rules } = latest;
      show(reach(press, place(at.clientX, at.clientY), at.shiftKey ? { ...rules, snapTo: () => null } : rules));
    };
    const onUp = () => {
      const press = pressed.current;
      pressed.current = null;
      if (press?.started) {
        ended.current = performance.now();
        void land();
      }
    };
    const cancel = () => {
      pressed.current = null;
      if (current.current && !current.current.landing) show(null);
    };
    const onKey = (key: globalThis.KeyboardEvent) => {
      if (key.key !== 'Escape' || !current.current) return;
      key.stopPropagation();
      ended.current = performance.now();
      cancel();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [grid, scroller, columns, land, show]);

  return {
    drag,
    justDragged: () => performance.now() - ended.current < 250,
    press(at, mode, { event, column, from, to }) {
      if (at.button !== 0 || at.pointerType === 'touch' || current.current) return;
      const box = grid.current?.getBoundingClientRect();
      const grab = box ? ((at.clientY - box.top) / HOUR_PX) * 60 - from : 0;
      pressed.current = { mode, event, x: at.clientX, y: at.clientY, column, grab, from, to, started: false };
    },
    onKeyDown(key, { event, column, from, to }) {
      const held = current.current?.byKeyboard ? current.current : null;
      if (held && key.key === 'Enter') {
        key.preventDefault();
        void land();
        return;
      }
      const steps: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
      const step = steps[key.key];
      if (!step || (!held && !key.altKey)) return;
      key.preventDefault();
      key.stopPropagation();
      // What was dropped stands until its answer is here: only then is it known from where the next one starts.
      if (current.current?.landing) return;
      const base: Drag = held ?? { mode: 'move', event, column, from, to, byKeyboard: true, landing: false };
      if (key.shiftKey) {
        show({ ...base, mode: 'stretch', to: nextEnd(endsOf(event, base), base.to, step[1]) });
        return;
      }
      const start = clamp(snap(base.from) + step[1] * SNAP_MINUTES, 0, DAY_MINUTES - SNAP_MINUTES);
      show({ ...base, column: clamp(base.column + step[0], 0, columns - 1), from: start, to: start + (base.to - base.from) });
    },
  };
}

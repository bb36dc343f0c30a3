/** Painting hours: a drag over the week covers the same hours of every day between its corners. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { DAY_MINUTES } from './hours.ts';

export const HOUR_PX = 30;

export interface Stroke {
  kind: 'paint' | 'erase' | 'resize';
  /** 1 = Monday … 7 = Sunday, both included */
  firstDay: number;
  lastDay: number;
  from: number;
  to: number;
  /** the rule whose edge is drawn */
  rule: number | null;
}

interface Press {
  kind: Stroke['kind'];
  day: number;
  minutes: number;
  /** the edge that stays, when one is drawn */
  anchor: number | null;
  rule: number | null;
  x: number;
  y: number;
  moved: boolean;
}

interface Options {
  grid: RefObject<HTMLDivElement | null>;
  step: number;
  onStroke: (stroke: Stroke) => void;
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

function strokeOf(press: Press, at: { day: number; minutes: number }, step: number): Stroke {
  if (press.kind === 'resize') {
    const anchor = press.anchor ?? 0;
    const edge = clamp(Math.round(at.minutes / step) * step, 0, DAY_MINUTES);
    const [from, to] = edge < anchor ? [edge, anchor] : [anchor, Math.max(edge, anchor + step)];
    return { kind: 'resize', firstDay: press.day, lastDay: press.day, from, to, rule: press.rule };
  }
  const down = (minutes: number) => Math.floor(minutes / step) * step;
  const from = clamp(Math.min(down(press.minutes), down(at.minutes)), 0, DAY_MINUTES - step);
  const to = clamp(Math.max(down(press.minutes), down(at.minutes)) + step, step, DAY_MINUTES);
  return { kind: press.kind, firstDay: Math.min(press.day, at.day), lastDay: Math.max(press.day, at.day), from, to, rule: null };
}

export function useBrush({ grid, step, onStroke }: Options) {
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const pressed = useRef<Press | null>(null);
  const shown = useRef<Stroke | null>(null);
  const ended = useRef(0);
  const done = useRef(onStroke);
  useEffect(() => {
    done.current = onStroke;
  });

  useEffect(() => {
    const place = (x: number, y: number) => {
      const box = grid.current?.getBoundingClientRect();
      if (!box) return { day: 1, minutes: 0 };
      return {
        day: clamp(Math.floor(((x - box.left) / box.width) * 7) + 1, 1, 7),
        minutes: clamp(((y - box.top) / HOUR_PX) * 60, 0, DAY_MINUTES - 1),
      };
    };
    const show = (next: Stroke | null) => {
      shown.current = next;
      setStroke(next);
    };
    const onMove = (at: globalThis.PointerEvent) => {
      const press = pressed.current;
      if (!press) return;
      if (!press.moved && Math.hypot(at.clientX - press.x, at.clientY - press.y) < 4) return;
      press.moved = true;
      show(strokeOf(press, place(at.clientX, at.clientY), step));
    };
    const onUp = () => {
      const press = pressed.current;
      pressed.current = null;
      const last = shown.current;
      show(null);
      if (press?.moved) ended.current = performance.now();
      if (press?.moved && last) done.current(last);
      else if (press?.kind === 'paint') done.current(strokeOf(press, { day: press.day, minutes: press.minutes + 60 - step }, step));
    };
    const cancel = () => {
      pressed.current = null;
      show(null);
    };
    const onKey = (key: KeyboardEvent) => {
      if (key.key === 'Escape' && pressed.current) cancel();
    };
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', onKey);
    };
  }, [grid, step]);

  return {
    stroke,
    justPainted: () => performance.now() - ended.current < 250,
    press(at: PointerEvent, kind: Stroke['kind'], given: { day: number; anchor?: number; rule?: number }) {
      if (at.button !== 0) return;
      at.stopPropagation();
      if (at.pointerType !== 'touch') at.preventDefault();
      const box = grid.current?.getBoundingClientRect();
      const minutes = box ? ((at.clientY - box.top) / HOUR_PX) * 60 : 0;
      pressed.current = {
        kind,
        day: given.day,
        minutes,
        anchor: given.anchor ?? null,
        rule: given.rule ?? null,
        x: at.clientX,
        y: at.clientY,
        moved: false,
      };
    },
  };
}

/** The one tooltip for everything that carries `data-tip` (tip.ts). */
import { Portal } from '@mantine/core';
import { useEffect, useState } from 'react';
import classes from './TipHost.module.css';

interface Shown {
  words: string;
  /** middle of what it belongs to, and whether it hangs below for want of room above */
  x: number;
  y: number;
  below: boolean;
}

const DELAY_MS = 350;
const ROOM_PX = 72;
const EDGE_PX = 180;

function wordsOf(element: HTMLElement): string | null {
  const { tip } = element.dataset;
  if (tip !== '') return tip ?? null;
  return element.scrollWidth > element.clientWidth ? element.textContent : null;
}

function placeOf(element: HTMLElement, words: string): Shown {
  const box = element.getBoundingClientRect();
  const middle = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const below = box.top < ROOM_PX;
  return { words, x: Math.min(Math.max(middle, EDGE_PX), Math.max(innerWidth - EDGE_PX, EDGE_PX)), y: below ? box.bottom : box.top, below };
}

export function TipHost() {
  const shown = useTip();
  if (!shown) return null;
  return (
    <Portal>
      <div className={classes.tip} data-below={shown.below || undefined} style={{ left: shown.x, top: shown.y }} aria-hidden>
        {shown.words}
      </div>
    </Portal>
  );
}

function useTip(): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let over: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      over = null;
      setShown(null);
    };
    const enter = ({ target }: Event) => {
      const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null;
      if (element === over) return;
      leave();
      over = element;
      if (!element) return;
      timer = setTimeout(() => {
        const words = element.isConnected ? wordsOf(element) : null;
        if (words) setShown(placeOf(element, words));
      }, DELAY_MS);
    };
    document.addEventListener('pointerover', enter);
    const ends = ['pointerdown', 'keydown', 'wheel', 'scroll'] as const;
    for (const end of ends) document.addEventListener(end, leave, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', enter);
      for (const end of ends) document.removeEventListener(end, leave, { capture: true });
    };
  }, []);
  return shown;
}

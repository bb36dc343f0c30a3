import { useEffect, useRef, useState } from 'preact/hooks';
import { call, newKey, persist, serverNow } from '../api.ts';
import type { Hold, Offering } from '../storefront.ts';
import { itemOf, type Pick } from './pick.ts';

export interface Holding {
  hold: Hold | null;
  secondsLeft: number;
  waiting: boolean;
  /** Takes the time, letting go of the one held before in the same step. Refused when somebody else has it. */
  take(pick: Pick): Promise<void>;
  /** Settles once the server has let go, or can't be told. */
  release(): Promise<void>;
  /** The hold became a booking: there is nothing left to let go of. */
  spent(): void;
}

/** A time kept for the customer while they fill in who they are; given back when they leave, by whichever way. */
export function useHold(offering: Offering): Holding {
  const held = useRef<Hold | null>(null);
  const [hold, setHold] = useState<Hold | null>(null);
  const [secondsLeft, setSecondsLeft] = useState(0);
  const [waiting, setWaiting] = useState(false);
  const keep = (next: Hold | null) => {
    held.current = next;
    setHold(next);
    setSecondsLeft(next ? secondsUntil(next) : 0);
  };
  const release = async () => {
    const id = held.current?.id;
    keep(null);
    if (id) await call({ method: 'DELETE', path: `/holds/${id}`, keepalive: true }).catch(() => {}); // It ends by itself too.
  };
  useEffect(() => {
    if (!hold) return;
    const tick = setInterval(() => setSecondsLeft(secondsUntil(hold)), 1000);
    return () => clearInterval(tick);
  }, [hold]);
  useEffect(() => {
    const leave = () => void release();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  const take = async (pick: Pick) => {
    const replaces = held.current?.id;
    const body = { ...itemOf(offering, pick), ...(replaces && { replaces }) };
    keep(await persist<Hold>({ method: 'POST', path: '/holds', body, key: newKey() }, setWaiting));
  };
  return { hold, secondsLeft, waiting, take, release, spent: () => keep(null) };
}

/** Rounded down: the server's clock is known to the second it last named, so it may be a second further. */
const secondsUntil = (hold: Hold): number => Math.max(0, Math.floor((Date.parse(hold.expiresAt) - serverNow()) / 1000));

import { useRef, useState } from 'preact/hooks';
import { newKey, persist, Refused } from '../api.ts';
import type { Checkout, Offering, Quote } from '../storefront.ts';
import { customerOf, type Draft } from './draft.ts';
import { extras } from './extra.ts';
import { itemOf, type Pick } from './pick.ts';

interface Attempt {
  body: Record<string, unknown>;
  key: string;
}

export interface Order {
  pick: Pick;
  draft: Draft;
  holdId: string | undefined;
  quote: Quote;
}

/** Random, and kept by this browser; none where it forbids storage to an iframe. */
function deviceId(): string | undefined {
  try {
    return (localStorage['slotkeeper-device'] ??= newKey()) as string;
  } catch {
    return undefined;
  }
}

/**
 * Sends the order. An attempt that got no answer may have booked all the same, so it is asked about first, with its own key, before
 * anything else is sent: a customer who corrects their mail address after a lost connection never books twice.
 */
export function useCheckout(offering: Offering): { send(order: Order): Promise<Checkout>; waiting: boolean } {
  const open = useRef<Attempt | null>(null);
  const [waiting, setWaiting] = useState(false);
  const attempt = async (body: Record<string, unknown>): Promise<Checkout> => {
    const { key } = (open.current ??= { body, key: newKey() });
    try {
      const request = { method: 'POST', path: '/checkout', body: open.current.body, key, device: deviceId() } as const;
      const done = await persist<Checkout>(request, setWaiting);
      open.current = null;
      return done;
    } catch (problem) {
      if (problem instanceof Refused) open.current = null;
      throw problem;
    }
  };
  const send = async ({ pick, draft, holdId, quote }: Order): Promise<Checkout> => {
    const notes = draft.notes.trim();
    const order = {
      ...itemOf(offering, pick),
      expectedTotalCents: quote.totalCents,
      couponCode: quote.couponCode ?? undefined,
      customer: customerOf(draft),
      ...(notes && { customerNotes: notes }),
      ...extras?.answersOf(offering, draft),
    };
    const unanswered = open.current;
    const body = { ...order, ...(holdId && { holdId }) };
    try {
      if (unanswered && JSON.stringify(unanswered.body) !== JSON.stringify(body)) return await settle(unanswered.body, body);
      return await attempt(body);
    } catch (problem) {
      // A hold that has ended is no reason to stop: the time may still be free.
      if (problem instanceof Refused && problem.code === 'hold_expired') return attempt(order);
      throw problem;
    }
  };
  const settle = (earlier: Record<string, unknown>, body: Record<string, unknown>) =>
    attempt(earlier).catch((problem: unknown) => {
      if (problem instanceof Refused) return attempt(body);
      throw problem;
    });
  return { send, waiting };
}

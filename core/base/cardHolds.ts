/** How long a card can be held: said once, for the books, the providers and the screens that tell it before. */
import { DAY, HOUR, type Span } from './time.ts';

/**
 * Days before the start from which on a card that is kept is held. A hold that is made without the customer may end after 4 days
 * and 18 hours (Visa's; others last 7 days), and has to outlive the two days after the end in which a no-show may be said: made two
 * days before, it does so, with the hours in which it is let go, for whatever takes up to twelve hours. What is cancelled before it
 * is held loses nothing by that: as much is taken of the card.
 */
export const HOLD_DAYS = 2;

/** From when on the card for what starts then is held: epoch ms. */
export const holdFrom = (startsAt: number): number => startsAt - HOLD_DAYS * DAY;

/** A hold that the customer made, and one that was made of a kept card while they were away, live as long at least: ms. */
const MADE_ON_PAGE = 7 * DAY;
const MADE_OF_KEPT_CARD = 4 * DAY + 18 * HOUR;

/** When a hold that is made now ends by itself, where its provider doesn't say: epoch ms. */
export const holdUntil = (now: number, { isKept }: { isKept: boolean }): number => now + (isKept ? MADE_OF_KEPT_CARD : MADE_ON_PAGE);

/** So long before its end a hold is decided: who asks may be kept waiting. */
const MARGIN = 6 * HOUR;

/** When a hold is let go that is kept for a no-show until `until`: before it ends by itself. */
export const releaseBefore = (heldUntil: number | null, until: number): number => Math.min(until, (heldUntil ?? until + MARGIN) - MARGIN);

/** Of what takes longer than this the first hours decide: whoever comes has come by then. */
const COMES_WITHIN = 12 * HOUR;

/** Whether a hold lasts until it is known if somebody came. A hold that is made in time does. */
export const lastsFor = (heldUntil: number, { startsAt, endsAt }: Span): boolean => heldUntil >= Math.min(endsAt, startsAt + COMES_WITHIN);

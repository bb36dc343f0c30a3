import type { ReadDb } from '../../../data/database.ts';
import { holdFrom } from '../../payments/rules/settle.ts';
import { settingsInForce } from '../../payments/store/settings.ts';
import type { Quote } from '../../pricing/model.ts';

export interface PayNowAsked {
  readonly totalCents: number;
  readonly depositCents: number;
  /** epoch ms */
  readonly startsAt: number;
  readonly now: number;
}

/** What a customer who books it online pays, or has held, while they book: as `paymentAsked` asks for it. */
export async function payNowOf(db: ReadDb, { totalCents, depositCents, startsAt, now }: PayNowAsked): Promise<Quote['payNow']> {
  const { provider, collect, deposits } = await settingsInForce(db);
  if (provider === 'desk' || collect === 'nothing') return null;
  const purpose = collect === 'full' ? 'payment' : 'deposit';
  const amountCents = collect === 'full' ? totalCents : depositCents;
  if (amountCents === 0) return null;
  const hold = purpose === 'deposit' && deposits === 'hold';
  const heldFrom = holdFrom(startsAt);
  return { purpose, amountCents, hold, authoriseAt: hold && heldFrom > now ? heldFrom : null };
}

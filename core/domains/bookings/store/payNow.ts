import type { ReadDb } from '../../../data/database.ts';
import { askedOnline, cardTerms } from '../../payments/rules/online.ts';
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
  const settings = await settingsInForce(db);
  const asked = askedOnline(settings, { totalCents, depositCents });
  return asked && { ...asked, ...cardTerms(settings, { purpose: asked.purpose, startsAt, now }) };
}

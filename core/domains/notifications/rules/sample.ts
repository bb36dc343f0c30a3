/** Somebody's booking, for the previews and tests of letters: invented, but for the business and what it sells. */
import { DAY, HOUR } from '../../../base/time.ts';
import { addDays, instantToWall, wallToInstant } from '../../../base/zone.ts';
import type { MailTemplate } from '../model.ts';
import type { LetterBooking, LetterFacts } from './letters.ts';

export interface SampleFacts {
  readonly offeringTitle: string;
  readonly priceCents: number;
  readonly currency: string;
  readonly timezone: string;
  readonly now: number;
  readonly url: string;
}

const sampleName = 'Ada Lovelace';
const sampleCode = '20481675';

export function sampleAbout(template: MailTemplate, facts: SampleFacts): LetterFacts['about'] {
  const { offeringTitle, priceCents, currency, timezone, now, url } = facts;
  const startsAt = wallToInstant(timezone, `${addDays(instantToWall(timezone, now).date, 4)}T10:00`);
  const span = { startsAt, endsAt: startsAt + HOUR };
  const item = { offeringTitle, quantity: 1, resourceNames: [], timezone, ...span };
  const booking: LetterBooking = {
    ...{ customerName: sampleName, confirmationCode: 'K7M2QX', totalCents: priceCents, currency, items: [item] },
    ...{ order: { paidCents: priceCents }, moneyNow: { refundCents: priceCents, chargeCents: 0, returnedCents: priceCents } },
    ...{ cancelNow: { refundPercent: 100, refundCents: priceCents, until: startsAt - DAY } },
  };
  if (template === 'sign_in_code') return { kind: 'code', code: sampleCode };
  if (template === 'plan_due') {
    const from = instantToWall(timezone, now).date;
    const order = { dueCents: priceCents, currency };
    const due = { customerName: sampleName, title: offeringTitle, from, until: addDays(from, 30), payBy: addDays(from, 7), online: true };
    return { kind: 'due', url, due: { ...due, order } };
  }
  if (template.startsWith('series_')) {
    const dates = [0, 7, 14].map((days) => ({ ...span, totalCents: priceCents, items: [{ timezone }], startsAt: startsAt + days * DAY }));
    return {
      kind: 'series',
      booking,
      where: null,
      dates: dates.map((date) => ({ booking: { ...date, endsAt: date.startsAt + HOUR }, manageUrl: url })),
    };
  }
  if (template.startsWith('waitlist_')) {
    const day = instantToWall(timezone, startsAt).date;
    const offer = template === 'waitlist_offered' ? { ...span, until: now + 2 * HOUR } : null;
    const wait = { fromDate: day, toDate: day, timeFrom: '09:00', timeTo: null, nights: null, durationMinutes: null };
    return { kind: 'wait', url, entry: { name: sampleName, offer, timezone, offeringTitle, quantity: 1, ...wait } };
  }
  return {
    ...{ kind: 'booking', booking, where: null, manageUrl: url },
    ...(template === 'payment_refunded' && { refundCents: priceCents }),
    ...(template === 'dispute_message' && { message: null }),
    ...(template === 'dispute_resolved' && { message: null, refundCents: priceCents }),
  };
}

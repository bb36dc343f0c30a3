import { describe, expect, test } from 'vitest';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import type { Payment } from '#core/domains/payments/model.ts';
import {
  backWords,
  cancellationWords,
  cancelVerb,
  isAlike,
  keptWords,
  mayLetOff,
  policyWords,
} from '../../../renderer/screens/bookings/moneyBack.ts';

const paid = (provider: Payment['provider'], capturedCents: number) => ({ id: provider, provider, capturedCents }) as Payment;
const deposit = (status: Payment['status'], amountCents: number) =>
  ({ ...paid('stripe', 0), status, amountCents, hold: true, purpose: 'deposit', heldUntil: status === 'AUTHORISED' ? 1 : null }) as Payment;

interface Given {
  payments?: Payment[];
  refundPercent?: number;
  currency?: string;
  totalCents?: number;
}

function booked({ payments = [], refundPercent = 50, currency = 'EUR', totalCents = 12_000 }: Given) {
  const paidCents = payments.reduce((sum, { capturedCents }) => sum + capturedCents, 0);
  const order = { totalCents, paidCents, heldCents: 0, refundedCents: 0, dueCents: totalCents - paidCents };
  const cancelNow = { refundPercent, refundCents: 0, until: null };
  return { totalCents, currency, order, payments, refunds: [], cancelNow } as unknown as BookingDetail;
}

describe('what a cancellation does with the money', () => {
  test('is told of what was paid, by the way that it goes', () => {
    expect(backWords(booked({ payments: [paid('stripe', 10_000)] }), 50)).toBe('€40.00 goes back to the card.');
    expect(backWords(booked({ payments: [paid('desk', 10_000)] }), 50)).toBe('€40.00 is to be handed back.');
    const both = booked({ payments: [paid('stripe', 2_000), paid('desk', 8_000)] });
    expect(backWords(both, 50)).toBe('€20.00 goes back to the card, €20.00 is to be handed back.');
    expect(cancelVerb(both, 50)).toBe('Cancel and give back €40.00');
  });

  test('speaks of no refund where a card is only held, or nothing came in', () => {
    const held = booked({ payments: [deposit('AUTHORISED', 2_000)] });
    expect([backWords(held, 50), cancelVerb(held, 50)]).toEqual(['€20.00 of the hold is taken.', 'Cancel and take €20.00']);
    expect([backWords(held, 100), cancelVerb(held, 100)]).toEqual(['Nothing is taken of the hold.', 'Cancel the booking']);
    expect(backWords(booked({}), 50)).toBe('Nothing was paid, so nothing goes back.');
    expect(backWords(booked({ payments: [paid('desk', 2_000)] }), 50)).toBe('Nothing goes back.');
  });

  test('says that the card that is kept is charged, where nothing is held yet', () => {
    const kept = booked({ payments: [deposit('SAVED', 2_000)] });
    expect([backWords(kept, 50), cancelVerb(kept, 50)]).toEqual(['€20.00 is taken from the card that is kept.', 'Cancel and take €20.00']);
    expect([backWords(kept, 100), cancelVerb(kept, 100)]).toEqual(['Nothing is taken from the card that is kept.', 'Cancel the booking']);
    const both = booked({ payments: [deposit('AUTHORISED', 2_000), deposit('SAVED', 1_000)] });
    expect(backWords(both, 50)).toBe('€30.00 is taken from the card.');
    // One that was given up for another counts no more.
    const givenUp = { ...deposit('AUTHORISED', 2_000), heldUntil: null };
    expect(backWords(booked({ payments: [givenUp, deposit('SAVED', 2_000)] }), 50)).toBe('€20.00 is taken from the card that is kept.');
  });

  test('is said afterwards where it has not come yet: what is kept, and why it is owed', () => {
    const over = (was: Payment['status'], status: BookingDetail['status'] = 'CANCELLED', totalCents = 2_000) =>
      keptWords({ ...booked({ payments: [deposit(was, 2_000)], totalCents }), status });
    expect(over('SAVED')).toBe('€20.00 is being taken from the card that is kept.');
    expect(over('AUTHORISED')).toBe('€20.00 is being taken of the hold.');
    expect(over('FAILED')).toBe('€20.00 is kept of the cancellation and still owed: the card was declined.');
    expect(over('FAILED', 'NO_SHOW')).toBe('€20.00 is kept for the no-show and still owed: the card was declined.');
    expect(over('FAILED', 'CONFIRMED')).toBeNull();
    expect(over('FAILED', 'CANCELLED', 0)).toBeNull();
  });

  test('can be let off where it is owed, nothing came in, and nobody is being asked', () => {
    const over = (payments: Payment[], moves: BookingDetail['moves'] = ['refund']) =>
      mayLetOff({ ...booked({ payments, totalCents: 5_000 }), status: 'CANCELLED', moves });
    expect(over([deposit('FAILED', 2_000)])).toBe(true);
    expect(over([deposit('SAVED', 2_000)])).toBe(false);
    expect(over([deposit('AUTHORISED', 2_000)])).toBe(false);
    expect(over([deposit('FAILED', 2_000), paid('desk', 500)])).toBe(false);
    expect(over([deposit('FAILED', 2_000)], [])).toBe(false);
  });

  test('speaks of no money that came back from the bank and was handed over instead', () => {
    const booking = booked({ payments: [paid('stripe', 10_000)] });
    const handed = { status: 'DONE', amountCents: 10_000, paymentId: 'stripe' };
    const money = { paidCents: 20_000, refundedCents: 20_000 };
    const given = { ...booking, order: { ...booking.order, ...money }, refunds: [handed] } as BookingDetail;
    expect(backWords(given, 100)).toBe('Nothing was paid, so nothing goes back.');
  });

  test('is one choice where all come to the same', () => {
    expect([isAlike(booked({}), 100, 0), isAlike(booked({ payments: [paid('desk', 1)] }), 100, 0)]).toEqual([true, false]);
  });

  test('names what the policy keeps, in any money', () => {
    expect(policyWords(booked({}), 'Tue 14:00')).toBe('By the policy, which keeps €60.00 of €120.00 until Tue 14:00');
    expect(policyWords(booked({ refundPercent: 100 }), null)).toBe('By the policy, which keeps nothing');
    expect(policyWords(booked({ refundPercent: 0, currency: 'JPY', totalCents: 4_500 }), null)).toBe(
      'By the policy, which keeps all ¥4,500',
    );
  });

  test('is said in the drawer before anybody thinks of it', () => {
    expect(cancellationWords(booked({ payments: [paid('stripe', 10_000)] }), 'Tue 14:00')).toBe(
      'Cancelled by Tue 14:00, €40.00 goes back to the card.',
    );
    expect(cancellationWords(booked({ payments: [deposit('AUTHORISED', 2_000)], refundPercent: 0 }), null)).toBe(
      'Cancelled now, €20.00 of the hold is taken.',
    );
    expect(cancellationWords(booked({}), null)).toBe('Cancelled now, €60.00 of what is paid is kept.');
    expect(cancellationWords(booked({ refundPercent: 100 }), 'Tue 14:00')).toBe('Free cancellation until Tue 14:00.');
  });

  test('is nothing that is kept of a request, whatever the policy', () => {
    const request = { ...booked({ payments: [paid('stripe', 12_000)], refundPercent: 100 }), status: 'PENDING' as const };
    expect(cancellationWords(request, null)).toBe('Free cancellation until it is confirmed.');
    expect(policyWords(request, null)).toBe('It was never confirmed, so nothing is kept');
  });
});

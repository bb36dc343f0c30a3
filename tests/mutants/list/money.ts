/** Mutants of what is charged, kept and given back, and of what coupons take off. */
import type { Mutant } from '../mutant.ts';

export const money: readonly Mutant[] = [
  {
    name: 'a-payment-is-not-in-the-books',
    about: 'What is received is an entry of the ledger',
    file: 'core/domains/payments/store/payments.ts',
    find: "await post(world, { orderId, currency, kind: 'payment', amountCents, money: method, paymentId });",
    replace: 'await Promise.resolve(currency);',
  },
  {
    name: 'refunds-have-no-bound',
    about: 'At most what was paid is given back',
    file: 'core/domains/payments/commands/desk.ts',
    find: '    mustBeAtMost(amountCents, refundableOf(payment, standing.refunds));\n',
    replace: '',
  },
  {
    name: 'a-cancellation-gives-nothing-back',
    about: 'What a cancelled booking was paid above what may be kept goes back',
    file: 'core/base/settlement.ts',
    find: 'refundCents: Math.max(0, paidCents - kept),',
    replace: 'refundCents: 0,',
  },
  {
    name: 'a-booking-that-ended-is-owed',
    about: 'Nobody is asked for more than they paid for what is over',
    file: 'core/base/settlement.ts',
    find: 'reverseCents: totalCents - kept,',
    replace: 'reverseCents: 0,',
  },
  {
    name: 'a-coupon-goes-once-too-often',
    about: 'A coupon is redeemed as often as it may be, and no more',
    file: 'core/domains/promotions/rules/coupons.ts',
    find: 'redeemed >= maxRedemptions',
    replace: 'redeemed > maxRedemptions',
  },
  {
    name: 'one-customer-has-a-coupon-again',
    about: 'A coupon is redeemed by one customer as often as they may, and no more',
    file: 'core/domains/promotions/rules/coupons.ts',
    find: 'redeemedByCustomer >= maxPerCustomer',
    replace: 'redeemedByCustomer > maxPerCustomer',
  },
  {
    name: 'a-cancelled-booking-keeps-its-coupon',
    about: 'What a booking that is given up had redeemed may be redeemed again',
    file: 'core/domains/bookings/commands/moves.ts',
    find: '  await releaseRedemption(world, bookingId);\n',
    replace: '',
  },
  {
    name: 'a-discount-loses-its-remainder',
    about: 'The parts of a discount add up to it',
    file: 'core/domains/promotions/rules/coupons.ts',
    find: 'if (left-- > 0) shares[i]',
    replace: 'if (left-- > 1) shares[i]',
  },
];

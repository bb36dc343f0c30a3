import { z } from 'zod';
import { Cents, Currency, EpochMs, Text } from '../../contracts/fields.ts';

/** What a customer pays for at once. */
export const payableKinds = ['booking', 'plan'] as const;
export type PayableKind = (typeof payableKinds)[number];

/** Derived from the ledger, and kept beside the order so that lists can filter by it. */
export const orderStatuses = ['OPEN', 'PAID', 'VOID', 'REFUNDED'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** Where money comes in and goes out: by hand at the desk, through Stripe, or in a sandbox that moves none. */
export const providers = ['desk', 'stripe', 'test'] as const;
export type Provider = (typeof providers)[number];

export const deskMethods = ['cash', 'terminal', 'transfer'] as const;
export type DeskMethod = (typeof deskMethods)[number];
export type PaymentMethod = DeskMethod | 'card';

/**
 * Accounts of the ledger. What is in a money account was received; `receivable` is what customers owe (below zero: what is owed to
 * them); `held` is authorised at a provider and no money yet, `deposits` its other side; `fees` is what providers kept.
 */
export const moneyAccounts = ['cash', 'terminal', 'transfer', 'stripe', 'test'] as const;
export const accounts = [...moneyAccounts, 'receivable', 'revenue', 'tax', 'discounts', 'held', 'deposits', 'fees'] as const;
export type MoneyAccount = (typeof moneyAccounts)[number];
export type Account = (typeof accounts)[number];

/**
 * Each kind of entry and the two accounts that it moves an amount between: debit, credit. `money` stands for a money account.
 * charge, tax: what is owed. discount: what of it is let off. reversal, taxReversal, discountReversal: taken back, in whole or in
 * part, by a cancellation, a no-show or another price. payment: received. refund: given back. hold: authorised. release: the
 * authorisation let go, or used up by a capture, which is a release and a payment. fee, feeReversal: what the provider kept of a
 * payment, and what of that it gave back: what customers owe, have paid and get back is the same with and without.
 */
export const entryKinds = {
  charge: ['receivable', 'revenue'],
  tax: ['receivable', 'tax'],
  discount: ['discounts', 'receivable'],
  reversal: ['revenue', 'receivable'],
  taxReversal: ['tax', 'receivable'],
  discountReversal: ['receivable', 'discounts'],
  payment: ['money', 'receivable'],
  refund: ['receivable', 'money'],
  hold: ['held', 'deposits'],
  release: ['deposits', 'held'],
  fee: ['fees', 'money'],
  feeReversal: ['money', 'fees'],
} as const satisfies Record<string, readonly [Account | 'money', Account | 'money']>;
export type EntryKind = keyof typeof entryKinds;

/**
 * A payment's life. PENDING: the provider is to be asked, or the customer to act (`checkoutUrl`). SAVED: the card is kept, and the
 * deposit is authorised at `authoriseAt`; without that it is being asked, or waits for `releaseAt`. AUTHORISED: held. PAID: captured or received. RELEASED: let go. FAILED: declined.
 * EXPIRED: abandoned.
 */
export const paymentStatuses = ['PENDING', 'SAVED', 'AUTHORISED', 'PAID', 'RELEASED', 'FAILED', 'EXPIRED'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const paymentPurposes = ['payment', 'deposit'] as const;
export type PaymentPurpose = (typeof paymentPurposes)[number];

export const refundStatuses = ['PENDING', 'DONE', 'FAILED'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** What a worker asks a provider to do. authorise: a hold, of a card that is kept. charge: money, of such a card. capture: of a hold. */
export const providerActions = ['checkout', 'authorise', 'charge', 'capture', 'release', 'refund', 'expire'] as const;
export type ProviderAction = (typeof providerActions)[number];

/** How a business is paid. Its keys come from the server's environment and are stored nowhere. */
export const PaymentSettings = z.strictObject({
  provider: z.enum(providers),
  /** what customers pay while they book; `nothing` and `desk`: they pay when they come */
  collect: z.enum(['nothing', 'deposit', 'full']),
  /** deposits are held on the card, or paid at once */
  deposits: z.enum(['hold', 'pay']),
  /** an unpaid booking gives its time back after so many minutes */
  paymentMinutes: z.int().min(10).max(1_440),
  /** a plan's period is to be paid within so many days of the one on which it is charged; what was charged keeps its date */
  dueDays: z.int().min(1).max(60),
});
export type PaymentSettings = z.output<typeof PaymentSettings>;

export const usualPaymentSettings: PaymentSettings = {
  ...{ provider: 'desk', collect: 'nothing', deposits: 'hold', paymentMinutes: 30, dueDays: 7 },
};

/** Cards of the sandbox: what each does is certain. `pays_late` pays an hour after it was asked, however long the booking waited. */
export const testCards = ['ok', 'declined', 'needs_action', 'times_out', 'pays_late', 'refund_fails'] as const;
export const TestCard = z.enum(testCards);
export type TestCard = z.output<typeof TestCard>;

export const DeskPayment = z.strictObject({
  method: z.enum(deskMethods),
  amountCents: Cents.min(1),
  note: Text(500).default(''),
});
export type DeskPayment = z.output<typeof DeskPayment>;

/**
 * What came of asking a provider, or what it told by itself. checkout: a page on which the customer pays. paid: received, or
 * captured of a hold. authorised: held. saved: the card is kept for later. released: the hold is gone. expired: the page is. refund_failed: the bank
 * did not take a refund after all, and the money is the business's again. misfit: it tells of something that we did not ask for, by our name.
 * `amountCents` where it is not all that was asked for; `providerRef`: the provider's name for it, of a refund for the refund.
 * Of what is paid or refunded: `feeCents`, all that the provider kept for it, where it is known by then; `feeCurrency` where that is
 * in another currency than the payment, in its minor units: it is noted then, and not posted.
 * Of a hold: `cardRef`, where its card is kept too and can be held again, and `heldUntil` (epoch ms), where it is known.
 */
export const Outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('checkout'), url: z.url().max(2_000), ref: Text(255), expiresAt: EpochMs.nullable() }),
  z.strictObject({
    kind: z.enum(['paid', 'authorised', 'saved', 'failed', 'released', 'refunded', 'refund_failed', 'expired', 'misfit']),
    providerRef: Text(255).optional(),
    amountCents: Cents.min(1).optional(),
    cardRef: Text(255).optional(),
    heldUntil: EpochMs.optional(),
    feeCents: Cents.optional(),
    feeCurrency: Currency.optional(),
    /** of what is released: by somebody at the provider, and not by its own end */
    isByHand: z.boolean().optional(),
    /** in words for the desk */
    failure: Text(500).optional(),
  }),
]);
export type Outcome = z.output<typeof Outcome>;

export interface Payment {
  id: string;
  orderId: string;
  purpose: PaymentPurpose;
  /** authorised, to be captured or released later; false: money is received at once */
  hold: boolean;
  provider: Provider;
  method: PaymentMethod;
  status: PaymentStatus;
  amountCents: number;
  /** received and given back so far */
  capturedCents: number;
  refundedCents: number;
  /** what the provider kept, in the books; null: it has not said (yet) */
  feeCents: number | null;
  currency: string;
  /** where the customer pays, while there is something to pay */
  checkoutUrl: string | null;
  authoriseAt: number | null;
  /** of a hold: when it ends by itself, and when it is let go before that, because nothing was to be taken of it */
  heldUntil: number | null;
  releaseAt: number | null;
  expiresAt: number | null;
  failure: string | null;
  note: string;
  providerRef: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface Refund {
  id: string;
  paymentId: string;
  amountCents: number;
  currency: string;
  status: RefundStatus;
  reason: string;
  failure: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface LedgerEntry {
  id: string;
  kind: EntryKind;
  debit: Account;
  credit: Account;
  amountCents: number;
  paymentId: string | null;
  refundId: string | null;
  at: number;
}

/** All of it derived from the order's entries, in its currency's minor units. */
export interface Balance {
  /** what is owed for it all, with tax and after discounts and reversals */
  totalCents: number;
  paidCents: number;
  refundedCents: number;
  /** authorised and no money yet */
  heldCents: number;
  /** totalCents − paidCents + refundedCents: below zero, what is owed to the customer */
  dueCents: number;
}

export interface OrderSummary extends Balance {
  id: string;
  payableKind: PayableKind;
  payableId: string;
  customerId: string;
  description: string;
  status: OrderStatus;
  currency: string;
  createdAt: number;
  updatedAt: number;
}

export interface OrderDetail extends OrderSummary {
  payments: Payment[];
  refunds: Refund[];
  entries: LedgerEntry[];
}

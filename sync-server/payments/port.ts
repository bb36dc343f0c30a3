/** How a provider is asked. The question is a row (`provider_calls`), so that it is asked again under the same id after whatever went wrong. */
import type { Outcome, PaymentPurpose, ProviderAction, TestCard } from '#core/domains/payments/model.ts';

/** A payment as its provider needs to know it. */
export interface ProvidedPayment {
  readonly tenantId: string;
  readonly paymentId: string;
  readonly currency: string;
  /** minor units of that, all that was asked for */
  readonly amountCents: number;
  readonly purpose: PaymentPurpose;
  /** authorised, and captured or released later */
  readonly hold: boolean;
  /** the card is kept now and authorised at this instant (epoch ms); null: at once */
  readonly authoriseAt: number | null;
  readonly providerRef: string | null;
  readonly checkoutRef: string | null;
  readonly testCard: TestCard | null;
  readonly createdAt: number;
}

export interface ProviderCall extends ProvidedPayment {
  /** The provider's idempotency key, and in the metadata of whatever it makes. */
  readonly id: string;
  readonly action: ProviderAction;
  readonly refundId: string | null;
  /** of this call */
  readonly amountCents: number;
  /** what the customer reads on the page */
  readonly description: string;
  /** where the customer comes back to from the page */
  readonly returnUrl: string;
  /** attempts before this one */
  readonly attempts: number;
  /** epoch ms; null: this is the first */
  readonly firstAttemptAt: number | null;
}

/** What a provider says was given back of a payment of ours. */
export interface ProvidedRefund {
  readonly tenantId: string;
  readonly paymentId: string;
  /** the provider's names for it, and for the payment */
  readonly ref: string;
  readonly paymentRef: string;
  /** ours, that it was made for; null: somebody made it at the provider */
  readonly refundId: string | null;
  /** minor units of the payment's currency */
  readonly amountCents: number;
  /** why it did not reach the customer; null: it did */
  readonly failure: string | null;
}

type Ask = (call: ProviderCall) => Promise<Outcome>;

/**
 * Every answer is final: what is declined for good is the outcome `failed`. Anything thrown is no answer, and the same call comes
 * again later.
 */
export interface PaymentProvider extends Readonly<Record<ProviderAction, Ask>> {
  /** What came of a call that was asked before. @returns null where the provider never heard of it */
  lookUp(call: ProviderCall): Promise<Outcome | null>;
  /** What a payment has become. @returns null where nothing is decided */
  look(payment: ProvidedPayment): Promise<Outcome | null>;
  /** That a payment came, with what was kept of it. @returns null where that is not known (yet) */
  fee(payment: ProvidedPayment): Promise<Outcome | null>;
  /** What was given back since then (epoch ms), by us or by somebody at the provider; the newest first, as far as it is decided. */
  refundsSince(since: number): AsyncIterable<ProvidedRefund>;
  /** nothing of its is in flight any more, nor begins */
  stop(): void;
}

/** The provider has taken it up and has not decided: it is asked again later, and nothing went wrong. */
export class Undecided extends Error {
  constructor() {
    super('undecided');
    this.name = 'Undecided';
  }
}

/** There is no way to ask: the keys are missing or wrong. Somebody has to mend that. */
export class NotConfigured extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotConfigured';
  }
}

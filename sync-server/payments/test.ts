/** The sandbox's provider: moves nothing, and does the same with the same card every time. */
import { minorDigits, shareOf } from '#core/base/money.ts';
import { HOUR, MINUTE } from '#core/base/time.ts';
import type { Outcome, TestCard } from '#core/domains/payments/model.ts';
import { testCards } from '#core/domains/payments/model.ts';
import { bodyOf } from '#server/secrets/tokens.ts';
import type { PaymentProvider, ProvidedPayment, ProviderCall } from './port.ts';

export interface TestProviderParts {
  readonly now: (tenantId: string) => number | Promise<number>;
  /** where a person chooses a card */
  readonly pageUrl: (payment: Pick<ProvidedPayment, 'tenantId' | 'paymentId'>) => string;
}

/** So many attempts get no answer, unless it is later by then; the next finds what the first one did. */
const SILENT_ATTEMPTS = 2;
/** After which `pays_late` and, chosen on the page, `times_out` pay. */
const LATE_MS = { pays_late: HOUR, times_out: MINUTE } as const;

export const declinedWords = 'The card was declined.';

/** A choice made on the page stays in the provider's names, as everything that it knows. */
export const lateRef = (card: keyof typeof LATE_MS, at: number): string => `test_cs_${card}_${at}`;
/** What a card that was named, or chosen on the page, does late, and when (epoch ms, by its sandbox's clock); null: it doesn't. */
export function lateOf(checkoutRef: string | null): { card: keyof typeof LATE_MS; answersAt: number } | null {
  const [, card, at] = /^test_cs_(pays_late|times_out)_(\d+)$/.exec(checkoutRef ?? '') ?? [];
  return card === 'pays_late' || card === 'times_out' ? { card, answersAt: Number(at) + LATE_MS[card] } : null;
}

const intentRef = (paymentId: string, card: TestCard): string => `test_pi_${card}_${bodyOf(paymentId)}`;

const cardIn = (ref: string | null): TestCard | undefined => testCards.find((card) => ref?.startsWith(`test_pi_${card}_`));

const FEE = { bps: 140, fixedCents: 25 } as const;

/** Made up: 1.4 % of what is paid, and 25 cents in currencies that have them; never more than the payment. */
export function madeUpFee({ amountCents, currency }: Pick<ProvidedPayment, 'amountCents' | 'currency'>): number {
  const fixedCents = minorDigits(currency) === 2 ? FEE.fixedCents : 0;
  return Math.min(amountCents, shareOf(amountCents, FEE.bps, 10_000) + fixedCents);
}

/** What a card that is good does: the money comes, or is held, or the card is kept for later. */
export function goodOutcome(payment: ProvidedPayment, card: TestCard): Outcome {
  const { paymentId, hold, authoriseAt } = payment;
  const kind = !hold ? 'paid' : authoriseAt === null ? 'authorised' : 'saved';
  const ref = intentRef(paymentId, card);
  return { kind, providerRef: ref, ...(hold ? { cardRef: ref } : { feeCents: madeUpFee(payment) }) };
}

export function testProvider({ now, pageUrl }: TestProviderParts): PaymentProvider {
  const page = (call: ProviderCall, ref = `test_cs_${bodyOf(call.paymentId)}`): Outcome => ({
    kind: 'checkout',
    url: pageUrl(call),
    ref,
    expiresAt: null,
  });

  async function checkout(call: ProviderCall): Promise<Outcome> {
    switch (call.testCard) {
      case null:
      case 'needs_action':
        return page(call);
      case 'pays_late':
        return page(call, lateRef('pays_late', call.createdAt));
      case 'declined':
        return { kind: 'failed', failure: declinedWords };
      case 'times_out':
        if (call.attempts < SILENT_ATTEMPTS && (await now(call.tenantId)) < call.createdAt + LATE_MS.times_out)
          throw new Error('no answer in time');
        return goodOutcome(call, call.testCard);
      default:
        return goodOutcome(call, call.testCard);
    }
  }

  return {
    checkout,
    authorise: async ({ paymentId, providerRef }) => ({
      kind: 'authorised',
      providerRef: intentRef(paymentId, cardIn(providerRef) ?? 'ok'),
    }),
    charge: async ({ paymentId, amountCents, currency, providerRef }) => ({
      ...{ kind: 'paid', amountCents, feeCents: madeUpFee({ amountCents, currency }) },
      providerRef: intentRef(paymentId, cardIn(providerRef) ?? 'ok'),
    }),
    capture: async ({ amountCents, currency, providerRef }) => ({
      ...{ kind: 'paid', amountCents, feeCents: madeUpFee({ amountCents, currency }) },
      ...(providerRef !== null && { providerRef }),
    }),
    release: async () => ({ kind: 'released' }),
    async refund({ id, amountCents, providerRef, testCard }) {
      const card = testCard ?? cardIn(providerRef);
      if (card === 'refund_fails') return { kind: 'failed', failure: 'The bank does not take refunds to this card.' };
      return { kind: 'refunded', amountCents, providerRef: `test_re_${bodyOf(id)}` };
    },
    expire: async () => ({ kind: 'expired' }),
    lookUp: async () => null,
    async look(payment) {
      const { tenantId, checkoutRef } = payment;
      const late = lateOf(checkoutRef);
      return late !== null && (await now(tenantId)) >= late.answersAt ? goodOutcome(payment, late.card) : null;
    },
    // It is told with the payment.
    fee: async () => null,
    // Nobody gives back anything but through us.
    async *refundsSince() {},
    stop() {},
  };
}

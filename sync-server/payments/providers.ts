/** The providers of this server, by the name that a payment carries. */
import type { Provider } from '#core/domains/payments/model.ts';
import { nowOf } from '#core/engine/clock.ts';
import type { ServerParts } from '#server/parts.ts';
import type { PaymentProvider, ProvidedPayment } from './port.ts';
import { stripeProvider } from './stripe.ts';
import { testProvider } from './test.ts';

export type Providers = Readonly<Record<Exclude<Provider, 'desk'>, PaymentProvider | null>>;

/** Where a person tries the sandbox's cards. */
export const testPageUrl = ({ publicUrl }: Pick<ServerParts, 'publicUrl'>, { tenantId, paymentId }: Named): string =>
  `${publicUrl()}/pay/test/${tenantId}/${paymentId}`;

type Named = Pick<ProvidedPayment, 'tenantId' | 'paymentId'>;

export function providersOf(parts: Pick<ServerParts, 'engine' | 'publicUrl' | 'options'>): Providers {
  const { stripe } = parts.options;
  return {
    stripe: stripe === null ? null : stripeProvider(stripe),
    test: testProvider({ now: (tenantId) => nowOf(parts.engine, tenantId), pageUrl: (payment) => testPageUrl(parts, payment) }),
  };
}

/** What says whose everything is that is made at Stripe: an account may serve other programs too. */
import type { Stripe } from 'stripe';
import type { ProviderCall } from './port.ts';

const TENANT = 'slotkeeper_tenant';
export const PAYMENT = 'slotkeeper_payment';
export const CALL = 'slotkeeper_call';
export const REFUND = 'slotkeeper_refund';

export const metadataOf = ({ id, tenantId, paymentId, refundId }: ProviderCall): Record<string, string> => ({
  ...{ [CALL]: id, [TENANT]: tenantId, [PAYMENT]: paymentId },
  ...(refundId !== null && { [REFUND]: refundId }),
});

interface Made {
  readonly metadata: Stripe.Metadata | null;
}

export const isOf =
  ({ id }: ProviderCall) =>
  ({ metadata }: Made): boolean =>
    metadata?.[CALL] === id;

/** undefined: it is another program's */
export function namedIn({ metadata }: Made): { tenantId: string; paymentId: string } | undefined {
  const { [TENANT]: tenantId, [PAYMENT]: paymentId } = metadata ?? {};
  return tenantId === undefined || paymentId === undefined ? undefined : { tenantId, paymentId };
}

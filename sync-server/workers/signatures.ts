/**
 * One delivery, signed three ways, so that the verifiers people already have accept it (api.md, Webhooks): Stripe-style
 * `t=,v1=`, a plain hex HMAC of the body, and Standard Webhooks. The hex ones are keyed with the secret as it is written,
 * Standard Webhooks with the bytes that it encodes.
 */
import { createHmac } from 'node:crypto';

export interface Signing {
  readonly deliveryId: string;
  readonly event: string;
  /** the exact text that is sent */
  readonly body: string;
  /** epoch ms of the attempt */
  readonly at: number;
  readonly secret: string;
  /** the secret that a rotation replaces, while it is still good */
  readonly previousSecret?: string | undefined;
}

const hexHmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

function standardSignature(secret: string, signed: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

export function signatureHeaders({ deliveryId, event, body, at, secret, previousSecret }: Signing): Record<string, string> {
  const seconds = Math.floor(at / 1000);
  const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  return {
    'X-Slotkeeper-Event': event,
    'X-Slotkeeper-Delivery-Id': deliveryId,
    'X-Slotkeeper-Signature': `t=${seconds},v1=${hexHmac(secret, `${seconds}.${body}`)}`,
    'X-Slotkeeper-Body-Signature': hexHmac(secret, body),
    'webhook-id': deliveryId,
    'webhook-timestamp': String(seconds),
    // Both secrets here alone: a verifier of `t=,v1=` knows one v1.
    'webhook-signature': secrets.map((each) => standardSignature(each, `${deliveryId}.${seconds}.${body}`)).join(' '),
  };
}

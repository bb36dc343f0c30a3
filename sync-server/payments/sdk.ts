/** Stripe's SDK, loaded at its first use: a server that takes no cards need not load it. */
import type { Stripe } from 'stripe';
import { SECOND } from '#core/base/time.ts';
import type { StripeKeys } from './keys.ts';

const TIMEOUT_MS = 20 * SECOND;

export async function loadStripe({ key, api }: StripeKeys, stopping: AbortSignal): Promise<Stripe> {
  const { default: Sdk } = await import('stripe');
  // The SDK knows no way to call a request off.
  const httpClient = Sdk.createFetchHttpClient(((url: string, init: RequestInit) =>
    fetch(url, { ...init, signal: AbortSignal.any([stopping, ...(init.signal ? [init.signal] : [])]) })) as never);
  return new Sdk(key, {
    ...{ httpClient, timeout: TIMEOUT_MS, telemetry: false, appInfo: { name: 'Slotkeeper' } },
    // Whoever asks has its own patience, and asks again under the same key.
    maxNetworkRetries: 0,
    ...(api !== null && hostOf(new URL(api))),
  });
}

const hostOf = ({ protocol, hostname, port }: URL) => ({
  host: hostname,
  port: port === '' ? (protocol === 'http:' ? 80 : 443) : port,
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
});

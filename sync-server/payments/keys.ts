/** Stripe's keys come from the environment and are stored nowhere. */
import { PlainError } from '#server/start/plainly.ts';

export interface StripeKeys {
  /** `sk_…`, or a restricted `rk_…` */
  readonly key: string;
  /** `whsec_…` of the endpoint `/v1/payments/stripe`; null: payments are looked up every minute instead */
  readonly webhookSecret: string | null;
  /** another host that speaks Stripe's language; null: Stripe itself */
  readonly api: string | null;
}

const KEY = 'SLOTKEEPER_STRIPE_KEY';
const SECRET = 'SLOTKEEPER_STRIPE_WEBHOOK_SECRET';
const API = 'SLOTKEEPER_STRIPE_API';

type Environment = Readonly<Record<string, string | undefined>>;

/** null: this server has no Stripe. @throws PlainError where what is there can't be a key */
export function stripeKeysOf(env: Environment): StripeKeys | null {
  const said = (name: string): string | null => env[name]?.trim() || null;
  const key = said(KEY);
  const webhookSecret = said(SECRET);
  const api = said(API);
  if (key === null) {
    if (webhookSecret !== null) throw new PlainError(`${SECRET} is set and ${KEY} is not: Stripe needs both.`);
    return null;
  }
  if (!/^(sk|rk)_\S+$/.test(key)) throw new PlainError(`${KEY} takes a secret key of Stripe: it begins with sk_ or rk_.`);
  if (webhookSecret !== null && !/^whsec_\S+$/.test(webhookSecret))
    throw new PlainError(`${SECRET} takes the signing secret of Stripe's webhook: it begins with whsec_.`);
  if (api !== null && !(URL.canParse(api) && /^https?:$/.test(new URL(api).protocol)))
    throw new PlainError(`${API} takes an http or https address.`);
  return { key, webhookSecret, api };
}

/** What a customer reads who comes back from paying, where no script runs: the payment's state alone, known by its id. */
import { formatMoney } from '#core/base/money.ts';
import type { ServerParts } from '#server/parts.ts';
import { loadPayment, type PaymentRow } from '#server/payments/calls.ts';
import { html, type Html } from './html.ts';

export interface PaidPart {
  readonly body: Html;
  /** it is not decided: the page asks again by itself */
  readonly waits: boolean;
}

/** null: the page was not opened by who comes back */
export async function paidPart(
  parts: ServerParts,
  { tenantId, bookingId, paymentId }: { tenantId: string; bookingId: string; paymentId: unknown },
): Promise<PaidPart | null> {
  if (typeof paymentId !== 'string' || !/^pay_[0-9a-z]{20}$/.test(paymentId)) return null;
  const loaded = await parts.engine.database.read(tenantId, (db) => loadPayment(db, paymentId));
  if (loaded?.order.payableId !== bookingId) return null;
  const [heading, sentence] = wordsOf(loaded.payment);
  const body = html`<noscript
    ><section>
      <h1>${heading}</h1>
      <p>${sentence}</p>
    </section></noscript
  >`;
  return { body, waits: loaded.payment.status === 'PENDING' };
}

function wordsOf({ status, amountCents, currency }: PaymentRow): readonly [heading: string, sentence: string] {
  const sum = formatMoney(amountCents, { currency, locale: 'en' });
  switch (status) {
    case 'PENDING':
      return ['Waiting for your bank', 'This page goes on by itself as soon as it answers.'];
    case 'PAID':
      return ['Paid', `We have received ${sum}.`];
    case 'AUTHORISED':
      return ['Held', `${sum} is held on your card. Nothing was charged.`];
    case 'SAVED':
      return ['Card kept', `We keep your card and hold ${sum} on it later. Nothing was charged.`];
    case 'RELEASED':
      return ['Let go', `${sum} is no longer held on your card.`];
    case 'FAILED':
    case 'EXPIRED':
      return ['Not paid', 'Nothing was charged.'];
  }
}

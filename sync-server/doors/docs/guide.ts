/** The parts of the document's description that a reader needs before the first call, and for webhooks and the widget. */

export const gettingStarted = `## Getting a key
In the console: Integrations, API keys, New key. It is shown once. A key has scopes: \`read\`, \`write\` (both by default) and \`admin\`; every route says which one it needs, and a key without it gets \`forbidden\`. Test keys (\`slk_test_…\`), which open the sandbox alone, are made below them. The address of a calendar feed is on the same screen, under Calendars: \`/calendar/{token}.ics\`, no other credential, 60 reads an hour; resetting it ends every subscription.

\`\`\`sh
curl https://your.server/v1/api/me -H "Authorization: Bearer slk_live_…"
\`\`\``;

export const sandboxGuide = `## Sandbox
Every business has a sandbox: the same API over rows of its own, reached with a test key (\`slk_test_…\`) or, by a live key of scope \`admin\`, with \`X-Slotkeeper-Sandbox: true\`. Neither side sees the other; idempotency keys and limits are counted apart. \`POST /v1/api/sandbox/reset\` empties it and copies the catalogue, hours, prices, coupons and settings of the business, under the same ids. Where the business takes cards, the sandbox's move no money. Its events carry \`"sandbox": true\` and go to its own webhook endpoints and to those of the business, but for endpoints with \`"sandbox": false\`.

Its clock can be moved, forward by up to two years in all, and back to the real time:

\`\`\`sh
curl https://your.server/v1/api/sandbox/clock -H "Authorization: Bearer slk_test_…" \\
  -H "Content-Type: application/json" -d '{"advanceMinutes": 1440}'
\`\`\`

What falls due by then is done before the answer: visits end, holds, requests and unpaid bookings expire, cards that pay late pay, mail is sent, and deliveries of the sandbox's own endpoints are tried again. What waits for an endpoint of the business waits in real time; signatures carry the real time, keys and links live by it.

A booking may name the card of its customer as \`paymentToken\`, also where the business takes none; its deposit is asked for, or all where it has none. What each card does is certain:

| \`paymentToken\` | |
| --- | --- |
| \`ok\` | pays, or is held |
| \`declined\` | is declined: the booking lapses in time |
| \`needs_action\` | waits for its customer on the page at \`checkoutUrl\` |
| \`times_out\` | gives no answer for a minute, and pays once |
| \`pays_late\` | pays an hour later: for a time that is gone, it is given back |
| \`refund_fails\` | pays, and takes nothing back |`;

export const webhookGuide = `## Webhooks
Register an endpoint in the console or with \`POST /v1/manage/webhooks\`; its secret, \`whsec_<base64>\`, is shown then and when it is rotated, never again. Each event is a \`POST\` of \`{id, event, timestamp, sandbox, data}\`; the section \`webhooks\` has the schema of every event's \`data\`.

\`\`\`json
{
  "id": "evt_0123456789abcdefghjk", "event": "booking.status_changed", "timestamp": "2026-05-12T15:00:00Z", "sandbox": false,
  "data": {
    "bookingId": "bkg_0123456789abcdefghjk", "businessId": "tnt_0123456789abcdefghjk", "confirmationCode": "7F3K9Q",
    "previousStatus": "PENDING", "status": "CONFIRMED"
  }
}
\`\`\`

### Verifying
Take the raw bytes of the body, before any parser. Any one of these is enough:

| header | holds | keyed with |
| --- | --- | --- |
| \`X-Slotkeeper-Signature\` | \`t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">\`; refuse a \`t\` more than 5 minutes off | the secret as it is written, \`whsec_\` included |
| \`X-Slotkeeper-Body-Signature\` | \`<hex HMAC-SHA256 of body>\` | the secret as it is written, \`whsec_\` included |
| \`webhook-id\`, \`webhook-timestamp\`, \`webhook-signature\` | Standard Webhooks: \`v1,<base64 HMAC-SHA256 of "id.timestamp.body">\`, as the \`standardwebhooks\` packages check it | the bytes that the base64 after \`whsec_\` encodes |

\`X-Slotkeeper-Event\` names the event; \`X-Slotkeeper-Delivery-Id\` (the same as \`webhook-id\`) stays the same on every retry: handle each once. Timestamps in headers are of the attempt.

\`\`\`js
import { createHmac, timingSafeEqual } from 'node:crypto';

export function isGenuine(rawBody, header, secret) {
  const { t, v1 } = Object.fromEntries(header.split(',').map((part) => part.split('=')));
  if (Math.abs(Date.now() / 1000 - Number(t)) > 300) return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(\`\${t}.\${rawBody}\`).digest('hex'));
  const given = Buffer.from(v1 ?? '');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
\`\`\`

### Delivery and retries
A 2xx within 10 seconds is success; redirects are not followed. Otherwise it is tried again after 5 s, 30 s, 5 min, 30 min and 2 h (up to a tenth longer), then it is \`FAILED\`: every attempt stays in the log, and \`POST /v1/manage/webhooks/deliveries/{id}/redeliver\` sends it again under its own id. \`410 Gone\` switches the endpoint off, and so do 3 days of nothing but failure; what was queued then is \`FAILED\` and is not sent when it is switched on again. For 24 hours after a rotation \`webhook-signature\` carries a signature of each secret; the hex headers carry the new one's alone. Order is not promised; \`GET /v1/api/events\` is the log in order, to catch up from.

A reschedule comes as \`booking.updated\` and as \`booking.rescheduled\`: subscribe to one of them, or handle both alike.

### Coming from another service
| theirs | ours |
| --- | --- |
| \`appointment.created\` | \`booking.created\` |
| \`appointment.canceled\` | \`booking.cancelled\` |
| \`appointment.rescheduled\` | \`booking.rescheduled\` |
| \`appointment.completed\` | \`booking.completed\` |
| \`booking.created\`, \`.confirmed\`, \`.updated\`, \`.rescheduled\`, \`.status_changed\`, \`.checked_in\`, \`.completed\`, \`.cancelled\`, \`.no_show\` | the same |
| \`deposit.paid\`, \`.captured\`, \`.released\`, \`order.paid\`, \`.refunded\` | the same; a deposit’s id is its payment’s |
| \`dispute.opened\` with \`disputeId\`, \`bookingId\`, \`openedById\`, \`reason\` | the same; beside it \`dispute.message\` and \`dispute.resolved\` |
| \`review.*\`, \`tenant.kyb_verified\`, \`booking.failed\`, \`booking.operator_action_required\` | not sent by this version |
| \`booking_id\`, \`business_id\` | \`bookingId\`, \`businessId\` |
| \`customer.first_name\`, \`customer.last_name\` | \`customer.firstName\`, \`customer.lastName\` (and \`customer.name\`) |
| \`resource.id\`, \`resource.name\` | the same |
| \`booking_date\`, \`start_time\`, \`end_time\` (local) | \`bookingDate\`, \`startTime\`, \`endTime\` with \`timezone\`; as instants \`startsAt\`, \`endsAt\` |
| \`capacity\` (places booked) | \`quantity\`, also as \`capacity\` |
| \`confirmation_code\`, \`customer_notes\` | \`confirmationCode\`, \`customerNotes\` |
| \`status\` in lower case | \`status\` in capitals: \`PENDING\`, \`CONFIRMED\`, … |
| \`refundPercent\` | the same, on \`booking.cancelled\` |`;

export const widgetGuide = `## Widget
\`\`\`html
<script src="https://your.server/embed/v1/widget.js" data-tenant="acme" data-offering="soho-loft" async></script>
\`\`\`

| attribute | says |
| --- | --- |
| \`data-tenant\` | the business: its subdomain |
| \`data-offering\` | one offering by its slug; without it, the visitor chooses |
| \`data-label\` | the button's text (Book now) |
| \`data-color\` | the button's colour: \`#0F172A\` |
| \`data-mode\` | \`modal\` (default), \`inline\` or \`floating\` |
| \`data-locale\` | the customer's language: \`de\`; the visitor's own without it. Letters are written in it; the widget's words are English so far |

\`Slotkeeper.open()\` opens the dialog from a script; the page hears \`slotkeeper:booked\` when a booking was made. A strict Content-Security-Policy needs two directives, each with this server's origin: \`script-src\` and \`frame-src\`.`;

export const idempotencyGuide = `## Idempotency
Every route that changes something takes \`Idempotency-Key\` (at most 128 characters), kept for 24 hours for the whole business; the sandbox and the public door each keep their own. A replay has the first answer's status and body to the byte, its \`requestId\` included, and \`Idempotent-Replayed: true\`; another payload under the same key is \`idempotency_conflict\`. A request that was not valid is not kept. On the public door all visitors share one account: use long random keys there.`;
